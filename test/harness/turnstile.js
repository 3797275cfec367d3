const { subscribe } = require('node:diagnostics_channel');

/** Turns of the event loop without any change after which nothing is under way any more. */
const QUIET_TURNS = 4;
/** Real time after which a request counts as lost on the way, so that nothing waits for it for ever. */
const LOST_MS = 500;

/**
 * Lets the requests of one moment into the sandbox one by one, in an order that only the seed decides, each
 * when the answer to the one before has had its effect. Loopback connections and the two ends of them share
 * this process, so that without it a case would depend on the machine's mood and could not be played again.
 */
class Turnstile {
	/** Requests that have left a client and are not over. */
	#sent = 0;
	/** Those of them that are in the sandbox and wait there. */
	#arrived = new Set();
	/** Those that wait for nothing but their turn. */
	#queue = [];
	#changes = 0;
	#turns = 0;
	#isLetting = false;

	constructor() {
		subscribe('http.client.request.start', ({ request }) => {
			this.#sent += 1;
			this.#changes += 1;
			request.once('close', () => {
				this.#sent -= 1;
				this.#changes += 1;
			});
		});
	}

	/** A new case: its order does not depend on the cases before. */
	begin() {
		this.#turns = 0;
	}

	/** Notes a request that has come in; the answer is to be awaited before it is carried out. */
	arrive({ raw }) {
		this.#arrived.add(raw);
		this.#changes += 1;
		// Whoever has hung up waits no longer; the portal carries out the request all the same.
		raw.socket.once('close', () => this.#leave(raw));
		return (key) =>
			new Promise((resolve) => {
				const enter = () => {
					this.#leave(raw);
					resolve();
				};
				this.#queue.push({ key, enter });
				this.#changes += 1;
				void this.#let();
			});
	}

	/** Resolves when all that are under way wait for the time to move. */
	async calm() {
		do await this.#quiet();
		while (this.#queue.length > 0 || this.#isLetting);
	}

	#leave(raw) {
		this.#arrived.delete(raw);
		this.#changes += 1;
	}

	async #let() {
		if (this.#isLetting) return;
		this.#isLetting = true;
		for (await this.#quiet(); this.#queue.length > 0; await this.#quiet()) {
			this.#turns += 1;
			const mixed = this.#queue.map(({ key }) => hash(`${this.#turns} ${key}`));
			const [next] = this.#queue.splice(mixed.indexOf(Math.min(...mixed)), 1);
			next.enter();
		}
		this.#isLetting = false;
	}

	/** Resolves when every request sent waits in the sandbox, and nothing else has happened for some turns. */
	async #quiet() {
		let since = performance.now();
		for (let quiet = 0, before = -1; quiet < QUIET_TURNS; quiet += 1) {
			await new Promise((resolve) => setImmediate(resolve));
			if (this.#changes !== before) since = performance.now();
			const isOnTheWay = this.#sent !== this.#arrived.size && performance.now() - since < LOST_MS;
			if (this.#changes !== before || isOnTheWay) quiet = -1;
			before = this.#changes;
		}
	}
}

/** FNV-1a. */
function hash(text) {
	let state = 0x811c9dc5;
	for (const unit of text) state = Math.imul(state ^ unit.charCodeAt(0), 0x01000193);
	return state >>> 0;
}

module.exports = { Turnstile };
