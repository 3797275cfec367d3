// Plays cases in a process of its own, told by `chaos.mjs` which, and reports each as a message.
import '../harness/environment.js';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { Turnstile } from '../harness/turnstile.js';
import { KINDS } from './kinds.mjs';

// tsx loads a CommonJS package's .ts files with their exports under `default`.
const load = async (path) => {
	const loaded = await import(path);
	return loaded.default ?? loaded;
};
const { playWay, WAYS, withoutTrouble } = await load('./rivals.ts');
const { startSandbox, VIRTUAL_START, VirtualClock } = await load('../../sandbox/index.ts');
const { installVirtualTime } = await load('../harness/virtualTime.ts');

const PATIENCE_MS = 120_000;

const turnstile = new Turnstile();
const clock = new VirtualClock(VIRTUAL_START, () => turnstile.calm());
const sandbox = await startSandbox({ clock, turnstile });
installVirtualTime(sandbox.clock);

/** Jitter is random in the node; here it repeats with the case. */
function seedRandom(seed) {
	let state = seed >>> 0;
	Math.random = () => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return state / 4294967296;
	};
}

/** What n8n and the node write to the console, at any level, is judged like all else they say. */
const logged = [];
const takeLogs = () => logged.splice(0);
for (const stream of [process.stdout, process.stderr]) {
	stream.write = (chunk) => {
		logged.push(String(chunk));
		return true;
	};
}

/** One case with every way of archiving, with and without what goes wrong in it. */
async function compare(spec) {
	const damages = [];
	for (const way of WAYS) {
		damages.push({ way, trouble: false, ...(await playWay(sandbox, withoutTrouble(spec), way)) });
		damages.push({ way, trouble: true, ...(await playWay(sandbox, spec, way)) });
	}
	return { violations: [], statuses: [], damages };
}

async function play(kind, spec, seed, rivals) {
	seedRandom(seed);
	turnstile.begin();
	let timer;
	const outOfPatience = new Promise((resolve) => {
		timer = setTimeout(resolve, PATIENCE_MS, {
			violations: [{ promise: 'ends', detail: `the case takes longer than ${PATIENCE_MS} ms` }],
			statuses: ['hangs'],
			hangs: true,
		});
	});
	try {
		const playing = rivals ? compare(spec) : kind.play(sandbox, spec, takeLogs);
		const outcome = await Promise.race([playing, outOfPatience]);
		const breaches = sandbox.portal.wholeObjects.take();
		const broken = breaches.map((detail) => ({ promise: 'harness', detail }));
		return { ...outcome, violations: [...outcome.violations, ...broken] };
	} catch (error) {
		return {
			violations: [{ promise: 'harness', detail: String(error?.stack ?? error) }],
			statuses: ['failed'],
		};
	} finally {
		clearTimeout(timer);
	}
}

process.on('message', async (task) => {
	const { seed, path, runs, share, shares, from, again, shrink, rivals } = task;
	const kind = await KINDS[task.kind](load);
	const isMine = (index) =>
		again?.includes(index) ?? (path !== undefined || (index % shares === share && index >= from));
	let index = -1;
	const property = fc.asyncProperty(kind.cases, async (spec) => {
		index += 1;
		if (!isMine(index)) return;
		const started = performance.now();
		const outcome = await play(kind, spec, seed, rivals);
		const took = performance.now() - started;
		const { trace = [], ...rest } = outcome;
		const course = createHash('sha1').update(trace.join('\n')).digest('hex');
		process.send({ index, spec, took, ...rest, course, trace: path === undefined ? [] : trace });
		if (outcome.hangs) process.exit(1);
		if (shrink && outcome.violations.length > 0) {
			throw new Error(
				outcome.violations.map(({ promise, detail }) => `${promise}: ${detail}`).join('\n'),
			);
		}
	});
	const details = await fc.check(property, {
		seed,
		path,
		numRuns: shrink || path === undefined ? runs : 1,
	});
	process.send({
		done: true,
		counterexample: details.counterexample?.[0],
		path: details.counterexamplePath,
	});
	process.disconnect();
	process.exit(0);
});
process.send({ ready: true });
