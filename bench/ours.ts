import { DOCSPACE_NODE, runWorkflow, type WorkflowRun } from '../test/harness/engine';
import type { ArchiveJob, RivalReport } from './rivals';

const TRIGGER = 'When a deal is closed';
const COLLECT = 'Collect room files';
const ENSURE = 'Ensure folder';
const MOVE = 'Move files';
const GUEST = 'Delete guest';

/** The nodes of the workflow that talk to the portal, in their order. */
export const STEPS = [COLLECT, ENSURE, MOVE, GUEST];

/** A run of ours tells more: when each node has ended, and when every file has been seen in the archive. */
export interface OurJob extends ArchiveJob {
	onVerified?(): void;
	onStep?(name: string): void;
}

export function byId(value: string | number) {
	return { __rl: true, mode: 'id', value };
}

function workflowFor({ roomId, archiveRootId, clientName, guestId = '' }: ArchiveJob) {
	const steps: Array<[string, Record<string, unknown>]> = [
		[COLLECT, { resource: 'room', operation: 'collectFiles', room: byId(roomId) }],
		[
			ENSURE,
			{
				resource: 'folder',
				operation: 'ensure',
				parentFolder: byId(archiveRootId),
				folderName: clientName,
			},
		],
		[
			MOVE,
			{
				resource: 'file',
				operation: 'move',
				files: `={{ $('${COLLECT}').item.json.files }}`,
				destinationFolder: byId('={{ $json.id }}'),
			},
		],
		[
			GUEST,
			{
				resource: 'guest',
				operation: 'delete',
				guest: byId(guestId),
				level: 'guestList',
				onlyIfRoomIsEmpty: true,
				roomToBeEmpty: byId(roomId),
			},
		],
	];
	const names = [TRIGGER, ...steps.map(([name]) => name)];
	return {
		nodes: [
			{ name: TRIGGER, type: 'n8n-nodes-base.manualTrigger' },
			...steps.map(([name, parameters]) => ({ name, type: DOCSPACE_NODE, parameters })),
		],
		connections: Object.fromEntries(
			names
				.slice(1)
				.map((name, at) => [names[at], { main: [[{ node: name, type: 'main', index: 0 }]] }]),
		),
	};
}

function reportOf(run: WorkflowRun): RivalReport {
	const found = Number(run.json(COLLECT)[0]?.fileCount ?? 0);
	const folder = run.json(ENSURE)[0]?.id;
	return {
		saysDone: run.status === 'success' && run.json(MOVE)[0]?.complete === true,
		found,
		archiveFolderId: typeof folder === 'number' || typeof folder === 'string' ? folder : undefined,
	};
}

/** Ours, as a user runs it: a workflow of our four operations in n8n's own engine. */
export const ours = {
	name: 'n8n-nodes-docspace',
	async archive(job: OurJob): Promise<RivalReport> {
		const run = await runWorkflow({
			workflow: workflowFor(job),
			startNode: TRIGGER,
			mode: 'trigger',
			input: [{ json: {} }],
			credentials: { docSpaceApi: { portalUrl: job.url, apiKey: job.apiKey } },
			signal: job.signal,
			onNode: ({ name, phase, task }) => {
				if (phase !== 'ended' || task?.executionStatus !== 'success') return;
				job.onStep?.(name);
				const found = task.data?.main?.[0]?.[0]?.json.fileCount;
				if (name === COLLECT) job.onListed?.(Number(found ?? 0));
				if (name === MOVE) job.onVerified?.();
			},
		});
		job.signal?.throwIfAborted();
		if (run.error !== undefined) throw new Error(run.error.message);
		return reportOf(run);
	},
};
