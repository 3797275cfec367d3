import { createHash } from 'node:crypto';

/** Bytes that came in one piece; of what is too much to be kept, only what they were. */
export interface Piece {
	size: number;
	bytes?: Buffer;
	sha256?: string;
}

/** Takes bytes, and keeps them where they are no more than `keptBytes`. */
export function pieceOf(bytes: Buffer, keptBytes: number): Piece {
	const size = bytes.length;
	if (size <= keptBytes) return { size, bytes };
	return { size, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** What one version of a file holds, in the pieces in which it came. */
export class Content {
	constructor(readonly pieces: readonly Piece[]) {}

	/** The content that a text is. */
	static of(text: string | Buffer): Content {
		const bytes = Buffer.from(text);
		return new Content([{ size: bytes.length, bytes }]);
	}

	get size(): number {
		return this.pieces.reduce((sum, { size }) => sum + size, 0);
	}

	/** All of it; undefined where some was not kept. */
	get bytes(): Buffer | undefined {
		const kept = this.pieces.flatMap(({ bytes }) => bytes ?? []);
		return kept.length === this.pieces.length ? Buffer.concat(kept) : undefined;
	}
}
