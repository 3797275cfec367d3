import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
	INodeProperties,
} from 'n8n-workflow';

import { folderUrl } from '../portal/address';
import { isArchived, readRoomPage, type NamedRoom } from '../portal/content/rooms';
import type { PortalClient } from '../portal/http/client';
import { pickFrom, readPickedPage } from './picking';

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
	return await pickFrom(this, 'The list of rooms', async (portal) => {
		const query = { searchArea: withArchived ? 'Any' : 'Active', filterValue: filter };
		const { items, paginationToken: next } = await readPickedPage(paginationToken, async (range) =>
			readRoomPage(portal, query, range),
		);
		return { results: items.map((room) => toItem(portal, room)), paginationToken: next };
	});
}

function toItem(portal: PortalClient, room: NamedRoom): INodeListSearchItems {
	const { id, title } = room;
	return {
		name: isArchived(room) ? `${title} (archived)` : title,
		value: id,
		url: folderUrl(portal.origin, room),
	};
}
