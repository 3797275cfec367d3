/** A small seeded generator, so that a shuffled run can be replayed. */
export class Random {
	private state: number;

	constructor(seed: number) {
		this.state = seed >>> 0;
	}

	/** A number from 0 up to, but not including, 1. */
	next(): number {
		this.state = (this.state + 0x6d2b79f5) >>> 0;
		let mixed = this.state;
		mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	}

	/** A whole number from 0 up to, but not including, `limit`. */
	below(limit: number): number {
		return Math.floor(this.next() * limit);
	}

	/** `length` lowercase hexadecimal digits. */
	hex(length: number): string {
		return Array.from({ length }, () => this.below(16).toString(16)).join('');
	}

	/** A GUID of version 4. */
	guid(): string {
		const variant = (8 + this.below(4)).toString(16);
		return `${this.hex(8)}-${this.hex(4)}-4${this.hex(3)}-${variant}${this.hex(3)}-${this.hex(12)}`;
	}
}

function greatestCommonDivisor(a: number, b: number): number {
	return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/**
 * A random order of `size` things of which any place can be asked alone: the answer gives, for a place,
 * the thing that stands there. Cheap enough to be drawn anew for every page of a listing.
 */
export function randomOrder(random: Random, size: number): (place: number) => number {
	if (size <= 1) return (place) => place;
	let stride = 1 + random.below(size - 1);
	while (greatestCommonDivisor(stride, size) !== 1) stride = (stride % (size - 1)) + 1;
	const start = random.below(size);
	return (place) => (place * stride + start) % size;
}
