import { NODE_NAME, type WorkflowRun } from '../engine';

/** The bytes of each file that a run put out in a field. */
export function filesOf(run: WorkflowRun, field = 'data'): Buffer[] {
	return run
		.items(NODE_NAME)
		.flatMap(({ binary }) => binary?.[field] ?? [])
		.map(({ data }) => Buffer.from(data, 'base64'));
}

/** The words of the only file that a run put out; undefined where there is none. */
export function wordsOf(run: WorkflowRun): string | undefined {
	return filesOf(run)[0]?.toString();
}
