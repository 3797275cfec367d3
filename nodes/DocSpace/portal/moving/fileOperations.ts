import { asPortalError, PortalError } from '../errors';
import { isThirdParty, type FileId, type FolderId } from '../ids';
import type { PortalClient, Query } from '../http/client';
import { growingPauses, waitAndLook } from '../http/waiting';
import { time } from '../time';
import {
	isArrayOf,
	isFileOperation,
	type FileDto,
	type FileOperationDto,
	type FolderDto,
} from '../types';

/**
 * What became of a move, copy or deletion as an operation; what became of its files is another question,
 * which only the files answer (docspace-api.md 6.5, T22 to T24).
 * `ended`: the portal has tried every file; `said` is its last message, of whichever file (T33).
 * `unanswered`: the portal may have accepted it or not; `said` is what came back instead of an answer.
 * `vanished`: accepted, and nothing is known of it any more; it may still wait in the queue.
 * `outOfTime`: accepted, and still under way at the deadline.
 */
export interface OperationEnd {
	kind: 'ended' | 'unanswered' | 'vanished' | 'outOfTime';
	said: string;
	/** What the operation says it has moved or copied, as it is at the destination; missing where that was not seen. */
	arrived?: FileDto[];
	/** The same of folders, beside the destination itself (docspace-api.md 6.2). */
	arrivedFolders?: FolderDto[];
	/** What a download has packed, and how many files and folders that are. */
	archive?: { url: string; entries: number };
	/** Why the portal could not be asked any more, where an operation vanished because of that. */
	lostBy?: PortalError;
}

/** Whether an operation is lost from sight: only a look at what it was to do tells more. */
export function isLost({ kind }: Pick<OperationEnd, 'kind'>): boolean {
	return kind === 'vanished' || kind === 'unanswered';
}

/** How long an operation of which the portal says nothing is looked for before it may be sent again. */
export const PATIENCE_MS = 60_000;

/** Pauses between looks for what an operation was to do: one look, and more only where it is lost. */
export function pausesAfter(...ends: OperationEnd[]): Generator<number, void> {
	return growingPauses(1000, time.now() + (ends.some(isLost) ? PATIENCE_MS : 0));
}

/**
 * What is asked of an operation. Without this each answer carries the whole entry of every file moved so
 * far, 200 KB for a hundred (docspace-api.md T151).
 */
const STATE_ONLY = { fields: 'id,progress,error,processed,finished,status' };
const STATE_AND_ARCHIVE = { fields: `${STATE_ONLY.fields},url` };
/** Where ids are new, only these entries tell them, and the end is shown once (6.2, 6.5). */
const WITH_FILES = {};

const FIRST_PAUSE_MS = 100;
/** Most moves are over by then, and the next waits for its place; only so long pauses may be short. */
const QUICK_FOR_MS = 2000;
const SHORTEST_QUICK_PAUSE_MS = 25;
const SHORTEST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5000;
/**
 * The portal forgets an operation 60 s after its last change (docspace-api.md 6.5). One that is gone
 * earlier was read by somebody else after it had ended: the user's browser does that (T24).
 */
const FORGOTTEN_AFTER_MS = 60_000;

/** Runs a task while it holds one of the places for moves in flight. */
export async function withPlaceForMove<T>(
	portal: PortalClient,
	task: () => Promise<T>,
): Promise<T> {
	return await portal.limits.moves.run(task, portal.signal);
}

interface MoveRequest {
	fileIds?: FileId[];
	/** The portal moves all that lies in them (docspace-api.md 6.4). */
	folderIds?: FolderId[];
	destinationId: FolderId;
	/** What becomes of a file whose title stands in the destination already (docspace-api.md 6.4). */
	onClash: 'Skip' | 'Overwrite';
	/** When to stop waiting, by `time.now()`. */
	deadline: number;
}

/**
 * Sends one move and waits until it has ended. Never called without entries: the portal would answer with
 * other people's operations (T26). Throws `PortalError` when the portal refuses, in which case nothing
 * was moved (docspace-api.md 6.3).
 */
export async function move(
	portal: PortalClient,
	{ fileIds = [], folderIds = [], destinationId, onClash, deadline }: MoveRequest,
): Promise<OperationEnd> {
	const detail = [destinationId, ...fileIds].some(isThirdParty) ? WITH_FILES : STATE_ONLY;
	const body = {
		fileIds,
		folderIds,
		destFolderId: destinationId,
		conflictResolveType: onClash,
		content: false,
	};
	return await operate(portal, 'move', body, deadline, detail);
}

/**
 * How the portal is told to treat equal titles when it copies. Folders flow together with one of their title unless
 * both are to be kept (docspace-api.md 14.7).
 */
export type OnClash = 'Skip' | 'Overwrite' | 'Duplicate';

interface CopyRequest extends Omit<MoveRequest, 'onClash'> {
	onClash: OnClash;
}

/** Sends one copy and waits until it has ended, as `move` does. Only its end tells the new ids (docspace-api.md 14.7). */
export async function copy(
	portal: PortalClient,
	{ fileIds = [], folderIds = [], destinationId, onClash, deadline }: CopyRequest,
): Promise<OperationEnd> {
	const body = {
		fileIds,
		folderIds,
		destFolderId: destinationId,
		conflictResolveType: onClash,
		content: false,
	};
	return await operate(portal, 'copy', body, deadline, WITH_FILES);
}

interface DeleteRequest extends Pick<MoveRequest, 'fileIds' | 'folderIds' | 'deadline'> {
	/** Past the Trash. What lies in it, or in third-party storage, is destroyed in any case (docspace-api.md 14.8, T91, T92). */
	permanently: boolean;
}

/** Sends one deletion when it has a place, and waits until it has ended, as `move` does. */
export async function remove(
	portal: PortalClient,
	{ fileIds = [], folderIds = [], permanently, deadline }: DeleteRequest,
): Promise<OperationEnd> {
	const body = { fileIds, folderIds, immediately: permanently };
	return await withPlaceForMove(
		portal,
		async () => await operate(portal, 'delete', body, deadline),
	);
}

/** Packs folders with all they hold into one archive, and waits until it is there, as `move` does. */
export async function pack(
	portal: PortalClient,
	{ folderIds = [], deadline }: Pick<MoveRequest, 'folderIds' | 'deadline'>,
): Promise<OperationEnd> {
	const body = { fileIds: [], folderIds, fileConvertIds: [] };
	return await operate(portal, 'bulkdownload', body, deadline, STATE_AND_ARCHIVE);
}

async function operate(
	portal: PortalClient,
	what: 'move' | 'copy' | 'delete' | 'bulkdownload',
	body: object,
	deadline: number,
	detail: Query = STATE_ONLY,
): Promise<OperationEnd> {
	const sent = time.now();
	const written = await portal.write(
		{
			method: 'PUT',
			path: `files/fileops/${what}`,
			query: detail,
			// “Delete after” means: forget the result. We want to read it (T23).
			body: { ...body, deleteAfter: false, returnSingleOperation: true },
		},
		isArrayOf(isFileOperation),
	);
	if (written.outcome === 'uncertain') return { kind: 'unanswered', said: written.error.message };
	return await waitForEnd(portal, written.answer[0]?.id, sent, deadline, detail);
}

/** Waits until an operation that was sent at `sent` and accepted has ended. */
export async function waitForEnd(
	portal: PortalClient,
	id: string | undefined,
	sent: number,
	deadline: number,
	detail: Query = STATE_ONLY,
): Promise<OperationEnd> {
	const lastPoll = { progress: 0, tookMs: 0 };
	const look = async (): Promise<OperationEnd | undefined> => {
		const asked = time.now();
		// The move is under way whether or not the portal can be asked about it.
		const operation = await findOperation(portal, id, detail).catch(asPortalError);
		const now = time.now();
		if (operation instanceof PortalError) return { kind: 'vanished', said: '', lostBy: operation };
		if (!operation) {
			const wasRead = now - sent < FORGOTTEN_AFTER_MS;
			return { kind: wasRead ? 'ended' : 'vanished', said: '' };
		}
		if (operation.finished) {
			const { error, files: arrived, folders: arrivedFolders } = operation;
			const archive = archiveOf(operation);
			return { kind: 'ended', said: firstLineOf(error), arrived, arrivedFolders, archive };
		}
		lastPoll.progress = operation.progress ?? 0;
		lastPoll.tookMs = now - asked;
		return undefined;
	};
	const end = await waitAndLook(pausesBetween(lastPoll, deadline), look, portal.signal);
	return end ?? { kind: 'outOfTime', said: '' };
}

function archiveOf({ url, processed }: FileOperationDto): OperationEnd['archive'] {
	return url === undefined ? undefined : { url, entries: Number(processed) };
}

/** Pauses until the next poll is likely to meet the end; they grow while nothing moves. */
function* pausesBetween(
	lastPoll: { progress: number; tookMs: number },
	deadline: number,
): Generator<number, void> {
	const accepted = time.now();
	let progress = 0;
	for (let pause = FIRST_PAUSE_MS; ; ) {
		yield pause;
		const now = time.now();
		if (now >= deadline) return;
		const elapsed = now - accepted;
		const hasMoved = lastPoll.progress > progress;
		progress = lastPoll.progress;
		// A request that leaves so much earlier as its way takes arrives at the end.
		const wanted = hasMoved ? timeLeft(elapsed, progress) - lastPoll.tookMs : pause * 1.5;
		const shortest = elapsed < QUICK_FOR_MS ? SHORTEST_QUICK_PAUSE_MS : SHORTEST_PAUSE_MS;
		// The first files are slower than the others: an early forecast overshoots, and is soon made again.
		const longest = Math.min(2 * elapsed, LONGEST_PAUSE_MS);
		pause = Math.min(Math.max(wanted, shortest), longest);
	}
}

/** How long an operation still takes if each part of a hundred takes equally long. */
function timeLeft(elapsed: number, progress: number): number {
	const done = progress + 0.5;
	return (elapsed * Math.max(100 - done, 0)) / done;
}

function firstLineOf(text = ''): string {
	return text.split('\n')[0]?.slice(0, 200) ?? '';
}

async function findOperation(
	portal: PortalClient,
	id: string | undefined,
	detail: Query,
): Promise<FileOperationDto | undefined> {
	if (id === undefined) return undefined;
	const query = { id, ...detail };
	const operations = await portal.get('files/fileops', isArrayOf(isFileOperation), query);
	if (detail === STATE_ONLY && operations.some(({ Operation }) => Operation !== undefined))
		throw tooOld(portal);
	return operations.find((operation) => operation.id === id);
}

/**
 * A portal that answers with more members than it was asked for is older than 3.2.1: it shows operations
 * that nobody asked for too, and forgets them then. Its version number proves nothing: that is 3.1.0
 * wherever packaging set none (docspace-api.md 12, T151, T154).
 */
function tooOld(portal: PortalClient): PortalError {
	return new PortalError(
		'tooOld',
		`DocSpace at ${portal.origin} is too old: 3.2.1 or newer is needed`,
		'Ask the administrator of the portal to update it',
	);
}
