import { isResourceLocatorValue } from 'n8n-workflow';

import { readSection, type Section } from '../portal/content/folders';
import { InputError, quote } from '../portal/errors';
import type { PortalClient } from '../portal/http/client';
import { toEntryId, type EntryId, type Picked } from '../portal/ids';
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
 * For subtitles on the canvas: the expression yields what the first picker of a node names, or nothing when that is
 * an expression or a link. `$parameter` gives pickers without the name that was picked, its copy with it.
 */
export const PICKED_NAME =
	'(({ mode, value, cachedResultName }) => mode === "url" || String(value).startsWith("=") ? "" : cachedResultName || value)' +
	'(Object.values($parameter.toJSON()).find((value) => value?.__rl) ?? { value: "" })';

/**
 * Takes the value of a picker, in any of its modes, and returns what it names: links and ids are told apart
 * by what they look like, so that an expression may yield either. Throws `InputError`.
 */
export async function pickedFrom(
	parameter: unknown,
	field: string,
	portal: PortalClient,
	readLink: LinkReader = idFromLink,
): Promise<Picked> {
	const value = chosen(parameter);
	if (isEmpty(value)) {
		throw new InputError(
			field,
			'is empty',
			'Choose one from the list, or check that the expression yields a value for this item',
		);
	}
	if (typeof value === 'string' && /^(https?:\/\/|@my$)/i.test(value)) {
		const target = readLink(field, value, portal.origin);
		return { id: typeof target === 'object' ? await idOf(target, field, portal) : target, field };
	}
	const id = toEntryId(value);
	if (id !== undefined) return { id, field };
	throw new InputError(
		field,
		`is not an id: ${quote(value)}`,
		'Enter a number such as 123, the id of a third-party folder such as drive-12-abc, or a link copied from the browser',
	);
}

async function idOf(section: Section, field: string, portal: PortalClient): Promise<EntryId> {
	const [folder] = await readSection(portal, section);
	if (folder) return folder.id;
	throw new InputError(
		field,
		`holds the link of ${section.section}, which the user behind the credential does not have`,
		'Choose a room or folder of that user from the list',
	);
}
