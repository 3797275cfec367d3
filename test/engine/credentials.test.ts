import fastify, { type FastifyInstance } from 'fastify';
import { NodeConnectionTypes, type IDataObject } from 'n8n-workflow';

import { DocSpaceApi } from '../../credentials/DocSpaceApi.credentials';
import { DocSpaceOAuth2Api } from '../../credentials/DocSpaceOAuth2Api.credentials';
import type { PresetName } from '../../sandbox';
import { runNode, testCredential } from '../harness/engine';
import { byId, endWorlds, onlyItem, startWorld, type World } from '../harness/world';

const servers: FastifyInstance[] = [];

afterEach(async () => {
	await endWorlds();
	for (const server of servers.splice(0)) await server.close();
});

async function connectionTest({ portalUrl, apiKey }: World['credentials']['docSpaceApi']) {
	const { status, message } = await testCredential({
		name: 'docSpaceApi',
		data: { portalUrl, apiKey },
	});
	const secret = apiKey.trim().replace(/^Bearer\s+/, '');
	if (secret !== '') expect(message).not.toContain(secret);
	return { status, message };
}

async function check(world: World, change: Partial<World['credentials']['docSpaceApi']> = {}) {
	return await connectionTest({ ...world.credentials.docSpaceApi, ...change });
}

/** A server that is no DocSpace. */
async function startOther(type: string, body: string): Promise<string> {
	const server = fastify({ forceCloseConnections: true });
	servers.push(server);
	server.get('*', (_request, reply) => reply.type(type).send(body));
	return await server.listen({ host: '127.0.0.1', port: 0 });
}

describe('The connection test of a key that works', () => {
	it('accepts a key without restrictions', async () => {
		const world = await startWorld();
		expect(await check(world)).toEqual({ status: 'OK', message: 'The API key works' });
	});

	it.each([[['files:read']], [['files:write']], [['rooms:read']], [['accounts.self:read']]])(
		'accepts a key for %s only, whatever else it may not do',
		async (scopes) => {
			const world = await startWorld();
			const { docSpaceApi } = world.credentialsOf(world.manager, scopes);
			expect(await connectionTest(docSpaceApi)).toMatchObject({ status: 'OK' });
		},
	);

	it('accepts a personal access token, and says whose it is', async () => {
		const world = await startWorld();
		const apiKey = world.portal.addToken(world.manager);
		expect(await check(world, { apiKey })).toEqual({
			status: 'OK',
			message: 'Signed in as Mara Manager',
		});
	});

	it('accepts what was copied with “Bearer” or blanks around it, also of a restricted key', async () => {
		const world = await startWorld();
		const { apiKey } = world.credentialsOf(world.manager, ['files:write']).docSpaceApi;
		const token = world.portal.addToken(world.manager);
		for (const pasted of [`Bearer ${apiKey}`, `  ${apiKey}\n`, ` bearer  ${apiKey} `]) {
			expect(await check(world, { apiKey: pasted })).toMatchObject({ status: 'OK' });
		}
		expect(await check(world, { apiKey: `Bearer ${token}` })).toMatchObject({ status: 'OK' });
	});

	it('names the version that is needed where DocSpace is too old to tell of a key', async () => {
		const world = await startWorld({ keysSelfRoute: false });
		expect(await check(world)).toEqual({
			status: 'Error',
			message: expect.stringContaining('This node needs DocSpace 3.2.1 or newer'),
		});
	});

	it('accepts any link copied from the portal as its address', async () => {
		const world = await startWorld();
		const { url } = world.sandbox;
		for (const portalUrl of [
			`${url}/`,
			`  ${url}  `,
			`${url}/rooms/shared/12/filter?folder=12`,
			`${url}/api/2.0`,
			url.toUpperCase(),
		]) {
			expect(await check(world, { portalUrl })).toMatchObject({ status: 'OK' });
		}
	});

	it('lets the node work with what it accepted', async () => {
		const world = await startWorld();
		const { portalUrl, apiKey } = world.credentials.docSpaceApi;
		const credentials = {
			docSpaceApi: {
				portalUrl: `${portalUrl}/rooms/shared/filter`,
				apiKey: ` Bearer ${apiKey} `,
			},
		};
		const run = await world.run({
			operation: 'room.collectFiles',
			fields: { room: byId(world.clientRoom) },
			credentials,
		});
		expect(onlyItem(run).roomTitle).toBe('Contoso');
	});
});

describe('The connection test of a key that does not work', () => {
	it.each<[string, (world: World) => string]>([
		['is wrong', () => `sk-${'0'.repeat(64)}`],
		[
			'has expired',
			({ portal, credentials }) => {
				portal.expireKey(credentials.docSpaceApi.apiKey);
				return credentials.docSpaceApi.apiKey;
			},
		],
		[
			'was switched off',
			({ portal, credentials }) => {
				portal.disableKey(credentials.docSpaceApi.apiKey);
				return credentials.docSpaceApi.apiKey;
			},
		],
		[
			'belongs to a user who was disabled',
			({ portal, manager, credentials }) => {
				portal.disableUser(manager.id);
				return credentials.docSpaceApi.apiKey;
			},
		],
	])('says that the key is not accepted, and where to get another, when it %s', async (_, key) => {
		const world = await startWorld();
		const { status, message } = await check(world, { apiKey: key(world) });
		expect(status).toBe('Error');
		expect(message).toMatch(/^DocSpace did not accept the API key/);
		expect(message).toContain('Developer tools → API keys');
	});

	it('says so of a token, too', async () => {
		const world = await startWorld();
		const { status, message } = await check(world, { apiKey: 'no-such-token' });
		expect(status).toBe('Error');
		expect(message).toMatch(/^DocSpace did not accept the API key or token/);
	});

	it.each([
		['', /'API Key or Access Token' is empty/],
		['   ', /'API Key or Access Token' is empty/],
		['sk-12…89', /'API Key or Access Token' holds spaces or characters that no key has/],
		['my key', /'API Key or Access Token' holds spaces or characters that no key has/],
	])('says what is wrong with “%s”, before it sends it anywhere', async (apiKey, expected) => {
		const world = await startWorld();
		const { status, message } = await check(world, { apiKey });
		expect(status).toBe('Error');
		expect(message).toMatch(expected);
		expect(world.portal.requests.entries).toEqual([]);
	});
});

describe('The connection test of an address that is wrong', () => {
	it.each([
		['', /'Portal Address' is empty/],
		['not an address', /'Portal Address' is not a web address/],
		['ftp://files.example.com', /'Portal Address' is not a web address/],
		['https://', /'Portal Address' is not a web address/],
	])('refuses “%s”', async (portalUrl, expected) => {
		const { status, message } = await connectionTest({ portalUrl, apiKey: 'sk-1' });
		expect(status).toBe('Error');
		expect(message).toMatch(expected);
		expect(message).toContain('https://yourcompany.onlyoffice.com');
	});

	it('refuses a key in the wrong field, and does not repeat it', async () => {
		const world = await startWorld();
		const { apiKey } = world.credentials.docSpaceApi;
		const { status, message } = await connectionTest({ portalUrl: apiKey, apiKey });
		expect(status).toBe('Error');
		expect(message).toMatch(/'Portal Address' is not a web address/);
	});

	it.each([
		['a web page', 'text/html', '<html><body>Welcome</body></html>'],
		['JSON of another kind', 'application/json', '{"hello":"world"}'],
		['JSON that is a list', 'application/json', '[]'],
		['nothing', 'text/plain', ''],
	])('says that a host which answers %s is no DocSpace', async (_, type, body) => {
		const portalUrl = await startOther(type, body);
		const { status, message } = await connectionTest({ portalUrl, apiKey: 'sk-1' });
		expect(status).toBe('Error');
		expect(message).toMatch(/does not answer like a DocSpace portal/);
		expect(message).toContain(portalUrl);
		expect(message).toContain('Portal Address');
	});

	it('says that nobody listens at an address', async () => {
		const portalUrl = await startOther('text/plain', '');
		for (const server of servers.splice(0)) await server.close();
		const { status, message } = await connectionTest({ portalUrl, apiKey: 'sk-1' });
		expect(status).toBe('Error');
		expect(message).toMatch(/could not be reached: nothing is listening/);
	});

	it('never follows a redirect with the key', async () => {
		const world = await startWorld();
		const server = fastify({ forceCloseConnections: true });
		servers.push(server);
		server.get('*', (request, reply) => reply.redirect(`${world.sandbox.url}${request.url}`, 301));
		const portalUrl = await server.listen({ host: '127.0.0.1', port: 0 });

		const { status, message } = await check(world, { portalUrl });

		expect(status).toBe('Error');
		expect(message).toMatch(/redirects/);
		expect(world.portal.requests.entries).toEqual([]);
	});

	it('shows the key to nobody but DocSpace', async () => {
		const world = await startWorld();
		const seen: Array<string | undefined> = [];
		const server = fastify({ forceCloseConnections: true });
		servers.push(server);
		server.get('*', (request, reply) => {
			seen.push(request.headers.authorization);
			return reply.type('text/html').send('<html></html>');
		});
		const portalUrl = await server.listen({ host: '127.0.0.1', port: 0 });

		await check(world, { portalUrl });

		expect(seen).toEqual([undefined]);
	});
});

describe('The connection test of a portal in trouble', () => {
	it.each<[PresetName, RegExp]>([
		['badGateway', /could not reach DocSpace.*HTTP 502/],
		['serverError', /DocSpace failed.*HTTP 500/],
		['portalUnpaid', /HTTP 402/],
		['portalUnknown', /Portal Address/],
		['ipRestricted', /IP address/],
		['windowLimit', /too many requests/],
	])('says what the answer %s means', async (answer, expected) => {
		const world = await startWorld();
		world.portal.faults.add({ on: '*', times: 0, answer });
		const { status, message } = await check(world);
		expect(status).toBe('Error');
		expect(message).toMatch(expected);
		expect(message).not.toContain('at ASC.');
	});
});

describe('The OAuth2 credential', () => {
	/** What a node gets of the credential, with all expressions in it resolved. */
	async function resolved(fields: Record<string, string>) {
		const run = await runNode({
			type: 'stub',
			parameters: {},
			credentials: { docSpaceOAuth2Api: fields },
			nodeTypes: {
				stub: {
					description: {
						displayName: 'Stub',
						name: 'stub',
						group: ['transform'],
						version: 1,
						description: 'Shows its credential',
						defaults: { name: 'Stub' },
						inputs: [NodeConnectionTypes.Main],
						outputs: [NodeConnectionTypes.Main],
						credentials: [{ name: 'docSpaceOAuth2Api' }],
						properties: [],
					},
					async execute() {
						const { authUrl, accessTokenUrl, scope, grantType, authentication } =
							await this.getCredentials<IDataObject>('docSpaceOAuth2Api');
						return [[{ json: { authUrl, accessTokenUrl, scope, grantType, authentication } }]];
					},
				},
			},
		});
		return onlyItem(run);
	}

	it('is built on n8n’s own, and asks for what a builder knows', () => {
		const credential = new DocSpaceOAuth2Api();
		const asked = credential.properties.filter(({ type }) => type !== 'hidden');
		expect(credential.extends).toEqual(['oAuth2Api']);
		expect(asked.map(({ displayName }) => displayName)).toEqual([
			'Portal Address',
			'Authorization Server',
		]);
	});

	it.each([
		[{}, 'https://oauth.onlyoffice.com'],
		[{ authorizationServer: 'https://docspace.acme.com/' }, 'https://docspace.acme.com'],
		[{ authorizationServer: ' docspace.acme.com ' }, 'https://docspace.acme.com'],
		[{ authorizationServer: 'http://10.0.0.5:8092/rooms/shared' }, 'http://10.0.0.5:8092'],
	])('signs in at the cloud or at the portal’s own server: %j', async (fields, server) => {
		const stored = await resolved({ portalUrl: 'https://acme.onlyoffice.com', ...fields });
		expect(stored).toMatchObject({
			authUrl: `${server}/oauth2/authorize`,
			accessTokenUrl: `${server}/oauth2/token`,
			grantType: 'authorizationCode',
			authentication: 'body',
		});
	});

	it('lets the node work', async () => {
		const world = await startWorld();
		world.portal.addFile(world.clientRoom, 'A.docx');
		const run = await world.run({
			operation: 'room.collectFiles',
			fields: { authentication: 'oAuth2', room: byId(world.clientRoom) },
			credentials: {
				docSpaceOAuth2Api: {
					portalUrl: `${world.sandbox.url}/rooms/shared`,
					oauthTokenData: { access_token: world.portal.addToken(world.manager) },
				},
			},
		});
		expect(onlyItem(run)).toMatchObject({ roomTitle: 'Contoso', fileCount: 1 });
	});

	it('asks for all scopes that the operations need, and no more', async () => {
		const stored = await resolved({ portalUrl: 'https://acme.onlyoffice.com' });
		expect(String(stored.scope).split(' ').sort()).toEqual([
			'accounts.self:read',
			'accounts:read',
			'accounts:write',
			'files:read',
			'files:write',
			'rooms:read',
			'rooms:write',
		]);
	});
});

describe('The API key credential', () => {
	it('hides the key and says where to create one, with which scopes', () => {
		const fields = new DocSpaceApi().properties;
		const key = fields.find(({ name }) => name === 'apiKey');
		expect(key?.typeOptions?.password).toBe(true);
		expect(key?.hint).toMatch(/files:write.*rooms:write.*accounts:write/);
	});
});
