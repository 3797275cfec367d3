import { connect, type Operation, type Request, toOperations } from './api';
import type { ArchiveJob, EntryId, Rival } from './rival';
import { collectFiles, ensureFolder, pagingReader } from './walk';

const MOST_POLLS = 20;
const PAUSE_BETWEEN_POLLS_MS = 100;

/** Whether all operations have ended well; undefined while one is still running, false after an error. */
function outcomeOf(operations: Operation[]): boolean | undefined {
	if (operations.some(({ error }) => error !== '')) return false;
	const ended = operations.every(({ finished, progress }) => finished || progress === 100);
	return ended ? true : undefined;
}

/** Moves one file and asks for all of the user's operations until those it was shown have ended. */
async function moveOne(
	request: Request,
	{ wait }: ArchiveJob,
	fileId: number,
	destFolderId: EntryId,
): Promise<boolean> {
	const answer = await request('PUT', 'files/fileops/move', {
		fileIds: [fileId],
		destFolderId,
		conflictResolveType: 'Duplicate',
		deleteAfter: false,
		content: false,
	});
	let operations = toOperations(answer);
	if (operations.length === 0) return false;
	let outcome = outcomeOf(operations);
	for (let polls = 1; outcome === undefined && polls <= MOST_POLLS; polls += 1) {
		if (polls > 1) await wait(PAUSE_BETWEEN_POLLS_MS);
		const now = await request('GET', 'files/fileops');
		if (now === null) return false;
		const known = new Map(toOperations(now).map((operation) => [operation.id, operation]));
		operations = operations.map((operation) => known.get(operation.id) ?? operation);
		outcome = outcomeOf(operations);
	}
	return outcome ?? false;
}

/**
 * The way in which the official n8n node moves, one item and one request a file, stopping at the first
 * that fails. It has no way of its own to collect a room, so it is given the recipe's, with paging.
 */
export const officialNode: Rival = {
	name: 'Official n8n node',
	async archive(job) {
		const request = connect(job);
		const read = pagingReader(request);
		const fileIds = await collectFiles(read, job.roomId);
		const found = fileIds.length;
		job.onListed?.(found);
		const archiveFolderId = await ensureFolder(request, read, job);
		if (archiveFolderId === undefined) return { saysDone: false, found };
		for (const fileId of fileIds) {
			const moved = await moveOne(request, job, fileId, archiveFolderId);
			if (!moved) return { saysDone: false, found, archiveFolderId };
		}
		if (job.guestId !== undefined) {
			await request('DELETE', 'people/guests', { userIds: [job.guestId] });
		}
		return { saysDone: true, found, archiveFolderId };
	},
};
