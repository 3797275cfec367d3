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

/** Those of the sample workflow that makes the room. */
export const BEGIN_NODES = {
	trigger: 'Deal webhook',
	room: 'Create room',
	folders: 'Ensure folders',
	download: 'Download offer',
	upload: 'Upload offer',
	invite: 'Invite contact',
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
	/** How the room began, where the demo has made it. */
	begin?: BeginReport;
}

/** What the workflow that makes the room has to tell. */
export interface BeginReport extends Measures {
	room: { id: string | number; title: string; url: string; created: boolean } | null;
	folders: string[];
	/** The title of the file uploaded. */
	offer: string | null;
	guest: { email: string; role: string; outcome: string } | null;
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
	const error = errorOf(run, Object.values(NODES), left);
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

/**
 * Sums up an execution of the sample workflow that makes the room.
 *
 * @param run the execution
 * @param measures what was measured around it
 */
export function toBeginReport(run: WorkflowRun, measures: Measures): BeginReport {
	const room = run.json(BEGIN_NODES.room)[0];
	const offer = run.json(BEGIN_NODES.upload)[0];
	const [guest] = listOf(run.json(BEGIN_NODES.invite)[0]?.members);
	const error = errorOf(run, Object.values(BEGIN_NODES));
	return {
		room:
			room === undefined
				? null
				: {
						id: idOf(room.id),
						title: textOf(room.title),
						url: textOf(room.url),
						created: room.created === true,
					},
		folders: run.json(BEGIN_NODES.folders).map(({ title }) => textOf(title)),
		offer: offer === undefined ? null : textOf(offer.title),
		guest:
			guest === undefined
				? null
				: {
						email: textOf(guest.email),
						role: textOf(guest.role),
						outcome: textOf(guest.outcome),
					},
		...measures,
		ok: error === undefined,
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
function errorOf(run: WorkflowRun, nodes: string[], left: FileLeft[] = []): string | undefined {
	for (const node of nodes) {
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
