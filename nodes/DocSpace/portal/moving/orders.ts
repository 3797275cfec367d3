import { describeFiles, type Fate, type FileToMove } from './candidates';
import type { ConflictPolicy } from './clashes';
import { readDestination, type Destination } from './destination';
import { InputError, quote } from '../errors';
import { ofThese, withEachFolder, type FoldersDone, type GivenFolder } from './givenFolders';
import { moveFolder } from './movingFolder';
import { isThirdParty, keyOf, sameId, type FileId, type FolderId, type Picked } from '../ids';
import { changesStorage } from './evidence';
import { reportOn, type Described, type MoveReport } from './report';
import { moveFiles } from './rounds';
import type { PortalClient } from '../http/client';
import { time } from '../time';
import { inTurnOfRooms } from '../turns';
import type { FolderDto } from '../types';

/** What a workflow says of a file: all that moving needs, or just which one it is. */
export type GivenFile = FileToMove | Picked<FileId>;

/** A switch of the node, with the label that errors name. */
export interface Switch {
	isOn: boolean;
	field: string;
}

/** Files that somebody wants in a folder. */
export interface FilesOrder {
	given: GivenFile[];
	/** Folders that are moved as a whole, after the files. */
	folders: GivenFolder[];
	destination: Picked<FolderId>;
	policy: ConflictPolicy;
	allowLossOfVersions: Switch;
	/** Whether a file may go to another folder of its own room, which a job that empties the room must not do. */
	within: 'otherRooms' | 'anyRoom';
	maxWaitMs: number;
}

/** What became of an order. */
export interface OrderReport extends MoveReport {
	/** The destination; undefined where there was nothing to move, so that nobody looked at it. */
	folder?: FolderDto;
}

/**
 * Moves the files of several orders of the same destination and settings in one go, and then their folders, each as
 * `moveFolder` does. Returns each order's own report, or why it is refused.
 */
export async function moveGroup(
	portal: PortalClient,
	group: FilesOrder[],
): Promise<Array<OrderReport | InputError>> {
	const reports = await moveFilesOf(portal, group);
	const isAccepted = (at: number) => !(reports[at] instanceof InputError);
	const folders = group.flatMap((order, at) => (isAccepted(at) ? order.folders : []));
	const [order] = group;
	const done =
		order &&
		(await withEachFolder(
			folders,
			async (folder) => await moveFolder(portal, folder, order.destination),
		));
	return reports.map((report, at) =>
		report instanceof InputError || !done
			? report
			: addFolders(report, ofThese(group[at]?.folders ?? [], done)),
	);
}

/** Adds what became of folders, which are counted and named as files are. */
function addFolders(
	report: OrderReport,
	{ done, failed, unknown }: FoldersDone<unknown>,
): OrderReport {
	const { lists } = report;
	return {
		...report,
		complete: report.complete && failed.length + unknown.length === 0,
		requested: report.requested + done.length + failed.length + unknown.length,
		moved: [...report.moved, ...done.map(({ given }) => given.id)],
		lists: {
			...lists,
			failed: [...lists.failed, ...failed],
			unknown: [...lists.unknown, ...unknown],
		},
	};
}

async function moveFilesOf(
	portal: PortalClient,
	group: FilesOrder[],
): Promise<Array<OrderReport | InputError>> {
	const given = group.flatMap((order) => order.given);
	const [order] = group;
	if (!order || given.length === 0) {
		return group.map((empty) =>
			reportOn(empty.given, new Map(), { fates: new Map(), renamed: [] }),
		);
	}
	const destination = await readDestination(portal, order.destination);
	const files = await describe(portal, given);
	const refusals = group.map((item) => whyRefused(filesOf([item], files), destination, item));
	const accepted = group.filter((_, at) => refusals[at] === undefined);
	const toMove = filesOf(accepted, files);
	const rooms = toMove.flatMap(({ roomId }) => roomId ?? []);
	const result = await inTurnOfRooms(
		portal.origin,
		rooms,
		portal.signal,
		async (mayBeStale) =>
			await moveFiles(portal, {
				files: toMove,
				destination,
				mayBeStale,
				policy: order.policy,
				deadline: time.now() + order.maxWaitMs,
			}),
	);
	for (const [key, file] of files) {
		if ('gone' in file) result.fates.set(key, fateOfGone(key, file.gone, destination));
	}
	const { folder } = destination;
	return group.map(
		(item, at) => refusals[at] ?? { ...reportOn(item.given, files, result), folder },
	);
}

/** Between storages a file gets another id, so that its old one says nothing about where it is (T37). */
function fateOfGone(id: FileId, reason: string, destination: Destination): Fate {
	return isThirdParty(id) || isThirdParty(destination.id)
		? { kind: 'unknown', reason: `${reason}, or another run has moved it and it has a new id` }
		: { kind: 'failed', reason };
}

async function describe(portal: PortalClient, given: GivenFile[]): Promise<Described> {
	const files: Described = new Map();
	for (const file of given) if ('folderId' in file) files.set(keyOf(file.id), file);
	const bare = given.flatMap((file) => ('field' in file ? [[keyOf(file.id), file] as const] : []));
	const unknown = [...new Map(bare).values()].filter(({ id }) => !files.has(keyOf(id)));
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
	{ allowLossOfVersions, within }: Pick<FilesOrder, 'allowLossOfVersions' | 'within'>,
): InputError | undefined {
	const { room, folder, field } = destination;
	const isFromRoom = ({ id, roomId, folderId }: FileToMove): boolean =>
		room !== undefined &&
		roomId !== undefined &&
		sameId(roomId, room.id) &&
		// What another run has brought there, before it was read or since, is no reason to refuse the rest.
		destination.get(id) === undefined &&
		!sameId(folderId, destination.id);
	if (room && within === 'otherRooms' && files.some(isFromRoom)) {
		return new InputError(
			field,
			`names ${quote(folder.title)} in the room ${quote(room.title)}, which is the room being emptied`,
			'Choose a folder in another room, for example in a room named “Archive”, or in My documents',
		);
	}
	const foreign = files.filter((file) => changesStorage(file, destination));
	if (foreign.length === 0 || allowLossOfVersions.isOn) return undefined;
	return new InputError(
		allowLossOfVersions.field,
		`is off, but ${foreign.length} of the files lie in another storage than ${quote(folder.title)}`,
		'Between DocSpace and third-party storage only the current version of a file survives, under a new id. Turn the option on if that is fine, or choose a destination in the same storage',
	);
}
