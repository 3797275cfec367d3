import { createHash } from 'node:crypto';
import type { Clock } from '../ground/clock';
import { Journal } from '../ground/journal';
import type { Random } from '../ground/random';
import type { Settings } from '../ground/settings';
import { FileShare, FolderType, SubjectType } from './enums';
import { Tree } from './tree';
import type {
	AnyEntry,
	ApiKey,
	EntryId,
	Group,
	LinkOptions,
	PortalUser,
	ShareRecord,
} from './types';

export type NewAccount = Pick<
	PortalUser,
	'displayName' | 'email' | 'type' | 'status' | 'createdBy' | 'passwordHash'
>;

/** Jobs about one person, as the portal calls them in their ids (docspace-api.md 17.3, 17.4). */
export type JobAboutPerson = 'UpdateUserType' | 'Reassign' | 'Remove';

/** What the portal tells of such a job. */
export interface PersonalJob {
	id: string;
	error: string;
	percentage: number;
	isCompleted: boolean;
	status: number;
}

export interface NewKey {
	name: string;
	scopes: string[];
}

/** What was packed for somebody to download. */
export interface Archive {
	userId: string;
	title: string;
	content: Buffer;
}

/** Everything a portal knows, and the few ways in which it changes. No rights are checked here. */
export class Store extends Tree {
	readonly users = new Map<string, PortalUser>();
	readonly groups = new Map<string, Group>();
	readonly keys = new Map<string, ApiKey>();
	readonly tokens = new Map<string, string>();
	/** Caller to guests; DELETE people/guests asks it (docspace-api.md 7.1). */
	readonly relations = new Map<string, Set<string>>();
	/** Users who hold a role in a form of a room; VDR only (docspace-api.md 7.2). */
	readonly formRoles = new Map<EntryId, Set<string>>();
	readonly journal: Journal;
	/** The last job of each kind about each person (docspace-api.md 17.3). */
	readonly personalJobs = new Map<string, PersonalJob>();
	/** When signing in by an address failed (docspace-api.md 19). */
	readonly failedSignIns = new Map<string, number[]>();
	/** Archives by what their addresses name them by: each user's by its title (docspace-api.md 14.6, T88). */
	readonly archives = new Map<string, Archive>();
	private readonly shares = new Map<string, ShareRecord[]>();

	constructor(clock: Clock, random: Random, settings: Settings) {
		super(clock, random, settings);
		this.journal = new Journal(clock);
	}

	/** Adds a person, and the two sections that are theirs alone. */
	addUser(account: NewAccount): PortalUser {
		const id = this.random.guid();
		const user = {
			...account,
			id,
			userName: account.email.split('@')[0] ?? account.email,
			registered: this.stamp(),
			sortBy: 'DateAndTime',
			sortDescending: true,
			myDocumentsId: this.addSection('My documents', FolderType.myDocuments, id).id,
			trashId: this.addSection('Trash', FolderType.trash, id).id,
		};
		this.users.set(id, user);
		return user;
	}

	override remove(entry: AnyEntry): void {
		super.remove(entry);
		this.shares.delete(shareKey(entry));
	}

	/** Adds an API key and answers its secret, which is shown only once (docspace-api.md 2.2). */
	addKey(userId: string, { name, scopes }: NewKey): { key: ApiKey; secret: string } {
		const secret = `sk-${this.random.hex(64)}`;
		const key: ApiKey = {
			id: this.random.guid(),
			hash: Store.hash(secret),
			name,
			postfix: secret.slice(-4),
			userId,
			scopes,
			active: true,
			created: this.stamp(),
		};
		this.keys.set(key.hash, key);
		return { key, secret };
	}

	/** Adds a personal access token, which is also what a sign-in answers (docspace-api.md 2.1, 2.4). */
	addToken(userId: string): string {
		const secret = `${this.random.hex(32)}${Buffer.from(userId).toString('base64')}`;
		this.tokens.set(Store.hash(secret), userId);
		return secret;
	}

	sharesOf(entry: AnyEntry): readonly ShareRecord[] {
		return this.shares.get(shareKey(entry)) ?? [];
	}

	/** All share records of the portal. */
	allShares(): ShareRecord[] {
		return [...this.shares.values()].flat();
	}

	/** Sets a share record; the one who created it stays its owner (docspace-api.md 7.1). */
	setShare(entry: AnyEntry, subject: string, access: FileShare, by: string): ShareRecord {
		const subjectType = this.groups.has(subject) ? SubjectType.group : SubjectType.user;
		return this.putShare(entry, { subject, access, subjectType }, by);
	}

	/** Makes a link, or replaces all of the one that has this id. */
	setLink(
		entry: AnyEntry,
		link: LinkOptions,
		subjectType: SubjectType,
		by: string,
		{ access, subject }: Partial<Pick<ShareRecord, 'access' | 'subject'>> = {},
	): ShareRecord {
		const share = { subjectType, link, access: access ?? FileShare.Read };
		return this.putShare(entry, { ...share, subject: subject ?? this.random.guid() }, by);
	}

	addGroup(name: string, members: PortalUser[], managerId?: string): Group {
		const id = this.random.guid();
		const group = { id, name, members: members.map((member) => member.id), managerId };
		this.groups.set(group.id, group);
		return group;
	}

	groupsOf(userId: string): Group[] {
		return [...this.groups.values()].filter(({ members }) => members.includes(userId));
	}

	removeShares(matches: (record: ShareRecord) => boolean): ShareRecord[] {
		const removed: ShareRecord[] = [];
		for (const [key, records] of this.shares) {
			const kept = records.filter((record) => !matches(record));
			if (kept.length === records.length) continue;
			removed.push(...records.filter(matches));
			this.shares.set(key, kept);
		}
		return removed;
	}

	relate(callerId: string, guestId: string): void {
		const guests = this.relations.get(callerId) ?? new Set();
		this.relations.set(callerId, guests.add(guestId));
	}

	isRelated(callerId: string, guestId: string): boolean {
		return this.relations.get(callerId)?.has(guestId) ?? false;
	}

	/** Only the hash of a secret is kept (docspace-api.md 2.2). */
	static hash(secret: string): string {
		return createHash('sha256').update(secret).digest('hex');
	}

	private putShare(
		entry: AnyEntry,
		share: Pick<ShareRecord, 'subject' | 'access' | 'subjectType' | 'link'>,
		by: string,
	): ShareRecord {
		const records = this.shares.get(shareKey(entry)) ?? [];
		const existing = records.find((record) => record.subject === share.subject);
		if (existing !== undefined) {
			return Object.assign(existing, share);
		}
		const record = { ...share, entryKind: entry.kind, entryId: entry.id, owner: by };
		this.shares.set(shareKey(entry), [...records, record]);
		return record;
	}
}

function shareKey(entry: AnyEntry): string {
	return `${entry.kind}:${entry.id}`;
}
