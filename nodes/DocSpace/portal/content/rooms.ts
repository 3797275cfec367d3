import { InputError, isRefusal, nothingIf, quote } from '../errors';
import type { Page, PortalClient, Query } from '../http/client';
import { readPages, type PageRange } from '../http/paging';
import { isThirdParty, keyOf, sameId, type Picked, type RoomId } from '../ids';
import { refusalOf } from './refusals';
import {
	FolderType,
	isFolder,
	isRoomList,
	RoomType,
	type FolderDto,
	type WholeFolderDto,
} from '../types';

/** Whether a room lies in the Archive section (docspace-api.md 8.2). */
export function isArchived({ rootFolderType }: Pick<FolderDto, 'rootFolderType'>): boolean {
	return rootFolderType === FolderType.archive;
}

/** By RoomType of docspace-api.md 1.4, in the words of DocSpace's own menu. */
const TYPES: Record<number, string> = {
	[RoomType.formFilling]: 'Form filling room',
	[RoomType.collaboration]: 'Collaboration room',
	[RoomType.custom]: 'Custom room',
	[RoomType.public]: 'Public room',
	[RoomType.virtualData]: 'Virtual data room',
	[RoomType.ai]: 'AI room',
};

/** The type of a room in DocSpace's words. */
export function roomTypeOf({ roomType = 0 }: Pick<FolderDto, 'roomType'>): string {
	return TYPES[roomType] ?? String(roomType);
}

/** Reads a room. Throws `InputError` when the id names none that can be seen. */
export async function readSharedRoom(
	portal: PortalClient,
	{ id, field }: Picked<RoomId>,
): Promise<WholeFolderDto> {
	const room = await portal
		.get(`files/rooms/${encodeURIComponent(id)}`, isFolder)
		.catch(nothingIf('notFound', 'forbidden'));
	if (!room) {
		throw new InputError(
			field,
			`was not found: the user behind the credential sees no room with the ID ${id}`,
			'Choose the room from the list',
		);
	}
	refuseFolder(room, field);
	return room;
}

/** The same where there may be none of that id any more. */
export async function readRoomIfAny(
	portal: PortalClient,
	picked: Picked<RoomId>,
): Promise<WholeFolderDto | undefined> {
	const room = await portal
		.get(`files/rooms/${encodeURIComponent(picked.id)}`, isFolder)
		.catch(nothingIf('notFound'))
		.catch(async (error: unknown) => {
			if (await isOfEndedAccount(portal, picked.id, error)) return undefined;
			return refusalOf('room', picked)(error);
		});
	if (room) refuseFolder(room, picked.field);
	return room;
}

/** A room of a third-party account that is not connected any more is no 404, but a failure (docspace-api.md 4). */
async function isOfEndedAccount(
	portal: PortalClient,
	id: RoomId,
	error: unknown,
): Promise<boolean> {
	if (!isThirdParty(id) || !isRefusal(error, 'server')) return false;
	const rooms = await readRoomNames(portal, { searchArea: 'Any' });
	return rooms.every((room) => !sameId(room.id, id));
}

function refuseFolder({ roomType, title }: FolderDto, field: string): void {
	if (roomType !== undefined) return;
	throw new InputError(field, `names the folder ${quote(title)}, not a room`, 'Choose a room');
}

/** Throws `InputError` for a room template, with which most cannot be done that can be done with rooms. */
export function refuseTemplate(room: FolderDto, { field }: Picked, cannotBe: string): void {
	if (room.rootFolderType !== FolderType.roomTemplates) return;
	throw new InputError(
		field,
		`names the room template ${quote(room.title)}, which cannot be ${cannotBe}`,
		'Choose a room',
	);
}

/** Which rooms to list: SearchArea of docspace-api.md 1.4. */
export type RoomState = 'Active' | 'Archive' | 'Any' | 'Templates';

/**
 * The rooms the credential's user sees whose titles contain a text; exact within a state
 * (docspace-api.md 8.1).
 */
export async function findRooms(
	portal: PortalClient,
	state: RoomState,
	search: string | undefined,
	limit?: number,
): Promise<WholeFolderDto[]> {
	const query = { searchArea: state, filterValue: search };
	return await readPages(limit, keyOfRoom, async (range) => await readPage(portal, query, range));
}

/** A room by itself takes 1.5 KB, and a picker asks for a hundred with every letter (docspace-api.md 1.1). */
const NAMING = ['id', 'title', 'rootFolderType', 'foldersCount'] as const;
const ONLY_NAMING = { fields: ['total', ...NAMING.map((member) => `folders.${member}`)].join() };

/** A room that is only to be named. */
export type NamedRoom = Pick<WholeFolderDto, (typeof NAMING)[number]>;

/** One page of rooms, with no more of each than names it. */
export async function readRoomPage(
	portal: PortalClient,
	query: Query,
	range: PageRange,
): Promise<Page<NamedRoom>> {
	return await readPage(portal, { ...query, ...ONLY_NAMING }, range);
}

/** All pages of such rooms, or as many as a limit asks for. */
export async function readRoomNames(
	portal: PortalClient,
	query: Query,
	limit?: number,
): Promise<NamedRoom[]> {
	return await readPages(
		limit,
		keyOfRoom,
		async (range) => await readRoomPage(portal, query, range),
	);
}

function keyOfRoom({ id }: NamedRoom): string {
	return keyOf(id);
}

/** `sortBy` is never sent (T10). */
async function readPage(
	portal: PortalClient,
	query: Query,
	range: PageRange,
): Promise<Page<WholeFolderDto>> {
	const found = await portal.get('files/rooms', isRoomList, { ...query, ...range });
	return { items: found.folders ?? [], total: found.total };
}
