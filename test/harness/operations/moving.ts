import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { EntryId, File } from '../../../sandbox';
import { NODE_NAME, type RunNodeOptions, type WorkflowRun } from '../engine';
import { isRecord } from '../guards';
import { byId, onlyItem, type World } from '../world';

/** A file that was not moved, or took its links and shares along, as the node reports it. */
export interface Left {
	id: EntryId;
	title: string;
	reason: string;
}

/** The result of Move Files, read back from an item. */
export interface Report {
	destinationId: unknown;
	requested: unknown;
	movedCount: unknown;
	renamedCount: unknown;
	skippedCount: unknown;
	failedCount: unknown;
	unknownCount: unknown;
	moved: EntryId[];
	renamed: Array<{ id: EntryId; from: string; to: string }>;
	skipped: Left[];
	failed: Left[];
	unknown: Left[];
	stillSharedCount: unknown;
	stillShared: Left[];
	complete: unknown;
}

/** FolderType of the Trash (docspace-api.md 1.4). */
const TRASH = 3;

export const NOTHING_DONE = {
	requested: 0,
	movedCount: 0,
	renamedCount: 0,
	skippedCount: 0,
	failedCount: 0,
	unknownCount: 0,
	moved: [],
	renamed: [],
	skipped: [],
	failed: [],
	unknown: [],
	stillSharedCount: 0,
	stillShared: [],
	complete: true,
};

function isId(value: unknown): value is EntryId {
	return typeof value === 'number' || typeof value === 'string';
}

function idOf(value: Record<string, unknown>): EntryId {
	if (!isId(value.id)) throw new Error(`No id in ${JSON.stringify(value)}`);
	return value.id;
}

function records(value: unknown): Array<Record<string, unknown>> {
	if (!Array.isArray(value)) throw new Error(`No list: ${JSON.stringify(value)}`);
	return value.filter(isRecord);
}

function lefts(value: unknown): Left[] {
	return records(value).map((entry) => {
		const { title, reason } = entry;
		if (typeof title !== 'string' || typeof reason !== 'string' || reason === '') {
			throw new Error(`Not a file with a reason: ${JSON.stringify(entry)}`);
		}
		return { id: idOf(entry), title, reason };
	});
}

/** Reads the result of Move Files from an item, or from `error` on the error branch. */
export function readReport(json: unknown): Report {
	if (!isRecord(json)) throw new Error(`No result: ${JSON.stringify(json)}`);
	const { complete, requested, movedCount, destinationId, moved } = json;
	const { renamedCount, skippedCount, failedCount, unknownCount, stillSharedCount } = json;
	return {
		destinationId,
		requested,
		movedCount,
		renamedCount,
		skippedCount,
		failedCount,
		unknownCount,
		complete,
		moved: Array.isArray(moved) ? moved.filter(isId) : [],
		renamed: records(json.renamed).map((entry) => ({
			id: idOf(entry),
			from: String(entry.from),
			to: String(entry.to),
		})),
		skipped: lefts(json.skipped),
		failed: lefts(json.failed),
		unknown: lefts(json.unknown),
		stillSharedCount,
		stillShared: lefts(json.stillShared),
	};
}

/** What Collect Room Files puts out of a room. */
export async function collect(world: World, roomId: EntryId = world.clientRoom) {
	const run = await world.run({
		operation: 'room.collectFiles',
		fields: { room: byId(roomId) },
	});
	const { files } = onlyItem(run);
	if (!Array.isArray(files)) throw new Error('Nothing was collected');
	return files.filter(isRecord).map((file): IDataObject => ({ ...file }));
}

export interface MoveOptions extends Omit<RunNodeOptions, 'parameters' | 'items'> {
	destination?: EntryId;
	/** `keepBoth` unless told. */
	policy?: string;
	/** `report` unless told, so that the result is an item in any case. */
	ifLeft?: 'fail' | 'report';
	options?: RunNodeOptions['parameters'];
	items?: INodeExecutionData[];
}

/** Runs Move Files with the list of moved ids; without `items`, on one item that holds the files. */
export async function runMove(
	world: World,
	files: unknown,
	{
		destination = world.clientFolder,
		policy = 'keepBoth',
		ifLeft = 'report',
		options = {},
		items = [{ json: { files: JSON.parse(JSON.stringify(files ?? null)) } }],
		...rest
	}: MoveOptions = {},
): Promise<WorkflowRun> {
	return await world.run({
		operation: 'file.move',
		fields: {
			files: '={{ $json.files }}',
			destinationFolder: byId(destination),
			conflictPolicy: policy,
			ifFilesAreLeft: ifLeft,
			options: { listMovedIds: true, ...options },
		},
		items,
		...rest,
	});
}

/**
 * Moves and returns the result, after comparing every word of it with what the portal really holds.
 * `files` are file objects or ids.
 */
export async function move(
	world: World,
	files: Array<IDataObject | EntryId>,
	options: MoveOptions = {},
): Promise<Report> {
	const run = await runMove(world, files, options);
	const report = readReport(onlyItem(run));
	const ids = files.map((file) => (isRecord(file) ? idOf(file) : file));
	expectHonest(world, report, ids, options.destination ?? world.clientFolder);
	expectNoSecrets(world, run);
	return report;
}

/** Where a file is now, followed through the journal when it got another id. */
export function whereIs(world: World, id: EntryId): File | undefined {
	const { portal } = world;
	const here = portal.store.files.get(id);
	if (here !== undefined) return here;
	const replaced = portal.journal
		.of('file.overwritten')
		.find((entry) => String(entry.sourceId) === String(id));
	const copied = portal.journal
		.of('file.moved')
		.find((entry) => String(entry.sourceId) === String(id) && entry.id !== id);
	const next = (replaced ?? copied)?.id;
	return isId(next) ? portal.store.files.get(next) : undefined;
}

/** Every file is in exactly one list, and in the right one. */
export function expectHonest(
	world: World,
	report: Report,
	ids: EntryId[],
	destination: EntryId = world.clientFolder,
): void {
	const listed = [
		...report.moved,
		...[...report.skipped, ...report.failed, ...report.unknown].map(({ id }) => id),
	].map(String);
	expect([...listed].sort()).toEqual([...new Set(ids.map(String))].sort());
	expect(report.requested).toBe(listed.length);
	expect(report.movedCount).toBe(report.moved.length);
	expect(report.renamedCount).toBe(report.renamed.length);
	expect(report.skippedCount).toBe(report.skipped.length);
	expect(report.failedCount).toBe(report.failed.length);
	expect(report.unknownCount).toBe(report.unknown.length);
	expect(report.complete).toBe(report.moved.length === listed.length);
	// Where an id is a path, a rename changes it, and only the title leads on (docspace-api.md 4).
	const newTitles = new Map(report.renamed.map(({ id, to }) => [id, to]));
	const strays = report.moved.filter((id) => {
		const file = whereIs(world, id);
		const title = file === undefined ? newTitles.get(id) : undefined;
		return title === undefined
			? file?.parentId !== destination
			: !titlesIn(world, destination).includes(title);
	});
	expect(strays).toEqual([]);
	const folder = world.portal.store.folders.get(destination);
	const isThere = folder !== undefined && world.portal.store.rootOf(folder)?.type !== TRASH;
	const arrived = [...report.skipped, ...report.failed].filter(
		({ id }) => isThere && world.portal.store.files.get(id)?.parentId === destination,
	);
	expect(arrived.map(({ id }) => id)).toEqual([]);
	const isShared = (id: EntryId) => {
		const file = world.portal.store.files.get(id);
		return file?.provider === undefined && file && world.portal.store.sharesOf(file).length > 0;
	};
	expect(report.stillShared.map(({ id }) => id)).toEqual(report.moved.filter(isShared));
	expect(report.stillSharedCount).toBe(report.stillShared.length);
	for (const { id, to } of report.renamed) {
		const file = world.portal.store.files.get(id);
		if (file !== undefined) expect(file.title).toBe(to);
	}
}

/** Nothing that n8n stores of an execution holds a secret or the portal's inner life (T60). */
export function expectNoSecrets(world: World, run: WorkflowRun): void {
	const stored = JSON.stringify([run.run.data.resultData.runData, run.error?.message]);
	expect(stored).not.toContain(world.credentials.docSpaceApi.apiKey);
	expect(stored).not.toMatch(/ at ASC\.|hresult|traceId|<html/i);
}

/** The moves the portal has accepted, as it noted them. */
export function acceptedMoves(world: World) {
	return world.portal.journal.of('operation.created').map(({ fileIds, policy }) => ({
		fileIds: Array.isArray(fileIds) ? fileIds.filter(isId) : [],
		policy,
	}));
}

/** How many moves were under way at once, from the acceptance to the end of each. */
export function mostMovesInFlight(world: World): number {
	let inFlight = 0;
	let most = 0;
	for (const { what } of world.portal.journal.entries) {
		if (what === 'operation.created') inFlight += 1;
		if (what === 'operation.finished' || what === 'operation.stopped') inFlight -= 1;
		most = Math.max(most, inFlight);
	}
	return most;
}

export const PUT_MOVE = 'PUT files/fileops/move';
export const POLL = 'GET files/fileops';
export const RENAME = 'PUT files/file/{id}';
export const READ_FILE = 'GET files/file/{id}';
export const LIST = 'GET files/{id}';

/** The titles in a folder, sorted. */
export function titlesIn(world: World, folderId: EntryId = world.clientFolder): string[] {
	return [...world.portal.folder(folderId).files.values()].map(({ title }) => title).sort();
}

/** A number of files directly in the client's room. */
export function addFiles(world: World, count: number, parent = world.clientRoom): EntryId[] {
	const titles = Array.from({ length: count }, (_, n) => `File ${n}.docx`);
	return world.portal.addFiles(parent, titles).map(({ id }) => id);
}

/** The reasons of files that were left, without repetitions. */
export function reasons(list: Left[]): string[] {
	return [...new Set(list.map(({ reason }) => reason))];
}

/** The errors the node threw or put on its error branch. */
export function errorItems(run: WorkflowRun): IDataObject[] {
	return run.json(NODE_NAME, 1);
}
