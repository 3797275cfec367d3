import { ExecutionCancelled, time } from '../../nodes/DocSpace/portal/time';
import { VIRTUAL_START, VirtualClock } from '../../sandbox';
import { installVirtualTime } from '../harness/virtualTime';

describe('virtual time', () => {
	const realWait = time.wait;
	let clock: VirtualClock;
	let restore: () => void;

	beforeEach(() => {
		clock = new VirtualClock();
		restore = installVirtualTime(clock);
	});
	afterEach(() => restore());

	test('moves once for eight who wait together', async () => {
		await Promise.all(Array.from({ length: 8 }, async () => await time.wait(500)));
		expect(time.now()).toBe(VIRTUAL_START + 500);
	});

	test('wakes those who wait in the order of their hours', async () => {
		const woken: string[] = [];
		await Promise.all([
			time.wait(2_000).then(() => woken.push(`long ${time.now() - VIRTUAL_START}`)),
			(async () => {
				for (let i = 0; i < 3; i++) {
					await time.wait(500);
					woken.push(`short ${time.now() - VIRTUAL_START}`);
				}
			})(),
		]);
		expect(woken).toEqual(['short 500', 'short 1000', 'short 1500', 'long 2000']);
	});

	test('lets scheduled work happen on the way', async () => {
		const done: number[] = [];
		clock.schedule(VIRTUAL_START + 300, () => done.push(clock.now() - VIRTUAL_START));
		await time.wait(60_000);
		expect(done).toEqual([300]);
		expect(time.now()).toBe(VIRTUAL_START + 60_000);
	});

	test('ends with the cancelled execution', async () => {
		const controller = new AbortController();
		const waiting = time.wait(1_000, controller.signal);
		controller.abort();
		await expect(waiting).rejects.toThrow(ExecutionCancelled);
		await expect(time.wait(1_000, controller.signal)).rejects.toThrow(ExecutionCancelled);
	});

	test('gives the real time back', () => {
		restore();
		expect(time.wait).toBe(realWait);
		expect(time.now()).not.toBe(clock.now());
	});
});
