import type { Sandbox, VirtualClock } from '../../../sandbox';
import { launchNode, NODE_NAME } from '../../harness/engine';
import { drain, restUntilNextCase, type Outcome } from '../chaos';
import type { EntriesCase } from './cases';
import { judgeConvergence, judgeEntries, judgeRepetition, judgeRun } from './judge';
import { buildEntriesStage, makePeace, type EntriesRun, type EntriesStage } from './stage';

/**
 * Plays one case on a sandbox: the operation with everything that goes wrong, then on a portal at peace, and then once
 * more where nothing is left to do. Checks every promise on the way.
 */
export async function playEntries(
	sandbox: Sandbox<VirtualClock>,
	spec: EntriesCase,
): Promise<Outcome> {
	await restUntilNextCase(sandbox.clock);
	const stage = buildEntriesStage(sandbox, spec);
	const runs = await playDisturbed(stage, spec);
	await drain(stage);
	const violations = runs.flatMap((run) => judgeRun(stage, spec, run));
	makePeace(stage);
	const again = await runAlone(stage, spec, 'again');
	violations.push(...judgeRun(stage, spec, again), ...judgeConvergence(stage, spec, again));
	const changes = stage.changes.length;
	const repeated = await runAlone(stage, spec, 'repeated');
	const all = [...runs, again, repeated];
	violations.push(
		...judgeRun(stage, spec, repeated),
		...judgeRepetition(stage, spec, changes),
		...judgeEntries(stage, spec, all),
	);
	return { violations, statuses: runs.map((run) => statusOf(spec, run)), trace: stage.trace };
}

function statusOf({ operation }: EntriesCase, { killed, ended }: EntriesRun): string {
	if (killed) return `${operation} killed`;
	if (ended === undefined) return `${operation} hangs`;
	if (ended.status === 'canceled') return `${operation} canceled`;
	return `${operation} ${ended.json(NODE_NAME, 1).length > 0 ? 'error' : 'done'}`;
}

async function runAlone(stage: EntriesStage, spec: EntriesCase, name: string): Promise<EntriesRun> {
	const run = launch(stage, spec, name);
	await run.execution.finished;
	await drain(stage);
	return run;
}

/** Runs the operation with whatever happens to its execution as a whole. */
async function playDisturbed(stage: EntriesStage, spec: EntriesCase): Promise<EntriesRun[]> {
	const { portal } = stage;
	const { kind, at, again } = spec.disturbance;
	const runs: EntriesRun[] = [];
	const disturb = () => {
		const [first] = runs;
		if (first === undefined || first.ended !== undefined) return;
		if (kind === 'kill') {
			first.killed = true;
			portal.disableKey(first.key);
		}
		if (kind === 'cancel') first.execution.cancel();
		if (kind === 'second' || (kind === 'kill' && again === 'atOnce')) {
			runs.push(launch(stage, spec, 'second'));
		}
	};
	if (kind !== 'none') portal.faults.add({ on: '*', nth: at, acts: [disturb] });
	runs.push(launch(stage, spec, 'first'));
	for (const run of runs) await run.execution.finished;
	for (const run of runs) run.accompanied = runs.length > 1;
	return runs;
}

function launch(stage: EntriesStage, spec: EntriesCase, name: string): EntriesRun {
	const { portal, manager, sandbox } = stage;
	const key = portal.addApiKey(manager);
	stage.secrets.push(key);
	const execution = launchNode({
		parameters: parametersOf(stage, spec),
		credentials: { docSpaceApi: { portalUrl: sandbox.url, apiKey: key } },
		settings: { onError: 'continueErrorOutput' },
	});
	const from = portal.journal.entries.length;
	const run: EntriesRun = {
		name,
		key,
		execution,
		from,
		to: Infinity,
		killed: false,
		accompanied: false,
	};
	void execution.finished.then((ended) => {
		run.ended = ended;
		run.to = portal.journal.entries.length;
	});
	return run;
}

const byId = (value: unknown) => ({ __rl: true, mode: 'id', value: String(value) });

function parametersOf(stage: EntriesStage, spec: EntriesCase) {
	const [resource = '', operation = ''] = spec.operation.split('.');
	const isDeletion = operation === 'delete';
	return {
		resource,
		operation,
		...(resource === 'folder'
			? { folder: byId(stage.folder) }
			: { files: filesField(stage, spec), ifFilesAreLeft: spec.ifLeft }),
		...(isDeletion
			? { permanently: spec.permanently }
			: { destinationFolder: byId(stage.target), conflictPolicy: spec.policy }),
		...(spec.operation === 'file.move'
			? { options: { allowLossOfVersions: true, listMovedIds: true } }
			: {}),
	};
}

/** What another operation would have put out before; ids stay what they were then. */
function filesField(
	{ portal, given, folder }: EntriesStage,
	{ idsOnly, withFolder, operation }: EntriesCase,
): string {
	const files = given.map((id) => {
		const { title, parentId: folderId, size } = portal.store.files.get(id) ?? {};
		return idsOnly || title === undefined ? id : { id, title, folderId, size };
	});
	const folders =
		withFolder && operation !== 'file.delete' ? [{ id: folder, title: 'Drafts', parentId: 1 }] : [];
	return JSON.stringify([...files, ...folders]);
}
