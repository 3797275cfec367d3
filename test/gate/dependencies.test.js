const { execFileSync } = require('node:child_process');
const { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { dirname, join, posix } = require('node:path');

const { forbidden } = require('./dependencies.cjs');
const { FOLDERS, followImports } = require('./dependencies');

// Reading every import of the repository takes a while where the machine is busy.
jest.setTimeout(120_000);

const NODE = 'nodes/DocSpace';
const PORTAL = `${NODE}/portal`;

/** One wrong import for each thing a rule forbids: the rule, the file, and what it must not import. */
const WRONG = [
	['ground-stands-alone', `${PORTAL}/ids.ts`, `${PORTAL}/http/client.ts`],
	['ground-stands-alone', `${PORTAL}/titles.ts`, `${PORTAL}/archiveClientRoom.ts`],
	['http-uses-the-ground', `${PORTAL}/http/paging.ts`, `${PORTAL}/content/files.ts`],
	['content-uses-http', `${PORTAL}/content/rooms.ts`, `${PORTAL}/people/people.ts`],
	['content-uses-http', `${PORTAL}/content/listing.ts`, `${PORTAL}/moving/fileOperations.ts`],
	['sharing-uses-content', `${PORTAL}/sharing/links.ts`, `${PORTAL}/people/b.ts`],
	['moving-people-and-events-are-apart', `${PORTAL}/moving/tree.ts`, `${PORTAL}/people/people.ts`],
	['moving-people-and-events-are-apart', `${PORTAL}/people/members.ts`, `${PORTAL}/events/a.ts`],
	['moving-people-and-events-are-apart', `${PORTAL}/events/b.ts`, `${PORTAL}/moving/rounds.ts`],
	['downloads-use-moving', `${PORTAL}/downloads/folder.ts`, `${PORTAL}/people/people.ts`],
	['portal-knows-no-node', `${PORTAL}/archiveClientRoom.ts`, `${NODE}/locators/room.ts`],
	['locators-use-the-portal', `${NODE}/locators/guest.ts`, `${NODE}/actions/operation.ts`],
	['actions-use-locators-and-portal', `${NODE}/actions/router.ts`, `${NODE}/trigger/item.ts`],
	['actions-use-locators-and-portal', `${NODE}/actions/listFields.ts`, `${NODE}/credentialTest.ts`],
	[
		'trigger-uses-locators-and-portal',
		`${NODE}/trigger/secrets.ts`,
		`${NODE}/actions/operation.ts`,
	],
	[
		'operations-never-import-one-another',
		`${NODE}/actions/room/archiveClientRoom.operation.ts`,
		`${NODE}/actions/guest/delete.operation.ts`,
	],
	[
		'operations-never-import-one-another',
		`${NODE}/actions/file/fields.ts`,
		`${NODE}/actions/file/move.operation.ts`,
	],
	['node-errors-use-the-ground', `${NODE}/nodeErrors.ts`, `${PORTAL}/http/answers.ts`],
	['connection-uses-http', `${NODE}/connection.ts`, `${PORTAL}/people/people.ts`],
	['sign-in-uses-connection', `${NODE}/signIn.ts`, `${PORTAL}/people/people.ts`],
	['credentials-use-sign-in', 'credentials/A.credentials.ts', `${PORTAL}/people/people.ts`],
	['package-stands-alone', `${NODE}/DocSpace.node.ts`, 'sandbox/index.ts'],
	['package-stands-alone', 'credentials/A.credentials.ts', 'test/harness/guards.ts'],
	['sandbox-knows-no-node', 'sandbox/model/titles.ts', `${PORTAL}/titles.ts`],
	['sandbox-knows-no-node', 'sandbox/model/tree.ts', 'test/harness/guards.ts'],
	['harness-serves-everybody', 'test/harness/world.ts', 'test/engine/engine.test.ts'],
	['harness-serves-everybody', 'test/harness/moving.ts', 'bench/ours.ts'],
	['kinds-of-tests-share-the-harness-only', 'test/chaos/stage.ts', 'test/engine/support.ts'],
	['kinds-of-tests-share-the-harness-only', 'test/engine/a.test.ts', 'test/portal/client.ts'],
	['demo-and-bench-use-the-harness-only', 'demo/demo.mjs', 'test/engine/support.ts'],
	['demo-and-bench-use-the-harness-only', 'bench/way.mjs', 'test/chaos/stage.ts'],
];

/** Imports as the house wants them, which no rule may mind. */
const RIGHT = [
	[`${PORTAL}/people/endAccess.ts`, `${PORTAL}/content/files.ts`],
	[`${PORTAL}/people/members.ts`, `${PORTAL}/sharing/links.ts`],
	[`${PORTAL}/archiveClientRoom.ts`, `${PORTAL}/moving/rounds.ts`],
	[`${PORTAL}/archiveClientRoom.ts`, `${PORTAL}/people/endAccess.ts`],
	[`${NODE}/actions/room/index.ts`, `${NODE}/actions/room/archiveClientRoom.operation.ts`],
	[`${NODE}/actions/room/archiveClientRoom.operation.ts`, `${NODE}/actions/guest/fields.ts`],
	[`${NODE}/locators/room.ts`, `${NODE}/nodeErrors.ts`],
	[`${NODE}/trigger/registration.ts`, `${PORTAL}/events/b.ts`],
	['test/engine/b.test.ts', 'test/harness/virtualTime.ts'],
	['test/harness/virtualTime.ts', `${PORTAL}/time.ts`],
	['demo/report.ts', 'test/harness/guards.ts'],
	['test/bench/bench.test.ts', 'bench/ours.ts'],
];

/** What a file of the fixture has to hold to import another, if it is only a type of it. */
function importOf(from, to) {
	const path = posix.relative(posix.dirname(from), to).replace(/\.ts$/, '');
	const kind = from.endsWith('.ts') ? 'import type' : 'import';
	return `${kind} { A } from '${path.startsWith('.') ? path : `./${path}`}';\n`;
}

/** Lays out a small repository with these imports, and follows them. */
function followImportsIn(imports, more = {}) {
	const contents = new Map(Object.entries(more));
	for (const [from, to] of imports) {
		if (!contents.has(to)) contents.set(to, '');
		contents.set(from, (contents.get(from) ?? '') + importOf(from, to));
	}
	const root = mkdtempSync(join(tmpdir(), 'dependencies-'));
	try {
		for (const folder of FOLDERS) mkdirSync(join(root, folder));
		for (const [path, content] of contents) {
			mkdirSync(dirname(join(root, path)), { recursive: true });
			writeFileSync(join(root, path), `${content}export type A = string;\n`);
		}
		return followImports(root);
	} finally {
		rmSync(root, { recursive: true });
	}
}

const sentenceOf = Object.fromEntries(forbidden.map(({ name, comment }) => [name, comment]));

describe('what may import what', () => {
	test('holds in the whole repository', () => {
		const { files, wrong } = followImports('.');

		const unread = execFileSync('git', ['ls-files', '--', ...FOLDERS], { encoding: 'utf8' })
			.split('\n')
			.filter((path) => /\.(ts|mjs|js|cjs)$/.test(path) && existsSync(path))
			.filter((path) => !files.includes(path));
		expect(unread).toEqual([]);
		expect(wrong.map(({ rule, from, to }) => `${from} imports ${to}. ${sentenceOf[rule]}`)).toEqual(
			[],
		);
	});
});

describe('a wrong import', () => {
	const found = [];

	beforeAll(() => {
		const imports = WRONG.map(([, from, to]) => [from, to]);
		found.push(...followImportsIn(imports).wrong);
	});

	test.each(WRONG)('breaks the rule %s: %s must not import %s', (rule, from, to) => {
		expect(found).toContainEqual({ rule, from, to });
	});

	test('breaks no other rule', () => {
		const expected = WRONG.map(([rule, from, to]) => ({ rule, from, to }));
		expect(found).toHaveLength(expected.length);
		expect(found).toEqual(expect.arrayContaining(expected));
	});

	test('makes a circle even if it is only of types', () => {
		const { wrong } = followImportsIn([
			['sandbox/faults.ts', 'sandbox/acts.ts'],
			['sandbox/acts.ts', 'sandbox/portal.ts'],
			['sandbox/portal.ts', 'sandbox/faults.ts'],
		]);
		expect(new Set(wrong.map(({ rule }) => rule))).toEqual(new Set(['no-circle']));
	});

	test('that leads nowhere is found too', () => {
		const { wrong } = followImportsIn([], { 'bench/room.ts': "import './gone';\n" });
		expect(wrong).toEqual([{ rule: 'every-import-is-found', from: 'bench/room.ts', to: './gone' }]);
	});

	test('is shown for every rule', () => {
		const shown = [...WRONG.map(([rule]) => rule), 'no-circle', 'every-import-is-found'];
		expect(new Set(shown)).toEqual(new Set(forbidden.map(({ name }) => name)));
	});
});

test('imports as the house wants them break no rule', () => {
	expect(followImportsIn(RIGHT).wrong).toEqual([]);
});
