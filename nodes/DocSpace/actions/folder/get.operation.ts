import { folderLocator } from '../../locators/folder';
import { entryIdFrom } from '../../locators/locator';
import { readFolder } from '../../portal/content/folders';
import { isSimplified, simplify } from '../listFields';
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
			displayName: 'Folder',
			name: 'folder',
			required: true,
			description: 'The folder to get',
		},
		simplify,
	],
	async run(run) {
		const { n8n, portal } = run;
		return await eachItem(run, async (itemIndex) => {
			const id = entryIdFrom(n8n.getNodeParameter('folder', itemIndex), 'Folder', portal.origin);
			const folder = await readFolder(portal, id, 'Folder');
			return [
				isSimplified(n8n, itemIndex) ? simplifiedFolder(folder, portal.origin) : { ...folder },
			];
		});
	},
};
