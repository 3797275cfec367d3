import { asPortalError, DocSpaceError, InputError, isRefusal, PortalError, quote } from '../errors';
import { isEmail, isGuid, type Picked, type RoomId, type UserId } from '../ids';
import { readPages } from '../http/paging';
import { PAGE, type PortalClient } from '../http/client';
import { isArchived, readRoomPage, readSharedRoom, type RoomPage } from '../content/rooms';
import { time } from '../time';
import {
	Access,
	EMPLOYEE_DISABLED,
	isAnything,
	isPerson,
	isRoomSecurity,
	isRoomShare,
	type FolderDto,
	type PersonDto,
	type RoomShareDto,
} from '../types';

/** How a workflow names a guest. */
export type GuestReference = { id: UserId } | { email: string };

/** What a guest can still reach, and why. */
export interface RemainingAccess {
	roomId: RoomId;
	roomTitle: string;
	reason: string;
}

/**
 * Takes what the user entered and returns it as an id or an e-mail address. Throws `InputError`: ids of
 * people are GUIDs, and numbers, which some recipes send, name nobody (docspace-api.md T46).
 */
export function guestReference(value: unknown, field: string): GuestReference {
	const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
	const remedy =
		'Enter the guest’s e-mail address, for example anna@client.com, or choose the guest from the list';
	if (text === '') throw new InputError(field, 'is empty', remedy);
	if (isGuid(text)) return { id: text };
	if (isEmail(text)) return { email: text };
	throw new InputError(
		field,
		`is neither an e-mail address nor the id of a person: ${quote(text)}`,
		/^\d+$/.test(text) ? `DocSpace has no numbers for people. ${remedy}` : remedy,
	);
}

/** Reads a person; `absent` when there is none, `hidden` when the credential's user may not see them. */
export async function findPerson(
	portal: PortalClient,
	reference: GuestReference,
): Promise<PersonDto | 'absent' | 'hidden'> {
	const found =
		'id' in reference
			? portal.get(`people/${reference.id}`, isPerson)
			: portal.get('people/email', isPerson, { email: reference.email });
	return await found.catch((error: unknown) => {
		if (isRefusal(error, 'notFound')) return 'absent' as const;
		if (isRefusal(error, 'forbidden')) return 'hidden' as const;
		throw error;
	});
}

/** Whether a person is the one a workflow names; the portal's own search takes parts of words (T51). */
export function isReferredTo(person: PersonDto, reference: GuestReference): boolean {
	return 'id' in reference
		? person.id.toLowerCase() === reference.id.toLowerCase()
		: person.email?.toLowerCase() === reference.email.toLowerCase();
}

/** A person's name for messages. */
export function nameOf({ displayName, email, id }: PersonDto): string {
	return displayName && email ? `${displayName} (${email})` : (email ?? displayName ?? id);
}

/** What a person is in the portal, by DocSpace's own words (docspace-api.md 7.6). */
export function kindOf({ isOwner, isAdmin, isVisitor, isCollaborator }: PersonDto): string {
	if (isOwner) return 'portal owner';
	if (isAdmin) return 'DocSpace admin';
	if (isVisitor) return 'guest';
	return isCollaborator ? 'user' : 'Room admin';
}

/** Whose sharing entries of a room to read: ShareFilterType of docspace-api.md 1.4. */
const SHARED_WITH = { peopleAndGroups: 0, invitationLinks: 1, externalLinks: 2 } as const;

/** The people and groups of a room, all pages unless limited (docspace-api.md 7.3). */
export async function readMembers(
	portal: PortalClient,
	roomId: RoomId,
	limit?: number,
): Promise<RoomShareDto[]> {
	return await readShares(portal, roomId, 'peopleAndGroups', limit);
}

async function readShares(
	portal: PortalClient,
	roomId: RoomId,
	sharedWith: keyof typeof SHARED_WITH,
	limit?: number,
): Promise<RoomShareDto[]> {
	return await readPages(limit, shareKey, async (page) =>
		portal.getPage(`files/rooms/${encodeURIComponent(roomId)}/share`, isRoomShare, {
			filterType: SHARED_WITH[sharedWith],
			...page,
		}),
	);
}

function shareKey(share: RoomShareDto): unknown {
	return share.sharedToUser?.id ?? share.sharedToGroup?.id ?? share;
}

/** The guests among a room's members. */
export function guestsAmong(members: RoomShareDto[]): PersonDto[] {
	return members.flatMap(({ sharedToUser }) => (sharedToUser?.isVisitor ? [sharedToUser] : []));
}

/** The guests the credential's user sees: an admin all, a Room admin their own (docspace-api.md 7.5). */
export async function findGuests(
	portal: PortalClient,
	search: string | undefined,
	limit?: number,
): Promise<PersonDto[]> {
	return await readPages(
		limit,
		({ id }: PersonDto) => id,
		async (page) =>
			portal.getPage('people/filter', isPerson, { area: 'guests', filterValue: search, ...page }),
	).catch((error: unknown) => {
		throw isRefusal(error, 'forbidden') ? mayNotListGuests() : error;
	});
}

/** docspace-api.md T52 */
function mayNotListGuests(): DocSpaceError {
	return new DocSpaceError(
		'DocSpace does not let you list guests',
		'Use the credential of a Room admin or a DocSpace admin; users and guests may not list people',
		undefined,
		403,
	);
}

/** The person a workflow names among a room's members, if they are one. */
export function memberIn(
	members: RoomShareDto[],
	reference: GuestReference,
): PersonDto | undefined {
	return members
		.map(({ sharedToUser }) => sharedToUser)
		.find((person) => person !== undefined && isReferredTo(person, reference));
}

/**
 * The rooms, archived ones included, in which a person has a place of their own, as far as the
 * credential's user sees them (the parameter `subjectId` of docspace-api.md 8.1).
 */
export async function roomsSharedWith(
	portal: PortalClient,
	userId: UserId,
): Promise<RoomPage['rooms']> {
	const query = { subjectId: userId, subjectFilter: 'Member', searchArea: 'Any' };
	const found: RoomPage['rooms'] = [];
	for (let startIndex = 0; ; startIndex += PAGE) {
		const { rooms, total } = await readRoomPage(portal, query, startIndex);
		found.push(...rooms);
		if (startIndex + PAGE >= total || rooms.length === 0) return found;
	}
}

/**
 * The ways into a room that stay open when a person's own place in it is gone: links, and groups they
 * belong to.
 */
export async function otherWaysInto(
	portal: PortalClient,
	room: FolderDto,
	{ groups = [] }: Pick<PersonDto, 'groups'>,
): Promise<RemainingAccess[]> {
	const [members, external, invitations] = await Promise.all([
		readMembers(portal, room.id),
		readShares(portal, room.id, 'externalLinks'),
		readShares(portal, room.id, 'invitationLinks'),
	]);
	const theirs = new Set(groups.map(({ id }) => id));
	const reasons = [
		...members.flatMap(({ sharedToGroup }) =>
			sharedToGroup && theirs.has(sharedToGroup.id)
				? [`member of the group ${quote(sharedToGroup.name ?? sharedToGroup.id)}`]
				: [],
		),
		...external.map(({ sharedLink }) =>
			sharedLink?.title
				? `the link ${quote(sharedLink.title)} is open to anybody`
				: 'a link is open to anybody',
		),
		...invitations.map(() => 'an invitation link lets anybody in who has it'),
	];
	return reasons.map((reason) => ({ roomId: room.id, roomTitle: room.title, reason }));
}

/**
 * Takes a guest off the guest list of the credential's user: ends every access that user has granted
 * (docspace-api.md 7.1). `before` are the rooms the guest was in. Returns false when the portal refuses
 * because there is nothing to take off, or because the guest is somebody else's. Throws `PortalError`.
 */
export async function removeFromGuestList(
	portal: PortalClient,
	guest: PersonDto,
	before: RoomPage['rooms'],
): Promise<boolean> {
	// An admin sees every guest on the list, so for them only the rooms tell (7.5).
	const isRemoved = async () =>
		!(await isOnGuestList(portal, guest)) ||
		(await roomsSharedWith(portal, guest.id)).length < before.length;
	const written = await portal
		.writeUntilSeen(
			{ method: 'DELETE', path: 'people/guests', body: { userIds: [guest.id] } },
			isAnything,
			async () => ((await isRemoved()) ? true : undefined),
		)
		.catch((error: unknown) => {
			if (isRefusal(error, 'forbidden')) return undefined;
			throw error;
		});
	// The portal refuses to repeat what it has done: an earlier attempt may have been accepted unheard.
	if (!written) return (await roomsSharedWith(portal, guest.id)).length < before.length;
	// Before 3.7.1 a guest who is not ours is passed over with HTTP 200 (docspace-api.md 7.1).
	if (!(await isRemoved()) && !(await seesAllGuests(portal))) {
		throw new DocSpaceError(
			`DocSpace answered that ${nameOf(guest)} was removed, but they are still on your guest list`,
			'Run again; if it stays, remove the guest in DocSpace under Contacts → Guests',
		);
	}
	return true;
}

/** Whether the people list shows a guest: to a Room admin only their own, to an admin every one (7.5). */
async function isOnGuestList(portal: PortalClient, guest: PersonDto): Promise<boolean> {
	for (let startIndex = 0; ; startIndex += PAGE) {
		const { items, total } = await portal.getPage('people/filter', isPerson, {
			area: 'guests',
			filterValue: guest.email,
			count: PAGE,
			startIndex,
		});
		if (items.some(({ id }) => id === guest.id)) return true;
		if (startIndex + PAGE >= total || items.length === 0) return false;
	}
}

async function seesAllGuests(portal: PortalClient): Promise<boolean> {
	const self = await portal.get('people/@self', isPerson).catch(asPortalError);
	// A key without that scope cannot tell; the rooms read back afterwards still do.
	return self instanceof PortalError || self.isAdmin === true || self.isOwner === true;
}

/** Reads a room whose sharing is to be changed. Throws `InputError` when it cannot be (7.2). */
export async function readRoomToUnshare(
	portal: PortalClient,
	picked: Picked<RoomId>,
): Promise<FolderDto> {
	const room = await readSharedRoom(portal, picked);
	requireActive(room, picked.field);
	return room;
}

/** Throws `InputError` for an archived room, whose sharing cannot be changed (docspace-api.md 8.4). */
export function requireActive(room: FolderDto, field: string): void {
	if (!isArchived(room)) return;
	throw new InputError(
		field,
		`names ${quote(room.title)}, which is archived: nobody can be removed from it`,
		'Restore the room from the archive first, or remove guests before archiving',
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
	for (let at = 0; at < people.length; at += REMOVED_AT_ONCE) {
		const batch = people.slice(at, at + REMOVED_AT_ONCE);
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
		.catch((error: unknown) => {
			throw isRefusal(error, 'forbidden') ? mayNotRemove(room, people) : error;
		});
	return result.error !== FORM_ROLES;
}

/** RoomSecurityError: somebody holds roles in the forms of a VDR (docspace-api.md 7.2). */
const FORM_ROLES = 1;

function mayNotRemove(room: FolderDto, people: PersonDto[]): DocSpaceError {
	return new DocSpaceError(
		`DocSpace does not let you remove ${people.map(nameOf).slice(0, 3).join(', ')} from ${quote(room.title)}`,
		'The user behind the credential must own this room or be a Room manager in it; being a DocSpace admin is not enough',
		undefined,
		403,
	);
}

const PAUSES_UNTIL_DELETED = [0, 500, 2000, 5000, 10_000];

/**
 * Disables a guest's account and deletes it (docspace-api.md 7.4). Throws `PortalError` without the right
 * to, `DocSpaceError` when the account is still there afterwards.
 */
export async function deleteAccount(portal: PortalClient, guest: PersonDto): Promise<void> {
	const read = async () => await findPerson(portal, { id: guest.id });
	if (guest.status !== EMPLOYEE_DISABLED) {
		await portal.writeUntilSeen(
			{
				method: 'PUT',
				path: `people/status/${EMPLOYEE_DISABLED}`,
				body: { userIds: [guest.id] },
			},
			isAnything,
			async () => {
				const now = await read();
				return typeof now === 'string' || now.status === EMPLOYEE_DISABLED ? true : undefined;
			},
		);
	}
	const isGone = async () => (await read()) === 'absent';
	await portal
		.writeUntilSeen({ method: 'DELETE', path: `people/${guest.id}` }, isAnything, async () =>
			(await isGone()) ? true : undefined,
		)
		.catch((error: unknown) => {
			// Somebody else was faster.
			if (!isRefusal(error, 'notFound')) throw error;
		});
	for (const pause of PAUSES_UNTIL_DELETED) {
		await time.wait(pause, portal.signal);
		if (await isGone()) return;
	}
	throw new DocSpaceError(
		`The account of ${nameOf(guest)} is disabled, but DocSpace has not deleted it yet`,
		'The guest cannot sign in any more. Run again later, or delete the account under Contacts → Guests',
	);
}
