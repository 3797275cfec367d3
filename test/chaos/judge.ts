import type { EntryId } from '../../sandbox';
import { clashKey } from '../../sandbox/model/titles';
import type { ChaosCase } from './cases';
import {
	entriesTellTheTruth,
	isRefusedForOtherRooms,
	judgeAccess,
	whoShouldBeOut,
} from './judgeAccess';
import { judgeClientRoom } from './judgeClientRoom';
import { isInvisible, isWalked, named, withReport, type Report, type Violation } from './judging';
import type { Stay, Tracked } from './ledger';
import {
	errorOf,
	idsOf,
	moveReportOf,
	NODES,
	type MoveReport,
	type RunRecord,
	type Span,
} from './runs';
import { clientFolders, type Stage } from './stage';

/** What must hold of the portal after anything, whoever ran or was stopped. */
export function judgePortal(stage: Stage, spec: ChaosCase): Violation[] {
	return withReport((report) => {
		nothingIsLost(stage, spec, report);
		historyIsKept(stage, spec, report);
		roomIsLeftUntilEmpty(stage, spec, report);
		judgeAccess(stage, spec, report);
		clientHasOneFolder(stage, report);
		structureIsKept(stage, spec, report);
	});
}

/** Every file is in the archive, where others left it, or deleted by others. */
function nothingIsLost(stage: Stage, { job }: ChaosCase, report: Report): void {
	const { ledger, manager } = stage;
	const isFlat = job.clientRoom?.folders !== 'keep';
	for (const tracked of ledger.files) {
		// Nobody else renames files without extension (docspace-api.md 6.8, T137).
		if (tracked.file.contentGone) report('lost', `${named(tracked)} has lost its content`);
		const last = tracked.stays.at(-1);
		if (last === undefined || last.by !== manager.id) continue;
		if (last.folder === undefined) {
			const mayMerge = job.policy === 'overwrite' && tracked.mergedInto !== undefined;
			if (!mayMerge) report('lost', `${named(tracked)} was deleted by our own doing`);
		} else if (last.inTrash) {
			if (!trashedUnderWay(stage, last))
				report('lost', `${named(tracked)} lies in the Trash by our own doing`);
		} else if (!isInClientFolder(stage, last) || (isFlat && pathInArchive(stage, last) !== '')) {
			report('lost', `${named(tracked)} was moved to ${last.folder.title} (${last.folder.id})`);
		}
	}
}

/**
 * A job goes on into a folder that somebody puts into the Trash meanwhile, and nothing stops it: the portal
 * has loaded the folder already (docspace-api.md 6.4). So those files are deleted with it, by that user.
 */
function trashedUnderWay(
	{ ledger, portal, manager }: Stage,
	{ within, operationId }: Stay,
): boolean {
	const sent = portal.journal
		.of('operation.created')
		.find(({ id }) => id === operationId)?.sequence;
	return ledger.trashings.some(
		({ at, by, id }) =>
			by !== manager.id && sent !== undefined && sent < at && within.some((above) => above === id),
	);
}

/** The client's folder above a place, if it lies in one. */
function clientFolderAbove({ archiveRoot }: Stage, { within }: Stay): number {
	return within.indexOf(archiveRoot) - 1;
}

function isInClientFolder(stage: Stage, stay: Stay): boolean {
	const title = stay.titles[clientFolderAbove(stage, stay)];
	return title?.normalize() === stage.clientTitle.normalize();
}

/** The titles of the folders between a place and the one at `top` above it. */
function pathBelow({ titles }: Stay, top: number): string {
	return titles.slice(0, Math.max(top, 0)).reverse().join('/');
}

function pathInArchive(stage: Stage, stay: Stay): string {
	return pathBelow(stay, clientFolderAbove(stage, stay));
}

/**
 * With Keep Structure a file lies in folders of the titles in which it lay in the room. Of a folder that is
 * closed to the user the portal lists the files and not the folder (docspace-api.md 3.3 c): they end at the top.
 */
function structureIsKept(stage: Stage, { job }: ChaosCase, report: Report): void {
	if (job.clientRoom?.folders !== 'keep') return;
	const { ledger, manager, portal, room } = stage;
	const compared = (path: string) => clashKey(path, 'mysql').toLowerCase();
	for (const tracked of ledger.files) {
		const last = tracked.stays.at(-1);
		if (last?.folder === undefined || last.inTrash || last.by !== manager.id) continue;
		const path = pathInArchive(stage, last);
		const known = tracked.stays
			.filter(({ within }) => within.includes(room))
			.map((stay) => pathBelow(stay, stay.within.indexOf(room)));
		const wasClosed = portal.journal
			.of('share.set')
			.some(
				({ entryId, access }) =>
					access === RESTRICTED &&
					tracked.stays.some(({ within }) => within.some((id) => id === entryId)),
			);
		if (wasClosed && path === '') continue;
		if (!known.some((before) => compared(before) === compared(path))) {
			report('structure', `${named(tracked)} of “${known.join('”, “')}” lies in “${path}”`);
		}
	}
}

/** No content and no version is gone, unless the user chose what costs it. */
function historyIsKept({ ledger }: Stage, { job }: ChaosCase, report: Report): void {
	for (const tracked of ledger.files) {
		if (tracked.copies > 0 && !job.allowLossOfVersions) {
			report(
				'versions',
				`${named(tracked)} was copied to another storage, which costs its versions`,
			);
		}
		if (tracked.copies > 0 || tracked.stays.at(-1)?.folder === undefined) continue;
		const { versions } = tracked.file;
		const isKept = tracked.content.every(
			(content, at) =>
				versions[at]?.size === content.size && versions[at]?.comment === content.comment,
		);
		if (!isKept) report('versions', `${named(tracked)} has lost versions`);
		if (versions.length > tracked.content.length && job.policy !== 'overwrite') {
			report('versions', `${named(tracked)} was overwritten, which nobody chose`);
		}
	}
}

/** Guests are touched and the room is archived only when nothing was left in it at the last look before. */
function roomIsLeftUntilEmpty(stage: Stage, spec: ChaosCase, report: Report): void {
	const { ledger, manager, portal, room } = stage;
	const { journal } = portal;
	for (const { at, by, what } of ledger.revocations) {
		if (by === manager.id) emptyBetweenLookAnd({ at, sent: at, what });
	}
	for (const { sequence: at, actor, operationId, what } of journal.of('room.archived')) {
		if (actor !== manager.id) continue;
		if (spec.job.clientRoom?.archiveRoom !== true) report('guest', 'the room was archived unasked');
		const sent = journal.of('operation.created').find(({ id }) => id === operationId)?.sequence;
		emptyBetweenLookAnd({ at, sent: sent ?? at, what });
	}

	function emptyBetweenLookAnd({ at, sent, what }: { at: number; sent: number; what: string }) {
		const lookedAt = ledger.looks
			.filter((look) => look.at < sent && !look.subfoldersOnly && look.folder.id === room)
			.at(-1)?.at;
		if (lookedAt === undefined) return report('guest', `${what} without a look into the room`);
		for (const tracked of ledger.files) {
			const before = ledger.stayAt(tracked, lookedAt);
			const after = ledger.stayAt(tracked, at - 1);
			if (before?.within.includes(room) !== true || after?.within.includes(room) !== true) continue;
			if (isInvisible(spec, tracked)) continue;
			report('guest', `${what} while ${named(tracked)} was in the room`);
		}
	}
}

/** All that we moved lies in one folder of the client's name. */
function clientHasOneFolder(stage: Stage, report: Report): void {
	const folders = new Set<EntryId | undefined>();
	for (const { stays } of stage.ledger.files) {
		const last = stays.at(-1);
		if (last?.folder === undefined || last.inTrash || last.by !== stage.manager.id) continue;
		folders.add(last.within[clientFolderAbove(stage, last)]);
	}
	if (folders.size > 1) report('oneFolder', `our files lie in ${[...folders].join(' and ')}`);
}

/** What must hold of what one run said. Nobody heard what a killed one said. */
export function judgeRun(stage: Stage, spec: ChaosCase, record: RunRecord): Violation[] {
	return withReport((report) => {
		if (record.ended === undefined) return;
		noSecrets(stage, record, report);
		if (record.killed || record.ended.status === 'canceled' || record.isDryRun) return;
		collectTellsAll(stage, spec, record, report);
		ensureNamesTwins(stage, record, report);
		const revoked = record.spans.get(NODES.revoke);
		const entries = record.ended.json(NODES.revoke);
		if (revoked) {
			entriesTellTheTruth(stage, spec, record, { span: revoked, entries }, report);
			lateFilesAreNamed(stage, spec, record, revoked, report);
		}
		const said = moveReportOf(record.ended);
		const span = record.spans.get(NODES.move) ?? record.spans.get(NODES.archive);
		if (said === undefined || span === undefined) return;
		if (record.spans.has(NODES.archive)) judgeClientRoom(stage, spec, record, said, span, report);
		else moveAddsUp(record, said, report);
		moveTellsTheTruth(stage, spec, record, said, span, report);
		renamesAreTold(stage, record, said, span, report);
		guestWaitsForComplete(spec, record, said, report);
	});
}

/** A file that was in the room all the time is in the list, and nothing is that was never there. */
function collectTellsAll(stage: Stage, spec: ChaosCase, record: RunRecord, report: Report): void {
	const { ledger, room } = stage;
	const [item] = record.ended?.json(NODES.collect) ?? [];
	const span = record.spans.get(NODES.collect);
	if (item === undefined || span === undefined) return;
	const listed = new Set(idsOf(item.files));
	if (item.fileCount !== listed.size) {
		report(
			'collect',
			`fileCount is ${String(item.fileCount)}, and ${listed.size} files are listed`,
		);
	}
	for (const tracked of new Set(record.collected.values())) {
		const isListed = [...tracked.ids].some((id) => listed.has(String(id)));
		const stays = ledger.staysBetween(tracked, span.from, span.to);
		const always =
			ledger.stayAt(tracked, span.from) !== undefined &&
			stays.every(({ within }) => within.includes(room)) &&
			!(isWalked(spec) && stays.length > 1);
		const ever = stays.some(({ within }) => within.includes(room));
		if (always && !isListed && !isInvisible(spec, tracked))
			report('collect', `${named(tracked)} is missing from the list`);
		if (!ever && isListed) report('collect', `${named(tracked)} was never in the room`);
	}
}

/** The folder is the eldest of its name, and the others are named. */
function ensureNamesTwins(stage: Stage, record: RunRecord, report: Report): void {
	const { ledger, portal } = stage;
	const [item] = record.ended?.json(NODES.ensure) ?? [];
	const span = record.spans.get(NODES.ensure);
	if (item === undefined || span === undefined) return;
	const look = ledger.looks
		.filter(({ at, subfoldersOnly }) => subfoldersOnly && at <= span.to)
		.at(-1);
	if (look === undefined) return report('folder', 'nobody looked what folders there are');
	const made = new Map(
		portal.journal.of('folder.created').map(({ id, sequence }) => [id, sequence] as const),
	);
	const wasThere = ({ id }: { id: EntryId }) => (made.get(id) ?? 0) <= look.at;
	const sameNameFolders = clientFolders(stage).filter(wasThere);
	const told = new Set([String(item.id), ...idsOf(item.sameNameFolders)]);
	for (const { id } of sameNameFolders) {
		if (!told.has(String(id))) report('folder', `the folder ${id} of the same name is not named`);
	}
}

/** What came into the room until Delete Guest looked last is in `filesLeft`. */
function lateFilesAreNamed(
	{ ledger, room }: Stage,
	spec: ChaosCase,
	{ ended, accompanied }: RunRecord,
	span: Span,
	report: Report,
): void {
	const [item] = ended?.json(NODES.revoke) ?? [];
	// Nobody can tell which of two runs has looked.
	if (accompanied || item?.deleted !== true) return;
	const told = idsOf(item.filesLeft);
	const look = ledger.looks
		.filter(({ at, folder }) => folder.id === room && at > span.from && at <= span.to)
		.at(-1);
	if (look === undefined) return report('named', 'nobody looked into the room');
	for (const tracked of ledger.files) {
		const stays = ledger.staysBetween(tracked, look.at, span.to);
		const wasThere = ledger.stayAt(tracked, look.at)?.within.includes(room) === true;
		const isStill = wasThere && stays.length === 1;
		if (!isStill || isInvisible(spec, tracked)) continue;
		if ([...tracked.ids].some((id) => told.includes(String(id)))) continue;
		report('named', `${named(tracked)} is in the room and not in filesLeft`);
	}
}

/** Every file asked for is in exactly one list. */
function moveAddsUp(record: RunRecord, said: MoveReport, report: Report): void {
	const [collected] = record.ended?.json(NODES.collect) ?? [];
	const asked = idsOf(collected?.files).sort();
	const told = [...said.moved, ...said.skipped, ...said.failed, ...said.unknown].sort();
	if (asked.join() !== told.join()) {
		report('sum', `asked for ${asked.length} files, told of ${told.length}`);
	}
	if (said.requested !== asked.length) report('sum', `requested is ${said.requested}`);
	if (said.movedCount !== said.moved.length) report('sum', `movedCount is ${said.movedCount}`);
	if (said.complete !== (said.moved.length === asked.length)) {
		report('sum', `complete is ${said.complete}`);
	}
}

/** What is said of a file is what happened to it; of `unknown` nothing is said. */
function moveTellsTheTruth(
	stage: Stage,
	spec: ChaosCase,
	record: RunRecord,
	said: MoveReport,
	span: Span,
	report: Report,
): void {
	const { ledger } = stage;
	const from = record.accompanied ? span.from : span.lastWord;
	const isFlat = spec.job.clientRoom?.folders !== 'keep';
	const isAtDestination = (stay: Stay | undefined) =>
		stay?.folder !== undefined &&
		(isFlat ? stay.within.slice(0, 1) : stay.within).some(
			(id) => String(id) === String(said.destinationId),
		) &&
		!stay.inTrash;
	const wasThere = (tracked: Tracked) =>
		ledger.staysBetween(tracked, from, span.to).some(isAtDestination);
	for (const id of said.moved) {
		const tracked = record.collected.get(id);
		if (tracked === undefined) {
			report('truth', `${id} is called moved, and there was no such file`);
		} else if (!wasThere(tracked) && !(tracked.mergedInto && wasThere(tracked.mergedInto))) {
			report('truth', `${named(tracked)} is called moved and is not in the destination`);
		}
	}
	const ours = operationsOf(stage, span);
	for (const id of [...said.failed, ...said.skipped]) {
		const tracked = record.collected.get(id);
		if (tracked === undefined) continue;
		const stays = ledger.staysBetween(tracked, from, span.to);
		if (stays.length > 0 && stays.every(isAtDestination)) {
			report(
				'truth',
				`${named(tracked)} is called left behind (${said.reasons.get(id)}) and is in the destination`,
			);
		}
		if (record.accompanied) continue;
		const later = tracked.stays.find(
			({ since, operationId }) =>
				since > span.to && operationId !== undefined && ours.has(operationId),
		);
		if (later !== undefined) {
			report(
				'truth',
				`${named(tracked)} is called left behind (${said.reasons.get(id)}), and was moved later`,
			);
		}
	}
	if (spec.job.policy !== 'overwrite') return;
	const told = [said.moved, said.skipped, said.failed, said.unknown].flat();
	const asked = new Set(told.map((id) => record.collected.get(id)));
	for (const tracked of ledger.files) {
		const target = tracked.mergedInto;
		// To Move Files of a run beside this one, what this one had brought before is a file like any other there.
		if (record.accompanied && !spec.job.clientRoom && !asked.has(tracked)) continue;
		if (
			target?.stays.some(({ operationId }) => operationId !== undefined && ours.has(operationId))
		) {
			report('overwrite', `${named(tracked)} overwrote ${named(target)}, which was moved with it`);
		}
	}
}

function operationsOf({ portal }: Stage, span: Span): Set<string> {
	return new Set(
		portal.journal
			.of('operation.created')
			.filter(({ sequence }) => sequence > span.from && sequence <= span.to)
			.map(({ id }) => String(id)),
	);
}

/** Every rename that is told was done, and every one that was done is told. */
function renamesAreTold(
	{ ledger, manager }: Stage,
	record: RunRecord,
	said: MoveReport,
	span: Span,
	report: Report,
): void {
	const done = ledger.renamings.filter(
		({ at, by }) => by === manager.id && at > span.from && at <= span.to,
	);
	for (const { id, from, to } of said.renamed) {
		const tracked = record.collected.get(id);
		// Of two runs at once the later one finds a file under the new name already.
		const candidates = record.accompanied ? ledger.renamings : done;
		const isDone = candidates.some(
			(renaming) => renaming.tracked === tracked && renaming.to === to,
		);
		if (!isDone) report('renames', `${id} is said to be renamed from “${from}” to “${to}”`);
	}
	if (record.accompanied) return;
	const unknown = new Set(said.unknown.map((id) => record.collected.get(id)));
	for (const { tracked, to } of done) {
		const isTold = said.renamed.some(({ id }) => record.collected.get(id) === tracked);
		if (!isTold && !unknown.has(tracked)) {
			report('renames', `${named(tracked)} became “${to.slice(0, 40)}” without a word`);
		}
	}
}

/** Behind the question whether all were moved, the guest is not reached with files left. */
function guestWaitsForComplete(
	{ job }: ChaosCase,
	record: RunRecord,
	said: MoveReport,
	report: Report,
): void {
	if (job.gate && !said.complete && record.spans.has(NODES.revoke)) {
		report('guest', 'Delete Guest ran although files were left behind');
	}
}

const FOREIGN = [
	[/ASC\.(Web|Files|Common|Core|Api)/, 'a type or stack trace of the server'],
	[/ActionMethodExecutor|hresult/, 'a stack trace of the server'],
	[/<html|openresty/i, 'a page of HTML'],
] as const;

/** No token, stack trace or response body in any output, error or record of n8n. */
function noSecrets(stage: Stage, { ended }: RunRecord, report: Report): void {
	nothingForeign(stage, JSON.stringify([ended?.run.data.resultData, ended?.responses]), report);
	for (const node of Object.values(NODES)) {
		const items = JSON.stringify([ended?.json(node), ended?.json(node, 1)]);
		if (/\\n\s+at \S+ \(/.test(items)) report('secrets', `a stack trace in the items of ${node}`);
	}
}

/** Nor in anything that was written to the console meanwhile. */
export function judgeLogs(stage: Stage, lines: string[]): Violation[] {
	return withReport((report) => nothingForeign(stage, lines.join('\n'), report));
}

export function nothingForeign(
	{ secrets }: Pick<Stage, 'secrets'>,
	text: string,
	report: Report,
): void {
	if (secrets.some((secret) => text.includes(secret))) report('secrets', 'an API key');
	for (const [pattern, what] of FOREIGN) {
		const match = pattern.exec(text);
		if (match) report('secrets', `${what}: …${text.slice(match.index - 80, match.index + 80)}…`);
	}
}

/** What must hold once the faults have ended and the workflow has run again. */
export function judgeConvergence(stage: Stage, spec: ChaosCase, last: RunRecord): Violation[] {
	return withReport((report) => {
		const { ended } = last;
		if (ended === undefined) return report('converges', 'the last run did not end');
		const left = stage.ledger.files.filter(({ stays }) => {
			const stay = stays.at(-1);
			return stay?.within.includes(stage.room) && !stay.inTrash;
		});
		if (!isRoomThere(stage)) return;
		const said = moveReportOf(ended);
		if (said && said.unknown.length > 0) {
			report('converges', `${said.unknown.length} files are unknown on a portal at peace`);
		}
		for (const tracked of left) {
			const reason = whyItMayStay(stage, spec, tracked, left);
			if (reason === undefined) {
				const why = said?.reasons.get(String(tracked.file.id)) ?? errorOf(ended);
				report('converges', `${named(tracked)} is still in the room: ${why}`);
			}
		}
		if (left.length === 0) guestsEndAsTheRoom(stage, spec, report);
	});
}

function isRoomThere({ portal, room, archiveRoot }: Stage): boolean {
	return portal.store.folders.has(room) && portal.store.folders.has(archiveRoot);
}

/** Why a file may be in the room for ever; undefined when it should have gone. */
function whyItMayStay(
	stage: Stage,
	spec: ChaosCase,
	{ file }: Tracked,
	left: Tracked[],
): string | undefined {
	const { portal } = stage;
	const { job, archive, room } = spec;
	if (job.clientRoom && isRefusedForOtherRooms(stage, spec)) return 'a guest’s other rooms';
	const folder = portal.store.folders.get(file.parentId);
	if (folder?.type === FORM_DONE || folder?.type === FORM_IN_PROGRESS) return 'a filled form';
	const crosses = (room.storage === 'internal') !== (archive.place !== 'otherStorage');
	if ((crosses || room.storage !== 'internal') && !job.allowLossOfVersions)
		return 'another storage';
	if (archive.place === 'formRoom' && !file.isForm) return 'no form';
	const destination = clientFolders(stage)[0];
	const comparison = destination?.provider === undefined ? 'mysql' : 'case';
	const compared = (title: string) => clashKey(title, comparison);
	const namesakes = (titles: string[]) =>
		titles.filter((title) => compared(title) === compared(file.title));
	const inArchive = destination ? portal.filesBelow(destination.id) : [];
	const there = namesakes(inArchive.map(({ title }) => title));
	const others = namesakes(left.map((other) => other.file.title)).length > 1;
	if (job.policy === 'skip' && there.length > 0) return 'skipped for a namesake';
	if (job.policy === 'keepBoth' && there.length > 0 && isWithoutExtension(file.title)) {
		return 'a number would cost it its content';
	}
	if (job.policy === 'overwrite' && others) return 'one of several namesakes';
	return undefined;
}

/** By the portal's own rule (docspace-api.md 6.8), written down once more. */
function isWithoutExtension(title: string): boolean {
	return !title.includes('.') || title.endsWith('.');
}

const RESTRICTED = 3;
const FORM_DONE = 27;
const FORM_IN_PROGRESS = 28;

/** All whose access was to end are out of an empty room. */
function guestsEndAsTheRoom(stage: Stage, spec: ChaosCase, report: Report): void {
	const { portal, room } = stage;
	const members = portal.store.allShares().filter(({ entryId }) => entryId === room);
	for (const guest of whoShouldBeOut(stage, spec)) {
		if (!members.some(({ subject }) => subject === guest.id)) continue;
		report('converges', `the room is empty and ${guest.displayName} is still in it`);
	}
}

/** What one more run changed, on a portal where nothing was left to do. */
export function judgeRepetition(stage: Stage, before: number): Violation[] {
	return withReport((report) => {
		const changes = stage.portal.journal.entries
			.slice(before)
			.filter(({ actor, what }) => actor === stage.manager.id && !what.startsWith('operation.'));
		for (const { what, id } of changes) {
			report('repetition', `one more run did ${what} (${String(id)})`);
		}
	});
}
