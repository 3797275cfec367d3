import axios from 'axios';
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';

import { addDeal, call } from '../deals.mjs';
import { oneNodeWorkflow } from '../oneNode.mjs';

const PATH = 'oauth2';
const SHORT_MS = 2000;
const HOUR_MS = 60 * 60 * 1000;

/** An account connected through n8n's own callback, with the sandbox as the authorization server. */
export function oauth2Suite(world) {
	let credential;
	let deal;
	let workflow;

	before(async () => {
		const { editor, sandbox, instance } = world;
		deal = await addDeal(sandbox);
		const { data: app } = await sandbox.control.post('oauthClients', {
			name: 'n8n',
			redirectUris: [`${instance.url}/rest/oauth2-credential/callback`],
			scopes: [
				'files:read',
				'files:write',
				'rooms:read',
				'rooms:write',
				'accounts:read',
				'accounts:write',
				'accounts.self:read',
			],
		});
		credential = await editor.addCredential('docSpaceOAuth2Api', 'DocSpace account', {
			portalUrl: sandbox.url,
			authorizationServer: sandbox.url,
			...app,
		});
		const parameters = {
			authentication: 'oAuth2',
			resource: 'room',
			operation: 'collectFiles',
			room: { __rl: true, mode: 'id', value: '={{ $json.room }}' },
		};
		const credentials = { docSpaceOAuth2Api: credential };
		workflow = await editor.addWorkflow(
			oneNodeWorkflow(PATH, parameters, credentials, { credentials }),
		);
		await editor.publish(workflow);
	});

	after(() => setAccessTime(HOUR_MS));

	const setAccessTime = (oauthAccessMs) => world.sandbox.control.put('settings', { oauthAccessMs });

	/** What a click on *Connect my account* does: n8n, the portal's consent page, n8n again. */
	async function connect(decision = 'allow') {
		const { editor, sandbox, instance } = world;
		const address = await editor.get('oauth2-credential/auth', { id: credential.id });
		const { data: page } = await axios.get(address);
		assert.match(page, /n8n asks for access/);
		const form = new URLSearchParams({ decision, user: sandbox.ownerId });
		const { headers } = await axios.post(address, form, {
			maxRedirects: 0,
			validateStatus: (status) => status === 302,
		});
		const callback = `${instance.url}/rest/oauth2-credential/callback?`;
		assert.ok(headers.location.startsWith(callback), headers.location);
		return await editor.load(headers.location.slice(instance.url.length));
	}

	const collect = () => call(world.editor.webhook(PATH), { room: deal.roomId });

	/** The room's files came, and nothing with which somebody could get in. */
	function assertCollected({ status, data }) {
		assert.equal(status, 200, JSON.stringify(data));
		const titles = data[0].files.map(({ title }) => title);
		assert.deepEqual(titles.sort(), [...deal.titles].sort());
		assert.doesNotMatch(JSON.stringify(data), /eyJ/);
	}

	/** The execution ends red and says why; its caller hears from n8n only that it has failed, from n8n 1 nothing. */
	async function assertRefused(pattern) {
		const { status, data } = await collect();
		const isN8nOne = (await world.editor.version()).startsWith('1.');
		const heard = isN8nOne ? [200, ''] : [500, { message: 'Error in workflow' }];
		assert.deepEqual([status, data], heard);
		const execution = await world.editor.lastExecution(workflow);
		assert.equal(execution.status, 'error');
		assert.match(execution.data, pattern);
		assert.doesNotMatch(execution.data, /eyJ/);
	}

	/** How often n8n has asked for tokens. */
	async function tokensIssued() {
		const { data } = await world.sandbox.control.get('requests');
		return data.requests.filter(({ route }) => route === 'POST oauth2/token').length;
	}

	test('a credential that is not connected says so', async () => {
		await assertRefused(/Open the credential and connect the account/);
	});

	test('a refused consent leaves it so', async () => {
		assert.match(await connect('deny'), /Failed to connect/);
		await assertRefused(/Open the credential and connect the account/);
	});

	test('a connected one is used', async () => {
		assert.match(await connect(), /Connection successful/);
		assertCollected(await collect());
	});

	test('an expired one is renewed by n8n, which keeps the new tokens', async () => {
		await setAccessTime(SHORT_MS);
		await connect();
		await setAccessTime(HOUR_MS);
		await setTimeout(SHORT_MS);
		const before = await tokensIssued();
		assertCollected(await collect());
		assertCollected(await collect());
		assert.equal((await tokensIssued()) - before, 1);
	});

	test('calls at the same time renew it once', async () => {
		await setAccessTime(SHORT_MS);
		await connect();
		await setAccessTime(HOUR_MS);
		await setTimeout(SHORT_MS);
		const before = await tokensIssued();
		const answers = await Promise.all(Array.from({ length: 8 }, collect));
		answers.forEach(assertCollected);
		assert.equal((await tokensIssued()) - before, 1);
	});

	test('one that its user has taken back asks to be reconnected, and works again then', async () => {
		const { control, ownerId } = world.sandbox;
		await control.post('acts', { do: 'revokeOAuthTokens', userId: ownerId });
		// n8n 1 has no words of its own for that.
		await assertRefused(/needs to be reconnected|connect the account/);
		await connect();
		assertCollected(await collect());
	});
}
