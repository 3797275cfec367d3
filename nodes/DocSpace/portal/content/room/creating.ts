import { collated } from '../../collation';
import { asPortalError, ifForbidden, InputError, NotAllowedError, quote } from '../../errors';
import type { PortalClient } from '../../http/client';
import { waitAndLook } from '../../http/waiting';
import { byId, keyOf, sameId, type Picked, type RoomId } from '../../ids';
import { time } from '../../time';
import { storedTitle } from '../../titles';
import { inTurn } from '../../turns';
import { FolderType, isAnything, isFolder, type WholeFolderDto } from '../../types';
import type { WantedName } from '../renaming';
import { readRoomIfAny, readRoomNames, readSharedRoom, roomTypeOf, type NamedRoom } from '../rooms';
import { makeFromTemplate, missingIn, untilNoneIsMade, type NotCopied } from './fromTemplate';
import { bodyFor, unmetIn, type RoomWishes, type Unmet } from './settings';

/** What is to become of a room's name that another active room has. */
export type IfRoomExists = 'use' | 'create' | 'fail';

/** A room that is to be there. */
export interface RoomOrder {
	name: WantedName;
	/** RoomType of docspace-api.md 1.4, or the template it is made of. */
	of: { roomType: number } | { template: Picked<RoomId> };
	ifExists: IfRoomExists;
	wishes: RoomWishes;
}

/** A room that is there, read back. */
export interface CreatedRoom {
	room: WholeFolderDto;
	created: boolean;
	/** Other active rooms of the name. */
	sameNameRooms: NamedRoom[];
	/** Of a room that was created: what it was to be like, and is not. */
	notApplied: Unmet[];
	/** What its template holds and it does not. */
	notCopied: NotCopied[];
}

/**
 * How long a room may stay unseen after one of a higher id has come to light, as with folders (docspace-api.md
 * T148).
 */
const UNTIL_ALL_ARE_SEEN_MS = 1000;

/**
 * Makes a room, or returns the one of this name where that is wished. The portal lets rooms have equal names and
 * makes another each time it is asked (docspace-api.md 16.1): so those of this process take turns, a room whose
 * answer was lost is looked for before it is asked for again, and where two runs were as quick all settle on the
 * oldest. Throws `InputError` where the name is taken, and for what is no template.
 */
export async function createRoom(portal: PortalClient, order: RoomOrder): Promise<CreatedRoom> {
	const template =
		'template' in order.of ? await readTemplate(portal, order.of.template) : undefined;
	const line = `new room ${portal.origin} ${collated(storedTitle(order.name.title))}`;
	return await inTurn(line, portal.signal, async () => {
		// A room is seen while it is being filled; only then is it what was asked for.
		if (template) await untilNoneIsMade(portal);
		const before = await roomsNamed(portal, order.name.title);
		if (order.ifExists !== 'create') {
			const known = await settledOn(portal, order, before, template);
			if (known) return known;
		}
		return await make(portal, order, before, template);
	});
}

/** Reads a room template. Throws `InputError` for every other room. */
async function readTemplate(portal: PortalClient, picked: Picked<RoomId>): Promise<WholeFolderDto> {
	const template = await readSharedRoom(portal, picked);
	if (template.rootFolderType === FolderType.roomTemplates) return template;
	throw new InputError(
		picked.field,
		`names the room ${quote(template.title)}, which is no room template`,
		'Choose a template from the list, or save the room as a template in DocSpace first',
	);
}

/**
 * The active rooms of a name, oldest first. All rooms are read: a portal with a search index does not find a new
 * one by its title at once (docspace-api.md 8.1).
 */
async function roomsNamed(portal: PortalClient, title: string): Promise<NamedRoom[]> {
	const wanted = collated(storedTitle(title));
	const rooms = await readRoomNames(portal, { searchArea: 'Active' });
	return rooms.filter((room) => collated(room.title) === wanted).sort(byId);
}

/** The oldest of the rooms of the name, where there is one that may be used. */
async function settledOn(
	portal: PortalClient,
	{ name: { field }, of, ifExists }: RoomOrder,
	[oldest, ...others]: NamedRoom[],
	template: WholeFolderDto | undefined,
): Promise<CreatedRoom | undefined> {
	if (!oldest) return undefined;
	const which = `${quote(oldest.title)} with the ID ${oldest.id}`;
	if (ifExists === 'fail') {
		throw new InputError(
			field,
			`is taken: there is the room ${which}`,
			'Use another name, or choose under If a Room of This Name Exists what to do then',
		);
	}
	const room = await readSharedRoom(portal, { id: oldest.id, field });
	const roomType = 'roomType' in of ? of.roomType : template?.roomType;
	if (room.roomType !== roomType) {
		throw new InputError(
			field,
			`is taken by a room of another type: ${which} is a ${roomTypeOf(room)}`,
			'Use another name, or the type of that room',
		);
	}
	return { room, created: false, sameNameRooms: others, notApplied: [], notCopied: [] };
}

async function make(
	portal: PortalClient,
	order: RoomOrder,
	before: NamedRoom[],
	template: WholeFolderDto | undefined,
): Promise<CreatedRoom> {
	const { name, of, wishes } = order;
	const known = new Set(before.map(({ id }) => keyOf(id)));
	const look = async () => await ownRoomAmong(portal, await roomsNamed(portal, name.title), known);
	const body = { ...bodyFor(wishes), title: name.title };
	const newcomer = template
		? { made: await makeFromTemplate(portal, template, body, look), seen: false }
		: await post(portal, { ...body, ...of }, look).catch(ifForbidden(mayNotCreate));
	if (order.ifExists !== 'create') {
		const settled = await giveWay(portal, order, newcomer, template);
		if (settled) return settled;
	}
	const { made } = newcomer;
	const room = await readSharedRoom(portal, { id: made.id, field: name.field });
	return {
		room,
		created: true,
		sameNameRooms: before,
		notApplied: unmetIn(room, wishes),
		notCopied: template ? await missingIn(portal, room, template) : [],
	};
}

/** A room that is there since this run asked for it; `seen` where only a look says so, and not an answer. */
interface Newcomer {
	made: WholeFolderDto;
	seen: boolean;
}

/** Asks for a room. What was lost is looked for over a minute before it is asked for once more. */
async function post(
	portal: PortalClient,
	body: object,
	look: () => Promise<WholeFolderDto | undefined>,
): Promise<Newcomer> {
	const request = { method: 'POST', path: 'files/rooms', body } as const;
	const { result: made, seen } = await portal.writeUntilSeen(request, isFolder, look);
	return { made, seen };
}

function mayNotCreate(): NotAllowedError {
	return new NotAllowedError(
		'DocSpace does not let the user behind the credential create rooms',
		'Use the credential of a Room admin, a DocSpace admin or the owner of the portal',
	);
}

/** The room among these that was not known before and belongs to the user behind the credential. */
async function ownRoomAmong(
	portal: PortalClient,
	rooms: NamedRoom[],
	known: Set<string>,
): Promise<WholeFolderDto | undefined> {
	for (const { id } of rooms.filter((room) => !known.has(keyOf(room.id)))) {
		const room = await readRoomIfAny(portal, { id, field: '' });
		if (room && isOwn(room)) return room;
	}
	return undefined;
}

/** An active room can be deleted by its owner alone (docspace-api.md 16.5). */
function isOwn({ security }: WholeFolderDto): boolean {
	return security?.Delete === true;
}

/**
 * Looks whether another run was as quick; then the oldest room of the name is settled on, and the one this run has
 * made is deleted again, if nobody has put anything into it. Undefined where the room is the oldest.
 */
async function giveWay(
	portal: PortalClient,
	order: RoomOrder,
	{ made, seen }: Newcomer,
	template: WholeFolderDto | undefined,
): Promise<CreatedRoom | undefined> {
	await time.wait(UNTIL_ALL_ARE_SEEN_MS, portal.signal);
	const there = await roomsNamed(portal, order.name.title);
	const [oldest] = there;
	if (!oldest || sameId(oldest.id, made.id)) return undefined;
	// One that was only seen may be another run's.
	const isGone = !seen && (await deleteIfUntouched(portal, made.id, template?.filesCount ?? 0));
	const left = there.filter(({ id }) => !isGone || !sameId(id, made.id));
	return await settledOn(portal, order, left, template);
}

const PAUSES_UNTIL_DELETED = [0, 500, 1500, 4000];

/** Deletes a room of this run's own that holds no more than it was made with; returns whether it is gone. */
async function deleteIfUntouched(
	portal: PortalClient,
	id: RoomId,
	filesAtFirst: number,
): Promise<boolean> {
	const room = await readRoomIfAny(portal, { id, field: '' });
	if (!room || !isOwn(room) || (room.filesCount ?? 0) > filesAtFirst) return false;
	const path = `files/rooms/${encodeURIComponent(id)}`;
	// One that could not be deleted is no reason to fail: it is named.
	await portal
		.write({ method: 'DELETE', path, body: { deleteAfter: false } }, isAnything)
		.catch(asPortalError);
	const look = async () => ((await readRoomIfAny(portal, { id, field: '' })) ? undefined : true);
	return (await waitAndLook(PAUSES_UNTIL_DELETED, look, portal.signal)) === true;
}
