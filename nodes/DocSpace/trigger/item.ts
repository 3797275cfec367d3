import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import { isEmpty } from '../locators/locator';
import { concernsRoom, readDetails, type Delivery } from '../portal/events/deliveries';
import { isObject } from '../portal/types';
import { portalOf, roomOf } from './fields';

/** The item that a delivery becomes; undefined for one from outside the room that is watched. */
export async function itemOf(
	n8n: IWebhookFunctions,
	delivery: Delivery,
): Promise<IDataObject | undefined> {
	const withDetails = n8n.getNodeParameter('includeDetails', false) === true;
	const isFiltered = !isEmpty(n8n.getNodeParameter('room'));
	const { event, eventId, time, userId, entity } = delivery;
	const item = toData({ event, eventId, time, userId, entity });
	if (!withDetails && !isFiltered) return item;
	const portal = await portalOf(n8n);
	const room = await roomOf(n8n, portal);
	if (room) {
		const isInside = await concernsRoom(portal, delivery, room.id);
		if (isInside === undefined) {
			n8n.logger.warn(`DocSpace Trigger: no telling which room event ${eventId} (${event}) is in`);
		}
		if (!isInside) return undefined;
	}
	return withDetails ? { ...item, ...toData(await readDetails(portal, delivery)) } : item;
}

/** What came out of JSON goes into an item as it is. */
function toData(value: object): IDataObject {
	return isData(value) ? value : {};
}

function isData(value: unknown): value is IDataObject {
	return isObject(value);
}
