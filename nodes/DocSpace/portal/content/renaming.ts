import { DocSpaceError, InputError, isRefusal, nothingIf, NotAllowedError, quote } from '../errors';
import type { PortalClient } from '../http/client';
import { isThirdParty, sameId, type FileId, type FolderId, type Picked } from '../ids';
import { comparisonOf, extensionOf, hasExtension, storedTitle } from '../titles';
import { isFile, isFolder, type FileDto, type FolderDto, type WholeFileDto } from '../types';
import { named } from './ensureFolder';
import { readFile, whereItCannotChange } from './files';
import { readChangeableFolder, readFolder, readSubfolders } from './folders';
import { listArrivals } from './listing';
import { refusalOf } from './refusals';

/** A name that a user wants for something, with the label of its field, which errors name. */
export interface WantedName {
	title: string;
	field: string;
}

/** What a rename came to. A type, because interfaces do not count as n8n's data. */
export type Renamed<Entry> = { entry: Entry; before: string };

/**
 * Gives a file another title and keeps its extension. Nothing is written where it has that title already.
 * Throws `InputError` where another file of its folder has it, for the portal would let both stand side by
 * side, and where the file would lose its content by it (docspace-api.md 6.8, T137).
 */
export async function renameFile(
	portal: PortalClient,
	picked: Picked<FileId>,
	wanted: WantedName,
): Promise<Renamed<FileDto>> {
	const file = await readFile(portal, picked.id).catch(refusalOf('file', picked));
	const problem = whereItCannotChange(file);
	if (problem) throw new InputError(picked.field, `names ${problem}`, TAKE_IT_OUT);
	const { title: before } = file;
	const title = titleOfRenamed(file, wanted.title);
	if (title === before) return { entry: file, before };
	if (!isThirdParty(file.id) && !hasExtension(before) && !hasExtension(title)) {
		throw new InputError(
			wanted.field,
			`has no extension, and neither has ${quote(before)}: DocSpace destroys the content of such a file when it is renamed`,
			`Give it an extension, for example ${quote(`${title.replace(/\.$/, '')}.txt`)}`,
		);
	}
	const compared = comparisonOf(file.id);
	// A single file may be shared with somebody who does not see its folder.
	const beside = await listArrivals(portal, file.folderId).catch(
		nothingIf('forbidden', 'notFound'),
	);
	const other = beside?.entries.find(
		(entry) =>
			'folderId' in entry &&
			!sameId(entry.id, file.id) &&
			compared(entry.title) === compared(title),
	);
	if (other) throw taken(wanted.field, 'file', other);
	const entry = await writeTitle(portal, file.id, title).catch((error: unknown) => {
		throw whyNotRenamed(error, file);
	});
	return { entry, before };
}

/** The same for a folder, whose name is taken as it is. Rooms and the portal's own folders are refused. */
export async function renameFolder(
	portal: PortalClient,
	picked: Picked<FolderId>,
	wanted: WantedName,
): Promise<Renamed<FolderDto>> {
	const folder = await readChangeableFolder(portal, picked);
	const { title: before, parentId } = folder;
	const title = storedTitle(wanted.title);
	if (title === before) return { entry: folder, before };
	const beside =
		parentId && (await readSubfolders(portal, parentId).catch(nothingIf('forbidden', 'notFound')));
	const other =
		beside && named(beside, title, { id: parentId }).find(({ id }) => !sameId(id, folder.id));
	if (other) throw taken(wanted.field, 'folder', other);
	const path = `files/folder/${encodeURIComponent(folder.id)}`;
	const look = async () => {
		const now = await readFolder(portal, { ...picked, id: folder.id });
		return now.title === title ? now : undefined;
	};
	const entry = await portal
		.writePatiently({ method: 'PUT', path, body: { title } }, isFolder, look)
		.catch((error: unknown) => {
			throw isRefusal(error, 'forbidden') ? mayNotRename(before) : error;
		});
	return { entry, before };
}

/** Gives a file a title, as patiently as reading; the portal does not look for clashes (docspace-api.md 6.8). */
export async function writeTitle(
	portal: PortalClient,
	id: FileId,
	title: string,
): Promise<WholeFileDto> {
	const compared = comparisonOf(id);
	return await portal.writePatiently(
		{
			method: 'PUT',
			path: `files/file/${encodeURIComponent(id)}`,
			body: { title, lastVersion: 0 },
		},
		isFile,
		async () => {
			const file = await readFile(portal, id);
			return compared(file.title) === compared(title) ? file : undefined;
		},
	);
}

/** The title that the portal makes of a name: it appends the extension where that one has another (6.8). */
function titleOfRenamed({ title: before }: FileDto, name: string): string {
	const title = storedTitle(name);
	const extension = extensionOf(before);
	const isKept = extensionOf(title).toLowerCase() === extension.toLowerCase();
	return isKept ? title : `${title}${extension}`;
}

const TAKE_IT_OUT = 'Take it back out of there in DocSpace, or choose another file';

function taken(field: string, kind: 'file' | 'folder', { id, title }: FileDto | FolderDto) {
	return new InputError(
		field,
		`is taken: beside it lies the ${kind} ${quote(title)} with the ID ${id}`,
		'Use another name, for example with the date in it: {{ $now.toISODate() }}',
	);
}

function whyNotRenamed(error: unknown, { title, lockedBy }: FileDto): unknown {
	if (isRefusal(error, 'forbidden')) return mayNotRename(title);
	// A lock of somebody else answers 500 (docspace-api.md 6.8).
	if (!isRefusal(error, 'server') || !lockedBy) return error;
	return new DocSpaceError(
		`${quote(title)} was not renamed: it is locked by ${lockedBy}`,
		'Ask them to unlock it in DocSpace, then run again',
	);
}

function mayNotRename(title: string): NotAllowedError {
	return new NotAllowedError(
		`DocSpace does not let you rename ${quote(title)}`,
		'Give the user behind the credential the role Room manager in its room; a Content creator may only rename what they have made themselves',
	);
}
