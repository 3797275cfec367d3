import type { IDataObject } from 'n8n-workflow';

import { readFilesLeft, type FileLeft } from '../content/roomFiles';
import { isArchived, readSharedRoom, type NamedRoom } from '../content/rooms';
import {
	asDocSpaceError,
	DocSpaceError,
	ifForbidden,
	InputError,
	NotAllowedError,
	quote,
	withReport,
} from '../errors';
import type { PortalClient } from '../http/client';
import { allAtOnce } from '../http/waiting';
import { sameId, type Picked, type RoomId, type UserId } from '../ids';
import { count } from '../lists';
import { time } from '../time';
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
	isOnGuestList,
	isReferredTo,
	kindOf,
	nameOf,
	removeFromGuestList,
	roomsSharedWith,
	seesAllGuests,
	type NamedPerson,
} from './people';

/** How far to end a guest's access. */
export type Level =
	| { name: 'guestList' }
	| { name: 'oneRoom'; room: Picked<RoomId> }
	| { name: 'wholePortal' };

/** Whose access to end, how far, and on what condition. */
export interface AccessOrder {
	guest: NamedPerson;
	level: Level;
	/** The room that must hold no file. */
	onlyIfEmpty?: Picked<RoomId>;
	/** What becomes of the guest's other rooms where one room was given. */
	ifOtherRooms: 'onlyThisRoom' | 'endAll' | 'fail';
	treatAsGone: boolean;
}

/** What the output tells of a guest's access; a type, because interfaces do not count as n8n's data. */
export type EndOfAccess = {
	id: UserId;
	email: string;
	deleted: boolean;
	alreadyGone: boolean;
	level: Level['name'];
	endedIn: Array<{ roomId: RoomId; roomTitle: string }>;
	/** The guests who are in the room that was given. */
	guestsInRoom: Array<{ id: UserId; email: string; displayName: string }>;
	stillHasAccess: Array<{ roomId: RoomId; roomTitle: string; reason: string }>;
};

/** What became of the guest's access. */
interface Ended {
	endedIn: NamedRoom[];
	/** The rooms they are still in, and why. */
	stillIn: RemainingAccess[];
}

/** The same, and what was seen when all had ended. */
type EndedAndSeen<T> = Ended & { seen: T };

/**
 * Ends a guest's access as `endAccessOfOne` does, and looks once more into the room that had to be empty: what came
 * between the last look and the end is named as `filesLeft`.
 */
export async function endAccess(portal: PortalClient, order: AccessOrder): Promise<IDataObject> {
	const look = async () => await lookIntoRoom(portal, order).catch(asDocSpaceError);
	const [ended, seen = []] = await endAccessAndLook(portal, order, look);
	if (seen instanceof DocSpaceError) return await withReport(Promise.reject(seen), ended);
	return { ...ended, filesLeft: seen };
}

/**
 * Ends a guest's access as far as asked, and proves it by reading back. Nothing is sent where the guest is
 * not among the members of a room that was given. Throws `InputError` for somebody who is no guest,
 * `DocSpaceError` when the room that must be empty is not, or access could not be ended.
 */
export async function endAccessOfOne(
	portal: PortalClient,
	order: AccessOrder,
): Promise<EndOfAccess> {
	const [ended] = await endAccessAndLook(portal, order, async () => undefined);
	return ended;
}

/** The same, and what `look` sees when all has ended; nothing where there was nothing to end. */
async function endAccessAndLook<T>(
	portal: PortalClient,
	order: AccessOrder,
	look: () => Promise<T>,
): Promise<[EndOfAccess, T | undefined]> {
	const found = await lookFor(portal, order, async () => await lookIntoRoom(portal, order));
	const target = targetOf(order, found);
	requireNone(found.filesLeft);
	if (!target) return [resultOf(order, found, undefined, await waysLeft(portal, found)), undefined];
	const ended = await revoke(portal, order, target, async (groups = found.guest?.groups) =>
		// What cannot be read here must not keep from ending what is still open.
		allAtOnce([waysLeft(portal, found, groups).catch(asDocSpaceError), look()]),
	);
	const [otherWays, seen] = ended.seen;
	if (otherWays instanceof DocSpaceError) throw otherWays;
	return [resultOf(order, found, ended, otherWays), seen];
}

/** What the room that must be empty holds. */
async function lookIntoRoom(
	portal: PortalClient,
	{ onlyIfEmpty }: AccessOrder,
): Promise<FileLeft[]> {
	return onlyIfEmpty ? await readFilesLeft(portal, onlyIfEmpty) : [];
}

/**
 * What `endAccess` would come to as things are, without ending anything. Throws `InputError` as it does,
 * so that a mistyped address is found out before anything else is done.
 */
export async function foreseeEndOfAccess(
	portal: PortalClient,
	order: AccessOrder,
): Promise<EndOfAccess> {
	const seen = await lookFor(portal, order, async () => []);
	const target = targetOf(order, seen);
	if (target) await requireRight(portal, order, target);
	const ended = target && (await foreseeEnd(portal, order, target, othersOf(seen)));
	return resultOf(order, seen, ended, await waysLeft(portal, seen));
}

/** How the guest still gets into the room that was given, when their own place in it is gone. */
async function waysLeft(
	portal: PortalClient,
	{ guest, rooms: [given] }: Seen,
	groups = guest?.groups,
): Promise<RemainingAccess[]> {
	return given ? await otherWaysInto(portal, given.room, groups) : [];
}

async function foreseeEnd(
	portal: PortalClient,
	{ level }: AccessOrder,
	{ guest, given, onlyRoom, places }: Target,
	others: NamedRoom[],
): Promise<Ended> {
	if (onlyRoom) return { endedIn: [onlyRoom.room], stillIn: others.map(leftAlone) };
	// Of whom somebody else has invited only the place in the room itself can be taken away (docspace-api.md 7.1).
	const isOnlyRoom = level.name === 'guestList' && given && others.length > 0;
	return isOnlyRoom && !(await isOnGuestList(portal, guest))
		? { endedIn: [given.room], stillIn: others.map(invitedByOthers) }
		: { endedIn: places, stillIn: [] };
}

/** The output; `ended` is undefined where there was nothing left to end. */
function resultOf(
	order: AccessOrder,
	{ guest, rooms: [given] }: Seen,
	ended: Ended | undefined,
	otherWays: RemainingAccess[],
): EndOfAccess {
	const { id = '', email = '' }: { id?: string; email?: string } = guest ?? order.guest.reference;
	const { endedIn, stillIn }: Ended = ended ?? { endedIn: [], stillIn: [] };
	return {
		id,
		email,
		deleted: ended !== undefined,
		alreadyGone: ended === undefined,
		level: order.level.name,
		endedIn: endedIn.map((room) => ({ roomId: room.id, roomTitle: room.title })),
		guestsInRoom: guestsAmong(given?.members ?? [])
			.filter((other) => !ended || other.id !== guest?.id)
			.map((other) => ({
				id: other.id,
				email: other.email ?? '',
				displayName: other.displayName ?? '',
			})),
		stillHasAccess: [...stillIn, ...otherWays].map((access) => ({ ...access })),
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
	/** What the room that must be empty holds. */
	filesLeft: FileLeft[];
}

/** How old, in ms, the last look may be when something is ended by it. */
const FRESH_MS = 5000;

/** `readLeft` is the last look before something may be ended: it is asked again when the others took long. */
async function lookFor(
	portal: PortalClient,
	order: AccessOrder,
	readLeft: () => Promise<FileLeft[]>,
): Promise<Seen> {
	const { reference } = order.guest;
	const rooms = roomsGiven(order);
	const lookLast = async (id: UserId | undefined) => {
		const asked = time.now();
		const read = allAtOnce([id === undefined ? [] : roomsSharedWith(portal, id), readLeft()]);
		const [places, filesLeft] = await read;
		return { asked, places, filesLeft };
	};
	const [found, given, early] = await allAtOnce([
		findGuest(portal, order),
		Promise.all(rooms.map(async (room) => await readGiven(portal, room))),
		// With an id all can be asked at once; of one that is nobody's it may fail, which says nothing yet.
		'id' in reference && rooms.length > 0
			? lookLast(reference.id).catch(asDocSpaceError)
			: undefined,
	]);
	if (found === 'hidden' && order.level.name === 'guestList') {
		if (given.length === 0 || (await hasNoGuestList(portal))) {
			throw invitedBySomeoneElse(quote(namedBy(order)), []);
		}
	}
	// Of a guest whom the portal hides from us, the members of a room still tell whether they are in it.
	const member = given.map(({ members }) => memberIn(members, reference)).find((one) => one);
	if (member) requireGuest(member, order.guest);
	const guest = typeof found === 'string' ? member : found;
	const isIn = ({ members }: RoomGiven) => guest && memberIn(members, { id: guest.id });
	const roomsWithout = given.filter((one) => !isIn(one));
	const isElsewhere = roomsWithout.length > 0;
	const mayBeIn = isElsewhere ? undefined : guest;
	const isFresh = early && 'asked' in early && time.now() - early.asked <= FRESH_MS;
	const { places, filesLeft } = isFresh ? early : await lookLast(mayBeIn?.id);
	return {
		guest,
		rooms: [...roomsWithout, ...given.filter(isIn)],
		isElsewhere,
		places: mayBeIn ? places : [],
		filesLeft,
	};
}

/** The guest as far as the credential's user may see them. Throws for whom nothing can be ended. */
async function findGuest(
	portal: PortalClient,
	order: AccessOrder,
): Promise<PersonDto | 'absent' | 'hidden'> {
	const { guest, level, treatAsGone } = order;
	const found = await findPerson(portal, guest.reference);
	if (found === 'absent' && !treatAsGone) {
		throw new InputError(
			guest.field,
			`was not found: DocSpace knows nobody by ${quote(namedBy(order))}`,
			'Check the address, or choose the guest from the list. If the guest may have been deleted before, set “If Guest Is Not Found” to Treat as Gone',
		);
	}
	if (typeof found !== 'string') requireGuest(found, guest);
	if (found === 'hidden' && level.name === 'wholePortal') throw mayNotDelete(quote(namedBy(order)));
	return found;
}

function namedBy({ guest: { reference } }: AccessOrder): string {
	return 'id' in reference ? reference.id : reference.email;
}

/** Throws `InputError` for somebody who is no guest. */
function requireGuest(person: PersonDto, { reference, field }: NamedPerson): void {
	if (person.isVisitor === true && isReferredTo(person, reference)) return;
	throw new InputError(
		field,
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
	const [room, members] = await allAtOnce([
		readSharedRoom(portal, picked),
		readMembers(portal, picked.id),
	]);
	return { picked, room, members };
}

/** `rooms` are those the guest is still in; none when we cannot tell. */
function invitedBySomeoneElse(guest: string, rooms: NamedRoom[]): DocSpaceError {
	const titles = titlesOf(rooms);
	return new NotAllowedError(
		`DocSpace does not let you end the access of ${guest}${titles && `, who is still in ${titles}`}: invited by someone else`,
		'Use the credential of whoever invited the guest (before DocSpace 3.7.1 a Room admin), or choose One Room with a credential of the room’s owner, or Whole Portal with one of a DocSpace admin. If the access was ended before, switch on “Only If Room Is Empty”: absence from that room counts as gone',
	);
}

function titlesOf(rooms: NamedRoom[]): string {
	return rooms.map(({ title }) => quote(title)).join(', ');
}

function mayNotDelete(guest: string): DocSpaceError {
	return new NotAllowedError(
		`DocSpace does not let you delete the account of ${guest}`,
		'Whole Portal needs the credential of a DocSpace admin; choose Guest List or One Room otherwise',
	);
}

function requireNone(filesLeft: FileLeft[]): void {
	if (filesLeft.length === 0) return;
	throw new DocSpaceError(
		`The room still holds ${count(filesLeft.length, 'file')}, so the guest keeps their access`,
		'Run the workflow again to move what arrived meanwhile or was left behind',
		{ filesLeft },
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
function targetOf({ level, ifOtherRooms }: AccessOrder, seen: Seen): Target | undefined {
	const { guest, isElsewhere, places } = seen;
	const [given] = seen.rooms;
	if (!guest || isElsewhere) return undefined;
	// A disabled account opens nothing, and the portal refuses to take it off the list (7.1).
	if (level.name === 'guestList' && guest.status === EMPLOYEE_DISABLED) return undefined;
	const others = given && level.name !== 'oneRoom' ? othersOf(seen) : [];
	if (others.length > 0 && ifOtherRooms === 'fail') throw hasOtherRooms(guest, others);
	const isOnlyOne =
		level.name === 'oneRoom' || (others.length > 0 && ifOtherRooms === 'onlyThisRoom');
	return { guest, given, onlyRoom: isOnlyOne ? given : undefined, places };
}

function othersOf({ rooms: [given], places }: Seen): NamedRoom[] {
	return places.filter(({ id }) => !given || !sameId(id, given.room.id));
}

/** A right that lacks must not come to light when half of a job is done (docspace-api.md 7.1, 7.2, 7.4). */
async function requireRight(
	portal: PortalClient,
	{ level }: AccessOrder,
	{ guest, given, onlyRoom }: Target,
): Promise<void> {
	if (onlyRoom) {
		requireActive(onlyRoom.room, onlyRoom.picked);
		if (onlyRoom.room.security?.EditAccess === false) throw mayNotRemove(onlyRoom.room, [guest]);
	} else if (level.name === 'wholePortal') {
		if (!(await seesAllGuests(portal))) throw mayNotDelete(nameOf(guest));
	} else if (given && isArchived(given.room) && !(await isOnGuestList(portal, guest))) {
		// Whom somebody else has invited can only be removed from the room itself.
		requireActive(given.room, given.picked);
	}
}

function hasOtherRooms(guest: PersonDto, others: NamedRoom[]): DocSpaceError {
	return new DocSpaceError(
		`${nameOf(guest)} is in other rooms too: ${titlesOf(others)}. Their access has not ended`,
		'Set “If the Guest Has Other Rooms” to Only This Room, which leaves those alone, or to End All',
	);
}

/** Looks around when nothing is left to be ended; `groups` are those the guest still belongs to. */
type Look<T> = (groups?: PersonDto['groups']) => Promise<T>;

async function revoke<T>(
	portal: PortalClient,
	order: AccessOrder,
	target: Target,
	look: Look<T>,
): Promise<EndedAndSeen<T>> {
	const { guest, places, onlyRoom } = target;
	if (onlyRoom) return await revokeRoom(portal, order, target, onlyRoom, look);
	if (order.level.name === 'guestList') return await revokeOwnGrants(portal, target, look);
	await deleteAccount(portal, guest).catch(ifForbidden(() => mayNotDelete(nameOf(guest))));
	// An account that is gone belongs to no group any more.
	return { endedIn: places, stillIn: [], seen: await look([]) };
}

async function revokeRoom<T>(
	portal: PortalClient,
	order: AccessOrder,
	{ guest, given }: Target,
	{ room, picked }: RoomGiven,
	look: Look<T>,
): Promise<EndedAndSeen<T>> {
	requireActive(room, picked);
	await removeFromRoom(portal, room, guest);
	const endedIn = [room];
	if (order.level.name === 'oneRoom') return { endedIn, stillIn: [], seen: await look() };
	const [places, seen] = await allAtOnce([roomsSharedWith(portal, guest.id), look()]);
	if (places.length > 0) return { endedIn, stillIn: places.map(leftAlone), seen };
	// Another run has ended the others meanwhile, so that this was their last room.
	return { ...(await revoke(portal, order, { guest, given, places }, look)), endedIn };
}

async function revokeOwnGrants<T>(
	portal: PortalClient,
	{ guest, given, places }: Target,
	look: Look<T>,
): Promise<EndedAndSeen<T>> {
	const isInRoom = async () =>
		given && memberIn(await readMembers(portal, given.room.id), { id: guest.id });
	const [{ removed, left: leftAtFirst }, [isStillIn, seenAtFirst]] = await removeFromGuestList(
		portal,
		guest,
		places,
		async () => await allAtOnce([isInRoom(), look()]),
	);
	let [left, seen] = [leftAtFirst, seenAtFirst];
	// Of a share that somebody else has given, the portal's 200 says nothing (docspace-api.md 7.1).
	if (given && isStillIn) {
		requireActive(given.room, given.picked);
		await removeFromRoom(portal, given.room, guest);
		[left, seen] = await allAtOnce([roomsSharedWith(portal, guest.id), look()]);
	}
	const endedIn = places.filter(({ id }) => !left.some((room) => sameId(room.id, id)));
	const isProven = given !== undefined || (removed && (endedIn.length > 0 || left.length === 0));
	if (!isProven || (!removed && left.length > 0)) throw invitedBySomeoneElse(nameOf(guest), left);
	return { endedIn, stillIn: left.map(invitedByOthers), seen };
}

function stays({ id, title }: NamedRoom, reason: string): RemainingAccess {
	return { roomId: id, roomTitle: title, reason };
}

function invitedByOthers(room: NamedRoom): RemainingAccess {
	return stays(room, 'still a member, probably invited by someone else');
}

function leftAlone(room: NamedRoom): RemainingAccess {
	return stays(room, 'still a member: other rooms were to be left alone');
}
