import type { IDataObject } from 'n8n-workflow';

import { countFiles } from '../content/roomFiles';
import { readSharedRoom, type NamedRoom } from '../content/rooms';
import { DocSpaceError, InputError, isRefusal, quote } from '../errors';
import type { PortalClient } from '../http/client';
import { sameId, type Picked, type RoomId } from '../ids';
import { EMPLOYEE_DISABLED, type FolderDto, type PersonDto, type RoomShareDto } from '../types';
import {
	guestsAmong,
	mayNotRemove,
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
	hasNoGuestList,
	isReferredTo,
	kindOf,
	nameOf,
	removeFromGuestList,
	roomsSharedWith,
	seesAllGuests,
	type GuestReference,
} from './people';

/** How far to end a guest's access. */
export type Level =
	| { name: 'guestList' }
	| { name: 'oneRoom'; room: Picked<RoomId> }
	| { name: 'wholePortal' };

/** What becomes of the guest's other rooms where one room was given. */
export type OtherRooms = 'onlyThisRoom' | 'endAll' | 'fail';

/** Whose access to end, how far, and on what condition. */
export interface AccessOrder {
	reference: GuestReference;
	level: Level;
	/** The room that must hold no file. */
	onlyIfEmpty?: Picked<RoomId>;
	ifOtherRooms: OtherRooms;
	treatAsGone: boolean;
}

/** What became of the guest's access. */
interface Revoked {
	/** False when there was nothing left to end. */
	deleted: boolean;
	endedIn: NamedRoom[];
	stillHasAccess: RemainingAccess[];
}

/**
 * Ends a guest's access as far as asked, and proves it by reading back. Nothing is sent where the guest is
 * not among the members of a room that was given. Throws `InputError` for somebody who is no guest,
 * `DocSpaceError` when the room that must be empty is not, or access could not be ended.
 */
export async function endAccess(portal: PortalClient, order: AccessOrder): Promise<IDataObject> {
	const seen = await lookFor(portal, order);
	const target = targetOf(order, seen);
	await requireEmptyRoom(portal, order);
	const revoked = target
		? await revoke(portal, order, target)
		: {
				deleted: false,
				endedIn: [],
				stillHasAccess: await waysInto(portal, seen.rooms[0]?.room, seen.guest),
			};
	return resultOf(order, seen, revoked);
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
	const target = targetOf(order, seen);
	if (target) await requireRight(portal, order, target);
	const left = target?.onlyRoom ? othersOf(seen).map(leftAlone) : [];
	return resultOf(order, seen, {
		deleted: target !== undefined,
		endedIn: target?.onlyRoom ? [target.onlyRoom.room] : target ? seen.places : [],
		stillHasAccess: [...left, ...(await waysInto(portal, seen.rooms[0]?.room, seen.guest))],
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
	{ deleted, endedIn, stillHasAccess }: Revoked,
): IDataObject {
	const { id = '', email = '' }: { id?: string; email?: string } = guest ?? reference;
	return {
		id,
		email,
		deleted,
		alreadyGone: !deleted,
		level: level.name,
		endedIn: endedIn.map(({ id: roomId, title: roomTitle }) => ({ roomId, roomTitle })),
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
	/** All rooms in which the guest has a place, as far as the credential's user sees them. */
	places: NamedRoom[];
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
	if (found === 'hidden' && level.name === 'guestList') {
		if (given.length === 0 || (await hasNoGuestList(portal))) {
			throw invitedBySomeoneElse(quote(named), []);
		}
	}
	// Of a guest whom the portal hides from us, the members of a room still tell whether they are in it.
	const member = given.map(({ members }) => memberIn(members, reference)).find((one) => one);
	if (member) requireGuest(member, reference);
	const guest = typeof found === 'string' ? member : found;
	const isIn = ({ members }: RoomGiven) => guest && memberIn(members, { id: guest.id });
	const roomsWithout = given.filter((one) => !isIn(one));
	return {
		guest,
		rooms: [...roomsWithout, ...given.filter(isIn)],
		isElsewhere: roomsWithout.length > 0,
		places: guest && roomsWithout.length === 0 ? await roomsSharedWith(portal, guest.id) : [],
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

/** A guest whose access ends. */
interface Target {
	guest: PersonDto;
	/** The room that was given, if any; they are in it. */
	given?: RoomGiven;
	/** The same where their access to no other room is to end. */
	onlyRoom?: RoomGiven;
	places: NamedRoom[];
}

/** What is to be ended; undefined when nothing is. Throws `DocSpaceError` for other rooms that must not be. */
function targetOf(order: AccessOrder, seen: Seen): Target | undefined {
	const { guest, isElsewhere, places } = seen;
	const [given] = seen.rooms;
	if (!guest || isElsewhere) return undefined;
	if (given && order.level.name === 'oneRoom') return { guest, given, onlyRoom: given, places };
	// A disabled account opens nothing, and the portal refuses to take it off the list (7.1).
	if (order.level.name === 'guestList' && guest.status === EMPLOYEE_DISABLED) return undefined;
	const others = othersOf(seen);
	if (!given || others.length === 0 || order.ifOtherRooms === 'endAll') {
		return { guest, given, places };
	}
	if (order.ifOtherRooms === 'fail') throw hasOtherRooms(guest, others);
	return { guest, given, onlyRoom: given, places };
}

function othersOf({ rooms: [given], places }: Seen): NamedRoom[] {
	return places.filter(({ id }) => !given || !sameId(id, given.room.id));
}

/** A right that lacks must not come to light when half of a job is done (docspace-api.md 7.1, 7.2, 7.4). */
async function requireRight(
	portal: PortalClient,
	{ level }: AccessOrder,
	{ guest, onlyRoom }: Target,
): Promise<void> {
	if (onlyRoom) {
		requireActive(onlyRoom.room, onlyRoom.picked);
		if (onlyRoom.room.security?.EditAccess === false) throw mayNotRemove(onlyRoom.room, [guest]);
	} else if (level.name === 'wholePortal' && !(await seesAllGuests(portal))) {
		throw mayNotDelete(nameOf(guest));
	}
}

function hasOtherRooms(guest: PersonDto, others: NamedRoom[]): DocSpaceError {
	const titles = others.map(({ title }) => quote(title)).join(', ');
	return new DocSpaceError(
		`${nameOf(guest)} is in other rooms too: ${titles}. Their access has not ended`,
		'Set “If the Guest Has Other Rooms” to Only This Room, which leaves those alone, or to End All',
	);
}

async function revoke(portal: PortalClient, order: AccessOrder, target: Target): Promise<Revoked> {
	if (target.onlyRoom) return await revokeRoom(portal, order, target, target.onlyRoom);
	return order.level.name === 'wholePortal'
		? await revokeAccount(portal, target)
		: await revokeOwnGrants(portal, target);
}

async function revokeOwnGrants(
	portal: PortalClient,
	{ guest, given, places }: Target,
): Promise<Revoked> {
	const removed = await removeFromGuestList(portal, guest, places);
	// Of a share that somebody else has given, the portal's 200 says nothing (docspace-api.md 7.1).
	if (given && (await isMember(portal, given.room, guest))) {
		requireActive(given.room, given.picked);
		await removeFromRoom(portal, given.room, guest);
	}
	const rooms = await roomsSharedWith(portal, guest.id);
	const endedIn = without(places, rooms);
	const isProven = given !== undefined || (removed && (endedIn.length > 0 || rooms.length === 0));
	if (!isProven || (!removed && rooms.length > 0)) {
		throw invitedBySomeoneElse(nameOf(guest), rooms);
	}
	return {
		deleted: true,
		endedIn,
		stillHasAccess: [
			...rooms.map((room) => remaining(room, 'still a member, probably invited by someone else')),
			...(await waysInto(portal, given?.room, guest)),
		],
	};
}

async function isMember(
	portal: PortalClient,
	room: FolderDto,
	{ id }: PersonDto,
): Promise<boolean> {
	return memberIn(await readMembers(portal, room.id), { id }) !== undefined;
}

/** The rooms of one list that are not in another. */
function without(rooms: NamedRoom[], others: NamedRoom[]): NamedRoom[] {
	return rooms.filter(({ id }) => !others.some((other) => sameId(other.id, id)));
}

function remaining({ id, title }: NamedRoom, reason: string): RemainingAccess {
	return { roomId: id, roomTitle: title, reason };
}

function leftAlone(room: NamedRoom): RemainingAccess {
	return remaining(room, 'still a member: other rooms were to be left alone');
}

async function revokeRoom(
	portal: PortalClient,
	order: AccessOrder,
	target: Target,
	{ room, picked }: RoomGiven,
): Promise<Revoked> {
	const { guest } = target;
	requireActive(room, picked);
	await removeFromRoom(portal, room, guest);
	const endedIn = [room];
	if (order.level.name === 'oneRoom') {
		return { deleted: true, endedIn, stillHasAccess: await waysInto(portal, room, guest) };
	}
	const places = await roomsSharedWith(portal, guest.id);
	if (places.length === 0) {
		// Another run has ended the others meanwhile, so that this was their last room.
		const last = await revoke(portal, order, { guest, given: target.given, places });
		return { ...last, endedIn };
	}
	const ways = await waysInto(portal, room, guest);
	return { deleted: true, endedIn, stillHasAccess: [...places.map(leftAlone), ...ways] };
}

async function revokeAccount(
	portal: PortalClient,
	{ guest, given, places }: Target,
): Promise<Revoked> {
	await deleteAccount(portal, guest).catch((error: unknown) => {
		throw isRefusal(error, 'forbidden') ? mayNotDelete(nameOf(guest)) : error;
	});
	const stillHasAccess = await waysInto(portal, given?.room, undefined);
	return { deleted: true, endedIn: places, stillHasAccess };
}
