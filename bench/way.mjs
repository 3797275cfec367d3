// One way of archiving as a process of its own, so that its memory and CPU time are its own. Its only argument
// is the task as JSON.
import '../test/harness/environment.js';
import { measured } from './memory.mjs';

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
	const moments = {};
	const {
		result,
		ms: _,
		...costs
	} = await measured(async () => {
		const signal = AbortSignal.timeout(limitMs);
		const start = performance.now();
		const now = () => performance.now() - start;
		return await archive({
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
			(error) =>
				signal.aborted ? { brokenOffMs: now() } : { error: error.message, endedMs: now() },
		);
	});
	return { ...moments, ...result, ...costs };
}
