import { NODE_NAME } from '../../harness/engine';
import { addGuests } from '../../harness/people';
import { byId, endWorlds, runnerOf, startWorld } from '../../harness/world';

afterEach(endWorlds);

const getMembers = runnerOf('room.getMembers');

describe('Room: Get Members', () => {
	test('tells roles, and guests from others', async () => {
		const world = await startWorld();
		const { guest, manager } = world;
		const run = await getMembers(world, { room: byId(world.clientRoom) });
		expect(run.json(NODE_NAME)).toEqual([
			{
				id: manager.id,
				name: manager.displayName,
				email: manager.email,
				role: 'Room owner',
				type: 'Room admin',
				isGuest: false,
			},
			{
				id: guest.id,
				name: guest.displayName,
				email: guest.email,
				role: 'Full access',
				type: 'guest',
				isGuest: true,
			},
		]);
	});

	test('lists all, or as many as asked for', async () => {
		const world = await startWorld();
		addGuests(world, 120);
		const room = byId(world.clientRoom);
		expect((await getMembers(world, { room })).json(NODE_NAME)).toHaveLength(50);
		expect((await getMembers(world, { room, limit: 110 })).json(NODE_NAME)).toHaveLength(110);
		const all = (await getMembers(world, { room, returnAll: true })).json(NODE_NAME);
		expect(new Set(all.map(({ id }) => id)).size).toBe(122);
	});

	test('works in an archived room', async () => {
		const world = await startWorld();
		const room = byId(world.clientRoom);
		await world.run({ operation: 'room.archive', fields: { room } });
		const run = await getMembers(world, { room });
		expect(run.json(NODE_NAME).map(({ email }) => email)).toContain(world.guest.email);
	});
});
