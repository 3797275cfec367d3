import {
	accessDenied,
	fileNotFound,
	folderNotFound,
	invalidOperation,
	nullReference,
	type PortalError,
} from '../ground/errors';
import { type ConflictPolicy, FolderType } from '../model/enums';
import { categoryOf } from '../model/fileTypes';
import type { Store } from '../model/store';
import type { EntryId, File, Folder } from '../model/types';
import { Rights, type Caller } from '../rules/rights';

/** What is to be moved or copied where. */
export interface MoveOrder {
	fileIds: EntryId[];
	folderIds: EntryId[];
	destinationId: EntryId;
	policy: ConflictPolicy;
}

/** Why something may not be moved: what a request answers, and the text that a job reports. */
export interface Refusal {
	error: PortalError;
	text: string;
}

const TEXT = {
	folderNotFound: 'The required folder was not found',
	fileNotFound: 'The required file was not found',
	create: "You don't have enough permission to create",
	folderIntoItself: "Folder can't be moved to its subfolder",
	foldersIntoForms: 'Folders cannot be moved to a form filling room',
	filesIntoForms: 'Only one form at a time can be moved to a form filling room',
	notAForm: 'Only PDF forms can be moved to a form filling room',
	moveFolder: "You don't have enough permission to move the folder",
	moveFile: "You don't have enough permission to move the file",
	archiveRoom: "You don't have enough permission to archive the room",
	restoreRoom: "You don't have enough permission to restore the room",
	moveTo: "You don't have enough permission to move here",
	permission: "You don't have enough permission to perform the operation",
	locked: 'The file is locked by another user',
	editing: 'The file is being edited and cannot be updated',
} as const;

const denied = (text: string): Refusal => ({ error: accessDenied(), text });
const invalid = (text: string): Refusal => ({ error: invalidOperation(text), text });

/** The part of a move that lies in one kind of storage, internal or third-party (docspace-api.md 4). */
export interface Batch extends MoveOrder {
	storage: 'internal' | 'provider';
}

/** Splits a move as the portal does: numbers first, texts after them. */
export function batchesOf(order: MoveOrder): Batch[] {
	const part = (storage: Batch['storage'], type: 'number' | 'string'): Batch => ({
		...order,
		storage,
		fileIds: order.fileIds.filter((id) => typeof id === type),
		folderIds: order.folderIds.filter((id) => typeof id === type),
	});
	return [part('internal', 'number'), part('provider', 'string')].filter(
		({ fileIds, folderIds }) => fileIds.length + folderIds.length > 0,
	);
}

/**
 * The checks of a move or a copy, in the portal's order (docspace-api.md 6.3, 14.7). Since 3.7.1 a request runs
 * all of them before it is accepted; the job runs the general and the first part of the others again.
 */
export class MoveChecks {
	readonly rights: Rights;

	constructor(
		private readonly store: Store,
		caller: Caller,
		private readonly action: 'Move' | 'Copy' = 'Move',
	) {
		this.rights = new Rights(store, caller);
	}

	/** Everything a request checks before it is accepted; throws at the first refusal (docspace-api.md 6.3). */
	checkRequest(order: MoveOrder): void {
		for (const batch of batchesOf(order)) {
			const destination = this.store.folders.get(batch.destinationId);
			this.refuse(this.general(batch, destination));
			if (destination === undefined) continue;
			for (const id of batch.folderIds) this.checkFolderOfRequest(id, destination, batch);
			for (const id of batch.fileIds) this.checkFileOfRequest(id, destination, batch);
		}
	}

	/** What must hold for the whole move (docspace-api.md 6.3, first half of the table). */
	general(batch: Batch, destination: Folder | undefined): Refusal | undefined {
		if (destination === undefined) {
			return { error: folderNotFound(), text: TEXT.folderNotFound };
		}
		const isSection =
			destination.type === FolderType.rooms || destination.type === FolderType.archive;
		if (!isSection && !this.rights.can('Create', destination)) return denied(TEXT.create);
		if (this.movesIntoItself(batch, destination)) return invalid(TEXT.folderIntoItself);
		return (
			this.formRoomRefusal(batch, destination) ??
			this.firstFolderRefusal(batch, destination) ??
			this.firstFileRefusal(batch) ??
			(this.rights.can(`${this.action}To`, destination) ? undefined : denied(TEXT.moveTo))
		);
	}

	/** What a job checks for one folder. */
	folder(folder: Folder | undefined, destination: Folder): Refusal | undefined {
		if (folder === undefined) return { error: folderNotFound(), text: TEXT.folderNotFound };
		const isRoom = folder.room !== undefined;
		if (!this.rights.can(this.action, folder)) return denied(this.moveText(folder, destination));
		const intoSection = destination.type === FolderType.rooms || this.isArchived(destination);
		if (!isRoom && intoSection) return denied(TEXT.moveFolder);
		const rootTypes: FolderType[] = [FolderType.rooms, FolderType.archive];
		if (isRoom && !rootTypes.includes(destination.type)) return denied(TEXT.restoreRoom);
		if (isRoom) return undefined;
		if (this.breaksPrivacy(folder, destination)) return denied(TEXT.moveFolder);
		if (!this.isInTrash(folder) && !this.rights.can('Download', folder)) {
			return denied(TEXT.permission);
		}
		return undefined;
	}

	/** What a job checks for one file. */
	file(file: File | undefined, destination: Folder): Refusal | undefined {
		if (file === undefined) return { error: fileNotFound(), text: TEXT.fileNotFound };
		if (destination.type === FolderType.rooms || this.isArchived(destination)) {
			return denied(TEXT.moveFile);
		}
		if (!this.rights.can(this.action, file)) return denied(TEXT.moveFile);
		if (!this.isInTrash(file) && !this.rights.can('Download', file)) return denied(TEXT.permission);
		if (this.breaksPrivacy(file, destination)) return denied(TEXT.moveFile);
		return undefined;
	}

	/** Only forms may enter a form room (docspace-api.md 6.3). */
	formRefusal(file: File, destination: Folder): Refusal | undefined {
		const toForms = this.store.roomOf(destination)?.type === FolderType.formRoom;
		return toForms && !this.isArchived(destination) && !file.isForm
			? invalid(TEXT.notAForm)
			: undefined;
	}

	/** A lock of somebody else, or an editor of anybody, holds a file where it is, but is copied all the same (docspace-api.md 6.3, 14.7). */
	heldBack(files: Iterable<File | undefined>, checkLock = true): Refusal | undefined {
		if (this.action === 'Copy') return undefined;
		for (const file of files) {
			if (file === undefined) return denied(TEXT.moveFile);
			if (checkLock && !this.rights.can('Move', file)) return denied(TEXT.moveFile);
			if (checkLock && this.rights.isLockedForCaller(file.lockedBy)) return denied(TEXT.locked);
			if (file.editors.size > 0) return denied(TEXT.editing);
		}
		return undefined;
	}

	/** Whether the entry already at the destination may be overwritten. */
	overwriteRefusal(conflict: File): Refusal | undefined {
		const mayChange = this.rights.can('Edit', conflict) || this.rights.can('FillForms', conflict);
		if (!mayChange) return invalid(TEXT.permission);
		if (this.rights.isLockedForCaller(conflict.lockedBy)) return invalid(TEXT.locked);
		if (conflict.editors.size > 0) return denied(TEXT.editing);
		return undefined;
	}

	/** The entry that stands in the way: same parent, title as the database compares, category (6.4). */
	conflictOf(file: File, destination: Folder, batch: Batch): File | undefined {
		if (batch.policy === 'Duplicate' || destination.type === FolderType.knowledge) return undefined;
		const found = this.store.fileTitled(destination, file.title);
		if (found === undefined || categoryOf(found) !== categoryOf(file)) return undefined;
		return found;
	}

	private checkFolderOfRequest(id: EntryId, destination: Folder, batch: Batch): void {
		const folder = this.store.folders.get(id);
		this.refuse(this.folder(folder, destination));
		if (folder === undefined || folder.room !== undefined) return;
		if (folder.parentId === destination.id && batch.policy !== 'Duplicate') return;
		this.refuse(this.heldBack(this.store.filesBelow(folder)));
	}

	private checkFileOfRequest(id: EntryId, destination: Folder, batch: Batch): void {
		const file = this.store.files.get(id);
		this.refuse(this.file(file, destination));
		if (file === undefined) return;
		this.refuse(this.formRefusal(file, destination));
		const held = this.heldBack([file]);
		const conflict = this.conflictOf(file, destination, batch);
		if (conflict === undefined) return this.refuse(held);
		// Under Skip a clashing file stays anyway: its lock or editor does not matter (docspace-api.md 6.3).
		if (batch.policy !== 'Overwrite') return;
		this.refuse(this.overwriteRefusal(conflict));
		if (file.parentId !== destination.id) this.refuse(held);
	}

	private refuse(refusal: Refusal | undefined): void {
		if (refusal !== undefined) throw refusal.error;
	}

	private movesIntoItself(batch: Batch, destination: Folder): boolean {
		return batch.folderIds.some((id) => {
			const folder = this.store.folders.get(id);
			return folder !== undefined && this.store.isWithin(destination, folder);
		});
	}

	private formRoomRefusal(batch: Batch, destination: Folder): Refusal | undefined {
		const room = this.store.roomOf(destination);
		if (room?.type !== FolderType.formRoom) return undefined;
		const first =
			batch.folderIds.length > 0
				? this.store.folders.get(batch.folderIds[0] ?? 0)
				: this.store.files.get(batch.fileIds[0] ?? 0);
		const isSeveral = batch.folderIds.length > 0 || batch.fileIds.length > 1;
		if (first === undefined || !isSeveral || this.store.roomOf(first) === room) return undefined;
		return invalid(batch.folderIds.length > 0 ? TEXT.foldersIntoForms : TEXT.filesIntoForms);
	}

	private firstFolderRefusal(batch: Batch, destination: Folder): Refusal | undefined {
		const [first] = batch.folderIds;
		if (first === undefined) return undefined;
		const folder = this.store.folders.get(first);
		// The portal asks an unknown first folder whether it is a room, and stumbles (CopyPermissionsCheck.cs:201).
		if (folder === undefined) return { error: nullReference(), text: '' };
		return this.rights.can(this.action, folder)
			? undefined
			: denied(this.moveText(folder, destination));
	}

	/** A first file that is missing is "not allowed", any other is "not found" (T31). */
	private firstFileRefusal(batch: Batch): Refusal | undefined {
		const [first] = batch.fileIds;
		if (first === undefined) return undefined;
		const file = this.store.files.get(first);
		return file !== undefined && this.rights.can(this.action, file)
			? undefined
			: denied(TEXT.moveFile);
	}

	private moveText(folder: Folder, destination: Folder): string {
		if (folder.room === undefined) return TEXT.moveFolder;
		return destination.type === FolderType.archive ? TEXT.archiveRoom : TEXT.restoreRoom;
	}

	private isArchived(folder: Folder): boolean {
		return this.store.rootOf(folder)?.type === FolderType.archive;
	}

	private isInTrash(entry: Folder | File): boolean {
		return this.store.rootOf(entry)?.type === FolderType.trash;
	}

	private breaksPrivacy(entry: Folder | File, destination: Folder): boolean {
		const from = this.store.roomOf(entry);
		const to = this.store.roomOf(destination);
		if (from?.room?.private !== true && to?.room?.private !== true) return false;
		return from !== to;
	}
}
