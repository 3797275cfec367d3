import type { Settings } from '../ground/settings';
import type { Abilities } from '../ground/versions';
import { FileShare, FilterType, FolderType, SearchArea } from '../model/enums';
import { isFileFilter, passesFilter } from '../model/fileTypes';
import type { Store } from '../model/store';
import { clashKey, extensionOf } from '../model/titles';
import type { AnyEntry, File, Folder } from '../model/types';
import { OrderCache, OrderedEntries, type SortedBy } from './ordering';
import { isFormSystemFolder, type Rights } from './rights';

export interface ListingQuery {
	filterType: number;
	withSubFolders: boolean;
	subjectId: string;
	excludeSubject: boolean;
	applyFilterOption: 'All' | 'Files' | 'Folders';
	extensions: string[];
	filterValue: string;
	/** `-1` for all of them, as `/subfolders` asks. */
	count: number;
	startIndex: number;
	sortedBy: SortedBy;
	descending: boolean;
	searchArea: number;
	roomId: string;
}

export interface Listing {
	current: Folder;
	folders: Folder[];
	files: File[];
	total: number;
}

interface Filter {
	filterType: number;
	subjectId: string;
	excludeSubject: boolean;
	extensions: string[];
	text: string;
}

const NO_EXTENSIONS: string[] = [];

function isOrder<T extends AnyEntry>(value: unknown): value is OrderedEntries<T> {
	return value instanceof OrderedEntries;
}

function matches(entry: AnyEntry, filter: Filter): boolean {
	if (filter.text !== '') {
		if (!clashKey(entry.title, 'mysql').includes(clashKey(filter.text, 'mysql'))) return false;
	}
	if (filter.subjectId !== '') {
		if ((entry.createdBy === filter.subjectId) === filter.excludeSubject) return false;
	}
	if (entry.kind === 'folder') return true;
	if (filter.extensions.length > 0 && !filter.extensions.includes(extensionOf(entry.title))) {
		return false;
	}
	return passesFilter(entry, filter.filterType);
}

/** Lists what a folder holds, with all the oddities of docspace-api.md 3. */
export class Lister {
	private readonly cache = new OrderCache();

	constructor(
		private readonly store: Store,
		private readonly settings: Settings,
	) {}

	/** One page of a folder that is neither the Rooms nor the Archive section. */
	list(folder: Folder, query: ListingQuery, rights: Rights, abilities: Abilities): Listing {
		const parent = this.aiAreaOf(folder, query.searchArea);
		const withSubFolders =
			query.withSubFolders && folder.type !== FolderType.aiRoom && parent.type !== FolderType.trash;
		const asked = { ...query, withSubFolders };
		const listing =
			parent.provider === undefined
				? this.listInternal(parent, asked, rights)
				: this.listProvider(parent, asked);
		return this.hideConverting(this.hideOrdinaryPdfs(listing, query.filterType), abilities);
	}

	/** In AI rooms the search area chooses one of the two folders below (docspace-api.md 3.1). */
	private aiAreaOf(folder: Folder, searchArea: number): Folder {
		if (folder.type !== FolderType.aiRoom) return folder;
		const wanted = new Map<number, FolderType>([
			[SearchArea.knowledge, FolderType.knowledge],
			[SearchArea.resultStorage, FolderType.resultStorage],
		]).get(searchArea);
		return [...folder.folders.values()].find(({ type }) => type === wanted) ?? folder;
	}

	private listInternal(parent: Folder, query: ListingQuery, rights: Rights): Listing {
		const folders = this.foldersOf(parent, query);
		const files = this.filesOf(parent, query);
		const room = this.store.roomOf(parent);
		if (rights.fillsFormsIn(parent)) return this.listForFormFiller(parent, query, rights);
		if (room?.type === FolderType.virtualDataRoom && room.room?.indexing === true) {
			return this.listIndexed(parent, query, folders, files, rights);
		}
		const visible = this.withoutRestricted(folders, query, rights);
		return this.page(parent, query, visible, files, folders.length + files.length, folders.length);
	}

	/**
	 * Folders come first, files fill the rest of the page; where the files begin is reckoned with the
	 * number of all folders, hidden ones included (docspace-api.md 3.3).
	 */
	private page(
		parent: Folder,
		query: ListingQuery,
		folders: OrderedEntries<Folder>,
		files: OrderedEntries<File>,
		total: number,
		allFolders: number,
	): Listing {
		const { startIndex: from } = query;
		const count = query.count < 0 ? Infinity : query.count;
		const { tieOrder } = this.settings;
		const { random } = this.store;
		const folderPage = folders.page(from, count, tieOrder, random);
		const offset = folderPage.length > 0 ? 0 : Math.max(0, from - allFolders);
		const filePage = files.page(offset, count - folderPage.length, tieOrder, random);
		return { current: parent, folders: folderPage, files: filePage, total };
	}

	/** Indexed VDR: own order, folders and files mixed, cut in memory (docspace-api.md 3.3). */
	private listIndexed(
		parent: Folder,
		query: ListingQuery,
		folders: OrderedEntries<Folder>,
		files: OrderedEntries<File>,
		rights: Rights,
	): Listing {
		const shown = folders.all().filter((folder) => !this.isRestricted(folder, rights));
		const mixed: AnyEntry[] = [...shown, ...files.all()].sort((a, b) => a.order - b.order);
		const until = query.count < 0 ? undefined : query.startIndex + query.count;
		const page = mixed.slice(query.startIndex, until);
		return {
			current: parent,
			folders: page.filter((entry) => entry.kind === 'folder'),
			files: page.filter((entry) => entry.kind === 'file'),
			total: folders.length + files.length,
		};
	}

	/** Third-party storage: read whole, never below the first level, cut in memory (docspace-api.md 3.6). */
	private listProvider(parent: Folder, query: ListingQuery): Listing {
		const direct = { ...query, withSubFolders: false };
		const folders = this.foldersOf(parent, direct);
		const files = parent.swallowErrors
			? new OrderedEntries<File>([], query.sortedBy, query.descending)
			: this.filesOf(parent, direct);
		const total = folders.length + files.length;
		return this.page(parent, direct, folders, files, total, folders.length);
	}

	/** Members who fill in forms see forms and what is their own (docspace-api.md 3.4, T13). */
	private listForFormFiller(parent: Folder, query: ListingQuery, rights: Rights): Listing {
		const own = (file: File) => file.createdBy === rights.caller?.id;
		const inSystem = isFormSystemFolder(parent.type);
		const visible = (file: File) => (file.isForm && !inSystem && !this.isFilled(file)) || own(file);
		const holdsVisible = (folder: Folder) => [...this.store.filesBelow(folder)].some(visible);
		const { sortedBy, descending } = query;
		const files = this.filesOf(parent, query).all().filter(visible);
		const folders = this.foldersOf(parent, query).all().filter(holdsVisible);
		return this.page(
			parent,
			query,
			new OrderedEntries(folders, sortedBy, descending),
			new OrderedEntries(files, sortedBy, descending),
			folders.length + files.length,
			folders.length,
		);
	}

	private isFilled(file: File): boolean {
		const parent = this.store.folders.get(file.parentId);
		return parent !== undefined && isFormSystemFolder(parent.type);
	}

	/** Explicitly restricted folders stay in the total and leave the list (docspace-api.md 3.3 c). */
	private withoutRestricted(
		folders: OrderedEntries<Folder>,
		query: ListingQuery,
		rights: Rights,
	): OrderedEntries<Folder> {
		const all = folders.all();
		if (!all.some((folder) => this.isRestricted(folder, rights))) return folders;
		const shown = all.filter((folder) => !this.isRestricted(folder, rights));
		return new OrderedEntries(shown, query.sortedBy, query.descending);
	}

	private isRestricted(folder: Folder, rights: Rights): boolean {
		return this.store
			.sharesOf(folder)
			.some(
				({ subject, access }) => subject === rights.caller?.id && access === FileShare.Restrict,
			);
	}

	private foldersOf(parent: Folder, query: ListingQuery): OrderedEntries<Folder> {
		const filtered = query.applyFilterOption !== 'Files';
		const filter = {
			filterType: filtered ? query.filterType : FilterType.none,
			text: filtered ? query.filterValue : '',
			extensions: NO_EXTENSIONS,
			subjectId: query.subjectId,
			excludeSubject: query.excludeSubject,
		};
		const { sortedBy, descending } = query;
		if (isFileFilter(filter.filterType)) return new OrderedEntries([], sortedBy, descending);
		const deep =
			query.withSubFolders &&
			(filter.filterType !== FilterType.none || filter.subjectId !== '' || filter.text !== '');
		return this.ordered(parent, `folders ${deep}`, query, filter, () =>
			deep ? this.store.foldersBelow(parent) : parent.folders.values(),
		);
	}

	private filesOf(parent: Folder, query: ListingQuery): OrderedEntries<File> {
		const filtered = query.applyFilterOption !== 'Folders';
		const filter = {
			filterType: filtered ? query.filterType : FilterType.none,
			text: filtered ? query.filterValue : '',
			extensions: filtered ? query.extensions : NO_EXTENSIONS,
			subjectId: query.subjectId,
			excludeSubject: query.excludeSubject,
		};
		const { sortedBy, descending } = query;
		const hidesFiles =
			parent.type === FolderType.aiRoom || filter.filterType === FilterType.foldersOnly;
		if (hidesFiles) return new OrderedEntries([], sortedBy, descending);
		const deep =
			query.withSubFolders &&
			(filter.filterType !== FilterType.none ||
				filter.subjectId !== '' ||
				filter.text !== '' ||
				filter.extensions.length > 0);
		return this.ordered(parent, `files ${deep}`, query, filter, () =>
			deep ? this.store.filesBelow(parent) : parent.files.values(),
		);
	}

	private ordered<T extends AnyEntry>(
		parent: Folder,
		name: string,
		query: ListingQuery,
		filter: Filter,
		entries: () => Iterable<T>,
	): OrderedEntries<T> {
		const { sortedBy, descending } = query;
		const key = JSON.stringify([name, sortedBy, descending, filter]);
		const build = () => {
			const kept = [...entries()].filter((entry) => matches(entry, filter));
			return new OrderedEntries(kept, sortedBy, descending);
		};
		return this.cache.get<OrderedEntries<T>>(parent, key, build, isOrder);
	}

	/** filterType=23 drops ordinary PDFs after the page was cut; the total stays (docspace-api.md 3.3 b). */
	private hideOrdinaryPdfs(listing: Listing, filterType: number): Listing {
		if (filterType !== FilterType.pdfForm) return listing;
		return { ...listing, files: listing.files.filter(({ isForm }) => isForm) };
	}

	/** Files being converted leave the page, and since 3.7.1 this page's total (docspace-api.md 3.3 a). */
	private hideConverting(listing: Listing, abilities: Abilities): Listing {
		const files = listing.files.filter(({ converting }) => !converting);
		const hidden = abilities.convertingLeavesTotal ? listing.files.length - files.length : 0;
		return { ...listing, files, total: listing.total - hidden };
	}
}
