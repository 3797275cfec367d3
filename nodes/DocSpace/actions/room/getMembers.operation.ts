import { listArchivedRooms, roomLocator } from '../../locators/room';
import { readSharedRoom } from '../../portal/content/rooms';
import { readMembers } from '../../portal/people/members';
import { inWantedForm, limitFrom, listFields } from '../listFields';
import { eachItem, type Operation } from '../operation';
import { simplifiedMember } from './simplified';

/** Room → Get Members: the people and groups of a room. */
export const getRoomMembers: Operation = {
	option: {
		name: 'Get Members',
		value: 'getMembers',
		action: 'Get room members',
		description:
			'List the people and groups of a room with their roles, and who of them is a guest',
	},
	fields: [
		{
			...roomLocator,
			required: true,
			description: 'The room whose members to list',
		},
		listArchivedRooms,
		...listFields,
	],
	run: eachItem(async (item) => {
		const { id } = await readSharedRoom(item.portal, await item.picked(roomLocator));
		const members = await readMembers(item.portal, id, limitFrom(item));
		return inWantedForm(item, members, simplifiedMember);
	}),
};
