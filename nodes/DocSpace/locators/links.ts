import { parseUrl } from '../portal/address';
import type { Section } from '../portal/content/folders';
import { InputError, quote } from '../portal/errors';
import { toEntryId, type EntryId } from '../portal/ids';

/** Reads out of a link what it leads to: takes the field's label, the link and the portal's origin. */
export type LinkReader = (field: string, link: string, origin: string) => EntryId | Section;

const MY_DOCUMENTS: Section = { section: 'My documents' };

/** The links of sections, which need hold no id (docspace-api.md 5.5). */
const SECTIONS: Record<string, Section> = {
	shared: { section: 'Rooms' },
	archived: { section: 'Archive' },
	personal: MY_DOCUMENTS,
};

/**
 * Reads the id, or else the section, out of a link copied from the portal (docspace-api.md 5.5): the `folder`
 * parameter is what the user looks at and wins over the room in the path. `@my` is DocSpace's own word for My
 * documents (5.4).
 * Takes the field's label, the link and the portal's origin; throws `InputError` for a link without an
 * id and for another portal's link, whose ids would name other people's rooms. http and https may differ.
 */
export function idFromLink(field: string, link: string, origin: string): EntryId | Section {
	if (link.toLowerCase() === '@my') return MY_DOCUMENTS;
	const url = parseUrl(link);
	if (!url)
		throw new InputError(field, `is not a link: ${quote(link)}`, 'Copy it from the browser');
	const inPath = /^\/rooms\/(?:shared|archived)\/([^/]+)/.exec(url.pathname)?.[1];
	const id = [url.searchParams.get('folder'), decoded(inPath)]
		.map(toEntryId)
		.find((found) => found !== undefined);
	const [, inSection = ''] = /^\/rooms\/([a-z]+)(?:\/filter)?\/?$/.exec(url.pathname) ?? [];
	const target = id ?? SECTIONS[inSection];
	if (target === undefined) {
		throw isShareLink(url)
			? new InputError(
					field,
					'is a share link, which holds only a key and no id',
					'Open the room or folder in DocSpace and copy the address from the browser, which contains “folder=…”',
				)
			: new InputError(
					field,
					`holds a link without the id of a room or folder: ${quote(link)}`,
					'Open the room or folder in DocSpace and copy the address from the browser, for example https://yourcompany.onlyoffice.com/rooms/shared/123/filter?folder=123',
				);
	}
	requireSamePortal(field, url, origin, id);
	return target;
}

/** Reads the id of a file out of the address of its editor; throws `InputError` as `idFromLink` does. */
export function fileIdFromLink(field: string, link: string, origin: string): EntryId {
	const url = parseUrl(link);
	const id = toEntryId(url?.searchParams.get('fileId') ?? url?.searchParams.get('fileid'));
	if (!url || id === undefined) {
		throw new InputError(
			field,
			url && isShareLink(url)
				? 'is a share link, which holds only a key and no id'
				: `holds a link without the id of a file: ${quote(link)}`,
			'Open the file in DocSpace and copy the address of its editor, for example https://yourcompany.onlyoffice.com/doceditor?fileId=501',
		);
	}
	requireSamePortal(field, url, origin, id);
	return id;
}

/** Whoever has its key gets in, so that it must not stand in an error. */
function isShareLink({ pathname, searchParams }: URL): boolean {
	return /^\/(s\/|rooms\/share(\/|$))/.test(pathname) || searchParams.has('key');
}

function requireSamePortal(field: string, url: URL, origin: string, id: EntryId = 'its id'): void {
	if (url.host === new URL(origin).host) return;
	throw new InputError(
		field,
		`holds a link to ${url.host}, but the credential's portal is ${new URL(origin).host}`,
		`Copy the link from the credential's portal. If both addresses lead to the same portal, choose By ID and enter ${id}`,
	);
}

/** Decodes %-escapes as a query string would, which unlike `decodeURIComponent` never throws. */
function decoded(pathPart = ''): string | null {
	return new URLSearchParams(`part=${pathPart.replace(/\+/g, '%2B')}`).get('part');
}
