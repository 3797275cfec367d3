import type { RawAnswer } from '../ground/answers';
import { OperationType } from '../model/enums';
import type { EntryId } from '../model/types';
import { type Job, JobCancelled, JobCrash, type JobHooks } from '../moves/operations';
import { LOST_USER_ID } from '../people/people';
import type { PlainAct } from './acts';
import type { BusyPortal } from './busyPortal';
import { isPresetName, PRESET_ANSWERS, type PresetName } from './presetAnswers';

/** An act of somebody else: plain data, or any code that runs in the sandbox's own process. */
export type Act = PlainAct | ((portal: BusyPortal & { readonly faults: Faults }) => void);

/** An answer given in place of the portal's own: by name, or spelled out. */
export type FaultAnswer = PresetName | RawAnswer;

interface Occasion {
	/** Fires on the k-th occasion, counted from 1 when the fault is added; 1 by default. */
	nth?: number;
	/** How many occasions in a row it fires on; 1 by default, 0 for all that follow. */
	times?: number;
}

/** Goes wrong on the k-th request of a kind (docspace-api.md 13.11). */
export interface RequestFault extends Occasion {
	/** Method and route, such as `GET files/{id}`; `*` stands for any method, any route, or both. */
	on: string;
	/** Acts of other users, done before the request is looked at. */
	acts?: Act[];
	/** Answered without handling the request. */
	answer?: FaultAnswer;
	/** Handled, and then answered like this: an accepted write of which the client hears nothing. */
	answerAfter?: FaultAnswer;
	/** The connection breaks before the request is handled, after, or within the answer's body. */
	cut?: Cut;
}

type Cut = 'before' | 'after' | 'within';

export type JobTrouble =
	/** The job ends at once: finished, `error: ""` (T32). */
	| 'crash'
	/** The operation vanishes; what was moved stays moved. */
	| 'cancel'
	/** The server dies: a file that was to be moved next has moved, of which the counters learn nothing (T149). */
	| 'dieUncounted'
	/** Somebody deletes the destination. */
	| 'deleteDestination'
	/** Somebody else locks the file that is next. */
	| 'lockFile'
	/** Somebody else opens the file that is next in an editor. */
	| 'openFile'
	/** The result is gone before anybody has read it. */
	| 'loseResult';

/** Goes wrong in the k-th job that the portal accepts (docspace-api.md 13.11). */
export interface JobFault extends Occasion {
	on: 'job';
	/** Before the k-th file of the job; 1 by default. Jobs that move only folders have no files. */
	file?: number;
	trouble?: JobTrouble;
	/** The job waits this long in the queue before it starts. */
	delayMs?: number;
	/** Acts of other users, done before that file. */
	acts?: Act[];
}

export type Fault = RequestFault | JobFault;

/** What faults do to one request. */
export interface RequestTrouble {
	acts: Act[];
	answer?: RawAnswer;
	answerAfter?: RawAnswer;
	cut?: Cut;
}

interface Armed<T extends Fault> {
	fault: T;
	seen: number;
}

function isJobFault(fault: Fault): fault is JobFault {
	return fault.on === 'job';
}

function rawAnswer(answer: FaultAnswer | undefined): RawAnswer | undefined {
	return isPresetName(answer) ? PRESET_ANSWERS[answer] : answer;
}

function concerns(pattern: string, route: string): boolean {
	if (pattern === '*') return true;
	const [method, template] = pattern.split(' ');
	const [itsMethod, itsTemplate] = route.split(' ');
	return (method === '*' || method === itsMethod) && (template === '*' || template === itsTemplate);
}

/** Counts one more occasion; true when the fault fires on it. */
function fires(armed: Armed<Fault>): boolean {
	armed.seen += 1;
	const { nth = 1, times = 1 } = armed.fault;
	return armed.seen >= nth && (times === 0 || armed.seen < nth + times);
}

/** What goes wrong, and when: counted in requests and files, never in seconds, so that runs can be replayed. */
export class Faults implements JobHooks {
	private requestFaults: Armed<RequestFault>[] = [];
	private jobFaults: Armed<JobFault>[] = [];
	private readonly troubledJobs = new Map<Job, JobFault[]>();

	constructor(
		private readonly portal: BusyPortal,
		private readonly perform: (act: Act) => void,
	) {}

	/** Arms a fault. */
	add(fault: Fault): void {
		if (isJobFault(fault)) this.jobFaults.push({ fault, seen: 0 });
		else this.requestFaults.push({ fault, seen: 0 });
	}

	/** Disarms all faults. */
	clear(): void {
		this.requestFaults = [];
		this.jobFaults = [];
	}

	/** Faults that are armed, as they were given. */
	armed(): Fault[] {
		return [...this.requestFaults, ...this.jobFaults].map(({ fault }) => fault);
	}

	/** What happens to one request to a route. */
	troubleFor(route: string): RequestTrouble {
		const trouble: RequestTrouble = { acts: [] };
		for (const armed of this.requestFaults) {
			if (!concerns(armed.fault.on, route) || !fires(armed)) continue;
			const { acts, answer, answerAfter, cut } = armed.fault;
			trouble.acts.push(...(acts ?? []));
			trouble.answer ??= rawAnswer(answer);
			trouble.answerAfter ??= rawAnswer(answerAfter);
			trouble.cut ??= cut;
		}
		return trouble;
	}

	accepted(job: Job): void {
		const troubles = this.jobFaults.filter(fires).map(({ fault }) => fault);
		if (troubles.length === 0) return;
		this.troubledJobs.set(job, troubles);
		for (const { delayMs } of troubles) {
			if (delayMs !== undefined) this.portal.operations.delay(job, delayMs);
		}
	}

	beforeFile(job: Job, fileNumber: number, fileId: EntryId): void {
		for (const fault of this.troubledJobs.get(job) ?? []) {
			if (fileNumber !== (fault.file ?? 1)) continue;
			for (const act of fault.acts ?? []) this.perform(act);
			this.strike(job, fault.trouble, fileId);
		}
	}

	finished(job: Job): void {
		const troubles = this.troubledJobs.get(job) ?? [];
		this.troubledJobs.delete(job);
		if (troubles.some(({ trouble }) => trouble === 'loseResult')) {
			this.portal.operations.forget(job.operation.id);
		}
	}

	private strike(job: Job, trouble: JobTrouble | undefined, fileId: EntryId): void {
		const { destinationId, operation } = job;
		switch (trouble) {
			case 'crash':
				throw new JobCrash();
			case 'cancel':
				throw new JobCancelled();
			case 'dieUncounted':
				if (destinationId !== undefined && operation.type === OperationType.move) {
					this.moveUncounted(fileId, destinationId);
				}
				throw new JobCancelled();
			case 'deleteDestination':
				if (destinationId !== undefined) this.portal.deleteFolder(destinationId);
				return;
			case 'lockFile':
				return this.portal.lockFile(fileId, this.somebodyBut(operation.userId));
			case 'openFile':
				return this.portal.openFile(fileId, this.somebodyBut(operation.userId));
		}
	}

	/** Moves a file as a server does that dies before it has adjusted the counters (T149). */
	private moveUncounted(fileId: EntryId, to: EntryId): void {
		const { parentId } = this.portal.file(fileId);
		this.portal.moveFile(fileId, to);
		this.portal.miscount(parentId, 1);
		this.portal.miscount(to, -1);
	}

	private somebodyBut(userId: string): string {
		return [...this.portal.store.users.keys()].find((id) => id !== userId) ?? LOST_USER_ID;
	}
}
