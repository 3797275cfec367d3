import { membersFrom, roomMemberLocator } from '../../locators/member';
import { roomLocator } from '../../locators/room';
import { folderUrl } from '../../portal/address';
import { InputError } from '../../portal/errors';
import { changeRole } from '../../portal/people/roomMembers';
import { eachItem, type Operation } from '../operation';
import { mailFrom, mailOptions, roleField, roleFrom, shownMember } from './memberFields';

/** Room → Change Role: another role for one member, who stays a member in any case (T49). */
export const changeRoomRole: Operation = {
	option: {
		name: 'Change Role',
		value: 'changeRole',
		action: 'Change role in room',
		description: 'Give a member of a room, be it a person, guest or group, another role',
	},
	fields: [
		{
			...roomLocator,
			required: true,
			description:
				'The room the member is in. It must not be archived, and the credential’s user must own or manage it.',
		},
		{
			...roomMemberLocator,
			required: true,
			description:
				'The person, guest or group whose role to change. The room’s owner keeps theirs.',
		},
		{
			...roleField,
			description:
				'What they may do from now on. Which roles there are depends on the type of the room.',
		},
		mailOptions,
	],
	run: eachItem(async (item) => {
		const { displayName: field, name } = roomMemberLocator;
		const [member, ...others] = membersFrom(item.get(name), field);
		if (!member || others.length > 0) {
			throw new InputError(
				field,
				member ? 'names several' : 'is empty',
				'Name one, and let a list come in as several items, for example by Split Out',
			);
		}
		const { room, before, after } = await changeRole(item.portal, {
			room: await item.picked(roomLocator),
			member,
			role: roleFrom(item.get(roleField.name)),
			...mailFrom(item),
		});
		return [
			{
				roomId: room.id,
				roomTitle: room.title,
				roomUrl: folderUrl(item.portal.origin, room),
				...shownMember(after),
				previousRole: shownMember(before).role,
				changed: after.access !== before.access,
			},
		];
	}),
};
