import { ExecutionCancelled, stopIfCancelled } from './time';

/** For each key, when the last in its line will be done. */
const lines = new Map<string, Promise<void>>();

/**
 * Runs tasks of the same key in this process one after the other, in the order they came; those of
 * different keys run at once. Who is cancelled while waiting leaves the line at once with
 * `ExecutionCancelled`; a task that has begun hears the cancellation itself.
 *
 * A task that takes a further turn takes them in this order, so that no two ever wait for each other:
 * the room that is emptied, the name of a folder that is made, the destination of a move.
 */
export async function inTurn<T>(
	key: string,
	signal: AbortSignal | undefined,
	task: () => Promise<T>,
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
		return await task();
	} finally {
		leave();
	}
}

/** Whether somebody has the turn of a key, so that who asks for it now has to wait. */
export function isTaken(key: string): boolean {
	return lines.has(key);
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
