import { BareRefusal } from '../ground/errors';
import { hashedPassword } from '../ground/passwords';
import type { Abilities } from '../ground/versions';
import { UserStatus } from '../model/enums';
import { Store } from '../model/store';
import type { ApiKey, PortalUser } from '../model/types';
import type { AuthorizationServer } from '../oauth/authorizationServer';
import { isJwt } from '../oauth/jwt';

/** Who calls: nobody, a person, or somebody whose credentials were refused. */
export interface Identity {
	user?: PortalUser;
	/** The API key in use. */
	key?: ApiKey;
	/** What an API key or OAuth token is limited to; other credentials may do all (docspace-api.md 2.3). */
	scopes?: string[];
	usedApiKey: boolean;
	usedBasic: boolean;
}

/** What a route asks of API keys and OAuth tokens: an area of the portal, or nothing at all (docspace-api.md 2.3). */
export type Scope =
	| 'files'
	| 'rooms'
	| 'accounts'
	| 'accounts.self'
	| '*'
	| 'any'
	| 'accounts:read';

const KEY_PREFIX = 'sk-';

/** What credentials are checked against. `root` is the portal's address as the caller wrote it. */
export interface Doorkeeper {
	store: Store;
	oauth: AuthorizationServer;
	root: string;
}

/** Reads the Authorization header; prefixes are case-sensitive (docspace-api.md 2.1). */
export function identify(header: string | undefined, { store, oauth, root }: Doorkeeper): Identity {
	const identity: Identity = { usedApiKey: false, usedBasic: false };
	if (header === undefined || header === '') return identity;
	if (header.startsWith('Basic ')) {
		const [, email = '', password = ''] = /^([^:]*):(.*)$/s.exec(decoded(header)) ?? [];
		const user = userByPassword(store, email, hashedPassword(password));
		return { ...identity, user: activeUser(store, user?.id), usedBasic: true };
	}
	const secret = header.startsWith('Bearer ') ? header.slice('Bearer '.length) : header;
	if (secret !== header && isJwt(secret)) {
		const token = oauth.introspect(secret, root);
		const user = activeUser(store, token?.userId);
		return user === undefined ? identity : { ...identity, user, scopes: token?.scopes };
	}
	if (secret === header || !secret.startsWith(KEY_PREFIX)) {
		return { ...identity, user: activeUser(store, store.tokens.get(Store.hash(secret))) };
	}
	const now = store.clock.now();
	const key = store.keys.get(Store.hash(secret));
	const isValid = key?.active === true && (key.expiresAt === undefined || key.expiresAt > now);
	const user = isValid ? activeUser(store, key.userId) : undefined;
	if (key === undefined || user === undefined) return { ...identity, usedApiKey: true };
	key.lastUsed = now;
	return { user, key, scopes: scopesOf(key), usedApiKey: true, usedBasic: false };
}

function decoded(basic: string): string {
	return Buffer.from(basic.slice('Basic '.length), 'base64').toString();
}

/** Who has an address, in any case, and a password, active or not (docspace-api.md 19). */
export function userByPassword(
	store: Store,
	email: string,
	passwordHash: string,
): PortalUser | undefined {
	return [...store.users.values()].find(
		(user) =>
			user.email.toLowerCase() === email.toLowerCase() && user.passwordHash === passwordHash,
	);
}

/** No list and `*` mean all (docspace-api.md 2.2). */
function scopesOf({ scopes }: ApiKey): string[] {
	return scopes.length === 0 || scopes.includes('*') ? ['*:write'] : scopes;
}

function activeUser(store: Store, userId: string | undefined): PortalUser | undefined {
	const user = store.users.get(userId ?? '');
	return user?.status === UserStatus.active ? user : undefined;
}

/** Whether a list of scopes opens a route (docspace-api.md 2.3). */
function opens(granted: string[], scope: Scope, isRead: boolean): boolean {
	if (scope === 'any') return true;
	const levels = isRead ? ['read', 'write'] : ['write'];
	// Groups are read with this scope, and with the one to write not (docspace-api.md T127).
	if (scope === 'accounts:read' && granted.includes(scope)) return true;
	const areas = scope === '*' ? ['*'] : [scope, '*'];
	return areas.some((area) => levels.some((level) => granted.includes(`${area}:${level}`)));
}

/**
 * Lets a request pass or refuses it before any action runs: 401 without a body, 403 without a body, or
 * problem+json on routes that anonymous visitors may use, which check API keys only (docspace-api.md
 * 1.3, 2.3, T55).
 */
export function admit(
	identity: Identity,
	route: { scope: Scope; anonymous: boolean; method: string },
	abilities: Abilities,
): void {
	const isRead = route.method === 'GET';
	if (route.anonymous) {
		if (!identity.usedApiKey || !abilities.scopesOnAnonymousRoutes) return;
		const { scopes } = identity;
		if (scopes === undefined || !opens(scopes, route.scope, isRead)) {
			throw new BareRefusal(403, 'problem');
		}
		return;
	}
	if (identity.user === undefined) {
		const headers = { 'www-authenticate': 'Basic' };
		throw new BareRefusal(401, 'empty', identity.usedBasic ? headers : {});
	}
	if (identity.scopes !== undefined && !opens(identity.scopes, route.scope, isRead)) {
		throw new BareRefusal(403, 'empty');
	}
}
