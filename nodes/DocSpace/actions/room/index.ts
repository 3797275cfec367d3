import type { Resource } from '../operation';
import { addRoomMembers } from './addMembers.operation';
import { archiveRoom } from './archive.operation';
import { archiveClientRoom } from './archiveClientRoom.operation';
import { changeRoomRole } from './changeRole.operation';
import { collectRoomFiles } from './collectFiles.operation';
import { createRoomOperation } from './create.operation';
import { deleteRoomOperation } from './delete.operation';
import { getRoom } from './get.operation';
import { getRooms } from './getAll.operation';
import { getRoomHistory } from './getHistory.operation';
import { getRoomLink } from './getLink.operation';
import { getRoomMembers } from './getMembers.operation';
import { removeRoomMembers } from './removeMembers.operation';
import { unarchiveRoom } from './unarchive.operation';
import { updateRoomOperation } from './update.operation';

export const room: Resource = {
	option: { name: 'Room', value: 'room' },
	operations: [
		collectRoomFiles,
		archiveClientRoom,
		addRoomMembers,
		archiveRoom,
		changeRoomRole,
		createRoomOperation,
		deleteRoomOperation,
		getRoom,
		getRooms,
		getRoomMembers,
		getRoomLink,
		getRoomHistory,
		removeRoomMembers,
		unarchiveRoom,
		updateRoomOperation,
	],
};
