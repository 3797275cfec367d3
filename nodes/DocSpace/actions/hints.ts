import type { IDataObject, IExecuteFunctions, NodeExecutionHint } from 'n8n-workflow';

import { DocSpaceError, quote } from '../portal/errors';
import { count } from '../portal/lists';
import { isObject } from '../portal/types';
import type { Hint, Operation, Outcome } from './operation';

const MOST_HINTS = 3;
const MOST_NAMES = 3;

/** Shows the first hints of an operation that have something to say. What an item did before it failed counts too. */
export function showHints(
	n8n: IExecuteFunctions,
	{ hints = [] }: Operation,
	outcomes: Outcome[],
): void {
	const results = outcomes.flatMap((outcome) => {
		if ('items' in outcome) return outcome.items;
		const { error } = outcome;
		return error instanceof DocSpaceError && error.result ? [error.result] : [];
	});
	const said = hints.flatMap((hint) => hint(results) ?? []).slice(0, MOST_HINTS);
	// n8n reads a hint as HTML.
	n8n.addExecutionHints(
		...said.map((hint) => ({ ...hint, message: hint.message.replaceAll('<', '&lt;') })),
	);
}

export const dryRun: Hint = (results) =>
	results.some((result) => result.dryRun === true)
		? info('Dry run: nothing was changed')
		: undefined;

/** Files that Move Files or Archive Client Room could not move, or has left where they are. */
export const filesLeft: Hint = (results) => {
	const left = listed(results, 'failed', 'unknown', 'skipped');
	if (left.length === 0) return undefined;
	const all = results.reduce((sum, { requested }) => sum + Number(requested ?? 0), 0);
	const stayed = dryRun(results) ? 'would stay' : 'stayed';
	return warning(
		`${left.length} of ${count(all, 'file')} ${stayed}: ${named(left.map(({ id, title, reason }) => `${title || id}, ${reason}`))}`,
	);
};

/** Files of which Copy has made no copy, or perhaps none. */
export const filesNotCopied: Hint = (results) => {
	const left = listed(results, 'failed', 'unknown', 'skipped');
	if (left.length === 0) return undefined;
	const were = left.length === 1 ? 'was' : 'were';
	return warning(
		`${count(left.length, 'file')} ${were} not copied: ${named(left.map(({ id, title, reason }) => `${title || id}, ${reason}`))}`,
	);
};

/** Ids of which DocSpace knows nothing: deleted before, or mistyped. */
export const idsNotFound: Hint = (results) => {
	const ids = results.flatMap(({ id, notFound }) => (notFound === true ? [id] : (notFound ?? [])));
	if (!Array.isArray(ids) || ids.length === 0) return undefined;
	return warning(
		`DocSpace knows nothing with the ID ${named(ids.map(String))}: deleted before, or not the right ID`,
	);
};

export const filesRenamed: Hint = (results) => {
	const renamed = listed(results, 'renamed');
	if (renamed.length === 0) return undefined;
	const were = dryRun(results) ? 'would be' : renamed.length === 1 ? 'was' : 'were';
	return info(
		`${count(renamed.length, 'file')} ${were} renamed: ${named(renamed.map(({ from, to }) => `${from} to ${to}`))}`,
	);
};

/** Files of Public and Form rooms, which are never without a main link (docspace-api.md T103). */
export const linkReplaced: Hint = (results) => {
	const open = results.filter(({ endedCount, hasLink }) => Number(endedCount) > 0 && hasLink);
	if (open.length === 0) return undefined;
	return warning(
		`A link ended, and the file is still open by another: ${named(open.map(({ title, url }) => `${title}, ${url}`))}`,
	);
};

/** Files that Collect Room Files has found and Move Files could not move as they are. */
export const filesBlocked: Hint = (results) => {
	const files = results.flatMap((file) => ('movable' in file ? [file] : listed([file], 'files')));
	const blocked = files.filter(({ movable }) => movable === false);
	if (blocked.length === 0) return undefined;
	return warning(
		`${blocked.length} of ${count(files.length, 'file')} cannot be moved now: ${named(blocked.map(({ title, blockedBy }) => `${title}, ${blockedBy}`))}`,
	);
};

/** Rooms of which DocSpace does not know how many files they hold; none is missing. */
export const wrongCounter: Hint = (results) => {
	const rooms = results.filter(({ countedByDocSpace }) => countedByDocSpace !== undefined);
	const [first] = rooms;
	if (!first) return undefined;
	const others = new Set(rooms.map(({ roomId }) => roomId)).size - 1;
	const files = first.fileCount ?? rooms.filter(({ roomId }) => roomId === first.roomId).length;
	return warning(
		`${quote(first.roomTitle)} holds ${count(Number(files), 'file')}, but DocSpace counts ${String(first.countedByDocSpace)}: its counter is wrong${moreSuchRooms(others)}. To make it count again, move a folder of the room into another one and back in DocSpace.`,
	);
};

/** Folders of the name that Ensure Folder was asked for, beside the one that it has put out. */
export const foldersOfSameName: Hint = (results) => {
	const others = listed(results, 'sameNameFolders').filter(({ removed }) => removed === false);
	if (others.length === 0) return undefined;
	return warning(
		`DocSpace has more than one folder of this name: ${named(others.map(({ id, title }) => `${quote(title)} with the ID ${id}`))}. Nothing was put into these.`,
	);
};

/** Rooms of the name that Room: Create was asked for, beside the one that it has put out. */
export const roomsOfSameName: Hint = (results) => {
	const others = listed(results, 'sameNameRooms');
	if (others.length === 0) return undefined;
	return warning(
		`DocSpace has more than one room of this name: ${named(others.map(({ id, title }) => `${quote(title)} with the ID ${id}`))}`,
	);
};

/** Settings that a new room was to have and has not. */
export const settingsNotApplied: Hint = (results) => {
	const left = listed(results, 'notApplied');
	if (left.length === 0) return undefined;
	return warning(
		`Not all settings were applied: ${named(left.map(({ setting, reason }) => `${setting}, ${reason}`))}`,
	);
};

/** What a room's template holds and the room does not. */
export const contentNotCopied: Hint = (results) => {
	const left = listed(results, 'notCopied');
	if (left.length === 0) return undefined;
	return warning(
		`DocSpace left out ${left.length} of what the template holds: ${named(left.map(({ path }) => String(path)))}`,
	);
};

/** Guests whom Archive leaves in a room. */
export const guestsLeft: Hint = (results) => {
	const [first, ...others] = results.filter((result) => listed([result], 'guestsWithAccess')[0]);
	if (!first) return undefined;
	return warning(
		`${quote(first.roomTitle)} is archived, but ${named(listed([first], 'guestsWithAccess').map(person))} can still read and download its files${moreSuchRooms(others.length)}. To end that, use Unarchive, then Remove Members, then Archive.`,
	);
};

/** People whom Delete Guest, Remove Members or Archive Client Room was to remove, and who can still get in. */
export const accessLeft: Hint = (results) => {
	const ended = [...results, ...listed(results, 'guests')];
	const notThere = ended.filter(
		(one) => one.alreadyGone === true && listed([one], 'guestsInRoom')[0],
	);
	if (notThere.length > 0) {
		const there = listed(notThere, 'guestsInRoom').map(({ displayName: name, email }) =>
			person({ name, email }),
		);
		return warning(
			`${named(notThere.map(({ email, id }) => String(email || id)))}: not in the room, so nobody’s access has ended. In it: ${named(there)}`,
		);
	}
	const ways = listed(ended, 'stillHasAccess');
	if (ways.length === 0) return undefined;
	return warning(
		`Some ways in stay open: ${named(ways.map(({ roomTitle, reason }) => `${quote(roomTitle)}, ${reason}`))}`,
	);
};

/** Members whom Add Members has left another role than the one asked for. */
export const rolesKept: Hint = (results) => {
	const kept = listed(results, 'members').filter(({ outcome }) => outcome === 'roleKept');
	if (kept.length === 0) return undefined;
	return info(
		`${count(kept.length, 'member')} kept another role: ${named(kept.map((one) => `${person(one)}, ${String(one.role)}`))}. To change it, set “If Already a Member” to Change Role.`,
	);
};

/** People who were to be invited, and who have an account of another type. */
export const otherTypes: Hint = (results) => {
	const others = results.filter(({ typeAsAsked }) => typeAsAsked === false);
	if (others.length === 0) return undefined;
	return warning(
		`Had an account of another type before, which stays as it is: ${named(others.map(({ email, type }) => `${String(email)}, ${String(type)}`))}. To change it, use User → Update.`,
	);
};

/** Shows that something was done otherwise than one may have expected. */
function info(message: string): NodeExecutionHint {
	return { message, type: 'info', location: 'outputPane' };
}

/** Shows that something is left to be done. */
export function warning(message: string): NodeExecutionHint {
	return { ...info(message), type: 'warning' };
}

function named(things: string[]): string {
	const names = [...new Set(things)];
	const more = names.length - MOST_NAMES;
	return [...names.slice(0, MOST_NAMES), ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}

function moreSuchRooms(number: number): string {
	return number === 0 ? '' : ` (${count(number, 'more such room')})`;
}

function person({ name, email }: IDataObject): string {
	return name && email ? `${name} (${email})` : String(name || email);
}

/** What stands in some lists of the results. */
function listed(results: IDataObject[], ...lists: string[]): IDataObject[] {
	return lists.flatMap((list) =>
		results.flatMap((result) => {
			const entries = result[list];
			return Array.isArray(entries) ? entries.filter(isEntry) : [];
		}),
	);
}

function isEntry(value: unknown): value is IDataObject {
	return isObject(value);
}
