import type { IBinaryData, IDataObject } from 'n8n-workflow';
import type { EntryId, NewRoom } from '../../../sandbox';
import { inMemory, fileItem } from '../../harness/binary';
import { clearDisk, onDisk, replaceOnDisk, takeFromDisk } from '../../harness/binaryData';
import { NODE_NAME } from '../../harness/engine';
import { failureOf } from '../../harness/failure';
import { addPerson, colleague } from '../../harness/people';
import { requestCounts, writesTo } from '../../harness/requests';
import { byId, endWorlds, onlyItem, runnerOf, startWorld, type World } from '../../harness/world';

afterEach(endWorlds);
afterAll(clearDisk);

const OPEN = 'POST files/{id}/session';
const POST = 'POST files/{id}/session/{sid}';
const CHUNK = 'POST files/{id}/session/{sid}/upload';
const FINALIZE = 'PUT files/{id}/session/{sid}/finalize';
const ABORT = 'DELETE files/{id}/session/{sid}';

const CONTINUE = { onError: 'continueRegularOutput' } as const;

/** So small that a few bytes are many pieces. */
const PIECE = 16;
const LARGE = Buffer.from(Array.from({ length: 5 * PIECE + 3 }, (_, at) => (at * 37) % 256));

const runUpload = runnerOf('file.upload');

const upload = async (
	world: World,
	items: IBinaryData | IBinaryData[],
	fields: Parameters<typeof runUpload>[1] = {},
	more: Parameters<typeof runUpload>[2] = {},
) =>
	await runUpload(
		world,
		{ folder: byId(world.clientRoom), ...fields },
		{ items: [items].flat().map(fileItem), ...more },
	);

const titles = ({ portal, clientRoom }: World, folder = clientRoom) =>
	portal
		.filesBelow(folder)
		.map(({ title }) => title)
		.sort();

const textOf = ({ portal }: World, id: EntryId) => String(portal.bytesOf(id));

/** What the only item that was put out tells of the file. */
async function uploaded(run: ReturnType<typeof upload>): Promise<IDataObject & { id: EntryId }> {
	const item = onlyItem(await run);
	const { id } = item;
	if (typeof id !== 'number' && typeof id !== 'string') throw new Error('No id was put out');
	return { ...item, id };
}

function storageOf({ portal, manager }: World, provider: NewRoom['provider']) {
	return portal.addRoom({ title: 'Cloud', type: 'custom', owner: manager.id, provider }).id;
}

describe('File: Upload', () => {
	test('stores a file under its own name', async () => {
		const world = await startWorld();
		const run = await upload(world, inMemory('Offer.pdf', 'Dear customer'));
		const item = await uploaded(Promise.resolve(run));
		expect(item).toEqual({
			id: expect.any(Number),
			title: 'Offer.pdf',
			url: expect.stringContaining(`/doceditor?fileId=${item.id}`),
			folderId: world.clientRoom,
			size: 13,
			version: 1,
			uploaded: true,
			newVersion: false,
			requestedTitle: 'Offer.pdf',
		});
		expect(textOf(world, item.id)).toBe('Dear customer');
	});

	test.each([
		['in memory', async () => inMemory('scan.bin', LARGE)],
		['on disk', async () => await onDisk('scan.bin', LARGE)],
	])('stores a file of many pieces that n8n keeps %s', async (_, data) => {
		const world = await startWorld({ chunkUploadSize: PIECE });
		const { id, size } = await uploaded(upload(world, await data()));
		expect(size).toBe(LARGE.length);
		expect(world.portal.bytesOf(id)).toEqual(LARGE);
		expect(requestCounts(world)).toMatchObject({ [OPEN]: 1, [CHUNK]: 6, [FINALIZE]: 1 });
	});

	test.each([
		['nothing', 0],
		['exactly one piece', PIECE],
		['exactly two pieces', 2 * PIECE],
		['a byte less than two pieces', 2 * PIECE - 1],
	])('stores %s', async (_, size) => {
		const world = await startWorld({ chunkUploadSize: PIECE });
		const content = Buffer.alloc(size, 'x');
		for (const data of [inMemory('a.bin', content), await onDisk('b.bin', content)]) {
			const { id } = await uploaded(upload(world, data));
			expect(world.portal.bytesOf(id)).toEqual(content);
		}
	});

	test('stores the files of several items, asking once for what holds for all', async () => {
		const world = await startWorld();
		const files = ['a', 'b', 'c'].map((name) => inMemory(`${name}.txt`, name));
		const run = await upload(world, files);
		expect(run.json(NODE_NAME).map(({ title }) => title)).toEqual(['a.txt', 'b.txt', 'c.txt']);
		expect(requestCounts(world)).toMatchObject({
			'GET files/settings': 1,
			'GET files/folder/{id}': 1,
		});
	});

	test('stores the files of several fields', async () => {
		const world = await startWorld();
		const binary = { attachment_0: inMemory('a.txt', 'a'), attachment_1: inMemory('b.txt', 'b') };
		const run = await runUpload(
			world,
			{ folder: byId(world.clientRoom), binaryPropertyName: 'attachment_0, attachment_1' },
			{ items: [{ json: {}, binary }] },
		);
		expect(run.json(NODE_NAME).map(({ title }) => title)).toEqual(['a.txt', 'b.txt']);
	});

	test.each([
		['with its extension', 'Offer.pdf', 'Offer.pdf'],
		['without it', 'Offer 2026', 'Offer 2026.pdf'],
		['with characters that DocSpace does not allow', 'Offer 3/2026.pdf', 'Offer 3_2026.pdf'],
		['in capitals', 'OFFER.PDF', 'OFFER.pdf'],
		['that ends in a date', 'Offer 26.11.2026', 'Offer 26.11.2026.pdf'],
		['with a dot before its last words', 'Offer Contoso Inc. 2026', 'Offer Contoso Inc. 2026.pdf'],
		['of another type', 'Offer.txt', 'Offer.txt'],
	])('gives it another name, %s', async (_, fileName, title) => {
		const world = await startWorld();
		const item = await uploaded(upload(world, inMemory('scan.pdf', 'x'), { fileName }));
		expect(item.title).toBe(title);
		expect(titles(world)).toEqual([title]);
	});

	test.each(['={{ $json.none }}', ' '])(
		'leaves several files their names where none is given, %j',
		async (fileName) => {
			const world = await startWorld();
			const binary = { a: inMemory('a.txt', 'a'), b: inMemory('b.txt', 'b') };
			const fields = { folder: byId(world.clientRoom), binaryPropertyName: 'a,b', fileName };
			const run = await runUpload(world, fields, { items: [{ json: {}, binary }] });
			expect(run.json(NODE_NAME).map(({ title }) => title)).toEqual(['a.txt', 'b.txt']);
		},
	);

	test('uploads into My documents', async () => {
		const world = await startWorld();
		const folder = byId(world.manager.myDocumentsId);
		expect(await uploaded(upload(world, inMemory('a.txt', 'x'), { folder }))).toMatchObject({
			folderId: world.manager.myDocumentsId,
		});
	});
});

describe('File: Upload where a file of that name exists', () => {
	const existing = async (title = 'offer.txt', options = {}) => {
		const world = await startWorld();
		const { id } = world.portal.addFile(world.clientRoom, title, { content: 'old', ...options });
		return { world, id };
	};

	test('keeps both unless told otherwise, at every run', async () => {
		const { world, id } = await existing();
		for (const title of ['offer (1).txt', 'offer (2).txt']) {
			const item = await uploaded(upload(world, inMemory('offer.txt', 'new')));
			expect(item).toMatchObject({ title, newVersion: false, requestedTitle: 'offer.txt' });
		}
		expect(textOf(world, id)).toBe('old');
	});

	test.each([
		['the same name', 'offer.txt'],
		['a name in other case', 'OFFER.TXT'],
		['a name that DocSpace takes for the same', 'öffer.txt'],
	])('adds a version, which does not rename it, for %s (T136)', async (_, name) => {
		const { world, id } = await existing();
		for (const version of [2, 3]) {
			const fields = { ifNameExists: 'newVersion' };
			const item = await uploaded(upload(world, inMemory(name, `v${version}`), fields));
			expect(item).toMatchObject({ id, version, newVersion: true, title: 'offer.txt' });
			expect(textOf(world, id)).toBe(`v${version}`);
		}
		expect(titles(world)).toEqual(['offer.txt']);
	});

	test('adds a version to a file without extension (T144)', async () => {
		const world = await startWorld();
		const fields = { ifNameExists: 'newVersion' };
		const first = await uploaded(upload(world, inMemory('README', 'one'), fields));
		const second = await uploaded(upload(world, inMemory('README', 'two'), fields));
		expect(first).toMatchObject({ newVersion: false, title: 'README.' });
		expect(second).toMatchObject({ id: first.id, newVersion: true });
	});

	test.each(['offer.txt', 'OFFER.TXT'])(
		'adds the version to %s, the oldest (T71)',
		async (title) => {
			const { world, id } = await existing(title);
			world.portal.addFile(world.clientRoom, 'offer.txt');
			const fields = { ifNameExists: 'newVersion' };
			expect(await uploaded(upload(world, inMemory('offer.txt', 'x'), fields))).toMatchObject({
				id,
			});
		},
	);

	test.each([
		['somebody has locked', (world: World) => ({ lockedBy: colleague(world).id }), 'locked by Ann'],
		[
			'somebody has open',
			(world: World) => ({ openedBy: colleague(world).id }),
			'open in an editor',
		],
	])('makes no second file beside one that %s (T70)', async (_, held, why) => {
		const world = await startWorld();
		world.portal.addFile(world.clientRoom, 'offer.txt', held(world));
		const fields = { ifNameExists: 'newVersion' };
		const { message } = failureOf(await upload(world, inMemory('offer.txt', 'x'), fields));
		expect(message).toContain('can get no new version now');
		expect(message).toContain(why);
		expect(titles(world)).toEqual(['offer.txt']);
	});

	test('names the second file that came about because somebody was quicker (T70)', async () => {
		const { world, id } = await existing();
		const { portal } = world;
		const opens = () => portal.openFile(id, colleague(world).id);
		portal.faults.add({ on: OPEN, acts: [opens] });
		const fields = { ifNameExists: 'newVersion' };
		const { message } = failureOf(await upload(world, inMemory('offer.txt', 'x'), fields));
		const other = portal.filesBelow(world.clientRoom).find((file) => file.id !== id);
		expect(message).toContain(`with the ID ${id}: DocSpace stored it beside that one`);
		expect(message).toContain(`with the ID ${other?.id}`);
	});

	test('skips it, and puts out the one that is there', async () => {
		const { world, id } = await existing();
		const fields = { ifNameExists: 'skip' };
		const item = await uploaded(upload(world, inMemory('Offer.txt', 'longer'), fields));
		expect(item).toMatchObject({ id, title: 'offer.txt', size: 3, uploaded: false });
		expect(writesTo(world)).toEqual(['POST files/{id}/upload/check']);
		const other = await uploaded(upload(world, inMemory('other.txt', 'new'), fields));
		expect(other).toMatchObject({ uploaded: true });
	});

	test('fails, if so wished', async () => {
		const { world, id } = await existing();
		const run = await upload(world, inMemory('offer.txt', 'x'), { ifNameExists: 'fail' });
		const { message, remedy } = failureOf(run);
		expect(message).toBe(
			`'If a File of This Name Exists' is Fail, and “Contoso” has the file “offer.txt” with the ID ${id}`,
		);
		expect(remedy).toContain('Use another name');
	});

	test('never stores one beside another when two run at once', async () => {
		const world = await startWorld();
		const fields = { ifNameExists: 'newVersion' };
		const one = async () => await uploaded(upload(world, inMemory('offer.txt', 'x'), fields));
		const [first, second] = await Promise.all([one(), one()]);
		expect(second.id).toBe(first.id);
	});
});

describe('File: Upload in trouble', () => {
	const large = async () => await startWorld({ chunkUploadSize: PIECE });
	const scan = inMemory('scan.bin', LARGE);

	test.each([
		['a piece', CHUNK, { [CHUNK]: 7, [FINALIZE]: 1 }],
		['the opening', OPEN, { [OPEN]: 2, [CHUNK]: 6, [FINALIZE]: 1 }],
	])('sends %s again whose answer was lost, or that never arrived', async (_, on, requests) => {
		for (const cut of ['before', 'after'] as const) {
			const world = await large();
			world.portal.faults.add({ on, cut, nth: 1 });
			const { id, version } = await uploaded(upload(world, scan));
			expect(version).toBe(1);
			expect(world.portal.bytesOf(id)).toEqual(LARGE);
			expect(titles(world)).toEqual(['scan.bin']);
			expect(requestCounts(world)).toMatchObject(requests);
		}
	});

	test.each([
		['after', 1],
		['before', 2],
	] as const)('proves the end whose answer was cut %s it', async (cut, times) => {
		const world = await large();
		world.portal.faults.add({ on: FINALIZE, cut });
		const { id } = await uploaded(upload(world, scan));
		expect(world.portal.bytesOf(id)).toEqual(LARGE);
		expect(requestCounts(world)[FINALIZE]).toBe(times);
		expect(titles(world)).toEqual(['scan.bin']);
	});

	test.each(['before', 'after'] as const)(
		'stores a small file once, its answer being cut %s it, also beside one that is alike',
		async (cut) => {
			const world = await startWorld();
			world.portal.faults.add({ on: POST, cut, nth: 2 });
			const same = inMemory('note.txt', 'same');
			const [, item] = (await upload(world, [same, same])).json(NODE_NAME);
			expect(item).toMatchObject({ title: 'note (1).txt', version: 1 });
			expect(titles(world)).toEqual(['note (1).txt', 'note.txt']);
		},
	);

	test.each([
		['keepBoth', 'a file', 'note (1).txt'],
		['newVersion', 'a version', 'note.txt'],
	])(
		'takes for its own, with %s, no %s of that size by somebody else',
		async (policy, _, title) => {
			const world = await startWorld();
			const createdBy = colleague(world).id;
			const note = world.portal.addFile(world.clientRoom, 'note.txt', {
				content: 'old',
				createdBy,
			});
			const meanwhile = () => {
				if (policy === 'keepBoth') {
					world.portal.addFile(world.clientRoom, 'note.txt', { content: 'them', createdBy });
				} else world.portal.store.addVersion(note, { size: 4, content: undefined }, createdBy);
			};
			world.portal.faults.add({ on: POST, cut: 'before', acts: [meanwhile] });
			const fields = { ifNameExists: policy };
			const item = await uploaded(upload(world, inMemory('note.txt', 'mine'), fields));
			expect(item.title).toBe(title);
			expect(textOf(world, item.id)).toBe('mine');
		},
	);

	test.each(['before', 'after'] as const)(
		'adds one version to a file, the answer being cut %s it',
		async (cut) => {
			const world = await startWorld();
			const { id } = world.portal.addFile(world.clientRoom, 'note.txt', { content: 'same' });
			world.portal.faults.add({ on: POST, cut });
			const fields = { ifNameExists: 'newVersion' };
			const item = await uploaded(upload(world, inMemory('note.txt', 'same'), fields));
			expect(item).toMatchObject({ id, version: 2, newVersion: true });
		},
	);

	test('gives up where the portal stays away, and does not ask it for more', async () => {
		const world = await large();
		world.portal.faults.add({ on: CHUNK, times: 0, cut: 'before' });
		expect(failureOf(await upload(world, scan)).message).toContain('could not be reached');
		expect(writesTo(world)).not.toContain(ABORT);
		expect(titles(world)).toEqual([]);
	});

	test('gives up what DocSpace refuses in the middle, and says why', async () => {
		const world = await large();
		world.portal.faults.add({ on: CHUNK, nth: 3, times: 0, answer: 'quotaExceeded' });
		expect(failureOf(await upload(world, scan)).message).toContain('plan or a storage quota');
		expect(writesTo(world)).toContain(ABORT);
		expect(titles(world)).toEqual([]);
	});

	test.each([
		['less', LARGE.subarray(1)],
		['more', Buffer.concat([LARGE, LARGE])],
	])('stores nothing of binary data that holds %s than n8n says', async (_, content) => {
		const world = await large();
		const data = await onDisk('scan.bin', LARGE);
		await replaceOnDisk(data, content);
		expect(failureOf(await upload(world, data)).message).toContain('is not complete');
		expect(titles(world)).toEqual([]);
		expect(writesTo(world)).not.toContain(FINALIZE);
	});

	test('leaves nothing behind, and sends nothing more, once the execution is cancelled', async () => {
		const world = await large();
		const cancel = new AbortController();
		world.portal.faults.add({ on: CHUNK, nth: 2, acts: [() => cancel.abort()] });
		const run = await upload(world, scan, {}, { signal: cancel.signal });
		expect(run.status).toBe('canceled');
		expect(titles(world)).toEqual([]);
		expect(writesTo(world)).not.toContain(FINALIZE);
	});

	test('sends no more of a file that failed once it has begun with the next', async () => {
		const world = await large();
		// One worker has lost its piece for good while another is still trying.
		world.portal.faults.add({ on: CHUNK, nth: 2, times: 40, cut: 'before' });
		await upload(world, [scan, inMemory('note.txt', 'x')], {}, { settings: CONTINUE });
		const writes = writesTo(world);
		expect(titles(world)).toEqual(['note.txt']);
		expect(writes.slice(writes.lastIndexOf(OPEN))).toEqual([OPEN, POST]);
	});

	test('tells of the files of an item that were stored before one failed', async () => {
		const world = await startWorld();
		const binary = { one: inMemory('one.txt', '1'), two: inMemory('two.txt', '2') };
		world.portal.faults.add({ on: OPEN, nth: 2, times: 0, answer: 'accessDenied' });
		const run = await runUpload(
			world,
			{ folder: byId(world.clientRoom), binaryPropertyName: 'one,two' },
			{ items: [{ json: {}, binary }], settings: CONTINUE },
		);
		expect(run.json(NODE_NAME)[0]).toMatchObject({
			error: { uploadedBefore: [{ title: 'one.txt' }] },
		});
	});
});

describe('File: Upload into third-party storage', () => {
	const cloud = async (provider: NewRoom['provider'] = 'drive') => {
		const world = await startWorld({ chunkUploadSize: PIECE });
		const room = storageOf(world, provider);
		return { world, room, fields: { folder: byId(room) } };
	};
	const scan = inMemory('scan.bin', LARGE);

	test('sends the pieces one after the other, without numbers (T81)', async () => {
		const { world, fields } = await cloud();
		const { id } = await uploaded(upload(world, scan, fields));
		expect(typeof id).toBe('string');
		expect(world.portal.bytesOf(id)).toEqual(LARGE);
		expect(requestCounts(world)).toMatchObject({ [POST]: 6 });
		expect(writesTo(world)).not.toContain(CHUNK);
	});

	test.each([
		['a piece in the middle, lost before', 3, 'before', 9],
		['a piece in the middle, lost after', 3, 'after', 9],
		['the last piece, lost after', 6, 'after', 6],
		['the last piece, lost before', 6, 'before', 12],
	] as const)('never sends a piece twice: %s', async (_, nth, cut, posts) => {
		const { world, room, fields } = await cloud();
		world.portal.faults.add({ on: POST, nth, cut });
		const { id } = await uploaded(upload(world, scan, fields));
		expect(world.portal.bytesOf(id)).toEqual(LARGE);
		expect(titles(world, room)).toEqual(['scan.bin']);
		expect(requestCounts(world)[POST]).toBe(posts);
	});

	test('gives up after three attempts, and stores nothing', async () => {
		const { world, room, fields } = await cloud();
		world.portal.faults.add({ on: POST, nth: 1, times: 0, cut: 'before' });
		expect(failureOf(await upload(world, scan, fields)).message).toContain('could not be reached');
		expect(requestCounts(world)).toMatchObject({ [OPEN]: 3, [ABORT]: 3 });
		expect(titles(world, room)).toEqual([]);
	});

	test('replaces the content of a file, if so wished', async () => {
		const { world, room, fields } = await cloud();
		const { id } = world.portal.addFile(room, 'scan.bin', { content: 'old' });
		await world.sandbox.clock.advance(5000);
		const newVersion = { ...fields, ifNameExists: 'newVersion' };
		world.portal.faults.add({ on: POST, nth: 6, cut: 'after' });
		const item = await uploaded(upload(world, scan, newVersion));
		expect(item).toMatchObject({ id, newVersion: true });
		expect(titles(world, room)).toEqual(['scan.bin']);
		expect(world.portal.bytesOf(id)).toEqual(LARGE);
	});

	test('refuses what SharePoint would cut, before anything is sent (T81)', async () => {
		const { world, fields } = await cloud('spoint');
		const { message } = failureOf(await upload(world, scan, fields));
		expect(message).toContain('lies in SharePoint');
		expect(writesTo(world)).toEqual([]);
		const small = await uploaded(upload(world, inMemory('small.txt', 'x'), fields));
		expect(small.title).toBe('small.txt');
	});
});

describe('File: Upload refuses', () => {
	const note = inMemory('note.txt', 'x');

	test.each([
		['a field without a file', { binaryPropertyName: 'file' }, 'names “file”, and the input item'],
		['an empty field', { binaryPropertyName: ' ' }, 'has no file there'],
		['a name of nothing but illegal characters', { fileName: '???' }, 'only characters that'],
		['a name that is too long', { fileName: 'n'.repeat(166) }, 'has 166 characters'],
		['an unknown choice', { ifNameExists: 'overwrite' }, 'is “overwrite”'],
	])('%s', async (_, fields, problem) => {
		const world = await startWorld();
		expect(failureOf(await upload(world, note, fields)).message).toContain(problem);
		expect(writesTo(world)).toEqual([]);
	});

	test('a file whose content n8n has deleted, and uploads those of other items', async () => {
		const world = await startWorld();
		const gone = await onDisk('gone.txt', Buffer.from('x'));
		await takeFromDisk(gone, () => undefined);
		const run = await upload(world, [gone, note], {}, { settings: CONTINUE });
		const [failed, uploadedFile] = run.json(NODE_NAME);
		expect(failed).toMatchObject({
			error: {
				message: expect.stringContaining("'Input Binary Field' names “gone.txt”, of which n8n has"),
				remedy: 'Run the workflow again from the node that made the file',
			},
		});
		expect(uploadedFile).toMatchObject({ uploaded: true });
	});

	test('a file without a name, and names the field to fill in', async () => {
		const world = await startWorld();
		const { message } = failureOf(await upload(world, inMemory(undefined, 'x')));
		expect(message).toBe("'File Name' is empty");
	});

	test('one name for several files', async () => {
		const world = await startWorld();
		const items = [{ json: {}, binary: { a: note, b: note } }];
		const fields = { folder: byId(world.clientRoom), binaryPropertyName: 'a,b', fileName: 'x' };
		expect(failureOf(await runUpload(world, fields, { items })).message).toContain('single file');
	});

	test('a folder that cannot hold files', async () => {
		const world = await startWorld();
		const { portal } = world;
		const into = async (folder: EntryId) =>
			failureOf(await upload(world, note, { folder: byId(folder) })).message;
		expect(await into(portal.sections.archive)).toContain('the Archive section');
		expect(await into(portal.sections.rooms)).toContain('the list of all rooms');
		expect(await into(999_999)).toContain('was not found');
		portal.archiveRoom(world.clientRoom);
		expect(await into(world.clientRoom)).toContain('Archive section');
		expect(writesTo(world)).toEqual([]);
	});

	test('a room in which that user may only read', async () => {
		const world = await startWorld();
		const reader = addPerson(world, 'Rita Reader');
		world.portal.share(world.clientRoom, reader.id, 'Read', { by: world.manager.id });
		const credentials = world.credentialsOf(reader);
		const { message, remedy } = failureOf(await upload(world, note, {}, { credentials }));
		expect(message).toContain('may not create files');
		expect(remedy).toContain('Room manager');
	});

	test('what is too large, with the words of DocSpace', async () => {
		const world = await startWorld({ maxUploadBytes: 3 });
		const { message } = failureOf(await upload(world, inMemory('big.txt', '1234')));
		expect(message).toContain('maximum file size');
		expect(titles(world)).toEqual([]);
	});

	test('what a form room does not take, without waiting for it', async () => {
		const world = await startWorld();
		const { portal, manager } = world;
		const { id } = portal.addRoom({ title: 'Forms', type: 'form', owner: manager.id });
		const run = await upload(world, note, { folder: byId(id) });
		expect(failureOf(run).message).toContain('cannot be uploaded to this room');
	});

	test('a DocSpace that is too old', async () => {
		const world = await startWorld({ portalVersion: '3.6.1' });
		expect(failureOf(await upload(world, note)).message).toContain('version 3.7.1');
	});
});
