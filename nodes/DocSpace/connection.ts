import type {
	IExecuteFunctions,
	IHookFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';

import { portalOrigin } from './portal/address';
import { CredentialError, DocSpaceError, isRefusal, PortalError } from './portal/errors';
import {
	NOT_SIGNED_IN,
	TOKEN_NOT_RENEWED,
	type BrokenConnection,
	type HttpAnswer,
} from './portal/http/answers';
import {
	PATIENT,
	PortalClient,
	type Open,
	type PortalRequest,
	type Send,
} from './portal/http/client';
import { limitsFor, type Limits } from './portal/http/limits';
import { authorization, kindOfSecret, type CredentialKind } from './portal/http/scopes';
import { isByteStream, readText, type Opened } from './portal/http/streams';
import { isObject } from './portal/types';

/**
 * A picker waits in front of the user's eyes, and a webhook's caller sends again by itself, so they try
 * only once more.
 */
const WAITED_FOR = [500];

/** Long enough for the checks the portal runs on each of a hundred files before it answers (T43). */
const TIMEOUT_MS = { GET: 60_000, POST: 120_000, PUT: 120_000, DELETE: 120_000 };

/** The credential types of this package. */
type CredentialType = 'docSpaceApi' | 'docSpaceOAuth2Api' | 'docSpacePasswordApi';

type N8n = IExecuteFunctions | ILoadOptionsFunctions | IHookFunctions | IWebhookFunctions;

/**
 * Connects to the portal of a node's credential, through n8n's own request helper (its proxy settings,
 * token refresh and network guards). Takes the value of *Authentication* and, as `purpose`, the operation's
 * name in the editor; once `over` is aborted, nothing is sent any more. Throws `CredentialError` where the
 * credential is not set, or cannot be used.
 */
export async function connect(
	n8n: N8n,
	authentication: unknown,
	purpose: string,
	over?: AbortSignal,
): Promise<PortalClient> {
	const credentialType = credentialTypeFor(authentication);
	const stored = n8n.getNode().credentials?.[credentialType];
	const { portalUrl, apiKey } = await n8n.getCredentials(credentialType).catch((error: unknown) => {
		throw stored ? unreadable(error) : noCredential();
	});
	const origin = portalOrigin(portalUrl);
	const cancelled = 'getExecutionCancelSignal' in n8n ? n8n.getExecutionCancelSignal() : undefined;
	const limits = limitsFor(`${origin} ${stored?.id ?? ''}`);
	return new PortalClient({
		origin,
		credential: kindOf(credentialType, apiKey),
		purpose,
		send: sendThrough(n8n, credentialType, origin, limits),
		open: openThrough(n8n, credentialType),
		limits,
		signal: AbortSignal.any([cancelled, over].filter((signal) => signal !== undefined)),
		pauses: 'getInputData' in n8n ? PATIENT : WAITED_FOR,
	});
}

function credentialTypeFor(authentication: unknown): CredentialType {
	if (authentication === 'oAuth2') return 'docSpaceOAuth2Api';
	return authentication === 'password' ? 'docSpacePasswordApi' : 'docSpaceApi';
}

function kindOf(type: CredentialType, apiKey: unknown): CredentialKind {
	if (type === 'docSpaceApi') return kindOfSecret(apiKey);
	return type === 'docSpaceOAuth2Api' ? 'oAuth2' : 'password';
}

function unreadable(error: unknown): CredentialError {
	return new CredentialError(
		'Credential',
		`cannot be read: ${error instanceof Error ? error.message : String(error)}`,
		'Choose the credential again at the top of this node, or create a new one',
	);
}

function noCredential(): CredentialError {
	return new CredentialError(
		'Credential',
		'is not set',
		'Choose or create a DocSpace credential at the top of this node',
	);
}

/** The address of a request below the portal's API. */
function urlOf(origin: string, { path, query = {} }: PortalRequest): string {
	const search = new URLSearchParams();
	for (const [name, value] of Object.entries(query)) {
		if (value !== undefined) search.set(name, String(value));
	}
	return `${origin}/api/2.0/${path}${search.size === 0 ? '' : `?${search}`}`;
}

/**
 * Asks without n8n's credential store, with a key or in nobody's name, for the test of a credential that is
 * not stored yet; n8n offers that test no request helper of its own that is not deprecated.
 */
export function sendWith(apiKey: string | undefined, origin: string): Send {
	return async (request) => {
		const headers: Record<string, string> = { Accept: 'application/json' };
		if (apiKey !== undefined) headers.Authorization = authorization(apiKey);
		if (request.body) headers['Content-Type'] = 'application/json';
		return await fetch(urlOf(origin, request), {
			method: request.method,
			headers,
			body: request.body && JSON.stringify(request.body),
			redirect: 'manual',
			signal: AbortSignal.timeout(TEST_TIMEOUT_MS),
		}).then(
			async (answer) => ({
				status: answer.status,
				headers: Object.fromEntries(answer.headers),
				body: await answer.text(),
			}),
			(error: unknown) =>
				error instanceof Error && error.name === 'TimeoutError'
					? { code: 'ETIMEDOUT' }
					: toBrokenConnection(error),
		);
	};
}

const TEST_TIMEOUT_MS = 15_000;

/** A request as n8n's helpers take it. */
export function optionsOf(
	origin: string,
	request: PortalRequest,
): IHttpRequestOptions & { method: PortalRequest['method'] } {
	const { method, body } = request;
	const { raw = body && { type: 'application/json', content: JSON.stringify(body) } } = request;
	return {
		method,
		url: urlOf(origin, request),
		headers: { Accept: 'application/json', ...(raw && { 'Content-Type': raw.type }) },
		...(raw && { body: raw.content }),
		encoding: 'text',
		returnFullResponse: true,
		// A redirect would take the key to another address.
		disableFollowRedirect: true,
		timeout: TIMEOUT_MS[method],
	};
}

function sendThrough(
	n8n: N8n,
	credentialType: CredentialType,
	origin: string,
	limits: Limits,
): Send {
	const ask = async (options: IHttpRequestOptions): Promise<unknown> =>
		await n8n.helpers.httpRequestWithAuthentication.call(n8n, credentialType, options);
	return async (request) => {
		const options: IHttpRequestOptions = {
			...optionsOf(origin, request),
			// n8n renews a token only when it sees the 401 as an error.
			ignoreHttpStatusErrors: { ignore: true, except: [401] },
		};
		const askRenewing = async () => {
			const answer = await ask(options);
			if (credentialType === 'docSpaceApi' || !isUnauthorized(answer)) return answer;
			limits.renewal ??= renewByAsking(ask, origin).finally(() => (limits.renewal = undefined));
			await limits.renewal;
			// What was refused with 401 was not carried out.
			return await ask(options);
		};
		return await askRenewing().then(toAnswer, whyBroken(credentialType, options.url));
	};
}

/** n8n 1 knows no `except`: it hands a 401 out like any other answer, and renews nothing. */
function isUnauthorized(answer: unknown): boolean {
	return isObject(answer) && answer.statusCode === 401;
}

/** Makes n8n see a 401 as an error. Throws what n8n throws where it cannot renew. */
async function renewByAsking(
	ask: (options: IHttpRequestOptions) => Promise<unknown>,
	origin: string,
): Promise<void> {
	await ask(optionsOf(origin, { method: 'GET', path: 'people/@self' })).catch((error: unknown) => {
		// A token without the scope for that is renewed all the same.
		if (!isObject(error) || error.httpCode !== '403') throw error;
	});
}

/** A conversion, or a file in third-party storage, begins to arrive only when all of it is there. */
const OPENING_TIMEOUT_MS = 10 * 60_000;

function openThrough(n8n: N8n, credentialType: CredentialType): Open {
	return async (url, inWhoseName) => {
		const options: IHttpRequestOptions = {
			method: 'GET',
			url,
			// As it is stored, so that its length can be compared.
			headers: { Accept: '*/*', 'Accept-Encoding': 'identity' },
			encoding: 'stream',
			returnFullResponse: true,
			ignoreHttpStatusErrors: { ignore: true, except: [401] },
			disableFollowRedirect: true,
			timeout: OPENING_TIMEOUT_MS,
		};
		const answer =
			inWhoseName === 'user'
				? n8n.helpers.httpRequestWithAuthentication.call(n8n, credentialType, options)
				: n8n.helpers.httpRequest(options);
		return await answer.then(toOpened, whyBroken(credentialType, url));
	};
}

function whyBroken(credentialType: CredentialType, url: string) {
	return (error: unknown): HttpAnswer | BrokenConnection => {
		const refusal = refusedSignIn(error);
		if (refusal) return refusal;
		const broken = toBrokenConnection(error, url);
		if ('said' in broken && credentialType === 'docSpaceOAuth2Api') throw notSignedIn(broken);
		return broken;
	};
}

/**
 * What kept n8n from signing in with a password. Throws what will be so the next time too; undefined where
 * something else went wrong.
 */
function refusedSignIn(error: unknown): BrokenConnection | undefined {
	for (let at: unknown = error, depth = 0; isObject(at) && depth < 5; at = at.cause, depth += 1) {
		if (!(at instanceof DocSpaceError)) continue;
		if (isRefusal(at, 'busy', 'server', 'gateway', 'unreachable')) return { code: NOT_SIGNED_IN };
		throw at;
	}
	return undefined;
}

/** A file as a stream; anything but a success as text. */
async function toOpened(full: unknown): Promise<Opened | HttpAnswer | BrokenConnection> {
	const answer = toAnswer(full);
	const stream = isObject(full) ? full.body : undefined;
	if ('code' in answer || !isByteStream(stream)) return { code: 'NO_ANSWER' };
	// Who cancels before anybody reads would end the process by an error that nobody hears.
	stream.on('error', () => {});
	const { status, headers } = answer;
	if (status >= 200 && status < 300) return { status, headers, stream };
	const body = await readText(stream).catch(() => '');
	return { status, headers, body };
}

/** What n8n's helpers answer, as the portal's. */
export function toAnswer(full: unknown): HttpAnswer | BrokenConnection {
	if (!isObject(full) || typeof full.statusCode !== 'number') return { code: 'NO_ANSWER' };
	return {
		status: full.statusCode,
		headers: isObject(full.headers) ? full.headers : {},
		body: typeof full.body === 'string' ? full.body : '',
	};
}

/** n8n sends nothing for an account that was never connected, or whose token it can no longer renew. */
function notSignedIn({ said, advice }: BrokenConnection): PortalError {
	return new PortalError(
		'unauthorized',
		`n8n cannot sign in to DocSpace: ${said}`,
		advice ??
			'Open the credential and connect the account; Portal Address must be the portal the account signs in to',
	);
}

/** Codes with which n8n's own parts say no; they speak of no connection. */
const OF_N8N = ['EAUTH'];

/** The code of n8n's OAuth2 client for an authorization server that answered with an error. */
const TOKEN_REFUSED = 'ESTATUS';

/**
 * What n8n throws: a 401, or a failure of the connection with Node's code somewhere in the chain of
 * causes. A failure at another address than `url` is one of renewing the OAuth2 token.
 */
export function toBrokenConnection(error: unknown, url?: string): HttpAnswer | BrokenConnection {
	const codes: string[] = [];
	const advice: string[] = [];
	for (let at: unknown = error, depth = 0; isObject(at) && depth < 5; at = at.cause, depth += 1) {
		if (String(at.httpCode ?? at.status) === '401') return { status: 401, headers: {}, body: '' };
		const code = at.code ?? at.httpCode;
		const asked = isObject(at.config) ? at.config.url : url;
		if (code === TOKEN_REFUSED || asked !== url) return { code: TOKEN_NOT_RENEWED };
		if (typeof code === 'string' && !OF_N8N.includes(code)) codes.push(code);
		if (typeof at.description === 'string') advice.push(at.description);
	}
	// The answer broke off: axios calls that a bad response, unless a cause says more.
	const code = codes.find((found) => found !== 'ERR_BAD_RESPONSE') ?? codes[0];
	if (code !== undefined) return { code };
	const said = error instanceof Error ? error.message : String(error);
	return { code: 'NOT_SENT', said, advice: advice[0] };
}
