import { DocSpaceError, InputError, quote } from '../errors';
import { blockerIn, toRoomFile, type RoomFile } from './files';
import { keyOf, sameId, type FolderId, type Picked, type RoomId } from '../ids';
import {
	countChildren,
	countFilesBelow,
	doesNotRecurse,
	listChildren,
	listFilesBelow,
	listFoldersBelow,
	type FileListing,
	type Listing,
} from './listing';
import type { PortalClient } from '../http/client';
import { time } from '../time';
import {
	Access,
	roomIn,
	type FileDto,
	type FolderContentDto,
	type FolderDto,
	type PathPart,
} from '../types';
import { refusalOf } from './refusals';

/** Everything a room held at one moment. */
export interface RoomContent {
	room: FolderDto;
	files: RoomFile[];
	/** The folders directly in the room. */
	topFolders: FolderDto[];
	/** Its folders at any depth. */
	folders: FolderDto[];
	/** How many files DocSpace counts in it, where that is wrong (docspace-api.md T149). */
	countedByDocSpace?: number;
}

/**
 * Gathers every file of a room, at any depth and of any kind of storage.
 * Throws `InputError` when what was picked is no room,
 * `DocSpaceError` when fewer files were found than there are, and when it cannot be told that the portal
 * has only counted wrongly: a part is never passed off as the whole (docspace-api.md 3.3, T12, T13, T149).
 */
export async function readRoom(portal: PortalClient, picked: Picked<RoomId>): Promise<RoomContent> {
	const { id } = picked;
	const check = readableRoom(picked);
	const listingFolders = listFoldersBelow(portal, id, check);
	const isWorthLookingAgain = async () => mustListAsWhole(await listingFolders);
	const keep = (file: FileDto) => toRoomFile(file, id);
	const listingFiles = listFilesBelow(portal, id, keep, { check, isWorthLookingAgain });
	const [files, folders] = await asRoom(picked, Promise.all([listingFiles, listingFolders]));
	if (await isAll(portal, files)) {
		const content = withPaths(files.folder, files.entries, folders.entries);
		return noting(content, files.counted);
	}
	const { content, expected, isWhole } = await walkWholeRoom(portal, files.folder);
	if (isWhole) return content;
	throw new DocSpaceError(
		`DocSpace showed only ${content.files.length} of the ${expected} files it counts in ${quote(content.room.title)}`,
		'Run again in a minute: files in conversion are hidden until it ends. If it stays, move a folder of the room into another one and back in DocSpace, which makes it count again. Or a folder is closed to the user behind the credential: give that user the role Room manager',
	);
}

/**
 * Of many files of one second every page shows others (3.3, T155): where these lie in folders, it is faster to
 * go folder by folder than to list them all again. Nobody can walk into a folder that is not shown (3.3 c).
 */
function mustListAsWhole({ entries, complete }: Listing<FolderDto>): boolean {
	return entries.length === 0 || entries.length > MOST_SOON_WALKED || !complete;
}

/** So many folders take some five seconds. */
const MOST_SOON_WALKED = 1000;

/** Whether one listing shows all files of a room beyond doubt; a counter that is too low proves nothing. */
async function isAll(portal: PortalClient, files: FileListing<unknown>): Promise<boolean> {
	const { folder, entries, counted, complete } = files;
	if (doesNotRecurse(folder) || !complete) return false;
	const found = entries.length;
	return found === counted || (await countFilesBelow(portal, folder.id)) <= found;
}

function noting(content: RoomContent, counted: number): RoomContent {
	return counted === content.files.length ? content : { ...content, countedByDocSpace: counted };
}

/**
 * How many files a room still holds, read as late as possible before access is ended; where that cannot be
 * told, how many it may hold. Throws as `readRoom` does for what is no room.
 */
export async function countFiles(portal: PortalClient, picked: Picked<RoomId>): Promise<number> {
	const listing = await asRoom(
		picked,
		listFilesBelow(portal, picked.id, ({ id }) => ({ id }), {
			check: readableRoom(picked),
			isWorthLookingAgain: async () => false,
		}),
	);
	const found = Math.max(listing.expected, listing.entries.length);
	if (found > 0 && !doesNotRecurse(listing.folder)) return found;
	if (await isAll(portal, listing)) return 0;
	return (await walkWholeRoom(portal, listing.folder)).expected;
}

async function asRoom<T>(picked: Picked<RoomId>, listing: Promise<T>): Promise<T> {
	return await listing.catch((error: unknown) => {
		throw refusalOf('room', picked, error);
	});
}

/** Refuses what is no room, and a room of which the user behind the credential sees only a part. */
function readableRoom({ field }: Picked<RoomId>): (page: FolderContentDto) => void {
	return ({ current, pathParts }) => {
		if (current.roomType === undefined) throw noRoom(current, pathParts, field);
		if (current.access === Access.fillForms) {
			throw new InputError(
				field,
				`names ${quote(current.title)}, where the user behind the credential only fills in forms and sees nothing but their own`,
				'Give that user the role Room manager in the room',
			);
		}
	};
}

function noRoom(folder: FolderDto, pathParts: PathPart[], field: string): InputError {
	const room = roomIn(pathParts);
	return new InputError(
		field,
		`names the folder ${quote(folder.title)}, not a room`,
		room
			? `The room it lies in is ${quote(room.title)}: enter ${room.id}`
			: 'Choose a room from the list, or copy the link of one from the browser',
	);
}

/** What walking a room came to. */
interface Walked {
	content: RoomContent;
	/** How many files there are; where that cannot be told, how many there may be. */
	expected: number;
	/** Whether the content is all there is. */
	isWhole: boolean;
}

/** A file in conversion is hidden for so long and longer (3.3). */
const PAUSES_BEFORE_WALKING_AGAIN = [1000, 3000, 9000];

/**
 * Walks a room until as many files were found as it counts. Its counter is wrong for good where runs have
 * raced or the server has died (T149): so in the end two walks that agree win over it, a moment apart in
 * which a conversion ends as a rule, unless the portal still has files that it does not show.
 */
async function walkWholeRoom(portal: PortalClient, room: FolderDto): Promise<Walked> {
	let before: RoomContent | undefined;
	for (let walks = 0; ; walks += 1) {
		const content = await walkRoom(portal, room);
		const found = content.files.length;
		const counted = content.room.filesCount ?? 0;
		// Third-party storage keeps no counter to rely on (3.2).
		if (room.providerItem === true || found === counted) {
			return { content, expected: found, isWhole: true };
		}
		const pause = PAUSES_BEFORE_WALKING_AGAIN[walks];
		if (found > counted || pause === undefined) {
			const there = await countAll(portal, content);
			const isAgreed = found > counted || (before && holdTheSame(before, content));
			if (isAgreed && there <= found) {
				return { content: noting(content, counted), expected: found, isWhole: true };
			}
			if (pause === undefined) {
				return { content, expected: Math.max(counted, there), isWhole: false };
			}
		}
		before = content;
		await time.wait(pause, portal.signal);
	}
}

/** How many files a room holds, those included that are hidden because they are in conversion. */
async function countAll(portal: PortalClient, { room, folders }: RoomContent): Promise<number> {
	if (!doesNotRecurse(room)) return await countFilesBelow(portal, room.id);
	const counts = await Promise.all(
		[room, ...folders].map(async ({ id }) => await countChildren(portal, id)),
	);
	return counts.reduce((sum, count) => sum + count, 0) - folders.length;
}

function holdTheSame(a: RoomContent, b: RoomContent): boolean {
	const known = new Set(a.files.map(({ id }) => keyOf(id)));
	return a.files.length === b.files.length && b.files.every(({ id }) => known.has(keyOf(id)));
}

/** Reads folder by folder, where the portal does not recurse or its recursive listing fell short. */
async function walkRoom(portal: PortalClient, before: FolderDto): Promise<RoomContent> {
	let room = before;
	// By id: what somebody moves meanwhile may be met twice, and must not make up for what was not met.
	const files = new Map<string, FileDto>();
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
			if ('folderId' in entry) files.set(key, entry);
			else {
				if (!folders.has(key)) level.push(entry.id);
				folders.set(key, entry);
			}
		}
	}
	return withPaths(
		room,
		[...files.values()].map((file) => toRoomFile(file, room.id)),
		[...folders.values()],
	);
}

const PAUSE_BEFORE_BELIEVING_MS = 1000;

/** A storage that fails is shown as an empty folder, with HTTP 200 (docspace-api.md 3.6, T7). */
async function listBelieved(portal: PortalClient, folderId: FolderId, room: FolderDto) {
	const listing = await listWhole(portal, folderId);
	const showsFiles = listing.entries.some((entry) => 'folderId' in entry);
	if (showsFiles || room.providerItem !== true) return listing;
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

function withPaths(room: FolderDto, files: RoomFile[], folders: FolderDto[]): RoomContent {
	const byKey = new Map(folders.map((folder) => [keyOf(folder.id), folder]));
	const paths = new Map<string, string>([[keyOf(room.id), '']]);
	const pathOf = (folderId: FolderId): string => {
		const known = paths.get(keyOf(folderId));
		if (known !== undefined) return known;
		const folder = byKey.get(keyOf(folderId));
		const above = folder?.parentId === undefined ? '' : pathOf(folder.parentId);
		const title = folder?.title ?? `(folder ${folderId})`;
		const path = above === '' ? title : `${above}/${title}`;
		paths.set(keyOf(folderId), path);
		return path;
	};
	for (const file of files) {
		// As the portal writes it: a number, even when the user entered a text.
		file.roomId = room.id;
		file.path = pathOf(file.folderId);
		file.blockedBy = blockerIn(byKey.get(keyOf(file.folderId)), file.blockedBy);
	}
	return {
		room,
		files,
		folders,
		topFolders: folders.filter(
			(folder) => folder.parentId !== undefined && sameId(folder.parentId, room.id),
		),
	};
}
