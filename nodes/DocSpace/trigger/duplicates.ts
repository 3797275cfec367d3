import type { IWebhookFunctions } from 'n8n-workflow';

/** For deliveries at the same time, each of which has a copy of its own of what n8n saved last. */
const taken = new Set<string>();
const MOST_TAKEN = 2000;

/** Takes an event in; false when it has come before. The key tells events of different webhooks apart. */
export function take(n8n: IWebhookFunctions, key: string, eventId: number): boolean {
	if (taken.has(key) || seenBy(n8n).includes(eventId)) return false;
	const [oldest] = taken;
	if (oldest !== undefined && taken.size >= MOST_TAKEN) taken.delete(oldest);
	taken.add(key);
	return true;
}

/** Gives an event back that could not be dealt with, so that its next delivery is taken in. */
export function giveBack(key: string): void {
	taken.delete(key);
}

/** More than the portal delivers in the minute it goes on trying (docspace-api.md 10.5). */
const MOST_REMEMBERED = 200;

/** Remembers an event that has started the workflow. */
export function remember(n8n: IWebhookFunctions, eventId: number): void {
	const seen = [...seenBy(n8n), eventId];
	n8n.getWorkflowStaticData('node').seen = seen.slice(-MOST_REMEMBERED);
}

/** Survives a restart of n8n, which saves it after each delivery that it got to itself. */
function seenBy(n8n: IWebhookFunctions): number[] {
	const { seen } = n8n.getWorkflowStaticData('node');
	return Array.isArray(seen) ? seen.filter((id) => typeof id === 'number') : [];
}
