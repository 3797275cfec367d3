import { NODE_NAME } from '../../harness/engine';
import { failureOf } from '../../harness/failure';
import { addGuests, addPerson } from '../../harness/people';
import { endWorlds, onlyItem, runnerOf, startWorld } from '../../harness/world';

afterEach(endWorlds);

const getGuests = runnerOf('guest.getAll');

describe('Guest: Get Many', () => {
	test('lists guests by name or address, all pages of them', async () => {
		const world = await startWorld();
		addGuests(world, 120);
		expect((await getGuests(world, { returnAll: true })).json(NODE_NAME)).toHaveLength(121);
		expect(world.portal.requests.to('GET people/filter')).toHaveLength(2);
		expect((await getGuests(world, { limit: 3 })).json(NODE_NAME)).toHaveLength(3);
		expect(onlyItem(await getGuests(world, { search: 'gus@' }))).toMatchObject({
			id: world.guest.id,
			name: 'Gus Guest',
			email: 'gus@client.example',
			status: 'active',
		});
	});

	test('tells DocSpace admins who invited a guest (7.6)', async () => {
		const world = await startWorld();
		const admin = addPerson(world, 'Dan Admin', 'DocSpaceAdmin');
		const asAdmin = await getGuests(world, {}, { credentials: world.credentialsOf(admin) });
		expect(onlyItem(asAdmin)).toMatchObject({ invitedBy: world.manager.displayName });
		expect(onlyItem(await getGuests(world, {}))).toMatchObject({ invitedBy: '' });
	});

	test('shows no colleagues', async () => {
		const world = await startWorld();
		const run = await getGuests(world, { returnAll: true, simplify: false });
		expect(run.json(NODE_NAME)).toMatchObject([{ id: world.guest.id, isVisitor: true }]);
	});

	test('a user who may not list people hears whose credential may (T52)', async () => {
		const world = await startWorld();
		const user = addPerson(world, 'Ulf User', 'User');
		const { message, remedy } = failureOf(
			await getGuests(world, {}, { credentials: world.credentialsOf(user) }),
		);
		expect(message).toBe('DocSpace does not let you list guests');
		expect(remedy).toContain('DocSpace admin');
	});
});
