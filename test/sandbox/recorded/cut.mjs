// Cuts a recording of a real DocSpace server down to the facts that recorded.test.ts compares:
//   node --import tsx test/sandbox/recorded/cut.mjs 1|2 RECORDING.json
// RECORDING is a list of { name, method, path, status, contentType, answer }, in the order of the questions, ids
// and hosts made comparable. Kept are the questions of that part; part1.json or part2.json beside this is written, and
// for part 2 the names of all questions that no section asks, by their routes: unasked.json.
import { readFileSync, writeFileSync } from 'node:fs';
import { namesOf } from './asking.ts';
import { factOf, tableFact } from './facts.ts';
import { PART_1 } from './part1.ts';
import { PART_2 } from './part2.ts';

const [part, from] = process.argv.slice(2);
const steps = (part === '1' ? PART_1 : PART_2).flatMap((section) => section.steps);
const names = new Set(namesOf(steps));
const tables = new Map(
	steps.flatMap(({ name, table }) => (table ? [[name, Object.keys(table)]] : [])),
);
const recording = JSON.parse(readFileSync(from, 'utf8'));
const cut = (answered) =>
	tables.has(answered.name) ? tableFact(answered, tables.get(answered.name)) : factOf(answered);
const lines = recording
	.filter(({ name }) => names.has(name))
	.map((answered) => JSON.stringify(cut(answered)));
writeFileSync(new URL(`part${part}.json`, import.meta.url), `[\n${lines.join(',\n')}\n]\n`);

/** A question's route: whatever stands for one thing among many is `{id}`. */
function routeOf(method, path) {
	const [plain] = path
		.replace(/<.*?>/g, '{id}')
		.replace(/^(?=\w+\.ashx)/, '/')
		.split('?');
	const isId = (text) => /^(\d+|abc|x|nonsense|drive-1|@my|[\w-]{60,})$/.test(text);
	const parts = plain.split('/').map((text) => (isId(text) ? '{id}' : text));
	return `${method} ${parts.join('/').replace(/^people\/type\/\w+$/, 'people/type/{id}')}`;
}

if (part === '2') {
	const unasked = new Map();
	const note = (route, name) => unasked.set(route, new Set(unasked.get(route)).add(name));
	for (const { name, method, path, answer } of recording) {
		if (!names.has(name) && method) note(routeOf(method, path), name);
		const rows = Object.keys(tables.has(name) ? answer : {});
		for (const row of rows.filter((row) => row.includes(' '))) {
			const [method, path] = row.replace('.<stamp>', '').split(' ');
			if (!tables.get(name).includes(`${method} ${path}`)) note(routeOf(method, path), 'scopes: *');
		}
	}
	const routes = [...unasked].map(
		([route, questions]) => `${JSON.stringify(route)}: ${JSON.stringify([...questions])}`,
	);
	const text = `{\n${routes.sort().join(',\n')}\n}\n`;
	writeFileSync(new URL('unasked.json', import.meta.url), text);
}
