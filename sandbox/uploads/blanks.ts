import { nullReference } from '../ground/errors';
import { Content } from '../model/content';
import { extensionOf, sanitiseTitle } from '../model/titles';

/** The documents that the portal makes, with the sizes of its own empty ones. */
const BLANKS = new Map([
	['.docx', 7726],
	['.xlsx', 5731],
	['.pptx', 34_699],
	['.pdf', 10_266],
]);

/** Extensions that give way to that of their family (docspace-api.md 14.1). */
const FAMILIES = new Map([
	...['.oform', '.doc', '.odt', '.rtf', '.txt', '.html', '.md'].map(
		(old) => [old, '.docx'] as const,
	),
	...['.csv', '.ods', '.xls'].map((old) => [old, '.xlsx'] as const),
	...['.ppt', '.odp'].map((old) => [old, '.pptx'] as const),
]);

/** An extension for forms of which the portal has no blank. */
const FORM_WITHOUT_BLANK = '.docxf';

/** The title of a new document, which is always one that can be edited (docspace-api.md 14.1, T135). */
export function titleOfDocument(asked: string): string {
	const trimmed = asked.trim();
	const extension = extensionOf(trimmed);
	if (extension === FORM_WITHOUT_BLANK) throw nullReference();
	const known = BLANKS.has(extension) ? extension : FAMILIES.get(extension);
	if (known === undefined) return sanitiseTitle(`${trimmed}.docx`);
	const base = trimmed.slice(trimmed.lastIndexOf('/') + 1, trimmed.length - extension.length);
	return sanitiseTitle(`${base}${known}`);
}

/** What an empty document of a title holds. */
export function blankFor(title: string): Content {
	const extension = extensionOf(title);
	const mark = extension === '.pdf' ? '/ONLYOFFICEFORM' : '';
	return Content.of(mark.padEnd(BLANKS.get(extension) ?? 0, ' '));
}
