import { failureOf } from '../../harness/failure';
import { startAsAdmin } from '../../harness/operations/accounts';
import { addInvited, addPerson } from '../../harness/people';
import { writesTo } from '../../harness/requests';
import { byEmail, byId, endWorlds, onlyItem, runnerOf } from '../../harness/world';

afterEach(endWorlds);

const STATUS = 'PUT people/status/{status}';
const disable = runnerOf('user.disable');
const enable = runnerOf('user.enable');

describe('User: Disable', () => {
	test('disables an account, a guest’s too, and a second time writes nothing', async () => {
		const world = await startAsAdmin();
		const uma = addPerson(world, 'Uma User', 'User');
		expect(onlyItem(await disable(world, { user: byEmail(uma.email) }))).toEqual({
			id: uma.id,
			email: uma.email,
			name: 'Uma User',
			type: 'User',
			status: 'disabled',
			changed: true,
		});
		expect(onlyItem(await disable(world, { user: byId(uma.id) }))).toMatchObject({
			status: 'disabled',
			changed: false,
		});
		expect(onlyItem(await disable(world, { user: byId(world.guest.id) }))).toMatchObject({
			type: 'Guest',
			changed: true,
		});
		expect(writesTo(world)).toEqual([STATUS, STATUS]);
	});

	test.each([
		['is done once when only its answer was lost', { cut: 'after' as const }, 1],
		['is done again when it never arrived', { cut: 'before' as const }, 2],
	])('%s', async (_, trouble, writes) => {
		const world = await startAsAdmin();
		const uma = addPerson(world, 'Uma User', 'User');
		world.portal.faults.add({ on: STATUS, ...trouble });
		expect(onlyItem(await disable(world, { user: byId(uma.id) }))).toMatchObject({
			status: 'disabled',
			changed: true,
		});
		expect(writesTo(world)).toHaveLength(writes);
	});

	test('refuses, before it writes, whom nobody can disable', async () => {
		const world = await startAsAdmin();
		const owner = addPerson(world, 'Oz Owner', 'Owner');
		const dan = addPerson(world, 'Dan Admin', 'DocSpaceAdmin');
		const lena = addPerson(world, 'Lena Ldap', 'User');
		lena.isLDAP = true;
		const failure = async (id: string) => failureOf(await disable(world, { user: byId(id) }));
		expect((await failure(owner.id)).message).toContain(
			'the owner of the portal, whom nobody can disable',
		);
		expect((await failure(world.manager.id)).message).toContain('nobody can disable themselves');
		expect((await failure(dan.id)).remedy).toContain('Only the portal’s owner');
		const { message, remedy } = await failure(lena.id);
		expect(message).toContain('who comes from LDAP');
		expect(remedy).toContain('LDAP directory');
		expect(writesTo(world)).toEqual([]);
	});

	test('says whose credential it takes, also to a key that may not ask who it is', async () => {
		const world = await startAsAdmin();
		const uma = addPerson(world, 'Uma User', 'User');
		world.manager.type = 'RoomAdmin';
		const credentials = world.credentialsOf(world.manager, ['accounts:write']);
		const { message, remedy } = failureOf(
			await disable(world, { user: byId(uma.id) }, { credentials }),
		);
		expect(message).toContain('does not let you disable Uma User');
		expect(remedy).toContain('credential of a DocSpace admin');
	});
});

describe('User: Enable', () => {
	test('enables an account, and a second time writes nothing', async () => {
		const world = await startAsAdmin();
		const uma = addPerson(world, 'Uma User', 'User');
		world.portal.disableUser(uma.id);
		expect(onlyItem(await enable(world, { user: byId(uma.id) }))).toMatchObject({
			status: 'active',
			changed: true,
		});
		expect(onlyItem(await enable(world, { user: byId(uma.id) }))).toMatchObject({
			status: 'active',
			changed: false,
		});
		expect(writesTo(world)).toEqual([STATUS]);
	});

	test('takes “invited” of somebody who has never registered for done (T125)', async () => {
		const world = await startAsAdmin();
		const ivo = addInvited(world, 'ivo');
		world.portal.disableUser(ivo.id);
		expect(onlyItem(await enable(world, { user: byId(ivo.id) }))).toMatchObject({
			status: 'invited',
			changed: true,
		});
	});

	test('says that no paid seat is left', async () => {
		const world = await startAsAdmin({ paidSeats: 2 });
		const rob = addPerson(world, 'Rob Roomadmin');
		world.portal.disableUser(rob.id);
		const { message, remedy } = failureOf(await enable(world, { user: byId(rob.id) }));
		expect(message).toContain('no paid seat left for Rob Roomadmin');
		expect(remedy).toContain('Payments');
	});
});
