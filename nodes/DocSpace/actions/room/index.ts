import type { Resource } from '../operation';
import { archiveClientRoom } from './archiveClientRoom.operation';
import { collectRoomFiles } from './collectFiles.operation';

export const room: Resource = {
	option: { name: 'Room', value: 'room' },
	operations: [collectRoomFiles, archiveClientRoom],
};
