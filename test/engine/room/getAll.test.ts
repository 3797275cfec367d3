import { NODE_NAME, type WorkflowRun } from '../../harness/engine';
import { failureOf } from '../../harness/failure';
import { addRooms, endWorlds, runnerOf, startWorld, type World } from '../../harness/world';

afterEach(endWorlds);

const GET_ROOMS = 'GET files/rooms';

const getRooms = runnerOf('room.getAll');

function titlesIn(run: WorkflowRun): unknown[] {
	return run.json(NODE_NAME).map(({ title }) => title);
}

/** The queries of all requests for a page of rooms. */
function pagesAsked({ portal }: World): string[] {
	return portal.requests.to(GET_ROOMS).map(({ query }) => query);
}

describe('Room: Get Many', () => {
	test('lists every room once, however many pages there are', async () => {
		const world = await startWorld();
		addRooms(world, 230);
		const titles = titlesIn(await getRooms(world, { returnAll: true }));
		expect(titles).toHaveLength(232);
		expect(new Set(titles).size).toBe(232);
		expect(pagesAsked(world)).toHaveLength(3);
	});

	test.each([
		[undefined, 50, 1],
		[1, 1, 1],
		[100, 100, 1],
		[101, 101, 2],
		[500, 132, 2],
	])('with the limit %s reads no page too many', async (limit, found, pages) => {
		const world = await startWorld();
		addRooms(world, 130);
		const run = await getRooms(world, limit === undefined ? {} : { limit });
		expect(run.json(NODE_NAME)).toHaveLength(found);
		expect(pagesAsked(world)).toHaveLength(pages);
	});

	test('reads on when a room comes to the front between two pages', async () => {
		const world = await startWorld();
		addRooms(world, 130);
		const { portal, manager, sandbox } = world;
		const created = sandbox.clock.now() + 60_000;
		world.portal.faults.add({
			on: GET_ROOMS,
			nth: 2,
			acts: [
				() => void portal.addRoom({ title: 'New', type: 'custom', owner: manager.id, created }),
			],
		});
		const titles = titlesIn(await getRooms(world, { returnAll: true }));
		expect(titles).toHaveLength(133);
		expect(new Set(titles).size).toBe(133);
	});

	test('finds rooms by a part of the title, active, archived or both', async () => {
		const world = await startWorld();
		const { portal, manager } = world;
		portal.addRoom({ title: 'Old contoso', type: 'public', owner: manager.id, archived: true });
		portal.addRoom({ title: 'Fabrikam', type: 'custom', owner: manager.id, archived: true });
		const found = async (state: string) =>
			titlesIn(await getRooms(world, { search: 'CONTOSO', state })).sort();
		expect(await found('active')).toEqual(['Contoso']);
		expect(await found('archived')).toEqual(['Old contoso']);
		expect(await found('any')).toEqual(['Contoso', 'Old contoso']);
	});

	test('never changes the order in which the user sees rooms in the browser (T10)', async () => {
		const world = await startWorld();
		await getRooms(world, { returnAll: true });
		expect(pagesAsked(world).join()).not.toMatch(/sort/i);
	});

	test('puts out no item when there is no such room', async () => {
		const world = await startWorld();
		const run = await getRooms(world, { search: 'Nobody' });
		expect(run.status).toBe('success');
		expect(run.json(NODE_NAME)).toEqual([]);
	});

	test.each([0, '={{ "many" }}'])('refuses the limit %s', async (limit) => {
		const world = await startWorld();
		expect(failureOf(await getRooms(world, { limit })).message).toContain("'Limit' is");
	});

	test('names the scope that a key lacks', async () => {
		const world = await startWorld();
		const credentials = world.credentialsOf(world.manager, ['files:read']);
		expect(failureOf(await getRooms(world, {}, { credentials })).message).toContain('rooms:read');
	});
});
