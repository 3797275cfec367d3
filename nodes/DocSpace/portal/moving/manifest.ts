import { createHash } from 'node:crypto';

import { fileUrl } from '../address';
import type { RoomFile } from '../content/files';
import { doesNotRecurse, listChildren, listFilesBelow } from '../content/listing';
import { walkWholeRoom } from '../content/walking';
import type { PortalClient } from '../http/client';
import { keyOf, type FileId } from '../ids';
import { time } from '../time';
import { uploadedTitle } from '../titles';
import { isFile, type FolderDto } from '../types';

/** What a manifest lists. */
export interface ManifestOrder {
	/** The folder in the archive that holds the files and is to hold the manifest. */
	folder: FolderDto;
	/** The files that this run has moved, as they were in the room. */
	files: RoomFile[];
	/** What the user wants to find in each line, such as the id of the deal. */
	deal: string;
}

/** The file it has become. A type, because interfaces do not count as n8n's data. */
export type Manifest = { id: FileId; title: string; url: string };

const COLUMNS = ['path', 'title', 'id', 'size', 'version', 'time', 'deal'];

/** So that Excel takes the text for UTF-8. */
const BYTE_ORDER_MARK = '\uFEFF';

/** Its time, so that none replaces another, and the fingerprint of what lay in the folder. */
const TITLE = /^Manifest \d{4}-\d\d-\d\d \d\d-\d\d-\d\d ([0-9a-f]{8})\.csv$/;

/**
 * Writes a CSV into the folder that files of a room were moved to: first those of this run, where each was and
 * what it is now, then all others in the folder, with nothing in the columns path, time and deal. Those may
 * have come with a run that was cut off, for no listing tells which room a file is from. A run that has moved
 * nothing writes none where an earlier one tells the same, and returns null. Throws `DocSpaceError`.
 */
export async function writeManifest(
	portal: PortalClient,
	{ folder, files, deal }: ManifestOrder,
): Promise<Manifest | null> {
	const all = await readFiles(portal, folder);
	const there = all.filter(({ title }) => !TITLE.test(title));
	const mark = fingerprintOf(there);
	const isTold = there.length === 0 || all.some(({ title }) => TITLE.exec(title)?.[1] === mark);
	if (files.length === 0 && isTold) return null;

	const now = new Date(time.now()).toISOString();
	const rest = new Map(there.map((file) => [keyOf(file.id), file]));
	const lines = files.map(({ path, ...was }) => {
		// Of a file that got another id, or became a version of another one, only its past is known.
		const is = rest.get(keyOf(was.id)) ?? was;
		rest.delete(keyOf(was.id));
		return [path === '' ? was.title : `${path}/${was.title}`, ...factsOf(is), now, deal];
	});
	const others = [...rest.values()].map((file) => ['', ...factsOf(file), '', '']);
	const content = [COLUMNS, ...lines, ...others]
		.map((line) => `${line.map(cell).join(',')}\r\n`)
		.join('');
	const title = `Manifest ${now.slice(0, 19).replace('T', ' ').replaceAll(':', '-')} ${mark}.csv`;
	return await upload(portal, folder, title, BYTE_ORDER_MARK + content);
}

/** What a line tells of a file; third-party storage keeps no versions. */
interface Listed extends Pick<RoomFile, 'id' | 'title' | 'size'> {
	version?: number;
}

/** The files in a folder, at any depth and in any storage. */
async function readFiles(portal: PortalClient, { id }: FolderDto): Promise<Listed[]> {
	const { entries, folder } = await listFilesBelow(portal, id, (file) => ({
		id: file.id,
		title: file.title,
		size: file.pureContentLength ?? 0,
		version: file.version,
	}));
	return doesNotRecurse(folder) ? (await walkWholeRoom(portal, folder)).files : entries;
}

function factsOf({ title, id, size, version }: Listed): string[] {
	return [title, keyOf(id), String(size), String(version ?? '')];
}

/** Differs when files of a folder differ in anything that a manifest tells of them. */
function fingerprintOf(files: Listed[]): string {
	const facts = files.map((file) => JSON.stringify(factsOf(file))).sort();
	return createHash('sha256').update(facts.join()).digest('hex').slice(0, 8);
}

/**
 * What a spreadsheet takes for the start of a formula, full-width forms included, also behind spaces, and
 * behind what parts cells or lines in Excel where the semicolon does so instead of the comma.
 */
const FORMULA = /(?<=^|[;\t\r\n])(?=[\s"]*[=+\-@＝＋－＠])/g;

/** Quoted where needed; what a spreadsheet would run as a formula becomes text. */
function cell(value: string): string {
	const text = value.replace(FORMULA, "'");
	return /[",;\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * Uploads a text as a file: the raw body is the content, the query holds the title (DocSpace-server
 * v3.7.2, UploadController.cs InsertFile and Binders.cs InsertFileModelBinder, which take no form part
 * apart). To repeat it makes a second version or a numbered copy at worst.
 */
async function upload(
	portal: PortalClient,
	folder: FolderDto,
	title: string,
	content: string,
): Promise<Manifest> {
	const { result } = await portal.writeUntilSeen(
		{
			method: 'POST',
			path: `files/${encodeURIComponent(folder.id)}/insert`,
			query: { title, createNewIfExist: false },
			raw: { type: 'text/csv', content },
		},
		isFile,
		async () =>
			(await listChildren(portal, folder.id)).entries
				.filter((entry) => 'folderId' in entry)
				.find((entry) => entry.title === uploadedTitle(title)),
	);
	return { id: result.id, title: result.title, url: fileUrl(portal.origin, result.id) };
}
