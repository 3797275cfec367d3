import { isRecord } from './given';

/** A node as n8n exports it, as far as all have it. */
export type Node = Record<string, unknown> & { name: string; type: string };

/** Whether a value of a workflow is a node. */
export function isNode(value: unknown): value is Node {
	return isRecord(value) && typeof value.name === 'string' && typeof value.type === 'string';
}

/**
 * Which expressions read what a node puts out: those that name it, and in the nodes behind it those that read their
 * input. Returns each as `“Update deal” reads {{ $json.id }}`.
 */
export function readersOf(name: string, nodes: Node[], connections: unknown): string[] {
	const behind = new Set(namesBehind(name, connections));
	const quoted = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
	const byName = new RegExp(`\\$(node|items|)(\\.|\\[|\\()\\s*["'\`]?${quoted}["'\`]?`);
	return nodes.flatMap((node) =>
		[...new Set(expressionsIn(node.parameters))]
			.filter((code) => byName.test(code) || (behind.has(node.name) && INPUT.test(code)))
			.map((code) => `“${node.name}” reads {{ ${code} }}`),
	);
}

const INPUT = /\$(json|input|binary)\b/;

function namesBehind(name: string, connections: unknown): string[] {
	const { [name]: outputs } = isRecord(connections) ? connections : {};
	return leaves(outputs).flatMap((target) =>
		isRecord(target) && typeof target.node === 'string' ? [target.node] : [],
	);
}

/** What stands between braces in a node's fields, at any depth. */
function expressionsIn(value: unknown): string[] {
	return leaves(value).flatMap((text) =>
		typeof text === 'string' && text.startsWith('=')
			? [...text.matchAll(/\{\{(.*?)\}\}/gs)].map(([, code = '']) => code.trim())
			: [],
	);
}

/** All that lies in a structure of lists and objects, down to texts; targets of connections count as such. */
function leaves(value: unknown): unknown[] {
	if (isRecord(value) && 'node' in value && 'index' in value) return [value];
	if (Array.isArray(value)) return value.flatMap(leaves);
	return isRecord(value) ? Object.values(value).flatMap(leaves) : [value];
}
