import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import type { JournalEntry, Portal, PortalUser, Sandbox, VirtualClock } from '../../sandbox';
import { launchNode, NODE_NAME, type Execution, type WorkflowRun } from '../harness/engine';
import { drain } from './chaos';
import type { DisturbanceSpec } from './cases';
import type { Report } from './judging';

/** A portal built for cases in which a single node runs. */
export interface NodeStage {
	sandbox: Sandbox<VirtualClock>;
	portal: Portal;
	/** All runs use keys of theirs. */
	manager: PortalUser;
	/** Does everything that others do. */
	owner: PortalUser;
	trace: string[];
	secrets: string[];
}

/** One execution of the node. */
export interface NodeRun {
	name: string;
	key: string;
	execution: Execution;
	/** The length of the journal when it began and, once it has, when it ended. */
	from: number;
	to: number;
	/** How it ended; undefined while it is under way. */
	ended?: WorkflowRun;
	killed: boolean;
}

/** Starts the node with a key of its own. */
export function launchRun(
	{ portal, manager, sandbox, secrets }: NodeStage,
	name: string,
	node: { parameters: INodeParameters; items?: INodeExecutionData[] },
): NodeRun {
	const key = portal.addApiKey(manager);
	secrets.push(key);
	const execution = launchNode({
		...node,
		credentials: { docSpaceApi: { portalUrl: sandbox.url, apiKey: key } },
		settings: { onError: 'continueErrorOutput' },
	});
	const from = portal.journal.entries.length;
	const run: NodeRun = { name, key, execution, from, to: Infinity, killed: false };
	void execution.finished.then((ended) => {
		run.ended = ended;
		run.to = portal.journal.entries.length;
	});
	return run;
}

/** Runs the node with whatever happens to its execution as a whole. */
export async function playDisturbed(
	{ portal }: NodeStage,
	{ kind, at, again }: DisturbanceSpec,
	launch: (name: string) => NodeRun,
): Promise<NodeRun[]> {
	const runs: NodeRun[] = [];
	const disturb = () => {
		const [first] = runs;
		if (first === undefined || first.ended !== undefined) return;
		if (kind === 'kill') {
			// A dead process sends nothing any more: its key opens nothing from now on.
			first.killed = true;
			portal.disableKey(first.key);
		}
		if (kind === 'cancel') first.execution.cancel();
		if (kind === 'second' || (kind === 'kill' && again === 'atOnce')) runs.push(launch('second'));
	};
	if (kind !== 'none') portal.faults.add({ on: '*', nth: at, acts: [disturb] });
	runs.push(launch('first'));
	for (const run of runs) await run.execution.finished;
	return runs;
}

/** Runs the node with nobody else about. */
export async function runAlone(stage: NodeStage, run: NodeRun): Promise<NodeRun> {
	await run.execution.finished;
	await drain(stage);
	return run;
}

/** How a run ended, in a word, for the statistics. */
export function statusOf({ killed, ended }: NodeRun): string {
	if (killed) return 'killed';
	if (ended === undefined) return 'hangs';
	if (ended.status === 'canceled') return 'canceled';
	return ended.json(NODE_NAME, 1).length > 0 ? 'error' : 'done';
}

/** Writes down every change and every request as it comes, and tells of the changes. */
export function listen(
	{ portal: { journal, requests, clock }, trace }: NodeStage,
	onChange: (entry: JournalEntry) => void,
): void {
	const start = clock.now();
	const note = journal.note.bind(journal);
	journal.note = (actor, what, details = {}) => {
		note(actor, what, details);
		const entry = journal.entries.at(-1);
		if (entry === undefined || !journal.enabled) return;
		trace.push(`${clock.now() - start}  ${actor.slice(0, 4)} ${what} ${JSON.stringify(details)}`);
		onChange(entry);
	};
	const end = requests.end.bind(requests);
	requests.end = (entry, status) => {
		end(entry, status);
		const query = entry.query.replace(/&?fields=.*/, '');
		trace.push(`${entry.at - start} ${status} ${entry.method} ${entry.path}${query}`);
	};
}

/** No key is in what a run put out. */
export function secretsStaySecret({ secrets }: NodeStage, runs: NodeRun[], report: Report): void {
	for (const { ended, name } of runs) {
		const said = JSON.stringify([ended?.json(NODE_NAME), ended?.json(NODE_NAME, 1)]);
		if (secrets.some((secret) => said.includes(secret))) report('secrets', `${name} shows a key`);
	}
}
