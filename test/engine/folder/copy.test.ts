import type { EntryId, Fault } from '../../../sandbox';
import { failureOf } from '../../harness/failure';
import { addPerson, colleague } from '../../harness/people';
import { writesTo } from '../../harness/requests';
import { byId, endWorlds, onlyItem, runnerOf, startWorld, type World } from '../../harness/world';

afterEach(endWorlds);

const COPY = 'PUT files/fileops/copy';
const runCopy = runnerOf('folder.copy');

const copy = async (
	world: World,
	id: EntryId,
	conflictPolicy = 'skip',
	{ to = world.clientFolder, ...more }: Parameters<typeof runCopy>[2] & { to?: EntryId } = {},
) => await runCopy(world, { folder: byId(id), destinationFolder: byId(to), conflictPolicy }, more);

/** A folder of the client's room, with a file in it, one in a folder below, and an empty folder. */
function addFolder({ portal, clientRoom }: World, parent = clientRoom): EntryId {
	const { id } = portal.addFolder(parent, 'Drafts');
	portal.addFile(id, 'a.docx', { size: 1 });
	portal.addFile(portal.addFolder(id, 'Old').id, 'b.docx', { size: 2 });
	portal.addFolder(id, 'Empty');
	return id;
}

/** Everything below a folder, by path; of files the size and how many versions. */
function pathsBelow({ portal }: World, folder: EntryId, path = ''): string[] {
	const { files, folders } = portal.folder(folder);
	return [
		...[...files.values()].map(
			(file) => `${path}${file.title} ${file.size}/${file.versions.length}`,
		),
		...[...folders.values()].flatMap(({ id, title }) => [
			`${path}${title}/`,
			...pathsBelow({ portal } as World, id, `${path}${title}/`),
		]),
	].sort();
}

const DRAFTS = [
	'Drafts/',
	'Drafts/Empty/',
	'Drafts/Old/',
	'Drafts/Old/b.docx 2/1',
	'Drafts/a.docx 1/1',
];

describe('Folder: Copy', () => {
	test('copies all it holds, and a second time adds only what is missing', async () => {
		const world = await startWorld();
		const { portal, clientFolder } = world;
		const id = addFolder(world);
		const first = onlyItem(await copy(world, id));
		expect(first).toEqual({
			id: expect.any(Number),
			title: 'Drafts',
			url: expect.any(String),
			parentId: clientFolder,
			sourceId: id,
			created: true,
			copiedCount: 2,
			alreadyThereCount: 0,
			skipped: [],
		});
		expect(first.id).not.toBe(id);
		expect(pathsBelow(world, clientFolder)).toEqual(DRAFTS);
		portal.addFile(id, 'c.docx', { size: 3 });
		expect(onlyItem(await copy(world, id))).toMatchObject({
			id: first.id,
			created: false,
			copiedCount: 1,
			alreadyThereCount: 2,
		});
		expect(pathsBelow(world, clientFolder)).toEqual([...DRAFTS, 'Drafts/c.docx 3/1'].sort());
		expect(pathsBelow(world, id)).toHaveLength(5);
	});

	test('Skip names the files of its name that are others', async () => {
		const world = await startWorld();
		const id = addFolder(world);
		const other = world.portal.addFolder(world.clientFolder, 'DRAFTS').id;
		world.portal.addFile(other, 'A.docx', { size: 9 });
		const done = onlyItem(await copy(world, id));
		expect(done).toMatchObject({ id: other, created: false, copiedCount: 1, alreadyThereCount: 0 });
		expect(done.skipped).toMatchObject([{ title: 'a.docx' }]);
		expect(pathsBelow(world, other)).toContain('A.docx 9/1');
	});

	test('Overwrite merges, and makes versions of files of the same name', async () => {
		const world = await startWorld();
		const id = addFolder(world);
		const other = world.portal.addFolder(world.clientFolder, 'Drafts').id;
		world.portal.addFile(other, 'a.docx', { size: 9 });
		world.portal.addFile(other, 'own.docx', { size: 8 });
		expect(onlyItem(await copy(world, id, 'overwrite'))).toMatchObject({
			id: other,
			copiedCount: 2,
		});
		expect(pathsBelow(world, other)).toEqual([
			'Empty/',
			'Old/',
			'Old/b.docx 2/1',
			'a.docx 1/2',
			'own.docx 8/1',
		]);
	});

	test('Keep Both makes another folder, also beside the folder itself', async () => {
		const world = await startWorld();
		const id = addFolder(world);
		const made = onlyItem(await copy(world, id, 'keepBoth', { to: world.clientRoom }));
		expect(made).toMatchObject({ title: 'Drafts (1)', created: true, copiedCount: 2 });
		expect(onlyItem(await copy(world, id, 'keepBoth', { to: world.clientRoom }))).toMatchObject({
			title: 'Drafts (2)',
		});
	});

	test('names files that lie beside others of their name, which only Keep Both copies', async () => {
		const world = await startWorld();
		const id = addFolder(world);
		world.portal.addFile(id, 'a.docx', { size: 4 });
		const done = onlyItem(await copy(world, id));
		expect(done.skipped).toMatchObject([{ reason: expect.stringContaining('choose Keep Both') }]);
		expect(onlyItem(await copy(world, id, 'keepBoth'))).toMatchObject({
			copiedCount: 3,
			skipped: [],
		});
		expect(pathsBelow(world, world.clientFolder)).toContain('Drafts (1)/a (1).docx 4/1');
	});

	test.each<[string, (world: World) => Fault]>([
		['only the answer was lost', () => ({ on: COPY, cut: 'after' })],
		['the portal never got it', () => ({ on: COPY, cut: 'before' })],
		['the portal forgets the operation', () => ({ on: 'job', trouble: 'loseResult' })],
		[
			'somebody else read how it ended',
			({ portal, manager }) => ({
				on: 'GET files/fileops',
				acts: [() => portal.stealResults(manager.id)],
			}),
		],
		['the portal takes long', () => ({ on: 'job', delayMs: 45_000 })],
	])('makes one copy when %s', async (_, faultOf) => {
		const world = await startWorld();
		const id = addFolder(world);
		world.portal.faults.add(faultOf(world));
		expect(onlyItem(await copy(world, id))).toMatchObject({ created: true, copiedCount: 2 });
		expect(pathsBelow(world, world.clientFolder)).toEqual(DRAFTS);
	});

	test('never asks twice for another copy when the answer was lost', async () => {
		const world = await startWorld();
		const id = addFolder(world);
		world.portal.faults.add({ on: COPY, cut: 'before' });
		const { message, remedy } = failureOf(await copy(world, id, 'keepBoth'));
		expect(message).toContain('may still do so');
		expect(remedy).toContain('See in DocSpace what is there');
		expect(writesTo(world)).toEqual([COPY]);
	});

	test('names the file that could not be replaced', async () => {
		const world = await startWorld();
		const id = addFolder(world);
		const other = world.portal.addFolder(world.clientFolder, 'Drafts').id;
		const target = world.portal.addFile(other, 'a.docx', { size: 9 }).id;
		world.portal.lockFile(target, colleague(world).id);
		const { message } = failureOf(await copy(world, id, 'overwrite'));
		expect(message).toMatch(/was not copied as a whole: “a.docx”: DocSpace says: .*locked/);
	});

	test.each<[string, (world: World, id: EntryId) => EntryId, string]>([
		['itself', (_, id) => id, 'is the folder itself or lies in it'],
		['the folder it lies in', ({ clientRoom }) => clientRoom, 'choose'],
		['the Trash', ({ manager }) => manager.trashId, 'names the Trash'],
	])('refuses %s as destination', async (_, spell, problem) => {
		const world = await startWorld();
		const id = addFolder(world);
		const { message, remedy } = failureOf(await copy(world, id, 'skip', { to: spell(world, id) }));
		expect(`${message} ${remedy}`.toLowerCase()).toContain(problem.toLowerCase());
		expect(writesTo(world)).toEqual([]);
	});

	test.each<[string, (world: World) => EntryId, string]>([
		['a room', ({ clientRoom }) => clientRoom, 'names the room “Contoso”'],
		['My documents', ({ manager }) => manager.myDocumentsId, 'names the section'],
		['an id that names none', () => 999_999, 'was not found: DocSpace has no folder'],
	])('refuses %s as folder', async (_, spell, problem) => {
		const world = await startWorld();
		expect(failureOf(await copy(world, spell(world))).message).toContain(problem);
	});

	test('says what right is missing, and needs none to change anything in the source', async () => {
		const world = await startWorld();
		const { portal, clientRoom, archiveRoom, manager } = world;
		const id = addFolder(world);
		const reader = addPerson(world, 'Rita Reader');
		const credentials = world.credentialsOf(reader);
		portal.share(clientRoom, reader.id, 'Read', { by: manager.id });
		portal.share(archiveRoom, reader.id, 'Read', { by: manager.id });
		const denied = failureOf(await copy(world, id, 'skip', { credentials }));
		expect(denied.message).toContain('may not create folders');
		expect(writesTo(world)).toEqual([]);
		portal.archiveRoom(clientRoom);
		const to = reader.myDocumentsId;
		expect(onlyItem(await copy(world, id, 'skip', { credentials, to }))).toMatchObject({
			copiedCount: 2,
		});
	});

	test.each(['drive', 'dropbox'] as const)('copies into and within %s', async (provider) => {
		const world = await startWorld();
		const { portal, manager } = world;
		const room = portal.addRoom({
			title: 'Storage',
			type: 'custom',
			owner: manager.id,
			provider,
		}).id;
		const into = onlyItem(await copy(world, addFolder(world), 'skip', { to: room }));
		expect(into).toMatchObject({ copiedCount: 2, parentId: room });
		const to = portal.addFolder(room, 'Done').id;
		expect(onlyItem(await copy(world, String(into.id), 'skip', { to }))).toMatchObject({
			copiedCount: 2,
		});
		expect(pathsBelow(world, to)).toEqual(DRAFTS);
	});

	test('stops once the execution is cancelled', async () => {
		const world = await startWorld();
		const cancel = new AbortController();
		world.portal.faults.add({ on: 'GET files/folder/{id}', acts: [() => cancel.abort()] });
		const run = await copy(world, addFolder(world), 'skip', { signal: cancel.signal });
		expect(run.status).toBe('canceled');
		expect(writesTo(world)).toEqual([]);
	});
});
