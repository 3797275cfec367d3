import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

import { isEmpty, pickedFrom } from '../locators/locator';
import { InputError } from '../portal/errors';
import { ALL_EVENTS, type PortalEvent } from '../portal/events/webhooks';
import type { PortalClient } from '../portal/http/client';
import type { Picked, RoomId } from '../portal/ids';

/** The labels of the trigger's fields that errors name. */
export const EVENTS = 'Event Names or IDs';
export const ROOM = 'Only in Room';

/** The room that the trigger watches; undefined for the whole portal. */
export function roomOf(
	n8n: IHookFunctions | IWebhookFunctions,
	portal: PortalClient,
): Picked<RoomId> | undefined {
	const room = n8n.getNodeParameter('room');
	return isEmpty(room) ? undefined : pickedFrom(room, ROOM, portal.origin);
}

/**
 * The sum of the flags of the events that were chosen; all events together win over others beside them.
 * Throws `InputError`, as for one that the portal does not offer.
 */
export function flagsOf(n8n: IHookFunctions, offered: PortalEvent[]): number {
	const chosen = n8n.getNodeParameter('events');
	if (!Array.isArray(chosen)) {
		throw new InputError(
			EVENTS,
			'is not a list of events',
			'Choose them from the list, or let the expression yield one such as ["room.archived"]',
		);
	}
	// To the portal, no flag at all means all events (docspace-api.md 10.1).
	if (chosen.length === 0) {
		throw new InputError(EVENTS, 'is empty', 'Choose at least one, for example Room Archived');
	}
	const flags = [...new Set(chosen.map(String))].map((name) => {
		const event = offered.find((known) => known.name === name && known.available);
		if (event) return event.id;
		throw new InputError(
			EVENTS,
			`names ${name}, which this portal does not offer to the user behind the credential`,
			'Choose events from the list; it shows what this version of DocSpace offers that user',
		);
	});
	return flags.includes(ALL_EVENTS) ? ALL_EVENTS : flags.reduce((sum, flag) => sum + flag, 0);
}
