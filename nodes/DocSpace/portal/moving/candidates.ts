import { isRefusal } from '../errors';
import { blockerIn, blockerOf, readFile, type RoomFile } from '../content/files';
import { byId, isThirdParty, keyOf, type FileId, type FolderId, type Picked } from '../ids';
import { doesNotRecurse, listFilesBelow, lookAt } from '../content/listing';
import type { OperationEnd } from './fileOperations';
import type { PortalClient } from '../http/client';
import { readRoom } from '../content/roomFiles';
import { roomIn, type FileDto, type FolderContentDto, type WholeFileDto } from '../types';

/** A file to be moved, as the workflow describes it: its room and sharing are known of those that were collected. */
export type FileToMove = Pick<RoomFile, 'id' | 'title' | 'folderId' | 'size' | 'blockedBy'> &
	Partial<Pick<RoomFile, 'roomId' | 'sharing'>>;

/** What has become of one file. `reason` is written for the user. */
export type Fate =
	/** `sharing` tells how the file itself is open to others in its new place. */
	{ kind: 'moved'; sharing: string } | { kind: 'skipped' | 'failed' | 'unknown'; reason: string };

/** What a move has made of a file's title. A type, because interfaces do not count as n8n's data. */
export type Rename = { id: FileId; from: string; to: string };

/** A file on its way; its id and title may change, what the workflow called it does not. */
export class Candidate {
	/** The id by now: renaming and moving change it in third-party storage (docspace-api.md 4, 6.2). */
	id: FileId;
	/** The title by now. */
	title: string;
	/** The title it had before this run gave it a number. */
	ownTitle: string;
	/** The title it is to have in the destination. */
	wantedTitle: string;
	/** The entries of this title in the destination before it was sent, one of which it may replace. */
	overwrites: FileDto[] = [];
	/** How many rounds of sending it has taken part in. */
	rounds = 0;
	/** How many of these came to nothing because somebody had taken its title meanwhile. */
	clashes = 0;
	/** The titles under which the portal left it behind although no listing shows them taken, as by a file in conversion. */
	readonly hiddenClashes: string[] = [];
	/** How the last move of it ended that the portal has accepted, or may have. */
	lastMove: OperationEnd | undefined;
	/** True once a move of it was lost: that one may still be carried out, whatever later ones did. */
	mayStillMove = false;
	/** What this run has made of its title. */
	rename: Rename | undefined;
	/** What has become of it; undefined while it is on its way. */
	fate: Fate | undefined;

	constructor(readonly file: FileToMove) {
		this.id = file.id;
		this.title = file.title;
		this.ownTitle = file.title;
		this.wantedTitle = file.title;
	}

	/**
	 * Somebody may have given the file, as it was read anew, another title: it keeps that one, and what was
	 * planned for the old one no longer holds.
	 */
	followTitle(file: ReadAgain | undefined): void {
		if (!file || 'gone' in file || file.title === this.title) return;
		this.title = file.title;
		this.ownTitle = file.title;
		this.wantedTitle = file.title;
		this.overwrites = [];
	}
}

/** Files are named and sent in order of id, so that a second run takes the same decisions. */
export function inOrder(files: FileToMove[]): Candidate[] {
	return [...files].sort(byId).map((file) => new Candidate(file));
}

/** Up to this many files are read one by one; for more, their room is listed. */
export const MOST_SINGLE_READS = 20;

/** A file as it is now: readable, or the reason why it is not; `exists` is false where the portal has none of that id. */
export type ReadAgain = FileDto | { gone: string; exists: boolean };

/** A file to read again, and where it was as far as that is known. */
export interface LastSeen extends Pick<FileToMove, 'id' | 'roomId'> {
	folderId?: FolderId;
	/** Whether it need not be asked for by itself when it has left the place where it was. */
	mayBeGone?: boolean;
}

/**
 * Reads files again, because what was known of them may be stale; the answers by key of id. Many are
 * found by listing the rooms or folders they were in; those that are not there any more are read one by
 * one, or are not among the answers when they may be gone.
 */
export async function readAgain(
	portal: PortalClient,
	files: LastSeen[],
): Promise<Map<string, ReadAgain>> {
	const found = new Map<string, ReadAgain>();
	const searched = new Set<string>();
	if (files.length > MOST_SINGLE_READS) {
		const places = new Map(files.flatMap(placeOf).map((place) => [keyOf(place), place]));
		for (const [key, place] of places) {
			const listing = await listFilesBelow(portal, place, (file) => file).catch(asNowhere);
			for (const file of listing?.entries ?? []) found.set(keyOf(file.id), file);
			if (listing?.complete && !doesNotRecurse(listing.folder)) searched.add(key);
		}
	}
	const unread = files.filter((file) => {
		const isSearched = placeOf(file).some((place) => searched.has(keyOf(place)));
		const isProvenAbsent = file.mayBeGone === true && isSearched;
		return !found.has(keyOf(file.id)) && !isProvenAbsent;
	});
	await Promise.all(unread.map(async ({ id }) => found.set(keyOf(id), await readOne(portal, id))));
	return found;
}

/** The portal does not list third-party rooms as a whole (docspace-api.md 3.6), and in My documents there is no room. */
function placeOf({ roomId, folderId }: LastSeen): FolderId[] {
	const place = roomId === undefined || isThirdParty(roomId) ? folderId : roomId;
	return place === undefined ? [] : [place];
}

/** A room or folder that was deleted or closed meanwhile says nothing about its files. */
function asNowhere(error: unknown): undefined {
	if (isRefusal(error, 'notFound', 'forbidden')) return undefined;
	throw error;
}

async function readOne(
	portal: PortalClient,
	id: FileId,
): Promise<Exclude<ReadAgain, FileDto> | WholeFileDto> {
	return await readFile(portal, id).catch((error: unknown) => {
		if (isRefusal(error, 'notFound')) {
			return { gone: 'no longer in DocSpace: somebody deleted it', exists: false };
		}
		if (isRefusal(error, 'forbidden')) {
			return {
				gone: 'no longer readable for the user behind the credential: somebody deleted it, moved it or took the right away',
				exists: true,
			};
		}
		// An account that is not connected any more is a failure of the portal (docspace-api.md 4).
		if (isRefusal(error, 'server') && isThirdParty(id)) {
			return {
				gone: 'in third-party storage that DocSpace cannot read; see whether it is connected',
				exists: true,
			};
		}
		throw error;
	});
}

/**
 * Ends the way of files that a form room takes under no circumstances: only PDF forms may enter one
 * (docspace-api.md 6.3, T39). The portal tells of single files only which PDF is a form.
 */
export async function setAsideNoForms(
	portal: PortalClient,
	candidates: Array<Pick<Candidate, 'id' | 'title'> & { fate: unknown }>,
): Promise<void> {
	const isForm = async ({ id, title }: Pick<Candidate, 'id' | 'title'>): Promise<boolean> => {
		if (!/\.pdf$/i.test(title)) return false;
		const file = await readOne(portal, id);
		return 'gone' in file || file.isForm !== false;
	};
	const reason = 'the destination is a form filling room, which only takes PDF forms';
	const forms = await Promise.all(candidates.map(isForm));
	for (const [at, candidate] of candidates.entries()) {
		if (!forms[at]) candidate.fate = { kind: 'failed', reason };
	}
}

/**
 * Describes files of which only the ids are known; the answers by key of id. A room is listed as a
 * whole as soon as more than a few files are wanted.
 */
export async function describeFiles(
	portal: PortalClient,
	files: Array<Picked<FileId>>,
): Promise<Map<string, FileToMove | { gone: string }>> {
	const described = new Map<string, FileToMove | { gone: string }>();
	const folders = new Map<string, Promise<FolderContentDto | undefined>>();
	/** Describes one file, and returns the folder it lies in where that can be read. */
	const describe = async (id: FileId): Promise<FolderContentDto | undefined> => {
		const file = await readOne(portal, id);
		if ('gone' in file) {
			described.set(keyOf(id), file);
			return undefined;
		}
		const key = keyOf(file.folderId);
		const looking = folders.get(key) ?? lookAt(portal, file.folderId).catch(asNowhere);
		folders.set(key, looking);
		const folder = await looking;
		described.set(keyOf(id), {
			...asFileToMove(file),
			roomId: roomIn(folder?.pathParts ?? [])?.id,
			blockedBy: blockerIn(folder?.current, blockerOf(file)),
		});
		return folder;
	};

	if (files.length <= MOST_SINGLE_READS) {
		await Promise.all(files.map(async ({ id }) => await describe(id)));
		return described;
	}
	const listed = new Set<string>();
	for (const { id, field } of files) {
		const folder = described.has(keyOf(id)) ? undefined : await describe(id);
		if (!folder) continue;
		const room = roomIn(folder.pathParts);
		// Outside of rooms the whole section is listed, such as My documents.
		const top = (room ?? folder.pathParts[0] ?? folder.current).id;
		if (listed.has(keyOf(top))) continue;
		listed.add(keyOf(top));
		const neighbours = room
			? (await readRoom(portal, { id: top, field })).files
			: (await listFilesBelow(portal, top, asFileToMove)).entries;
		for (const neighbour of neighbours) described.set(keyOf(neighbour.id), neighbour);
	}
	return described;
}

function asFileToMove(file: FileDto): FileToMove {
	const { id, title, folderId } = file;
	return { id, title, folderId, size: file.pureContentLength ?? 0, blockedBy: blockerOf(file) };
}
