import type { UploadsCase } from './cases';

const RUNS = ['first', 'second', 'again', 'repeated'];

/** Which run uploads which of the items. */
export interface Source {
	run: string;
	item: number;
}

/** What a run uploads of an item: no two bytes of a file alike, nor the same in two files. */
export function contentOf({ items }: UploadsCase, run: string, item: number): Buffer {
	const first = RUNS.indexOf(run) * items.length + item;
	return Buffer.from(
		Array.from({ length: items[item]?.size ?? 0 }, (_, at) => (first + at * 37) % 256),
	);
}

/** Whose upload some bytes are; of nothing it may be any that is empty. */
export function sourcesOf(spec: UploadsCase, bytes: Buffer | undefined): Source[] {
	return RUNS.flatMap((run) =>
		spec.items.flatMap((_, item) =>
			bytes?.equals(contentOf(spec, run, item)) === true ? [{ run, item }] : [],
		),
	);
}
