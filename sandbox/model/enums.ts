/** Numbers the portal speaks in (docspace-api.md 1.4). */
export const FolderType = {
	default: 0,
	trash: 3,
	myDocuments: 5,
	rooms: 14,
	formRoom: 15,
	collaborationRoom: 16,
	customRoom: 19,
	archive: 20,
	publicRoom: 22,
	readyForms: 25,
	formsInProcess: 26,
	formDone: 27,
	formInProgress: 28,
	virtualDataRoom: 29,
	roomTemplates: 30,
	aiRoom: 31,
	knowledge: 32,
	resultStorage: 33,
} as const;
export type FolderType = (typeof FolderType)[keyof typeof FolderType];

export const RoomType = {
	form: 1,
	collaboration: 2,
	custom: 5,
	public: 6,
	virtualData: 8,
	ai: 9,
} as const;
export type RoomKind = keyof typeof RoomType;

/** The folder type behind each kind of room. */
export const ROOM_FOLDER_TYPE: Record<RoomKind, FolderType> = {
	form: FolderType.formRoom,
	collaboration: FolderType.collaborationRoom,
	custom: FolderType.customRoom,
	public: FolderType.publicRoom,
	virtualData: FolderType.virtualDataRoom,
	ai: FolderType.aiRoom,
};

export const FileShare = {
	None: 0,
	ReadWrite: 1,
	Read: 2,
	Restrict: 3,
	Varies: 4,
	Review: 5,
	Comment: 6,
	FillForms: 7,
	CustomFilter: 8,
	RoomManager: 9,
	Editing: 10,
	ContentCreator: 11,
} as const;
export type FileShareName = keyof typeof FileShare;
export type FileShare = (typeof FileShare)[FileShareName];

/** How the portal writes a role where it does not give its number (docspace-api.md 1.4). */
export function nameOfShare(share: FileShare): string {
	return Object.entries(FileShare).find(([, number]) => number === share)?.[0] ?? '';
}

export const SubjectType = {
	user: 0,
	externalLink: 1,
	group: 2,
	invitationLink: 3,
	primaryExternalLink: 4,
} as const;
export type SubjectType = (typeof SubjectType)[keyof typeof SubjectType];

/** Whether who has a share comes by a link that opens the entry, which an invitation does not. */
export function isExternalLink(type: SubjectType): boolean {
	return type === SubjectType.externalLink || type === SubjectType.primaryExternalLink;
}

/** Whether a share is given to people. */
export function isOfPeople(type: SubjectType): boolean {
	return type === SubjectType.user || type === SubjectType.group;
}

export const OperationType = { move: 0, copy: 1, delete: 2, download: 3 } as const;
export type OperationType = (typeof OperationType)[keyof typeof OperationType];

export const TaskStatus = { created: 0, running: 1, completed: 2, cancelled: 3 } as const;
export type TaskStatus = (typeof TaskStatus)[keyof typeof TaskStatus];

export const UserStatus = { active: 1, terminated: 2, pending: 4 } as const;
export type UserStatus = (typeof UserStatus)[keyof typeof UserStatus];

export type UserType = 'Owner' | 'DocSpaceAdmin' | 'RoomAdmin' | 'User' | 'Guest';

export type ConflictPolicy = 'Skip' | 'Overwrite' | 'Duplicate';

export const FilterType = {
	none: 0,
	filesOnly: 1,
	foldersOnly: 2,
	documents: 3,
	presentations: 4,
	spreadsheets: 5,
	images: 7,
	byUser: 8,
	byDepartment: 9,
	archives: 10,
	byExtension: 11,
	media: 12,
	pdf: 22,
	pdfForm: 23,
	diagrams: 25,
} as const;

export const SearchArea = {
	active: 0,
	archive: 1,
	any: 2,
	recentByLinks: 3,
	templates: 4,
	knowledge: 5,
	resultStorage: 6,
	aiAgents: 7,
} as const;
