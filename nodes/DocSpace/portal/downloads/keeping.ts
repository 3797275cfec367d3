import { DocSpaceError, quote } from '../errors';
import type { PortalClient } from '../http/client';
import { lengthOf, nameOf, type ByteStream, type Opened } from '../http/streams';
import { stopIfCancelled, time } from '../time';

/** Something to be kept: its bytes, and how it is called. */
export interface Content {
	stream: ByteStream;
	/** With its extension. */
	fileName: string;
	mimeType: string;
}

/** Keeps bytes to their end; tells what keeps them, and how many they were. */
export type Keep<T> = (content: Content) => Promise<{ kept: T; size: number }>;

/** What was kept, as it arrived. */
export interface Download<T> {
	kept: T;
	size: number;
	fileName: string;
	mimeType: string;
}

/** What came to nothing on its way, and may well arrive another time. */
export class BrokenOff extends DocSpaceError {
	constructor(title: string, because: string) {
		super(
			`The download of ${quote(title)} broke off: ${because}`,
			'Run again; if it stays, a server between n8n and DocSpace ends long downloads, which its administrator can change',
		);
	}
}

/**
 * Keeps a file that has begun to arrive. Throws `BrokenOff` where it did not arrive to its end: half of a file
 * is never kept for the whole.
 */
export async function keepAll<T>(
	portal: PortalClient,
	opened: Opened,
	title: string,
	keep: Keep<T>,
): Promise<Download<T>> {
	const { stream, headers } = opened;
	const fileName = nameOf(opened) ?? title;
	const mimeType = String(headers['content-type'] ?? '').split(';')[0] || UNKNOWN_TYPE;
	const { kept, size } = await keep({ stream, fileName, mimeType }).catch((error: unknown) => {
		stopIfCancelled(portal.signal);
		const said = error instanceof Error ? error.message : String(error);
		// Told by the stream, it is the connection; else whoever keeps it could not.
		throw stream.errored ? new BrokenOff(title, said) : notKept(title, said);
	});
	stopIfCancelled(portal.signal);
	const announced = lengthOf(opened);
	if (announced !== undefined && announced !== size) {
		throw new BrokenOff(title, `${size} of ${announced} bytes arrived`);
	}
	return { kept, size, fileName, mimeType };
}

const UNKNOWN_TYPE = 'application/octet-stream';

function notKept(title: string, said: string): DocSpaceError {
	return new DocSpaceError(
		`n8n could not keep ${quote(title)}: ${said}`,
		'See that the n8n server has room for it. It keeps files of any size with N8N_DEFAULT_BINARY_DATA_MODE=filesystem; in its memory only small ones',
	);
}

/** Together a minute, as long as the portal takes to start anew. */
const PAUSES = [1000, 5000, 15_000, 40_000];

/** Does a download, and from the start again where it broke off. */
export async function fromTheStart<T>(portal: PortalClient, task: () => Promise<T>): Promise<T> {
	for (const pause of PAUSES) {
		const done = await task().then((result) => ({ result }), nothingIfBrokenOff);
		if (done) return done.result;
		await time.wait(pause, portal.signal);
	}
	return await task();
}

function nothingIfBrokenOff(error: unknown): undefined {
	if (!(error instanceof BrokenOff)) throw error;
}
