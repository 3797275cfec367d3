// A sandbox portal for large files as a process of its own: of what is uploaded it keeps a hash of each piece. Its
// only argument is the task as JSON.
import { BenchClock } from './clock.mjs';
import { PieceHashes } from './pieceHashes.mjs';

const sandbox = await import('../sandbox/index.ts');
const { startSandbox } = sandbox.default ?? sandbox;

const running = await startSandbox({ clock: new BenchClock(), keptBytes: 0 });
const { portal } = running;
const owner = portal.addUser({ displayName: 'Olga', email: 'olga@a.example', type: 'Owner' });
const room = portal.addRoom({ title: 'Large files', type: 'custom', owner: owner.id });

const apiKey = portal.addApiKey(owner);
const { bytes = 0 } = JSON.parse(process.argv[2] ?? '{}');
const add = (title, size) => portal.addFile(room.id, title, { size }).id;

process.on('message', async (id) => {
	const { content } = portal.file(id).versions.at(-1);
	const requests = portal.requests.entries.length;
	const pieces = content ? content.pieces.map(({ sha256 }) => sha256) : await handedOut(id);
	process.send({ pieces, requests });
});

/** Hashes of what anybody gets who downloads a file. */
async function handedOut(id) {
	const address = `${running.url}/filehandler.ashx?action=download&fileid=${id}`;
	const answer = await fetch(address, { headers: { Authorization: `Bearer ${apiKey}` } });
	const hashes = new PieceHashes(portal.settings.chunkUploadSize);
	for await (const piece of answer.body) hashes.add(piece);
	return hashes.end();
}

for (const end of ['disconnect', 'SIGTERM']) process.on(end, () => process.exit(0));
process.send({
	portalUrl: running.url,
	apiKey,
	roomId: room.id,
	smallId: add('warm-up.bin', 1),
	largeId: add('large.bin', bytes),
	pieceSize: portal.settings.chunkUploadSize,
});
