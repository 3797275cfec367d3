/**
 * The clock on the wall, without the lag of timers: work that is due late sees the time at which it was due,
 * and what it schedules from there does not slip. So a job that takes 2 ms a file takes 200 ms for a hundred
 * files, however coarse the machine's timers are.
 */
export class BenchClock {
	#appointments = [];
	#logical;
	#timer;
	#timerAt = Infinity;

	now() {
		return this.#logical ?? Date.now();
	}

	schedule(at, work) {
		return this.#enter({ at, work });
	}

	/** Each sleeper has a turn of the event loop to itself, so that one answer leaves before the next is made. */
	sleep(ms) {
		return new Promise((resolve) => {
			this.#enter({ at: Date.now() + ms, work: resolve, isSleeper: true });
		});
	}

	#enter(appointment) {
		const { at } = appointment;
		let index = this.#appointments.length;
		while (index > 0 && this.#appointments[index - 1].at > at) index -= 1;
		this.#appointments.splice(index, 0, appointment);
		this.#setTimer();
		return () => {
			appointment.work = () => {};
		};
	}

	#setTimer() {
		const [first] = this.#appointments;
		if (first === undefined || this.#logical !== undefined || first.at >= this.#timerAt) return;
		clearTimeout(this.#timer);
		this.#timerAt = first.at;
		this.#timer = setTimeout(() => this.#runDue(), Math.max(0, first.at - Date.now()));
	}

	#runDue() {
		this.#timerAt = Infinity;
		const end = Date.now();
		for (let first = this.#appointments[0]; first?.at <= end; first = this.#appointments[0]) {
			this.#appointments.shift();
			this.#logical = first.at;
			try {
				first.work();
			} finally {
				this.#logical = undefined;
			}
			if (first.isSleeper) {
				this.#timerAt = -Infinity;
				setImmediate(() => this.#runDue());
				return;
			}
		}
		this.#setTimer();
	}
}
