import type { WorkflowRun } from './engine';

/** What a user reads of a failed run: the message, and below it what to do. */
export function failureOf({ status, error }: WorkflowRun): { message: string; remedy: string } {
	if (error === undefined) throw new Error(`Expected a failure, but the run ended with ${status}`);
	const remedy = 'description' in error ? error.description : undefined;
	return { message: error.message, remedy: typeof remedy === 'string' ? remedy : '' };
}
