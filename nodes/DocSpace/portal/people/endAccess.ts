import type { IDataObject } from 'n8n-workflow';

import { countFiles } from '../content/roomFiles';
import { readSharedRoom } from '../content/rooms';
import { DocSpaceError, InputError, isRefusal, quote } from '../errors';
import type { PortalClient } from '../http/client';
import type { Picked, RoomId } from '../ids';
import { EMPLOYEE_DISABLED, type FolderDto, type PersonDto } from '../types';
import {
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

/** What became of the guest's access. */
interface Revoked {
	/** False when there was nothing left to end. */
	deleted: boolean;
	stillHasAccess: RemainingAccess[];
}

/**
 * Ends a guest's access as far as asked, and proves it by reading back. Throws `InputError` for somebody
 * who is no guest, `DocSpaceError` when the room that must be empty is not, or access could not be ended.
 */
export async function endAccess(portal: PortalClient, order: AccessOrder): Promise<IDataObject> {
	const guest = await findGuest(portal, order);
	if ('id' in guest) return resultOf(order, guest, await revoke(portal, guest, order));
	await requireEmptyRoom(portal, order);
	// Of somebody we cannot see we do not know the groups, but links are open to them too.
	const stillHasAccess = guest.goneFrom ? await otherWaysInto(portal, guest.goneFrom) : [];
	return resultOf(order, order.reference, { deleted: false, stillHasAccess });
}

/**
 * What `endAccess` would come to as things are, without ending anything. Throws `InputError` as it does,
 * so that a mistyped address is found out before anything else is done.
 */
export async function foreseeEndOfAccess(
	portal: PortalClient,
	order: AccessOrder,
): Promise<IDataObject> {
	const found = await findGuest(portal, order);
	const guest = 'id' in found ? found : undefined;
	const room = await readRoomToBeEmpty(portal, order);
	const stillHasAccess = room ? await otherWaysInto(portal, room, guest?.groups) : [];
	const isDisabled = guest?.status === EMPLOYEE_DISABLED && order.level.name === 'guestList';
	const deleted = guest !== undefined && !isDisabled;
	return resultOf(order, guest ?? order.reference, { deleted, stillHasAccess });
}

function resultOf(
	{ level }: AccessOrder,
	{ id = '', email = '' }: { id?: string; email?: string },
	{ deleted, stillHasAccess }: Revoked,
): IDataObject {
	return {
		id,
		email,
		deleted,
		alreadyGone: !deleted,
		level: level.name,
		stillHasAccess: stillHasAccess.map((access) => ({ ...access })),
	};
}

/** A guest of whom nothing is left to end: nobody knows them, or they are absent from the room asked about. */
interface Gone {
	goneFrom?: FolderDto;
}

async function findGuest(portal: PortalClient, order: AccessOrder): Promise<PersonDto | Gone> {
	const { reference } = order;
	const named = 'id' in reference ? reference.id : reference.email;
	const found = await findPerson(portal, reference);
	if (found === 'absent') {
		if (order.treatAsGone) return {};
		throw new InputError(
			'Guest',
			`names nobody: DocSpace does not know ${quote(named)}`,
			'Check the address, or choose the guest from the list. If the guest may have been deleted before, set “If Guest Is Not Found” to Treat as Gone',
		);
	}
	const person = found === 'hidden' ? await findHidden(portal, order, named) : found;
	if (!('id' in person)) return person;
	if (person.isVisitor !== true || !isReferredTo(person, reference)) {
		throw new InputError(
			'Guest',
			`names ${nameOf(person)}, who is not a guest but a ${kindOf(person)}`,
			'Choose a guest; this node never touches members of the portal',
		);
	}
	return person;
}

/** Of a guest whom the portal hides from us, the members of a room still tell whether they are in it. */
async function findHidden(
	portal: PortalClient,
	{ reference, level, onlyIfEmpty }: AccessOrder,
	named: string,
): Promise<PersonDto | Gone> {
	if (level.name === 'wholePortal') throw mayNotDelete(quote(named));
	const room =
		level.name === 'oneRoom'
			? await readSharedRoom(portal, level.room)
			: await readRoomToBeEmpty(portal, { onlyIfEmpty });
	if (!room) throw invitedBySomeoneElse(quote(named), []);
	const member = memberIn(await readMembers(portal, room.id), reference);
	if (!member) return { goneFrom: room };
	if (level.name === 'oneRoom') return member;
	throw invitedBySomeoneElse(nameOf(member), [room]);
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

async function readRoomToBeEmpty(
	portal: PortalClient,
	{ onlyIfEmpty }: Pick<AccessOrder, 'onlyIfEmpty'>,
): Promise<FolderDto | undefined> {
	return onlyIfEmpty && (await readSharedRoom(portal, onlyIfEmpty));
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

async function revoke(
	portal: PortalClient,
	guest: PersonDto,
	order: AccessOrder,
): Promise<Revoked> {
	switch (order.level.name) {
		case 'guestList':
			return await revokeOwnGrants(portal, guest, order);
		case 'oneRoom':
			return await revokeRoom(portal, guest, order, order.level.room);
		case 'wholePortal':
			return await revokeAccount(portal, guest, order);
	}
}

async function revokeOwnGrants(
	portal: PortalClient,
	guest: PersonDto,
	order: AccessOrder,
): Promise<Revoked> {
	const room = await readRoomToBeEmpty(portal, order);
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
		const isGone = room && !memberIn(await readMembers(portal, room.id), { id: guest.id });
		if (!isGone) throw invitedBySomeoneElse(nameOf(guest), rooms);
	}
	const stillHasAccess = [
		...rooms.map(({ id, title }) => ({
			roomId: id,
			roomTitle: title,
			reason: 'still a member, probably invited by someone else',
		})),
		...(room ? await otherWaysInto(portal, room, guest.groups) : []),
	];
	return { deleted: removed, stillHasAccess };
}

async function revokeRoom(
	portal: PortalClient,
	guest: PersonDto,
	order: AccessOrder,
	picked: Picked<RoomId>,
): Promise<Revoked> {
	const room = await readSharedRoom(portal, picked);
	const member = memberIn(await readMembers(portal, room.id), { id: guest.id });
	if (member) requireActive(room, picked);
	await requireEmptyRoom(portal, order);
	if (member) await removeFromRoom(portal, room, guest);
	const stillHasAccess = await otherWaysInto(portal, room, guest.groups);
	return { deleted: member !== undefined, stillHasAccess };
}

async function revokeAccount(
	portal: PortalClient,
	guest: PersonDto,
	order: AccessOrder,
): Promise<Revoked> {
	const room = await readRoomToBeEmpty(portal, order);
	await requireEmptyRoom(portal, order);
	await deleteAccount(portal, guest).catch((error: unknown) => {
		throw isRefusal(error, 'forbidden') ? mayNotDelete(nameOf(guest)) : error;
	});
	return { deleted: true, stillHasAccess: room ? await otherWaysInto(portal, room) : [] };
}
