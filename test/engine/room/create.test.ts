import type { Fault } from '../../../sandbox';
import { hintsOf, NODE_NAME } from '../../harness/engine';
import { failureOf } from '../../harness/failure';
import { roomsNamed } from '../../harness/operations/rooms';
import { addPerson } from '../../harness/people';
import { requestCounts, writesTo } from '../../harness/requests';
import { addRooms, endWorlds, onlyItem, runnerOf, startWorld } from '../../harness/world';

afterEach(endWorlds);

const CREATE = 'POST files/rooms';
const create = runnerOf('room.create');
const NEW = { roomName: 'Fabrikam' };

describe('Room: Create', () => {
	test.each([
		['collaboration', 'Collaboration room'],
		['custom', 'Custom room'],
		['formFilling', 'Form filling room'],
		['public', 'Public room'],
		['virtualData', 'Virtual data room'],
	])('makes a room of the type %s', async (roomType, type) => {
		const world = await startWorld();
		const room = onlyItem(await create(world, { ...NEW, roomType }));
		expect(room).toEqual({
			id: roomsNamed(world, 'Fabrikam')[0],
			title: 'Fabrikam',
			type,
			tags: [],
			url: expect.stringContaining(`/rooms/shared/${String(room.id)}/`),
			created: true,
			requestedTitle: 'Fabrikam',
			sameNameRooms: [],
			notApplied: [],
			notCopied: [],
		});
	});

	test('gives the room all that Options say', async () => {
		const world = await startWorld({ roomQuotas: true });
		const run = await create(world, {
			...NEW,
			options: {
				color: '#4781d1',
				denyDownload: true,
				indexing: true,
				lifetime: { lifetime: { value: 3, period: 'months', deletePermanently: true } },
				quota: 2,
				tags: 'client, 2026',
				watermark: {
					watermark: { shows: ['userName', 'date'], text: 'Draft', position: 'diagonal' },
				},
			},
		});
		const { id, tags, notApplied } = onlyItem(run);
		expect({ tags, notApplied }).toEqual({ tags: ['client', '2026'], notApplied: [] });
		expect(world.portal.folder(Number(id)).room).toMatchObject({
			color: '4781D1',
			denyDownload: true,
			indexing: true,
			lifetime: { value: 3, period: 1, deletePermanently: true },
			quota: 2 * 1024 * 1024,
			watermark: { additions: 9, text: 'Draft', rotate: -45 },
		});
	});

	test('says which setting DocSpace did not take, and leaves the room', async () => {
		const world = await startWorld();
		const run = await create(world, { ...NEW, options: { quota: 5 } });
		expect(onlyItem(run)).toMatchObject({
			created: true,
			notApplied: [{ setting: 'quota', reason: expect.stringContaining('Storage management') }],
		});
		expect(hintsOf(run)).toEqual([expect.stringContaining('Not all settings were applied')]);
	});

	test('a second time puts out the same room, and writes nothing', async () => {
		const world = await startWorld();
		const { id } = onlyItem(await create(world, NEW));
		const again = await create(world, { roomName: 'FÁBRIKAM ', options: { tags: 'other' } });
		expect(onlyItem(again)).toMatchObject({ id, title: 'Fabrikam', created: false, tags: [] });
		expect(writesTo(world)).toEqual([CREATE]);
	});

	test('of two at once, or two items, only one makes the room', async () => {
		const world = await startWorld();
		const runs = await Promise.all([create(world, NEW), create(world, NEW)]);
		const items = [{ json: {} }, { json: {} }];
		const third = await create(world, NEW, { items });
		const ids = [
			...runs.map((run) => onlyItem(run).id),
			...third.json(NODE_NAME).map(({ id }) => id),
		];
		expect(new Set(ids).size).toBe(1);
		expect(roomsNamed(world, 'Fabrikam')).toHaveLength(1);
	});

	test('of another process as quick, the younger empty room gives way to the older one', async () => {
		const world = await startWorld();
		const { portal, manager } = world;
		let rival: unknown;
		portal.faults.add({
			on: CREATE,
			acts: [
				() => {
					const type = 'custom' as const;
					rival = portal.addRoom({ title: 'Fabrikam', type, owner: manager.id }).id;
				},
			],
		});
		expect(onlyItem(await create(world, NEW))).toMatchObject({ id: rival, created: false });
		expect(roomsNamed(world, 'Fabrikam')).toEqual([rival]);
	});

	test('finds the room among hundreds, and takes none that only resembles it', async () => {
		const world = await startWorld();
		addRooms(world, 230, 'Fabrikam');
		const run = onlyItem(await create(world, { roomName: 'Fabrikam 1' }));
		expect(run).toMatchObject({ title: 'Fabrikam 1', created: false });
		expect(onlyItem(await create(world, { roomName: 'Fabrikam 23_' }))).toMatchObject({
			created: true,
		});
	});

	test('finds a room that the portal’s search does not know yet (8.1)', async () => {
		const world = await startWorld({ searchIndexMs: 60_000 });
		await create(world, NEW);
		expect(onlyItem(await create(world, NEW))).toMatchObject({ created: false });
	});

	test('names other rooms of the name', async () => {
		const world = await startWorld();
		addRooms(world, 1, 'Fabrikam');
		const more = { roomName: 'Fabrikam 1', ifExists: 'create' };
		const [older] = roomsNamed(world, 'Fabrikam 1');
		const run = await create(world, more);
		expect(onlyItem(run)).toMatchObject({
			created: true,
			sameNameRooms: [{ id: older, title: 'Fabrikam 1' }],
		});
		expect(hintsOf(run)).toEqual([expect.stringContaining('more than one room of this name')]);
		expect(roomsNamed(world, 'Fabrikam 1')).toHaveLength(2);
	});

	test('fails on a name that is taken where that is wished, and on a room of another type', async () => {
		const world = await startWorld();
		const fail = await create(world, { roomName: 'Contoso', ifExists: 'fail' });
		expect(failureOf(fail).message).toBe(
			`'Room Name' is taken: there is the room “Contoso” with the ID ${world.clientRoom}`,
		);
		const other = failureOf(await create(world, { roomName: 'Contoso', roomType: 'public' }));
		expect(other.message).toContain('by a room of another type');
		expect(writesTo(world)).toEqual([]);
	});

	test('an archived room does not count', async () => {
		const world = await startWorld();
		world.portal.archiveRoom(world.clientRoom);
		expect(onlyItem(await create(world, { roomName: 'Contoso' }))).toMatchObject({ created: true });
	});

	test.each<[string, Fault]>([
		['only its answer was lost', { on: CREATE, cut: 'after' }],
		['the portal failed after making it', { on: CREATE, answerAfter: 'serverError' }],
	])('makes no second room when %s', async (_, fault) => {
		const world = await startWorld();
		world.portal.faults.add(fault);
		for (const ifExists of ['create', 'use']) {
			expect(onlyItem(await create(world, { ...NEW, ifExists }))).toMatchObject({
				id: roomsNamed(world, 'Fabrikam')[0],
				created: ifExists === 'create',
			});
		}
		expect(writesTo(world)).toEqual([CREATE]);
	});

	test('does not take a colleague’s room for the one whose answer was lost', async () => {
		const world = await startWorld();
		const ann = addPerson(world, 'Ann Archer');
		const { portal, manager } = world;
		const addHers = () => {
			const { id } = portal.addRoom({ title: 'Fabrikam', type: 'custom', owner: ann.id });
			portal.share(id, manager.id, 'RoomManager', { by: ann.id });
		};
		portal.faults.add({ on: CREATE, cut: 'before', acts: [addHers] });
		const { id } = onlyItem(await create(world, { ...NEW, ifExists: 'create' }));
		expect(portal.folder(Number(id)).createdBy).toBe(manager.id);
		expect(roomsNamed(world, 'Fabrikam')).toHaveLength(2);
	});

	test('sends again what never arrived', async () => {
		const world = await startWorld();
		world.portal.faults.add({ on: CREATE, cut: 'before' });
		expect(onlyItem(await create(world, NEW))).toMatchObject({ created: true });
		expect(roomsNamed(world, 'Fabrikam')).toHaveLength(1);
	});

	test.each([
		[{ roomName: ' ' }, "'Room Name' is empty"],
		[{ roomName: '={{ ["Contoso"] }}' }, '\'Room Name\' is no text: “["Contoso"]”'],
		[{ roomName: 'x'.repeat(171) }, 'has 171 characters, and DocSpace allows 170'],
		[{ roomName: ':/' }, 'holds only characters'],
		[{ ...NEW, options: { color: 'red' } }, "'Color' is “red”"],
		[{ ...NEW, options: { quota: 0 } }, "'Storage Quota (MB)' is “0”"],
		[
			{ ...NEW, options: { lifetime: { lifetime: { value: 1000, period: 'days' } } } },
			"'File Lifetime' is “1000 days”",
		],
		[
			{ ...NEW, options: { watermark: { watermark: { text: 'x'.repeat(256) } } } },
			'text of 256 characters',
		],
	])('refuses %j before any request', async (fields, message) => {
		const world = await startWorld();
		expect(failureOf(await create(world, fields)).message).toContain(message);
		expect(requestCounts(world)).toEqual({});
	});

	test('takes a name of 170 characters, and one with characters that DocSpace replaces', async () => {
		const world = await startWorld();
		const long = 'x'.repeat(170);
		expect(onlyItem(await create(world, { roomName: long }))).toMatchObject({ title: long });
		for (const created of [true, false]) {
			expect(onlyItem(await create(world, { roomName: 'a/b: 🚀' }))).toMatchObject({
				title: 'a_b_ __',
				requestedTitle: 'a/b: 🚀',
				created,
			});
		}
	});

	test('says who may create rooms', async () => {
		const world = await startWorld();
		const credentials = world.credentialsOf(addPerson(world, 'Ulla User', 'User'));
		const { message, remedy } = failureOf(await create(world, NEW, { credentials }));
		expect(message).toContain('does not let the user behind the credential create rooms');
		expect(remedy).toContain('Room admin');
	});

	test('says that the plan allows no more rooms', async () => {
		const world = await startWorld({ maxActiveRooms: 2 });
		const { message, remedy } = failureOf(await create(world, NEW));
		expect(message).toContain('because of its plan');
		expect(remedy).toContain('larger plan');
	});

	test('stops once the execution is cancelled', async () => {
		const world = await startWorld();
		const cancel = new AbortController();
		world.portal.faults.add({ on: 'GET files/rooms', acts: [() => cancel.abort()] });
		const run = await create(world, NEW, { signal: cancel.signal });
		expect(run.status).toBe('canceled');
		expect(writesTo(world)).toEqual([]);
	});
});
