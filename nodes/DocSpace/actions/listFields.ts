import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { chosen, isEmpty } from '../locators/locator';
import { InputError, quote } from '../portal/errors';
import type { Item } from './item';

/** Whether to put out only what most workflows need. */
export const simplify: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

/** How much of a list to put out, and in which form. */
export const listFields: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		displayOptions: { show: { returnAll: [false] } },
		default: 50,
		description: 'Max number of results to return',
	},
	simplify,
];

/** How many entries to list at most; undefined for all. */
export function limitFrom(item: Item): number | undefined {
	if (item.isOn('returnAll')) return undefined;
	const limit = item.get('limit');
	const count = Math.floor(Number(limit));
	if (count >= 1) return count;
	throw new InputError(
		'Limit',
		`is ${quote(limit)}`,
		'Enter a number from 1 on, or switch Return All on',
	);
}

/** Entries as *Simplify* asks for them: what `simplified` makes of each, or all that DocSpace says of it. */
export function inWantedForm<T extends object>(
	item: Item,
	entries: T[],
	simplified: (entry: T) => IDataObject,
): IDataObject[] {
	const isSimplified = item.isOn('simplify');
	return entries.map((entry) =>
		isSimplified ? simplified(entry) : Object.fromEntries(Object.entries(entry)),
	);
}

/** The text in a field that may be left empty. */
export function searchFrom(item: Item): string | undefined {
	const search = chosen(item.get('search', ''));
	return isEmpty(search) ? undefined : String(search);
}
