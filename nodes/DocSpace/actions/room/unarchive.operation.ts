import { includeArchivedRooms, roomLocator } from '../../locators/room';
import { unarchiveRoom as unarchive } from '../../portal/moving/archiving';
import { eachItem, pickedIn, type Operation } from '../operation';

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
			required: true,
			description: 'The room to restore. One that is not archived stays as it is.',
		},
		{ ...includeArchivedRooms, default: true },
	],
	async run(run) {
		const { portal } = run;
		return await eachItem(run, async (itemIndex) => {
			const picked = pickedIn(run, itemIndex, roomLocator);
			const { room, alreadyThere } = await unarchive(portal, picked);
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
