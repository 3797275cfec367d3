import { jsonParse } from 'n8n-workflow';

import { InputError, quote } from '../../portal/errors';
import { toEntryId } from '../../portal/ids';
import type { GivenFile } from '../../portal/moving/orders';
import { isObject } from '../../portal/types';

const FIELD = 'Files';
const REMEDY =
	"Enter {{ $('Collect room files').item.json.files }} as an expression, or ids such as 12, 13. Only an empty list, [], means that there is nothing to move";

/**
 * Reads the field *Files*: file objects as Collect Room Files puts them out, or ids, as a list, as JSON,
 * comma-separated, or a single one. Throws `InputError`: a mistyped expression must never look like an
 * empty room, because the guest's access is ended next.
 */
export function filesFrom(value: unknown): GivenFile[] {
	if (value === undefined || value === null) {
		throw new InputError(FIELD, `is ${String(value)}: the expression yields nothing`, REMEDY);
	}
	if (typeof value === 'string') return filesFromText(value.trim());
	const given = Array.isArray(value) ? value.map(fileFrom) : [fileFrom(value)];
	return [...new Map(given.map((file) => [String(file.id), file])).values()];
}

function filesFromText(text: string): GivenFile[] {
	if (text === '') throw new InputError(FIELD, 'is empty', REMEDY);
	if (!/^[[{]/.test(text)) return filesFrom(text.split(','));
	const json = jsonParse<unknown>(text, { fallbackValue: null });
	if (json !== null) return filesFrom(json);
	throw new InputError(
		FIELD,
		text.startsWith('[object')
			? 'mixes an expression with text, which turns the files into “[object Object]”'
			: `is not valid JSON: ${quote(text)}`,
		`Switch the field to Expression, with nothing before or behind the braces. ${REMEDY}`,
	);
}

function fileFrom(element: unknown): GivenFile {
	const isFileObject = isObject(element);
	const id = toEntryId(isFileObject ? element.id : element);
	if (id === undefined) {
		throw new InputError(
			FIELD,
			isFileObject && element.id === undefined
				? `holds an object without an id: ${quote(element)}`
				: `holds something that is no file’s id: ${quote(element)}`,
			REMEDY,
		);
	}
	if (!isFileObject) return { id, field: FIELD };
	const { title, size, movable, blockedBy } = element;
	const folderId = toEntryId(element.folderId);
	if (typeof title !== 'string' || folderId === undefined) return { id, field: FIELD };
	const reason = typeof blockedBy === 'string' && blockedBy !== '' ? blockedBy : 'not movable';
	return {
		id,
		title,
		folderId,
		roomId: toEntryId(element.roomId),
		size: typeof size === 'number' ? size : 0,
		blockedBy: movable === false ? reason : '',
	};
}
