import { holderOf } from '../content/files';
import { listFilesBelow } from '../content/listing';
import { DocSpaceError, quote, UncertainError } from '../errors';
import type { PortalClient } from '../http/client';
import type { FolderDto } from '../types';
import type { OperationEnd } from './fileOperations';
import { namedByReason, type NamedFile } from './report';

/** The files below a folder that somebody keeps; third-party storage does not show them all at once. */
export async function heldIn(portal: PortalClient, { id }: FolderDto): Promise<NamedFile[]> {
	const { entries } = await listFilesBelow(portal, id, (file) => ({
		id: file.id,
		title: file.title,
		reason: holderOf(file),
	}));
	return entries.filter(({ reason }) => reason !== '');
}

/** The error for a folder or room that is where it was: why, as far as its operation and its files tell. */
export async function whyItStayed(
	portal: PortalClient,
	folder: FolderDto,
	done: 'moved' | 'deleted',
	{ kind, said }: OperationEnd,
): Promise<DocSpaceError> {
	if (kind !== 'ended') {
		const { message, remedy } = stayed(
			folder,
			done,
			`DocSpace has not ${done} it so far, and may still do so`,
		);
		return new UncertainError(message, remedy);
	}
	const held = await heldIn(portal, folder);
	if (held.length > 0) return stayed(folder, done, namedByReason(held));
	const reason = said === '' ? 'DocSpace does not say why' : `DocSpace says: ${said}`;
	return stayed(folder, done, reason);
}

/** The error for a folder or room that was not moved or deleted. */
export function stayed(
	{ title, roomType }: FolderDto,
	done: 'moved' | 'deleted',
	reason: string,
): DocSpaceError {
	return new DocSpaceError(
		`The ${roomType === undefined ? 'folder' : 'room'} ${quote(title)} was not ${done}: ${reason}`,
		'See to the reason given, then run again',
	);
}
