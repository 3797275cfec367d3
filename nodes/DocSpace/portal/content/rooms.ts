import { InputError, quote } from '../errors';
import type { Page, PortalClient, Query } from '../http/client';
import { readPages, type PageRange } from '../http/paging';
import { keyOf, type Picked, type RoomId } from '../ids';
import {
	FolderType,
	isRoomList,
	isWholeFolder,
	type FolderDto,
	type WholeFolderDto,
} from '../types';
import { hiddenRoomRefusal } from './refusals';

/** Whether a room lies in the Archive section (docspace-api.md 8.2). */
export function isArchived({ rootFolderType }: Pick<FolderDto, 'rootFolderType'>): boolean {
	return rootFolderType === FolderType.archive;
}

/** Reads a room. Throws `InputError` when the id names none that can be seen. */
export async function readSharedRoom(
	portal: PortalClient,
	picked: Picked<RoomId>,
): Promise<WholeFolderDto> {
	const room = await portal
		.get(`files/rooms/${encodeURIComponent(picked.id)}`, isWholeFolder)
		.catch((error: unknown) => {
			throw hiddenRoomRefusal(picked, error);
		});
	if (room.roomType !== undefined) return room;
	throw new InputError(
		picked.field,
		`names the folder ${quote(room.title)}, not a room`,
		'Choose a room',
	);
}

/** Which rooms to list: SearchArea of docspace-api.md 1.4. */
export type RoomState = 'Active' | 'Archive' | 'Any';

/**
 * The rooms the credential's user sees whose titles contain a text; exact within a state
 * (docspace-api.md 8.1). `sortBy` is never sent (T10).
 */
export async function findRooms(
	portal: PortalClient,
	state: RoomState,
	search: string | undefined,
	limit?: number,
): Promise<WholeFolderDto[]> {
	return await readPages(
		limit,
		({ id }: WholeFolderDto) => keyOf(id),
		async (page) => {
			const query = { searchArea: state, filterValue: search, ...page };
			const { folders = [], total } = await portal.get('files/rooms', isRoomList, query);
			return { items: folders, total };
		},
	);
}

/** A room by itself takes 1.5 KB, and a picker asks for a hundred with every letter (docspace-api.md 1.1). */
const NAMING = ['id', 'title', 'rootFolderType'] as const;

/** A room that is only to be named. */
export type NamedRoom = Pick<FolderDto, (typeof NAMING)[number]>;

/** One page of rooms, with no more of each than names it. `sortBy` is never sent (T10). */
export async function readRoomPage(
	portal: PortalClient,
	query: Query,
	range: PageRange,
): Promise<Page<NamedRoom>> {
	const { folders = [], total } = await portal.get('files/rooms', isRoomList, {
		...query,
		fields: ['total', ...NAMING.map((member) => `folders.${member}`)].join(),
		...range,
	});
	return { items: folders, total };
}

/** All pages of such rooms. */
export async function readRoomNames(portal: PortalClient, query: Query): Promise<NamedRoom[]> {
	return await readPages(
		undefined,
		({ id }: NamedRoom) => keyOf(id),
		async (range) => await readRoomPage(portal, query, range),
	);
}
