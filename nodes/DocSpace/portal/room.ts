import { DocSpaceError, InputError, isRefusal, quote } from './errors';
import { blockerIn, toRoomFile, type RoomFile } from './files';
import { keyOf, sameId, type FolderId, type RoomId } from './ids';
import { doesNotRecurse, listChildren, listFilesBelow, listFoldersBelow } from './listing';
import type { Portal } from './portal';
import { time } from './time';
import {
	Access,
	roomIn,
	type FileDto,
	type FolderContentDto,
	type FolderDto,
	type PathPart,
} from './types';

/** Everything a room held at one moment. */
export interface RoomContent {
	room: FolderDto;
	files: RoomFile[];
	/** The folders directly in the room. */
	topFolders: FolderDto[];
	/** Its folders at any depth. */
	folders: FolderDto[];
}

/**
 * Gathers every file of a room, at any depth and of any kind of storage.
 * Takes the label of the field the id came from. Throws `InputError` when the id names no room,
 * `DocSpaceError` when fewer files were found than the portal counts: a part is never passed off as
 * the whole (docspace-api.md 3.3, T12, T13).
 */
export async function readRoom(
	portal: Portal,
	roomId: RoomId,
	field: string,
): Promise<RoomContent> {
	const check = (page: FolderContentDto) => asReadableRoom(page.current, page.pathParts, field);
	const [files, folders] = await listAsRoom(roomId, field, () =>
		Promise.all([
			listFilesBelow(portal, roomId, (file) => toRoomFile(file, roomId), check),
			listFoldersBelow(portal, roomId, check),
		]),
	);
	const room = files.folder;
	if (files.complete && !doesNotRecurse(room)) {
		return withPaths(room, files.entries, folders.entries);
	}
	return await walkWholeRoom(portal, room);
}

/**
 * How many files a room still holds, read as late as possible before access is ended.
 * Throws as `readRoom` does.
 */
export async function countFiles(portal: Portal, roomId: RoomId, field: string): Promise<number> {
	const listing = await listAsRoom(roomId, field, () =>
		listFilesBelow(
			portal,
			roomId,
			({ id }) => ({ id }),
			(page) => asReadableRoom(page.current, page.pathParts, field),
		),
	);
	if (doesNotRecurse(listing.folder)) {
		const { room, files } = await walkRoom(portal, listing.folder);
		return Math.max(filesCountedIn(room), files.length);
	}
	return Math.max(listing.expected, listing.entries.length);
}

async function listAsRoom<T>(roomId: RoomId, field: string, list: () => Promise<T>): Promise<T> {
	return await list().catch((error: unknown) => {
		throw roomRefusal(roomId, field, error);
	});
}

function roomRefusal(roomId: RoomId, field: string, error: unknown): unknown {
	if (isRefusal(error, 'notFound')) {
		return new InputError(
			field,
			`names no room: DocSpace has none with the id ${roomId}`,
			'Choose the room from the list, or copy its link from the browser',
		);
	}
	if (isRefusal(error, 'forbidden')) {
		return new InputError(
			field,
			`names a room (${roomId}) that the user behind the credential may not read`,
			'Invite that user to the room as Room manager, or use the credential of somebody who is',
		);
	}
	return error;
}

/** Refuses what is no room, and a room of which the user behind the credential sees only a part. */
function asReadableRoom(folder: FolderDto, pathParts: PathPart[], field: string): void {
	if (folder.roomType === undefined) throw noRoom(folder, pathParts, field);
	if (folder.access === Access.fillForms) {
		throw new InputError(
			field,
			`names ${quote(folder.title)}, where the user behind the credential only fills in forms and sees nothing but their own`,
			'Give that user the role Room manager in the room',
		);
	}
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

const PAUSES_BEFORE_WALKING_AGAIN = [1000, 3000];

/** Walks until no fewer files were found than the room counts; files in conversion are hidden (3.3). */
async function walkWholeRoom(portal: Portal, room: FolderDto): Promise<RoomContent> {
	for (let walks = 0; ; walks += 1) {
		const walked = await walkRoom(portal, room);
		const found = walked.files.length;
		const counted = filesCountedIn(walked.room);
		if (found >= counted) return walked;
		const pause = PAUSES_BEFORE_WALKING_AGAIN[walks];
		if (pause === undefined) {
			throw new DocSpaceError(
				`DocSpace showed only ${found} of the ${counted} files it counts in ${quote(room.title)}`,
				'Run again in a minute: files in conversion are hidden until it ends. If it stays, a folder is closed to the user behind the credential; give that user the role Room manager',
			);
		}
		await time.wait(pause, portal.signal);
	}
}

/** The room's own count of its files, at any depth; third-party storage keeps none to rely on (3.2). */
function filesCountedIn(room: FolderDto): number {
	return room.providerItem === true ? 0 : (room.filesCount ?? 0);
}

/** Reads folder by folder, where the portal does not recurse or its recursive listing fell short. */
async function walkRoom(portal: Portal, before: FolderDto): Promise<RoomContent> {
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
async function listBelieved(portal: Portal, folderId: FolderId, room: FolderDto) {
	const listing = await listWhole(portal, folderId);
	const showsFiles = listing.entries.some((entry) => 'folderId' in entry);
	if (showsFiles || room.providerItem !== true) return listing;
	await time.wait(PAUSE_BEFORE_BELIEVING_MS, portal.signal);
	return await listWhole(portal, folderId);
}

async function listWhole(portal: Portal, folderId: FolderId) {
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
