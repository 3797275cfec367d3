import { InputError, quote } from '../portal/errors';
import { isEmail, isGuid } from '../portal/ids';
import type { NamedPerson } from '../portal/people/people';
import { chosen, isEmpty } from './locator';

/**
 * Takes the value of a picker of people, or one entered elsewhere, and returns whom it names; messages call them
 * `one` and show an `address` of such. Throws `InputError`: ids of people are GUIDs, and numbers, which some
 * recipes send, name nobody (docspace-api.md T46).
 */
export function personFrom(
	parameter: unknown,
	field: string,
	{ one, address }: { one: string; address: string },
): NamedPerson {
	const value = chosen(parameter);
	const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
	const remedy = `Enter the ${one}’s e-mail address, for example ${address}, or choose the ${one} from the list`;
	if (isEmpty(value)) throw new InputError(field, 'is empty', remedy);
	if (isGuid(text)) return { reference: { id: text }, field };
	if (isEmail(text)) return { reference: { email: text }, field };
	throw new InputError(
		field,
		`is neither an e-mail address nor the id of a person: ${quote(text || value)}`,
		/^\d+$/.test(text) ? `DocSpace has no numbers for people. ${remedy}` : remedy,
	);
}
