import { DocSpaceError, InputError, isRefusal, NotAllowedError, quote } from '../errors';
import type { PortalClient } from '../http/client';
import { waitAndLook } from '../http/waiting';
import { isAnything, type PersonDto } from '../types';
import { noSeat } from './accounts';
import { findPerson, nameOf, nounOf, statusOf, type UserType } from './people';

/** Whom to invite, and with the label of the field in which the address stands. */
export interface Invitation {
	email: string;
	field: string;
	/** Always sent: without one DocSpace makes a Room admin (docspace-api.md 17.2). Guests are invited to rooms. */
	type: Exclude<UserType, 'Guest'>;
	/** What becomes of somebody who was invited before and has not registered. */
	ifPending: 'leave' | 'sendAgain';
}

/** What inviting came to. */
export interface Invited {
	person: PersonDto;
	/** `existed`: they had an account before, and nothing was sent. */
	outcome: 'invited' | 'sentAgain' | 'existed';
}

const PAUSES_UNTIL_THERE = [0, 500, 2000, 5000];

/**
 * Invites somebody who has no account, and reads it back by the exact address, for the portal's answer lists everybody
 * it waits for (T122). Who has one is left as they are, type included. Throws `InputError` for an address that is none
 * or whose account is disabled, `NotAllowedError` without the right to invite.
 */
export async function invitePerson(portal: PortalClient, order: Invitation): Promise<Invited> {
	const { email, type } = order;
	const find = async () => await findPerson(portal, { email });
	const known = await find();
	if (known === 'hidden') throw mayNotSee(email);
	if (known !== 'absent') return await leaveOrSendAgain(portal, known, order);
	const look = async () => {
		const found = await find();
		return typeof found === 'string' ? undefined : found;
	};
	await portal
		.writeUntilSeen(
			{ method: 'POST', path: 'people/invite', body: { invitations: [{ email, type }] } },
			isAnything,
			look,
		)
		.catch((error: unknown) => {
			throw whyNotInvited(error, order);
		});
	const person = await waitAndLook(PAUSES_UNTIL_THERE, look, portal.signal);
	if (person) return { person, outcome: 'invited' };
	throw new DocSpaceError(
		`DocSpace took the invitation for ${quote(email)}, but shows no account of that address`,
		'Run again in a moment; if it stays, look under Contacts → Members in DocSpace',
	);
}

async function leaveOrSendAgain(
	portal: PortalClient,
	person: PersonDto,
	{ field, ifPending }: Invitation,
): Promise<Invited> {
	const status = statusOf(person);
	if (status === 'disabled') {
		throw new InputError(
			field,
			`names ${nameOf(person)}, whose account is disabled`,
			`Enable it again with User → Enable; its ID is ${person.id}`,
		);
	}
	if (status !== 'invited' || ifPending === 'leave') return { person, outcome: 'existed' };
	const written = await portal.write(
		{ method: 'PUT', path: 'people/invite', body: { userIds: [person.id], resendAll: false } },
		isAnything,
	);
	if (written.outcome === 'done') return { person, outcome: 'sentAgain' };
	// A letter leaves no trace by which one could see that it went out.
	throw new DocSpaceError(
		`DocSpace did not say whether it has sent the invitation to ${nameOf(person)} again: ${written.error.message}`,
		'Run again if they have not got it; at worst they get it twice',
	);
}

function mayNotSee(email: string): NotAllowedError {
	return new NotAllowedError(
		`DocSpace does not let you invite ${quote(email)}`,
		'Use the credential of a DocSpace admin: this is a guest whom somebody else has invited, or the user behind the credential may not invite at all',
	);
}

const WHO_MAY_INVITE: Record<Invitation['type'], string> = {
	DocSpaceAdmin: 'Only the portal’s owner may invite DocSpace admins: use their credential',
	RoomAdmin: 'Only a DocSpace admin may invite Room admins: use the credential of one',
	User: 'Use the credential of a DocSpace admin or a Room admin',
};

function whyNotInvited(error: unknown, { email, field, type }: Invitation): unknown {
	if (isRefusal(error, 'forbidden')) {
		return new NotAllowedError(
			`DocSpace does not let you invite ${quote(email)} as ${nounOf(type)}`,
			`${WHO_MAY_INVITE[type]}. The portal’s settings must allow to invite members, too`,
		);
	}
	if (isRefusal(error, 'payment')) return noSeat(error, `${quote(email)} as ${nounOf(type)}`);
	if (!isRefusal(error, 'invalid')) return error;
	return new InputError(
		field,
		`is no address that DocSpace invites: ${quote(email)}`,
		'Enter one address, for example anna@yourcompany.com',
	);
}
