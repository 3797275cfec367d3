import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

import { DocSpaceError, isRefusal, NotAllowedError, type PortalError } from '../errors';
import type { PortalClient } from '../http/client';
import { isAnything, isArrayOf, isObject } from '../types';

/** An event a portal can report (docspace-api.md 10.3). */
export interface PortalEvent {
	/** The portal's own name for it, such as `room.archived`. */
	name: string;
	/** Its flag. Flags exceed 32 bits, so they are added and never combined by `|`. */
	id: number;
	/** False for events the user of the credential may not subscribe to. */
	available: boolean;
}

/** A webhook as the portal keeps it; the secret is never shown (docspace-api.md 10.1). */
interface WebhookConfig {
	id: number;
	name: string;
	uri: string;
	enabled: boolean;
	/** Whether the portal insists on https and a valid certificate. */
	ssl: boolean;
	/** The sum of the events' flags; 0 is all. */
	triggers: number;
	targetId?: string;
}

/** What a webhook is to be. */
type WantedConfig = Omit<WebhookConfig, 'id'>;

/** What a workflow wants of a webhook. */
export interface Subscription {
	/** The address n8n answers at. */
	url: string;
	/** What people find it by in the portal's own list of webhooks. */
	title: string;
	/** The sum of the events' flags. */
	triggers: number;
}

/** The flag that stands for all events (docspace-api.md 10.3). */
export const ALL_EVENTS = 0;

/** All events this portal knows. Throws `DocSpaceError`. */
export async function readEvents(portal: PortalClient): Promise<PortalEvent[]> {
	return await portal.get('settings/webhook/triggers', isArrayOf(isPortalEvent)).catch(explain);
}

/** Whether the portal has the webhook exactly as wanted, and switched on. Throws `DocSpaceError`. */
export async function isRegistered(
	portal: PortalClient,
	subscription: Subscription,
	secret: string,
): Promise<boolean> {
	const [config] = await configsFor(portal, subscription.url);
	return config !== undefined && isAs(config, configOf(subscription, secret));
}

/** An id that nothing has: a webhook that waits for it is told of no event. */
const NOTHING_YET = 'not yet';

/**
 * Makes the portal have the webhook exactly as wanted, and switched on. Whatever is there under this address is
 * replaced, never changed: a delivery that is still being repeated would undo the change (docspace-api.md T152).
 * Takes the secret in use, if any, and returns the one that holds from now on. Throws `DocSpaceError` that
 * says what to change.
 */
export async function register(
	portal: PortalClient,
	subscription: Subscription,
	inUse: string | undefined,
): Promise<string> {
	const { url } = subscription;
	const old = await configsFor(portal, url);
	for (const { id } of old) await remove(portal, id, url);
	// Deliveries of an old one go on with its secret. Without an old one, a new one with the same secret could be
	// the namesake of one that another user has left behind (10.2).
	const secretKey = (old.length > 0 ? inUse : undefined) ?? newSecret();
	const wanted = { ...configOf(subscription, secretKey), secretKey };
	if (wanted.ssl) {
		await save(portal, 'POST', wanted);
	} else {
		// A new one insists on https whatever is asked, and the first event would switch it off (docspace-api.md T153).
		const { id } = await save(portal, 'POST', { ...wanted, targetId: NOTHING_YET });
		await save(portal, 'PUT', { ...wanted, id });
	}
	return secretKey;
}

/** Saves a webhook, and looks for it where the answer was lost. Throws `DocSpaceError` that says what to change. */
async function save(
	portal: PortalClient,
	method: 'POST' | 'PUT',
	body: WantedConfig & { id?: number; secretKey: string },
): Promise<WebhookConfig> {
	// POST stores `ssl: true` whatever is asked (docspace-api.md T153).
	const saved = method === 'POST' ? { ...body, ssl: true } : body;
	const look = async () => {
		const found = await configsFor(portal, body.uri);
		return found.find((config) => isAs(config, saved));
	};
	return await portal
		// The portal fails itself when nobody listens at the address; asking again changes nothing (10.2).
		.writeUntilSeen({ method, path: 'settings/webhook', body }, isConfig, look, isPortalsFailure)
		.then(({ result }) => result)
		.catch(async (error: unknown) => {
			// A duplicate is what an earlier request, whose answer was lost, may have left.
			const left = isRefusal(error, 'invalid') ? await look() : undefined;
			return left ?? explain(refusalOf(body.uri, error));
		});
}

/** Removes whatever webhooks the portal has under this address. Throws `DocSpaceError`, such as `NotAllowedError`. */
export async function unregister(portal: PortalClient, url: string): Promise<void> {
	for (const { id } of await configsFor(portal, url)) await remove(portal, id, url);
}

async function remove(portal: PortalClient, id: number, url: string): Promise<void> {
	const isGone = async () => {
		const left = await configsFor(portal, url);
		return left.some((config) => config.id === id) ? undefined : true;
	};
	const request = { method: 'DELETE', path: `settings/webhook/${id}` } as const;
	await portal.writeUntilSeen(request, isAnything, isGone).catch((error: unknown) => {
		if (!isRefusal(error, 'notFound')) explain(error);
	});
}

/** The webhooks under an address, the oldest first. An admin sees those of everybody (docspace-api.md 10.1). */
async function configsFor(portal: PortalClient, url: string): Promise<WebhookConfig[]> {
	const list = await portal.get('settings/webhook', isArrayOf(isListed)).catch(explain);
	return list.map(({ configs }) => configs).filter(({ uri }) => uri === url);
}

/** Whether a webhook is on and does what is wanted. With `ssl` one over http ends at the first event (T153). */
function isAs(config: WebhookConfig, wanted: WantedConfig): boolean {
	return (
		config.enabled &&
		config.name === wanted.name &&
		config.triggers === wanted.triggers &&
		(config.targetId ?? '') === (wanted.targetId ?? '') &&
		(wanted.ssl || !config.ssl)
	);
}

function isPortalsFailure({ kind }: PortalError): boolean {
	return kind === 'server';
}

/** The webhook that a workflow's wishes come to. */
function configOf({ url, title, triggers }: Subscription, secret: string): WantedConfig {
	return { name: nameOf(title, secret), uri: url, enabled: true, ssl: isHttps(url), triggers };
}

/** The longest name is 50 characters (docspace-api.md 10.1). */
const LONGEST_TITLE = 32;

/** The portal shows no secret, so the name tells whether it has ours: by six digits of a hash. */
function nameOf(title: string, secret: string): string {
	// A character of two code units is not cut in half.
	const short = title.slice(0, LONGEST_TITLE).replace(/[\uD800-\uDBFF]$/, '');
	const mark = createHash('sha256').update(secret).digest('hex').slice(0, 6);
	return `n8n: ${short.trim()} (${mark})`;
}

/** One of each kind of character, as every password policy of a portal may ask for. */
const OF_ALL_KINDS = 'Aa2!';

/** With these it has 30 characters, the most a policy takes: that meets any minimum (docspace-api.md 10.1). */
const RANDOM_BYTES = 19;

function newSecret(): string {
	return `${OF_ALL_KINDS}${randomBytes(RANDOM_BYTES).toString('base64url')}`;
}

/**
 * Whether the exact bytes of a body are signed with the secret. The portal writes the hash in capitals
 * (docspace-api.md 10.4, T61); it is compared in constant time.
 */
export function isSigned(body: Uint8Array, signature: unknown, secret: string): boolean {
	const hash = createHmac('sha256', secret).update(body).digest('hex');
	const expected = Buffer.from(`sha256=${hash}`);
	const given = Buffer.from(String(signature).toLowerCase());
	return given.length === expected.length && timingSafeEqual(given, expected);
}

function isHttps(url: string): boolean {
	return new URL(url).protocol === 'https:';
}

/** What the portal forbids (docspace-api.md 10.2), and names that mean something only inside a network. */
const PRIVATE_HOST =
	/^(localhost|.*\.(localhost|local|internal|lan)|[^.:]+|0\..*|10\..*|127\..*|169\.254\..*|192\.168\..*|172\.(1[6-9]|2\d|3[01])\..*|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\..*|\[(::1|f[cd].*|fe[89ab].*)\])$/;

const SET_ADDRESS =
	'Set WEBHOOK_URL of your n8n server to the public https address people reach it at, for example https://n8n.yourcompany.com/, then restart n8n';

/** A refusal to take the webhook, told by what about the address is not as it must be (docspace-api.md 10.2). */
function refusalOf(url: string, error: unknown): unknown {
	if (!isRefusal(error, 'invalid', 'server')) return error;
	const [message, remedy] = whyNotTaken(new URL(url), error);
	return new DocSpaceError(message, remedy, undefined, error.httpStatus);
}

function whyNotTaken({ origin, hostname }: URL, error: PortalError): [string, string] {
	if (isPortalsFailure(error)) {
		return [
			`DocSpace failed while it asked n8n’s webhook address ${origin} for an answer, as it does when nobody answers there. ${error.message}`,
			`Make sure that DocSpace’s own server can reach n8n at ${origin}. ${SET_ADDRESS} if it is another one`,
		];
	}
	if (PRIVATE_HOST.test(hostname)) {
		return [
			`n8n’s webhook address ${origin} is private. ${error.message}`,
			`${SET_ADDRESS}. A DocSpace in the same network can be set up to allow private addresses (webhooks:blacklist)`,
		];
	}
	if (/not available|HEAD/.test(error.message)) {
		return [
			`DocSpace asked n8n’s webhook address ${origin} for an answer and got none: ${error.message}`,
			`Let requests with the method HEAD through to ${origin} (proxy, firewall, login page, redirect)${isHttps(origin) ? ', and give it a valid certificate' : ''}. ${SET_ADDRESS} if it is another one`,
		];
	}
	return [
		`DocSpace did not take n8n’s webhook address ${origin}: ${error.message}`,
		isHttps(origin)
			? `The address must be public and must not lead into a private network. ${SET_ADDRESS}`
			: `The address begins with http, and this portal may want https. ${SET_ADDRESS}`,
	];
}

/** Throws a refusal as what it means for webhooks. */
function explain(error: unknown): never {
	if (isRefusal(error, 'scope')) {
		throw new NotAllowedError(
			'DocSpace lets no API key that is limited to scopes manage webhooks',
			'Create an API key without restrictions in DocSpace (Settings → Developer tools → API keys, permissions: All) and enter it in the credential of this node',
		);
	}
	if (isRefusal(error, 'forbidden')) {
		throw new NotAllowedError(
			'The user behind the credential may not manage webhooks in DocSpace',
			'Use the API key of a DocSpace admin. Guests never may, and others only while developer tools are not limited to admins (Settings → Security)',
		);
	}
	throw error;
}

function isPortalEvent(value: unknown): value is PortalEvent {
	return isObject(value) && typeof value.name === 'string' && typeof value.id === 'number';
}

function isConfig(value: unknown): value is WebhookConfig {
	return isObject(value) && typeof value.id === 'number' && typeof value.uri === 'string';
}

function isListed(value: unknown): value is { configs: WebhookConfig } {
	return isObject(value) && isConfig(value.configs);
}
