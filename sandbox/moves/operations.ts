import type { Settings } from '../ground/settings';
import { OperationType, TaskStatus } from '../model/enums';
import type { Store } from '../model/store';
import type { EntryId, PortalUser } from '../model/types';

/** What people see of a job, and how it is kept (docspace-api.md 6.2). */
export interface Operation {
	id: string;
	userId: string;
	type: OperationType;
	status: TaskStatus;
	progress: number;
	error: string;
	processed: number;
	finished: boolean;
	/** Whether the finished state is kept for one read, that is `deleteAfter: false` (docspace-api.md 6.5). */
	hold: boolean;
	updated: number;
	resultFiles: EntryId[];
	resultFolders: EntryId[];
	/** What a download has packed, by what its address names it by. */
	archive?: string;
}

/** An operation not updated for this long is forgotten (docspace-api.md 6.5). */
const RESULT_LIFETIME_MS = 60_000;
const CLEANER_PERIOD_MS = 10_000;

/** Ends a job as an unhandled exception does: finished, and no word of why (docspace-api.md 6.4, T32). */
export class JobCrash extends Error {}
/** Ends a job as a cancellation does: its operation vanishes (docspace-api.md 6.4). */
export class JobCancelled extends Error {}

/** One job in the worker's queue. */
export interface Job {
	/** Counts from 1, in the order in which the portal accepted them. */
	number: number;
	operation: Operation;
	destinationId?: EntryId;
	/** Earliest start; a slow queue pushes it back. */
	notBefore: number;
	cancelled: boolean;
	steps: Generator<void>;
}

/** What a job needs to run. */
export interface JobContext {
	store: Store;
	settings: Settings;
	user: PortalUser;
	operation: Operation;
	/** Called before each file that was asked for; throws to crash or cancel the job. */
	beforeFile: (fileId: EntryId) => void;
}

/** Where faults reach into jobs. */
export interface JobHooks {
	accepted(job: Job): void;
	beforeFile(job: Job, fileNumber: number, fileId: EntryId): void;
	finished(job: Job): void;
}

export interface NewJob {
	user: PortalUser;
	type: OperationType;
	hold: boolean;
	details: Record<string, unknown>;
	destinationId?: EntryId;
	steps: (context: JobContext) => Generator<void>;
}

/** The queue, its workers, and the place where results wait to be read once (docspace-api.md 6.4, 6.5). */
export class Operations {
	hooks: JobHooks | undefined;
	private readonly list = new Map<string, Operation>();
	private readonly jobs = new Map<string, Job>();
	private queue: Job[] = [];
	private running = 0;
	private accepted = 0;

	constructor(
		private readonly store: Store,
		private readonly settings: Settings,
	) {}

	/** Accepts a job; it starts no sooner than the clock's next turn. */
	start(order: NewJob): Operation {
		const operation = this.newOperation(order);
		const { store, settings } = this;
		let fileNumber = 0;
		const job: Job = {
			number: ++this.accepted,
			operation,
			destinationId: order.destinationId,
			notBefore: store.clock.now(),
			cancelled: false,
			steps: order.steps({
				store,
				settings,
				user: order.user,
				operation,
				beforeFile: (fileId) => this.hooks?.beforeFile(job, ++fileNumber, fileId),
			}),
		};
		this.list.set(operation.id, operation);
		this.jobs.set(operation.id, job);
		this.queue.push(job);
		store.journal.note(order.user.id, 'operation.created', { id: operation.id, ...order.details });
		this.hooks?.accepted(job);
		this.watchAge(operation);
		store.clock.schedule(job.notBefore, () => this.employ());
		return operation;
	}

	/**
	 * What a read shows, and takes away: a finished operation is delivered once, or never when it was
	 * started with `deleteAfter: true` (docspace-api.md 6.5).
	 */
	read(userId: string, wanted: (operation: Operation) => boolean): Operation[] {
		const seen: Operation[] = [];
		for (const operation of [...this.list.values()]) {
			if (operation.userId !== userId || !wanted(operation)) continue;
			const isOver = operation.status > TaskStatus.running;
			if (isOver) {
				operation.progress = 100;
				this.list.delete(operation.id);
				this.store.journal.note(userId, 'operation.consumed', { id: operation.id });
			}
			if (operation.hold || operation.progress !== 100) seen.push(operation);
		}
		return seen;
	}

	/** Cancels operations of one user: they vanish, what was moved stays moved (docspace-api.md 6.6). */
	terminate(userId: string, id: string | undefined): void {
		for (const operation of [...this.list.values()]) {
			if (operation.userId !== userId || (id !== undefined && operation.id !== id)) continue;
			this.list.delete(operation.id);
			const job = this.jobs.get(operation.id);
			if (job !== undefined) job.cancelled = true;
			this.store.journal.note(userId, 'operation.cancelled', { id: operation.id });
		}
	}

	/** Takes an operation off the list as the cleaner does, without waiting for it. */
	forget(id: string): void {
		const operation = this.list.get(id);
		if (operation === undefined) return;
		this.list.delete(id);
		this.store.journal.note('', 'operation.purged', { id });
		const job = this.jobs.get(id);
		if (job !== undefined && operation.status === TaskStatus.running) job.cancelled = true;
	}

	/** Operations that a read could still see. */
	listed(): Operation[] {
		return [...this.list.values()];
	}

	/** Whether any job still waits or works. */
	isBusy(): boolean {
		return this.running > 0 || this.queue.length > 0;
	}

	/** Delays a job that has not started yet. */
	delay(job: Job, ms: number): void {
		job.notBefore = this.store.clock.now() + ms;
		this.store.clock.schedule(job.notBefore, () => this.employ());
	}

	private newOperation(order: NewJob): Operation {
		return {
			id: this.store.random.guid(),
			userId: order.user.id,
			type: order.type,
			status: TaskStatus.created,
			progress: 0,
			error: '',
			processed: 0,
			finished: false,
			hold: order.hold,
			updated: this.store.clock.now(),
			resultFiles: [],
			resultFolders: [],
		};
	}

	/** Gives waiting jobs to idle workers. */
	private employ(): void {
		const now = this.store.clock.now();
		while (this.running < this.settings.workers) {
			const index = this.queue.findIndex(({ notBefore }) => notBefore <= now);
			const [job] = index < 0 ? [] : this.queue.splice(index, 1);
			if (job === undefined) return;
			this.begin(job);
		}
	}

	private begin(job: Job): void {
		this.running += 1;
		this.update(job, TaskStatus.running);
		this.proceed(job);
	}

	/** Does what costs no time, and comes back later for what does. */
	private proceed(job: Job): void {
		const { clock } = this.store;
		const { msPerFile } = this.settings;
		while (this.advance(job)) {
			if (msPerFile <= 0) continue;
			clock.schedule(clock.now() + msPerFile, () => this.proceed(job));
			return;
		}
		job.operation.finished = true;
		job.operation.updated = clock.now();
		// A finished operation may be seen while its task still counts as running (docspace-api.md 6.5).
		if (msPerFile > 0) clock.schedule(clock.now() + 1, () => this.complete(job));
		else this.complete(job);
	}

	/**
	 * Lets a job do one step; false when it has come to its end, whichever it is. A file on its way is
	 * finished even when the job was cancelled meanwhile, only the rest is not (docspace-api.md 6.5 c).
	 */
	private advance(job: Job): boolean {
		job.operation.updated = this.store.clock.now();
		try {
			return job.steps.next().done !== true && !job.cancelled;
		} catch (problem) {
			if (problem instanceof JobCancelled) {
				job.cancelled = true;
				this.list.delete(job.operation.id);
			}
			return false;
		}
	}

	private complete(job: Job): void {
		const { operation } = job;
		this.update(job, job.cancelled ? TaskStatus.cancelled : TaskStatus.completed);
		this.jobs.delete(operation.id);
		this.running -= 1;
		const { id, error, processed } = operation;
		const what = job.cancelled ? 'operation.stopped' : 'operation.finished';
		this.store.journal.note(operation.userId, what, { id, error, processed });
		this.hooks?.finished(job);
		this.employ();
	}

	private update(job: Job, status: TaskStatus): void {
		job.operation.status = status;
		job.operation.updated = this.store.clock.now();
	}

	private watchAge(operation: Operation): void {
		const { clock } = this.store;
		const expiry = operation.updated + RESULT_LIFETIME_MS;
		const visit = Math.ceil((expiry + 1) / CLEANER_PERIOD_MS) * CLEANER_PERIOD_MS;
		clock.schedule(visit, () => {
			if (!this.list.has(operation.id)) return;
			if (clock.now() - operation.updated <= RESULT_LIFETIME_MS) this.watchAge(operation);
			else this.forget(operation.id);
		});
	}
}
