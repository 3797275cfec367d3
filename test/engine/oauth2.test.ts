import axios from 'axios';
import { OAUTH_SCOPES } from '../../sandbox';
import { NODE_NAME, searchList, type WorkflowRun } from '../harness/engine';
import { inMemory, fileItem } from '../harness/binary';
import { failureOf } from '../harness/failure';
import { IN_N8N_1 } from '../harness/n8nOne';
import { isRecord } from '../harness/guards';
import {
	byId,
	endWorlds,
	fillRoom,
	onlyItem,
	startWorld,
	type RunOptions,
	type World,
} from '../harness/world';

afterEach(endWorlds);

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;
const TOKEN_ROUTE = 'POST oauth2/token';

type Connected = Awaited<ReturnType<typeof connect>>;

const REDIRECT = 'http://n8n.invalid/rest/oauth2-credential/callback';

interface App {
	clientId: string;
	clientSecret: string;
}

/** Signs the manager in to an application, with their consent; answers the tokens. */
async function signIn({ portal, sandbox, manager }: World, { clientId, clientSecret }: App) {
	portal.settings.oauthConsentBy = manager.id;
	const { headers } = await axios.get(`${sandbox.url}/oauth2/authorize`, {
		params: { response_type: 'code', client_id: clientId, redirect_uri: REDIRECT },
		maxRedirects: 0,
		validateStatus: (status) => status === 302,
	});
	const { data } = await axios.post(
		`${sandbox.url}/oauth2/token`,
		new URLSearchParams({
			grant_type: 'authorization_code',
			code: new URL(headers.location).searchParams.get('code') ?? '',
			redirect_uri: REDIRECT,
			client_id: clientId,
			client_secret: clientSecret,
		}),
	);
	return data;
}

/** A credential that n8n has connected to the manager's account. */
async function connect(world: World, scopes: string[] = [...OAUTH_SCOPES]) {
	const { portal, sandbox } = world;
	const app = portal.addOAuthClient({ name: 'n8n', redirectUris: [REDIRECT], scopes });
	const oauthTokenData = await signIn(world, app);
	portal.requests.reset();
	return {
		docSpaceOAuth2Api: {
			portalUrl: sandbox.url,
			authorizationServer: sandbox.url,
			...app,
			oauthTokenData,
		},
	};
}

type Operation = 'room.collectFiles' | 'folder.ensure' | 'file.move' | 'guest.delete';

function run(
	world: World,
	operation: Operation,
	credentials: WorkflowRun['credentials'],
	inWhich: Partial<RunOptions> = {},
): Promise<WorkflowRun> {
	const ids = world.portal.filesBelow(world.clientRoom).map(({ id }) => id);
	const fields = {
		'room.collectFiles': { room: byId(world.clientRoom) },
		'folder.ensure': { parentFolder: byId(world.archiveRoom), folderName: 'Fabrikam' },
		'file.move': { files: ids.join(','), destinationFolder: byId(world.clientFolder) },
		'guest.delete': { guest: world.guest.email },
	}[operation];
	return world.run({
		...inWhich,
		operation,
		fields: { authentication: 'oAuth2', ...fields },
		credentials,
	});
}

const collect = (world: World, credentials: WorkflowRun['credentials']) =>
	run(world, 'room.collectFiles', credentials);

function storedTokens({ credentials }: { credentials: WorkflowRun['credentials'] }) {
	const stored = credentials.docSpaceOAuth2Api?.oauthTokenData;
	if (!isRecord(stored)) throw new Error('The credential holds no tokens');
	return { access: String(stored.access_token), renewal: String(stored.refresh_token) };
}

/** Nothing that could be used to get in is in what n8n keeps and shows of a run. */
function expectNoSecretIn(result: WorkflowRun, credentials: Connected): void {
	const record = JSON.stringify(result.run.data.resultData);
	const before = storedTokens({ credentials });
	const after = storedTokens(result);
	const { clientSecret } = credentials.docSpaceOAuth2Api;
	for (const hidden of [...Object.values(before), ...Object.values(after), clientSecret]) {
		expect(record).not.toContain(hidden);
	}
}

describe('DocSpace OAuth2 API: a connected account', () => {
	it('collects a room', async () => {
		const world = await startWorld();
		fillRoom(world, world.clientRoom, { folders: 3, filesEach: 60 });
		const credentials = await connect(world);

		const result = await collect(world, credentials);

		expect(onlyItem(result).fileCount).toBe(180);
		expect(world.portal.requests.to(TOKEN_ROUTE)).toHaveLength(0);
		expectNoSecretIn(result, credentials);
	});

	it('fills the pickers', async () => {
		const world = await startWorld();
		const credentials = await connect(world);
		await world.sandbox.clock.advance(HOUR);
		const { results } = await searchList({
			method: 'searchRooms',
			credentials,
			parameters: { authentication: 'oAuth2' },
		});
		expect(results.map(({ name }) => name)).toEqual(expect.arrayContaining(['Archive', 'Contoso']));
	});
});

describe('DocSpace OAuth2 API: an expired access token', () => {
	it.each<Operation>(['room.collectFiles', 'folder.ensure', 'file.move', 'guest.delete'])(
		'is renewed by n8n, once, and %s succeeds',
		async (operation) => {
			const world = await startWorld();
			fillRoom(world, world.clientRoom, { folders: 2, filesEach: 3 });
			const credentials = await connect(world);
			await world.sandbox.clock.advance(HOUR);

			const result = await run(world, operation, credentials);

			expect(result.error).toBeUndefined();
			expect(result.json(NODE_NAME)).toHaveLength(1);
			expect(world.portal.requests.to(TOKEN_ROUTE).map(({ status }) => status)).toEqual([200]);
			const [before, after] = [storedTokens({ credentials }), storedTokens(result)];
			expect(after.access).not.toBe(before.access);
			expect(after.renewal).not.toBe(before.renewal);
			expectNoSecretIn(result, credentials);
		},
	);

	it('is renewed while a file is uploaded, of which no piece is lost', async () => {
		const world = await startWorld({ chunkUploadSize: 8 });
		const credentials = await connect(world);
		const content = 'a file of several pieces';
		const unauthorized = { status: 401 };
		for (const on of ['POST files/{id}/session', 'POST files/{id}/session/{sid}/upload']) {
			world.portal.faults.add({ on, answer: unauthorized });
		}
		const result = await world.run({
			operation: 'file.upload',
			fields: { authentication: 'oAuth2', folder: byId(world.clientRoom) },
			items: [fileItem(inMemory('scan.txt', content))],
			credentials,
		});
		expect(result.error).toBeUndefined();
		const [file] = world.portal.filesBelow(world.clientRoom);
		expect(String(file && world.portal.bytesOf(file.id))).toBe(content);
		expectNoSecretIn(result, credentials);
	});

	it('leaves n8n with one that the next run can use', async () => {
		const world = await startWorld();
		const credentials = await connect(world);
		await world.sandbox.clock.advance(HOUR);
		const first = await collect(world, credentials);
		world.portal.requests.reset();

		const second = await collect(world, first.credentials);

		expect(second.status).toBe('success');
		expect(world.portal.requests.to(TOKEN_ROUTE)).toHaveLength(0);
	});

	it('is renewed again and again in a long run, none of whose files is lost', async () => {
		const world = await startWorld({ latencyMs: 1000, oauthAccessMs: 5500 });
		fillRoom(world, world.clientRoom, { folders: 10, filesEach: 120 });
		const credentials = await connect(world);

		const result = await collect(world, credentials);

		expect(onlyItem(result).fileCount).toBe(1200);
		const renewals = world.portal.requests.to(TOKEN_ROUTE).map(({ status }) => status);
		expect(renewals.length).toBeGreaterThan(1);
		// A refresh token that two requests had used would have been refused.
		expect(new Set(renewals)).toEqual(new Set([200]));
	});

	it('is renewed although the authorization server fails at first', async () => {
		const world = await startWorld();
		const credentials = await connect(world);
		world.portal.faults.add({ on: TOKEN_ROUTE, answer: 'serviceUnavailable', times: 2 });
		await world.sandbox.clock.advance(HOUR);
		expect((await collect(world, credentials)).status).toBe('success');
	});

	it.each<Operation>(['room.collectFiles', 'folder.ensure', 'file.move', 'guest.delete'])(
		'names the authorization server, not the portal or a room, when %s cannot get a new one',
		async (operation) => {
			const world = await startWorld();
			fillRoom(world, world.clientRoom, { folders: 1, filesEach: 2 });
			const credentials = await connect(world);
			world.portal.faults.add({ on: TOKEN_ROUTE, answer: 'serviceUnavailable', times: 0 });
			await world.sandbox.clock.advance(HOUR);

			const result = await run(world, operation, credentials);

			const { message, remedy } = failureOf(result);
			expect(message).toContain('the authorization server did not answer as it should');
			expect(remedy).toContain('Authorization Server in the credential');
			expectNoSecretIn(result, credentials);
		},
	);

	it('is renewed at the authorization server however its address is written', async () => {
		const world = await startWorld();
		const { docSpaceOAuth2Api } = await connect(world);
		await world.sandbox.clock.advance(HOUR);
		const authorizationServer = ` ${world.sandbox.url}/oauth2/ `;
		const typed = { docSpaceOAuth2Api: { ...docSpaceOAuth2Api, authorizationServer } };
		expect((await collect(world, typed)).status).toBe('success');
	});
});

describe('DocSpace OAuth2 API: an expired access token in n8n 1', () => {
	it.each<Operation>(['room.collectFiles', 'folder.ensure', 'file.move', 'guest.delete'])(
		'is renewed, once, and %s succeeds',
		async (operation) => {
			const world = await startWorld();
			fillRoom(world, world.clientRoom, { folders: 2, filesEach: 3 });
			const credentials = await connect(world);
			await world.sandbox.clock.advance(HOUR);

			const result = await run(world, operation, credentials, IN_N8N_1);

			expect(result.error).toBeUndefined();
			expect(result.json(NODE_NAME)).toHaveLength(1);
			expect(world.portal.requests.to(TOKEN_ROUTE).map(({ status }) => status)).toEqual([200]);
			expectNoSecretIn(result, credentials);
		},
	);

	it('is renewed although it may not read who its user is', async () => {
		const world = await startWorld();
		const credentials = await connect(world, ['files:read', 'files:write', 'rooms:read']);
		await world.sandbox.clock.advance(HOUR);
		const result = await run(world, 'folder.ensure', credentials, IN_N8N_1);
		expect(onlyItem(result)).toMatchObject({ created: true });
	});

	it('asks to reconnect the credential when its user has taken it back', async () => {
		const world = await startWorld();
		const credentials = await connect(world);
		world.portal.revokeOAuthTokens(world.manager);
		const result = await run(world, 'folder.ensure', credentials, IN_N8N_1);
		expect(failureOf(result).message).toContain('needs to be reconnected');
		expect(world.portal.requests.to(TOKEN_ROUTE)).toHaveLength(1);
	});
});

describe('DocSpace OAuth2 API: a connection that has ended', () => {
	it.each<[string, (world: World, credentials: Connected) => unknown]>([
		['its user has taken it back', ({ portal, manager }) => portal.revokeOAuthTokens(manager)],
		['it was not used for 60 days', ({ sandbox }) => sandbox.clock.advance(60 * DAY)],
		[
			'the same user has connected another credential to the same application',
			(world, { docSpaceOAuth2Api }) => signIn(world, docSpaceOAuth2Api),
		],
	])('asks to reconnect the credential when %s', async (_what, end) => {
		const world = await startWorld();
		fillRoom(world, world.clientRoom, { folders: 1, filesEach: 2 });
		const credentials = await connect(world);
		await end(world, credentials);

		const result = await run(world, 'file.move', credentials);

		const { message, remedy } = failureOf(result);
		expect(message).toContain('The credential "docSpaceOAuth2Api" needs to be reconnected');
		expect(remedy).toContain('Open the credential and reconnect it');
		expect(world.portal.filesBelow(world.clientFolder)).toHaveLength(0);
		expectNoSecretIn(result, credentials);
	});

	it('says when n8n may not renew it, because the secret has changed', async () => {
		const world = await startWorld();
		const { docSpaceOAuth2Api } = await connect(world);
		await world.sandbox.clock.advance(HOUR);
		const stale = { docSpaceOAuth2Api: { ...docSpaceOAuth2Api, clientSecret: 'of last year' } };
		const { message } = failureOf(await collect(world, stale));
		expect(message).toContain('n8n cannot sign in to DocSpace: Client authentication failed');
	});

	it('says when the account signs in to another portal than Portal Address', async () => {
		const world = await startWorld();
		const { docSpaceOAuth2Api } = await connect(world);
		const portalUrl = world.sandbox.url.replace('127.0.0.1', 'localhost');
		const elsewhere = { docSpaceOAuth2Api: { ...docSpaceOAuth2Api, portalUrl } };
		const { message, remedy } = failureOf(await collect(world, elsewhere));
		expect(message).toContain('DocSpace did not accept the OAuth2 connection');
		expect(remedy).toContain('Portal Address must be the portal the account signs in to');
	});
});

describe('DocSpace OAuth2 API: too few scopes', () => {
	it.each<[Operation, string, string, string[]]>([
		['folder.ensure', 'Ensure Folder', 'files:write', ['files:read', 'rooms:write']],
		['file.move', 'Move Files', 'files:write', ['files:read', 'rooms:write']],
		['guest.delete', 'Delete Guest', 'accounts:read', ['files:write', 'rooms:write']],
		[
			'guest.delete',
			'Delete Guest',
			'accounts:write',
			['files:write', 'rooms:read', 'accounts:read'],
		],
	])('%s says which one %s needs: %s', async (operation, title, missing, scopes) => {
		const world = await startWorld();
		fillRoom(world, world.clientRoom, { folders: 1, filesEach: 2 });
		const credentials = await connect(world, scopes);

		const result = await run(world, operation, credentials);

		const { message, remedy } = failureOf(result);
		expect(message).toContain(
			`The OAuth2 connection lacks the scope ${missing}, which ${title} needs`,
		);
		expect(remedy).toContain('Add the scope to the OAuth2 application');
		expectNoSecretIn(result, credentials);
	});

	it('is no obstacle to collecting, where the portal asks OAuth2 tokens for none', async () => {
		const world = await startWorld();
		fillRoom(world, world.clientRoom, { folders: 1, filesEach: 2 });
		const credentials = await connect(world, ['accounts.self:read']);
		expect(onlyItem(await collect(world, credentials)).fileCount).toBe(2);
	});
});
