import type { INodeProperties } from 'n8n-workflow';

import { listArchivedRooms, roomLocator } from '../../locators/room';
import { deleteRoom } from '../../portal/moving/deletingRoom';
import { idsNotFound } from '../hints';
import type { Item } from '../item';
import { eachItem, type Operation } from '../operation';

const activeField: INodeProperties = {
	displayName: 'Delete Even If Not Archived',
	name: 'evenIfActive',
	type: 'boolean',
	default: false,
	description:
		'Whether to delete the room also when it is still among the active ones. Only its owner can do that.',
};

const withFilesField: INodeProperties = {
	displayName: 'Delete Even If It Holds Files',
	name: 'evenIfFiles',
	type: 'boolean',
	default: false,
	description:
		'Whether to delete the room also when files are left in it, which are destroyed for good. Rooms do not go to the Trash.',
};

/** Room → Delete: the room is gone for good, by default only an archived one without files. */
export const deleteRoomOperation: Operation = {
	option: {
		name: 'Delete',
		value: 'delete',
		action: 'Delete room',
		description: 'Delete a room for good: an archived and empty one, unless you say otherwise',
	},
	fields: [
		{
			...roomLocator,
			required: true,
			description:
				'The room to delete. One that is gone already counts as not found, not as an error. Of a room in third-party storage only the connection ends.',
		},
		{ ...listArchivedRooms, default: true },
		activeField,
		withFilesField,
	],
	hints: [idsNotFound],
	run: eachItem(async (item) => {
		const picked = await item.picked(roomLocator);
		const done = await deleteRoom(item.portal, picked, {
			active: switchOf(item, activeField),
			withFiles: switchOf(item, withFilesField),
		});
		const room = 'folder' in done ? done.folder : undefined;
		return [
			{
				id: picked.id,
				title: room?.title ?? '',
				deleted: done.outcome === 'deleted',
				notFound: done.outcome === 'notFound',
				fileCount: room?.filesCount ?? 0,
				folderCount: room?.foldersCount ?? 0,
			},
		];
	}),
};

function switchOf(item: Item, { name, displayName }: INodeProperties) {
	return { isOn: item.isOn(name), field: displayName };
}
