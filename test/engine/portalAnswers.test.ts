import fastify, { type FastifyInstance } from 'fastify';
import type { FaultAnswer, PresetName, RequestFault } from '../../sandbox';
import type { CredentialData, WorkflowRun } from '../harness/engine';
import { failureOf } from '../harness/failure';
import { addPerson } from '../harness/people';
import {
	byId,
	endWorlds,
	fillRoom,
	onlyItem,
	type RunOptions,
	startWorld,
	type World,
} from '../harness/world';

const servers: FastifyInstance[] = [];

afterEach(async () => {
	await endWorlds();
	await Promise.all(servers.splice(0).map(async (server) => await server.close()));
});

type More = Omit<RunOptions, 'operation' | 'fields'>;

async function collect(world: World, more: More = {}): Promise<WorkflowRun> {
	return await world.run({
		operation: 'room.collectFiles',
		fields: { room: byId(world.clientRoom) },
		...more,
	});
}

async function deleteGuest(world: World, more: More = {}): Promise<WorkflowRun> {
	return await world.run({
		operation: 'guest.delete',
		fields: { guest: byId(world.guest.id) },
		...more,
	});
}

async function ensureFolder(world: World, more: More = {}): Promise<WorkflowRun> {
	return await world.run({
		operation: 'folder.ensure',
		fields: { parentFolder: byId(world.archiveRoom), folderName: 'New client' },
		...more,
	});
}

/** A read and a write of Delete Guest whose refusals no operation words anew. */
const READ = 'GET files/rooms';
const WRITE = 'DELETE people/guests';

/** What a user reads; the credential's secret and the portal's stack trace are nowhere in the execution. */
function readFailure(
	run: WorkflowRun,
	{ docSpaceApi }: World['credentials'],
): { message: string; remedy: string } {
	const stored = JSON.stringify(run.run);
	expect(stored).not.toContain(docSpaceApi.apiKey);
	expect(stored).not.toContain('at ASC.');
	return failureOf(run);
}

async function failsWith(answer: FaultAnswer, on: string) {
	const world = await startWorld();
	world.portal.faults.add({ on, answer, times: 0 });
	return readFailure(await deleteGuest(world), world.credentials);
}

/** Runs a server of our own and returns its address. */
async function serve(build: (server: FastifyInstance) => void): Promise<string> {
	const server = fastify({ forceCloseConnections: true });
	server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
		done(null, body);
	});
	build(server);
	servers.push(server);
	return await server.listen({ host: '127.0.0.1', port: 0 });
}

function atAddress(
	{ credentials }: World,
	portalUrl: string,
): { credentials: World['credentials'] } {
	return { credentials: { docSpaceApi: { ...credentials.docSpaceApi, portalUrl } } };
}

const page = (status: number, title: string): FaultAnswer => ({
	status,
	headers: { 'content-type': 'text/html' },
	body: `<html><head><title>${title}</title></head></html>`,
});

describe('an answer is explained', () => {
	const explained: Array<[string, FaultAnswer, string, string]> = [
		[
			'401',
			'unauthorized',
			'DocSpace did not accept the API key or token (HTTP 401)',
			'Create a new API key in DocSpace (Settings → Developer tools → API keys) and enter it in the credential; the old one is wrong, expired, or its owner is disabled',
		],
		[
			'403 for an IP address',
			'ipRestricted',
			'DocSpace does not accept requests from the IP address of your n8n server (HTTP 403)',
			'Add that address in DocSpace under Settings → Security → IP security',
		],
		[
			'403 of a firewall',
			page(403, 'Request blocked'),
			'refused the request (HTTP 403)',
			'Ask the administrator of the portal to let requests from your n8n server through (proxy, firewall)',
		],
		[
			'402 for a quota',
			'quotaExceeded',
			'DocSpace refused because of its plan or a storage quota: “Quota exceeded” (HTTP 402)',
			'Free space or raise the quota in DocSpace (Settings → Storage management), or choose a larger plan',
		],
		[
			'402 for an unpaid portal',
			'portalUnpaid',
			'DocSpace refuses all work because the portal is not paid for (HTTP 402)',
			'Ask the owner of the portal to settle the subscription (Settings → Payments), then run again',
		],
		[
			'404 of the portal',
			'folderNotFound',
			'DocSpace found nothing there: “The required folder was not found” (HTTP 404)',
			'It may have been deleted or moved: choose it again from the list, or check the ID',
		],
		[
			'404 for an unknown portal',
			'portalUnknown',
			'There is no DocSpace portal at http://127.0.0.1',
			'Check the name in Portal Address in the credential; if it is right, ask the owner of the portal',
		],
		[
			'404 for an unknown route',
			{ status: 404 },
			'does not answer like a DocSpace portal (HTTP 404)',
			'This node needs DocSpace 3.2.1 or newer',
		],
		[
			'404 page',
			page(404, 'Not found'),
			'does not answer like a DocSpace portal (HTTP 404)',
			'Check Portal Address in the credential',
		],
		[
			'400 page, as for http at an https address',
			page(400, 'The plain HTTP request was sent to HTTPS port'),
			'does not answer like a DocSpace portal (HTTP 400)',
			'Check Portal Address in the credential',
		],
		[
			'413 page',
			page(413, 'Too large'),
			'refused the request (HTTP 413)',
			'Ask the administrator of the portal',
		],
		[
			'400 of the portal’s validation',
			{
				status: 400,
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify({
					response: { errors: { count: ['The field Count must be between 1 and 100.'] } },
					status: 1,
					statusCode: 400,
				}),
			},
			'DocSpace did not accept the request: “The field Count must be between 1 and 100.” (HTTP 400)',
			'Check the values entered in this node',
		],
		[
			'500 with a stack trace',
			'serverError',
			'DocSpace failed while handling the request: “Object reference not set” (HTTP 500)',
			'Run again; if it stays, show the message to the administrator of the portal',
		],
		[
			'500 under a name DocSpace does not know',
			'tenantUnresolved',
			'DocSpace failed while handling the request: “Could not resolve current tenant',
			'Check Portal Address in the credential: DocSpace knows no portal of that name',
		],
		[
			'502',
			'badGateway',
			'could not reach DocSpace (HTTP 502)',
			'Run again in a few minutes; if it stays, tell the administrator of the portal',
		],
		[
			'503',
			'serviceUnavailable',
			'could not reach DocSpace (HTTP 503)',
			'Run again in a few minutes; if it stays, tell the administrator of the portal',
		],
		[
			'504',
			'gatewayTimeout',
			'could not reach DocSpace (HTTP 504)',
			'Run again in a few minutes; if it stays, tell the administrator of the portal',
		],
		[
			'429 that does not end',
			'windowLimit',
			'DocSpace is receiving too many requests from this user (HTTP 429)',
			'Run again in a few minutes, or use an API key of a user that no other integration shares',
		],
		[
			'429 for the day',
			'dailyLimit',
			'The daily write limit of this DocSpace user is used up (HTTP 429)',
			'Run again in 24 hours, when DocSpace takes writes again, or use an API key of another user',
		],
		[
			'200 page',
			'htmlPage',
			'does not answer like a DocSpace portal',
			'Check Portal Address in the credential: enter the address you open DocSpace at, for example https://yourcompany.onlyoffice.com',
		],
		[
			'200 with JSON of something else',
			{ status: 200, headers: { 'content-type': 'application/json' }, body: '{"ok":true}' },
			'does not answer like a DocSpace portal',
			'Check Portal Address in the credential',
		],
	];
	const both = [READ, WRITE].flatMap((on) => explained.map((entry) => [on, ...entry] as const));
	test.each(both)('%s: %s', async (on, _name, answer, message, remedy) => {
		const failure = await failsWith(answer, on);
		expect(failure.message).toContain(message);
		expect(failure.remedy).toContain(remedy);
	});

	test('a 403 in the portal’s envelope speaks of rights', async () => {
		expect(await failsWith('accessDenied', READ)).toEqual({
			message: 'DocSpace denied access (HTTP 403)',
			remedy:
				'The user behind the credential needs the role Room manager in this room, or must own it; being a DocSpace admin is not enough',
		});
	});

	test('a list in another shape than DocSpace’s is no success', async () => {
		const answer = {
			status: 200,
			headers: { 'content-type': 'application/json' },
			body: '{"response":{"rooms":[]},"statusCode":200}',
		};
		expect((await failsWith(answer, READ)).message).toContain(
			'answered something other than DocSpace does',
		);
	});

	test('an answer that fails in passing leaves nothing half done', async () => {
		const world = await startWorld();
		world.portal.faults.add({ on: WRITE, answer: 'windowLimit', times: 0 });
		await deleteGuest(world);
		expect(world.portal.journal.of('share.removed')).toEqual([]);
	});
});

describe('a missing scope', () => {
	const accounts = ['accounts:read', 'accounts.self:read'];
	const cases: Array<[string, string[], typeof collect, string, string]> = [
		['files:read', ['rooms:write'], collect, 'Collect Room Files', 'rooms:write'],
		['files:read', ['rooms:read', 'accounts:write'], ensureFolder, 'Ensure Folder', 'rooms:read'],
		['files:write', ['files:read'], ensureFolder, 'Ensure Folder', 'files:read'],
		[
			'accounts:write',
			['rooms:read', ...accounts],
			deleteGuest,
			'Delete Guest',
			'rooms:read, accounts:read',
		],
		['rooms:read', ['files:write', ...accounts], deleteGuest, 'Delete Guest', 'files:write'],
	];
	test.each(cases)('%s is named to a key with %j', async (scope, scopes, run, name, has) => {
		const world = await startWorld();
		const credentials = world.credentialsOf(world.manager, scopes);
		const { message, remedy } = readFailure(await run(world, { credentials }), credentials);
		expect(message).toBe(`The API key lacks the scope ${scope}, which ${name} needs (HTTP 403)`);
		expect(remedy).toContain(`add ${scope}; it has ${has}`);
		expect(world.portal.requests.to('GET keys/@self')).toHaveLength(1);
	});

	test('is asked for once, however many items and pages are refused', async () => {
		const world = await startWorld();
		const credentials = world.credentialsOf(world.manager, ['rooms:read']);
		const run = await collect(world, {
			credentials,
			items: [{ json: {} }, { json: {} }, { json: {} }],
			settings: { onError: 'continueErrorOutput' },
		});
		expect(run.json('DocSpace', 1)).toHaveLength(3);
		expect(world.portal.requests.to('GET keys/@self')).toHaveLength(1);
	});

	test('is not guessed where DocSpace is too old to tell', async () => {
		const world = await startWorld({ keysSelfRoute: false });
		const credentials = world.credentialsOf(world.manager, ['rooms:read']);
		const { message, remedy } = readFailure(await collect(world, { credentials }), credentials);
		expect(message).toContain('does not answer like a DocSpace portal (HTTP 404)');
		expect(remedy).toContain('This node needs DocSpace 3.2.1 or newer');
	});

	const shapes: Array<[PresetName, string]> = [
		['scopeMissing', READ],
		['scopeMissingProblem', READ],
		['portalRestoring', '*'],
	];
	test.each(shapes)('is not blamed when the key has every scope (%s on %s)', async (answer, on) => {
		const { message, remedy } = await failsWith(answer, on);
		expect(message).toBe(
			'DocSpace refuses requests, although the credential is allowed to make them (HTTP 403)',
		);
		expect(remedy).toContain('Run again later');
	});

	test('is not blamed when the key is wrong where visitors are let in', async () => {
		const world = await startWorld();
		world.portal.disableKey(world.credentials.docSpaceApi.apiKey);
		const { message, remedy } = readFailure(await collect(world), world.credentials);
		expect(message).toBe('DocSpace did not accept the API key or token (HTTP 401)');
		expect(remedy).toContain('Create a new API key');
	});
});

describe('a key of a kind', () => {
	function withKey(world: World, apiKey: string): World['credentials'] {
		return { docSpaceApi: { ...world.credentials.docSpaceApi, apiKey } };
	}

	test.each(['', 'Bearer ', 'bearer  '])('works with “%s” before it and spaces', async (prefix) => {
		const world = await startWorld();
		const apiKey = ` ${prefix}${world.credentials.docSpaceApi.apiKey}\n`;
		expect(onlyItem(await collect(world, { credentials: withKey(world, apiKey) })).fileCount).toBe(
			0,
		);
	});

	test('that is an access token works', async () => {
		const world = await startWorld();
		const credentials = withKey(world, world.portal.addToken(world.manager));
		expect(onlyItem(await collect(world, { credentials })).fileCount).toBe(0);
		expect(onlyItem(await deleteGuest(world, { credentials })).deleted).toBe(true);
	});

	test.each([
		['where visitors are let in', collect],
		['where they are not', deleteGuest],
	])('that is an expired access token is told so %s', async (_where, run) => {
		const world = await startWorld();
		const credentials = withKey(world, 'an-expired-token-of-somebody');
		const { message, remedy } = readFailure(await run(world, { credentials }), credentials);
		expect(message).toBe('DocSpace did not accept the API key or token (HTTP 401)');
		expect(remedy).toContain('The access token is wrong or expired');
		expect(remedy).toContain('Enter an API key');
	});

	test('that is a valid access token without the right is told about the right', async () => {
		const world = await startWorld();
		const { portal } = world;
		const stranger = addPerson({ portal }, 'Sam');
		const credentials = withKey(world, portal.addToken(stranger));
		const { message, remedy } = readFailure(await collect(world, { credentials }), credentials);
		expect(message).toContain('that the user behind the credential may not read');
		expect(remedy).toContain('Invite that user to the room');
	});
});

describe('an OAuth2 connection', () => {
	/** An authorization server that hands out the given token, or refuses. */
	async function connected(world: World, accessToken: string, renewed?: string) {
		let renewals = 0;
		const authorizationServer = await serve((server) => {
			server.post('/oauth2/token', async (_request, reply) => {
				renewals += 1;
				return renewed === undefined
					? await reply.code(400).send({ error: 'invalid_grant' })
					: { access_token: renewed, refresh_token: 'again', token_type: 'Bearer' };
			});
		});
		const credentials: CredentialData = {
			docSpaceOAuth2Api: {
				portalUrl: world.sandbox.url,
				authorizationServer,
				clientId: 'client',
				clientSecret: 'hush',
				oauthTokenData: {
					access_token: accessToken,
					refresh_token: 'once',
					token_type: 'Bearer',
				},
			},
		};
		const run = async (operation: string, fields: RunOptions['fields']) =>
			await world.run({
				operation,
				fields: { authentication: 'oAuth2', ...fields },
				credentials,
			});
		return { run, renewals: () => renewals };
	}

	test('works', async () => {
		const world = await startWorld();
		const { run } = await connected(world, world.portal.addToken(world.manager));
		const collected = await run('room.collectFiles', { room: byId(world.clientRoom) });
		expect(onlyItem(collected).fileCount).toBe(0);
		const deleted = await run('guest.delete', { guest: byId(world.guest.id) });
		expect(onlyItem(deleted).deleted).toBe(true);
	});

	test('is renewed when it has expired, also where DocSpace takes us for a visitor', async () => {
		const world = await startWorld();
		fillRoom(world, world.clientRoom, { folders: 2, filesEach: 120 });
		const { run, renewals } = await connected(
			world,
			'expired',
			world.portal.addToken(world.manager),
		);
		const collected = await run('room.collectFiles', { room: byId(world.clientRoom) });
		expect(onlyItem(collected).fileCount).toBe(240);
		expect(renewals()).toBe(1);
	});

	test.each([
		['room.collectFiles', 'room'],
		['guest.delete', 'guest'],
	])('that cannot be renewed is to be reconnected (%s)', async (operation, field) => {
		const world = await startWorld();
		const before = world.sandbox.clock.now();
		const { run } = await connected(world, 'expired');
		const value = field === 'room' ? world.clientRoom : world.guest.id;
		const { message, remedy } = failureOf(await run(operation, { [field]: byId(value) }));
		expect(message).toContain('n8n cannot sign in to DocSpace: ');
		expect(message).toContain('needs to be reconnected');
		expect(remedy).toContain('Open the credential');
		expect(world.sandbox.clock.now()).toBe(before);
	});

	test('that was never made is to be made', async () => {
		const world = await startWorld();
		const run = await world.run({
			operation: 'guest.delete',
			fields: { authentication: 'oAuth2', guest: byId(world.guest.id) },
			credentials: {
				docSpaceOAuth2Api: { portalUrl: world.sandbox.url, clientId: 'a', clientSecret: 'b' },
			},
		});
		const { message, remedy } = failureOf(run);
		expect(message).toBe('n8n cannot sign in to DocSpace: OAuth credentials not connected');
		expect(remedy).toContain('Open the credential and connect the account');
		expect(world.portal.requests.entries).toEqual([]);
	});

	test('without a scope is told which', async () => {
		const world = await startWorld();
		const { run } = await connected(world, world.portal.addToken(world.manager));
		world.portal.faults.add({ on: WRITE, answer: 'scopeMissing' });
		const { message, remedy } = failureOf(
			await run('guest.delete', { guest: byId(world.guest.id) }),
		);
		expect(message).toBe(
			'The OAuth2 connection lacks the scope accounts:write, which Delete Guest needs (HTTP 403)',
		);
		expect(remedy).toContain('reconnect the credential');
		expect(world.portal.requests.to('GET keys/@self')).toEqual([]);
	});
});

describe('what fails in passing is tried again', () => {
	const passing: Array<[string, Omit<RequestFault, 'on'>]> = [
		['502', { answer: 'badGateway' }],
		['503', { answer: 'serviceUnavailable' }],
		['504', { answer: 'gatewayTimeout' }],
		['429 of the sliding window', { answer: 'windowLimit' }],
		['429 for too many at once', { answer: 'concurrencyLimit' }],
		['429 with Retry-After', { answer: 'shortRetryAfter' }],
		['a connection cut before', { cut: 'before' }],
		['a connection cut after', { cut: 'after' }],
		['504 after the work was done', { answerAfter: 'gatewayTimeout' }],
	];
	test.each(passing)('%s: all files are found', async (_name, fault) => {
		const world = await startWorld();
		fillRoom(world, world.clientRoom, { folders: 3, filesEach: 120 });
		world.portal.faults.add({ ...fault, on: '*', times: 4 });
		world.portal.faults.add({ ...fault, on: '*', nth: 8, times: 2 });
		expect(onlyItem(await collect(world)).fileCount).toBe(360);
	});

	test.each(passing)('%s: one folder is made', async (_name, fault) => {
		const world = await startWorld();
		world.portal.faults.add({ ...fault, on: 'POST files/folder/{id}', times: 1 });
		expect(onlyItem(await ensureFolder(world)).title).toBe('New client');
		const made = [...world.portal.folder(world.archiveRoom).folders.values()];
		expect(made.filter(({ title }) => title === 'New client')).toHaveLength(1);
	});

	test.each(passing)('%s: the guest’s access is ended', async (_name, fault) => {
		const world = await startWorld();
		world.portal.faults.add({ ...fault, on: '*', times: 3 });
		world.portal.faults.add({ ...fault, on: WRITE, times: 1 });
		expect(onlyItem(await deleteGuest(world)).deleted).toBe(true);
		expect(world.portal.state().shares).toEqual([]);
	});

	test('Retry-After is obeyed', async () => {
		const world = await startWorld();
		world.portal.faults.add({ on: WRITE, answer: 'shortRetryAfter', times: 2 });
		expect(onlyItem(await deleteGuest(world)).deleted).toBe(true);
		const [first, second, third] = world.portal.requests.to(WRITE).map(({ at }) => at);
		expect(Number(second) - Number(first)).toBe(3000);
		expect(Number(third) - Number(second)).toBe(3000);
	});

	test('a Retry-After of a day is not slept through', async () => {
		const world = await startWorld();
		const before = world.sandbox.clock.now();
		world.portal.faults.add({ on: WRITE, answer: 'dailyLimit', times: 0 });
		await deleteGuest(world);
		expect(world.sandbox.clock.now()).toBe(before);
		expect(world.portal.requests.to(WRITE)).toHaveLength(1);
	});

	test('without Retry-After the pauses grow, for about a minute', async () => {
		const world = await startWorld();
		world.portal.faults.add({ on: READ, answer: 'windowLimit', times: 0 });
		await deleteGuest(world);
		const times = world.portal.requests.to(READ).map(({ at }) => at);
		const pauses = times.slice(1).map((at, index) => at - Number(times[index]));
		expect(pauses).toHaveLength(6);
		expect([...pauses].sort((a, b) => a - b)).toEqual(pauses);
		const total = Number(times[6]) - Number(times[0]);
		expect(total).toBeGreaterThan(40_000);
		expect(total).toBeLessThan(80_000);
	});
});

describe('another address', () => {
	test('a redirect is not followed: the key stays here', async () => {
		const world = await startWorld();
		const seen: unknown[] = [];
		const other = await serve((server) => {
			server.all('*', async ({ headers }) => {
				seen.push(headers);
				return {};
			});
		});
		for (const on of [READ, WRITE]) {
			world.portal.faults.clear();
			world.portal.faults.add({
				on,
				answer: { status: on === READ ? 302 : 308, headers: { location: `${other}/login` } },
				times: 0,
			});
			const { message, remedy } = readFailure(await deleteGuest(world), world.credentials);
			expect(message).toContain(`${world.sandbox.url} redirects to ${other}`);
			expect(remedy).toContain('enter the address it ends up at as Portal Address');
		}
		expect(seen).toEqual([]);
	});

	test('a site that is no DocSpace gets the key once and is called what it is', async () => {
		const world = await startWorld();
		let requests = 0;
		const other = await serve((server) => {
			server.all('*', async (_request, reply) => {
				requests += 1;
				return await reply.type('text/html').send('<html>Welcome</html>');
			});
		});
		const run = await deleteGuest(world, atAddress(world, other));
		expect(readFailure(run, world.credentials).message).toBe(
			`${other} does not answer like a DocSpace portal`,
		);
		expect(requests).toBe(1);
	});

	test('nothing listening there is said within seconds', async () => {
		const world = await startWorld();
		const closed = await serve(() => {});
		await servers.pop()?.close();
		const before = world.sandbox.clock.now();
		const run = await deleteGuest(world, atAddress(world, closed));
		const { message, remedy } = readFailure(run, world.credentials);
		expect(message).toBe(`${closed} could not be reached: nothing is listening at this address`);
		expect(remedy).toContain('Check Portal Address in the credential');
		expect(world.sandbox.clock.now() - before).toBeLessThan(5000);
	});

	test('a host name that nobody knows is said within seconds', async () => {
		const world = await startWorld();
		const before = world.sandbox.clock.now();
		const run = await deleteGuest(world, atAddress(world, 'https://contoso.onlyofice.invalid'));
		const { message } = readFailure(run, world.credentials);
		expect(message).toMatch(/onlyofice.invalid could not be reached: .*host name/);
		expect(world.sandbox.clock.now() - before).toBeLessThan(5000);
	});

	test('a server that starts anew in the middle of a run is waited for', async () => {
		const world = await startWorld();
		const starting = await serve((server) => {
			server.all('*', async (_request, reply) => {
				void server.close();
				return await reply.code(503).header('connection', 'close').send();
			});
		});
		const before = world.sandbox.clock.now();
		const run = await deleteGuest(world, atAddress(world, starting));
		const { message } = readFailure(run, world.credentials);
		expect(message).toContain('could not be reached: nothing is listening');
		expect(world.sandbox.clock.now() - before).toBeGreaterThan(40_000);
	});

	test('an answer that breaks off half-way is no answer, and is asked for again', async () => {
		const world = await startWorld();
		let requests = 0;
		const other = await serve((server) => {
			server.all('*', async (_request, reply) => {
				requests += 1;
				reply.hijack();
				reply.raw.writeHead(200, { 'content-type': 'application/json', 'content-length': '900' });
				reply.raw.write('{"response":', () => reply.raw.destroy());
			});
		});
		const run = await deleteGuest(world, atAddress(world, other));
		const { message } = readFailure(run, world.credentials);
		expect(message).toContain(`${other} could not be reached: `);
		expect(message).not.toContain('n8n');
		expect(requests).toBe(7);
	});

	test('https where there is none is said at once', async () => {
		const world = await startWorld();
		const before = world.sandbox.clock.now();
		const https = world.sandbox.url.replace('http:', 'https:');
		for (const address of [https, https.replace('https://', '')]) {
			const run = await deleteGuest(world, atAddress(world, address));
			const { message, remedy } = readFailure(run, world.credentials);
			expect(message).toBe(`${https} does not answer over HTTPS`);
			expect(remedy).toContain('http:// in front');
		}
		expect(world.sandbox.clock.now()).toBe(before);
	});

	test.each([
		['', "'Portal Address' is empty"],
		['not an address', "'Portal Address' is not a web address"],
		['ftp://portal.example', "'Portal Address' is not a web address"],
		['https://', "'Portal Address' is not a web address"],
	])('“%s” in Portal Address is named', async (portalUrl, expected) => {
		const world = await startWorld();
		const run = await deleteGuest(world, atAddress(world, portalUrl));
		const { message, remedy } = readFailure(run, world.credentials);
		expect(message).toBe(expected);
		expect(remedy).toBe(
			'Enter the address you open DocSpace at, for example https://yourcompany.onlyoffice.com',
		);
	});

	test('an API key in Portal Address is not shown', async () => {
		const world = await startWorld();
		const { apiKey } = world.credentials.docSpaceApi;
		const run = await deleteGuest(world, atAddress(world, apiKey));
		expect(readFailure(run, world.credentials).message).toBe(
			"'Portal Address' is not a web address",
		);
	});

	test('a page of the portal will do as Portal Address', async () => {
		const world = await startWorld();
		const run = await deleteGuest(
			world,
			atAddress(world, ` ${world.sandbox.url}/rooms/shared/filter?folder=1 `),
		);
		expect(onlyItem(run).deleted).toBe(true);
	});
});

describe('how much at once', () => {
	test('several executions with one credential read at most eight pages at a time', async () => {
		const world = await startWorld({ latencyMs: 20 });
		fillRoom(world, world.clientRoom, { folders: 6, filesEach: 200 });
		const runs = await Promise.all(Array.from({ length: 5 }, async () => await collect(world)));
		expect(runs.map((run) => onlyItem(run).fileCount)).toEqual([1200, 1200, 1200, 1200, 1200]);
		expect(world.portal.requests.maxConcurrentGets).toBe(8);
	});

	test('also while what failed is tried again', async () => {
		const world = await startWorld({ latencyMs: 20 });
		fillRoom(world, world.clientRoom, { folders: 6, filesEach: 200 });
		world.portal.faults.add({ on: '*', nth: 3, times: 20, answer: 'concurrencyLimit' });
		const runs = await Promise.all(Array.from({ length: 3 }, async () => await collect(world)));
		expect(runs.map((run) => onlyItem(run).fileCount)).toEqual([1200, 1200, 1200]);
		expect(world.portal.requests.maxConcurrentGets).toBeLessThanOrEqual(8);
	});

	test('also while a missing scope is looked into', async () => {
		const world = await startWorld({ latencyMs: 20 });
		const credentials = world.credentialsOf(world.manager, ['rooms:read']);
		await Promise.all(
			Array.from({ length: 12 }, async () => await collect(world, { credentials })),
		);
		expect(world.portal.requests.maxConcurrentGets).toBeLessThanOrEqual(8);
	});
});
