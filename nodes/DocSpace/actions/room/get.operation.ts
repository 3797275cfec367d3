import { listArchivedRooms, roomLocator } from '../../locators/room';
import { readSharedRoom } from '../../portal/content/rooms';
import { inWantedForm, simplify } from '../listFields';
import { eachItem, type Operation } from '../operation';
import { simplifiedRoom } from './simplified';

/** Room → Get: one room, archived or not. */
export const getRoom: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get room',
		description: 'Get a room: its title, type, owner, tags, and whether it is archived',
	},
	fields: [
		{
			...roomLocator,
			required: true,
			description: 'The room to get, for example your client’s room',
		},
		listArchivedRooms,
		simplify,
	],
	run: eachItem(async (item) => {
		const room = await readSharedRoom(item.portal, await item.picked(roomLocator));
		return inWantedForm(item, [room], simplifiedRoom(item.portal.origin));
	}),
};
