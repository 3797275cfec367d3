import { searchList } from '../harness/engine';
import { addGuest, addGuests, addPerson } from '../harness/people';
import { byId, endWorlds, startWorld, type World } from '../harness/world';

afterEach(endWorlds);

interface Search {
	filter?: string;
	paginationToken?: string;
	credentials?: World['credentials'];
	room?: ReturnType<typeof byId>;
}

async function search(world: World, method: string, { room, ...options }: Search = {}) {
	const parameters = { room: room ?? byId(world.clientRoom) };
	const { credentials } = world;
	const { results, paginationToken } = await searchList({
		credentials,
		method,
		parameters,
		...options,
	});
	return { names: results.map(({ name }) => name), paginationToken };
}

describe('The list of people and groups to add to a room', () => {
	const METHOD = 'searchPeopleAndGroups';

	it('shows groups first, then people and guests, found by name or address', async () => {
		const world = await startWorld();
		world.portal.addGroup('Masters', []);
		world.portal.addGroup('Sales', []);
		const { names } = await search(world, METHOD, { filter: 'ma' });
		expect(names).toEqual(['Masters, group', 'Mara Manager (mara@company.example)']);
		const guests = await search(world, METHOD, { filter: 'gus' });
		expect(guests.names).toEqual(['Gus Guest (gus@client.example), guest']);
	});

	it('goes on with people alone on the next page', async () => {
		const world = await startWorld();
		world.portal.addGroup('Sales', []);
		addGuests(world, 120);
		const first = await search(world, METHOD);
		expect(first.names).toHaveLength(101);
		const next = await search(world, METHOD, { paginationToken: String(first.paginationToken) });
		expect(next.names).toHaveLength(23);
		expect(next.names).not.toContain('Sales, group');
	});

	it('shows people to a key that may not list groups (T127)', async () => {
		const world = await startWorld();
		world.portal.addGroup('Sales', []);
		const credentials = world.credentialsOf(world.manager, ['accounts:write']);
		const { names } = await search(world, METHOD, { credentials });
		expect(names).toContain('Mara Manager (mara@company.example)');
		expect(names).not.toContain('Sales, group');
	});

	it('says who may list people', async () => {
		const world = await startWorld();
		const credentials = world.credentialsOf(addPerson(world, 'Uwe User', 'User'));
		await expect(search(world, METHOD, { credentials })).rejects.toThrow(
			'DocSpace does not let you list people',
		);
	});
});

describe('The list of members of a room', () => {
	const METHOD = 'searchRoomMembers';

	it('shows who is in the room, groups too, and finds them by name', async () => {
		const world = await startWorld();
		const { portal, clientRoom, manager } = world;
		addGuest(world, 'Gina Guest');
		portal.share(clientRoom, portal.addGroup('Sales', []).id, 'Read', { by: manager.id });
		addPerson(world, 'Cora Colleague');
		const { names } = await search(world, METHOD);
		expect(new Set(names)).toEqual(
			new Set([
				'Mara Manager (mara@company.example)',
				'Gus Guest (gus@client.example), guest',
				'Gina Guest (gina@client.example), guest',
				'Sales, group',
			]),
		);
		const found = await search(world, METHOD, { filter: 'gina' });
		expect(found.names).toEqual(['Gina Guest (gina@client.example), guest']);
	});

	it('asks for the room first', async () => {
		const world = await startWorld();
		await expect(search(world, METHOD, { room: byId('') })).rejects.toThrow("'Room' is empty");
	});
});
