import { type Entry, type FolderPage, type Request, toEntry, toFolderPage } from './api';
import type { ArchiveJob, EntryId } from './rival';

/** How a folder is read. */
export type Reader = (folderId: EntryId) => Promise<Pick<FolderPage, 'files' | 'folders'>>;

const PAGE = 100;

/** Reads the first page of a folder, as if there were no other. */
export function firstPageReader(request: Request): Reader {
	return async (folderId) =>
		toFolderPage(await request('GET', `files/${encodeURIComponent(folderId)}`));
}

/** Reads a folder page after page, to the total that the first page names. */
export function pagingReader(request: Request): Reader {
	return async (folderId) => {
		const files: Entry[] = [];
		const folders: Entry[] = [];
		let total = 0;
		let start = 0;
		do {
			const path = `files/${encodeURIComponent(folderId)}?count=${PAGE}&startIndex=${start}`;
			const page = toFolderPage(await request('GET', path));
			files.push(...page.files);
			folders.push(...page.folders);
			total = page.total;
			start += PAGE;
		} while (start < total);
		return { files, folders };
	};
}

/**
 * Collects the files of a room, folder by folder, one request after the other. Ids that are no numbers,
 * those of third-party storage, are passed over (docspace-api.md T11).
 */
export async function collectFiles(read: Reader, roomId: EntryId): Promise<number[]> {
	const files: number[] = [];
	const open: EntryId[] = [roomId];
	for (let folderId = open.pop(); folderId !== undefined; folderId = open.pop()) {
		const page = await read(folderId);
		files.push(...numbersOf(page.files));
		open.push(...numbersOf(page.folders).reverse());
	}
	return files;
}

function numbersOf(entries: Entry[]): number[] {
	return entries.flatMap(({ id }) => (Number.isFinite(Number(id)) ? Number(id) : []));
}

/** Takes the folder of exactly this title, or creates one; nothing when the portal refuses. */
export async function ensureFolder(
	request: Request,
	read: Reader,
	{ archiveRootId, clientName }: Pick<ArchiveJob, 'archiveRootId' | 'clientName'>,
): Promise<EntryId | undefined> {
	const { folders } = await read(archiveRootId);
	const found = folders.find(({ title }) => title === clientName.trim());
	if (found !== undefined) return found.id;
	const path = `files/folder/${encodeURIComponent(archiveRootId)}`;
	return toEntry(await request('POST', path, { title: clientName }))?.id;
}
