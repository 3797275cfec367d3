import type { Clock } from '../ground/clock';
import type { Settings } from '../ground/settings';
import { UserStatus } from '../model/enums';
import { Store } from '../model/store';
import { sanitiseTitle } from '../model/titles';
import type { AnyEntry, EntryId } from '../model/types';
import { Operations } from '../moves/operations';
import { Templates } from '../rooms/templates';
import { PortalContent } from './content';
import { portalState, type PortalState } from './state';

/** A portal in which other people are at work too: each method is something that somebody does. */
export class BusyPortal extends PortalContent {
	readonly operations: Operations;
	readonly templates: Templates;

	constructor(clock: Clock, settings: Settings, seed: number) {
		super(clock, settings, seed);
		this.operations = new Operations(this.store, settings);
		this.templates = new Templates(this.store, settings);
	}

	/** Ends every OAuth connection of somebody, refresh tokens too (docspace-api.md 2.4). */
	revokeOAuthTokens(user: { id: string }): void {
		this.oauth.revoke(user.id);
	}

	/** Ends every session of somebody, as a new password does (docspace-api.md 19). */
	endSessions(user: { id: string }): void {
		for (const [hash, userId] of this.store.tokens) {
			if (userId === user.id) this.store.tokens.delete(hash);
		}
	}

	disableKey(secret: string): void {
		const key = this.store.keys.get(Store.hash(secret));
		if (key !== undefined) key.active = false;
	}

	expireKey(secret: string): void {
		const key = this.store.keys.get(Store.hash(secret));
		if (key !== undefined) key.expiresAt = this.clock.now();
	}

	disableUser(userId: string): void {
		const user = this.user(userId);
		user.status = UserStatus.terminated;
		this.journal.note(this.ownerId, 'user.disabled', { id: userId });
	}

	/** Hides a folder from somebody: counted in totals, never listed (docspace-api.md 3.3 c). */
	restrict(folderId: EntryId, userId: string): void {
		this.share(folderId, userId, 'Restrict', { by: this.ownerId });
	}

	lockFile(id: EntryId, by: string): void {
		this.file(id).lockedBy = by;
		this.journal.note(by, 'file.locked', { id });
	}

	unlockFile(id: EntryId): void {
		this.file(id).lockedBy = undefined;
		this.journal.note('', 'file.unlocked', { id });
	}

	/** Opens a file in an editor (docspace-api.md 6.3). */
	openFile(id: EntryId, by: string): void {
		this.file(id).editors.add(by);
		this.journal.note(by, 'file.opened', { id });
	}

	/** Closes a file for one person, or for everybody. */
	closeFile(id: EntryId, by?: string): void {
		const { editors } = this.file(id);
		if (by === undefined) editors.clear();
		else editors.delete(by);
		this.journal.note(by ?? '', 'file.closed', { id });
	}

	/** A file being converted leaves pages and totals (docspace-api.md 3.3 a). */
	setConverting(id: EntryId, converting: boolean): void {
		this.file(id).converting = converting;
	}

	/** Makes the counter of a folder, and of all above it, wrong by so many files, for good (T149). */
	miscount(id: EntryId, files: number): void {
		this.store.miscount(this.folder(id), files);
	}

	/** Lets a third-party folder answer "no files" because its provider fails (docspace-api.md 3.6, T7). */
	setSwallowErrors(folderId: EntryId, swallow: boolean): void {
		this.folder(folderId).swallowErrors = swallow;
	}

	deleteFile(id: EntryId, by = this.ownerId): void {
		this.deleteEntry(this.file(id), by);
	}

	/** Deletes a folder, or a room, and all below it for good. */
	deleteFolder(id: EntryId, by = this.ownerId): void {
		this.deleteEntry(this.folder(id), by);
	}

	/** Puts a file into somebody's Trash. */
	trashFile(id: EntryId, by = this.ownerId): void {
		this.trashEntry(this.file(id), by);
	}

	/** Puts a folder into somebody's Trash. */
	trashFolder(id: EntryId, by = this.ownerId): void {
		this.trashEntry(this.folder(id), by);
	}

	moveFile(id: EntryId, to: EntryId, by = this.ownerId): void {
		const file = this.file(id);
		const from = file.parentId;
		this.store.move(file, this.folder(to));
		this.journal.note(by, 'file.moved', { id: file.id, sourceId: id, from, to, title: file.title });
	}

	renameFile(id: EntryId, title: string, by = this.ownerId): void {
		const file = this.file(id);
		const from = file.title;
		this.store.rename(file, sanitiseTitle(title));
		this.journal.note(by, 'file.renamed', { id: file.id, from, to: file.title });
	}

	renameRoom(id: EntryId, title: string, by = this.ownerId): void {
		const room = this.folder(id);
		this.store.rename(room, sanitiseTitle(title));
		this.journal.note(by, 'room.updated', { id, title: room.title });
	}

	archiveRoom(id: EntryId, by = this.ownerId): void {
		const room = this.folder(id);
		this.store.move(room, this.store.archiveRoot);
		this.journal.note(by, 'room.archived', { id, title: room.title });
	}

	restoreRoom(id: EntryId, by = this.ownerId): void {
		const room = this.folder(id);
		this.store.move(room, this.store.roomsRoot);
		this.journal.note(by, 'room.restored', { id, title: room.title });
	}

	/** Reads all operations of somebody as their browser would, and so takes the finished ones away (T24). */
	stealResults(userId: string): void {
		this.operations.read(userId, () => true);
	}

	/** The whole portal as plain data. */
	state(): PortalState {
		return portalState(this.store, this.operations.listed(), this.settings);
	}

	private deleteEntry(entry: AnyEntry, by: string): void {
		const { id, kind, title, parentId: from } = entry;
		this.journal.noteRemoval(by, `${kind}.deleted`, { id, title, from }, () =>
			this.store.remove(entry),
		);
	}

	private trashEntry(entry: AnyEntry, by: string): void {
		const { id, kind, title, parentId: from } = entry;
		const trash = this.folder(this.user(by).trashId);
		this.journal.noteRemoval(by, `${kind}.trashed`, { id, title, from }, () =>
			this.store.move(entry, trash),
		);
	}
}
