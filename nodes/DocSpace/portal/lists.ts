/** A number of things, as a person writes it. */
export function count(number: number, thing: string, things = `${thing}s`): string {
	return `${number} ${number === 1 ? thing : things}`;
}

/** Cuts a list into pieces of at most this length. */
export function cutInto<T>(size: number, list: T[]): T[][] {
	return Array.from({ length: Math.ceil(list.length / size) }, (_, i) =>
		list.slice(i * size, (i + 1) * size),
	);
}

/** Groups of entries that share a key, in the order in which their first entries came. */
export function groupedBy<T>(list: Iterable<T>, keyOf: (entry: T) => string): Map<string, T[]> {
	const groups = new Map<string, T[]>();
	for (const entry of list) {
		const key = keyOf(entry);
		const group = groups.get(key);
		if (group) group.push(entry);
		else groups.set(key, [entry]);
	}
	return groups;
}
