require('tsx/cjs');
const { readFileSync } = require('node:fs');
const { OPERATIONS } = require('../../convert/operations.ts');

const PAGE = 'docs/from-the-official-node.md';

const rows = readFileSync(PAGE, 'utf8')
	.split('\n')
	.filter((line) => /^\| (File|Folder|Room|User): /.test(line))
	.map((line) => {
		const [, theirs, ours, better, proof] = line.split('|').map((cell) => cell.trim());
		return { theirs, ours, better, proof };
	});

/** `file.copyFile` as the page calls it: `File: Copy File`. */
function nameOf(operation) {
	const [resource, name] = operation.split('.');
	const words = name.replace(/([A-Z])/g, ' $1');
	const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
	return `${capital(resource)}: ${capital(words)}`;
}

test('the page for who comes from the official node has a row for each of its operations', () => {
	expect(rows.map(({ theirs }) => theirs).sort()).toEqual(
		Object.keys(OPERATIONS).map(nameOf).sort(),
	);
});

test('and names for each what is better, and the test that proves it', () => {
	for (const { better, proof } of rows) {
		expect(better).not.toBe('');
		expect(proof).toMatch(/^\[\w+\]\(\.\.\/test\/engine\/[\w/]+\.test\.ts\)$/);
	}
});
