import { ARCHIVE, archive, archivedRooms, unarchive } from '../../harness/operations/archiving';
import { hintsOf } from '../../harness/engine';
import { failureOf } from '../../harness/failure';
import { colleague } from '../../harness/people';
import { writesTo } from '../../harness/requests';
import { byId, endWorlds, onlyItem, startWorld, type World } from '../../harness/world';

afterEach(endWorlds);

describe('Archive', () => {
	test('ends when the room is in the archive, and names the guests who still read it', async () => {
		const world = await startWorld();
		const { clientRoom, guest } = world;
		const run = await archive(world);
		expect(onlyItem(run)).toEqual({
			roomId: clientRoom,
			roomTitle: 'Contoso',
			roomUrl: expect.any(String),
			archived: true,
			alreadyArchived: false,
			guestsWithAccess: [{ id: guest.id, email: guest.email, name: guest.displayName }],
		});
		expect(archivedRooms(world)).toEqual([clientRoom]);
		expect(hintsOf(run)).toEqual([
			'“Contoso” is archived, but Gus Guest (gus@client.example) can still read and download its files. To end that, use Unarchive, then Remove Members, then Archive.',
		]);
	});

	test('says nothing of guests when none is left', async () => {
		const world = await startWorld();
		const run = await world.run({
			operation: 'room.archive',
			fields: { room: byId(world.archiveRoom) },
		});
		expect(onlyItem(run)).toMatchObject({ archived: true, guestsWithAccess: [] });
		expect(hintsOf(run)).toEqual([]);
	});

	test('waits as long as the portal takes', async () => {
		const world = await startWorld();
		world.portal.faults.add({ on: 'job', delayMs: 45_000 });
		expect(onlyItem(await archive(world))).toMatchObject({ archived: true });
		expect(archivedRooms(world)).toEqual([world.clientRoom]);
	});

	test('a second time writes nothing and still names the guests', async () => {
		const world = await startWorld();
		await archive(world);
		const before = writesTo(world).length;
		expect(onlyItem(await archive(world))).toMatchObject({
			archived: true,
			alreadyArchived: true,
			guestsWithAccess: [{ email: world.guest.email }],
		});
		expect(writesTo(world)).toHaveLength(before);
	});

	test.each([
		['the answer is lost', { cut: 'after' as const }],
		['the portal answers 500', { answerAfter: 'serverError' as const }],
		['a proxy gives up', { answerAfter: 'gatewayTimeout' as const }],
	])('is a success when the room is archived and %s (T53)', async (_, trouble) => {
		const world = await startWorld();
		world.portal.faults.add({ on: ARCHIVE, ...trouble });
		expect(onlyItem(await archive(world))).toMatchObject({ archived: true });
		expect(archivedRooms(world)).toEqual([world.clientRoom]);
		expect(writesTo(world)).toEqual([ARCHIVE]);
	});

	test('is done again when the request never arrived', async () => {
		const world = await startWorld();
		world.portal.faults.add({ on: ARCHIVE, answer: 'serverError' });
		expect(onlyItem(await archive(world))).toMatchObject({ archived: true });
		expect(archivedRooms(world)).toEqual([world.clientRoom]);
	});

	test('believes the room when nobody knows any more what became of the job', async () => {
		const world = await startWorld();
		world.portal.faults.add({ on: 'job', trouble: 'loseResult' });
		expect(onlyItem(await archive(world))).toMatchObject({ archived: true });
		expect(archivedRooms(world)).toEqual([world.clientRoom]);
	});

	test('needs no scope for asking about operations (T57)', async () => {
		const world = await startWorld();
		const credentials = world.credentialsOf(world.manager, ['rooms:write']);
		expect(onlyItem(await archive(world, { credentials }))).toMatchObject({ archived: true });
	});

	test('names the scope for operations when the room does not arrive in time (T57)', async () => {
		const world = await startWorld();
		world.portal.faults.add({ on: 'job', delayMs: 300_000 });
		const credentials = world.credentialsOf(world.manager, ['rooms:write']);
		const { message, remedy } = failureOf(await archive(world, { credentials }));
		expect(message).toBe(
			'“Contoso” was not archived so far. The API key lacks the scope files:read, which Archive needs (HTTP 403)',
		);
		expect(remedy).toContain('add files:read');
	});

	test('a key that may not write rooms hears which scope it lacks', async () => {
		const world = await startWorld();
		const credentials = world.credentialsOf(world.manager, ['rooms:read', 'files:write']);
		expect(failureOf(await archive(world, { credentials })).message).toContain('rooms:write');
		expect(archivedRooms(world)).toEqual([]);
	});

	test('a Room manager who does not own the room hears who may', async () => {
		const world = await startWorld();
		const cora = colleague(world, 'Cora Colleague');
		const { message, remedy } = failureOf(
			await archive(world, { credentials: world.credentialsOf(cora) }),
		);
		expect(message).toBe('DocSpace does not let you archive “Contoso”');
		expect(remedy).toContain('owner');
	});

	test.each([
		['a folder', (world: World) => world.clientFolder, 'names the folder “Contoso”, not a room'],
		['nothing', () => 999_999, 'was not found'],
	])('refuses %s', async (_, idIn, problem) => {
		const world = await startWorld();
		const run = await world.run({
			operation: 'room.archive',
			fields: { room: byId(idIn(world)) },
		});
		expect(failureOf(run).message).toContain(problem);
		expect(writesTo(world)).toEqual([]);
	});

	test('works on DocSpace 3.6.1', async () => {
		const world = await startWorld({ portalVersion: '3.6.1' });
		expect(onlyItem(await archive(world))).toMatchObject({ archived: true });
		expect(onlyItem(await unarchive(world))).toMatchObject({ archived: false });
	});

	test('works on a room in third-party storage', async () => {
		const world = await startWorld();
		const { portal, manager } = world;
		const room = portal.addRoom({
			title: 'In the drive',
			type: 'custom',
			owner: manager.id,
			provider: 'drive',
		}).id;
		const run = await world.run({ operation: 'room.archive', fields: { room: byId(room) } });
		expect(onlyItem(run)).toMatchObject({ roomId: room, archived: true });
		expect(archivedRooms(world)).toEqual([room]);
	});
});
