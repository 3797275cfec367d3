import type { Sandbox, VirtualClock } from '../../../sandbox';
import { fileItem, inMemory } from '../../harness/binary';
import { byId } from '../../harness/world';
import { drain, restUntilNextCase, type Outcome } from '../chaos';
import { launchRun, playDisturbed, runAlone, statusOf } from '../nodeRuns';
import type { UploadsCase } from './cases';
import { contentOf } from './contents';
import { judgeConvergence, judgePortal, judgeRepetition, judgeRun } from './judge';
import { buildUploadsStage, makePeace } from './stage';

/**
 * Plays one case: uploads with everything that goes wrong, then the same on a portal at peace, and then once more.
 * Each run uploads other bytes, so that those of no two are taken for each other.
 */
export async function playUploads(
	sandbox: Sandbox<VirtualClock>,
	spec: UploadsCase,
): Promise<Outcome> {
	await restUntilNextCase(sandbox.clock);
	const stage = buildUploadsStage(sandbox, spec);
	const launch = (name: string) =>
		launchRun(stage, name, {
			parameters: {
				resource: 'file',
				operation: 'upload',
				folder: byId(stage.target),
				ifNameExists: spec.policy,
			},
			items: spec.items.map(({ title }, at) =>
				fileItem(inMemory(title, contentOf(spec, name, at))),
			),
		});
	const runs = await playDisturbed(stage, spec.disturbance, launch);
	const statuses = runs.map((run) => `file.upload ${statusOf(run)}`);
	await drain(stage);
	makePeace(stage);
	const before = stage.portal.filesBelow(stage.target);
	const again = await runAlone(stage, launch('again'));
	const repeated = await runAlone(stage, launch('repeated'));
	const all = [...runs, again, repeated];
	const violations = [
		...all.flatMap((run) => judgeRun(stage, spec, run)),
		...judgePortal(stage, spec, all),
		...judgeConvergence(stage, spec, again, before),
		...judgeRepetition(stage, spec, repeated),
	];
	return { violations, statuses, trace: stage.trace };
}
