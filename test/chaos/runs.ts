import type { EntryId } from '../../sandbox';
import sample from '../../workflows/archive-client-room-on-deal-closed.json';
import { launchWorkflow, type Execution, type WorkflowRun } from '../harness/engine';
import { isRecord } from '../harness/guards';
import type { ClientRoomSpec, JobSpec } from './cases';
import type { Tracked } from './ledger';
import type { Stage } from './stage';

/** The nodes of the sample workflow that talk to the portal. */
export const NODES = {
	collect: 'Collect room files',
	ensure: 'Ensure folder',
	move: 'Move files',
	revoke: 'Delete guest',
	/** All of them in one, in a workflow of its own. */
	archive: 'Archive client room',
} as const;

/** When a node ran, in lengths of the journal. */
export interface Span {
	from: number;
	/** Since when the portal had only been looked at: the node's last word on a move lies before it. */
	lastWord: number;
	to: number;
}

/** One execution of the workflow, and what the portal was like meanwhile. */
export interface RunRecord {
	name: string;
	spans: Map<string, Span>;
	/** Which files the ids stood for when they had been collected. */
	collected: Map<string, Tracked>;
	/** It only told what it would do. */
	isDryRun: boolean;
	execution: Execution;
	/** How it ended; undefined while it is under way. */
	ended?: WorkflowRun;
	/** Virtual milliseconds it took. */
	took: number;
	/** Its process was killed, so that nobody heard what it said. */
	killed: boolean;
	/** Another run for the same client went on at the same time. */
	accompanied: boolean;
	key: string;
}

/** Starts the workflow of a case, set up as it wants it, with a key of its own. */
export function launch(
	stage: Stage,
	job: JobSpec,
	name: string,
	{ isDryRun = false } = {},
): RunRecord {
	const { portal, ledger, manager, sandbox, named, room, archiveRoot } = stage;
	const key = portal.addApiKey(manager);
	stage.secrets.push(key);
	const spans = new Map<string, Span>();
	const collected = new Map<string, Tracked>();
	const body = {
		dealId: name,
		status: 'Closed',
		clientRoomId: room,
		archiveRootFolderId: archiveRoot,
		clientName: stage.clientName,
		guestEmail: named.email,
	};
	const startedAt = sandbox.clock.now();
	let wordsSeen = stage.words.length;
	const execution = launchWorkflow({
		workflow: job.clientRoom ? clientRoomWorkflow(job, job.clientRoom, isDryRun) : workflowFor(job),
		startNode: 'Deal webhook',
		mode: 'webhook',
		input: [{ json: { headers: {}, params: {}, query: {}, body } }],
		credentials: { docSpaceApi: { portalUrl: sandbox.url, apiKey: key } },
		onNode: ({ name: node, phase }) => {
			const now = ledger.now;
			if (phase === 'started') {
				wordsSeen = stage.words.length;
				spans.set(node, { from: now, lastWord: now, to: Infinity });
				return;
			}
			const span = spans.get(node);
			if (span === undefined) return;
			span.to = now;
			span.lastWord = stage.words.slice(wordsSeen).at(-1) ?? span.from;
			if (node === NODES.collect || node === NODES.archive) rememberIds(stage, collected);
		},
	});
	const record: RunRecord = {
		name,
		spans,
		collected,
		isDryRun,
		execution,
		took: 0,
		killed: false,
		accompanied: false,
		key,
	};
	void execution.finished.then((run) => {
		record.ended = run;
		record.took = sandbox.clock.now() - startedAt;
	});
	return record;
}

function rememberIds({ ledger }: Stage, collected: Map<string, Tracked>): void {
	for (const tracked of ledger.files) {
		for (const id of tracked.ids) collected.set(String(id), tracked);
	}
}

/** The sample workflow with the choices of a case. */
function workflowFor(job: JobSpec): unknown {
	const choices: Record<string, object> = {
		[NODES.collect]: { options: { idsOnly: job.idsOnly } },
		[NODES.move]: {
			conflictPolicy: job.policy,
			ifFilesAreLeft: job.ifFilesAreLeft,
			options: {
				allowLossOfVersions: job.allowLossOfVersions,
				maxWait: job.maxWaitMinutes,
				listMovedIds: true,
			},
		},
		[NODES.revoke]: { ...accessChoices(job), room: ROOM },
	};
	const nodes = sample.nodes.map((node) => ({
		...node,
		parameters: { ...node.parameters, ...choices[node.name] },
	}));
	if (job.gate) return { ...sample, nodes };
	// Without the question whether all were moved, only “Only If Room Is Empty” protects the guest's access.
	const [, onError] = sample.connections[NODES.move].main;
	const straight = [[{ node: 'Guest given?', type: 'main', index: 0 }], onError];
	return {
		...sample,
		nodes,
		connections: { ...sample.connections, [NODES.move]: { main: straight } },
	};
}

/** Whoever deletes accounts finds nobody of that address when running again. */
function accessChoices({ level, ifOtherRooms }: JobSpec) {
	return { level, ifOtherRooms, ifNotFound: level === 'wholePortal' ? 'treatAsGone' : 'fail' };
}

/** A workflow that leaves everything to Archive Client Room. */
function clientRoomWorkflow(job: JobSpec, choices: ClientRoomSpec, dryRun: boolean): unknown {
	const byId = (field: string) => ({ __rl: true, mode: 'id', value: `={{ $json.body.${field} }}` });
	const { level, ifOtherRooms, ifNotFound } = accessChoices(job);
	const { folders, whoseAccess, archiveRoom, writeManifest } = choices;
	const webhook = sample.nodes.find(({ name }) => name === 'Deal webhook');
	return {
		name: 'Archive client room',
		nodes: [
			webhook,
			{
				name: NODES.archive,
				type: 'n8n-nodes-docspace.docSpace',
				onError: 'continueErrorOutput',
				parameters: {
					resource: 'room',
					operation: 'archiveClientRoom',
					room: byId('clientRoomId'),
					archiveFolder: byId('archiveRootFolderId'),
					clientName: '={{ $json.body.clientName }}',
					whoseAccess,
					guest: { __rl: true, mode: 'email', value: '={{ $json.body.guestEmail }}' },
					level,
					dryRun,
					archiveRoom,
					options: {
						folders,
						conflictPolicy: job.policy,
						ifFilesAreLeft: job.ifFilesAreLeft,
						ifOtherRooms,
						writeManifest,
						deal: '={{ $json.body.dealId }}',
						allowLossOfVersions: job.allowLossOfVersions,
						maxWait: job.maxWaitMinutes,
						ifNotFound,
					},
				},
			},
		],
		connections: {
			'Deal webhook': { main: [[{ node: NODES.archive, type: 'main', index: 0 }]] },
		},
	};
}

const ROOM = { __rl: true, mode: 'id', value: "={{ $('Settings').item.json.room }}" };

export interface Rename {
	id: string;
	from: string;
	to: string;
}

/** What Move Files says became of the files, on whichever branch it said it. */
export interface MoveReport {
	destinationId: EntryId;
	requested: number;
	movedCount: number;
	moved: string[];
	skipped: string[];
	failed: string[];
	unknown: string[];
	renamed: Rename[];
	complete: boolean;
	/** Why a file was left, by its id. */
	reasons: Map<string, string>;
}

/** What a node put out, on whichever branch; undefined when it did not run or failed before it could tell. */
export function saidBy(run: WorkflowRun, node: string): Record<string, unknown> | undefined {
	const [done] = run.json(node);
	const [failed] = run.json(node, 1);
	const said: unknown = done ?? failed?.error;
	return isRecord(said) && typeof said.movedCount === 'number' ? said : undefined;
}

/**
 * What became of the files, by Move Files or by Archive Client Room; undefined when it could not tell. The
 * latter only counts what was moved.
 */
export function moveReportOf(run: WorkflowRun): MoveReport | undefined {
	const said = saidBy(run, NODES.move) ?? saidBy(run, NODES.archive);
	if (said === undefined) return undefined;
	const destinationId = said.destinationId ?? said.archiveFolderId;
	return {
		destinationId:
			typeof destinationId === 'number' || typeof destinationId === 'string' ? destinationId : '',
		requested: Number(said.requested),
		movedCount: Number(said.movedCount),
		moved: idsOf(said.moved),
		skipped: idsOf(said.skipped),
		failed: idsOf(said.failed),
		unknown: idsOf(said.unknown),
		renamed: listOf(said.renamed).flatMap((entry) =>
			isRecord(entry)
				? [{ id: String(entry.id), from: String(entry.from), to: String(entry.to) }]
				: [],
		),
		complete: said.complete === true,
		reasons: new Map(
			[said.skipped, said.failed, said.unknown]
				.flatMap(listOf)
				.flatMap((entry) =>
					isRecord(entry) ? [[String(entry.id), String(entry.reason)] as const] : [],
				),
		),
	};
}

/** What a run ended with, in short: its error, if it ended with one. */
export function errorOf(run: WorkflowRun): string {
	for (const node of Object.values(NODES)) {
		const [item] = run.json(node, 1);
		if (item !== undefined)
			return `${node}: ${isRecord(item.error) ? String(item.error.message) : ''}`;
	}
	return run.error?.message ?? '';
}

/** Ids in a list of ids, or of objects with ids. */
export function idsOf(list: unknown): string[] {
	return listOf(list).map((entry) => String(isRecord(entry) ? entry.id : entry));
}

/** A value as a list; empty when it is none. */
export function listOf(value: unknown): unknown[] {
	return Array.isArray(value) ? value : [];
}
