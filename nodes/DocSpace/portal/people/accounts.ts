import {
	DocSpaceError,
	ifForbidden,
	InputError,
	isRefusal,
	NotAllowedError,
	type PortalError,
} from '../errors';
import type { PortalClient } from '../http/client';
import { readSelfIfAllowed } from '../http/self';
import { waitAndLook } from '../http/waiting';
import { EMPLOYEE_DISABLED, isAnything, type PersonDto } from '../types';
import { findPerson, nameOf, readPerson, statusOf, type NamedPerson } from './people';

const PAUSES_UNTIL_SEEN = [0, 500, 2000, 5000];

/** Reads somebody after a change until they are as they should be; undefined when they stay as they were. */
export async function seenAs(
	portal: PortalClient,
	{ id }: PersonDto,
	isSo: (person: PersonDto) => boolean,
	pauses: Iterable<number> = PAUSES_UNTIL_SEEN,
): Promise<PersonDto | undefined> {
	const look = async () => {
		const now = await findPerson(portal, { id });
		return typeof now !== 'string' && isSo(now) ? now : undefined;
	};
	return await waitAndLook(pauses, look, portal.signal);
}

/** What is to be done to an account, as messages say it. */
export type Change = 'disable' | 'enable' | 'delete' | 'change the type of';

/**
 * Throws where nobody may make such a change, `InputError`, or not the credential's user, `NotAllowedError`
 * (docspace-api.md 17.3, 17.4). What a key may not ask, it leaves to the portal.
 */
export async function requireChangeable(
	portal: PortalClient,
	person: PersonDto,
	field: string,
	change: Change,
): Promise<void> {
	if (person.isOwner) {
		throw new InputError(
			field,
			`names ${nameOf(person)}, the owner of the portal, whom nobody can ${change}`,
			'Choose somebody else, or make another person the owner in DocSpace first',
		);
	}
	if (person.isLDAP && change !== 'change the type of') {
		throw new InputError(
			field,
			`names ${nameOf(person)}, who comes from LDAP: DocSpace does not ${change} such people`,
			'Make the change in your LDAP directory; DocSpace takes it over',
		);
	}
	const self = await readSelfIfAllowed(portal);
	if (!self) return;
	if (self.id === person.id) {
		throw new InputError(
			field,
			`names ${nameOf(person)}, the user behind the credential: nobody can ${change} themselves`,
			'Choose somebody else, or use the credential of another DocSpace admin',
		);
	}
	const mayChange = self.isOwner || (self.isAdmin === true && !person.isAdmin);
	if (!mayChange) throw mayNot(person, change);
}

/** The credential's user lacks the right to it. */
export function mayNot(person: PersonDto, change: Change): NotAllowedError {
	return new NotAllowedError(
		`DocSpace does not let you ${change} ${nameOf(person)}`,
		person.isAdmin
			? 'Only the portal’s owner may do that to a DocSpace admin: use their credential'
			: 'Use the credential of a DocSpace admin or of the portal’s owner',
	);
}

/** No paid seat is left: admins and Room admins take one (docspace-api.md 17.2). */
export function noSeat({ message, httpStatus }: PortalError, whom: string): DocSpaceError {
	return new DocSpaceError(
		`DocSpace has no paid seat left for ${whom}. It says: ${message}`,
		'Only users and guests take no seat: choose the type User, disable an admin or Room admin who is not needed any more, or buy seats (Settings → Payments)',
		undefined,
		httpStatus,
	);
}

/** What disabling or enabling came to. */
export interface Switched {
	person: PersonDto;
	/** False where the account was so before, and nothing was sent. */
	changed: boolean;
}

const EMPLOYEE_ACTIVE = 1;

/**
 * Disables an account, which ends its sessions and keys at once, or enables it again, and reads back that it is so;
 * somebody who has never registered is invited again by that (T125). Throws `InputError` and `NotAllowedError`
 * before it sends anything.
 */
export async function switchAccount(
	portal: PortalClient,
	named: NamedPerson,
	change: 'disable' | 'enable',
): Promise<Switched> {
	const person = await readPerson(portal, named);
	if ((statusOf(person) === 'disabled') === (change === 'disable')) {
		return { person, changed: false };
	}
	await requireChangeable(portal, person, named.field, change);
	return { person: await writeStatus(portal, person, change), changed: true };
}

/** The same for somebody whose account may be changed, and is not so yet. */
export async function writeStatus(
	portal: PortalClient,
	person: PersonDto,
	change: 'disable' | 'enable',
): Promise<PersonDto> {
	const isDone = (one: PersonDto) => (statusOf(one) === 'disabled') === (change === 'disable');
	const status = change === 'disable' ? EMPLOYEE_DISABLED : EMPLOYEE_ACTIVE;
	await portal
		.writeUntilSeen(
			{ method: 'PUT', path: `people/status/${status}`, body: { userIds: [person.id] } },
			isAnything,
			async () => await seenAs(portal, person, isDone, [0]),
		)
		.catch((error: unknown) => {
			throw isRefusal(error, 'payment') ? noSeat(error, nameOf(person)) : error;
		})
		.catch(ifForbidden(() => mayNot(person, change)));
	const after = await seenAs(portal, person, isDone);
	if (after) return after;
	throw new DocSpaceError(
		`DocSpace took the order to ${change} ${nameOf(person)}, but the account is as it was`,
		'Run again; if it stays, look under Contacts in DocSpace',
	);
}
