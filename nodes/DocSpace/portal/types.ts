/**
 * The portal's answers as this package reads them: a mirror of docspace-api.md 3.8, 6.2 and 7.6, cut
 * to the members in use. Members the portal leaves out when they are null or false are optional.
 *
 * Of files and folders, listings ask for the members that stand here and no others, by the names of leaves
 * alone: never for a whole object that holds a person (docspace-api.md 1.1). So the types that listings
 * answer with hold no person; what is read one by one, without `fields`, has more.
 */
import type { FileId, FolderId, RoomId, UserId } from './ids';

/** docspace-api.md 1.4 */
export const FolderType = {
	trash: 3,
	myDocuments: 5,
	rooms: 14,
	archive: 20,
	completeForms: 25,
	formsInProcess: 26,
	formsDone: 27,
	formsBeingFilled: 28,
	roomTemplates: 30,
	aiAgents: 34,
} as const;

export const RoomType = {
	formFilling: 1,
	collaboration: 2,
	custom: 5,
	public: 6,
	virtualData: 8,
	ai: 9,
} as const;

/** FileShare (docspace-api.md 1.4); sent as integers only, because a misspelt name removes access (T49). */
export const Access = {
	none: 0,
	read: 2,
	review: 5,
	comment: 6,
	fillForms: 7,
	roomManager: 9,
	editing: 10,
	contentCreator: 11,
} as const;

/** FileStatus flag 1: open in an editor. */
export const FILE_STATUS_EDITING = 1;

export interface PersonDto {
	id: UserId;
	displayName?: string;
	email?: string;
	/** EmployeeStatus: 1 active, 2 disabled, 4 invited. */
	status?: number;
	isVisitor?: boolean;
	isAdmin?: boolean;
	isOwner?: boolean;
	isCollaborator?: boolean;
	isLDAP?: boolean;
	groups?: GroupDto[];
	registrationDate?: string;
	createdBy?: EmployeeDto;
}

/** A person as other answers name them. */
export interface EmployeeDto {
	id: UserId;
	displayName?: string;
}

export const EMPLOYEE_DISABLED = 2;
export const EMPLOYEE_INVITED = 4;

/** A group of people (docspace-api.md 17.5). */
export interface GroupDto {
	id: string;
	name?: string;
}

/** A file as listings show it. */
export interface FileDto {
	id: FileId;
	title: string;
	folderId: FolderId;
	version?: number;
	pureContentLength?: number;
	fileExst?: string;
	fileStatus?: number;
	locked?: boolean;
	lockedBy?: string;
	editingBy?: Record<string, string>;
	updated?: string;
	rootFolderType?: number;
	security?: Record<string, boolean>;
	/** Whether the file itself has links. Portals before 3.7.1 do not know `sharedExternal` (docspace-api.md 3.8). */
	shared?: boolean;
	/** Whether the file itself is shared with people or groups. */
	sharedForUser?: boolean;
}

/** A file that was read by itself. */
export interface WholeFileDto extends FileDto {
	/** Told of PDF files only. */
	isForm?: boolean;
	created?: string;
	updatedBy?: EmployeeDto;
	webUrl?: string;
	/** What a link to it may give, by name (docspace-api.md 14.11). */
	availableShareRights?: { ExternalLink?: string[] };
}

/** A folder as listings show it. */
export interface FolderDto {
	id: FolderId;
	title: string;
	parentId?: FolderId;
	filesCount?: number;
	roomType?: number;
	type?: number;
	rootFolderId?: FolderId;
	rootFolderType?: number;
	providerItem?: boolean;
	access?: number;
	security?: Record<string, boolean>;
}

/** A folder or room that was read by itself, or among others without `fields`. */
export interface WholeFolderDto extends FolderDto {
	foldersCount?: number;
	tags?: string[];
	created?: string;
	/** Of a room, its owner (docspace-api.md 8.2). */
	createdBy?: EmployeeDto;
	updated?: string;
	/** Of a room, as all that follows (docspace-api.md 8.3). */
	indexing?: boolean;
	denyDownload?: boolean;
	lifetime?: object;
	watermark?: object;
	logo?: { color?: string };
	/** In bytes; missing where rooms have no quotas of their own. */
	quotaLimit?: number;
	isCustomQuota?: boolean;
}

/**
 * Which listings ask for a member of each file: all; those too that only tell files apart, in third-party
 * storage, which keeps no versions (docspace-api.md 6.4); or only those that describe files.
 */
export const FILE_MEMBERS: Record<keyof FileDto, 'always' | 'withoutVersions' | 'described'> = {
	id: 'always',
	title: 'always',
	folderId: 'always',
	version: 'always',
	pureContentLength: 'always',
	shared: 'always',
	sharedForUser: 'always',
	updated: 'withoutVersions',
	fileExst: 'described',
	fileStatus: 'described',
	locked: 'described',
	lockedBy: 'described',
	editingBy: 'described',
	rootFolderType: 'described',
	security: 'described',
};

/** The same for folders: all listings, those that describe, or none but of the listed folder itself. */
export const FOLDER_MEMBERS: Record<keyof FolderDto, 'always' | 'described' | 'current'> = {
	id: 'always',
	title: 'always',
	parentId: 'described',
	filesCount: 'described',
	roomType: 'described',
	type: 'described',
	providerItem: 'described',
	rootFolderId: 'current',
	rootFolderType: 'current',
	access: 'current',
	security: 'current',
};

export interface PathPart {
	id: FolderId;
	title: string;
	roomType?: number;
}

export interface FolderContentDto {
	files?: FileDto[];
	folders?: FolderDto[];
	current: FolderDto;
	pathParts: PathPart[];
	total: number;
}

/** A page of rooms (docspace-api.md 8.1). */
export interface RoomListDto {
	folders?: WholeFolderDto[];
	total: number;
}

/** docspace-api.md 6.2 */
export interface FileOperationDto {
	id: string;
	/** Never among members that were asked for by name; the capital O is the portal's (T35, T151). */
	Operation?: number;
	finished: boolean;
	/** Whole parts of a hundred, rounded down; 0 while it waits in the queue. */
	progress?: number;
	error?: string;
	/** How many entries it has handled; a number as text. */
	processed?: string;
	/** Where the archive of a download lies (docspace-api.md 14.6). */
	url?: string;
	/** Those it has moved so far, as they are at the destination by then (docspace-api.md 6.2). */
	files?: FileDto[];
	/** Among them the destination (docspace-api.md 6.2). */
	folders?: FolderDto[];
}

/** One line of a room's member list (docspace-api.md 7.3). */
export interface RoomShareDto {
	access: number;
	/** Whether it is the room's owner. */
	isOwner?: boolean;
	sharedToUser?: PersonDto;
	sharedToGroup?: GroupDto;
	/** False of the owner and of who asks (docspace-api.md 7.3). */
	canEditAccess?: boolean;
	sharedLink?: LinkDto;
}

/** LinkType of docspace-api.md 14.11; all others are external links. */
export const INVITATION = 0;

/** A link that opens a file, folder or room, or invites into a room (docspace-api.md 14.11). */
export interface LinkDto {
	id: string;
	title?: string;
	/** Its address. */
	shareLink?: string;
	linkType?: number;
	/** In clear text. */
	password?: string;
	expirationDate?: string;
	denyDownload?: boolean;
	/** Whether it is the main one. */
	primary?: boolean;
	isExpired?: boolean;
	/** For people who have signed in. */
	internal?: boolean;
	/** Of an invitation. */
	maxUseCount?: number;
	currentUseCount?: number;
}

/** A link with what it gives. */
export interface LinkShareDto {
	access: number;
	sharedLink: LinkDto;
}

export interface RoomSecurityDto {
	members: RoomShareDto[];
	error?: number;
	/** Why somebody could not be invited (docspace-api.md 16.6). */
	warning?: string;
}

/** The room a path leads through, if any. */
export function roomIn(pathParts: PathPart[]): (PathPart & { id: RoomId }) | undefined {
	return pathParts.find((part) => part.roomType !== undefined);
}

/** An object as it came out of JSON. */
export type JsonObject = Record<string, unknown>;

/** Whether a value is a JSON object (no array, not null). */
export function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** For a file that is read without `fields`. */
export function isFile(value: unknown): value is WholeFileDto {
	return isFolder(value) && 'folderId' in value;
}

/** For folders and rooms that are read without `fields`. */
export function isFolder(value: unknown): value is WholeFolderDto {
	const isEntry = isObject(value) && typeof value.title === 'string';
	return isEntry && (typeof value.id === 'number' || typeof value.id === 'string');
}

/** For rooms, which are listed without what they hold. */
export function isRoomList(value: unknown): value is RoomListDto {
	return (
		isObject(value) && isArrayOf(isFolder)(value.folders ?? []) && typeof value.total === 'number'
	);
}

export function isFolderContent(value: unknown): value is FolderContentDto {
	return (
		isObject(value) &&
		isArrayOf(isFile)(value.files ?? []) &&
		isArrayOf(isFolder)(value.folders ?? []) &&
		isFolder(value.current) &&
		isArrayOf(isFolder)(value.pathParts) &&
		typeof value.total === 'number'
	);
}

/** How far the portal is with a room that it makes of a template (docspace-api.md 16.2). */
export interface TemplateJobDto {
	roomId: RoomId;
	/** What the portal says of a failure. */
	error?: string;
	isCompleted: boolean;
}

/** For the job of which there may be none. */
export function isTemplateJobIfAny(value: unknown): value is TemplateJobDto | undefined {
	return (
		value === undefined ||
		(isObject(value) && typeof value.roomId === 'number' && typeof value.isCompleted === 'boolean')
	);
}

export function isFileOperation(value: unknown): value is FileOperationDto {
	return (
		isObject(value) &&
		typeof value.id === 'string' &&
		typeof value.finished === 'boolean' &&
		isArrayOf(isFile)(value.files ?? []) &&
		isArrayOf(isFolder)(value.folders ?? [])
	);
}

export function isPerson(value: unknown): value is PersonDto {
	return isObject(value) && typeof value.id === 'string';
}

export function isGroup(value: unknown): value is GroupDto {
	return isObject(value) && typeof value.id === 'string';
}

export function isRoomShare(value: unknown): value is RoomShareDto {
	return isObject(value) && typeof value.access === 'number';
}

export function isLinkShare(value: unknown): value is LinkShareDto {
	return isRoomShare(value) && typeof value.sharedLink?.id === 'string';
}

export function isRoomSecurity(value: unknown): value is RoomSecurityDto {
	return isObject(value) && isArrayOf(isRoomShare)(value.members ?? []);
}

/** For answers whose body is of no interest, as of DELETE. */
export function isAnything(value: unknown): value is unknown {
	return value !== null;
}

export function isArrayOf<T>(isItem: (value: unknown) => value is T) {
	return (value: unknown): value is T[] => Array.isArray(value) && value.every(isItem);
}
