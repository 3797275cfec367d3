import type { EntryId, Fault } from '../../../sandbox';
import { hintsOf } from '../../harness/engine';
import { failureOf } from '../../harness/failure';
import { addTemplate } from '../../harness/operations/rooms';
import { addPerson, colleague } from '../../harness/people';
import { writesTo } from '../../harness/requests';
import { byId, endWorlds, onlyItem, runnerOf, startWorld, type World } from '../../harness/world';

afterEach(endWorlds);

const DELETE = 'PUT files/fileops/delete';
const runDelete = runnerOf('room.delete');

const remove = async (
	world: World,
	fields: Record<string, boolean> = {},
	more: Parameters<typeof runDelete>[2] = {},
	room: EntryId = world.clientRoom,
) => await runDelete(world, { room: byId(room), ...fields }, more);

const EVEN_ACTIVE = { evenIfActive: true };
const EVEN_FULL = { evenIfFiles: true };

/** A world in which the client's room is archived, with as many files. */
async function startArchived(files = 0): Promise<World> {
	const world = await startWorld();
	for (let n = 1; n <= files; n += 1) world.portal.addFile(world.clientRoom, `${n}.docx`);
	world.portal.archiveRoom(world.clientRoom);
	return world;
}

const isThere = ({ portal, clientRoom }: World) => portal.store.folders.has(clientRoom);

describe('Room: Delete', () => {
	test('deletes an archived, empty room and proves that it is gone', async () => {
		const world = await startArchived();
		world.portal.addFolder(world.clientRoom, 'Empty');
		expect(onlyItem(await remove(world))).toEqual({
			id: world.clientRoom,
			title: 'Contoso',
			deleted: true,
			notFound: false,
			fileCount: 0,
			folderCount: 1,
		});
		expect(isThere(world)).toBe(false);
	});

	test('a second time finds it gone, and that is no error', async () => {
		const world = await startArchived();
		await Promise.all([remove(world), remove(world)]);
		const again = await remove(world);
		expect(onlyItem(again)).toMatchObject({ deleted: false, notFound: true });
		expect(hintsOf(again)).toEqual([expect.stringContaining('DocSpace knows nothing with the ID')]);
		expect(writesTo(world)).toEqual([DELETE]);
	});

	test('leaves an active room alone, which DocSpace would delete, unless that is wished (T114)', async () => {
		const world = await startWorld();
		const { message, remedy } = failureOf(await remove(world));
		expect(message).toBe("'Delete Even If Not Archived' is off, but “Contoso” is not archived");
		expect(remedy).toContain('Archive the room first');
		expect(writesTo(world)).toEqual([]);
		expect(onlyItem(await remove(world, EVEN_ACTIVE))).toMatchObject({ deleted: true });
	});

	test('destroys no files unless that is wished, those in conversion included', async () => {
		const world = await startArchived(2);
		for (const { id } of world.portal.filesBelow(world.clientRoom)) {
			world.portal.setConverting(id, true);
		}
		const { message, remedy } = failureOf(await remove(world));
		expect(message).toContain("'Delete Even If It Holds Files' is off");
		expect(message).toContain('holds 2 files, which would be destroyed');
		expect(remedy).toContain('Archive Client Room');
		expect(writesTo(world)).toEqual([]);
		expect(onlyItem(await remove(world, EVEN_FULL))).toMatchObject({ deleted: true, fileCount: 2 });
	});

	test('destroys nothing of a room in which somebody has a file open', async () => {
		const world = await startArchived(2);
		const [file] = world.portal.filesBelow(world.clientRoom);
		world.portal.openFile(file?.id ?? 0, colleague(world).id);
		const { message } = failureOf(await remove(world, EVEN_FULL));
		expect(message).toContain('The room “Contoso” was not deleted: nothing is destroyed: “1.docx”');
		expect(world.portal.filesBelow(world.clientRoom)).toHaveLength(2);
		expect(writesTo(world)).toEqual([]);
	});

	test.each<[string, (world: World) => EntryId, string]>([
		['a folder', ({ clientFolder }) => clientFolder, 'names the folder “Contoso”, not a room'],
		['a room template', (world) => addTemplate(world), 'names the room template “Onboarding”'],
	])('refuses %s', async (_, spell, problem) => {
		const world = await startWorld();
		const all = { ...EVEN_ACTIVE, ...EVEN_FULL };
		expect(failureOf(await remove(world, all, {}, spell(world))).message).toContain(problem);
		expect(writesTo(world)).toEqual([]);
	});

	test('says whose credential it takes: the owner’s, of an archived room a DocSpace admin’s too', async () => {
		const world = await startWorld();
		const credentials = world.credentialsOf(colleague(world));
		const active = failureOf(await remove(world, EVEN_ACTIVE, { credentials }));
		expect(active.message).toContain('does not let you delete the room “Contoso”');
		expect(active.remedy).toContain('who alone can delete a room that is not archived');
		world.portal.archiveRoom(world.clientRoom);
		expect(failureOf(await remove(world, {}, { credentials })).remedy).toContain('DocSpace admin');
		expect(writesTo(world)).toEqual([]);
		const admin = world.credentialsOf(addPerson(world, 'Ada Admin', 'DocSpaceAdmin'));
		expect(onlyItem(await remove(world, {}, { credentials: admin }))).toMatchObject({
			deleted: true,
		});
	});

	test('says that the user behind the credential does not see the room', async () => {
		const world = await startWorld();
		const credentials = world.credentialsOf(addPerson(world, 'Rita Stranger'));
		expect(failureOf(await remove(world, {}, { credentials })).message).toContain('may not read');
	});

	test.each<[string, Fault]>([
		['only the answer was lost', { on: DELETE, cut: 'after' }],
		['the portal takes long', { on: 'job', delayMs: 45_000 }],
	])('is a success when %s', async (_, fault) => {
		const world = await startArchived();
		world.portal.faults.add(fault);
		expect(onlyItem(await remove(world))).toMatchObject({ deleted: true });
		expect(writesTo(world)).toEqual([DELETE]);
	});

	test('sends nothing twice where the request never arrived, and says so', async () => {
		const world = await startArchived();
		world.portal.faults.add({ on: DELETE, cut: 'before' });
		expect(failureOf(await remove(world)).message).toContain('may still do so');
		expect(writesTo(world)).toEqual([DELETE]);
	});

	test('of a room in third-party storage the connection ends, whatever it holds', async () => {
		const world = await startWorld();
		const { portal, manager } = world;
		const type = 'custom' as const;
		const { id } = portal.addRoom({ title: 'Drive', type, owner: manager.id, provider: 'drive' });
		portal.addFile(id, 'offer.docx');
		expect(onlyItem(await remove(world, EVEN_ACTIVE, {}, id))).toMatchObject({ deleted: true });
		expect(onlyItem(await remove(world, EVEN_ACTIVE, {}, id))).toMatchObject({ notFound: true });
	});

	test('stops once the execution is cancelled', async () => {
		const world = await startArchived();
		const cancel = new AbortController();
		world.portal.faults.add({ on: 'GET files/rooms/{id}', acts: [() => cancel.abort()] });
		expect((await remove(world, {}, { signal: cancel.signal })).status).toBe('canceled');
		expect(writesTo(world)).toEqual([]);
	});
});
