import { jsonParse } from 'n8n-workflow';

import { PortalError, type PortalErrorKind } from '../errors';
import type { CredentialKind } from './scopes';
import { isObject } from '../types';

/** Who was asked, and in whose name: what messages name. */
export interface Asked {
	/** The portal's address without a path. */
	origin: string;
	credential: CredentialKind;
}

/** What came back over HTTP, before its body. */
export interface AnswerHead {
	status: number;
	headers: Record<string, unknown>;
}

/** The same with its body, still as text. */
export interface HttpAnswer extends AnswerHead {
	body: string;
}

/** No answer came back; `code` is Node's, such as ECONNRESET. */
export interface BrokenConnection {
	code: string;
	/** Why n8n itself did not send the request, and what it tells to do about it. */
	said?: string;
	advice?: string;
}

/** A portal's success envelope (docspace-api.md 1.1). */
export interface Envelope {
	response?: unknown;
	/** Entries in all, where the route counts them. */
	total?: number;
}

/** Our code for an authorization server that could not renew a token; the portal itself had answered 401. */
export const TOKEN_NOT_RENEWED = 'TOKEN_NOT_RENEWED';
/** Our code for a sign-in that failed in passing; what was to be asked was not sent. */
export const NOT_SIGNED_IN = 'NOT_SIGNED_IN';

/** Codes of an address where nobody is to be found: while a server starts anew, or for good. */
const NOWHERE = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'];

/** Codes of attempts that ended before a connection stood: the portal has seen nothing of them. */
const NEVER_CONNECTED = [...NOWHERE, TOKEN_NOT_RENEWED, NOT_SIGNED_IN];

/** Codes of a certificate that n8n's server does not trust, and of an address that speaks no HTTPS. */
const UNTRUSTED = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY/;
const NO_HTTPS = /^EPROTO$|^ERR_SSL_/;

/** Whether an attempt fails in the same way however often it is made; the portal has seen nothing of it. */
function isLasting({ code, said }: BrokenConnection): boolean {
	return said !== undefined || UNTRUSTED.test(code) || NO_HTTPS.test(code);
}

/** Whether nobody was found at the address. */
export function isNowhere(result: AnswerHead | BrokenConnection): boolean {
	return 'code' in result && NOWHERE.includes(result.code);
}

/** Whether the portal may have acted on a request that ended this way (docspace-api.md T40, T43). */
export function mayHaveBeenAccepted(result: HttpAnswer | BrokenConnection): boolean {
	if ('code' in result) return !NEVER_CONNECTED.includes(result.code) && !isLasting(result);
	// A success that cannot be read, such as a proxy's page, may follow on what the portal has done.
	return result.status >= 500 || isSuccess(result);
}

function isSuccess({ status }: HttpAnswer): boolean {
	return status >= 200 && status < 300;
}

/** Whether the same request may well succeed a little later. */
export function isPassing(result: AnswerHead | BrokenConnection): boolean {
	if ('code' in result) return !isLasting(result);
	return [429, 502, 503, 504].includes(result.status) && !isDailyLimit(result);
}

/** Seconds the portal asks us to wait, if it says so; only its daily limit does (T58). */
export function retryAfterSeconds(result: AnswerHead | BrokenConnection): number | undefined {
	const value = 'headers' in result ? result.headers['retry-after'] : undefined;
	return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : undefined;
}

/** Only the write limit of a day asks for longer; everything else passes within a minute. */
const LONGEST_WAIT_SECONDS = 120;

function isDailyLimit(answer: AnswerHead): boolean {
	return answer.status === 429 && (retryAfterSeconds(answer) ?? 0) > LONGEST_WAIT_SECONDS;
}

/**
 * Takes what a request ended with and returns the success envelope, or the error that says what
 * happened in words a builder can act on (docspace-api.md 1.2, 1.3).
 */
export function readAnswer(
	result: HttpAnswer | BrokenConnection,
	asked: Asked,
): Envelope | PortalError {
	if ('code' in result) return new PortalError('unreachable', ...whyBroken(result, asked.origin));
	const json = jsonParse<unknown>(result.body, { fallbackValue: null });
	if (isSuccess(result)) {
		if (!isObject(json) || typeof json.statusCode !== 'number') {
			return new PortalError(...notAPortal(asked.origin));
		}
		return {
			// Most answers name nobody.
			response: result.body.includes('"displayName"')
				? withPlainNames(json.response)
				: json.response,
			total: typeof json.total === 'number' ? json.total : undefined,
		};
	}
	return new PortalError(...problemOf(result, json, asked), result.status);
}

/** Where an answer redirects to; undefined where it does not. */
export function redirectOf(result: HttpAnswer | BrokenConnection, from: URL): URL | undefined {
	if ('code' in result || result.status < 300 || result.status >= 400) return undefined;
	const { location } = result.headers;
	const isAddress = typeof location === 'string' && URL.canParse(location, from.href);
	return isAddress ? new URL(location, from.href) : undefined;
}

/**
 * Takes what came instead of a file and returns the error. The handlers of files know no envelope: they refuse
 * with an empty body, or with words in HTML (docspace-api.md 14.5, T85).
 */
export function readRefusal(result: HttpAnswer | BrokenConnection, asked: Asked): PortalError {
	const kind = 'status' in result ? REFUSALS_OF_HANDLERS[result.status] : undefined;
	if (!kind || !('body' in result)) {
		const read = readAnswer(result, asked);
		return read instanceof PortalError ? read : new PortalError(...notAPortal(asked.origin));
	}
	const words = result.body.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
	const said = decoded(words).trim().slice(0, 200);
	return new PortalError(
		kind,
		`DocSpace does not hand the file out${said === '' ? '' : `: “${said}”`}`,
		'Try to download it in DocSpace with the same account',
		result.status,
	);
}

const REFUSALS_OF_HANDLERS: Record<number, PortalErrorKind | undefined> = {
	400: 'invalid',
	403: 'forbidden',
	404: 'notFound',
};

/**
 * Puts people's names into an answer of the portal as they are, in place: of all that it sends, the portal
 * HTML-encodes their `displayName` alone (docspace-api.md T150).
 */
function withPlainNames(answer: unknown): unknown {
	if (Array.isArray(answer)) for (const item of answer) withPlainNames(item);
	else if (isObject(answer)) {
		for (const [member, value] of Object.entries(answer)) {
			if (member !== 'displayName') withPlainNames(value);
			else if (typeof value === 'string') answer.displayName = decoded(value);
		}
	}
	return answer;
}

const CHARACTERS: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decoded(name: string): string {
	return name.replace(
		/&(?:#(\d{1,6})|(amp|lt|gt|quot|apos));/g,
		(entity, code: string | undefined, word: string | undefined) =>
			code === undefined ? (CHARACTERS[word ?? ''] ?? entity) : String.fromCodePoint(Number(code)),
	);
}

/** What a `PortalError` is made of, but for the status. */
type Problem = [PortalErrorKind, message: string, remedy: string];

function problemOf(answer: HttpAnswer, json: unknown, { origin, credential }: Asked): Problem {
	const { status } = answer;
	// A page instead of JSON comes from a server in front, or from no DocSpace at all.
	const isPage = json === null && answer.body.trim() !== '';
	const said = portalsOwnWords(json);
	switch (status) {
		case 400:
		case 405:
		case 415:
			if (isPage) return notAPortal(origin);
			return [
				'invalid',
				`DocSpace did not accept the request${said}`,
				'Check the values entered in this node; if they are right, please report this with the message',
			];
		case 401:
			return unauthorized(credential);
		case 402:
			return payment(json, said);
		case 403:
			return isPage ? refusedInFront(origin) : forbidden(json, said);
		case 404:
			return notFound(json, said, origin);
		case 429:
			return tooManyRequests(answer);
		default:
			if (status >= 300 && status < 400) return redirected(answer, origin);
			if (isErrorEnvelope(json)) return failedPortal(said);
			return status < 500 ? refusedInFront(origin) : failedInFront(origin);
	}
}

const SIGNERS: Record<CredentialKind, string> = {
	apiKey: 'API key or token',
	accessToken: 'API key or token',
	oAuth2: 'OAuth2 connection',
	password: 'session it has just begun',
};

function unauthorized(credential: CredentialKind): Problem {
	const remedies: Record<CredentialKind, string> = {
		apiKey:
			'Create a new API key in DocSpace (Settings → Developer tools → API keys) and enter it in the credential; the old one is wrong, expired, or its owner is disabled',
		accessToken:
			'The access token is wrong or expired, or its owner is disabled. Enter an API key in the credential instead (DocSpace: Settings → Developer tools → API keys); it need not expire and begins with sk-',
		oAuth2:
			'Open the credential and reconnect the account; Portal Address must be the portal the account signs in to',
		password:
			'Run again; if it stays, test the credential: the account may have been disabled or signed out',
	};
	return [
		'unauthorized',
		`DocSpace did not accept the ${SIGNERS[credential]}`,
		remedies[credential],
	];
}

function payment(json: unknown, said: string): Problem {
	return isErrorEnvelope(json)
		? [
				'payment',
				`DocSpace refused because of its plan or a storage quota${said}`,
				'Free space or raise the quota in DocSpace (Settings → Storage management), or choose a larger plan',
			]
		: [
				'payment',
				'DocSpace refuses all work because the portal is not paid for',
				'Ask the owner of the portal to settle the subscription (Settings → Payments), then run again',
			];
}

/** 403 comes in four shapes (docspace-api.md 1.2, 1.3); only the envelope speaks of the entry itself. */
function forbidden(json: unknown, said: string): Problem {
	if (isErrorEnvelope(json)) {
		return [
			'forbidden',
			`DocSpace denied access${said}`,
			'The user behind the credential needs the role Room manager in this room, or must own it; being a DocSpace admin is not enough',
		];
	}
	if (typeof json === 'string') {
		return [
			'unauthorized',
			'DocSpace does not accept requests from the IP address of your n8n server',
			'Add that address in DocSpace under Settings → Security → IP security',
		];
	}
	return [
		'scope',
		'DocSpace refused the credential for this request',
		'Use an API key with all the scopes named in the credential, or one without restrictions',
	];
}

function notFound(json: unknown, said: string, origin: string): Problem {
	if (isErrorEnvelope(json)) {
		return [
			'notFound',
			`DocSpace found nothing there${said}`,
			'It may have been deleted or moved: choose it again from the list, or check the ID',
		];
	}
	// A portal that does not exist, or is suspended, says so as problem+json (docspace-api.md 1.3, 2.5).
	return isObject(json)
		? [
				'notPortal',
				`There is no DocSpace portal at ${origin}, or it is suspended`,
				'Check the name in Portal Address in the credential; if it is right, ask the owner of the portal',
			]
		: notAPortal(origin);
}

function tooManyRequests(answer: HttpAnswer): Problem {
	if (!isDailyLimit(answer)) {
		return [
			'busy',
			'DocSpace is receiving too many requests from this user',
			'Run again in a few minutes, or use an API key of a user that no other integration shares',
		];
	}
	const minutes = Math.ceil((retryAfterSeconds(answer) ?? 0) / 60);
	const wait = minutes < 120 ? `${minutes} minutes` : `${Math.ceil(minutes / 60)} hours`;
	return [
		'dailyLimit',
		'The daily write limit of this DocSpace user is used up',
		`Run again in ${wait}, when DocSpace takes writes again, or use an API key of another user`,
	];
}

/** What a portal says that is asked by a key of another one, or under a name it does not know (2.5). */
const NO_TENANT = /resolve current tenant/;

function failedPortal(said: string): Problem {
	return [
		'server',
		`DocSpace failed while handling the request${said}`,
		NO_TENANT.test(said)
			? 'Check Portal Address in the credential: DocSpace knows no portal of that name'
			: 'Run again; if it stays, show the message to the administrator of the portal',
	];
}

/** The key is never sent on: only the user knows whether the other address is theirs. */
function redirected({ headers }: HttpAnswer, origin: string): Problem {
	const { location } = headers;
	const target =
		typeof location === 'string' && URL.canParse(location, origin)
			? new URL(location, origin).origin
			: origin;
	return [
		'notPortal',
		`${origin} redirects to ${target === origin ? 'another page' : target}`,
		'Open DocSpace in a browser and enter the address it ends up at as Portal Address in the credential (often https instead of http)',
	];
}

function failedInFront(origin: string): Problem {
	return [
		'gateway',
		`The server in front of ${origin} could not reach DocSpace`,
		'Run again in a few minutes; if it stays, tell the administrator of the portal',
	];
}

function refusedInFront(origin: string): Problem {
	return [
		'gateway',
		`A server in front of ${origin} refused the request`,
		'Ask the administrator of the portal to let requests from your n8n server through (proxy, firewall)',
	];
}

function notAPortal(origin: string): Problem {
	return [
		'notPortal',
		`${origin} does not answer like a DocSpace portal`,
		'Check Portal Address in the credential: enter the address you open DocSpace at, for example https://yourcompany.onlyoffice.com. This node needs DocSpace 3.2.1 or newer',
	];
}

/** Message and remedy. */
function whyBroken({ code, said, advice }: BrokenConnection, origin: string): [string, string] {
	if (UNTRUSTED.test(code)) {
		return [
			`${origin} shows a certificate that n8n does not trust (${code})`,
			'Ask the administrator of the portal for a valid certificate, or make your n8n server trust this one (NODE_EXTRA_CA_CERTS)',
		];
	}
	if (NO_HTTPS.test(code)) {
		return [
			`${origin} does not answer over HTTPS`,
			'If you open DocSpace without https, enter Portal Address in the credential with http:// in front',
		];
	}
	if (code === TOKEN_NOT_RENEWED) {
		return [
			'n8n could not renew its OAuth2 access: the authorization server did not answer as it should',
			'Run again in a few minutes; if it stays, check Authorization Server in the credential, then reconnect it',
		];
	}
	if (code === NOT_SIGNED_IN) {
		return [
			`n8n could not sign in to ${origin}: DocSpace, or a server in front of it, did not answer as it should`,
			'Run again in a few minutes; if it stays, check Portal Address in the credential',
		];
	}
	const because: Record<string, string> = {
		ECONNREFUSED: 'nothing is listening at this address',
		ENOTFOUND: 'no such host name is known',
		EAI_AGAIN: 'the host name could not be looked up',
		ECONNABORTED: 'it took too long to answer',
		ETIMEDOUT: 'it took too long to answer',
		ECONNRESET: 'the connection was cut',
	};
	return [
		`${origin} could not be reached: ${said ?? because[code] ?? `the connection failed (${code})`}`,
		advice ??
			'Check Portal Address in the credential, and that the n8n server can reach it (proxy, firewall, certificate)',
	];
}

function isErrorEnvelope(json: unknown): boolean {
	return isObject(json) && isObject(json.error);
}

/** The portal's own message, without the stack trace it sends along (T60). */
function portalsOwnWords(json: unknown): string {
	if (!isObject(json)) return '';
	const message = isObject(json.error) ? json.error.message : firstProblem(json.response);
	if (typeof message !== 'string' || message === '' || message === 'Access denied') return '';
	return `: “${message.split('\n')[0]?.slice(0, 200)}”`;
}

/** The first of the faults a validation found; they stand inside the success envelope (1.3). */
function firstProblem(response: unknown): unknown {
	const errors = isObject(response) && isObject(response.errors) ? response.errors : {};
	return Object.values(errors).flat()[0];
}
