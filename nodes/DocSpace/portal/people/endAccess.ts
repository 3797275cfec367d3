import type { IDataObject } from 'n8n-workflow';

import { countFiles } from '../content/roomFiles';
import { readSharedRoom } from '../content/rooms';
import { DocSpaceError, InputError, isRefusal, quote } from '../errors';
import type { PortalClient } from '../http/client';
import { sameId, type Picked, type RoomId } from '../ids';
import { EMPLOYEE_DISABLED, type FolderDto, type PersonDto, type RoomShareDto } from '../types';
import {
	guestsAmong,
	memberIn,
	otherWaysInto,
	readMembers,
	removeFromRoom,
	requireActive,
	type RemainingAccess,
} from './members';
import {
	deleteAccount,
	findPerson,
	isReferredTo,
	kindOf,
	nameOf,
	removeFromGuestList,
	roomsSharedWith,
	type GuestReference,
} from './people';

/** How far to end a guest's access. */
export type Level =
	| { name: 'guestList' }
	| { name: 'oneRoom'; room: Picked<RoomId> }
	| { name: 'wholePortal' };

/** Whose access to end, how far, and on what condition. */
export interface AccessOrder {
	reference: GuestReference;
	level: Level;
	/** The room that must hold no file. */
	onlyIfEmpty?: Picked<RoomId>;
	treatAsGone: boolean;
}

/** What became of the guest’s access. */
interface Revoked {
	/** False when there was nothing left to end. */
	deleted: boolean;
	stillHasAccess: RemainingAccess[];
}

/**
 * Ends a guest's access as far as asked, and proves it by reading back. Nothing is sent where the guest is
 * not among the members of a room that was given. Throws `InputError` for somebody who is no guest,
 * `DocSpaceError` when the room that must be empty is not, or access could not be ended.
 */
export async function endAccess(portal: PortalClient, order: AccessOrder): Promise<IDataObject> {
	const seen = await lookFor(portal, order);
	const { guest, rooms } = seen;
	if (guest && !seen.isElsewhere) {
		return resultOf(order, seen, await revoke(portal, { guest, given: rooms[0] }, order));
	}
	await requireEmptyRoom(portal, order);
	return resultOf(order, seen, {
		deleted: false,
		stillHasAccess: await waysInto(portal, rooms[0]?.room, guest),
	});
}

/**
 * What `endAccess` would come to as things are, without ending anything. Throws `InputError` as it does,
 * so that a mistyped address is found out before anything else is done.
 */
export async function foreseeEndOfAccess(
	portal: PortalClient,
	order: AccessOrder,
): Promise<IDataObject> {
	const seen = await lookFor(portal, order);
	const { guest, rooms, isElsewhere } = seen;
	const isDisabled = guest?.status === EMPLOYEE_DISABLED && order.level.name === 'guestList';
	return resultOf(order, seen, {
		deleted: guest !== undefined && !isElsewhere && !isDisabled,
		stillHasAccess: await waysInto(portal, rooms[0]?.room, guest),
	});
}

async function waysInto(
	portal: PortalClient,
	room: FolderDto | undefined,
	guest: PersonDto | undefined,
): Promise<RemainingAccess[]> {
	return room ? await otherWaysInto(portal, room, guest?.groups) : [];
}

function resultOf(
	{ level, reference }: AccessOrder,
	{ guest, rooms }: Seen,
	{ deleted, stillHasAccess }: Revoked,
): IDataObject {
	const { id = '', email = '' }: { id?: string; email?: string } = guest ?? reference;
	return {
		id,
		email,
		deleted,
		alreadyGone: !deleted,
		level: level.name,
		guestsInRoom: guestsAmong(rooms[0]?.members ?? [])
			.filter((other) => !deleted || other.id !== guest?.id)
			.map(({ id: otherId, displayName = '', email: address = '' }) => ({
				id: otherId,
				email: address,
				displayName,
			})),
		stillHasAccess: stillHasAccess.map((access) => ({ ...access })),
	};
}

/** A room that was given, and who is in it. */
interface RoomGiven {
	picked: Picked<RoomId>;
	room: FolderDto;
	members: RoomShareDto[];
}

/** What was found of the guest before anything is ended. */
interface Seen {
	/** Undefined when nobody knows them, or they are hidden and in no room that was given. */
	guest?: PersonDto;
	/** The rooms that were given, the one without the guest first. */
	rooms: RoomGiven[];
	/** Whether a room was given without the guest in it: then the guest may be another client's. */
	isElsewhere: boolean;
}

async function lookFor(portal: PortalClient, order: AccessOrder): Promise<Seen> {
	const { reference, level, treatAsGone } = order;
	const named = 'id' in reference ? reference.id : reference.email;
	const found = await findPerson(portal, reference);
	if (found === 'absent' && !treatAsGone) {
		throw new InputError(
			'Guest',
			`names nobody: DocSpace does not know ${quote(named)}`,
			'Check the address, or choose the guest from the list. If the guest may have been deleted before, set “If Guest Is Not Found” to Treat as Gone',
		);
	}
	if (typeof found !== 'string') requireGuest(found, reference);
	if (found === 'hidden' && level.name === 'wholePortal') throw mayNotDelete(quote(named));
	const given = await Promise.all(roomsGiven(order).map(async (room) => readGiven(portal, room)));
	if (found === 'hidden' && given.length === 0) throw invitedBySomeoneElse(quote(named), []);
	// Of a guest whom the portal hides from us, the members of a room still tell whether they are in it.
	const member = given.map(({ members }) => memberIn(members, reference)).find((one) => one);
	if (member) requireGuest(member, reference);
	const guest = typeof found === 'string' ? member : found;
	const isIn = ({ members }: RoomGiven) => guest && memberIn(members, { id: guest.id });
	const without = given.filter((one) => !isIn(one));
	return {
		guest,
		rooms: [...without, ...given.filter(isIn)],
		isElsewhere: without.length > 0,
	};
}

/** Throws `InputError` for somebody who is no guest. */
function requireGuest(person: PersonDto, reference: GuestReference): void {
	if (person.isVisitor === true && isReferredTo(person, reference)) return;
	throw new InputError(
		'Guest',
		`names ${nameOf(person)}, who is not a guest but a ${kindOf(person)}`,
		'Choose a guest; this node never touches members of the portal',
	);
}

/** The rooms in which the guest must be, that of the level first. */
function roomsGiven({ level, onlyIfEmpty }: AccessOrder): Array<Picked<RoomId>> {
	const ofLevel = level.name === 'oneRoom' ? [level.room] : [];
	const isOther = onlyIfEmpty && !ofLevel.some(({ id }) => sameId(id, onlyIfEmpty.id));
	return isOther ? [...ofLevel, onlyIfEmpty] : ofLevel;
}

async function readGiven(portal: PortalClient, picked: Picked<RoomId>): Promise<RoomGiven> {
	const room = await readSharedRoom(portal, picked);
	return { picked, room, members: await readMembers(portal, room.id) };
}

/** `rooms` are those the guest is still in; none when we cannot tell. */
function invitedBySomeoneElse(
	guest: string,
	rooms: Array<Pick<FolderDto, 'title'>>,
): DocSpaceError {
	const titles = rooms.map(({ title }) => quote(title)).join(', ');
	return new DocSpaceError(
		`DocSpace does not let you end the access of ${guest}${titles && `, who is still in ${titles}`}: invited by someone else`,
		'Use the credential of whoever invited the guest (before DocSpace 3.7.1 a Room admin), or choose One Room with a credential of the room’s owner, or Whole Portal with one of a DocSpace admin. If the access was ended before, fill in “Only If Room Is Empty”: absence from that room counts as gone',
		undefined,
		403,
	);
}

function mayNotDelete(guest: string): DocSpaceError {
	return new DocSpaceError(
		`DocSpace does not let you delete the account of ${guest}`,
		'Whole Portal needs the credential of a DocSpace admin; choose Guest List or One Room otherwise',
		undefined,
		403,
	);
}

/** To be called right before the first request that takes something away. */
async function requireEmptyRoom(portal: PortalClient, { onlyIfEmpty }: AccessOrder): Promise<void> {
	if (onlyIfEmpty === undefined) return;
	const count = await countFiles(portal, onlyIfEmpty);
	if (count === 0) return;
	throw new DocSpaceError(
		`The room still holds ${count} ${count === 1 ? 'file' : 'files'}, so the guest keeps their access`,
		'Run the workflow again to move what arrived meanwhile or was left behind',
		{ filesLeft: count },
	);
}

/** A guest whose access ends, and the room that was given, if any; they are in it. */
interface Target {
	guest: PersonDto;
	given?: RoomGiven;
}

async function revoke(portal: PortalClient, target: Target, order: AccessOrder): Promise<Revoked> {
	if (order.level.name === 'wholePortal') return await revokeAccount(portal, target, order);
	const { guest, given } = target;
	if (order.level.name === 'guestList' || !given) {
		return await revokeOwnGrants(portal, target, order);
	}
	return await revokeRoom(portal, guest, given, order);
}

async function revokeOwnGrants(
	portal: PortalClient,
	{ guest, given }: Target,
	order: AccessOrder,
): Promise<Revoked> {
	// A disabled account opens nothing, and the portal refuses to take it off the list (7.1).
	if (guest.status === EMPLOYEE_DISABLED) {
		await requireEmptyRoom(portal, order);
		return { deleted: false, stillHasAccess: [] };
	}
	const before = await roomsSharedWith(portal, guest.id);
	await requireEmptyRoom(portal, order);
	const removed = await removeFromGuestList(portal, guest, before);

	const rooms = await roomsSharedWith(portal, guest.id);
	if (!removed) {
		const isGone = given && !memberIn(await readMembers(portal, given.room.id), { id: guest.id });
		if (!isGone) throw invitedBySomeoneElse(nameOf(guest), rooms);
	}
	const stillHasAccess = [
		...rooms.map(({ id, title }) => ({
			roomId: id,
			roomTitle: title,
			reason: 'still a member, probably invited by someone else',
		})),
		...(await waysInto(portal, given?.room, guest)),
	];
	return { deleted: removed, stillHasAccess };
}

async function revokeRoom(
	portal: PortalClient,
	guest: PersonDto,
	{ room, picked }: RoomGiven,
	order: AccessOrder,
): Promise<Revoked> {
	requireActive(room, picked);
	await requireEmptyRoom(portal, order);
	await removeFromRoom(portal, room, guest);
	return { deleted: true, stillHasAccess: await waysInto(portal, room, guest) };
}

async function revokeAccount(
	portal: PortalClient,
	{ guest, given }: Target,
	order: AccessOrder,
): Promise<Revoked> {
	await requireEmptyRoom(portal, order);
	await deleteAccount(portal, guest).catch((error: unknown) => {
		throw isRefusal(error, 'forbidden') ? mayNotDelete(nameOf(guest)) : error;
	});
	return { deleted: true, stillHasAccess: await waysInto(portal, given?.room, undefined) };
}
