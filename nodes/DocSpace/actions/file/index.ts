import type { Resource } from '../operation';
import { createFileOperation } from './create.operation';
import { deleteFilesOperation } from './delete.operation';
import { getFile } from './get.operation';
import { moveFiles } from './move.operation';
import { renameFileOperation } from './rename.operation';
import { uploadFileOperation } from './upload.operation';

export const file: Resource = {
	option: { name: 'File', value: 'file' },
	operations: [
		moveFiles,
		getFile,
		renameFileOperation,
		deleteFilesOperation,
		uploadFileOperation,
		createFileOperation,
	],
};
