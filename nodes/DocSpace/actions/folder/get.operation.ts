import { folderLocator } from '../../locators/folder';
import { readFolder } from '../../portal/content/folders';
import { inWantedForm, simplify } from '../listFields';
import { eachItem, pickedIn, type Operation } from '../operation';
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
	async run(run) {
		const { n8n, portal } = run;
		return await eachItem(run, async (itemIndex) => {
			const picked = pickedIn(run, itemIndex, folderLocator);
			const folder = await readFolder(portal, picked);
			return inWantedForm(n8n, itemIndex, [folder], simplifiedFolder(portal.origin));
		});
	},
};
