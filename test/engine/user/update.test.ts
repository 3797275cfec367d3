import { failureOf } from '../../harness/failure';
import { addInvited, addPerson } from '../../harness/people';
import { writesTo } from '../../harness/requests';
import { byEmail, byId, endWorlds, onlyItem, runnerOf, startWorld } from '../../harness/world';
import { addOwnedRoom, startAsAdmin } from '../../harness/operations/accounts';

afterEach(endWorlds);

const RAISE = 'PUT people/type/{type}';
const LOWER = 'POST people/type';
const update = runnerOf('user.update');

describe('User: Update', () => {
	test('raises a person at once, an invited one too', async () => {
		const world = await startAsAdmin();
		const uma = addPerson(world, 'Uma User', 'User');
		expect(onlyItem(await update(world, { user: byEmail(uma.email), type: 'RoomAdmin' }))).toEqual({
			id: uma.id,
			email: uma.email,
			name: 'Uma User',
			type: 'Room admin',
			previousType: 'User',
			changed: true,
			roomsWentTo: null,
		});
		const ivo = addInvited(world, 'ivo');
		const raised = onlyItem(await update(world, { user: byId(ivo.id), type: 'RoomAdmin' }));
		expect(raised).toMatchObject({ type: 'Room admin', changed: true });
		expect(uma.type).toBe('RoomAdmin');
	});

	test('makes a user of a guest', async () => {
		const world = await startAsAdmin();
		const fields = { user: byId(world.guest.id), type: 'User' };
		expect(onlyItem(await update(world, fields))).toMatchObject({
			type: 'User',
			previousType: 'Guest',
		});
		expect(writesTo(world)).toEqual([RAISE]);
	});

	test('writes nothing where somebody has the type, which the portal would refuse (T123)', async () => {
		const world = await startAsAdmin();
		const uma = addPerson(world, 'Uma User', 'User');
		const again = onlyItem(await update(world, { user: byId(uma.id), type: 'User' }));
		expect(again).toMatchObject({ changed: false, type: 'User', previousType: 'User' });
		expect(writesTo(world)).toEqual([]);
	});

	test('lowers a Room admin, waits for the portal, and says who has the rooms', async () => {
		const world = await startAsAdmin({ msPerHandover: 90_000 });
		const rob = addPerson(world, 'Rob Roomadmin');
		const ann = addPerson(world, 'Ann Archer');
		const room = addOwnedRoom(world, rob);
		const fields = { user: byId(rob.id), type: 'User', heir: byEmail(ann.email) };
		expect(onlyItem(await update(world, fields))).toMatchObject({
			type: 'User',
			previousType: 'Room admin',
			changed: true,
			roomsWentTo: { id: ann.id, name: 'Ann Archer' },
		});
		expect(room.createdBy).toBe(ann.id);
		expect(onlyItem(await update(world, fields))).toMatchObject({ changed: false });
		expect(writesTo(world)).toEqual([LOWER]);
	});

	test('the user behind the credential takes over where nobody is named (T124)', async () => {
		const world = await startAsAdmin();
		const rob = addPerson(world, 'Rob Roomadmin');
		const room = addOwnedRoom(world, rob);
		const lowered = onlyItem(await update(world, { user: byId(rob.id), type: 'Guest' }));
		expect(lowered.roomsWentTo).toEqual({ id: world.manager.id, name: 'Mara Manager' });
		expect(room.createdBy).toBe(world.manager.id);
	});

	test.each([
		['raising', 'User' as const, 'RoomAdmin', RAISE],
		['lowering', 'RoomAdmin' as const, 'User', LOWER],
	])('%s is done once when only its answer was lost', async (_, from, type, route) => {
		const world = await startAsAdmin({ msPerHandover: 3000 });
		const person = addPerson(world, 'Pia Person', from);
		world.portal.faults.add({ on: route, cut: 'after' });
		const done = onlyItem(await update(world, { user: byId(person.id), type }));
		expect(done).toMatchObject({ changed: true });
		expect(writesTo(world)).toEqual([route]);
	});

	test('tells what the portal says of a change that failed in its queue', async () => {
		const world = await startAsAdmin();
		const rob = addPerson(world, 'Rob Roomadmin');
		const response = { id: 'x', error: 'Disk full', percentage: 95, isCompleted: true, status: 4 };
		world.portal.faults.add({
			on: 'GET people/type/progress/{id}',
			answer: {
				status: 200,
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify({ response, count: 1, status: 0, statusCode: 200 }),
			},
		});
		const { message } = failureOf(await update(world, { user: byId(rob.id), type: 'User' }));
		expect(message).toBe(
			'Rob Roomadmin (rob@company.example) was not made a user. DocSpace says: Disk full',
		);
	});

	test('stops waiting when the execution is cancelled', async () => {
		const world = await startAsAdmin({ msPerHandover: 600_000 });
		const rob = addPerson(world, 'Rob Roomadmin');
		const cancel = new AbortController();
		world.portal.faults.add({
			on: 'GET people/type/progress/{id}',
			nth: 2,
			acts: [() => cancel.abort()],
		});
		const fields = { user: byId(rob.id), type: 'User' };
		const run = await update(world, fields, { signal: cancel.signal });
		expect(run.status).toBe('canceled');
		expect(world.portal.requests.to('GET people/type/progress/{id}').length).toBeLessThan(4);
	});

	describe('refuses, before it writes,', () => {
		test('the owner, the user behind the credential and a disabled account', async () => {
			const world = await startAsAdmin();
			const owner = addPerson(world, 'Oz Owner', 'Owner');
			const left = addPerson(world, 'Lea Left', 'User');
			world.portal.disableUser(left.id);
			const problem = async (id: string) =>
				failureOf(await update(world, { user: byId(id), type: 'RoomAdmin' })).message;
			expect(await problem(owner.id)).toContain('the owner of the portal');
			expect(await problem(world.manager.id)).toContain('the user behind the credential');
			expect(await problem(left.id)).toContain('whose account is disabled');
			expect(writesTo(world)).toEqual([]);
		});

		test('what takes an admin or the owner, and says so', async () => {
			const world = await startAsAdmin();
			const dan = addPerson(world, 'Dan Admin', 'DocSpaceAdmin');
			const uma = addPerson(world, 'Uma User', 'User');
			const lowered = await update(world, { user: byId(dan.id), type: 'User' });
			expect(failureOf(lowered).remedy).toContain('Only the portal’s owner');
			world.manager.type = 'RoomAdmin';
			const raised = await update(world, { user: byId(uma.id), type: 'RoomAdmin' });
			expect(failureOf(raised).remedy).toContain('credential of a DocSpace admin');
			expect(writesTo(world)).toEqual([]);
		});

		test('an heir who cannot own rooms', async () => {
			const world = await startAsAdmin();
			const rob = addPerson(world, 'Rob Roomadmin');
			const uma = addPerson(world, 'Uma User', 'User');
			const left = addPerson(world, 'Lea Left');
			world.portal.disableUser(left.id);
			const problem = async (id: string) =>
				failureOf(await update(world, { user: byId(rob.id), type: 'User', heir: byId(id) }));
			expect((await problem(uma.id)).message).toContain('who may not own rooms');
			expect((await problem(rob.id)).message).toContain('the same person');
			const { message, remedy } = await problem(left.id);
			expect(message).toMatch(/^'Rooms Go To' names Lea Left.*account is not active/);
			expect(remedy).toContain('DocSpace admin or Room admin');
			expect(writesTo(world)).toEqual([]);
		});
	});

	test('only the owner makes DocSpace admins, and hears so otherwise', async () => {
		const world = await startAsAdmin();
		const uma = addPerson(world, 'Uma User', 'User');
		const fields = { user: byId(uma.id), type: 'DocSpaceAdmin' };
		const { message, remedy } = failureOf(await update(world, fields));
		expect(message).toContain(
			'does not let you make Uma User (uma@company.example) a DocSpace admin',
		);
		expect(remedy).toContain('Only the portal’s owner');
		const owner = world.credentialsOf(addPerson(world, 'Oz Owner', 'Owner'));
		expect(onlyItem(await update(world, fields, { credentials: owner }))).toMatchObject({
			type: 'DocSpace admin',
		});
	});

	test('says that no paid seat is left', async () => {
		const world = await startAsAdmin({ paidSeats: 2 });
		const uma = addPerson(world, 'Uma User', 'User');
		const { message } = failureOf(await update(world, { user: byId(uma.id), type: 'RoomAdmin' }));
		expect(message).toContain(
			'no paid seat left for Uma User (uma@company.example) as a Room admin',
		);
	});

	test('never takes somebody unknown for done (T123)', async () => {
		const world = await startWorld();
		const nobody = '00000000-1111-2222-3333-444444444444';
		const { message } = failureOf(await update(world, { user: byId(nobody), type: 'RoomAdmin' }));
		expect(message).toContain('was not found');
		expect(writesTo(world)).toEqual([]);
	});
});
