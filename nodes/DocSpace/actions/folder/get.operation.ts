import { folderLocator } from '../../locators/folder';
import { readFolder } from '../../portal/content/folders';
import { inWantedForm, simplify } from '../listFields';
import { eachItem, type Operation } from '../operation';
import { simplifiedFolder } from './simplified';

/** Folder → Get: one folder, or a room as one. */
export const getFolder: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get folder',
		description: 'Get a folder: its title, what it lies in, and how much it holds',
	},
	fields: [
		{
			...folderLocator,
			required: true,
			description: 'The folder to get',
		},
		simplify,
	],
	run: eachItem(async (item) => {
		const folder = await readFolder(item.portal, await item.picked(folderLocator));
		return inWantedForm(item, [folder], simplifiedFolder(item.portal.origin));
	}),
};
