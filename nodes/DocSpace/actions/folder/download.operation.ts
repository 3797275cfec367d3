import { folderLocator } from '../../locators/folder';
import { folderUrl } from '../../portal/address';
import { downloadFolder } from '../../portal/downloads/folder';
import { eachItem, type Operation } from '../operation';
import { outputField, outputFieldFrom, withFile } from '../outputField';

/** Folder → Download: a folder, or a room as one, as a ZIP with all it holds. */
export const downloadFolderOperation: Operation = {
	option: {
		name: 'Download',
		value: 'download',
		action: 'Download folder',
		description:
			'Get a folder or a whole room as one ZIP file, with all the files and folders in it',
	},
	fields: [
		{
			...folderLocator,
			required: true,
			description: 'The folder or room to download',
		},
		outputField,
	],
	run: eachItem(async (item) => {
		const field = outputFieldFrom(item);
		const picked = await item.picked(folderLocator);
		const { folder, kept, ...download } = await downloadFolder(item.portal, picked, item.keep);
		return withFile(field, kept, {
			id: folder.id,
			title: folder.title,
			fileName: download.fileName,
			mimeType: download.mimeType,
			size: download.size,
			fileCount: download.fileCount,
			folderCount: download.folderCount,
			url: folderUrl(item.portal.origin, folder),
		});
	}),
};
