import { failureOf } from '../../harness/failure';
import { addOwnedRoom, startAsAdmin } from '../../harness/operations/accounts';
import { addPerson } from '../../harness/people';
import { writesTo } from '../../harness/requests';
import { byEmail, byId, endWorlds, onlyItem, runnerOf, type World } from '../../harness/world';

afterEach(endWorlds);

const STATUS = 'PUT people/status/{status}';
const REASSIGN = 'POST people/reassign/start';
const DELETE = 'DELETE people/{id}';
const remove = runnerOf('user.delete');

const isThere = ({ portal }: World, id: string) =>
	portal.state().users.some((one) => one.id === id);

describe('User: Delete', () => {
	test('deletes a disabled account, and proves it', async () => {
		const world = await startAsAdmin();
		const uma = addPerson(world, 'Uma User', 'User');
		world.portal.disableUser(uma.id);
		expect(onlyItem(await remove(world, { user: byEmail(uma.email) }))).toEqual({
			id: uma.id,
			email: uma.email,
			name: 'Uma User',
			deleted: true,
			alreadyGone: false,
			disabledFirst: false,
			handedOverTo: null,
		});
		expect(isThere(world, uma.id)).toBe(false);
		expect(writesTo(world)).toEqual([DELETE]);
	});

	test('leaves an account in use alone, unless it is to be disabled first', async () => {
		const world = await startAsAdmin();
		const uma = addPerson(world, 'Uma User', 'User');
		const { message, remedy } = failureOf(await remove(world, { user: byId(uma.id) }));
		expect(message).toContain('whose account is not disabled: DocSpace deletes no other');
		expect(remedy).toContain('Disable First');
		expect(writesTo(world)).toEqual([]);
		const fields = { user: byId(uma.id), disableFirst: true };
		expect(onlyItem(await remove(world, fields))).toMatchObject({
			deleted: true,
			disabledFirst: true,
		});
		expect(writesTo(world)).toEqual([STATUS, DELETE]);
	});

	test('hands over rooms and files first, and waits for that', async () => {
		const world = await startAsAdmin({ msPerHandover: 90_000 });
		const rob = addPerson(world, 'Rob Roomadmin');
		const ann = addPerson(world, 'Ann Archer');
		const room = addOwnedRoom(world, rob);
		const fields = {
			user: byId(rob.id),
			disableFirst: true,
			handOver: true,
			heir: byEmail(ann.email),
		};
		expect(onlyItem(await remove(world, fields))).toMatchObject({
			deleted: true,
			handedOverTo: { id: ann.id, name: 'Ann Archer' },
		});
		expect(room.createdBy).toBe(ann.id);
		expect(writesTo(world)).toEqual([STATUS, REASSIGN, DELETE]);
	});

	test.each([
		['disabling', STATUS],
		['handing over', REASSIGN],
		['deleting', DELETE],
	])('is done once when only the answer to %s was lost', async (_, route) => {
		const world = await startAsAdmin({ msPerHandover: 5000 });
		const rob = addPerson(world, 'Rob Roomadmin');
		world.portal.faults.add({ on: route, cut: 'after' });
		const fields = {
			user: byId(rob.id),
			disableFirst: true,
			handOver: true,
			heir: byId(world.manager.id),
		};
		expect(onlyItem(await remove(world, fields))).toMatchObject({ deleted: true });
		expect(writesTo(world)).toEqual([STATUS, REASSIGN, DELETE]);
	});

	test('a second time is an error, or “already gone” if that is switched on', async () => {
		const world = await startAsAdmin();
		const uma = addPerson(world, 'Uma User', 'User');
		const fields = { user: byEmail(uma.email), disableFirst: true };
		await remove(world, fields);
		expect(failureOf(await remove(world, fields)).message).toContain('was not found');
		expect(onlyItem(await remove(world, { ...fields, ifNotFound: 'treatAsGone' }))).toEqual({
			id: '',
			email: uma.email,
			name: '',
			deleted: false,
			alreadyGone: true,
			disabledFirst: false,
			handedOverTo: null,
		});
		expect(writesTo(world)).toEqual([STATUS, DELETE]);
	});

	test('says what was done where the portal’s identity service is missing (17.4)', async () => {
		const world = await startAsAdmin({ identityService: false });
		const uma = addPerson(world, 'Uma User', 'User');
		const run = await remove(world, { user: byId(uma.id), disableFirst: true });
		const { message, remedy } = failureOf(run);
		expect(message).toContain('has disabled, but not deleted the account of Uma User');
		expect(remedy).toContain('identity');
		expect(run.error).toMatchObject({
			context: { data: { id: uma.id, deleted: false, disabledFirst: true } },
		});
		expect(isThere(world, uma.id)).toBe(true);
		const guest = { user: byId(world.guest.id), disableFirst: true };
		expect(onlyItem(await remove(world, guest))).toMatchObject({ deleted: true });
	});

	test('never says that somebody is gone whom the portal has left (T126)', async () => {
		const world = await startAsAdmin();
		const uma = addPerson(world, 'Uma User', 'User');
		world.portal.faults.add({
			on: DELETE,
			answer: {
				status: 200,
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify({ response: { id: uma.id }, count: 1, status: 0, statusCode: 200 }),
			},
		});
		const { message } = failureOf(await remove(world, { user: byId(uma.id), disableFirst: true }));
		expect(message).toContain('is disabled, but DocSpace has not deleted it');
	});

	test('refuses, before it writes, whom nobody or somebody else must delete', async () => {
		const world = await startAsAdmin();
		const owner = addPerson(world, 'Oz Owner', 'Owner');
		const dan = addPerson(world, 'Dan Admin', 'DocSpaceAdmin');
		const failure = async (id: string) =>
			failureOf(await remove(world, { user: byId(id), disableFirst: true }));
		expect((await failure(owner.id)).message).toContain('whom nobody can delete');
		expect((await failure(world.manager.id)).message).toContain('nobody can delete themselves');
		expect((await failure(dan.id)).remedy).toContain('Only the portal’s owner');
		world.manager.type = 'RoomAdmin';
		expect((await failure(world.guest.id)).remedy).toContain('credential of a DocSpace admin');
		expect(writesTo(world)).toEqual([]);
	});

	test('refuses, before it writes, an heir who may own no rooms, or none', async () => {
		const world = await startAsAdmin();
		const rob = addPerson(world, 'Rob Roomadmin');
		const fields = { user: byId(rob.id), disableFirst: true };
		const heir = (value: string) => ({ ...fields, handOver: true, heir: byId(value) });
		expect(failureOf(await remove(world, heir(world.guest.id))).message).toContain(
			"'Rooms and Files Go To' names Gus Guest",
		);
		expect(failureOf(await remove(world, heir('={{ "" }}'))).message).toBe(
			"'Rooms and Files Go To' is empty",
		);
		expect(writesTo(world)).toEqual([]);
	});
});
