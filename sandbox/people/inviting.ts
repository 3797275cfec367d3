import { accessDenied, badArgument, nullReference, ValidationProblem } from '../ground/errors';
import { type Body, isObject } from '../ground/input';
import { UserStatus, type UserType } from '../model/enums';
import type { Store } from '../model/store';
import type { PortalUser } from '../model/types';
import { isAdmin } from '../rules/rights';
import { canView, NUMBERED_TYPES, personWithAddress } from './people';
import { rankOf, requireSeat } from './seats';

interface Invitation {
	email: string;
	type: UserType;
}

/** Without a type, somebody becomes a Room admin (docspace-api.md 17.2). */
const TYPE_OF_ALL: UserType = 'RoomAdmin';

function typeOf(value: unknown, at: number): UserType {
	if (value === undefined || value === 0) return TYPE_OF_ALL;
	const numbered = typeof value === 'number' ? NUMBERED_TYPES[value - 1] : undefined;
	const type = numbered ?? NUMBERED_TYPES.find((name) => name === value);
	if (type !== undefined) return type;
	const path = `$.invitations[${at}].type`;
	throw new ValidationProblem({
		[path]: [`The JSON value could not be converted. Path: ${path}.`],
	});
}

/** One bad address or type anywhere, and nobody is invited. */
function readInvitations(body: Body): Invitation[] {
	return (body.list('invitations') ?? []).filter(isObject).map(({ email, type }, at) => {
		if (typeof email !== 'string' || !email.includes('@')) {
			throw new ValidationProblem({ [`Invitations[${at}].Email`]: ['This is no e-mail address.'] });
		}
		return { email, type: typeOf(type, at) };
	});
}

/**
 * Invites people one after the other, so that what comes before a refusal stays, and answers everybody who has not
 * registered so far. Who has an account gets no mail, but is raised to a higher type (docspace-api.md 17.2).
 */
export function invitePeople(store: Store, caller: PortalUser, body: Body): PortalUser[] {
	const invitations = readInvitations(body);
	const isLetIn = isAdmin(caller) || caller.type === 'RoomAdmin';
	if (!isLetIn || !store.settings.allowInvitingMembers) throw accessDenied();
	for (const { email, type } of invitations) {
		requireSeat(store, personWithAddress(store, email), type);
	}
	for (const { email, type } of invitations) inviteOne(store, caller, email, type);
	return [...store.users.values()].filter(
		(user) => user.status === UserStatus.pending && canView(store, caller, user),
	);
}

function inviteOne(store: Store, caller: PortalUser, email: string, type: UserType): void {
	if (!mayInvite(caller, type)) throw accessDenied();
	const known = personWithAddress(store, email);
	if (known === undefined) {
		const { id } = store.addUser({
			displayName: email,
			email,
			type,
			status: UserStatus.pending,
			createdBy: caller.id,
		});
		store.journal.note(caller.id, 'user.invited', { id, email });
		store.journal.note(caller.id, 'mail.invitation', { email });
		return;
	}
	if (known.status === UserStatus.terminated) throw badArgument(`${email} is disabled`);
	if (rankOf(known.type) >= rankOf(type)) return;
	known.type = type;
	store.journal.note(caller.id, 'user.typeChanged', { id: known.id, type });
}

/** Guests are invited to rooms only. */
function mayInvite(caller: PortalUser, type: UserType): boolean {
	if (type === 'Guest') return false;
	if (type === 'DocSpaceAdmin') return caller.type === 'Owner';
	return type === 'User' || isAdmin(caller);
}

/** Sends the invitation again to those who have not registered, and answers all who were asked for (docspace-api.md 17.2). */
export function inviteAgain(store: Store, caller: PortalUser, ids: string[]): PortalUser[] {
	if (!isAdmin(caller) && caller.type !== 'RoomAdmin') throw accessDenied();
	return ids.map((id) => {
		const user = store.users.get(id);
		if (user === undefined) throw nullReference();
		if (user.status === UserStatus.pending) {
			store.journal.note(caller.id, 'mail.invitation', { email: user.email });
		}
		return user;
	});
}
