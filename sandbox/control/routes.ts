import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { VirtualClock } from '../ground/clock';
import { isObject, type JsonObject } from '../ground/input';
import {
	FileShare,
	FolderType,
	type FileShareName,
	ROOM_FOLDER_TYPE,
	type RoomKind,
	type UserType,
} from '../model/enums';
import type { EntryId, ProviderSelector } from '../model/types';
import { isPlainAct } from '../portal/acts';
import type { NewFileOptions } from '../portal/content';
import type { Portal } from '../portal/portal';
import { isFault, isSettings } from './guards';
import { PAGE } from './page';
import { summary } from './summary';

class BadControl extends Error {}

const USER_TYPES: UserType[] = ['Owner', 'DocSpaceAdmin', 'RoomAdmin', 'User', 'Guest'];
const SELECTORS: ProviderSelector[] = ['sbox', 'spoint', 'drive', 'box', 'dropbox', 'onedrive'];

function jsonOf(request: FastifyRequest): unknown {
	const text = Buffer.isBuffer(request.body) ? request.body.toString() : '';
	if (text === '') return {};
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

function objectOf(request: FastifyRequest): JsonObject {
	const json = jsonOf(request);
	if (!isObject(json)) throw new BadControl('The body must be a JSON object');
	return json;
}

/** One thing or a list of them, each of the right shape. */
function listOf<T>(request: FastifyRequest, isT: (value: unknown) => value is T): T[] {
	const json = jsonOf(request);
	const list: unknown[] = Array.isArray(json) ? json : [json];
	return list.map((value) => {
		if (!isT(value)) throw new BadControl(`Not understood: ${JSON.stringify(value)}`);
		return value;
	});
}

function text(json: JsonObject, name: string): string {
	const value = json[name];
	if (typeof value !== 'string') throw new BadControl(`"${name}" must be a text`);
	return value;
}

function optional<T>(
	json: JsonObject,
	name: string,
	isT: (value: unknown) => value is T,
): T | undefined {
	const value = json[name];
	if (value === undefined) return undefined;
	if (!isT(value)) throw new BadControl(`"${name}" has an unexpected value`);
	return value;
}

function entryId(json: JsonObject, name: string): EntryId {
	const value = json[name];
	if (typeof value !== 'string' && typeof value !== 'number') {
		throw new BadControl(`"${name}" must be an id`);
	}
	return value;
}

function oneOf<T extends string>(json: JsonObject, name: string, values: readonly T[]): T {
	const found = values.find((value) => value === json[name]);
	if (found === undefined) throw new BadControl(`"${name}" must be one of ${values.join(', ')}`);
	return found;
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isFlag = (value: unknown): value is boolean => typeof value === 'boolean';
const isNumber = (value: unknown): value is number => typeof value === 'number';
const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText);
const isSelector = (value: unknown): value is ProviderSelector =>
	SELECTORS.some((selector) => selector === value);
const isFolderType = (value: unknown): value is FolderType =>
	Object.values(FolderType).some((type) => type === value);
const isRoomKind = (name: string): name is RoomKind => Object.hasOwn(ROOM_FOLDER_TYPE, name);
const isShareName = (name: string): name is FileShareName => Object.hasOwn(FileShare, name);

function addUser(portal: Portal, json: JsonObject) {
	return portal.addUser({
		displayName: text(json, 'displayName'),
		email: text(json, 'email'),
		type: oneOf(json, 'type', USER_TYPES),
		invitedBy: optional(json, 'invitedBy', isText),
		unrelated: optional(json, 'unrelated', isFlag),
	});
}

function addRoom(portal: Portal, json: JsonObject) {
	const { id, title } = portal.addRoom({
		title: text(json, 'title'),
		type: oneOf(json, 'type', Object.keys(ROOM_FOLDER_TYPE).filter(isRoomKind)),
		owner: text(json, 'owner'),
		provider: optional(json, 'provider', isSelector),
		archived: optional(json, 'archived', isFlag),
		tags: optional(json, 'tags', isTexts),
		indexing: optional(json, 'indexing', isFlag),
		denyDownload: optional(json, 'denyDownload', isFlag),
		private: optional(json, 'private', isFlag),
	});
	return { id, title };
}

function addFolder(portal: Portal, json: JsonObject) {
	const { id, title } = portal.addFolder(entryId(json, 'parentId'), text(json, 'title'), {
		type: optional(json, 'type', isFolderType),
		createdBy: optional(json, 'createdBy', isText),
	});
	return { id, title };
}

function fileOptions(json: JsonObject): NewFileOptions {
	const given: NewFileOptions = {
		size: optional(json, 'size', isNumber),
		modified: optional(json, 'modified', isNumber),
		versions: optional(json, 'versions', isNumber),
		createdBy: optional(json, 'createdBy', isText),
		isForm: optional(json, 'isForm', isFlag),
		lockedBy: optional(json, 'lockedBy', isText),
		openedBy: optional(json, 'openedBy', isText),
		converting: optional(json, 'converting', isFlag),
	};
	return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** One file by `title`, or many by `titles`. */
function addFiles(portal: Portal, json: JsonObject) {
	const parentId = entryId(json, 'parentId');
	const titles = optional(json, 'titles', isTexts) ?? [text(json, 'title')];
	const files = portal.addFiles(parentId, titles, fileOptions(json));
	return { ids: files.map(({ id }) => id) };
}

function addOAuthClient(portal: Portal, json: JsonObject) {
	return portal.addOAuthClient({
		name: text(json, 'name'),
		redirectUris: optional(json, 'redirectUris', isTexts) ?? [],
		scopes: optional(json, 'scopes', isTexts) ?? [],
		allowPkce: optional(json, 'allowPkce', isFlag),
	});
}

function share(portal: Portal, json: JsonObject) {
	const access = oneOf(json, 'access', Object.keys(FileShare).filter(isShareName));
	portal.share(entryId(json, 'entryId'), text(json, 'userId'), access, { by: text(json, 'by') });
	return {};
}

const BUILDERS: Record<string, (portal: Portal, json: JsonObject) => unknown> = {
	users: addUser,
	keys: (portal, json) => ({
		apiKey: portal.addApiKey({ id: text(json, 'userId') }, optional(json, 'scopes', isTexts)),
	}),
	tokens: (portal, json) => ({ token: portal.addToken({ id: text(json, 'userId') }) }),
	oauthClients: addOAuthClient,
	rooms: addRoom,
	folders: addFolder,
	files: addFiles,
	shares: share,
	links: (portal, json) =>
		portal.shareLink(
			entryId(json, 'entryId'),
			oneOf(json, 'kind', ['primary', 'additional', 'invitation']),
		),
};

function query(request: FastifyRequest, name: string): string | null {
	return new URL(request.url, 'http://localhost').searchParams.get(name);
}

function addWatching(server: FastifyInstance, portal: () => Portal): void {
	server.get('/', (_request, reply) => reply.type('text/html; charset=utf-8').send(PAGE));
	server.get('/sandbox/summary', () => summary(portal()));
	server.get('/sandbox/state', () => portal().state());
	server.get('/sandbox/journal', (request) => {
		const since = Number(query(request, 'since') ?? 0);
		return portal().journal.entries.filter(({ sequence }) => sequence > since);
	});
	server.get('/sandbox/requests', () => {
		const { entries, maxConcurrentGets, maxConcurrentMoves } = portal().requests;
		return { requests: entries, maxConcurrentGets, maxConcurrentMoves };
	});
	server.delete('/sandbox/requests', () => {
		portal().requests.reset();
		return {};
	});
}

function addSteering(server: FastifyInstance, portal: () => Portal, reset: () => unknown): void {
	server.get('/sandbox/faults', () => portal().faults.armed());
	server.post('/sandbox/faults', (request) => {
		for (const fault of listOf(request, isFault)) portal().faults.add(fault);
		return portal().faults.armed();
	});
	server.delete('/sandbox/faults', () => {
		portal().faults.clear();
		return [];
	});
	server.get('/sandbox/settings', () => portal().settings);
	server.put('/sandbox/settings', (request) => {
		const [settings = {}] = listOf(request, isSettings);
		return Object.assign(portal().settings, settings);
	});
	server.post('/sandbox/acts', (request) => {
		for (const act of listOf(request, isPlainAct)) portal().act(act);
		return {};
	});
	server.post('/sandbox/clock', async (request) => {
		const { clock } = portal();
		const advanceMs = optional(objectOf(request), 'advanceMs', isNumber) ?? 0;
		if (clock instanceof VirtualClock) await clock.advance(advanceMs);
		return { now: clock.now() };
	});
	server.post('/sandbox/webhooks/idle', async () => {
		await portal().webhooks.idle();
		return {};
	});
	server.post('/sandbox/reset', () => {
		reset();
		return {};
	});
	for (const [name, build] of Object.entries(BUILDERS)) {
		server.post(`/sandbox/${name}`, (request) => build(portal(), objectOf(request)));
	}
}

/** Routes beside the API with which the sandbox is watched and steered; none of them is DocSpace's. */
export function addControl(
	server: FastifyInstance,
	portal: () => Portal,
	reset: () => unknown,
): void {
	server.setErrorHandler((error: Error, _request: FastifyRequest, reply: FastifyReply) =>
		reply.code(error instanceof BadControl ? 400 : 500).send({ message: error.message }),
	);
	addWatching(server, portal);
	addSteering(server, portal, reset);
}
