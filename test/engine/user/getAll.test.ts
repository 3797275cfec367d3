import { NODE_NAME } from '../../harness/engine';
import { failureOf } from '../../harness/failure';
import { addGuests, addInvited, addPerson } from '../../harness/people';
import { endWorlds, onlyItem, runnerOf, startWorld, type World } from '../../harness/world';

afterEach(endWorlds);

const getUsers = runnerOf('user.getAll');

async function names(world: World, fields: Parameters<typeof getUsers>[1]): Promise<unknown[]> {
	return (await getUsers(world, fields)).json(NODE_NAME).map(({ name }) => name);
}

describe('User: Get Many', () => {
	test('lists members and guests, all pages of them, or as many as asked', async () => {
		const world = await startWorld();
		addGuests(world, 120);
		expect(await names(world, { returnAll: true })).toHaveLength(123);
		expect(world.portal.requests.to('GET people/filter')).toHaveLength(2);
		expect(await names(world, { limit: 3 })).toHaveLength(3);
	});

	test.each([
		['DocSpaceAdmin', ['Dan Admin', 'Olga Owner']],
		['RoomAdmin', ['Mara Manager']],
		['User', ['Uma User']],
		['Guest', ['Gus Guest']],
	])('lists those of the type %s', async (type, expected) => {
		const world = await startWorld();
		addPerson(world, 'Dan Admin', 'DocSpaceAdmin');
		addPerson(world, 'Uma User', 'User');
		expect(await names(world, { type })).toEqual(expected);
	});

	test('lists those of a status', async () => {
		const world = await startWorld();
		world.portal.disableUser(addPerson(world, 'Lea Left', 'User').id);
		const late = addInvited(world, 'ivo');
		expect(await names(world, { status: 'disabled' })).toEqual(['Lea Left']);
		expect(onlyItem(await getUsers(world, { status: 'invited' }))).toMatchObject({
			id: late.id,
			status: 'invited',
		});
		expect(await names(world, { status: 'active' })).not.toContain('Lea Left');
	});

	test('searches names and addresses', async () => {
		const world = await startWorld();
		expect(await names(world, { search: 'company.example' })).toEqual([
			'Mara Manager',
			'Olga Owner',
		]);
	});

	test('a user who may not list people hears whose credential may (T52)', async () => {
		const world = await startWorld();
		const credentials = world.credentialsOf(addPerson(world, 'Ulf User', 'User'));
		const { message, remedy } = failureOf(await getUsers(world, {}, { credentials }));
		expect(message).toBe('DocSpace does not let you list people');
		expect(remedy).toContain('DocSpace admin');
	});

	test('names the scope that the key lacks', async () => {
		const world = await startWorld();
		const credentials = world.credentialsOf(world.manager, ['files:read']);
		expect(failureOf(await getUsers(world, {}, { credentials })).message).toContain(
			'lacks the scope accounts:read, which Get Many needs',
		);
	});

	test('refuses a type that there is not', async () => {
		const world = await startWorld();
		expect(failureOf(await getUsers(world, { type: 'boss' })).message).toBe("'Type' is “boss”");
	});
});
