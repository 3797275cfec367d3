import { isArchived } from '../content/rooms';
import { DocSpaceError, ifForbidden, InputError, NotAllowedError, quote } from '../errors';
import type { Page, PortalClient } from '../http/client';
import { readPages, type PageRange } from '../http/paging';
import type { Picked, RoomId, UserId } from '../ids';
import { cutInto } from '../lists';
import { mayReadLinks, readLinks } from '../sharing/links';
import {
	Access,
	INVITATION,
	isRoomSecurity,
	isRoomShare,
	type FolderDto,
	type LinkDto,
	type PersonDto,
	type RoomShareDto,
} from '../types';
import { isReferredTo, nameOf, type PersonReference } from './people';

/** ShareFilterType of docspace-api.md 1.4. */
const PEOPLE_AND_GROUPS = 0;

/** The people and groups of a room, all pages unless limited (docspace-api.md 7.3). */
export async function readMembers(
	portal: PortalClient,
	roomId: RoomId,
	limit?: number,
): Promise<RoomShareDto[]> {
	return await readPages(
		limit,
		shareKey,
		async (range) => await readMemberPage(portal, roomId, undefined, range),
	);
}

/** One page of those whose name or address contains a text. */
export async function readMemberPage(
	portal: PortalClient,
	roomId: RoomId,
	search: string | undefined,
	range: PageRange,
): Promise<Page<RoomShareDto>> {
	const query = { filterType: PEOPLE_AND_GROUPS, filterValue: search, ...range };
	const path = `files/rooms/${encodeURIComponent(roomId)}/share`;
	return await portal.getPage(path, isRoomShare, query);
}

function shareKey(share: RoomShareDto): unknown {
	return share.sharedToUser?.id ?? share.sharedToGroup?.id ?? share;
}

/** The guests among a room's members. */
export function guestsAmong(members: RoomShareDto[]): PersonDto[] {
	return members.flatMap(({ sharedToUser }) => (sharedToUser?.isVisitor ? [sharedToUser] : []));
}

/** The person a workflow names among a room's members, if they are one. */
export function memberIn(
	members: RoomShareDto[],
	reference: PersonReference,
): PersonDto | undefined {
	return members
		.map(({ sharedToUser }) => sharedToUser)
		.find((person) => person !== undefined && isReferredTo(person, reference));
}

/** What a guest can still reach, and why. */
export interface RemainingAccess {
	roomId: RoomId;
	roomTitle: string;
	reason: string;
}

/**
 * The ways into a room that stay open when a person's own place in it is gone: links, and the groups they
 * belong to as far as these are known.
 */
export async function otherWaysInto(
	portal: PortalClient,
	room: FolderDto,
	groups: PersonDto['groups'] = [],
): Promise<RemainingAccess[]> {
	const [members, links] = await Promise.all([
		readMembers(portal, room.id),
		readLinks(portal, 'room', room.id),
	]);
	const theirs = new Set(groups.map(({ id }) => id));
	const reasons = [
		...members.flatMap(({ sharedToGroup }) =>
			sharedToGroup && theirs.has(sharedToGroup.id)
				? [`member of the group ${quote(sharedToGroup.name ?? sharedToGroup.id)}`]
				: [],
		),
		...links.flatMap(({ sharedLink }) => (isUsable(sharedLink) ? wayBy(sharedLink) : [])),
		...(links.length === 0 && !mayReadLinks(room) ? [LINKS_UNREAD] : []),
	];
	return reasons.map((reason) => ({ roomId: room.id, roomTitle: room.title, reason }));
}

const LINKS_UNREAD =
	'links could not be read: DocSpace shows them only to who owns or manages the room; look there whether any is open';

function isUsable({ isExpired, maxUseCount = Infinity, currentUseCount = 0 }: LinkDto): boolean {
	return isExpired !== true && currentUseCount < maxUseCount;
}

function wayBy({ title, linkType, internal, password }: LinkDto): string {
	if (linkType === INVITATION) return 'an invitation link lets anybody in who has it';
	const conditions = [
		...(internal ? ['is signed in to DocSpace'] : []),
		...(password ? ['knows its password'] : []),
	];
	const link = title ? `the link ${quote(title)}` : 'a link';
	const whom = conditions.length === 0 ? 'anybody' : `anybody who ${conditions.join(' and ')}`;
	return `${link} is open to ${whom}`;
}

/** Throws `InputError` for an archived room, whose sharing cannot be changed (docspace-api.md 8.4). */
export function requireActive(room: FolderDto, { field }: Picked<RoomId>): void {
	if (!isArchived(room)) return;
	throw new InputError(
		field,
		`names ${quote(room.title)}, which is archived: its members cannot be changed`,
		'Restore the room from the archive first; who is to lose their access is removed before archiving',
	);
}

/** Somebody whom the portal leaves in a room, and whether their roles in forms are the reason. */
export interface Remaining {
	person: PersonDto;
	fillsForms: boolean;
}

/** Takes one guest's place in a room away, as `removeAllFromRoom` does. Throws `DocSpaceError`. */
export async function removeFromRoom(
	portal: PortalClient,
	room: FolderDto,
	guest: PersonDto,
): Promise<void> {
	const [remaining] = await removeAllFromRoom(portal, room, [guest]);
	if (!remaining) return;
	throw remaining.fillsForms
		? new DocSpaceError(
				`${nameOf(guest)} still has a part to fill in in forms of ${quote(room.title)}`,
				'Finish or stop the filling of those forms in DocSpace, then run again',
			)
		: new DocSpaceError(
				`${nameOf(guest)} is still a member of ${quote(room.title)}`,
				'They were invited by someone else. Use the credential of the room’s owner, or of whoever invited them',
			);
}

/** The portal limits how many people one request may name (docspace-api.md 7.2). */
const REMOVED_AT_ONCE = 20;

/**
 * Takes people's places in one room away (docspace-api.md 7.2) and reads the members back, because the
 * portal passes over people it does not let the caller manage (T50). Returns those who are still members.
 * Throws `DocSpaceError` without the right to.
 */
export async function removeAllFromRoom(
	portal: PortalClient,
	room: FolderDto,
	people: PersonDto[],
): Promise<Remaining[]> {
	const blocked = new Set<UserId>();
	for (const batch of cutInto(REMOVED_AT_ONCE, people)) {
		if (await takeAccess(portal, room, batch)) continue;
		// One person's roles in forms keep everybody of the request in the room.
		for (const person of batch) {
			if (!(await takeAccess(portal, room, [person]))) blocked.add(person.id);
		}
	}
	return among(await readMembers(portal, room.id), people).map((person) => ({
		person,
		fillsForms: blocked.has(person.id),
	}));
}

/** Those of some people who are members. */
function among(members: RoomShareDto[], people: PersonDto[]): PersonDto[] {
	const ids = new Set(members.map(({ sharedToUser }) => sharedToUser?.id));
	return people.filter(({ id }) => ids.has(id));
}

/** Returns false when somebody's roles in forms forbid it. */
async function takeAccess(
	portal: PortalClient,
	room: FolderDto,
	people: PersonDto[],
): Promise<boolean> {
	const { result } = await portal
		.writeUntilSeen(
			{
				method: 'PUT',
				path: `files/rooms/${encodeURIComponent(room.id)}/share`,
				body: {
					invitations: people.map(({ id }) => ({ id, access: Access.none })),
					notify: false,
					force: false,
				},
			},
			isRoomSecurity,
			async () =>
				among(await readMembers(portal, room.id), people).length > 0 ? undefined : { members: [] },
		)
		.catch(ifForbidden(() => mayNotRemove(room, people)));
	return result.error !== FORM_ROLES;
}

/** RoomSecurityError: somebody holds roles in the forms of a VDR (docspace-api.md 7.2). */
const FORM_ROLES = 1;

/** For somebody without the right to change who is in a room (docspace-api.md 7.2). */
export function mayNotRemove(room: FolderDto, people: PersonDto[]): DocSpaceError {
	return new NotAllowedError(
		`DocSpace does not let you remove ${people.map(nameOf).slice(0, 3).join(', ')} from ${quote(room.title)}`,
		MUST_MANAGE,
	);
}

/** The same where nobody in particular is to be removed. */
export function mayNotChange({ title }: FolderDto): DocSpaceError {
	return new NotAllowedError(
		`DocSpace does not let you change who is in ${quote(title)}`,
		MUST_MANAGE,
	);
}

const MUST_MANAGE =
	'The user behind the credential must own this room or be a Room manager in it; being a DocSpace admin is not enough';
