import type { File, FileVersion } from './types';

/** What a version holds whose bytes nobody has told, or which were too many to be kept. */
const FILLING = Buffer.from('Any words will do. ');

/** The bytes of a version from `from` to before `to`. */
export function bytesOf({ content }: FileVersion, from: number, to: number): Buffer {
	const kept = content?.bytes;
	if (kept !== undefined) return kept.subarray(from, to);
	const start = from % FILLING.length;
	return Buffer.alloc(start + to - from, FILLING).subarray(start);
}

/** How many they are: not always as many as the portal believes (docspace-api.md 14.4, T80). */
export function lengthOf({ content, size }: FileVersion): number {
	return content?.size ?? size;
}

/** A version of a file, by default the current one; undefined where there is none, or its bytes are gone. */
export function storedVersion(file: File, version = 0): FileVersion | undefined {
	return file.contentGone ? undefined : file.versions.at(version - 1);
}
