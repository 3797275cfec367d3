import type { IDataObject } from 'n8n-workflow';
import type { WorkflowRun } from '../test/harness/engine';
import { isRecord } from '../test/harness/guards';

/** The names of the nodes in the sample workflow whose results make the report. */
export const NODES = {
	trigger: 'Deal webhook',
	collect: 'Collect room files',
	ensure: 'Ensure folder',
	move: 'Move files',
	guest: 'Delete guest',
} as const;

/** A file that did not reach the archive. */
export interface FileLeft {
	id: string | number;
	title: string;
	/** The folder in the room, empty at its top. */
	path: string;
	reason: string;
}

/** What the demo has to tell, also when it ended early. */
export interface Report {
	found: number;
	moved: number;
	renamed: number;
	left: FileLeft[];
	archiveFolder: { id: string | number; title: string } | null;
	guest: { id: string; email: string; deleted: boolean; alreadyGone: boolean } | null;
	requests: number;
	seconds: number;
	/** The workflow ended well and nothing is left. */
	ok: boolean;
	error?: string;
}

/** What was measured around the execution. */
export interface Measures {
	requests: number;
	seconds: number;
}

/**
 * A report of a demo that did not get as far as the workflow.
 *
 * @param error why
 * @param measures what was measured until then
 */
export function failedReport(
	error: string,
	measures: Measures = { requests: 0, seconds: 0 },
): Report {
	return {
		found: 0,
		moved: 0,
		renamed: 0,
		left: [],
		archiveFolder: null,
		guest: null,
		...measures,
		ok: false,
		error,
	};
}

/**
 * Sums up an execution of the sample workflow.
 *
 * @param run the execution
 * @param measures what was measured around it
 */
export function toReport(run: WorkflowRun, measures: Measures): Report {
	const collected = run.json(NODES.collect)[0];
	const folder = run.json(NODES.ensure)[0];
	const guest = run.json(NODES.guest)[0];
	const moved = run.json(NODES.move)[0] ?? detailsOf(run, NODES.move);
	const left = leftOf(moved, collected);
	const error = errorOf(run, left);
	return {
		found: numberOf(collected?.fileCount),
		moved: numberOf(moved?.movedCount),
		renamed: numberOf(moved?.renamedCount),
		left,
		archiveFolder:
			folder === undefined ? null : { id: idOf(folder.id), title: textOf(folder.title) },
		guest:
			guest === undefined
				? null
				: {
						id: textOf(guest.id),
						email: textOf(guest.email),
						deleted: guest.deleted === true,
						alreadyGone: guest.alreadyGone === true,
					},
		...measures,
		ok: error === undefined && left.length === 0,
		...(error === undefined ? {} : { error }),
	};
}

/** What the demo tells the shell: 0 all well, 2 files are left, 1 anything else. */
export function exitCode({ ok, error, left }: Report): 0 | 1 | 2 {
	if (ok) return 0;
	return error === undefined && left.length > 0 ? 2 : 1;
}

/** What an operation had done when it failed: its error item carries the result. */
function detailsOf(run: WorkflowRun, node: string): Record<string, unknown> | undefined {
	const details = run.json(node, 1)[0]?.error;
	return isRecord(details) ? details : undefined;
}

/** What one of the nodes failed with, or the whole execution, unless that is for the files left alone. */
function errorOf(run: WorkflowRun, left: FileLeft[]): string | undefined {
	for (const node of Object.values(NODES)) {
		const thrown = run.runs(node).find((task) => task.error !== undefined)?.error;
		if (thrown !== undefined) return thrown.message;
		const branched: IDataObject | undefined = run.json(node, 1)[0];
		if (branched !== undefined)
			return isRecord(branched.error) ? textOf(branched.error.message) : '';
	}
	return left.length === 0 ? run.error?.message : undefined;
}

function leftOf(
	moved: Record<string, unknown> | undefined,
	collected: Record<string, unknown> | undefined,
): FileLeft[] {
	const paths = new Map(
		listOf(collected?.files).map((file) => [String(file.id), textOf(file.path)]),
	);
	return [moved?.skipped, moved?.failed, moved?.unknown].flatMap(listOf).map((file) => ({
		id: idOf(file.id),
		title: textOf(file.title),
		path: paths.get(String(file.id)) ?? '',
		reason: textOf(file.reason),
	}));
}

function listOf(value: unknown): Array<Record<string, unknown>> {
	return Array.isArray(value) ? value.filter(isRecord) : [];
}

function numberOf(value: unknown): number {
	return typeof value === 'number' ? value : 0;
}

function textOf(value: unknown): string {
	return typeof value === 'string' ? value : '';
}

function idOf(value: unknown): string | number {
	return typeof value === 'number' ? value : textOf(value);
}
