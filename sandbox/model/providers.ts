import type { Random } from '../ground/random';
import type { EntryId, Provider, ProviderSelector } from './types';

const SELECTORS: ProviderSelector[] = ['sbox', 'spoint', 'drive', 'box', 'dropbox', 'onedrive'];

const PATTERN = new RegExp(`^(${SELECTORS.join('|')})-(\\d+)(-.+)?$`);

/** Whether a text could be the id of an entry in third-party storage (docspace-api.md 4). */
export function looksLikeProviderId(text: string): boolean {
	return PATTERN.test(text);
}

/** Id of an account's root folder, such as `drive-12`. */
export function accountRootId(provider: Provider): string {
	return `${provider.selector}-${provider.accountId}`;
}

/** WebDAV and Dropbox derive ids from the path, so a move or a new title changes them (docspace-api.md 4). */
export function hasPathIds(provider: Provider): boolean {
	return provider.selector === 'sbox' || provider.selector === 'dropbox';
}

function base64Url(text: string): string {
	return Buffer.from(text, 'utf8').toString('base64url');
}

/** Id of an entry in third-party storage. */
export function providerEntryId(provider: Provider, path: string, random: Random): string {
	const own = hasPathIds(provider) ? base64Url(path) : `1${random.hex(12)}`;
	return `${accountRootId(provider)}-${own}`;
}

/** Whether two entries lie in the same storage, so that a move changes only metadata (docspace-api.md 6.4). */
export function sameStorage(a: Provider | undefined, b: Provider | undefined): boolean {
	return a?.selector === b?.selector && a?.accountId === b?.accountId;
}

const INT32_MAX = 2147483647;

/** Reads an id as the portal's routes do: an int32, or else a text for the third-party controller. */
export function parseEntryId(text: string): EntryId {
	const isNumber = /^[+-]?\d+$/.test(text);
	const number = Number(text);
	return isNumber && Math.abs(number) <= INT32_MAX ? number : text;
}
