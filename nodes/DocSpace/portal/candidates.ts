import { isRefusal } from './errors';
import { blockerOf, readFile } from './files';
import { byId, isThirdParty, keyOf, type FileId, type FolderId, type RoomId } from './ids';
import { listFilesBelow, lookAt } from './listing';
import type { Portal } from './portal';
import { readRoom } from './room';
import { roomIn, type FileDto } from './types';

/** A file to be moved, as the workflow describes it. */
export interface FileToMove {
	id: FileId;
	title: string;
	folderId: FolderId;
	/** Known of files that Collect Room Files has put out. */
	roomId?: RoomId;
	size: number;
	/** Why it was not movable when it was collected; empty when it was. */
	blockedBy: string;
}

/** What has become of one file. `reason` is written for the user. */
export type Fate =
	| { kind: 'moved' }
	| { kind: 'skipped'; reason: string }
	| { kind: 'failed'; reason: string }
	| { kind: 'unknown'; reason: string };

/** A file on its way; its id and title may change, what the workflow called it does not. */
export class Candidate {
	/** The id by now: renaming changes it in some third-party storages (docspace-api.md 4). */
	id: FileId;
	title: string;
	/** The title it is to have in the destination. */
	wantedTitle: string;
	/** The entries of this title in the destination before it was sent, one of which it may replace. */
	overwrites: FileDto[] = [];
	/** How many moves of it the portal has carried out to the end. */
	tries = 0;
	/** True while a move whose result was lost may still be carried out. */
	mayStillMove = false;
	/** The portal's last word on a move of this file. */
	said = '';

	constructor(readonly file: FileToMove) {
		this.id = file.id;
		this.title = file.title;
		this.wantedTitle = file.title;
	}
}

/** Files are named and sent in order of id, so that a second run takes the same decisions. */
export function inOrder(candidates: Candidate[]): Candidate[] {
	return [...candidates].sort((a, b) => byId(a.file, b.file));
}

/** Up to this many files are read one by one; for more, their room is listed. */
export const MOST_SINGLE_READS = 20;

/** A file as it is now: readable, or the reason why it is not. */
export type ReadAgain = FileDto | { gone: string };

/** Reads files again, because what was known of them may be stale; the answers by key of id. */
export async function readAgain(
	portal: Portal,
	files: Array<{ id: FileId; roomId?: RoomId }>,
): Promise<Map<string, ReadAgain>> {
	const found = new Map<string, ReadAgain>();
	if (files.length > MOST_SINGLE_READS) {
		const rooms = new Map(
			files.flatMap(({ roomId }) =>
				roomId === undefined || isThirdParty(roomId) ? [] : [[keyOf(roomId), roomId] as const],
			),
		);
		for (const roomId of rooms.values()) {
			const listing = await listFilesBelow(portal, roomId, (file) => file);
			for (const file of listing.entries) found.set(keyOf(file.id), file);
		}
	}
	await Promise.all(
		files
			.filter(({ id }) => !found.has(keyOf(id)))
			.map(async ({ id }) => found.set(keyOf(id), await readOne(portal, id))),
	);
	return found;
}

async function readOne(portal: Portal, id: FileId): Promise<ReadAgain> {
	return await readFile(portal, id).catch((error: unknown) => {
		if (isRefusal(error, 'notFound')) return { gone: 'no longer in DocSpace: somebody deleted it' };
		if (isRefusal(error, 'forbidden'))
			return { gone: 'not readable for the user behind the credential' };
		throw error;
	});
}

/**
 * Describes files of which only the ids are known; the answers by key of id. A room is listed as a
 * whole as soon as more than a few of them are wanted.
 */
export async function describeFiles(
	portal: Portal,
	ids: FileId[],
): Promise<Map<string, FileToMove | { gone: string }>> {
	const described = new Map<string, FileToMove | { gone: string }>();
	const unknown = () => ids.filter((id) => !described.has(keyOf(id)));
	if (ids.length <= MOST_SINGLE_READS) {
		const files = await readAgain(
			portal,
			ids.map((id) => ({ id })),
		);
		for (const [key, file] of files) described.set(key, 'gone' in file ? file : asFileToMove(file));
		return described;
	}
	for (let [next] = unknown(); next !== undefined; [next] = unknown()) {
		const file = await readOne(portal, next);
		described.set(keyOf(next), 'gone' in file ? file : asFileToMove(file));
		if ('gone' in file) continue;
		for (const neighbour of await neighboursOf(portal, file)) {
			described.set(keyOf(neighbour.id), neighbour);
		}
	}
	return described;
}

/** The files of the room a file lies in, or of its whole section outside of rooms. */
async function neighboursOf(portal: Portal, file: FileDto): Promise<FileToMove[]> {
	const { pathParts } = await lookAt(portal, file.folderId);
	const room = roomIn(pathParts);
	if (room) return (await readRoom(portal, room.id, 'Files')).files;
	const top = pathParts[0]?.id ?? file.folderId;
	return (await listFilesBelow(portal, top, asFileToMove)).entries;
}

function asFileToMove(file: FileDto): FileToMove {
	const { id, title, folderId } = file;
	return { id, title, folderId, size: file.pureContentLength ?? 0, blockedBy: blockerOf(file) };
}
