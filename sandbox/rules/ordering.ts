import { type Random, randomOrder } from '../ground/random';
import type { TieOrder } from '../ground/settings';
import { clashKey, extensionOf } from '../model/titles';
import type { AnyEntry, Folder } from '../model/types';

export const SORTS = [
	'DateAndTime',
	'AZ',
	'Size',
	'Author',
	'Type',
	'New',
	'DateAndTimeCreation',
	'RoomType',
	'Tags',
	'Room',
	'CustomOrder',
	'LastOpened',
	'UsedSpace',
] as const;
export type SortedBy = (typeof SORTS)[number];

type SortKey = string | number;

function titleKey(title: string): string {
	const folded = clashKey(title, 'mysql');
	const digits = /^\d+/.exec(folded)?.[0] ?? '';
	return digits === '' ? folded : digits.padStart(12, '0') + folded.slice(digits.length);
}

/** No sort of the portal has a unique tie-breaker (docspace-api.md 3.3). */
function sortKey(entry: AnyEntry, sortedBy: SortedBy): SortKey {
	switch (sortedBy) {
		case 'DateAndTime':
			return entry.modified;
		case 'DateAndTimeCreation':
			return entry.created;
		case 'Author':
			return entry.createdBy;
		case 'CustomOrder':
			return entry.order;
		case 'Size':
			return entry.kind === 'file' ? entry.size : titleKey(entry.title);
		case 'Type':
			return entry.kind === 'file' ? extensionOf(entry.title) : titleKey(entry.title);
		default:
			return titleKey(entry.title);
	}
}

/** Entries in the order of their keys, which remembers where keys are equal. */
export class OrderedEntries<T extends AnyEntry> {
	private readonly entries: T[];
	/** Where each run of equal keys begins. */
	private readonly starts: number[] = [];

	constructor(entries: Iterable<T>, sortedBy: SortedBy, descending: boolean) {
		const keyed = Array.from(entries, (entry) => ({ entry, key: sortKey(entry, sortedBy) }));
		const sign = descending ? -1 : 1;
		keyed.sort((a, b) => (a.key < b.key ? -sign : a.key > b.key ? sign : 0));
		this.entries = keyed.map(({ entry }) => entry);
		keyed.forEach(({ key }, index) => {
			if (index === 0 || keyed[index - 1]?.key !== key) this.starts.push(index);
		});
	}

	get length(): number {
		return this.entries.length;
	}

	/** All entries, ties in the order in which they came. */
	all(): readonly T[] {
		return this.entries;
	}

	/** One page; ties stand in an order drawn anew for each call unless it is `stable`. */
	page(from: number, count: number, tieOrder: TieOrder, random: Random): T[] {
		const until = Math.min(from + count, this.entries.length);
		if (tieOrder === 'stable') return this.entries.slice(from, until);
		const page: T[] = [];
		for (let run = this.runAt(from); ; run++) {
			const start = this.starts[run];
			if (start === undefined || start >= until) return page;
			const size = (this.starts[run + 1] ?? this.entries.length) - start;
			const order = randomOrder(random, size);
			for (let at = Math.max(start, from); at < Math.min(start + size, until); at++) {
				const entry = this.entries[start + order(at - start)];
				if (entry !== undefined) page.push(entry);
			}
		}
	}

	private runAt(place: number): number {
		let low = 0;
		let high = this.starts.length - 1;
		while (low < high) {
			const middle = Math.ceil((low + high) / 2);
			if ((this.starts[middle] ?? 0) <= place) low = middle;
			else high = middle - 1;
		}
		return low;
	}
}

interface Remembered {
	revision: number;
	orders: Map<string, unknown>;
}

/** Keeps sorted orders of a folder until something below it changes. */
export class OrderCache {
	private readonly remembered = new WeakMap<Folder, Remembered>();

	/** The value kept under `name` for this folder, or the one that `build` makes now. */
	get<T>(folder: Folder, name: string, build: () => T, isT: (value: unknown) => value is T): T {
		let known = this.remembered.get(folder);
		if (known === undefined || known.revision !== folder.revision) {
			known = { revision: folder.revision, orders: new Map() };
			this.remembered.set(folder, known);
		}
		const kept = known.orders.get(name);
		if (isT(kept)) return kept;
		const built = build();
		known.orders.set(name, built);
		return built;
	}
}
