/** A file in an archive, or a folder: its path then ends with a slash. */
export interface ZipEntry {
	path: string;
	content: Buffer;
}

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
	let value = byte;
	for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
	return value;
});

function crc32(content: Buffer): number {
	let crc = 0xffffffff;
	for (const byte of content) crc = (TABLE[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
	return ~crc >>> 0;
}

/** A number in so many bytes, the lowest first. */
function number(value: number, bytes: 2 | 4 | 8): Buffer {
	const buffer = Buffer.alloc(bytes);
	if (bytes === 8) buffer.writeBigUInt64LE(BigInt(value));
	else buffer.writeUIntLE(value, 0, bytes);
	return buffer;
}

const VERSION = number(45, 2);
const UTF8_NAMES = number(0x800, 2);
const STORED = number(0, 2);
/** The first of January 1980. */
const DATE = number(0x00210000, 4);
/** Stands for what the field behind it says in eight bytes. */
const FAR = 0xffffffff;

/**
 * A ZIP as the portal writes it: sizes only in ZIP64 fields, which old programs cannot read (docspace-api.md
 * 14.6). An empty one is nothing but its end.
 */
export function zip(entries: ZipEntry[]): Buffer {
	const locals: Buffer[] = [];
	const central: Buffer[] = [];
	let at = 0;
	for (const { path, content } of entries) {
		const name = Buffer.from(path);
		const size = number(content.length, 8);
		const about = [UTF8_NAMES, STORED, DATE, number(crc32(content), 4), number(FAR, 4)];
		const sizes = Buffer.concat([number(1, 2), number(16, 2), size, size]);
		const places = Buffer.concat([number(1, 2), number(24, 2), size, size, number(at, 8)]);
		const head = Buffer.concat([VERSION, ...about, number(FAR, 4), number(name.length, 2)]);
		const local = Buffer.concat([
			Buffer.from('PK\u0003\u0004'),
			...[head, number(sizes.length, 2), name, sizes, content],
		]);
		central.push(
			Buffer.concat([
				Buffer.from('PK\u0001\u0002'),
				...[VERSION, head, number(places.length, 2)],
				// No comment, on the first disk, no attributes; where it begins is told behind the name.
				...[Buffer.alloc(10), number(FAR, 4), name, places],
			]),
		);
		locals.push(local);
		at += local.length;
	}
	const directory = Buffer.concat(central);
	const end = Buffer.concat([
		Buffer.from('PK\u0005\u0006'),
		...[Buffer.alloc(4), number(entries.length, 2), number(entries.length, 2)],
		...[number(directory.length, 4), number(at, 4), Buffer.alloc(2)],
	]);
	return Buffer.concat([...locals, directory, end]);
}
