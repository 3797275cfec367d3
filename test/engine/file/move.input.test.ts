import { NODE_NAME } from '../../harness/engine';
import {
	acceptedMoves,
	addFiles,
	collect,
	errorItems,
	expectHonest,
	expectNoSecrets,
	PUT_MOVE,
	readReport,
	runMove,
} from '../../harness/operations/moving';
import { colleague } from '../../harness/people';
import { byId, endWorlds, onlyItem, startWorld, type World } from '../../harness/world';

afterEach(endWorlds);

/** Values of the field that must never pass for an empty room. */
const MISTAKES: Array<[string, unknown, RegExp]> = [
	['undefined', '={{ undefined }}', /is undefined: the expression yields nothing/],
	['a member that is not there', '={{ $json.fils }}', /is undefined/],
	['null', '={{ null }}', /is null/],
	['an empty text', '={{ "" }}', /is empty/],
	['blanks', '={{ "  \\n " }}', /is empty/],
	['NaN', '={{ NaN }}', /no file’s id/],
	['zero', '={{ 0 }}', /no file’s id/],
	['a negative number', '={{ -5 }}', /no file’s id/],
	['a fraction', '={{ 1.5 }}', /no file’s id/],
	['a number beyond int32', '={{ 99999999999 }}', /no file’s id/],
	['true', '={{ true }}', /no file’s id/],
	['the word undefined', 'undefined', /no file’s id/],
	['the word null', 'null', /no file’s id/],
	['objects turned into text', '={{ "Files: " + $json }}', /no file’s id/],
	['an object turned into text', '={{ String($json) }}', /mixes an expression with text/],
	['an object', '={{ ({}) }}', /object without an id: “{}”/],
	['a whole item of Collect', '={{ ({ files: [{ id: 1 }], fileCount: 1 }) }}', /without an id/],
	['objects without an id', '={{ [{ id: 1 }, { title: "a.pdf" }] }}', /without an id/],
	['an object whose id is null', '={{ [{ id: null }] }}', /no file’s id/],
	['nested lists', '={{ [[1, 2], [3]] }}', /no file’s id/],
	['a list of an empty list', '={{ [[]] }}', /no file’s id/],
	['a list with a gap', '={{ [1, undefined, 3] }}', /no file’s id/],
	['text with a gap', '1,,3', /no file’s id/],
	['broken JSON', '[1, 2', /is not valid JSON/],
	['JSON of something else', '{"files": [1]}', /without an id/],
	['a file’s title', 'contract.pdf', /no file’s id/],
	['a link', 'https://acme.onlyoffice.com/doceditor?fileId=5', /no file’s id/],
];

describe('The field Files', () => {
	it.each(MISTAKES)('takes %s for a mistake, and sends no request', async (_, files, message) => {
		const world = await startWorld();
		const fields = {
			files: String(files),
			destinationFolder: byId(world.clientFolder),
			ifFilesAreLeft: 'report',
		};
		const run = await world.run({ operation: 'file.move', fields });
		expect(run.status).toBe('error');
		expect(run.error?.message).toMatch(/^'Files' /);
		expect(run.error?.message).toMatch(message);
		expect(run.error).toMatchObject({
			description: expect.stringContaining("$('Collect room files').item.json.files"),
		});
		expect(world.portal.requests.entries).toEqual([]);
		const branch = await world.run({
			operation: 'file.move',
			fields,
			settings: { onError: 'continueErrorOutput' },
		});
		expect(branch.json(NODE_NAME)).toEqual([]);
		expect(errorItems(branch)).toEqual([
			expect.objectContaining({
				error: expect.objectContaining({ message: expect.stringMatching(message) }),
			}),
		]);
		expect(world.portal.requests.entries).toEqual([]);
	});

	it('stops everything when one item is a mistake, before anything is moved', async () => {
		const world = await startWorld();
		const ids = addFiles(world, 2);
		const run = await runMove(world, [], { items: [{ json: { files: ids } }, { json: {} }] });
		expect(run.error?.message).toMatch(/^'Files' is undefined/);
		expect(run.error).toMatchObject({ context: { itemIndex: 1 } });
		expect(world.portal.requests.entries).toEqual([]);
	});

	it('moves the files of the other items when the node is to continue', async () => {
		const world = await startWorld();
		const ids = addFiles(world, 2);
		const run = await runMove(world, [], {
			items: [{ json: {} }, { json: { files: ids } }],
			settings: { onError: 'continueErrorOutput' },
		});
		expect(run.items(NODE_NAME)).toEqual([
			{ json: expect.objectContaining({ movedCount: 2 }), pairedItem: { item: 1 } },
		]);
		expect(run.items(NODE_NAME, 1).map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }]);
	});

	it.each([
		['Destination Folder', { destinationFolder: byId('={{ $json.nothing }}') }],
		['Destination Folder', { destinationFolder: byId('contoso') }],
		['If a File of This Name Exists', { conflictPolicy: 'duplicate' }],
		['Maximum Wait (Minutes)', { options: { maxWait: 0 } }],
		['Maximum Wait (Minutes)', { options: { maxWait: 'long' } }],
	])('is not the only one that is checked: %s', async (label, wrong) => {
		const world = await startWorld();
		const ids = addFiles(world, 2);
		const run = await world.run({
			operation: 'file.move',
			fields: { files: ids.join(), destinationFolder: byId(world.clientFolder), ...wrong },
		});
		expect(run.error?.message).toContain(`'${label}' `);
		expect(world.portal.requests.entries).toEqual([]);
	});
});

/** Thirty files of which 25 are locked. */
async function manyLocked(world: World) {
	const titles = Array.from({ length: 30 }, (_, n) => `Secret ${n}.docx`);
	const ids = world.portal.addFiles(world.clientRoom, titles).map(({ id }) => id);
	const ann = colleague(world);
	for (const id of ids.slice(0, 25)) world.portal.lockFile(id, ann.id);
	return { ids, files: await collect(world) };
}

describe('When files are left behind', () => {
	it('the error names at most twenty and holds the whole result', async () => {
		const world = await startWorld();
		const { ids, files } = await manyLocked(world);
		const run = await runMove(world, files, { ifLeft: 'fail' });
		expect(run.status).toBe('error');
		const message = run.error?.message ?? '';
		expect(message).toMatch(
			/^25 of 30 files were left behind: .*: locked by Ann Archer; and 5 more$/,
		);
		expect(message.match(/“Secret \d+\.docx”/g)).toHaveLength(20);
		expect(run.error).toMatchObject({ description: expect.stringMatching(/run again/) });
		const data: unknown = JSON.parse(JSON.stringify(run.error)).context.data;
		const report = readReport(data);
		expectHonest(world, report, ids);
		expect(report).toMatchObject({ movedCount: 5, complete: false });
		expectNoSecrets(world, run);
	});

	it('the error branch gets the same, and nothing that would lead it astray', async () => {
		const world = await startWorld();
		const { ids, files } = await manyLocked(world);
		const free = addFiles(world, 2);
		const run = await runMove(world, [], {
			ifLeft: 'fail',
			items: [{ json: { files: free } }, { json: { files } }],
			settings: { onError: 'continueErrorOutput' },
		});
		expect(run.status).toBe('success');
		expect(readReport(onlyItem(run)).movedCount).toBe(2);
		const [item] = run.items(NODE_NAME, 1);
		expect(item?.pairedItem).toEqual({ item: 1 });
		expect(item?.json.error).toMatchObject({
			message: expect.stringMatching(/^25 of 30 files were left behind/),
		});
		expectHonest(world, readReport(item?.json.error), ids);
		expectNoSecrets(world, run);
	});

	it('an item that continues in the ordinary output has only its error', async () => {
		const world = await startWorld();
		const { files } = await manyLocked(world);
		const run = await runMove(world, files, {
			ifLeft: 'fail',
			settings: { onError: 'continueRegularOutput' },
		});
		expect(Object.keys(onlyItem(run)).sort()).toEqual(['error']);
	});

	it('Report goes on, with complete being false', async () => {
		const world = await startWorld();
		const { ids, files } = await manyLocked(world);
		const run = await runMove(world, files, { ifLeft: 'report' });
		expect(run.status).toBe('success');
		const item = onlyItem(run);
		expect(item).not.toHaveProperty('error');
		expectHonest(world, readReport(item), ids);
	});

	it('Retry On Fail runs a node again that failed, and none that has finished', async () => {
		const world = await startWorld();
		const { files } = await manyLocked(world);
		const settings = { retryOnFail: true, maxTries: 3 };
		await runMove(world, files, { ifLeft: 'report', settings });
		expect(acceptedMoves(world)).toHaveLength(1);
		const before = world.portal.requests.entries.length;
		await runMove(world, [], { settings });
		expect(world.portal.requests.entries).toHaveLength(before);
		const failing = await runMove(world, files, { ifLeft: 'fail', settings });
		expect(failing.error?.message).toMatch(/^25 of 30 files/);
		expect(acceptedMoves(world)).toHaveLength(1);
	});

	it.each([
		'preexisting.docx',
		'FileAccess.pdf',
		'EACCES log.txt',
		'ETIMEDOUT.xlsx',
		'502 Bad Gateway.pdf',
		'ECONNREFUSED.md',
	])('the name “%s” does not make n8n replace the message', async (title) => {
		const world = await startWorld();
		const id = world.portal.addFile(world.clientRoom, title).id;
		world.portal.lockFile(id, colleague(world, 'Eexist Enoent').id);
		const files = await collect(world);
		const told = `1 of 1 file was left behind: “${title}”: locked by Eexist Enoent`;
		expect((await runMove(world, files, { ifLeft: 'fail' })).error?.message).toBe(told);
		const branch = await runMove(world, files, {
			ifLeft: 'fail',
			settings: { onError: 'continueErrorOutput' },
		});
		expect(errorItems(branch)[0]?.error).toMatchObject({ message: told });
	});

	it('no secret, stack trace or page of a proxy is told', async () => {
		const world = await startWorld();
		const ids = addFiles(world, 3);
		const files = await collect(world);
		for (const answer of ['accessDenied', 'serverError', 'badGateway', 'quotaExceeded'] as const) {
			world.portal.faults.clear();
			world.portal.faults.add({ on: PUT_MOVE, times: 0, answer });
			for (const onError of ['stopWorkflow', 'continueErrorOutput'] as const) {
				const run = await runMove(world, files, { ifLeft: 'fail', settings: { onError } });
				expectNoSecrets(world, run);
				const [item] = errorItems(run);
				if (item) expectHonest(world, readReport(item.error), ids);
			}
		}
	});
});
