import type { IDataObject } from 'n8n-workflow';

import { listArchivedRooms, roomLocator } from '../../locators/room';
import { folderUrl } from '../../portal/address';
import type { RoomFile } from '../../portal/content/files';
import { readRoom, type RoomContent } from '../../portal/content/roomFiles';
import { filesBlocked, wrongCounter } from '../hints';
import { eachItem, type Operation } from '../operation';

/** Room → Collect Room Files: every file of a room, whatever folder it lies in. */
export const collectRoomFiles: Operation = {
	option: {
		name: 'Collect Room Files',
		value: 'collectFiles',
		action: 'Collect room files',
		description: 'List every file of a room with its path, at any depth and however many there are',
	},
	fields: [
		{
			...roomLocator,
			required: true,
			description: 'The room whose files to collect, for example your client’s room',
		},
		{
			...listArchivedRooms,
			description:
				'Whether the list of rooms shows archived ones too. Files of an archived room can be listed but not moved.',
		},
		{
			displayName: 'Output',
			name: 'output',
			type: 'options',
			options: [
				{
					name: 'One Item per Room',
					value: 'room',
					description:
						'One item that lists all files, also when the room is empty: what Move Files expects',
				},
				{
					name: 'One Item per File',
					value: 'file',
					description:
						'To filter or loop over the files. After an empty room, with no item, the next nodes do not run.',
				},
			],
			default: 'room',
			description: 'Whether the files come in one item or each in its own',
		},
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add option',
			displayOptions: { show: { output: ['room'] } },
			default: {},
			options: [
				{
					displayName: 'IDs Only',
					name: 'idsOnly',
					type: 'boolean',
					default: false,
					description:
						'Whether to list only the IDs of the files. Keeps stored executions small for rooms with very many files; Move Files then reads the rest again.',
				},
			],
		},
	],
	hints: [filesBlocked, wrongCounter],
	run: eachItem(async (item) => {
		const content = await readRoom(item.portal, await item.picked(roomLocator));
		const roomUrl = folderUrl(item.portal.origin, content.room);
		if (item.get('output') === 'file') return filesOf(content, roomUrl);
		return [summaryOf(content, roomUrl, item.isOn('idsOnly'))];
	}),
};

function filesOf(content: RoomContent, roomUrl: string): IDataObject[] {
	const { room, files, countedByDocSpace } = content;
	const ofRoom = { roomTitle: room.title, roomUrl };
	return files.map((file) => ({ ...ofRoom, ...shown(file), ...counted(countedByDocSpace) }));
}

/** A file as Move Files takes it; what blocks it is told only where something does. */
function shown({ blockedBy, sharing, ...file }: RoomFile): IDataObject {
	return { ...file, movable: blockedBy === '', ...(blockedBy && { blockedBy }), sharing };
}

/** Nothing is missing, but other tools that believe DocSpace's count will think so. */
function counted(countedByDocSpace: number | undefined): IDataObject {
	return countedByDocSpace === undefined ? {} : { countedByDocSpace };
}

function summaryOf(content: RoomContent, roomUrl: string, idsOnly: boolean): IDataObject {
	const { room, files, topFolders, countedByDocSpace } = content;
	return {
		roomId: room.id,
		roomTitle: room.title,
		roomUrl,
		fileCount: files.length,
		...counted(countedByDocSpace),
		totalBytes: files.reduce((bytes, { size }) => bytes + size, 0),
		files: idsOnly ? files.map(({ id }) => id) : files.map(shown),
		topLevel: {
			fileIds: files.filter(({ path }) => path === '').map(({ id }) => id),
			folderIds: topFolders.map(({ id }) => id),
		},
	};
}
