import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
	INodeProperties,
} from 'n8n-workflow';

import { folderUrl } from '../portal/address';
import { isArchived, readRoomPage, type NamedRoom, type RoomState } from '../portal/content/rooms';
import type { PortalClient } from '../portal/http/client';
import { byId, byUrl, fromList, picker } from './modes';
import { pickFrom, readPickedPage } from './picking';

const BY_LINK_OR_ID = [
	byUrl(
		'e.g. https://yourcompany.onlyoffice.com/rooms/shared/123/filter?folder=123',
		'Open the room in DocSpace and copy the address from the browser',
	),
	byId('e.g. 123', 'The number behind “folder=” in the room’s address'),
];

/** A picker of rooms; each field that uses it says what the room is for. */
export const roomLocator = picker('Room', 'room', [
	fromList('searchRooms', 'Choose a room…'),
	...BY_LINK_OR_ID,
]);

/** A picker of room templates. */
export const templateLocator = picker('Room Template', 'template', [
	fromList('searchTemplates', 'Choose a template…'),
	...BY_LINK_OR_ID,
]);

/** The switch that makes the list of rooms show archived ones too; there is none to show where a room is pasted. */
export const listArchivedRooms: INodeProperties = {
	displayName: 'List Archived Rooms Too',
	name: 'listArchivedRooms',
	type: 'boolean',
	displayOptions: { show: { '/room.mode': ['list'] } },
	default: false,
	description: 'Whether the list of rooms shows archived ones too',
};

/** Fills the list of rooms, a hundred at a time, filtered by title as the user types. */
export async function searchRooms(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const withArchived = this.getNodeParameter('listArchivedRooms', false) === true;
	return await pickRoom(this, withArchived ? 'Any' : 'Active', filter, paginationToken);
}

/** Fills the list of room templates in the same way. */
export async function searchTemplates(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	return await pickRoom(this, 'Templates', filter, paginationToken);
}

async function pickRoom(
	n8n: ILoadOptionsFunctions,
	searchArea: RoomState,
	filterValue: string | undefined,
	paginationToken: string | undefined,
): Promise<INodeListSearchResult> {
	return await pickFrom(n8n, 'The list of rooms', async (portal) =>
		readPickedPage(
			paginationToken,
			async (range) => await readRoomPage(portal, { searchArea, filterValue }, range),
			(room) => toItem(portal, room),
		),
	);
}

function toItem(portal: PortalClient, room: NamedRoom): INodeListSearchItems {
	const { id, title } = room;
	return {
		name: isArchived(room) ? `${title} (archived)` : title,
		value: id,
		url: folderUrl(portal.origin, room),
	};
}
