const SAMPLE_MS = 20;
const KIB = 1024;

/**
 * Does some work, and measures what it takes: its time, and the memory at its highest above what there was.
 *
 * @template T
 * @param {() => Promise<T>} work
 */
export async function measured(work) {
	globalThis.gc?.();
	const baseline = process.memoryUsage().rss;
	const highestBefore = process.resourceUsage().maxRSS * KIB;
	let highest = baseline;
	const sampler = setInterval(() => {
		highest = Math.max(highest, process.memoryUsage().rss);
	}, SAMPLE_MS);
	const cpu = process.cpuUsage();
	const startedAt = Date.now();
	const start = performance.now();
	const result = await work();
	const ms = performance.now() - start;
	const { user, system } = process.cpuUsage(cpu);
	clearInterval(sampler);
	const highestAfter = process.resourceUsage().maxRSS * KIB;
	if (highestAfter > highestBefore) highest = highestAfter;
	return {
		result,
		ms,
		startedAt,
		cpuSeconds: (user + system) / 1e6,
		memoryMb: (highest - baseline) / 1e6,
		baselineMb: baseline / 1e6,
	};
}
