import { ARCHIVE, archive, archivedRooms, unarchive } from '../../harness/operations/archiving';
import { failureOf } from '../../harness/failure';
import { writesTo } from '../../harness/requests';
import { endWorlds, onlyItem, startWorld } from '../../harness/world';

afterEach(endWorlds);

const UNARCHIVE = 'PUT files/rooms/{id}/unarchive';

describe('Unarchive', () => {
	test('brings the room back with its members, and is content with one that is back', async () => {
		const world = await startWorld();
		await archive(world);
		expect(onlyItem(await unarchive(world))).toEqual({
			roomId: world.clientRoom,
			roomTitle: 'Contoso',
			roomUrl: expect.any(String),
			archived: false,
			alreadyActive: false,
		});
		expect(archivedRooms(world)).toEqual([]);
		expect(onlyItem(await unarchive(world))).toMatchObject({ alreadyActive: true });
		expect(writesTo(world)).toEqual([ARCHIVE, UNARCHIVE]);
	});
});

describe('Unarchive: what stands in the way', () => {
	test('a portal that may have no more rooms says so, and the room stays archived', async () => {
		const world = await startWorld({ maxActiveRooms: 2 });
		await archive(world);
		world.portal.addRoom({ title: 'Next client', type: 'custom', owner: world.manager.id });
		const { message, remedy } = failureOf(await unarchive(world));
		expect(message).toBe(
			'“Contoso” was not restored from the archive. DocSpace says: The number of rooms should not exceed 2',
		);
		expect(remedy).toBe('Remove the cause, then run again');
		expect(archivedRooms(world)).toEqual([world.clientRoom]);
	});

	test('a lost answer does not matter', async () => {
		const world = await startWorld();
		await archive(world);
		world.portal.faults.add({ on: UNARCHIVE, cut: 'after' });
		expect(onlyItem(await unarchive(world))).toMatchObject({ archived: false });
		expect(archivedRooms(world)).toEqual([]);
	});
});
