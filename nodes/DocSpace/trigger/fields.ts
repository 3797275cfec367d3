import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

import { connect } from '../connection';
import { MORE_EVENTS } from '../locators/event';
import { isEmpty, pickedFrom } from '../locators/locator';
import { InputError } from '../portal/errors';
import { ALL_EVENTS, type PortalEvent } from '../portal/events/webhooks';
import type { PortalClient } from '../portal/http/client';
import type { Picked, RoomId } from '../portal/ids';

/** The labels of the trigger's fields that errors name. */
export const EVENTS = 'Events';
export const OTHER_EVENTS = 'Event Names or IDs';
export const ROOM = 'Only in Room';

/** The portal of the trigger's credential. */
export async function portalOf(n8n: IHookFunctions | IWebhookFunctions): Promise<PortalClient> {
	const authentication = n8n.getNodeParameter('authentication', 'apiKey');
	return await connect(n8n, authentication, 'DocSpace Trigger');
}

/** The room that the trigger watches; undefined for the whole portal. */
export async function roomOf(
	n8n: IHookFunctions | IWebhookFunctions,
	portal: PortalClient,
): Promise<Picked<RoomId> | undefined> {
	const room = n8n.getNodeParameter('room');
	return isEmpty(room) ? undefined : await pickedFrom(room, ROOM, portal);
}

/**
 * The sum of the flags of the events that were chosen; all events together win over others beside them.
 * Throws `InputError`, as for one that the portal does not offer.
 */
export function flagsOf(n8n: IHookFunctions, offered: PortalEvent[]): number {
	const chosen = [
		...eventsIn(n8n, 'events', EVENTS),
		...eventsIn(n8n, 'otherEvents', OTHER_EVENTS),
	];
	const names = new Set(chosen.filter((name) => name !== MORE_EVENTS));
	// To the portal, no flag at all means all events (docspace-api.md 10.1).
	if (names.size === 0) {
		throw new InputError(EVENTS, 'is empty', 'Choose at least one, for example Room Archived');
	}
	const flags = [...names].map((name) => {
		const event = offered.find((known) => known.name === name && known.available);
		if (event) return event.id;
		throw new InputError(
			EVENTS,
			`names ${name}, which this portal does not offer to the user behind the credential`,
			'Choose More Events From My Portal: its list shows what this version of DocSpace offers that user',
		);
	});
	return flags.includes(ALL_EVENTS) ? ALL_EVENTS : flags.reduce((sum, flag) => sum + flag, 0);
}

function eventsIn(n8n: IHookFunctions, name: string, field: string): string[] {
	const chosen = n8n.getNodeParameter(name, []);
	if (Array.isArray(chosen)) return chosen.map(String);
	throw new InputError(
		field,
		'is not a list of events',
		'Choose them from the list, or let the expression yield one such as ["room.archived"]',
	);
}
