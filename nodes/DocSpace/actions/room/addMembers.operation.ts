import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { membersFrom, newMemberLocator } from '../../locators/member';
import { roomLocator } from '../../locators/room';
import { folderUrl } from '../../portal/address';
import { DocSpaceError, InputError, quote } from '../../portal/errors';
import { count } from '../../portal/lists';
import { addMembers, type MemberResult, type WantedMember } from '../../portal/people/roomMembers';
import { Access, isObject } from '../../portal/types';
import { rolesKept } from '../hints';
import type { Item } from '../item';
import { eachItem, type Operation } from '../operation';
import { mailFrom, mailOptions, roleField, roleFrom, shownMember } from './memberFields';

const membersField: INodeProperties = {
	displayName: 'Members',
	name: 'membersToAdd',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	default: { values: [{ member: newMemberLocator.default, role: roleField.default }] },
	placeholder: 'Add member',
	options: [
		{
			displayName: 'Member',
			name: 'values',
			values: [
				{
					...newMemberLocator,
					description:
						'A person, guest or group. By e-mail or ID, several separated by commas, or an expression that yields a list.',
				},
				{
					...roleField,
					description: 'What they may do. Which roles there are depends on the type of the room.',
				},
			],
		},
	],
	description:
		'Who is to be in the room, and as what. The output says of each whether they were “added” or “invited”, were “alreadyMember” with this role, “roleKept” or “roleChanged”, or “refused”. When anybody is, it fails after adding the others.',
};

const ifAlreadyMember: INodeProperties = {
	displayName: 'If Already a Member',
	name: 'ifAlreadyMember',
	type: 'options',
	options: [
		{
			name: 'Change Role',
			value: 'changeRole',
			description: 'Give them this role instead of theirs, be it more or less',
		},
		{
			name: 'Keep Role',
			value: 'keepRole',
			description: 'Leave them the role they have, and say which',
		},
	],
	default: 'keepRole',
	description: 'What to do about people who are in the room with another role',
};

const ifNoAccount: INodeProperties = {
	displayName: 'If There Is No Account',
	name: 'ifNoAccount',
	type: 'options',
	options: [
		{
			name: 'Fail',
			value: 'fail',
			description: 'Add the others, and stop with an error that names the addresses',
		},
		{
			name: 'Invite as Guest',
			value: 'inviteAsGuest',
			description: 'Make a guest’s account, as for clients. DocSpace sends the invitation by mail.',
		},
	],
	default: 'inviteAsGuest',
	description:
		'What to do when nobody in DocSpace has the e-mail address. Into a room DocSpace invites new people as guests only.',
};

/** Room → Add Members: people, guests and groups with their roles, proved by reading the members back. */
export const addRoomMembers: Operation = {
	option: {
		name: 'Add Members',
		value: 'addMembers',
		action: 'Add room members',
		description:
			'Add people, guests and groups to a room, or invite them by e-mail, each with a role',
	},
	fields: [
		{
			...roomLocator,
			required: true,
			description:
				'The room to add people to. It must not be archived, and the credential’s user must own or manage it.',
		},
		membersField,
		ifAlreadyMember,
		ifNoAccount,
		mailOptions,
	],
	hints: [rolesKept],
	run: eachItem(async (item) => {
		const { room, results } = await addMembers(item.portal, {
			room: await item.picked(roomLocator),
			wanted: wantedFrom(item),
			ifAlreadyMember: item.choice(ifAlreadyMember, ['keepRole', 'changeRole']),
			ifNoAccount: item.choice(ifNoAccount, ['inviteAsGuest', 'fail']),
			...mailFrom(item),
		});
		const output = {
			roomId: room.id,
			roomTitle: room.title,
			roomUrl: folderUrl(item.portal.origin, room),
			addedCount: results.filter(({ outcome }) => outcome === 'added' || outcome === 'invited')
				.length,
			members: results.map(shownResult),
		};
		const refused = results.filter(({ problem }) => problem);
		if (refused.length > 0) throw notAllAdded(output, refused, results.length);
		return [output];
	}),
};

function wantedFrom(item: Item): WantedMember[] {
	const { displayName: field, name } = membersField;
	const members = item.get(name);
	const rows = isObject(members) && Array.isArray(members.values) ? members.values : [];
	if (rows.length === 0) throw new InputError(field, 'is empty', 'Add at least one member');
	return rows.filter(isObject).flatMap((row) => {
		const role = roleFrom(row.role);
		return membersFrom(row.member, newMemberLocator.displayName).map((member) => ({
			member,
			role,
		}));
	});
}

function shownResult({
	reference,
	who,
	outcome,
	before,
	after,
	problem,
}: MemberResult): IDataObject {
	const share = after ?? (who && { ...who, access: Access.none });
	return {
		...(share ? shownMember(share) : { ...NOBODY, ...reference }),
		role: after ? shownMember(after).role : '',
		previousRole: before ? shownMember(before).role : '',
		outcome,
		reason: problem?.reason ?? '',
	};
}

const NOBODY = { id: '', name: '', email: '', type: '', isGuest: false, pending: false };

function notAllAdded(
	output: IDataObject & { roomTitle: string },
	refused: MemberResult[],
	asked: number,
): DocSpaceError {
	const [first] = refused;
	const named = first ? `${first.name}: ${first.problem?.reason}` : '';
	return new DocSpaceError(
		`${refused.length} of ${count(asked, 'member')} could not be added to ${quote(output.roomTitle)}. ${named}${refused.length > 1 ? '; …' : ''}`,
		`${first?.problem?.remedy}. What became of everybody is listed under “members” in the error`,
		output,
	);
}
