/**
 * Ids of files and folders: int32 numbers in the portal's own storage, strings such as `drive-12-1AbCd`
 * in third-party storage (docspace-api.md 4). They are compared as strings and never turned into
 * numbers (T11).
 */
export type EntryId = number | string;
export type FileId = EntryId;
export type FolderId = EntryId;
/** A room is a folder with a `roomType`; its id is that folder's. */
export type RoomId = FolderId;
/** Ids of people are GUIDs (docspace-api.md 7). */
export type UserId = string;

const INTERNAL = /^[1-9]\d{0,9}$/;
const LARGEST_INTERNAL = '2147483647';
const THIRD_PARTY = /^([a-z]+)-(\d+)(-.*)?$/s;
const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const EMAIL = /^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+$/;

/** The text under which an id is looked up and compared. */
export function keyOf(id: EntryId): string {
	return String(id);
}

/** Whether two ids name the same entry. */
export function sameId(a: EntryId, b: EntryId): boolean {
	return keyOf(a) === keyOf(b);
}

/** Takes anything and returns it as an entry id, or undefined when it cannot be one. */
export function toEntryId(value: unknown): EntryId | undefined {
	if (typeof value === 'number') return isInternal(String(value)) ? value : undefined;
	if (typeof value !== 'string') return undefined;
	const text = value.trim();
	return isInternal(text) || isThirdParty(text) ? text : undefined;
}

/** Whether an id names an entry in connected third-party storage (docspace-api.md 4). */
export function isThirdParty(id: EntryId): boolean {
	return typeof id === 'string' && !isGuid(id) && THIRD_PARTY.test(id);
}

/**
 * The storage an entry lies in: `internal`, or selector and account such as `drive-12`. A move
 * between two of them copies bytes and loses versions (T37).
 */
export function storageOf(id: EntryId): string {
	const match = isThirdParty(id) ? THIRD_PARTY.exec(String(id)) : null;
	return match ? `${match[1]}-${match[2]}` : 'internal';
}

/** Oldest entry first: internal ids by value, third-party ids by text. */
export function byId(a: { id: EntryId }, b: { id: EntryId }): number {
	const [left, right] = [keyOf(a.id), keyOf(b.id)];
	if (INTERNAL.test(left) && INTERNAL.test(right) && left.length !== right.length) {
		return left.length - right.length;
	}
	return left < right ? -1 : left > right ? 1 : 0;
}

/** Whether a text is a GUID, the form of every person's id. */
export function isGuid(text: string): boolean {
	return GUID.test(text);
}

/** Whether a text has the form of an e-mail address. */
export function isEmail(text: string): boolean {
	return EMAIL.test(text);
}

function isInternal(text: string): boolean {
	return INTERNAL.test(text) && (text.length < LARGEST_INTERNAL.length || text <= LARGEST_INTERNAL);
}

/** What a user picked, with the label of the field it was picked in, which errors about it name. */
export interface Picked<Id extends EntryId = EntryId> {
	id: Id;
	field: string;
}
