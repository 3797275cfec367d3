import type { Clock } from '../ground/clock';
import type { Journal } from '../ground/journal';
import { hashedPassword } from '../ground/passwords';
import { Random } from '../ground/random';
import type { Settings } from '../ground/settings';
import {
	FileShare,
	type FileShareName,
	FolderType,
	ROOM_FOLDER_TYPE,
	type RoomKind,
	SubjectType,
	UserStatus,
	type UserType,
} from '../model/enums';
import { Content } from '../model/content';
import type { NewFile } from '../model/newEntries';
import { Store } from '../model/store';
import { sanitiseTitle } from '../model/titles';
import type {
	AnyEntry,
	EntryId,
	File,
	Folder,
	Group,
	LinkOptions,
	PortalUser,
	ProviderSelector,
	RoomWatermark,
	ShareRecord,
} from '../model/types';
import { AuthorizationServer, type NewOAuthClient } from '../oauth/authorizationServer';
import { tree } from './state';

const LINK_TYPES = {
	primary: SubjectType.primaryExternalLink,
	additional: SubjectType.externalLink,
	invitation: SubjectType.invitationLink,
};
export type LinkKind = keyof typeof LINK_TYPES;

export interface NewUser {
	displayName: string;
	email: string;
	type: UserType;
	/** Who created the account; for a guest also who has them in their list (docspace-api.md 7.1). */
	invitedBy?: string;
	/** Keeps a guest out of the inviter's list. */
	unrelated?: boolean;
	/** Lets the person sign in by password (docspace-api.md 19). */
	password?: string;
}

export interface NewRoom {
	title: string;
	type: RoomKind;
	/** Id of the owner. */
	owner: string;
	/** Makes it a room in third-party storage, whose ids are texts (docspace-api.md 4). */
	provider?: ProviderSelector;
	archived?: boolean;
	/** Makes it a room template (docspace-api.md 16.2). */
	template?: boolean;
	tags?: string[];
	indexing?: boolean;
	denyDownload?: boolean;
	watermark?: RoomWatermark;
	private?: boolean;
	created?: number;
}

export interface NewFolderOptions {
	type?: FolderType;
	createdBy?: string;
	created?: number;
	modified?: number;
}

export interface NewFileOptions extends Partial<Omit<NewFile, 'title' | 'content'>> {
	/** What it holds; its size follows. */
	content?: string | Buffer;
	lockedBy?: string;
	openedBy?: string;
	converting?: boolean;
}

const FORM_ROOM_FOLDERS: [string, FolderType][] = [
	['Complete', FolderType.readyForms],
	['In process', FolderType.formsInProcess],
];
const AI_ROOM_FOLDERS: [string, FolderType][] = [
	['Knowledge', FolderType.knowledge],
	['Result storage', FolderType.resultStorage],
];

/** Builds what a portal holds, and finds it again. Nothing here asks for rights; those hold for requests. */
export class PortalContent {
	readonly store: Store;
	readonly oauth: AuthorizationServer;
	/** The first owner, who also does what is done by nobody in particular. */
	protected ownerId = '';

	constructor(
		readonly clock: Clock,
		readonly settings: Settings,
		seed: number,
	) {
		this.store = new Store(clock, new Random(seed), settings);
		this.oauth = new AuthorizationServer(this.store, settings);
	}

	/** Everything that changed, in order. */
	get journal(): Journal {
		return this.store.journal;
	}

	/** Ids of the Rooms and the Archive section (docspace-api.md 5.3, 8). */
	get sections(): { rooms: EntryId; archive: EntryId } {
		return { rooms: this.store.roomsRoot.id, archive: this.store.archiveRoot.id };
	}

	/** Adds a person; the first owner also does what is done by nobody in particular. */
	addUser(options: NewUser): PortalUser {
		const user = this.store.addUser({
			displayName: options.displayName,
			email: options.email,
			type: options.type,
			status: UserStatus.active,
			createdBy: options.invitedBy ?? this.ownerId,
			passwordHash: options.password === undefined ? undefined : hashedPassword(options.password),
		});
		if (this.ownerId === '' || options.type === 'Owner') this.ownerId = user.id;
		const { invitedBy, unrelated } = options;
		if (options.type === 'Guest' && invitedBy !== undefined && unrelated !== true) {
			this.store.relate(invitedBy, user.id);
		}
		return user;
	}

	/** Adds an API key and answers its secret, which is shown only once (docspace-api.md 2.2). */
	addApiKey(user: { id: string }, scopes: string[] = []): string {
		return this.store.addKey(user.id, { name: 'sandbox', scopes }).secret;
	}

	/** Adds a personal access token (docspace-api.md 2.1). */
	addToken(user: { id: string }): string {
		return this.store.addToken(user.id);
	}

	/** Registers an OAuth application; its secret is shown only once (docspace-api.md 2.4). */
	addOAuthClient(options: NewOAuthClient): { clientId: string; clientSecret: string } {
		return this.oauth.addClient(options);
	}

	/** Adds a room, with the folders that rooms of its kind come with (docspace-api.md 3.4). */
	addRoom(options: NewRoom): Folder {
		const { title, type: kind, owner, provider: selector, archived, template, ...rest } = options;
		const provider =
			selector === undefined
				? undefined
				: { selector, accountId: this.store.nextProviderAccount() };
		const { roomsRoot, archiveRoot } = this.store;
		const active = template === true ? this.store.templatesRoot : roomsRoot;
		const section = archived === true ? archiveRoot : active;
		const room = this.store.addFolder(section, {
			title: sanitiseTitle(title),
			type: ROOM_FOLDER_TYPE[kind],
			createdBy: owner,
			created: rest.created,
			provider,
			room: {
				kind,
				tags: rest.tags ?? [],
				indexing: rest.indexing ?? false,
				denyDownload: rest.denyDownload ?? false,
				watermark: rest.watermark,
				private: rest.private ?? false,
				pinned: false,
			},
		});
		const system = kind === 'form' ? FORM_ROOM_FOLDERS : kind === 'ai' ? AI_ROOM_FOLDERS : [];
		for (const [name, type] of system) this.addFolder(room.id, name, { type, createdBy: owner });
		this.journal.note(owner, 'room.created', { id: room.id, title: room.title });
		return room;
	}

	/** Adds a folder; its title is stored as the portal would store it (docspace-api.md 5.1). */
	addFolder(parentId: EntryId, title: string, options: NewFolderOptions = {}): Folder {
		const parent = this.folder(parentId);
		const createdBy = options.createdBy ?? this.responsibleFor(parent);
		const folder = this.store.addFolder(parent, {
			...options,
			title: sanitiseTitle(title),
			createdBy,
		});
		this.journal.note(createdBy, 'folder.created', {
			id: folder.id,
			parentId,
			title: folder.title,
		});
		return folder;
	}

	/** Adds a file. Cheap: a hundred thousand of them take a second or two. */
	addFile(parentId: EntryId, title: string, options: NewFileOptions = {}): File {
		const parent = this.folder(parentId);
		const { lockedBy, openedBy, converting, content: held, ...rest } = options;
		const content = held === undefined ? undefined : Content.of(held);
		const createdBy = rest.createdBy ?? this.responsibleFor(parent);
		const entry = { ...rest, content, title: sanitiseTitle(title), createdBy };
		const file = this.store.addFile(parent, entry);
		file.lockedBy = lockedBy;
		file.converting = converting ?? false;
		if (openedBy !== undefined) file.editors.add(openedBy);
		this.journal.note(createdBy, 'file.created', { id: file.id, parentId, title: file.title });
		return file;
	}

	/** Adds many files at once without a line in the journal for each. */
	addFiles(parentId: EntryId, titles: Iterable<string>, options: NewFileOptions = {}): File[] {
		return this.quietly(() =>
			Array.from(titles, (title) => this.addFile(parentId, title, options)),
		);
	}

	/** Does something without writing the journal: for content that was always there. */
	quietly<T>(build: () => T): T {
		const before = this.journal.enabled;
		this.journal.enabled = false;
		try {
			return build();
		} finally {
			this.journal.enabled = before;
		}
	}

	/** Gives somebody a role on a room, folder or file; `by` is who granted it (docspace-api.md 7.1). */
	share(entryId: EntryId, userId: string, access: FileShareName, options: { by: string }): void {
		const entry = this.entry(entryId);
		this.store.setShare(entry, userId, FileShare[access], options.by);
		this.store.touch(entry);
		this.journal.note(options.by, 'share.set', {
			entryId,
			subject: userId,
			access: FileShare[access],
		});
	}

	/** Puts a guest into somebody's own list (docspace-api.md 7.1). */
	relate(callerId: string, guestId: string): void {
		this.store.relate(callerId, guestId);
	}

	/** Opens a room, folder or file to everybody who has the link; an invitation lets them into a room. */
	shareLink(
		entryId: EntryId,
		kind: LinkKind,
		{ title = 'Shared link', ...options }: Partial<LinkOptions> = {},
	): ShareRecord {
		const entry = this.entry(entryId);
		return this.store.setLink(entry, { title, ...options }, LINK_TYPES[kind], this.ownerId);
	}

	/** Makes a group; no guest may be in one (docspace-api.md 17.5). */
	addGroup(name: string, members: PortalUser[], manager?: PortalUser): Group {
		if (members.some(({ type }) => type === 'Guest')) throw new Error('A group holds no guests');
		return this.store.addGroup(name, members, manager?.id);
	}

	/** Gives somebody a role in a form of a VDR, which blocks their removal (docspace-api.md 7.2). */
	addFormRole(roomId: EntryId, userId: string): void {
		const holders = this.store.formRoles.get(roomId) ?? new Set();
		this.store.formRoles.set(roomId, holders.add(userId));
	}

	/** A person by id; fails when there is none. */
	user(id: string): PortalUser {
		const user = this.store.users.get(id);
		if (user === undefined) throw new Error(`No user ${id}`);
		return user;
	}

	/** A folder by id; fails when there is none. */
	folder(id: EntryId): Folder {
		const folder = this.store.folders.get(id);
		if (folder === undefined) throw new Error(`No folder ${id}`);
		return folder;
	}

	/** A file by id; fails when there is none. */
	file(id: EntryId): File {
		const file = this.store.files.get(id);
		if (file === undefined) throw new Error(`No file ${id}`);
		return file;
	}

	/** What the current version of a file holds; undefined where that is not known, or was not kept. */
	bytesOf(id: EntryId): Buffer | undefined {
		return this.file(id).versions.at(-1)?.content?.bytes;
	}

	/** All files below a folder, at any depth. */
	filesBelow(folderId: EntryId): File[] {
		return [...this.store.filesBelow(this.folder(folderId))];
	}

	/** A folder and all below it as an indented text. */
	tree(folderId: EntryId): string {
		return tree(this.folder(folderId));
	}

	private entry(id: EntryId): AnyEntry {
		return this.store.folders.get(id) ?? this.file(id);
	}

	private responsibleFor(parent: Folder): string {
		return this.store.roomOf(parent)?.createdBy ?? parent.createdBy;
	}
}
