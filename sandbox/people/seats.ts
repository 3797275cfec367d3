import { overQuota } from '../ground/errors';
import { UserStatus, type UserType } from '../model/enums';
import type { Store } from '../model/store';
import type { PortalUser } from '../model/types';

const RANKS: UserType[] = ['Guest', 'User', 'RoomAdmin', 'DocSpaceAdmin', 'Owner'];

/** Who may more has the higher rank. */
export const rankOf = (type: UserType) => RANKS.indexOf(type);

/** Types that take a paid seat (docspace-api.md 17.2). */
const takesSeat = (type: UserType) => rankOf(type) >= rankOf('RoomAdmin');

/** Throws where no seat is paid for that somebody, or a newcomer, needs as that type (docspace-api.md 17.2). */
export function requireSeat(store: Store, person: PortalUser | undefined, type: UserType): void {
	const { paidSeats } = store.settings;
	const isSeated = (user: PortalUser) =>
		takesSeat(user.type) && user.status !== UserStatus.terminated;
	if (paidSeats === 0 || !takesSeat(type) || (person && isSeated(person))) return;
	const taken = [...store.users.values()].filter(isSeated).length;
	if (taken >= paidSeats) throw overQuota('No paid seat is left');
}
