/** One request as the portal saw it. */
export interface RequestEntry {
	method: string;
	/** The route with its method, such as `GET files/{id}`; `''` where no route matched. */
	route: string;
	path: string;
	query: string;
	/** 0 while it is still being answered, or when its connection was cut. */
	status: number;
	userAgent: string;
	at: number;
}

const MOVE_ROUTE = 'PUT files/fileops/move';

/** Every request to the API, and how many there were at once. */
export class RequestLog {
	entries: RequestEntry[] = [];
	maxConcurrentGets = 0;
	maxConcurrentMoves = 0;
	private gets = 0;
	private moves = 0;

	begin(entry: Omit<RequestEntry, 'status'>): RequestEntry {
		const begun = { ...entry, status: 0 };
		this.entries.push(begun);
		if (begun.method === 'GET') this.gets += 1;
		if (begun.route === MOVE_ROUTE) this.moves += 1;
		this.maxConcurrentGets = Math.max(this.maxConcurrentGets, this.gets);
		this.maxConcurrentMoves = Math.max(this.maxConcurrentMoves, this.moves);
		return begun;
	}

	end(entry: RequestEntry, status: number): void {
		entry.status = status;
		if (entry.method === 'GET') this.gets -= 1;
		if (entry.route === MOVE_ROUTE) this.moves -= 1;
	}

	/** Requests to one route, such as `GET files/{id}`. */
	to(route: string): RequestEntry[] {
		return this.entries.filter((entry) => entry.route === route);
	}

	/** Forgets what was seen so far. */
	reset(): void {
		this.entries = [];
		this.maxConcurrentGets = this.gets;
		this.maxConcurrentMoves = this.moves;
	}
}
