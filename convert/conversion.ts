import { Given, isRecord } from './given';
import { DEFAULT_OPERATIONS, OPERATIONS } from './operations';
import { isNode, readersOf, type Node } from './readers';
import { TRIGGER } from './trigger';

/** What became of one of the official nodes. */
export interface ConvertedNode {
	name: string;
	/** What it did, `file.copyFile`. */
	from: string;
	/** What it does now, `file.copy`; undefined where nothing of ours does that, so that it was left as it is. */
	to?: string;
	/** What a person has to look at, a sentence each. */
	looks: string[];
}

/** A workflow with our nodes, and what became of each of the official ones. */
export interface Conversion {
	workflow: Record<string, unknown>;
	nodes: ConvertedNode[];
}

const THEIR_PACKAGE = '@onlyoffice/n8n-nodes-docspace.';
const OUR_PACKAGE = 'n8n-nodes-docspace.';
const OUR_TRIGGER = 'docSpaceTrigger';

/** Their nodes, and ours. As a tool of an AI Agent each has “Tool” behind its name. */
const NODES: Record<string, string> = {
	onlyofficeDocspace: 'docSpace',
	onlyofficeDocspaceTool: 'docSpaceTool',
	onlyofficeDocspaceTrigger: OUR_TRIGGER,
};

const API_KEY = {
	theirs: 'onlyofficeDocspaceApiKeyApi',
	ours: 'docSpaceApi',
	authentication: 'apiKey',
};

/** Their other credentials by what *Authentication* says, and ours with what it says then. */
const CREDENTIALS: Record<string, typeof API_KEY> = {
	basicAuth: {
		theirs: 'onlyofficeDocspaceBasicAuthApi',
		ours: 'docSpacePasswordApi',
		authentication: 'password',
	},
	oAuth2: {
		theirs: 'onlyofficeDocspaceOAuth2Api',
		ours: 'docSpaceOAuth2Api',
		authentication: 'oAuth2',
	},
	personalAccessToken: {
		theirs: 'onlyofficeDocspacePersonalAccessTokenApi',
		ours: 'docSpaceApi',
		authentication: 'apiKey',
	},
};

/**
 * Puts our nodes in the place of the official package's, with what their fields, expressions and pickers hold.
 * Takes a workflow as n8n exports it; throws when it is none. Credentials keep their names: where n8n has one of
 * ours with that name it takes it, else it asks for one.
 */
export function convertWorkflow(source: unknown): Conversion {
	if (!isRecord(source) || !Array.isArray(source.nodes) || !source.nodes.every(isNode)) {
		throw new Error('This is not a workflow as n8n exports it: choose Download in its menu');
	}
	const { nodes: all, connections } = source;
	const converted = all.map((node) => {
		const type = node.type.startsWith(THEIR_PACKAGE)
			? NODES[node.type.slice(THEIR_PACKAGE.length)]
			: undefined;
		return type === undefined ? { node } : convertNode(node, type);
	});
	const pinData = isRecord(source.pinData) ? { ...source.pinData } : undefined;
	for (const { node, result, output } of converted) {
		if (result === undefined || output === undefined) continue;
		result.looks.push(...readersOf(node.name, all, connections).map((r) => `${r}. ${output}`));
		if (pinData?.[node.name] === undefined) continue;
		delete pinData[node.name];
		result.looks.push(`The pinned output was taken away. ${output}`);
	}
	const nodes = converted.map(({ node }) => node);
	return {
		workflow: { ...source, nodes, ...(pinData && { pinData }) },
		nodes: converted.flatMap(({ result = [] }) => result),
	};
}

interface Converted {
	node: Node;
	result?: ConvertedNode;
	/** What it puts out otherwise than before. */
	output?: string;
}

function convertNode(node: Node, type: string): Converted {
	const given = new Given(isRecord(node.parameters) ? node.parameters : {});
	const isTrigger = type === OUR_TRIGGER;
	const resource = given.text('resource', 'file');
	const from = isTrigger
		? 'trigger'
		: `${resource}.${given.text('operation', DEFAULT_OPERATIONS[resource])}`;
	const { to, rewrite, output } = isTrigger ? TRIGGER : (OPERATIONS[from] ?? {});
	const result: ConvertedNode = { name: node.name, from, to, looks: given.looks };
	if (to === undefined || rewrite === undefined) {
		result.looks.push('The official node itself knows no such operation, so it was left as it is');
		return { node, result };
	}
	const [ourResource, ourOperation] = to.split('.');
	const { authentication, credentials } = credentialsOf(node, given);
	const parameters = {
		authentication,
		...(isTrigger ? {} : { resource: ourResource, operation: ourOperation }),
		...rewrite(given),
	};
	return {
		node: { ...node, type: `${OUR_PACKAGE}${type}`, typeVersion: 1, parameters, credentials },
		result,
		output,
	};
}

/** The credential of a node, with its name: n8n finds one of ours by that, or asks for one. */
function credentialsOf(node: Node, given: Given): { authentication: string; credentials: object } {
	const chosen = given.text('authentication', 'apiKey');
	const { theirs, ours, authentication } = CREDENTIALS[chosen] ?? API_KEY;
	const { [theirs]: credential } = isRecord(node.credentials) ? node.credentials : {};
	if (!isRecord(credential)) return { authentication, credentials: {} };
	const { name } = credential;
	given.looks.push(
		`Make a credential ${ours} named ${String(name)}, or choose another in the node`,
	);
	return { authentication, credentials: { [ours]: { id: null, name } } };
}
