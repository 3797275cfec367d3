import {
	accessDenied,
	argumentNull,
	badArgument,
	invalidOperation,
	notAuthorized,
	notFound,
} from '../ground/errors';
import { type Body, isGuid, type Query } from '../ground/input';
import type { Abilities } from '../ground/versions';
import { SubjectType, UserStatus, type UserType } from '../model/enums';
import type { Store } from '../model/store';
import type { PortalUser, ShareRecord } from '../model/types';
import { isAdmin } from '../rules/rights';
import { requireSeat } from './seats';

/** Who stands in for people who are no longer there (docspace-api.md 7.5). */
export const LOST_USER_ID = '4a515a15-d4d6-4b8e-828e-e0586f18f3a3';

const userNotFound = () => notFound('The user could not be found');

/** Who was invited by address and has not registered yet is shown by the address. */
export const isNameless = ({ displayName, email }: PortalUser) => displayName === email;

/** Whether one person may see the profile of another (docspace-api.md 7.5). */
export function canView(store: Store, caller: PortalUser, other: PortalUser | undefined): boolean {
	if (other === undefined) return false;
	if (caller.id === other.id || isAdmin(caller)) return true;
	if (caller.type !== 'RoomAdmin') return false;
	return other.type !== 'Guest' || store.isRelated(caller.id, other.id);
}

/** Who has an address, written in any case. */
export function personWithAddress(store: Store, email: string): PortalUser | undefined {
	const wanted = email.trim().toLowerCase();
	return [...store.users.values()].find((user) => user.email.toLowerCase() === wanted);
}

/** Finds a person by e-mail address, exactly (docspace-api.md 7.5). */
export function personByEmail(
	store: Store,
	caller: PortalUser,
	email: string | undefined,
): PortalUser {
	if (!email?.trim()) throw badArgument("Value cannot be empty. (Parameter 'email')");
	return viewable(store, caller, personWithAddress(store, email));
}

/** Finds a person by user name, which is tried first, or by GUID (docspace-api.md 7.5). */
export function personByKey(store: Store, caller: PortalUser, key: string): PortalUser {
	const wanted = key.toLowerCase();
	const named = [...store.users.values()].find((user) => user.userName.toLowerCase() === wanted);
	return viewable(store, caller, named ?? store.users.get(wanted));
}

function viewable(store: Store, caller: PortalUser, found: PortalUser | undefined): PortalUser {
	if (found === undefined) throw userNotFound();
	if (!canView(store, caller, found)) throw accessDenied();
	return found;
}

const AREA = { all: 0, people: 1, guests: 2 };
/** In the order of their numbers, from 1. */
export const NUMBERED_TYPES: UserType[] = ['RoomAdmin', 'Guest', 'DocSpaceAdmin', 'User'];
const STATUS = { active: 1, terminated: 2, pending: 4, default: 5, all: 7 };

function isOfType(user: PortalUser, type: string): boolean {
	return type === 'DocSpaceAdmin' ? isAdmin(user) : user.type === type;
}

function wordsMatch(user: PortalUser, text: string, separator: string): boolean {
	const [firstName = '', ...rest] = user.displayName.toLowerCase().split(' ');
	const fields = [firstName, rest.join(' '), user.email.toLowerCase()];
	const contained = (word: string) => fields.some((field) => field.includes(word));
	const processed = text.toLowerCase().trim();
	return separator === ''
		? processed.split(' ').every(contained)
		: processed.split(separator).some(contained);
}

function sortField(user: PortalUser, sortBy: string): string | number {
	const [firstName = '', ...rest] = user.displayName.split(' ');
	switch (sortBy.toLowerCase()) {
		case 'lastname':
			return rest.join(' ');
		case 'email':
			return user.email;
		case 'registrationdate':
			return user.registered;
		case 'createdby':
			return user.createdBy;
		case 'type':
			return user.type;
		default:
			return firstName;
	}
}

/** People of the portal, filtered; substring search, so an address must be compared again (T51). */
export function filterPeople(
	store: Store,
	caller: PortalUser,
	query: Query,
): { people: PortalUser[]; total: number } {
	if (caller.type === 'Guest' || caller.type === 'User') throw accessDenied();
	const count = query.pageSize();
	const matching = [...store.users.values()].filter((user) => passes(store, caller, user, query));
	const sortBy = query.text('sortBy') ?? 'FirstName';
	const descending = query.text('sortOrder')?.toLowerCase().startsWith('desc') === true;
	const sign = descending || query.text('sortOrder') === '1' ? -1 : 1;
	matching.sort((a, b) => {
		const [left, right] = [sortField(a, sortBy), sortField(b, sortBy)];
		return left < right ? -sign : left > right ? sign : 0;
	});
	const start = query.whole('startIndex') ?? 0;
	return { people: matching.slice(start, start + count), total: matching.length };
}

function passes(store: Store, caller: PortalUser, user: PortalUser, query: Query): boolean {
	const area = query.oneOf('area', AREA) ?? AREA.all;
	const isGuest = user.type === 'Guest';
	if (area === AREA.guests && !isGuest) return false;
	if (area === AREA.people && isGuest) return false;
	// A room admin sees the guests of their own list only (docspace-api.md 7.5).
	if (isGuest && !isAdmin(caller) && !store.isRelated(caller.id, user.id)) return false;
	const types = [query.text('employeeType') ?? '', ...query.all('employeeTypes')].filter(
		(type) => type !== '' && type.toLowerCase() !== 'all',
	);
	if (types.length > 0 && !types.some((type) => isOfType(user, typeNamed(type)))) return false;
	const status = query.oneOf('employeeStatus', STATUS);
	if (status !== undefined && (user.status & status) === 0) return false;
	if (query.flag('isAdministrator') === true && !isAdmin(user)) return false;
	if (!invitedAsAsked(caller, user, query)) return false;
	const text = query.text('filterValue') ?? '';
	return text === '' || wordsMatch(user, text, query.text('filterSeparator') ?? '');
}

/** invitedByMe and inviterId look at who created the account (UserQueryHelper.cs:38). */
function invitedAsAsked(caller: PortalUser, user: PortalUser, query: Query): boolean {
	if (query.flag('invitedByMe') === true) return user.createdBy === caller.id;
	const inviter = query.guid('inviterId');
	return inviter === undefined || user.createdBy === inviter;
}

function typeNamed(text: string): string {
	const named = NUMBERED_TYPES.find((type) => type.toLowerCase() === text.toLowerCase());
	return named ?? NUMBERED_TYPES[Number(text) - 1] ?? text;
}

/** GUIDs of a body's `userIds`; a number among them is refused by model binding (T46). */
export function readUserIds(body: Body): string[] | undefined {
	return body.list('userIds')?.map((id) => {
		if (!isGuid(id)) throw body.wrongType('userIds');
		return id.toLowerCase();
	});
}

/** Ends what the caller gave to guests; no profile is deleted (docspace-api.md 7.1). */
export function deleteGuests(
	store: Store,
	caller: PortalUser,
	ids: string[] | undefined,
	abilities: Abilities,
): void {
	if (ids === undefined) throw argumentNull('UserIds');
	const mayDelete = abilities.strictGuestDeletion
		? isAdmin(caller) || caller.type === 'RoomAdmin'
		: caller.type === 'RoomAdmin';
	if (!mayDelete) throw accessDenied();
	const eligible = ids.filter((id) => {
		const user = store.users.get(id);
		return (
			user?.type === 'Guest' &&
			user.status !== UserStatus.terminated &&
			store.isRelated(caller.id, id)
		);
	});
	// All or nothing since 3.7.1; before, the others were skipped without a word (docspace-api.md 7.1).
	if (abilities.strictGuestDeletion && eligible.length < ids.length) throw accessDenied();
	for (const id of eligible) endRelation(store, caller.id, id);
}

function endRelation(store: Store, callerId: string, guestId: string): void {
	store.relations.get(callerId)?.delete(guestId);
	store.journal.note(callerId, 'guest.relationRemoved', { guestId });
	const removed = store.removeShares(
		({ subject, owner, subjectType }) =>
			subject === guestId && owner === callerId && subjectType === SubjectType.user,
	);
	for (const { entryId } of removed) {
		store.journal.note(callerId, 'share.removed', { entryId, subject: guestId });
	}
}

/** Enables or disables accounts (docspace-api.md 7.4). */
export function setStatus(
	store: Store,
	caller: PortalUser,
	status: number | undefined,
	ids: string[],
): PortalUser[] {
	if (status !== UserStatus.active && status !== UserStatus.terminated) {
		throw badArgument('Unsupported employee status');
	}
	if (!isAdmin(caller)) throw notAuthorized();
	const users = ids.flatMap((id) => store.users.get(id) ?? []);
	// Somebody unknown is refused like one who may not be touched (docspace-api.md 7.4).
	if (users.length < ids.length) throw accessDenied();
	for (const user of users) {
		const isProtected = user.type === 'Owner' || user.id === caller.id || user.isLDAP === true;
		if (isProtected || (isAdmin(user) && caller.type !== 'Owner')) throw accessDenied();
	}
	if (status === UserStatus.active) for (const user of users) requireSeat(store, user, user.type);
	for (const user of users) {
		// Who never registered is invited again (docspace-api.md 17.4).
		const isBack = status === UserStatus.active && isNameless(user);
		user.status = isBack ? UserStatus.pending : status;
		const what = status === UserStatus.terminated ? 'user.disabled' : 'user.enabled';
		store.journal.note(caller.id, what, { id: user.id });
	}
	return users;
}

/** Deletes a disabled account with all its shares (docspace-api.md 7.4). */
export function deletePerson(store: Store, caller: PortalUser, key: string): PortalUser {
	if (!isAdmin(caller)) throw accessDenied();
	const wanted = key.toLowerCase();
	const user =
		[...store.users.values()].find(({ userName }) => userName.toLowerCase() === wanted) ??
		store.users.get(wanted);
	if (user === undefined) throw userNotFound();
	requireSuspended(user);
	if (!mayDelete(caller, user)) throw accessDenied();
	removePerson(store, caller, user);
	return user;
}

/** Deletes several disabled accounts; who is unknown is left out, and who may not be deleted only stays (docspace-api.md 17.4). */
export function deletePeople(store: Store, caller: PortalUser, ids: string[]): PortalUser[] {
	if (!isAdmin(caller)) throw accessDenied();
	const users = ids.flatMap((id) => store.users.get(id) ?? []);
	users.forEach(requireSuspended);
	for (const user of users) if (mayDelete(caller, user)) removePerson(store, caller, user);
	return users;
}

function requireSuspended({ status }: PortalUser): void {
	if (status !== UserStatus.terminated) throw invalidOperation('The user is not suspended');
}

function mayDelete(caller: PortalUser, user: PortalUser): boolean {
	return !isAdmin(user) || caller.type === 'Owner';
}

/** Takes an account away with all its shares; without the identity service, of guests only (docspace-api.md 17.4). */
export function removePerson(store: Store, caller: PortalUser, user: PortalUser): void {
	const { id, email, type } = user;
	if (type !== 'Guest' && !store.settings.identityService)
		throw invalidOperation('Nothing answers');
	let removed: ShareRecord[] = [];
	store.journal.noteRemoval(caller.id, 'user.deleted', { id, email }, () => {
		store.users.delete(id);
		for (const guests of store.relations.values()) guests.delete(id);
		removed = store.removeShares(({ subject }) => subject === id);
	});
	for (const { entryId } of removed) {
		store.journal.note(caller.id, 'share.removed', { entryId, subject: user.id });
	}
}
