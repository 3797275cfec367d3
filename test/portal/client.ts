/** A small client of its own, so that what the node did is judged without any code of the node. */
import axios, { type AxiosInstance } from 'axios';
import { sleep } from 'n8n-workflow';
import { isRecord } from '../harness/guards';

/** What the portal refused, in its own words. */
export class Refused extends Error {
	constructor(
		readonly status: number,
		what: string,
		said: string,
	) {
		super(`${what} was answered with ${status}${said === '' ? '' : `: ${said}`}`);
	}
}

/** The run was ended from outside. */
export class Stopped extends Error {
	constructor() {
		super('Stopped');
	}
}

/** A file as it lies in a room or folder. */
export interface PlacedFile {
	id: number;
	title: string;
	/** The folders from where the look began, and the title: `Contracts/Signed/contract.pdf`. */
	path: string;
	bytes: number;
	locked: boolean;
}

export interface NamedFolder {
	id: number;
	title: string;
}

export interface Person {
	id: string;
	email: string;
	displayName: string;
}

interface Question {
	params?: Record<string, string | number | boolean>;
	body?: unknown;
	/** Of a body that is no JSON. */
	contentType?: string;
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

const PAGE = 100;
const MOST_SCANS = 30;
const TIMEOUT_MS = 60_000;
/** How long to hold back when the portal is asked too much; its 429 comes before anything is done (9.1). */
const PAUSES_MS = [1000, 2000, 4000, 8000, 16_000];
const LONGEST_WORDS = 200;

/** Speaks to the portal as one person (sections: docspace-api.md). */
export class PortalClient {
	private readonly http: AxiosInstance;

	constructor(
		readonly url: string,
		authorization: string | undefined,
		private readonly signal?: AbortSignal,
	) {
		this.http = axios.create({
			baseURL: new URL('/api/2.0/', url).href,
			headers: {
				'User-Agent': 'n8n-nodes-docspace-test',
				...(authorization === undefined ? {} : { Authorization: authorization }),
			},
			timeout: TIMEOUT_MS,
			validateStatus: () => true,
			transitional: { silentJSONParsing: true },
		});
	}

	/** Asks and answers with `response`. Throws `Refused` for anything but a success. */
	async ask(method: Method, path: string, question: Question = {}): Promise<unknown> {
		const { params, body, contentType = 'application/json' } = question;
		for (let attempt = 0; ; attempt += 1) {
			if (this.signal?.aborted === true) throw new Stopped();
			const { status, data } = await this.http.request<unknown>({
				method,
				url: path,
				params,
				data: body,
				headers: body === undefined ? {} : { 'Content-Type': contentType },
			});
			// A success in name only has another body: a page of a proxy, or of no portal at all (1.3).
			if (status === 200 && isRecord(data)) return data.response;
			const pause = PAUSES_MS[attempt];
			if (status !== 429 || pause === undefined) {
				throw new Refused(status, `${method} ${path}`, wordsOf(data));
			}
			await sleep(pause);
		}
	}

	/** The same, with a refusal of this status as `undefined`. */
	async askUnless(status: number, method: Method, path: string): Promise<unknown> {
		return await this.ask(method, path).catch((error: unknown) => {
			if (error instanceof Refused && error.status === status) return undefined;
			throw error;
		});
	}

	/** Every file below a folder, by direct listings alone, which need no filter and no counter (3.4). */
	async filesBelow(folderId: number, above = ''): Promise<PlacedFile[]> {
		const { files, folders } = await this.list(folderId);
		const placed = files.map((file) => placedFile(file, above));
		for (const folder of folders) {
			const { id, title } = namedFolder(folder);
			placed.push(...(await this.filesBelow(id, `${above}${title}/`)));
		}
		return placed;
	}

	/** The folders directly in a folder. */
	async foldersIn(folderId: number): Promise<NamedFolder[]> {
		return records(await this.ask('GET', `files/${folderId}/subfolders`)).map(namedFolder);
	}

	/** What lies directly in a folder. Pages until all has been seen: where the order has ties, one page may show what another did (3.3). */
	async list(folderId: number | '@trash') {
		const files = new Map<unknown, Record<string, unknown>>();
		const folders = new Map<unknown, Record<string, unknown>>();
		for (let scan = 0; scan < MOST_SCANS; scan += 1) {
			let total = 1;
			for (let startIndex = 0; startIndex < total; startIndex += PAGE) {
				const params = { count: PAGE, startIndex };
				const page = record(await this.ask('GET', `files/${folderId}`, { params }));
				for (const file of records(page.files)) files.set(file.id, file);
				for (const folder of records(page.folders)) folders.set(folder.id, folder);
				total = numberIn(page, 'total');
			}
			if (files.size + folders.size >= total) {
				return { files: [...files.values()], folders: [...folders.values()] };
			}
		}
		throw new Error(`Folder ${folderId} never showed all of its entries`);
	}

	/** Uploads a file; the portal may store it under another title, which is the one answered (14.3). */
	async upload(folderId: number, title: string, content: string): Promise<PlacedFile> {
		const answer = await this.ask('POST', `files/${folderId}/insert`, {
			params: { title, createNewIfExist: true },
			body: content,
			contentType: 'application/octet-stream',
		});
		return placedFile(record(answer), '');
	}

	async createFolder(parentId: number, title: string): Promise<NamedFolder> {
		const body = { title };
		return namedFolder(record(await this.ask('POST', `files/folder/${parentId}`, { body })));
	}

	async setLocked(fileId: number, lockFile: boolean): Promise<void> {
		await this.ask('PUT', `files/file/${fileId}/lock`, { body: { lockFile } });
	}

	/** Who holds the lock of a file, as everybody else is told. */
	async lockedBy(fileId: number): Promise<string> {
		return textIn(record(await this.ask('GET', `files/file/${fileId}`)), 'lockedBy');
	}

	/** Ids of the people in a room, the owner included. */
	async membersOf(roomId: number): Promise<string[]> {
		const ids: string[] = [];
		for (let startIndex = 0; ; startIndex += PAGE) {
			const params = { count: PAGE, startIndex };
			const page = records(await this.ask('GET', `files/rooms/${roomId}/share`, { params }));
			ids.push(...page.map(({ sharedToUser }) => textIn(record(sharedToUser), 'id')));
			if (page.length < PAGE) return ids;
		}
	}

	async isArchived(roomId: number): Promise<boolean> {
		const room = record(await this.ask('GET', `files/rooms/${roomId}`));
		return room.rootFolderType === ARCHIVE;
	}
}

/** FolderType of the Archive section (1.4). */
const ARCHIVE = 20;

/** Signs in and answers the token (19). */
export async function signIn(url: string, userName: string, password: string): Promise<string> {
	const body = { userName, password };
	const answer = await new PortalClient(url, undefined).ask('POST', 'authentication', { body });
	const { token } = record(answer);
	if (typeof token === 'string') return token;
	throw new Error(
		`${userName} needs a second factor to sign in. Use an API key instead: --api-key`,
	);
}

function wordsOf(data: unknown): string {
	if (typeof data === 'string' && data !== '') return 'that is no answer of a DocSpace portal';
	const error = isRecord(data) && isRecord(data.error) ? data.error.message : undefined;
	const problem = isRecord(data) && isRecord(data.response) ? data.response.errors : undefined;
	const words = typeof error === 'string' ? error : JSON.stringify(problem ?? '');
	return words.slice(0, LONGEST_WORDS).replace(/^""$/, '');
}

function placedFile(file: Record<string, unknown>, above: string): PlacedFile {
	const title = textIn(file, 'title');
	return {
		id: numberIn(file, 'id'),
		title,
		path: `${above}${title}`,
		// Left out when it is 0 (3.8).
		bytes: typeof file.pureContentLength === 'number' ? file.pureContentLength : 0,
		locked: file.locked === true,
	};
}

function namedFolder(folder: Record<string, unknown>): NamedFolder {
	return { id: numberIn(folder, 'id'), title: textIn(folder, 'title') };
}

/** A person as the portal shows them in full (7.6). */
export function personOf(value: unknown): Person {
	const person = record(value);
	return {
		id: textIn(person, 'id'),
		email: textIn(person, 'email'),
		displayName: textIn(person, 'displayName'),
	};
}

/** An object, or an error that shows what came instead. */
export function record(value: unknown): Record<string, unknown> {
	if (isRecord(value)) return value;
	throw new Error(
		`The portal answered ${JSON.stringify(value) ?? 'nothing'} where an object was due`,
	);
}

/** A list of objects, or an error that shows what came instead. */
export function records(value: unknown): Array<Record<string, unknown>> {
	if (Array.isArray(value)) return value.map(record);
	throw new Error(`The portal answered ${JSON.stringify(value) ?? 'nothing'} where a list was due`);
}

export function numberIn(value: Record<string, unknown>, name: string): number {
	const member = value[name];
	if (typeof member === 'number') return member;
	throw new Error(`“${name}” is no number but ${JSON.stringify(member) ?? 'missing'}`);
}

export function textIn(value: Record<string, unknown>, name: string): string {
	const member = value[name];
	if (typeof member === 'string') return member;
	throw new Error(`“${name}” is no text but ${JSON.stringify(member) ?? 'missing'}`);
}
