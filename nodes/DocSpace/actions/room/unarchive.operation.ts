import { listArchivedRooms, roomLocator } from '../../locators/room';
import { folderUrl } from '../../portal/address';
import { transferRoom } from '../../portal/moving/archiving';
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
			required: true,
			description: 'The room to restore. One that is not archived stays as it is.',
		},
		{ ...listArchivedRooms, default: true },
	],
	run: eachItem(async (item) => {
		const { room, alreadyThere } = await transferRoom(
			item.portal,
			await item.picked(roomLocator),
			'unarchive',
		);
		return [
			{
				roomId: room.id,
				roomTitle: room.title,
				roomUrl: folderUrl(item.portal.origin, room),
				archived: false,
				alreadyActive: alreadyThere,
			},
		];
	}),
};
