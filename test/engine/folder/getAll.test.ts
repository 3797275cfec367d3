import { NODE_NAME, type WorkflowRun } from '../../harness/engine';
import {
	byId,
	endWorlds,
	fillRoom,
	runnerOf,
	type RunOptions,
	startWorld,
} from '../../harness/world';

afterEach(endWorlds);

const getFolders = runnerOf('folder.getAll');

function titlesIn(run: WorkflowRun): unknown[] {
	return run.json(NODE_NAME).map(({ title }) => title);
}

describe('Folder: Get Many', () => {
	test('lists the folders directly in a room, and not the files', async () => {
		const world = await startWorld();
		fillRoom(world, world.clientRoom, { folders: 3, filesEach: 2 });
		const run = await getFolders(world, { folder: byId(world.clientRoom) });
		expect(titlesIn(run)).toEqual(['Folder 0', 'Folder 1', 'Folder 2']);
	});

	test.each([undefined, 'drive'] as const)(
		'lists those at any depth in storage %s',
		async (provider) => {
			const world = await startWorld();
			const { portal, manager } = world;
			const room = portal.addRoom({
				title: 'Deep',
				type: 'custom',
				owner: manager.id,
				provider,
			}).id;
			let parent = room;
			for (let depth = 1; depth <= 5; depth += 1) {
				parent = portal.addFolder(parent, `Level ${depth}`).id;
			}
			portal.addFolder(room, 'Other');
			const listed = async (fields: RunOptions['fields']) =>
				titlesIn(await getFolders(world, { folder: byId(room), ...fields }));
			expect(await listed({})).toEqual(['Level 1', 'Other']);
			expect(await listed({ includeSubfolders: true })).toEqual([
				'Level 1',
				'Other',
				'Level 2',
				'Level 3',
				'Level 4',
				'Level 5',
			]);
			expect(await listed({ includeSubfolders: true, limit: 3 })).toEqual([
				'Level 1',
				'Other',
				'Level 2',
			]);
			expect(await listed({ limit: 1 })).toEqual(['Level 1']);
		},
	);

	test('asks for a hundred folders at once, wherever they lie', async () => {
		const world = await startWorld({ tieOrder: 'stable' });
		const { portal } = world;
		for (let n = 0; n < 30; n += 1) {
			const top = portal.addFolder(world.clientRoom, `Top ${String(n + 10)}`).id;
			for (let m = 0; m < 9; m += 1) portal.addFolder(top, `Below ${String(m)}`);
		}
		portal.requests.reset();
		const run = await getFolders(world, {
			folder: byId(world.clientRoom),
			includeSubfolders: true,
			returnAll: true,
		});
		const titles = titlesIn(run);
		expect(titles).toHaveLength(300);
		expect(titles.slice(28, 32)).toEqual(['Top 38', 'Top 39', 'Below 0', 'Below 1']);
		expect(portal.requests.entries).toHaveLength(3);
	});

	test('does without a folder that is closed to the user, and without waiting for it', async () => {
		const world = await startWorld();
		const { portal, manager } = world;
		portal.addFolder(world.clientRoom, 'Open');
		const closed = portal.addFolder(world.clientRoom, 'Closed').id;
		portal.restrict(closed, manager.id);
		const started = world.sandbox.clock.now();
		const run = await getFolders(world, {
			folder: byId(world.clientRoom),
			includeSubfolders: true,
			returnAll: true,
		});
		expect(titlesIn(run)).toEqual(['Open']);
		expect(world.sandbox.clock.now() - started).toBeLessThan(1000);
	});

	test('lists more than a page', async () => {
		const world = await startWorld();
		fillRoom(world, world.clientRoom, { folders: 130, filesEach: 0 });
		const folder = byId(world.clientRoom);
		expect(titlesIn(await getFolders(world, { folder, returnAll: true }))).toHaveLength(130);
		expect(titlesIn(await getFolders(world, { folder }))).toHaveLength(50);
	});
});
