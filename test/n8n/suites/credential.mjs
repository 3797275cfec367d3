import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';

import { freePorts } from '../processes.mjs';

/** What the button "Test" of the credential says. */
export function credentialSuite(world) {
	const say = async (changes = {}) => {
		const { url: portalUrl, apiKey } = world.sandbox;
		return await world.editor.testCredential('docSpaceApi', { portalUrl, apiKey, ...changes });
	};

	test('is green for an API key and for a personal access token', async () => {
		assert.deepEqual(await say(), { status: 'OK', message: 'The API key works' });
		const { personalAccess: apiKey } = world.sandbox;
		assert.deepEqual(await say({ apiKey }), { status: 'OK', message: 'Signed in as Ann Becker' });
	});

	test('is red for a wrong key, and says so', async () => {
		const { status, message } = await say({ apiKey: 'sk-wrong' });
		assert.equal(status, 'Error');
		assert.match(message, /key/i);
		assert.match(message, /401/);
	});

	test('is red for a host that is no portal, and says so', async () => {
		const server = createServer((_request, response) => {
			response.setHeader('content-type', 'text/html');
			response.end('<!doctype html><title>Welcome</title>');
		});
		await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
		const { status, message } = await say({
			portalUrl: `http://127.0.0.1:${server.address().port}`,
		});
		server.close();
		server.closeAllConnections();
		assert.equal(status, 'Error');
		assert.match(message, /does not answer like a DocSpace portal/);
		assert.match(message, /Portal Address/);
	});

	test('is red for a host that is down, and says so', async () => {
		const [port] = await freePorts(1);
		const { status, message } = await say({ portalUrl: `http://127.0.0.1:${port}` });
		assert.equal(status, 'Error');
		assert.match(message, /could not be reached: nothing is listening/);
	});
}
