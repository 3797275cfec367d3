import type { EntryId, Fault } from '../../../sandbox';
import { hintsOf } from '../../harness/engine';
import { failureOf } from '../../harness/failure';
import { addPerson, colleague } from '../../harness/people';
import { writesTo } from '../../harness/requests';
import { endWorlds, onlyItem, runnerOf, startWorld, type World } from '../../harness/world';

afterEach(endWorlds);

const DELETE = 'PUT files/fileops/delete';
const runDelete = runnerOf('file.delete');

const remove = async (
	world: World,
	files: unknown,
	fields: Record<string, boolean | string> = {},
	more: Parameters<typeof runDelete>[2] = {},
) => await runDelete(world, { files: JSON.stringify(files), ...fields }, more);

const addFiles = ({ portal, clientRoom }: World, count: number): EntryId[] =>
	portal
		.addFiles(
			clientRoom,
			Array.from({ length: count }, (_, at) => `File ${at}.docx`),
		)
		.map(({ id }) => id);

/** The ids in the manager's Trash. */
const inTrash = ({ portal, manager }: World): EntryId[] =>
	portal
		.filesBelow(manager.trashId)
		.map(({ id }) => id)
		.sort((a, b) => Number(a) - Number(b));

const PERMANENTLY = { permanently: true };
const REPORT = { ifFilesAreLeft: 'report' };

describe('File: Delete', () => {
	test.each([1, 250])('puts %i files into the Trash', async (count) => {
		const world = await startWorld();
		const ids = addFiles(world, count);
		expect(onlyItem(await remove(world, ids))).toEqual({
			complete: true,
			requested: count,
			deletedCount: count,
			deleted: ids,
			failed: [],
			unknown: [],
			alreadyInTrash: [],
			notFound: [],
		});
		expect(inTrash(world)).toEqual(ids);
	});

	test('takes the files that Collect Room Files puts out', async () => {
		const world = await startWorld();
		const ids = addFiles(world, 30);
		const collected = await world.run({
			operation: 'room.collectFiles',
			fields: { room: { __rl: true, mode: 'id', value: world.clientRoom } },
		});
		expect(onlyItem(await remove(world, onlyItem(collected).files))).toMatchObject({
			deletedCount: 30,
		});
		expect(inTrash(world)).toEqual(ids);
	});

	test('a second time destroys nothing of what lies in the Trash (T91)', async () => {
		const world = await startWorld();
		const ids = addFiles(world, 2);
		await remove(world, ids);
		expect(onlyItem(await remove(world, ids))).toMatchObject({
			complete: true,
			deletedCount: 0,
			alreadyInTrash: ids,
		});
		expect(inTrash(world)).toEqual(ids);
		expect(writesTo(world)).toEqual([DELETE]);
	});

	test('the same file in two items, and in two runs at once, is destroyed by neither', async () => {
		const world = await startWorld();
		const ids = addFiles(world, 30);
		await Promise.all([remove(world, ids), remove(world, ids)]);
		await runDelete(world, { files: String(ids[0]) }, { items: [{ json: {} }, { json: {} }] });
		expect(inTrash(world)).toEqual(ids);
	});

	test('destroys for good where that is wished, also what lies in the Trash', async () => {
		const world = await startWorld();
		const [first, second] = addFiles(world, 2);
		await remove(world, [first]);
		const ids = [first, second];
		expect(onlyItem(await remove(world, ids, PERMANENTLY))).toMatchObject({
			complete: true,
			deleted: ids,
		});
		expect(inTrash(world)).toEqual([]);
		expect(world.portal.filesBelow(world.clientRoom)).toEqual([]);
		expect(onlyItem(await remove(world, ids, PERMANENTLY))).toMatchObject({
			complete: true,
			deletedCount: 0,
			notFound: ids,
		});
	});

	test('names who keeps a file, and deletes the others', async () => {
		const world = await startWorld();
		const { portal } = world;
		const ann = colleague(world);
		const [locked = 0, open = 0, ...free] = addFiles(world, 150);
		portal.lockFile(locked, ann.id);
		portal.openFile(open, ann.id);
		const run = await remove(world, [locked, open, ...free], REPORT);
		expect(onlyItem(run)).toMatchObject({
			complete: false,
			deletedCount: 148,
			failed: [
				{ id: locked, title: 'File 0.docx', reason: 'locked by Ann Archer' },
				{ id: open, title: 'File 1.docx', reason: 'open in an editor by Ann Archer' },
			],
		});
		expect(inTrash(world)).toEqual(free);
		expect(hintsOf(run)).toEqual([
			'2 of 150 files stayed: File 0.docx, locked by Ann Archer; File 1.docx, open in an editor by Ann Archer',
		]);
	});

	test('fails when a file stayed, unless told to report', async () => {
		const world = await startWorld();
		const [locked = 0, free] = addFiles(world, 2);
		world.portal.lockFile(locked, colleague(world).id);
		const { message, remedy } = failureOf(await remove(world, [locked, free]));
		expect(message).toBe('1 of 2 files were not deleted: “File 0.docx”: locked by Ann Archer');
		expect(remedy).toContain('Report');
		expect(inTrash(world)).toEqual([free]);
	});

	test('finds a file that was locked at the last moment among many', async () => {
		const world = await startWorld();
		const ids = addFiles(world, 40);
		const [, victim = 0] = ids;
		const { portal } = world;
		const ann = colleague(world);
		portal.faults.add({ on: DELETE, acts: [() => portal.lockFile(victim, ann.id)] });
		expect(onlyItem(await remove(world, ids, REPORT))).toMatchObject({
			deletedCount: 39,
			failed: [{ id: victim, reason: 'locked by Ann Archer' }],
		});
	});

	test('reports what was deleted before the portal could not be asked any more', async () => {
		const world = await startWorld();
		const { portal } = world;
		const ann = colleague(world);
		const ids = addFiles(world, 120);
		const trouble = () => {
			portal.lockFile(ids[119] ?? 0, ann.id);
			portal.faults.add({ on: 'GET files/file/{id}', times: 0, answer: 'gatewayTimeout' });
		};
		portal.faults.add({ on: DELETE, nth: 2, acts: [trouble] });
		const { deleted, failed } = onlyItem(await remove(world, ids, REPORT));
		expect(deleted).toEqual(ids.slice(0, 100));
		expect(failed).toEqual(
			ids
				.slice(100)
				.map((id) =>
					expect.objectContaining({ id, reason: expect.stringContaining('could not reach') }),
				),
		);
	});

	test('tells which of the ids name nothing', async () => {
		const world = await startWorld();
		const [id] = addFiles(world, 1);
		expect(onlyItem(await remove(world, [id, 999_999]))).toMatchObject({
			deleted: [id],
			notFound: [999_999],
		});
	});

	test('says what right is missing, and that an archived room is closed', async () => {
		const world = await startWorld();
		const reader = addPerson(world, 'Rita Reader');
		world.portal.share(world.clientRoom, reader.id, 'Read', { by: world.manager.id });
		const ids = addFiles(world, 1);
		const credentials = world.credentialsOf(reader);
		const { message } = failureOf(await remove(world, ids, {}, { credentials }));
		expect(message).toContain('your role in the room does not allow deleting it');
		world.portal.archiveRoom(world.clientRoom);
		expect(failureOf(await remove(world, ids)).message).toContain('in an archived room');
		expect(writesTo(world)).toEqual([]);
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
		['the portal takes a minute', () => ({ on: 'job', delayMs: 45_000 })],
	])('is a success when %s', async (_, faultOf) => {
		const world = await startWorld();
		const ids = addFiles(world, 3);
		world.portal.faults.add(faultOf(world));
		expect(onlyItem(await remove(world, ids))).toMatchObject({ complete: true, deleted: ids });
		expect(inTrash(world)).toEqual(ids);
		expect(writesTo(world)).toEqual([DELETE]);
	});

	test('sends nothing twice where the request never arrived, and says so', async () => {
		const world = await startWorld();
		const ids = addFiles(world, 1);
		world.portal.faults.add({ on: DELETE, cut: 'before' });
		expect(onlyItem(await remove(world, ids, REPORT))).toMatchObject({
			complete: false,
			unknown: [{ id: ids[0], reason: expect.stringContaining('may still do so') }],
		});
		expect(writesTo(world)).toEqual([DELETE]);
	});

	test('destroys files in third-party storage only where that is wished (T92)', async () => {
		const world = await startWorld();
		const { portal, manager } = world;
		const room = portal.addRoom({
			title: 'Storage',
			type: 'custom',
			owner: manager.id,
			provider: 'drive',
		}).id;
		const { id } = portal.addFile(room, 'Contract.docx');
		const { message, remedy } = failureOf(await remove(world, [id]));
		expect(message).toContain("'Delete Permanently' is off");
		expect(remedy).toContain('may be destroyed');
		expect(onlyItem(await remove(world, [id], PERMANENTLY))).toMatchObject({ deleted: [id] });
		expect(portal.filesBelow(room)).toEqual([]);
		expect(onlyItem(await remove(world, [id], PERMANENTLY))).toMatchObject({ notFound: [id] });
	});

	test('an empty list is nothing to do; an expression that yields nothing is an error', async () => {
		const world = await startWorld();
		expect(onlyItem(await remove(world, []))).toMatchObject({ complete: true, requested: 0 });
		expect(failureOf(await runDelete(world, { files: ' ' })).message).toContain("'Files' is empty");
		expect(writesTo(world)).toEqual([]);
	});

	test('stops once the execution is cancelled', async () => {
		const world = await startWorld();
		const cancel = new AbortController();
		world.portal.faults.add({ on: DELETE, acts: [() => cancel.abort()] });
		const run = await remove(world, addFiles(world, 250), {}, { signal: cancel.signal });
		expect(run.status).toBe('canceled');
		expect(writesTo(world)).toEqual([DELETE]);
	});
});
