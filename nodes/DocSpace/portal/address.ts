import { CredentialError } from './errors';

const ADDRESS_FIELD = 'Portal Address';
const ADDRESS_REMEDY =
	'Enter the address you open DocSpace at, for example https://yourcompany.onlyoffice.com';

/**
 * Reduces any address copied from a portal to its origin; a missing scheme becomes https.
 * Takes what the user entered, returns for example `https://acme.onlyoffice.com`, throws
 * `CredentialError` for what is no address at all.
 */
export function portalOrigin(address: unknown): string {
	const text = typeof address === 'string' ? address.trim() : '';
	if (text === '') throw new CredentialError(ADDRESS_FIELD, 'is empty', ADDRESS_REMEDY);
	const url = parseUrl(/^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `https://${text}`);
	const isAddress =
		url && /^https?:$/.test(url.protocol) && url.username === '' && !/^sk-/i.test(url.hostname);
	if (!isAddress) throw new CredentialError(ADDRESS_FIELD, 'is not a web address', ADDRESS_REMEDY);
	return url.origin;
}

/** Takes any text and returns it as a URL, or undefined when it is none. */
export function parseUrl(text: string): URL | undefined {
	return URL.canParse(text) ? new URL(text) : undefined;
}
