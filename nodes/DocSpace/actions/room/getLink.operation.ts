import { listArchivedRooms, roomLocator } from '../../locators/room';
import { getLinkOperation } from '../linkFields';

/** Room → Get Link: how somebody who is not in a room gets into it. */
export const getRoomLink = getLinkOperation('room', roomLocator, [
	{
		...roomLocator,
		required: true,
		description: 'The room whose link to get; not the one that invites people into it',
	},
	listArchivedRooms,
]);
