import { whereItCannotChange, readFile } from '../content/files';
import { isSection, readFolder, whyItCannotHoldEntries } from '../content/folders';
import { refusalOf } from '../content/refusals';
import { isArchived, readSharedRoom } from '../content/rooms';
import { ifForbidden, InputError, nothingIf, NotAllowedError, quote } from '../errors';
import { PAGE, type PortalClient } from '../http/client';
import type { EntryId, Picked } from '../ids';
import {
	Access,
	FolderType,
	INVITATION,
	isArrayOf,
	isFile,
	isFolder,
	isLinkShare,
	RoomType,
	type FolderDto,
	type LinkShareDto,
	type WholeFileDto,
} from '../types';

/** What a link can give: as the portal's number, by its name, and in the words of its pages (docspace-api.md 14.11). */
export const LINK_ROLES = [
	{ access: Access.read, name: 'Read', word: 'Viewer' },
	{ access: Access.comment, name: 'Comment', word: 'Commenter' },
	{ access: Access.review, name: 'Review', word: 'Reviewer' },
	{ access: Access.editing, name: 'Editing', word: 'Editor' },
	{ access: Access.fillForms, name: 'FillForms', word: 'Form filler' },
];

/** What a link opens. */
export type LinkedKind = 'file' | 'folder' | 'room';

const ROUTES: Record<LinkedKind, string> = {
	file: 'files/file',
	folder: 'files/folder',
	room: 'files/rooms',
};

/** Where the portal keeps the links of an entry (docspace-api.md 14.11). */
export function linksPath(kind: LinkedKind, id: EntryId): string {
	return `${ROUTES[kind]}/${encodeURIComponent(id)}/links`;
}

/**
 * All links of an entry, those that invite into a room included, and none where the user behind the credential
 * lacks the right to see them (docspace-api.md T105). Unlike `GET …/link`, it makes none (T100).
 */
export async function readLinks(
	portal: PortalClient,
	kind: LinkedKind,
	id: EntryId,
): Promise<LinkShareDto[]> {
	// Only of a file's links there are pages, and never more than one.
	const query = kind === 'file' ? { count: PAGE } : {};
	return await portal.get(linksPath(kind, id), isArrayOf(isLinkShare), query);
}

/** Those that open the entry to whoever has them, the main one first. */
export async function readOpenLinks(
	portal: PortalClient,
	kind: LinkedKind,
	id: EntryId,
): Promise<LinkShareDto[]> {
	const links = await readLinks(portal, kind, id);
	return links
		.filter(({ sharedLink }) => sharedLink.linkType !== INVITATION)
		.sort((a, b) => Number(b.sharedLink.primary === true) - Number(a.sharedLink.primary === true));
}

/**
 * Whether the links of a room, or of what lies in a folder, are shown: to all others the portal shows an empty list,
 * with 200 (docspace-api.md T105). What EditAccess tells of an active room only the user's own role tells of an
 * archived one (docspace-api.md 16.7).
 */
export function mayReadLinks({ security, access, rootFolderType }: FolderDto): boolean {
	const isOwnerOrManager = access === Access.none || access === Access.roomManager;
	return (
		security?.EditAccess === true ||
		rootFolderType === FolderType.myDocuments ||
		(isArchived({ rootFolderType }) && isOwnerOrManager)
	);
}

/** A file, folder or room, and how one gets into it by a link. */
export interface Linked {
	id: EntryId;
	title: string;
	/** The main link, or else one of the others; undefined where there is none. */
	link: LinkShareDto | undefined;
	/** How many others there are. */
	others: number;
	/** Whether it was made just now. */
	created: boolean;
}

/** Whose link is wanted. */
export interface LinkOrder {
	kind: LinkedKind;
	picked: Picked;
	/** Whether to open the entry by a link where it has none. */
	createIfMissing: boolean;
}

/**
 * Finds the link of an entry, and makes one only if it is asked to. Throws `NotAllowedError` where it cannot be told
 * whether there is one, `InputError` for what has none and can have none.
 */
export async function findLink(portal: PortalClient, order: LinkOrder): Promise<Linked> {
	const { picked, createIfMissing } = order;
	const entry = await readLinkable(portal, order.kind, picked);
	refuseSection(picked, entry);
	const { id, title } = entry;
	const isRoom = !isFile(entry) && entry.roomType !== undefined;
	const kind = isRoom ? 'room' : order.kind;
	const links = await readOpenLinks(portal, kind, id);
	const found = (link: LinkShareDto | undefined, others: number) => ({ id, title, link, others });
	if (links.length > 0) return { ...found(links[0], links.length - 1), created: false };
	const shown = await requireSight(portal, kind, entry);
	if (shown || !createIfMissing) return { ...found(shown, 0), created: false };
	refuseUnlinkable(picked, entry);
	const link = await makeLink(portal, kind, entry, { access: usualAccess(entry) });
	return { ...found(link, 0), created: true };
}

/** Nobody means to open all of My documents at once. */
function refuseSection({ field }: Picked, entry: Linkable): void {
	if (isFile(entry) || !isSection(entry)) return;
	throw new InputError(
		field,
		`names the section ${quote(entry.title)}, which opens by no link`,
		'Choose a room, or a folder in a room or in My documents',
	);
}

/** What links are about, as it was read by itself. */
export type Linkable = WholeFileDto | FolderDto;

/** Reads a file, folder or room. Throws `InputError` for an id that names none. */
export async function readLinkable(
	portal: PortalClient,
	kind: 'file',
	picked: Picked,
): Promise<WholeFileDto>;
export async function readLinkable(
	portal: PortalClient,
	kind: LinkedKind,
	picked: Picked,
): Promise<Linkable>;
export async function readLinkable(
	portal: PortalClient,
	kind: LinkedKind,
	picked: Picked,
): Promise<Linkable> {
	switch (kind) {
		case 'file':
			return await readFile(portal, picked.id).catch(refusalOf('file', picked));
		case 'folder':
			return await readFolder(portal, picked);
		case 'room':
			return await readSharedRoom(portal, picked);
	}
}

/** ShareFilterType of docspace-api.md 1.4. */
const MAIN_LINK = 8;

/**
 * Makes sure that an empty list of links means that there is none; the main link of an active room is shown to all
 * who are in it (docspace-api.md 16.7). Throws `NotAllowedError`.
 */
export async function requireSight(
	portal: PortalClient,
	kind: LinkedKind,
	entry: Linkable,
): Promise<LinkShareDto | undefined> {
	const place = isFile(entry) ? await readPlace(portal, entry) : entry;
	if (place && mayReadLinks(place)) return undefined;
	const path = `${ROUTES[kind]}/${encodeURIComponent(entry.id)}/share`;
	const [shown] =
		kind === 'room'
			? await portal.get(path, isArrayOf(isLinkShare), { filterType: MAIN_LINK })
			: [];
	if (shown) return shown;
	throw new NotAllowedError(
		`DocSpace does not show you the links of ${quote(entry.title)}, so that there may be some`,
		'Give the user behind the credential the role Room manager in its room, or use the credential of who owns it; being a DocSpace admin is not enough',
	);
}

async function readPlace(
	portal: PortalClient,
	{ folderId }: WholeFileDto,
): Promise<FolderDto | undefined> {
	const path = `files/folder/${encodeURIComponent(folderId)}`;
	return await portal.get(path, isFolder).catch(nothingIf('notFound', 'forbidden'));
}

/** Rooms that open by no link (docspace-api.md 14.11). */
const WITHOUT_LINKS: unknown[] = [RoomType.collaboration, RoomType.virtualData, RoomType.ai];

/** Throws `InputError` for what no link can open, because of where it lies or what it is. */
export function refuseUnlinkable({ field }: Picked, entry: Linkable): void {
	const isStill =
		entry.rootFolderType === FolderType.archive || entry.rootFolderType === FolderType.trash;
	const problem = isFile(entry)
		? whereItCannotChange(entry)
		: isStill
			? whyItCannotHoldEntries(entry)
			: undefined;
	if (problem) {
		throw new InputError(field, `names ${problem}`, 'Take it back out of there in DocSpace first');
	}
	if (isFile(entry) || !WITHOUT_LINKS.includes(entry.roomType)) return;
	throw new InputError(
		field,
		`names ${quote(entry.title)}, a room of a kind that DocSpace opens by no link`,
		'Make a link to a file or folder in it, or invite people into the room',
	);
}

/** The least that a link can give: of a form, to fill it in. */
function usualAccess(entry: Linkable): number {
	const rights = isFile(entry) ? entry.availableShareRights?.ExternalLink : undefined;
	return rights === undefined || rights.includes('Read') ? Access.read : Access.fillForms;
}

/**
 * Makes the main link of an entry. Where there is one already, the portal answers with it, unchanged (docspace-api.md
 * T104), so that it may be asked more than once. Throws `NotAllowedError`.
 */
export async function makeLink(
	portal: PortalClient,
	kind: LinkedKind,
	{ id, title }: Linkable,
	settings: object,
): Promise<LinkShareDto> {
	const path = `${ROUTES[kind]}/${encodeURIComponent(id)}/link`;
	const look = async () =>
		(await readOpenLinks(portal, kind, id)).find(({ sharedLink }) => sharedLink.primary);
	// Of a room only the question makes the main link: there is no request that says so (docspace-api.md 16.7).
	const making =
		kind === 'room'
			? portal.get(path, isLinkShare)
			: portal.writePatiently({ method: 'POST', path, body: settings }, isLinkShare, look);
	return await making.catch(ifForbidden(() => mayNotLink(title)));
}

/** For who lacks the right, or would give more than the entry can be opened for (docspace-api.md 14.11). */
export function mayNotLink(title: string): NotAllowedError {
	return new NotAllowedError(
		`DocSpace does not let you open ${quote(title)} by this link`,
		'Give the user behind the credential the role Room manager in its room. If they are, see in DocSpace whether the portal allows links to everybody, and whether there are too many already',
	);
}
