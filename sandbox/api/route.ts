import { accountNotFound, folderNotFound, selectorNotFound } from '../ground/errors';
import type { Body, Query } from '../ground/input';
import type { Settings } from '../ground/settings';
import type { Abilities } from '../ground/versions';
import { looksLikeProviderId, parseEntryId } from '../model/providers';
import type { Store } from '../model/store';
import type { EntryId, File, Folder, PortalUser } from '../model/types';
import type { Operations } from '../moves/operations';
import type { Templates } from '../rooms/templates';
import type { Lister } from '../rules/listing';
import type { Caller, Rights } from '../rules/rights';
import type { Sessions } from '../uploads/sessions';
import type { Webhooks } from '../webhooks/webhooks';
import type { Identity, Scope } from './auth';
import type { Dto } from './dto';

/** What the actions of a portal work with. */
export interface Services {
	store: Store;
	settings: Settings;
	lister: Lister;
	operations: Operations;
	templates: Templates;
	webhooks: Webhooks;
	uploads: Sessions;
}

/** One request on its way through an action. */
export interface Call extends Services {
	params: Record<string, string>;
	query: Query;
	body: Body;
	/** The body as it came, for routes that take it as a file's content. */
	content: Buffer;
	contentType: string | undefined;
	identity: Identity;
	caller: Caller;
	rights: Rights;
	dto: Dto;
	abilities: Abilities;
}

/** What an action answers; the envelope is put around it later (docspace-api.md 1.1). */
export interface Answer {
	response?: unknown;
	/** Set where the portal calls SetCount; otherwise the envelope counts 1, or 0 for nothing. */
	count?: number;
	total?: number;
	/** Where it is not 200. */
	status?: number;
}

export interface Route {
	method: 'GET' | 'POST' | 'PUT' | 'DELETE';
	/** Below /api/2.0/, such as `files/{id}`. */
	template: string;
	scope: Scope;
	/** Open to visitors who are not signed in. */
	anonymous?: boolean;
	hasBody?: boolean;
	isMissing?: (settings: Settings) => boolean;
	act: (call: Call) => Answer | Promise<Answer>;
}

/** The signed-in caller of a route that is not open to visitors. */
export function callerOf(call: Call): PortalUser {
	if (call.caller === undefined) throw new Error('This route is not open to visitors');
	return call.caller;
}

/** An id from a route: an int32, an id of third-party storage, or 404 (docspace-api.md 4). */
export function routeId(text: string | undefined): EntryId {
	const id = parseEntryId(text ?? '');
	if (typeof id === 'string' && !looksLikeProviderId(id)) throw selectorNotFound();
	return id;
}

/** An id from a route; one of a third-party account that is not connected is 500 (docspace-api.md 4). */
function idIn({ store }: Call, text: string | undefined): EntryId {
	const id = routeId(text);
	if (typeof id === 'string' && !store.knowsAccountOf(id)) throw accountNotFound();
	return id;
}

export function findFolder(call: Call, text: string | undefined): Folder | undefined {
	return call.store.folders.get(idIn(call, text));
}

/** The folder that a route names, or 404. */
export function folderOf(call: Call): Folder {
	const folder = findFolder(call, call.params['id']);
	if (folder === undefined) throw folderNotFound();
	return folder;
}

export function findFile(call: Call, text: string | undefined): File | undefined {
	return call.store.files.get(idIn(call, text));
}
