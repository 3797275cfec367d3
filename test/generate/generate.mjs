// Writes the schemas of the operations' output, and docs/operations.md.
// With --check it writes nothing, names what is stale and ends with 1.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, posix, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import '../harness/environment.js';

const module = await import('./generate.ts');
const { generate, SCHEMAS } = module.default ?? module;

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const { check } = parseArgs({ options: { check: { type: 'boolean' } } }).values;

const stale = [];
const wanted = await generate().catch((error) => {
	console.error(error.message);
	process.exit(1);
});
for (const [path, text] of Object.entries(wanted)) {
	const file = join(ROOT, path);
	const formatted = await format(text, { ...(await resolveConfig(file)), filepath: file });
	if (read(file) === formatted) continue;
	stale.push(path);
	if (check) continue;
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(file, formatted);
}
const schemas = readdirSync(join(ROOT, SCHEMAS), { recursive: true });
for (const path of schemas.map((name) => posix.join(SCHEMAS, ...name.split(sep)))) {
	// Those of operations that are no more.
	if (!path.endsWith('.json') || path in wanted) continue;
	stale.push(path);
	if (!check) rmSync(join(ROOT, path));
}

if (check && stale.length > 0) {
	console.error(`Stale, run "npm run generate": ${stale.join(', ')}`);
	process.exitCode = 1;
} else if (!check) {
	console.log(stale.length > 0 ? `Written: ${stale.join(', ')}` : 'Nothing has changed.');
}

function read(file) {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return undefined;
	}
}
