import { clashKey } from '../../sandbox/model/titles';
import type { ChaosCase } from './cases';
import { entriesTellTheTruth } from './judgeAccess';
import { isInvisible, isWalked, named, withReport, type Report, type Violation } from './judging';
import type { Tracked } from './ledger';
import {
	errorOf,
	idsOf,
	listOf,
	moveReportOf,
	NODES,
	saidBy,
	type MoveReport,
	type Rename,
	type RunRecord,
	type Span,
} from './runs';
import type { Stage } from './stage';
import { isRecord } from '../harness/guards';

/** What must hold of the report of Archive Client Room, beside what holds of Move Files. */
export function judgeClientRoom(
	stage: Stage,
	spec: ChaosCase,
	record: RunRecord,
	said: MoveReport,
	span: Span,
	report: Report,
): void {
	const { ended } = record;
	const all = ended && saidBy(ended, NODES.archive);
	if (ended === undefined || all === undefined) return;
	addsUp(said, idsOf(all.filesLeft), report);
	const left = [...said.skipped, ...said.failed, ...said.unknown, ...idsOf(all.filesLeft)];
	everyFileIsNamed(stage, spec, { span, left }, record, report);
	const isDone = ended.json(NODES.archive).length > 0 && said.complete;
	const { whoseAccess, archiveRoom, writeManifest } = spec.job.clientRoom ?? {};
	const entries = listOf(all.guests);
	if (whoseAccess === 'nobody' && entries.length > 0) {
		report('access', 'nobody was to lose access, and there are entries');
	} else if (isDone || entries.length > 0) {
		entriesTellTheTruth(stage, spec, record, { span, entries }, report);
	}
	if (isDone && all.roomArchived !== (archiveRoom === true)) {
		report('truth', `roomArchived is ${String(all.roomArchived)}`);
	}
	if (all.roomArchived === true && !wasArchived(stage, span)) {
		report('truth', 'the room is called archived and is not');
	}
	if (isDone && writeManifest === true && said.movedCount > 0 && !isRecord(all.manifest)) {
		report('manifest', 'files were moved, and there is no manifest');
	}
	manifestIsRight(stage, { span, said, manifest: all.manifest }, record, report);
}

/** Every file is in exactly one list, or counted as moved. */
function addsUp(said: MoveReport, filesLeft: string[], report: Report): void {
	const left = [...said.skipped, ...said.failed, ...said.unknown];
	if (new Set(left).size < left.length) report('sum', 'a file is in two lists');
	if (said.movedCount + left.length !== said.requested) {
		report('sum', `${said.requested} files, ${said.movedCount} moved, ${left.length} left`);
	}
	if (said.complete && left.length + filesLeft.length > 0)
		report('sum', 'complete, with files left');
}

/**
 * Every file that was in the room is in the client's folder, where others took it, or named. What came after
 * the run's last look into the room nobody could name.
 */
function everyFileIsNamed(
	stage: Stage,
	spec: ChaosCase,
	{ span, left }: { span: Span; left: string[] },
	{ collected }: RunRecord,
	report: Report,
): void {
	const { ledger, room, manager, archiveRoot } = stage;
	const told = new Set(left.map((id) => collected.get(id)));
	const seen = ledger.looks.filter(
		({ at, folder, subfoldersOnly }) => !subfoldersOnly && folder.id === room && at <= span.to,
	);
	const lastLook = seen.at(-1)?.at ?? -1;
	if (lastLook < span.from) return report('named', 'nobody looked into the room');
	for (const tracked of ledger.files) {
		if (told.has(tracked) || isInvisible(spec, tracked)) continue;
		const now = ledger.staysBetween(tracked, lastLook, span.to);
		const wasThere = ledger.stayAt(tracked, lastLook) !== undefined;
		const isThere = wasThere && now.every(({ within }) => within.includes(room));
		if (isThere && !(isWalked(spec) && now.length > 1)) {
			report('named', `${named(tracked)} is in the room and not named`);
		}
		const [first, ...later] = ledger.staysBetween(tracked, span.from, span.to);
		if (first?.within.includes(room) !== true || later.length === 0) continue;
		const isOurs = later.every(({ by }) => by === manager.id);
		const hasArrived = [...later, ...(tracked.mergedInto?.stays ?? [])].some(({ within }) =>
			within.includes(archiveRoot),
		);
		if (isOurs && !hasArrived) report('named', `${named(tracked)} left the room and is not named`);
	}
}

function wasArchived({ portal: { journal }, room }: Stage, span: Span): boolean {
	const passages = journal.entries.filter(
		({ what, id }) => (what === 'room.archived' || what === 'room.restored') && id === room,
	);
	const before = passages.filter(({ sequence }) => sequence <= span.from).at(-1);
	const later = passages.filter(({ sequence }) => sequence > span.from && sequence <= span.to);
	return [before, ...later].some((passage) => passage?.what === 'room.archived');
}

const PATH = 0;
const TITLE = 1;
const ID = 2;

/** A manifest lists every file of the client's folder, under its title, and nothing that never was there. */
function manifestIsRight(
	stage: Stage,
	{ span, said, manifest }: { span: Span; said: MoveReport; manifest: unknown },
	{ collected }: RunRecord,
	report: Report,
): void {
	if (!isRecord(manifest)) return;
	const { ledger, portal, room, archiveRoot } = stage;
	const upload = portal.journal
		.of('file.uploaded')
		.find(({ id, sequence }) => id === manifest.id && sequence <= span.to);
	if (upload === undefined) return report('manifest', 'it is named, and there is none');
	const lines = linesOf(String(upload.content));
	for (const line of lines) {
		const tracked = collected.get(line[ID] ?? '');
		const isFrom = tracked?.stays.some(({ within }) => within.includes(room));
		const isThere = [tracked, tracked?.mergedInto].some((one) =>
			one?.stays.some(
				({ since, within }) => since <= upload.sequence && within.includes(archiveRoot),
			),
		);
		const isTrue = isThere && (line[PATH] === '' || isFrom);
		if (!isTrue) report('manifest', `it lists ${line.join()}, which is not so`);
	}
	const looks = ledger.looks.filter(
		({ at, folder }) => at < upload.sequence && String(folder.id) === String(said.destinationId),
	);
	const lookedAt = looks.at(-1)?.at ?? upload.sequence;
	for (const tracked of ledger.files) {
		const stays = ledger.staysBetween(tracked, lookedAt, upload.sequence);
		const isThere = stays.every(({ within }) =>
			within.some((id) => String(id) === String(said.destinationId)),
		);
		if (stays.length === 0 || !isThere) continue;
		if (!isListed(stage, tracked, lines)) report('manifest', `${named(tracked)} is not in it`);
	}
}

/** What the client's folder holds is in one of the manifests, also after runs that were cut off. */
export function manifestsAreComplete(
	stage: Stage,
	{ job }: ChaosCase,
	last: RunRecord,
): Violation[] {
	return withReport((report) => {
		const { ledger, portal } = stage;
		const said = last.ended && moveReportOf(last.ended);
		if (!job.clientRoom?.writeManifest || !said) return;
		const there = ledger.files.filter(({ stays }) =>
			stays.at(-1)?.within.some((id) => String(id) === String(said.destinationId)),
		);
		const manifests = portal.journal
			.of('file.uploaded')
			.map(({ content }) => linesOf(String(content)));
		const isTold = manifests.some((lines) =>
			there.every((tracked) => isListed(stage, tracked, lines)),
		);
		const isEmpty = there.every((tracked) => isManifest(stage, tracked));
		if (!isTold && !isEmpty) report('manifest', 'none lists all that the client’s folder holds');
	});
}

/** A manifest need not list other manifests, and cannot list what no listing shows. */
function isListed(stage: Stage, tracked: Tracked, lines: string[][]): boolean {
	if (isManifest(stage, tracked) || tracked.wasHidden) return true;
	return lines.some(
		(line) =>
			[...tracked.ids].some((id) => String(id) === line[ID]) &&
			hadTitle(stage, tracked, line[TITLE] ?? ''),
	);
}

function isManifest({ portal }: Stage, { ids }: Tracked): boolean {
	return portal.journal.of('file.uploaded').some(({ id }) => [...ids].some((one) => one === id));
}

/**
 * Whether a file ever bore a title. What is overwritten takes over the other's spelling; a title that a
 * spreadsheet would take for a formula has a mark before it.
 */
function hadTitle({ ledger }: Stage, tracked: Tracked, title: string): boolean {
	const bearers = ledger.files.filter((file) => file === tracked || file.mergedInto === tracked);
	const renamings = ledger.renamings.filter((renaming) => bearers.includes(renaming.tracked));
	const titles = [...bearers.map(({ firstTitle }) => firstTitle), ...renamings.map(({ to }) => to)];
	return titles.some((one) => one === title || `'${one}` === title);
}

/** The lines of a CSV as cells, without its head. */
function linesOf(content: string): string[][] {
	const [, ...lines] = content
		.replace(/^\uFEFF/, '')
		.split('\r\n')
		.filter((line) => line !== '');
	return lines.map((line) =>
		[...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, cell = '']) =>
			cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell,
		),
	);
}

/** A dry run, and what it did all the same. */
export interface Rehearsal {
	record: RunRecord;
	/** New entries of the journal. */
	changes: number;
	/** Requests that are more than reading. */
	writes: string[];
}

/** A dry run, and the run after it on the same portal: it foretells all that is done, and does nothing. */
export function judgeRehearsal(
	stage: Stage,
	spec: ChaosCase,
	{ record, changes, writes }: Rehearsal,
	done: RunRecord,
): Violation[] {
	return withReport((report) => {
		if (changes > 0) report('dryRun', `the dry run changed ${changes} things`);
		for (const write of writes) report('dryRun', `the dry run sent ${write}`);
		if (record.ended === undefined || done.ended === undefined) return;
		const unforeseeable = renamedToUnseenTitles(stage, spec, record, done);
		const foretold = outcomeOf(record, unforeseeable);
		const happened = outcomeOf(done, unforeseeable);
		for (const [key, value] of Object.entries(happened)) {
			const before = foretold[key];
			if (before === value) continue;
			report('dryRun', `${key} was to be ${String(before)} and is ${value}`);
		}
	});
}

/**
 * Files whose foretold title a file beside them bears that is in conversion. Nothing tells of that one, and
 * third-party storage, which keeps the titles of a folder apart, makes the new title another (docspace-api.md 6.4).
 */
function renamedToUnseenTitles(
	{ ledger }: Stage,
	spec: ChaosCase,
	rehearsal: RunRecord,
	{ collected, spans }: RunRecord,
): Set<string> {
	const at = spans.get(NODES.archive)?.from ?? 0;
	const folderOf = (tracked: Tracked) => ledger.stayAt(tracked, at)?.folder;
	const compared = (title: string) => clashKey(title, 'case');
	const unseen = ledger.files.filter((tracked) => isInvisible(spec, tracked));
	const { renamed } = (rehearsal.ended && moveReportOf(rehearsal.ended)) ?? { renamed: [] };
	const isTaken = ({ id, to }: Rename): boolean => {
		const tracked = collected.get(id);
		return unseen.some(
			(other) =>
				tracked !== undefined &&
				folderOf(other) === folderOf(tracked) &&
				compared(other.firstTitle) === compared(to),
		);
	};
	return new Set(renamed.filter(isTaken).map(({ id }) => id));
}

/** What a run says, as far as a dry run can foretell it. */
function outcomeOf({ ended }: RunRecord, unforeseeable: Set<string>): Record<string, string> {
	const said = ended && saidBy(ended, NODES.archive);
	if (ended === undefined || said === undefined) {
		return { error: ended === undefined ? 'it did not end' : errorOf(ended) };
	}
	const inOrder = (list: string[]) => list.sort().join('; ');
	return {
		complete: String(said.complete),
		requested: String(said.requested),
		movedCount: String(said.movedCount),
		folderCreated: String(said.folderCreated),
		skipped: inOrder(idsOf(said.skipped)),
		failed: inOrder(idsOf(said.failed)),
		unknown: inOrder(idsOf(said.unknown)),
		renamed: inOrder(
			moveReportOf(ended)?.renamed.map(({ to, ...file }) =>
				JSON.stringify(unforeseeable.has(file.id) ? file : { ...file, to }),
			) ?? [],
		),
		roomArchived: String(said.roomArchived),
		guests: inOrder(listOf(said.guests).map(fateOf)),
	};
}

function fateOf(entry: unknown): string {
	if (!isRecord(entry)) return '';
	const { id, deleted, alreadyGone, level, endedIn } = entry;
	return JSON.stringify({ id, deleted, alreadyGone, level, endedIn });
}
