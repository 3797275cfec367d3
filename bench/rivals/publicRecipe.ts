import { connect, type Request } from './api';
import type { ArchiveJob, EntryId, Rival, RivalReport } from './rival';
import { collectFiles, ensureFolder, firstPageReader, pagingReader, type Reader } from './walk';

const CHUNK = 100;
const PAUSE_BETWEEN_CHUNKS_MS = 200;

/** Sends all chunks; false as soon as the portal refuses one. That it accepts one says nothing of its files. */
async function sendAll(
	request: Request,
	{ wait }: ArchiveJob,
	fileIds: number[],
	destFolderId: EntryId,
): Promise<boolean> {
	for (let start = 0; start < fileIds.length; start += CHUNK) {
		const accepted = await request('PUT', 'files/fileops/move', {
			fileIds: fileIds.slice(start, start + CHUNK),
			destFolderId,
			deleteAfter: true,
			content: true,
		});
		if (accepted === null) return false;
		await wait(PAUSE_BETWEEN_CHUNKS_MS);
	}
	return true;
}

async function archive(
	job: ArchiveJob,
	readerFor: (request: Request) => Reader,
): Promise<RivalReport> {
	const request = connect(job);
	const read = readerFor(request);
	const fileIds = await collectFiles(read, job.roomId);
	const found = fileIds.length;
	job.onListed?.(found);
	const archiveFolderId = await ensureFolder(request, read, job);
	if (archiveFolderId === undefined) return { saysDone: false, found };
	const saysDone = await sendAll(request, job, fileIds, archiveFolderId);
	if (saysDone && job.guestId !== undefined) {
		await request('DELETE', 'people/guests', { userIds: [job.guestId] });
	}
	return { saysDone, found, archiveFolderId };
}

/**
 * The recipe that ONLYOFFICE publishes, rebuilt from its description: a folder is its first page, an
 * error is an empty list, an accepted move is a finished one. Kinder than the original in one point: it
 * sends the guest's id as a text, so that the guest is really deleted.
 */
export const publicRecipe: Rival = {
	name: 'Public recipe',
	archive: async (job) => await archive(job, firstPageReader),
};

/** The same recipe, reading every page of a folder. */
export const publicRecipeWithPaging: Rival = {
	name: 'Public recipe with paging',
	archive: async (job) => await archive(job, pagingReader),
};
