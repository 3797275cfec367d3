import { folderLocator } from '../../locators/folder';
import { findFolders } from '../../portal/content/folders';
import { inWantedForm, limitFrom, listFields } from '../listFields';
import { eachItem, type Operation } from '../operation';
import { simplifiedFolder } from './simplified';

/** Folder → Get Many: the folders in a folder or room. */
export const getFolders: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many folders',
		description: 'List many folders: those in a room or folder, at any depth if you like',
	},
	fields: [
		{
			...folderLocator,
			required: true,
			description: 'The room or folder whose folders to list',
		},
		{
			displayName: 'Include Subfolders',
			name: 'includeSubfolders',
			type: 'boolean',
			default: false,
			description:
				'Whether to list the folders at any depth, not only those directly in the folder',
		},
		...listFields,
	],
	run: eachItem(async (item) => {
		const folders = await findFolders(item.portal, await item.picked(folderLocator), {
			atAnyDepth: item.isOn('includeSubfolders'),
			limit: limitFrom(item),
		});
		return inWantedForm(item, folders, simplifiedFolder(item.portal.origin));
	}),
};
