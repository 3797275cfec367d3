import { stopIfCancelled } from '../time';

/**
 * Lets at most `places` tasks run at once; the others wait their turn. Each of those who have tasks waiting
 * gets a place in turn, so that nobody waits for all that somebody else has to do.
 */
export class Limit {
	private free: number;
	/** By whose they are, in the order of turns. */
	private readonly waiting = new Map<unknown, Array<() => void>>();

	constructor(places: number) {
		this.free = places;
	}

	/**
	 * Runs a task of `whose` when a place is free; throws `ExecutionCancelled` instead once cancelled. The task
	 * may give its place back before it ends.
	 */
	async run<T>(
		task: (giveBack: () => void) => Promise<T>,
		signal: AbortSignal | undefined,
		whose?: object,
	): Promise<T> {
		if (this.free > 0) this.free -= 1;
		else await this.turnOf(whose);
		let hasPlace = true;
		const giveBack = () => {
			if (hasPlace) this.passOn();
			hasPlace = false;
		};
		try {
			stopIfCancelled(signal);
			return await task(giveBack);
		} finally {
			giveBack();
		}
	}

	private async turnOf(whose: object | undefined): Promise<void> {
		const line = this.waiting.get(whose) ?? [];
		this.waiting.set(whose, line);
		await new Promise<void>((resolve) => line.push(resolve));
	}

	private passOn(): void {
		const [next] = this.waiting;
		if (!next) {
			this.free += 1;
			return;
		}
		const [whose, line] = next;
		// Behind all others, until its turn comes again.
		this.waiting.delete(whose);
		line.shift()?.();
		if (line.length > 0) this.waiting.set(whose, line);
	}
}

/**
 * How much one n8n process asks of a portal at once. DocSpace allows a user 50 reads and 15 writes in
 * flight (docspace-api.md 9.1); the user's browser and other integrations need their share of it.
 */
export class Limits {
	readonly reads = new Limit(8);
	readonly writes = new Limit(8);
	/** Counts a move from its request until its operation has ended. */
	readonly moves = new Limit(8);
	/** Counts chunks that wait for such a place with their files renamed: just enough never to leave one empty. */
	readonly preparations = new Limit(4);
	/** Archives that are packed and fetched: DocSpace packs one at a time for each person (docspace-api.md T87). */
	readonly downloads = new Limit(1);
	/** Whether anything has ever answered there: then the address is not mistyped, and worth waiting for. */
	hasAnswered = false;
	/** Under way while n8n signs in anew, which one request does for all. */
	renewal: Promise<void> | undefined;
}

const limitsOfPortals = new Map<string, Limits>();

/** The limits all executions in this process share for one portal and credential. */
export function limitsFor(portalAndCredential: string): Limits {
	const known = limitsOfPortals.get(portalAndCredential) ?? new Limits();
	limitsOfPortals.set(portalAndCredential, known);
	return known;
}
