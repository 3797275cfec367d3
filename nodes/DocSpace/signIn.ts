import type { ICredentialDataDecryptedObject, IHttpRequestHelper } from 'n8n-workflow';

import { optionsOf, toAnswer, toBrokenConnection } from './connection';
import { portalOrigin } from './portal/address';
import { CredentialError, isRefusal } from './portal/errors';
import type { Send } from './portal/http/client';
import { signInRequest, tokenIn } from './portal/http/signingIn';
import { time } from './portal/time';

/** Who signs in where. */
interface Account {
	origin: string;
	email: string;
	password: string;
}

/** What became of signing an account in the last time. */
interface Session {
	token: Promise<string>;
	/** Until then a refusal holds: the portal counts wrong attempts for a minute (docspace-api.md 19). */
	refusedUntil: number;
}

const REFUSAL_HOLDS_MS = 60_000;

/**
 * The sessions of this process. n8n keeps the token in the credential, but asks for one with each of several requests
 * at a time, and every sign-in is another session in the person's profile (T133).
 */
const sessions = new Map<string, Session>();

/**
 * Signs in for n8n, which keeps the token with the credential as long as it lives and comes back when the portal
 * has answered 401. Whoever comes while somebody signs in, or with an older token, gets the same one. Throws
 * `DocSpaceError`; a password that was refused is not sent again for a minute.
 */
export async function renewedSession(
	n8n: IHttpRequestHelper,
	credential: ICredentialDataDecryptedObject,
): Promise<string> {
	const account = accountOf(credential);
	return `${ownerOf(account)} ${await renewedToken(n8n, account, keptToken(credential))}`;
}

/**
 * The token that n8n has kept with a credential; undefined where it is another account's or another portal's: n8n
 * keeps it when somebody changes those fields, and would go on in the old name, or send it to the new address.
 */
export function keptToken(credential: ICredentialDataDecryptedObject): string | undefined {
	const owner = `${ownerOf(accountOf(credential))} `;
	const kept = String(credential.sessionToken);
	return kept.startsWith(owner) ? kept.slice(owner.length) : undefined;
}

async function renewedToken(
	n8n: IHttpRequestHelper,
	account: Account,
	expired: string | undefined,
): Promise<string> {
	const key = keyOf(account);
	const last = sessions.get(key);
	if (last && (await isUsable(last, expired))) return await last.token;
	const now = sessions.get(key);
	// Somebody may have begun meanwhile.
	if (now && now !== last) return await now.token;
	return await begin(key, signIn(sendThroughHelpers(n8n, account.origin), account));
}

/** Signs in to test a credential; a session that begins by it is the one that executions go on with. */
export async function testedToken(
	send: (origin: string) => Send,
	credential: ICredentialDataDecryptedObject,
): Promise<string> {
	const account = accountOf(credential);
	return await begin(keyOf(account), signIn(send(account.origin), account));
}

async function begin(key: string, token: Promise<string>): Promise<string> {
	const session = { token, refusedUntil: 0 };
	sessions.set(key, session);
	return await token.catch((error: unknown) => {
		// What has failed in passing is tried again by the next request.
		if (isRefusal(error, 'unauthorized')) session.refusedUntil = time.now() + REFUSAL_HOLDS_MS;
		else if (sessions.get(key) === session) sessions.delete(key);
		throw error;
	});
}

async function isUsable(session: Session, expired: string | undefined): Promise<boolean> {
	return await session.token.then(
		(known) => known !== expired,
		() => session.refusedUntil > time.now(),
	);
}

async function signIn(send: Send, { origin, email, password }: Account): Promise<string> {
	return tokenIn(await send(signInRequest(email, password)), origin);
}

function keyOf(account: Account): string {
	return JSON.stringify([ownerOf(account), account.password]);
}

/** Whose a session is, and where. */
function ownerOf({ origin, email }: Account): string {
	return `${origin} ${email.toLowerCase()}`;
}

function accountOf({ portalUrl, email, password }: ICredentialDataDecryptedObject): Account {
	const origin = portalOrigin(portalUrl);
	const address = typeof email === 'string' ? email.trim() : '';
	if (address === '') {
		throw new CredentialError(
			'Email',
			'is empty',
			'Enter the address you sign in to DocSpace with',
		);
	}
	if (typeof password !== 'string' || password === '') {
		throw new CredentialError('Password', 'is empty', 'Enter the password of that account');
	}
	return { origin, email: address, password };
}

function sendThroughHelpers({ helpers }: IHttpRequestHelper, origin: string): Send {
	return async (request) => {
		const options = { ...optionsOf(origin, request), ignoreHttpStatusErrors: true };
		return await helpers
			.httpRequest(options)
			.then(toAnswer, (error: unknown) => toBrokenConnection(error, options.url));
	};
}
