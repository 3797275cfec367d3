import { PortalError } from '../errors';
import { isObject } from '../types';

/**
 * What signs requests. API keys may be restricted to scopes; access tokens never are, and an expired one
 * makes a visitor of its user where visitors are let in (docspace-api.md 2.3).
 */
export type CredentialKind = 'apiKey' | 'accessToken' | 'oAuth2' | 'password';

/** The key or token as a user pasted it, without “Bearer”. */
export function secretIn(apiKey: string): string {
	return apiKey.trim().replace(/^Bearer\s+/i, '');
}

/** The header of a key or token as a user pasted it, with or without “Bearer” (docspace-api.md 2.1). */
export function authorization(apiKey: string): string {
	return `Bearer ${secretIn(apiKey)}`;
}

/** Tells an API key from a personal access token, which share a field (docspace-api.md 2.2). */
export function kindOfSecret(apiKey: unknown): 'apiKey' | 'accessToken' {
	return typeof apiKey === 'string' && secretIn(apiKey).startsWith('sk-')
		? 'apiKey'
		: 'accessToken';
}

/**
 * Explains a 403 that is not about the entry by what the credential may do (docspace-api.md 2.2). Takes the
 * portal's refusal of a request and in whose name and what for, as the editor names it, that was sent;
 * `askAboutKey` yields what the portal says of an API key, or why it does not say it.
 */
export async function explainedByScopes(
	error: PortalError,
	{ method, path }: { method: string; path: string },
	{ credential, purpose }: { credential: CredentialKind; purpose: string },
	askAboutKey: () => Promise<unknown>,
): Promise<PortalError> {
	if (credential === 'accessToken' || credential === 'password') return refusesAll(error);
	const scope = scopeFor(method, path);
	if (credential === 'oAuth2') {
		return new PortalError(
			'scope',
			`The OAuth2 connection lacks the scope ${scope}, which ${purpose} needs`,
			'Add the scope to the OAuth2 application in DocSpace, then reconnect the credential',
			error.httpStatus,
		);
	}
	const about = await askAboutKey();
	if (about instanceof PortalError) {
		// Any valid key may ask about itself: refused here, the reason is not a scope.
		return about.kind === 'scope' ? refusesAll(error) : about;
	}
	const granted = isObject(about) && Array.isArray(about.permissions) ? about.permissions : [];
	const scopes = granted.map(String);
	// Groups are not for keys that may write accounts (docspace-api.md T127).
	const isExact = path.startsWith('group');
	if (isExact ? scopes.includes(scope) : grants(scopes, scope)) return refusesAll(error);
	return new PortalError(
		'scope',
		`The API key lacks the scope ${scope}, which ${purpose} needs`,
		`Edit the key in DocSpace (Settings → Developer tools → API keys) and add ${scope}; it has ${scopes.join(', ')}`,
		error.httpStatus,
	);
}

/** A portal that is being restored or encrypted refuses everything (docspace-api.md 1.3). */
function refusesAll({ httpStatus }: PortalError): PortalError {
	return new PortalError(
		'server',
		'DocSpace refuses requests, although the credential is allowed to make them',
		'Run again later: the portal may be being restored from a backup. If it stays, ask the administrator of the portal',
		httpStatus,
	);
}

/** The scope a route asks of a key (docspace-api.md 2.3). */
function scopeFor(method: string, path: string): string {
	const kind = method === 'GET' ? 'read' : 'write';
	if (path.startsWith('files/rooms')) return `rooms:${kind}`;
	if (path.startsWith('files/')) return `files:${kind}`;
	if (path.startsWith('people/@self')) return 'accounts.self:read';
	return /^(people|group)/.test(path) ? `accounts:${kind}` : `*:${kind}`;
}

/** Whether a list of scopes opens what asks for one; an empty list and `*` mean all (docspace-api.md 2.2, 2.3). */
function grants(scopes: string[], wanted: string): boolean {
	if (scopes.length === 0 || scopes.includes('*')) return true;
	const [area, level] = wanted.split(':');
	const levels = level === 'read' ? ['read', 'write'] : ['write'];
	return levels.some(
		(granted) => scopes.includes(`${area}:${granted}`) || scopes.includes(`*:${granted}`),
	);
}
