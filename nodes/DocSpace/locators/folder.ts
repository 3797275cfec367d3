import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
	INodeProperties,
} from 'n8n-workflow';

import { isRefusal } from '../portal/errors';
import { readSubfolders } from '../portal/content/folders';
import { isThirdParty, type FolderId } from '../portal/ids';
import { PAGE, type PortalClient } from '../portal/http/client';
import { readRoomPage, type RoomPage } from '../portal/content/rooms';
import { folded } from '../portal/titles';
import { isFolderContent, type FolderDto } from '../portal/types';
import { pickFrom } from './picking';

/** A picker of folders; each field that uses it says what the folder is for. */
export const folderLocator: INodeProperties = {
	displayName: 'Folder',
	name: 'folder',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Choose a room or folder…',
			hint: 'Type a room’s name and a slash to see its folders, e.g. Archive/2026',
			typeOptions: { searchListMethod: 'searchFolders', searchable: true },
		},
		{
			displayName: 'By URL',
			name: 'url',
			type: 'string',
			placeholder: 'e.g. https://yourcompany.onlyoffice.com/rooms/shared/123/filter?folder=456',
			hint: 'Open the folder in DocSpace and copy the address from the browser',
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 456',
			hint: 'The number behind “folder=” in the folder’s address',
		},
	],
};

/**
 * Fills the list of folders: My documents and the rooms at first; a filter with slashes descends from
 * there, so that `Archive/20` shows the folders of the room Archive whose names contain “20”.
 */
export async function searchFolders(
	this: ILoadOptionsFunctions,
	filter = '',
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const [top = '', ...below] = filter.split('/').map((step) => step.trim());
	return await pickFrom(this, 'The list of folders', async (portal) =>
		below.length > 0
			? { results: await foldersBelow(portal, top, below) }
			: await foldersAtTop(portal, top, Number(paginationToken ?? 0)),
	);
}

async function foldersAtTop(
	portal: PortalClient,
	top: string,
	startIndex: number,
): Promise<INodeListSearchResult> {
	const { rooms, total } = await readRoomPage(portal, { filterValue: top }, startIndex);
	const next = startIndex + PAGE;
	const documents = startIndex === 0 ? await myDocuments(portal) : [];
	return {
		results: [
			...documents.filter(({ title }) => folded(title).includes(folded(top))),
			...rooms,
		].map(({ id, title }) => toItem(portal, { id, path: title })),
		paginationToken: next < total ? String(next) : undefined,
	};
}

/** A folder as it is offered. */
interface Offer {
	id: FolderId;
	/** The titles that lead to it, `Archive/2026`. */
	path: string;
}

async function foldersBelow(
	portal: PortalClient,
	top: string,
	below: string[],
): Promise<INodeListSearchItems[]> {
	let above: Offer[] = (await topFolders(portal, top))
		.filter(({ title }) => folded(title) === folded(top))
		.map(({ title, id }) => ({ path: title, id }));
	for (const [depth, step] of below.entries()) {
		const isLast = depth === below.length - 1;
		const isWanted = ({ title }: FolderDto) =>
			isLast ? folded(title).includes(folded(step)) : folded(title) === folded(step);
		const found = await Promise.all(
			above.map(async ({ path, id }) =>
				(await readSubfolders(portal, id))
					.filter(isWanted)
					.map((folder): Offer => ({ id: folder.id, path: `${path}/${folder.title}` })),
			),
		);
		above = found.flat();
	}
	return above.map((folder) => toItem(portal, folder));
}

/** My documents and every room whose title contains the text, however many there are. */
async function topFolders(portal: PortalClient, title: string): Promise<RoomPage['rooms']> {
	const found: RoomPage['rooms'] = await myDocuments(portal);
	for (let startIndex = 0; ; startIndex += PAGE) {
		const { rooms, total } = await readRoomPage(portal, { filterValue: title }, startIndex);
		found.push(...rooms);
		if (startIndex + PAGE >= total) return found;
	}
}

/** My documents; guests have none. */
async function myDocuments(portal: PortalClient): Promise<FolderDto[]> {
	return await portal.get('files/@my', isFolderContent, { count: 1 }).then(
		({ current }) => [current],
		(error: unknown) => {
			if (isRefusal(error, 'forbidden', 'notFound')) return [];
			throw error;
		},
	);
}

function toItem(portal: PortalClient, { id, path }: Offer): INodeListSearchItems {
	return {
		name: path,
		value: id,
		description: isThirdParty(id) ? 'In third-party storage' : undefined,
		url: folderUrl(portal.origin, id),
	};
}

/** The address at which a browser shows a folder. */
export function folderUrl(origin: string, id: FolderId): string {
	return `${origin}/rooms/shared/filter?folder=${encodeURIComponent(id)}`;
}
