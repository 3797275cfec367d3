import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';

import { folderUrl } from '../portal/address';
import { collated } from '../portal/collation';
import { readFoldersNamed, readSection, readSubfolders } from '../portal/content/folders';
import { readRoomNames, readRoomPage, type NamedRoom } from '../portal/content/rooms';
import type { PortalClient } from '../portal/http/client';
import { isThirdParty, keyOf } from '../portal/ids';
import type { FolderDto } from '../portal/types';
import { byId, byUrl, fromList, picker } from './modes';
import { pickFrom, readPickedPage } from './picking';

/** A picker of folders; each field that uses it says what the folder is for. */
export const folderLocator = picker('Folder', 'folder', [
	fromList(
		'searchFolders',
		'Choose a room or folder…',
		'Type a part of a name, or a room and a slash to see its folders, e.g. Archive/2026',
	),
	byUrl(
		'e.g. https://yourcompany.onlyoffice.com/rooms/shared/123/filter?folder=456',
		'Open the folder in DocSpace and copy the address from the browser',
	),
	byId('e.g. 456', 'The number behind “folder=” in the folder’s address, or @my for My documents'),
]);

/**
 * Fills the list of folders: My documents and the rooms at first, and with a filter the folders in them of such
 * names; a filter with slashes descends from there, so that `Archive/20` shows the folders of the room Archive
 * whose names contain “20”.
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
			: await foldersAtTop(portal, top, paginationToken),
	);
}

async function foldersAtTop(
	portal: PortalClient,
	top: string,
	token: string | undefined,
): Promise<INodeListSearchResult> {
	const asTop = ({ title, ...folder }: NamedRoom) => toItem(portal, { ...folder, path: title });
	const rooms = await readPickedPage(
		token,
		async (range) => await readRoomPage(portal, { filterValue: top }, range),
		asTop,
	);
	if (token) return rooms;
	const documents = await readSection(portal, { section: 'My documents' });
	const tops = documents.filter(({ title }) => collated(title).includes(collated(top)));
	const found = top === '' ? [] : await foldersNamed(portal, documents, top);
	const items = found.map((folder) => toItem(portal, folder));
	return { ...rooms, results: [...tops.map(asTop), ...rooms.results, ...items] };
}

const MOST_ROOMS_READ = 500;
const MOST_ROOMS_SEARCHED = 20;

/**
 * DocSpace searches one room at a time (docspace-api.md 15.5), and a portal may have thousands: so only those with
 * the most folders are searched, as a room that archives clients is.
 */
async function foldersNamed(
	portal: PortalClient,
	documents: FolderDto[],
	text: string,
): Promise<Offer[]> {
	const rooms = await readRoomNames(portal, {}, MOST_ROOMS_READ);
	rooms.sort((a, b) => (b.foldersCount ?? 0) - (a.foldersCount ?? 0));
	const searched = [...documents, ...rooms.slice(0, MOST_ROOMS_SEARCHED)];
	const found = await Promise.all(
		searched.map(async ({ id, title: room }) =>
			(await readFoldersNamed(portal, id, text)).map(({ parentId, title, ...folder }): Offer => {
				const between = parentId === undefined || keyOf(parentId) === keyOf(id) ? '' : '…/';
				return { ...folder, path: `${room}/${between}${title}` };
			}),
		),
	);
	return found.flat();
}

/** A folder as it is offered. */
interface Offer extends Pick<FolderDto, 'id' | 'rootFolderType'> {
	/** The titles that lead to it, `Archive/2026`. */
	path: string;
}

async function foldersBelow(
	portal: PortalClient,
	top: string,
	below: string[],
): Promise<INodeListSearchItems[]> {
	const documents = await readSection(portal, { section: 'My documents' });
	const rooms = await readRoomNames(portal, { filterValue: top });
	let above: Offer[] = [...documents, ...rooms]
		.filter(({ title }) => collated(title) === collated(top))
		.map(({ title, id, rootFolderType }) => ({ path: title, id, rootFolderType }));
	for (const [depth, step] of below.entries()) {
		const isLast = depth === below.length - 1;
		const isWanted = ({ title }: FolderDto) =>
			isLast ? collated(title).includes(collated(step)) : collated(title) === collated(step);
		const found = await Promise.all(
			above.map(async ({ path, id }) =>
				(await readSubfolders(portal, id))
					.filter(isWanted)
					.map((folder): Offer => ({ ...folder, path: `${path}/${folder.title}` })),
			),
		);
		above = found.flat();
	}
	return above.map((folder) => toItem(portal, folder));
}

function toItem(portal: PortalClient, folder: Offer): INodeListSearchItems {
	return {
		name: folder.path,
		value: folder.id,
		description: isThirdParty(folder.id) ? 'In third-party storage' : undefined,
		url: folderUrl(portal.origin, folder),
	};
}
