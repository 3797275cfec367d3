import type { Sandbox, VirtualClock } from '../../sandbox';
import type { ChaosCase, JobSpec } from './cases';
import { judgeConvergence, judgeLogs, judgePortal, judgeRepetition, judgeRun } from './judge';
import { judgeRehearsal, manifestsAreComplete, type Rehearsal } from './judgeClientRoom';
import { withReport, type Violation } from './judging';
import { launch, NODES, type RunRecord } from './runs';
import { buildStage, makePeace, type Stage } from './stage';

/** What a case came to. */
export interface Outcome {
	violations: Violation[];
	/** How the runs ended, for the statistics. */
	statuses: string[];
	/** What the portal was asked and what changed in it, in order. */
	trace: string[];
}

const MINUTE = 60_000;

/**
 * Lets what the case before left behind come to its end, and starts the time over: what is written, such as
 * a manifest's title, does not depend on the cases before, nor does the point of the portal's cleaner in its round.
 */
export async function restUntilNextCase(clock: VirtualClock): Promise<void> {
	await clock.advance(11 * MINUTE);
	clock.restart();
}

/**
 * Plays one case on a sandbox: the workflow with everything that goes wrong, then once more on a portal at
 * peace, then once more where nothing is left to do. Checks every promise on the way. `takeLogs` hands over
 * what was written to the console.
 */
export async function playCase(
	sandbox: Sandbox<VirtualClock>,
	spec: ChaosCase,
	takeLogs: () => string[],
): Promise<Outcome> {
	await restUntilNextCase(sandbox.clock);
	const stage = buildStage(sandbox, spec);
	const rehearsal = isUndisturbed(spec) ? await rehearse(stage, spec.job) : undefined;
	const records = await playDisturbed(stage, spec);
	await drain(stage);
	const [first] = records;
	const violations = [
		...(rehearsal && first ? judgeRehearsal(stage, spec, rehearsal, first) : []),
		...judgePortal(stage, spec),
		...records.flatMap((record) => judgeRun(stage, spec, record)),
		...endsInTime(records, spec),
	];
	const statuses = records.map(statusOf);

	makePeace(stage, spec);
	const calm: JobSpec = { ...spec.job, maxWaitMinutes: 60 };
	const before = spec.job.clientRoom ? await rehearse(stage, calm) : undefined;
	const again = await runAlone(stage, calm, 'again');
	violations.push(
		...(before ? judgeRehearsal(stage, spec, before, again) : []),
		...judgePortal(stage, spec),
		...judgeRun(stage, spec, again),
		...judgeConvergence(stage, spec, again),
		...manifestsAreComplete(stage, spec, again),
	);
	if (isRepeated(spec)) {
		const { now } = stage.ledger;
		const repeated = await runAlone(stage, calm, 'repeated');
		violations.push(...judgeRepetition(stage, now), ...judgeRun(stage, spec, repeated));
	}
	violations.push(...judgeLogs(stage, takeLogs()));
	return { violations: distinct(violations), statuses, trace: stage.trace };
}

/** A third run costs time, so only some of the cases have one. */
function isRepeated({ portal }: ChaosCase): boolean {
	return portal.salt % 4 === 0;
}

function statusOf(record: RunRecord): string {
	const { ended } = record;
	if (record.killed) return 'killed';
	if (ended === undefined) return 'hangs';
	if (ended.status === 'canceled') return ended.status;
	const last =
		Object.values(NODES)
			.filter((node) => record.spans.has(node))
			.at(-1) ?? 'none';
	return ended.json(last, 1).length > 0 ? `error in ${last}` : `ended at ${last}`;
}

function isUndisturbed({ job }: ChaosCase): boolean {
	return job.clientRoom?.undisturbed === true;
}

/** A dry run, and what it did all the same. */
async function rehearse(stage: Stage, job: JobSpec): Promise<Rehearsal> {
	const { ledger, portal } = stage;
	const before = ledger.now;
	const asked = portal.requests.entries.length;
	const record = launch(stage, job, 'rehearsal', { isDryRun: true });
	await record.execution.finished;
	const requests = portal.requests.entries.slice(asked);
	return {
		record,
		changes: ledger.now - before,
		writes: requests.filter(({ method }) => method !== 'GET').map(({ route }) => route),
	};
}

async function runAlone(stage: Stage, job: JobSpec, name: string): Promise<RunRecord> {
	const record = launch(stage, job, name);
	await record.execution.finished;
	await drain(stage);
	return record;
}

/** Runs the workflow with whatever happens to its execution as a whole. */
export async function playDisturbed(
	stage: Stage,
	{ job, disturbance: { kind, at, again } }: ChaosCase,
): Promise<RunRecord[]> {
	const { portal } = stage;
	const records: RunRecord[] = [];
	const start = (name: string) => {
		const record = launch(stage, job, name);
		record.accompanied = records.length > 0;
		for (const other of records) other.accompanied ||= other.ended === undefined;
		records.push(record);
	};
	const disturb = () => {
		const [first] = records;
		if (first === undefined || first.ended !== undefined) return;
		if (kind === 'kill') {
			// A dead process sends nothing any more: its key opens nothing from now on.
			first.killed = true;
			portal.disableKey(first.key);
		}
		if (kind === 'cancel') first.execution.cancel();
		if (kind === 'second' || (kind === 'kill' && again === 'atOnce')) start('second');
	};
	if (kind !== 'none') portal.faults.add({ on: '*', nth: at, acts: [disturb] });
	start('first');
	for (const record of records) await record.execution.finished;
	if (kind === 'kill' && again === 'later') {
		await drain(stage);
		const record = launch(stage, job, 'restarted');
		records.push(record);
		await record.execution.finished;
	}
	return records;
}

/** Lets the portal finish whatever it has accepted, and those who wait come to their end. */
export async function drain({
	portal,
	sandbox: { clock },
}: Pick<Stage, 'portal' | 'sandbox'>): Promise<void> {
	await clock.sleep(1);
	for (let rounds = 0; portal.operations.isBusy() && rounds < 100; rounds += 1) {
		await clock.advance(20 * MINUTE);
	}
	await clock.advance(2 * MINUTE);
	await clock.sleep(1);
}

/** A run gives up some time after its maximum wait, whatever the portal does. */
function endsInTime(records: RunRecord[], { job }: ChaosCase): Violation[] {
	return withReport((report) => {
		for (const { ended, took, name } of records) {
			if (ended === undefined) report('ends', `${name} has not ended`);
			else if (took > (job.maxWaitMinutes + 6 * 60) * MINUTE) {
				report('ends', `${name} took ${Math.round(took / MINUTE)} minutes`);
			}
		}
	});
}

function distinct(violations: Violation[]): Violation[] {
	return [...new Map(violations.map((one) => [`${one.promise} ${one.detail}`, one])).values()];
}
