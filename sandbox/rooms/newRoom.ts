import { FileShare, ROOM_FOLDER_TYPE, type RoomKind, SubjectType } from '../model/enums';
import type { NewFolder } from '../model/newEntries';
import type { Store } from '../model/store';
import type { Folder, PortalUser, RoomSettings } from '../model/types';

/** What the link that rooms of these kinds have at once gives. */
export const LINK_ACCESS: Partial<Record<RoomKind, FileShare>> = {
	form: FileShare.FillForms,
	public: FileShare.Read,
};

/** What a room is made of; what is left out is as in any new room. */
export type NewRoomSettings = Partial<RoomSettings> & Pick<RoomSettings, 'kind'>;

/** Adds a room in which nobody is but its owner (docspace-api.md 16.1). */
export function openRoom(
	store: Store,
	owner: PortalUser,
	{ title, id }: Pick<NewFolder, 'title' | 'id'>,
	settings: NewRoomSettings,
): Folder {
	const room = store.addFolder(store.roomsRoot, {
		id,
		title,
		type: ROOM_FOLDER_TYPE[settings.kind],
		createdBy: owner.id,
		room: {
			tags: [],
			indexing: false,
			denyDownload: false,
			private: false,
			pinned: false,
			...settings,
		},
	});
	store.journal.note(owner.id, 'room.created', { id: room.id, title });
	return room;
}

/** Gives a room of such a kind the link that it has at once. */
export function openLink(store: Store, room: Folder, kind: RoomKind, by: string): void {
	const access = LINK_ACCESS[kind];
	if (access === undefined) return;
	const type = SubjectType.primaryExternalLink;
	store.setLink(room, { title: 'Shared link' }, type, by).access = access;
}
