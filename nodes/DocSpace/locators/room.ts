import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
	INodeProperties,
} from 'n8n-workflow';

import { PAGE, type PortalClient } from '../portal/http/client';
import { isArchived, readRoomPage, type RoomPage } from '../portal/content/rooms';
import { pickFrom } from './picking';

/** A picker of rooms; each field that uses it says what the room is for. */
export const roomLocator: INodeProperties = {
	displayName: 'Room',
	name: 'room',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Choose a room…',
			typeOptions: { searchListMethod: 'searchRooms', searchable: true },
		},
		{
			displayName: 'By URL',
			name: 'url',
			type: 'string',
			placeholder: 'e.g. https://yourcompany.onlyoffice.com/rooms/shared/123/filter?folder=123',
			hint: 'Open the room in DocSpace and copy the address from the browser',
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 123',
			hint: 'The number behind “folder=” in the room’s address',
		},
	],
};

/** The switch that makes the list of rooms show archived ones too. */
export const includeArchivedRooms: INodeProperties = {
	displayName: 'Include Archived Rooms',
	name: 'includeArchivedRooms',
	type: 'boolean',
	default: false,
	description: 'Whether the list of rooms shows archived ones too',
};

/** Fills the list of rooms, a hundred at a time, filtered by title as the user types. */
export async function searchRooms(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const withArchived = this.getNodeParameter('includeArchivedRooms', false) === true;
	const startIndex = Number(paginationToken ?? 0);
	return await pickFrom(this, 'The list of rooms', async (portal) => {
		const query = { searchArea: withArchived ? 'Any' : 'Active', filterValue: filter };
		const { rooms, total } = await readRoomPage(portal, query, startIndex);
		const next = startIndex + PAGE;
		return {
			results: rooms.map((room) => toItem(portal, room)),
			paginationToken: next < total ? String(next) : undefined,
		};
	});
}

type Room = RoomPage['rooms'][number];

function toItem(portal: PortalClient, room: Room): INodeListSearchItems {
	const { id, title } = room;
	return {
		name: isArchived(room) ? `${title} (archived)` : title,
		value: id,
		url: roomUrl(portal.origin, room),
	};
}

/** The address at which a browser shows a room. */
export function roomUrl(origin: string, room: Room): string {
	const area = isArchived(room) ? 'archived' : 'shared';
	const inUrl = encodeURIComponent(room.id);
	return `${origin}/rooms/${area}/${inUrl}/filter?folder=${inUrl}`;
}
