import { isObject } from '../ground/input';

const PROBE_TIMEOUT_MS = 10_000;
const V4_BITS = 32;
const V6_BITS = 128;
const V4_IN_V6 = `${'0'.repeat(80)}${'1'.repeat(16)}`;

const binary = (value: number, digits: number) => value.toString(2).padStart(digits, '0');

function bitsOfV4(text: string): string | undefined {
	if (!/^\d+(\.\d+){3}$/.test(text)) return undefined;
	return text
		.split('.')
		.map((part) => binary(Number(part), 8))
		.join('');
}

function bitsOfV6(text: string): string | undefined {
	if (!text.includes(':')) return undefined;
	const [head = '', tail] = text.split('::');
	const groupsOf = (part: string) => part.split(':').filter((group) => group !== '');
	const before = groupsOf(head);
	const after = groupsOf(tail ?? '');
	const between = Array.from({ length: 8 - before.length - after.length }, () => '0');
	return [...before, ...between, ...after]
		.map((group) => binary(Number.parseInt(group, 16), 16))
		.join('');
}

/** An address as a row of bits; IPv4 inside IPv6 counts as IPv4. */
function bitsOf(text: string): string | undefined {
	const bits = bitsOfV4(text) ?? bitsOfV6(text);
	const isMapped = bits?.length === V6_BITS && bits.startsWith(V4_IN_V6);
	return isMapped ? bits.slice(V6_BITS - V4_BITS) : bits;
}

/** What the sandbox knows without asking a name server: addresses, and its own host. */
function addressOf({ hostname }: URL): string {
	const host = hostname.replace(/^\[|\]$/g, '');
	return host === 'localhost' || host.endsWith('.localhost') ? '127.0.0.1' : host;
}

/** Whether an address lies in one of the networks that webhooks may not reach (docspace-api.md 10.2). */
export function isBlacklisted(url: URL, blacklist: string): boolean {
	const bits = bitsOf(addressOf(url));
	if (bits === undefined) return false;
	return blacklist.split(',').some((network) => {
		const [start = '', length] = network.trim().split('/');
		const prefix = bitsOf(start);
		if (prefix === undefined || prefix.length !== bits.length) return false;
		return bits.startsWith(prefix.slice(0, length === undefined ? undefined : Number(length)));
	});
}

/** An address with a protocol that webhooks can use. */
export function webAddress(text: string): URL | undefined {
	const url = URL.canParse(text) ? new URL(text) : undefined;
	return url?.protocol === 'http:' || url?.protocol === 'https:' ? url : undefined;
}

/** Where requests to a webhook really go, see the setting. */
export function reachedAt(url: URL, httpsEndsAt: string): URL {
	const isBehind = url.protocol === 'https:' && httpsEndsAt !== '';
	return isBehind ? new URL(`${url.pathname}${url.search}`, httpsEndsAt) : url;
}

function isRefusedConnection(error: unknown): boolean {
	const cause = isObject(error) ? error['cause'] : undefined;
	return isObject(cause) && cause['code'] === 'ECONNREFUSED';
}

/**
 * Asks an address by HEAD: `well` is 2xx in time, and without sending us elsewhere; `nobody` means that no
 * program listens there (docspace-api.md 10.2, T62).
 */
export async function askByHead(url: URL): Promise<'well' | 'nobody' | 'other'> {
	const signal = AbortSignal.timeout(PROBE_TIMEOUT_MS);
	const asked = fetch(url, { method: 'HEAD', redirect: 'manual', signal });
	return await asked.then(
		({ ok }) => (ok ? 'well' : 'other'),
		(error: unknown) => (isRefusedConnection(error) ? 'nobody' : 'other'),
	);
}
