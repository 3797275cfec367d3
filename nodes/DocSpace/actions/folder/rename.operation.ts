import type { INodeProperties } from 'n8n-workflow';

import { folderLocator } from '../../locators/folder';
import { folderUrl } from '../../portal/address';
import { renameFolder } from '../../portal/content/renaming';
import { nameFrom } from '../nameFrom';
import { eachItem, type Operation } from '../operation';

const nameField: INodeProperties = {
	displayName: 'New Name',
	name: 'newName',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. Contoso Ltd (closed)',
	description:
		'The name to give the folder, for example “Contoso Ltd (closed)”. Characters that DocSpace does not allow (such as * : ? or /) become underscores.',
};

/** Folder → Rename: no second folder of the name comes about. */
export const renameFolderOperation: Operation = {
	option: {
		name: 'Rename',
		value: 'rename',
		action: 'Rename folder',
		description: 'Give a folder another name; what it holds stays as it is',
	},
	fields: [
		{
			...folderLocator,
			required: true,
			description: 'The folder to rename, in a room or in My documents; rooms are not renamed here',
		},
		nameField,
	],
	run: eachItem(async (item) => {
		const { entry, before } = await renameFolder(item.portal, await item.picked(folderLocator), {
			title: nameFrom(item, nameField),
			field: nameField.displayName,
		});
		return [
			{
				id: entry.id,
				title: entry.title,
				url: folderUrl(item.portal.origin, entry),
				renamed: entry.title !== before,
				previousTitle: before,
				parentId: entry.parentId ?? '',
			},
		];
	}),
};
