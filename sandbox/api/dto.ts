import {
	FileShare,
	FolderType,
	RoomType,
	SubjectType,
	TaskStatus,
	UserStatus,
} from '../model/enums';
import { fileTypeOf } from '../model/fileTypes';
import type { AnyEntry, File, Folder, Operation, PortalUser, ShareRecord } from '../model/types';
import { LOST_USER_ID } from '../people/people';
import {
	FILE_ACTIONS,
	type FileAction,
	FOLDER_ACTIONS,
	isAdmin,
	isFormSystemFolder,
	type Rights,
} from '../rules/rights';
import type { Settings } from '../ground/settings';
import type { Store } from '../model/store';
import { extensionOf } from '../model/titles';
import { abilitiesOf } from '../ground/versions';

const LOST_USER_NAME = 'profile removed';

const FILE_STATUS = { editing: 1, converting: 4 };

const ALLOWED_DESPITE_A_LOCK: FileAction[] = [
	'Read',
	'ReadHistory',
	'Copy',
	'Download',
	'Duplicate',
	'Lock',
];

/** `yyyy-MM-ddTHH:mm:ss.fffffff` with the portal's offset, `Z` when that is 0 (docspace-api.md 1.4). */
export function formatDate(ms: number, utcOffsetMinutes: number): string {
	const local = new Date(ms + utcOffsetMinutes * 60_000).toISOString().replace('Z', '0000');
	if (utcOffsetMinutes === 0) return `${local}Z`;
	const sign = utcOffsetMinutes < 0 ? '-' : '+';
	const minutes = Math.abs(utcOffsetMinutes);
	const pad = (value: number) => String(value).padStart(2, '0');
	return `${local}${sign}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}

function humanSize(bytes: number): string {
	if (bytes < 1024) return `${bytes} bytes`;
	if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KB`;
	return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** Of all it shows, the portal HTML-encodes people's `displayName` alone (docspace-api.md T150). */
function encodedName(name: string): string {
	return name.replace(/[&<>"'\u00A0-\u00FF]/g, (character) => {
		const word = new Map([
			['&', 'amp'],
			['<', 'lt'],
			['>', 'gt'],
			['"', 'quot'],
		]).get(character);
		return `&${word ?? `#${character.charCodeAt(0)}`};`;
	});
}

/** Shapes what the portal shows of its state to one caller (docspace-api.md 3.8, 6.2, 7.3, 7.6, 8.3). */
export class Dto {
	private readonly employees = new Map<string | undefined, ReturnType<Dto['newEmployee']>>();
	private readonly dates = new Map<number, string>();

	constructor(
		private readonly store: Store,
		private readonly settings: Settings,
		private readonly rights: Rights,
		private readonly baseUrl: string,
	) {}

	entry(entry: AnyEntry) {
		return entry.kind === 'file' ? this.file(entry) : this.folder(entry);
	}

	file(file: File) {
		const version = file.versions.length;
		const room = this.store.roomOf(file);
		const lockedByOther = this.rights.isLockedForCaller(file.lockedBy);
		const fileSecurity = () => this.fileSecurity(file, lockedByOther);
		return {
			folderId: file.parentId,
			version,
			versionGroup: version,
			contentLength: humanSize(file.size),
			pureContentLength: file.size === 0 ? undefined : file.size,
			fileStatus: this.fileStatus(file),
			editingBy: this.editors(file),
			mute: false,
			viewUrl: `${this.baseUrl}/filehandler.ashx?action=download&fileid=${encodeURIComponent(file.id)}`,
			webUrl: `${this.baseUrl}/doceditor?fileId=${encodeURIComponent(file.id)}`,
			fileType: fileTypeOf(file.title),
			fileExst: extensionOf(file.title),
			comment: file.versions[version - 1]?.comment,
			thumbnailStatus: 1,
			locked: file.lockedBy === undefined ? undefined : true,
			lockedBy: lockedByOther ? this.nameOf(file.lockedBy) : undefined,
			formFillingStatus: 0,
			// Only of PDF files is it told whether they are forms.
			isForm: extensionOf(file.title) === '.pdf' ? file.isForm : file.isForm || undefined,
			viewAccessibility: { WebEdit: true },
			...this.common(file, room),
			// Worked out only when it is sent: it costs more than all the rest.
			get security() {
				return fileSecurity();
			},
			fileEntryType: 2,
		};
	}

	folder(folder: Folder) {
		const { room } = folder;
		const isShownType = isFormSystemFolder(folder.type) || folder.type === FolderType.knowledge;
		return {
			parentId: folder.parentId,
			filesCount: folder.filesCount + folder.miscount,
			foldersCount: folder.foldersCount,
			new: 0,
			mute: false,
			tags: room?.tags,
			logo: room === undefined ? undefined : this.logo(),
			pinned: room?.pinned ?? false,
			roomType: room === undefined ? undefined : RoomType[room.kind],
			private: room?.private ?? false,
			indexing: room?.indexing ?? false,
			denyDownload: room?.denyDownload ?? false,
			type: isShownType || folder.type === FolderType.resultStorage ? folder.type : undefined,
			inRoom: room === undefined ? undefined : this.isMember(folder),
			...this.common(folder, this.store.roomOf(folder)),
			security: Object.fromEntries(
				FOLDER_ACTIONS.map((action) => [action, this.rights.can(action, folder)]),
			),
			fileEntryType: 1,
		};
	}

	/** Contents of a folder; the envelope's own count says nothing about it (docspace-api.md 3.2). */
	folderContent(current: Folder, folders: Folder[], files: File[], total: number, start: number) {
		return {
			files: files.map((file) => this.file(file)),
			folders: folders.map((folder) => this.folder(folder)),
			current: this.folder(current),
			pathParts: this.pathParts(current),
			startIndex: start,
			count: files.length + folders.length,
			total,
			new: 0,
		};
	}

	/**
	 * JSON name `Operation` with a capital O, `processed` a string (T34, T35). What still waits in the queue
	 * counts as running, and of the files in here no lock is shown (docspace-api.md 6.2).
	 */
	operation(operation: Operation) {
		const files = operation.resultFiles.flatMap((id) => this.store.files.get(id) ?? []);
		const folders = operation.resultFolders.flatMap((id) => this.store.folders.get(id) ?? []);
		const { operationStatus } = abilitiesOf(this.settings.portalVersion);
		return {
			id: operation.id,
			Operation: operation.type,
			progress: operation.progress,
			error: operation.error,
			processed: String(operation.processed),
			finished: operation.finished,
			files: files.length === 0 ? undefined : files.map((file) => this.fileWithoutLock(file)),
			folders: folders.length === 0 ? undefined : folders.map((folder) => this.folder(folder)),
			status: operationStatus ? Math.max(operation.status, TaskStatus.running) : undefined,
		};
	}

	employee(userId: string | undefined) {
		const known =
			this.employees.get(userId) ?? this.newEmployee(this.store.users.get(userId ?? ''));
		this.employees.set(userId, known);
		return known;
	}

	private newEmployee(user: PortalUser | undefined) {
		const id = user?.id ?? LOST_USER_ID;
		const avatar = `${this.baseUrl}/static/images/default_user_photo_size_82-82.png`;
		return {
			id,
			displayName: encodedName(user?.displayName ?? LOST_USER_NAME),
			avatar,
			avatarOriginal: avatar,
			avatarMax: avatar,
			avatarMedium: avatar,
			avatarSmall: avatar,
			profileUrl: `${this.baseUrl}/accounts/people/filter?search=${encodeURIComponent(user?.email ?? '')}`,
			hasAvatar: false,
			isAnonim: false,
		};
	}

	employeeFull(user: PortalUser) {
		// Who was invited by address has no name yet, and is shown by the address.
		const isNameless = user.displayName === user.email;
		const [firstName, ...rest] = isNameless ? [''] : user.displayName.split(' ');
		const { caller } = this.rights;
		const showsCreator = caller !== undefined && isAdmin(caller) && user.createdBy !== '';
		return {
			firstName,
			lastName: rest.join(' '),
			userName: user.userName,
			email: user.email,
			status: user.status,
			activationStatus: user.status === UserStatus.pending ? 2 : 1,
			department: '',
			isAdmin: user.type === 'DocSpaceAdmin',
			isRoomAdmin: user.type === 'RoomAdmin',
			isLDAP: false,
			isOwner: user.type === 'Owner',
			isVisitor: user.type === 'Guest',
			isCollaborator: user.type === 'User',
			isSSO: false,
			cultureName: 'en-US',
			usedSpace: 0,
			loginEventId: 0,
			// For DocSpace admins only (docspace-api.md 7.6).
			createdBy: showsCreator ? this.employee(user.createdBy) : undefined,
			registrationDate: this.date(user.registered),
			hasPersonalFolder: user.type !== 'Guest',
			tfaAppEnabled: false,
			...this.newEmployee(user),
		};
	}

	/** The owner of a room heads its members without a share record (docspace-api.md 7.3). */
	roomOwner(room: Folder) {
		const sharedTo = this.personOf(room.createdBy);
		return {
			access: FileShare.ReadWrite,
			sharedTo,
			sharedToUser: sharedTo,
			isLocked: false,
			isOwner: true,
			canEditAccess: false,
			canRevoke: false,
			subjectType: SubjectType.user,
		};
	}

	share(record: ShareRecord, canEditAccess: boolean) {
		const isUser = record.subjectType === SubjectType.user;
		// An owner can be given a role all the same, and stays the owner (docspace-api.md 16.6).
		const isOfOwner = record.subject === this.store.folders.get(record.entryId)?.createdBy;
		const sharedTo = isUser ? this.personOf(record.subject) : undefined;
		const sharedLink = { id: record.subject, title: record.title, shareLink: `${this.baseUrl}/s/` };
		return {
			access: record.access,
			sharedTo: sharedTo ?? sharedLink,
			sharedToUser: sharedTo,
			sharedLink: isUser ? undefined : sharedLink,
			isLocked: isOfOwner,
			isOwner: isOfOwner,
			canEditAccess: canEditAccess && !isOfOwner && record.subject !== this.rights.caller?.id,
			canRevoke: false,
			subjectType: record.subjectType,
		};
	}

	date(ms: number): string {
		const known = this.dates.get(ms) ?? formatDate(ms, this.settings.utcOffsetMinutes);
		this.dates.set(ms, known);
		return known;
	}

	private personOf(userId: string) {
		const user = this.store.users.get(userId);
		return user === undefined ? this.lostUser() : this.employeeFull(user);
	}

	/** Who stands for somebody that the portal does not know (docspace-api.md 7.5, 16.6). */
	private lostUser() {
		const name = 'Unknown';
		const type = { isAdmin: false, isRoomAdmin: false, isOwner: false };
		return {
			firstName: name,
			lastName: name,
			status: UserStatus.active,
			...type,
			isVisitor: false,
			isCollaborator: false,
			registrationDate: this.date(0),
			...this.employee(undefined),
		};
	}

	private common(entry: AnyEntry, room: Folder | undefined) {
		const root = this.store.rootOf(entry);
		const isProvider = entry.provider !== undefined;
		const shares = this.store.sharesOf(entry);
		const isOpenByLink = shares.some(({ subjectType }) => subjectType !== SubjectType.user);
		return {
			id: entry.id,
			rootFolderId: root?.id,
			originRoomId: entry.kind === 'file' ? entry.originRoomId : undefined,
			canShare: this.canShare(entry, root),
			title: entry.title,
			access: this.rights.accessTo(entry),
			shared: isOpenByLink,
			sharedForUser: shares.some(({ subjectType }) => subjectType === SubjectType.user),
			sharedExternal: isOpenByLink,
			parentShared: room !== undefined && this.store.sharesOf(room).length > 0,
			shortWebUrl: '',
			created: this.date(entry.created),
			createdBy: this.employee(entry.createdBy),
			updated: this.date(entry.modified),
			updatedBy: this.employee(entry.modifiedBy),
			rootFolderType: root?.type,
			parentRoomType: room === undefined || room === entry ? undefined : room.type,
			providerItem: isProvider ? true : undefined,
			providerKey: isProvider ? entry.provider?.selector : undefined,
			providerId: isProvider ? entry.provider?.accountId : undefined,
			order: room?.room?.indexing === true ? String(entry.order) : undefined,
		};
	}

	/** No section is shared as such, and nothing in the Archive or in a Trash. */
	private canShare(entry: AnyEntry, root: Folder | undefined): boolean {
		const { caller } = this.rights;
		if (caller === undefined || caller.type === 'Guest') return false;
		if (entry === root || root?.type === FolderType.archive || root?.type === FolderType.trash)
			return false;
		return this.rights.can('Read', entry);
	}

	private isMember(room: Folder): boolean {
		const { caller } = this.rights;
		if (caller === undefined) return false;
		if (room.createdBy === caller.id) return true;
		return this.store
			.sharesOf(room)
			.some(({ subject, access }) => subject === caller.id && access !== FileShare.Restrict);
	}

	private logo() {
		return { original: '', large: '', medium: '', small: '', color: 'FF6680' };
	}

	private fileStatus(file: File): number {
		const editing = file.editors.size > 0 ? FILE_STATUS.editing : 0;
		return editing + (file.converting ? FILE_STATUS.converting : 0);
	}

	/** An empty object when nobody edits (docspace-api.md 3.8). */
	private editors(file: File): Record<string, string> {
		return Object.fromEntries([...file.editors].map((id) => [id, this.nameOf(id)]));
	}

	private nameOf(userId: string | undefined): string {
		return this.store.users.get(userId ?? '')?.displayName ?? 'Unknown';
	}

	private fileWithoutLock(file: File) {
		return Object.assign(this.file(file), { locked: undefined, lockedBy: undefined });
	}

	/** Little is shown as allowed while somebody else holds the lock (docspace-api.md 3.8). */
	private fileSecurity(file: File, lockedByOther: boolean): Record<string, boolean> {
		const isShown = (action: FileAction) =>
			(!lockedByOther || ALLOWED_DESPITE_A_LOCK.includes(action)) &&
			(file.isForm || action !== 'FillForms');
		return Object.fromEntries(
			FILE_ACTIONS.map((action) => [action, isShown(action) && this.rights.can(action, file)]),
		);
	}

	private pathParts(folder: Folder) {
		const path = [...this.store.ancestors(folder)].reverse();
		return [...path, folder].map((part) => ({
			id: part.id,
			title: part.title,
			roomType: part.room === undefined ? undefined : RoomType[part.room.kind],
			folderType: part.type,
		}));
	}
}
