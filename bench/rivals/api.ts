import axios from 'axios';
import type { ArchiveJob, EntryId } from './rival';

/** A folder or file as far as the rivals look at it. */
export interface Entry {
	id: EntryId;
	title: string;
}

/** An operation on files as the portal shows it. */
export interface Operation {
	id: string;
	progress: number;
	error: string;
	finished: boolean;
}

/** One page of a folder. */
export interface FolderPage {
	files: Entry[];
	folders: Entry[];
	total: number;
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function member(value: unknown, name: string): unknown {
	return isRecord(value) ? value[name] : undefined;
}

function listOf<T>(value: unknown, read: (item: unknown) => T | undefined): T[] {
	if (!Array.isArray(value)) return [];
	return value.flatMap((item: unknown) => read(item) ?? []);
}

/** Reads an entry, or nothing where there is none. */
export function toEntry(value: unknown): Entry | undefined {
	const id = member(value, 'id');
	if (typeof id !== 'number' && typeof id !== 'string') return undefined;
	return { id, title: String(member(value, 'title') ?? '') };
}

function toOperation(value: unknown): Operation | undefined {
	const id = member(value, 'id');
	if (typeof id !== 'string') return undefined;
	return {
		id,
		progress: Number(member(value, 'progress') ?? 0),
		error: String(member(value, 'error') ?? ''),
		finished: member(value, 'finished') === true,
	};
}

/** Reads a list of operations; what is none is left out. */
export function toOperations(value: unknown): Operation[] {
	return listOf(value, toOperation);
}

/** Reads a page of a folder; what is not there counts as nothing. */
export function toFolderPage(value: unknown): FolderPage {
	return {
		files: listOf(member(value, 'files'), toEntry),
		folders: listOf(member(value, 'folders'), toEntry),
		total: Number(member(value, 'total') ?? 0),
	};
}

/** Sends a request below `/api/2.0/` and answers the `response` member, or null for every kind of error. */
export type Request = (method: Method, path: string, body?: object) => Promise<unknown>;

/** The way in which all rivals talk to a portal: once, and every failure is the same. */
export function connect({ url, apiKey, signal }: ArchiveJob): Request {
	const client = axios.create({
		baseURL: `${url}/api/2.0/`,
		headers: { Accept: 'application/json', Authorization: `Bearer ${apiKey}` },
		signal,
	});
	return async (method, path, body) => {
		const answer = await client
			.request<unknown>({ method, url: path, data: body })
			.catch(() => undefined);
		signal?.throwIfAborted();
		return member(answer?.data, 'response') ?? null;
	};
}
