import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { shownInEditor } from '../nodeErrors';
import { inFull } from '../portal/errors';
import { readDelivery } from '../portal/events/deliveries';
import { isObject } from '../portal/types';
import { giveBack, isOutdated, remember, take } from './duplicates';
import { itemOf } from './item';
import { signingWebhook } from './secrets';

/** Takes what the portal sends, and starts the workflow for what is signed, new and from the watched room. */
export async function receive(n8n: IWebhookFunctions): Promise<IWebhookResponseData> {
	if (n8n.getWebhookName() === 'setup') return answer(n8n, 200);
	const body = await rawBodyOf(n8n);
	const registered = signingWebhook(n8n, body);
	if (registered === undefined) return answer(n8n, 401);
	const delivery = readDelivery(Buffer.from(body).toString('utf8'));
	if (delivery === undefined) return answer(n8n, 400);
	if (isOutdated(delivery)) {
		n8n.logger.warn(
			`DocSpace Trigger: refused ${delivery.event} of ${delivery.time}, which is older than a day. If it has just happened, set the clock of your n8n server`,
		);
		return answer(n8n, 400);
	}

	if (!take(registered, delivery)) return answer(n8n, 200);
	try {
		const item = await itemOf(n8n, delivery);
		if (item === undefined) return answer(n8n, 200);
		remember(n8n, registered, delivery);
		return { workflowData: [[{ json: item }]] };
	} catch (error) {
		// The portal takes this for a failure and sends the event again (docspace-api.md 10.5).
		giveBack(registered, delivery);
		throw shownInEditor(n8n, error, inFull);
	}
}

/** n8n keeps the bytes of a request beside what it has parsed of them. */
async function rawBodyOf(n8n: IWebhookFunctions): Promise<Uint8Array> {
	const request: unknown = n8n.getRequestObject();
	if (!isObject(request)) return new Uint8Array();
	if (!(request.rawBody instanceof Uint8Array) && typeof request.readRawBody === 'function') {
		await request.readRawBody();
	}
	return request.rawBody instanceof Uint8Array ? request.rawBody : new Uint8Array();
}

/** Answers without starting the workflow. */
function answer(n8n: IWebhookFunctions, status: number): IWebhookResponseData {
	n8n.getResponseObject().status(status).end();
	return { noWebhookResponse: true };
}
