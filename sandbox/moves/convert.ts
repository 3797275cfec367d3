import { lengthOf } from '../model/bytes';
import { extensionOf } from '../model/titles';
import type { File, FileVersion } from '../model/types';

/** What a Document Server makes of a file: here only words that tell of what. */
export function convert(
	{ title }: File,
	version: FileVersion,
	extension: string,
): { title: string; content: Buffer } {
	const base = title.slice(0, title.length - extensionOf(title).length);
	const words = `${lengthOf(version)} bytes of ${title} as ${extension}`;
	return { title: `${base}${extension}`, content: Buffer.from(words) };
}
