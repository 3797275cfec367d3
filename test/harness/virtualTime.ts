import { stopIfCancelled, time } from '../../nodes/DocSpace/portal/time';
import type { VirtualClock } from '../../sandbox';

/**
 * Puts the node on the sandbox's clock: waiting takes a moment, and the portal's work that falls due
 * meanwhile happens in its order. Time moves by what is waited for together, not by the sum of all waits.
 *
 * @param clock the sandbox's clock, which then tells the node's time too
 * @returns puts the real time back
 */
export function installVirtualTime(clock: VirtualClock): () => void {
	const real = { ...time };
	time.now = () => clock.now();
	time.wait = async (ms, signal) => {
		stopIfCancelled(signal);
		// The clock lets work in flight come along before it moves, and stays when it is there already.
		await clock.sleep(ms);
		stopIfCancelled(signal);
	};
	return () => {
		Object.assign(time, real);
	};
}
