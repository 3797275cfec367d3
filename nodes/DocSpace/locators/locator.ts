import { isResourceLocatorValue } from 'n8n-workflow';

import { idFromLink } from '../portal/address';
import { InputError, quote } from '../portal/errors';
import { toEntryId, type EntryId, type Picked } from '../portal/ids';

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
 * Takes the value of a room or folder picker, in any of its modes, and returns the id: links and ids are
 * told apart by what they look like, so that an expression may yield either.
 * Throws `InputError` naming the field's label.
 */
export function entryIdFrom(parameter: unknown, field: string, origin: string): EntryId {
	const value = chosen(parameter);
	if (isEmpty(value)) {
		throw new InputError(
			field,
			'is empty',
			'Choose one from the list, or check that the expression yields a value for this item',
		);
	}
	if (typeof value === 'string' && /^https?:\/\//i.test(value)) {
		return idFromLink(field, value, origin);
	}
	const id = toEntryId(value);
	if (id !== undefined) return id;
	throw new InputError(
		field,
		`is not an id: ${quote(value)}`,
		'Enter a number such as 123, the id of a third-party folder such as drive-12-abc, or a link copied from the browser',
	);
}

/** The same, with the label of the field it was picked in. */
export function pickedFrom(parameter: unknown, field: string, origin: string): Picked {
	return { id: entryIdFrom(parameter, field, origin), field };
}
