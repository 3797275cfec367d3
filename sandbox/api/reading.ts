import { ValidationProblem } from '../ground/errors';
import { MAX_TITLE_LENGTH } from '../model/titles';
import { SORTS, type SortedBy } from '../rules/ordering';
import type { Call } from './route';

/** A sort that is asked for becomes the person's default, in the web client too (docspace-api.md 3.3, T10). */
export function readSort(call: Call): { sortedBy: SortedBy; descending: boolean } {
	const { caller, query } = call;
	const asked = query.text('sortBy')?.toLowerCase();
	const sortedBy = SORTS.find((name) => name.toLowerCase() === asked);
	if (sortedBy === undefined) {
		const stored = SORTS.find((name) => name === caller?.sortBy);
		return { sortedBy: stored ?? 'DateAndTime', descending: caller?.sortDescending ?? true };
	}
	const order = query.text('sortOrder')?.toLowerCase();
	const descending = order === '1' || order === 'descending';
	if (caller !== undefined) {
		caller.sortBy = sortedBy;
		caller.sortDescending = descending;
	}
	return { sortedBy, descending };
}

/** The length is checked before the title is trimmed (docspace-api.md 5.1, T20). */
export function readTitle(call: Call): string {
	const title = call.body.text('title');
	if (title !== undefined && title.length > MAX_TITLE_LENGTH) {
		const message = `The field Title must be a string with a maximum length of ${MAX_TITLE_LENGTH}.`;
		throw new ValidationProblem({ Title: [message] });
	}
	return title ?? '';
}

/** The title of a body that must have one. */
export function readRequiredTitle(call: Call): string {
	const title = readTitle(call);
	if (call.body.has('title')) return title;
	throw new ValidationProblem({
		$: ["JSON deserialization was missing required member 'title'."],
	});
}
