import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

import { isEmpty, pickedFrom } from '../locators/locator';
import type { PortalClient } from '../portal/http/client';
import type { Picked, RoomId } from '../portal/ids';

/** The labels of the trigger's fields that errors name. */
export const EVENTS = 'Events';
export const OTHER_EVENTS = 'Event Names or IDs';
export const ROOM = 'Only in Room';

/** The room that the trigger watches; undefined for the whole portal. */
export function roomOf(
	n8n: IHookFunctions | IWebhookFunctions,
	portal: PortalClient,
): Picked<RoomId> | undefined {
	const room = n8n.getNodeParameter('room');
	return isEmpty(room) ? undefined : pickedFrom(room, ROOM, portal.origin);
}
