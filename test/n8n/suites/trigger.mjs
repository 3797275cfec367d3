import axios from 'axios';
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, test } from 'node:test';

import { addDeal } from '../deals.mjs';
import { to } from '../oneNode.mjs';
import { PACKAGE_NAME } from '../package.mjs';
import { waitFor } from '../processes.mjs';

const NODE = 'DocSpace Trigger';

/** DocSpace Trigger, published by n8n and called by the portal. */
export function triggerSuite(world) {
	let webhookId;
	let workflow;
	let ended = 0;

	before(async () => {
		webhookId = randomUUID();
		workflow = await world.editor.addWorkflow({
			name: 'A room is archived',
			nodes: [
				{
					id: 'trigger',
					name: NODE,
					type: `${PACKAGE_NAME}.docSpaceTrigger`,
					typeVersion: 1,
					position: [0, 0],
					parameters: { events: ['room.archived'], includeDetails: true },
					credentials: { docSpaceApi: world.credentials.docSpaceApi },
					webhookId,
				},
				{
					id: 'end',
					name: 'End',
					type: 'n8n-nodes-base.noOp',
					typeVersion: 1,
					position: [200, 0],
					parameters: {},
				},
			],
			connections: { [NODE]: { main: [[to('End')]] } },
		});
	});

	const set = async (settings) => await world.sandbox.control.put('settings', settings);

	/** Archives a new room in the portal, which tells n8n. */
	async function archiveRoom() {
		const { roomId } = await addDeal(world.sandbox);
		await world.sandbox.control.post('acts', { do: 'archiveRoom', id: roomId });
		await world.sandbox.control.post('webhooks/idle');
	}

	async function webhooks() {
		const { url, apiKey } = world.sandbox;
		const { data } = await axios.get(`${url}/api/2.0/settings/webhook`, {
			headers: { Authorization: `Bearer ${apiKey}` },
		});
		return data.response.map(({ configs }) => configs);
	}

	test('n8n says so when its own address is private', async () => {
		await world.editor.publish(workflow);
		await waitFor('n8n tells why it could not publish', async () =>
			/webhook address \S+ is private/.test(world.instance.log()) ? true : undefined,
		);
		await world.editor.unpublish(workflow);
	});

	test('publishing registers it, and an event of the portal starts the workflow', async () => {
		await set({ webhookBlacklist: '', webhookPollMs: 100 });
		await world.editor.publish(workflow);
		const uri = world.editor.webhook(`${webhookId}/webhook`);
		// n8n publishes after it has answered, and over http that takes two requests.
		await waitFor('the portal has the webhook', async () => {
			const [config, ...others] = await webhooks();
			const isReady = config?.uri === uri && config.ssl === false && !config.targetId;
			return isReady && others.length === 0 ? config : undefined;
		});

		// The first delivery is what switches off a webhook that the portal finds wanting.
		for (const runs of [1, 2]) {
			await archiveRoom();
			const [execution] = await waitFor('the workflow runs', async () => {
				const executions = await world.editor.executions(workflow);
				const isDone = executions.length === runs && executions[0].status === 'success';
				return isDone ? executions : undefined;
			});
			assert.equal(execution.mode, 'webhook');
			ended = runs;
		}
	});

	test('what is not signed by the portal starts nothing', async () => {
		const forged = { event: { id: 1, trigger: 'room.archived' }, payload: { id: 1 } };
		const { status } = await axios.post(world.editor.webhook(`${webhookId}/webhook`), forged, {
			headers: { 'x-docspace-signature-256': `sha256=${'0'.repeat(64)}` },
			validateStatus: () => true,
		});
		assert.equal(status, 401);
		assert.equal((await world.editor.executions(workflow)).length, ended);
	});

	test('taking the workflow back removes it from the portal', async () => {
		await world.editor.unpublish(workflow);
		await waitFor('the portal has no webhook left', async () =>
			(await webhooks()).length === 0 ? true : undefined,
		);
	});
}
