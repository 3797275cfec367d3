/**
 * What signs requests. API keys may be restricted to scopes; access tokens never are, and an expired one
 * makes a visitor of its user where visitors are let in (docspace-api.md 2.3).
 */
export type CredentialKind = 'apiKey' | 'accessToken' | 'oAuth2';

/** The key or token as a user pasted it, without “Bearer”. */
function secretIn(apiKey: string): string {
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
