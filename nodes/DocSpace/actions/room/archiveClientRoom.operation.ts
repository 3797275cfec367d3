import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { folderLocator } from '../../locators/folder';
import { guestLocator } from '../../locators/guest';
import { chosen, entryIdFrom, isEmpty } from '../../locators/locator';
import { roomLocator } from '../../locators/room';
import { archiveRoom, isArchived } from '../../portal/content/archiving';
import type { ConflictPolicy } from '../../portal/moving/clashes';
import {
	futureDestination,
	readDestination,
	type Destination,
} from '../../portal/moving/destination';
import { endAccess, foreseeEndOfAccess, type AccessOrder } from '../../portal/people/endAccess';
import { DocSpaceError, InputError, quote } from '../../portal/errors';
import { foreseeMove, foreseeTree } from '../../portal/moving/foresight';
import {
	ensureFolder,
	named,
	readParent,
	readSubfolders,
	usableFolderName,
} from '../../portal/content/folders';
import { guestReference } from '../../portal/people/people';
import type { RoomFile } from '../../portal/content/files';
import { keyOf, sameId, type FileId, type FolderId, type RoomId } from '../../portal/ids';
import { lookAt } from '../../portal/content/listing';
import { whyRefused } from '../../portal/moving/orders';
import { leftBehind, reportOn, type MoveReport, type MoveResult } from '../../portal/moving/report';
import { writeManifest } from '../../portal/moving/manifest';
import { moveFiles } from '../../portal/moving/rounds';
import { moveTree } from '../../portal/moving/tree';
import type { PortalClient } from '../../portal/http/client';
import { countFiles, readRoom, type RoomContent } from '../../portal/content/roomFiles';
import { time } from '../../portal/time';
import { inTurn } from '../../portal/turns';
import type { FolderDto, PathPart, WholeFolderDto } from '../../portal/types';
import {
	allowLossOfVersionsField,
	conflictPolicyField,
	ifFilesAreLeftField,
	maxWaitField,
	maxWaitFrom,
	optionsOf,
	policyFrom,
} from '../file/move.operation';
import { ifNotFoundField, levelField, levelFrom } from '../guest/delete.operation';
import { eachItem, type Operation, type Run } from '../operation';

const ROOM = 'Room';
const ARCHIVE_IN = 'Archive In';
const ARCHIVE_ROOM = 'Archive Room Afterwards';

const fields: INodeProperties[] = [
	{
		...roomLocator,
		displayName: ROOM,
		name: 'room',
		required: true,
		description: 'The client’s room, whose files to move into the archive',
	},
	{
		...folderLocator,
		displayName: ARCHIVE_IN,
		name: 'archiveFolder',
		required: true,
		description:
			'The room or folder that holds one folder per client, for example a room named “Archive”. The Archive section of DocSpace cannot hold folders.',
	},
	{
		displayName: 'Client Name',
		name: 'clientName',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. Contoso Ltd',
		description:
			'The name of the client’s folder in the archive. It is created only when there is none of this name yet.',
	},
	{
		...guestLocator,
		displayName: 'Guest',
		name: 'guest',
		description:
			'The client’s guest, whose access ends once every file is in the archive and the room is empty. Leave empty to end nobody’s access.',
	},
	levelField,
	{
		displayName: 'Folders',
		name: 'folders',
		type: 'options',
		options: [
			{
				name: 'Flatten',
				value: 'flatten',
				description: 'All files directly in the client’s folder',
			},
			{
				name: 'Keep Structure',
				value: 'keep',
				description:
					'The folders of the room as they are; one that the client’s folder has already is filled up',
			},
		],
		default: 'flatten',
		description: 'What becomes of the folders in the room',
	},
	conflictPolicyField,
	ifFilesAreLeftField,
	{
		displayName: 'Dry Run',
		name: 'dryRun',
		type: 'boolean',
		default: false,
		description:
			'Whether to only report what would happen: files that would be moved, renamed or left behind, the folder that would be created, the guest. Nothing is changed.',
	},
	{
		displayName: ARCHIVE_ROOM,
		name: 'archiveRoom',
		type: 'boolean',
		default: false,
		description:
			'Whether to move the emptied room to DocSpace’s Archive section at the end, after the guest’s access has ended. Needs the credential of the room’s owner or of a DocSpace admin.',
	},
	{
		displayName: 'Write Manifest',
		name: 'writeManifest',
		type: 'boolean',
		default: false,
		description:
			'Whether to put a CSV file into the client’s folder that lists the moved files: path in the room, title, ID, size, version, time and deal',
	},
	{
		displayName: 'Deal',
		name: 'deal',
		type: 'string',
		default: '',
		displayOptions: { show: { writeManifest: [true] } },
		placeholder: 'e.g. {{ $json.dealId }}',
		description:
			'What the manifest’s column “deal” shows, for example the ID or the link of the deal in your CRM',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [allowLossOfVersionsField, ifNotFoundField, maxWaitField],
	},
];

/** What one input item asks for. */
interface Order {
	roomId: RoomId;
	parentId: FolderId;
	clientName: string;
	access?: AccessOrder;
	keepsFolders: boolean;
	policy: ConflictPolicy;
	failIfLeft: boolean;
	dryRun: boolean;
	archiveRoom: boolean;
	/** What the manifest says of the deal; undefined when none is to be written. */
	manifestFor?: string;
	allowLossOfVersions: boolean;
	maxWaitMs: number;
}

/** Room → Archive Client Room: the whole job, on the same code as the operations it consists of. */
export const archiveClientRoom: Operation = {
	option: {
		name: 'Archive Client Room',
		value: 'archiveClientRoom',
		action: 'Archive client room',
		description:
			'Move all files of a client’s room into the client’s folder, then end the guest’s access, in one go. Names every file that stayed and touches the guest only if none did.',
	},
	fields,
	async run(run) {
		return await eachItem(run, async (itemIndex) => [
			await archive(run.portal, readOrder(run, itemIndex)),
		]);
	},
};

function readOrder(run: Run, itemIndex: number): Order {
	const { n8n, portal } = run;
	const options = optionsOf(n8n, itemIndex);
	const idFrom = (name: string, field: string) =>
		entryIdFrom(n8n.getNodeParameter(name, itemIndex), field, portal.origin);
	const isOn = (name: string) => n8n.getNodeParameter(name, itemIndex, false) === true;
	const roomId = idFrom('room', ROOM);
	return {
		roomId,
		parentId: idFrom('archiveFolder', ARCHIVE_IN),
		clientName: usableFolderName(
			chosen(n8n.getNodeParameter('clientName', itemIndex)),
			'Client Name',
		),
		access: readAccess(run, itemIndex, roomId, options.ifNotFound === 'treatAsGone'),
		keepsFolders: keepsFolders(n8n.getNodeParameter('folders', itemIndex)),
		policy: policyFrom(n8n.getNodeParameter('conflictPolicy', itemIndex)),
		failIfLeft: n8n.getNodeParameter('ifFilesAreLeft', itemIndex) !== 'report',
		dryRun: isOn('dryRun'),
		archiveRoom: isOn('archiveRoom'),
		manifestFor: isOn('writeManifest')
			? String(n8n.getNodeParameter('deal', itemIndex, '') ?? '')
			: undefined,
		allowLossOfVersions: options.allowLossOfVersions === true,
		maxWaitMs: maxWaitFrom(options.maxWait ?? 60),
	};
}

function readAccess(
	{ n8n }: Run,
	itemIndex: number,
	roomId: RoomId,
	treatAsGone: boolean,
): AccessOrder | undefined {
	const asked = n8n.getNodeParameter('guest', itemIndex, '', { rawExpressions: true });
	const guest = chosen(n8n.getNodeParameter('guest', itemIndex, ''));
	// An expression that yields nothing is a mistake, unless an AI agent was to fill in what it knows.
	const isLeftOut = isEmpty(asked) || /\$fromAI\b/i.test(String(chosen(asked)));
	if (isLeftOut && isEmpty(guest)) return undefined;
	return {
		reference: guestReference(guest, 'Guest'),
		level: levelFrom(n8n.getNodeParameter('level', itemIndex), () => roomId),
		onlyIfEmpty: { roomId, field: ROOM },
		treatAsGone,
	};
}

function keepsFolders(value: unknown): boolean {
	if (value === 'flatten' || value === 'keep') return value === 'keep';
	throw new InputError('Folders', `is ${quote(value)}`, 'Use flatten or keep');
}

/** Where the files go. */
interface Home {
	parent: FolderDto;
	pathParts: PathPart[];
	/** The folders in the parent. */
	siblings: WholeFolderDto[];
}

async function archive(portal: PortalClient, order: Order): Promise<IDataObject> {
	if (order.dryRun) return await archiveNow(portal, order);
	// Two runs that move the same files at once leave DocSpace's counters wrong for good.
	const line = `room ${portal.origin} ${keyOf(order.roomId)}`;
	return await inTurn(line, portal.signal, async () => await archiveNow(portal, order));
}

async function archiveNow(portal: PortalClient, order: Order): Promise<IDataObject> {
	const [before, home] = await Promise.all([
		readRoom(portal, order.roomId, ROOM),
		readHome(portal, order.parentId),
	]);
	// A mistyped guest, or a right that lacks, must not come to light when half of the job is done.
	requireArchivable(order, before.room);
	const picked = { id: order.parentId, field: ARCHIVE_IN };
	const future = futureDestination(picked, home.parent, home.pathParts);
	const refusal = whyRefused(before.files, future, order.allowLossOfVersions);
	if (refusal) throw refusal;
	const foreseen = order.access && (await foreseeEndOfAccess(portal, order.access));
	if (order.dryRun) return await foresee(portal, order, before, home, foreseen);

	const deadline = time.now() + order.maxWaitMs;
	const { content, put, moved } = await bring(portal, order, before, home, deadline);
	const { folder } = put;
	const after = await withReport(
		readRoom(portal, order.roomId, ROOM),
		reportOf(order, content, put, reportOnRoom(content, moved)),
	);
	const done = reportOnRoom(content, moved, after);
	const report = reportOf(order, content, put, done);
	if (order.manifestFor !== undefined && done.moved.length > 0) {
		const files = filesIn(content, done.moved);
		const manifest = { folder, files, deal: order.manifestFor };
		report.manifest = await withReport(writeManifest(portal, manifest), report);
	}
	if (!done.complete) {
		if (order.failIfLeft) throw leftBehind(done, report);
		return report;
	}
	// Guests first: an archived room refuses every change of its sharing (docspace-api.md 8.5).
	if (order.access) report.guest = await withReport(endAccess(portal, order.access), report);
	if (order.archiveRoom) {
		await withReport(archiveEmptyRoom(portal, order.roomId), report);
		report.roomArchived = true;
	}
	return report;
}

async function readHome(portal: PortalClient, parentId: FolderId): Promise<Home> {
	const parent = await readParent(portal, parentId, ARCHIVE_IN);
	const [siblings, { pathParts }] = await Promise.all([
		readSubfolders(portal, parent.id),
		lookAt(portal, parent.id),
	]);
	return { parent, pathParts, siblings };
}

function requireArchivable(order: Order, room: FolderDto): void {
	if (!order.archiveRoom || isArchived(room) || room.security?.Move !== false) return;
	throw new InputError(
		ARCHIVE_ROOM,
		`is on, but the user behind the credential may not archive ${quote(room.title)}`,
		'Use the credential of the room’s owner, or turn it off; being a Room manager is not enough',
	);
}

/** What the room held, and what became of it. */
interface Brought {
	content: RoomContent;
	put: Put & { folder: FolderDto };
	moved: MoveResult;
}

const MOST_HOMES = 3;

/**
 * Moves the room's files into the client's folder. Where that was taken away meanwhile, as a twin by
 * another run or by somebody, what is still in the room goes into the one that is there then.
 */
async function bring(
	portal: PortalClient,
	order: Order,
	content: RoomContent,
	home: Home,
	deadline: number,
	homesBefore = 0,
): Promise<Brought> {
	const { parent } = home;
	const { folder, created } = await ensureFolder(portal, parent, home.siblings, order.clientName);
	const put = { folder, folderCreated: created };
	const moved = await readDestination(portal, { id: folder.id, field: ARCHIVE_IN })
		.then(async (destination) => await move(portal, order, content, destination, deadline))
		.catch(asDocSpaceError);
	const hasFailed = moved instanceof DocSpaceError;
	const isAllMoved =
		!hasFailed && content.files.every(({ id }) => moved.fates.get(keyOf(id))?.kind === 'moved');
	const siblings =
		isAllMoved || homesBefore + 1 === MOST_HOMES
			? undefined
			: await readSubfolders(portal, parent.id).catch(() => undefined);
	if (!siblings || siblings.some(({ id }) => sameId(id, folder.id))) {
		if (hasFailed) throw moved;
		return { content, put, moved };
	}
	const goOn = async () => {
		const rest = await readRoom(portal, order.roomId, ROOM);
		return await bring(portal, order, rest, { ...home, siblings }, deadline, homesBefore + 1);
	};
	if (hasFailed) return await goOn();
	const soFar = reportOf(order, content, put, reportOnRoom(content, moved));
	return together({ content, put, moved }, await withReport(goOn(), soFar));
}

function asDocSpaceError(error: unknown): DocSpaceError {
	if (error instanceof DocSpaceError) return error;
	throw error;
}

/** What was found later is what counts, of files as of the folder. */
function together(first: Brought, then: Brought): Brought {
	const seenAgain = new Set(then.content.files.map(({ id }) => keyOf(id)));
	const others = first.content.files.filter(({ id }) => !seenAgain.has(keyOf(id)));
	return {
		content: { ...then.content, files: [...others, ...then.content.files] },
		put: then.put,
		moved: {
			fates: new Map([...first.moved.fates, ...then.moved.fates]),
			renamed: [...first.moved.renamed, ...then.moved.renamed],
			stoppedBy: then.moved.stoppedBy,
		},
	};
}

async function move(
	portal: PortalClient,
	{ keepsFolders, policy }: Order,
	content: RoomContent,
	destination: Destination,
	deadline: number,
): Promise<MoveResult> {
	if (keepsFolders) {
		return await moveTree(portal, { content, destination, policy, deadline });
	}
	return await moveFiles(portal, { files: content.files, destination, policy, deadline });
}

/**
 * What became of the room's files. Those that the room holds `after` the move count as left behind too,
 * for they came when the others had been read.
 */
function reportOnRoom(
	{ files }: RoomContent,
	{ fates, renamed, stoppedBy }: MoveResult,
	after?: RoomContent,
): MoveReport {
	const known = new Set(files.map(({ id }) => keyOf(id)));
	const all = new Map(fates);
	const here = after?.files ?? [];
	for (const { id } of here) {
		const key = keyOf(id);
		const isNew = !known.has(key);
		if (!isNew && all.get(key)?.kind !== 'moved') continue;
		all.set(key, {
			kind: 'failed',
			reason: isNew
				? 'it came into the room after the others had been read; run again'
				: 'somebody took it out of the archive again',
		});
	}
	const given = [...files, ...here.filter(({ id }) => !known.has(keyOf(id)))];
	const described = new Map(given.map((file) => [keyOf(file.id), file]));
	return reportOn(given, described, { fates: all, renamed, stoppedBy });
}

/** The folder of the client, as it is or is to be. */
interface Put {
	folder?: FolderDto;
	folderCreated: boolean;
}

function reportOf(
	order: Order,
	{ room }: RoomContent,
	{ folder, folderCreated }: Put,
	report: MoveReport,
): IDataObject {
	return {
		roomId: room.id,
		roomTitle: room.title,
		clientName: order.clientName,
		archiveFolderId: folder?.id ?? null,
		archiveFolderTitle: folder?.title ?? null,
		folderCreated,
		dryRun: order.dryRun,
		complete: report.complete,
		fileCount: report.requested,
		movedCount: report.moved.length,
		...report.lists,
		guest: null,
		roomArchived: false,
		manifest: null,
	};
}

function filesIn({ files }: RoomContent, ids: FileId[]): RoomFile[] {
	const wanted = new Set(ids.map(keyOf));
	return files.filter(({ id }) => wanted.has(keyOf(id)));
}

/** What happens after the move must not hide what the move has done. */
async function withReport<T>(step: Promise<T>, report: IDataObject): Promise<T> {
	return await step.catch((error: unknown) => {
		throw error instanceof DocSpaceError ? reporting(error, report) : error;
	});
}

function reporting(error: DocSpaceError, report: IDataObject): DocSpaceError {
	const result = { ...report, ...error.result };
	return new DocSpaceError(error.message, error.remedy, result, error.httpStatus);
}

/** Without a guest nobody has looked yet whether the room is empty right before. */
async function archiveEmptyRoom(portal: PortalClient, roomId: RoomId): Promise<void> {
	const count = await countFiles(portal, roomId, ROOM);
	if (count > 0) {
		throw new DocSpaceError(
			`The room holds ${count} ${count === 1 ? 'file' : 'files'} again, so it is not archived`,
			'Run again to move what arrived meanwhile',
			{ filesLeft: count },
		);
	}
	await archiveRoom(portal, roomId, ROOM);
}

/** The report as it would be, without writing anything. */
async function foresee(
	portal: PortalClient,
	order: Order,
	content: RoomContent,
	{ parent, pathParts, siblings }: Home,
	guest: IDataObject | undefined,
): Promise<IDataObject> {
	const { policy, keepsFolders } = order;
	const [folder] = named(siblings, order.clientName, parent);
	const destination = folder
		? await readDestination(portal, { id: folder.id, field: ARCHIVE_IN })
		: futureDestination({ id: parent.id, field: ARCHIVE_IN }, parent, pathParts);
	const isNew = folder === undefined;
	const result = keepsFolders
		? await foreseeTree(portal, { content, destination, isNew, policy })
		: await foreseeMove(portal, content.files, destination, policy);
	const would = reportOnRoom(content, result);
	return {
		...reportOf(order, content, { folder, folderCreated: isNew }, would),
		guest: would.complete && guest ? guest : null,
		roomArchived: would.complete && order.archiveRoom,
	};
}
