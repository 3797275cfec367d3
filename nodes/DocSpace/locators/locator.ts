import { isResourceLocatorValue } from 'n8n-workflow';

import { InputError, quote } from '../portal/errors';
import { toEntryId, type Picked } from '../portal/ids';
import { idFromLink, type LinkReader } from './links';

/** Takes a resource locator's value, or a bare one, and returns what the user chose or entered. */
export function chosen(parameter: unknown): unknown {
	const value = isResourceLocatorValue(parameter) ? parameter.value : parameter;
	return typeof value === 'string' ? value.trim() : value;
}

/** Whether a picker was left empty. */
export function isEmpty(parameter: unknown): boolean {
	return [undefined, null, ''].some((empty) => chosen(parameter) === empty);
}

/**
 * Takes the value of a picker, in any of its modes, and returns what it names: links and ids are told apart
 * by what they look like, so that an expression may yield either. Throws `InputError`.
 */
export function pickedFrom(
	parameter: unknown,
	field: string,
	origin: string,
	idFrom: LinkReader = idFromLink,
): Picked {
	const value = chosen(parameter);
	if (isEmpty(value)) {
		throw new InputError(
			field,
			'is empty',
			'Choose one from the list, or check that the expression yields a value for this item',
		);
	}
	if (typeof value === 'string' && /^https?:\/\//i.test(value)) {
		return { id: idFrom(field, value, origin), field };
	}
	const id = toEntryId(value);
	if (id !== undefined) return { id, field };
	throw new InputError(
		field,
		`is not an id: ${quote(value)}`,
		'Enter a number such as 123, the id of a third-party folder such as drive-12-abc, or a link copied from the browser',
	);
}
