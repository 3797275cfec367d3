import type {
	IAuthenticateGeneric,
	ICredentialDataDecryptedObject,
	ICredentialType,
	IHttpRequestOptions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeApiError, NodeConnectionTypes, NodeOperationError, sleep } from 'n8n-workflow';
import fastify from 'fastify';
import {
	launchNode,
	NODE_NAME,
	runNode,
	runWorkflow,
	searchList,
	testCredential,
	TRIGGER_NAME,
} from '../harness/engine';

const STUB = 'n8n-nodes-stub.stub';

/** A node type without fields, which the tests give whatever `execute` they need. */
function stub(
	execute: NonNullable<INodeType['execute']>,
	more: Partial<INodeTypeDescription> = {},
	methods: INodeType['methods'] = {},
): Record<string, INodeType> {
	return {
		[STUB]: {
			description: {
				displayName: 'Stub',
				name: 'stub',
				group: ['transform'],
				version: 1,
				description: 'Stands in for a node',
				defaults: { name: 'Stub' },
				inputs: [NodeConnectionTypes.Main],
				outputs: [NodeConnectionTypes.Main],
				properties: [],
				...more,
			},
			execute,
			methods,
		},
	};
}

function items(...values: number[]): INodeExecutionData[] {
	return values.map((n) => ({ json: { n } }));
}

describe('the engine', () => {
	test('hands the items to the node and its output back, paired', async () => {
		const run = await runNode({
			type: STUB,
			parameters: {},
			items: items(1, 2),
			nodeTypes: stub(async function () {
				const input = this.getInputData();
				return [
					input.map(({ json }, item) => ({
						json: { twice: Number(json.n) * 2 },
						pairedItem: item,
					})),
				];
			}),
		});
		expect(run.status).toBe('success');
		expect(run.error).toBeUndefined();
		expect(run.items(NODE_NAME)).toEqual([
			{ json: { twice: 2 }, pairedItem: 0 },
			{ json: { twice: 4 }, pairedItem: 1 },
		]);
		expect(run.json(TRIGGER_NAME)).toEqual([{ n: 1 }, { n: 2 }]);
		expect(run.items('No such node')).toEqual([]);
	});

	test('reports a failed node as a failed execution', async () => {
		const run = await runNode({
			type: STUB,
			parameters: {},
			nodeTypes: stub(async function () {
				throw new NodeOperationError(this.getNode(), 'The room is gone', { itemIndex: 0 });
			}),
		});
		expect(run.status).toBe('error');
		expect(run.error?.message).toBe('The room is gone');
		expect(run.items(NODE_NAME)).toEqual([]);
	});

	test('refuses to start a node whose required field is empty', async () => {
		const nodeTypes = stub(async () => [[]], {
			properties: [
				{ displayName: 'Room', name: 'room', type: 'string', default: '', required: true },
			],
		});
		await expect(runNode({ type: STUB, parameters: {}, nodeTypes })).rejects.toThrow(
			'Parameter "Room" is required',
		);
	});

	test('stops a node by its cancel signal', async () => {
		let signalled = false;
		const execution = launchNode({
			type: STUB,
			parameters: {},
			nodeTypes: stub(async function () {
				const signal = this.getExecutionCancelSignal();
				while (signal?.aborted !== true) await sleep(1);
				signalled = true;
				return [[]];
			}),
			onNode: ({ name, phase }) => {
				if (name === NODE_NAME && phase === 'started') execution.cancel();
			},
		});
		expect((await execution.finished).status).toBe('canceled');
		expect(signalled).toBe(true);
	});
});

describe("n8n's facts that the node is built on", () => {
	/** Two items of which the second fails, put out as `failure`. */
	const secondFails = (failure: INodeExecutionData) =>
		stub(async () => [[{ json: { done: true }, pairedItem: { item: 0 } }, failure]]);

	const runBranched = async (failure: INodeExecutionData) =>
		await runNode({
			type: STUB,
			parameters: {},
			items: items(1, 2),
			settings: { onError: 'continueErrorOutput' },
			nodeTypes: secondFails(failure),
		});

	test('4: wrapping a NodeApiError again loses the new message and item', async () => {
		const run = await runNode({
			type: STUB,
			parameters: {},
			nodeTypes: stub(async function () {
				const first = new NodeApiError(
					this.getNode(),
					{ message: 'refused' },
					{ message: 'First' },
				);
				const again: unknown = Reflect.construct(NodeApiError, [
					this.getNode(),
					first,
					{ message: 'Second', itemIndex: 3 },
				]);
				throw again;
			}),
		});
		expect(run.error?.message).toBe('First');
		expect(run.error?.context.itemIndex).toBeUndefined();
	});

	// n8n 2 also takes an item with "message" and "details" beside it, n8n 1 only this.
	test('5: an item of an error alone takes the error branch, with its input', async () => {
		const error = { message: 'Locked', id: 7 };
		const run = await runBranched({ json: { error }, pairedItem: { item: 1 } });
		expect(run.json(NODE_NAME)).toEqual([{ done: true }]);
		expect(run.json(NODE_NAME, 1)).toEqual([{ n: 2, error }]);
		expect(run.items(NODE_NAME, 1)[0]?.pairedItem).toEqual({ item: 1 });
	});

	test('5: one key more sends the failure down the success branch', async () => {
		const run = await runBranched({
			json: { error: 'Locked', statusCode: 403 },
			pairedItem: { item: 1 },
		});
		expect(run.json(NODE_NAME)).toEqual([{ done: true }, { error: 'Locked', statusCode: 403 }]);
		expect(run.json(NODE_NAME, 1)).toEqual([]);
	});

	test('5: a node that throws instead sends its input down the success branch', async () => {
		const run = await runNode({
			type: STUB,
			parameters: {},
			items: items(1, 2),
			settings: { onError: 'continueErrorOutput' },
			nodeTypes: stub(async function () {
				throw new NodeOperationError(this.getNode(), 'Locked');
			}),
		});
		expect(run.json(NODE_NAME)).toEqual([{ n: 1 }, { n: 2 }]);
		expect(run.json(NODE_NAME, 1)).toEqual([]);
		expect(run.runs(NODE_NAME)[0]?.error?.message).toBe('Locked');
	});

	test.each(['continueErrorOutput', 'continueRegularOutput'] as const)(
		'5: unless it has its own run’s copy of the node say Stop: then the execution fails (%s)',
		async (onError) => {
			let stored: unknown;
			const run = await runNode({
				type: STUB,
				parameters: {},
				items: items(1, 2),
				settings: { onError },
				nodeTypes: stub(async function () {
					const executed = this.getExecuteData();
					executed.node = { ...executed.node, onError: 'stopWorkflow' };
					stored = this.getNode().onError;
					throw new NodeOperationError(this.getNode(), 'Locked');
				}),
			});
			expect(run.status).toBe('error');
			expect(run.error?.message).toBe('Locked');
			expect([...run.json(NODE_NAME), ...run.json(NODE_NAME, 1)]).toEqual([]);
			expect(stored).toBe(onError);
		},
	);

	test.each([
		['', 3],
		['Locked', 3],
		[null, 1],
		[false, 1],
		[undefined, 1],
	])('6: Retry On Fail and a first item with error %p: %i executions', async (error, expected) => {
		let executions = 0;
		await runNode({
			type: STUB,
			parameters: {},
			settings: { retryOnFail: true, maxTries: 3 },
			nodeTypes: stub(async () => {
				executions += 1;
				return [[{ json: { error } }]];
			}),
		});
		expect(executions).toBe(expected);
	});

	test('6: Retry On Fail runs a node again that throws', async () => {
		let executions = 0;
		const run = await runNode({
			type: STUB,
			parameters: {},
			settings: { retryOnFail: true, maxTries: 2 },
			nodeTypes: stub(async function () {
				executions += 1;
				if (executions === 1) throw new NodeOperationError(this.getNode(), 'Try again');
				return [[{ json: { executions } }]];
			}),
		});
		expect(run.json(NODE_NAME)).toEqual([{ executions: 2 }]);
	});

	test('a later node finds the item it came from', async () => {
		const nodeTypes = stub(async function () {
			return [
				this.getInputData().map((_item, item) => ({ json: { seen: true }, pairedItem: { item } })),
			];
		});
		const run = await runWorkflow({
			nodeTypes,
			input: items(1, 2),
			workflow: {
				nodes: [
					{ name: 'Start', type: 'n8n-nodes-base.manualTrigger' },
					{ name: 'Stub', type: STUB },
					{
						name: 'After',
						type: 'n8n-nodes-base.set',
						typeVersion: 3.4,
						parameters: {
							assignments: {
								assignments: [
									{
										id: 'a',
										name: 'from',
										type: 'number',
										value: "={{ $('Start').item.json.n }}",
									},
								],
							},
							options: {},
						},
					},
				],
				connections: {
					Start: { main: [[{ node: 'Stub', type: 'main', index: 0 }]] },
					Stub: { main: [[{ node: 'After', type: 'main', index: 0 }]] },
				},
			},
		});
		expect(run.json('After')).toEqual([{ from: 1 }, { from: 2 }]);
	});
});

describe('a workflow of real nodes', () => {
	const workflow = {
		nodes: [
			{
				name: 'Webhook',
				type: 'n8n-nodes-base.webhook',
				typeVersion: 2.1,
				parameters: { httpMethod: 'POST', path: 'deal', responseMode: 'responseNode', options: {} },
			},
			{
				name: 'Closed?',
				type: 'n8n-nodes-base.if',
				typeVersion: 2.2,
				parameters: {
					conditions: {
						options: { caseSensitive: false, leftValue: '', typeValidation: 'loose', version: 2 },
						conditions: [
							{
								id: 'a',
								leftValue: '={{ $json.body.status }}',
								rightValue: 'closed',
								operator: { type: 'string', operation: 'equals' },
							},
						],
						combinator: 'and',
					},
					options: {},
				},
			},
			...['Yes', 'No'].map((name) => ({
				name,
				type: 'n8n-nodes-base.respondToWebhook',
				typeVersion: 1.5,
				parameters: {
					respondWith: 'json',
					responseBody: `={{ { "answer": "${name}" } }}`,
					options: { responseCode: 202 },
				},
			})),
			{ name: 'Note', type: 'n8n-nodes-base.stickyNote', parameters: { content: 'Text' } },
		],
		connections: {
			Webhook: { main: [[{ node: 'Closed?', type: 'main', index: 0 }]] },
			'Closed?': {
				main: [[{ node: 'Yes', type: 'main', index: 0 }], [{ node: 'No', type: 'main', index: 0 }]],
			},
		},
		pinData: { Webhook: [{ json: { body: { status: 'Open' } } }] },
	};

	test('runs in manual mode on its pinned data', async () => {
		const run = await runWorkflow({ workflow, startNode: 'Webhook' });
		expect(run.error).toBeUndefined();
		expect(run.responses).toEqual([{ body: { answer: 'No' }, headers: {}, statusCode: 202 }]);
	});

	test('runs as a webhook call on what the caller sent', async () => {
		const run = await runWorkflow({
			workflow,
			startNode: 'Webhook',
			mode: 'webhook',
			input: [{ json: { body: { status: 'Closed' } } }],
		});
		expect(run.responses).toEqual([{ body: { answer: 'Yes' }, headers: {}, statusCode: 202 }]);
		expect(run.items('No')).toEqual([]);
	});
});

describe('credentials', () => {
	const authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: {
			headers: { Authorization: '=Bearer {{ $credentials.word }}' },
			qs: { portal: '={{ $credentials.portal }}' },
		},
	};
	const generic: ICredentialType = {
		name: 'stubApi',
		displayName: 'Stub API',
		properties: [
			{ displayName: 'Word', name: 'word', type: 'string', default: '' },
			{ displayName: 'Portal', name: 'portal', type: 'hidden', default: '={{ $self.word }}.test' },
		],
		authenticate,
	};
	const ownFunction: ICredentialType = {
		...generic,
		authenticate: async (
			credentials: ICredentialDataDecryptedObject,
			request: IHttpRequestOptions,
		): Promise<IHttpRequestOptions> => ({
			...request,
			headers: { ...request.headers, Authorization: `Own ${String(credentials.word)}` },
		}),
	};

	const server = fastify();
	let url = '';
	beforeAll(async () => {
		server.get('/', async (request) => ({
			authorization: request.headers.authorization,
			query: request.query,
		}));
		url = await server.listen({ host: '127.0.0.1', port: 0 });
	});
	afterAll(async () => await server.close());

	const asks = () =>
		stub(
			async function () {
				const answer: unknown = await this.helpers.httpRequestWithAuthentication.call(
					this,
					'stubApi',
					{ url, headers: { 'X-Own': '1' }, json: true },
				);
				return [this.helpers.returnJsonArray({ answer: JSON.stringify(answer) })];
			},
			{
				credentials: [{ name: 'stubApi', required: true, testedBy: 'stubTest' }],
				properties: [{ displayName: 'Kind', name: 'kind', type: 'string', default: '' }],
			},
			{
				listSearch: {
					async rooms(filter, paginationToken) {
						const answer: unknown = await this.helpers.httpRequestWithAuthentication.call(
							this,
							'stubApi',
							{ url, json: true },
						);
						return {
							results: [
								{ name: `${filter} ${paginationToken}`, value: JSON.stringify(answer) },
								{ name: 'field', value: String(this.getNodeParameter('kind', '')) },
							],
						};
					},
				},
				credentialTest: {
					async stubTest({ data }) {
						return data?.word === 'sesame'
							? { status: 'OK', message: String(data.portal) }
							: { status: 'Error', message: 'Wrong word' };
					},
				},
			},
		);

	test.each([
		[
			'its generic form',
			generic,
			{ authorization: 'Bearer sesame', query: { portal: 'sesame.test' } },
		],
		['its own function', ownFunction, { authorization: 'Own sesame', query: {} }],
	])('sign requests by %s', async (_form, type, expected) => {
		const run = await runNode({
			type: STUB,
			parameters: {},
			nodeTypes: asks(),
			credentialTypes: [type],
			credentials: { stubApi: { word: 'sesame' } },
		});
		expect(run.error).toBeUndefined();
		expect(JSON.parse(String(run.json(NODE_NAME)[0]?.answer))).toEqual(expected);
	});

	test('are missing when none are given', async () => {
		const run = await runNode({ type: STUB, parameters: {}, nodeTypes: asks() });
		expect(run.status).toBe('error');
		expect(run.error?.message).toBe('Node does not have any credentials set');
	});

	test('let a picker search', async () => {
		const page = await searchList({
			type: STUB,
			method: 'rooms',
			filter: 'Contoso',
			paginationToken: '100',
			parameters: { kind: 'room' },
			nodeTypes: asks(),
			credentialTypes: [generic],
			credentials: { stubApi: { word: 'sesame' } },
		});
		expect(page.results).toEqual([
			{
				name: 'Contoso 100',
				value: '{"authorization":"Bearer sesame","query":{"portal":"sesame.test"}}',
			},
			{ name: 'field', value: 'room' },
		]);
	});

	test.each([
		['sesame', { status: 'OK', message: 'sesame.test' }],
		['abracadabra', { status: 'Error', message: 'Wrong word' }],
	])('are tested by the node: %s', async (word, expected) => {
		const result = await testCredential({
			type: STUB,
			name: 'stubApi',
			data: { word },
			nodeTypes: asks(),
			credentialTypes: [generic],
		});
		expect(result).toEqual(expected);
	});
});
