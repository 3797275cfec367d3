import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { startChatModel } from '../chatModel.mjs';
import { addDeal, call } from '../deals.mjs';
import { respondNode, to, webhookNode } from '../oneNode.mjs';
import { PACKAGE_NAME } from '../package.mjs';

const PATH = 'agent';

/** n8n's AI Agent uses the node as a tool; only the chat model is not the real one. */
export function agentSuite(world) {
	let model;
	let deal;

	before(async () => {
		deal = await addDeal(world.sandbox);
		model = await startChatModel({ Room: String(deal.roomId) });
		const { editor, credentials } = world;
		const openAiApi = await editor.addCredential('openAiApi', 'Chat model', {
			apiKey: 'none',
			url: model.url,
		});
		const { docSpaceApi } = credentials;
		await editor.publish(await editor.addWorkflow(agentWorkflow({ openAiApi, docSpaceApi })));
	});

	after(() => model?.stop());

	test('the AI Agent calls the tool with the model’s arguments and gives it the files', async () => {
		const { status, data } = await call(world.editor.webhook(PATH), {
			question: 'Which files are in the client’s room?',
		});
		assert.equal(status, 200, JSON.stringify(data));
		const [{ function: tool }] = model.requests[0].tools;
		assert.ok(tool.description.length > 0);
		assert.deepEqual(Object.keys(tool.parameters.properties), ['Room']);
		assert.match(data[0].output, /^The tool said: /);
		for (const title of deal.titles) assert.ok(data[0].output.includes(title), data[0].output);
	});
}

function agentWorkflow({ openAiApi, docSpaceApi }) {
	return {
		name: 'Agent',
		nodes: [
			webhookNode(PATH),
			{
				id: 'agent',
				name: 'AI Agent',
				type: '@n8n/n8n-nodes-langchain.agent',
				typeVersion: 3.1,
				position: [200, 0],
				parameters: { promptType: 'define', text: '={{ $json.body.question }}', options: {} },
			},
			{
				id: 'model',
				name: 'Chat model',
				type: '@n8n/n8n-nodes-langchain.lmChatOpenAi',
				typeVersion: 1.3,
				position: [200, 200],
				parameters: {
					model: { __rl: true, mode: 'id', value: 'stand-in' },
					responsesApiEnabled: false,
					options: {},
				},
				credentials: { openAiApi },
			},
			{
				id: 'tool',
				name: 'Collect room files',
				type: `${PACKAGE_NAME}.docSpaceTool`,
				typeVersion: 1,
				position: [400, 200],
				parameters: {
					resource: 'room',
					operation: 'collectFiles',
					room: {
						__rl: true,
						mode: 'id',
						value: "={{ $fromAI('Room', 'Id or link of the room', 'string') }}",
					},
				},
				credentials: { docSpaceApi },
			},
			respondNode('Answer', 200, [600, 0]),
		],
		connections: {
			Webhook: { main: [[to('AI Agent')]] },
			'AI Agent': { main: [[to('Answer')]] },
			'Chat model': { ai_languageModel: [[to('AI Agent', 'ai_languageModel')]] },
			'Collect room files': { ai_tool: [[to('AI Agent', 'ai_tool')]] },
		},
	};
}
