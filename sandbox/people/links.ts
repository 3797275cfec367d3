import {
	accessDenied,
	badArgument,
	invalidOperation,
	notFound,
	ValidationProblem,
} from '../ground/errors';
import { type Body, isGuid } from '../ground/input';
import { FileShare, FolderType, type RoomKind, SubjectType } from '../model/enums';
import type { Store } from '../model/store';
import { extensionOf } from '../model/titles';
import type { AnyEntry, LinkOptions, PortalUser, ShareRecord } from '../model/types';
import type { Rights } from '../rules/rights';
import { readAccess, ROLES_IN } from './sharing';

const { Editing, Review, Comment, Read, FillForms } = FileShare;
const YEAR_MS = 365 * 24 * 3_600_000;
const LONGEST_TITLE = 255;
const MOST_USES = 1000;

/** What the portal asks of a password where nobody has changed it (docspace-api.md 10.1). */
const PASSWORD = /^[!-~]{8,30}$/;

/** The room that an entry lies in, or is. */
interface Room {
	kind: RoomKind | undefined;
	isItself: boolean;
}

/** Links of files, folders and rooms for one caller (docspace-api.md 14.11, 16.7). */
export class Links {
	constructor(
		private readonly store: Store,
		private readonly rights: Rights,
		private readonly caller: PortalUser,
	) {}

	/** Which are shown: none to who lacks the right (docspace-api.md T105). */
	listed(entry: AnyEntry): ShareRecord[] {
		return this.rights.canReadLinks(entry) ? this.externalOf(entry) : [];
	}

	/** The primary link; where there is none, one is made, and be it by a question (docspace-api.md T100, T104). */
	primary(entry: AnyEntry, options?: Body): ShareRecord {
		const existing = this.primaryOf(entry);
		const isRoom = entry.kind === 'folder' && entry.room !== undefined;
		if (existing !== undefined && isRoom && this.rights.can('Read', entry)) return existing;
		this.requireRight(entry);
		if (existing !== undefined) return existing;
		const access =
			options === undefined ? this.usualAccess(entry) : readAccess(options.get('access'));
		this.requireRole(entry, access);
		const link = options === undefined ? { title: '' } : this.read(entry, options);
		return this.put(entry, SubjectType.primaryExternalLink, access, link);
	}

	/** Replaces all of a link, makes one, or takes one away: then nothing is answered (docspace-api.md T101, T103). */
	change(entry: AnyEntry, body: Body): ShareRecord | undefined {
		const linkId = readLinkId(body);
		this.requireRight(entry);
		const known = this.externalOf(entry).find(({ subject }) => subject === linkId);
		const access = readAccess(body.get('access'));
		if (access === FileShare.None) return this.remove(entry, known);
		this.requireRole(entry, access);
		const link = this.read(entry, body);
		const type = known?.subjectType ?? this.newTypeFor(entry, body.flag('primary'));
		return this.put(entry, type, access, link, linkId);
	}

	/** The same for the one invitation that a room may have (docspace-api.md 16.7). */
	changeInvitation(room: AnyEntry, body: Body): ShareRecord | undefined {
		const linkId = readLinkId(body);
		const uses = body.get('maxUseCount');
		if (typeof uses === 'number' && (uses < 1 || uses > MOST_USES)) {
			const message = `The field MaxUseCount must be between 1 and ${MOST_USES}.`;
			throw new ValidationProblem({ 'RoomLink.MaxUseCount': [message] });
		}
		this.requireRight(room);
		const all = this.linksOf(room, [SubjectType.invitationLink]);
		const known = all.find(({ subject }) => subject === linkId);
		const access = readAccess(body.get('access'));
		if (access === FileShare.None) return this.remove(room, known);
		if (!invitationRoles(this.roomOf(room).kind).includes(access)) throw roleNotAvailable();
		const currentUseCount = known?.link?.currentUseCount ?? 0;
		const maxUseCount = typeof uses === 'number' ? uses : undefined;
		const expires = readMoment(body);
		const isPast = expires !== undefined && expires < this.store.clock.now();
		if (isPast || (maxUseCount ?? Infinity) < currentUseCount) throw badArgument('expirationDate');
		if (known === undefined && all.length > 0) throw tooMany(1);
		const title = body.text('title') ?? '';
		const link = { title, expires, maxUseCount, currentUseCount };
		return this.put(room, SubjectType.invitationLink, access, link, linkId);
	}

	private requireRight(entry: AnyEntry): void {
		if (!this.rights.canReadLinks(entry)) throw accessDenied();
		const root = this.store.rootOf(entry)?.type;
		if (root === FolderType.archive || root === FolderType.trash) throw accessDenied();
	}

	private requireRole(entry: AnyEntry, access: FileShare): void {
		if (!linkRolesOf(entry, this.roomOf(entry)).includes(access)) throw roleNotAvailable();
	}

	/** Takes what is left out for nothing, and a moment in the past for none (docspace-api.md T101, T102). */
	private read(entry: AnyEntry, body: Body): LinkOptions {
		const title = body.text('title') ?? '';
		const password = body.text('password');
		if (title.length > LONGEST_TITLE) {
			throw new ValidationProblem({ Title: [`At most ${LONGEST_TITLE} characters.`] });
		}
		if (password && !PASSWORD.test(password)) throw badArgument('The password is too weak');
		const expires = readMoment(body);
		const now = this.store.clock.now();
		if (expires !== undefined && expires > now + 10 * YEAR_MS) throw badArgument('expirationDate');
		const { kind } = this.roomOf(entry);
		return {
			title,
			password: password || undefined,
			expires: expires !== undefined && expires > now ? expires : undefined,
			denyDownload: body.flag('denyDownload'),
			internal: kind === 'virtualData' || (kind !== 'public' && body.flag('internal')),
		};
	}

	/** Of which type a new link is; the limits are for the primary one and the others together, or apart (14.11). */
	private newTypeFor(entry: AnyEntry, isPrimary: boolean): SubjectType {
		const type = isPrimary ? SubjectType.primaryExternalLink : SubjectType.externalLink;
		const room = this.roomOf(entry);
		const isApart = room.isItself || room.kind === 'public' || room.kind === 'form';
		const counted = isApart
			? this.linksOf(entry, [SubjectType.externalLink])
			: this.externalOf(entry);
		const most = room.kind === 'form' ? 0 : isApart ? 5 : 6;
		if (!(isApart && isPrimary) && counted.length >= most) throw tooMany(most);
		return type;
	}

	/** Where there must be a primary link, another takes its place at once (docspace-api.md T103). */
	private remove(entry: AnyEntry, known: ShareRecord | undefined): ShareRecord | undefined {
		if (known === undefined) return undefined;
		this.store.removeShares((record) => record === known);
		this.note(entry, 'linkRemoved', known);
		const { kind } = this.roomOf(entry);
		const isKept = kind === 'public' || kind === 'form';
		if (known.subjectType !== SubjectType.primaryExternalLink || !isKept) return undefined;
		const link = { title: '' };
		return this.put(entry, SubjectType.primaryExternalLink, this.usualAccess(entry), link);
	}

	private put(
		entry: AnyEntry,
		type: SubjectType,
		access: FileShare,
		link: LinkOptions,
		subject?: string,
	): ShareRecord {
		const titled = { ...link, title: link.title || 'Shared link' };
		const before = this.store.sharesOf(entry).find((record) => record.subject === subject);
		const oldTitle = before?.link?.title;
		const record = this.store.setLink(entry, titled, type, this.caller.id, { access, subject });
		if (before === undefined) this.note(entry, 'linkMade', record);
		else if (oldTitle !== titled.title) this.note(entry, 'linkRenamed', record, { oldTitle });
		return record;
	}

	private note(entry: AnyEntry, what: string, record: ShareRecord, more = {}): void {
		const kind = this.store.roomOf(entry) === entry ? 'room' : entry.kind;
		this.store.journal.note(this.caller.id, `${kind}.${what}`, {
			id: entry.id,
			linkId: record.subject,
			title: record.link?.title,
			linkType: record.subjectType,
			access: record.access,
			...more,
		});
	}

	private usualAccess(entry: AnyEntry): FileShare {
		if (entry.kind === 'file') return entry.isForm ? FillForms : Read;
		return entry.room?.kind === 'form' ? FillForms : Read;
	}

	private primaryOf(entry: AnyEntry): ShareRecord | undefined {
		return this.linksOf(entry, [SubjectType.primaryExternalLink])[0];
	}

	/** The primary one first. */
	private externalOf(entry: AnyEntry): ShareRecord[] {
		const others = this.linksOf(entry, [SubjectType.externalLink]);
		return [...this.linksOf(entry, [SubjectType.primaryExternalLink]), ...others];
	}

	private linksOf(entry: AnyEntry, types: SubjectType[]): ShareRecord[] {
		return this.store.sharesOf(entry).filter(({ subjectType }) => types.includes(subjectType));
	}

	private roomOf(entry: AnyEntry): Room {
		const room = this.store.roomOf(entry);
		return { kind: room?.room?.kind, isItself: room === entry };
	}
}

/** An entry whose links are asked for; its absence answers 404. */
export function required<T>(entry: T | undefined): T {
	if (entry === undefined) throw notFound('Item not found');
	return entry;
}

/** What a link to an entry may give (docspace-api.md 14.11, 16.6). */
function linkRolesOf(entry: AnyEntry, { kind, isItself }: Room): FileShare[] {
	if (entry.kind === 'file') return linkRolesOfFile(entry.title, entry.isForm);
	if (!isItself) return [Editing, Review, Comment, Read];
	if (kind === 'form') return [FillForms, Read];
	return kind === 'custom' || kind === 'public' ? [Editing, Review, Comment, FillForms, Read] : [];
}

/** By what its editor can do. */
export function linkRolesOfFile(title: string, isForm: boolean): FileShare[] {
	if (isForm) return [Editing, FillForms];
	switch (extensionOf(title)) {
		case '.docx':
			return [Editing, Review, Comment, Read];
		case '.xlsx':
		case '.pptx':
		case '.pdf':
			return [Editing, Comment, Read];
		default:
			return [Read];
	}
}

/** Those of members whom everybody may be; into Public rooms viewers too (docspace-api.md 16.6). */
function invitationRoles(kind: RoomKind | undefined): FileShare[] {
	const roles = ROLES_IN[kind ?? 'custom'].filter((role) => role !== FileShare.RoomManager);
	return kind === 'public' ? [...roles, Read] : roles;
}

function readLinkId(body: Body): string | undefined {
	const linkId = body.get('linkId');
	if (linkId === undefined || linkId === null) return undefined;
	if (!isGuid(linkId)) throw body.wrongType('linkId');
	return linkId.toLowerCase();
}

function readMoment(body: Body): number | undefined {
	const text = body.text('expirationDate');
	if (text === undefined || text === '') return undefined;
	const moment = Date.parse(text);
	if (Number.isNaN(moment)) throw body.wrongType('expirationDate');
	return moment;
}

const roleNotAvailable = () => invalidOperation('The role is not available for this user type');
const tooMany = (most: number) =>
	invalidOperation(`The maximum number of links may not exceed ${most}`);
