/**
 * Runs workflows with n8n's own engine, in this process: n8n-core executes, our node and credentials come from
 * their TypeScript source and every other node from n8n-nodes-base. Used by the tests, the demo and the
 * benchmark. Load `environment.js` first.
 */
import {
	CredentialTestContext,
	ExecutionLifecycleHooks,
	ExternalSecretsProxy,
	LoadOptionsContext,
	WorkflowExecute,
} from 'n8n-core';
import {
	type ExecutionError,
	type ExecutionStatus,
	type IConnections,
	type ICredentialDataDecryptedObject,
	type ICredentialType,
	type IDataObject,
	type IExecuteResponsePromiseData,
	type INode,
	type INodeCredentialTestResult,
	type INodeExecutionData,
	type INodeListSearchResult,
	type INodeParameters,
	type INodeType,
	type IPinData,
	type IRun,
	type ITaskData,
	type IWorkflowBase,
	type IWorkflowExecuteAdditionalData,
	type IWorkflowSettings,
	Workflow,
	type WorkflowExecuteMode,
} from 'n8n-workflow';
import { type CredentialData, MemoryCredentials } from './credentials';
import { isConnections, isNode, isRecord } from './guards';
import { LoadedNodeTypes } from './nodeTypes';

export type { CredentialData } from './credentials';

/** The type name under which workflows know our node. */
export const DOCSPACE_NODE = 'n8n-nodes-docspace.docSpace';

/** The name of the trigger in the workflow that {@link runNode} builds. */
export const TRIGGER_NAME = 'Manual Trigger';

/** The name of the node under test in the workflow that {@link runNode} builds. */
export const NODE_NAME = 'DocSpace';

/** What every run may be given. */
export interface CommonOptions {
	/** Credentials by type name; each node that can use one gets it, as if the user had picked it. */
	credentials?: CredentialData;
	/** How the execution was started. Pinned data of the workflow counts in `manual` only, as in n8n. */
	mode?: WorkflowExecuteMode;
	/** Cancels the execution, like the editor's stop button. */
	signal?: AbortSignal;
	/** Node types by type name that take precedence over the real ones, for stubs. */
	nodeTypes?: Record<string, INodeType>;
	/** Credential types that take precedence over the real ones, for stubs. */
	credentialTypes?: readonly ICredentialType[];
	/** Called when a node starts and when it has ended. */
	onNode?: (event: NodeEvent) => void;
}

export interface NodeEvent {
	name: string;
	phase: 'started' | 'ended';
	/** What the node put out and how it went, once it has ended. */
	task?: ITaskData;
}

export interface RunWorkflowOptions extends CommonOptions {
	/** A workflow as n8n exports it. */
	workflow: unknown;
	/** The name of the trigger to start from; needed when the workflow has several. */
	startNode?: string;
	/** The items the trigger emits. */
	input?: INodeExecutionData[];
	/** Outputs that stand in for nodes, by node name, besides the workflow's own in manual mode. */
	pinData?: IPinData;
}

/** The settings tab of a node. */
export type NodeSettings = Pick<
	INode,
	| 'alwaysOutputData'
	| 'executeOnce'
	| 'maxTries'
	| 'onError'
	| 'retryOnFail'
	| 'typeVersion'
	| 'waitBetweenTries'
>;

export interface RunNodeOptions extends CommonOptions {
	parameters: INodeParameters;
	/** The items the node gets; one empty item unless told. */
	items?: INodeExecutionData[];
	settings?: Partial<NodeSettings>;
	/** The node's type name; ours unless told. */
	type?: string;
}

/** How an execution ended. */
export interface WorkflowRun {
	status: ExecutionStatus;
	/** Why it failed or was cancelled, as n8n stores it: no longer an instance of its class. */
	error?: ExecutionError;
	/** n8n's own record of the execution. */
	run: IRun;
	/** What nodes gave to the webhook's caller, in order (Respond to Webhook gives `{ body, headers, statusCode }`). */
	responses: IExecuteResponsePromiseData[];
	/** The credentials after the run, which differ from the given ones when a token was refreshed. */
	credentials: CredentialData;
	/**
	 * What a node put out, over all its runs.
	 *
	 * @param node the node's name
	 * @param output 0 unless told; with *Continue (using error output)* the last one holds the failures
	 * @returns the items, none when the node did not run
	 */
	items(node: string, output?: number): INodeExecutionData[];
	/** The `json` of {@link WorkflowRun.items}. */
	json(node: string, output?: number): IDataObject[];
	/** Each run of a node with its timing, error, hints and source. */
	runs(node: string): ITaskData[];
}

/** An execution under way. */
export interface Execution {
	/** Resolves when the execution has ended, in whatever way; rejects only when n8n would not start it. */
	finished: Promise<WorkflowRun>;
	/** Stops it. Nodes learn of it by their cancel signal and may still work for a while. */
	cancel(): void;
}

/** A workflow with all that n8n gives its nodes to work with. */
export interface Prepared {
	workflow: Workflow;
	credentials: MemoryCredentials;
	additionalData: IWorkflowExecuteAdditionalData;
	hooks: ExecutionLifecycleHooks;
	pinData: IPinData;
}

/** The parts of a workflow that the engine reads. */
export interface WorkflowContent {
	name: string;
	nodes: INode[];
	connections: IConnections;
	settings: IWorkflowSettings;
	pinData: IPinData;
}

function isSettings(value: unknown): value is IWorkflowSettings {
	return isRecord(value);
}

function isPinData(value: unknown): value is IPinData {
	return (
		isRecord(value) &&
		Object.values(value).every(
			(items) =>
				Array.isArray(items) && items.every((item) => isRecord(item) && isRecord(item.json)),
		)
	);
}

/** Reads a workflow as n8n exports it. */
export function readWorkflow(source: unknown): WorkflowContent {
	if (!isRecord(source) || !Array.isArray(source.nodes)) {
		throw new Error('A workflow is an object with a list of nodes');
	}
	const nodes = source.nodes.map((node: unknown, index): INode => {
		const complete = isRecord(node)
			? { id: `node-${index}`, typeVersion: 1, position: [0, 0], parameters: {}, ...node }
			: node;
		const copy: unknown = structuredClone(complete);
		if (!isNode(copy)) throw new Error(`Node ${index} of the workflow is not a node`);
		return copy;
	});
	const connections = structuredClone(source.connections ?? {});
	if (!isConnections(connections)) throw new Error('The connections of the workflow make no sense');
	const pinData = structuredClone(source.pinData ?? {});
	if (!isPinData(pinData)) throw new Error('The pinned data of the workflow makes no sense');
	return {
		name: typeof source.name === 'string' ? source.name : 'Workflow',
		nodes,
		connections,
		settings: isSettings(source.settings) ? { ...source.settings } : { executionOrder: 'v1' },
		pinData,
	};
}

function missing(what: string) {
	return (): never => {
		throw new Error(`The engine runs without n8n's server, so there is no ${what}`);
	};
}

function createAdditionalData(
	credentials: MemoryCredentials,
	hooks: ExecutionLifecycleHooks,
): IWorkflowExecuteAdditionalData {
	// n8n joins these into addresses of its own. Nothing listens there.
	const instance = 'http://n8n.invalid/';
	return {
		credentialsHelper: credentials,
		hooks,
		executionId: hooks.executionId,
		currentNodeExecutionIndex: 0,
		instanceBaseUrl: instance,
		restApiUrl: `${instance}rest`,
		formBaseUrl: `${instance}form`,
		formWaitingBaseUrl: `${instance}form-waiting`,
		formTestBaseUrl: `${instance}form-test`,
		webhookBaseUrl: `${instance}webhook`,
		webhookWaitingBaseUrl: `${instance}webhook-waiting`,
		webhookTestBaseUrl: `${instance}webhook-test`,
		mcpBaseUrl: `${instance}mcp`,
		mcpTestBaseUrl: `${instance}mcp-test`,
		variables: {},
		externalSecretsProxy: new ExternalSecretsProxy(),
		setExecutionStatus: () => {},
		logAiEvent: () => {},
		executeWorkflow: missing('sub-workflow'),
		getRunExecutionData: missing('stored execution'),
		getRuntimeCredential: missing('runtime credential'),
		startRunnerTask: missing('task runner'),
	};
}

let executions = 0;

/** Makes a workflow ready to run, or one of its nodes ready to be asked something. */
export async function prepare(
	{
		credentials: data = {},
		mode = 'manual',
		nodeTypes: stubs,
		credentialTypes,
		onNode,
	}: CommonOptions,
	content: WorkflowContent,
): Promise<Prepared> {
	const nodeTypes = new LoadedNodeTypes(stubs);
	await nodeTypes.load(new Set(content.nodes.map(({ type }) => type)));
	const credentials = await MemoryCredentials.create(data, credentialTypes);
	for (const node of content.nodes) giveCredentials(node, nodeTypes, credentials);

	executions += 1;
	const id = String(executions);
	const { name, nodes, connections, settings } = content;
	const workflow = new Workflow({
		id: `workflow-${id}`,
		name,
		nodes,
		connections,
		active: mode !== 'manual',
		nodeTypes,
		settings,
	});
	const now = new Date();
	const stored: IWorkflowBase = {
		id: workflow.id,
		name,
		active: workflow.active,
		activeVersionId: null,
		isArchived: false,
		createdAt: now,
		updatedAt: now,
		nodes,
		connections,
		settings,
	};
	const hooks = new ExecutionLifecycleHooks(mode, id, stored);
	if (onNode !== undefined) {
		hooks.addHandler('nodeExecuteBefore', (node) => onNode({ name: node, phase: 'started' }));
		hooks.addHandler('nodeExecuteAfter', (node, task) =>
			onNode({ name: node, phase: 'ended', task }),
		);
	}
	const additionalData = createAdditionalData(credentials, hooks);
	return { workflow, credentials, additionalData, hooks, pinData: content.pinData };
}

/** Picks for a node whatever credentials there are of those that its type can use. */
function giveCredentials(
	node: INode,
	nodeTypes: LoadedNodeTypes,
	credentials: MemoryCredentials,
): void {
	const { description } = nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
	for (const { name } of description.credentials ?? []) {
		if (!credentials.names.includes(name)) continue;
		node.credentials = { ...node.credentials, [name]: { id: name, name } };
	}
}

function toRun(
	run: IRun,
	responses: IExecuteResponsePromiseData[],
	credentials: MemoryCredentials,
): WorkflowRun {
	const { error, runData } = run.data.resultData;
	const runs = (node: string) => (Object.hasOwn(runData, node) ? (runData[node] ?? []) : []);
	const items = (node: string, output = 0) =>
		runs(node).flatMap((task) => task.data?.main?.[output] ?? []);
	return {
		status: run.status,
		error,
		run,
		responses,
		credentials: Object.fromEntries(
			credentials.names.map((name) => [name, credentials.stored(name)]),
		),
		items,
		json: (node, output) => items(node, output).map(({ json }) => json),
		runs,
	};
}

/**
 * Starts a workflow and hands back the execution under way.
 *
 * @param options the workflow and what it runs with
 */
export function launchWorkflow(options: RunWorkflowOptions): Execution {
	const controller = new AbortController();
	const signal =
		options.signal === undefined
			? controller.signal
			: AbortSignal.any([controller.signal, options.signal]);
	return { finished: execute(options, signal), cancel: () => controller.abort() };
}

/**
 * Runs a workflow to its end.
 *
 * @param options the workflow and what it runs with
 * @returns how it ended: a failed or cancelled execution is a result too
 * @throws when n8n would not start it: an unknown node type, no trigger, a required field left empty
 */
export async function runWorkflow(options: RunWorkflowOptions): Promise<WorkflowRun> {
	return await launchWorkflow(options).finished;
}

async function execute(options: RunWorkflowOptions, signal: AbortSignal): Promise<WorkflowRun> {
	const { mode = 'manual', input } = options;
	const content = readWorkflow(options.workflow);
	const { workflow, credentials, additionalData, hooks, pinData } = await prepare(options, content);
	const startNode =
		options.startNode === undefined
			? workflow.getStartNode()
			: (workflow.getNode(options.startNode) ?? undefined);
	if (startNode === undefined) throw new Error('The workflow has no such node to start from');

	const pinned = mode === 'manual' ? { ...pinData, ...options.pinData } : { ...options.pinData };
	// In the editor a trigger's data is what is pinned to it; in production it comes with the execution.
	if (input !== undefined && mode === 'manual') pinned[startNode.name] = structuredClone(input);
	const responses: IExecuteResponsePromiseData[] = [];
	hooks.addHandler('sendResponse', (response) => void responses.push(response));

	const running = new WorkflowExecute(additionalData, mode).run({
		workflow,
		startNode,
		pinData: structuredClone(pinned),
		triggerToStartFrom:
			input === undefined || mode === 'manual'
				? undefined
				: { name: startNode.name, data: triggerData(structuredClone(input)) },
	});
	const cancel = () => running.cancel();
	if (signal.aborted) cancel();
	signal.addEventListener('abort', cancel);
	try {
		return toRun(await running, responses, credentials);
	} finally {
		signal.removeEventListener('abort', cancel);
	}
}

function triggerData(items: INodeExecutionData[]): ITaskData {
	return {
		startTime: Date.now(),
		executionIndex: 0,
		executionTime: 0,
		executionStatus: 'success',
		source: [],
		data: { main: [items] },
	};
}

/**
 * Starts a Manual Trigger with one node behind it.
 *
 * @param options the node's parameters and what it runs with
 */
export function launchNode({
	parameters,
	items = [{ json: {} }],
	settings = {},
	type = DOCSPACE_NODE,
	...common
}: RunNodeOptions): Execution {
	return launchWorkflow({
		...common,
		workflow: {
			nodes: [
				{ name: TRIGGER_NAME, type: 'n8n-nodes-base.manualTrigger' },
				// n8n waits a whole second between tries unless told; 0 counts as "not told".
				{ name: NODE_NAME, type, parameters, waitBetweenTries: 1, ...settings },
			],
			connections: {
				[TRIGGER_NAME]: { main: [[{ node: NODE_NAME, type: 'main', index: 0 }]] },
			},
		},
		...(common.mode === undefined || common.mode === 'manual' ? {} : { startNode: TRIGGER_NAME }),
		input: items,
	});
}

/**
 * Runs one node behind a Manual Trigger to its end.
 *
 * @param options the node's parameters and what it runs with
 * @returns how the execution ended; ask it for `items(NODE_NAME)`
 * @throws when n8n would not start it, e.g. for a required field left empty
 */
export async function runNode(options: RunNodeOptions): Promise<WorkflowRun> {
	return await launchNode(options).finished;
}

/** What n8n shows above the output of the node that `runNode` has run. */
export function hintsOf(run: WorkflowRun): string[] {
	return run.runs(NODE_NAME).flatMap(({ hints = [] }) => hints.map(({ message }) => message));
}

export interface SearchListOptions
	extends Pick<CommonOptions, 'credentials' | 'credentialTypes' | 'nodeTypes'> {
	/** The name in `methods.listSearch`. */
	method: string;
	/** What the user typed into the picker's search. */
	filter?: string;
	/** Where the last page ended. */
	paginationToken?: string;
	/** The node's other fields, on which some lists depend. */
	parameters?: INodeParameters;
	/** The node's type name; ours unless told. */
	type?: string;
}

/**
 * Asks a node for the entries of a picker, as the editor does when a user opens it.
 *
 * @param options which picker, and what the user typed
 * @returns a page of entries and where the next one starts
 * @throws when the node has no such list, and whatever the node throws
 */
export async function searchList({
	method,
	filter,
	paginationToken,
	parameters = {},
	type = DOCSPACE_NODE,
	...common
}: SearchListOptions): Promise<INodeListSearchResult> {
	const { workflow, additionalData } = await prepare(
		{ ...common, mode: 'internal' },
		readWorkflow({ nodes: [{ name: NODE_NAME, type, parameters }] }),
	);
	const node = workflow.getNode(NODE_NAME);
	if (node === null) throw new Error('The workflow lost its node');
	const nodeType = workflow.nodeTypes.getByNameAndVersion(type, node.typeVersion);
	const search = nodeType.methods?.listSearch?.[method];
	if (search === undefined) throw new Error(`The node has no list "${method}"`);
	additionalData.currentNodeParameters = node.parameters;
	const context = new LoadOptionsContext(workflow, node, additionalData, '');
	return await search.call(context, filter, paginationToken);
}

export interface TestCredentialOptions
	extends Pick<CommonOptions, 'credentialTypes' | 'nodeTypes'> {
	/** The credential type, e.g. `docSpaceApi`. */
	name: string;
	/** What the user typed into it. */
	data: ICredentialDataDecryptedObject;
	/** The type name of the node that tests it; ours unless told. */
	type?: string;
}

/**
 * Tests a credential by the function its node names for it (`testedBy`), as the editor does on *Save*.
 *
 * @param options the credential
 * @returns what the user is shown
 * @throws when the node names no function for it, and whatever that function throws
 */
export async function testCredential({
	name,
	data,
	type = DOCSPACE_NODE,
	...common
}: TestCredentialOptions): Promise<INodeCredentialTestResult> {
	const { workflow, additionalData, credentials } = await prepare(
		{ ...common, credentials: { [name]: data }, mode: 'internal' },
		readWorkflow({ nodes: [{ name: NODE_NAME, type }] }),
	);
	const node = workflow.getNode(NODE_NAME);
	const { description, methods } = workflow.nodeTypes.getByNameAndVersion(type, node?.typeVersion);
	const testedBy = description.credentials?.find((entry) => entry.name === name)?.testedBy;
	const test = typeof testedBy === 'string' ? methods?.credentialTest?.[testedBy] : undefined;
	if (test === undefined) throw new Error(`The node names no function that tests "${name}"`);
	const decrypted = await credentials.getDecrypted(
		additionalData,
		{ id: name, name },
		name,
		'internal',
	);
	return await test.call(new CredentialTestContext(additionalData), {
		id: name,
		name,
		type: name,
		data: decrypted,
	});
}
