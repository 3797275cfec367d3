import { DocSpaceError, InputError, isRefusal, nothingIf, quote, withReport } from '../errors';
import type { PortalClient } from '../http/client';
import { waitAndLook } from '../http/waiting';
import { isAnything, type PersonDto } from '../types';
import { requireChangeable, writeStatus } from './accounts';
import { handOver, requireHeir } from './handingOver';
import { findPerson, nameOf, readPerson, requireFound, statusOf, type NamedPerson } from './people';

/** Whose account to delete, and what is to be done before. */
export interface DeletionOrder {
	person: NamedPerson;
	/** What becomes of an account that is not disabled: the portal deletes no other (docspace-api.md 17.4). */
	ifActive: 'disable' | 'fail';
	/** Who is to have the rooms and files. Without one, files in My documents are destroyed. */
	heir?: NamedPerson;
	ifNotFound: 'fail' | 'treatAsGone';
}

/** What came of it; a type, because interfaces do not count as n8n's data. */
export type Deletion = {
	id: string;
	email: string;
	name: string;
	deleted: boolean;
	alreadyGone: boolean;
	disabledFirst: boolean;
	handedOverTo: { id: string; name: string } | null;
};

const PAUSES_UNTIL_GONE = [0, 500, 2000, 5000, 10_000];

/**
 * Deletes an account for good: disables it and hands over what is theirs first, if asked, and proves that nobody knows
 * it any more, because the portal's own answer lists people whom it has left (T126). Throws `InputError` and
 * `NotAllowedError` before it changes anything; later errors tell what was done.
 */
export async function deleteUser(portal: PortalClient, order: DeletionOrder): Promise<Deletion> {
	const { person: named, heir: heirNamed, ifActive, ifNotFound } = order;
	const found = await findPerson(portal, named.reference);
	if (found === 'absent' && ifNotFound === 'treatAsGone') return goneBefore(named.reference);
	const person = requireFound(found, named);
	await requireChangeable(portal, person, named.field, 'delete');
	const isActive = statusOf(person) !== 'disabled';
	if (isActive && ifActive === 'fail') {
		throw new InputError(
			named.field,
			`names ${nameOf(person)}, whose account is not disabled: DocSpace deletes no other`,
			'Switch on “Disable First”, or use User → Disable before',
		);
	}
	const heir = heirNamed && (await readPerson(portal, heirNamed));
	if (heir && heirNamed) requireHeir(heir, heirNamed.field, person);

	const done = { ...resultOf(person), disabledFirst: isActive };
	if (isActive) await writeStatus(portal, person, 'disable');
	if (heir) {
		await withReport(handOver(portal, person, heir), done);
		done.handedOverTo = { id: heir.id, name: heir.displayName ?? '' };
	}
	await withReport(remove(portal, person), done);
	return { ...done, deleted: true };
}

function resultOf({ id, email = '', displayName = '' }: PersonDto): Deletion {
	return {
		id,
		email,
		name: displayName,
		deleted: false,
		alreadyGone: false,
		disabledFirst: false,
		handedOverTo: null,
	};
}

function goneBefore(reference: NamedPerson['reference']): Deletion {
	const { id = '', email = '' }: { id?: string; email?: string } = reference;
	return { ...resultOf({ id, email }), alreadyGone: true };
}

async function remove(portal: PortalClient, person: PersonDto): Promise<void> {
	const isGone = async () =>
		(await findPerson(portal, { id: person.id })) === 'absent' ? true : undefined;
	await portal
		.writeUntilSeen({ method: 'DELETE', path: `people/${person.id}` }, isAnything, isGone)
		// Somebody else may have been faster.
		.catch(nothingIf('notFound'))
		.catch((error: unknown) => {
			throw isRefusal(error, 'forbidden') ? refused(person, error.message) : error;
		});
	if (await waitAndLook(PAUSES_UNTIL_GONE, isGone, portal.signal)) return;
	throw new DocSpaceError(
		`The account of ${nameOf(person)} is disabled, but DocSpace has not deleted it`,
		'They cannot sign in any more. Run again later, or delete the account in DocSpace under Contacts',
	);
}

/** Without its identity service the portal deletes nobody but guests, and says something else (docspace-api.md 17.4). */
function refused(person: PersonDto, said: string): DocSpaceError {
	return new DocSpaceError(
		`DocSpace has disabled, but not deleted the account of ${nameOf(person)}. It says: ${quote(said)}`,
		'They cannot sign in any more. If the credential is that of a DocSpace admin, the portal’s OAuth (identity) service is probably missing or down: without it DocSpace deletes guests only. Show this to the administrator of the portal',
		undefined,
		403,
	);
}
