import { DocSpaceError, InputError, isRefusal, NotAllowedError, quote } from '../errors';
import type { PortalClient } from '../http/client';
import type { FileId, Picked } from '../ids';
import { time } from '../time';
import {
	isAnything,
	isFolderContent,
	isLinkShare,
	roomIn,
	RoomType,
	type LinkShareDto,
	type WholeFileDto,
} from '../types';
import {
	linksPath,
	LINK_ROLES,
	makeLink,
	mayNotLink,
	readLinkable,
	readOpenLinks,
	refuseUnlinkable,
	requireSight,
	type Linked,
} from './links';

/** What may be set of a link (docspace-api.md 14.11). */
export interface LinkSettings {
	access: number;
	title: string;
	/** In milliseconds; null for a link that never expires. */
	expires: number | null;
	/** Null for a link without one. */
	password: string | null;
	denyDownload: boolean;
	/** Only for people who have signed in to the portal. */
	internal: boolean;
}

/** How a file is to be open to whoever has its main link. What is not named stays as it is. */
export interface SharingOrder {
	picked: Picked<FileId>;
	wanted: Partial<LinkSettings>;
	/** The label of the field in which something is set, for errors about it. */
	fieldOf: (setting: keyof LinkSettings) => string;
}

/** A file's links after they were changed. */
export interface Sharing extends Linked {
	/** Whether a link that was there before is another now. */
	changed: boolean;
	/** How many links do not open the file any more. */
	ended: number;
}

/**
 * Makes the main link of a file, or changes it. Nothing is written where it is as it should be. The portal takes what
 * a request leaves out for nothing (docspace-api.md T101), so all that is there goes back with what is wanted, and the
 * link is read again: some changes it leaves out without a word. Throws `InputError` before anything is written.
 */
export async function shareFile(
	portal: PortalClient,
	{ picked, wanted, fieldOf }: SharingOrder,
): Promise<Sharing> {
	const file = await readLinkable(portal, 'file', picked);
	refuseUnlinkable(picked, file);
	const order = { file, wanted, fieldOf };
	refuseUnusable(order, portal.now ?? time.now());
	const links = await readOpenLinks(portal, 'file', file.id);
	if (links.length === 0) await requireSight(portal, 'file', file);
	const before = links.find(isMain);
	if (before) refuseExpired(order, before);
	if (wanted.internal) await refuseInPublicRoom(portal, order);
	const explain = (error: unknown): never => {
		throw whyRefused(error, order);
	};
	const settings = bodyOf(wanted);
	const found = before ?? (await makeLink(portal, 'file', file, settings).catch(explain));
	const fits = isAsWanted(found, wanted);
	const link = fits ? found : await changeLink(portal, order, found).catch(explain);
	const others = links.filter((one) => !isMain(one)).length;
	const created = before === undefined;
	const { id, title } = file;
	return { id, title, link, others, created, changed: !created && !fits, ended: 0 };
}

/** Which links of a file are to be ended: the main one, or all that open it. */
export type EndedLinks = 'main' | 'all';

/**
 * Ends links of a file, for good. In Public and Form rooms the portal puts another main link in place of an ended
 * one (docspace-api.md T103), which is the `link` then. Throws `DocSpaceError` where one is still there afterwards.
 */
export async function endLinks(
	portal: PortalClient,
	picked: Picked<FileId>,
	which: EndedLinks,
): Promise<Sharing> {
	const file = await readLinkable(portal, 'file', picked);
	const { id, title } = file;
	const links = await readOpenLinks(portal, 'file', id);
	if (links.length === 0) await requireSight(portal, 'file', file);
	const ending = links.filter((link) => which === 'all' || isMain(link));
	if (ending.length > 0) refuseUnlinkable(picked, file);
	for (const link of ending) await endLink(portal, file, link);
	const left = ending.length > 0 ? await readOpenLinks(portal, 'file', id) : links;
	if (ending.some((link) => has(left, link))) {
		throw new DocSpaceError(
			`DocSpace has not ended the link of ${quote(title)}`,
			'Run again. If it stays, end it in DocSpace, in the settings of the file’s sharing',
		);
	}
	const others = Math.max(0, left.length - 1);
	return { id, title, link: left[0], others, created: false, changed: false, ended: ending.length };
}

async function endLink(
	portal: PortalClient,
	{ id, title }: WholeFileDto,
	link: LinkShareDto,
): Promise<void> {
	const body = { linkId: link.sharedLink.id, access: 0 };
	const look = async () => (has(await readOpenLinks(portal, 'file', id), link) ? undefined : true);
	await portal
		.writePatiently({ method: 'PUT', path: linksPath('file', id), body }, isAnything, look)
		.catch((error: unknown) => {
			throw isRefusal(error, 'forbidden') ? mayNotEnd(title) : error;
		});
}

function mayNotEnd(title: string): NotAllowedError {
	return new NotAllowedError(
		`DocSpace does not let you end the link of ${quote(title)}`,
		'Give the user behind the credential the role Room manager in its room, or end the link in DocSpace yourself',
	);
}

/** What is wanted of a file's link. */
type Wish = Omit<SharingOrder, 'picked'> & { file: WholeFileDto };

async function changeLink(
	portal: PortalClient,
	{ file: { id, title }, wanted }: Wish,
	found: LinkShareDto,
): Promise<LinkShareDto> {
	const body = {
		linkId: found.sharedLink.id,
		primary: true,
		...bodyOf({ ...settingsOf(found), ...wanted }),
	};
	const look = async () =>
		(await readOpenLinks(portal, 'file', id)).find(
			(link) => has([found], link) && isAsWanted(link, wanted),
		);
	const request = { method: 'PUT' as const, path: linksPath('file', id), body };
	await portal.writePatiently(request, isLinkShare, look);
	const link = await look();
	if (link) return link;
	throw new DocSpaceError(
		`DocSpace has not changed the link of ${quote(title)} as it should`,
		'In Public and Form filling rooms it lets nobody change when the main link expires, and in Virtual data rooms every link is for people who have signed in: leave these out there',
	);
}

const MOST_YEARS = 10;
const YEAR_MS = 365 * 24 * 3_600_000;
const LONGEST_NAME = 255;

/** Refuses what the portal would refuse, or take for something else without a word (docspace-api.md T102). */
function refuseUnusable({ file, wanted, fieldOf }: Wish, now: number): void {
	const { access, expires, title = '' } = wanted;
	const possible = LINK_ROLES.filter(({ name }) =>
		(file.availableShareRights?.ExternalLink ?? [name]).includes(name),
	);
	const role = LINK_ROLES.find((one) => one.access === access);
	if (role && !possible.includes(role)) {
		throw new InputError(
			fieldOf('access'),
			`is ${role.word}, which no link to ${quote(file.title)} can give`,
			`Choose ${possible.map(({ word }) => word).join(' or ') || 'another file'}`,
		);
	}
	if (title.length > LONGEST_NAME) {
		throw new InputError(
			fieldOf('title'),
			`has ${title.length} characters, and DocSpace allows ${LONGEST_NAME}`,
			'Shorten it',
		);
	}
	if (typeof expires !== 'number') return;
	if (expires <= now) {
		throw new InputError(
			fieldOf('expires'),
			`is in the past: ${new Date(expires).toISOString()}`,
			'Choose a later moment; DocSpace would make a link that never expires of it',
		);
	}
	if (expires <= now + MOST_YEARS * YEAR_MS) return;
	throw new InputError(
		fieldOf('expires'),
		`is more than ${MOST_YEARS} years ahead: ${new Date(expires).toISOString()}`,
		'Choose an earlier moment, or a link that never expires',
	);
}

/** There DocSpace would open the file to everybody, and say nothing (docspace-api.md 14.11). */
async function refuseInPublicRoom(portal: PortalClient, { file, fieldOf }: Wish): Promise<void> {
	const path = `files/${encodeURIComponent(file.folderId)}`;
	const { pathParts } = await portal.get(path, isFolderContent, { count: 1 });
	if (roomIn(pathParts)?.roomType !== RoomType.public) return;
	throw new InputError(
		fieldOf('internal'),
		`is on, but ${quote(file.title)} lies in a Public room, where every link is open to everybody`,
		'Switch it off, or move the file into a room of another kind first',
	);
}

/** With its own expiry sent back to it, the portal would make a link that never expires (docspace-api.md T102). */
function refuseExpired({ file, wanted, fieldOf }: Wish, { sharedLink }: LinkShareDto): void {
	if (sharedLink.isExpired !== true || wanted.expires !== undefined) return;
	throw new InputError(
		fieldOf('expires'),
		`is not set, and the link of ${quote(file.title)} has expired`,
		'Set a later moment, or a link that never expires; or end the link first, to have a new one',
	);
}

function whyRefused(error: unknown, { file, wanted, fieldOf }: Wish): unknown {
	if (isRefusal(error, 'forbidden')) return mayNotLink(file.title);
	if (!isRefusal(error, 'invalid') || !wanted.password) return error;
	return new InputError(
		fieldOf('password'),
		'holds a password that is too weak for this portal, or has signs that it does not allow',
		'Use 8 to 30 Latin letters, digits and signs without spaces, as DocSpace asks for under Settings → Security',
	);
}

function settingsOf({ access, sharedLink }: LinkShareDto): LinkSettings {
	const { title = '', expirationDate, password, denyDownload, internal } = sharedLink;
	return {
		access,
		title,
		expires: expirationDate ? Date.parse(expirationDate) : null,
		password: password || null,
		denyDownload: denyDownload === true,
		internal: internal === true,
	};
}

/** As the portal takes them: what a link is not to have is left out. */
function bodyOf({ expires, password, ...others }: Partial<LinkSettings>): object {
	return {
		...others,
		...(expires ? { expirationDate: new Date(expires).toISOString() } : {}),
		...(password ? { password } : {}),
	};
}

/** The portal rounds moments. */
const TOLERANCE_MS = 60_000;

function isAsWanted(link: LinkShareDto, wanted: Partial<LinkSettings>): boolean {
	const { expires, ...others } = settingsOf(link);
	const expiresAsWanted =
		typeof wanted.expires === 'number' && expires !== null
			? Math.abs(wanted.expires - expires) < TOLERANCE_MS
			: wanted.expires === undefined || wanted.expires === expires;
	const now = { ...others, ...wanted };
	return (
		expiresAsWanted &&
		now.access === others.access &&
		now.title === others.title &&
		now.password === others.password &&
		now.denyDownload === others.denyDownload &&
		now.internal === others.internal
	);
}

function isMain({ sharedLink }: LinkShareDto): boolean {
	return sharedLink.primary === true;
}

function has(links: LinkShareDto[], { sharedLink }: LinkShareDto): boolean {
	return links.some((link) => link.sharedLink.id === sharedLink.id);
}
