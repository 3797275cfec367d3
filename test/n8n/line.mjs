// Workflows whose nodes stand in one line behind a webhook, and answer what each of them put out.
import assert from 'node:assert/strict';

import { call } from './deals.mjs';
import { respondNode, to, webhookNode } from './oneNode.mjs';
import { PACKAGE_NAME } from './package.mjs';

/** How much of a failed execution is shown; the error stands at its beginning. */
const SHOWN = 3000;

/** A picker that holds what an expression yields. */
export const byId = (value) => ({ __rl: true, mode: 'id', value });
export const byEmail = (value) => ({ __rl: true, mode: 'email', value });

/** The first item that a node of the line put out, in an expression: `from('Upload', 'id')`. */
export const from = (node, path) => `={{ $('${node}').first().json.${path} }}`;

/** Something that the caller sent. */
export const sent = (name) => from('Webhook', `body.${name}`);

/** One of n8n's own nodes. */
export const n8nNode = (type, typeVersion, parameters) => ({
	type: `n8n-nodes-base.${type}`,
	typeVersion,
	parameters,
});

/**
 * A workflow of nodes in a line. Each runs once, however many items come in.
 *
 * @param {string} path of the webhook
 * @param {Record<string, object>} steps by their names: what `n8nNode` makes, or the parameters of the node DocSpace
 * @param {object} credentials of the nodes DocSpace, by their types
 */
export function lineWorkflow(path, steps, credentials) {
	const names = Object.keys(steps);
	const nodes = Object.entries({ ...steps, Result: resultNode(names) }).map(
		([name, step], index) => ({
			id: name,
			name,
			position: [(index + 1) * 200, 0],
			executeOnce: true,
			...('parameters' in step ? step : docSpaceNode(step, credentials)),
		}),
	);
	const all = [
		webhookNode(path),
		...nodes,
		respondNode('Answer', 200, [(names.length + 2) * 200, 0]),
	];
	const connections = all
		.slice(1)
		.map(({ name }, index) => [all[index].name, { main: [[to(name)]] }]);
	return { name: `A line: ${path}`, nodes: all, connections: Object.fromEntries(connections) };
}

/** A node DocSpace, but for its name and place. */
export function docSpaceNode(parameters, credentials) {
	const authentication = 'docSpacePasswordApi' in credentials ? 'password' : 'apiKey';
	return {
		type: `${PACKAGE_NAME}.docSpace`,
		typeVersion: 1,
		parameters: { authentication, ...parameters },
		credentials,
	};
}

function resultNode(names) {
	const items = names.map((name) => `'${name}': $('${name}').all()`);
	return n8nNode('set', 3.4, {
		mode: 'raw',
		jsonOutput: `={{ { ${items.join(', ')} } }}`,
		options: {},
	});
}

/**
 * Adds such a workflow to n8n, calls it once, and fails with what n8n stored of it if it does not succeed.
 *
 * @returns what each node put out, by its name: items with `json`, and `binary` where they have a file
 */
export async function runLine({ editor }, workflow, body) {
	const added = await editor.addWorkflow(workflow);
	await editor.publish(added);
	const [{ parameters }] = workflow.nodes;
	const { status, data } = await call(editor.webhook(parameters.path), body);
	await editor.unpublish(added);
	if (status === 200) return data[0];
	const stored = await editor.lastExecution(added);
	return assert.fail(`${workflow.name} failed: ${stored.data.slice(0, SHOWN)}`);
}
