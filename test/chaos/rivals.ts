import {
	officialNode,
	publicRecipe,
	publicRecipeWithPaging,
	type Rival,
	type RivalReport,
} from '../../bench/rivals';
import type { Sandbox, VirtualClock } from '../../sandbox';
import { isRecord } from '../harness/guards';
import type { ChaosCase } from './cases';
import { restUntilNextCase, drain, playDisturbed } from './chaos';
import { clientFolders, buildStage, type Stage } from './stage';

/** What one way of archiving did to the files of one case. */
export interface Damage {
	/** It told its user that all is done, and files have never left the room. */
	saysDoneWithFilesLeft: boolean;
	/** The guest lost their access, and files have never left the room. */
	accessEndedWithFilesLeft: boolean;
	/** Content or versions are gone that nobody had chosen to lose. */
	destroyed: boolean;
	/** There is one more folder of the client's name than before, beside one that was there. */
	secondFolder: boolean;
	/** It said that all is done, and it was. */
	doneWell: boolean;
}

/** The ways of archiving that are compared, ours last. */
export const WAYS = [
	publicRecipe.name,
	publicRecipeWithPaging.name,
	officialNode.name,
	'This package',
];

/** Plays one case with one way of archiving, and looks at what the portal holds afterwards. */
export async function playWay(
	sandbox: Sandbox<VirtualClock>,
	drawn: ChaosCase,
	way: string,
): Promise<Damage> {
	await restUntilNextCase(sandbox.clock);
	// The others know no choice between namesakes: all files are to be kept. Nor do they know other guests.
	const spec: ChaosCase = {
		...drawn,
		job: { ...drawn.job, policy: 'keepBoth', level: 'guestList', clientRoom: undefined },
		people: { ...drawn.people, second: 'nobody', hasOtherRoom: false, named: 'guest' },
	};
	const stage = buildStage(sandbox, spec);
	const foldersBefore = ownFolders(stage);
	const rival = [publicRecipe, publicRecipeWithPaging, officialNode].find(
		({ name }) => name === way,
	);
	const saysDone = rival ? await runRival(stage, rival, spec) : await runOurs(stage, spec);
	await drain(stage);
	return assess(stage, spec, saysDone, foldersBefore);
}

async function runOurs(stage: Stage, spec: ChaosCase): Promise<boolean> {
	const records = await playDisturbed(stage, spec);
	return records.some(({ ended, killed }) => {
		const [answer] = ended?.responses ?? [];
		const body = isRecord(answer) ? answer.body : undefined;
		return !killed && isRecord(body) && body.ok === true;
	});
}

/** The same that happens to our execution: another run, a cancelled one, a killed one that starts again. */
async function runRival(
	stage: Stage,
	rival: Rival,
	{ disturbance: { kind, at, again } }: ChaosCase,
): Promise<boolean> {
	const { portal, sandbox, manager, room, archiveRoot, guest } = stage;
	const reports: Array<Promise<RivalReport | undefined>> = [];
	const start = () => {
		const apiKey = portal.addApiKey(manager);
		const controller = new AbortController();
		const report = rival.archive({
			url: sandbox.url,
			apiKey,
			roomId: room,
			archiveRootId: archiveRoot,
			clientName: stage.clientName,
			guestId: guest.id,
			wait: async (ms) => await sandbox.clock.sleep(ms),
			signal: controller.signal,
		});
		reports.push(report.catch(() => undefined));
		return { apiKey, controller };
	};
	const first = start();
	const disturb = () => {
		if (kind === 'kill') portal.disableKey(first.apiKey);
		if (kind === 'cancel') first.controller.abort();
		if (kind === 'second' || (kind === 'kill' && again === 'atOnce')) start();
	};
	if (kind !== 'none') portal.faults.add({ on: '*', nth: at, acts: [disturb] });
	const said: boolean[] = [];
	for (const report of reports) said.push((await report)?.saysDone === true);
	if (kind === 'kill' && again === 'later') {
		await drain(stage);
		start();
		said.push((await reports.at(-1))?.saysDone === true);
	}
	// Nobody hears what a killed process says.
	return said.some((done, index) => done && !(kind === 'kill' && index === 0));
}

function assess(
	stage: Stage,
	{ job }: ChaosCase,
	saysDone: boolean,
	foldersBefore: number,
): Damage {
	const { ledger, manager, guest, room } = stage;
	const neverMoved = ledger.files.some(
		({ stays }) => stays[0]?.since === 0 && stays.every(({ within }) => within.includes(room)),
	);
	const accessEnded = ledger.revocations.some(
		({ by, subject }) => by === manager.id && subject === guest.id,
	);
	const destroyed = ledger.files.some(({ stays, copies, mergedInto }) => {
		const last = stays.at(-1);
		const isGone = last?.by === manager.id && (last.folder === undefined || last.inTrash);
		const isChosen = job.policy === 'overwrite' && mergedInto !== undefined;
		return (isGone && !isChosen) || (copies > 0 && !job.allowLossOfVersions);
	});
	const damage = {
		saysDoneWithFilesLeft: saysDone && neverMoved,
		accessEndedWithFilesLeft: accessEnded && neverMoved,
		destroyed,
		secondFolder: ownFolders(stage) > Math.max(foldersBefore, 1),
	};
	return { ...damage, doneWell: saysDone && !Object.values(damage).some((is) => is) };
}

/** Folders of the client's name that are not somebody else's. */
function ownFolders(stage: Stage): number {
	return clientFolders(stage).filter(({ createdBy }) => createdBy === stage.manager.id).length;
}

/** The same room and job on a portal at peace. */
export function withoutTrouble(spec: ChaosCase): ChaosCase {
	const room = {
		...spec.room,
		files: spec.room.files.map((file) => ({
			...file,
			state: ['locked', 'open', 'converting'].includes(file.state) ? 'plain' : file.state,
		})),
	};
	return { ...spec, room, faults: [], disturbance: { ...spec.disturbance, kind: 'none' } };
}
