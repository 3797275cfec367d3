import type { ChaosCase } from './cases';
import type { Tracked } from './ledger';

/** A promise that was broken: its name, and how it shows. */
export interface Violation {
	promise: string;
	detail: string;
}

export type Report = (promise: string, detail: string) => void;

/** Collects violations. */
export function withReport(check: (report: Report) => void): Violation[] {
	const found: Violation[] = [];
	check((promise, detail) => found.push({ promise, detail }));
	return found;
}

/** A file, for a human. */
export function named({ file, number, firstTitle }: Tracked): string {
	return `file #${number} “${firstTitle.slice(0, 40)}” (${file.id})`;
}

/**
 * In third-party storage no counter keeps a file in conversion: since 3.7.1 it leaves the page and the total,
 * and nothing the portal answers tells of it (docspace-api.md 3.3 a, 3.6).
 */
export function isInvisible({ room }: ChaosCase, { wasHidden }: Tracked): boolean {
	return wasHidden && room.storage !== 'internal';
}

/**
 * Third-party rooms are read folder by folder (docspace-api.md 3.6). What somebody moves meanwhile from a
 * folder not yet read to one already read is in neither listing, and no counter tells. It stays in the room,
 * where the look before the guest's access is ended finds it.
 */
export function isWalked({ room }: ChaosCase): boolean {
	return room.storage !== 'internal';
}
