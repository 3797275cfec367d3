import { DocSpaceError } from '../errors';

/** Bytes that are to be uploaded. They can be read more than once, each time from the start. */
export interface Source {
	size: number;
	read: () => Promise<Iterable<Buffer> | AsyncIterable<Buffer>>;
}

/**
 * Cuts what it reads into pieces of a length, of which one at a time is held; the last may be shorter, and of
 * nothing there is one that is empty. Throws where there is more or less to read than was said.
 */
export async function* cutIntoPieces(
	{ size, read }: Source,
	length: number,
): AsyncGenerator<Buffer> {
	let left = size;
	let piece = Buffer.allocUnsafe(Math.min(length, left));
	let filled = 0;
	for await (const bytes of await read()) {
		for (let at = 0; at < bytes.length; ) {
			const taken = bytes.copy(piece, filled, at);
			if (taken === 0) throw wrongSize(size);
			at += taken;
			filled += taken;
			if (filled < piece.length || filled === left) continue;
			yield piece;
			left -= filled;
			piece = Buffer.allocUnsafe(Math.min(length, left));
			filled = 0;
		}
	}
	if (filled !== left) throw wrongSize(size);
	yield piece;
}

function wrongSize(size: number): DocSpaceError {
	return new DocSpaceError(
		`The binary data is not complete: n8n says that it has ${size} bytes, and it has not`,
		'Run the workflow again from the node that made the binary data',
	);
}

const BOUNDARY = 'n8n-nodes-docspace-8d1f0c53';
const HEAD = Buffer.from(
	`--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="blob"\r\nContent-Type: application/octet-stream\r\n\r\n`,
);
const TAIL = Buffer.from(`\r\n--${BOUNDARY}--\r\n`);

/** The form with one part in which the portal takes a piece (docspace-api.md 14.4). */
export function formOf(piece: Buffer): { type: string; content: Buffer } {
	return {
		type: `multipart/form-data; boundary=${BOUNDARY}`,
		content: Buffer.concat([HEAD, piece, TAIL]),
	};
}
