import type { RoomFile } from '../content/files';
import { keyOf, type FileId } from '../ids';
import { listChildren, listFilesBelow } from '../content/listing';
import type { PortalClient } from '../http/client';
import { time } from '../time';
import { uploadedTitle } from '../titles';
import { isFile, type FileDto, type FolderDto } from '../types';

/** What a manifest lists. */
export interface ManifestOrder {
	/** The folder in the archive that holds the files and is to hold the manifest. */
	folder: FolderDto;
	/** The files that were moved, as they were in the room. */
	files: RoomFile[];
	/** What the user wants to find in each line, such as the id of the deal. */
	deal: string;
}

const COLUMNS = ['path', 'title', 'id', 'size', 'version', 'time', 'deal'];

/** So that Excel takes the text for UTF-8. */
const BYTE_ORDER_MARK = '\uFEFF';

/**
 * Writes a CSV that lists files of a room into the folder they were moved to: where each was, and what it
 * is now. Its name holds the time, so that no manifest replaces another. Throws `PortalError`.
 */
export async function writeManifest(
	portal: PortalClient,
	{ folder, files, deal }: ManifestOrder,
): Promise<{ id: FileId; title: string }> {
	const now = new Date(time.now()).toISOString();
	const { entries } = await listFilesBelow(portal, folder.id, (file) => file);
	const there = new Map(entries.map((entry) => [keyOf(entry.id), entry]));
	const lines = files.map((file) => [...describe(file, there.get(keyOf(file.id))), now, deal]);
	const content = [COLUMNS, ...lines].map((line) => `${line.map(cell).join(',')}\r\n`).join('');
	const title = `Manifest ${now.slice(0, 19).replace('T', ' ').replaceAll(':', '-')}.csv`;
	return await upload(portal, folder, title, BYTE_ORDER_MARK + content);
}

/** Of a file that got another id, or became a version of another one, only its past is known. */
function describe(file: RoomFile, now: FileDto | undefined): string[] {
	const { id, title, path, size } = file;
	const was = path === '' ? title : `${path}/${title}`;
	return [was, now?.title ?? title, keyOf(id), String(size), String(now?.version ?? '')];
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
): Promise<{ id: FileId; title: string }> {
	const { result } = await portal.writeUntilSeen(
		{
			method: 'POST',
			path: `files/${encodeURIComponent(folder.id)}/insert`,
			query: { title, createNewIfExist: false },
			text: { type: 'text/csv', content },
		},
		isFile,
		async () =>
			(await listChildren(portal, folder.id)).entries
				.filter((entry) => 'folderId' in entry)
				.find((entry) => entry.title === uploadedTitle(title)),
	);
	return { id: result.id, title: result.title };
}
