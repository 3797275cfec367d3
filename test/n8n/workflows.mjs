import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { PACKAGE_NAME } from './package.mjs';

const FOLDER = fileURLToPath(new URL('../../workflows/', import.meta.url));

/** The sample workflows that a webhook starts, as the files say. The others need accounts with somebody else. */
export function sampleWorkflows() {
	return readdirSync(FOLDER)
		.filter((file) => file.endsWith('.json'))
		.map((file) => JSON.parse(readFileSync(`${FOLDER}${file}`, 'utf8')))
		.filter(({ nodes }) => nodes.some(({ type }) => type === 'n8n-nodes-base.webhook'));
}

/** One of the sample workflows, by the name of its file. */
export function sampleWorkflow(name) {
	return JSON.parse(readFileSync(`${FOLDER}${name}.json`, 'utf8'));
}

/**
 * Selects credentials in the nodes that need them, as a user would after an import.
 *
 * @param {object} workflow
 * @param {{ docSpaceApi: object, httpHeaderAuth: object }} credentials
 */
export function withCredentials(workflow, { docSpaceApi, httpHeaderAuth }) {
	return changeNodes(workflow, (node) => {
		if (node.type.startsWith(`${PACKAGE_NAME}.`)) return { ...node, credentials: { docSpaceApi } };
		if (node.parameters.authentication === 'headerAuth') {
			return { ...node, credentials: { httpHeaderAuth } };
		}
		return node;
	});
}

/** A copy of a workflow with changed nodes. */
export function changeNodes(workflow, change) {
	return { ...workflow, nodes: workflow.nodes.map(change) };
}
