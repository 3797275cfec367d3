import { DocSpaceError, quote } from '../errors';
import type { PortalClient } from '../http/client';
import { keyOf, type FolderId } from '../ids';
import { time } from '../time';
import type { FolderDto } from '../types';
import { toRoomFile, type RoomFile } from './files';
import { countChildren, countFilesBelow, doesNotRecurse, listChildren } from './listing';

/** What one walk through a room has met. */
interface Walk {
	room: FolderDto;
	/** Their paths are not yet filled in. */
	files: RoomFile[];
	folders: FolderDto[];
}

/** What walking a room came to. */
export interface Walked extends Walk {
	/** How many files there are; where that cannot be told, how many there may be, which is more than were met. */
	expected: number;
	/** How many they are by the room's own counter; in third-party storage, which keeps none, those met. */
	counted: number;
}

/** A file in conversion is hidden for so long and longer (3.3). */
const PAUSES_BEFORE_WALKING_AGAIN = [1000, 3000, 9000];

/**
 * Walks a room until as many files were found as it counts. Its counter is wrong for good where runs have
 * raced or the server has died (T149): so in the end two walks that agree win over it, a moment apart in
 * which a conversion ends as a rule, unless the portal still has files that it does not show.
 */
export async function walkWholeRoom(portal: PortalClient, room: FolderDto): Promise<Walked> {
	let before: Walk | undefined;
	for (let walks = 0; ; walks += 1) {
		const walk = await walkRoom(portal, room);
		const found = walk.files.length;
		// Third-party storage keeps no counter to rely on (3.2).
		const counted = room.providerItem === true ? found : (walk.room.filesCount ?? 0);
		if (found === counted) return { ...walk, expected: found, counted };
		const pause = PAUSES_BEFORE_WALKING_AGAIN[walks];
		if (found > counted || pause === undefined) {
			const there = await countAll(portal, walk);
			const isAgreed = found > counted || (before && holdTheSame(before, walk));
			if (isAgreed && there <= found) return { ...walk, expected: found, counted };
			if (pause === undefined) return { ...walk, expected: Math.max(counted, there), counted };
		}
		before = walk;
		await time.wait(pause, portal.signal);
	}
}

/** How many files a room holds, those included that are hidden because they are in conversion. */
async function countAll(portal: PortalClient, { room, folders }: Walk): Promise<number> {
	if (!doesNotRecurse(room)) return await countFilesBelow(portal, room.id);
	const counts = await Promise.all(
		[room, ...folders].map(async ({ id }) => await countChildren(portal, id)),
	);
	return counts.reduce((sum, count) => sum + count, 0) - folders.length;
}

function holdTheSame(a: Walk, b: Walk): boolean {
	const known = new Set(a.files.map(({ id }) => keyOf(id)));
	return a.files.length === b.files.length && b.files.every(({ id }) => known.has(keyOf(id)));
}

/** Reads folder by folder, where the portal does not recurse or its recursive listing fell short. */
async function walkRoom(portal: PortalClient, before: FolderDto): Promise<Walk> {
	let room = before;
	// By id: what somebody moves meanwhile may be met twice, and must not make up for what was not met.
	const files = new Map<string, RoomFile>();
	const folders = new Map<string, FolderDto>();
	let level: FolderId[] = [room.id];
	while (level.length > 0) {
		const listings = await Promise.all(
			level.map(async (folderId) => await listBelieved(portal, folderId, before)),
		);
		if (folders.size === 0) room = listings[0]?.folder ?? room;
		level = [];
		for (const entry of listings.flatMap((listing) => listing.entries)) {
			const key = keyOf(entry.id);
			if ('folderId' in entry) files.set(key, toRoomFile(entry, room.id));
			else {
				if (!folders.has(key)) level.push(entry.id);
				folders.set(key, entry);
			}
		}
	}
	return { room, files: [...files.values()], folders: [...folders.values()] };
}

const PAUSE_BEFORE_BELIEVING_MS = 1000;

/**
 * The files and folders directly in a folder, which lies in `place`. A storage that fails is shown as an empty folder,
 * with HTTP 200 (docspace-api.md 3.6, T7). Throws `DocSpaceError` where DocSpace does not show all.
 */
export async function listBelieved(portal: PortalClient, folderId: FolderId, place: FolderDto) {
	const listing = await listWhole(portal, folderId);
	const showsFiles = listing.entries.some((entry) => 'folderId' in entry);
	if (showsFiles || place.providerItem !== true) return listing;
	await time.wait(PAUSE_BEFORE_BELIEVING_MS, portal.signal);
	return await listWhole(portal, folderId);
}

async function listWhole(portal: PortalClient, folderId: FolderId) {
	const listing = await listChildren(portal, folderId);
	if (listing.complete) return listing;
	throw new DocSpaceError(
		`DocSpace showed only ${listing.entries.length} of ${listing.expected} entries of the folder ${quote(listing.folder.title)}`,
		'Run again in a minute, when nobody is working in the room. If it stays, a folder is closed to the user behind the credential; give that user the role Room manager',
	);
}
