// Uploads or downloads a file through n8n's engine, in its filesystem mode, as a process of its own, so that its memory is its
// own. Its only argument is the task as JSON.
import '../test/harness/environment.js';
import { createCipheriv, createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { clearDisk, onDisk, takeFromDisk } from '../test/harness/binaryData.js';
import { measured } from './memory.mjs';
import { PieceHashes } from './pieceHashes.mjs';

const engine = await import('../test/harness/engine.ts');
const { NODE_NAME, runNode } = engine.default ?? engine;

const MIB = 2 ** 20;

const { portalUrl, apiKey, roomId, smallId, largeId, pieceSize, bytes, operation } = JSON.parse(
	process.argv[2],
);

const work = operation === 'upload' ? uploadLarge : downloadLarge;
process.send(await work().finally(clearDisk), () => process.exit(0));

async function downloadLarge() {
	// Storing something switches n8n's filesystem mode on.
	await onDisk('warm-up.bin', Buffer.from('x'));
	await takeFromDisk(await download(smallId), () => {});
	globalThis.gc?.();
	const engineMb = process.memoryUsage().rss / 1e6;
	const { result, baselineMb, memoryMb, ...costs } = await measured(
		async () => await download(largeId),
	);
	const hashes = new PieceHashes(pieceSize);
	await takeFromDisk(result, (piece) => hashes.add(piece));
	const above = baselineMb + memoryMb - engineMb;
	return { id: largeId, pieces: hashes.end(), ...costs, engineMb, memoryMb: above };
}

async function download(fileId) {
	const run = await runNode({
		credentials: { docSpaceApi: { portalUrl, apiKey } },
		parameters: {
			resource: 'file',
			operation: 'download',
			file: { __rl: true, mode: 'id', value: fileId },
		},
	});
	if (run.error) throw new Error(run.error.message);
	return run.items(NODE_NAME)[0].binary.data;
}

async function uploadLarge() {
	// What is loaded and compiled on first use belongs to the engine, not to the job.
	await upload(await onDisk('warm-up.bin', contentOf(1, [])));
	globalThis.gc?.();
	const engineMb = process.memoryUsage().rss / 1e6;
	const pieces = [];
	const file = await onDisk('large.bin', contentOf(bytes, pieces));
	const { result, baselineMb, memoryMb, ...costs } = await measured(async () => await upload(file));
	// What this process needed to make the file is not to hide what the upload needs.
	return { id: result.id, pieces, ...costs, engineMb, memoryMb: baselineMb + memoryMb - engineMb };
}

/** Bytes that no two pieces have in common; notes the hash of each piece as it is read. */
function contentOf(size, pieces) {
	const stream = createCipheriv('aes-128-ctr', Buffer.alloc(16, 1), Buffer.alloc(16));
	const zeros = Buffer.alloc(MIB);
	return Readable.from(
		(function* () {
			let hash = createHash('sha256');
			for (let at = 0; at < size; ) {
				const length = Math.min(MIB, size - at, pieceSize - (at % pieceSize));
				const bytes = stream.update(zeros.subarray(0, length));
				hash.update(bytes);
				at += length;
				if (at % pieceSize === 0 || at === size) {
					pieces.push(hash.digest('hex'));
					hash = createHash('sha256');
				}
				yield bytes;
			}
		})(),
	);
}

async function upload(data) {
	const folder = { __rl: true, mode: 'id', value: roomId };
	const run = await runNode({
		credentials: { docSpaceApi: { portalUrl, apiKey } },
		parameters: { resource: 'file', operation: 'upload', folder },
		items: [{ json: {}, binary: { data } }],
	});
	if (run.error) throw new Error(run.error.message);
	return run.json(NODE_NAME)[0];
}
