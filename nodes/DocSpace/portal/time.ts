import { sleep } from 'n8n-workflow';

/** Thrown once n8n has cancelled the execution; nothing further is sent to the portal. */
export class ExecutionCancelled extends Error {
	constructor() {
		// By this spelling n8n tells a cancelled execution from a failed one.
		super('The execution was canceled');
	}
}

/** Throws `ExecutionCancelled` when the execution has been cancelled. */
export function stopIfCancelled(signal: AbortSignal | undefined): void {
	if (signal?.aborted) throw new ExecutionCancelled();
}

/** n8n before 2.x has no `sleep` that hears a cancellation, so long waits are cut into slices. */
const SLICE_MS = 500;

/**
 * The only clock of this package. Tests replace both functions to make waiting virtual.
 * `now` returns milliseconds; `wait` takes milliseconds and throws `ExecutionCancelled`.
 */
export const time = {
	now: (): number => Date.now(),

	async wait(ms: number, signal?: AbortSignal): Promise<void> {
		const end = Date.now() + ms;
		for (let left = ms; left > 0; left = end - Date.now()) {
			stopIfCancelled(signal);
			await sleep(Math.min(left, SLICE_MS));
		}
		stopIfCancelled(signal);
	},
};
