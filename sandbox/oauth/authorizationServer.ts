import { createHash } from 'node:crypto';
import type { Settings } from '../ground/settings';
import { Store } from '../model/store';
import { JwtSigner } from './jwt';

/** Everything an application can ask for (docspace-api.md 2.4). */
export const OAUTH_SCOPES = [
	'accounts.self:read',
	'accounts.self:write',
	'accounts:read',
	'accounts:write',
	'files:read',
	'files:write',
	'rooms:read',
	'rooms:write',
	'openid',
] as const;

export interface NewOAuthClient {
	name: string;
	redirectUris: string[];
	scopes: string[];
	/** *Allow public client (PKCE)*: takes codes without the client's secret (docspace-api.md 2.4). */
	allowPkce?: boolean;
}

interface OAuthClient extends NewOAuthClient {
	id: string;
	secretHash: string;
}

/** A request to sign in that may be put before a person. */
export interface SignInRequest {
	client: OAuthClient;
	redirectUri: string;
	scopes: string[];
	state: string | null;
	challenge?: string;
}

/** Something secret that is worth something for a while; only its hash is kept. */
interface Ticket {
	hash: string;
	expires: number;
}

/**
 * What a person has allowed an application. A portal keeps one of these for each person and application:
 * signing in again, and every refresh, puts an end to the tokens before (ASC.Identity, AuthorizationService
 * and ClientMapper).
 */
interface Grant {
	clientId: string;
	userId: string;
	scopes: string[];
	redirectUri: string;
	challenge?: string;
	code: Ticket & { used: boolean };
	access?: Ticket;
	refresh?: Ticket;
}

/** A refusal of the token endpoint (RFC 6749 5.2). */
export class OAuthError extends Error {
	constructor(
		readonly error: string,
		description: string,
		readonly status = 400,
	) {
		super(description);
	}
}

/** A refusal that the application is told of, by sending the person back to it (RFC 6749 4.1.2.1). */
export class SignInError extends OAuthError {
	constructor(
		error: string,
		description: string,
		readonly request: SignInRequest,
	) {
		super(error, description);
	}
}

const invalidGrant = (description: string) => new OAuthError('invalid_grant', description);

/** The authorization server that stands beside a portal (docspace-api.md 2.4). */
export class AuthorizationServer {
	private readonly signer = new JwtSigner();
	private readonly clients = new Map<string, OAuthClient>();
	private readonly grants = new Map<string, Grant>();

	constructor(
		private readonly store: Store,
		private readonly settings: Settings,
	) {}

	/** Registers an application; its secret is shown only here. */
	addClient(options: NewOAuthClient): { clientId: string; clientSecret: string } {
		const unknown = options.scopes.find((scope) => !OAUTH_SCOPES.some((known) => known === scope));
		if (unknown !== undefined) throw new Error(`Scopes are ${OAUTH_SCOPES.join(', ')}`);
		const clientId = this.store.random.guid();
		const clientSecret = this.store.random.guid();
		const secretHash = Store.hash(clientSecret);
		this.clients.set(clientId, { ...options, id: clientId, secretHash });
		return { clientId, clientSecret };
	}

	/**
	 * Reads a request to sign in. An unknown application or address is never sent back to; nor is a
	 * `response_type` other than `code`, which the portal answers itself.
	 */
	readSignIn(query: URLSearchParams): SignInRequest {
		const client = this.clients.get(query.get('client_id') ?? '');
		if (client === undefined) throw new OAuthError('invalid_request', 'Unknown client_id');
		const redirectUri = query.get('redirect_uri') ?? '';
		if (!client.redirectUris.includes(redirectUri)) {
			throw new OAuthError('invalid_request', 'This redirect_uri is not registered');
		}
		if (query.get('response_type') !== 'code') {
			throw new OAuthError('unsupported_response_type', 'The response_type must be code');
		}
		const asked = (query.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
		const request: SignInRequest = {
			client,
			redirectUri,
			// Asking for nothing asks for all (ASC.Identity, FallbackScopeAuthorizationCodeRequestConverter).
			scopes: asked.length === 0 ? client.scopes : asked,
			state: query.get('state'),
			challenge: query.get('code_challenge') ?? undefined,
		};
		if (!request.scopes.every((scope) => client.scopes.includes(scope))) {
			throw new SignInError('invalid_scope', 'The application has not all these scopes', request);
		}
		if (request.challenge !== undefined && query.get('code_challenge_method') !== 'S256') {
			throw new SignInError('invalid_request', 'The code_challenge_method must be S256', request);
		}
		return request;
	}

	/** A person says yes; answers the code that the application gets. */
	allow({ client, redirectUri, scopes, challenge }: SignInRequest, userId: string): string {
		const code = this.randomText();
		this.grants.set(`${client.id} ${userId}`, {
			clientId: client.id,
			userId,
			scopes,
			redirectUri,
			challenge,
			code: { ...this.ticket(code, this.settings.oauthCodeMs), used: false },
		});
		return code;
	}

	/** What the token endpoint of the portal at `root` answers (RFC 6749 4.1.3, 6). */
	answer(form: URLSearchParams, root: string) {
		const { client, isPublic } = this.authenticatedClient(form);
		switch (form.get('grant_type')) {
			case 'authorization_code':
				return this.renew(this.grantOfCode(client, form), root, !isPublic);
			case 'refresh_token':
				return this.renew(this.grantOfRefresh(client, form), root, true);
			default:
				throw new OAuthError('unsupported_grant_type', 'Only codes and refresh tokens are taken');
		}
	}

	/**
	 * Who an access token stands for. The portal checks the JWT itself, then asks whether the token is
	 * still active, with every request (docspace-api.md 2.4); that answer knows no leeway, so the two
	 * minutes the portal would give an expired JWT never count.
	 */
	introspect(jwt: string, root: string): { userId: string; scopes: string[] } | undefined {
		const claims = this.signer.claimsOf(jwt);
		if (claims?.['aud'] !== root || claims['iss'] !== issuerOf(root)) return undefined;
		return this.grantWith(({ access }) => access, jwt);
	}

	/** Ends all that a person has allowed, as they can in their profile. */
	revoke(userId: string): void {
		for (const [name, grant] of this.grants) {
			if (grant.userId === userId) this.grants.delete(name);
		}
	}

	keySet() {
		return this.signer.keySet();
	}

	/** The secret goes into the body; no other way of proving it is taken (docspace-api.md 2.4). */
	private authenticatedClient(form: URLSearchParams): { client: OAuthClient; isPublic: boolean } {
		const client = this.clients.get(form.get('client_id') ?? '');
		const secret = form.get('client_secret');
		if (client !== undefined && secret !== null && Store.hash(secret) === client.secretHash) {
			return { client, isPublic: false };
		}
		const provesByCode =
			form.get('grant_type') === 'authorization_code' && form.has('code_verifier');
		if (client?.allowPkce === true && secret === null && provesByCode) {
			return { client, isPublic: true };
		}
		throw new OAuthError('invalid_client', 'Client authentication failed', 401);
	}

	private grantOfCode(client: OAuthClient, form: URLSearchParams): Grant {
		const grant = this.grantWith(({ code }) => code, required(form, 'code'));
		if (grant?.clientId !== client.id) throw invalidGrant('Unknown or expired code');
		if (grant.code.used) {
			// A code that comes twice was stolen: what it brought is void (RFC 6749 4.1.2).
			this.grants.delete(`${client.id} ${grant.userId}`);
			throw invalidGrant('The code was used before');
		}
		if (form.get('redirect_uri') !== grant.redirectUri) {
			throw invalidGrant('The redirect_uri is not the one of the code');
		}
		// Who sent a challenge must answer it, and nobody else may (RFC 7636 4.6, RFC 9700 2.1.1).
		const verifier = form.get('code_verifier');
		if ((verifier === null ? undefined : challengeOf(verifier)) !== grant.challenge) {
			throw invalidGrant('The code_verifier is wrong');
		}
		grant.code.used = true;
		return grant;
	}

	private grantOfRefresh(client: OAuthClient, form: URLSearchParams): Grant {
		const grant = this.grantWith(({ refresh }) => refresh, required(form, 'refresh_token'));
		if (grant?.clientId !== client.id) throw invalidGrant('Unknown or expired refresh token');
		return grant;
	}

	/** New tokens in place of the old ones; a public client gets none to refresh with. */
	private renew(grant: Grant, root: string, mayRefresh: boolean) {
		const { oauthAccessMs, oauthRefreshMs } = this.settings;
		const access = this.jwt(grant, root, oauthAccessMs);
		const refresh = mayRefresh ? this.randomText() : undefined;
		grant.access = this.ticket(access, oauthAccessMs);
		grant.refresh = refresh === undefined ? undefined : this.ticket(refresh, oauthRefreshMs);
		return {
			access_token: access,
			refresh_token: refresh,
			scope: grant.scopes.join(' '),
			token_type: 'Bearer',
			expires_in: Math.floor(oauthAccessMs / 1000),
		};
	}

	private jwt({ userId, clientId, scopes }: Grant, root: string, lifeMs: number): string {
		const now = Math.floor(this.store.clock.now() / 1000);
		return this.signer.sign({
			sub: userId,
			aud: root,
			iss: issuerOf(root),
			nbf: now,
			iat: now,
			exp: now + Math.floor(lifeMs / 1000),
			jti: this.store.random.guid(),
			cid: clientId,
			tid: 1,
			// A list, each of which becomes a claim of its own (ASC.Api.Core, ScopesAuthorizationHandler).
			scope: scopes,
		});
	}

	private grantWith(
		ticketOf: (grant: Grant) => Ticket | undefined,
		text: string,
	): Grant | undefined {
		const hash = Store.hash(text);
		const now = this.store.clock.now();
		return [...this.grants.values()].find((grant) => {
			const ticket = ticketOf(grant);
			return ticket?.hash === hash && ticket.expires > now;
		});
	}

	private ticket(text: string, lifeMs: number): Ticket {
		return { hash: Store.hash(text), expires: this.store.clock.now() + lifeMs };
	}

	/** 96 random bytes, as the portal's codes and refresh tokens have. */
	private randomText(): string {
		return Buffer.from(this.store.random.hex(192), 'hex').toString('base64url');
	}
}

function issuerOf(root: string): string {
	return `${root}/oauth2`;
}

function required(form: URLSearchParams, name: string): string {
	const value = form.get(name);
	if (value === null) throw new OAuthError('invalid_request', `${name} is missing`);
	return value;
}

function challengeOf(verifier: string): string {
	return createHash('sha256').update(verifier).digest('base64url');
}
