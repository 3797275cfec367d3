import { byId, endWorlds, fillRoom, onlyItem, startWorld } from './world';

afterEach(endWorlds);

describe('Collect Room Files', () => {
	it('finds all 1,234 files of a room whose files lie in folders of folders', async () => {
		const world = await startWorld();
		fillRoom(world, world.clientRoom, { folders: 7, filesEach: 176 });
		const deep = world.portal.addFolder(world.clientRoom, 'Deep').id;
		world.portal.addFile(world.portal.addFolder(deep, 'Deeper').id, 'Deepest.pdf');
		world.portal.addFile(world.clientRoom, 'Top.pdf');

		const run = await world.run({
			operation: 'room.collectFiles',
			fields: { room: byId(world.clientRoom) },
		});

		const item = onlyItem(run);
		expect(item.fileCount).toBe(1234);
		expect(item.files).toEqual(
			expect.arrayContaining([
				expect.objectContaining({ title: 'Deepest.pdf', path: 'Deep/Deeper' }),
			]),
		);
	});
});
