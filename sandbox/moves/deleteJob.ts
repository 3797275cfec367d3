import { accessDenied, fileNotFound, folderToDeleteNotFound } from '../ground/errors';
import { FolderType } from '../model/enums';
import type { Store } from '../model/store';
import type { AnyEntry, EntryId, File, Folder, PortalUser } from '../model/types';
import { Rights } from '../rules/rights';
import type { JobContext } from './operations';

/** What is to be deleted, and whether past the Trash. */
export interface DeleteOrder {
	fileIds: EntryId[];
	folderIds: EntryId[];
	immediately: boolean;
}

function isInUse({ lockedBy, editors }: File, userId: string): boolean {
	return (lockedBy !== undefined && lockedBy !== userId) || editors.size > 0;
}

/** The first thing that cannot be deleted refuses everything (docspace-api.md 14.8). */
export function checkDelete(store: Store, user: PortalUser, order: DeleteOrder): void {
	const rights = new Rights(store, user);
	for (const id of order.folderIds) {
		const folder = store.folders.get(id);
		if (folder === undefined) throw folderToDeleteNotFound();
		const isRoom = folder.room !== undefined;
		if (!rights.can('Delete', folder) || (isRoom && !order.immediately)) throw accessDenied();
	}
	for (const id of order.fileIds) {
		const file = store.files.get(id);
		if (file === undefined) throw fileNotFound();
		if (!rights.can('Delete', file) || isInUse(file, user.id)) throw accessDenied();
	}
}

/** Deletes one entry after the other; `processed` is all that the operation tells (docspace-api.md 14.8). */
export function* deleteJob(context: JobContext, order: DeleteOrder): Generator<void> {
	const { store, operation } = context;
	const entries: AnyEntry[] = [
		...order.folderIds.flatMap((id) => store.folders.get(id) ?? []),
		...order.fileIds.flatMap((id) => store.files.get(id) ?? []),
	];
	yield;
	for (const [at, entry] of entries.entries()) {
		const problem = entry.kind === 'file' ? undefined : trouble(context, entry, order);
		if (problem === undefined) {
			// Of a folder that is destroyed its files count too (docspace-api.md 16.5).
			operation.processed +=
				1 + (entry.kind === 'folder' && order.immediately ? entry.filesCount : 0);
			takeAway(context, entry, order.immediately);
		} else operation.error = problem;
		operation.progress = Math.floor((100 * (at + 1)) / entries.length);
		yield;
	}
}

/** A file in use keeps its folder: whole when it was for the Trash, else without the others (docspace-api.md 14.8). */
function trouble(
	context: JobContext,
	folder: Folder,
	{ immediately }: DeleteOrder,
): string | undefined {
	const { store, user, operation } = context;
	const files = [...store.filesBelow(folder)];
	if (!files.some((file) => isInUse(file, user.id))) return undefined;
	if (immediately) {
		const free = files.filter((file) => !isInUse(file, user.id));
		for (const file of free) takeAway(context, file, true);
		operation.processed += free.length;
	}
	return 'The folder holds a file that is in use';
}

/** What lies in the Trash already, or in third-party storage, is destroyed in any case (docspace-api.md 14.8, T91, T92). */
function takeAway({ store, user }: JobContext, entry: AnyEntry, immediately: boolean): void {
	const { id, title, parentId: from } = entry;
	const trash = store.folders.get(user.trashId);
	const isTrashed = store.rootOf(entry)?.type === FolderType.trash;
	if (immediately || isTrashed || entry.provider !== undefined || trash === undefined) {
		store.journal.noteRemoval(user.id, `${entry.kind}.deleted`, { id, title, from }, () =>
			store.remove(entry),
		);
		return;
	}
	store.journal.noteRemoval(user.id, `${entry.kind}.trashed`, { id, title, from }, () =>
		store.move(entry, trash),
	);
}

/** Deletes one folder: into the caller's Trash, or for good (docspace-api.md 5.5). */
export function* deleteFolderJob(
	context: JobContext,
	folderId: EntryId,
	immediately: boolean,
): Generator<void> {
	const { store, user, operation } = context;
	yield;
	const folder = store.folders.get(folderId);
	const trash = store.folders.get(user.trashId);
	if (folder === undefined || trash === undefined) {
		operation.error = 'The required folder was not found';
	} else if (!new Rights(store, user).can('Delete', folder)) {
		operation.error = "You don't have enough permission to delete the folder";
	} else if (immediately || folder.provider !== undefined) {
		const { id, title } = folder;
		store.journal.noteRemoval(user.id, 'folder.deleted', { id, title }, () => store.remove(folder));
		operation.processed += 1;
	} else {
		const { id, title, parentId: from } = folder;
		store.journal.noteRemoval(user.id, 'folder.trashed', { id, title, from }, () =>
			store.move(folder, trash),
		);
		operation.processed += 1;
	}
	operation.progress = 100;
}
