import { PAGE, type Page } from './client';

/** Which part of a list a request asks for. */
export interface PageRange {
	count: number;
	startIndex: number;
}

/**
 * Reads a list page by page, and no further than `limit` entries; all of it without a limit. Entries shift
 * from one page to the next while others work: where one comes twice, or the total changes, the list is
 * read again.
 */
export async function readPages<T>(
	limit: number | undefined,
	keyOf: (item: T) => unknown,
	read: (range: PageRange) => Promise<Page<T>>,
): Promise<T[]> {
	for (let scans = 1; ; scans += 1) {
		const { items, isSteady } = await scan(limit ?? Infinity, keyOf, read);
		if (isSteady || scans === MOST_SCANS) return items;
	}
}

const MOST_SCANS = 4;

async function scan<T>(
	limit: number,
	keyOf: (item: T) => unknown,
	read: (range: PageRange) => Promise<Page<T>>,
): Promise<{ items: T[]; isSteady: boolean }> {
	const known = new Map<unknown, T>();
	const totals = new Set<number>();
	let count = 0;
	for (let startIndex = 0; ; startIndex += PAGE) {
		const { items, total } = await read({ count: Math.min(PAGE, limit - startIndex), startIndex });
		for (const item of items) known.set(keyOf(item), item);
		totals.add(total);
		count += items.length;
		const next = startIndex + PAGE;
		if (next >= limit || next >= total || items.length === 0) {
			const isSteady = totals.size === 1 && known.size === count;
			return { items: [...known.values()], isSteady };
		}
	}
}
