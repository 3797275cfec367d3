import type { Act, Fault, Sandbox, VirtualClock } from '../../../sandbox';
import { launchNode, NODE_NAME, type Execution, type WorkflowRun } from '../../harness/engine';
import { isRecord } from '../../harness/guards';
import { byEmail, byId } from '../../harness/world';
import { restUntilNextCase, type Outcome } from '../chaos';
import type { Violation } from '../judging';
import { NEWCOMERS, ROLES, type MemberFault, type MembersCase, type WantedSpec } from './cases';
import { judgeCalmRun, judgeInvitations, judgeSaid, placesOf } from './judge';
import { act, buildMembersStage, emailOf, idOf, type MembersStage } from './stage';

const MINUTE = 60_000;

/** Plays one case: the operation with everything that goes wrong, then twice on a portal at peace. */
export async function playMembers(
	sandbox: Sandbox<VirtualClock>,
	spec: MembersCase,
): Promise<Outcome> {
	await restUntilNextCase(sandbox.clock);
	const stage = buildMembersStage(sandbox, spec);
	const { portal } = stage;
	for (const fault of spec.faults) portal.faults.add(faultOf(stage, spec, fault));
	const runs = await playDisturbed(stage, spec);
	const statuses = runs.map(({ status }) => `${spec.operation} ${status}`);
	await sandbox.clock.advance(20 * MINUTE);
	portal.faults.clear();
	const violations: Violation[] = [
		...judgeInvitations(stage, spec),
		...runs.flatMap((run) => judgeSaid(stage, spec, saidBy(run))),
	];

	const before = placesOf(stage, spec);
	const calm = await launch(stage, spec).finished;
	const after = judgeCalmRun(stage, spec, before, saidBy(calm));
	const changes = portal.journal.entries.length;
	await launch(stage, spec).finished;
	const more = portal.journal.entries.slice(changes).filter(({ what }) => isChange(what));
	violations.push(
		...after,
		...more.map(({ what }) => ({ promise: 'repetition', detail: `a run more: ${what}` })),
		...judgeInvitations(stage, spec),
	);
	const trace = [
		...portal.requests.entries.map(
			({ method, path, status, at }) => `${at} ${method} ${path} ${status}`,
		),
		...portal.journal.entries.map((entry) => JSON.stringify(entry)),
	];
	const known = new Map(violations.map((one) => [`${one.promise} ${one.detail}`, one]));
	return { violations: [...known.values()], statuses, trace };
}

function isChange(what: string): boolean {
	return ['share.set', 'share.removed', 'mail.sent', 'user.created'].includes(what);
}

/** What the run tells: its output, or the result that its error holds. */
function saidBy(run: WorkflowRun) {
	const [item] = run.json(NODE_NAME);
	if (item?.error === undefined) return item;
	return isRecord(item.error) && 'members' in item.error ? item.error : undefined;
}

/** Starts the operation with a key of its own. */
function launch(
	stage: MembersStage,
	spec: MembersCase,
	key = stage.portal.addApiKey(stage.manager),
): Execution {
	const [resource = '', operation = ''] = spec.operation.split('.');
	const rows = spec.wanted.map((one) => ({
		member: pickerOf(stage, one),
		role: ROLES[one.access] ?? '',
	}));
	const [first] = rows;
	return launchNode({
		credentials: { docSpaceApi: { portalUrl: stage.sandbox.url, apiKey: key } },
		parameters: {
			resource,
			operation,
			room: byId(stage.room),
			...(operation === 'addMembers' ? { membersToAdd: { values: rows } } : first),
			ifAlreadyMember: spec.ifAlreadyMember,
			options: { notify: spec.notify, message: 'Welcome' },
		},
		settings: { onError: 'continueRegularOutput' },
	});
}

function pickerOf(stage: MembersStage, { who, named }: WantedSpec) {
	const id = idOf(stage, who);
	const isById = who === 'group' || (named === 'id' && !NEWCOMERS.includes(who));
	return isById ? byId(id) : byEmail(emailOf(who));
}

function faultOf(
	stage: MembersStage,
	{ wanted }: MembersCase,
	{ trouble, ...fault }: MemberFault,
): Fault {
	if (!('acts' in trouble)) return { ...fault, ...trouble };
	const acts = trouble.acts.map(
		(one): Act =>
			() =>
				act(stage, wanted, one),
	);
	return { ...fault, acts };
}

/** Runs it with whatever happens to its execution as a whole. */
async function playDisturbed(stage: MembersStage, spec: MembersCase): Promise<WorkflowRun[]> {
	const { portal, manager } = stage;
	const { kind, at } = spec.disturbance;
	const key = portal.addApiKey(manager);
	const runs: Execution[] = [];
	const disturb = () => {
		const [first] = runs;
		if (!first || runs.length > 1) return;
		if (kind === 'cancel') first.cancel();
		// A dead process sends nothing any more: its key opens nothing from now on.
		if (kind === 'kill') portal.disableKey(key);
		if (kind !== 'cancel') runs.push(launch(stage, spec));
	};
	if (kind !== 'none') portal.faults.add({ on: '*', nth: at % 8, acts: [disturb] });
	runs.push(launch(stage, spec, key));
	const ended: WorkflowRun[] = [];
	for (const run of runs) ended.push(await run.finished);
	return ended;
}
