import type { Clock } from './clock';

/** One change of state, in the order in which they happened. */
export interface JournalEntry {
	sequence: number;
	at: number;
	/** The user who did it, or `''` for the portal itself. */
	actor: string;
	what: string;
	[detail: string]: unknown;
}

/** The append-only list of everything that changed in a portal. */
export class Journal {
	readonly entries: JournalEntry[] = [];
	/** False while content is being built in bulk, which nobody needs to read back entry by entry. */
	enabled = true;
	/** Told of every change as it is noted. */
	listener?: (entry: JournalEntry) => void;

	constructor(private readonly clock: Clock) {}

	/** Notes a change; a removal before it is done, so that its listener still sees what goes. */
	note(actor: string, what: string, details: Record<string, unknown> = {}): void {
		if (!this.enabled) return;
		const sequence = this.entries.length + 1;
		const entry = { ...details, sequence, at: this.clock.now(), actor, what };
		this.entries.push(entry);
		this.listener?.(entry);
	}

	/** All entries of one kind. */
	of(what: string): JournalEntry[] {
		return this.entries.filter((entry) => entry.what === what);
	}
}
