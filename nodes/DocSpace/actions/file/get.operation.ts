import { fileLocator } from '../../locators/file';
import { fileIdFromLink } from '../../locators/links';
import { readFile } from '../../portal/content/files';
import { refusalOf } from '../../portal/content/refusals';
import { inWantedForm, simplify } from '../listFields';
import { eachItem, type Operation } from '../operation';
import { simplifiedFile } from './simplified';

/** File → Get: what DocSpace knows of one file; not its content. */
export const getFile: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get file',
		description: 'Get a file’s title, folder, size, version and dates, without its content',
	},
	fields: [
		{
			...fileLocator,
			required: true,
			description: 'The file to get, by its ID or the address of its editor',
		},
		simplify,
	],
	run: eachItem(async (item) => {
		const picked = await item.picked(fileLocator, fileIdFromLink);
		const file = await readFile(item.portal, picked.id).catch(refusalOf('file', picked));
		return inWantedForm(item, [file], simplifiedFile);
	}),
};
