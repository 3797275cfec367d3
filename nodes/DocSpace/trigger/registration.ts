import type { IHookFunctions } from 'n8n-workflow';

import { shownInEditor } from '../nodeErrors';
import { readSharedRoom } from '../portal/content/rooms';
import { DocSpaceError, inFull, NotAllowedError } from '../portal/errors';
import {
	isRegistered,
	readEvents,
	register,
	unregister,
	type Subscription,
} from '../portal/events/webhooks';
import type { PortalClient } from '../portal/http/client';
import { flagsOf, portalOf, roomOf } from './fields';
import { forgetSecret, keepSecret, secretOf } from './secrets';

/** Whether the portal has the workflow's webhook exactly as wanted. */
export async function isPublished(n8n: IHookFunctions): Promise<boolean> {
	return await atPortal(n8n, async (portal) => {
		const secret = secretOf(n8n, addressOf(n8n));
		if (secret === undefined) return false;
		return await isRegistered(portal, await wantedBy(n8n, portal), secret);
	});
}

/** Makes the portal have the workflow's webhook. */
export async function publish(n8n: IHookFunctions): Promise<void> {
	const secret = await atPortal(n8n, async (portal) => {
		const wanted = await wantedBy(n8n, portal);
		// No `targetId` is registered for the room: that would match its own events only (T64).
		const room = await roomOf(n8n, portal);
		// A mistyped room, or a folder's id, would never start anything.
		if (room) await readSharedRoom(portal, room);
		return await register(portal, wanted, secretOf(n8n, addressOf(n8n)));
	});
	keepSecret(n8n, addressOf(n8n), secret);
}

/** Makes the portal have it no more. */
export async function withdraw(n8n: IHookFunctions): Promise<void> {
	await atPortal(n8n, async (portal) => {
		await unregister(portal, addressOf(n8n)).catch((error: unknown) => {
			// Nobody could take a workflow back whose credential has lost the right to webhooks.
			if (!(error instanceof NotAllowedError)) throw error;
			n8n.logger.warn(
				`DocSpace Trigger: the webhook may still be listed in DocSpace. ${error.message}. Remove it there (Settings → Developer tools → Webhooks)`,
			);
		});
	});
	forgetSecret(n8n, addressOf(n8n));
}

/** When a workflow cannot be published, n8n shows of the error nothing but the description. */
async function atPortal<T>(
	n8n: IHookFunctions,
	act: (portal: PortalClient) => Promise<T>,
): Promise<T> {
	return await portalOf(n8n)
		.then(act)
		.catch((error: unknown) => {
			throw shownInEditor(n8n, error, inFull);
		});
}

async function wantedBy(n8n: IHookFunctions, portal: PortalClient): Promise<Subscription> {
	return {
		url: addressOf(n8n),
		title: n8n.getWorkflow().name ?? 'Workflow',
		triggers: flagsOf(n8n, await readEvents(portal)),
	};
}

function addressOf(n8n: IHookFunctions): string {
	const url = n8n.getNodeWebhookUrl('default');
	if (url !== undefined && URL.canParse(url)) return url;
	throw new DocSpaceError(
		'n8n does not know the address of its own webhooks',
		'Set WEBHOOK_URL of your n8n server to the public https address people reach it at, then restart n8n',
	);
}
