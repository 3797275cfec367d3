import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
	INodeProperties,
} from 'n8n-workflow';

import { folderUrl } from '../portal/address';
import { isArchived, readRoomPage, type NamedRoom, type RoomState } from '../portal/content/rooms';
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

/** A picker of room templates. */
export const templateLocator: INodeProperties = {
	...roomLocator,
	displayName: 'Room Template',
	name: 'template',
	modes: roomLocator.modes?.map((mode) =>
		mode.name === 'list'
			? {
					...mode,
					placeholder: 'Choose a template…',
					typeOptions: { searchListMethod: 'searchTemplates', searchable: true },
				}
			: mode,
	),
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
	return await pickFrom(n8n, 'The list of rooms', async (portal) => {
		const query = { searchArea, filterValue };
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
