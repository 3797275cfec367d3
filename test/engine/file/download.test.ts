import { clearDisk, onDisk, takeFromDisk } from '../../harness/binaryData';
import { failureOf } from '../../harness/failure';
import { NODE_NAME } from '../../harness/engine';
import { filesOf, wordsOf } from '../../harness/operations/downloading';
import { colleague } from '../../harness/people';
import { requestCounts } from '../../harness/requests';
import { byId, endWorlds, onlyItem, runnerOf, startWorld, type World } from '../../harness/world';

afterEach(endWorlds);

const download = runnerOf('file.download');

const WORDS = 'The contract, signed. ';

/** A file of the client's room. */
function addContract({ portal, clientRoom }: World, title = 'contract.txt', content = WORDS) {
	return portal.addFile(clientRoom, title, { content }).id;
}

describe('a file', () => {
	it('arrives with its name, type and size, and no webhook tells of it', async () => {
		const world = await startWorld();
		const id = addContract(world);
		const run = await download(world, { file: byId(id) });
		expect(onlyItem(run)).toMatchObject({
			id,
			title: 'contract.txt',
			fileName: 'contract.txt',
			mimeType: 'text/plain',
			size: WORDS.length,
			version: 1,
		});
		expect(run.items(NODE_NAME)[0]?.binary?.data).toMatchObject({
			fileName: 'contract.txt',
			mimeType: 'text/plain',
		});
		expect(wordsOf(run)).toBe(WORDS);
		expect(world.portal.journal.of('file.downloaded')).toEqual([]);
	});

	it('arrives again when the workflow runs twice', async () => {
		const world = await startWorld();
		const file = byId(addContract(world));
		await download(world, { file });
		expect(wordsOf(await download(world, { file }))).toBe(WORDS);
	});

	it('goes into the field that was named, one for each item', async () => {
		const world = await startWorld();
		const ids = [addContract(world, 'a.txt', 'A'), addContract(world, 'b.txt', 'B')];
		const run = await download(
			world,
			{ file: byId('={{ $json.id }}'), binaryPropertyName: 'contract' },
			{ items: ids.map((id) => ({ json: { id } })) },
		);
		expect(filesOf(run, 'contract').map(String)).toEqual(['A', 'B']);
	});

	it('may be empty, or have letters of any kind in its name', async () => {
		const world = await startWorld();
		const run = await download(world, { file: byId(addContract(world, 'Übersicht 1.txt', '')) });
		expect(onlyItem(run)).toMatchObject({ fileName: 'Übersicht 1.txt', size: 0 });
	});

	it('may lie in third-party storage, which tells no size to compare', async () => {
		const world = await startWorld();
		const { portal, manager } = world;
		const room = portal.addRoom({
			title: 'Drive',
			type: 'custom',
			owner: manager.id,
			provider: 'drive',
		});
		const { id } = portal.addFile(room.id, 'notes.txt', { content: WORDS, size: 0 });
		expect(wordsOf(await download(world, { file: byId(id) }))).toBe(WORDS);
	});

	it('may be an earlier version', async () => {
		const world = await startWorld();
		const id = addContract(world);
		const file = world.portal.file(id);
		world.portal.store.addVersion(file, { size: 1024 }, world.manager.id);
		const first = await download(world, { file: byId(id), options: { version: 1 } });
		expect(wordsOf(first)).toBe(WORDS);
		expect(onlyItem(first)).toMatchObject({ version: 1 });
		const none = await download(world, { file: byId(id), options: { version: 3 } });
		expect(failureOf(none).message).toContain("'Version' is 3, but “contract.txt” has only 2");
	});

	it('of an archived room arrives too', async () => {
		const world = await startWorld();
		const { portal, manager } = world;
		const room = portal.addRoom({
			title: 'Old',
			type: 'custom',
			owner: manager.id,
			archived: true,
		});
		const { id } = portal.addFile(room.id, 'x.txt', { content: WORDS });
		expect(wordsOf(await download(world, { file: byId(id) }))).toBe(WORDS);
	});
});

describe('a download that does not come to its end', () => {
	const HANDLER = 'GET filehandler.ashx';

	it('is made again from the start when the connection is cut in the middle', async () => {
		const world = await startWorld();
		const id = addContract(world);
		world.portal.faults.add({ on: HANDLER, cut: 'within', times: 2 });
		expect(wordsOf(await download(world, { file: byId(id) }))).toBe(WORDS);
		expect(requestCounts(world)[HANDLER]).toBe(3);
	});

	it('is an error when it always breaks off, never half of a file', async () => {
		const world = await startWorld();
		const id = addContract(world);
		world.portal.faults.add({ on: HANDLER, cut: 'within', times: 0 });
		const run = await download(world, { file: byId(id) });
		expect(failureOf(run).message).toContain('The download of “contract.txt” broke off');
	});

	it.each(['badGateway', 'windowLimit', 'serviceUnavailable'] as const)(
		'begins again after %s',
		async (answer) => {
			const world = await startWorld();
			const id = addContract(world);
			world.portal.faults.add({ on: HANDLER, answer });
			expect(wordsOf(await download(world, { file: byId(id) }))).toBe(WORDS);
		},
	);

	it('is an error when DocSpace holds less than it counts', async () => {
		const world = await startWorld();
		const id = addContract(world);
		world.portal.file(id).size = 100;
		world.portal.file(id).versions.forEach((version) => (version.size = 100));
		const failure = failureOf(await download(world, { file: byId(id) }));
		expect(failure.message).toContain(`DocSpace counts 100 bytes of “contract.txt”, but holds 22`);
		expect(failure.remedy).toContain('upload it again');
	});

	it('is no mistake where a watermark makes a file longer', async () => {
		const world = await startWorld();
		const { portal, manager } = world;
		const room = portal.addRoom({
			title: 'Data',
			type: 'virtualData',
			owner: manager.id,
			watermark: { additions: 1, text: undefined, rotate: 0 },
		});
		const { id } = portal.addFile(room.id, 'x.pdf', { content: WORDS, size: 3 });
		expect(wordsOf(await download(world, { file: byId(id) }))).toBe(WORDS);
	});

	it('ends with the execution', async () => {
		const world = await startWorld();
		const id = addContract(world);
		const stop = new AbortController();
		world.portal.faults.add({ on: HANDLER, cut: 'within', times: 0, acts: [() => stop.abort()] });
		const run = await download(world, { file: byId(id) }, { signal: stop.signal });
		expect(run.status).toBe('canceled');
		expect(requestCounts(world)[HANDLER]).toBe(1);
	});
});

describe('the credential', () => {
	it('goes to no other address, though the portal redirects to its storage', async () => {
		const world = await startWorld();
		const { portal, sandbox } = world;
		portal.settings.objectStorage = sandbox.url.replace('127.0.0.1', 'localhost');
		const id = addContract(world, 'contract.docx');
		// The storage refuses whoever brings a credential.
		const run = await download(world, { file: byId(id), options: { convertTo: 'pdf' } });
		expect(wordsOf(run)).toContain('contract.docx as .pdf');
		expect(requestCounts(world)['GET storage']).toBe(1);
	});

	it('goes to the portal of the credential, whatever host the portal calls itself', async () => {
		const world = await startWorld();
		const id = addContract(world);
		world.portal.faults.add({
			on: 'GET files/file/{id}/presigneduri',
			answer: {
				status: 200,
				body: JSON.stringify({
					response: `http://elsewhere.example/filehandler.ashx?action=stream&fileid=${id}&version=1`,
					statusCode: 200,
				}),
			},
		});
		expect(wordsOf(await download(world, { file: byId(id) }))).toBe(WORDS);
	});
});

describe('a refusal', () => {
	it('says that the file lies in the Trash', async () => {
		const world = await startWorld();
		const id = addContract(world);
		world.portal.trashFile(id, world.manager.id);
		const failure = failureOf(await download(world, { file: byId(id) }));
		expect(failure.message).toContain('lies in the Trash');
		expect(failure.remedy).toContain('Take it back');
	});

	it('says that the room denies downloads', async () => {
		const world = await startWorld();
		const { portal, manager } = world;
		const reader = colleague(world, 'Rita Reader');
		const room = portal.addRoom({
			title: 'Data',
			type: 'virtualData',
			owner: manager.id,
			denyDownload: true,
		});
		portal.share(room.id, reader.id, 'Read', { by: manager.id });
		const { id } = portal.addFile(room.id, 'x.pdf', { content: WORDS });
		const run = await download(
			world,
			{ file: byId(id) },
			{ credentials: world.credentialsOf(reader) },
		);
		expect(failureOf(run).message).toContain('DocSpace does not let you download “x.pdf”');
		expect(requestCounts(world)['GET filehandler.ashx']).toBeUndefined();
	});

	it('says that the content is gone', async () => {
		const world = await startWorld();
		const id = addContract(world);
		world.portal.file(id).contentGone = true;
		const failure = failureOf(await download(world, { file: byId(id) }));
		expect(failure.message).toContain('its content is gone');
	});

	it('says that there is no such file, and that a name for the field is missing', async () => {
		const world = await startWorld();
		expect(failureOf(await download(world, { file: byId(999_999) })).message).toContain(
			"'File' was not found",
		);
		for (const binaryPropertyName of ['={{ " " }}', '={{ $json.none }}', '={{ ["data"] }}']) {
			const unnamed = { file: byId(1), binaryPropertyName };
			expect(failureOf(await download(world, unnamed)).message).toBe(
				"'Put Output File in Field' holds no name",
			);
		}
	});
});

describe('a conversion', () => {
	it('brings the file in another format, with its name', async () => {
		const world = await startWorld();
		const id = addContract(world, 'contract.docx');
		const run = await download(world, { file: byId(id), options: { convertTo: '.PDF' } });
		expect(onlyItem(run)).toMatchObject({
			title: 'contract.docx',
			fileName: 'contract.pdf',
			mimeType: 'application/pdf',
		});
	});

	it('into its own format is none', async () => {
		const world = await startWorld();
		const file = byId(addContract(world, 'contract.docx'));
		expect(wordsOf(await download(world, { file, options: { convertTo: 'docx' } }))).toBe(WORDS);
	});

	it('that DocSpace does not know is refused before, with those that it does', async () => {
		const world = await startWorld();
		const file = byId(addContract(world, 'contract.docx'));
		const failure = failureOf(await download(world, { file, options: { convertTo: 'xlsx' } }));
		expect(failure.message).toContain(
			"'Convert To' is “.xlsx”, which DocSpace cannot make of “contract.docx”",
		);
		expect(failure.remedy).toContain('.pdf');
		expect(requestCounts(world)['GET filehandler.ashx']).toBeUndefined();
	});

	it('is an error where DocSpace hands out the original instead', async () => {
		const world = await startWorld();
		const file = byId(addContract(world, 'contract.docx'));
		world.portal.faults.add({
			on: 'GET filehandler.ashx',
			answer: {
				status: 200,
				headers: { 'content-disposition': 'attachment; filename=contract.docx' },
				body: WORDS,
			},
		});
		const failure = failureOf(await download(world, { file, options: { convertTo: 'pdf' } }));
		expect(failure.message).toContain('DocSpace handed out “contract.docx” instead of');
	});

	it('that fails says why', async () => {
		const world = await startWorld({ documentServer: false });
		const file = byId(addContract(world, 'contract.docx'));
		const failure = failureOf(await download(world, { file, options: { convertTo: 'pdf' } }));
		expect(failure.message).toContain('could not convert “contract.docx” into .pdf');
		expect(failure.message).toContain('Documents Service');
	});
});

describe("n8n's filesystem mode", () => {
	beforeAll(async () => void (await onDisk('mode.bin', Buffer.from('on'))));
	afterAll(clearDisk);

	const LARGE = 5 * 1024 * 1024 + 7;

	it.each([0, 2])('has all of a large file, after %i broken connections', async (times) => {
		const world = await startWorld();
		const { id } = world.portal.addFile(world.clientRoom, 'scan.bin', { size: LARGE });
		if (times > 0) world.portal.faults.add({ on: 'GET filehandler.ashx', cut: 'within', times });
		const run = await download(world, { file: byId(id) });
		expect(onlyItem(run)).toMatchObject({ size: LARGE, mimeType: 'application/octet-stream' });
		const data = run.items(NODE_NAME)[0]?.binary?.data;
		expect(data?.id).toContain('filesystem');
		const pieces: Buffer[] = [];
		if (data) await takeFromDisk(data, (piece) => pieces.push(piece));
		// Each piece follows on the one before.
		const isWhole = Buffer.concat(pieces).equals(Buffer.alloc(LARGE, 'Any words will do. '));
		expect(isWhole).toBe(true);
	});
});
