import type { Resource } from '../operation';
import { copyFolderOperation } from './copy.operation';
import { deleteFolderOperation } from './delete.operation';
import { downloadFolderOperation } from './download.operation';
import { ensureFolder } from './ensure.operation';
import { getFolder } from './get.operation';
import { getFolders } from './getAll.operation';
import { getFolderHistory } from './getHistory.operation';
import { getFolderLink } from './getLink.operation';
import { moveFolderOperation } from './move.operation';
import { renameFolderOperation } from './rename.operation';

export const folder: Resource = {
	option: { name: 'Folder', value: 'folder' },
	operations: [
		ensureFolder,
		getFolder,
		getFolders,
		getFolderLink,
		downloadFolderOperation,
		getFolderHistory,
		renameFolderOperation,
		deleteFolderOperation,
		moveFolderOperation,
		copyFolderOperation,
	],
};
