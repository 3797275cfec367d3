import { createHash, createHmac, randomInt, timingSafeEqual } from 'node:crypto';

import { DocSpaceError, InputError, isRefusal } from './errors';
import type { Portal } from './portal';
import { isAnything, isArrayOf, isObject } from './types';

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
	/** The sum of the events' flags; 0 is all. */
	triggers: number;
	targetId?: string;
}

/** What a webhook is to be. */
export interface Subscription {
	/** The address n8n answers at. */
	url: string;
	/** What people find it by in the portal's own list of webhooks. */
	title: string;
	/** The sum of the events' flags. */
	triggers: number;
}

interface SignedSubscription extends Subscription {
	secret: string;
}

/** All events this portal knows. Throws `DocSpaceError`. */
export async function readEvents(portal: Portal): Promise<PortalEvent[]> {
	return await portal.get('settings/webhook/triggers', isArrayOf(isPortalEvent)).catch(explain);
}

/** The sum of the flags of events by name. Throws `InputError` for one the portal does not offer. */
export function flagsOf(names: string[], events: PortalEvent[], field: string): number {
	// To the portal, 0 means all events (docspace-api.md 10.1).
	if (names.length === 0) {
		throw new InputError(field, 'is empty', 'Choose at least one, for example Room Archived');
	}
	return [...new Set(names)].reduce((sum, name) => {
		const event = events.find((known) => known.name === name && known.available);
		if (event) return sum + event.id;
		throw new InputError(
			field,
			`names ${name}, which this portal does not offer to the user behind the credential`,
			'Choose events from the list; it shows what this version of DocSpace offers that user',
		);
	}, 0);
}

/** Whether the portal has the webhook exactly as wanted, and switched on. Throws `DocSpaceError`. */
export async function isRegistered(
	portal: Portal,
	subscription: Subscription,
	secret: string,
): Promise<boolean> {
	const [config] = await configsFor(portal, subscription.url);
	return matches(config, { ...subscription, secret });
}

/**
 * Makes the portal have the webhook exactly as wanted: one that is there already under this address is
 * changed and switched on, others under it are removed. Takes the secret in use, if any, and returns the
 * one that holds from now on. Throws `DocSpaceError` that says what to change.
 */
export async function register(
	portal: Portal,
	subscription: Subscription,
	inUse: string | undefined,
): Promise<string> {
	const [old, ...surplus] = await configsFor(portal, subscription.url);
	for (const { id } of surplus) await remove(portal, id, subscription.url);
	// With the same secret a new one could be the namesake of one that another user has left behind (10.2).
	const wanted = { ...subscription, secret: (old && inUse) ?? newSecret() };
	const look = async () => {
		const [found] = await configsFor(portal, wanted.url);
		return matches(found, wanted) ? found : undefined;
	};
	const body = {
		...(old && { id: old.id }),
		name: nameOf(wanted),
		uri: wanted.url,
		secretKey: wanted.secret,
		enabled: true,
		// With it DocSpace insists on https and a valid certificate (docspace-api.md 10.2).
		ssl: isHttps(wanted.url),
		triggers: wanted.triggers,
	};
	const method = old ? 'PUT' : 'POST';
	await portal
		.writeUntilSeen({ method, path: 'settings/webhook', body }, isConfig, look)
		.catch(async (error: unknown) => {
			// A duplicate is what an earlier request, whose answer was lost, may have left.
			if (isRefusal(error, 'invalid') && (await look())) return;
			throw explained(refusalOf(wanted.url, error));
		});
	return wanted.secret;
}

/** Removes whatever webhooks the portal has under this address. Throws `DocSpaceError`. */
export async function unregister(portal: Portal, url: string): Promise<void> {
	for (const { id } of await configsFor(portal, url)) await remove(portal, id, url);
}

async function remove(portal: Portal, id: number, url: string): Promise<void> {
	const isGone = async () => {
		const left = await configsFor(portal, url);
		return left.some((config) => config.id === id) ? undefined : true;
	};
	const request = { method: 'DELETE', path: `settings/webhook/${id}` } as const;
	await portal.writeUntilSeen(request, isAnything, isGone).catch((error: unknown) => {
		if (!isRefusal(error, 'notFound')) throw explained(error);
	});
}

/** The webhooks under an address, the oldest first. An admin sees those of everybody (docspace-api.md 10.1). */
async function configsFor(portal: Portal, url: string): Promise<WebhookConfig[]> {
	const list = await portal.get('settings/webhook', isArrayOf(isListed)).catch(explain);
	return list.map(({ configs }) => configs).filter(({ uri }) => uri === url);
}

function matches(config: WebhookConfig | undefined, wanted: SignedSubscription): boolean {
	return (
		config?.enabled === true &&
		config.name === nameOf(wanted) &&
		config.triggers === wanted.triggers &&
		!config.targetId
	);
}

/** The longest name is 50 characters (docspace-api.md 10.1). */
const LONGEST_TITLE = 32;

/** The portal shows no secret, so the name tells whether it has ours: by six digits of a hash. */
function nameOf({ title, secret }: SignedSubscription): string {
	// A character of two code units is not cut in half.
	const short = title.slice(0, LONGEST_TITLE).replace(/[\uD800-\uDBFF]$/, '');
	const mark = createHash('sha256').update(secret).digest('hex').slice(0, 6);
	return `n8n: ${short.trim()} (${mark})`;
}

const SECRET_ALPHABETS = [
	'ABCDEFGHJKLMNPQRSTUVWXYZ',
	'abcdefghijkmnopqrstuvwxyz',
	'23456789',
	'!-_.',
];
/** The longest the portal's password policy takes: it meets any minimum (docspace-api.md 10.1). */
const SECRET_LENGTH = 30;

/** A secret that satisfies every password policy a portal can have: all kinds of characters in it. */
function newSecret(): string {
	const pick = (from: string) => from.charAt(randomInt(from.length));
	const every = SECRET_ALPHABETS.join('');
	return Array.from({ length: SECRET_LENGTH }, (_, at) => pick(SECRET_ALPHABETS[at] ?? every)).join(
		'',
	);
}

const SIGNATURE = /^sha256=([0-9a-f]{64})$/i;

/**
 * Whether the exact bytes of a body are signed with the secret. The portal writes the hash in capitals
 * (docspace-api.md 10.4, T61); it is compared in constant time.
 */
export function isSigned(body: Uint8Array, signature: unknown, secret: string): boolean {
	const [, hex] = (typeof signature === 'string' && SIGNATURE.exec(signature)) || [];
	if (hex === undefined) return false;
	const expected = createHmac('sha256', secret).update(body).digest();
	return timingSafeEqual(Buffer.from(hex, 'hex'), expected);
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
	if (!isRefusal(error, 'invalid')) return error;
	const { origin, hostname } = new URL(url);
	if (PRIVATE_HOST.test(hostname)) {
		return new DocSpaceError(
			`n8n’s webhook address ${origin} is private. ${error.message}`,
			`${SET_ADDRESS}. A DocSpace in the same network can be set up to allow private addresses (webhooks:blacklist)`,
			undefined,
			error.httpStatus,
		);
	}
	if (/not available|HEAD/.test(error.message)) {
		return new DocSpaceError(
			`DocSpace asked n8n’s webhook address ${origin} for an answer and got none: ${error.message}`,
			`Let requests with the method HEAD through to ${origin} (proxy, firewall, login page, redirect)${isHttps(url) ? ', and give it a valid certificate' : ''}. ${SET_ADDRESS} if it is another one`,
			undefined,
			error.httpStatus,
		);
	}
	return new DocSpaceError(
		`DocSpace did not take n8n’s webhook address ${origin}: ${error.message}`,
		isHttps(url)
			? `The address must be public and must not lead into a private network. ${SET_ADDRESS}`
			: `The address begins with http, and this portal may want https. ${SET_ADDRESS}`,
		undefined,
		error.httpStatus,
	);
}

/** Says of a refusal what it means for webhooks. */
function explained(error: unknown): unknown {
	if (isRefusal(error, 'scope')) {
		return new DocSpaceError(
			'DocSpace lets no API key that is limited to scopes manage webhooks',
			'Create an API key without restrictions in DocSpace (Settings → Developer tools → API keys, permissions: All) and enter it in the credential of this node',
			undefined,
			error.httpStatus,
		);
	}
	if (isRefusal(error, 'forbidden')) {
		return new DocSpaceError(
			'The user behind the credential may not manage webhooks in DocSpace',
			'Use the API key of a DocSpace admin. Guests never may, and others only while developer tools are not limited to admins (Settings → Security)',
			undefined,
			error.httpStatus,
		);
	}
	if (isRefusal(error, 'notPortal') && error.httpStatus === 404) {
		return new DocSpaceError(
			'This portal does not offer the events that DocSpace Trigger needs',
			'DocSpace Trigger needs DocSpace 3.1 or newer. If yours is, check Portal Address in the credential',
			undefined,
			error.httpStatus,
		);
	}
	return error;
}

function explain(error: unknown): never {
	throw explained(error);
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
