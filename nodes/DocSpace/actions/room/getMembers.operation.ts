import { includeArchivedRooms, roomLocator } from '../../locators/room';
import { readSharedRoom } from '../../portal/content/rooms';
import { readMembers } from '../../portal/people/members';
import { inWantedForm, limitFrom, listFields } from '../listFields';
import { eachItem, pickedIn, type Operation } from '../operation';
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
		includeArchivedRooms,
		...listFields,
	],
	async run(run) {
		const { n8n, portal } = run;
		return await eachItem(run, async (itemIndex) => {
			const picked = pickedIn(run, itemIndex, roomLocator);
			const { id } = await readSharedRoom(portal, picked);
			const members = await readMembers(portal, id, limitFrom(n8n, itemIndex));
			return inWantedForm(n8n, itemIndex, members, simplifiedMember);
		});
	},
};
