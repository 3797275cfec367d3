// With their extension, because a node's codex beside it has the same name but for that.
import { DocSpace } from '../../nodes/DocSpace/DocSpace.node.ts';
import { DocSpaceTrigger } from '../../nodes/DocSpace/DocSpaceTrigger.node.ts';
import { outputOf } from './outputs';
import { operationsOf, pageOf } from './pages';
import type { Schema } from './schema';

/** The folder in which n8n looks for the schemas of version 1 of the node; nothing else is in it. */
export const SCHEMAS = 'nodes/DocSpace/__schema__/v1.0.0';

const PAGE = 'docs/operations.md';

/** Everything that is generated from the operations, by path, not formatted yet. */
export async function generate(): Promise<Record<string, string>> {
	const node = new DocSpace().description;
	const outputs = new Map<string, Schema>();
	for (const { key } of operationsOf(node)) outputs.set(key, await outputOf(key));
	return {
		...Object.fromEntries(
			[...outputs].map(([key, schema]) => [
				`${SCHEMAS}/${key.replace('.', '/')}.json`,
				JSON.stringify({ ...schema, version: 1 }, undefined, '\t'),
			]),
		),
		[PAGE]: pageOf(node, outputs, new DocSpaceTrigger().description),
	};
}
