import type { IDataObject } from 'n8n-workflow';

import { membersFrom } from '../../locators/member';
import { roomLocator } from '../../locators/room';
import { folderUrl } from '../../portal/address';
import { readSharedRoom } from '../../portal/content/rooms';
import { DocSpaceError, InputError, quote } from '../../portal/errors';
import {
	guestsAmong,
	memberIn,
	otherWaysInto,
	readMembers,
	removeAllFromRoom,
	requireActive,
	type Remaining,
} from '../../portal/people/members';
import { nameOf, type PersonReference } from '../../portal/people/people';
import type { PortalClient } from '../../portal/http/client';
import { count } from '../../portal/lists';
import type { FolderDto, PersonDto, RoomShareDto } from '../../portal/types';
import { accessLeft } from '../hints';
import { eachItem, type Operation } from '../operation';
import { inShort } from './simplified';

const MEMBERS = 'Members';

/** Room → Remove Members: takes all guests, or certain people, out of a room and proves it (T50). */
export const removeRoomMembers: Operation = {
	option: {
		name: 'Remove Members',
		value: 'removeMembers',
		action: 'Remove room members',
		description:
			'Take all guests, or certain people, out of a room; fails when anybody stays, and says why',
	},
	fields: [
		{
			...roomLocator,
			required: true,
			description:
				'The room to remove people from. It must not be archived, and the credential’s user must own or manage it.',
		},
		{
			displayName: 'Remove',
			name: 'remove',
			type: 'options',
			options: [
				{
					name: 'All Guests',
					value: 'allGuests',
					description: 'Every guest of the room. People who are not guests are never touched.',
				},
				{
					name: 'Chosen Members',
					value: 'chosen',
					description: 'The people you name, guests or not, for example one contact of a client',
				},
			],
			default: 'allGuests',
			description: 'Whom to remove from the room',
		},
		{
			displayName: MEMBERS,
			name: 'members',
			type: 'string',
			default: '',
			required: true,
			displayOptions: { show: { remove: ['chosen'] } },
			placeholder: 'e.g. anna@client.com, bob@client.com',
			description:
				'E-mail addresses or IDs, separated by commas, or an expression that yields a list. Who is no member counts as removed already; the room’s owner cannot be removed.',
		},
	],
	hints: [accessLeft],
	run: eachItem(async (item) => {
		const picked = await item.picked(roomLocator);
		const wanted =
			item.get('remove') === 'allGuests'
				? undefined
				: membersFrom(item.get('members'), MEMBERS).map(({ reference }) => reference);
		const room = await readSharedRoom(item.portal, picked);
		requireActive(room, picked);
		return [await removeFrom(item.portal, room, wanted)];
	}),
};

async function removeFrom(
	portal: PortalClient,
	room: FolderDto,
	wanted: PersonReference[] | undefined,
): Promise<IDataObject> {
	const members = await readMembers(portal, room.id);
	const { people, absent } = choose(members, wanted);
	const remaining = await removeAllFromRoom(portal, room, people);
	const groups = people.flatMap((person) => person.groups ?? []);
	const left = new Set(remaining.map(({ person }) => person));
	const result = {
		roomId: room.id,
		roomTitle: room.title,
		roomUrl: folderUrl(portal.origin, room),
		removedCount: people.length - remaining.length,
		removed: people.filter((person) => !left.has(person)).map(inShort),
		alreadyGone: absent.map((reference) => ({ id: '', email: '', ...reference })),
		failed: remaining.map((one) => ({ ...inShort(one.person), reason: reasonOf(one) })),
		stillHasAccess: (await otherWaysInto(portal, room, groups)).map((way) => ({ ...way })),
	};
	if (remaining.length > 0) throw notAllRemoved(room, remaining, people.length, result);
	return result;
}

/** Whom to remove, all guests unless some are named, and whom there is no need to. */
function choose(members: RoomShareDto[], wanted: PersonReference[] | undefined) {
	const absent: PersonReference[] = [];
	if (!wanted) return { people: guestsAmong(members), absent };
	const owner = members.find(({ isOwner }) => isOwner)?.sharedToUser;
	const people = new Map<string, PersonDto>();
	for (const reference of wanted) {
		const person = memberIn(members, reference);
		if (!person) absent.push(reference);
		else if (person.id === owner?.id) throw isRoomOwner(person);
		else people.set(person.id, person);
	}
	return { people: [...people.values()], absent };
}

function isRoomOwner(person: PersonDto): InputError {
	return new InputError(
		MEMBERS,
		`names ${nameOf(person)}, who owns the room`,
		'Leave the owner out, or give the room another owner in DocSpace first',
	);
}

function reasonOf({ fillsForms }: Remaining): string {
	return fillsForms
		? 'still has a part to fill in in forms of the room'
		: 'still a member, probably invited by someone else';
}

function notAllRemoved(
	{ title }: FolderDto,
	remaining: Remaining[],
	asked: number,
	result: IDataObject,
): DocSpaceError {
	const [first] = remaining;
	const named = first ? `${nameOf(first.person)}: ${reasonOf(first)}` : '';
	const remedy = remaining.some(({ fillsForms }) => fillsForms)
		? 'Finish or stop the filling of those forms in DocSpace, then run again'
		: 'Use the credential of the room’s owner, or of whoever invited them';
	return new DocSpaceError(
		`${remaining.length} of ${count(asked, 'person', 'people')} could not be removed from ${quote(title)}. ${named}${remaining.length > 1 ? '; …' : ''}`,
		`${remedy}. Everybody who stayed is listed under “failed” in the error`,
		result,
	);
}
