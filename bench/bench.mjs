// Measures ways of emptying a client's room, side by side. See options.mjs for what it can be told.
import '../test/harness/environment.js';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { carryFiles } from './files.mjs';
import { readOptions, USAGE } from './options.mjs';
import { Child } from './processes.mjs';

const [results, plots, report, room] = await Promise.all(
	['./results.ts', './plots.ts', './report.ts', './room.ts'].map(loaded),
);

const OUT = fileURLToPath(new URL('../docs/bench', import.meta.url));
const NAMES = {
	publicRecipe: 'Public recipe',
	publicRecipeWithPaging: 'Public recipe with paging',
	officialNode: 'Official n8n node',
	ours: 'n8n-nodes-docspace',
};
/** Beyond it the official way is reckoned from smaller rooms. */
const MOST_OFFICIAL_FILES = 1_000;
/** Ours is never projected; this only ends a run that hangs. */
const OUR_LIMIT_MS = 30 * 60_000;
const PLOTTED = { rttMs: 40, msPerFile: 2 };
const WARM_UP = { size: { files: 150, folders: 3 }, rttMs: 0, msPerFile: 0 };

process.exitCode = await main(process.argv.slice(2));

/** tsx loads a CommonJS package's .ts files with their exports under `default`. */
async function loaded(path) {
	const module = await import(path);
	return module.default ?? module;
}

async function main(args) {
	let options;
	try {
		options = readOptions(args);
	} catch (error) {
		console.error(`${error.message}\n\n${USAGE}`);
		return 1;
	}
	if (options.help) {
		console.log(USAGE);
		return 0;
	}
	if (options.counted) return await countTrips(options);
	if (options.files) return await carryFiles(options.files, options.out ?? OUT);
	const machine = {
		cores: cpus().length,
		memoryGb: Math.round(totalmem() / 2 ** 30),
		node: process.versions.node,
		load: loadavg()[0],
	};
	const measurements = [];
	const faults = [];
	for (const { conditions, ways } of options.cells) {
		for (const way of ways) {
			const measurement = await measure(way, conditions, measurements, options.limitMs);
			measurements.push(measurement);
			if (way === 'ours') {
				for (const fault of results.faultsOf(measurement)) {
					faults.push(`${report.headingOf(measurement)}: ${fault}`);
				}
			}
		}
		console.log(report.tablesOf(measurements.filter((one) => one.conditions === conditions)));
	}
	const out = options.out ?? (options.quick ? undefined : OUT);
	if (out !== undefined) {
		const asked = withoutPaths(args);
		const command = ['npm run bench', ...(asked.length > 0 ? ['--', ...asked] : [])];
		write(resolve(out), {
			command: command.join(' '),
			date: new Date().toISOString().slice(0, 10),
			machine,
			measurements,
		});
	}
	for (const fault of faults) console.error(`FAULT ${fault}`);
	return faults.length > 0 ? 1 : 0;
}

/** Counts round trips instead of measuring times, and writes the page about them where it is told to. */
async function countTrips({ counted: { rooms, isPlain }, out = isPlain ? OUT : undefined }) {
	const { countRoundTrips, tableOf, pageOf } = await loaded('./roundTrips.ts');
	const counted = [];
	for (const room of rooms) counted.push(await countRoundTrips(room));
	console.log(tableOf(counted).join('\n'));
	if (out !== undefined) {
		mkdirSync(out, { recursive: true });
		writeFileSync(`${resolve(out)}/round-trips.md`, pageOf(counted));
	}
	return 0;
}

async function measure(way, conditions, before, limitMs) {
	const about = { way, name: NAMES[way] };
	if (way === 'officialNode' && conditions.size.files > MOST_OFFICIAL_FILES) {
		return projectOfficial(about, conditions, before, limitMs);
	}
	const { own, outcome, requests } = await runWay(
		way,
		conditions,
		way === 'ours' ? OUR_LIMIT_MS : limitMs,
	);
	if (own.brokenOffMs === undefined) return results.toMeasurement(about, conditions, own, outcome);
	if (way === 'ours') throw new Error('Ours hangs');
	if (way === 'officialNode') return projectOfficial(about, conditions, before, limitMs);
	return results.projection(about, conditions, results.projectRecipe(conditions, own, requests));
}

/** Reckons from the largest room that was measured under the same conditions, or else from the smallest. */
async function projectOfficial(about, conditions, before, limitMs) {
	const { rttMs, msPerFile, size } = conditions;
	const alike = before.filter(
		(one) => one.conditions.rttMs === rttMs && one.conditions.msPerFile === msPerFile,
	);
	let known = alike.findLast(
		({ way, done }) => way === 'officialNode' && done?.projected === false,
	);
	if (known === undefined) {
		const small = { ...conditions, size: { files: 100, folders: 10 } };
		const { own, outcome } = await runWay('officialNode', small, limitMs);
		known = results.toMeasurement(about, small, own, outcome);
	}
	const perFileMs = (known.done.ms - known.listed.ms) / known.conditions.size.files;
	const walk = alike.find(
		(one) => one.way === 'publicRecipeWithPaging' && one.conditions.size === size,
	);
	const listedMs =
		walk?.listed.ms ?? (known.listed.ms * size.folders) / known.conditions.size.folders;
	return results.projection(
		about,
		conditions,
		results.projectOfficial(conditions, perFileMs, listedMs),
	);
}

/** Lets one way do the job on a portal of its own. */
async function runWay(way, conditions, limitMs) {
	const children = [];
	const start = (script, task) => {
		const child = new Child(script, task);
		children.push(child);
		return child;
	};
	try {
		const portal = start('./portal.mjs', conditions);
		const warmUp = start('./portal.mjs', WARM_UP);
		const runner = start('./way.mjs', { way, limitMs });
		const [main, small] = await Promise.all([portal.next(), warmUp.next(), runner.next()]);
		portal.tell('start');
		const own = await runner.ask({ warmUp: jobOn(small), job: jobOn(main) });
		if (own.brokenOffMs !== undefined) return { own, ...(await portal.ask('count')) };
		return { own, outcome: await portal.ask('settle') };
	} finally {
		await Promise.all(children.map((child) => child.close()));
	}
}

function jobOn({ url, apiKey, roomId, archiveRootId, guestId }) {
	return { url, apiKey, roomId, archiveRootId, guestId, clientName: room.CLIENT_NAME };
}

/** The command as others would type it. */
function withoutPaths(args) {
	const at = args.indexOf('--out');
	return at < 0 ? args : args.filter((_, index) => index !== at && index !== at + 1);
}

function write(out, run) {
	mkdirSync(out, { recursive: true });
	writeFileSync(`${out}/results.json`, `${JSON.stringify(run, null, '\t')}\n`);
	writeFileSync(`${out}/README.md`, report.pageOf(run));
	const drawn = plots.plotsOf(run.measurements, PLOTTED.rttMs, PLOTTED.msPerFile);
	for (const [name, svg] of Object.entries(drawn)) writeFileSync(`${out}/${name}`, svg);
}
