import type { EntryId, Fault } from '../../../sandbox';
import { hintsOf } from '../../harness/engine';
import { failureOf } from '../../harness/failure';
import { addPerson, colleague } from '../../harness/people';
import { writesTo } from '../../harness/requests';
import { byId, endWorlds, onlyItem, runnerOf, startWorld, type World } from '../../harness/world';

afterEach(endWorlds);

const DELETE = 'PUT files/fileops/delete';
const runDelete = runnerOf('folder.delete');

const remove = async (
	world: World,
	id: EntryId,
	fields: Record<string, boolean> = {},
	more: Parameters<typeof runDelete>[2] = {},
) => await runDelete(world, { folder: byId(id), ...fields }, more);

/** A folder of the client's room, with a file in it and one in a folder below. */
function addFolder({ portal, clientRoom }: World): EntryId {
	const { id } = portal.addFolder(clientRoom, 'Drafts');
	portal.addFile(id, 'a.docx');
	portal.addFile(portal.addFolder(id, 'Old').id, 'b.docx');
	return id;
}

const foldersIn = ({ portal }: World, id: EntryId): EntryId[] => [
	...portal.folder(id).folders.keys(),
];
const PERMANENTLY = { permanently: true };

describe('Folder: Delete', () => {
	test('puts a folder with all it holds into the Trash', async () => {
		const world = await startWorld();
		const id = addFolder(world);
		expect(onlyItem(await remove(world, id))).toEqual({
			id,
			title: 'Drafts',
			deleted: true,
			alreadyInTrash: false,
			notFound: false,
			fileCount: 2,
			folderCount: 1,
		});
		expect(foldersIn(world, world.manager.trashId)).toEqual([id]);
		expect(world.portal.filesBelow(id)).toHaveLength(2);
	});

	test('a second time destroys nothing of what lies in the Trash (T91)', async () => {
		const world = await startWorld();
		const id = addFolder(world);
		await Promise.all([remove(world, id), remove(world, id)]);
		expect(onlyItem(await remove(world, id))).toMatchObject({
			deleted: false,
			alreadyInTrash: true,
		});
		expect(world.portal.filesBelow(id)).toHaveLength(2);
		expect(writesTo(world)).toEqual([DELETE]);
	});

	test('destroys for good where that is wished, also what lies in the Trash', async () => {
		const world = await startWorld();
		const id = addFolder(world);
		await remove(world, id);
		expect(onlyItem(await remove(world, id, PERMANENTLY))).toMatchObject({ deleted: true });
		expect(foldersIn(world, world.manager.trashId)).toEqual([]);
		const again = await remove(world, id, PERMANENTLY);
		expect(onlyItem(again)).toMatchObject({ deleted: false, notFound: true });
		expect(hintsOf(again)).toEqual([
			`DocSpace knows nothing with the ID ${id}: deleted before, or not the right ID`,
		]);
	});

	test.each([
		['to the Trash', {}],
		['for good, so that nothing is half destroyed', PERMANENTLY],
	])('a file in use keeps its folder: %s', async (_, fields) => {
		const world = await startWorld();
		const id = addFolder(world);
		const [file] = world.portal.filesBelow(id);
		world.portal.lockFile(file?.id ?? 0, colleague(world).id);
		const { message, remedy } = failureOf(await remove(world, id, fields));
		expect(message).toContain('“Drafts” was not deleted');
		expect(message).toContain('“a.docx”: locked by Ann Archer');
		expect(remedy).toContain('run again');
		expect(world.portal.filesBelow(id)).toHaveLength(2);
		expect(foldersIn(world, world.clientRoom)).toEqual([id]);
	});

	test.each<[string, (world: World) => EntryId, string]>([
		['a room', ({ clientRoom }) => clientRoom, 'names the room “Contoso”'],
		['My documents', ({ manager }) => manager.myDocumentsId, 'names the section'],
		['the Trash', ({ manager }) => manager.trashId, 'names the Trash'],
		[
			'a folder of an archived room',
			({ portal, archiveRoom, clientFolder }) => {
				portal.archiveRoom(archiveRoom);
				return clientFolder;
			},
			'lies in the Archive section',
		],
	])('refuses %s, also for good', async (_, spell, problem) => {
		const world = await startWorld();
		const id = spell(world);
		for (const fields of [{}, PERMANENTLY]) {
			expect(failureOf(await remove(world, id, fields)).message).toContain(problem);
		}
		expect(writesTo(world)).toEqual([]);
	});

	test('says what right is missing', async () => {
		const world = await startWorld();
		const id = addFolder(world);
		const reader = addPerson(world, 'Rita Reader');
		world.portal.share(world.clientRoom, reader.id, 'Read', { by: world.manager.id });
		const credentials = world.credentialsOf(reader);
		const { message, remedy } = failureOf(await remove(world, id, {}, { credentials }));
		expect(message).toContain('does not let you delete “Drafts”');
		expect(remedy).toContain('Room manager');
	});

	test.each<[string, (world: World) => Fault]>([
		['only the answer was lost', () => ({ on: DELETE, cut: 'after' })],
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
		expect(onlyItem(await remove(world, id))).toMatchObject({ deleted: true });
		expect(foldersIn(world, world.manager.trashId)).toEqual([id]);
		expect(writesTo(world)).toEqual([DELETE]);
	});

	test('sends nothing twice where the request never arrived, and says so', async () => {
		const world = await startWorld();
		world.portal.faults.add({ on: DELETE, cut: 'before' });
		const { message } = failureOf(await remove(world, addFolder(world)));
		expect(message).toContain('may still do so');
		expect(writesTo(world)).toEqual([DELETE]);
	});

	test('destroys a folder in third-party storage only where that is wished (T92)', async () => {
		const world = await startWorld();
		const { portal, manager } = world;
		const provider = 'drive';
		const room = portal.addRoom({
			title: 'Storage',
			type: 'custom',
			owner: manager.id,
			provider,
		}).id;
		const { id } = portal.addFolder(room, 'Drafts');
		portal.addFile(id, 'a.docx');
		expect(failureOf(await remove(world, id)).message).toContain("'Delete Permanently' is off");
		expect(onlyItem(await remove(world, id, PERMANENTLY))).toMatchObject({ deleted: true });
		expect(portal.filesBelow(room)).toEqual([]);
		expect(onlyItem(await remove(world, id, PERMANENTLY))).toMatchObject({ notFound: true });
	});

	test('stops once the execution is cancelled', async () => {
		const world = await startWorld();
		const cancel = new AbortController();
		world.portal.faults.add({ on: 'GET files/folder/{id}', acts: [() => cancel.abort()] });
		const run = await remove(world, addFolder(world), {}, { signal: cancel.signal });
		expect(run.status).toBe('canceled');
		expect(writesTo(world)).toEqual([]);
	});
});
