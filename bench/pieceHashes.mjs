import { createHash } from 'node:crypto';

/** Hashes bytes in pieces of one size, however they come. */
export class PieceHashes {
	#pieceSize;
	#hash = createHash('sha256');
	#length = 0;
	#done = [];

	constructor(pieceSize) {
		this.#pieceSize = pieceSize;
	}

	add(bytes) {
		for (let at = 0; at < bytes.length; ) {
			const part = bytes.subarray(at, at + this.#pieceSize - this.#length);
			this.#hash.update(part);
			this.#length += part.length;
			at += part.length;
			if (this.#length === this.#pieceSize) this.#close();
		}
	}

	/** The hashes of all pieces, the last of which may be smaller. */
	end() {
		if (this.#length > 0) this.#close();
		return this.#done;
	}

	#close() {
		this.#done.push(this.#hash.digest('hex'));
		this.#hash = createHash('sha256');
		this.#length = 0;
	}
}
