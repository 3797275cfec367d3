import type { IDataObject } from 'n8n-workflow';

import { folderUrl } from '../../portal/address';
import type { WholeFolderDto } from '../../portal/types';

/** What most workflows need of a folder in the portal at `origin`. */
export function simplifiedFolder(origin: string): (folder: WholeFolderDto) => IDataObject {
	return (folder) => ({
		id: folder.id,
		title: folder.title,
		parentId: folder.parentId ?? '',
		isRoom: folder.roomType !== undefined,
		fileCount: folder.filesCount ?? 0,
		folderCount: folder.foldersCount ?? 0,
		createdBy: folder.createdBy?.displayName ?? '',
		created: folder.created ?? '',
		modified: folder.updated ?? '',
		url: folderUrl(origin, folder),
	});
}
