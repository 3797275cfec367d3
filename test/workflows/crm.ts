import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	IPinData,
} from 'n8n-workflow';
import { isRecord } from '../harness/guards';
import { LoadedNodeTypes } from '../harness/nodeTypes';

/** A request that a node of n8n's sent to its CRM. */
export interface CrmRequest {
	method: string;
	url: string;
	body?: unknown;
}

/** A node of n8n's as installed, whose requests reach a CRM of the test's own. */
export async function nodeOfCrm(
	type: string,
	typeVersion: number,
	answer: (request: CrmRequest) => unknown,
): Promise<Record<string, INodeType>> {
	const types = new LoadedNodeTypes();
	await types.load([type]);
	const real = types.getByNameAndVersion(type, typeVersion);
	return {
		[type]: {
			description: real.description,
			methods: real.methods,
			async execute() {
				if (real.execute === undefined) throw new Error(`${type} does not execute`);
				return await real.execute.call(besideCrm(this, answer));
			},
		},
	};
}

/** What a node sees of n8n, but for credentials and requests. */
function besideCrm(
	n8n: IExecuteFunctions,
	answer: (request: CrmRequest) => unknown,
): IExecuteFunctions {
	const send = async (_credential: unknown, options: unknown) => {
		if (!isRecord(options)) throw new Error('A request without options');
		const { method, uri, url, body } = options;
		return await Promise.resolve(answer({ method: String(method), url: String(uri ?? url), body }));
	};
	const replaced: Record<PropertyKey, unknown> = {
		helpers: { ...n8n.helpers, requestWithAuthentication: send, requestOAuth2: send },
		getCredentials: async (): Promise<IDataObject> =>
			await Promise.resolve({ oauthTokenData: { instance_url: 'https://crm.example' } }),
	};
	return new Proxy(n8n, {
		get: (target, name) =>
			Object.hasOwn(replaced, name) ? replaced[name] : Reflect.get(target, name),
	});
}

/** The items that a sample pins to a node, none where it pins nothing. */
export function itemsPinnedTo(workflow: unknown, node: string): INodeExecutionData[] {
	const pinData = isRecord(workflow) && isRecord(workflow.pinData) ? workflow.pinData : {};
	const items: unknown[] = Array.isArray(pinData[node]) ? pinData[node] : [];
	return items.map((item) => {
		if (!isRecord(item) || !isData(item.json)) throw new Error(`Nothing is pinned to ${node}`);
		return { json: item.json };
	});
}

function isData(value: unknown): value is IDataObject {
	return isRecord(value);
}

/** The first item pinned to a node, with changes. */
export function changed(workflow: unknown, node: string, changes: IDataObject): IPinData {
	const [item] = itemsPinnedTo(workflow, node);
	return { [node]: [{ json: { ...item?.json, ...changes } }] };
}
