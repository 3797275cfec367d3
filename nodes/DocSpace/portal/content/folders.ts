import { asPortalError, DocSpaceError, InputError, isRefusal, quote } from '../errors';
import { byId, isThirdParty, keyOf, sameId, type FolderId } from '../ids';
import { lookAt } from './listing';
import type { PortalClient } from '../http/client';
import { time } from '../time';
import { folded, isOnlyIllegal, LONGEST_TITLE, storedTitle } from '../titles';
import { inTurn } from '../turns';
import {
	FolderType,
	isAnything,
	isArrayOf,
	isFolder,
	isFolderContent,
	isWholeFolder,
	type FolderDto,
	type WholeFolderDto,
} from '../types';

/** A folder of the same title beside the one that is used. */
export interface Twin {
	id: FolderId;
	title: string;
	/** True when this run had made it, found it empty and put it into the Trash again. */
	removed: boolean;
}

export interface EnsuredFolder {
	folder: FolderDto;
	created: boolean;
	twins: Twin[];
}

/**
 * Takes a folder name as entered and returns it trimmed. Throws `InputError` for a name the portal
 * would refuse or turn into nothing but underscores (docspace-api.md 5.1); it is never cut.
 */
export function usableFolderName(name: unknown, field: string): string {
	const entered = typeof name === 'string' || typeof name === 'number' ? String(name) : '';
	// The portal also trims U+0085, which JavaScript takes for no space (docspace-api.md 5.1).
	const text = entered.replace(/^[\s\u0085]+|[\s\u0085]+$/g, '');
	const remedy = 'Enter a name such as the client’s: {{ $json.clientName }}';
	if (text === '') throw new InputError(field, 'is empty', remedy);
	if (text.length > LONGEST_TITLE) {
		throw new InputError(
			field,
			`has ${text.length} characters: ${quote(text)}`,
			`DocSpace allows ${LONGEST_TITLE} at most: shorten it, for example with {{ $json.clientName.slice(0, ${LONGEST_TITLE}) }}`,
		);
	}
	if (isOnlyIllegal(text)) {
		throw new InputError(
			field,
			`holds only characters that DocSpace does not allow in a name: ${quote(text)}`,
			'Use at least one letter or digit; * + : " < > ? | \\ / and emoji become underscores',
		);
	}
	return text;
}

/** Reads a folder, or a room as one. Throws `InputError` when the id names none that can be read. */
export async function readFolder(
	portal: PortalClient,
	folderId: FolderId,
	field: string,
): Promise<WholeFolderDto> {
	return await portal
		.get(`files/folder/${encodeURIComponent(folderId)}`, isWholeFolder)
		.catch((error: unknown) => {
			throw folderRefusal(folderId, field, error);
		});
}

/**
 * Reads the folder that is to hold another and makes sure that it can.
 * Throws `InputError` naming what it is and what to use instead (docspace-api.md 5.3, T18, T19, T21).
 */
export async function readParent(
	portal: PortalClient,
	parentId: FolderId,
	field: string,
): Promise<FolderDto> {
	const parent = await readFolder(portal, parentId, field);
	const problem = whyItCannotHoldEntries(parent);
	if (problem) throw new InputError(field, `names ${problem}`, USE_AN_ORDINARY_FOLDER);
	if (parent.security?.Create === false) {
		throw new InputError(
			field,
			`names ${quote(parent.title)}, where the user behind the credential may not create folders`,
			'Give that user the role Room manager in this room, or let them own it; being a DocSpace admin is not enough',
		);
	}
	return parent;
}

const USE_AN_ORDINARY_FOLDER =
	'Use an ordinary room, or a folder in one or in My documents, for example a room named “Archive”';

/** What a folder is, where nothing can be created in it or moved into it; undefined where it can. */
export function whyItCannotHoldEntries(folder: FolderDto): string | undefined {
	const title = quote(folder.title);
	const isSection = folder.rootFolderId !== undefined && sameId(folder.id, folder.rootFolderId);
	switch (folder.rootFolderType) {
		case FolderType.archive:
			return isSection
				? 'the Archive section of DocSpace, which only takes whole rooms'
				: `${title}, which lies in the Archive section, where nothing can be changed`;
		case FolderType.trash:
			return isSection ? 'the Trash' : `${title}, which lies in the Trash`;
		case FolderType.rooms:
			if (isSection) return 'the list of all rooms, which only holds rooms';
			break;
		case FolderType.roomTemplates:
		case FolderType.aiAgents:
			if (isSection) return `the section ${title}`;
			break;
	}
	const isFormSystemFolder =
		folder.type !== undefined &&
		folder.type >= FolderType.completeForms &&
		folder.type <= FolderType.formsBeingFilled;
	return isFormSystemFolder ? `${title}, a folder that DocSpace keeps for filled forms` : undefined;
}

/**
 * A folder that lies in the Trash of the user behind the credential: it can be read, but no longer listed
 * (docspace-api.md 14.8). Undefined for every other; somebody else's Trash does not show what it holds.
 */
export async function readTrashed(
	portal: PortalClient,
	folderId: FolderId,
): Promise<FolderDto | undefined> {
	const folder = await portal
		.get(`files/folder/${encodeURIComponent(folderId)}`, isFolder)
		.catch((error: unknown) => {
			if (isRefusal(error, 'notFound', 'forbidden')) return undefined;
			throw error;
		});
	return folder?.rootFolderType === FolderType.trash ? folder : undefined;
}

/** Explains why a folder could not be listed, by the name of the field its id came from. */
export async function listingRefusal(
	portal: PortalClient,
	folderId: FolderId,
	field: string,
	error: unknown,
): Promise<unknown> {
	const trashed = isRefusal(error, 'forbidden') && (await readTrashed(portal, folderId));
	if (!trashed) return folderRefusal(folderId, field, error);
	return new InputError(
		field,
		`names ${quote(trashed.title)}, which lies in the Trash`,
		'Take it out of the Trash in DocSpace, or use the folder that Ensure Folder returns, which makes a new one',
	);
}

/** Explains why a folder could not be read, by the name of the field its id came from. */
export function folderRefusal(folderId: FolderId, field: string, error: unknown): unknown {
	if (isRefusal(error, 'notFound')) {
		return new InputError(
			field,
			`names no folder: DocSpace has none with the id ${folderId}`,
			'Choose the folder from the list, or copy its link from the browser',
		);
	}
	if (isRefusal(error, 'forbidden')) {
		return new InputError(
			field,
			`names a folder (${folderId}) that the user behind the credential may not read`,
			'Invite that user to its room as Room manager, or use the credential of somebody who is',
		);
	}
	// An account that is not connected any more is a failure of the portal (docspace-api.md 4).
	if (isRefusal(error, 'server') && isThirdParty(folderId)) {
		return new InputError(
			field,
			`names a folder in third-party storage (${folderId}) that DocSpace cannot read`,
			'See in DocSpace whether the storage is still connected, then choose the folder from the list, or copy its link from the browser',
		);
	}
	return error;
}

/** My documents of the credential's user; guests have none. */
export async function readMyDocuments(portal: PortalClient): Promise<FolderDto | undefined> {
	return await portal.get('files/@my', isFolderContent, { count: 1 }).then(
		({ current }) => current,
		(error: unknown) => {
			if (isRefusal(error, 'forbidden', 'notFound')) return undefined;
			throw error;
		},
	);
}

/** All folders directly in a folder, unpaged (docspace-api.md 3.5). */
export async function readSubfolders(
	portal: PortalClient,
	folderId: FolderId,
): Promise<WholeFolderDto[]> {
	const path = `files/${encodeURIComponent(folderId)}/subfolders`;
	return await portal.get(path, isArrayOf(isWholeFolder));
}

/**
 * The folders directly in a folder, or those at any depth, folder by folder and each before those below
 * it: so it works in any storage (docspace-api.md 3.5, T6), and no further than a limit asks for.
 * Throws `InputError` when the id names no folder that can be read.
 */
export async function findFolders(
	portal: PortalClient,
	folderId: FolderId,
	field: string,
	{ atAnyDepth, limit = Infinity }: { atAnyDepth: boolean; limit?: number },
): Promise<WholeFolderDto[]> {
	const direct = await readSubfolders(portal, folderId).catch((error: unknown) => {
		throw folderRefusal(folderId, field, error);
	});
	// By id: what somebody moves meanwhile may be met twice.
	const found = new Map(direct.map((folder) => [keyOf(folder.id), folder]));
	let level = atAnyDepth ? direct : [];
	while (level.length > 0 && found.size < limit) {
		const below = await Promise.all(level.map(async ({ id }) => await readSubfolders(portal, id)));
		level = below.flat().filter(({ id }) => !found.has(keyOf(id)));
		for (const folder of level) found.set(keyOf(folder.id), folder);
	}
	return [...found.values()].slice(0, limit);
}

/**
 * How long a folder may stay unseen after one of a higher id has come to light: ids are given when a
 * folder is asked for, and the folder is seen when the portal is done with it (docspace-api.md T16).
 */
const UNTIL_ALL_ARE_SEEN_MS = 1000;
/** A folder older than this has long been settled on, however far the clocks of a portal's servers are apart. */
const YOUNG_MS = 60_000;
const MOST_ATTEMPTS = 3;

/**
 * Returns the folder of this name directly in `parent`, creating it only when there is none; `children`
 * are those last seen there. The portal allows twins, and another run may be as quick: those of this
 * process take turns, and all settle on the oldest (docspace-api.md 5.2, T16).
 */
export async function ensureFolder(
	portal: PortalClient,
	parent: FolderDto,
	children: WholeFolderDto[],
	name: string,
): Promise<EnsuredFolder> {
	const line = `folder ${portal.origin} ${keyOf(parent.id)} ${comparable(parent)(storedTitle(name))}`;
	let seen = children;
	for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
		const known = await believe(portal, parent, seen, name);
		if (known) return known;
		const made = await inTurn(line, portal.signal, async () => {
			seen = await readSubfolders(portal, parent.id);
			return named(seen, name, parent).length === 0 && (await make(portal, parent, seen, name));
		});
		if (made) return made;
	}
	throw removedMeanwhile(parent, name);
}

/**
 * The folder of this name among those seen. One that is empty and young may be a twin that is about to be
 * removed, because an older one is not to be seen yet: it is looked at again before it is believed.
 */
async function believe(
	portal: PortalClient,
	parent: FolderDto,
	seen: WholeFolderDto[],
	name: string,
): Promise<EnsuredFolder | undefined> {
	const [oldest] = named(seen, name, parent);
	if (!oldest || !mayBeTwin(oldest, portal)) return asFound(named(seen, name, parent));
	await time.wait(UNTIL_ALL_ARE_SEEN_MS, portal.signal);
	return asFound(named(await readSubfolders(portal, parent.id), name, parent));
}

function asFound([folder, ...others]: FolderDto[]): EnsuredFolder | undefined {
	return folder && { folder, created: false, twins: others.map(leftAlone) };
}

/** By the portal's own clock: that of n8n's server may be wrong. Third-party storage has no twins (T17). */
function mayBeTwin(folder: WholeFolderDto, { now }: PortalClient): boolean {
	const isEmpty = (folder.filesCount ?? 0) + (folder.foldersCount ?? 0) === 0;
	if (!isEmpty || isThirdParty(folder.id)) return false;
	const isOld = now !== undefined && now - Date.parse(folder.created ?? '') > YOUNG_MS;
	return !isOld;
}

async function make(
	portal: PortalClient,
	parent: FolderDto,
	before: FolderDto[],
	name: string,
): Promise<EnsuredFolder> {
	const { folder: made, certainlyOurs } = await create(portal, parent, before, name);
	if (!isThirdParty(made.id)) await time.wait(UNTIL_ALL_ARE_SEEN_MS, portal.signal);
	const [oldest, ...younger] = named(await readSubfolders(portal, parent.id), name, parent);
	if (!oldest) throw removedMeanwhile(parent, name);
	if (sameId(oldest.id, made.id)) {
		return { folder: oldest, created: true, twins: younger.map(leftAlone) };
	}
	// A twin that could not be removed is no reason to fail: it is named.
	const removed =
		certainlyOurs &&
		(await removeIfEmpty(portal, made.id).catch((error: unknown) => !asPortalError(error)));
	return {
		folder: oldest,
		created: false,
		twins: [
			{ ...leftAlone(made), removed },
			...younger.filter(({ id }) => !sameId(id, made.id)).map(leftAlone),
		],
	};
}

function removedMeanwhile(parent: FolderDto, name: string): DocSpaceError {
	return new DocSpaceError(
		`The folder ${quote(name)} was created in ${quote(parent.title)} and is no longer there`,
		'Somebody removed it at the same moment; run again',
	);
}

function leftAlone({ id, title }: FolderDto): Twin {
	return { id, title, removed: false };
}

/** The folders that bear a name as the portal stores it, oldest first (T15). */
export function named<T extends FolderDto>(folders: T[], name: string, parent: FolderDto): T[] {
	const asCompared = comparable(parent);
	const wanted = asCompared(storedTitle(name));
	return folders.filter(({ title }) => asCompared(title.trim()) === wanted).sort(byId);
}

/** A storage that does not tell case apart would answer a second create with “Title (1)” (T17). */
function comparable(parent: FolderDto): (title: string) => string {
	return isThirdParty(parent.id) ? folded : (title) => title.normalize();
}

async function create(
	portal: PortalClient,
	parent: FolderDto,
	before: FolderDto[],
	name: string,
): Promise<{ folder: FolderDto; certainlyOurs: boolean }> {
	const known = new Set(before.map(({ id }) => keyOf(id)));
	// Harmless to repeat: should both be carried out after all, the younger is removed as a twin.
	const { result, seen } = await portal.writeUntilSeen(
		{
			method: 'POST',
			path: `files/folder/${encodeURIComponent(parent.id)}`,
			body: { title: name },
		},
		isFolder,
		async () =>
			named(await readSubfolders(portal, parent.id), name, parent).find(
				({ id }) => !known.has(keyOf(id)),
			),
	);
	// One that was only seen may be another run's, so it is never removed as a twin of ours.
	return { folder: result, certainlyOurs: !seen };
}

const PAUSES_UNTIL_REMOVED = [0, 500, 1500, 4000];

/**
 * Puts a folder this run has just made into the Trash, after a fresh look has shown it empty.
 * Returns whether it is gone, by looking: the portal's answer lists other operations too (5.5).
 */
async function removeIfEmpty(portal: PortalClient, folderId: FolderId): Promise<boolean> {
	const { total, current } = await lookAt(portal, folderId);
	// A file in conversion is in neither the list nor its total, but is counted (3.3).
	if (total > 0 || (current.filesCount ?? 0) > 0) return false;
	const path = `files/folder/${encodeURIComponent(folderId)}`;
	await portal.write(
		{ method: 'DELETE', path, body: { deleteAfter: false, immediately: false } },
		isAnything,
	);
	for (const pause of PAUSES_UNTIL_REMOVED) {
		await time.wait(pause, portal.signal);
		const folder = await portal.get(path, isFolder).catch((error: unknown) => {
			if (isRefusal(error, 'notFound')) return undefined;
			throw error;
		});
		// In third-party storage there is no Trash: a deleted folder is gone.
		if (!folder || (folder.rootFolderType === FolderType.trash && !isThirdParty(folderId))) {
			return true;
		}
	}
	return false;
}
