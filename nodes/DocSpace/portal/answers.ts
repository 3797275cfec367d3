import { jsonParse } from 'n8n-workflow';

import { PortalError } from './errors';
import { isObject } from './types';

/** What came back over HTTP, the body still as text. */
export interface HttpAnswer {
	status: number;
	headers: Record<string, unknown>;
	body: string;
}

/** No answer came back; `code` is Node's, such as ECONNRESET. */
export interface BrokenConnection {
	code: string;
}

/** A portal's success envelope (docspace-api.md 1.1). */
export interface Envelope {
	response?: unknown;
	/** Entries in all, where the route counts them. */
	total?: number;
}

/** Codes of attempts that ended before a connection stood: the portal has seen nothing of them. */
const NEVER_CONNECTED = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'];

/** Whether the portal may have acted on a request that ended this way (docspace-api.md T40, T43). */
export function mayHaveBeenAccepted(result: HttpAnswer | BrokenConnection): boolean {
	if ('code' in result) return !NEVER_CONNECTED.includes(result.code);
	return result.status >= 500;
}

/** Whether the same request may well succeed a little later. */
export function isPassing(result: HttpAnswer | BrokenConnection): boolean {
	return 'code' in result || [429, 502, 503, 504].includes(result.status);
}

/** Seconds the portal asks us to wait, if it says so; only its daily limit does (T58). */
export function retryAfterSeconds(result: HttpAnswer | BrokenConnection): number | undefined {
	const value = 'headers' in result ? result.headers['retry-after'] : undefined;
	return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : undefined;
}

/**
 * Takes what a request ended with and returns the success envelope, or the error that says what
 * happened in words a builder can act on (docspace-api.md 1.2, 1.3). `origin` is named in it.
 */
export function readAnswer(
	result: HttpAnswer | BrokenConnection,
	origin: string,
): Envelope | PortalError {
	if ('code' in result) return brokenConnection(result.code, origin);
	const json = jsonParse<unknown>(result.body, { fallbackValue: null });
	if (result.status >= 200 && result.status < 300) {
		if (!isObject(json) || typeof json.statusCode !== 'number') return notAPortal(origin);
		return {
			response: json.response,
			total: typeof json.total === 'number' ? json.total : undefined,
		};
	}
	return refusal(result, json, origin);
}

function refusal(answer: HttpAnswer, json: unknown, origin: string): PortalError {
	const { status } = answer;
	const said = portalsOwnWords(json);
	switch (status) {
		case 400:
		case 415:
		case 405:
			return new PortalError(
				'invalid',
				`DocSpace did not accept the request${said}`,
				'Check the values entered in this node; if they are right, please report this with the message',
				status,
			);
		case 401:
			return new PortalError(
				'unauthorized',
				'DocSpace did not accept the API key or token',
				'Create a new API key in DocSpace (Settings → Developer tools → API keys) and enter it in the credential; the old one is wrong, expired, or its owner is disabled',
				status,
			);
		case 402:
			return new PortalError(
				'payment',
				`DocSpace refused because of its plan or a storage quota${said}`,
				'Free space or raise the quota in DocSpace (Settings → Storage management), or settle the subscription',
				status,
			);
		case 403:
			return forbidden(json, said);
		case 404:
			return isErrorEnvelope(json)
				? new PortalError('notFound', `DocSpace found nothing there${said}`, 'Check the id', status)
				: notAPortal(origin, status);
		case 429:
			return tooManyRequests(answer);
		default:
			return failedServer(status, isErrorEnvelope(json), origin, said);
	}
}

/** 403 comes in four shapes (docspace-api.md 1.2, 1.3); only the envelope speaks of the entry itself. */
function forbidden(json: unknown, said: string): PortalError {
	if (isErrorEnvelope(json)) {
		return new PortalError(
			'forbidden',
			`DocSpace denied access${said}`,
			'The user behind the credential needs the role Room manager in this room, or must own it; being a DocSpace admin is not enough',
			403,
		);
	}
	if (typeof json === 'string') {
		return new PortalError(
			'unauthorized',
			'DocSpace does not accept requests from this IP address',
			'Add the address of your n8n server in DocSpace under Settings → Security → IP security',
			403,
		);
	}
	return new PortalError(
		'scope',
		'DocSpace refused the API key for this request',
		'Give the key all the scopes named in the credential, or create a key without restrictions',
		403,
	);
}

/** Only the write limit of a day says when to come back; everything else passes within a minute. */
const LONGEST_WAIT_SECONDS = 120;

function tooManyRequests(answer: HttpAnswer): PortalError {
	const seconds = retryAfterSeconds(answer) ?? 0;
	if (seconds <= LONGEST_WAIT_SECONDS) {
		return new PortalError(
			'busy',
			'DocSpace is receiving too many requests from this user',
			'Run again in a few minutes, or use an API key of a user that no other integration shares',
			429,
		);
	}
	return new PortalError(
		'dailyLimit',
		'The daily write limit of this DocSpace user is used up',
		`DocSpace takes writes again in about ${Math.ceil(seconds / 3600)} h; run again then`,
		429,
	);
}

function failedServer(
	status: number,
	fromPortal: boolean,
	origin: string,
	said: string,
): PortalError {
	if (fromPortal) {
		return new PortalError(
			'server',
			`DocSpace failed while handling the request${said}`,
			'Run again; if it stays, show the message to the administrator of the portal',
			status,
		);
	}
	if (status >= 300 && status < 400) {
		return new PortalError(
			'notPortal',
			`${origin} redirects to another address`,
			'Enter the address the browser ends up at as Portal Address in the credential (often https instead of http)',
			status,
		);
	}
	return new PortalError(
		'gateway',
		`The server in front of ${origin} could not reach DocSpace`,
		'Run again in a few minutes; if it stays, tell the administrator of the portal',
		status,
	);
}

function notAPortal(origin: string, status?: number): PortalError {
	return new PortalError(
		'notPortal',
		`${origin} does not answer like a DocSpace portal`,
		'Check Portal Address in the credential: enter the address you open DocSpace at, for example https://yourcompany.onlyoffice.com',
		status,
	);
}

function brokenConnection(code: string, origin: string): PortalError {
	const because: Record<string, string> = {
		ECONNREFUSED: 'nothing is listening at this address',
		ENOTFOUND: 'no such host name is known',
		EAI_AGAIN: 'the host name could not be looked up',
		ECONNABORTED: 'it took too long to answer',
		ETIMEDOUT: 'it took too long to answer',
		ECONNRESET: 'the connection was cut',
	};
	return new PortalError(
		'unreachable',
		`${origin} could not be reached: ${because[code] ?? 'the connection was cut'}`,
		'Check Portal Address in the credential, and that the n8n server can reach it (proxy, firewall, certificate)',
	);
}

function isErrorEnvelope(json: unknown): boolean {
	return isObject(json) && isObject(json.error);
}

/** The portal's own message, without the stack trace it sends along (T60). */
function portalsOwnWords(json: unknown): string {
	const error = isObject(json) ? json.error : undefined;
	const message = isObject(error) ? error.message : undefined;
	if (typeof message !== 'string' || message === '' || message === 'Access denied') return '';
	return `: “${message.split('\n')[0]?.slice(0, 200)}”`;
}
