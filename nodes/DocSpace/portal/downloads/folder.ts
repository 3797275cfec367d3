import { DocSpaceError, InputError, isRefusal, NotAllowedError, nothingIf, quote } from '../errors';
import { isFormFolder, readFolder } from '../content/folders';
import { countFilesBelow, doesNotRecurse, listFoldersBelow } from '../content/listing';
import { walkWholeRoom } from '../content/walking';
import type { PortalClient } from '../http/client';
import { growingPauses, waitAndLook } from '../http/waiting';
import type { FolderId, Picked } from '../ids';
import { count } from '../lists';
import { pack, type OperationEnd } from '../moving/fileOperations';
import { time } from '../time';
import { FolderType, type WholeFolderDto } from '../types';
import { fromTheStart, keepAll, type Download, type Keep } from './keeping';

/** What was downloaded, and of which folder. */
export interface FolderDownload<T> extends Download<T>, Inside {
	folder: WholeFolderDto;
}

/** What lies below a folder. */
interface Inside {
	fileCount: number;
	folderCount: number;
}

/** Long enough for other downloads of the same person, and for packing all that a room may hold. */
const LONGEST_WAIT_MS = 60 * 60_000;
/** Its result may be read by the person's browser, and its archive replaced by one of the same name. */
const MOST_ARCHIVES = 3;

/**
 * Downloads a folder, or a room as one, as an archive with all it holds. DocSpace packs one at a time for each
 * person, under a name that the next of that name overwrites: so ours take turns, wait for those of others, and
 * fetch at once (docspace-api.md 14.6, T87, T88). Throws `DocSpaceError` rather than keep an incomplete one.
 */
export async function downloadFolder<T>(
	portal: PortalClient,
	picked: Picked<FolderId>,
	keep: Keep<T>,
): Promise<FolderDownload<T>> {
	const folder = await readFolder(portal, picked);
	refuse(picked, folder);
	return await portal.limits.downloads.run(async () => {
		const deadline = time.now() + LONGEST_WAIT_MS;
		for (let archives = 1; archives <= MOST_ARCHIVES; archives += 1) {
			const inside = await lookInside(portal, folder);
			const end = await packWhenFree(portal, folder, deadline);
			await refuseIncomplete(portal, folder, inside, end);
			const download = end.archive && (await fetch(portal, folder, end.archive.url, keep));
			if (download) return { ...download, ...inside, folder };
		}
		throw new DocSpaceError(
			`DocSpace has packed ${quote(folder.title)} ${MOST_ARCHIVES} times, and each time the archive was gone`,
			'Run again when nobody downloads with the same account, in the browser or elsewhere',
		);
	}, portal.signal);
}

function refuse({ field }: Picked, { title, rootFolderType, security }: WholeFolderDto): void {
	if (rootFolderType === FolderType.trash) {
		throw new InputError(
			field,
			`names ${quote(title)}, which lies in the Trash, out of which DocSpace hands nothing`,
			'Take it back out of there in DocSpace, or choose another folder',
		);
	}
	if (security?.Download === false) throw mayNotDownload(title);
}

function mayNotDownload(title: string): NotAllowedError {
	return new NotAllowedError(
		`DocSpace does not let you download ${quote(title)}`,
		'Choose a room or a folder in one. If it is one, its room denies downloads to Viewers: give the user behind the credential a higher role there',
	);
}

/** What the user behind the credential sees; the folders in which DocSpace keeps filled forms do not count. */
async function lookInside(portal: PortalClient, folder: WholeFolderDto): Promise<Inside> {
	if (doesNotRecurse(folder)) {
		const { files, folders } = await walkWholeRoom(portal, folder);
		return { fileCount: files.length, folderCount: folders.length };
	}
	const [fileCount, { entries }] = await Promise.all([
		countFilesBelow(portal, folder.id),
		listFoldersBelow(portal, folder.id, undefined),
	]);
	return { fileCount, folderCount: entries.filter((entry) => !isFormFolder(entry)).length };
}

/** While another download of the same person is under way, DocSpace refuses (docspace-api.md T87). */
async function packWhenFree(
	portal: PortalClient,
	{ id, title }: WholeFolderDto,
	deadline: number,
): Promise<OperationEnd> {
	const pauses = growingPauses(1000, deadline, 30_000);
	const order = { folderIds: [id], deadline };
	const end = await waitAndLook(
		pauses,
		async () => await pack(portal, order).catch(nothingIf('forbidden')),
		portal.signal,
	).catch((error: unknown) => {
		throw isRefusal(error, 'notFound') ? mayNotDownload(title) : error;
	});
	if (end && end.kind !== 'outOfTime') return end;
	throw new DocSpaceError(
		end
			? `DocSpace has not packed ${quote(title)} within an hour`
			: `DocSpace packs one download at a time for each person, and for an hour it was busy with others than ${quote(title)}`,
		'Run again later, or download its folders one by one',
	);
}

/** An archive is finished even where files are missing in it (docspace-api.md T89). */
async function refuseIncomplete(
	portal: PortalClient,
	folder: WholeFolderDto,
	{ fileCount, folderCount }: Inside,
	{ kind, said, archive }: OperationEnd,
): Promise<void> {
	if (kind === 'ended' && said !== '') throw incomplete(folder, `DocSpace says: ${said}`);
	const expected = fileCount + folderCount;
	if (!archive || archive.entries >= expected) return;
	// Somebody may have deleted what was not packed.
	const now = await lookInside(portal, folder);
	if (archive.entries >= now.fileCount + now.folderCount) return;
	throw incomplete(
		folder,
		`it holds only ${archive.entries} of ${count(expected, 'entry', 'entries')}`,
	);
}

function incomplete({ title }: WholeFolderDto, because: string): DocSpaceError {
	return new DocSpaceError(
		`The archive of ${quote(title)} is not complete: ${because}`,
		'Run again. If it stays, open the files of the folder in DocSpace: one of them may have lost its content',
	);
}

/** Undefined where the archive is gone. */
async function fetch<T>(
	portal: PortalClient,
	{ title }: WholeFolderDto,
	url: string,
	keep: Keep<T>,
): Promise<Download<T> | undefined> {
	return await fromTheStart(portal, async () => {
		const opened = await portal.open(url).catch(nothingIf('notFound'));
		return opened && (await keepAll(portal, opened, `${title}.zip`, keep));
	});
}
