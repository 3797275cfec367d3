import { addFiles, collect, move, POLL, PUT_MOVE } from '../../harness/operations/moving';
import { endWorlds, fillRoom, startWorld, type World } from '../../harness/world';

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

	it('asks only for what it reads of a move, never for the files moved so far', async () => {
		const world = await startWorld({ latencyMs: 40, msPerFile: 10 });
		addFiles(world, 100);
		await move(world, await collect(world));
		const polls = world.portal.requests.to(POLL);
		expect(polls.length).toBeGreaterThan(1);
		for (const { query } of [...polls, ...world.portal.requests.to(PUT_MOVE)]) {
			expect(new URLSearchParams(query).get('fields')).toBe(
				'id,progress,error,processed,finished,status',
			);
		}
	});

	it('is not misled by a slow start', async () => {
		const world = await startWorld({ latencyMs: 20, msPerFile: 150 });
		addFiles(world, 24);
		const files = await collect(world);
		// The first file takes as long as all others together.
		world.portal.faults.add({
			on: 'job',
			file: 2,
			acts: [({ settings }) => void (settings.msPerFile = 50)],
		});
		const started = world.sandbox.clock.now();
		await move(world, files);
		const { at: ended } = world.portal.journal.of('operation.finished')[0] ?? { at: 0 };
		expect(world.sandbox.clock.now() - ended).toBeLessThan((ended - started) / 2);
	});

	it('asks less and less while nothing moves, and never without pause', async () => {
		const world = await startWorld({ latencyMs: 5, msPerFile: 10 });
		addFiles(world, 100);
		const files = await collect(world);
		world.portal.faults.add({
			on: 'job',
			file: 100,
			acts: [({ settings }) => void (settings.msPerFile = 58_000)],
		});
		expect((await move(world, files)).complete).toBe(true);
		const times = world.portal.requests.to(POLL).map(({ at }) => at);
		const pauses = times.slice(1).map((at, n) => at - (times[n] ?? 0));
		// 58 seconds for the last of the hundred files.
		expect(times.length).toBeLessThan(30);
		const late = pauses.filter((_, n) => (times[n] ?? 0) - (times[0] ?? 0) > 2500);
		expect(Math.min(...late)).toBeGreaterThanOrEqual(250);
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
