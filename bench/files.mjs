import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { resolve } from 'node:path';
import { Child } from './processes.mjs';

const GIB = 2 ** 30;
/** The most that one large file may take above the engine. */
const MOST_MEMORY_MB = 200;

/**
 * Carries a large file through the node, and writes what it took to files.md.
 *
 * @returns 1 when bytes were lost, or it took too much memory
 */
export async function carryFiles({ gib }, out) {
	const bytes = Math.round(gib * GIB);
	const measurements = [
		{ name: 'Upload', ...(await carryOne('upload', bytes)) },
		{ name: 'Download', ...(await carryOne('download', bytes)) },
	];
	const page = pageOf(gib, measurements);
	console.log(page);
	mkdirSync(out, { recursive: true });
	writeFileSync(`${resolve(out)}/files.md`, page);
	return measurements.every(({ isWhole, memoryMb }) => isWhole && memoryMb < MOST_MEMORY_MB)
		? 0
		: 1;
}

async function carryOne(operation, bytes) {
	const portal = new Child('./filePortal.mjs', { bytes });
	let way;
	try {
		way = new Child('./fileWay.mjs', { ...(await portal.next()), bytes, operation });
		const { id, pieces: ours, ...costs } = await way.next();
		const { pieces: theirs, requests } = await portal.ask(id);
		return { ...costs, requests, isWhole: ours.join() === theirs.join() };
	} finally {
		await Promise.all([portal, way].map((child) => child?.close()));
	}
}

function pageOf(gib, measurements) {
	const rows = measurements.map(({ name, ms, memoryMb, engineMb, cpuSeconds, requests, isWhole }) =>
		[
			name,
			`${(ms / 1000).toFixed(0)} s`,
			`${((gib * GIB) / 1e3 / ms).toFixed(0)} MB/s`,
			`${memoryMb.toFixed(0)} MB`,
			`${engineMb.toFixed(0)} MB`,
			`${cpuSeconds.toFixed(0)} s`,
			requests,
			isWhole ? 'equal' : '**not equal**',
		].join(' | '),
	);
	return `# A large file

One file of ${gib} GiB through n8n's own engine in its filesystem mode, to a sandbox portal on the same machine and back (${cpus().length} cores,
Node ${process.versions.node}). _Memory_ is the highest that the process took, sampled every 20 ms, above what its engine took when it had
carried a single byte; the node promises less than ${MOST_MEMORY_MB} MB. The hash of every piece of 10 MiB is compared: of an upload
as the file was made and as it arrived; of a download as n8n has it and as the portal hands it out to anybody. Times depend on what else the machine does meanwhile; memory hardly.

Written by \`npm run bench -- --files\`, on ${new Date().toISOString().slice(0, 10)}.

| | Time | Speed | Memory | Engine | CPU of n8n | Requests | Bytes |
| --- | --: | --: | --: | --: | --: | --: | --- |
${rows.map((row) => `| ${row} |`).join('\n')}
`;
}
