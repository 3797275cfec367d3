import { readRoomNames, type NamedRoom } from '../content/rooms';
import {
	DocSpaceError,
	ifForbidden,
	InputError,
	isRefusal,
	NotAllowedError,
	nothingIf,
	quote,
} from '../errors';
import type { Page, PortalClient, Query } from '../http/client';
import { readSelfIfAllowed } from '../http/self';
import { readPages, type PageRange } from '../http/paging';
import { allAtOnce, waitAndLook } from '../http/waiting';
import { keyOf, type UserId } from '../ids';
import {
	EMPLOYEE_DISABLED,
	EMPLOYEE_INVITED,
	isAnything,
	isPerson,
	type PersonDto,
} from '../types';

/** How a workflow names a person. */
export type PersonReference = { id: UserId } | { email: string };

/** The person that was named in a field, with its label, which errors about them name. */
export interface NamedPerson {
	reference: PersonReference;
	field: string;
}

/** Reads a person; `absent` when there is none, `hidden` when the credential's user may not see them. */
export async function findPerson(
	portal: PortalClient,
	reference: PersonReference,
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
export function isReferredTo(person: PersonDto, reference: PersonReference): boolean {
	return 'id' in reference
		? person.id.toLowerCase() === reference.id.toLowerCase()
		: person.email?.toLowerCase() === reference.email.toLowerCase();
}

/** A person's name for messages. */
export function nameOf({ displayName, email, id }: PersonDto): string {
	return displayName && email ? `${displayName} (${email})` : (email ?? displayName ?? id);
}

/** What people are in the portal, as it calls them when one is to be made of somebody (docspace-api.md 1.4, 7.6). */
export type UserType = 'DocSpaceAdmin' | 'RoomAdmin' | 'User' | 'Guest';

/** What a person is; `Owner` is the one DocSpace admin of whom nobody can make anything else. */
export function typeOf({
	isOwner,
	isAdmin,
	isVisitor,
	isCollaborator,
}: PersonDto): UserType | 'Owner' {
	if (isOwner) return 'Owner';
	if (isAdmin) return 'DocSpaceAdmin';
	if (isVisitor) return 'Guest';
	return isCollaborator ? 'User' : 'RoomAdmin';
}

const KINDS: Record<UserType | 'Owner', string> = {
	Owner: 'portal owner',
	DocSpaceAdmin: 'DocSpace admin',
	RoomAdmin: 'Room admin',
	User: 'user',
	Guest: 'guest',
};

/** The same by DocSpace's own words, for messages. */
export function kindOf(person: PersonDto): string {
	return KINDS[typeOf(person)];
}

/** A type with its article, for messages. */
export function nounOf(type: UserType): string {
	return `a ${KINDS[type]}`;
}

/** Whether an account can be used, has been disabled, or waits for an invited person to register. */
export type UserStatus = 'active' | 'disabled' | 'invited';

export function statusOf({ status }: PersonDto): UserStatus {
	if (status === EMPLOYEE_DISABLED) return 'disabled';
	return status === EMPLOYEE_INVITED ? 'invited' : 'active';
}

/**
 * Reads a person who was named in a field. Throws `InputError` where nobody is called so, `NotAllowedError` where
 * the credential's user may not see them (docspace-api.md 17.1).
 */
export async function readPerson(portal: PortalClient, named: NamedPerson): Promise<PersonDto> {
	return requireFound(await findPerson(portal, named.reference), named);
}

/** The person who was found. Throws as `readPerson` does. */
export function requireFound(
	found: Awaited<ReturnType<typeof findPerson>>,
	{ reference, field }: NamedPerson,
): PersonDto {
	const named = quote('id' in reference ? reference.id : reference.email);
	if (found === 'absent') {
		throw new InputError(
			field,
			`was not found: DocSpace knows nobody by ${named}`,
			'Check the address, or choose the person from the list; they may have been deleted',
		);
	}
	if (found === 'hidden') {
		throw new NotAllowedError(
			`DocSpace does not let you see ${named}`,
			'Use the credential of a DocSpace admin. A Room admin sees the members of the portal and the guests they have invited, users and guests see only themselves',
		);
	}
	return found;
}

/** Which people to list; what is left out makes no difference. */
export interface PeopleFilter {
	search?: string;
	type?: UserType;
	status?: UserStatus;
}

const STATUS_NUMBERS = { active: 1, disabled: EMPLOYEE_DISABLED, invited: EMPLOYEE_INVITED };

/** All people whom a filter lets through, or no more than a limit. Throws `NotAllowedError` without the right to list them. */
export async function findPeople(
	portal: PortalClient,
	{ search, type, status }: PeopleFilter,
	limit?: number,
): Promise<PersonDto[]> {
	const query = {
		filterValue: search,
		employeeType: type,
		employeeStatus: status && STATUS_NUMBERS[status],
	};
	return await readPages(
		limit,
		({ id }: PersonDto) => id,
		async (range) => await readPeoplePage(portal, query, range),
	);
}

/**
 * One page of the guests the credential's user sees whose name or address contains a text: an admin sees all,
 * a Room admin their own (docspace-api.md 7.5).
 */
export async function readGuestPage(
	portal: PortalClient,
	search: string | undefined,
	range: PageRange,
): Promise<Page<PersonDto>> {
	return await readPeoplePage(portal, { area: 'guests', filterValue: search }, range);
}

/**
 * One page of the people of the portal, guests among them, that a query yields (docspace-api.md 7.5). Throws
 * `DocSpaceError` without the right to list them.
 */
export async function readPeoplePage(
	portal: PortalClient,
	query: Query,
	range: PageRange,
): Promise<Page<PersonDto>> {
	return await portal
		.getPage('people/filter', isPerson, { ...query, ...range })
		.catch(ifForbidden(() => mayNotList(query.area === 'guests' ? 'guests' : 'people')));
}

/** All such guests, or no more than a limit. Throws `DocSpaceError` without the right to list them. */
export async function findGuests(
	portal: PortalClient,
	search: string | undefined,
	limit?: number,
): Promise<PersonDto[]> {
	return await readPages(
		limit,
		({ id }: PersonDto) => id,
		async (range) => await readGuestPage(portal, search, range),
	);
}

/** docspace-api.md T52 */
function mayNotList(whom: string): DocSpaceError {
	return new NotAllowedError(
		`DocSpace does not let you list ${whom}`,
		'Use the credential of a Room admin or a DocSpace admin; users and guests may not list people',
	);
}

/**
 * The rooms, archived ones included, in which a person has a place of their own, as far as the
 * credential's user sees them (the parameter `subjectId` of docspace-api.md 8.1).
 */
export async function roomsSharedWith(portal: PortalClient, userId: UserId): Promise<NamedRoom[]> {
	return await readRoomNames(portal, {
		subjectId: userId,
		subjectFilter: 'Member',
		searchArea: 'Any',
	});
}

/** What a guest list and the rooms tell once a guest was taken off it. */
export interface TakenOff {
	/** False when the portal refuses because there is nothing to take off, or the guest is somebody else's. */
	removed: boolean;
	/** The rooms they are still in. */
	left: NamedRoom[];
}

/**
 * Takes a guest off the guest list of the credential's user: ends every access that user has granted
 * (docspace-api.md 7.1). `before` are the rooms the guest was in; `look` is asked once the portal has answered,
 * together with the proof. Throws `PortalError`.
 */
export async function removeFromGuestList<T>(
	portal: PortalClient,
	guest: PersonDto,
	before: NamedRoom[],
	look: () => Promise<T>,
): Promise<[TakenOff, T]> {
	const prove = async (): Promise<TakenOff> => {
		const [isListed, left] = await allAtOnce([
			isOnGuestList(portal, guest),
			roomsSharedWith(portal, guest.id),
		]);
		// An admin sees every guest on the list, so for them only the rooms tell (7.5): all of them, by id,
		// because somebody else may end the access to one in the same moment.
		const still = new Set(left.map(({ id }) => keyOf(id)));
		const isOut = before.length > 0 && before.every(({ id }) => !still.has(keyOf(id)));
		return { removed: !isListed || isOut, left };
	};
	const written = await portal
		.writeUntilSeen(
			{ method: 'DELETE', path: 'people/guests', body: { userIds: [guest.id] } },
			isAnything,
			async () => ((await prove()).removed ? true : undefined),
		)
		.catch(nothingIf('forbidden'));
	const [proof, seen] = await allAtOnce([prove(), look()]);
	// The portal refuses to repeat what it has done: an earlier attempt may have been accepted unheard.
	if (!written || proof.removed) return [proof, seen];
	// Before 3.7.1 a guest who is not ours is passed over with HTTP 200 (docspace-api.md 7.1).
	if (await seesAllGuests(portal)) return [{ ...proof, removed: true }, seen];
	throw new DocSpaceError(
		`DocSpace answered that ${nameOf(guest)} was removed, but they are still on your guest list`,
		'Run again; if it stays, remove the guest in DocSpace under Contacts → Guests',
	);
}

/** Whether the people list shows a guest: to a Room admin only their own, to an admin every one (7.5). */
export async function isOnGuestList(portal: PortalClient, guest: PersonDto): Promise<boolean> {
	return (await findGuests(portal, guest.email)).some(({ id }) => id === guest.id);
}

/** Whether nobody can be on the guest list of the credential's user, as of a User or Guest (docspace-api.md 7.1). */
export async function hasNoGuestList(portal: PortalClient): Promise<boolean> {
	const self = await readSelfIfAllowed(portal);
	return self?.isCollaborator === true || self?.isVisitor === true;
}

/** Whether the credential's user is an admin of the portal. A key without the scope to ask cannot tell. */
export async function seesAllGuests(portal: PortalClient): Promise<boolean> {
	const self = await readSelfIfAllowed(portal);
	return !self || self.isAdmin === true || self.isOwner === true;
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
	const isGone = async () => ((await read()) === 'absent' ? true : undefined);
	await portal
		.writeUntilSeen({ method: 'DELETE', path: `people/${guest.id}` }, isAnything, isGone)
		// Somebody else may have been faster.
		.catch(nothingIf('notFound'));
	if (await waitAndLook(PAUSES_UNTIL_DELETED, isGone, portal.signal)) return;
	throw new DocSpaceError(
		`The account of ${nameOf(guest)} is disabled, but DocSpace has not deleted it yet`,
		'The guest cannot sign in any more. Run again later, or delete the account under Contacts → Guests',
	);
}
