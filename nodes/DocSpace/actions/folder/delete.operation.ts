import type { INodeProperties } from 'n8n-workflow';

import { folderLocator } from '../../locators/folder';
import { deleteFolder } from '../../portal/moving/deletingFolder';
import { idsNotFound } from '../hints';
import { eachItem, type Operation } from '../operation';

const permanentlyField: INodeProperties = {
	displayName: 'Delete Permanently',
	name: 'permanently',
	type: 'boolean',
	default: false,
	description:
		'Whether to destroy the folder for good instead of putting it into the Trash of the user behind the credential. A folder in third-party storage can only be destroyed.',
};

/** Folder → Delete: the folder is in the Trash, or gone if so wished, with all it held. */
export const deleteFolderOperation: Operation = {
	option: {
		name: 'Delete',
		value: 'delete',
		action: 'Delete folder',
		description: 'Put a folder with all it holds into the Trash, or destroy it for good',
	},
	fields: [
		{
			...folderLocator,
			required: true,
			description:
				'The folder to delete, in a room or in My documents; rooms are not deleted here. One that lies in the Trash already stays there.',
		},
		permanentlyField,
	],
	hints: [idsNotFound],
	run: eachItem(async (item) => {
		const picked = await item.picked(folderLocator);
		const done = await deleteFolder(item.portal, picked, {
			isOn: item.isOn(permanentlyField.name),
			field: permanentlyField.displayName,
		});
		const folder = 'folder' in done ? done.folder : undefined;
		return [
			{
				id: picked.id,
				title: folder?.title ?? '',
				deleted: done.outcome === 'deleted',
				alreadyInTrash: done.outcome === 'alreadyInTrash',
				notFound: done.outcome === 'notFound',
				fileCount: folder?.filesCount ?? 0,
				folderCount: folder?.foldersCount ?? 0,
			},
		];
	}),
};
