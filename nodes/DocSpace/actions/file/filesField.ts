import { jsonParse } from 'n8n-workflow';

import { InputError, quote } from '../../portal/errors';
import { toEntryId, type EntryId } from '../../portal/ids';
import type { GivenFolder } from '../../portal/moving/givenFolders';
import type { GivenFile } from '../../portal/moving/orders';
import { isObject } from '../../portal/types';

const FIELD = 'Files';
const REMEDY =
	"Enter {{ $('Collect room files').item.json.files }} as an expression, or ids such as 12, 13. Only an empty list, [], means that there is nothing to do";

/** What the field *Files* holds. */
export interface GivenEntries {
	files: GivenFile[];
	folders: GivenFolder[];
}

/**
 * Reads the field *Files*: files and folders as our operations put them out, or ids of files, as a list, as JSON,
 * comma-separated, or a single one. Throws `InputError`: a mistyped expression must never look like an
 * empty room, because the guest's access is ended next.
 */
export function entriesFrom(value: unknown): GivenEntries {
	const given = elementsFrom(value).map(entryFrom);
	const files = given.flatMap((entry) => ('file' in entry ? [entry.file] : []));
	const folders = given.flatMap((entry) => ('folder' in entry ? [entry.folder] : []));
	return { files: distinct(files), folders: distinct(folders) };
}

/** The same where folders are something else. Throws `InputError` for one. */
export function filesFrom(value: unknown): GivenFile[] {
	const { files, folders } = entriesFrom(value);
	const [folder] = folders;
	if (!folder) return files;
	throw new InputError(
		FIELD,
		`holds the folder ${quote(folder.title)} (${folder.id})`,
		'Enter files only; for folders use the operations of the resource Folder',
	);
}

function distinct<T extends { id: EntryId }>(entries: T[]): T[] {
	return [...new Map(entries.map((entry) => [String(entry.id), entry])).values()];
}

function elementsFrom(value: unknown): unknown[] {
	if (value === undefined || value === null) {
		throw new InputError(FIELD, `is ${String(value)}: the expression yields nothing`, REMEDY);
	}
	if (typeof value === 'string') return elementsFromText(value.trim());
	return Array.isArray(value) ? value : [value];
}

function elementsFromText(text: string): unknown[] {
	if (text === '') throw new InputError(FIELD, 'is empty', REMEDY);
	if (!/^[[{]/.test(text)) return text.split(',');
	const json = jsonParse<unknown>(text, { fallbackValue: null });
	if (json !== null) return elementsFrom(json);
	throw new InputError(
		FIELD,
		text.startsWith('[object')
			? 'mixes an expression with text, which turns the files into “[object Object]”'
			: `is not valid JSON: ${quote(text)}`,
		`Switch the field to Expression, with nothing before or behind the braces. ${REMEDY}`,
	);
}

/** A folder is what lies in a parent, and a file what lies in a folder. */
function entryFrom(element: unknown): { file: GivenFile } | { folder: GivenFolder } {
	const isEntry = isObject(element);
	const id = toEntryId(isEntry ? element.id : element);
	if (id === undefined) {
		throw new InputError(
			FIELD,
			isEntry && element.id === undefined
				? `holds an object without an id: ${quote(element)}`
				: `holds something that is no file’s id: ${quote(element)}`,
			REMEDY,
		);
	}
	if (!isEntry) return { file: { id, field: FIELD } };
	const { title, size, movable, blockedBy } = element;
	if ('parentId' in element && !('folderId' in element)) {
		return { folder: { id, field: FIELD, title: typeof title === 'string' ? title : '' } };
	}
	const folderId = toEntryId(element.folderId);
	if (typeof title !== 'string' || folderId === undefined) return { file: { id, field: FIELD } };
	const reason = typeof blockedBy === 'string' && blockedBy !== '' ? blockedBy : 'not movable';
	const file = {
		id,
		title,
		folderId,
		roomId: toEntryId(element.roomId),
		size: typeof size === 'number' ? size : 0,
		blockedBy: movable === false ? reason : '',
	};
	return { file };
}
