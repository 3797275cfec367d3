import { DocSpaceError, InputError, quote } from '../errors';
import type { PortalClient } from '../http/client';
import { byId, isThirdParty, keyOf } from '../ids';
import { comparisonOf } from '../titles';
import { inTurn } from '../turns';
import { isArrayOf, type FileDto, type FolderDto } from '../types';
import { listChildren } from './listing';

/** What to do where a folder has a file of the wanted title. */
export type IfNameExists = 'keepBoth' | 'newVersion' | 'skip' | 'fail';

/** Runs what makes a file in a folder, one after the other for each title: the portal allows equal ones (14.1, 14.4). */
export async function inTurnOfTitle<T>(
	{ origin, signal }: PortalClient,
	{ id }: FolderDto,
	title: string,
	make: () => Promise<T>,
): Promise<T> {
	return await inTurn(`file ${origin} ${keyOf(id)} ${comparisonOf(id)(title)}`, signal, make);
}

/** Says that a file of that name exists, where this is to be an error; takes the label of the field that says so. */
export function nameTaken(field: string, folder: FolderDto, { id, title }: FileDto): InputError {
	return new InputError(
		field,
		`is Fail, and ${quote(folder.title)} has the file ${quote(title)} with the ID ${id}`,
		'Use another name, for example with the date in it: {{ $now.toISODate() }}',
	);
}

/** The files directly in a folder. */
export async function readFilesIn(
	portal: PortalClient,
	{ id }: Pick<FolderDto, 'id'>,
): Promise<FileDto[]> {
	const { entries } = await listChildren(portal, id);
	return entries.filter((entry): entry is FileDto => 'folderId' in entry);
}

/**
 * The file of a folder that has a title, as its storage compares titles; of several the oldest, as the portal itself
 * chooses, in third-party storage the very same title first (docspace-api.md 14.3, T71). Undefined where there is none.
 */
export async function findNamesake(
	portal: PortalClient,
	folder: FolderDto,
	title: string,
): Promise<FileDto | undefined> {
	// Third-party storage is listed whole anyway; elsewhere one request tells, however full the folder is.
	const isKnownToExist = !isThirdParty(folder.id);
	if (isKnownToExist && !(await isTaken(portal, folder, title))) return undefined;
	const compared = comparisonOf(folder.id);
	const isExact = (file: FileDto) => Number(file.title === title);
	const [namesake] = (await readFilesIn(portal, folder))
		.filter((file) => compared(file.title) === compared(title))
		.sort((a, b) => (isKnownToExist ? 0 : isExact(b) - isExact(a)) || byId(a, b));
	if (namesake || !isKnownToExist) return namesake;
	throw new DocSpaceError(
		`${quote(folder.title)} has a file named ${quote(title)} that DocSpace does not show`,
		'It is probably being converted: run again in a few minutes',
	);
}

/** Asks the portal, which compares as its database does (docspace-api.md 14.3). */
async function isTaken(portal: PortalClient, { id }: FolderDto, title: string): Promise<boolean> {
	const taken = await portal.writePatiently(
		{
			method: 'POST',
			path: `files/${encodeURIComponent(id)}/upload/check`,
			body: { filesTitle: [title] },
		},
		isArrayOf((value) => typeof value === 'string'),
		async () => undefined,
	);
	return taken.length > 0;
}
