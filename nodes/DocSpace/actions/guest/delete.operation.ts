import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { guestLocator } from '../../locators/guest';
import { chosen, entryIdFrom, isEmpty } from '../../locators/locator';
import { roomLocator } from '../../locators/room';
import { DocSpaceError, InputError, isRefusal, quote } from '../../portal/errors';
import {
	deleteAccount,
	findPerson,
	guestReference,
	isReferredTo,
	kindOf,
	memberIn,
	nameOf,
	otherWaysInto,
	readMembers,
	readRoomToUnshare,
	readSharedRoom,
	removeFromGuestList,
	removeFromRoom,
	roomsSharedWith,
	type GuestReference,
	type RemainingAccess,
} from '../../portal/guests';
import type { RoomId } from '../../portal/ids';
import type { Portal } from '../../portal/portal';
import { countFiles } from '../../portal/room';
import { EMPLOYEE_DISABLED, type FolderDto, type PersonDto } from '../../portal/types';
import { eachItem, type Operation, type Run } from '../operation';

const REMOVE_FROM = 'Remove From';
const EMPTY_ROOM = 'Only If Room Is Empty';

const fields: INodeProperties[] = [
	{
		...guestLocator,
		displayName: 'Guest',
		name: 'guest',
		required: true,
		description: 'The guest whose access to end. People who are not guests are never touched.',
	},
	{
		displayName: REMOVE_FROM,
		name: 'level',
		type: 'options',
		options: [
			{
				name: 'Guest List',
				value: 'guestList',
				description:
					'All rooms that the credential’s user has invited them to. Leaves the account and what others have shared.',
			},
			{
				name: 'One Room',
				value: 'oneRoom',
				description:
					'Only one room. Leaves the account, the guest’s other rooms and the room’s links.',
			},
			{
				name: 'Whole Portal',
				value: 'wholePortal',
				description:
					'Deletes the account, which cannot be undone. Leaves only links that are open to anybody.',
			},
		],
		default: 'guestList',
		description:
			'Where to end the guest’s access. The credential’s user must have invited the guest (Guest List), own or manage the room (One Room) or be a DocSpace admin (Whole Portal).',
	},
	{
		...roomLocator,
		displayName: 'Room',
		name: 'room',
		required: true,
		displayOptions: { show: { level: ['oneRoom'] } },
		description: 'The room to remove the guest from',
	},
	{
		...roomLocator,
		displayName: EMPTY_ROOM,
		name: 'onlyIfRoomIsEmpty',
		description:
			'Do nothing but fail when this room still holds a file, for example one that arrived after the others were collected. Leave empty to end the access in any case.',
	},
	{
		displayName: 'If Guest Is Not Found',
		name: 'ifNotFound',
		type: 'options',
		options: [
			{
				name: 'Fail',
				value: 'fail',
				description: 'Stop with an error, so that a mistyped address does not pass unnoticed',
			},
			{
				name: 'Treat as Gone',
				value: 'treatAsGone',
				description: 'Go on, with “alreadyGone” being true',
			},
		],
		default: 'fail',
		description: 'What to do when DocSpace knows nobody of this address or ID',
	},
];

type Level = { name: 'guestList' } | { name: 'oneRoom'; roomId: RoomId } | { name: 'wholePortal' };

/** What one input item asks for. */
interface Order {
	reference: GuestReference;
	level: Level;
	onlyIfEmpty?: RoomId;
	treatAsGone: boolean;
}

/** What became of the guest's access. */
interface Revoked {
	deleted: boolean;
	alreadyGone: boolean;
	stillHasAccess: RemainingAccess[];
}

/** Guest → Delete Guest: ends a guest's access as far as asked, and proves it by reading back. */
export const deleteGuest: Operation = {
	option: {
		name: 'Delete Guest',
		value: 'delete',
		action: 'Delete guest',
		description: 'End a guest’s access, only once the room is empty if you like',
	},
	fields,
	async run(run) {
		return await eachItem(run, async (itemIndex) => [
			await endAccess(run.portal, readOrder(run, itemIndex)),
		]);
	},
};

function readOrder({ n8n, portal }: Run, itemIndex: number): Order {
	const roomFrom = (name: string, field: string) =>
		entryIdFrom(n8n.getNodeParameter(name, itemIndex), field, portal.origin);
	// An expression that yields nothing is an empty room id, not a check that was never asked for.
	const asked = n8n.getNodeParameter('onlyIfRoomIsEmpty', itemIndex, '', { rawExpressions: true });
	return {
		reference: guestReference(chosen(n8n.getNodeParameter('guest', itemIndex)), 'Guest'),
		level: levelFrom(n8n.getNodeParameter('level', itemIndex), () => roomFrom('room', 'Room')),
		onlyIfEmpty: isEmpty(asked) ? undefined : roomFrom('onlyIfRoomIsEmpty', EMPTY_ROOM),
		treatAsGone: n8n.getNodeParameter('ifNotFound', itemIndex) === 'treatAsGone',
	};
}

function levelFrom(value: unknown, room: () => RoomId): Level {
	switch (value) {
		case 'guestList':
		case 'wholePortal':
			return { name: value };
		case 'oneRoom':
			return { name: value, roomId: room() };
		default:
			throw new InputError(
				REMOVE_FROM,
				`is ${quote(value)}`,
				'Use guestList, oneRoom or wholePortal',
			);
	}
}

async function endAccess(portal: Portal, order: Order): Promise<IDataObject> {
	const guest = await findGuest(portal, order);
	if ('id' in guest) return resultOf(order, guest, await revoke(portal, guest, order));
	await requireEmptyRoom(portal, order);
	// Of somebody we cannot see we do not know the groups, but links are open to them too.
	const stillHasAccess = guest.goneFrom ? await otherWaysInto(portal, guest.goneFrom, {}) : [];
	return resultOf(order, order.reference, { ...ALREADY_GONE, stillHasAccess });
}

const ALREADY_GONE: Revoked = { deleted: false, alreadyGone: true, stillHasAccess: [] };
const DELETED: Revoked = { deleted: true, alreadyGone: false, stillHasAccess: [] };

function resultOf(
	{ level }: Order,
	{ id = '', email = '' }: { id?: string; email?: string },
	{ deleted, alreadyGone, stillHasAccess }: Revoked,
): IDataObject {
	return {
		id,
		email,
		deleted,
		alreadyGone,
		level: level.name,
		stillHasAccess: stillHasAccess.map((access) => ({ ...access })),
	};
}

/** A guest of whom nothing is left to end: nobody knows them, or they are absent from the room asked about. */
interface Gone {
	goneFrom?: FolderDto;
}

async function findGuest(portal: Portal, order: Order): Promise<PersonDto | Gone> {
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
	portal: Portal,
	{ reference, level, onlyIfEmpty }: Order,
	named: string,
): Promise<PersonDto | Gone> {
	if (level.name === 'wholePortal') throw mayNotDelete(quote(named));
	const room =
		level.name === 'oneRoom'
			? await readSharedRoom(portal, level.roomId, 'Room')
			: onlyIfEmpty && (await readSharedRoom(portal, onlyIfEmpty, EMPTY_ROOM));
	if (!room) throw invitedBySomeoneElse(quote(named), []);
	const member = memberIn(await readMembers(portal, room.id), reference);
	if (!member) return { goneFrom: room };
	if (level.name === 'oneRoom') return member;
	throw invitedBySomeoneElse(nameOf(member), [room]);
}

/** `rooms` are those the guest is still in; none when we cannot tell. */
function invitedBySomeoneElse(guest: string, rooms: FolderDto[]): DocSpaceError {
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
async function requireEmptyRoom(portal: Portal, { onlyIfEmpty }: Order): Promise<void> {
	if (onlyIfEmpty === undefined) return;
	const count = await countFiles(portal, onlyIfEmpty, EMPTY_ROOM);
	if (count === 0) return;
	throw new DocSpaceError(
		`The room still holds ${count} ${count === 1 ? 'file' : 'files'}, so the guest keeps their access`,
		'Run the workflow again to move what arrived meanwhile or was left behind',
		{ filesLeft: count },
	);
}

async function revoke(portal: Portal, guest: PersonDto, order: Order): Promise<Revoked> {
	switch (order.level.name) {
		case 'guestList':
			return await revokeOwnGrants(portal, guest, order);
		case 'oneRoom':
			return await revokeRoom(portal, guest, order, order.level.roomId);
		case 'wholePortal':
			return await revokeAccount(portal, guest, order);
	}
}

async function revokeOwnGrants(portal: Portal, guest: PersonDto, order: Order): Promise<Revoked> {
	const room = order.onlyIfEmpty && (await readSharedRoom(portal, order.onlyIfEmpty, EMPTY_ROOM));
	// A disabled account opens nothing, and the portal refuses to take it off the list (7.1).
	if (guest.status === EMPLOYEE_DISABLED) {
		await requireEmptyRoom(portal, order);
		return ALREADY_GONE;
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
		...(room ? await otherWaysInto(portal, room, guest) : []),
	];
	return { ...(removed ? DELETED : ALREADY_GONE), stillHasAccess };
}

async function revokeRoom(
	portal: Portal,
	guest: PersonDto,
	order: Order,
	roomId: RoomId,
): Promise<Revoked> {
	const room = await readRoomToUnshare(portal, roomId, 'Room');
	const member = memberIn(await readMembers(portal, room.id), { id: guest.id });
	await requireEmptyRoom(portal, order);
	if (member) await removeFromRoom(portal, room, guest);
	const stillHasAccess = await otherWaysInto(portal, room, guest);
	return { ...(member ? DELETED : ALREADY_GONE), stillHasAccess };
}

async function revokeAccount(portal: Portal, guest: PersonDto, order: Order): Promise<Revoked> {
	const room = order.onlyIfEmpty && (await readSharedRoom(portal, order.onlyIfEmpty, EMPTY_ROOM));
	await requireEmptyRoom(portal, order);
	await deleteAccount(portal, guest).catch((error: unknown) => {
		throw isRefusal(error, 'forbidden') ? mayNotDelete(nameOf(guest)) : error;
	});
	return { ...DELETED, stillHasAccess: room ? await otherWaysInto(portal, room, {}) : [] };
}
