import { entryIdFrom } from '../../locators/locator';
import { includeArchivedRooms, roomLocator } from '../../locators/room';
import { unarchiveRoom as unarchive } from '../../portal/content/archiving';
import { eachItem, type Operation } from '../operation';

/** Room → Unarchive: puts a room back among the active ones. */
export const unarchiveRoom: Operation = {
	option: {
		name: 'Unarchive',
		value: 'unarchive',
		action: 'Unarchive room',
		description: 'Restore a room from the Archive section, with its members as they were',
	},
	fields: [
		{
			...roomLocator,
			displayName: 'Room',
			name: 'room',
			required: true,
			description: 'The room to restore. One that is not archived stays as it is.',
		},
		{ ...includeArchivedRooms, default: true },
	],
	async run(run) {
		const { n8n, portal } = run;
		return await eachItem(run, async (itemIndex) => {
			const roomId = entryIdFrom(n8n.getNodeParameter('room', itemIndex), 'Room', portal.origin);
			const { room, alreadyThere } = await unarchive(portal, roomId, 'Room');
			return [
				{
					roomId: room.id,
					roomTitle: room.title,
					archived: false,
					alreadyActive: alreadyThere,
				},
			];
		});
	},
};
