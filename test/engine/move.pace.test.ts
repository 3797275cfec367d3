import { collect, mostMovesInFlight, move, POLL } from './moving';
import { endWorlds, fillRoom, startWorld, type World } from './world';

afterEach(endWorlds);

/** When the portal accepted its moves, in milliseconds since the first. */
function acceptances({ portal }: World): number[] {
	const times = portal.journal.of('operation.created').map(({ at }) => at);
	return times.map((at) => at - (times[0] ?? 0));
}

describe('Move Files keeps the portal at work', () => {
	it('has the next order there when a job ends, asking each seldom', async () => {
		const world = await startWorld({ latencyMs: 40, msPerFile: 10 });
		fillRoom(world, world.clientRoom, { folders: 16, filesEach: 100 });
		const report = await move(world, await collect(world));
		expect(report).toMatchObject({ movedCount: 1600, complete: true });

		// Eight at once, then the other eight when these end after a second.
		const times = acceptances(world);
		expect(times).toHaveLength(16);
		expect(times[7]).toBeLessThan(100);
		for (const time of times.slice(8)) {
			expect(time).toBeGreaterThan(900);
			expect(time).toBeLessThan(1150);
		}
		expect(world.portal.requests.to(POLL).length).toBeLessThanOrEqual(16 * 4);
	});

	it('waits for the end of each where the portal cannot tell moves apart', async () => {
		const world = await startWorld({ portalVersion: '3.1.1', latencyMs: 40, msPerFile: 5 });
		fillRoom(world, world.clientRoom, { folders: 3, filesEach: 100 });
		await move(world, await collect(world));
		expect(acceptances(world)).toHaveLength(3);
		expect(mostMovesInFlight(world)).toBe(1);
	});

	it('renames for the next jobs while others are at work', async () => {
		const world = await startWorld({ latencyMs: 40, msPerFile: 10 });
		// The last hundred, the ninth job, are namesakes of others.
		const titles = Array.from({ length: 800 }, (_, n) => `File ${n}.docx`);
		world.portal.addFiles(world.clientRoom, titles);
		const twins = world.portal.addFolder(world.clientRoom, 'Twins').id;
		world.portal.addFiles(twins, titles.slice(0, 100));
		const report = await move(world, await collect(world));
		expect(report.renamed).toHaveLength(100);

		const { entries } = world.portal.journal;
		const firstEnd = entries.find(({ what }) => what === 'operation.finished')?.at ?? 0;
		const renames = entries.filter(({ what }) => what === 'file.renamed');
		expect(renames).toHaveLength(100);
		expect(renames.every(({ at }) => at < firstEnd)).toBe(true);
		expect(acceptances(world).at(-1)).toBeLessThan(1150);
	});
});
