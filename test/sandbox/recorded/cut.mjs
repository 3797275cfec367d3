// Cuts a recording of a real DocSpace server down to the facts that recorded.test.ts compares:
//   node --import tsx test/sandbox/recorded/cut.mjs RECORDING.json FACTS.json ["name of a question" ...]
// RECORDING is a list of { name, method, path, status, contentType, answer }, in the order of the questions, ids
// and hosts made comparable. With names, only questions whose name begins with one of them are kept.
import { readFileSync, writeFileSync } from 'node:fs';
import { factOf } from './facts.ts';

const [from, to, ...names] = process.argv.slice(2);
const recording = JSON.parse(readFileSync(from, 'utf8'));
const kept = recording.filter(
	({ name }) => names.length === 0 || names.some((start) => name.startsWith(start)),
);
const lines = kept.map((answered) => JSON.stringify(factOf(answered)));
writeFileSync(to, `[\n${lines.join(',\n')}\n]\n`);
