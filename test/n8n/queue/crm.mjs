// A CRM that gives up waiting, and calls again.
import axios from 'axios';

import { WEBHOOK_HEADER } from '../world.mjs';

/**
 * Calls a webhook and waits for so long.
 *
 * @returns the status and the body, or the status 0 when no answer came
 */
export async function callOnce(url, body, patienceMs) {
	const headers = { [WEBHOOK_HEADER.name]: WEBHOOK_HEADER.value };
	const settings = { headers, timeout: patienceMs, validateStatus: () => true };
	return await axios.post(url, body, settings).then(
		({ status, data }) => ({ status, data }),
		({ message }) => ({ status: 0, data: message }),
	);
}

/** How often each status came, for a report. */
export function countStatuses(answers) {
	const counts = {};
	for (const { status } of answers) {
		const name = status === 0 ? 'no answer' : String(status);
		counts[name] = (counts[name] ?? 0) + 1;
	}
	return Object.entries(counts)
		.map(([name, count]) => `${count} × ${name}`)
		.join(', ');
}
