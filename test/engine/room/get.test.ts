import { failureOf } from '../../harness/failure';
import { byId, endWorlds, onlyItem, runnerOf, startWorld } from '../../harness/world';

afterEach(endWorlds);

const getRoom = runnerOf('room.get');

describe('Room: Get', () => {
	test('says what the room is, in few fields', async () => {
		const world = await startWorld();
		const { portal, manager, sandbox } = world;
		const room = portal.addRoom({
			title: 'Data',
			type: 'virtualData',
			owner: manager.id,
			tags: ['crm'],
			archived: true,
		}).id;
		expect(onlyItem(await getRoom(world, { room: byId(room) }))).toMatchObject({
			id: room,
			title: 'Data',
			type: 'Virtual data room',
			archived: true,
			owner: manager.displayName,
			fileCount: 0,
			folderCount: 0,
			tags: ['crm'],
			created: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
			url: `${sandbox.url}/rooms/archived/${room}/filter?folder=${room}`,
		});
	});

	test('gives the portal’s own answer when not simplified', async () => {
		const world = await startWorld();
		const fields = { room: byId(world.clientRoom), simplify: false };
		expect(onlyItem(await getRoom(world, fields))).toMatchObject({
			roomType: 5,
			rootFolderType: 14,
			security: { Read: true },
			createdBy: { id: world.manager.id },
		});
	});

	test('refuses a folder', async () => {
		const world = await startWorld();
		const run = await getRoom(world, { room: byId(world.clientFolder) });
		expect(failureOf(run).message).toContain('not a room');
	});
});
