import axios, { type Method } from 'axios';
import { type PortalUser, type Sandbox, type VirtualClock } from '../../../sandbox';
import { type Answered, type Fact, factOf } from './facts';

/** How something is asked. */
export type Verb = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';

interface AskOptions {
	query?: Record<string, string | number | boolean>;
	/** `<label>` stands for the id behind that label, in here and in every path. */
	body?: Record<string, unknown>;
	/** A body that is no JSON. */
	content?: string;
	/** Of which type that body is; raw bytes by default. */
	contentType?: string;
	/** Whose credential is used; the main one by default, `nobody` for none. */
	as?: string;
	/** Gives the id in the answer a label. */
	label?: string;
	/** Gives the key in the answer a label. */
	credential?: string;
	/** Asks so often, and notes only with which status each was answered. */
	times?: number;
	/** How much of the answer was recorded: all of it by default; or what was made of a success. */
	recorded?: 'all' | 'brief' | 'outcome' | 'nothing' | ((response: unknown) => unknown);
}

/** Something to do with a portal, in the order of the recording. */
export type Step =
	| { do: 'ask'; name: string; method: Verb; path: string; options: AskOptions }
	| {
			do: 'operate';
			name: string;
			method: Verb;
			path: string;
			body: Record<string, unknown>;
			/** What the recording looked at afterwards: how it is called, and which folder. */
			looks: Array<[what: string, folder: string]>;
			options: OperateOptions;
	  }
	| { do: 'fetch'; name: string; path: string; options: FetchOptions }
	| { do: 'look'; name: string; folder: string; query: AskOptions['query'] }
	| { do: 'tabulate'; name: string; table: Table; as: string | undefined }
	| { do: 'learn'; label: string; path: string; query: AskOptions['query']; as?: string };

interface Question {
	method: Verb;
	path: string;
	body?: Record<string, unknown>;
	/** Takes back what a success did. */
	undo?: Record<string, unknown>;
}

interface FetchOptions {
	method?: Verb;
	/** Of which answer the address comes, its secrets with it. */
	from?: string;
	/** What to put in place of a part of that address. */
	changed?: [part: RegExp, by: string];
	range?: string;
	as?: string;
	/** Whether the recording also has what lies in the archive. */
	lists?: boolean;
}

/** Questions of which only the outcome was recorded, by the name of their row. */
export type Table = Record<string, Question[]>;

/** Questions about one matter. */
export interface Section {
	title: string;
	steps: Step[];
}

interface OperateOptions {
	as?: string;
	/** Whether the recording also read the operation again after its end. */
	readsAgain?: boolean;
	recorded?: 'all' | 'brief';
	/** Gives the last entry that the operation names a label, in the end. */
	label?: string;
}

export const ask = (name: string, method: Verb, path: string, options: AskOptions = {}): Step => ({
	do: 'ask',
	name,
	method,
	path,
	options,
});

export const operate = (
	name: string,
	method: Verb,
	path: string,
	body: Record<string, unknown>,
	looks: Array<[what: string, folder: string]> = [],
	options: OperateOptions = {},
): Step => ({ do: 'operate', name, method, path, body, looks, options });

/** Fetches a file from beside the API. */
export const fetchFile = (name: string, path: string, options: FetchOptions = {}): Step => ({
	do: 'fetch',
	name,
	path,
	options,
});

/** Looks what lies directly in a folder. */
export const look = (name: string, folder: string, query: AskOptions['query'] = {}): Step => ({
	do: 'look',
	name,
	folder,
	query,
});

/** Keeps some members of what was answered. */
export const only =
	(...names: string[]) =>
	(response: unknown): unknown =>
		Object.fromEntries(names.map((name) => [name, membersOf(response)[name]]));

const TYPE = ['isAdmin', 'isRoomAdmin', 'isVisitor', 'isCollaborator', 'status'];

/** Looks of which type somebody is, and whether active. */
export const lookAtPerson = (name: string, id: string): Step =>
	ask(name, 'GET', `people/${id}`, { recorded: only(...TYPE) });

/** Asks one question after the other, and notes how each went. */
export const tabulate = (name: string, table: Table, as?: string): Step => ({
	do: 'tabulate',
	name,
	table,
	as,
});

/** Gives the folder that a listing shows a label. */
export const learn = (
	label: string,
	path: string,
	query: AskOptions['query'] = {},
	as?: string,
): Step => ({ do: 'learn', label, path, query, as });

const silently = (method: Verb, path: string, options: AskOptions): Step =>
	ask('', method, path, { ...options, recorded: 'nothing' });

export const makeFolder = (parent: string, title: string, label: string): Step =>
	silently('POST', `files/folder/${parent}`, { body: { title }, label });

export const makeFile = (
	parent: string,
	title: string,
	content: string,
	label: string,
	as?: string,
): Step =>
	silently('POST', `files/${parent}/insert`, {
		query: { title, createNewIfExist: true },
		content,
		label,
		as,
	});

/** Does something that the recording did without a word of it. */
export const quietly = silently;

/** How the answers to some steps may be called. */
export function namesOf(steps: Step[]): string[] {
	return steps.flatMap((step) => {
		if (step.do === 'learn') return [];
		if (step.do === 'fetch' && step.options.lists === true) {
			return [step.name, step.name.replace(/archive$/, 'entries')];
		}
		if (step.do !== 'operate') return [step.name];
		const ends = ['accepted', 'end', ...(step.options.readsAgain === true ? ['read again'] : [])];
		return [...ends, ...step.looks.map(([what]) => what)].map((end) => `${step.name}: ${end}`);
	});
}

const SESSION = /^[0-9a-f]{32}$/;
/** An id that no person has. */
export const NOBODY = '00000000-1111-2222-3333-444444444444';

const DATE = /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)?$/;
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const GUID_WITHIN = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;
const TURN_MS = 200;
const MAX_TURNS = 50;

type JsonObject = Record<string, unknown>;

function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What an object holds; nothing of what is none. */
export function membersOf(value: unknown): JsonObject {
	return isObject(value) ? value : {};
}

interface Reply {
	status: number;
	contentType: string;
	body: unknown;
}

/** How a question of a table went: the role given, or the status, and of a refusal before any action its kind. */
function outcomeOf({ status, contentType, body }: Reply): string {
	const { members } = membersOf(membersOf(body)['response']);
	if (Array.isArray(members)) return String(membersOf(members[0])['access']);
	if (status !== 403 || isObject(membersOf(body)['error'])) return String(status);
	return contentType === 'application/problem+json' ? '403 problem' : '403 empty';
}

/** The address at which a file is downloaded that an answer tells of. */
function addressIn(response: unknown): string | undefined {
	const { viewUrl, file } = membersOf(response);
	const address = viewUrl ?? membersOf(file)['viewUrl'];
	return typeof address === 'string' ? address : undefined;
}

/** What lies in a ZIP, by the directory at its end: names, sizes, and where those stand. */
function entriesOf(zip: Buffer): Array<[path: string, size: number, kind: string]> {
	const entries: Array<[string, number, string]> = [];
	const begin = Buffer.from('PK\u0001\u0002');
	for (let at = zip.indexOf(begin); at >= 0; at = zip.indexOf(begin, at + 1)) {
		const isFar = zip.readUInt32LE(at + 24) === 0xffffffff;
		const name = zip.subarray(at + 46, at + 46 + zip.readUInt16LE(at + 28));
		const far = at + 46 + name.length + 4;
		const size = isFar ? Number(zip.readBigUInt64LE(far)) : zip.readUInt32LE(at + 24);
		entries.push([name.toString(), size, isFar ? 'zip64' : 'plain']);
	}
	return entries.sort();
}

/** Asks a sandbox what a real server was asked, and writes down its answers as that recording did. */
export class Asker {
	private readonly facts: Fact[] = [];
	private readonly ids = new Map<string, string | number>();
	private readonly labels = new Map<string, string>();
	private readonly keys = new Map<string, string>();
	/** Addresses of files by the questions in whose answers they stood. */
	private readonly addresses = new Map<string, string>();

	constructor(private readonly sandbox: Sandbox<VirtualClock>) {}

	/** Lets somebody be called by a label, with a credential of their own; the first one is who asks. */
	introduce(label: string, user: PortalUser): void {
		this.name(label, user.id);
		this.addKey(label, user, []);
	}

	/** Gives a key of somebody a label, open to the given scopes or, with none of them, to all. */
	addKey(label: string, user: PortalUser, scopes: string[]): void {
		this.addCredential(label, `Bearer ${this.sandbox.portal.addApiKey(user, scopes)}`);
	}

	/** Gives a credential of some other kind a label. */
	addCredential(label: string, authorization: string): void {
		this.keys.set(label, authorization);
	}

	name(label: string, id: string | number): void {
		this.ids.set(label, id);
		this.labels.set(String(id), `<${label}>`);
	}

	/** The id behind a label. */
	id(label: string): string | number {
		const id = this.ids.get(label);
		if (id === undefined) throw new Error(`Nothing is called ${label}`);
		return id;
	}

	/** Takes the steps one after the other; what came of those that were recorded. */
	async run(steps: Step[]): Promise<Fact[]> {
		const before = this.facts.length;
		for (const step of steps) await this.take(step);
		return this.facts.slice(before);
	}

	/** Whether the sandbox serves a route, such as `GET files/{id}`, whatever it answers. */
	async serves(route: string): Promise<boolean> {
		const { requests } = this.sandbox.portal;
		const [, method = '', path = ''] = /^(\w+) (.*)$/.exec(route) ?? [];
		requests.reset();
		const url = new URL(path.replace(/\{id\}/g, '0'), `${this.sandbox.url}/api/2.0/`);
		await axios.request({ method, url: url.href, validateStatus: () => true });
		const plain = (name: string) => name.replace(/\{\w+\}/g, '{id}');
		return requests.entries.some((entry) => plain(entry.route) === route);
	}

	private async take(step: Step): Promise<void> {
		if (step.do === 'ask') return await this.ask(step);
		if (step.do === 'operate') return await this.operate(step);
		if (step.do === 'fetch') return await this.fetch(step);
		if (step.do === 'look') return await this.look(step.name, step.folder, step.query);
		if (step.do === 'tabulate') return await this.tabulate(step);
		const query = { count: 1, ...step.query };
		const { body } = await this.call('GET', step.path, { query, as: step.as });
		const { id } = membersOf(membersOf(membersOf(body)['response'])['current']);
		this.nameIfFound(step.label, id);
	}

	private async ask({ name, method, path, options }: Extract<Step, { do: 'ask' }>) {
		const { recorded = 'all', times, label, credential } = options;
		if (times !== undefined) {
			const body: number[] = [];
			while (body.length < times) body.push((await this.call(method, path, options)).status);
			return this.write(name, { status: 200, contentType: '', body });
		}
		const reply = await this.call(method, path, options);
		if (recorded !== 'nothing') this.write(name, this.shown(reply, recorded), method, path);
		const { response } = membersOf(reply.body);
		const address = typeof response === 'string' ? response : addressIn(response);
		if (address !== undefined) this.addresses.set(name, address);
		const {
			sharedLink,
			roomId,
			templateId = roomId,
			id = templateId ?? membersOf(sharedLink)['id'],
			key,
		} = membersOf(response);
		if (label !== undefined) this.nameIfFound(label, id);
		if (credential !== undefined) this.addCredential(credential, `Bearer ${String(key)}`);
	}

	private async tabulate({ name, table, as }: Extract<Step, { do: 'tabulate' }>): Promise<void> {
		const rows: Record<string, string> = {};
		for (const [row, questions] of Object.entries(table)) {
			const cells: string[] = [];
			for (const { method, path, body, undo } of questions) {
				const reply = await this.call(method, path, { body, as });
				cells.push(outcomeOf(reply));
				const isDone = reply.status === 200 && undo !== undefined;
				if (isDone) await this.call(method, path, { body: undo, as });
			}
			rows[row] = cells.join(' ');
		}
		this.facts.push({ name, status: 200, says: rows });
	}

	/** A file operation: what accepts it, what its end says, and what lies where afterwards. */
	private async operate(step: Extract<Step, { do: 'operate' }>): Promise<void> {
		const { name, method, path, options } = step;
		const { as, recorded = 'all' } = options;
		const body = { returnSingleOperation: true, deleteAfter: false, ...step.body };
		const accepted = await this.call(method, path, { body, as });
		this.write(`${name}: accepted`, this.shown(accepted, recorded), method, path);
		const { response } = membersOf(accepted.body);
		const operation = membersOf(Array.isArray(response) ? response[0] : response);
		let made: unknown;
		if ('finished' in operation) {
			const id = String(operation['id']);
			const end = await this.end(id, as);
			this.addresses.set(name, String(membersOf(end)['url']));
			const { files, folders } = membersOf(end);
			const entries: unknown = files ?? folders;
			made = Array.isArray(entries) ? membersOf(entries.at(-1))['id'] : undefined;
			this.write(`${name}: end`, {
				status: 200,
				contentType: '',
				body: recorded === 'all' ? (end ?? null) : this.briefOperation(end),
			});
			const again = await this.call('GET', 'files/fileops', { query: { id }, as });
			if (options.readsAgain === true) this.write(`${name}: read again`, again);
		}
		for (const [what, folder] of step.looks) await this.look(`${name}: ${what}`, folder);
		if (options.label !== undefined) this.nameIfFound(options.label, made);
	}

	/** Cuts an answer down to what the recording has of it. */
	private shown(
		reply: Reply,
		recorded: Exclude<AskOptions['recorded'], 'nothing' | undefined>,
	): Reply {
		const body = membersOf(reply.body);
		if (recorded === 'all' || isObject(body['error'])) return reply;
		if (typeof recorded === 'function') {
			return reply.status === 200 ? { ...reply, body: recorded(body['response']) } : reply;
		}
		if (recorded === 'outcome') return reply.status < 400 ? { ...reply, body: {} } : reply;
		const { response } = body;
		if (Array.isArray(response)) {
			const items = response.map((item: unknown) => this.brief(item) ?? this.briefOperation(item));
			return { ...reply, body: { response: items, count: body['count'] } };
		}
		const brief = this.brief(response);
		return brief === undefined ? reply : { ...reply, body: { response: brief } };
	}

	/** What the recording has of an entry; nothing of what is none. */
	private brief(entry: unknown): JsonObject | undefined {
		const { id, pureContentLength, parentId, ...all } = membersOf(entry);
		if (!('title' in all)) return undefined;
		const names = ['title', 'fileExst', 'version', 'locked', 'lockedBy', 'rootFolderType'];
		const kept = [...names, 'tags', 'access', 'shared'].map((name) => [name, all[name]]);
		return {
			...Object.fromEntries(kept),
			id: this.labels.has(String(id)) ? id : undefined,
			size: pureContentLength,
			folderId: all['folderId'] ?? parentId,
		};
	}

	private briefOperation(operation: unknown): unknown {
		if (!isObject(operation)) return null;
		const { files, folders } = operation;
		const briefs = (list: unknown) =>
			Array.isArray(list) ? list.map((item) => this.brief(item)) : undefined;
		return { ...operation, files: briefs(files), folders: briefs(folders) };
	}

	private async end(id: string, as: string | undefined): Promise<unknown> {
		for (let turn = 0; turn < MAX_TURNS; turn++) {
			const { body } = await this.call('GET', 'files/fileops', { query: { id }, as });
			const { response } = membersOf(body);
			const operation: unknown = Array.isArray(response) ? response[0] : undefined;
			if (membersOf(operation)['finished'] !== false) return operation;
		}
		throw new Error(`The operation ${id} does not end`);
	}

	/** Of what is small and no archive the words too, as the recording has them. */
	private async fetch({ name, path, options }: Extract<Step, { do: 'fetch' }>): Promise<void> {
		const { method = 'GET', from, changed, range, as, lists } = options;
		const [part = /$^/, by = ''] = changed ?? [];
		const address =
			from === undefined
				? `${this.sandbox.url}${this.resolved(path)}`
				: String(this.addresses.get(from)).replace(part, by);
		const authorization = this.credential(as);
		const { status, headers, data } = await axios.request<ArrayBuffer>({
			method,
			url: address,
			headers: {
				...(authorization === undefined ? {} : { Authorization: authorization }),
				...(range === undefined ? {} : { Range: range }),
			},
			responseType: 'arraybuffer',
			maxRedirects: 0,
			validateStatus: () => true,
		});
		const told = (header: string) => {
			const value: unknown = headers[header];
			if (typeof value !== 'string') return undefined;
			return value.replace(/[\w.-]+-download-\d{4}-\d\d-\d\d(?=\.)/, '<portal>-download-<day>');
		};
		const [contentType = ''] = (told('content-type') ?? '').split(';');
		const content = Buffer.from(data);
		const isShown = content.length < 200 && !/zip/.test(contentType);
		const body = {
			length: content.length,
			contentLength: told('content-length'),
			disposition: told('content-disposition'),
			range: told('content-range'),
			acceptRanges: told('accept-ranges'),
			text: isShown ? content.toString() : undefined,
		};
		this.write(name, { status, contentType, body }, method, path);
		if (lists !== true) return;
		const entries = entriesOf(content);
		this.facts.push(
			factOf({ name: name.replace(/archive$/, 'entries'), status: null, answer: entries }),
		);
	}

	private async look(name: string, folder: string, query: AskOptions['query'] = {}) {
		const { status, contentType, body } = await this.call('GET', `files/${folder}`, {
			query: { count: 100, ...query },
		});
		const { total, count, files, folders } = membersOf(membersOf(body)['response']);
		const brief = (entry: unknown) => {
			const { id, title, version, pureContentLength, filesCount, foldersCount } = membersOf(entry);
			const known = this.labels.get(String(id)) ?? '<new>';
			const counted = { files: filesCount, folders: foldersCount };
			return { title, id: known, version, size: pureContentLength, ...counted };
		};
		const listed = (entries: unknown) => (Array.isArray(entries) ? entries.map(brief) : []);
		const seen = { total, count, files: listed(files), folders: listed(folders) };
		const reply = { status, contentType, body: status === 200 ? seen : body };
		this.write(name, reply, 'GET', `files/${folder}`);
	}

	private write(name: string, reply: Reply, method?: Verb, path?: string): void {
		const answered: Answered = {
			name,
			method,
			path,
			status: reply.status,
			contentType: reply.contentType,
			answer: this.labelled(reply.body),
		};
		this.facts.push(factOf(answered));
	}

	private async call(method: Method, path: string, options: AskOptions): Promise<Reply> {
		const { query, body, content, contentType: type = 'application/octet-stream', as } = options;
		const authorization = this.credential(as);
		const answer = await axios.request<unknown>({
			method,
			url: `${this.sandbox.url}/api/2.0/${this.resolved(path)}`,
			params: this.filled(query ?? {}),
			data: body === undefined ? content : JSON.stringify(this.filled(body)),
			headers: {
				...(authorization === undefined ? {} : { Authorization: authorization }),
				'Content-Type': body === undefined ? type : 'application/json',
			},
			maxRedirects: 0,
			validateStatus: () => true,
			transitional: { silentJSONParsing: true },
		});
		// Somebody asks slower than a portal works: what was started is over by the next question.
		await this.sandbox.clock.advance(TURN_MS);
		const [contentType = ''] = String(answer.headers['content-type'] ?? '').split(';');
		return { status: answer.status, contentType, body: answer.data };
	}

	private credential(as: string | undefined): string | undefined {
		if (as === 'nobody') return undefined;
		const key = as === undefined ? [...this.keys.values()][0] : this.keys.get(as);
		if (key === undefined) throw new Error(`Nobody is called ${as}`);
		return key;
	}

	private nameIfFound(label: string, id: unknown): void {
		if (typeof id === 'string' || typeof id === 'number') this.name(label, id);
	}

	private resolved(text: string): string {
		return text.replace(/<([^>]+)>/g, (_match, label: string) =>
			encodeURIComponent(this.id(label)),
		);
	}

	/** A text that is a label becomes the id itself, `<label> as text` the id as a text. */
	private filled(value: unknown): unknown {
		if (Array.isArray(value)) return value.map((item) => this.filled(item));
		if (isObject(value)) {
			const members = Object.entries(value).map(([name, inner]) => [name, this.filled(inner)]);
			return Object.fromEntries(members);
		}
		if (typeof value !== 'string') return value;
		const [, label, asText] = /^<([^>]+)>( as text)?$/.exec(value) ?? [];
		if (label === undefined) return value;
		return asText === undefined ? this.id(label) : String(this.id(label));
	}

	private labelled(value: unknown, member = ''): unknown {
		if (Array.isArray(value)) return value.map((item) => this.labelled(item, member));
		if (isObject(value)) {
			const members = Object.entries(value).map(([name, inner]) => [
				name,
				this.labelled(inner, name),
			]);
			return Object.fromEntries(members);
		}
		const isId = /id$/i.test(member);
		if (typeof value === 'number') {
			return isId ? (this.labels.get(String(value)) ?? '<number>') : value;
		}
		if (typeof value !== 'string') return value;
		const label = this.labels.get(value);
		if (label !== undefined && (isId || GUID.test(value))) return label;
		if (isId && SESSION.test(value)) return '<sid>';
		// The id of a job has that of a person in it.
		if (isId && !GUID.test(value)) {
			return value.replace(GUID_WITHIN, (id) => this.labels.get(id) ?? id);
		}
		if (DATE.test(value)) return '<date>';
		if (GUID.test(value)) return '<guid>';
		return /^https?:\/\//.test(value) ? '<url>' : value;
	}
}
