import { parseArgs } from 'node:util';
import { RealClock } from './ground/realClock.mjs';

const sandbox = await import('./index.ts');
// tsx loads a CommonJS package's .ts files with their exports under `default`.
const { fillClientRoom, seedDemo, startSandbox } = sandbox.default ?? sandbox;

const { values } = parseArgs({
	options: {
		port: { type: 'string', default: '8090' },
		'portal-version': { type: 'string', default: '3.7.2' },
		latency: { type: 'string', default: '0' },
		'ms-per-file': { type: 'string', default: '50' },
		files: { type: 'string', default: '0' },
		json: { type: 'boolean', default: false },
		help: { type: 'boolean', default: false },
	},
});

if (values.help) {
	console.log(`A DocSpace portal in memory.

  --port 8090              0 for any free one
  --portal-version 3.7.2   or 3.6.1; 3.1.1 is too old for the node
  --latency 0              milliseconds added to every request
  --ms-per-file 50         milliseconds a job works on one file
  --files 0                fills the client's room with that many more files
  --json                   prints one line of JSON instead of the overview`);
	process.exit(0);
}

let demo;
const running = await startSandbox({
	clock: new RealClock(),
	port: Number(values.port),
	portalVersion: values['portal-version'],
	latencyMs: Number(values.latency),
	msPerFile: Number(values['ms-per-file']),
	fill: (portal) => {
		demo = seedDemo(portal);
		const files = Number(values.files);
		if (files > 0) fillClientRoom(portal, demo.clientRoomId, { files });
	},
});

if (values.json) {
	console.log(JSON.stringify({ url: running.url, ...demo }));
} else {
	const rooms = running.portal
		.state()
		.folders.filter(({ room }) => room !== undefined)
		.map(
			({ id, title, room, filesCount }) =>
				`  ${String(id).padEnd(8)} ${title} (${room}, ${filesCount} files)`,
		);
	console.log(`DocSpace sandbox ${values['portal-version']} answers on ${running.url}
Watch it in a browser there. Everything is in memory and gone when you stop it.

API key        ${demo.apiKey}
Personal token ${demo.personalAccess}
Owner          ${demo.ownerEmail}, password ${demo.ownerPassword}
Guest          ${demo.guestEmail}
Archive folder ${demo.archiveFolderId}

Rooms
${rooms.join('\n')}

Ctrl+C stops it.`);
}

const stop = () =>
	running.close().then(
		() => process.exit(0),
		(error) => {
			console.error(error.message);
			process.exit(1);
		},
	);
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
