import type { IDataObject } from 'n8n-workflow';

import { fileIdFrom, fileLocator } from '../../locators/file';
import { InputError, isRefusal } from '../../portal/errors';
import { readFile } from '../../portal/content/files';
import type { FileId } from '../../portal/ids';
import type { WholeFileDto } from '../../portal/types';
import { isSimplified, simplify } from '../listFields';
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
			displayName: 'File',
			name: 'file',
			required: true,
			description: 'The file to get, by its ID or the address of its editor',
		},
		simplify,
	],
	async run(run) {
		const { n8n, portal } = run;
		return await eachItem(run, async (itemIndex) => {
			const id = fileIdFrom(n8n.getNodeParameter('file', itemIndex), 'File', portal.origin);
			const file = await readFile(portal, id).catch((error: unknown) => {
				throw fileRefusal(id, error);
			});
			return [isSimplified(n8n, itemIndex) ? simplified(file) : { ...file }];
		});
	},
};

function fileRefusal(id: FileId, error: unknown): unknown {
	if (isRefusal(error, 'notFound')) {
		return new InputError(
			'File',
			`names no file: DocSpace has none with the id ${id}`,
			'Check the ID; it may be that of a file deleted meanwhile, or of a folder',
		);
	}
	if (isRefusal(error, 'forbidden')) {
		return new InputError(
			'File',
			`names a file (${id}) that the user behind the credential may not read`,
			'Invite that user to its room, or use the credential of somebody who is in it',
		);
	}
	return error;
}

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
