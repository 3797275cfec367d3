import { keyOf, type FolderId, type RoomId } from './ids';
import { ExecutionCancelled, stopIfCancelled } from './time';

/** For each key, when the last in its line will be done. */
const lines = new Map<string, Promise<void>>();

/**
 * Runs tasks of the same key in this process one after the other, in the order they came; those of
 * different keys run at once. Who is cancelled while waiting leaves the line at once with
 * `ExecutionCancelled`; a task that has begun hears the cancellation itself.
 *
 * A task that takes a further turn takes them in this order, so that no two ever wait for each other:
 * the rooms that are emptied, the name of a folder that is made, the destination of a move. The task is
 * told whether it had to wait, because what it knew before may be stale then.
 */
export async function inTurn<T>(
	key: string,
	signal: AbortSignal | undefined,
	task: (hasWaited: boolean) => Promise<T>,
): Promise<T> {
	stopIfCancelled(signal);
	const before = lines.get(key);
	let leave = () => {};
	const left = new Promise<void>((resolve) => (leave = resolve));
	const over = Promise.all([before, left]).then(() => {
		if (lines.get(key) === over) lines.delete(key);
	});
	lines.set(key, over);
	try {
		await untilCancelled(before, signal);
		return await task(before !== undefined);
	} finally {
		leave();
	}
}

/** The turn of those that put files into a folder: of two at once both may find a title free (docspace-api.md T147). */
export function turnOfFiles(origin: string, folderId: FolderId): string {
	return `move files to ${origin} ${keyOf(folderId)}`;
}

/** The same of folders. */
export function turnOfFolders(origin: string, folderId: FolderId): string {
	return `move folders to ${origin} ${keyOf(folderId)}`;
}

/**
 * Runs a task that takes files out of rooms when it has the turns of all of them: DocSpace counts a file
 * that two moves take at once out of its room twice, for good (docspace-api.md T149).
 */
export async function inTurnOfRooms<T>(
	origin: string,
	rooms: RoomId[],
	signal: AbortSignal | undefined,
	task: (hasWaited: boolean) => Promise<T>,
): Promise<T> {
	// All take them in one order, so that no two have what the other waits for.
	const turns = [...new Set(rooms.map((id) => `room ${origin} ${keyOf(id)}`))].sort();
	const take = async ([turn, ...others]: string[], hasWaited: boolean): Promise<T> =>
		turn === undefined
			? await task(hasWaited)
			: await inTurn(turn, signal, async (waits) => await take(others, hasWaited || waits));
	return await take(turns, false);
}

async function untilCancelled(
	turn: Promise<void> | undefined,
	signal: AbortSignal | undefined,
): Promise<void> {
	let stop = () => {};
	const cancelled = new Promise<never>((_, reject) => {
		stop = () => reject(new ExecutionCancelled());
	});
	signal?.addEventListener('abort', stop, { once: true });
	try {
		await Promise.race([turn, cancelled]);
	} finally {
		signal?.removeEventListener('abort', stop);
	}
	stopIfCancelled(signal);
}
