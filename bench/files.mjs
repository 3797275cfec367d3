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
	const measurements = [{ name: 'Upload', ...(await uploadOne(bytes)) }];
	const page = pageOf(gib, measurements);
	console.log(page);
	mkdirSync(out, { recursive: true });
	writeFileSync(`${resolve(out)}/files.md`, page);
	return measurements.every(({ isWhole, memoryMb }) => isWhole && memoryMb < MOST_MEMORY_MB)
		? 0
		: 1;
}

async function uploadOne(bytes) {
	const portal = new Child('./filePortal.mjs', {});
	let way;
	try {
		way = new Child('./fileWay.mjs', { ...(await portal.next()), bytes });
		const { id, pieces: sent, ...costs } = await way.next();
		const { pieces: stored, requests } = await portal.ask(id);
		return { ...costs, requests, isWhole: sent.join() === stored.join() };
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

One file of ${gib} GiB through n8n's own engine in its filesystem mode, to a sandbox portal on the same machine (${cpus().length} cores,
Node ${process.versions.node}). _Memory_ is the highest that the process took, sampled every 20 ms, above what its engine took when it had
uploaded a single byte; the node promises less than ${MOST_MEMORY_MB} MB. The hash of every piece of 10 MiB, taken as the file was made,
is compared with the one that the portal took of what arrived. Times depend on what else the machine does meanwhile; memory hardly.

Written by \`npm run bench -- --files\`, on ${new Date().toISOString().slice(0, 10)}.

| | Time | Speed | Memory | Engine | CPU of n8n | Requests | Bytes |
| --- | --: | --: | --: | --: | --: | --: | --- |
${rows.map((row) => `| ${row} |`).join('\n')}
`;
}
