import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

import { isSigned } from '../portal/events/webhooks';
import { isObject } from '../portal/types';

/** By address: a test in the editor has one of its own, and must not cost the published workflow its secret. */
function secretsOf(n8n: IHookFunctions | IWebhookFunctions): Map<string, string> {
	const { secrets } = n8n.getWorkflowStaticData('node');
	const kept = isObject(secrets) ? Object.entries(secrets) : [];
	return new Map(
		kept.flatMap(([address, secret]) => (typeof secret === 'string' ? [[address, secret]] : [])),
	);
}

/** The secret that goes with one of n8n's addresses, if any. */
export function secretOf(n8n: IHookFunctions, address: string): string | undefined {
	return secretsOf(n8n).get(address);
}

/** Keeps the secret of an address, or forgets it. */
export function keepSecret(n8n: IHookFunctions, address: string, secret: string | undefined): void {
	const secrets = secretsOf(n8n);
	if (secret === undefined) secrets.delete(address);
	else secrets.set(address, secret);
	n8n.getWorkflowStaticData('node').secrets = Object.fromEntries(secrets);
}

/** The secret that a request is signed with; which address it came in at, n8n does not tell. */
export function signingSecret(n8n: IWebhookFunctions, body: Uint8Array): string | undefined {
	const signature = n8n.getHeaderData()['x-docspace-signature-256'];
	return [...secretsOf(n8n).values()].find((secret) => isSigned(body, signature, secret));
}
