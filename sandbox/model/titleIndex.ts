import { clashKey, type Comparison } from './titles';
import type { AnyEntry, File, Folder } from './types';

/** Finds the children of one folder by title, as a database index does. */
export class TitleIndex {
	private readonly files = new Map<string, Set<File>>();
	private readonly folders = new Map<string, Set<Folder>>();

	constructor(
		folder: Folder,
		readonly comparison: Comparison,
	) {
		for (const file of folder.files.values()) this.add(file);
		for (const child of folder.folders.values()) this.add(child);
	}

	add(entry: AnyEntry): void {
		if (entry.kind === 'file') this.put(this.files, entry);
		else this.put(this.folders, entry);
	}

	remove(entry: AnyEntry): void {
		const key = clashKey(entry.title, this.comparison);
		if (entry.kind === 'file') this.files.get(key)?.delete(entry);
		else this.folders.get(key)?.delete(entry);
	}

	file(title: string): File | undefined {
		return eldest(this.files.get(clashKey(title, this.comparison)));
	}

	folder(title: string): Folder | undefined {
		return eldest(this.folders.get(clashKey(title, this.comparison)));
	}

	private put<T extends AnyEntry>(index: Map<string, Set<T>>, entry: T): void {
		const key = clashKey(entry.title, this.comparison);
		const entries = index.get(key);
		if (entries === undefined) index.set(key, new Set([entry]));
		else entries.add(entry);
	}
}

function eldest<T extends AnyEntry>(entries: Set<T> | undefined): T | undefined {
	let found: T | undefined;
	for (const entry of entries ?? []) {
		if (found === undefined || entry.order < found.order) found = entry;
	}
	return found;
}
