import { collated } from './collation';
import { isThirdParty, type EntryId } from './ids';

/** The longest title of a file or folder, in UTF-16 units (docspace-api.md 5.1). */
export const LONGEST_TITLE = 165;

/** The longest title of a room (docspace-api.md 16.1). */
export const LONGEST_ROOM_TITLE = 170;

/**
 * The title as the portal will store it: trimmed, illegal characters and each half of a surrogate pair
 * replaced by `_` (docspace-api.md 5.1, T15).
 */
export function storedTitle(title: string): string {
	return title.trim().replace(/[\t*+:"<>?|\\/\uD800-\uDFFF]/g, '_');
}

/**
 * Whether a title has an extension, as the portal sees it: a dot at the end, as it gives uploads that have
 * none, is no extension, and `.env` is all extension (docspace-api.md 6.8, 14.3).
 */
export function hasExtension(title: string): boolean {
	return extensionOf(title) !== '';
}

/** Its extension with the dot; empty where it has none. */
export function extensionOf(title: string): string {
	return /\.[^.]+$/.exec(title)?.[0] ?? '';
}

/** The longest title of an upload, in UTF-16 units (docspace-api.md 14.3). */
const LONGEST_UPLOADED_TITLE = 170;

/**
 * The title under which the portal stores an upload: as any title, its extension in lower case, a dot at
 * the end where it has none, and cut to fit (docspace-api.md 14.3).
 */
export function uploadedTitle(title: string): string {
	const stored = storedTitle(title);
	const dot = stored.lastIndexOf('.');
	const base = dot < 0 ? stored : stored.slice(0, dot);
	const extension = dot < 0 ? '.' : stored.slice(dot).toLowerCase();
	return `${base.slice(0, LONGEST_UPLOADED_TITLE - extension.length)}${extension}`;
}

/** Whether a title holds nothing but characters the portal replaces. */
export function isOnlyIllegal(title: string): boolean {
	return /^_+$/.test(storedTitle(title)) && !/^_+$/.test(title.trim());
}

/** Turns a title into the text by which a storage compares it: two titles clash when theirs are equal. */
export type Comparison = (title: string) => string;

/**
 * How the storage of an entry compares titles: DocSpace's own as its MySQL does, third-party storage by
 * case only (docspace-api.md 5.2, 6.4). PostgreSQL tells more titles apart: a needless rename is harmless,
 * a missed clash leaves a file behind.
 */
export function comparisonOf(id: EntryId): Comparison {
	return isThirdParty(id) ? (title) => title.toLowerCase() : collated;
}

/**
 * The title without the number, `name (1).ext`, that third-party storage gives a file whose title is taken
 * (docspace-api.md 6.4).
 */
export function withoutNumber(title: string): string {
	return title.replace(/ \(\d+\)(?=(\.[^.]*)?$)/, '');
}

/** The title without any such number: what all copies of a file have in common, and of their copies. */
export function withoutNumbers(title: string): string {
	const bare = withoutNumber(title);
	return bare === title ? title : withoutNumbers(bare);
}

/** Gives out free titles of a folder. */
export class FreeTitles {
	private readonly taken: Set<string>;
	/** The last number given by title, so that thousands of namesakes cost one step each. */
	private readonly lastNumber = new Map<string, number>();

	constructor(
		titles: Iterable<string>,
		private readonly compared: Comparison,
	) {
		this.taken = new Set([...titles].map(compared));
	}

	/**
	 * The next free title in the portal's own scheme, ` (1)` before the extension (docspace-api.md 6.4),
	 * the base shortened to fit. A title such as `.env` is all extension to the portal, which would append
	 * it to a number (6.8), so it becomes `.env (1).env`.
	 */
	next(title: string): string {
		const dot = title.lastIndexOf('.');
		const extension = dot < 0 ? '' : title.slice(dot);
		const base = dot > 0 ? title.slice(0, dot) : title;
		const key = this.compared(title);
		for (let number = (this.lastNumber.get(key) ?? 0) + 1; ; number += 1) {
			const ending = ` (${number})${extension}`;
			const candidate = `${cut(base, LONGEST_TITLE - ending.length)}${ending}`;
			if (this.taken.has(this.compared(candidate))) continue;
			this.lastNumber.set(key, number);
			this.taken.add(this.compared(candidate));
			return candidate;
		}
	}
}

/** Cuts to a number of UTF-16 units without splitting a character. */
function cut(text: string, units: number): string {
	const end = Math.max(units, 0);
	const splitsPair = /[\uD800-\uDBFF]/.test(text.charAt(end - 1)) && text.length > end;
	return text.slice(0, splitsPair ? end - 1 : end);
}
