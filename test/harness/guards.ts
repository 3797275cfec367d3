import type { IConnections, INode, INodeParameters } from 'n8n-workflow';

/** Whether a value is an object with string keys (no array, no null). */
export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value can be a node's parameters: what came out of JSON as an object. */
export function isParameters(value: unknown): value is INodeParameters {
	return isRecord(value);
}

/** Whether a value can be a workflow's connections: per node and connection type, a list of outputs. */
export function isConnections(value: unknown): value is IConnections {
	return (
		isRecord(value) &&
		Object.values(value).every(
			(byType) =>
				isRecord(byType) && Object.values(byType).every((outputs) => Array.isArray(outputs)),
		)
	);
}

/** Whether a value has all that the engine reads of a node. */
export function isNode(value: unknown): value is INode {
	return (
		isRecord(value) &&
		typeof value.id === 'string' &&
		typeof value.name === 'string' &&
		typeof value.type === 'string' &&
		typeof value.typeVersion === 'number' &&
		Array.isArray(value.position) &&
		isParameters(value.parameters)
	);
}
