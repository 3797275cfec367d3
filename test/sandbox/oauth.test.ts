import axios, { type AxiosResponse } from 'axios';
import { createHash, createPublicKey, verify } from 'node:crypto';
import { addRoom, type Bench, startBench, stopBenches } from './support';

const REDIRECT = 'https://n8n.example/rest/oauth2-credential/callback';
const ALL = ['files:write', 'rooms:write', 'accounts:write', 'accounts.self:read'];
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

type Fields = Record<string, string>;

/** An application, and what it and its users send to the authorization server. */
class App {
	readonly id: string;
	readonly proof: Fields;
	private readonly server;

	constructor(
		readonly bench: Bench,
		options: { scopes?: string[]; allowPkce?: boolean } = {},
	) {
		const { clientId, clientSecret } = bench.portal.addOAuthClient({
			name: 'Tom & Co',
			redirectUris: [REDIRECT],
			scopes: ALL,
			...options,
		});
		this.id = clientId;
		this.proof = { client_id: clientId, client_secret: clientSecret };
		this.server = axios.create({
			baseURL: `${bench.sandbox.url}/oauth2/`,
			maxRedirects: 0,
			validateStatus: () => true,
		});
	}

	private query(fields: Fields): Fields {
		const usual = { response_type: 'code', client_id: this.id, redirect_uri: REDIRECT };
		return { ...usual, state: 'xyz', ...fields };
	}

	authorize(fields: Fields = {}): Promise<AxiosResponse> {
		return this.server.get('authorize', { params: this.query(fields) });
	}

	/** Sends the form of the consent page. */
	decide(decision: string, user: string): Promise<AxiosResponse> {
		const body = new URLSearchParams({ decision, user });
		return this.server.post('authorize', body, { params: this.query({}) });
	}

	/** A code, from somebody who consents at once. */
	async code(fields: Fields = {}): Promise<string> {
		return sentBack(await this.authorize(fields)).get('code') ?? '';
	}

	ask(fields: Fields): Promise<AxiosResponse> {
		return this.server.post('token', new URLSearchParams(fields));
	}

	exchange(code: string, fields: Fields = this.proof): Promise<AxiosResponse> {
		const usual = { grant_type: 'authorization_code', redirect_uri: REDIRECT };
		return this.ask({ ...usual, code, ...fields });
	}

	refresh(text: string, fields: Fields = this.proof): Promise<AxiosResponse> {
		return this.ask({ grant_type: 'refresh_token', refresh_token: text, ...fields });
	}

	/** Signs somebody in who consents at once. */
	async connect(fields: Fields = {}): Promise<{ access: string; renewal: string }> {
		const { data } = await this.exchange(await this.code(fields));
		return { access: data.access_token, renewal: data.refresh_token };
	}

	async keys() {
		return (await this.server.get('jwks')).data.keys;
	}
}

/** What the application is told when a person comes back to it. */
function sentBack({ status, headers }: AxiosResponse): URLSearchParams {
	const { origin, pathname, searchParams } = new URL(headers.location);
	expect([status, origin + pathname]).toEqual([302, REDIRECT]);
	return searchParams;
}

function claimsOf(jwt: string) {
	return JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString());
}

describe('the authorization server (2.4)', () => {
	let bench: Bench;
	let app: App;
	beforeEach(async () => {
		bench = await startBench();
		bench.portal.settings.oauthConsentBy = bench.owner.id;
		app = new App(bench);
	});
	afterEach(stopBenches);

	const self = (access: string) => bench.as(`Bearer ${access}`).get('people/@self');

	describe('signing in', () => {
		it('asks who is there and whether they agree', async () => {
			bench.portal.settings.oauthConsentBy = '';
			const { status, headers, data } = await app.authorize({ scope: 'files:write' });
			expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
			expect(data).toContain('Tom &#38; Co asks for access');
			expect(data).toContain('<li>files:write</li>');
			expect(data).not.toContain('rooms:write');
			expect(data).toContain(`<option value="${bench.owner.id}">Ann Owner (ann@a.example)`);
		});

		it('sends a person who agrees back with a code', async () => {
			bench.portal.settings.oauthConsentBy = '';
			const member = bench.portal.addUser({
				displayName: 'Mia Member',
				email: 'mia@a.example',
				type: 'User',
			});
			const answer = sentBack(await app.decide('allow', member.id));
			expect(answer.get('state')).toBe('xyz');
			const { data } = await app.exchange(answer.get('code') ?? '');
			expect((await self(data.access_token)).data.response.displayName).toBe('Mia Member');
		});

		it('sends a person who refuses back with access_denied', async () => {
			const answer = sentBack(await app.decide('deny', bench.owner.id));
			expect(Object.fromEntries(answer)).toEqual({ error: 'access_denied', state: 'xyz' });
		});

		it('lets nobody in who is disabled or unknown', async () => {
			const member = bench.portal.addUser({
				displayName: 'Mia Member',
				email: 'mia@a.example',
				type: 'User',
			});
			bench.portal.disableUser(member.id);
			for (const id of [member.id, 'nobody']) {
				const { status, headers } = await app.decide('allow', id);
				expect([status, headers.location]).toEqual([400, undefined]);
			}
		});

		it.each([
			['an unknown application', { client_id: 'nobody' }],
			['an address that is not registered', { redirect_uri: `${REDIRECT}/elsewhere` }],
			['any response_type but code', { response_type: 'token' }],
		])('sends nobody back for %s', async (_what, fields) => {
			const { status, headers } = await app.authorize(fields);
			expect([status, headers.location]).toEqual([400, undefined]);
			expect(headers['content-type']).toContain('text/html');
		});

		it.each([
			['scopes that the application has not', { scope: 'files:write files:read' }, 'invalid_scope'],
			[
				'a challenge that is not hashed',
				{ code_challenge: 'abc', code_challenge_method: 'plain' },
				'invalid_request',
			],
		])('tells the application of %s', async (_what, fields, error) => {
			const answer = sentBack(await app.authorize(fields));
			expect(Object.fromEntries(answer)).toEqual({ error, state: 'xyz' });
		});

		it('registers applications with known scopes only', () => {
			expect(() => new App(bench, { scopes: ['webhooks:write'] })).toThrow('Scopes are');
		});
	});

	describe('a code', () => {
		it('is exchanged for tokens', async () => {
			const { status, headers, data } = await app.exchange(
				await app.code({ scope: 'rooms:write files:write' }),
			);
			expect([status, headers['cache-control']]).toEqual([200, 'no-store']);
			expect(data).toEqual({
				access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
				refresh_token: expect.stringMatching(/^[\w-]{128}$/),
				scope: 'rooms:write files:write',
				token_type: 'Bearer',
				expires_in: 3600,
			});
		});

		it('brings all scopes of the application when none was asked for', async () => {
			expect((await app.exchange(await app.code())).data.scope).toBe(ALL.join(' '));
		});

		it('is good for one minute', async () => {
			const inTime = await app.code();
			await bench.clock.advance(MINUTE - 1);
			expect((await app.exchange(inTime)).status).toBe(200);
			const late = await app.code();
			await bench.clock.advance(MINUTE);
			const { status, data } = await app.exchange(late);
			expect([status, data.error]).toEqual([400, 'invalid_grant']);
		});

		it('is good once: a second use ends what the first has brought', async () => {
			const code = await app.code();
			const { data: tokens } = await app.exchange(code);
			const again = await app.exchange(code);
			expect([again.status, again.data.error]).toEqual([400, 'invalid_grant']);
			expect((await self(tokens.access_token)).status).toBe(401);
			expect((await app.refresh(tokens.refresh_token)).data.error).toBe('invalid_grant');
		});

		it('is good for the address and the application that it was given to', async () => {
			const code = await app.code();
			const elsewhere = { ...app.proof, redirect_uri: 'https://evil.example' };
			expect((await app.exchange(code, elsewhere)).data.error).toBe('invalid_grant');
			expect((await app.exchange(code, new App(bench).proof)).data.error).toBe('invalid_grant');
			expect((await app.exchange(code)).status).toBe(200);
		});

		it.each([
			['grant_type=password', { grant_type: 'password' }, 'unsupported_grant_type'],
			['no grant_type', {}, 'unsupported_grant_type'],
			['no code', { grant_type: 'authorization_code' }, 'invalid_request'],
			['no refresh token', { grant_type: 'refresh_token' }, 'invalid_request'],
		])('is not replaced by %s', async (_what, fields, error) => {
			const { status, data } = await app.ask({ ...app.proof, ...fields });
			expect([status, data]).toEqual([400, { error, error_description: expect.any(String) }]);
		});

		it.each<[string, (proof: Fields) => Fields]>([
			['a wrong secret', (proof) => ({ ...proof, client_secret: 'wrong' })],
			['no secret', ({ client_id = '' }) => ({ client_id })],
			['an unknown application', (proof) => ({ ...proof, client_id: 'nobody' })],
			[
				'a verifier instead of the secret',
				({ client_id = '' }) => ({
					client_id,
					code_verifier: 'abc',
				}),
			],
		])('is refused with %s', async (_what, change) => {
			const { status, data } = await app.exchange(await app.code(), change(app.proof));
			expect([status, data.error]).toEqual([401, 'invalid_client']);
		});

		it('is refused when the secret comes in a header', async () => {
			const { client_id: username = '', client_secret: password = '' } = app.proof;
			const { status, data } = await axios.post(
				`${bench.sandbox.url}/oauth2/token`,
				new URLSearchParams({
					grant_type: 'authorization_code',
					code: await app.code(),
					redirect_uri: REDIRECT,
				}),
				{ auth: { username, password }, validateStatus: () => true },
			);
			expect([status, data.error]).toEqual([401, 'invalid_client']);
		});
	});

	describe('PKCE', () => {
		const verifier = 'a'.repeat(43);
		const challenge = {
			code_challenge: createHash('sha256').update(verifier).digest('base64url'),
			code_challenge_method: 'S256',
		};

		it('proves a public client, which gets nothing to refresh with', async () => {
			app = new App(bench, { allowPkce: true });
			const proof = { client_id: app.id, code_verifier: verifier };
			const { status, data } = await app.exchange(await app.code(challenge), proof);
			expect(status).toBe(200);
			expect(data).not.toHaveProperty('refresh_token');
			expect((await self(data.access_token)).status).toBe(200);
		});

		it('is asked of whoever sent a challenge, and of nobody else', async () => {
			const withVerifier = { ...app.proof, code_verifier: verifier };
			const good = await app.exchange(await app.code(challenge), withVerifier);
			expect([good.status, typeof good.data.refresh_token]).toEqual([200, 'string']);
			const refused = [
				await app.exchange(await app.code(challenge)),
				await app.exchange(await app.code(challenge), { ...app.proof, code_verifier: 'b' }),
				await app.exchange(await app.code(), withVerifier),
			];
			expect(refused.map(({ data }) => data.error)).toEqual(Array(3).fill('invalid_grant'));
		});
	});

	describe('an access token', () => {
		it('is a JWT for this portal, about its user', async () => {
			const { access } = await app.connect({ scope: 'files:write rooms:write' });
			const root = bench.sandbox.url;
			const now = bench.clock.now() / 1000;
			expect(claimsOf(access)).toMatchObject({
				sub: bench.owner.id,
				aud: root,
				iss: `${root}/oauth2`,
				iat: now,
				exp: now + 3600,
				scope: ['files:write', 'rooms:write'],
			});
		});

		it('is signed by ES256 with a key that anybody can ask for', async () => {
			const { access } = await app.connect();
			const [header = '', payload = '', signature = ''] = access.split('.');
			const [jwk] = await app.keys();
			expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual({
				alg: 'ES256',
				kid: jwk.kid,
			});
			const key = createPublicKey({ key: jwk, format: 'jwk' });
			const isRight = verify(
				'sha256',
				Buffer.from(`${header}.${payload}`),
				{ key, dsaEncoding: 'ieee-p1363' },
				Buffer.from(signature, 'base64url'),
			);
			expect(isRight).toBe(true);
			expect(jwk).not.toHaveProperty('d');
		});

		it('is good for an hour', async () => {
			const { access } = await app.connect();
			await bench.clock.advance(60 * MINUTE - 1);
			expect((await self(access)).status).toBe(200);
			await bench.clock.advance(1);
			const { status, data } = await self(access);
			expect([status, data]).toEqual([401, '']);
		});

		it('is good at one address of the portal only: the one it was issued at', async () => {
			const { access } = await app.connect();
			const { port } = new URL(bench.sandbox.url);
			const { status, data } = await axios.get(`http://127.0.0.1:${port}/api/2.0/people/@self`, {
				headers: { Authorization: `Bearer ${access}`, Host: `localhost:${port}` },
				validateStatus: () => true,
			});
			expect([status, data]).toEqual([401, '']);
		});

		it('is refused when it is changed, unsigned or of another portal', async () => {
			const { access } = await app.connect();
			const [header = '', payload = '', signature = ''] = access.split('.');
			const other = new App(await startBench());
			other.bench.portal.settings.oauthConsentBy = other.bench.owner.id;
			const encode = (json: object) => Buffer.from(JSON.stringify(json)).toString('base64url');
			const bad = [
				`${header}.${encode({ ...claimsOf(access), scope: ['*:write'] })}.${signature}`,
				`${encode({ alg: 'none' })}.${payload}.`,
				`${header}.${payload}.`,
				'not.a.jwt',
				(await other.connect()).access,
			];
			for (const text of bad) {
				const { status, data } = await self(text);
				expect([text, status, data]).toEqual([text, 401, '']);
			}
			// Without its prefix it is read as a personal access token (2.1).
			expect((await bench.as(access).get('people/@self')).status).toBe(401);
			expect((await self(access)).status).toBe(200);
		});

		it('is refused of a disabled person', async () => {
			const member = bench.portal.addUser({
				displayName: 'Mia Member',
				email: 'mia@a.example',
				type: 'User',
			});
			bench.portal.settings.oauthConsentBy = member.id;
			const { access } = await app.connect();
			expect((await self(access)).status).toBe(200);
			bench.portal.disableUser(member.id);
			expect((await self(access)).status).toBe(401);
		});

		it('is refused once its user has taken it back', async () => {
			const { access, renewal } = await app.connect();
			bench.portal.revokeOAuthTokens(bench.owner);
			expect((await self(access)).status).toBe(401);
			expect((await app.refresh(renewal)).data.error).toBe('invalid_grant');
		});
	});

	describe('a refresh token', () => {
		it('brings new tokens, and is good once like the access token it replaces', async () => {
			const { access, renewal } = await app.connect({ scope: 'accounts.self:read' });
			const { status, data } = await app.refresh(renewal);
			expect([status, data.scope]).toEqual([200, 'accounts.self:read']);
			expect((await self(data.access_token)).status).toBe(200);
			expect((await self(access)).status).toBe(401);
			expect((await app.refresh(renewal)).data.error).toBe('invalid_grant');
			expect((await app.refresh(data.refresh_token)).status).toBe(200);
		});

		it('is good for 60 days', async () => {
			const { renewal } = await app.connect();
			await bench.clock.advance(60 * DAY - 1);
			const { data } = await app.refresh(renewal);
			await bench.clock.advance(60 * DAY);
			const late = await app.refresh(data.refresh_token);
			expect([late.status, late.data.error]).toEqual([400, 'invalid_grant']);
		});

		it('is good for its application, with its secret', async () => {
			const { renewal } = await app.connect();
			expect((await app.refresh(renewal, new App(bench).proof)).data.error).toBe('invalid_grant');
			const withoutSecret = await app.refresh(renewal, { client_id: app.id });
			expect([withoutSecret.status, withoutSecret.data.error]).toEqual([401, 'invalid_client']);
		});

		it('ends when the same person signs in to the same application again', async () => {
			const first = await app.connect();
			const elsewhere = await new App(bench).connect();
			const second = await app.connect();
			const states = [first, elsewhere, second].map(async ({ access }) => await self(access));
			expect((await Promise.all(states)).map(({ status }) => status)).toEqual([401, 200, 200]);
			expect((await app.refresh(first.renewal)).data.error).toBe('invalid_grant');
		});
	});

	describe('scopes (2.3)', () => {
		it.each([
			['GET', 'files/rooms', 'rooms:write', 200],
			['GET', 'files/rooms', 'files:write', 403],
			['GET', 'people/@self', 'accounts.self:read', 200],
			['GET', 'people/@self', 'accounts:write', 403],
			['GET', 'people/filter', 'accounts:write', 200],
			['DELETE', 'people/guests', 'accounts:write', 200],
			['DELETE', 'people/guests', 'files:write', 403],
			['PUT', 'files/fileops/move', 'files:write', 200],
			['PUT', 'files/fileops/move', 'rooms:write', 403],
		])('%s %s with %s answers %i', async (method, url, scope, expected) => {
			const { access } = await app.connect({ scope });
			const data = method === 'GET' ? undefined : { userIds: [], fileIds: [] };
			const answer = await bench.as(`Bearer ${access}`).request({ method, url, data });
			expect(answer.status).toBe(expected);
			if (expected === 403) expect(answer.data).toBe('');
		});

		it('are not asked for on routes that visitors may use', async () => {
			const room = addRoom(bench);
			const { access } = await app.connect({ scope: 'accounts.self:read' });
			const api = bench.as(`Bearer ${access}`);
			const routes = [`files/${room}`, `files/folder/${room}`, `files/rooms/${room}`];
			for (const route of [...routes, 'files/fileops', 'authentication']) {
				expect([route, (await api.get(route)).status]).toEqual([route, 200]);
			}
		});

		it('leave the user of an expired token a visitor there', async () => {
			const room = addRoom(bench);
			const { access } = await app.connect();
			const api = bench.as(`Bearer ${access}`);
			expect((await api.get('authentication')).data.response).toBe(true);
			await bench.clock.advance(60 * MINUTE);
			expect((await api.get('authentication')).data.response).toBe(false);
			const listing = await api.get(`files/${room}`);
			expect([listing.status, listing.data.error.type]).toEqual([
				403,
				'System.InvalidOperationException',
			]);
		});
	});

	it('is steered over HTTP too', async () => {
		const control = axios.create({ baseURL: `${bench.sandbox.url}/sandbox/` });
		const { data: client } = await control.post('oauthClients', {
			name: 'n8n',
			redirectUris: [REDIRECT],
			scopes: ['accounts.self:read'],
		});
		expect(client).toEqual({ clientId: expect.any(String), clientSecret: expect.any(String) });
		await control.put('settings', { oauthAccessMs: 5000 });
		const { data } = await app.exchange(await app.code());
		expect(data.expires_in).toBe(5);
		await control.post('acts', { do: 'revokeOAuthTokens', userId: bench.owner.id });
		expect((await self(data.access_token)).status).toBe(401);
	});

	it('is in the log of requests, and fails when a fault says so', async () => {
		bench.portal.faults.add({ on: 'POST oauth2/token', answer: 'serviceUnavailable' });
		const code = await app.code();
		expect((await app.exchange(code)).status).toBe(503);
		expect((await app.exchange(code)).status).toBe(200);
		expect(bench.portal.requests.to('POST oauth2/token')).toHaveLength(2);
	});
});
