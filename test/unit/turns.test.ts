import { sleep } from 'n8n-workflow';

import { ExecutionCancelled } from '../../nodes/DocSpace/portal/time';
import { inTurn, inTurnOfRooms } from '../../nodes/DocSpace/portal/turns';

/** A task that notes when it begins and ends when it is told to. */
function task(name: string, notes: string[]) {
	let end = () => {};
	const ended = new Promise<void>((resolve) => (end = resolve));
	const run = async () => {
		notes.push(name);
		await ended;
		return name;
	};
	return { run, end };
}

const settle = async () => await sleep(0);

describe('turns', () => {
	it('runs tasks of one key one after the other, in the order they came', async () => {
		const notes: string[] = [];
		const first = task('first', notes);
		const second = task('second', notes);
		const third = task('third', notes);
		const all = [first, second, third].map(
			async ({ run }) => await inTurn('room 1', undefined, run),
		);
		await settle();
		expect(notes).toEqual(['first']);
		third.end();
		first.end();
		await settle();
		expect(notes).toEqual(['first', 'second']);
		second.end();
		await expect(Promise.all(all)).resolves.toEqual(['first', 'second', 'third']);
	});

	it('lets tasks of different keys run at once', async () => {
		const notes: string[] = [];
		const one = task('one', notes);
		const other = task('other', notes);
		const both = [inTurn('room 1', undefined, one.run), inTurn('room 2', undefined, other.run)];
		await settle();
		expect(notes).toEqual(['one', 'other']);
		one.end();
		other.end();
		await Promise.all(both);
	});

	it('passes the turn on when a task fails', async () => {
		const failing = inTurn('room 1', undefined, async () => {
			await settle();
			throw new Error('refused');
		});
		const next = inTurn('room 1', undefined, async () => await Promise.resolve('next'));
		await expect(failing).rejects.toThrow('refused');
		await expect(next).resolves.toBe('next');
	});

	it('lets who is cancelled leave the line at once, and nobody overtake because of it', async () => {
		const notes: string[] = [];
		const cancel = new AbortController();
		const first = task('first', notes);
		const third = task('third', notes);
		const running = inTurn('room 1', undefined, first.run);
		const waiting = inTurn('room 1', cancel.signal, task('second', notes).run);
		const last = inTurn('room 1', undefined, third.run);
		await settle();
		cancel.abort();
		await expect(waiting).rejects.toThrow(ExecutionCancelled);
		expect(notes).toEqual(['first']);
		first.end();
		await settle();
		expect(notes).toEqual(['first', 'third']);
		third.end();
		await Promise.all([running, last]);
	});

	it('runs nothing for who was cancelled before', async () => {
		const run = jest.fn(async () => await Promise.resolve());
		await expect(inTurn('room 1', AbortSignal.abort(), run)).rejects.toThrow(ExecutionCancelled);
		expect(run).not.toHaveBeenCalled();
	});

	it('tells a task whether it had to wait', async () => {
		const tell = async (hasWaited: boolean) => await Promise.resolve(hasWaited);
		const both = [inTurn('room 1', undefined, tell), inTurn('room 1', undefined, tell)];
		await expect(Promise.all(both)).resolves.toEqual([false, true]);
	});
});

describe('turns of rooms', () => {
	const PORTAL = 'https://portal.example';

	it('keep everybody out of all of them, on this portal', async () => {
		const notes: string[] = [];
		const first = task('1 and 2', notes);
		const [one, two, other] = [task('1', notes), task('2', notes), task('2 elsewhere', notes)];
		const running = inTurnOfRooms(PORTAL, [2, 1, 2], undefined, first.run);
		await settle();
		const all = [
			running,
			inTurnOfRooms(PORTAL, [1], undefined, one.run),
			inTurnOfRooms(PORTAL, [2], undefined, two.run),
			inTurnOfRooms('https://other.example', [2], undefined, other.run),
		];
		await settle();
		expect(notes.sort()).toEqual(['1 and 2', '2 elsewhere']);
		for (const { end } of [first, one, two, other]) end();
		await Promise.all(all);
		expect(notes).toHaveLength(4);
	});

	it('end no matter in which order two name the same rooms', async () => {
		const run = async (hasWaited: boolean) => {
			await settle();
			return hasWaited;
		};
		const both = [
			inTurnOfRooms(PORTAL, [1, 2], undefined, run),
			inTurnOfRooms(PORTAL, [2, 1], undefined, run),
		];
		await expect(Promise.all(both)).resolves.toEqual([false, true]);
	});

	it('are none where there are no rooms', async () => {
		const run = async (hasWaited: boolean) => await Promise.resolve(hasWaited);
		await expect(inTurnOfRooms(PORTAL, [], undefined, run)).resolves.toBe(false);
	});
});
