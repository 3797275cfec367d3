import type { IWebhookFunctions } from 'n8n-workflow';

import type { Delivery } from '../portal/events/deliveries';
import { time } from '../portal/time';
import { save, type Registered } from './secrets';

const DAY_MS = 24 * 3_600_000;

/**
 * Whether an event is too old to be a delivery of the portal's own: that gives up after minutes
 * (docspace-api.md 10.5), so a day leaves room for clocks that differ and for time zones. The time is the
 * event's own, signed with the rest of the body; one from the future is not old.
 */
export function isOutdated({ happenedAt }: Delivery): boolean {
	return time.now() - happenedAt > DAY_MS;
}

/** For deliveries at the same time, each of which has a copy of its own of what n8n saved last. */
const taken = new Set<string>();
const MOST_TAKEN = 500;

/** Takes an event of a webhook in; false when it has come before. */
export function take(registered: Registered, delivery: Delivery): boolean {
	const key = keyOf(registered, delivery);
	if (taken.has(key) || isSeen(registered, delivery)) return false;
	const [oldest] = taken;
	if (oldest !== undefined && taken.size >= MOST_TAKEN) taken.delete(oldest);
	taken.add(key);
	return true;
}

/** Gives an event back that could not be dealt with, so that its next delivery is taken in. */
export function giveBack(registered: Registered, delivery: Delivery): void {
	taken.delete(keyOf(registered, delivery));
}

/** The secret tells events of different webhooks apart. */
function keyOf({ secret }: Registered, { eventId, time: at }: Delivery): string {
	return `${secret} ${eventId} ${at}`;
}

/** More than the portal delivers in the minute it goes on trying (docspace-api.md 10.5). */
const MOST_REMEMBERED = 200;

/**
 * Whether an event has started the workflow before. Events come out of order, so the last ones are told
 * apart by their ids; when so many are remembered, one with a lower id than all of them is an old one. None
 * of this holds for what happened later than all: a portal restored from a backup counts from a lower id.
 */
function isSeen({ seen, newest }: Registered, { eventId, happenedAt }: Delivery): boolean {
	return happenedAt <= newest && (seen.includes(eventId) || isBelowAll(seen, eventId));
}

function isBelowAll(seen: number[], eventId: number): boolean {
	return seen.length >= MOST_REMEMBERED && eventId < Math.min(...seen);
}

/** Remembers an event that has started the workflow; the lowest ids are the first to be forgotten. */
export function remember(
	n8n: IWebhookFunctions,
	registered: Registered,
	{ eventId, happenedAt }: Delivery,
): void {
	const others = isBelowAll(registered.seen, eventId) ? [] : registered.seen;
	const seen = [...new Set([...others, eventId])].sort((a, b) => b - a).slice(0, MOST_REMEMBERED);
	save(n8n, { ...registered, seen, newest: Math.max(registered.newest, happenedAt) });
}
