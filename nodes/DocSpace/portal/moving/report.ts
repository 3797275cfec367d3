import type { IDataObject } from 'n8n-workflow';

import type { Fate, FileToMove, Rename } from './candidates';
import { DocSpaceError, quote, type PortalError } from '../errors';
import { keyOf, type FileId } from '../ids';
import { count, groupedBy } from '../lists';

/** A file that needs somebody's attention. A type, because interfaces do not count as n8n's data. */
export type NamedFile = { id: FileId; title: string; reason: string };

/** What became of an order's files, as a move has found it out. */
export interface MoveResult {
	/** By key of the id the workflow used; every file of the order is in it. */
	fates: Map<string, Fate>;
	renamed: Rename[];
	/** What ended sending before every file had its turn. */
	stoppedBy?: PortalError;
}

/** What became of the files a user named; each is either moved or in exactly one of the lists of those that stayed. */
export interface MoveReport {
	complete: boolean;
	requested: number;
	moved: FileId[];
	/** What the output lists, under the names it has there, first what matters most. */
	lists: {
		failed: NamedFile[];
		unknown: NamedFile[];
		skipped: NamedFile[];
		renamed: Rename[];
		/** Moved ones whose own links and shares have come along. */
		stillShared: NamedFile[];
	};
	/** What ended sending before every file had its turn. */
	stoppedBy?: PortalError;
}

/** What is known of each file, by key of its id: all that moving needs, or why it is gone. */
export type Described = Map<string, FileToMove | { gone: string }>;

/** Sorts files by what has become of them. */
export function reportOn(
	given: Array<{ id: FileId }>,
	files: Described,
	{ fates, renamed, stoppedBy }: MoveResult,
): MoveReport {
	const fateOf = ({ id }: { id: FileId }): Fate =>
		fates.get(keyOf(id)) ?? { kind: 'unknown', reason: 'nothing is known of it' };
	const moved = given.filter((file) => fateOf(file).kind === 'moved');
	const ending = (kind: Fate['kind']): NamedFile[] =>
		given.flatMap((file) => {
			const fate = fateOf(file);
			if (fate.kind !== kind || (fate.kind === 'moved' && fate.sharing === '')) return [];
			const reason = fate.kind === 'moved' ? fate.sharing : fate.reason;
			const described = files.get(keyOf(file.id));
			const title = described && 'title' in described ? described.title : '';
			return [{ id: file.id, title, reason }];
		});
	const own = new Set(given.map(({ id }) => keyOf(id)));
	return {
		complete: moved.length === given.length,
		requested: given.length,
		moved: moved.map(({ id }) => id),
		lists: {
			failed: ending('failed'),
			unknown: ending('unknown'),
			skipped: ending('skipped'),
			renamed: renamed.filter(({ id }) => own.has(keyOf(id))),
			stillShared: ending('moved'),
		},
		stoppedBy,
	};
}

/** How many files were asked for, and what became of how many, as the output tells it. */
export function countsOf({ requested, moved, lists }: MoveReport) {
	return {
		requested,
		movedCount: moved.length,
		renamedCount: lists.renamed.length,
		skippedCount: lists.skipped.length,
		failedCount: lists.failed.length,
		unknownCount: lists.unknown.length,
		stillSharedCount: lists.stillShared.length,
	};
}

const MOST_NAMES = 20;
const NOT_TWICE = 'files that were moved stay moved and are not moved twice';

/**
 * One error for all files that stayed, grouped by reason, with at most twenty of their names. `result` is
 * what the operation would have put out.
 */
export function leftBehind(
	{ requested, lists, stoppedBy }: MoveReport,
	result: IDataObject,
): DocSpaceError {
	const left = [...lists.failed, ...lists.skipped, ...lists.unknown];
	return new DocSpaceError(
		`${left.length} of ${count(requested, 'file')} ${left.length === 1 ? 'was' : 'were'} left behind: ${namedByReason(left)}`,
		stoppedBy
			? `${stoppedBy.remedy}. Then run again: ${NOT_TWICE}`
			: `See to the reasons given, then run again: ${NOT_TWICE}. To go on regardless, set “If Files Are Left Behind” to Report`,
		result,
		stoppedBy?.httpStatus,
	);
}

/** At most twenty of these files, grouped by reason. */
export function namedByReason(left: NamedFile[]): string {
	const byReason = groupedBy(left.slice(0, MOST_NAMES), ({ reason }) => reason);
	const reasons = [...byReason].map(
		([reason, files]) =>
			`${files.map(({ id, title }) => (title === '' ? `${id}` : quote(title))).join(', ')}: ${reason}`,
	);
	const more = left.length > MOST_NAMES ? `; and ${left.length - MOST_NAMES} more` : '';
	return `${reasons.join('; ')}${more}`;
}
