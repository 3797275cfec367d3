import type { NamedFile } from './report';
import { holderOf } from '../content/files';
import { listFilesBelow } from '../content/listing';
import type { PortalClient } from '../http/client';
import type { FolderDto } from '../types';

/** The files below a folder that somebody keeps; third-party storage does not show them all at once. */
export async function heldIn(portal: PortalClient, { id }: FolderDto): Promise<NamedFile[]> {
	const { entries } = await listFilesBelow(portal, id, (file) => ({
		id: file.id,
		title: file.title,
		reason: holderOf(file),
	}));
	return entries.filter(({ reason }) => reason !== '');
}
