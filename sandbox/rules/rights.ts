import { FileShare, FolderType } from '../model/enums';
import type { Store } from '../model/store';
import type { AnyEntry, File, Folder, PortalUser } from '../model/types';
import { type Action, CREATOR_ACTIONS, ROLES } from './roles';

/** Whose eyes we look through; `undefined` is an anonymous visitor. */
export type Caller = PortalUser | undefined;

const ADMIN_ACTIONS_IN_ARCHIVE: Action[] = ['Copy', 'Download'];
const ARCHIVE_ACTIONS: Action[] = ['Read', 'ReadHistory', 'Copy', 'Download', 'Move', 'Delete'];
const FORBIDDEN_IN_FORM_FOLDERS: Action[] = [
	'Duplicate',
	'EditAccess',
	'Edit',
	'Move',
	'MoveTo',
	'Rename',
	'Create',
];
const FORBIDDEN_IN_FILLED_FORMS: Action[] = ['Rename', 'Lock', 'Move', 'Duplicate', 'EditHistory'];
const ROOM_ONLY: Action[] = ['Pin', 'Mute', 'ChangeOwner'];

export function isFormSystemFolder(type: FolderType): boolean {
	return type >= FolderType.readyForms && type <= FolderType.formInProgress;
}

/** Folders in which forms lie that are being, or have been, filled in (docspace-api.md 3.4). */
export function holdsFilledForms(type: FolderType): boolean {
	return type === FolderType.formDone || type === FolderType.formInProgress;
}

export function isAdmin(user: PortalUser): boolean {
	return user.type === 'Owner' || user.type === 'DocSpaceAdmin';
}

interface Place {
	root: Folder | undefined;
	room: Folder | undefined;
	parent: Folder | undefined;
	/** The caller's share on the nearest folder above that carries one. */
	inherited: FileShare;
}

/** What one caller may do (docspace-api.md 3.8, 5.3, 6.3, 8). Lives for one request: it remembers places. */
export class Rights {
	private readonly places = new Map<Folder, Place>();
	/** The places of files by the folder they lie in. */
	private readonly filePlaces = new Map<Folder, Place>();

	constructor(
		private readonly store: Store,
		readonly caller: Caller,
	) {}

	/** The caller's role on an entry, as the DTO shows it: 0 for the owner, 3 for a stranger. */
	accessTo(entry: AnyEntry): FileShare {
		const place = this.placeOf(entry);
		const isSection = entry.kind === 'folder' && place.root === entry;
		const isOwn = isSection || this.isOwnSection(place.root);
		return isOwn || this.hasFullAccess(place) ? FileShare.None : this.roleOn(entry, place);
	}

	/** Whether the caller may do something to an entry. */
	can(action: Action, entry: AnyEntry): boolean {
		const place = this.placeOf(entry);
		if (entry.kind === 'folder') {
			const verdict = this.folderVerdict(action, entry);
			if (verdict !== undefined) return verdict;
		}
		switch (place.root?.type) {
			case FolderType.trash:
				return this.canInTrash(action, place.root);
			case FolderType.myDocuments:
				return this.canInMyDocuments(action, entry, place.root);
			case FolderType.rooms:
			case FolderType.roomTemplates:
				return this.canInRoom(action, entry, place);
			case FolderType.archive:
				return this.canInArchive(action, entry, place);
			default:
				return false;
		}
	}

	/** Whether somebody else holds the lock (docspace-api.md 6.3). */
	isLockedForCaller(lockedBy: string | undefined): boolean {
		return lockedBy !== undefined && lockedBy !== this.caller?.id;
	}

	/** Whether the caller may lock and unlock a file; a creator not where somebody else has (docspace-api.md 14.9). */
	canLock(file: File): boolean {
		const isCreator = this.accessTo(file) === FileShare.ContentCreator;
		return this.can('Lock', file) && !(isCreator && this.isLockedForCaller(file.lockedBy));
	}

	/** Whether the links of an entry are shown to the caller: also in an archived room (docspace-api.md 14.11, 16.7). */
	canReadLinks(entry: AnyEntry): boolean {
		const place = this.placeOf(entry);
		if (this.caller?.type !== 'Guest' && this.isOwnSection(place.root)) return true;
		return this.hasFullAccess(place) || this.roleOn(entry, place) === FileShare.RoomManager;
	}

	/** Whether the caller sees only part of a form room (docspace-api.md 3.4, T13). */
	fillsFormsIn(folder: Folder): boolean {
		const place = this.placeOf(folder);
		const formKinds: FolderType[] = [FolderType.formRoom, FolderType.virtualDataRoom];
		return (
			place.room !== undefined &&
			formKinds.includes(place.room.type) &&
			this.accessTo(folder) === FileShare.FillForms
		);
	}

	/** Rules that hold for folders of some kind, before roles are looked at (FileSecurity.cs:1336-1420). */
	private folderVerdict(action: Action, folder: Folder): boolean | undefined {
		const isRoom = folder.room !== undefined;
		if (isFormSystemFolder(folder.type)) {
			if (action !== 'Read' && this.caller === undefined) return false;
			if (FORBIDDEN_IN_FORM_FOLDERS.includes(action)) return false;
			if (action === 'Delete' && !holdsFilledForms(folder.type)) return false;
		}
		if (ROOM_ONLY.includes(action) && !isRoom) return false;
		if (isRoom && folder.provider !== undefined && (action === 'Copy' || action === 'Duplicate'))
			return false;
		return this.sectionVerdict(action, folder);
	}

	private sectionVerdict(action: Action, folder: Folder): boolean | undefined {
		const { caller } = this;
		if (folder.type === FolderType.rooms || folder.type === FolderType.archive) {
			if (action === 'Read') return caller !== undefined;
			if (caller === undefined || caller.type === 'Guest') return false;
			if (folder.type === FolderType.archive) {
				return (
					action === 'MoveTo' || (isAdmin(caller) && ADMIN_ACTIONS_IN_ARCHIVE.includes(action))
				);
			}
			return caller.type !== 'User' && (action === 'Create' || action === 'MoveTo');
		}
		if (folder.type === FolderType.roomTemplates) {
			return caller !== undefined && (action === 'Read' || action === 'MoveTo');
		}
		if (folder.type === FolderType.trash && action !== 'Read') {
			return caller !== undefined && caller.type !== 'Guest' && action === 'MoveTo';
		}
		if (folder.type === FolderType.myDocuments && action !== 'Read') {
			const creates: Action[] = ['Create', 'CopyTo', 'MoveTo', 'FillForms'];
			const owns = folder.createdBy === caller?.id && caller.type !== 'Guest';
			return owns && creates.includes(action);
		}
		return undefined;
	}

	private canInTrash(action: Action, root: Folder): boolean {
		const allowed: Action[] = ['Read', 'Delete', 'Move'];
		return allowed.includes(action) && root.createdBy === this.caller?.id;
	}

	private canInMyDocuments(action: Action, entry: AnyEntry, root: Folder): boolean {
		if (this.caller === undefined) return false;
		if (root.createdBy === this.caller.id) {
			return this.caller.type !== 'Guest' || action === 'Read' || action === 'Download';
		}
		const role = this.roleOn(entry, this.placeOf(entry));
		if (role === FileShare.Restrict) return false;
		if (role === FileShare.ReadWrite) return true;
		return action === 'Read' || action === 'Download';
	}

	private canInRoom(action: Action, entry: AnyEntry, place: Place): boolean {
		if (this.adminMay(action, entry, place, ['Read', 'Download'], ['Move', 'Pin', 'ChangeOwner'])) {
			return true;
		}
		if (entry.kind === 'file' && FORBIDDEN_IN_FILLED_FORMS.includes(action)) {
			if (place.parent !== undefined && holdsFilledForms(place.parent.type)) return false;
		}
		return this.hasFullAccess(place) || this.roleAllows(action, entry, place);
	}

	/** Archived: read, copy, download; moving and deleting only the room itself (docspace-api.md 8.4). */
	private canInArchive(action: Action, entry: AnyEntry, place: Place): boolean {
		const isRoom = entry.kind === 'folder' && entry.room !== undefined;
		if (!ARCHIVE_ACTIONS.includes(action)) return false;
		if ((action === 'Delete' || action === 'Move') && !isRoom) return false;
		if (this.adminMay(action, entry, place, ['Read', 'Copy', 'Download'], ['Move', 'Delete'])) {
			return true;
		}
		return this.hasFullAccess(place) || this.roleAllows(action, entry, place);
	}

	/** A DocSpace admin who is no member may look, and act on the room as a whole (T21). */
	private adminMay(
		action: Action,
		entry: AnyEntry,
		place: Place,
		anywhere: Action[],
		onRooms: Action[],
	): boolean {
		if (this.caller === undefined || !isAdmin(this.caller)) return false;
		const isRoom = entry.kind === 'folder' && entry.room !== undefined;
		if (isRoom && onRooms.includes(action)) return true;
		if (action === 'Download' && place.room?.room?.denyDownload === true) return false;
		return anywhere.includes(action);
	}

	private roleAllows(action: Action, entry: AnyEntry, place: Place): boolean {
		const role = this.roleOn(entry, place);
		if (role === FileShare.Restrict) return false;
		switch (action) {
			case 'Read':
			case 'Pin':
			case 'Mute':
			case 'CopyLink':
				return true;
			case 'Copy':
			case 'Download':
				return !isViewer(role) || place.room?.room?.denyDownload !== true;
			case 'Move':
				if (entry.kind === 'folder' && entry.room !== undefined) return false;
				break;
			case 'Delete':
				if (entry.kind === 'folder' && entry.room !== undefined) return false;
				break;
		}
		if (ROLES[action].includes(role)) return true;
		const own = entry.createdBy === this.caller?.id;
		return role === FileShare.ContentCreator && own && CREATOR_ACTIONS.includes(action);
	}

	/** The room's owner may do all, unless they are a plain user or a guest (FileSecurity.cs:3520-3548). */
	private hasFullAccess(place: Place): boolean {
		const { caller } = this;
		if (caller === undefined || caller.type === 'Guest' || caller.type === 'User') return false;
		return place.room?.createdBy === caller.id;
	}

	/** Somebody's own documents or Trash. */
	private isOwnSection(root: Folder | undefined): boolean {
		const isPersonal = root?.type === FolderType.trash || root?.type === FolderType.myDocuments;
		return isPersonal && root.createdBy === this.caller?.id;
	}

	private roleOn(entry: AnyEntry, place: Place): FileShare {
		return this.ownShare(entry) ?? place.inherited;
	}

	private ownShare(entry: AnyEntry): FileShare | undefined {
		if (this.caller === undefined) return undefined;
		const shares = this.store.sharesOf(entry);
		const { id } = this.caller;
		const own = shares.find((record) => record.subject === id);
		// Their own share counts more than that of a group.
		const { groups } = this.store;
		return (own ?? shares.find(({ subject }) => groups.get(subject)?.members.includes(id)))?.access;
	}

	private placeOf(entry: AnyEntry): Place {
		if (entry.kind === 'folder') return this.placeInside(entry);
		const parent = this.store.folders.get(entry.parentId);
		if (parent === undefined)
			return { root: undefined, room: undefined, parent, inherited: FileShare.Restrict };
		const known = this.filePlaces.get(parent);
		if (known !== undefined) return known;
		const place = { ...this.placeInside(parent), parent };
		this.filePlaces.set(parent, place);
		return place;
	}

	private placeInside(folder: Folder): Place {
		const known = this.places.get(folder);
		if (known !== undefined) return known;
		const above = this.store.folders.get(folder.parentId);
		const outer = above === undefined ? undefined : this.placeInside(above);
		const place = {
			root: outer?.root ?? folder,
			room: folder.room === undefined ? outer?.room : folder,
			parent: above,
			inherited: this.ownShare(folder) ?? outer?.inherited ?? FileShare.Restrict,
		};
		this.places.set(folder, place);
		return place;
	}
}

function isViewer(role: FileShare): boolean {
	return role === FileShare.Read || role === FileShare.None;
}
