import type { INodeProperties } from 'n8n-workflow';

import { fileLocator } from '../../locators/file';
import { fileIdFromLink } from '../../locators/links';
import { fileUrl } from '../../portal/address';
import { renameFile } from '../../portal/content/renaming';
import { nameFrom } from '../nameFrom';
import { eachItem, type Operation } from '../operation';

const nameField: INodeProperties = {
	displayName: 'New Name',
	name: 'newName',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. Contract Contoso 2026',
	description:
		'The name to give the file, for example “Contract Contoso 2026”. Its extension, such as .docx, stays and may be left out. Characters that DocSpace does not allow (such as * : ? or /) become underscores.',
};

/** File → Rename: the extension stays, and no second file of the name comes about. */
export const renameFileOperation: Operation = {
	option: {
		name: 'Rename',
		value: 'rename',
		action: 'Rename file',
		description: 'Give a file another name; its extension stays as it is',
	},
	fields: [
		{
			...fileLocator,
			required: true,
			description: 'The file to rename, by its ID or the address of its editor',
		},
		nameField,
	],
	run: eachItem(async (item) => {
		const picked = await item.picked(fileLocator, fileIdFromLink);
		const { entry, before } = await renameFile(item.portal, picked, {
			title: nameFrom(item, nameField),
			field: nameField.displayName,
		});
		return [
			{
				id: entry.id,
				title: entry.title,
				url: fileUrl(item.portal.origin, entry.id),
				renamed: entry.title !== before,
				previousTitle: before,
				folderId: entry.folderId,
			},
		];
	}),
};
