import type { IDataObject } from 'n8n-workflow';

import { describeFiles, type Fate, type FileToMove } from './candidates';
import type { ConflictPolicy } from './clashes';
import { readDestination, type Destination } from './destination';
import { DocSpaceError, InputError, quote, type PortalError } from '../errors';
import { isThirdParty, keyOf, sameId, type FileId, type FolderId } from '../ids';
import { changesStorage, moveFiles, type MoveResult, type Rename } from './rounds';
import type { PortalClient } from '../http/client';
import { time } from '../time';

/** What a workflow says of a file: all that moving needs, or just which one it is. */
export type GivenFile = FileToMove | { id: FileId };

/** Files that somebody wants in a folder. */
export interface FilesOrder {
	given: GivenFile[];
	destinationId: FolderId;
	policy: ConflictPolicy;
	allowLossOfVersions: boolean;
	maxWaitMs: number;
}

/** A file that is not where it was to go. */
export interface Left {
	id: FileId;
	title: string;
	reason: string;
}

/** What became of the files of an order; each is in exactly one of the lists. */
export interface MoveReport {
	complete: boolean;
	requested: number;
	moved: FileId[];
	renamed: Rename[];
	skipped: Left[];
	failed: Left[];
	unknown: Left[];
	/** What ended sending before every file had its turn. */
	stoppedBy?: PortalError;
}

/**
 * Moves the files of several orders of the same destination and settings in one go. Returns each order's
 * own report, or why it is refused. `field` is the label of the one that names the destination.
 */
export async function moveGroup(
	portal: PortalClient,
	group: FilesOrder[],
	field: string,
): Promise<Array<MoveReport | InputError>> {
	const given = group.flatMap((order) => order.given);
	const [order] = group;
	if (!order || given.length === 0) {
		return group.map((empty) =>
			reportOn(empty.given, new Map(), { fates: new Map(), renamed: [] }),
		);
	}
	const destination = await readDestination(portal, order.destinationId, field);
	const files = await describe(portal, given);
	const refusals = group.map((item) =>
		whyRefused(filesOf([item], files), destination, item.allowLossOfVersions, field),
	);
	const accepted = group.filter((_, at) => refusals[at] === undefined);
	const result = await moveFiles(portal, {
		files: filesOf(accepted, files),
		destination,
		policy: order.policy,
		deadline: time.now() + order.maxWaitMs,
	});
	for (const [key, file] of files) {
		if ('gone' in file) result.fates.set(key, fateOfGone(key, file.gone, destination));
	}
	return group.map((item, at) => refusals[at] ?? reportOn(item.given, files, result));
}

/** Between storages a file gets another id, so that its old one says nothing about where it is (T37). */
function fateOfGone(id: FileId, reason: string, destination: Destination): Fate {
	return isThirdParty(id) || isThirdParty(destination.id)
		? { kind: 'unknown', reason: `${reason}, or another run has moved it and it has a new id` }
		: { kind: 'failed', reason };
}

/** What is known of each file, by key of its id. */
type Described = Map<string, FileToMove | { gone: string }>;

async function describe(portal: PortalClient, given: GivenFile[]): Promise<Described> {
	const files: Described = new Map();
	for (const file of given) {
		if ('folderId' in file) files.set(keyOf(file.id), file);
	}
	const bare = new Map(given.map(({ id }) => [keyOf(id), id]));
	const unknown = [...bare.values()].filter((id) => !files.has(keyOf(id)));
	if (unknown.length === 0) return files;
	return new Map([...files, ...(await describeFiles(portal, unknown))]);
}

/** The distinct files of some items, without those that are gone. */
function filesOf(orders: FilesOrder[], files: Described): FileToMove[] {
	const keys = new Set(orders.flatMap(({ given }) => given.map(({ id }) => keyOf(id))));
	return [...keys].flatMap((key) => {
		const file = files.get(key);
		return file && 'folderId' in file ? [file] : [];
	});
}

/** Why files may not go into a destination at all; undefined when they may. */
export function whyRefused(
	files: FileToMove[],
	destination: Destination,
	allowLossOfVersions: boolean,
	field: string,
): InputError | undefined {
	const { room, folder } = destination;
	const isFromRoom = ({ id, roomId }: FileToMove): boolean =>
		room !== undefined &&
		roomId !== undefined &&
		sameId(roomId, room.id) &&
		// What an earlier run has brought there is no reason to refuse the rest.
		destination.get(id) === undefined;
	if (room && files.some(isFromRoom)) {
		return new InputError(
			field,
			`names ${quote(folder.title)} in the room ${quote(room.title)}, which is the room being emptied`,
			'Choose a folder in another room, for example in a room named “Archive”, or in My documents',
		);
	}
	const foreign = files.filter((file) => changesStorage(file, destination));
	if (foreign.length === 0 || allowLossOfVersions) return undefined;
	return new InputError(
		'Allow Loss of Versions',
		`is off, but ${foreign.length} of the files lie in another storage than ${quote(folder.title)}`,
		'Between DocSpace and third-party storage only the current version of a file survives, under a new id. Turn the option on if that is fine, or choose a destination in the same storage',
	);
}

/** Sorts files by what has become of them; `files` holds what is known of each, by key of its id. */
export function reportOn(
	given: GivenFile[],
	files: Described,
	{ fates, renamed, stoppedBy }: MoveResult,
): MoveReport {
	const fateOf = ({ id }: GivenFile): Fate =>
		fates.get(keyOf(id)) ?? { kind: 'unknown', reason: 'nothing is known of it' };
	const moved = given.filter((file) => fateOf(file).kind === 'moved');
	const ending = (kind: Exclude<Fate['kind'], 'moved'>): Left[] =>
		given.flatMap((file) => {
			const fate = fateOf(file);
			if (fate.kind === 'moved' || fate.kind !== kind) return [];
			const described = files.get(keyOf(file.id));
			const title = described && 'title' in described ? described.title : '';
			return [{ id: file.id, title, reason: fate.reason }];
		});
	const own = new Set(given.map(({ id }) => keyOf(id)));
	return {
		complete: moved.length === given.length,
		requested: given.length,
		moved: moved.map(({ id }) => id),
		renamed: renamed.filter(({ id }) => own.has(keyOf(id))),
		skipped: ending('skipped'),
		failed: ending('failed'),
		unknown: ending('unknown'),
		stoppedBy,
	};
}

const MOST_NAMES = 20;
const NOT_TWICE = 'files that were moved stay moved and are not moved twice';

/**
 * One error for all files that stayed, grouped by reason, with at most twenty of their names. `result` is
 * what the operation would have put out.
 */
export function leftBehind(
	{ requested, failed, skipped, unknown, stoppedBy }: Omit<MoveReport, 'moved'>,
	result: IDataObject,
): DocSpaceError {
	const left = [...failed, ...skipped, ...unknown];
	const byReason = new Map<string, string[]>();
	for (const { id, title, reason } of left.slice(0, MOST_NAMES)) {
		byReason.set(reason, [...(byReason.get(reason) ?? []), title === '' ? `${id}` : quote(title)]);
	}
	const reasons = [...byReason].map(([reason, names]) => `${names.join(', ')}: ${reason}`);
	const more = left.length > MOST_NAMES ? `; and ${left.length - MOST_NAMES} more` : '';
	return new DocSpaceError(
		`${left.length} of ${requested} files were left behind: ${reasons.join('; ')}${more}`,
		stoppedBy
			? `${stoppedBy.remedy}. Then run again: ${NOT_TWICE}`
			: `See to the reasons given, then run again: ${NOT_TWICE}. To go on regardless, set “If Files Are Left Behind” to Report`,
		result,
		stoppedBy?.httpStatus,
	);
}
