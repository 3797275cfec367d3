import { accessDenied, badArgument, notAuthorized } from '../ground/errors';
import { UserStatus, type UserType } from '../model/enums';
import type { PersonalJob, Store } from '../model/store';
import type { PortalUser } from '../model/types';
import { isAdmin } from '../rules/rights';
import { canTakeOver, handOver, ownsRooms, startJob } from './handingOver';
import { requireSeat } from './seats';

/** Whether one may raise another to a type at once; nobody can be lowered this way (docspace-api.md 17.3). */
function mayRaise(caller: PortalUser, user: PortalUser, type: UserType): boolean {
	if (user.type === type || user.type === 'Owner' || user.id === caller.id) return false;
	if (type === 'DocSpaceAdmin') return caller.type === 'Owner';
	if (type === 'User') return user.type === 'Guest';
	if (type !== 'RoomAdmin') return false;
	return user.type === 'DocSpaceAdmin' ? caller.type === 'Owner' : true;
}

/**
 * Raises people to a type, one after the other; also a change to what somebody is already is refused. Somebody
 * unknown is passed over: undefined (docspace-api.md 17.3).
 */
export function raisePeople(
	store: Store,
	caller: PortalUser,
	type: UserType,
	ids: string[],
): Array<PortalUser | undefined> {
	if (!isAdmin(caller)) throw notAuthorized();
	return ids.map((id) => {
		const user = store.users.get(id);
		if (user === undefined) return undefined;
		if (!mayRaise(caller, user, type)) throw accessDenied();
		requireSeat(store, user, type);
		setType(store, caller, user, type);
		return user;
	});
}

function setType(store: Store, caller: PortalUser, user: PortalUser, type: UserType): void {
	if (user.type === type) return;
	user.type = type;
	if (type === 'Guest') store.relate(caller.id, user.id);
	store.journal.note(caller.id, 'user.typeChanged', { id: user.id, type });
}

/** What a lower type asks for. */
export interface Lowering {
	userId: string;
	type: UserType | undefined;
	/** Who is to have the rooms; without one, the caller. */
	reassignUserId?: string;
}

/** Makes a User or Guest of somebody, in the queue; what rooms they have goes to somebody else (docspace-api.md 17.3). */
export function lowerPerson(store: Store, caller: PortalUser, order: Lowering): PersonalJob {
	const { userId, type, reassignUserId = caller.id } = order;
	if (!isAdmin(caller)) throw notAuthorized();
	if (type !== 'User' && type !== 'Guest') throw badArgument('People cannot be lowered to that');
	const user = store.users.get(userId);
	const isOut = user === undefined || user.status === UserStatus.terminated || user === caller;
	const isTooHigh = user?.type === 'Owner' || (user?.type === 'DocSpaceAdmin' && !isOwner(caller));
	if (isOut || isTooHigh || reassignUserId === userId) throw badArgument('The type stays');
	if (!canTakeOver(store, reassignUserId)) throw badArgument('Nobody to take over');
	return startJob(store, 'UpdateUserType', userId, () => {
		handOver(store, user, reassignUserId);
		setType(store, caller, user, type);
	});
}

function isOwner({ type }: PortalUser): boolean {
	return type === 'Owner';
}

/** Whether somebody has what a lower type may not have (docspace-api.md 17.3). */
export function mustHandOver(store: Store, userId: string): boolean {
	return ownsRooms(store, userId);
}
