import { InputError, isRefusal, nothingIf, quote } from '../errors';
import { PAGE, type PortalClient } from '../http/client';
import { isThirdParty, keyOf, sameId, type FolderId, type Picked } from '../ids';
import { groupedBy } from '../lists';
import {
	Access,
	FolderType,
	isArrayOf,
	isFolder,
	isFolderContent,
	type FolderDto,
	type WholeFolderDto,
} from '../types';
import { doesNotRecurse, listWholeFoldersBelow } from './listing';
import { refusalOf } from './refusals';

/** Reads a folder, or a room as one. Throws `InputError` when the id names none that can be read. */
export async function readFolder(
	portal: PortalClient,
	picked: Picked<FolderId>,
): Promise<WholeFolderDto> {
	const path = `files/folder/${encodeURIComponent(picked.id)}`;
	return await portal.get(path, isFolder).catch(folderRefusal(picked));
}

/** The same where there may be none of that id any more. */
export async function readFolderIfAny(
	portal: PortalClient,
	picked: Picked<FolderId>,
): Promise<WholeFolderDto | undefined> {
	const path = `files/folder/${encodeURIComponent(picked.id)}`;
	return await portal.get(path, isFolder).catch(nothingIf('notFound')).catch(folderRefusal(picked));
}

/**
 * Reads the folder that is to hold new folders, or files, and makes sure that it can.
 * Throws `InputError` naming what it is and what to use instead (docspace-api.md 5.3, T18, T19, T21).
 */
export async function readParent(
	portal: PortalClient,
	picked: Picked<FolderId>,
	what: 'files' | 'folders' = 'folders',
): Promise<FolderDto> {
	const parent = await readFolder(portal, picked);
	const problem = whyItCannotHoldEntries(parent);
	if (problem) throw new InputError(picked.field, `names ${problem}`, USE_AN_ORDINARY_FOLDER);
	if (parent.security?.Create === false) {
		throw new InputError(
			picked.field,
			`names ${quote(parent.title)}, where the user behind the credential may not create ${what}`,
			'Give that user the role Room manager in this room, or let them own it; being a DocSpace admin is not enough',
		);
	}
	return parent;
}

/**
 * Reads a folder that is to be changed as a whole. Throws `InputError` for rooms, the portal's own folders,
 * and what lies where nothing can be changed.
 */
export async function readChangeableFolder(
	portal: PortalClient,
	picked: Picked<FolderId>,
): Promise<WholeFolderDto> {
	const folder = await readFolder(portal, picked);
	refuseUnchangeable(picked, folder);
	return folder;
}

/** The same for a folder that has been read. */
export function refuseUnchangeable({ field }: Picked, folder: FolderDto): void {
	const title = quote(folder.title);
	const problem =
		whyItCannotHoldEntries(folder) ??
		(folder.roomType === undefined ? undefined : `the room ${title}, not a folder`) ??
		(isSection(folder) ? `the section ${title}` : undefined);
	if (problem) throw new InputError(field, `names ${problem}`, CHOOSE_A_FOLDER);
}

const CHOOSE_A_FOLDER = 'Choose a folder in a room or in My documents';

const USE_AN_ORDINARY_FOLDER =
	'Use an ordinary room, or a folder in one or in My documents, for example a room named “Archive”';

/** What a folder is, where nothing can be created in it or moved into it; undefined where it can. */
export function whyItCannotHoldEntries(folder: FolderDto): string | undefined {
	const title = quote(folder.title);
	switch (folder.rootFolderType) {
		case FolderType.archive:
			return isSection(folder)
				? 'the Archive section of DocSpace, which only takes whole rooms'
				: `${title}, which lies in the Archive section, where nothing can be changed`;
		case FolderType.trash:
			return isSection(folder) ? 'the Trash' : `${title}, which lies in the Trash`;
		case FolderType.rooms:
			if (isSection(folder)) return 'the list of all rooms, which only holds rooms';
			break;
		case FolderType.roomTemplates:
		case FolderType.aiAgents:
			if (isSection(folder)) return `the section ${title}`;
			break;
	}
	return isFormFolder(folder)
		? `${title}, a folder that DocSpace keeps for filled forms`
		: undefined;
}

/** Whether it is one of the portal's own at the top, such as My documents or the list of all rooms. */
export function isSection({ id, rootFolderId }: FolderDto): boolean {
	return rootFolderId !== undefined && sameId(id, rootFolderId);
}

/** Whether DocSpace itself keeps a folder, for the filled forms of a form room (docspace-api.md 3.4). */
export function isFormFolder({ type = 0 }: FolderDto): boolean {
	return type >= FolderType.completeForms && type <= FolderType.formsBeingFilled;
}

/** Refuses a place of which the user behind the credential sees only a part (docspace-api.md 3.4, T13). */
export function refusePartOfForms({ field }: Picked, { title, access }: FolderDto): void {
	if (access !== Access.fillForms) return;
	throw new InputError(
		field,
		`names ${quote(title)}, where the user behind the credential only fills in forms and sees nothing but their own`,
		'Give that user the role Room manager in the room',
	);
}

/**
 * A folder that lies in the Trash of the user behind the credential: it can be read, but no longer listed
 * (docspace-api.md 14.8). Undefined for every other; somebody else's Trash does not show what it holds.
 */
export async function readTrashed(
	portal: PortalClient,
	folderId: FolderId,
): Promise<FolderDto | undefined> {
	const path = `files/folder/${encodeURIComponent(folderId)}`;
	const folder = await portal.get(path, isFolder).catch(nothingIf('notFound', 'forbidden'));
	return folder?.rootFolderType === FolderType.trash ? folder : undefined;
}

/** Explains why a folder that somebody picked could not be listed. Throws `InputError`, or the error as it is. */
export async function explainListing(
	portal: PortalClient,
	picked: Picked<FolderId>,
	error: unknown,
): Promise<never> {
	const trashed = isRefusal(error, 'forbidden') && (await readTrashed(portal, picked.id));
	if (!trashed) return folderRefusal(picked)(error);
	throw new InputError(
		picked.field,
		`names ${quote(trashed.title)}, which lies in the Trash`,
		'Take it out of the Trash in DocSpace, or use the folder that Ensure Folder returns, which makes a new one',
	);
}

function folderRefusal(picked: Picked<FolderId>) {
	return (error: unknown): never => {
		// An account that is not connected any more is a failure of the portal (docspace-api.md 4).
		if (!isRefusal(error, 'server') || !isThirdParty(picked.id)) {
			return refusalOf('folder', picked)(error);
		}
		throw new InputError(
			picked.field,
			`names a folder in third-party storage (${picked.id}) that DocSpace cannot read`,
			'See in DocSpace whether the storage is still connected, then choose the folder from the list, or copy its link from the browser',
		);
	};
}

/** One of the portal's own folders at the top. */
export interface Section {
	section: keyof typeof SECTIONS;
}

/** Where each is `current` (docspace-api.md 5.4, 8.1). */
const SECTIONS = {
	'My documents': { path: 'files/@my' },
	Rooms: { path: 'files/rooms', searchArea: 'Active' },
	Archive: { path: 'files/rooms', searchArea: 'Archive' },
};

/** A section, as a list because the credential's user may have none, as guests have no My documents. */
export async function readSection(
	portal: PortalClient,
	{ section }: Section,
): Promise<FolderDto[]> {
	const { path, ...query } = SECTIONS[section];
	const page = await portal
		.get(path, isFolderContent, { ...query, count: 1 })
		.catch(nothingIf('forbidden', 'notFound'));
	return page ? [page.current] : [];
}

/** All folders directly in a folder, unpaged (docspace-api.md 3.5). */
export async function readSubfolders(
	portal: PortalClient,
	folderId: FolderId,
): Promise<WholeFolderDto[]> {
	const path = `files/${encodeURIComponent(folderId)}/subfolders`;
	return await portal.get(path, isArrayOf(isFolder));
}

const NAMED_FOLDERS = {
	filterType: 2,
	withSubFolders: true,
	fields:
		'total,pathParts,current.id,current.title,folders.id,folders.title,folders.parentId,folders.rootFolderType',
};

/**
 * Folders at any depth whose titles contain a text, a page at most; in third-party storage those directly in the
 * folder (docspace-api.md 3.4, T6). None where the folder cannot be read.
 */
export async function readFoldersNamed(
	portal: PortalClient,
	folderId: FolderId,
	text: string,
): Promise<FolderDto[]> {
	const page = await portal
		.get(`files/${encodeURIComponent(folderId)}`, isFolderContent, {
			...NAMED_FOLDERS,
			filterValue: text,
		})
		.catch(nothingIf('forbidden', 'notFound', 'server'));
	return page?.folders ?? [];
}

/**
 * The folders directly in a folder, or those at any depth, each before those below it, and no more than a
 * limit asks for. Throws `InputError` when the id names no folder that can be read.
 */
export async function findFolders(
	portal: PortalClient,
	picked: Picked<FolderId>,
	{ atAnyDepth, limit = Infinity }: { atAnyDepth: boolean; limit?: number },
): Promise<WholeFolderDto[]> {
	// In the portal's own storage a page of them comes at once; fewer cost less folder by folder.
	const found = atAnyDepth && limit > PAGE ? await listAtOnce(portal, picked) : undefined;
	return (found ?? (await walkFolders(portal, picked, { atAnyDepth, limit }))).slice(0, limit);
}

/** All folders at any depth; undefined where the portal does not show them so (docspace-api.md 3.4, T6). */
async function listAtOnce(
	portal: PortalClient,
	picked: Picked<FolderId>,
): Promise<WholeFolderDto[] | undefined> {
	const listing = await listWholeFoldersBelow(portal, picked.id).catch(folderRefusal(picked));
	const { entries, folder, complete } = listing;
	const recurses = folder.rootFolderType === FolderType.myDocuments || !isSection(folder);
	if (!recurses || doesNotRecurse(folder) || !complete) return undefined;
	const byTitle = entries.sort((a, b) => a.title.localeCompare(b.title));
	const children = groupedBy(byTitle, ({ parentId }) => keyOf(parentId ?? folder.id));
	const childrenOf = ({ id }: FolderDto) => children.get(keyOf(id)) ?? [];
	const ordered: WholeFolderDto[] = [];
	for (let level = childrenOf(folder); level.length > 0; level = level.flatMap(childrenOf)) {
		ordered.push(...level);
	}
	// Somebody may have moved a folder meanwhile, so that its parent is none of those listed.
	return ordered.length === entries.length ? ordered : undefined;
}

/** Folder by folder: so it works in any storage (docspace-api.md 3.5, T6). */
async function walkFolders(
	portal: PortalClient,
	picked: Picked<FolderId>,
	{ atAnyDepth, limit }: { atAnyDepth: boolean; limit: number },
): Promise<WholeFolderDto[]> {
	const direct = await readSubfolders(portal, picked.id).catch(folderRefusal(picked));
	// By id: what somebody moves meanwhile may be met twice.
	const found = new Map(direct.map((folder) => [keyOf(folder.id), folder]));
	let level = atAnyDepth ? direct : [];
	while (level.length > 0 && found.size < limit) {
		const below = await Promise.all(level.map(async ({ id }) => await readSubfolders(portal, id)));
		level = below.flat().filter(({ id }) => !found.has(keyOf(id)));
		for (const folder of level) found.set(keyOf(folder.id), folder);
	}
	return [...found.values()];
}
