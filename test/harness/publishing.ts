/**
 * Publishes a workflow that starts with a webhook trigger as n8n does: the node registers itself through n8n-core's
 * hook context, and each request that comes in goes through its webhook context.
 */
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { HookContext, LoadOptionsContext, WebhookContext } from 'n8n-core';
import type {
	IDataObject,
	INode,
	INodeParameters,
	INodePropertyOptions,
	INodeType,
	IWebhookData,
	WebhookType,
	WorkflowExecuteMode,
} from 'n8n-workflow';

import { prepare, readWorkflow, type CommonOptions, type Prepared } from './engine';

const TRIGGER = 'n8n-nodes-docspace.docSpaceTrigger';
const NODE = 'DocSpace Trigger';

export interface TriggerOptions extends Pick<CommonOptions, 'credentials'> {
	parameters?: INodeParameters;
	/** Where n8n believes it can be reached, when that is not where it is. */
	publicUrl?: string;
	/** The status of answers to HEAD, when something in front of n8n gives them. */
	headStatus?: number;
	/** Where n8n listens; 127.0.0.1 and any free port unless told. */
	listen?: { host: string; port: number };
}

/** A workflow with the trigger, on an n8n that is reachable. */
export interface PublishedTrigger {
	/** The address of the webhook. */
	url: string;
	/** What started the workflow, in order. */
	items: IDataObject[];
	/** The status of each answer to POST, in order. */
	statuses: number[];
	/** The node's settings; takes effect when the workflow is published again. */
	parameters: INodeParameters;
	/** Chooses another credential; takes effect when the workflow is published again. */
	use: (credentials: TriggerOptions['credentials']) => void;
	/** Gives n8n another address of its own, as a changed WEBHOOK_URL does; it still answers at the first one. */
	moveTo: (publicUrl: string) => void;
	/** Lets something in front of n8n answer the next POST with this status; waits until it has. */
	failNext: (status: number) => Promise<void>;
	/** Lets the node register where it finds that it is not; tells whether it did. */
	publish: () => Promise<boolean>;
	unpublish: () => Promise<void>;
	close: () => Promise<void>;
}

interface Asked extends Prepared {
	node: INode;
	nodeType: INodeType;
}

async function ask(
	{ credentials, parameters = {} }: TriggerOptions,
	mode: WorkflowExecuteMode,
): Promise<Asked> {
	const prepared = await prepare(
		{ credentials, mode },
		readWorkflow({
			name: 'A client has signed',
			nodes: [{ name: NODE, type: TRIGGER, parameters, webhookId: 'hook-1' }],
		}),
	);
	const node = prepared.workflow.getNode(NODE);
	if (node === null) throw new Error('The workflow lost its node');
	const nodeType = prepared.workflow.nodeTypes.getByNameAndVersion(TRIGGER, node.typeVersion);
	return { ...prepared, node, nodeType };
}

/** The events that the node's list offers. */
export async function eventsOffered(options: TriggerOptions): Promise<INodePropertyOptions[]> {
	const { workflow, node, nodeType, additionalData } = await ask(options, 'internal');
	const load = nodeType.methods?.loadOptions?.getEvents;
	if (load === undefined) throw new Error('The node has no list of events');
	additionalData.currentNodeParameters = node.parameters;
	return await load.call(new LoadOptionsContext(workflow, node, additionalData, ''));
}

/** Starts an n8n that answers on 127.0.0.1 with one workflow in it, not published yet. */
export async function startTrigger(options: TriggerOptions): Promise<PublishedTrigger> {
	const parameters = { ...options.parameters };
	let { credentials, publicUrl } = options;
	let saved = '{}';
	const items: IDataObject[] = [];
	const statuses: number[] = [];
	const failures: Array<{ status: number; done: () => void }> = [];
	const server = rawServer();

	/** The node as n8n makes it anew for each request, with what was saved last. */
	const wake = async () => {
		const asked = await ask({ credentials, parameters }, 'webhook');
		Object.assign(asked.workflow.staticData, JSON.parse(saved));
		asked.additionalData.webhookBaseUrl = `${publicUrl ?? base}/webhook`;
		return asked;
	};
	const save = ({ workflow }: Asked) => {
		saved = JSON.stringify(workflow.staticData);
	};
	const hook = async (method: 'checkExists' | 'create' | 'delete') => {
		const asked = await wake();
		const { workflow, node, nodeType, additionalData } = asked;
		const context = new HookContext(workflow, node, additionalData, 'trigger', 'activate');
		const run = nodeType.webhookMethods?.default?.[method];
		if (run === undefined) throw new Error(`The node cannot ${method}`);
		const result = await run.call(context);
		save(asked);
		return result;
	};
	const receive = async (request: FastifyRequest, name: WebhookType) => {
		const asked = await wake();
		let status = 200;
		const response = {
			status(code: number) {
				status = code;
				return response;
			},
			end() {},
		};
		const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
		const { workflow, node, nodeType, additionalData } = asked;
		Object.assign(additionalData, {
			httpRequest: { rawBody, headers: request.headers, params: {}, query: {}, body: {} },
			httpResponse: response,
		});
		const context = new WebhookContext(
			workflow,
			node,
			additionalData,
			'webhook',
			webhookData(asked, name),
			[],
			null,
		);
		const result = await nodeType.webhook?.call(context);
		save(asked);
		for (const { json } of result?.workflowData?.flat() ?? []) items.push(json);
		return status;
	};

	server.head('/webhook/*', async (request, reply) => {
		await reply.code(options.headStatus ?? (await receive(request, 'setup'))).send();
	});
	server.post('/webhook/*', async (request, reply) => {
		const failure = failures.shift();
		const status = failure?.status ?? (await receive(request, 'default').catch(() => 500));
		statuses.push(status);
		await reply.code(status).send();
		failure?.done();
	});
	const base = await server.listen(options.listen ?? { host: '127.0.0.1', port: 0 });
	return {
		url: `${base}/webhook/hook-1/webhook`,
		items,
		statuses,
		parameters,
		use: (others) => void (credentials = others),
		moveTo: (address) => void (publicUrl = address),
		failNext: async (status) =>
			await new Promise((done) => failures.push({ status, done: () => done() })),
		publish: async () => !(await hook('checkExists')) && (await hook('create')),
		unpublish: async () => void (await hook('delete')),
		close: async () => await server.close(),
	};
}

/** A server that leaves bodies as they came. */
function rawServer(): FastifyInstance {
	const server = fastify({ exposeHeadRoutes: false, forceCloseConnections: true });
	server.removeAllContentTypeParsers();
	server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
		done(null, body);
	});
	return server;
}

function webhookData(
	{ workflow, node, nodeType, additionalData }: Asked,
	name: WebhookType,
): IWebhookData {
	const description = nodeType.description.webhooks?.find((webhook) => webhook.name === name);
	if (description === undefined) throw new Error(`The node has no webhook "${name}"`);
	return {
		httpMethod: name === 'setup' ? 'HEAD' : 'POST',
		node: node.name,
		path: 'hook-1/webhook',
		webhookDescription: description,
		workflowId: workflow.id,
		workflowExecuteAdditionalData: additionalData,
	};
}
