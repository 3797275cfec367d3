/** The clock on the wall, for people who watch the sandbox at work. */
export class RealClock {
	now() {
		return Date.now();
	}

	schedule(atMs, work) {
		const timer = setTimeout(work, Math.max(0, atMs - Date.now()));
		return () => clearTimeout(timer);
	}

	sleep(ms) {
		return new Promise((resolve) => setTimeout(resolve, ms));
	}
}
