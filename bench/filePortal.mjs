// A sandbox portal for large files as a process of its own: of what is uploaded it keeps a hash of each piece.
import { BenchClock } from './clock.mjs';

const sandbox = await import('../sandbox/index.ts');
const { startSandbox } = sandbox.default ?? sandbox;

const running = await startSandbox({ clock: new BenchClock(), keptBytes: 0 });
const { portal } = running;
const owner = portal.addUser({ displayName: 'Olga', email: 'olga@a.example', type: 'Owner' });
const room = portal.addRoom({ title: 'Large files', type: 'custom', owner: owner.id });

process.on('message', (id) => {
	const { content } = portal.file(id).versions.at(-1);
	const requests = portal.requests.entries.length;
	process.send({ pieces: content.pieces.map(({ sha256 }) => sha256), requests });
});
for (const end of ['disconnect', 'SIGTERM']) process.on(end, () => process.exit(0));
process.send({
	portalUrl: running.url,
	apiKey: portal.addApiKey(owner),
	roomId: room.id,
	pieceSize: portal.settings.chunkUploadSize,
});
