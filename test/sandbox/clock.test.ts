import { VirtualClock } from '../../sandbox';
import { startBench, stopBenches } from './support';

describe('the virtual clock', () => {
	afterAll(stopBenches);

	it('stands still until it is moved, and runs what is due in order', async () => {
		const clock = new VirtualClock(0);
		const ran: string[] = [];
		clock.schedule(20, () => ran.push(`b${clock.now()}`));
		clock.schedule(10, () => ran.push(`a${clock.now()}`));
		clock.schedule(20, () => ran.push(`c${clock.now()}`));
		clock.schedule(31, () => ran.push('late'));
		await clock.advance(5);
		expect(ran).toEqual([]);
		await clock.advanceTo(30);
		expect(ran).toEqual(['a10', 'b20', 'c20']);
		expect(clock.now()).toBe(30);
	});

	it('runs work that was scheduled by work, in the same move', async () => {
		const clock = new VirtualClock(0);
		const ran: number[] = [];
		const again = () => {
			ran.push(clock.now());
			if (ran.length < 4) clock.schedule(clock.now() + 10, again);
		};
		clock.schedule(10, again);
		await clock.advance(35);
		expect(ran).toEqual([10, 20, 30]);
	});

	it('starts over at its first time, and forgets what was to come', async () => {
		const clock = new VirtualClock(5);
		let runs = 0;
		clock.schedule(20, () => runs++);
		await clock.advance(10);
		clock.restart();
		expect(clock.now()).toBe(5);
		await clock.advance(100);
		expect(runs).toBe(0);
	});

	it('lets nothing run twice or after it was cancelled', async () => {
		const clock = new VirtualClock(0);
		let runs = 0;
		const cancel = clock.schedule(10, () => runs++);
		clock.schedule(10, () => runs++);
		cancel();
		await Promise.all([clock.advance(10), clock.advance(10)]);
		expect(runs).toBe(1);
	});

	it('moves by itself for sleepers, who wake in the order of their hours', async () => {
		const clock = new VirtualClock(0);
		const woke: string[] = [];
		await Promise.all([
			clock.sleep(300).then(() => woke.push(`long ${clock.now()}`)),
			clock.sleep(100).then(() => woke.push(`short ${clock.now()}`)),
		]);
		expect(woke).toEqual(['short 100', 'long 300']);
	});

	it('makes a slow portal cost no real time', async () => {
		const bench = await startBench({ latencyMs: 60_000 });
		const before = bench.clock.now();
		await bench.api.get('settings/version/build');
		await bench.api.get('settings/version/build');
		expect(bench.clock.now() - before).toBe(120_000);
	});
});
