import { PACKAGE_NAME } from './package.mjs';

/**
 * A workflow of one DocSpace node behind a webhook, which gets the caller's body as its item. What comes out is
 * answered with 200, what takes the error branch with 500.
 *
 * @param {string} path of the webhook
 * @param {object} parameters of the node
 * @param {object} credentials
 * @param {object} [settings] of the node, such as `retryOnFail`
 */
export function oneNodeWorkflow(path, parameters, credentials, settings = {}) {
	return {
		name: `One node: ${path}`,
		nodes: [
			webhookNode(path),
			{
				id: 'body',
				name: 'Body',
				type: 'n8n-nodes-base.set',
				typeVersion: 3.4,
				position: [200, 0],
				parameters: { mode: 'raw', jsonOutput: '={{ $json.body }}', options: {} },
			},
			{
				id: 'docspace',
				name: 'DocSpace',
				type: `${PACKAGE_NAME}.docSpace`,
				typeVersion: 1,
				position: [400, 0],
				parameters,
				credentials: { docSpaceApi: credentials.docSpaceApi },
				onError: 'continueErrorOutput',
				...settings,
			},
			respondNode('Answer', 200, [600, -100]),
			respondNode('Answer error', 500, [600, 100]),
		],
		connections: {
			Webhook: { main: [[to('Body')]] },
			Body: { main: [[to('DocSpace')]] },
			DocSpace: { main: [[to('Answer')], [to('Answer error')]] },
		},
	};
}

export function webhookNode(path) {
	return {
		id: 'webhook',
		name: 'Webhook',
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2,
		position: [0, 0],
		parameters: { httpMethod: 'POST', path, responseMode: 'responseNode', options: {} },
	};
}

export function respondNode(name, responseCode, position) {
	return {
		id: name,
		name,
		type: 'n8n-nodes-base.respondToWebhook',
		typeVersion: 1.1,
		position,
		parameters: { respondWith: 'allIncomingItems', options: { responseCode } },
	};
}

export function to(node, type = 'main') {
	return { node, type, index: 0 };
}
