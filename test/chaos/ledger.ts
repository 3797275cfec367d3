import type { EntryId, File, Folder, Portal } from '../../sandbox';

/** Where a file came to be, from some point of the journal on. */
export interface Stay {
	/** The length of the journal when it came there. */
	since: number;
	/** The folder; undefined when the file is gone. */
	folder: Folder | undefined;
	/** Ids of that folder and of all above it, at that moment. */
	within: EntryId[];
	/** Their titles then. */
	titles: string[];
	/** Whether that folder lies in the Trash. */
	inTrash: boolean;
	by: string;
	/** The operation that brought it there, if one did. */
	operationId?: string;
}

/** One version of a file's content, as it was when the file was first seen. */
interface Content {
	size: number;
	comment: string;
	modified: number;
}

/** One file from its beginning to its end, whatever its id and title become. */
export interface Tracked {
	/** A number of its own. */
	number: number;
	file: File;
	/** Every id it has had: in some storages a new title or place changes it (docspace-api.md 4). */
	ids: Set<EntryId>;
	firstTitle: string;
	firstFolder: Folder | undefined;
	content: Content[];
	stays: Stay[];
	/** Set when its bytes became a version of another file, and it was deleted for it. */
	mergedInto?: Tracked;
	/** How often its bytes were copied to another storage, which costs it its versions. */
	copies: number;
	/** Whether it ever was in conversion, and so hidden from listings (docspace-api.md 3.3 a). */
	wasHidden: boolean;
}

export interface Renaming {
	at: number;
	by: string;
	tracked: Tracked;
	from: string;
	to: string;
}

/** Somebody came into a room, or left it. */
interface Passage {
	at: number;
	subject: string;
	entryId: EntryId;
	isIn: boolean;
}

/** Access that somebody ended. */
export interface Revocation {
	at: number;
	by: string;
	subject: string;
	what: string;
	/** Where; undefined when a place in a list or in the portal ended. */
	entryId?: EntryId;
}

/** One listing of a folder that the portal carried out. */
export interface Look {
	at: number;
	folder: Folder;
	/** Whether it was asked for sub-folders only (docspace-api.md 3.5). */
	subfoldersOnly: boolean;
}

/**
 * Follows every file through the sandbox's journal, as it is being written. Files are told apart by the
 * sandbox's own objects, not by ids, which some storages change.
 */
export class Ledger {
	readonly files: Tracked[] = [];
	readonly renamings: Renaming[] = [];
	readonly looks: Look[] = [];
	/** Folders that somebody put into the Trash. */
	readonly trashings: Array<{ at: number; by: string; id: unknown }> = [];
	readonly revocations: Revocation[] = [];
	private readonly passages: Passage[] = [];
	private readonly byFile = new Map<File, Tracked>();
	private readonly overwritten = new Map<EntryId, Tracked>();

	constructor(private readonly portal: Portal) {}

	/** How far the journal has come. */
	get now(): number {
		return this.portal.journal.entries.length;
	}

	/** Takes stock, and listens to the journal from now on. */
	start(): void {
		const { portal } = this;
		for (const file of portal.store.files.values()) this.add(file, '');
		for (const { subject, entryId } of portal.store.allShares()) {
			this.passages.push({ at: 0, subject, entryId, isIn: true });
		}
		const { journal, lister } = portal;
		const note = journal.note.bind(journal);
		journal.note = (actor, what, details = {}) => {
			note(actor, what, details);
			if (journal.enabled) this.observe(actor, what, details);
		};
		const setConverting = portal.setConverting.bind(portal);
		portal.setConverting = (id, converting) => {
			setConverting(id, converting);
			const tracked = this.byId(id);
			if (tracked !== undefined) tracked.wasHidden = true;
		};
		const list = lister.list.bind(lister);
		lister.list = (folder, query, ...rest) => {
			this.looks.push({ at: this.now, folder, subfoldersOnly: query.count < 0 });
			const listing = list(folder, query, ...rest);
			folder.swallowErrors = false;
			return listing;
		};
	}

	/** The file an id stands for now. */
	byId(id: unknown): Tracked | undefined {
		const file = typeof id === 'number' || typeof id === 'string' ? this.find(id) : undefined;
		return file && this.byFile.get(file);
	}

	/** Where a file was at a point of the journal. */
	stayAt(tracked: Tracked, at: number): Stay | undefined {
		return tracked.stays.filter(({ since }) => since <= at).at(-1);
	}

	/** All places a file was in between two points of the journal, the first included. */
	staysBetween(tracked: Tracked, from: number, to: number): Stay[] {
		const start = this.stayAt(tracked, from);
		const later = tracked.stays.filter(({ since }) => since > from && since <= to);
		return start === undefined ? later : [start, ...later];
	}

	/** Whether somebody had a place in a room: at a point of the journal, and at each change until another. */
	placesBetween(subject: string, room: unknown, from: number, to: number): boolean[] {
		const theirs = this.passages.filter(
			(passage) => passage.subject === subject && String(passage.entryId) === String(room),
		);
		const before = theirs.filter(({ at }) => at <= from).at(-1);
		const later = theirs.filter(({ at }) => at > from && at <= to);
		return [before?.isIn ?? false, ...later.map(({ isIn }) => isIn)];
	}

	private find(id: EntryId): File | undefined {
		const { files } = this.portal.store;
		return (
			files.get(id) ??
			(typeof id === 'string' && /^\d+$/.test(id) ? files.get(Number(id)) : undefined)
		);
	}

	private add(file: File, by: string): Tracked {
		const { folders } = this.portal.store;
		const folder = folders.get(file.parentId);
		const tracked: Tracked = {
			number: this.files.length,
			file,
			ids: new Set([file.id]),
			firstTitle: file.title,
			firstFolder: folder,
			content: file.versions.map(({ size, comment, modified }) => ({ size, comment, modified })),
			stays: [this.stay(folder, by)],
			copies: 0,
			wasHidden: file.converting,
		};
		this.files.push(tracked);
		this.byFile.set(file, tracked);
		return tracked;
	}

	private observe(actor: string, what: string, details: Record<string, unknown>): void {
		const { id, sourceId, operationId } = details;
		const operation = typeof operationId === 'string' ? operationId : undefined;
		switch (what) {
			case 'file.created':
			case 'file.uploaded':
				this.created(id);
				return;
			case 'file.moved':
				this.moved(id, sourceId, actor, operation);
				return;
			case 'folder.moved':
				this.cameAlong(id, actor, operation);
				return;
			case 'file.overwritten': {
				const target = this.byId(id);
				if (target !== undefined && isId(sourceId)) this.overwritten.set(sourceId, target);
				return;
			}
			case 'file.renamed':
				this.renamed(id, details, actor);
				return;
			case 'folder.trashed':
				this.trashings.push({ at: this.now, by: actor, id });
				this.takeStock(actor, operation);
				return;
			case 'file.deleted':
			case 'folder.deleted':
				this.takeStock(actor, operation);
				return;
			case 'share.set': {
				const { subject, entryId } = details;
				if (isId(entryId)) this.pass(String(subject), entryId, true);
				return;
			}
			case 'guest.relationRemoved':
			case 'share.removed':
			case 'user.disabled':
			case 'user.deleted': {
				const subject = String(details.guestId ?? details.subject ?? id);
				const entryId = isId(details.entryId) ? details.entryId : undefined;
				this.revocations.push({ at: this.now, by: actor, subject, what, entryId });
				if (entryId !== undefined) this.pass(subject, entryId, false);
				return;
			}
		}
	}

	/** The portal names the room's owner as the one who adds a file; our node never does. */
	private created(id: unknown): void {
		const file = isId(id) ? this.find(id) : undefined;
		if (file !== undefined && !this.byFile.has(file)) this.add(file, '');
	}

	private moved(id: unknown, sourceId: unknown, actor: string, operationId?: string): void {
		const file = isId(id) ? this.find(id) : undefined;
		if (file === undefined) return;
		const known = this.byFile.get(file);
		const tracked = known ?? this.lost().find(({ file: lost }) => lost.id === sourceId);
		if (tracked === undefined) return;
		if (known === undefined) {
			tracked.file = file;
			tracked.copies += 1;
			this.byFile.set(file, tracked);
		}
		this.settle(tracked, actor, operationId);
	}

	private pass(subject: string, entryId: EntryId, isIn: boolean): void {
		this.passages.push({ at: this.now, subject, entryId, isIn });
	}

	/** Files that a folder took along. */
	private cameAlong(folderId: unknown, actor: string, operationId?: string): void {
		const { files } = this.portal.store;
		for (const tracked of this.files) {
			if (files.get(tracked.file.id) !== tracked.file) continue;
			const isInIt = this.above(tracked.file.parentId).some(({ id }) => id === folderId);
			if (isInIt) this.settle(tracked, actor, operationId);
		}
	}

	private renamed(id: unknown, { from, to }: Record<string, unknown>, by: string): void {
		const tracked = this.byId(id);
		if (tracked === undefined) return;
		tracked.ids.add(tracked.file.id);
		this.renamings.push({ at: this.now, by, tracked, from: String(from), to: String(to) });
	}

	/** Notes what has gone, or has come into the Trash, with whatever held it. */
	private takeStock(actor: string, operationId?: string): void {
		for (const tracked of this.files) {
			const last = tracked.stays.at(-1);
			if (last?.folder === undefined) continue;
			const isGone = this.portal.store.files.get(tracked.file.id) !== tracked.file;
			if (!isGone && this.isInTrash(last.folder) === last.inTrash) continue;
			const target = this.overwritten.get(tracked.file.id);
			if (isGone && operationId !== undefined) tracked.mergedInto = target;
			this.settle(tracked, actor, operationId);
		}
	}

	private settle(tracked: Tracked, by: string, operationId?: string): void {
		const { files, folders } = this.portal.store;
		tracked.ids.add(tracked.file.id);
		const isGone = files.get(tracked.file.id) !== tracked.file;
		const folder = isGone ? undefined : folders.get(tracked.file.parentId);
		tracked.stays.push(this.stay(folder, by, operationId));
	}

	private stay(folder: Folder | undefined, by: string, operationId?: string): Stay {
		const above = folder === undefined ? [] : this.above(folder.id);
		return {
			since: this.now,
			folder,
			within: above.map(({ id }) => id),
			titles: above.map(({ title }) => title),
			inTrash: this.isInTrash(folder),
			by,
			operationId,
		};
	}

	/** A folder and all above it. */
	private above(id: EntryId): Folder[] {
		const { folders } = this.portal.store;
		const found: Folder[] = [];
		for (let at = folders.get(id); at !== undefined; at = folders.get(at.parentId)) found.push(at);
		return found;
	}

	/** Files that are not in the portal any more and were not seen leaving yet. */
	private lost(): Tracked[] {
		return this.files.filter(
			({ file, stays }) =>
				this.portal.store.files.get(file.id) !== file && stays.at(-1)?.folder !== undefined,
		);
	}

	private isInTrash(folder: Folder | undefined): boolean {
		return folder !== undefined && this.portal.store.rootOf(folder)?.type === TRASH;
	}
}

const TRASH = 3;

function isId(value: unknown): value is EntryId {
	return typeof value === 'number' || typeof value === 'string';
}
