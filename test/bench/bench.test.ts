import { listingLimitMs, movingLimitMs, requestBudget } from '../../bench/limits';
import type { Outcome } from '../../bench/outcome';
import { fillBenchPortal, type RoomSize } from '../../bench/room';
import { faultsOf, projectRecipe, toMeasurement } from '../../bench/results';
import { startSandbox } from '../../sandbox';

const TARGET = { size: { files: 10_000, folders: 1_000 }, rttMs: 40, msPerFile: 2 };

describe('the physical limit', () => {
	it('of a listing is eight pages a round trip', () => {
		expect(listingLimitMs(TARGET)).toBe(14 * 40);
		expect(listingLimitMs({ ...TARGET, size: { files: 100, folders: 10 } })).toBe(40);
	});

	it("of moving is the portal's work at eight jobs, and the round trips around it", () => {
		expect(movingLimitMs(TARGET)).toBe(4 * 40 + (10_000 * 2) / 8 + 12 * 40 + 13 * 40);
		// A single job cannot be shared.
		expect(movingLimitMs({ ...TARGET, size: { files: 100, folders: 10 } })).toBe(5 * 40 + 200);
	});
});

describe('what is measured on', () => {
	const sizes: RoomSize[] = [
		{ files: 1_000, folders: 100 },
		{ files: 1_000, folders: 100, depth: 50 },
	];
	it.each(sizes)(
		'is a room of so many files and folders, namesakes among them: %j',
		async (size) => {
			const sandbox = await startSandbox();
			try {
				const { roomId } = fillBenchPortal(sandbox.portal, size);
				const room = sandbox.portal.folder(roomId);
				expect(room.filesCount).toBe(1_000);
				expect(room.foldersCount).toBe(100);
				const titles = sandbox.portal.filesBelow(roomId).map(({ title }) => title);
				const renames = requestBudget(size)['PUT files/file/{id}'] ?? 0;
				expect(titles.length - new Set(titles).size).toBeGreaterThan(20);
				expect(titles.length - new Set(titles).size).toBeLessThanOrEqual(renames);
			} finally {
				await sandbox.close();
			}
		},
	);
});

describe('a rival that was broken off', () => {
	const own = { startedAt: 0, cpuSeconds: 1, memoryMb: 1, baselineMb: 1, brokenOffMs: 10_000 };

	it('while it listed, is reckoned from its requests so far', () => {
		const times = projectRecipe(TARGET, own, { 'GET files/{id}': 200 });
		expect(times.listedMs).toBe((1_001 + 14) * 50);
		expect(times.doneMs).toBe(times.listedMs + 3 * 50 + 100 * 250);
	});

	it('while it sent, keeps the time it took to list', () => {
		const times = projectRecipe(
			TARGET,
			{ ...own, listedMs: 5_000 },
			{ 'GET files/{id}': 100, 'PUT files/fileops/move': 20 },
		);
		expect(times.listedMs).toBe(5_000);
		expect(times.doneMs).toBe(5_000 + 3 * 50 + 100 * 250);
	});
});

describe('the verdict on ours', () => {
	const size = { files: 100, folders: 10 };
	const outcome: Outcome & { cpuSeconds: number } = {
		requests: { 'GET files/{id}': 5, 'PUT files/fileops/move': 1 },
		archived: 100,
		left: 0,
		lost: 0,
		namesakes: 0,
		lastArrival: 900,
		guestIsOut: true,
		cpuSeconds: 1,
	};
	const own = { saysDone: true, startedAt: 100, cpuSeconds: 1, memoryMb: 1, baselineMb: 1 };
	const verdict = (changed: Partial<typeof outcome>) =>
		faultsOf(
			toMeasurement({ way: 'ours', name: 'ours' }, { size, rttMs: 5, msPerFile: 2 }, own, {
				...outcome,
				...changed,
			}),
		);

	it('is silent when all is well, however long it took', () => {
		expect(verdict({ lastArrival: 10_000_000 })).toEqual([]);
	});

	it('names files that are left or lost', () => {
		expect(verdict({ archived: 98, left: 1, lost: 1 })).toEqual([
			'98 of 100 files are archived',
			'1 files are left in the room',
			'1 files are lost',
		]);
	});

	it('names requests beyond the budget, and routes that have none', () => {
		const requests = { 'PUT files/fileops/move': 2, 'GET files/file/{id}': 3 };
		expect(verdict({ requests })).toEqual([
			'2 times PUT files/fileops/move, 1 at most',
			'3 times GET files/file/{id}, 0 at most',
		]);
	});
});
