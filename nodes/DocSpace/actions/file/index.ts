import type { Resource } from '../operation';
import { deleteFilesOperation } from './delete.operation';
import { downloadFileOperation } from './download.operation';
import { getFile } from './get.operation';
import { getFiles } from './getAll.operation';
import { moveFiles } from './move.operation';
import { renameFileOperation } from './rename.operation';

export const file: Resource = {
	option: { name: 'File', value: 'file' },
	operations: [
		moveFiles,
		getFile,
		getFiles,
		downloadFileOperation,
		renameFileOperation,
		deleteFilesOperation,
	],
};
