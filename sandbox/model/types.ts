import type { Content } from './content';
import type { FileShare, FolderType, RoomKind, SubjectType, UserStatus, UserType } from './enums';

/** Internal entries have an int32, entries in third-party storage a string (docspace-api.md 4). */
export type EntryId = number | string;

export type ProviderSelector = 'sbox' | 'spoint' | 'drive' | 'box' | 'dropbox' | 'onedrive';

export interface Provider {
	selector: ProviderSelector;
	accountId: number;
}

/** A code from an app that is connected or still to be, or one that is sent by SMS at once. */
export type SecondFactor = 'app' | 'newApp' | 'sms';

export interface PortalUser {
	id: string;
	displayName: string;
	userName: string;
	email: string;
	type: UserType;
	status: UserStatus;
	createdBy: string;
	registered: number;
	sortBy: string;
	sortDescending: boolean;
	myDocumentsId: EntryId;
	trashId: EntryId;
	/** Absent for people who cannot sign in by password (docspace-api.md 19). */
	passwordHash?: string;
	/** Nobody disables or deletes people who come from there (docspace-api.md 17.4). */
	isLDAP?: boolean;
	/** What a sign-in asks for after the password (docspace-api.md 19). */
	secondFactor?: SecondFactor;
}

export interface ApiKey {
	id: string;
	hash: string;
	name: string;
	postfix: string;
	userId: string;
	scopes: string[];
	active: boolean;
	created: number;
	lastUsed?: number;
	expiresAt?: number;
}

/** After which time files of a room go, and whether past the Trash (docspace-api.md 16.1). */
export interface RoomLifetime {
	value: number;
	/** 0 days, 1 months, 2 years. */
	period: number;
	deletePermanently: boolean;
}

/** What stands across the files of a room (docspace-api.md 16.1). */
export interface RoomWatermark {
	/** Flags: 1 name, 2 e-mail, 4 IP address, 8 date, 16 room. */
	additions: number;
	text: string | undefined;
	rotate: number;
}

export interface RoomSettings {
	kind: RoomKind;
	tags: string[];
	indexing: boolean;
	denyDownload: boolean;
	private: boolean;
	pinned: boolean;
	lifetime?: RoomLifetime;
	watermark?: RoomWatermark;
	/** In bytes; the portal's default unless set (docspace-api.md 16.1). */
	quota?: number;
	color?: string;
}

interface Entry {
	id: EntryId;
	parentId: EntryId;
	title: string;
	created: number;
	modified: number;
	createdBy: string;
	modifiedBy: string;
	provider?: Provider;
	order: number;
}

export interface Folder extends Entry {
	kind: 'folder';
	type: FolderType;
	room?: RoomSettings;
	folders: Map<EntryId, Folder>;
	files: Map<EntryId, File>;
	/** Recursive counters, maintained (docspace-api.md 3.2). */
	foldersCount: number;
	filesCount: number;
	/** By how many files the portal's own counter is off, until it counts again (docspace-api.md T149). */
	miscount: number;
	/** Grows with every change anywhere below; cached orders hang on it. */
	revision: number;
	/** The next listing of files fails quietly, and they look like none (docspace-api.md 3.6). */
	swallowErrors: boolean;
}

export interface FileVersion {
	version: number;
	size: number;
	modified: number;
	modifiedBy: string;
	comment: string;
	/** Absent where nobody has said what it holds. */
	content?: Content;
}

export interface File extends Entry {
	kind: 'file';
	size: number;
	isForm: boolean;
	versions: FileVersion[];
	lockedBy?: string;
	editors: Set<string>;
	converting: boolean;
	/** Its bytes are gone for good, and every download is 404 (docspace-api.md 6.8, T137). */
	contentGone: boolean;
	originRoomId?: EntryId;
}

export type AnyEntry = Folder | File;

export interface Group {
	id: string;
	name: string;
	/** Ids of its members, none of them a guest (docspace-api.md 17.5). */
	members: string[];
	/** One of them. */
	managerId?: string;
}

/** What may be set of a link (docspace-api.md 14.11, 16.7). */
export interface LinkOptions {
	title: string;
	password?: string;
	/** When it expires, in milliseconds. */
	expires?: number;
	denyDownload?: boolean;
	/** For people of the portal only. */
	internal?: boolean;
	/** Of an invitation: how many may use it, and have. */
	maxUseCount?: number;
	currentUseCount?: number;
}

export interface ShareRecord {
	entryKind: 'folder' | 'file';
	entryId: EntryId;
	subject: string;
	subjectType: SubjectType;
	access: FileShare;
	/** Who created the record; kept when somebody else changes the role (docspace-api.md 7.1). */
	owner: string;
	/** Of links only. */
	link?: LinkOptions;
}
