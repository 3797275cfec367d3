import type { Query } from '../ground/input';
import { FolderType, RoomType, SearchArea } from '../model/enums';
import type { Store } from '../model/store';
import { clashKey } from '../model/titles';
import type { Folder, PortalUser } from '../model/types';
import { OrderedEntries, type SortedBy } from './ordering';
import { isAdmin, type Rights } from './rights';

const SUBJECT_FILTER = { owner: 0, member: 1 };
const STORAGE_FILTER = { none: 0, internal: 1, thirdparty: 2 };

export interface RoomsPage {
	section: Folder;
	rooms: Folder[];
	total: number;
}

function hasShareOn(store: Store, room: Folder, userId: string): boolean {
	return store.sharesOf(room).some(({ subject }) => subject === userId);
}

/** Admins see all rooms, others those they created or are members of (docspace-api.md 8.1). */
function isVisible(store: Store, rights: Rights, caller: PortalUser, room: Folder): boolean {
	if (isAdmin(caller)) return true;
	const belongs =
		room.createdBy === caller.id ||
		[caller, ...store.groupsOf(caller.id)].some(({ id }) => hasShareOn(store, room, id));
	return belongs && rights.can('Read', room);
}

/** DocSpace-server v3.7.2 FileSecurity.cs:2588, FolderDao.cs:2031: who a room must have to do with. */
function concerns(store: Store, room: Folder, query: Query): boolean {
	const owner = query.guid('subjectOwnerId');
	const subject = query.guid('subjectId');
	const subjectFilter = query.oneOf('subjectFilter', SUBJECT_FILTER);
	if (owner !== undefined && subjectFilter === undefined && room.createdBy !== owner) return false;
	if (subject === undefined) return true;
	const isOwner = room.createdBy === subject;
	const isMember = subjectFilter !== SUBJECT_FILTER.owner && hasShareOn(store, room, subject);
	return (isOwner || isMember) !== (query.flag('excludeSubject') ?? false);
}

function readTags(query: Query): string[] {
	const text = query.text('tags');
	if (text === undefined || text === '') return [];
	const tags: unknown = JSON.parse(text);
	return Array.isArray(tags) ? tags.map(String) : [];
}

function hasLook(store: Store, room: Folder, query: Query): boolean {
	const types = query.manyOf('type', ROOM_TYPE_NAMES);
	if (types.length > 0 && !types.includes(RoomType[room.room?.kind ?? 'custom'])) return false;
	const text = query.text('filterValue') ?? '';
	const isIndexed = store.clock.now() - room.created >= store.settings.searchIndexMs;
	if (text !== '' && !isIndexed) return false;
	if (!clashKey(room.title, 'mysql').includes(clashKey(text, 'mysql'))) return false;
	const tags = readTags(query);
	if (tags.length > 0 && !tags.some((tag) => room.room?.tags.includes(tag))) return false;
	if (query.flag('withoutTags') === true && (room.room?.tags.length ?? 0) > 0) return false;
	const storage = query.oneOf('storageFilter', STORAGE_FILTER);
	if (storage === STORAGE_FILTER.internal && room.provider !== undefined) return false;
	return storage !== STORAGE_FILTER.thirdparty || room.provider !== undefined;
}

const ROOM_TYPE_NAMES = {
	FillingFormsRoom: RoomType.form,
	EditingRoom: RoomType.collaboration,
	CustomRoom: RoomType.custom,
	PublicRoom: RoomType.public,
	VirtualDataRoom: RoomType.virtualData,
	AiRoom: RoomType.ai,
};

/** Rooms of a section: built whole in memory, filtered, sorted, then cut (docspace-api.md 8.1). */
export function listRooms(
	store: Store,
	rights: Rights,
	caller: PortalUser,
	query: Query,
	sort: { sortedBy: SortedBy; descending: boolean },
	section?: Folder,
): RoomsPage {
	const area = query.oneOf('searchArea', SearchArea) ?? SearchArea.active;
	const count = query.pageSize();
	const from = query.whole('startIndex') ?? 0;
	const sections = section === undefined ? sectionsOf(store, area) : [section];
	const rooms = sections
		.flatMap(({ folders }) => [...folders.values()])
		.filter((room) => isVisible(store, rights, caller, room))
		.filter((room) => concerns(store, room, query) && hasLook(store, room, query));
	const sorted = new OrderedEntries(rooms, sort.sortedBy, sort.descending).all();
	return {
		section: sections[0] ?? store.roomsRoot,
		rooms: sorted.slice(from, from + count),
		total: sorted.length,
	};
}

function sectionsOf(store: Store, area: number): Folder[] {
	if (area === SearchArea.archive) return [store.archiveRoot];
	if (area === SearchArea.templates) return [store.templatesRoot];
	if (area === SearchArea.any) return [store.roomsRoot, store.archiveRoot];
	return [store.roomsRoot];
}

/** Whether a folder is one of the two sections whose content is rooms. */
export function isRoomSection(folder: Folder): boolean {
	return folder.type === FolderType.rooms || folder.type === FolderType.archive;
}
