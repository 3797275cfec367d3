import type { INodeProperties } from 'n8n-workflow';

import { chosen, isEmpty } from '../locators/locator';
import { InputError, quote } from '../portal/errors';
import { isOnlyIllegal, LONGEST_TITLE } from '../portal/titles';
import type { Item } from './item';

/**
 * Reads the name of a folder or file, or of something whose name may be `longest` characters long, and returns it
 * trimmed. Throws `InputError` for a name the portal would refuse or turn into nothing but underscores
 * (docspace-api.md 5.1); it is never cut. Where the field is empty, `otherwise` is the name.
 */
export function nameFrom(
	item: Item,
	{ name: parameter, displayName: field }: INodeProperties,
	{ longest = LONGEST_TITLE, otherwise = '' } = {},
): string {
	const name = chosen(item.get(parameter, '')) || otherwise;
	const entered = typeof name === 'string' || typeof name === 'number' ? String(name) : '';
	// The portal also trims U+0085, which JavaScript takes for no space (docspace-api.md 5.1).
	const text = entered.replace(/^[\s\u0085]+|[\s\u0085]+$/g, '');
	const remedy = 'Enter a name such as the client’s: {{ $json.clientName }}';
	if (text === '') {
		const isNothing = isEmpty(name) || typeof name === 'string';
		throw new InputError(field, isNothing ? 'is empty' : `is no text: ${quote(name)}`, remedy);
	}
	if (text.length > longest) {
		throw new InputError(
			field,
			`has ${text.length} characters, and DocSpace allows ${longest}: ${quote(text)}`,
			`Shorten it, for example with {{ $json.clientName.slice(0, ${longest}) }}`,
		);
	}
	if (isOnlyIllegal(text)) {
		throw new InputError(
			field,
			`holds only characters that DocSpace does not allow in a name: ${quote(text)}`,
			'Use at least one letter or digit; * + : " < > ? | \\ / and emoji become underscores',
		);
	}
	return text;
}
