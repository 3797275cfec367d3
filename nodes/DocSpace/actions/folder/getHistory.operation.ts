import { folderLocator } from '../../locators/folder';
import { getHistoryOperation } from '../historyFields';

/** Folder → Get History: what happened in a folder. */
export const getFolderHistory = getHistoryOperation('folder', folderLocator, [
	{ ...folderLocator, required: true, description: 'The folder whose history to get' },
]);
