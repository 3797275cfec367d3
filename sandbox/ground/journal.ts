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

	/** Notes a change that has been made. */
	note(actor: string, what: string, details: Record<string, unknown> = {}): void {
		if (!this.enabled) return;
		const entry = this.entryOf(actor, what, details);
		this.entries.push(entry);
		this.listener?.(entry);
	}

	/** Makes a change that takes something away, and notes it; the listener still sees what goes. */
	noteRemoval(
		actor: string,
		what: string,
		details: Record<string, unknown>,
		remove: () => void,
	): void {
		const { listener } = this;
		if (this.enabled) listener?.(this.entryOf(actor, what, details));
		remove();
		this.listener = undefined;
		this.note(actor, what, details);
		this.listener = listener;
	}

	private entryOf(actor: string, what: string, details: Record<string, unknown>): JournalEntry {
		return { ...details, sequence: this.entries.length + 1, at: this.clock.now(), actor, what };
	}

	/** All entries of one kind. */
	of(what: string): JournalEntry[] {
		return this.entries.filter((entry) => entry.what === what);
	}
}
