import type { Resource } from '../operation';
import { copyFilesOperation } from './copy.operation';
import { createFileOperation } from './create.operation';
import { deleteFilesOperation } from './delete.operation';
import { downloadFileOperation } from './download.operation';
import { getFile } from './get.operation';
import { getFiles } from './getAll.operation';
import { getFileLink } from './getLink.operation';
import { moveFiles } from './move.operation';
import { renameFileOperation } from './rename.operation';
import { shareFileOperation } from './share.operation';
import { uploadFileOperation } from './upload.operation';

export const file: Resource = {
	option: { name: 'File', value: 'file' },
	operations: [
		moveFiles,
		copyFilesOperation,
		getFile,
		getFiles,
		downloadFileOperation,
		uploadFileOperation,
		createFileOperation,
		renameFileOperation,
		getFileLink,
		shareFileOperation,
		deleteFilesOperation,
	],
};
