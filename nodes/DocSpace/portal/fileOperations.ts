import { asPortalError, PortalError } from './errors';
import type { FileId, FolderId } from './ids';
import type { Portal } from './portal';
import { time } from './time';
import {
	isArrayOf,
	isFileOperation,
	isObject,
	OperationType,
	type FileOperationDto,
} from './types';

/** What the portal does with a file whose title stands in the destination already (docspace-api.md 6.4). */
export type ClashAnswer = 'Skip' | 'Overwrite';

/**
 * What became of a move as an operation; what became of its files is another question, which only the
 * files answer (docspace-api.md 6.5, T22 to T24).
 * `ended`: the portal has tried every file; `said` is its last message, of whichever file (T33).
 * `unanswered`: the portal may have accepted it or not; `said` is what came back instead of an answer.
 * `vanished`: accepted, and nothing is known of it any more; it may still wait in the queue.
 * `outOfTime`: accepted, and still under way at the deadline.
 */
export interface MoveEnd {
	kind: 'ended' | 'unanswered' | 'vanished' | 'outOfTime';
	said: string;
	/** Why the portal could not be asked any more, where an operation vanished because of that. */
	lostBy?: PortalError;
}

const FIRST_PAUSE_MS = 100;
/** From one answer to the next, so that a portal nearby is not asked without pause. */
const SHORTEST_INTERVAL_MS = 25;
const LONGEST_PAUSE_MS = 5000;
/**
 * The portal forgets an operation 60 s after its last change (docspace-api.md 6.5). One that is gone
 * earlier was read by somebody else after it had ended: the user's browser does that (T24).
 */
const FORGOTTEN_AFTER_MS = 60_000;

/** Runs a task while it holds one of the places for moves in flight. */
export async function withPlaceForMove<T>(portal: Portal, task: () => Promise<T>): Promise<T> {
	const { moves, movesBefore321 } = portal.limits;
	const limit = (await canTellOperationsApart(portal)) ? moves : movesBefore321;
	return await limit.run(task, portal.signal);
}

/** What one move takes along. Of a folder, the portal moves all that lies in it (docspace-api.md 6.4). */
export interface Cargo {
	fileIds?: FileId[];
	folderIds?: FolderId[];
}

/**
 * Sends one move and waits until it has ended. Never called without entries: the portal would answer with
 * other people's operations (T26). Throws `PortalError` when the portal refuses, in which case nothing
 * was moved (docspace-api.md 6.3).
 */
export async function move(
	portal: Portal,
	{ fileIds = [], folderIds = [] }: Cargo,
	destinationId: FolderId,
	onClash: ClashAnswer,
	deadline: number,
): Promise<MoveEnd> {
	const sent = time.now();
	const written = await portal.write(
		{
			method: 'PUT',
			path: 'files/fileops/move',
			body: {
				fileIds,
				folderIds,
				destFolderId: destinationId,
				conflictResolveType: onClash,
				// “Delete after” means: forget the result. We want to read it (T23).
				deleteAfter: false,
				content: false,
				returnSingleOperation: true,
			},
		},
		isArrayOf(isFileOperation),
	);
	if (written.outcome === 'uncertain') return { kind: 'unanswered', said: written.error.message };
	const own = written.answer.find(({ Operation }) => Operation === OperationType.move);
	return await waitForEnd(portal, own?.id, sent, deadline);
}

/** Waits until an operation that was sent at `sent` and accepted has ended. */
export async function waitForEnd(
	portal: Portal,
	id: string | undefined,
	sent: number,
	deadline: number,
): Promise<MoveEnd> {
	const accepted = time.now();
	const look = (await canTellOperationsApart(portal))
		? async () => await findOperation(portal, id)
		: async () => await findAnyRunning(portal, id);
	let pause = FIRST_PAUSE_MS;
	for (;;) {
		await time.wait(pause, portal.signal);
		const asked = time.now();
		// The move is under way whether or not the portal can be asked about it.
		const operation = await look().catch(asPortalError);
		if (operation instanceof PortalError) {
			return { kind: 'vanished', said: '', lostBy: operation };
		}
		if (operation?.finished) return { kind: 'ended', said: firstLineOf(operation.error) };
		const now = time.now();
		if (!operation) {
			const wasRead = now - sent < FORGOTTEN_AFTER_MS;
			return { kind: wasRead ? 'ended' : 'vanished', said: '' };
		}
		if (now >= deadline) return { kind: 'outOfTime', said: '' };
		const left = timeLeft(now - accepted, operation.progress ?? 0);
		const roundTrip = now - asked;
		// A request that leaves so much earlier as its way takes arrives at the end.
		const wanted = left === undefined ? pause * 1.5 : left - roundTrip;
		const shortest = Math.max(SHORTEST_INTERVAL_MS - roundTrip, 0);
		pause = Math.min(Math.max(wanted, shortest), LONGEST_PAUSE_MS);
	}
}

/** How long an operation still takes if each file takes equally long; unknown while none is through. */
function timeLeft(elapsed: number, progress: number): number | undefined {
	if (progress <= 0 || progress >= 100) return undefined;
	const done = progress + 0.5;
	return (elapsed * (100 - done)) / done;
}

function firstLineOf(text = ''): string {
	return text.split('\n')[0]?.slice(0, 200) ?? '';
}

async function findOperation(
	portal: Portal,
	id: string | undefined,
): Promise<FileOperationDto | undefined> {
	if (id === undefined) return undefined;
	const operations = await portal.get('files/fileops', isArrayOf(isFileOperation), { id });
	return operations.find((operation) => operation.id === id);
}

/**
 * Before 3.2.1 the portal shows all operations of the user, whichever one asks for, and takes the ended
 * ones off the list: none running means that ours is not either (docspace-api.md 12). Ours may be shown
 * once more when it has ended.
 */
async function findAnyRunning(
	portal: Portal,
	id: string | undefined,
): Promise<FileOperationDto | undefined> {
	const operations = await portal.get('files/fileops', isArrayOf(isFileOperation));
	const moves = operations.filter(({ Operation }) => Operation === OperationType.move);
	return moves.find(({ finished }) => !finished) ?? moves.find((move) => move.id === id);
}

const VERSION_IS_KNOWN_FOR_MS = 10 * 60_000;
const versions = new Map<string, { apart: Promise<boolean>; until: number }>();

/** Whether the portal is 3.2.1 or newer (docspace-api.md 12); one request per portal in ten minutes. */
async function canTellOperationsApart(portal: Portal): Promise<boolean> {
	const known = versions.get(portal.origin);
	if (known && time.now() < known.until) return await known.apart;
	const apart = portal.getAnonymously('settings/version/build', isObject).then(
		(build) => isAtLeast321(String(build.docSpace)),
		// Not knowing it must not last, nor stop the move.
		(error: unknown) => {
			versions.delete(portal.origin);
			return asPortalError(error) instanceof PortalError;
		},
	);
	versions.set(portal.origin, { apart, until: time.now() + VERSION_IS_KNOWN_FOR_MS });
	return await apart;
}

/** A version nobody can read is taken for a new one: only old ones differ, and those say who they are. */
function isAtLeast321(version: string): boolean {
	if (!/^\d+\.\d+/.test(version)) return true;
	const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
	return major > 3 || (major === 3 && (minor > 2 || (minor === 2 && patch >= 1)));
}
