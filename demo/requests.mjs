import { subscribe, unsubscribe } from 'node:diagnostics_channel';

const CHANNEL = 'http.client.request.start';

/** Counts the HTTP requests that n8n sends from this process; those of the demo itself do not count. */
export function countRequests() {
	let count = 0;
	const onStart = ({ request }) => {
		if (request.getHeader('user-agent') === 'n8n') count += 1;
	};
	subscribe(CHANNEL, onStart);
	return {
		get count() {
			return count;
		},
		stop: () => unsubscribe(CHANNEL, onStart),
	};
}
