// Puts our nodes into a workflow in the place of the official DocSpace node, and says what needs a look:
//   npm run convert -- workflow.json                 writes workflow.converted.json beside it
//   npm run convert -- workflow.json --out new.json
// docs/from-the-official-node.md tells what becomes of what.
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const USAGE = 'Usage: npm run convert -- workflow.json [--out new.json]';

// tsx loads a CommonJS package's .ts files with their exports under `default`.
const { default: loaded, convertWorkflow = loaded.convertWorkflow } = await import(
	'./conversion.ts'
);

try {
	const { values, positionals } = parseArgs({
		allowPositionals: true,
		options: { out: { type: 'string' } },
	});
	const [file] = positionals;
	if (file === undefined || positionals.length > 1) throw new Error(USAGE);
	const { workflow, nodes } = convertWorkflow(JSON.parse(readFileSync(file, 'utf8')));
	if (nodes.length === 0) throw new Error(`${file} holds no node of the official DocSpace package`);
	const out = values.out ?? `${file.replace(/\.json$/i, '')}.converted.json`;
	writeFileSync(out, `${JSON.stringify(workflow, null, '\t')}\n`);
	for (const { name, from, to, looks } of nodes) {
		console.log(`${name}: ${from} → ${to ?? 'left as it is'}`);
		for (const look of looks) console.log(`  look: ${look}`);
	}
	const count = nodes.reduce((sum, { looks }) => sum + looks.length, 0);
	console.log(`\nWritten to ${out}. ${count === 0 ? 'Nothing' : count} to look at.`);
} catch (error) {
	console.error(error.message);
	process.exitCode = 1;
}
