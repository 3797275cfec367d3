import { nullReference } from '../ground/errors';
import { abilitiesOf } from '../ground/versions';
import { FolderType } from '../model/enums';
import { sameStorage } from '../model/providers';
import type { EntryId, File, Folder } from '../model/types';
import { type Batch, batchesOf, MoveChecks, type MoveOrder } from './moveChecks';
import type { JobContext } from './operations';

/** Carries out a move, entry by entry, each with its checks again (docspace-api.md 6.4). */
export class MoveJob {
	private readonly total: number;
	private done = 0;
	protected problem = '';
	/** What the operation names when all files are through: ids at the destination (docspace-api.md 6.2). */
	private resultFiles: EntryId[] = [];

	constructor(
		protected readonly context: JobContext,
		private readonly order: MoveOrder,
	) {
		const { store } = context;
		this.total = order.folderIds.reduce<number>((sum, id) => {
			const folder = store.folders.get(id);
			return sum + 1 + (folder === undefined ? 0 : folder.filesCount + folder.foldersCount);
		}, order.fileIds.length);
	}

	/**
	 * Stops at each file and folder that was asked for. What stands in a file's way is looked for before its
	 * stop, and the file is moved after it: of two jobs at once both may find a title free, or count a file
	 * out of the same folder (docspace-api.md 6.5, T147, T149).
	 */
	*run(): Generator<void> {
		for (const batch of batchesOf(this.order)) yield* this.runBatch(batch);
		this.publish();
	}

	private *runBatch(batch: Batch): Generator<void> {
		const { store, operation, settings } = this.context;
		const destination = store.folders.get(batch.destinationId);
		const refusal = this.checks().general(batch, destination);
		// A destination that has gone is a crash that only the server's log knows of (docspace-api.md 6.4, T32);
		// before 3.7.1 so was a missing right to create there.
		if (destination === undefined) return;
		if (refusal !== undefined) {
			const isSilent = !abilitiesOf(settings.portalVersion).movePreCheck;
			const lacksCreate = !this.checks().rights.can('Create', destination);
			this.problem = isSilent && lacksCreate ? '' : refusal.text;
			return;
		}
		operation.resultFolders = [destination.id];
		for (const id of batch.folderIds) {
			const twin = this.twinOf(store.folders.get(id), destination, batch);
			yield;
			this.moveFolderById(id, destination, batch, twin);
			this.step();
		}
		yield* this.moveFiles(batch, destination);
	}

	private *moveFiles(batch: Batch, destination: Folder): Generator<void> {
		if (batch.fileIds.length === 0) return;
		const { store, operation, beforeFile } = this.context;
		for (const id of batch.fileIds) {
			beforeFile(id);
			const file = store.files.get(id);
			const from = file && store.folders.get(file.parentId);
			const found = this.lookFor(file, destination, batch);
			yield;
			const now = file && store.folders.get(file.parentId);
			const outcome = this.moveFile(store.files.get(id), destination, batch, found);
			if (outcome.movedTo !== undefined) {
				this.countOut(from, now);
				operation.resultFiles.push(outcome.movedTo);
				this.resultFiles.push(outcome.movedTo);
			}
			if (outcome.counts) this.step();
		}
		// The list of files replaces that of folders, unless it is empty (docspace-api.md 6.2).
		if (this.resultFiles.length > 0) operation.resultFolders = [];
		operation.resultFiles = [...this.resultFiles];
	}

	/** Counts a file out of where it was found, although another job has taken it elsewhere meanwhile (T149). */
	private countOut(found: Folder | undefined, now: Folder | undefined): void {
		if (found === undefined || now === undefined || found === now) return;
		this.context.store.miscount(found, -1);
		this.context.store.miscount(now, 1);
	}

	/** What stands in a file's way at the destination. */
	protected lookFor(file: File | undefined, destination: Folder, batch: Batch): File | undefined {
		return file && this.checks().conflictOf(file, destination, batch);
	}

	/**
	 * Takes what was found in the file's way, which may have gone since. Every file starts with a clean
	 * error: only the last one that was published remains (T33).
	 */
	protected moveFile(
		file: File | undefined,
		destination: Folder,
		batch: Batch,
		found: File | undefined,
	): { movedTo?: EntryId; counts: boolean } {
		const checks = this.checks();
		const held = checks.heldBack([file]);
		this.problem = checks.file(file, destination)?.text ?? '';
		if (this.problem !== '' || file === undefined) return { counts: true };
		if (!this.context.store.folders.has(destination.id)) {
			this.problem = nullReference().message;
			return { counts: true };
		}
		const notForm = checks.formRefusal(file, destination);
		if (notForm !== undefined) {
			this.problem = notForm.text;
			return { counts: false };
		}
		const conflict = found && checks.conflictOf(file, destination, batch);
		if (conflict !== undefined) {
			return { movedTo: this.resolveConflict(file, conflict, destination, batch), counts: true };
		}
		if (held !== undefined) {
			this.problem = held.text;
			return { counts: true };
		}
		return { movedTo: this.relocate(file, destination), counts: true };
	}

	/** Skip leaves the file without a word; Overwrite destroys it (docspace-api.md 6.4, T27, T28). */
	private resolveConflict(
		file: File,
		conflict: File,
		destination: Folder,
		batch: Batch,
	): EntryId | undefined {
		if (batch.policy !== 'Overwrite') return undefined;
		const checks = this.checks();
		const refusal = checks.overwriteRefusal(conflict);
		if (refusal !== undefined) {
			this.problem = refusal.text;
			return undefined;
		}
		const held = checks.heldBack([file]);
		this.overwrite(file, conflict);
		if (file.parentId !== destination.id) {
			// The half-way state: the target is overwritten, the source stays (docspace-api.md 6.4, T65).
			if (held !== undefined) {
				this.problem = held.text;
				return undefined;
			}
			this.noteRemoval('file.deleted', file);
		}
		this.context.operation.processed += 1;
		return conflict.id;
	}

	protected overwrite(file: File, conflict: File): void {
		const { store, user } = this.context;
		store.addVersion(conflict, file.versions.at(-1) ?? file, user.id);
		// The target takes over the spelling of the source's title (FileMoveCopyOperation.cs, Overwrite).
		if (conflict.title !== file.title) store.rename(conflict, file.title);
		store.journal.note(user.id, 'file.overwritten', {
			id: conflict.id,
			sourceId: file.id,
			title: conflict.title,
			version: conflict.versions.length,
		});
	}

	private relocate(file: File, destination: Folder): EntryId | undefined {
		const { operation } = this.context;
		const moved = sameStorage(file.provider, destination.provider)
			? this.moveWithin(file, destination)
			: this.moveAcross(file, destination);
		if (moved !== undefined) operation.processed += 1;
		return moved;
	}

	/** In one storage only the parent changes; nothing is renamed, not even under Duplicate (T29). */
	private moveWithin(file: File, destination: Folder): EntryId {
		const { store } = this.context;
		const from = file.parentId;
		const sourceId = file.id;
		const leavesMyDocuments =
			store.rootOf(file)?.type === FolderType.myDocuments &&
			store.rootOf(destination)?.type === FolderType.rooms;
		if (leavesMyDocuments) this.dropShares(file);
		if (file.provider !== undefined && from !== destination.id) {
			const title = store.freeFileTitle(destination, file.title);
			if (title !== file.title) store.rename(file, title);
		}
		store.move(file, destination);
		this.note('file.moved', { id: file.id, sourceId, from, to: destination.id, title: file.title });
		return file.id;
	}

	/** Between storages bytes travel: new id, one version, a size limit (docspace-api.md 6.4, T37). */
	private moveAcross(file: File, destination: Folder): EntryId | undefined {
		const { store, settings, user } = this.context;
		if (file.size > settings.maxTransferBytes) {
			this.problem = `File size exceeds the maximum of ${settings.maxTransferBytes} bytes`;
			return undefined;
		}
		const copy = store.addFile(destination, {
			title: store.freeFileTitle(destination, file.title),
			size: file.size,
			content: file.versions.at(-1)?.content,
			createdBy: user.id,
			isForm: file.isForm,
		});
		const { parentId: from, id: sourceId } = file;
		store.remove(file);
		this.note('file.moved', { id: copy.id, sourceId, from, to: destination.id, title: copy.title });
		return copy.id;
	}

	/** The folder at the destination into which one of its title flows (docspace-api.md 6.4). */
	protected twinOf(
		folder: Folder | undefined,
		destination: Folder,
		batch: Batch,
	): Folder | undefined {
		if (folder === undefined || folder.room !== undefined || batch.policy === 'Duplicate') return;
		return this.context.store.folderTitled(destination, folder.title);
	}

	protected moveFolderById(
		id: EntryId,
		destination: Folder,
		batch: Batch,
		twin: Folder | undefined,
	): void {
		const { store, operation } = this.context;
		const folder = store.folders.get(id);
		this.problem = this.checks().folder(folder, destination)?.text ?? '';
		if (this.problem !== '' || folder === undefined) return;
		// Already there: the whole block is left out, as for a room that is archived twice (docspace-api.md 8.4).
		if (folder.parentId === destination.id) return;
		const movedTo = this.moveFolder(folder, destination, batch, twin);
		if (movedTo !== undefined) operation.resultFolders.push(movedTo);
	}

	private moveFolder(
		folder: Folder,
		destination: Folder,
		batch: Batch,
		found: Folder | undefined,
	): EntryId | undefined {
		const { store, operation, settings } = this.context;
		const twin = found && this.twinOf(folder, destination, batch);
		if (twin !== undefined && twin !== folder) return this.mergeFolder(folder, twin, batch);
		const held = this.checks().heldBack(store.filesBelow(folder), false);
		if (held !== undefined) {
			this.problem = held.text;
			return undefined;
		}
		const isRoom = folder.room !== undefined;
		if (isRoom && this.isFull(destination)) {
			this.problem = `The number of rooms should not exceed ${settings.maxActiveRooms}`;
			return undefined;
		}
		const within = isRoom || sameStorage(folder.provider, destination.provider);
		const moved = within
			? this.moveFolderWithin(folder, destination)
			: this.moveFolderAcross(folder, destination);
		operation.processed += 1;
		return moved.id;
	}

	/** Restoring a room is subject to the quota of active rooms (docspace-api.md 8.4). */
	private isFull(section: Folder): boolean {
		const { maxActiveRooms } = this.context.settings;
		const isLimited = section.type === FolderType.rooms && maxActiveRooms > 0;
		return isLimited && section.folders.size >= maxActiveRooms;
	}

	/** Folders of one title flow together; the source goes only when nothing stayed in it (docspace-api.md 6.4). */
	private mergeFolder(folder: Folder, twin: Folder, batch: Batch): EntryId | undefined {
		const { operation } = this.context;
		for (const file of [...folder.files.values()]) {
			this.moveFile(file, twin, batch, this.lookFor(file, twin, batch));
		}
		for (const child of [...folder.folders.values()]) {
			this.problem = this.checks().folder(child, twin)?.text ?? '';
			if (this.problem === '') {
				this.moveFolder(child, twin, batch, this.twinOf(child, twin, batch));
			}
		}
		if (folder.files.size + folder.folders.size > 0) return undefined;
		this.noteRemoval('folder.deleted', folder);
		operation.processed += 1;
		return twin.id;
	}

	private moveFolderWithin(folder: Folder, destination: Folder): Folder {
		const { store } = this.context;
		const { parentId: from, id: sourceId } = folder;
		store.move(folder, destination);
		if (folder.room === undefined) {
			this.note('folder.moved', { id: folder.id, sourceId, from, to: destination.id });
			return folder;
		}
		const archives = destination.type === FolderType.archive;
		if (archives) Object.assign(folder.room, { pinned: false, lifetime: undefined });
		this.note(archives ? 'room.archived' : 'room.restored', { id: folder.id, title: folder.title });
		return folder;
	}

	private moveFolderAcross(folder: Folder, destination: Folder): Folder {
		const { store, user } = this.context;
		const copy = store.addFolder(destination, { title: folder.title, createdBy: user.id });
		for (const file of [...folder.files.values()]) this.moveAcross(file, copy);
		for (const child of [...folder.folders.values()]) this.moveFolderAcross(child, copy);
		const isEmpty = folder.files.size + folder.folders.size === 0;
		if (isEmpty) store.remove(folder);
		this.note('folder.moved', {
			id: copy.id,
			sourceId: folder.id,
			from: folder.parentId,
			to: destination.id,
		});
		return copy;
	}

	private dropShares(file: File): void {
		const { store } = this.context;
		const removed = store.removeShares(
			(record) => record.entryKind === 'file' && record.entryId === file.id,
		);
		for (const { subject } of removed) this.note('share.removed', { entryId: file.id, subject });
	}

	protected checks(): MoveChecks {
		return new MoveChecks(this.context.store, this.context.user);
	}

	private noteRemoval(what: string, entry: File | Folder): void {
		const { store, user, operation } = this.context;
		const { id, title, parentId: from } = entry;
		store.journal.noteRemoval(user.id, what, { id, title, from, operationId: operation.id }, () =>
			store.remove(entry),
		);
	}

	protected note(what: string, details: Record<string, unknown>): void {
		const { store, user, operation } = this.context;
		store.journal.note(user.id, what, { ...details, operationId: operation.id });
	}

	private step(): void {
		this.done += 1;
		this.context.operation.progress = Math.min(100, Math.floor((100 * this.done) / this.total));
		this.publish();
	}

	protected publish(): void {
		if (this.problem !== '') this.context.operation.error = this.problem;
	}
}
