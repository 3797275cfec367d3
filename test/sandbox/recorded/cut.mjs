// Cuts a recording of a real DocSpace server down to the facts that recorded.test.ts compares:
//   node --import tsx test/sandbox/recorded/cut.mjs 1|2 RECORDING.json
// RECORDING is a list of { name, method, path, status, contentType, answer }, in the order of the questions, ids
// and hosts made comparable. Kept are the questions of that part; part1.json or part2.json beside this is written.
import { readFileSync, writeFileSync } from 'node:fs';
import { namesOf } from './asking.ts';
import { factOf } from './facts.ts';
import { PART_1 } from './part1.ts';
import { PART_2 } from './part2.ts';

const [part, from] = process.argv.slice(2);
const names = new Set((part === '1' ? PART_1 : PART_2).flatMap(({ steps }) => namesOf(steps)));
const recording = JSON.parse(readFileSync(from, 'utf8'));
const lines = recording
	.filter(({ name }) => names.has(name))
	.map((answered) => JSON.stringify(factOf(answered)));
writeFileSync(new URL(`part${part}.json`, import.meta.url), `[\n${lines.join(',\n')}\n]\n`);
