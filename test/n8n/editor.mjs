// Speaks to n8n's REST API as its editor does.
import axios from 'axios';
import { randomBytes, randomUUID } from 'node:crypto';

import { waitFor } from './processes.mjs';

const WEBHOOK = 'n8n-nodes-base.webhook';

/** What the editor gives a new workflow; without it n8n runs nodes, an agent's tools too, in another order. */
const NEW_SETTINGS = { executionOrder: 'v1' };

/**
 * Makes the owner of a fresh n8n, signed in.
 *
 * @param {string} url of n8n
 */
export async function signUp(url) {
	const owner = {
		email: 'owner@example.com',
		firstName: 'Olivia',
		lastName: 'Owner',
		// n8n wants a capital and a digit.
		password: `Try-${randomBytes(6).toString('hex')}-1`,
	};
	const rest = client(url);
	await rest.post('owner/setup', owner);
	const editor = await signIn(url, owner);
	return { ...owner, editor };
}

/** Signs in with a password, again after n8n was restarted too. */
export async function signIn(url, { email, password }) {
	const { headers } = await client(url).post('login', {
		emailOrLdapLoginId: email,
		email,
		password,
	});
	const Cookie = headers['set-cookie'].map((cookie) => cookie.split(';')[0]).join('; ');
	return new Editor(url, client(url, { Cookie }));
}

function client(url, headers = {}) {
	const rest = axios.create({ baseURL: `${url}/rest`, headers, timeout: 60_000 });
	// Axios would only say "Request failed with status code 400".
	rest.interceptors.response.use(undefined, (error) => {
		const { config = {}, response } = error;
		if (response === undefined) throw error;
		throw new Error(
			`n8n answered ${response.status} to ${config.method} ${config.url}: ${JSON.stringify(response.data)}`,
		);
	});
	return rest;
}

/** The editor gives a webhook its id on import; without one n8n 1 puts more before the path in its address. */
function withWebhookId(node) {
	return node.type === WEBHOOK ? { webhookId: randomUUID(), ...node } : node;
}

class Editor {
	constructor(url, rest) {
		this.url = url;
		this.rest = rest;
	}

	/** What n8n answers, without its envelope. */
	async get(path, params) {
		return (await this.rest.get(path, { params })).data.data;
	}

	async post(path, body) {
		return (await this.rest.post(path, body)).data.data;
	}

	/** A file that the editor loads beside the API, such as the list of node types. */
	async load(path) {
		return (await this.rest.get(path, { baseURL: this.url })).data;
	}

	/** Stores a credential; the answer says how a node refers to it. */
	async addCredential(type, name, data) {
		const { id } = await this.post('credentials', { name, type, data });
		return { id, name };
	}

	/** Deletes all stored credentials for DocSpace. */
	async removeCredentials() {
		for (const { id, type } of await this.get('credentials')) {
			if (type.startsWith('docSpace')) await this.rest.delete(`credentials/${id}`);
		}
	}

	/** What the button "Test" of a credential says. n8n 1 tests only what is stored, as its editor has done by then. */
	async testCredential(type, data) {
		const stored = await this.addCredential(type, 'Test', data);
		try {
			return await this.post('credentials/test', { credentials: { ...stored, type, data } });
		} finally {
			await this.rest.delete(`credentials/${stored.id}`);
		}
	}

	/** Stores a workflow; the answer is n8n's own record of it. */
	async addWorkflow({ name, nodes, connections, settings = NEW_SETTINGS, pinData = {} }) {
		return await this.post('workflows', {
			name,
			nodes: nodes.map(withWebhookId),
			connections,
			settings,
			pinData,
			active: false,
		});
	}

	/** Publishes a workflow, which n8n 1 calls activating, and waits until its webhooks answer. */
	async publish({ id, versionId, nodes }) {
		const [major] = (await this.version()).split('.');
		if (major === '1') await this.rest.patch(`workflows/${id}`, { active: true, versionId });
		else await this.post(`workflows/${id}/activate`, { versionId });
		for (const { type, parameters } of nodes) {
			if (type === WEBHOOK) await this.waitForWebhook(parameters.path);
		}
	}

	/** Takes a published workflow back. */
	async unpublish({ id, versionId }) {
		const [major] = (await this.version()).split('.');
		if (major === '1') await this.rest.patch(`workflows/${id}`, { active: false, versionId });
		else await this.post(`workflows/${id}/deactivate`, {});
	}

	/** The stored executions of a workflow, the newest first. */
	async executions({ id }) {
		const { results } = await this.get('executions', {
			filter: JSON.stringify({ workflowId: id }),
		});
		return results;
	}

	/** The newest execution of a workflow, once it has ended: how, and all that n8n stores of it, as text. */
	async lastExecution(workflow) {
		return await waitFor('the execution ends', async () => {
			const [{ id, status } = {}] = await this.executions(workflow);
			if (!['success', 'error'].includes(status)) return undefined;
			const { data } = await this.get(`executions/${id}`);
			return { status, data };
		});
	}

	/** n8n takes a moment to publish. A webhook that is there answers a GET otherwise than an unknown one. */
	async waitForWebhook(path) {
		await waitFor(`the webhook ${path} answers`, async () => {
			const { data } = await axios.get(this.webhook(path), { validateStatus: () => true });
			return /did you mean to make a POST/i.test(data?.message) ? true : undefined;
		});
	}

	webhook(path) {
		return `${this.url}/webhook/${path}`;
	}

	/** The project that everything of the owner's lies in. */
	async projectId() {
		return (await this.get('projects/personal')).id;
	}

	async version() {
		return (await this.get('settings')).versionCli;
	}
}
