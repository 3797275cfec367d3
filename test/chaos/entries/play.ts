import type { INodeParameters } from 'n8n-workflow';
import type { Sandbox, VirtualClock } from '../../../sandbox';
import { drain, restUntilNextCase, type Outcome } from '../chaos';
import { launchRun, playDisturbed, runAlone, statusOf } from '../nodeRuns';
import type { EntriesCase } from './cases';
import { judgeConvergence, judgeEntries, judgeRepetition, judgeRun } from './judge';
import { buildEntriesStage, makePeace, type EntriesStage } from './stage';

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
	const launch = (name: string) =>
		launchRun(stage, name, { parameters: parametersOf(stage, spec) });
	const runs = await playDisturbed(stage, spec.disturbance, launch);
	await drain(stage);
	const violations = runs.flatMap((run) => judgeRun(stage, spec, run));
	makePeace(stage);
	const again = await runAlone(stage, launch('again'));
	violations.push(...judgeRun(stage, spec, again), ...judgeConvergence(stage, spec, again));
	const changes = stage.changes.length;
	const repeated = await runAlone(stage, launch('repeated'));
	const all = [...runs, again, repeated];
	violations.push(
		...judgeRun(stage, spec, repeated),
		...judgeRepetition(stage, spec, changes),
		...judgeEntries(stage, spec, all),
	);
	const statuses = runs.map((run) => `${spec.operation} ${statusOf(run)}`);
	return { violations, statuses, trace: stage.trace };
}

const byId = (value: unknown) => ({ __rl: true, mode: 'id', value: String(value) });

function parametersOf(stage: EntriesStage, spec: EntriesCase): INodeParameters {
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
