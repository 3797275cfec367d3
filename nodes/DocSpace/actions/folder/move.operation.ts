import type { INodeProperties } from 'n8n-workflow';

import { folderLocator } from '../../locators/folder';
import { folderUrl } from '../../portal/address';
import { moveFolder } from '../../portal/moving/movingFolder';
import { eachItem, type Operation } from '../operation';

const destinationField: INodeProperties = {
	...folderLocator,
	displayName: 'Destination Folder',
	name: 'destinationFolder',
	required: true,
	description:
		'The room or folder to move it into, for example the one that Ensure Folder returns: {{ $json.id }}',
};

/** Folder → Move: the folder is in its destination with all it holds, or an error says what keeps it. */
export const moveFolderOperation: Operation = {
	option: {
		name: 'Move',
		value: 'move',
		action: 'Move folder',
		description: 'Move a folder with all it holds into another folder, and wait until it is there',
	},
	fields: [
		{
			...folderLocator,
			required: true,
			description: 'The folder to move, in a room or in My documents; rooms cannot be moved',
		},
		destinationField,
	],
	run: eachItem(async (item) => {
		const { folder, from, alreadyThere } = await moveFolder(
			item.portal,
			await item.picked(folderLocator),
			await item.picked(destinationField),
		);
		return [
			{
				id: folder.id,
				title: folder.title,
				url: folderUrl(item.portal.origin, folder),
				moved: !alreadyThere,
				parentId: folder.parentId ?? '',
				previousParentId: from ?? '',
				fileCount: folder.filesCount ?? 0,
				folderCount: folder.foldersCount ?? 0,
			},
		];
	}),
};
