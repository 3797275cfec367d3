import { includeArchivedRooms, roomLocator } from '../../locators/room';
import { readSharedRoom } from '../../portal/content/rooms';
import { inWantedForm, simplify } from '../listFields';
import { eachItem, pickedIn, type Operation } from '../operation';
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
		includeArchivedRooms,
		simplify,
	],
	async run(run) {
		const { n8n, portal } = run;
		return await eachItem(run, async (itemIndex) => {
			const picked = pickedIn(run, itemIndex, roomLocator);
			const room = await readSharedRoom(portal, picked);
			return inWantedForm(n8n, itemIndex, [room], simplifiedRoom(portal.origin));
		});
	},
};
