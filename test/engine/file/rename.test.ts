import type { EntryId } from '../../../sandbox';
import { failureOf } from '../../harness/failure';
import { addPerson, colleague } from '../../harness/people';
import { writesTo } from '../../harness/requests';
import { byId, endWorlds, onlyItem, runnerOf, startWorld, type World } from '../../harness/world';

afterEach(endWorlds);

const RENAME = 'PUT files/file/{id}';
const runRename = runnerOf('file.rename');

const rename = async (
	world: World,
	id: EntryId,
	newName: string,
	more: Parameters<typeof runRename>[2] = {},
) => await runRename(world, { file: byId(id), newName }, more);

/** A file in the client's room. */
const addFile = ({ portal, clientRoom }: World, title = 'scan.pdf', options = {}): EntryId =>
	portal.addFile(clientRoom, title, options).id;

describe('File: Rename', () => {
	test.each([
		['with its extension', 'Contract.pdf', 'Contract.pdf'],
		['without it', 'Contract', 'Contract.pdf'],
		['with a dot in it', 'Contract v1.2', 'Contract v1.2.pdf'],
		['with characters that DocSpace does not allow', 'Invoice 3/2026', 'Invoice 3_2026.pdf'],
	])('gives the name, %s', async (_, newName, title) => {
		const world = await startWorld();
		const id = addFile(world);
		expect(onlyItem(await rename(world, id, newName))).toEqual({
			id,
			title,
			url: expect.any(String),
			renamed: true,
			previousTitle: 'scan.pdf',
			folderId: world.clientRoom,
		});
		expect(world.portal.file(id).title).toBe(title);
	});

	test('a second time writes nothing', async () => {
		const world = await startWorld();
		const id = addFile(world);
		await rename(world, id, 'Contract');
		expect(onlyItem(await rename(world, id, 'Contract'))).toMatchObject({
			title: 'Contract.pdf',
			renamed: false,
		});
		expect(writesTo(world)).toEqual([RENAME]);
	});

	test.each([
		['is done once when only its answer was lost', { cut: 'after' as const }, 1],
		['is done again when it never arrived', { cut: 'before' as const }, 2],
		['is patient with a server that fails in passing', { answer: 'gatewayTimeout' as const }, 2],
	])('%s', async (_, trouble, writes) => {
		const world = await startWorld();
		const id = addFile(world);
		world.portal.faults.add({ on: RENAME, ...trouble });
		expect(onlyItem(await rename(world, id, 'Contract'))).toMatchObject({ renamed: true });
		expect(writesTo(world)).toHaveLength(writes);
	});

	test('keeps the spelling of a name that differs by case only', async () => {
		const world = await startWorld();
		const id = addFile(world, 'contract.pdf');
		expect(onlyItem(await rename(world, id, 'CONTRACT'))).toMatchObject({
			title: 'CONTRACT.pdf',
			renamed: true,
		});
	});

	test('makes no second file of a name', async () => {
		const world = await startWorld();
		const other = addFile(world, 'Contract.pdf');
		const { message, remedy } = failureOf(await rename(world, addFile(world), 'contract'));
		expect(message).toContain(
			`is taken: beside it lies the file “Contract.pdf” with the ID ${other}`,
		);
		expect(remedy).toContain('Use another name');
		expect(writesTo(world)).toEqual([]);
	});

	test('does not let DocSpace destroy a file without extension (T137)', async () => {
		const world = await startWorld();
		const id = addFile(world, 'README');
		const { message, remedy } = failureOf(await rename(world, id, 'LICENSE'));
		expect(message).toContain('destroys the content');
		expect(remedy).toContain('“LICENSE.txt”');
		expect(writesTo(world)).toEqual([]);
		expect(onlyItem(await rename(world, id, 'LICENSE.txt'))).toMatchObject({ renamed: true });
	});

	test.each([
		['a blank name', '  ', "'New Name' is empty"],
		['a name that is too long', 'n'.repeat(166), 'has 166 characters'],
		['a name of nothing but illegal characters', '???', 'only characters that DocSpace'],
	])('refuses %s', async (_, newName, problem) => {
		const world = await startWorld();
		expect(failureOf(await rename(world, addFile(world), newName)).message).toContain(problem);
		expect(writesTo(world)).toEqual([]);
	});

	test('refuses a file in the Trash and one in an archived room', async () => {
		const world = await startWorld();
		const { portal, clientRoom, manager } = world;
		const trashed = addFile(world);
		portal.trashFile(trashed, manager.id);
		expect(failureOf(await rename(world, trashed, 'x')).message).toContain('lies in the Trash');
		const archived = addFile(world);
		portal.archiveRoom(clientRoom);
		expect(failureOf(await rename(world, archived, 'x')).message).toContain('archived room');
	});

	test('names who has locked it', async () => {
		const world = await startWorld();
		const id = addFile(world, 'scan.pdf', { lockedBy: colleague(world).id });
		expect(failureOf(await rename(world, id, 'Contract')).message).toContain(
			'locked by Ann Archer',
		);
	});

	test('says what right is missing', async () => {
		const world = await startWorld();
		const reader = addPerson(world, 'Rita Reader');
		world.portal.share(world.clientRoom, reader.id, 'Read', { by: world.manager.id });
		const credentials = world.credentialsOf(reader);
		const { message, remedy } = failureOf(
			await rename(world, addFile(world), 'Contract', { credentials }),
		);
		expect(message).toContain('does not let you rename “scan.pdf”');
		expect(remedy).toContain('Room manager');
	});

	test.each(['drive', 'dropbox'] as const)(
		'renames a file of %s, whose id may change',
		async (provider) => {
			const world = await startWorld();
			const { portal, manager } = world;
			const room = portal.addRoom({
				title: 'Storage',
				type: 'custom',
				owner: manager.id,
				provider,
			});
			const { id } = portal.addFile(room.id, 'README');
			const renamed = onlyItem(await rename(world, id, 'LICENSE'));
			expect(renamed).toMatchObject({ title: 'LICENSE', renamed: true });
			const [file] = portal.filesBelow(room.id);
			expect(file).toMatchObject({ id: renamed.id, title: 'LICENSE' });
		},
	);

	test('writes nothing once the execution is cancelled', async () => {
		const world = await startWorld();
		const cancel = new AbortController();
		world.portal.faults.add({ on: 'GET files/file/{id}', acts: [() => cancel.abort()] });
		const run = await rename(world, addFile(world), 'Contract', { signal: cancel.signal });
		expect(run.status).toBe('canceled');
		expect(writesTo(world)).toEqual([]);
	});
});
