import type { TitleComparison } from '../ground/settings';
import mysqlGeneralCi from './mysqlGeneralCi.json';

/** Third-party storage tells titles apart by all but case (docspace-api.md 5.2). */
export type Comparison = TitleComparison | 'case';

/** .NET trims U+0085 and leaves U+FEFF, the other way round than JavaScript (docspace-api.md 5.1). */
const DOTNET_SPACE =
	'[\\u0009-\\u000d\\u0020\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const LEADING_SPACE = new RegExp(`^${DOTNET_SPACE}+`);
const TRAILING_SPACE = new RegExp(`${DOTNET_SPACE}+$`);

/** Longest title, in UTF-16 units, counted before trimming (docspace-api.md 5.1). */
export const MAX_TITLE_LENGTH = 165;

/** Trims as .NET does. */
export function trimTitle(title: string): string {
	return title.replace(LEADING_SPACE, '').replace(TRAILING_SPACE, '');
}

/** The title as the portal stores it: trimmed, and `_` for each forbidden character (docspace-api.md 5.1). */
export function sanitiseTitle(title: string): string {
	return trimTitle(title).replace(/[\t*+:"<>?|\\/\uD800-\uDFFF]/g, '_');
}

/** Extension with its dot, or an empty string; a dot at the end is none (docspace-api.md 6.8, T137). */
export function extensionOf(title: string): string {
	const dot = title.lastIndexOf('.');
	return dot < 0 || dot === title.length - 1 ? '' : title.slice(dot).toLowerCase();
}

/** Longest title of an upload, in UTF-16 units (docspace-api.md 14.3). */
const MAX_UPLOAD_TITLE_LENGTH = 170;

/**
 * The title under which an upload is stored: sanitised, its extension in lower case, a dot at the end
 * where there is none, and cut to 170 units with its extension (docspace-api.md 14.3).
 */
export function uploadedTitle(title: string): string {
	const stored = sanitiseTitle(title);
	const extension = extensionOf(stored) || '.';
	const base = stored.endsWith('.')
		? stored.slice(0, -1)
		: stored.slice(0, stored.length - extensionOf(stored).length);
	return `${base.slice(0, MAX_UPLOAD_TITLE_LENGTH - extension.length)}${extension}`;
}

/** What each character counts as where MySQL compares (docspace-api.md 5.2). */
const COUNTS_AS = new Map(
	Object.entries(mysqlGeneralCi.equal).flatMap(([key, characters]) =>
		[...characters].map((character): [string, string] => [character, key]),
	),
);

/**
 * Two titles clash when their keys are equal: MySQL compares by its collation, in which trailing spaces do
 * not count, PostgreSQL exactly, third-party storage by case (docspace-api.md 5.2, 6.4).
 */
export function clashKey(title: string, comparison: Comparison): string {
	if (comparison === 'postgresql') return title;
	if (comparison === 'case') return title.toLowerCase();
	return Array.from(
		title.replace(/ +$/, ''),
		(character) => COUNTS_AS.get(character) ?? character,
	).join('');
}

/** `name (1).ext`, `name (2).ext`, `name (1).` ...: the first that is free, as storage providers and copies get it (6.4). */
export function freeTitle(title: string, taken: (candidate: string) => boolean): string {
	if (!taken(title)) return title;
	const extension = title.endsWith('.')
		? '.'
		: title.slice(title.length - extensionOf(title).length);
	const base = title.slice(0, title.length - extension.length);
	for (let number = 1; ; number++) {
		const candidate = `${base} (${number})${extension}`;
		if (!taken(candidate)) return candidate;
	}
}
