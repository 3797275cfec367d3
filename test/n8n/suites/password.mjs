import axios from 'axios';
import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import { call } from '../deals.mjs';
import { oneNodeWorkflow } from '../oneNode.mjs';

const PATH = 'password';
const EMAIL = 'peter@company.example';
const PASSWORD = 'Correct-Horse-1';
const TYPE = 'docSpacePasswordApi';

/** A session that n8n begins by e-mail and password, and keeps. */
export function passwordSuite(world) {
	let userId;
	let workflow;
	let typed;

	before(async () => {
		const { editor, sandbox } = world;
		typed = { portalUrl: sandbox.url, email: EMAIL, password: PASSWORD };
		const person = { type: 'User', firstName: 'Peter', lastName: 'Password' };
		const { data } = await axios.post(
			`${sandbox.url}/api/2.0/people/active`,
			{ ...person, email: EMAIL, password: PASSWORD },
			{ headers: { Authorization: `Bearer ${sandbox.apiKey}` } },
		);
		userId = data.response.id;
		const credentials = { [TYPE]: await editor.addCredential(TYPE, 'Peter', typed) };
		const parameters = {
			authentication: 'password',
			resource: 'user',
			operation: 'get',
			who: 'me',
		};
		workflow = await editor.addWorkflow(
			oneNodeWorkflow(PATH, parameters, credentials, { credentials }),
		);
		await editor.publish(workflow);
	});

	async function assertPeter() {
		const { status, data } = await call(world.editor.webhook(PATH), {});
		assert.equal(status, 200, JSON.stringify(data));
		assert.equal(data[0].email, EMAIL);
		assert.doesNotMatch((await world.editor.lastExecution(workflow)).data, /Correct-Horse/);
	}

	/** How often somebody has signed in. */
	async function signIns() {
		const { data } = await world.sandbox.control.get('requests');
		return data.requests.filter(({ route }) => route === 'POST authentication').length;
	}

	test('one sign-in does for all executions', async () => {
		const first = await signIns();
		await assertPeter();
		await assertPeter();
		assert.equal((await signIns()) - first, 1);
	});

	test('calls at the same time begin a new session once when the old one has ended', async () => {
		await world.sandbox.control.post('acts', { do: 'endSessions', userId });
		const first = await signIns();
		await Promise.all(Array.from({ length: 8 }, assertPeter));
		await assertPeter();
		assert.equal((await signIns()) - first, 1);
	});

	test('the credential’s test tells a right password from a wrong one', async () => {
		assert.deepEqual(await world.editor.testCredential(TYPE, typed), {
			status: 'OK',
			message: 'Signed in as Peter Password',
		});
		const { status, message } = await world.editor.testCredential(TYPE, {
			...typed,
			password: 'Wrong-Horse-1',
		});
		assert.equal(status, 'Error');
		assert.match(message, /did not accept the e-mail address or the password/);
		assert.doesNotMatch(message, /Horse/);
	});
}
