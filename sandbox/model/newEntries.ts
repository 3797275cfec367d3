import type { Content } from './content';
import { FolderType } from './enums';
import type { EntryId, File, Folder, Provider, RoomSettings } from './types';

export interface NewFolder {
	title: string;
	/** One that was taken before with `takeId`. */
	id?: EntryId;
	type?: FolderType;
	createdBy: string;
	room?: RoomSettings;
	provider?: Provider;
	created?: number;
	modified?: number;
}

export interface NewFile {
	title: string;
	createdBy: string;
	size?: number;
	modified?: number;
	created?: number;
	versions?: number;
	isForm?: boolean;
	content?: Content;
	/** What is said of the first version. */
	comment?: string;
}

/** What a new entry gets from the portal: its id, its place in the order of all entries, and the time. */
interface Given {
	id: EntryId;
	order: number;
	now: number;
}

/** Databases of the portal keep whole seconds, hence the many ties (docspace-api.md 3.3). */
export function wholeSeconds(ms: number): number {
	return Math.floor(ms / 1000) * 1000;
}

/** An empty folder. */
export function newFolder(
	{ id, order, now }: Given,
	parentId: EntryId,
	options: NewFolder,
): Folder {
	const created = options.created ?? wholeSeconds(now);
	return {
		kind: 'folder',
		id,
		parentId,
		title: options.title,
		type: options.type ?? FolderType.default,
		room: options.room,
		provider: options.provider,
		created,
		modified: options.modified ?? created,
		createdBy: options.createdBy,
		modifiedBy: options.createdBy,
		order,
		folders: new Map(),
		files: new Map(),
		foldersCount: 0,
		filesCount: 0,
		miscount: 0,
		revision: 0,
		swallowErrors: false,
	};
}

/** A file that nobody uses. */
export function newFile({ id, order, now }: Given, parent: Folder, options: NewFile): File {
	const { title, createdBy, content, size = content?.size ?? 1024 } = options;
	const modified = wholeSeconds(options.modified ?? now);
	const versions = Array.from({ length: options.versions ?? 1 }, (_, index) => ({
		version: index + 1,
		size,
		modified,
		modifiedBy: createdBy,
		comment: index === 0 ? (options.comment ?? 'Created') : 'Edited',
		content,
	}));
	return {
		kind: 'file',
		id,
		parentId: parent.id,
		title,
		size,
		versions,
		created: options.created ?? modified,
		modified,
		createdBy,
		modifiedBy: createdBy,
		provider: parent.provider,
		isForm: options.isForm ?? false,
		editors: new Set(),
		converting: false,
		contentGone: false,
		order,
	};
}
