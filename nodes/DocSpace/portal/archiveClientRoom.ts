import type { IDataObject } from 'n8n-workflow';

import { reportOf, reportOnFiles, type Outcome } from './archiveClientRoomReport';
import { folderUrl } from './address';
import { ensureFolder, named } from './content/ensureFolder';
import { readParent, readSubfolders } from './content/folders';
import { lookAt } from './content/listing';
import { readFilesLeft, readRoom, type FileLeft, type RoomContent } from './content/roomFiles';
import { isArchived } from './content/rooms';
import { asDocSpaceError, DocSpaceError, InputError, quote, withReport } from './errors';
import type { PortalClient } from './http/client';
import { allAtOnce } from './http/waiting';
import { keyOf, sameId, type FolderId, type Picked, type RoomId } from './ids';
import { count } from './lists';
import { transferRoom } from './moving/archiving';
import { futureDestination, readDestination } from './moving/destination';
import { foreseeMove, foreseeTree } from './moving/foresight';
import { writeManifest } from './moving/manifest';
import { whyRefused, type FilesOrder } from './moving/orders';
import { leftBehind, type MoveResult } from './moving/report';
import { moveFiles } from './moving/rounds';
import { moveTree } from './moving/tree';
import type { EndOfAccess } from './people/endAccess';
import {
	endAccessOfGuests,
	foreseeEndOfAccessOfGuests,
	namesNobodyInRoom,
	type RoomAccessOrder,
} from './people/guestsOfRoom';
import { time } from './time';
import { inTurnOfRooms } from './turns';
import type { FolderDto, PathPart, WholeFolderDto } from './types';

/** A room whose files are to go into the archive, and what is to be done beside that. */
export interface ClientRoomOrder
	extends Pick<FilesOrder, 'policy' | 'allowLossOfVersions' | 'maxWaitMs'> {
	room: Picked<RoomId>;
	/** The folder that holds one folder per client. */
	archive: Picked<FolderId>;
	clientName: string;
	/** Whose access ends; undefined for nobody’s. */
	access?: RoomAccessOrder;
	keepsFolders: boolean;
	failIfLeft: boolean;
	/** Whether the report lists the ids of the files that were moved. */
	listsMovedIds: boolean;
	dryRun: boolean;
	/** The label of the option that has the emptied room archived, where it is on. */
	archiveRoom?: { field: string };
	/** What the manifest says of the deal; undefined when none is to be written. */
	manifestFor?: string;
}

/**
 * Moves all files of a room into the client's folder, then ends the guests' access, in one go. Returns what
 * the operation puts out. Throws `InputError` before anything is written, and `DocSpaceError` that tells
 * what was done where something could not be done, or files were left behind and `failIfLeft` says so.
 */
export async function archiveClientRoom(
	portal: PortalClient,
	order: ClientRoomOrder,
): Promise<IDataObject> {
	if (order.dryRun) return await archiveNow(portal, order);
	return await inTurnOfRooms(
		portal.origin,
		[order.room.id],
		portal.signal,
		async () => await archiveNow(portal, order),
	);
}

async function archiveNow(portal: PortalClient, order: ClientRoomOrder): Promise<IDataObject> {
	const [content, archive] = await Promise.all([
		readRoom(portal, order.room),
		readArchive(portal, order.archive),
	]);
	// A mistyped guest, or a right that lacks, must not come to light when half of the job is done.
	requireArchivable(order, content.room);
	const future = futureDestination(order.archive, archive.folder, archive.pathParts);
	const refusal = whyRefused(content.files, future, { ...order, within: 'otherRooms' });
	if (refusal) throw refusal;
	if (future.isInFormRoom && order.manifestFor !== undefined) throw takesNoManifest(order.archive);
	const guests = order.access ? await foreseeEndOfAccessOfGuests(portal, order.access) : [];
	if (order.dryRun) return await foresee(portal, order, archive, content, guests);

	const deadline = time.now() + order.maxWaitMs;
	const moved = await moveAll(portal, order, archive, content, deadline);
	return await finish(portal, order, moved);
}

/** The folder that holds one folder per client. */
interface Archive {
	folder: FolderDto;
	pathParts: PathPart[];
	clientFolders: WholeFolderDto[];
}

async function readArchive(portal: PortalClient, picked: Picked<FolderId>): Promise<Archive> {
	const [folder, clientFolders, { pathParts }] = await allAtOnce([
		readParent(portal, picked),
		readSubfolders(portal, picked.id),
		lookAt(portal, picked.id),
	]);
	return { folder, pathParts, clientFolders };
}

function requireArchivable({ archiveRoom: option }: ClientRoomOrder, room: FolderDto): void {
	if (!option || isArchived(room) || room.security?.Move !== false) return;
	throw new InputError(
		option.field,
		`is on, but the user behind the credential may not archive ${quote(room.title)}`,
		'Use the credential of the room’s owner, or turn it off; being a Room manager is not enough',
	);
}

/** A form room would refuse the manifest when the files are there already (docspace-api.md 14.4). */
function takesNoManifest({ field }: Picked<FolderId>): InputError {
	return new InputError(
		field,
		'names a folder in a form filling room, which takes PDF forms only and no manifest',
		'Choose a folder in another room, or turn “Write Manifest” off',
	);
}

type Moved = Outcome & { folder: FolderDto };

const MOST_CLIENT_FOLDERS = 3;

/**
 * Moves the room's files into the client's folder. Where that was taken away meanwhile, as a second one of its name by
 * another run or by somebody, what is still in the room goes into the one that is there then.
 */
async function moveAll(
	portal: PortalClient,
	order: ClientRoomOrder,
	archive: Archive,
	content: RoomContent,
	deadline: number,
	attempt = 1,
): Promise<Moved> {
	const { folder, created } = await ensureFolder(
		portal,
		archive.folder,
		{ folders: archive.clientFolders },
		order.clientName,
	);
	const result = await moveInto(portal, order, folder, content, deadline).catch(asDocSpaceError);
	const moved =
		result instanceof DocSpaceError
			? undefined
			: { content, folder, folderCreated: created, result };
	const mayBeGone = !moved || !reportOnFiles(moved).complete;
	const clientFolders =
		mayBeGone && attempt < MOST_CLIENT_FOLDERS
			? await readSubfolders(portal, archive.folder.id).catch(() => undefined)
			: undefined;
	if (!clientFolders || clientFolders.some(({ id }) => sameId(id, folder.id))) {
		if (moved) return moved;
		throw result;
	}
	const goOn = async () => {
		const rest = await readRoom(portal, order.room);
		const now = { ...archive, clientFolders };
		return await moveAll(portal, order, now, rest, deadline, attempt + 1);
	};
	return moved
		? together(moved, await withReport(goOn(), reportOf(portal, order, moved)))
		: await goOn();
}

async function moveInto(
	portal: PortalClient,
	{ archive, keepsFolders, policy }: ClientRoomOrder,
	{ id }: FolderDto,
	content: RoomContent,
	deadline: number,
): Promise<MoveResult> {
	const destination = await readDestination(portal, { ...archive, id });
	return keepsFolders
		? await moveTree(portal, { content, destination, policy, deadline })
		: await moveFiles(portal, { files: content.files, destination, policy, deadline });
}

/** What was found later is what counts, of files as of the folder. */
function together(first: Moved, then: Moved): Moved {
	const seenAgain = new Set(then.content.files.map(({ id }) => keyOf(id)));
	const others = first.content.files.filter(({ id }) => !seenAgain.has(keyOf(id)));
	return {
		...then,
		content: { ...then.content, files: [...others, ...then.content.files] },
		result: {
			fates: new Map([...first.result.fates, ...then.result.fates]),
			renamed: [...first.result.renamed, ...then.result.renamed],
			stoppedBy: then.result.stoppedBy,
		},
	};
}

/** What is done once the files were moved: of the guests and the room only if none was left behind. */
async function finish(
	portal: PortalClient,
	order: ClientRoomOrder,
	outcome: Moved,
): Promise<IDataObject> {
	const { content, folder } = outcome;
	const after = await withReport(readRoom(portal, order.room), reportOf(portal, order, outcome));
	const done = reportOnFiles(outcome, after);
	const report = reportOf(portal, order, outcome, done);
	if (order.manifestFor !== undefined) {
		const moved = new Set(done.moved.map(keyOf));
		const files = content.files.filter(({ id }) => moved.has(keyOf(id)));
		const manifest = { folder, files, deal: order.manifestFor };
		report.manifest = await withReport(writeManifest(portal, manifest), report);
	}
	if (!done.complete) {
		if (order.failIfLeft) throw leftBehind(done, report);
		return report;
	}
	return await closeRoom(portal, order, content.room, report);
}

/**
 * Ends the guests' access, then has the room archived: an archived one refuses every change of its sharing
 * (docspace-api.md 8.5). After each it is looked once more whether a file has come meanwhile.
 */
async function closeRoom(
	portal: PortalClient,
	{ room: picked, access, archiveRoom, failIfLeft }: ClientRoomOrder,
	room: FolderDto,
	report: IDataObject,
): Promise<IDataObject> {
	const guests = access ? await withReport(endAccessOfGuests(portal, access), report) : [];
	report.guests = guests;
	report.complete = !namesNobodyInRoom(access, guests);
	const look = async () => await withReport(readFilesLeft(portal, picked), report);
	let filesLeft = access || archiveRoom ? await look() : [];
	if (archiveRoom && report.complete && filesLeft.length === 0) {
		const archived = await withReport(transferRoom(portal, picked, 'archive'), report);
		report.roomArchived = true;
		report.roomUrl = folderUrl(portal.origin, archived.room);
		filesLeft = await look();
	}
	if (filesLeft.length === 0) return report;
	const incomplete = { ...report, complete: false, filesLeft };
	if (failIfLeft) throw cameLate(room, filesLeft, incomplete);
	return incomplete;
}

/** For what came after the last look before the guests' access ended, or before the room was archived. */
function cameLate({ title }: FolderDto, filesLeft: FileLeft[], report: IDataObject): DocSpaceError {
	const titles = filesLeft
		.slice(0, 20)
		.map((file) => quote(file.title))
		.join(', ');
	const more = filesLeft.length > 20 ? ', …' : '';
	return new DocSpaceError(
		`${count(filesLeft.length, 'file')} came into ${quote(title)} after the others had been moved: ${titles}${more}`,
		report.roomArchived === true
			? 'Restore the room from the archive, then run again to move what arrived meanwhile'
			: 'Run again to move what arrived meanwhile',
		report,
	);
}

/** The report as it would be, without writing anything. */
async function foresee(
	portal: PortalClient,
	order: ClientRoomOrder,
	archive: Archive,
	content: RoomContent,
	guests: EndOfAccess[],
): Promise<IDataObject> {
	const { policy, keepsFolders } = order;
	const [folder] = named(archive.clientFolders, order.clientName, archive.folder);
	const isNew = folder === undefined;
	const destination = isNew
		? futureDestination(order.archive, archive.folder, archive.pathParts)
		: await readDestination(portal, { ...order.archive, id: folder.id });
	const result = keepsFolders
		? await foreseeTree(portal, { content, destination, isNew, policy })
		: await foreseeMove(portal, content.files, destination, policy);
	const report = reportOf(portal, order, { content, folder, folderCreated: isNew, result });
	if (report.complete !== true) return report;
	const complete = !namesNobodyInRoom(order.access, guests);
	return { ...report, complete, guests, roomArchived: complete && order.archiveRoom !== undefined };
}
