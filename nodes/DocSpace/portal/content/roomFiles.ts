import { DocSpaceError, InputError, quote } from '../errors';
import { PAGE, type PortalClient } from '../http/client';
import {
	isThirdParty,
	keyOf,
	sameId,
	type FileId,
	type FolderId,
	type Picked,
	type RoomId,
} from '../ids';
import { roomIn, type FileDto, type FolderContentDto, type FolderDto } from '../types';
import { blockerIn, toRoomFile, type RoomFile } from './files';
import { refusePartOfForms } from './folders';
import {
	countFilesBelow,
	doesNotRecurse,
	listFilesBelow,
	listFoldersBelow,
	type FileListing,
	type Listing,
} from './listing';
import { refusalOf } from './refusals';
import { walkWholeRoom } from './walking';

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
	const presumed = isThirdParty(id) ? 0 : SOON_LISTED;
	const options = { check, isWorthLookingAgain, presumed };
	const listingFiles = listFilesBelow(portal, id, keep, options);
	const listings = Promise.all([listingFiles, listingFolders]);
	const [files, folders] = await listings.catch(refusalOf('room', picked));
	if (await isAll(portal, files)) {
		return withPaths(files.folder, files.entries, folders.entries, files.counted);
	}
	const walked = await walkWholeRoom(portal, files.folder);
	const { room, expected } = walked;
	const found = walked.files.length;
	if (found === expected) return withPaths(room, walked.files, walked.folders, walked.counted);
	throw new DocSpaceError(
		`DocSpace showed only ${found} of the ${expected} files it counts in ${quote(room.title)}`,
		'Run again in a minute: files in conversion are hidden until it ends. If it stays, move a folder of the room into another one and back in DocSpace, which makes it count again. Or a folder is closed to the user behind the credential: give that user the role Room manager',
	);
}

/** A second page asked for with the first saves a round trip wherever there is one, and costs none where there is not. */
const SOON_LISTED = 2 * PAGE;

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

/** A file that a room still holds; without an id where DocSpace counts it and does not show it. */
export type FileLeft = { id: FileId | null; title: string };

/**
 * What a room still holds, as soon as that is known: for the last look before something is ended, and for the one
 * after. It takes one request where the room is empty by all counts. Where it cannot be told how many files there
 * are, there are as many entries as there may be. Throws as `readRoom` does for what is no room.
 */
export async function readFilesLeft(
	portal: PortalClient,
	picked: Picked<RoomId>,
): Promise<FileLeft[]> {
	const keep = ({ id, title }: FileLeft & { id: FileId }) => ({ id, title });
	const listing = await listFilesBelow(portal, picked.id, keep, {
		check: readableRoom(picked),
		isWorthLookingAgain: async () => false,
	}).catch(refusalOf('room', picked));
	const { entries, expected, folder } = listing;
	const isEmpty = entries.length === 0 && expected === 0;
	if (!isEmpty && !doesNotRecurse(folder)) return withHidden(entries, expected);
	if (await isAll(portal, listing)) return [];
	const walked = await walkWholeRoom(portal, folder);
	return withHidden(walked.files.map(keep), walked.expected);
}

function withHidden(shown: FileLeft[], expected: number): FileLeft[] {
	const title = 'a file that DocSpace counts and does not show, for example one in conversion';
	const count = Math.max(0, expected - shown.length);
	return [...shown, ...Array.from({ length: count }, () => ({ id: null, title }))];
}

/** Refuses what is no room, and a room of which the user behind the credential sees only a part. */
function readableRoom(picked: Picked<RoomId>): (page: FolderContentDto) => void {
	return ({ current, pathParts }) => {
		const { title, roomType } = current;
		const room = roomIn(pathParts);
		if (roomType === undefined) {
			throw new InputError(
				picked.field,
				`names the folder ${quote(title)}, not a room`,
				room
					? `The room it lies in is ${quote(room.title)}: enter ${room.id}`
					: 'Choose a room from the list, or copy the link of one from the browser',
			);
		}
		refusePartOfForms(picked, current);
	};
}

function withPaths(
	room: FolderDto,
	files: RoomFile[],
	folders: FolderDto[],
	counted: number,
): RoomContent {
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
		...(counted === files.length ? {} : { countedByDocSpace: counted }),
	};
}
