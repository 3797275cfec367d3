import { clashKey } from '../../../sandbox/model/titles';
import type { File } from '../../../sandbox';
import { NODE_NAME } from '../../harness/engine';
import { isRecord } from '../../harness/guards';
import { withReport, type Report, type Violation } from '../judging';
import { idsOf, listOf } from '../runs';
import type { EntriesCase } from './cases';
import { isBelow, type EntriesRun, type EntriesStage, type Made } from './stage';

/** What must hold of the portal after all runs. */
export function judgeEntries(
	stage: EntriesStage,
	spec: EntriesCase,
	runs: EntriesRun[],
): Violation[] {
	return withReport((report) => {
		nothingElseIsTouched(stage, spec, report);
		contentIsKept(stage, report);
		noTwins(stage, spec, runs, report);
		secretsStaySecret(stage, runs, report);
	});
}

/** Everything that our runs have changed was asked for, by name. */
function nothingElseIsTouched(stage: EntriesStage, spec: EntriesCase, report: Report): void {
	const { operation, policy, withFolder } = spec;
	const given = new Set(stage.given.map(String));
	const isFile = (id: unknown) => given.has(String(id));
	const isFolder = (id: unknown) => String(id) === String(stage.folder);
	const isFolderJob =
		operation.startsWith('folder.') || (withFolder && operation !== 'file.delete');
	const [, verb] = operation.split('.');
	const isDestroyable = spec.permanently || spec.source.storage !== 'internal';
	for (const { what, id, sourceId, from, ...details } of stage.changes) {
		const isNamed = isFile(sourceId ?? id) || (isFolderJob && stage.subfolders.has(from));
		const isAsked: Record<string, boolean> = {
			'file.copied': verb === 'copy',
			'folder.copied': verb === 'copy',
			'file.overwritten': policy === 'overwrite' && verb !== 'delete',
			'file.moved': verb === 'move' && isNamed,
			'folder.moved': verb === 'move' && isFolder(sourceId ?? id),
			'file.renamed': operation === 'file.move' && isFile(id),
			'file.trashed': verb === 'delete' && isNamed,
			'folder.trashed': operation === 'folder.delete' && isFolder(id),
			'file.deleted':
				isNamed && (verb === 'delete' ? isDestroyable : verb === 'move' && policy === 'overwrite'),
			'folder.deleted': operation === 'folder.delete' && isFolder(id) && isDestroyable,
		};
		if (isAsked[what] === true || isDestroyedBySecond(stage, what, { id, ...details })) continue;
		const all = JSON.stringify({ id, sourceId, from, ...details });
		report('untouched', `${what} ${all}, which nobody asked for`);
	}
}

/**
 * Where a process was killed, its deletion goes on, and another run may send its own before that has come to an entry:
 * the first puts it into the Trash, and the second destroys it there (docspace-api.md T91). Within a process deletions
 * take turns.
 */
function isDestroyedBySecond(
	{ portal, changes }: EntriesStage,
	what: string,
	{ id, at, sequence }: Record<string, unknown>,
): boolean {
	if (!/^(file|folder)\.deleted$/.test(what)) return false;
	const deletions = portal.journal.of('operation.created').filter(({ type }) => type === 'delete');
	const trashings = changes.filter((change) => change.what.endsWith('.trashed'));
	return trashings.some(
		(trashing) =>
			trashing['id'] === id &&
			trashing.sequence < Number(sequence) &&
			trashing.at <= Number(at) &&
			deletions.filter((deletion) => deletion.sequence < trashing.sequence).length > 1,
	);
}

/** No version of any file is gone or another, wherever the file is. */
function contentIsKept({ contents, portal }: EntriesStage, report: Report): void {
	for (const [file, sizes] of contents) {
		if (portal.store.files.get(file.id) !== file) continue;
		const isKept = sizes.every((size, at) => file.versions[at]?.size === size);
		if (!isKept || file.contentGone)
			report('bytes', `“${file.title}” (${file.id}) has lost content`);
	}
}

/**
 * Of each file there is one copy, or one from each run that was to keep both. Two operations that are under way at
 * once may both find a title free, which no client of this API can prevent: those of different runs, and one that was
 * sent a minute after another of which nothing was to be seen (docspace-api.md T147).
 */
function noTwins(
	{ made, portal }: EntriesStage,
	{ policy }: EntriesCase,
	runs: EntriesRun[],
	report: Report,
): void {
	const created = new Map(
		portal.journal.of('operation.created').map((entry) => [String(entry['id']), entry]),
	);
	/** The run that has sent an operation; undefined where several were under way. */
	const runOf = ({ operationId }: Made) => {
		const sequence = created.get(operationId)?.sequence ?? 0;
		const [run, another] = runs.filter(({ from, to }) => from < sequence && sequence <= to);
		return another === undefined ? run : undefined;
	};
	made.forEach((later, at) => {
		for (const earlier of made.slice(0, at)) {
			if (earlier.source !== later.source || earlier.destination !== later.destination) continue;
			const isStill = (file: File) => portal.store.files.get(file.id) === file;
			const isRenamed = !clashKey(earlier.copy.title, 'mysql').startsWith(base(later.title));
			const isElsewhere = earlier.copy.parentId !== earlier.destination;
			if (!isStill(earlier.copy) || isElsewhere || isRenamed) continue;
			const run = runOf(earlier);
			const isOfOneRun = run !== undefined && run === runOf(later);
			if (policy === 'keepBoth' && !isOfOneRun) continue;
			const [first, second] = [earlier, later].map(({ operationId }) => created.get(operationId));
			const isCrossed = (second?.sequence ?? 0) < earlier.at;
			const pause = (second?.at ?? 0) - (first?.at ?? 0);
			if (isCrossed && (!isOfOneRun || pause >= MINUTE)) continue;
			report(
				'twin',
				`“${later.title}” was copied twice, as ${earlier.copy.id} and ${later.copy.id}`,
			);
		}
	});
}

const MINUTE = 60_000;

/** What of a title a number leaves as it is. */
function base(title: string): string {
	const dot = title.lastIndexOf('.');
	return clashKey(dot < 0 ? title : title.slice(0, dot), 'mysql');
}

function secretsStaySecret({ secrets }: EntriesStage, runs: EntriesRun[], report: Report): void {
	for (const { ended, name } of runs) {
		const said = JSON.stringify([ended?.json(NODE_NAME), ended?.json(NODE_NAME, 1)]);
		if (secrets.some((secret) => said.includes(secret))) report('secrets', `${name} shows a key`);
	}
}

/** What the node put out, on whichever branch; undefined when it failed before it could tell. */
function saidBy({ ended }: EntriesRun): Record<string, unknown> | undefined {
	const [done] = ended?.json(NODE_NAME) ?? [];
	const [failed] = ended?.json(NODE_NAME, 1) ?? [];
	const said: unknown = done ?? failed?.error;
	// A cancelled run puts out an item that tells nothing.
	return isRecord(said) && (said.requested !== undefined || said.id !== undefined)
		? said
		: undefined;
}

/** What must hold of what one run said. */
export function judgeRun(stage: EntriesStage, spec: EntriesCase, run: EntriesRun): Violation[] {
	return withReport((report) => {
		if (run.ended === undefined) return report('ends', `${run.name} has not ended`);
		const said = saidBy(run);
		if (said === undefined || run.killed) return;
		if (spec.operation === 'file.copy') judgeCopies(stage, spec, run, said, report);
		if (spec.operation === 'file.delete') judgeDeletions(stage, spec, run, said, report);
		if (spec.operation === 'folder.copy') judgeFolderCopy(stage, spec, said, report);
	});
}

/** Each in exactly one list. */
function sum(ids: string[], given: unknown[], report: Report): void {
	const sorted = (list: unknown[]) => list.map(String).sort().join(' ');
	if (sorted(ids) !== sorted(given)) {
		report('sum', `asked for ${sorted(given)}, told of ${sorted(ids)}`);
	}
}

/** Ids of operations that a run has sent. */
function operationsOf({ portal }: EntriesStage, { from, to }: EntriesRun): Set<string> {
	const sent = portal.journal
		.of('operation.created')
		.filter(({ sequence }) => from < sequence && sequence <= to);
	return new Set(sent.map((entry) => String(entry['id'])));
}

function judgeCopies(
	stage: EntriesStage,
	{ withFolder }: EntriesCase,
	run: EntriesRun,
	said: Record<string, unknown>,
	report: Report,
): void {
	const files = listOf(said.files).filter(isRecord);
	const left = [said.skipped, said.failed, said.unknown].map(idsOf);
	if (!withFolder) {
		sum([...files.map(({ sourceId }) => String(sourceId)), ...left.flat()], stage.given, report);
		const complete = idsOf(said.failed).length + idsOf(said.unknown).length === 0;
		if (complete !== said.complete) report('sum', `complete is ${String(said.complete)}`);
	}
	const operations = operationsOf(stage, run);
	const ours = stage.made.filter(({ operationId }) => operations.has(operationId));
	const alike = (source: File | undefined, { title, size }: Record<string, unknown>) =>
		source !== undefined &&
		source.size === size &&
		base(String(title)).startsWith(base(source.title));
	for (const file of files) {
		const copy = stage.made.find((one) => String(one.copy.id) === String(file.id));
		const isReplaced = stage.changes.some(
			({ what, id, sourceId }) =>
				what === 'file.overwritten' &&
				String(id) === String(file.id) &&
				String(sourceId) === String(file.sourceId),
		);
		const isOf =
			copy && (String(copy.source?.id) === String(file.sourceId) || alike(copy.source, file));
		if (!isOf && !isReplaced) {
			report(
				'truth',
				`${String(file.id)} is called the copy of ${String(file.sourceId)}, and is none`,
			);
		}
	}
	// What was copied into a destination that somebody has deleted is gone with it.
	const isGone = !stage.portal.store.folders.has(stage.target);
	if (withFolder || run.accompanied || isGone) return;
	const untold = [...idsOf(said.skipped), ...idsOf(said.failed)];
	for (const { source, copy, destination } of ours) {
		if (destination !== stage.target || !untold.includes(String(source?.id))) continue;
		const isTold = files.some(({ id }) => String(id) === String(copy.id));
		if (!isTold)
			report(
				'truth',
				`“${copy.title}” (${copy.id}) was made, and ${String(source?.id)} is not called copied`,
			);
	}
}

function judgeDeletions(
	stage: EntriesStage,
	{ permanently }: EntriesCase,
	run: EntriesRun,
	said: Record<string, unknown>,
	report: Report,
): void {
	const { store } = stage.portal;
	const deleted = idsOf(said.deleted);
	const failed = idsOf(said.failed);
	const others = [said.alreadyInTrash, said.notFound, said.unknown].flatMap(idsOf);
	sum([...deleted, ...failed, ...others], stage.given, report);
	for (const id of stage.given) {
		const file = store.files.get(id);
		const isAway = file === undefined || store.rootOf(file)?.type === TRASH;
		if (deleted.includes(String(id)) && !isAway)
			report('truth', `${id} is called deleted, and is not`);
		const isOurs = stage.changes.some(
			(entry) =>
				String(entry['id']) === String(id) &&
				entry.sequence > run.from &&
				operationsOf(stage, run).has(String(entry['operationId'])),
		);
		if (failed.includes(String(id)) && isOurs && isAway && !permanently) {
			report('truth', `${id} is called failed, and is deleted`);
		}
	}
}

const TRASH = 3;

/** With nobody else about, a copied folder holds what the folder holds. */
function judgeFolderCopy(
	{ portal, folder }: EntriesStage,
	spec: EntriesCase,
	said: Record<string, unknown>,
	report: Report,
): void {
	const isAlone = spec.disturbance.kind === 'none' && spec.faults.every(isNobodysAct);
	const copied =
		portal.store.folders.get(Number(said.id)) ?? portal.store.folders.get(String(said.id));
	if (!isAlone || copied === undefined || !portal.store.folders.has(folder)) return;
	const skipped = new Set(idsOf(said.skipped));
	const there = portal.filesBelow(copied.id);
	for (const { id, title, size } of portal.filesBelow(folder)) {
		if (skipped.has(String(id))) continue;
		const isThere = there.some(
			(file) => file.size === size && clashKey(file.title, 'mysql').startsWith(base(title)),
		);
		if (!isThere) report('lost', `“${title}” (${id}) has no copy, and is not named`);
	}
	const told = Number(said.copiedCount) + Number(said.alreadyThereCount) + skipped.size;
	const all = portal.filesBelow(folder).length;
	if (told !== all) report('sum', `${told} files are told of, and there are ${all}`);
}

function isNobodysAct(fault: EntriesCase['faults'][number]): boolean {
	if (fault.where === 'request') return !('acts' in fault.trouble);
	const { acts, trouble } = fault;
	const isOthers =
		trouble === 'lockFile' || trouble === 'openFile' || trouble === 'deleteDestination';
	return acts.length === 0 && !isOthers;
}

/** One run on a portal at peace does all that can be done. */
export function judgeConvergence(
	{ portal, folder, target }: EntriesStage,
	{ operation, policy, permanently, source }: EntriesCase,
	run: EntriesRun,
): Violation[] {
	return withReport((report) => {
		const { folders, files } = portal.store;
		const isTarget = folders.has(target);
		const ours = folders.get(folder);
		const said = saidBy(run);
		const message = JSON.stringify(run.ended?.json(NODE_NAME, 1)[0]?.error ?? '').slice(0, 300);
		if (operation === 'file.copy' && isTarget && policy !== 'overwrite') {
			const left = idsOf(said?.failed).filter((id) => {
				const file = files.get(Number(id)) ?? files.get(id);
				return file !== undefined && portal.store.rootOf(file)?.type !== TRASH;
			});
			const isDone = said !== undefined && left.length + idsOf(said.unknown).length === 0;
			if (!isDone) report('converges', `files are not copied: ${left.join(', ')} ${message}`);
		}
		const isRefused = source.storage !== 'internal' && !permanently;
		if (operation === 'file.delete' && !isRefused && said?.complete !== true) {
			report('converges', `files are not deleted: ${message}`);
		}
		if (operation === 'folder.delete' && !isRefused && ours) {
			const isAway = portal.store.rootOf(ours)?.type === TRASH && !permanently;
			if (!isAway) report('converges', `the folder is not deleted: ${message}`);
		}
		if (operation === 'folder.copy' && isTarget && ours && said === undefined) {
			const isExplained = policy === 'overwrite' && message.includes('not copied as a whole');
			if (!isExplained) report('converges', `the folder is not copied: ${message}`);
		}
		const isMovable = ours && isTarget && operation === 'folder.move';
		if (
			isMovable &&
			!isBelow(portal, ours, target) &&
			!/another storage|holds a folder/.test(message)
		) {
			report('converges', `the folder is not moved: ${message}`);
		}
	});
}

/** Where nothing is left to do, a run changes nothing. */
export function judgeRepetition(
	{ changes }: EntriesStage,
	{ operation, policy }: EntriesCase,
	before: number,
): Violation[] {
	return withReport((report) => {
		const isAskedAgain = operation.endsWith('.copy') && policy !== 'skip';
		const isMove = operation === 'file.move';
		if (isAskedAgain || isMove) return;
		for (const { what, id } of changes.slice(before)) {
			report('repetition', `${what} ${String(id)} in a run that had nothing left to do`);
		}
	});
}
