import { asPortalError, DocSpaceError, nothingIf, quote } from '../errors';
import type { PortalClient } from '../http/client';
import { waitAndLook } from '../http/waiting';
import { byId, isThirdParty, keyOf, sameId, type FolderId } from '../ids';
import { time } from '../time';
import { comparisonOf, storedTitle, type Comparison } from '../titles';
import { inTurn } from '../turns';
import { FolderType, isAnything, isFolder, type FolderDto, type WholeFolderDto } from '../types';
import { readSubfolders } from './folders';
import { lookAt } from './listing';

/** A folder of the same title beside the one that is used. */
export interface SameNameFolder {
	id: FolderId;
	title: string;
	/** True when this run had made it, found it empty and put it into the Trash again. */
	removed: boolean;
}

export interface EnsuredFolder {
	folder: FolderDto;
	created: boolean;
	sameNameFolders: SameNameFolder[];
}

/**
 * How long a folder may stay unseen after one of a higher id has come to light: ids are given when a
 * folder is asked for, and the folder is seen when the portal is done with it (docspace-api.md T16).
 */
const UNTIL_ALL_ARE_SEEN_MS = 1000;
/** A folder older than this has long been settled on, however far the clocks of a portal's servers are apart. */
const YOUNG_MS = 60_000;
const MOST_ATTEMPTS = 3;

/** The folders that were seen in another. */
export interface ChildrenSeen {
	folders: WholeFolderDto[];
	/** Whether anything else was done since then. */
	mayBeStale?: boolean;
}

/**
 * Returns the folder of this name directly in `parent`, creating it only when there is none; `before`
 * are those last seen there. The portal allows equal names, and another run may be as quick: those of this
 * process take turns, and all settle on the oldest (docspace-api.md 5.2, T16).
 */
export async function ensureFolder(
	portal: PortalClient,
	parent: FolderDto,
	before: ChildrenSeen,
	name: string,
): Promise<EnsuredFolder> {
	const line = `folder ${portal.origin} ${keyOf(parent.id)} ${comparable(parent)(storedTitle(name))}`;
	let { folders: seen, mayBeStale = true } = before;
	for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
		const known = await believe(portal, parent, seen, name);
		if (known) return known;
		const made = await inTurn(line, portal.signal, async (hasWaited) => {
			const isCertain = !hasWaited && !mayBeStale && named(seen, name, parent).length === 0;
			if (!isCertain) seen = await readSubfolders(portal, parent.id);
			mayBeStale = true;
			return named(seen, name, parent).length === 0 && (await make(portal, parent, seen, name));
		});
		if (made) return made;
	}
	throw removedMeanwhile(parent, name);
}

/**
 * The folder of this name among those seen. One that is empty and young may be one that is about to be
 * removed, because an older one is not to be seen yet: it is looked at again before it is believed.
 */
async function believe(
	portal: PortalClient,
	parent: FolderDto,
	seen: WholeFolderDto[],
	name: string,
): Promise<EnsuredFolder | undefined> {
	const [oldest] = named(seen, name, parent);
	if (!oldest || !mayBeRemoved(oldest, portal)) return asFound(named(seen, name, parent));
	await time.wait(UNTIL_ALL_ARE_SEEN_MS, portal.signal);
	return asFound(named(await readSubfolders(portal, parent.id), name, parent));
}

function asFound([folder, ...others]: FolderDto[]): EnsuredFolder | undefined {
	return folder && { folder, created: false, sameNameFolders: others.map(leftAlone) };
}

/** By the portal's own clock: that of n8n's server may be wrong. Third-party storage has no equal names (T17). */
function mayBeRemoved(folder: WholeFolderDto, { now }: PortalClient): boolean {
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
	const known = new Set(before.map(({ id }) => keyOf(id)));
	const path = `files/folder/${encodeURIComponent(parent.id)}`;
	const look = async () => {
		const there = named(await readSubfolders(portal, parent.id), name, parent);
		return there.find(({ id }) => !known.has(keyOf(id)));
	};
	// Harmless to repeat: should both be carried out after all, the younger is removed.
	const request = { method: 'POST', path, body: { title: name } } as const;
	const { result: made, seen } = await portal.writeUntilSeen(request, isFolder, look);
	if (!isThirdParty(made.id)) await time.wait(UNTIL_ALL_ARE_SEEN_MS, portal.signal);
	const [oldest, ...younger] = named(await readSubfolders(portal, parent.id), name, parent);
	if (!oldest) throw removedMeanwhile(parent, name);
	if (sameId(oldest.id, made.id)) {
		return { folder: oldest, created: true, sameNameFolders: younger.map(leftAlone) };
	}
	// One that was only seen may be another run's. One that could not be removed is no reason to fail: it is named.
	const removed =
		!seen &&
		(await removeIfEmpty(portal, made.id).catch((error: unknown) => !asPortalError(error)));
	return {
		folder: oldest,
		created: false,
		sameNameFolders: [
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

function leftAlone({ id, title }: FolderDto): SameNameFolder {
	return { id, title, removed: false };
}

/** The folders that bear a name as the portal stores it, oldest first (T15). */
export function named<T extends FolderDto>(
	folders: T[],
	name: string,
	parent: Pick<FolderDto, 'id'>,
): T[] {
	const asCompared = comparable(parent);
	const wanted = asCompared(storedTitle(name));
	return folders.filter(({ title }) => asCompared(title.trim()) === wanted).sort(byId);
}

/** A storage that does not tell case apart would answer a second create with “Title (1)” (T17). */
function comparable(parent: Pick<FolderDto, 'id'>): Comparison {
	return isThirdParty(parent.id) ? comparisonOf(parent.id) : (title) => title.normalize();
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
	const look = async () => {
		const folder = await portal.get(path, isFolder).catch(nothingIf('notFound'));
		// In third-party storage there is no Trash: a deleted folder is gone.
		const isInTrash = folder?.rootFolderType === FolderType.trash && !isThirdParty(folderId);
		return !folder || isInTrash ? true : undefined;
	};
	return (await waitAndLook(PAUSES_UNTIL_REMOVED, look, portal.signal)) === true;
}
