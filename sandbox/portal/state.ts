import type { Settings } from '../ground/settings';
import type { Store } from '../model/store';
import type { EntryId, File, Folder, ShareRecord } from '../model/types';
import type { Operation } from '../moves/operations';

export interface FolderState {
	id: EntryId;
	parentId: EntryId;
	title: string;
	type: number;
	/** Kind of room; absent for folders. */
	room?: string;
	provider?: string;
	filesCount: number;
	foldersCount: number;
	createdBy: string;
}

export interface FileState {
	id: EntryId;
	folderId: EntryId;
	title: string;
	size: number;
	version: number;
	createdBy: string;
	lockedBy?: string;
	openedBy: string[];
	converting: boolean;
}

export interface UserState {
	id: string;
	displayName: string;
	email: string;
	type: string;
	status: number;
	/** Ids of people who have this guest in their list. */
	relatedTo: string[];
}

export interface KeyState {
	id: string;
	name: string;
	userId: string;
}

/** A portal as plain data, for tests and for the page. */
export interface PortalState {
	settings: Settings;
	sections: { rooms: EntryId; archive: EntryId };
	/** Those of the folders that are rooms. */
	rooms: FolderState[];
	folders: FolderState[];
	files: FileState[];
	users: UserState[];
	shares: ShareRecord[];
	keys: KeyState[];
	operations: Operation[];
}

function folderState(folder: Folder): FolderState {
	const { id, parentId, title, type, room, provider, filesCount, foldersCount, createdBy } = folder;
	const where = provider === undefined ? undefined : provider.selector;
	return {
		id,
		parentId,
		title,
		type,
		room: room?.kind,
		provider: where,
		filesCount,
		foldersCount,
		createdBy,
	};
}

function fileState(file: File): FileState {
	const { id, parentId, title, size, versions, createdBy, lockedBy, editors, converting } = file;
	return {
		id,
		folderId: parentId,
		title,
		size,
		version: versions.length,
		createdBy,
		lockedBy,
		openedBy: [...editors],
		converting,
	};
}

/** Everything in a portal as plain data. */
export function portalState(
	store: Store,
	operations: Operation[],
	settings: Settings,
): PortalState {
	const folders = [...store.folders.values()].map(folderState);
	return {
		settings: { ...settings },
		sections: { rooms: store.roomsRoot.id, archive: store.archiveRoot.id },
		rooms: folders.filter(({ room }) => room !== undefined),
		folders,
		files: [...store.files.values()].map(fileState),
		users: [...store.users.values()].map((user) => ({
			id: user.id,
			displayName: user.displayName,
			email: user.email,
			type: user.type,
			status: user.status,
			relatedTo: [...store.relations].flatMap(([id, guests]) => (guests.has(user.id) ? [id] : [])),
		})),
		shares: store.allShares().map((share) => ({ ...share })),
		keys: [...store.keys.values()].map(({ id, name, userId }) => ({ id, name, userId })),
		operations: operations.map((operation) => ({ ...operation })),
	};
}

/** A folder and all below it, titles sorted, as an indented text. */
export function tree(folder: Folder, indent = ''): string {
	const byTitle = (a: { title: string }, b: { title: string }) =>
		a.title < b.title ? -1 : a.title > b.title ? 1 : 0;
	const lines = [`${indent}${folder.title}/`];
	for (const child of [...folder.folders.values()].sort(byTitle)) {
		lines.push(tree(child, `${indent}  `));
	}
	for (const file of [...folder.files.values()].sort(byTitle))
		lines.push(`${indent}  ${file.title}`);
	return lines.join('\n');
}
