import type { IDataObject } from 'n8n-workflow';

import { readSharedRoom } from '../content/rooms';
import { asDocSpaceError, DocSpaceError } from '../errors';
import type { PortalClient } from '../http/client';
import type { Picked, RoomId } from '../ids';
import {
	endAccessOfOne,
	foreseeEndOfAccess,
	type AccessOrder,
	type EndOfAccess,
} from './endAccess';
import { guestsAmong, readMembers } from './members';
import type { NamedPerson } from './people';

/** Whose access ends once a room is empty, and how far. */
export interface RoomAccessOrder
	extends Pick<AccessOrder, 'level' | 'ifOtherRooms' | 'treatAsGone'> {
	room: Picked<RoomId>;
	/** The one guest whose access ends; undefined for all guests of the room. */
	guest?: NamedPerson;
}

/** What `endAccessOfGuests` would come to, with one entry for each guest. Throws as `foreseeEndOfAccess`. */
export async function foreseeEndOfAccessOfGuests(
	portal: PortalClient,
	order: RoomAccessOrder,
): Promise<EndOfAccess[]> {
	const entries: EndOfAccess[] = [];
	for (const one of await ordersFor(portal, order)) {
		entries.push(await foreseeEndOfAccess(portal, one));
	}
	return entries;
}

/**
 * Ends the access of the guests as `endAccessOfOne` does, with one entry for each. One that cannot be ended
 * keeps nobody else's open: all are tried, then it throws `DocSpaceError` with the entries as `guests`.
 */
export async function endAccessOfGuests(
	portal: PortalClient,
	order: RoomAccessOrder,
): Promise<EndOfAccess[]> {
	const ended: EndOfAccess[] = [];
	const notEnded: IDataObject[] = [];
	let problem: DocSpaceError | undefined;
	for (const one of await ordersFor(portal, order)) {
		const end = await endAccessOfOne(portal, one).catch(asDocSpaceError);
		if (end instanceof DocSpaceError) {
			problem ??= end;
			const error = end.message;
			notEnded.push({ ...one.guest.reference, deleted: false, alreadyGone: false, error });
		} else ended.push(end);
	}
	if (!problem) return ended;
	const result = { ...problem.result, guests: [...ended, ...notEnded] };
	throw new DocSpaceError(problem.message, problem.remedy, result, problem.httpStatus);
}

/**
 * Whether the one guest who was named is not in the room while others are: perhaps the wrong one was named, and
 * those who should have lost their access still have it.
 */
export function namesNobodyInRoom(
	order: RoomAccessOrder | undefined,
	entries: EndOfAccess[],
): boolean {
	if (!order?.guest) return false;
	return entries.some(
		({ id, deleted, guestsInRoom }) =>
			!deleted && guestsInRoom.length > 0 && guestsInRoom.every((guest) => guest.id !== id),
	);
}

async function ordersFor(
	portal: PortalClient,
	{ room, guest, ...terms }: RoomAccessOrder,
): Promise<AccessOrder[]> {
	const guests = guest ? [guest] : await guestsIn(portal, room);
	return guests.map((one) => ({ ...terms, guest: one, onlyIfEmpty: room }));
}

async function guestsIn(portal: PortalClient, picked: Picked<RoomId>): Promise<NamedPerson[]> {
	const room = await readSharedRoom(portal, picked);
	const guests = guestsAmong(await readMembers(portal, room.id));
	return guests.map(({ id }) => ({ reference: { id }, field: picked.field }));
}
