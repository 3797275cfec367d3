import type { IDataObject } from 'n8n-workflow';

import type { WholeFileDto } from '../../portal/types';

/** What most workflows need of a file. */
export function simplifiedFile(file: WholeFileDto): IDataObject {
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
