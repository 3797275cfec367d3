import { ValidationProblem } from '../ground/errors';

const END_OF_HEAD = '\r\n\r\n';

/** The parts of a form by their names; undefined for a body that is none. */
export function readForm(
	content: Buffer,
	contentType: string | undefined,
): Map<string, Buffer> | undefined {
	const [, boundary] = /^multipart\/form-data;.*boundary="?([^";]+)/i.exec(contentType ?? '') ?? [];
	if (boundary === undefined) return undefined;
	const delimiter = `--${boundary}`;
	const parts = new Map<string, Buffer>();
	for (let at = content.indexOf(delimiter); at >= 0; ) {
		const start = at + delimiter.length;
		at = content.indexOf(delimiter, start);
		const head = content.indexOf(END_OF_HEAD, start);
		if (at < 0 || head < 0) continue;
		const [, name] = /name="([^"]*)"/.exec(content.toString('utf8', start, head)) ?? [];
		// Of several parts of one name the first counts (docspace-api.md 14.3).
		if (name === undefined || parts.has(name)) continue;
		const lineBreak = 2;
		parts.set(name, content.subarray(head + END_OF_HEAD.length, at - lineBreak));
	}
	return parts;
}

/** The number that a body holds, which may be a text there (docspace-api.md 14.4). */
export function wholeNumber(value: unknown, name: string): number {
	const number = typeof value === 'string' ? Number(value) : (value ?? 0);
	if (typeof number === 'number' && Number.isInteger(number)) return number;
	throw new ValidationProblem({ [name]: ['The JSON value could not be converted.'] });
}
