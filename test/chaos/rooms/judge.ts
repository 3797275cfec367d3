import type { Folder } from '../../../sandbox';
import { NODE_NAME } from '../../harness/engine';
import { isRecord } from '../../harness/guards';
import { nothingForeign } from '../judge';
import { withReport, type Violation } from '../judging';
import type { RoomRun } from './runs';
import { kindOf, ourRooms, roomsOf, type RoomsStage } from './stage';

/** The longest that the node waits for anything, several times over. */
const MAX_TOOK_MS = 8 * 3_600_000;

/** What a run put out; undefined where it ended otherwise, or nobody heard it. */
function saidBy({ ended, killed }: RoomRun): Record<string, unknown> | undefined {
	return killed || ended?.status !== 'success' ? undefined : ended.json(NODE_NAME)[0];
}

function errorOf({ ended }: RoomRun): string {
	const error = ended?.json(NODE_NAME, 1)[0]?.error;
	return isRecord(error) ? String(error.message) : (ended?.error?.message ?? '');
}

/** What must hold of each run, whatever went wrong. */
export function judgeRun(stage: RoomsStage, run: RoomRun): Violation[] {
	const { portal, spec, ofOthers, byHand, takenAway, copied, lost } = stage;
	return withReport((report) => {
		const { ended, took, name } = run;
		if (ended === undefined) return report('ends', `${name} has not ended`);
		nothingForeign(stage, JSON.stringify([ended.run.data.resultData, ended.responses]), report);
		if (took > MAX_TOOK_MS) report('ends', `${name} took ${Math.round(took / 60_000)} minutes`);
		const said = saidBy(run);
		if (said === undefined) return;
		const id = Number(said.id);
		const room = portal.store.folders.get(id);
		if (room === undefined) {
			if (!takenAway.has(id)) report('truth', `${name} put out the room ${id}, which is not there`);
			return;
		}
		if (!sharesName(room, spec.name)) report('truth', `${name} put out “${room.title}”`);
		if (room.room?.kind !== kindOf(spec.from)) report('truth', `${name}: ${room.room?.kind}`);
		if (said.created !== true) return;
		if (ofOthers.has(id) && !byHand.has(id)) report('truth', `${name} did not make room ${id}`);
		if (room.createdBy !== stage.manager.id)
			report('truth', `${name} took a colleague’s room ${id}`);
		if (spec.from !== 'template' || byHand.has(id)) return;
		if (run.filesAtEnd !== copied)
			report('filled', `${name}: ${run.filesAtEnd} of ${copied} files`);
		const notCopied = Array.isArray(said.notCopied) ? said.notCopied.length : -1;
		if (notCopied !== lost) report('filled', `${name} names ${notCopied} of ${lost} lost files`);
	});
}

/** By the portal’s own comparison: both spellings of a case are one name there. */
function sharesName({ title }: Folder, name: string): boolean {
	const plain = (text: string) =>
		text
			.trim()
			.replace(/[\t*+:"<>?|\\/\uD800-\uDFFF]/g, '_')
			.normalize('NFD')
			.replace(/[\u0300-\u036f]/g, '')
			.toLowerCase();
	return plain(title) === plain(name);
}

/** What must hold when the same data has come once more, on a portal at peace. */
export function judgeEnd(stage: RoomsStage, runs: RoomRun[]): Violation[] {
	const { portal, spec, ofOthers, takenAway, colleague } = stage;
	return withReport((report) => {
		const there = new Set(roomsOf(portal).map(({ id }) => id));
		for (const id of ofOthers) {
			if (!there.has(id) && !takenAway.has(id)) report('others', `their room ${id} is gone`);
		}
		for (const { actor, id } of portal.journal.of('room.created')) {
			const isTheirs = actor === colleague.id && typeof id === 'number';
			if (isTheirs && !there.has(id)) report('others', `the colleague’s room ${id} is gone`);
		}
		const ours = ourRooms(stage);
		const last = runs.at(-1);
		if (spec.ifExists === 'create') {
			const made = runs.map(saidBy).flatMap((said) => (said?.created === true ? [said.id] : []));
			if (new Set(made).size < made.length) report('oneRoom', `two runs made ${made.join()}`);
			if (ours.length > runs.length) report('oneRoom', `${runs.length} runs, ${ours.length} rooms`);
			if (made.length === 0) report('converges', runs.map(errorOf).join('; '));
			return;
		}
		const said = last && saidBy(last);
		const named = new Set(
			[said, ...(Array.isArray(said?.sameNameRooms) ? said.sameNameRooms : [])].map((room) =>
				isRecord(room) ? room.id : undefined,
			),
		);
		const second = ours.filter(({ id }) => !named.has(id));
		if (said && second.length > 0)
			report('oneRoom', `beside room ${String(said.id)}: ${second[0]?.id}`);
		if (ours.length > 1) report('oneRoom', `${ours.length} rooms were made`);
		const refusal = spec.ifExists === 'fail' ? /is taken/ : /of another type/;
		if (last && !said && !refusal.test(errorOf(last))) report('converges', errorOf(last));
	});
}

/** Where the room is there, the same data changes nothing, unless another room is asked for each time. */
export function judgeRepetition(
	stage: RoomsStage,
	before: RoomRun,
	repeated: RoomRun,
	asked: number,
): Violation[] {
	return withReport((report) => {
		if (stage.spec.ifExists === 'create') return;
		const requests = stage.portal.requests.entries.slice(asked);
		const writes = requests.filter(({ method }) => method !== 'GET').map(({ route }) => route);
		if (writes.length > 0) report('repetition', writes.join());
		const [first, second] = [saidBy(before), saidBy(repeated)];
		if (first && second && first.id !== second.id) report('repetition', 'another room');
	});
}

/** No key, stack trace or page in anything that was written to the console. */
export function judgeLogs(stage: RoomsStage, lines: string[]): Violation[] {
	return withReport((report) => nothingForeign(stage, lines.join('\n'), report));
}
