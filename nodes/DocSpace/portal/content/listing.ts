import { isThirdParty, keyOf, type EntryId, type FileId, type FolderId } from '../ids';
import { PAGE, type PortalClient, type Query } from '../http/client';
import { allAtOnce } from '../http/waiting';
import { time } from '../time';
import {
	FILE_MEMBERS,
	FOLDER_MEMBERS,
	isFile,
	isFolderContent,
	isFolder,
	RoomType,
	type FileDto,
	type FolderContentDto,
	type FolderDto,
	type PathPart,
	type WholeFileDto,
	type WholeFolderDto,
} from '../types';

/** A folder as one look at it showed it. */
export interface Listing<T> {
	entries: T[];
	/** How many entries there are by the totals of the pages; not more than were asked for. */
	expected: number;
	/** False when fewer entries were found than expected, even after looking again, or fewer than counted. */
	complete: boolean;
	folder: FolderDto;
	/** From the section down to the folder itself. */
	pathParts: PathPart[];
}

/** All files below a folder as one look at it showed them. */
export interface FileListing<T> extends Listing<T> {
	/** How many they are by the folder's own counter, which may be wrong for good (docspace-api.md 3.2, T149). */
	counted: number;
}

/** What to list below a folder, and what to keep of each page. */
interface View<T extends { id: EntryId }> {
	query: Query;
	entriesOf: (page: FolderContentDto) => T[];
	/** How many entries the listed folder itself counts, where it counts these. */
	countedBy?: (folder: FolderDto) => number;
	/** Whether it is worth while to look again after a scan that fell short; by default it is. */
	isWorthLookingAgain?: (scan: { isWithheld: boolean }) => Promise<boolean>;
	/** Whether what is known suffices, by `fileKey`. */
	isEnough?: (known: ReadonlyMap<string, T>) => boolean;
	/** How many entries there may be, so that all their pages can be asked for at once. */
	presumed?: number;
	/** Looks at the folder on the first page and throws when the others are not worth reading. */
	check?: (page: FolderContentDto) => void;
	/** So many entries are enough, whichever they are; by default all are read. */
	limit?: number;
}

/**
 * The members this package reads, each named by itself (docspace-api.md 1.1): those that tell entries apart,
 * those and the date, and all. The portal leaves out the rest, which cuts a page to a fifth and less.
 */
const IDENTITY = fieldsFor(['always']);
const IDENTITY_WITH_DATE = fieldsFor(['always', 'withoutVersions']);
const FIELDS = fieldsFor(['always', 'withoutVersions', 'described']);

function fieldsFor(wanted: string[]): string {
	const among = (members: Record<string, string>) =>
		Object.keys(members).filter((member) => wanted.includes(members[member] ?? ''));
	return [
		'total,pathParts',
		...Object.keys(FOLDER_MEMBERS).map((member) => `current.${member}`),
		...among(FOLDER_MEMBERS).map((member) => `folders.${member}`),
		...among(FILE_MEMBERS).map((member) => `files.${member}`),
	].join();
}

/** `sortBy` is never sent: it would become the user's default order in the browser (T10). */
const ALL_FILES_BELOW = { filterType: 1, withSubFolders: true, fields: FIELDS };
/** Without a filter a listing never recurses, in any version (docspace-api.md 3.4). */
const DIRECT_CHILDREN = { fields: FIELDS };

/**
 * All files below a folder of the portal's own storage, at any depth (docspace-api.md 3.4). Not for
 * third-party and AI rooms, where the portal does not recurse (T6).
 * `keep` turns each file into what is worth holding in memory; `check` may refuse the folder by throwing;
 * `isWorthLookingAgain` may end the search; `presumed` is how many there may be.
 */
export async function listFilesBelow<T extends { id: EntryId }>(
	portal: PortalClient,
	folderId: FolderId,
	keep: (file: FileDto) => T,
	options: Pick<View<T>, 'check' | 'isWorthLookingAgain' | 'presumed'> = {},
): Promise<FileListing<T>> {
	return await list(portal, folderId, {
		query: ALL_FILES_BELOW,
		entriesOf: (page) => (page.files ?? []).map(keep),
		// Files in conversion leave both the page and its total; the folder's own counter keeps them (3.3).
		countedBy: (folder) => (doesNotRecurse(folder) ? 0 : (folder.filesCount ?? 0)),
		...options,
	});
}

/** Far behind the last entry of any folder. */
const BEYOND_THE_END = 1_000_000_000;

/**
 * How many files lie below a folder of the portal's own storage, those in conversion included: these leave a
 * page and its total, but a page that shows no file has none to leave out (docspace-api.md 3.3 a).
 */
export async function countFilesBelow(portal: PortalClient, folderId: FolderId): Promise<number> {
	return (await readPage(portal, folderId, ALL_FILES_BELOW, BEYOND_THE_END)).total;
}

/** Which files of a folder to list. */
export interface FilesWanted {
	/** FilterType of docspace-api.md 1.4; 1 for files of every kind. */
	filterType: number;
	/** Whether those in its folders too; portals before 3.7.1 list these in any case (docspace-api.md 3.1). */
	withSubFolders: boolean;
}

/** Such files with all that the portal tells of them; `keep`, `check` and `limit` as with the others. */
export async function listWholeFiles<T extends { id: EntryId }>(
	portal: PortalClient,
	folderId: FolderId,
	{ filterType, withSubFolders }: FilesWanted,
	{ keep, ...options }: Pick<View<T>, 'check' | 'limit'> & { keep: (file: WholeFileDto) => T },
): Promise<Listing<T>> {
	return await list(portal, folderId, {
		query: { filterType, withSubFolders },
		entriesOf: (page) => (page.files ?? []).filter(isFile).map(keep),
		...options,
	});
}

/** How many such files there are, those in conversion included, as above. */
export async function countFiles(
	portal: PortalClient,
	folderId: FolderId,
	{ filterType, withSubFolders }: FilesWanted,
): Promise<number> {
	const query = { filterType, withSubFolders, fields: FIELDS };
	return (await readPage(portal, folderId, query, BEYOND_THE_END)).total;
}

/** How many files and folders lie directly in a folder, files in conversion included, as above. */
export async function countChildren(portal: PortalClient, folderId: FolderId): Promise<number> {
	return (await readPage(portal, folderId, DIRECT_CHILDREN, BEYOND_THE_END)).total;
}

/** In such a room the portal lists only what lies directly in it, and calls it complete (T6). */
export function doesNotRecurse(folder: FolderDto): boolean {
	return folder.providerItem === true || folder.roomType === RoomType.ai;
}

const FOLDERS_BELOW: View<FolderDto> = {
	query: { filterType: 2, withSubFolders: true, fields: FIELDS },
	entriesOf: (page) => page.folders ?? [],
	// Folders that are closed to the user stand in the total and are never shown (docspace-api.md 3.3 c).
	isWorthLookingAgain: async ({ isWithheld }) => !isWithheld,
};

/** All folders below a folder of the portal's own storage, at any depth; `check` as with files. */
export async function listFoldersBelow(
	portal: PortalClient,
	folderId: FolderId,
	check: View<FolderDto>['check'],
): Promise<Listing<FolderDto>> {
	return await list(portal, folderId, { ...FOLDERS_BELOW, check });
}

/** The same folders with all that the portal tells of them. */
export async function listWholeFoldersBelow(
	portal: PortalClient,
	folderId: FolderId,
): Promise<Listing<WholeFolderDto>> {
	return await list(portal, folderId, {
		...FOLDERS_BELOW,
		query: { ...FOLDERS_BELOW.query, fields: undefined },
		entriesOf: (page) => (page.folders ?? []).filter(isFolder),
	});
}

const CHILDREN: View<FileDto | FolderDto> = {
	query: DIRECT_CHILDREN,
	entriesOf: (page) => [...(page.folders ?? []), ...(page.files ?? [])],
};

/** The files and folders directly in a folder, in any storage. */
export async function listChildren(
	portal: PortalClient,
	folderId: FolderId,
): Promise<Listing<FileDto | FolderDto>> {
	return await list(portal, folderId, CHILDREN);
}

/**
 * The same with as little of each file as tells whether it is one that was moved there, or clashes with
 * one. Where only some files matter, the search ends when these are found. `presumed` is how many entries
 * there may be.
 */
export async function listArrivals(
	portal: PortalClient,
	folderId: FolderId,
	wanted?: FileId[],
	presumed?: number,
): Promise<Listing<FileDto | FolderDto>> {
	return await list(portal, folderId, {
		...CHILDREN,
		presumed,
		query: { fields: isThirdParty(folderId) ? IDENTITY_WITH_DATE : IDENTITY },
		isEnough: wanted && ((known) => wanted.every((id) => known.has(fileKey(id)))),
	});
}

/** One page of a folder's direct children: enough to learn what the folder is and where it lies. */
export async function lookAt(portal: PortalClient, folderId: FolderId): Promise<FolderContentDto> {
	return await readPage(portal, folderId, { ...DIRECT_CHILDREN, count: 1 }, 0);
}

/**
 * Pauses before looking again when nothing new came to light: short ones at first, because a scan misses
 * an entry among many of one second every fourth time (docspace-api.md 3.3, T155).
 */
const PAUSES_WITHOUT_PROGRESS = [100, 200, 400, 1000, 3000, 9000];
/** Ends the search for entries that other users keep adding. */
const MOST_SCANS = 20;

/**
 * Pages shift under a listing: ties have no fixed order, and others add and delete (T8). So entries are
 * gathered by id over as many scans as bring something new, and six more.
 */
async function list<T extends { id: EntryId }>(
	portal: PortalClient,
	folderId: FolderId,
	view: View<T>,
): Promise<FileListing<T>> {
	const known = new Map<string, T>();
	let withoutProgress = 0;
	let expectedBefore = view.presumed ?? 0;
	for (let scans = 1; ; scans += 1) {
		const { entries, expected, first, isWithheld } = await scan(
			portal,
			folderId,
			view,
			expectedBefore,
		);
		const { current: folder, pathParts } = first;
		const counted = view.countedBy?.(folder) ?? 0;
		const ending = (found: Map<string, T>): FileListing<T> => ({
			entries: [...found.values()],
			expected,
			counted,
			complete: found.size >= Math.max(expected, counted),
			folder,
			pathParts,
		});
		// A scan that is complete by itself is believed alone: what it lacks has left the folder.
		if (entries.size >= expected) return ending(entries);
		// What has left the folder must not make up for what was not found yet.
		if (expected < expectedBefore) known.clear();
		expectedBefore = expected;
		const found = known.size;
		for (const [key, entry] of entries) known.set(key, entry);
		const pause = PAUSES_WITHOUT_PROGRESS[withoutProgress];
		if (known.size >= expected || view.isEnough?.(known)) return ending(known);
		if (pause === undefined || scans === MOST_SCANS) return ending(known);
		if ((await view.isWorthLookingAgain?.({ isWithheld })) === false) return ending(known);
		if (known.size === found || scans === 1) {
			await time.wait(pause, portal.signal);
			withoutProgress += known.size === found ? 1 : 0;
		}
	}
}

/** Reads every page once: the first tells the total; as many as are presumed are asked for with it, the others follow. */
async function scan<T extends { id: EntryId }>(
	portal: PortalClient,
	folderId: FolderId,
	{ query, entriesOf, check, limit = Infinity }: View<T>,
	presumed: number,
) {
	const entries = new Map<string, T>();
	let expected = 0;
	let shown = 0;
	let isSteady = true;
	const take = (page: FolderContentDto) => {
		const onPage = entriesOf(page);
		for (const entry of onPage) entries.set(keyWithKind(entry), entry);
		shown += onPage.length;
		isSteady &&= expected === 0 || Math.min(page.total, limit) === expected;
		expected = Math.max(expected, Math.min(page.total, limit));
	};
	const readBetween = (from: number, end: number) =>
		Array.from(
			{ length: Math.ceil((end - from) / PAGE) },
			async (_, at) => await readPage(portal, folderId, query, from + at * PAGE),
		);
	const [first, ...ahead] = await allAtOnce([
		readPage(portal, folderId, query, 0),
		...readBetween(PAGE, presumed),
	]);
	check?.(first);
	take(first);
	// What lies behind the end counts otherwise: entries in conversion too (docspace-api.md 3.3 a).
	ahead.filter((_, at) => (at + 1) * PAGE < expected).forEach(take);
	const others = readBetween((ahead.length + 1) * PAGE, expected);
	await Promise.all(others.map(async (reading) => take(await reading)));
	// Where pages shift, an entry comes twice or the total changes; otherwise the portal keeps some to itself.
	const isWithheld = isSteady && shown === entries.size && shown < expected;
	return { entries, expected, first, isWithheld };
}

function fileKey(id: FileId): string {
	return `file ${keyOf(id)}`;
}

/** A file and a folder may have the same number. */
function keyWithKind(entry: { id: EntryId }): string {
	return 'folderId' in entry ? fileKey(entry.id) : `folder ${keyOf(entry.id)}`;
}

async function readPage(
	portal: PortalClient,
	folderId: FolderId,
	query: Query,
	startIndex: number,
): Promise<FolderContentDto> {
	return await portal.get(`files/${encodeURIComponent(folderId)}`, isFolderContent, {
		count: PAGE,
		startIndex,
		...query,
	});
}
