import {
	accessDenied,
	folderNotFound,
	invalidOperation,
	notFound,
	ValidationProblem,
} from '../ground/errors';
import { type Body, isGuid, isObject } from '../ground/input';
import {
	FileShare,
	FolderType,
	isOfPeople,
	type RoomKind,
	SubjectType,
	UserStatus,
} from '../model/enums';
import type { Store } from '../model/store';
import type { Folder, PortalUser, ShareRecord } from '../model/types';
import { isAdmin, type Rights } from '../rules/rights';
import { canView } from './people';

interface Invitation {
	id: string;
	email: string;
	access: FileShare;
}

/** What PUT share answers before its members are shaped. */
export interface ShareChange {
	blockedByRoles: boolean;
	/** What those have now who were asked for by id; who is unknown has what was asked for (docspace-api.md 16.6). */
	members: ShareRecord[];
}

const SHARE_FILTER = {
	userOrGroup: 0,
	invitationLink: 1,
	externalLink: 2,
	additionalExternalLink: 4,
	primaryExternalLink: 8,
	link: 15,
	user: 16,
	group: 32,
};
export { SHARE_FILTER };

const EXTERNAL_LINKS = [SubjectType.externalLink, SubjectType.primaryExternalLink];
const TYPES_LISTED: Record<number, SubjectType[]> = {
	[SHARE_FILTER.userOrGroup]: [SubjectType.user, SubjectType.group],
	[SHARE_FILTER.invitationLink]: [SubjectType.invitationLink],
	[SHARE_FILTER.externalLink]: EXTERNAL_LINKS,
	[SHARE_FILTER.additionalExternalLink]: [SubjectType.externalLink],
	[SHARE_FILTER.primaryExternalLink]: [SubjectType.primaryExternalLink],
	[SHARE_FILTER.link]: [SubjectType.invitationLink, ...EXTERNAL_LINKS],
	[SHARE_FILTER.user]: [SubjectType.user],
	[SHARE_FILTER.group]: [SubjectType.group],
};

function isFileShare(value: number): value is FileShare {
	return Object.values(FileShare).some((known) => known === value);
}

/** An unknown name silently means None, which takes the access away (docspace-api.md 1.4, T49). */
export function readAccess(value: unknown): FileShare {
	const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
	if (typeof number === 'number') return isFileShare(number) ? number : FileShare.None;
	const named = Object.entries(FileShare).find(([name]) => name === value);
	return named?.[1] ?? FileShare.None;
}

function readInvitations(body: Body, most: number): Invitation[] {
	const invitations = (body.list('invitations') ?? []).filter(isObject);
	if (most > 0 && invitations.length > most) {
		throw new ValidationProblem({ Invitations: [`At most ${most} people may be invited.`] });
	}
	return invitations.map((member) => {
		const { id, email, access } = member;
		if (id !== undefined && id !== null && !isGuid(id)) throw body.wrongType('invitations[0].id');
		if (typeof email === 'string' && !email.includes('@')) {
			const message = 'The Email field is not a valid e-mail address.';
			throw new ValidationProblem({ 'RoomInvitation.Invitations[0].Email': [message] });
		}
		return {
			id: typeof id === 'string' ? id.toLowerCase() : '',
			email: typeof email === 'string' ? email : '',
			access: readAccess(access),
		};
	});
}

/** Changes who has access to a room (docspace-api.md 7.2). */
export function changeShare(
	store: Store,
	rights: Rights,
	caller: PortalUser,
	room: Folder | undefined,
	body: Body,
): ShareChange {
	const invitations = readInvitations(body, store.settings.maxInvitations);
	// Unknown keys leave nothing to do, and the answer is a success all the same (T48).
	if (invitations.length === 0) return { blockedByRoles: false, members: [] };
	if (room === undefined) throw folderNotFound();
	if (!rights.can('Read', room)) throw invalidOperation('You cannot view this folder');
	if (!body.flag('force') && rolesBlock(store, room, invitations)) {
		return { blockedByRoles: true, members: [] };
	}
	const admitted = invitations.filter((one) => isAdmitted(store, caller, room, one));
	const leaves = ({ id, access }: Invitation) => id === caller.id && access === FileShare.None;
	const mayEdit = caller.type !== 'Guest' && rights.can('EditAccess', room);
	if (!mayEdit && !admitted.every(leaves)) throw accessDenied();
	requireGuestsMayCome(store, invitations);
	const mails: Mails = { isAsked: body.flag('notify'), message: body.text('message') ?? '' };
	// One after the other: what comes before a refusal stays (docspace-api.md 16.6).
	for (const invitation of admitted) {
		checkRole(store, room, invitation);
		applyAccess(store, caller, room, invitation, mails);
	}
	const members = invitations.flatMap((invitation): ShareRecord[] => {
		const record = store.sharesOf(room).find(({ subject }) => subject === invitation.id);
		if (record !== undefined) return [record];
		return admitted.includes(invitation) ? phantomOf(store, caller, room, invitation) : [];
	});
	return { blockedByRoles: false, members };
}

/** Who has no account, or a guest's, may be kept from being invited by address (docspace-api.md 16.6). */
function requireGuestsMayCome(store: Store, invitations: Invitation[]): void {
	if (store.settings.guestInvitations) return;
	const isGuest = ({ email }: Invitation) =>
		email !== '' && (personByAddress(store, email)?.type ?? 'Guest') === 'Guest';
	if (invitations.some(isGuest)) throw accessDenied();
}

/** The answer shows somebody unknown as a member, who is none (docspace-api.md 16.6). */
function phantomOf(
	store: Store,
	caller: PortalUser,
	room: Folder,
	{ id: subject, access }: Invitation,
): ShareRecord[] {
	if (subject === '' || access === FileShare.None || store.users.has(subject)) return [];
	const subjectType = SubjectType.user;
	const owner = caller.id;
	return [{ entryKind: 'folder', entryId: room.id, subject, subjectType, access, owner }];
}

/** Roles that people may have in a room of each kind; RoomManager is not for all of them (docspace-api.md 16.6). */
export const ROLES_IN: Record<RoomKind, FileShare[]> = {
	custom: [
		FileShare.RoomManager,
		FileShare.ContentCreator,
		FileShare.Editing,
		FileShare.Review,
		FileShare.Comment,
		FileShare.Read,
	],
	collaboration: [
		FileShare.RoomManager,
		FileShare.ContentCreator,
		FileShare.Editing,
		FileShare.Read,
	],
	public: [FileShare.RoomManager, FileShare.ContentCreator],
	form: [FileShare.RoomManager, FileShare.ContentCreator, FileShare.FillForms],
	virtualData: [
		FileShare.RoomManager,
		FileShare.ContentCreator,
		FileShare.Editing,
		FileShare.Read,
		FileShare.FillForms,
	],
	ai: [FileShare.RoomManager, FileShare.ContentCreator, FileShare.Read],
};

/** Who is invited by address counts as a guest here, whoever it is (docspace-api.md 16.6). */
function checkRole(store: Store, room: Folder, { id, email, access }: Invitation): void {
	if (access === FileShare.None) return;
	const type = email === '' ? store.users.get(id)?.type : 'Guest';
	const kind = room.room?.kind ?? 'custom';
	const isForAdmins =
		access === FileShare.RoomManager || (kind === 'ai' && access === FileShare.ContentCreator);
	const isNeverManager = type === 'User' || store.groups.has(id);
	const isTooMuch =
		(type === 'Guest' && isForAdmins) || (isNeverManager && access === FileShare.RoomManager);
	if (isTooMuch || !ROLES_IN[kind].includes(access)) {
		throw invalidOperation('The role is not available for this user type');
	}
}

/** A member of a VDR who holds roles in forms is removed only by force (docspace-api.md 7.2). */
function rolesBlock(store: Store, room: Folder, invitations: Invitation[]): boolean {
	if (room.type !== FolderType.virtualDataRoom) return false;
	const holders = store.formRoles.get(room.id);
	return invitations.some(
		({ id, access }) => access === FileShare.None && holders?.has(id) === true,
	);
}

/** Invitations for people whom the caller may not see are dropped without a word (docspace-api.md 7.2, T50). */
function isAdmitted(
	store: Store,
	caller: PortalUser,
	room: Folder,
	{ id, email, access }: Invitation,
): boolean {
	if (email !== '' || id === caller.id) return true;
	if (store.groups.has(id) || (isAdmin(caller) && !store.users.has(id))) return true;
	const isMember = store.sharesOf(room).some(({ subject }) => subject === id);
	if (room.createdBy === caller.id && (access === FileShare.None || isMember)) return true;
	return canView(store, caller, store.users.get(id));
}

function personByAddress(store: Store, address: string): PortalUser | undefined {
	const email = address.toLowerCase();
	return [...store.users.values()].find((user) => user.email.toLowerCase() === email);
}

/** Inviting by address relates the guest to the caller; the address wins over an id (docspace-api.md 7.1, 16.6). */
function personInvited(store: Store, caller: PortalUser, invitation: Invitation): string {
	if (invitation.email === '') return invitation.id;
	const known = personByAddress(store, invitation.email);
	if (known !== undefined) {
		if (known.type === 'Guest') store.relate(caller.id, known.id);
		return known.id;
	}
	const guest = store.addUser({
		displayName: invitation.email,
		email: invitation.email,
		type: 'Guest',
		status: UserStatus.pending,
		createdBy: caller.id,
	});
	store.relate(caller.id, guest.id);
	return guest.id;
}

function isDisabled({ status }: PortalUser): boolean {
	return status === UserStatus.terminated;
}

/** Whether mails are asked for, and what is to stand in them. */
interface Mails {
	isAsked: boolean;
	message: string;
}

function applyAccess(
	store: Store,
	caller: PortalUser,
	room: Folder,
	invitation: Invitation,
	mails: Mails,
): void {
	const { access } = invitation;
	const subject = personInvited(store, caller, invitation);
	const user = store.users.get(subject);
	// Who is unknown or disabled is left out without a word (docspace-api.md 16.6).
	const isLeftOut = user === undefined ? !store.groups.has(subject) : isDisabled(user);
	if (isLeftOut && access !== FileShare.None) return;
	if (access !== FileShare.None) {
		// Who has the role already is passed over, without a mail (docspace-api.md 16.6).
		if (store.sharesOf(room).find((one) => one.subject === subject)?.access === access) return;
		store.setShare(room, subject, access, caller.id);
		store.touch(room);
		store.journal.note(caller.id, 'share.set', { entryId: room.id, subject, access });
		// Who has not registered yet is written to in any case (docspace-api.md 16.6).
		if (user !== undefined && (mails.isAsked || user.status === UserStatus.pending)) {
			const { email: to } = user;
			store.journal.note(caller.id, 'mail.sent', { to, about: room.id, message: mails.message });
		}
		return;
	}
	const removed = store.removeShares(
		(record) =>
			record.entryKind === 'folder' && record.entryId === room.id && record.subject === subject,
	);
	if (removed.length > 0) {
		store.journal.note(caller.id, 'share.removed', { entryId: room.id, subject });
	}
}

/** Members come with the greatest rights first (docspace-api.md 7.3). */
const RANKS: FileShare[] = [
	FileShare.RoomManager,
	FileShare.ContentCreator,
	FileShare.Editing,
	FileShare.Review,
	FileShare.Comment,
	FileShare.FillForms,
];
function rankOf({ access }: ShareRecord): number {
	const rank = RANKS.indexOf(access);
	return rank < 0 ? RANKS.length : rank;
}

function byName(store: Store, a: ShareRecord, b: ShareRecord): number {
	const nameOf = ({ subject }: ShareRecord) =>
		(store.users.get(subject)?.displayName ?? store.groups.get(subject)?.name ?? '').toLowerCase();
	return nameOf(a) < nameOf(b) ? -1 : nameOf(a) > nameOf(b) ? 1 : 0;
}

/** Share records of a room that a filter asks for; the owner is no record (docspace-api.md 7.3). */
export function sharesListed(
	store: Store,
	rights: Rights,
	room: Folder | undefined,
	filterType: number,
): { mayList: boolean; withOwner: boolean; records: ShareRecord[] } {
	if (room === undefined) throw notFound('The required folder was not found');
	const wanted = TYPES_LISTED[filterType] ?? [];
	// Who reads an active room sees its primary link too (FileSharing.cs:1037).
	const isForReaders =
		wanted.every(isOfPeople) ||
		(filterType === SHARE_FILTER.primaryExternalLink &&
			store.rootOf(room)?.type === FolderType.rooms);
	// Without the right to look the list is simply empty (FileSharing.cs:720, T105).
	const mayList = rights.can('Read', room) && (isForReaders || rights.canReadLinks(room));
	const isPrimary = ({ subjectType }: ShareRecord) =>
		Number(subjectType === SubjectType.primaryExternalLink);
	return {
		mayList,
		withOwner: wanted.includes(SubjectType.user),
		records: store
			.sharesOf(room)
			.filter(({ subjectType }) => wanted.includes(subjectType))
			.sort((a, b) => isPrimary(b) - isPrimary(a) || rankOf(a) - rankOf(b) || byName(store, a, b)),
	};
}
