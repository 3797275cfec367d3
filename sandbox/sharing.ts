import { FileShare, FolderType, SubjectType, UserStatus } from './enums';
import { accessDenied, folderNotFound, invalidOperation, notFound } from './errors';
import { type Body, isGuid, isObject } from './input';
import type { Folder, PortalUser, ShareRecord } from './model';
import { canView } from './people';
import type { Rights } from './rights';
import type { Store } from './store';

interface Invitation {
	id: string;
	email: string;
	access: FileShare;
}

/** What PUT share answers before its members are shaped. */
export interface ShareChange {
	blockedByRoles: boolean;
	subjects: string[];
}

const SHARE_FILTER = {
	userOrGroup: 0,
	invitationLink: 1,
	externalLink: 2,
	additionalExternalLink: 4,
	primaryExternalLink: 8,
	user: 16,
	group: 32,
};
export { SHARE_FILTER };

function isFileShare(value: number): value is FileShare {
	return Object.values(FileShare).some((known) => known === value);
}

/** An unknown name silently means None, which takes the access away (docspace-api.md 1.4, T49). */
function readAccess(value: unknown): FileShare {
	if (typeof value === 'number') return isFileShare(value) ? value : FileShare.None;
	const named = Object.entries(FileShare).find(([name]) => name === value);
	return named?.[1] ?? FileShare.None;
}

function readInvitations(body: Body): Invitation[] {
	return (body.list('invitations') ?? []).filter(isObject).map((member) => {
		const { id, email, access } = member;
		if (id !== undefined && id !== null && !isGuid(id)) throw body.wrongType('invitations[0].id');
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
	const invitations = readInvitations(body);
	// Unknown keys leave nothing to do, and the answer is a success all the same (T48).
	if (invitations.length === 0) return { blockedByRoles: false, subjects: [] };
	if (room === undefined) throw folderNotFound();
	if (!rights.can('Read', room)) throw invalidOperation('You cannot view this folder');
	if (!body.flag('force') && rolesBlock(store, room, invitations)) {
		return { blockedByRoles: true, subjects: [] };
	}
	const admitted = invitations
		.map((invitation) => ({ ...invitation, id: personInvited(store, caller, invitation) }))
		.filter(({ id, access }) => isAdmitted(store, caller, room, id, access));
	if (caller.type === 'Guest' || !rights.can('EditAccess', room)) throw accessDenied();
	for (const { id, access } of admitted) applyAccess(store, caller, room, id, access);
	return { blockedByRoles: false, subjects: invitations.map(({ id }) => id) };
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
	id: string,
	access: FileShare,
): boolean {
	const isMember = store.sharesOf(room).some(({ subject }) => subject === id);
	if (room.createdBy === caller.id && (access === FileShare.None || isMember)) return true;
	return canView(store, caller, store.users.get(id));
}

/** Inviting by address relates the guest to the caller (docspace-api.md 7.1). */
function personInvited(store: Store, caller: PortalUser, invitation: Invitation): string {
	if (invitation.id !== '' || invitation.email === '') return invitation.id;
	const email = invitation.email.toLowerCase();
	const known = [...store.users.values()].find((user) => user.email.toLowerCase() === email);
	if (known !== undefined) {
		if (known.type === 'Guest') store.relate(caller.id, known.id);
		return known.id;
	}
	const guest = store.addUser({
		id: store.random.guid(),
		displayName: invitation.email,
		userName: invitation.email.split('@')[0] ?? invitation.email,
		email: invitation.email,
		type: 'Guest',
		status: UserStatus.pending,
		createdBy: caller.id,
		registered: store.stamp(),
		sortBy: 'DateAndTime',
		sortDescending: true,
	});
	store.relate(caller.id, guest.id);
	return guest.id;
}

function applyAccess(
	store: Store,
	caller: PortalUser,
	room: Folder,
	subject: string,
	access: FileShare,
): void {
	if (subject === room.createdBy) return;
	if (access !== FileShare.None) {
		store.setShare(room, subject, access, caller.id);
		store.touch(room);
		store.journal.note(caller.id, 'share.set', { entryId: room.id, subject, access });
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

/** Share records of a room that a filter asks for; the owner is no record (docspace-api.md 7.3). */
export function sharesListed(
	store: Store,
	rights: Rights,
	room: Folder | undefined,
	filterType: number,
): { mayList: boolean; withOwner: boolean; records: ShareRecord[] } {
	if (room === undefined) throw notFound('The required folder was not found');
	const asksForPeople = [SHARE_FILTER.userOrGroup, SHARE_FILTER.user, SHARE_FILTER.group].includes(
		filterType,
	);
	const asksForPrimary = filterType === SHARE_FILTER.primaryExternalLink;
	// Without the right to look the list is simply empty (FileSharing.cs:720).
	const mayList =
		rights.can('Read', room) && (asksForPeople || asksForPrimary || rights.can('EditAccess', room));
	const wanted = (record: ShareRecord) => {
		if (filterType === SHARE_FILTER.group) return false;
		if (asksForPeople) return record.subjectType === SubjectType.user;
		if (asksForPrimary) return record.subjectType === SubjectType.primaryExternalLink;
		if (filterType === SHARE_FILTER.additionalExternalLink) {
			return record.subjectType === SubjectType.externalLink;
		}
		return filterType === SHARE_FILTER.externalLink && record.subjectType !== SubjectType.user;
	};
	return {
		mayList,
		withOwner: asksForPeople && filterType !== SHARE_FILTER.group,
		records: store.sharesOf(room).filter(wanted),
	};
}
