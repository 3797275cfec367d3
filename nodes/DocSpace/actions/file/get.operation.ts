import type { IDataObject } from 'n8n-workflow';

import { fileLocator, pickedFileFrom } from '../../locators/file';
import { readFile } from '../../portal/content/files';
import { refusalOf } from '../../portal/content/refusals';
import type { WholeFileDto } from '../../portal/types';
import { inWantedForm, simplify } from '../listFields';
import { eachItem, type Operation } from '../operation';

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
	async run(run) {
		const { n8n, portal } = run;
		return await eachItem(run, async (itemIndex) => {
			const { name, displayName: field } = fileLocator;
			const picked = pickedFileFrom(n8n.getNodeParameter(name, itemIndex), field, portal.origin);
			const file = await readFile(portal, picked.id).catch((error: unknown) => {
				throw refusalOf('file', picked, error);
			});
			return inWantedForm(n8n, itemIndex, [file], simplified);
		});
	},
};

/** What most workflows need of a file. */
function simplified(file: WholeFileDto): IDataObject {
	return {
		id: file.id,
		title: file.title,
		folderId: file.folderId,
		extension: file.fileExst ?? '',
		size: file.pureContentLength ?? 0,
		version: file.version ?? 1,
		created: file.created ?? '',
		modified: file.updated ?? '',
		modifiedBy: file.updatedBy?.displayName ?? '',
		url: file.webUrl ?? '',
	};
}
