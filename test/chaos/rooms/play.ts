import type { Sandbox, VirtualClock } from '../../../sandbox';
import { NODE_NAME } from '../../harness/engine';
import { restUntilNextCase, type Outcome } from '../chaos';
import type { RoomsCase } from './cases';
import { judgeEnd, judgeLogs, judgeRepetition, judgeRun } from './judge';
import { launch, type RoomRun } from './runs';
import { buildRoomsStage, type RoomsStage } from './stage';

const MINUTE = 60_000;

/**
 * Plays one case on a sandbox: a room is made with everything that goes wrong, then once more on a portal at
 * peace, then once more where nothing is left to do. `takeLogs` hands over what was written to the console.
 */
export async function playRooms(
	sandbox: Sandbox<VirtualClock>,
	spec: RoomsCase,
	takeLogs: () => string[],
): Promise<Outcome> {
	await restUntilNextCase(sandbox.clock);
	const stage = buildRoomsStage(sandbox, spec);
	const runs = await playDisturbed(stage);
	await drain(stage);
	const violations = runs.flatMap((run) => judgeRun(stage, run));
	stage.portal.faults.clear();
	const again = await runAlone(stage, 'again');
	violations.push(...judgeRun(stage, again), ...judgeEnd(stage, [...runs, again]));
	const asked = stage.portal.requests.entries.length;
	const repeated = await runAlone(stage, 'repeated');
	violations.push(
		...judgeRepetition(stage, again, repeated, asked),
		...judgeLogs(stage, takeLogs()),
	);
	const statuses = [...runs, again, repeated].map(statusOf);
	return { violations, statuses, trace: stage.trace };
}

async function runAlone(stage: RoomsStage, name: string): Promise<RoomRun> {
	const run = launch(stage, name);
	await run.execution.finished;
	await drain(stage);
	return run;
}

/** Makes the room with whatever happens to its execution as a whole. */
async function playDisturbed(stage: RoomsStage): Promise<RoomRun[]> {
	const { kind, at, again } = stage.spec.disturbance;
	const runs = [launch(stage, 'first')];
	const disturb = () => {
		const [first] = runs;
		if (first === undefined || first.ended !== undefined) return;
		if (kind === 'kill') {
			// A dead process sends nothing any more: its key opens nothing from now on.
			first.killed = true;
			stage.portal.disableKey(first.key);
		}
		if (kind === 'cancel') first.execution.cancel();
		if (kind === 'second' || (kind === 'kill' && again === 'atOnce')) {
			runs.push(launch(stage, 'second'));
		}
	};
	if (kind !== 'none') stage.portal.faults.add({ on: '*', nth: at, acts: [disturb] });
	for (const run of runs) await run.execution.finished;
	if (kind === 'kill' && again === 'later') {
		await drain(stage);
		runs.push(await runAlone(stage, 'restarted'));
	}
	return runs;
}

/** Lets the portal finish whatever it has accepted, and those who wait come to their end. */
async function drain({ portal, sandbox: { clock } }: RoomsStage): Promise<void> {
	const isBusy = () => portal.templates.toRooms.last?.isCompleted === false;
	await clock.sleep(1);
	for (let rounds = 0; isBusy() && rounds < 100; rounds += 1) await clock.advance(20 * MINUTE);
	await clock.advance(2 * MINUTE);
	await clock.sleep(1);
}

function statusOf({ killed, ended }: RoomRun): string {
	if (killed) return 'killed';
	if (ended === undefined) return 'hangs';
	if (ended.status === 'canceled') return ended.status;
	const [item] = ended.json(NODE_NAME);
	if (item === undefined) return 'error in Create room';
	return item.created === true ? 'created' : 'found again';
}
