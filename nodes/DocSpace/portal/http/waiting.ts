import { time } from '../time';

/**
 * Looks after each pause, in ms, until there is something to see. `look` returns undefined while there is
 * nothing; so does this when the pauses have come to their end. Throws `ExecutionCancelled`, and whatever
 * `look` throws.
 */
export async function waitAndLook<T>(
	pauses: Iterable<number>,
	look: () => Promise<T | undefined>,
	signal: AbortSignal | undefined,
): Promise<T | undefined> {
	for (const pause of pauses) {
		await time.wait(pause, signal);
		const seen = await look();
		if (seen !== undefined) return seen;
	}
	return undefined;
}

/** Pauses for `waitAndLook` that double: none before the first look, the last ends at `end` by `time.now()`. */
export function* growingPauses(
	first: number,
	end: number,
	longest = Infinity,
): Generator<number, void> {
	yield 0;
	for (let pause = first; time.now() < end; pause = Math.min(pause * 2, longest)) {
		yield Math.min(pause, end - time.now());
	}
}

/** Waits for what was asked at once. Where several of it fail, the first in order counts, not the first in time. */
export async function allAtOnce<T extends readonly unknown[] | []>(
	asked: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
	await Promise.allSettled(asked);
	return await Promise.all(asked);
}
