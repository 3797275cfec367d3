import type { Settings } from '../ground/settings';
import { abilitiesOf } from '../ground/versions';
import {
	FileShare,
	FolderType,
	isExternalLink,
	isOfPeople,
	nameOfShare,
	RoomType,
	TaskStatus,
} from '../model/enums';
import { fileTypeOf } from '../model/fileTypes';
import type { Store } from '../model/store';
import { extensionOf } from '../model/titles';
import type { AnyEntry, File, Folder, RoomSettings } from '../model/types';
import type { Operation } from '../moves/operations';
import { linkRolesOfFile } from '../people/links';
import { isFormSystemFolder, type Rights } from '../rules/rights';
import { FILE_ACTIONS, type FileAction, FOLDER_ACTIONS } from '../rules/roles';
import { Dates } from './dates';
import { PeopleDto } from './peopleDto';

const FILE_STATUS = { editing: 1, converting: 4 };

/** Of a room's quota: the number that stands for the portal's default, and what that is. */
const QUOTA = { ofThePortal: -2, default: 10 * 1024 ** 3 };
const NO_PICTURE = { imageScale: 0, imageHeight: 0, imageWidth: 0 };

const ALLOWED_DESPITE_A_LOCK: FileAction[] = [
	'Read',
	'ReadHistory',
	'Copy',
	'Download',
	'Duplicate',
	'Lock',
];

function humanSize(bytes: number): string {
	if (bytes < 1024) return `${bytes} bytes`;
	if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KB`;
	return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** Shapes what the portal shows of its state to one caller (docspace-api.md 3.8, 6.2, 8.3). */
export class Dto {
	readonly people: PeopleDto;
	readonly dates: Dates;

	constructor(
		private readonly store: Store,
		private readonly settings: Settings,
		private readonly rights: Rights,
		private readonly baseUrl: string,
	) {
		this.dates = new Dates(settings);
		this.people = new PeopleDto(store, rights, this.dates, baseUrl);
	}

	entry(entry: AnyEntry) {
		return entry.kind === 'file' ? this.file(entry) : this.folder(entry);
	}

	/** One version of a file, the current one by default (docspace-api.md 14.9). */
	file(file: File, version = file.versions.length) {
		const { size = file.size, comment } = file.versions[version - 1] ?? {};
		const room = this.store.roomOf(file);
		const lockedByOther = this.rights.isLockedForCaller(file.lockedBy);
		const fileSecurity = () => this.fileSecurity(file, lockedByOther);
		return {
			folderId: file.parentId,
			version,
			versionGroup: version,
			contentLength: humanSize(size),
			pureContentLength: size === 0 ? undefined : size,
			fileStatus: this.fileStatus(file),
			editingBy: this.editors(file),
			mute: false,
			viewUrl: `${this.baseUrl}/filehandler.ashx?action=download&fileid=${encodeURIComponent(file.id)}`,
			webUrl: `${this.baseUrl}/doceditor?fileId=${encodeURIComponent(file.id)}`,
			fileType: fileTypeOf(file.title),
			fileExst: extensionOf(file.title),
			comment,
			thumbnailStatus: 1,
			locked: file.lockedBy === undefined ? undefined : true,
			lockedBy: lockedByOther ? this.nameOf(file.lockedBy) : undefined,
			formFillingStatus: 0,
			// Only of PDF files is it told whether they are forms.
			isForm: extensionOf(file.title) === '.pdf' ? file.isForm : file.isForm || undefined,
			availableShareRights: {
				ExternalLink: linkRolesOfFile(file.title, file.isForm).map(nameOfShare),
			},
			viewAccessibility: { WebEdit: true },
			...this.common(file, room),
			// Worked out only when it is sent: it costs more than all the rest.
			get security() {
				return fileSecurity();
			},
			fileEntryType: 2,
		};
	}

	/** Where the current version is streamed from; its signature is good for nobody without a key (docspace-api.md 14.5, T83). */
	streamUrl({ id, versions }: File): string {
		const query = `action=stream&fileid=${encodeURIComponent(id)}&version=${versions.length}`;
		return `${this.baseUrl}/filehandler.ashx?${query}&stream_auth=${this.store.random.hex(32)}`;
	}

	folder(folder: Folder) {
		const { room } = folder;
		const folderSecurity = () => this.folderSecurity(folder);
		const isShownType = isFormSystemFolder(folder.type) || folder.type === FolderType.knowledge;
		return {
			parentId: folder.parentId,
			filesCount: folder.filesCount + folder.miscount,
			foldersCount: folder.foldersCount,
			new: 0,
			mute: false,
			tags: room?.tags,
			logo: room === undefined ? undefined : this.logo(room.color),
			pinned: room?.pinned ?? false,
			roomType: room === undefined ? undefined : RoomType[room.kind],
			private: room?.private ?? false,
			indexing: room?.indexing ?? false,
			denyDownload: room?.denyDownload ?? false,
			lifetime: room?.lifetime,
			watermark: room?.watermark && { ...room.watermark, ...NO_PICTURE },
			...this.quota(room),
			type: isShownType || folder.type === FolderType.resultStorage ? folder.type : undefined,
			inRoom: room === undefined ? undefined : this.isMember(folder),
			...this.common(folder, this.store.roomOf(folder)),
			// Worked out only when it is sent, as that of files.
			get security() {
				return folderSecurity();
			},
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
			url: operation.archive && this.archiveUrl(operation.archive),
			files: files.length === 0 ? undefined : files.map((file) => this.fileWithoutLock(file)),
			folders: folders.length === 0 ? undefined : folders.map((folder) => this.folder(folder)),
			status: operationStatus ? Math.max(operation.status, TaskStatus.running) : undefined,
		};
	}

	private archiveUrl(archive: string): string {
		return `${this.baseUrl}/filehandler.ashx?action=bulk&filename=${archive}`;
	}

	private common(entry: AnyEntry, room: Folder | undefined) {
		const root = this.store.rootOf(entry);
		const isProvider = entry.provider !== undefined;
		// Of third-party files the portal does not tell (docspace-api.md 3.8).
		const shares = isProvider && entry.kind === 'file' ? [] : this.store.sharesOf(entry);
		return {
			id: entry.id,
			rootFolderId: root?.id,
			originRoomId: entry.kind === 'file' ? entry.originRoomId : undefined,
			canShare: this.canShare(entry, root),
			title: entry.title,
			access: this.rights.accessTo(entry),
			// Of the entry itself, whatever its room has; expired links count too (docspace-api.md 3.8).
			shared: shares.some(({ subjectType }) => isExternalLink(subjectType)),
			sharedForUser: shares.some(({ subjectType }) => isOfPeople(subjectType)),
			sharedExternal: abilitiesOf(this.settings.portalVersion).sharedExternal
				? shares.some(
						({ subjectType, link }) => isExternalLink(subjectType) && link?.internal !== true,
					)
				: undefined,
			parentShared:
				room !== undefined &&
				room !== entry &&
				this.store.sharesOf(room).some(({ subjectType }) => isExternalLink(subjectType)),
			shortWebUrl: '',
			created: this.dates.show(entry.created),
			createdBy: this.people.employee(entry.createdBy),
			updated: this.dates.show(entry.modified),
			updatedBy: this.people.employee(entry.modifiedBy),
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
		// These rooms have no links (docspace-api.md 14.11).
		const kind = entry.kind === 'folder' ? entry.room?.kind : undefined;
		if (kind === 'collaboration' || kind === 'virtualData' || kind === 'ai') return false;
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

	private logo(color = 'FF6680') {
		return { original: '', large: '', medium: '', small: '', color };
	}

	/** Told only where rooms have quotas (docspace-api.md 16.1). */
	private quota(room: RoomSettings | undefined) {
		if (room === undefined || !this.settings.roomQuotas) return {};
		const { quota = QUOTA.ofThePortal } = room;
		const isCustomQuota = quota > QUOTA.ofThePortal;
		return { isCustomQuota, quotaLimit: isCustomQuota ? quota : QUOTA.default };
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

	private folderSecurity(folder: Folder) {
		return Object.fromEntries(
			FOLDER_ACTIONS.map((action) => [action, this.rights.can(action, folder)]),
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
