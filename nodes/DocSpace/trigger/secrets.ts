import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

import { isSigned } from '../portal/events/webhooks';
import { isObject } from '../portal/types';

/** A webhook of the node at the portal, as n8n saves it. */
export interface Registered {
	/** A test in the editor has a webhook of its own, and must not cost the published workflow its secret. */
	place: 'published' | 'inEditor';
	/** n8n's address that the portal sends to. */
	address: string;
	secret: string;
	/** The ids of events that have started the workflow. */
	seen: number[];
	/** When the youngest of them happened, in ms by the portal's clock. */
	newest: number;
}

type N8n = IHookFunctions | IWebhookFunctions;

function registeredBy(n8n: N8n): Registered[] {
	const data = n8n.getWorkflowStaticData('node');
	return (['published', 'inEditor'] as const).flatMap((place) => {
		const kept = data[place];
		if (!isObject(kept)) return [];
		const { address, secret, seen, newest } = kept;
		if (typeof address !== 'string' || typeof secret !== 'string') return [];
		return {
			place,
			address,
			secret,
			seen: Array.isArray(seen) ? seen.filter((id) => typeof id === 'number') : [],
			newest: typeof newest === 'number' ? newest : 0,
		};
	});
}

function registeredAt(n8n: N8n, address: string): Registered | undefined {
	return registeredBy(n8n).find((registered) => registered.address === address);
}

/** The secret that goes with one of n8n's addresses, if any. */
export function secretOf(n8n: IHookFunctions, address: string): string | undefined {
	return registeredAt(n8n, address)?.secret;
}

/**
 * Keeps the secret of an address, in the place of the one before: what is signed for a former address is
 * believed no more. Another secret may be another portal's, whose events have numbers of their own.
 */
export function keepSecret(n8n: IHookFunctions, address: string, secret: string): void {
	const before = registeredAt(n8n, address);
	const place = n8n.getMode() === 'manual' ? 'inEditor' : 'published';
	const { seen, newest } = before?.secret === secret ? before : { seen: [], newest: 0 };
	save(n8n, { place, address, secret, seen, newest });
}

/** Forgets the secret of an address. */
export function forgetSecret(n8n: IHookFunctions, address: string): void {
	const registered = registeredAt(n8n, address);
	// n8n does not tell here whether a test ends or a published workflow.
	if (registered) delete n8n.getWorkflowStaticData('node')[registered.place];
}

/** The webhook whose secret signs the request; which address it came in at, n8n does not tell. */
export function signingWebhook(n8n: IWebhookFunctions, body: Uint8Array): Registered | undefined {
	const signature = n8n.getHeaderData()['x-docspace-signature-256'];
	return registeredBy(n8n).find(({ secret }) => isSigned(body, signature, secret));
}

/** Survives a restart of n8n, which saves it after each delivery that it got to itself. */
export function save(n8n: N8n, { place, ...registered }: Registered): void {
	n8n.getWorkflowStaticData('node')[place] = registered;
}
