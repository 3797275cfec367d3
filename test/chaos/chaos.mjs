// Nothing is lost: plays random cases against the sandbox and checks every promise of the package.
//   npm run test:chaos                                    2,000 cases of each kind (kinds.mjs)
//   npm run test:chaos -- --kind entries                  of one kind
//   npm run test:chaos -- --runs 50000                    more of them
//   npm run test:chaos -- --seed 42 --from 1314           the cases of a seed from one of them on
//   npm run test:chaos -- --seed 42 --path 17             one case again, with the names of the broken promises; of
//                                                         another kind than the first with --kind
//   npm run test:chaos -- --seed 42 --path 17 --shrink    … and cut down to what breaks them
//   npm run test:chaos -- --rivals --runs 500 --seed 1    the same cases with other ways of archiving: docs/chaos.md
import { fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Comparison } from './comparison.mjs';
import { KINDS } from './kinds.mjs';

/** How many cases are played twice at the end. */
const REPLAYS = 20;
/** Ours, of the ways that are compared. */
const WAY = 'This package';
const WORKER = fileURLToPath(new URL('./worker.mjs', import.meta.url));

const { values } = parseArgs({
	options: {
		runs: { type: 'string', default: '2000' },
		kind: { type: 'string' },
		seed: { type: 'string' },
		from: { type: 'string', default: '0' },
		path: { type: 'string' },
		shrink: { type: 'boolean', default: false },
		workers: { type: 'string', default: '2' },
		json: { type: 'string' },
		rivals: { type: 'boolean', default: false },
	},
});

const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
const runs = Number(values.runs);
const shares = values.path === undefined ? Number(values.workers) : 1;
const started = Date.now();
const isSingle = values.path !== undefined || values.rivals || values.from !== '0';
const [usual] = Object.keys(KINDS);
const kinds = values.kind ? [values.kind] : isSingle ? [usual] : Object.keys(KINDS);
/** Which kind is being played. */
let kind = usual;
const failures = [];
const comparison = new Comparison();
const endings = new Map();
/** What happened in each case, as a checksum. */
const courses = new Map();
let played = 0;
let slowest = 0;

/** Plays cases in a process of their own; returns whether it came to its end. */
async function playWith(task, onCase) {
	return await new Promise((resolve, reject) => {
		const worker = fork(WORKER, {
			// Most of what a case makes is thrown away with it.
			execArgv: ['--import', 'tsx', '--max-semi-space-size=64'],
			// n8n asks for the time in each expression, which costs most where clocks change.
			env: { ...process.env, N8N_LOG_LEVEL: 'debug', GENERIC_TIMEZONE: 'UTC' },
		});
		let finished = false;
		worker.once('error', reject);
		worker.once('exit', () => resolve(finished));
		worker.on('message', (message) => {
			if (message.ready) worker.send({ kind, seed, runs, ...task });
			else if (!message.done) onCase(message);
			else {
				finished = true;
				if (message.counterexample) {
					console.log(`\nCut down to (--path ${message.path}):`);
					console.log(JSON.stringify(message.counterexample, null, 1));
				}
			}
		});
	});
}

/** Plays one share of the cases, in a new process whenever one hangs. */
async function playShare(share, from) {
	const { path, shrink, rivals } = values;
	let next = from;
	const isDone = await playWith({ path, share, shares, from, shrink, rivals }, (played) => {
		next = played.index + 1;
		note(played);
	});
	if (!isDone && next > from) await playShare(share, next);
	else if (!isDone) throw new Error('A worker ended before it had played a case');
}

/** A seed is worth something only if it brings back the same requests, changes and moments. */
async function playSomeAgain() {
	const indices = [...courses.keys()];
	const some = indices.filter((_, at) => at % Math.ceil(indices.length / REPLAYS) === 0);
	const strays = [];
	await playWith({ again: some }, ({ index, course }) => {
		if (course !== courses.get(index)) strays.push(index);
	});
	const alike = some.length - strays.length;
	console.log(`${alike} of ${some.length} cases took the same course when they were played again.`);
	return strays;
}

function note({ index, spec, took, violations, statuses, course, trace, damages = [] }) {
	played += 1;
	courses.set(index, course);
	for (const damage of damages) {
		comparison.add(damage);
		const { way, trouble, saysDoneWithFilesLeft, accessEndedWithFilesLeft } = damage;
		if (way === WAY && (saysDoneWithFilesLeft || accessEndedWithFilesLeft)) {
			console.log(`Case ${index}, ${trouble ? 'with trouble' : 'at peace'}: files left by ${way}`);
			console.log(JSON.stringify(spec));
		}
	}
	slowest = Math.max(slowest, took);
	for (const status of statuses) endings.set(status, (endings.get(status) ?? 0) + 1);
	if (values.path !== undefined && !values.shrink) {
		console.log(JSON.stringify(spec));
		console.log(trace?.join('\n'));
	}
	if (violations.length === 0) return;
	failures.push({ kind, index, spec, violations });
	if (values.shrink && failures.length > 1) return;
	const names = violations.map(({ promise, detail }) => `  ${promise}: ${detail.slice(0, 600)}`);
	console.log(`Case ${index} of ${kind} breaks a promise:\n${names.slice(0, 6).join('\n')}`);
	const which = kind === usual ? '' : `--kind ${kind} `;
	console.log(
		`  again: npm run test:chaos -- ${which}--seed ${seed} --path ${values.path ?? index}\n`,
	);
}

const ticker = setInterval(() => {
	const seconds = Math.round((Date.now() - started) / 1000);
	console.log(`${played} cases in ${seconds} s, ${failures.length} break a promise`);
}, 30_000);
const strays = [];
try {
	for (kind of kinds) {
		courses.clear();
		await Promise.all(
			Array.from({ length: shares }, (_, share) => playShare(share, Number(values.from))),
		);
		if (!values.rivals && values.path === undefined) {
			for (const index of await playSomeAgain()) strays.push(`${kind} ${index}`);
		}
	}
} finally {
	clearInterval(ticker);
}
const seconds = ((Date.now() - started) / 1000).toFixed(1);
console.log(
	`Seed ${seed}: ${played} cases in ${seconds} s, the slowest in ${Math.round(slowest)} ms.`,
);
for (const [status, count] of [...endings].sort((a, b) => b[1] - a[1])) {
	console.log(`  ${String(count).padStart(6)}  ${status}`);
}
if (values.rivals) comparison.write({ seed, played });
if (values.json) writeFileSync(values.json, JSON.stringify({ seed, played, failures }, null, '\t'));
console.log(
	failures.length === 0 ? 'Every promise was kept.' : `${failures.length} cases break a promise.`,
);
if (strays.length > 0) console.log(`Cannot be played again: cases ${strays.join(', ')}.`);
process.exitCode = failures.length + strays.length === 0 ? 0 : 1;
