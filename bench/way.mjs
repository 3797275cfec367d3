// One way of archiving as a process of its own, so that its memory and CPU time are its own. Its only argument
// is the task as JSON.
import '../test/harness/environment.js';

const SAMPLE_MS = 20;
const KIB = 1024;

const { way, limitMs } = JSON.parse(process.argv[2]);
const { archive } = await load(way);

process.once('message', async ({ warmUp, job }) => {
	// What is loaded and compiled on first use belongs to the engine, not to the job.
	await archive({ ...warmUp, wait }).catch(() => {});
	process.send(await measure(job), () => process.exit(0));
});
process.send('ready');

async function load(name) {
	const path = name === 'ours' ? './ours.ts' : './rivals/index.ts';
	const module = await import(path);
	return (module.default ?? module)[name];
}

function wait(ms) {
	return new Promise((resolve) => setTimeout(resolve, ms));
}

async function measure(job) {
	globalThis.gc?.();
	const baseline = process.memoryUsage().rss;
	const highestBefore = process.resourceUsage().maxRSS * KIB;
	let highest = baseline;
	const sampler = setInterval(() => {
		highest = Math.max(highest, process.memoryUsage().rss);
	}, SAMPLE_MS);
	const signal = AbortSignal.timeout(limitMs);
	const cpu = process.cpuUsage();
	const startedAt = Date.now();
	const start = performance.now();
	const moments = {};
	const now = () => performance.now() - start;
	const ending = await archive({
		...job,
		wait,
		signal,
		onListed: () => {
			moments.listedMs = now();
		},
		onVerified: () => {
			moments.verifiedMs = now();
		},
	}).then(
		(report) => ({ ...report, doneMs: now() }),
		(error) => (signal.aborted ? { brokenOffMs: now() } : { error: error.message, endedMs: now() }),
	);
	const { user, system } = process.cpuUsage(cpu);
	clearInterval(sampler);
	const highestAfter = process.resourceUsage().maxRSS * KIB;
	if (highestAfter > highestBefore) highest = highestAfter;
	return {
		...moments,
		...ending,
		startedAt,
		cpuSeconds: (user + system) / 1e6,
		memoryMb: (highest - baseline) / 1e6,
		baselineMb: baseline / 1e6,
	};
}
