/** Executions that a portal has answered, with its address; the nodes of one execution share that. */
const answered = new Set<string>();
const MOST_REMEMBERED = 1000;

/** Whether the address of a portal has proven right in an execution: an address that was mistyped never answers. */
export class Contact {
	private readonly key: string;

	constructor(executionId: string, origin: string) {
		this.key = `${executionId} ${origin}`;
	}

	get stands(): boolean {
		return answered.has(this.key);
	}

	/** To be called for whatever answer comes from there. */
	remember(): void {
		const [oldest] = answered;
		if (oldest !== undefined && answered.size >= MOST_REMEMBERED) answered.delete(oldest);
		answered.add(this.key);
	}
}
