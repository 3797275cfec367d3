import { listArchivedRooms, roomLocator } from '../../locators/room';
import { getHistoryOperation } from '../historyFields';

/** Room → Get History: what happened in a room. */
export const getRoomHistory = getHistoryOperation('room', roomLocator, [
	{ ...roomLocator, required: true, description: 'The room whose history to get' },
	listArchivedRooms,
]);
