import { CredentialError } from './errors';
import type { FileId } from './ids';
import { FolderType, type FolderDto } from './types';

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

/**
 * The address at which a browser shows a folder, or a room as one, as DocSpace itself builds it (docspace-api.md
 * 5.5). Where nothing tells its section, it is taken for one of the rooms.
 */
export function folderUrl(
	origin: string,
	{ id, rootFolderType }: Pick<FolderDto, 'id' | 'rootFolderType'>,
): string {
	const inUrl = encodeURIComponent(id);
	if (rootFolderType === FolderType.myDocuments) {
		return `${origin}/rooms/personal/filter?folder=${inUrl}`;
	}
	const section = rootFolderType === FolderType.archive ? 'archived' : 'shared';
	return `${origin}/rooms/${section}/${inUrl}/filter?folder=${inUrl}`;
}

/** The address at which DocSpace opens a file, where its own word for it, `webUrl`, is not known. */
export function fileUrl(origin: string, id: FileId): string {
	return `${origin}/doceditor?fileId=${encodeURIComponent(id)}`;
}
