import type { Act, Fault } from '../../../sandbox';
import {
	deleteGuest,
	expectUntouched,
	listsWith,
	placesOf,
} from '../../harness/operations/endingAccess';
import { NODE_NAME } from '../../harness/engine';
import { failureOf } from '../../harness/failure';
import { requestCounts } from '../../harness/requests';
import {
	byEmail,
	byId,
	endWorlds,
	onlyItem,
	type RunOptions,
	startWorld,
	type World,
} from '../../harness/world';

afterEach(endWorlds);

describe('Only If Room Is Empty', () => {
	const levels: Array<[string, (world: World) => RunOptions['fields']]> = [
		['Guest List', () => ({ level: 'guestList' })],
		['One Room', ({ clientRoom }) => ({ level: 'oneRoom', room: byId(clientRoom) })],
		['Whole Portal', () => ({ level: 'wholePortal' })],
	];
	const arrivals: Array<[string, Partial<Fault> & { on: string }]> = [
		['was there before', { on: 'GET people/email' }],
		['arrives while the rooms are read', { on: 'GET files/rooms/{id}' }],
	];
	test.each(
		levels.flatMap(([level, fields]) => arrivals.map((a) => [level, ...a, fields] as const)),
	)(
		'%s: a file that %s keeps the guest’s access, and is counted',
		async (_level, _arrival, occasion, fields) => {
			const world = await startWorld();
			const { portal, manager, clientRoom, guest } = world;
			portal.user(manager.id).type = 'DocSpaceAdmin';
			const arrive: Act = { do: 'addFile', parentId: clientRoom, title: 'Late.pdf' };
			portal.faults.add({ ...occasion, acts: [arrive] });
			const run = await deleteGuest(world, {
				...fields(world),
				onlyIfRoomIsEmpty: true,
				roomToBeEmpty: byId(clientRoom),
			});
			expect(failureOf(run)).toEqual({
				message: 'The room still holds 1 file, so the guest keeps their access',
				remedy: 'Run the workflow again to move what arrived meanwhile or was left behind',
			});
			expectUntouched(world);
			expect(listsWith(world, guest)).toEqual([manager.id]);
		},
	);

	test.each([
		['Guest List', 'DELETE people/guests'],
		['One Room', 'PUT files/rooms/{id}/share'],
		['Whole Portal', 'DELETE people/{id}'],
	])('%s: a file that comes between the last look and the end is named', async (name, on) => {
		const world = await startWorld();
		const { portal, manager, clientRoom, guest } = world;
		portal.user(manager.id).type = 'DocSpaceAdmin';
		const fields = {
			...levels.find(([level]) => level === name)?.[1](world),
			onlyIfRoomIsEmpty: true,
			roomToBeEmpty: byId(clientRoom),
		};
		portal.faults.add({ on, acts: [{ do: 'addFile', parentId: clientRoom, title: 'Late.pdf' }] });

		const report = onlyItem(await deleteGuest(world, fields));

		const [late] = portal.filesBelow(clientRoom);
		expect(report).toMatchObject({
			deleted: true,
			filesLeft: [{ id: late?.id, title: 'Late.pdf' }],
		});
		expect(placesOf(world, guest)).toEqual([]);
		// What came afterwards keeps the next run from saying that all is well.
		const again = await deleteGuest(world, { ...fields, ifNotFound: 'treatAsGone' });
		expect(failureOf(again).message).toContain('still holds 1 file');
	});

	test('a file that comes while the portal is long in telling who the guest is keeps their access', async () => {
		const world = await startWorld();
		const { portal, clientRoom, guest } = world;
		const on = 'GET people/{id}';
		portal.faults.add({ on, answer: { status: 503, headers: { 'Retry-After': '6' } } });
		portal.faults.add({
			on,
			nth: 2,
			acts: [{ do: 'addFile', parentId: clientRoom, title: 'Late.pdf' }],
		});
		const run = await deleteGuest(world, {
			guest: byId(guest.id),
			onlyIfRoomIsEmpty: true,
			roomToBeEmpty: byId(clientRoom),
		});
		expect(failureOf(run).message).toContain('still holds 1 file');
		expectUntouched(world);
	});

	test('names no file when none came, and has looked', async () => {
		const world = await startWorld();
		const fields = { onlyIfRoomIsEmpty: true, roomToBeEmpty: byId(world.clientRoom) };
		expect(onlyItem(await deleteGuest(world, fields)).filesLeft).toEqual([]);
		expect(requestCounts(world)['GET files/{id}']).toBe(2);
	});

	test('names a file in conversion that comes between, although DocSpace hides it', async () => {
		const world = await startWorld();
		const { portal, clientRoom } = world;
		const arrive: Act = () => portal.addFile(clientRoom, 'Scan.pdf', { converting: true });
		portal.faults.add({ on: 'DELETE people/guests', acts: [arrive] });
		const report = onlyItem(
			await deleteGuest(world, { onlyIfRoomIsEmpty: true, roomToBeEmpty: byId(clientRoom) }),
		);
		expect(report).toMatchObject({
			deleted: true,
			filesLeft: [{ id: null, title: expect.stringContaining('in conversion') }],
		});
	});

	test('tells what has ended when the last look fails', async () => {
		const world = await startWorld();
		const { portal, clientRoom } = world;
		portal.faults.add({ on: 'GET files/{id}', nth: 2, times: 0, answer: 'accessDenied' });
		const run = await deleteGuest(
			world,
			{ onlyIfRoomIsEmpty: true, roomToBeEmpty: byId(clientRoom) },
			{ settings: { onError: 'continueErrorOutput' } },
		);
		expect(run.json(NODE_NAME, 1)).toMatchObject([{ error: { deleted: true } }]);
	});

	test('counts files in folders of folders', async () => {
		const world = await startWorld();
		const { portal, clientRoom } = world;
		const deep = portal.addFolder(portal.addFolder(clientRoom, 'a').id, 'b').id;
		portal.addFiles(
			deep,
			Array.from({ length: 120 }, (_, n) => `${n}.docx`),
		);
		const run = await deleteGuest(world, {
			onlyIfRoomIsEmpty: true,
			roomToBeEmpty: byId(clientRoom),
		});
		expect(failureOf(run).message).toContain('still holds 120 files');
		expectUntouched(world);
	});

	test('counts a file in conversion, which DocSpace hides', async () => {
		const world = await startWorld();
		world.portal.addFile(world.clientRoom, 'Scan.pdf', { converting: true });
		const run = await deleteGuest(world, {
			onlyIfRoomIsEmpty: true,
			roomToBeEmpty: byId(world.clientRoom),
		});
		expect(failureOf(run).message).toContain('still holds 1 file');
		expectUntouched(world);
	});

	test.each([3, -3])('is not misled by a counter that is %i files off', async (off) => {
		const world = await startWorld();
		const { portal, clientRoom } = world;
		portal.addFolder(clientRoom, 'Left over');
		portal.miscount(clientRoom, off);
		const run = await deleteGuest(world, {
			onlyIfRoomIsEmpty: true,
			roomToBeEmpty: byId(clientRoom),
		});
		expect(onlyItem(run)).toMatchObject({ deleted: true });
		expect(placesOf(world, world.guest)).toEqual([]);
	});

	test.each([3, -3])(
		'sees a file in conversion past a counter that is %i files off',
		async (off) => {
			const world = await startWorld();
			const { portal, clientRoom } = world;
			portal.addFile(clientRoom, 'Scan.pdf', { converting: true });
			portal.miscount(clientRoom, off);
			const run = await deleteGuest(world, {
				onlyIfRoomIsEmpty: true,
				roomToBeEmpty: byId(clientRoom),
			});
			expect(failureOf(run).message).toMatch(/still holds \d files?,/);
			expectUntouched(world);
		},
	);

	test('sees a file that comes while a wrong counter is looked into', async () => {
		const world = await startWorld();
		const { portal, clientRoom } = world;
		portal.miscount(clientRoom, 3);
		const arrive: Act = { do: 'addFile', parentId: clientRoom, title: 'Late.pdf' };
		portal.faults.add({ on: 'GET files/{id}', nth: 4, acts: [arrive] });
		const run = await deleteGuest(world, {
			onlyIfRoomIsEmpty: true,
			roomToBeEmpty: byId(clientRoom),
		});
		expect(failureOf(run).message).toContain('still holds 1 file');
		expectUntouched(world);
	});

	test('ends the access of a guest whose room holds empty folders only', async () => {
		const world = await startWorld();
		world.portal.addFolder(world.clientRoom, 'Left over');
		const run = await deleteGuest(world, {
			onlyIfRoomIsEmpty: true,
			roomToBeEmpty: byId(world.clientRoom),
		});
		expect(onlyItem(run)).toMatchObject({ deleted: true });
		expect(placesOf(world, world.guest)).toEqual([]);
	});

	test.each([
		['undefined', '={{ $json.missing }}'],
		['an empty text', '={{ "" }}'],
		['null', '={{ null }}'],
	])('an expression that yields %s is an error, not a check left out', async (_what, value) => {
		const world = await startWorld();
		for (const field of [{ __rl: true, mode: 'id', value }, value]) {
			const run = await deleteGuest(world, { onlyIfRoomIsEmpty: true, roomToBeEmpty: field });
			expect(failureOf(run).message).toBe("'Room That Must Be Empty' is empty");
			expect(failureOf(run).remedy).toContain('check that the expression yields a value');
		}
		expectUntouched(world);
	});

	test('off checks nothing, whatever room was picked before', async () => {
		const world = await startWorld();
		world.portal.addFile(world.clientRoom, 'Kept.pdf');
		const fields = { onlyIfRoomIsEmpty: false, roomToBeEmpty: byId(world.clientRoom) };
		expect(onlyItem(await deleteGuest(world, fields))).toMatchObject({ deleted: true });
	});

	test.each(['={{ $json.missing }}', '={{ "yes" }}', '={{ null }}'])(
		'a switch that is neither on nor off looks into the room: %s',
		async (onlyIfRoomIsEmpty) => {
			const world = await startWorld();
			world.portal.addFile(world.clientRoom, 'Kept.pdf');
			const fields = { onlyIfRoomIsEmpty, roomToBeEmpty: byId(world.clientRoom) };
			expect(failureOf(await deleteGuest(world, fields)).message).toContain('still holds 1 file');
			expectUntouched(world);
		},
	);

	test('a room in the switch itself, where it once was, is an error', async () => {
		const world = await startWorld();
		const run = await deleteGuest(world, { onlyIfRoomIsEmpty: byId(world.clientRoom) });
		expect(failureOf(run).message).toBe("'Room That Must Be Empty' is empty");
		expectUntouched(world);
	});

	test.each([
		['that is not there', 999_999, 'was not found'],
		['that is a folder', 'folder', 'not a room'],
	])('a room %s is an error, and the guest stays', async (_case, room, expected) => {
		const world = await startWorld();
		const run = await deleteGuest(world, {
			onlyIfRoomIsEmpty: true,
			roomToBeEmpty: byId(room === 'folder' ? world.clientFolder : room),
		});
		expect(failureOf(run).message).toContain("'Room That Must Be Empty'");
		expect(failureOf(run).message).toContain(expected);
		expectUntouched(world);
	});

	test('holds for a guest who is gone already, too', async () => {
		const world = await startWorld();
		const fields = {
			guest: byEmail('left@client.example'),
			ifNotFound: 'treatAsGone',
			onlyIfRoomIsEmpty: true,
			roomToBeEmpty: byId(world.clientRoom),
		};
		world.portal.addFile(world.clientRoom, 'Left.pdf');
		expect(failureOf(await deleteGuest(world, fields)).message).toContain('still holds 1 file');
	});

	describe('of a room in third-party storage', () => {
		async function startWithDrive() {
			const world = await startWorld();
			const { portal, manager, guest } = world;
			const room = portal.addRoom({
				title: 'On Drive',
				type: 'public',
				owner: manager.id,
				provider: 'drive',
			}).id;
			portal.share(room, guest.id, 'Read', { by: manager.id });
			return { world, room };
		}

		test('counts files in folders, where DocSpace does not recurse', async () => {
			const { world, room } = await startWithDrive();
			world.portal.addFile(world.portal.addFolder(room, 'Photos').id, '1.jpg');
			const run = await deleteGuest(world, { onlyIfRoomIsEmpty: true, roomToBeEmpty: byId(room) });
			expect(failureOf(run).message).toContain('still holds 1 file');
			expectUntouched(world);
		});

		test('does not believe a storage that fails once and shows nothing', async () => {
			const { world, room } = await startWithDrive();
			world.portal.addFile(room, '1.jpg');
			world.portal.setSwallowErrors(room, true);
			world.portal.faults.add({
				on: 'GET files/{id}',
				nth: 3,
				acts: [{ do: 'setSwallowErrors', id: room, swallow: false }],
			});
			const run = await deleteGuest(world, { onlyIfRoomIsEmpty: true, roomToBeEmpty: byId(room) });
			expect(failureOf(run).message).toContain('still holds 1 file');
			expectUntouched(world);
		});

		test('believes one that shows nothing twice', async () => {
			const { world, room } = await startWithDrive();
			const run = await deleteGuest(world, { onlyIfRoomIsEmpty: true, roomToBeEmpty: byId(room) });
			expect(onlyItem(run)).toMatchObject({ deleted: true });
			expect(placesOf(world, world.guest)).not.toContain(room);
		});
	});
});
