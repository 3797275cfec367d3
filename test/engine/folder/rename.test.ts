import type { EntryId } from '../../../sandbox';
import { failureOf } from '../../harness/failure';
import { addPerson } from '../../harness/people';
import { writesTo } from '../../harness/requests';
import { byId, endWorlds, onlyItem, runnerOf, startWorld, type World } from '../../harness/world';

afterEach(endWorlds);

const RENAME = 'PUT files/folder/{id}';
const runRename = runnerOf('folder.rename');

const rename = async (
	world: World,
	id: EntryId,
	newName: string,
	more: Parameters<typeof runRename>[2] = {},
) => await runRename(world, { folder: byId(id), newName }, more);

describe('Folder: Rename', () => {
	test('gives the name, and a second time writes nothing', async () => {
		const world = await startWorld();
		const { clientFolder: id, archiveRoom: parentId, portal } = world;
		const expected = { id, title: 'Contoso_ closed', url: expect.any(String), parentId };
		expect(onlyItem(await rename(world, id, 'Contoso: closed'))).toEqual({
			...expected,
			renamed: true,
			previousTitle: 'Contoso',
		});
		expect(portal.folder(id).title).toBe('Contoso_ closed');
		expect(onlyItem(await rename(world, id, 'Contoso: closed'))).toEqual({
			...expected,
			renamed: false,
			previousTitle: 'Contoso_ closed',
		});
		expect(writesTo(world)).toEqual([RENAME]);
	});

	test.each([
		['is done once when only its answer was lost', { cut: 'after' as const }, 1],
		['is done again when it never arrived', { cut: 'before' as const }, 2],
	])('%s', async (_, trouble, writes) => {
		const world = await startWorld();
		world.portal.faults.add({ on: RENAME, ...trouble });
		const run = await rename(world, world.clientFolder, 'Fabrikam');
		expect(onlyItem(run)).toMatchObject({ title: 'Fabrikam', renamed: true });
		expect(writesTo(world)).toHaveLength(writes);
	});

	test('makes no second folder of a name', async () => {
		const world = await startWorld();
		const other = world.portal.addFolder(world.archiveRoom, 'Fabrikam').id;
		const { message } = failureOf(await rename(world, world.clientFolder, 'Fabrikam'));
		expect(message).toContain(
			`is taken: beside it lies the folder “Fabrikam” with the ID ${other}`,
		);
		expect(writesTo(world)).toEqual([]);
	});

	test.each([
		['an empty name, which DocSpace would take (T139)', '  ', "'New Name' is empty"],
		['a name that is too long', 'n'.repeat(166), 'has 166 characters'],
	])('refuses %s', async (_, newName, problem) => {
		const world = await startWorld();
		expect(failureOf(await rename(world, world.clientFolder, newName)).message).toContain(problem);
		expect(writesTo(world)).toEqual([]);
	});

	test.each<[string, (world: World) => EntryId, string]>([
		['a room', ({ clientRoom }) => clientRoom, 'names the room “Contoso”'],
		[
			'My documents',
			({ portal, manager }) => portal.user(manager.id).myDocumentsId ?? 0,
			'the section',
		],
		['an id that names none', () => 999_999, 'was not found: DocSpace has no folder'],
		[
			'a folder in the Trash',
			({ portal, clientFolder, manager }) => {
				portal.trashFolder(clientFolder, manager.id);
				return clientFolder;
			},
			'lies in the Trash',
		],
		[
			'a folder of an archived room',
			({ portal, archiveRoom, clientFolder }) => {
				portal.archiveRoom(archiveRoom);
				return clientFolder;
			},
			'lies in the Archive section',
		],
	])('refuses %s', async (_, spell, problem) => {
		const world = await startWorld();
		expect(failureOf(await rename(world, spell(world), 'x')).message).toContain(problem);
		expect(writesTo(world)).toEqual([]);
	});

	test('says what right is missing', async () => {
		const world = await startWorld();
		const reader = addPerson(world, 'Rita Reader');
		world.portal.share(world.archiveRoom, reader.id, 'Read', { by: world.manager.id });
		const credentials = world.credentialsOf(reader);
		const { message } = failureOf(await rename(world, world.clientFolder, 'x', { credentials }));
		expect(message).toContain('does not let you rename “Contoso”');
	});

	test.each(['drive', 'dropbox'] as const)(
		'renames a folder of %s, whose id may change',
		async (provider) => {
			const world = await startWorld();
			const { portal, manager } = world;
			const room = portal.addRoom({
				title: 'Storage',
				type: 'custom',
				owner: manager.id,
				provider,
			});
			const folder = portal.addFolder(room.id, 'Old');
			const renamed = onlyItem(await rename(world, folder.id, 'New'));
			expect(renamed).toMatchObject({ title: 'New', renamed: true, parentId: room.id });
			expect(portal.folder(String(renamed.id)).title).toBe('New');
		},
	);

	test('writes nothing once the execution is cancelled', async () => {
		const world = await startWorld();
		const cancel = new AbortController();
		world.portal.faults.add({ on: 'GET files/folder/{id}', acts: [() => cancel.abort()] });
		const run = await rename(world, world.clientFolder, 'x', { signal: cancel.signal });
		expect(run.status).toBe('canceled');
		expect(writesTo(world)).toEqual([]);
	});
});
