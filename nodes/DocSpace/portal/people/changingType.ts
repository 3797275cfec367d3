import { DocSpaceError, InputError, isRefusal, NotAllowedError } from '../errors';
import type { PortalClient } from '../http/client';
import { readSelf } from '../http/self';
import { isAnything, type PersonDto } from '../types';
import { mayNot, noSeat, requireChangeable, seenAs } from './accounts';
import { isPersonalJob, requireHeir, runningJob, waitForJob } from './handingOver';
import {
	nameOf,
	nounOf,
	readPerson,
	statusOf,
	typeOf,
	type NamedPerson,
	type UserType,
} from './people';

/** Whose type to change, and who is to have the rooms of one who may own none any more. */
export interface TypeOrder {
	person: NamedPerson;
	type: UserType;
	/** Without one, the user behind the credential (T124). */
	heir?: NamedPerson;
}

/** What a change of type came to. */
export interface TypeChange {
	person: PersonDto;
	before: ReturnType<typeof typeOf>;
	/** Who has the rooms now; undefined where there was nothing to hand over. */
	heir?: PersonDto;
}

/**
 * Changes somebody's type, waits until the portal has done so, and reads it back. Nothing is sent where they have it
 * (T123). Throws `InputError` and `NotAllowedError` before it sends anything, `DocSpaceError` where the type stays.
 */
export async function changeType(
	portal: PortalClient,
	{ person: named, type, heir: heirNamed }: TypeOrder,
): Promise<TypeChange> {
	const person = await readPerson(portal, named);
	const before = typeOf(person);
	if (before === type) return { person, before };
	await requireChangeable(portal, person, named.field, 'change the type of');
	if (statusOf(person) === 'disabled') {
		throw new InputError(
			named.field,
			`names ${nameOf(person)}, whose account is disabled`,
			'Enable it first, with User → Enable',
		);
	}
	const isLowered = type === 'Guest' || (type === 'User' && before !== 'Guest');
	const heir = isLowered ? await lower(portal, person, type, heirNamed) : undefined;
	if (!isLowered) await raise(portal, person, type);
	const after = await seenAs(portal, person, (one) => typeOf(one) === type);
	if (after) return { person: after, before, heir };
	throw new DocSpaceError(
		`DocSpace took the order to make ${nameOf(person)} ${nounOf(type)}, but the type is as it was`,
		'Run again; if it stays, look under Contacts in DocSpace, which may show the reason',
	);
}

/** At once; for what somebody is already the portal has nothing but a refusal (docspace-api.md 17.3). */
async function raise(portal: PortalClient, person: PersonDto, type: UserType): Promise<void> {
	const look = async () => await seenAs(portal, person, (one) => typeOf(one) === type, [0]);
	await portal
		.writeUntilSeen<unknown>(
			{ method: 'PUT', path: `people/type/${type}`, body: { userIds: [person.id] } },
			isAnything,
			look,
		)
		.catch(async (error: unknown) => {
			if (isRefusal(error, 'payment')) {
				throw noSeat(error, `${nameOf(person)} as ${nounOf(type)}`);
			}
			if (!isRefusal(error, 'forbidden')) throw error;
			// Somebody else may have been faster.
			if (await look()) return;
			throw type === 'DocSpaceAdmin' ? onlyByOwner(person) : mayNot(person, 'change the type of');
		});
}

function onlyByOwner(person: PersonDto): NotAllowedError {
	return new NotAllowedError(
		`DocSpace does not let you make ${nameOf(person)} a DocSpace admin`,
		'Only the portal’s owner may: use their credential',
	);
}

/** In the portal's queue; what rooms they have goes to somebody else (docspace-api.md 17.3). */
async function lower(
	portal: PortalClient,
	person: PersonDto,
	type: UserType,
	named: NamedPerson | undefined,
): Promise<PersonDto | undefined> {
	const heir = named ? await readPerson(portal, named) : await readSelf(portal);
	if (named) requireHeir(heir, named.field, person);
	const mustHandOver = await portal.get('people/reassign/necessary', isFlag, {
		userId: person.id,
		type,
	});
	const progress = `people/type/progress/${person.id}`;
	const body = { type, userId: person.id, reassignUserId: heir.id };
	await portal
		.writeUntilSeen<unknown>(
			{ method: 'POST', path: 'people/type', body },
			isPersonalJob,
			async () =>
				(await runningJob(portal, progress)) ??
				(await seenAs(portal, person, (one) => typeOf(one) === type, [0])),
		)
		.catch((error: unknown) => {
			throw isRefusal(error, 'forbidden', 'invalid') ? mayNot(person, 'change the type of') : error;
		});
	await waitForJob(portal, progress, `${nameOf(person)} was not made ${nounOf(type)}`);
	return mustHandOver ? heir : undefined;
}

function isFlag(value: unknown): value is boolean {
	return typeof value === 'boolean';
}
