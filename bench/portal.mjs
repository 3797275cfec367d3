// A sandbox portal as a process of its own, steered by the messages of its parent. Its only argument is the
// task as JSON.
import { BenchClock } from './clock.mjs';

const [sandbox, room, outcome] = await Promise.all(
	['../sandbox/index.ts', './room.ts', './outcome.ts'].map((path) => import(path)),
);
const { startSandbox } = sandbox.default ?? sandbox;
const { fillBenchPortal } = room.default ?? room;
const { outcomeOf } = outcome.default ?? outcome;

const LOOK_AGAIN_MS = 50;

const { size, rttMs, msPerFile } = JSON.parse(process.argv[2]);
let ids;
const running = await startSandbox({
	clock: new BenchClock(),
	latencyMs: rttMs,
	msPerFile,
	tieOrder: 'stable',
	fill: (portal) => {
		ids = fillBenchPortal(portal, size);
	},
});
let cpu;

process.on('message', (message) => {
	if (message === 'start') cpu = process.cpuUsage();
	else if (message === 'count') process.send({ requests: countRequests() });
	else void settle();
});
for (const end of ['disconnect', 'SIGTERM']) process.on(end, () => process.exit(0));
globalThis.gc?.();
process.send({ url: running.url, ...ids });

function countRequests() {
	return outcomeOf(running.portal, ids, size).requests;
}

/** Says what there is to say once no job waits or works any more. */
async function settle() {
	while (running.portal.operations.isBusy()) {
		await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
	}
	const { user, system } = process.cpuUsage(cpu);
	process.send({
		...outcomeOf(running.portal, ids, size),
		cpuSeconds: (user + system) / 1e6,
	});
}
