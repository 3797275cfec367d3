import type { RawAnswer } from '../ground/answers';
import { contentTypeOf } from '../model/fileTypes';

/** Something to be sent as a file. */
export interface Delivery {
	title: string;
	length: number;
	/** Its bytes from one to before another. */
	bytes: (from: number, to: number) => Buffer;
}

/** The handlers know no envelope (docspace-api.md 14.5, T85). */
export const refused = (status: number): RawAnswer => ({ status });

export function refusedInWords(status: number, words: string): RawAnswer {
	const body = words.replaceAll("'", '&#39;');
	return { status, headers: { 'content-type': 'text/html' }, body };
}

const PIECE = 64 * 1024;

function streamOf({ bytes }: Delivery, from: number, to: number): ReadableStream<Uint8Array> {
	let at = from;
	return new ReadableStream({
		pull: (controller) => {
			const next = Math.min(at + PIECE, to);
			if (next > at) controller.enqueue(bytes(at, next));
			at = next;
			if (at >= to) controller.close();
		},
	});
}

/** Names that are no token are quoted, and those outside ASCII are told twice (docspace-api.md 14.5). */
function disposition(title: string): string {
	if (/^[\w.!#$%&'*+^`|~-]+$/.test(title)) return `attachment; filename=${title}`;
	if (/^[ -~]*$/.test(title)) return `attachment; filename="${title}"`;
	const encoded = encodeURIComponent(title);
	return `attachment; filename="${encoded}"; filename*=UTF-8''${encoded}`;
}

/** From where to where, both included; undefined for a range that the portal cannot read (docspace-api.md 14.5). */
function readRange(text: string, length: number): [number, number] | undefined {
	const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(text) ?? [];
	if (from === undefined) return undefined;
	const first = Number(from);
	const last = to === undefined || to === '' ? length - 1 : Math.min(Number(to), length - 1);
	return first > last ? undefined : [first, last];
}

/** Sends a file, or one range of it; HEAD is told what GET would get. */
export function deliver(delivery: Delivery, method: string, range: string | undefined): RawAnswer {
	const { title, length } = delivery;
	const headers = {
		'content-type': contentTypeOf(title),
		'content-disposition': disposition(title),
		'accept-ranges': 'bytes',
	};
	const part = range === undefined ? undefined : readRange(range, length);
	if (range !== undefined && part === undefined) return refusedInWords(400, 'No such range');
	const [first, last] = part ?? [0, length - 1];
	const told = {
		...headers,
		'content-length': String(last + 1 - first),
		...(part && { 'content-range': `bytes ${first}-${last}/${length}` }),
	};
	const body = method === 'HEAD' ? undefined : streamOf(delivery, first, last + 1);
	return { status: part ? 206 : 200, headers: told, body };
}
