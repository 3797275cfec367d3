import type { EntryId, Fault } from '../../../sandbox';
import { failureOf } from '../../harness/failure';
import { addPerson, colleague } from '../../harness/people';
import { writesTo } from '../../harness/requests';
import { byId, endWorlds, onlyItem, runnerOf, startWorld, type World } from '../../harness/world';

afterEach(endWorlds);

const MOVE = 'PUT files/fileops/move';
const runMove = runnerOf('folder.move');

const move = async (
	world: World,
	id: EntryId,
	to: EntryId = world.clientFolder,
	more: Parameters<typeof runMove>[2] = {},
) => await runMove(world, { folder: byId(id), destinationFolder: byId(to) }, more);

/** A folder of the client's room, with a file in it and one in a folder below. */
function addFolder({ portal, clientRoom }: World, parent = clientRoom): EntryId {
	const { id } = portal.addFolder(parent, 'Drafts');
	portal.addFile(id, 'a.docx');
	portal.addFile(portal.addFolder(id, 'Old').id, 'b.docx');
	return id;
}

const parentOf = ({ portal }: World, id: EntryId): EntryId => portal.folder(id).parentId;

describe('Folder: Move', () => {
	test('brings the folder there with all it holds, and a second time writes nothing', async () => {
		const world = await startWorld();
		const { clientRoom, clientFolder, portal } = world;
		const id = addFolder(world);
		const expected = {
			id,
			title: 'Drafts',
			url: expect.any(String),
			parentId: clientFolder,
			fileCount: 2,
			folderCount: 1,
		};
		expect(onlyItem(await move(world, id))).toEqual({
			...expected,
			moved: true,
			previousParentId: clientRoom,
		});
		expect(parentOf(world, id)).toBe(clientFolder);
		expect(portal.filesBelow(clientFolder)).toHaveLength(2);
		expect(onlyItem(await move(world, id))).toEqual({
			...expected,
			moved: false,
			previousParentId: clientFolder,
		});
		expect(writesTo(world)).toEqual([MOVE]);
	});

	test('never mixes it with another folder of its name', async () => {
		const world = await startWorld();
		const id = addFolder(world);
		const other = world.portal.addFolder(world.clientFolder, 'drafts').id;
		const { message, remedy } = failureOf(await move(world, id));
		expect(message).toContain(`holds a folder “drafts” already (${other})`);
		expect(remedy).toContain('Rename');
		expect(parentOf(world, id)).toBe(world.clientRoom);
		expect(writesTo(world)).toEqual([]);
	});

	test('of two folders of one name at the same time one is moved and the other named', async () => {
		const world = await startWorld();
		const both = [addFolder(world), addFolder(world, world.archiveRoom)];
		const runs = await Promise.all(both.map(async (id) => await move(world, id)));
		expect(runs.filter(({ error }) => error)).toHaveLength(1);
		expect(world.portal.folder(world.clientFolder).folders.size).toBe(1);
		expect(world.portal.filesBelow(world.clientFolder)).toHaveLength(2);
	});

	test.each<[string, (world: World, id: EntryId) => EntryId, string]>([
		['itself', (_, id) => id, 'is the folder itself or lies in it'],
		[
			'a folder in it',
			({ portal }, id) => [...portal.folder(id).folders.keys()][0] ?? 0,
			'is the folder itself or lies in it',
		],
		['the Trash', ({ manager }) => manager.trashId, 'names the Trash'],
		['the list of all rooms', ({ portal }) => portal.sections.rooms, 'the list of all rooms'],
		[
			'an archived room',
			({ portal, archiveRoom }) => {
				portal.archiveRoom(archiveRoom);
				return archiveRoom;
			},
			'lies in the Archive section',
		],
		[
			'third-party storage',
			({ portal, manager }) =>
				portal.addRoom({ title: 'Storage', type: 'custom', owner: manager.id, provider: 'drive' })
					.id,
			'lies in another storage',
		],
	])('refuses %s as destination', async (_, spell, problem) => {
		const world = await startWorld();
		const id = addFolder(world);
		expect(failureOf(await move(world, id, spell(world, id))).message).toContain(problem);
		expect(writesTo(world)).toEqual([]);
	});

	test.each<[string, (world: World) => EntryId, string]>([
		['a room', ({ clientRoom }) => clientRoom, 'names the room “Contoso”'],
		['My documents', ({ manager }) => manager.myDocumentsId, 'names the section'],
		['an id that names none', () => 999_999, 'was not found: DocSpace has no folder'],
	])('refuses %s as folder', async (_, spell, problem) => {
		const world = await startWorld();
		expect(failureOf(await move(world, spell(world))).message).toContain(problem);
	});

	test('names the file that keeps it', async () => {
		const world = await startWorld();
		const id = addFolder(world);
		const [file] = world.portal.filesBelow(id);
		world.portal.openFile(file?.id ?? 0, colleague(world).id);
		const { message } = failureOf(await move(world, id));
		expect(message).toBe(
			'The folder “Drafts” was not moved: “a.docx”: open in an editor by Ann Archer',
		);
		expect(parentOf(world, id)).toBe(world.clientRoom);
	});

	test('says what right is missing', async () => {
		const world = await startWorld();
		const id = addFolder(world);
		const reader = addPerson(world, 'Rita Reader');
		world.portal.share(world.clientRoom, reader.id, 'Read', { by: world.manager.id });
		world.portal.share(world.archiveRoom, reader.id, 'RoomManager', { by: world.manager.id });
		const credentials = world.credentialsOf(reader);
		const { message } = failureOf(await move(world, id, world.clientFolder, { credentials }));
		expect(message).toContain('does not let you move “Drafts”');
	});

	test.each<[string, (world: World) => Fault]>([
		['only the answer was lost', () => ({ on: MOVE, cut: 'after' })],
		[
			'somebody else read how it ended',
			({ portal, manager }) => ({
				on: 'GET files/fileops',
				acts: [() => portal.stealResults(manager.id)],
			}),
		],
		['the portal takes long', () => ({ on: 'job', delayMs: 45_000 })],
	])('is a success when %s', async (_, faultOf) => {
		const world = await startWorld();
		const id = addFolder(world);
		world.portal.faults.add(faultOf(world));
		expect(onlyItem(await move(world, id))).toMatchObject({ moved: true });
		expect(parentOf(world, id)).toBe(world.clientFolder);
		expect(writesTo(world)).toEqual([MOVE]);
	});

	test.each(['drive', 'dropbox'] as const)(
		'moves a folder within %s, whose id may change',
		async (provider) => {
			const world = await startWorld();
			const { portal, manager } = world;
			const room = portal.addRoom({
				title: 'Storage',
				type: 'custom',
				owner: manager.id,
				provider,
			}).id;
			const id = addFolder(world, room);
			const to = portal.addFolder(room, 'Done').id;
			const moved = onlyItem(await move(world, id, to));
			expect(moved).toMatchObject({ title: 'Drafts', moved: true, parentId: to });
			expect(parentOf(world, String(moved.id))).toBe(to);
			expect(portal.filesBelow(to)).toHaveLength(2);
		},
	);

	test('stops once the execution is cancelled', async () => {
		const world = await startWorld();
		const cancel = new AbortController();
		world.portal.faults.add({ on: 'GET files/folder/{id}', acts: [() => cancel.abort()] });
		const run = await move(world, addFolder(world), world.clientFolder, { signal: cancel.signal });
		expect(run.status).toBe('canceled');
		expect(writesTo(world)).toEqual([]);
	});
});
