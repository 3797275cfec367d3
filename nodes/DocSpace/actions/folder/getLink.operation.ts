import { folderLocator } from '../../locators/folder';
import { getLinkOperation } from '../linkFields';

/** Folder → Get Link: how somebody without an account gets at a folder. */
export const getFolderLink = getLinkOperation('folder', folderLocator, [
	{ ...folderLocator, required: true, description: 'The folder whose link to get' },
]);
