/** Everything in the sandbox that takes time asks a clock, so that tests decide when time passes. */
export interface Clock {
	/** Milliseconds since the epoch. */
	now(): number;
	/** Runs `work` once, as soon as the clock reaches `atMs`; the answer takes it off the list again. */
	schedule(atMs: number, work: () => void): () => void;
	/** Resolves when `ms` milliseconds have passed on this clock. */
	sleep(ms: number): Promise<void>;
}

interface Appointment {
	at: number;
	sequence: number;
	work: () => void;
	cancelled: boolean;
}

/** The moment at which every virtual clock starts, so that runs can be compared. */
export const VIRTUAL_START = Date.UTC(2026, 5, 1, 7, 0, 0);

/** Real time in which others get the chance to go to sleep too, before somebody's sleep moves the time. */
const SETTLE_MS = 2;

function briefPause(): Promise<void> {
	const signal = AbortSignal.timeout(SETTLE_MS);
	return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
}

/**
 * A clock whose time moves only when it is told to: by `advance`, by `advanceTo`, or by somebody who
 * sleeps on it. Work that is due runs in the order of its time, then in the order it was scheduled.
 */
export class VirtualClock implements Clock {
	private time: number;
	private sequence = 0;
	private appointments: Appointment[] = [];
	private movement: Promise<void> = Promise.resolve();

	/** `pause` gives others the time to act before somebody's sleep moves the clock. */
	constructor(
		private readonly start = VIRTUAL_START,
		private readonly pause: () => Promise<void> = briefPause,
	) {
		this.time = start;
	}

	now(): number {
		return this.time;
	}

	schedule(atMs: number, work: () => void): () => void {
		const appointment = { at: atMs, sequence: this.sequence++, work, cancelled: false };
		this.enter(appointment);
		if (atMs <= this.time) void Promise.resolve().then(() => this.runDue(this.time));
		return () => {
			appointment.cancelled = true;
		};
	}

	/** Sleeping moves the time: the earliest sleeper's hour comes first, and others may act meanwhile. */
	sleep(ms: number): Promise<void> {
		if (ms <= 0) return Promise.resolve();
		const at = this.time + ms;
		return new Promise((resolve) => {
			this.schedule(at, resolve);
			void this.move(at, () => this.calm());
		});
	}

	/** Moves the time forward by `ms`, running all work that falls due. */
	advance(ms: number): Promise<void> {
		return this.move(this.time + ms, () => Promise.resolve());
	}

	/** Moves the time forward to `atMs`, running all work that falls due; never moves it back. */
	advanceTo(atMs: number): Promise<void> {
		return this.move(atMs, () => Promise.resolve());
	}

	/** Starts over at the time it had at first; nothing scheduled before runs any more. */
	restart(): void {
		this.appointments = [];
		this.time = this.start;
	}

	/** Resolves when nobody has made an appointment for a moment: a burst of requests sleeps as one. */
	private async calm(): Promise<void> {
		for (let before = -1; before !== this.sequence; ) {
			before = this.sequence;
			await this.pause();
		}
	}

	private move(target: number, settle: () => Promise<void>): Promise<void> {
		this.movement = this.movement.then(() => this.moveTo(target, settle));
		return this.movement;
	}

	private async moveTo(target: number, settle: () => Promise<void>): Promise<void> {
		await settle();
		for (let next = this.nextDue(target); next !== undefined; next = this.nextDue(target)) {
			this.runDue(next);
			await settle();
		}
		this.time = Math.max(this.time, target);
	}

	private nextDue(target: number): number | undefined {
		const first = this.appointments[0];
		return first !== undefined && first.at <= target ? first.at : undefined;
	}

	private runDue(until: number): void {
		for (let first = this.appointments[0]; first !== undefined; first = this.appointments[0]) {
			if (first.at > until) return;
			this.appointments.shift();
			this.time = Math.max(this.time, first.at);
			if (!first.cancelled) first.work();
		}
	}

	private enter(appointment: Appointment): void {
		let index = this.appointments.length;
		for (let before = this.appointments[index - 1]; before !== undefined; ) {
			if (before.at <= appointment.at) break;
			index -= 1;
			before = this.appointments[index - 1];
		}
		this.appointments.splice(index, 0, appointment);
	}
}
