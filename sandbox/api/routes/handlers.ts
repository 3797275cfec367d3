import { errorEnvelope, type RawAnswer } from '../../ground/answers';
import { nullReference } from '../../ground/errors';
import { bytesOf, lengthOf, storedVersion } from '../../model/bytes';
import { CONVERTIBLE } from '../../model/fileTypes';
import { looksLikeProviderId, parseEntryId } from '../../model/providers';
import { extensionOf } from '../../model/titles';
import type { PortalUser } from '../../model/types';
import { convert } from '../../moves/convert';
import type { Portal } from '../../portal/portal';
import { Rights } from '../../rules/rights';
import { identify } from '../auth';
import { deliver, type Delivery, refused, refusedInWords } from '../download';
import type { ApiRequest } from '../handle';

/** What lies beside the API, and asks no key for a scope (docspace-api.md 14.5, T134). */
export interface HandlerRoute {
	method: 'GET' | 'HEAD' | 'POST';
	/** Below the portal's root. */
	template: string;
	act: (portal: Portal, request: ApiRequest) => RawAnswer;
}

/** Who asks for what, by way of which action. */
interface Asked {
	portal: Portal;
	search: URLSearchParams;
	user: PortalUser;
	action: string;
}

const ACTIONS = ['download', 'stream', 'bulk'];

/** Streams through the portal, or redirects to the storage with a link that is good for itself (docspace-api.md 14.5). */
function answerHandler(method: HandlerRoute['method']) {
	return (portal: Portal, request: ApiRequest): RawAnswer => {
		const { store, oauth, settings } = portal;
		const { search, authorization, baseUrl } = request;
		const { user } = identify(authorization, { store, oauth, root: baseUrl });
		const action = search.get('action') ?? '';
		if (!ACTIONS.includes(action)) return errorEnvelope(nullReference());
		if (user === undefined) return action === 'stream' ? notSignedIn() : refused(403);
		const found = find({ portal, search, user, action });
		if ('status' in found) return found;
		if (action === 'download') {
			const id = parseEntryId(search.get('fileid') ?? '');
			store.journal.note(user.id, 'file.downloaded', { id });
		}
		if (settings.objectStorage === '' || action === 'stream') {
			return deliver(found, method, request.range);
		}
		const location = new URL('/storage', settings.objectStorage);
		location.search = search.toString();
		location.searchParams.set('signed', user.id);
		return { status: 302, headers: { location: location.href } };
	};
}

/** An object storage takes its own signature, and no other credential beside it (docspace-api.md 14.5). */
function answerStorage(portal: Portal, { search, authorization, range }: ApiRequest): RawAnswer {
	const user = portal.store.users.get(search.get('signed') ?? '');
	if (authorization !== undefined || user === undefined)
		return refusedInWords(400, 'Two credentials');
	const found = find({ portal, search, user, action: search.get('action') ?? '' });
	return 'status' in found ? found : deliver(found, 'GET', range);
}

/** In words, of which it is not told that they are text. */
function notSignedIn(): RawAnswer {
	return { status: 403, body: new Blob(['You may not do this']).stream() };
}

function find(asked: Asked): Delivery | RawAnswer {
	return asked.action === 'bulk' ? findArchive(asked) : findFile(asked);
}

/** Only their own, and what lies under its name by now (docspace-api.md 14.6, T88). */
function findArchive({ portal, search, user }: Asked): Delivery | RawAnswer {
	const archive = portal.store.archives.get(search.get('filename') ?? '');
	return archive?.userId === user.id ? whole(archive) : refused(404);
}

function findFile({ portal, search, user, action }: Asked): Delivery | RawAnswer {
	const { store, settings } = portal;
	const id = parseEntryId(search.get('fileid') ?? '');
	if (typeof id === 'string' && !looksLikeProviderId(id)) {
		return refusedInWords(400, "Selector '' not found");
	}
	const file = store.files.get(id);
	if (file === undefined) return refused(404);
	if (!new Rights(store, user).can('Download', file)) return refused(403);
	const version = storedVersion(file, Number(search.get('version') ?? 0));
	if (version === undefined) return refused(404);
	const { title } = file;
	const wanted = store.roomOf(file)?.room?.watermark ? '.pdf' : search.get('outputtype');
	// Without a word, a pair that cannot be converted brings the file as it is (docspace-api.md 14.5, T86).
	const extension = CONVERTIBLE[extensionOf(title)]?.find((known) => known === wanted);
	if (action === 'stream' || extension === undefined) {
		return { title, length: lengthOf(version), bytes: (from, to) => bytesOf(version, from, to) };
	}
	return settings.documentServer
		? whole(convert(file, version, extension))
		: refusedInWords(400, NO_DOCUMENT_SERVER);
}

const NO_DOCUMENT_SERVER = 'Error occurred in the Documents Service (Connection refused)';

function whole({ title, content }: { title: string; content: Buffer }): Delivery {
	return { title, length: content.length, bytes: (from, to) => content.subarray(from, to) };
}

const METHODS = ['GET', 'HEAD', 'POST'] as const;

/** The handler of downloads, and the storage to which it may redirect. */
export const HANDLER_ROUTES: HandlerRoute[] = [
	...METHODS.map((method) => ({
		method,
		template: 'filehandler.ashx',
		act: answerHandler(method),
	})),
	{ method: 'GET', template: 'storage', act: answerStorage },
];
