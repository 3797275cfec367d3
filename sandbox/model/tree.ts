import type { Clock } from '../ground/clock';
import type { Random } from '../ground/random';
import type { Settings } from '../ground/settings';
import { FolderType } from './enums';
import { type NewFile, newFile, type NewFolder, newFolder, wholeSeconds } from './newEntries';
import { accountRootId, hasPathIds, providerEntryId } from './providers';
import { TitleIndex } from './titleIndex';
import { freeTitle } from './titles';
import type { AnyEntry, EntryId, File, FileVersion, Folder, Provider } from './types';

const NO_PARENT = 0;

/** All folders and files of a portal, and the few ways in which they change. No rights are checked here. */
export class Tree {
	readonly folders = new Map<EntryId, Folder>();
	readonly files = new Map<EntryId, File>();
	readonly roomsRoot: Folder;
	readonly archiveRoot: Folder;
	private templates: Folder | undefined;
	private readonly titleIndexes = new WeakMap<Folder, TitleIndex>();
	private nextId = 2;
	private nextAccountId = 3;
	private nextOrder = 1;

	constructor(
		readonly clock: Clock,
		readonly random: Random,
		readonly settings: Settings,
	) {
		this.roomsRoot = this.addSection('Rooms', FolderType.rooms, '');
		this.archiveRoot = this.addSection('Archive', FolderType.archive, '');
	}

	/** The section of room templates, which comes with the first look at it. */
	get templatesRoot(): Folder {
		this.templates ??= this.addSection('Templates', FolderType.roomTemplates, '');
		return this.templates;
	}

	/** Now, as the portal notes it. */
	stamp(): number {
		return wholeSeconds(this.clock.now());
	}

	/** Adds a folder without a parent: a section of the portal or of one user. */
	addSection(title: string, type: FolderType, createdBy: string): Folder {
		const folder = newFolder(this.given(this.nextId++), NO_PARENT, { title, type, createdBy });
		this.folders.set(folder.id, folder);
		return folder;
	}

	/** Whether a third-party account is connected, by the id of one of its entries. */
	knowsAccountOf(id: string): boolean {
		return [...this.folders.values()].some(
			({ provider }) =>
				provider !== undefined && `${id}-`.startsWith(`${accountRootId(provider)}-`),
		);
	}

	nextProviderAccount(): number {
		return this.nextAccountId++;
	}

	/** The id of a folder that is yet to be added; undefined in third-party storage, which gives its own. */
	takeId(parent: Folder): EntryId | undefined {
		return parent.provider === undefined ? this.nextId++ : undefined;
	}

	addFolder(parent: Folder, options: NewFolder): Folder {
		const provider = options.provider ?? parent.provider;
		const inStorage = parent.provider !== undefined;
		const title = inStorage ? this.freeFolderTitle(parent, options.title) : options.title;
		const id = options.id ?? this.idFor(parent, provider, options.provider !== undefined, title);
		const folder = newFolder(this.given(id), parent.id, { ...options, title, provider });
		this.folders.set(id, folder);
		this.hang(folder, parent);
		return folder;
	}

	addFile(parent: Folder, options: NewFile): File {
		const title =
			parent.provider === undefined ? options.title : this.freeFileTitle(parent, options.title);
		const id = this.idFor(parent, parent.provider, false, title);
		const file = newFile(this.given(id), parent, { ...options, title });
		this.files.set(id, file);
		this.hang(file, parent);
		return file;
	}

	/** Hangs an entry under another folder; entries with path ids get a new one (docspace-api.md 4). */
	move(entry: AnyEntry, destination: Folder): void {
		// Only a folder that moves makes the portal count again, above both places (docspace-api.md T149).
		if (entry.kind === 'folder') this.recount(entry, destination);
		this.unhang(entry);
		entry.parentId = destination.id;
		if (this.idFollowsPath(entry)) this.renewIds(entry);
		this.hang(entry, destination);
	}

	rename(entry: AnyEntry, title: string): void {
		const parent = this.folders.get(entry.parentId);
		this.unhang(entry);
		// Third-party storage has no two files of one name in a folder (docspace-api.md 6.4).
		const isUnique = entry.kind === 'file' && entry.provider !== undefined && parent !== undefined;
		entry.title = isUnique ? this.freeFileTitle(parent, title) : title;
		if (this.idFollowsPath(entry)) this.renewIds(entry);
		if (parent !== undefined) this.hang(entry, parent);
	}

	/** Takes an entry and all below it out of the portal for good. */
	remove(entry: AnyEntry): void {
		if (entry.kind === 'folder') {
			for (const file of [...entry.files.values()]) this.remove(file);
			for (const folder of [...entry.folders.values()]) this.remove(folder);
		}
		this.unhang(entry);
		if (entry.kind === 'folder') this.folders.delete(entry.id);
		else this.files.delete(entry.id);
	}

	/** What `source` holds becomes a new version of `target`, whose id stays (docspace-api.md 6.4). */
	addVersion(
		target: File,
		{ size, content }: Pick<FileVersion, 'size' | 'content'>,
		actor: string,
		comment = 'Overwritten',
	): void {
		target.versions.push({
			version: target.versions.length + 1,
			size,
			modified: this.stamp(),
			modifiedBy: actor,
			comment,
			content,
		});
		target.size = size;
		target.modified = this.stamp();
		target.modifiedBy = actor;
		this.touch(target);
	}

	/** Tells all folders above that something below them looks different now. */
	touch(entry: AnyEntry): void {
		const start = entry.kind === 'folder' ? entry : this.folders.get(entry.parentId);
		for (let at = start; at !== undefined; at = this.folders.get(at.parentId)) at.revision += 1;
	}

	/** Makes the portal's counter of a folder, and of all above it, wrong by so many files. */
	miscount(folder: Folder, files: number): void {
		for (const at of [folder, ...this.ancestors(folder)]) at.miscount += files;
	}

	/** The folders above an entry, nearest first, itself excluded. */
	*ancestors(entry: AnyEntry): Generator<Folder> {
		for (let at = this.folders.get(entry.parentId); at !== undefined; ) {
			yield at;
			at = this.folders.get(at.parentId);
		}
	}

	/** Whether `folder` is `below` itself or lies above it. */
	isWithin(below: Folder, folder: Folder): boolean {
		if (below === folder) return true;
		for (const above of this.ancestors(below)) if (above === folder) return true;
		return false;
	}

	/** The section an entry lies in. */
	rootOf(entry: AnyEntry): Folder | undefined {
		let root = entry.kind === 'folder' ? entry : undefined;
		for (const above of this.ancestors(entry)) root = above;
		return root;
	}

	/** The room an entry lies in; a room is its own. */
	roomOf(entry: AnyEntry): Folder | undefined {
		if (entry.kind === 'folder' && entry.room !== undefined) return entry;
		for (const above of this.ancestors(entry)) if (above.room !== undefined) return above;
		return undefined;
	}

	/** All files below a folder, at any depth. */
	*filesBelow(folder: Folder): Generator<File> {
		yield* folder.files.values();
		for (const child of folder.folders.values()) yield* this.filesBelow(child);
	}

	/** All folders below a folder, at any depth. */
	*foldersBelow(folder: Folder): Generator<Folder> {
		for (const child of folder.folders.values()) {
			yield child;
			yield* this.foldersBelow(child);
		}
	}

	/** The file of that title which the database finds first, that is the eldest. */
	fileTitled(parent: Folder, title: string): File | undefined {
		return this.titleIndex(parent).file(title);
	}

	/** The folder of that title which the database finds first, that is the eldest. */
	folderTitled(parent: Folder, title: string): Folder | undefined {
		return this.titleIndex(parent).folder(title);
	}

	freeFileTitle(parent: Folder, title: string): string {
		return freeTitle(title, (candidate) => this.fileTitled(parent, candidate) !== undefined);
	}

	freeFolderTitle(parent: Folder, title: string): string {
		const taken = (candidate: string) => this.folderTitled(parent, candidate) !== undefined;
		if (!taken(title)) return title;
		for (let number = 1; ; number++) {
			if (!taken(`${title} (${number})`)) return `${title} (${number})`;
		}
	}

	private titleIndex(folder: Folder): TitleIndex {
		const comparison = folder.provider === undefined ? this.settings.titleComparison : 'case';
		const known = this.titleIndexes.get(folder);
		if (known?.comparison === comparison) return known;
		const index = new TitleIndex(folder, comparison);
		this.titleIndexes.set(folder, index);
		return index;
	}

	private given(id: EntryId) {
		return { id, order: this.nextOrder++, now: this.clock.now() };
	}

	private idFor(
		parent: Folder,
		provider: Provider | undefined,
		isAccountRoot: boolean,
		title: string,
	): EntryId {
		if (provider === undefined) return this.nextId++;
		if (isAccountRoot) return accountRootId(provider);
		return providerEntryId(provider, `${this.storagePath(parent)}/${title}`, this.random);
	}

	private storagePath(folder: Folder): string {
		const parent = this.folders.get(folder.parentId);
		if (folder.room !== undefined || parent === undefined) return '';
		return `${this.storagePath(parent)}/${folder.title}`;
	}

	/** A room keeps its id, which is that of the account's root folder. */
	private idFollowsPath(entry: AnyEntry): boolean {
		const isRoom = entry.kind === 'folder' && entry.room !== undefined;
		return !isRoom && entry.provider !== undefined && hasPathIds(entry.provider);
	}

	private renewIds(entry: AnyEntry): void {
		const parent = this.folders.get(entry.parentId);
		if (entry.provider === undefined || parent === undefined) return;
		const path = `${this.storagePath(parent)}/${entry.title}`;
		const id = providerEntryId(entry.provider, path, this.random);
		if (entry.kind === 'file') {
			this.files.delete(entry.id);
			entry.id = id;
			this.files.set(id, entry);
			return;
		}
		this.folders.delete(entry.id);
		entry.id = id;
		this.folders.set(id, entry);
		this.renewChildren(entry);
	}

	private renewChildren(folder: Folder): void {
		const files = [...folder.files.values()];
		const folders = [...folder.folders.values()];
		folder.files.clear();
		folder.folders.clear();
		this.titleIndexes.delete(folder);
		for (const child of [...files, ...folders]) {
			child.parentId = folder.id;
			this.renewIds(child);
			if (child.kind === 'file') folder.files.set(child.id, child);
			else folder.folders.set(child.id, child);
		}
	}

	private unhang(entry: AnyEntry): void {
		const parent = this.folders.get(entry.parentId);
		if (parent === undefined) return;
		this.titleIndexes.get(parent)?.remove(entry);
		if (entry.kind === 'file') {
			parent.files.delete(entry.id);
			this.count(parent, 0, -1);
		} else {
			parent.folders.delete(entry.id);
			this.count(parent, -1 - entry.foldersCount, -entry.filesCount);
		}
	}

	private hang(entry: AnyEntry, parent: Folder): void {
		this.titleIndexes.get(parent)?.add(entry);
		if (entry.kind === 'file') {
			parent.files.set(entry.id, entry);
			this.count(parent, 0, 1);
		} else {
			parent.folders.set(entry.id, entry);
			this.count(parent, 1 + entry.foldersCount, entry.filesCount);
		}
	}

	private recount(folder: Folder, destination: Folder): void {
		for (const at of [...this.ancestors(folder), destination, ...this.ancestors(destination)]) {
			at.miscount = 0;
		}
	}

	private count(parent: Folder, folders: number, files: number): void {
		for (let at: Folder | undefined = parent; at !== undefined; ) {
			at.foldersCount += folders;
			at.filesCount += files;
			at.revision += 1;
			at = this.folders.get(at.parentId);
		}
	}
}
