import { FileShare } from '../model/enums';

export const FILE_ACTIONS = [
	'Read',
	'Comment',
	'FillForms',
	'Review',
	'Edit',
	'Delete',
	'CustomFilter',
	'Rename',
	'ReadHistory',
	'Lock',
	'EditHistory',
	'Copy',
	'Move',
	'Duplicate',
	'Download',
	'Convert',
	'CopyLink',
] as const;

export const FOLDER_ACTIONS = [
	'Read',
	'Create',
	'Delete',
	'EditRoom',
	'Rename',
	'CopyTo',
	'MoveTo',
	'Copy',
	'Move',
	'Pin',
	'Mute',
	'EditAccess',
	'Duplicate',
	'Download',
	'CopyLink',
	'ChangeOwner',
] as const;

export type FileAction = (typeof FILE_ACTIONS)[number];
export type Action = FileAction | (typeof FOLDER_ACTIONS)[number];

/** Roles that may do something in a room without being its owner (docspace-api.md 3.8, 5.3, 7.2). */
export const ROLES: Record<Exclude<Action, 'Read' | 'Pin' | 'Mute' | 'CopyLink'>, FileShare[]> = {
	Comment: [
		FileShare.Comment,
		FileShare.Review,
		FileShare.RoomManager,
		FileShare.Editing,
		FileShare.FillForms,
		FileShare.ContentCreator,
	],
	FillForms: [
		FileShare.FillForms,
		FileShare.RoomManager,
		FileShare.Editing,
		FileShare.ContentCreator,
	],
	Review: [FileShare.Review, FileShare.RoomManager, FileShare.Editing, FileShare.ContentCreator],
	Edit: [FileShare.RoomManager, FileShare.Editing, FileShare.ContentCreator],
	CustomFilter: [FileShare.RoomManager, FileShare.Editing, FileShare.ContentCreator],
	ReadHistory: [FileShare.RoomManager, FileShare.Editing, FileShare.ContentCreator],
	EditHistory: [FileShare.RoomManager, FileShare.ContentCreator],
	Convert: [FileShare.RoomManager, FileShare.ContentCreator],
	Create: [FileShare.RoomManager, FileShare.ContentCreator],
	CopyTo: [FileShare.RoomManager, FileShare.ContentCreator],
	MoveTo: [FileShare.RoomManager, FileShare.ContentCreator],
	EditRoom: [FileShare.RoomManager],
	EditAccess: [FileShare.RoomManager],
	Rename: [FileShare.RoomManager],
	Delete: [FileShare.RoomManager],
	Move: [FileShare.RoomManager],
	Duplicate: [FileShare.RoomManager],
	Lock: [FileShare.RoomManager, FileShare.ContentCreator],
	ChangeOwner: [],
	Copy: [],
	Download: [],
};

/** What a content creator may do to entries of their own (docspace-api.md 3.8). */
export const CREATOR_ACTIONS: Action[] = ['Delete', 'Rename', 'Move', 'Duplicate'];
