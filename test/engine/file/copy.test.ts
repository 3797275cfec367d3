import type { EntryId, Fault } from '../../../sandbox';
import { hintsOf, NODE_NAME } from '../../harness/engine';
import { failureOf } from '../../harness/failure';
import { addPerson, colleague } from '../../harness/people';
import { writesTo } from '../../harness/requests';
import { byId, endWorlds, onlyItem, runnerOf, startWorld, type World } from '../../harness/world';

afterEach(endWorlds);

const COPY = 'PUT files/fileops/copy';
const runCopy = runnerOf('file.copy');

const copy = async (
	world: World,
	files: unknown,
	fields: Record<string, unknown> = {},
	more: Parameters<typeof runCopy>[2] = {},
) =>
	await runCopy(
		world,
		{ files: JSON.stringify(files), destinationFolder: byId(world.clientFolder), ...fields },
		more,
	);

const REPORT = { ifFilesAreLeft: 'report' };
const KEEP_BOTH = { conflictPolicy: 'keepBoth' };
const OVERWRITE = { conflictPolicy: 'overwrite' };

const addFile = (world: World, title: string, size = 7, parent = world.clientRoom): EntryId =>
	world.portal.addFile(parent, title, { size }).id;

/** Titles and sizes directly in a folder. */
const contentOf = ({ portal }: World, folder: EntryId): string[] =>
	[...portal.folder(folder).files.values()].map(({ title, size }) => `${title} ${size}`).sort();

const storageRoom = ({ portal, manager }: World, provider: 'drive' | 'dropbox') =>
	portal.addRoom({ title: 'Storage', type: 'custom', owner: manager.id, provider }).id;

describe('File: Copy', () => {
	test.each([1, 250])('copies %i files and puts out the copies', async (count) => {
		const world = await startWorld();
		const ids = Array.from({ length: count }, (_, at) => addFile(world, `File ${at}.docx`, at));
		const done = onlyItem(await copy(world, ids));
		expect(done).toMatchObject({
			complete: true,
			requested: count,
			copiedCount: count,
			skipped: [],
			failed: [],
			unknown: [],
			destinationId: world.clientFolder,
		});
		const copies = world.portal.filesBelow(world.clientFolder);
		const { files } = done as { files: Array<{ id: EntryId; sourceId: EntryId; title: string }> };
		expect(files.map(({ sourceId }) => sourceId)).toEqual(ids);
		for (const { id, sourceId } of files) {
			const made = copies.find((file) => file.id === id);
			const { title, size } = world.portal.file(sourceId);
			expect(made).toMatchObject({ title, size });
		}
		expect(copies).toHaveLength(count);
	});

	test('a second time makes no twin, and says what is there', async () => {
		const world = await startWorld();
		const ids = [addFile(world, 'a.docx'), addFile(world, 'b.docx')];
		await copy(world, ids);
		const again = await copy(world, ids);
		expect(onlyItem(again)).toMatchObject({ complete: true, copiedCount: 0, skippedCount: 2 });
		expect(onlyItem(again).skipped).toMatchObject([
			{ id: ids[0], reason: expect.stringMatching(/“a.docx” .* already, of the same size/) },
			{ id: ids[1] },
		]);
		expect(hintsOf(again)[0]).toContain('2 files were not copied');
		expect(contentOf(world, world.clientFolder)).toEqual(['a.docx 7', 'b.docx 7']);
		expect(writesTo(world)).toEqual([COPY]);
	});

	test('puts out ids as DocSpace has them, also of files that were entered', async () => {
		const world = await startWorld();
		const id = addFile(world, 'a.docx');
		const copyEntered = async () => onlyItem(await copy(world, [String(id)]));
		expect(await copyEntered()).toMatchObject({ files: [{ sourceId: id }] });
		expect(await copyEntered()).toMatchObject({ skipped: [{ id }] });
	});

	test('shares one copy among items that ask for the same', async () => {
		const world = await startWorld();
		const ids = ['a', 'b', 'c'].map((name) => addFile(world, `${name}.docx`));
		const items = [ids.slice(0, 2), ids.slice(1)].map((files) => ({ json: { files } }));
		const run = await copy(world, [], { files: '={{ $json.files }}' }, { items });
		expect(run.items(NODE_NAME).map(({ json }) => json.copiedCount)).toEqual([2, 2]);
		expect(contentOf(world, world.clientFolder)).toHaveLength(3);
		expect(writesTo(world)).toEqual([COPY]);
	});

	test('copies locked and open files too, and only what they are now', async () => {
		const world = await startWorld();
		const { portal, clientRoom } = world;
		const other = colleague(world).id;
		const locked = portal.addFile(clientRoom, 'a.docx', { versions: 3, lockedBy: other }).id;
		const open = addFile(world, 'b.docx');
		portal.openFile(open, other);
		expect(onlyItem(await copy(world, [locked, open]))).toMatchObject({ copiedCount: 2 });
		const versions = portal.filesBelow(world.clientFolder).map((file) => file.versions.length);
		expect(versions).toEqual([1, 1]);
	});

	describe('where the name is taken', () => {
		const withNamesakes = async () => {
			const world = await startWorld();
			const ids = [1, 2].map((size) => addFile(world, 'a.docx', size));
			addFile(world, 'A.docx', 3, world.clientFolder);
			return { world, ids };
		};

		test('Keep Both gives each copy a number', async () => {
			const { world, ids } = await withNamesakes();
			const { files } = onlyItem(await copy(world, ids, KEEP_BOTH));
			expect(files).toMatchObject([
				{ sourceId: ids[0], title: 'a (1).docx', size: 1 },
				{ sourceId: ids[1], title: 'a (2).docx', size: 2 },
			]);
			expect(contentOf(world, world.clientFolder)).toHaveLength(3);
		});

		test('Keep Both copies into the folder of the file itself, also without extension', async () => {
			const world = await startWorld();
			const id = addFile(world, 'README.');
			await copy(world, [id], { ...KEEP_BOTH, destinationFolder: byId(world.clientRoom) });
			expect(contentOf(world, world.clientRoom)).toEqual(['README (1). 7', 'README. 7']);
		});

		test('Skip copies one of several namesakes, the eldest', async () => {
			const world = await startWorld();
			const ids = [1, 2].map((size) => addFile(world, 'a.docx', size));
			const done = onlyItem(await copy(world, ids));
			expect(done).toMatchObject({ copiedCount: 1, complete: true });
			expect(done.skipped).toMatchObject([
				{ id: ids[1], reason: expect.stringContaining('of another size') },
			]);
		});

		test('Overwrite makes a version of what is there, and refuses files that would hide one another', async () => {
			const { world, ids } = await withNamesakes();
			const [target] = world.portal.filesBelow(world.clientFolder);
			const both = onlyItem(await copy(world, ids, { ...OVERWRITE, ...REPORT }));
			expect(both).toMatchObject({ failedCount: 2, copiedCount: 0 });
			expect(onlyItem(await copy(world, [ids[1]], OVERWRITE))).toMatchObject({
				copiedCount: 1,
				files: [{ id: target?.id, size: 2 }],
			});
			expect(target?.versions).toHaveLength(2);
		});

		test('Overwrite names the file it may not replace', async () => {
			const { world, ids } = await withNamesakes();
			const [target] = world.portal.filesBelow(world.clientFolder);
			const free = addFile(world, 'b.docx');
			world.portal.lockFile(target?.id ?? 0, colleague(world).id);
			const { message } = failureOf(await copy(world, [ids[0], free], OVERWRITE));
			expect(message).toContain(
				'1 of 2 files were not copied: “a.docx”: the file it would replace',
			);
			expect(contentOf(world, world.clientFolder)).toEqual(['A.docx 3', 'b.docx 7']);
		});

		test('Overwrite leaves a file alone that lies in the destination itself', async () => {
			const world = await startWorld();
			const id = addFile(world, 'a.docx', 1, world.clientFolder);
			const done = onlyItem(await copy(world, [id], OVERWRITE));
			expect(done.skipped).toMatchObject([{ id, reason: 'it lies in the destination itself' }]);
			expect(world.portal.file(id).versions).toHaveLength(1);
		});
	});

	describe('when an answer is lost', () => {
		const after: Array<[string, (world: World) => Fault]> = [
			['only the answer was lost', () => ({ on: COPY, cut: 'after' })],
			['a proxy answers in its place', () => ({ on: COPY, answerAfter: 'gatewayTimeout' })],
			[
				'somebody else read how it ended',
				({ portal, manager }) => ({
					on: 'GET files/fileops',
					acts: [() => portal.stealResults(manager.id)],
				}),
			],
			['the portal forgets the operation', () => ({ on: 'job', trouble: 'loseResult' })],
			['the portal takes long', () => ({ on: 'job', delayMs: 45_000 })],
		];
		test.each(after)('copies once when %s', async (_, faultOf) => {
			for (const policy of [{}, KEEP_BOTH]) {
				const world = await startWorld();
				const ids = [addFile(world, 'a.docx'), addFile(world, 'b.docx')];
				addFile(world, 'b.docx', 1, world.clientFolder);
				world.portal.faults.add(faultOf(world));
				const done = onlyItem(await copy(world, ids, { ...policy, ...REPORT }));
				const isBoth = policy === KEEP_BOTH;
				expect(done).toMatchObject({ complete: true, copiedCount: isBoth ? 2 : 1 });
				expect(contentOf(world, world.clientFolder)).toEqual([
					...(isBoth ? ['a.docx 7', 'b (1).docx 7', 'b.docx 1'] : ['a.docx 7', 'b.docx 1']),
				]);
			}
		});

		test('sends again what the portal never got, after looking for a minute', async () => {
			const world = await startWorld();
			const id = addFile(world, 'a.docx');
			world.portal.faults.add({ on: COPY, cut: 'before' });
			expect(onlyItem(await copy(world, [id]))).toMatchObject({ copiedCount: 1 });
			expect(contentOf(world, world.clientFolder)).toEqual(['a.docx 7']);
			expect(writesTo(world)).toEqual([COPY, COPY]);
		});

		test('never sends again what would make a twin', async () => {
			const world = await startWorld();
			const id = addFile(world, 'a.docx');
			addFile(world, 'a.docx', 1, world.clientFolder);
			world.portal.faults.add({ on: COPY, cut: 'before' });
			const { message, remedy } = failureOf(await copy(world, [id], KEEP_BOTH));
			expect(message).toContain('DocSpace has not copied it so far, and may still do so');
			expect(remedy).toContain('run again');
			expect(writesTo(world)).toEqual([COPY]);
		});

		test('copies what a job that crashed has left out', async () => {
			const world = await startWorld();
			const ids = ['a', 'b', 'c'].map((name) => addFile(world, `${name}.docx`));
			world.portal.faults.add({ on: 'job', file: 2, trouble: 'crash' });
			expect(onlyItem(await copy(world, ids))).toMatchObject({ copiedCount: 3, complete: true });
			expect(contentOf(world, world.clientFolder)).toHaveLength(3);
		});
	});

	test('names what cannot be copied, and copies the rest', async () => {
		const world = await startWorld();
		const { portal, manager } = world;
		const free = addFile(world, 'free.docx');
		const trashed = addFile(world, 'trashed.docx');
		portal.trashFile(trashed, manager.id);
		const done = onlyItem(await copy(world, [999_999, trashed, free], REPORT));
		expect(done).toMatchObject({ complete: false, requested: 3, copiedCount: 1, failedCount: 2 });
		expect(done.failed).toMatchObject([
			{ id: 999_999, reason: expect.stringContaining('no longer in DocSpace') },
			{ id: trashed, reason: expect.stringContaining('in the Trash') },
		]);
	});

	test('finds the one that DocSpace refuses among many', async () => {
		const world = await startWorld();
		const ids = Array.from({ length: 9 }, (_, at) => addFile(world, `File ${at}.docx`));
		const gone = ids[4] ?? 0;
		world.portal.faults.add({ on: COPY, acts: [() => world.portal.deleteFile(gone)] });
		const done = onlyItem(await copy(world, ids, REPORT));
		expect(done).toMatchObject({ copiedCount: 8, failed: [{ id: gone }] });
		expect(contentOf(world, world.clientFolder)).toHaveLength(8);
	});

	test('says what right is missing, before anything is written', async () => {
		const world = await startWorld();
		const { portal, clientRoom, archiveRoom, manager } = world;
		const id = addFile(world, 'a.docx');
		const reader = addPerson(world, 'Rita Reader');
		portal.share(clientRoom, reader.id, 'Read', { by: manager.id });
		portal.share(archiveRoom, reader.id, 'Read', { by: manager.id });
		const credentials = world.credentialsOf(reader);
		const { message } = failureOf(await copy(world, [id], {}, { credentials }));
		expect(message).toContain('may not put files');
		const closed = portal.addRoom({
			title: 'Data',
			type: 'virtualData',
			owner: manager.id,
			denyDownload: true,
		}).id;
		portal.share(closed, reader.id, 'Read', { by: manager.id });
		const denied = addFile(world, 'b.docx', 7, closed);
		const own = byId(reader.myDocumentsId);
		const run = await copy(world, [denied], { destinationFolder: own }, { credentials });
		expect(failureOf(run).message).toContain('does not allow copying it');
		expect(writesTo(world)).toEqual([]);
	});

	test.each<[string, (world: World) => EntryId, RegExp]>([
		['the Trash', ({ manager }) => manager.trashId, /names the Trash/],
		['an id that names none', () => 999_999, /was not found/],
	])('refuses %s as destination', async (_, spell, problem) => {
		const world = await startWorld();
		const id = addFile(world, 'a.docx');
		const run = await copy(world, [id], { destinationFolder: byId(spell(world)) });
		expect(failureOf(run).message).toMatch(problem);
		expect(writesTo(world)).toEqual([]);
	});

	test('copies out of an archived room, and forms only into a form room', async () => {
		const world = await startWorld();
		const { portal, clientRoom, manager } = world;
		const document = addFile(world, 'a.docx');
		const form = portal.addFile(clientRoom, 'form.pdf', { isForm: true }).id;
		const another = portal.addFile(clientRoom, 'other.pdf', { isForm: true }).id;
		portal.archiveRoom(clientRoom);
		const forms = portal.addRoom({ title: 'Forms', type: 'form', owner: manager.id }).id;
		const fields = { destinationFolder: byId(forms), ...REPORT };
		const done = onlyItem(await copy(world, [document, form, another], fields));
		expect(done).toMatchObject({ copiedCount: 2, failed: [{ id: document }] });
	});

	test.each(['drive', 'dropbox'] as const)(
		'copies into, within and out of %s',
		async (provider) => {
			const world = await startWorld();
			const { portal } = world;
			const storage = storageRoom(world, provider);
			const there = portal.addFolder(storage, 'Done').id;
			const id = addFile(world, 'a.docx');
			const into = onlyItem(await copy(world, [id], { destinationFolder: byId(storage) }));
			const [made] = into.files as Array<{ id: EntryId }>;
			expect(into).toMatchObject({ complete: true, files: [{ title: 'a.docx', sourceId: id }] });
			const within = await copy(world, into.files, { destinationFolder: byId(there) });
			expect(onlyItem(within)).toMatchObject({ copiedCount: 1 });
			const out = onlyItem(await copy(world, into.files));
			expect(out).toMatchObject({ copiedCount: 1, files: [{ sourceId: made?.id }] });
			expect(
				[storage, there, world.clientFolder].map((folder) => contentOf(world, folder)),
			).toEqual([['a.docx 7'], ['a.docx 7'], ['a.docx 7']]);
		},
	);

	test('says in the words of DocSpace that a file is too large for another storage', async () => {
		const world = await startWorld();
		const storage = storageRoom(world, 'drive');
		const id = addFile(world, 'film.mp4', 200 * 1024 * 1024);
		const run = await copy(world, [id], { destinationFolder: byId(storage) });
		expect(failureOf(run).message).toMatch(/“film.mp4”: DocSpace accepted .* exceeds/);
	});

	test('tells what it does not know when the maximum wait is over', async () => {
		const world = await startWorld();
		world.portal.faults.add({ on: 'job', times: 0, delayMs: 3_600_000 });
		const options = { options: { maxWait: 5 } };
		const run = await copy(world, [addFile(world, 'a.docx')], { ...REPORT, ...options });
		expect(onlyItem(run)).toMatchObject({ complete: false, unknownCount: 1 });
	});

	test('stops once the execution is cancelled, and an empty list asks for nothing', async () => {
		const world = await startWorld();
		expect(onlyItem(await copy(world, []))).toMatchObject({ complete: true, requested: 0 });
		const cancel = new AbortController();
		world.portal.faults.add({ on: 'GET files/fileops', acts: [() => cancel.abort()] });
		world.portal.faults.add({ on: 'job', delayMs: 60_000 });
		const run = await copy(world, [addFile(world, 'a.docx')], {}, { signal: cancel.signal });
		expect(run.status).toBe('canceled');
	});
});
