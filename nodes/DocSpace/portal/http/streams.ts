import type { BinaryHelperFunctions } from 'n8n-workflow';

import { isObject } from '../types';
import type { AnswerHead } from './answers';

/** Bytes on their way, as Node and n8n hand them on. */
export type ByteStream = Exclude<
	Parameters<BinaryHelperFunctions['prepareBinaryData']>[0],
	ArrayBufferView
>;

/** Whether a value is such a stream. */
export function isByteStream(value: unknown): value is ByteStream {
	return isObject(value) && typeof value.pipe === 'function' && typeof value.destroy === 'function';
}

/** A file that has begun to arrive. */
export interface Opened extends AnswerHead {
	stream: ByteStream;
}

/** The name under which a file is sent; undefined where none is told (docspace-api.md 14.5). */
export function nameOf({ headers }: AnswerHead): string | undefined {
	const disposition = String(headers['content-disposition'] ?? '');
	const [, encoded] = /filename\*=UTF-8''([^;]+)/i.exec(disposition) ?? [];
	const [, quoted, bare] = /filename=(?:"([^"]*)"|([^;]+))/i.exec(disposition) ?? [];
	if (encoded === undefined) return quoted ?? bare?.trim();
	try {
		return decodeURIComponent(encoded);
	} catch {
		return encoded;
	}
}

/** How many bytes are to arrive; undefined where that is not told. */
export function lengthOf({ headers }: AnswerHead): number | undefined {
	const length = headers['content-length'];
	return typeof length === 'string' && /^\d+$/.test(length) ? Number(length) : undefined;
}

/** The longest text that is read of an answer which should have been a file. */
const LONGEST_TEXT = 20_000;

/** Reads the text of a stream, and no further than a refusal is long. */
export async function readText(stream: ByteStream): Promise<string> {
	const chunks: Buffer[] = [];
	let length = 0;
	for await (const chunk of stream) {
		const bytes = Buffer.from(chunk);
		chunks.push(bytes);
		length += bytes.length;
		if (length > LONGEST_TEXT) break;
	}
	return Buffer.concat(chunks).toString();
}
