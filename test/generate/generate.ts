// With their extension, because a node's codex beside it has the same name but for that.
import { DocSpace } from '../../nodes/DocSpace/DocSpace.node.ts';
import { DocSpaceTrigger } from '../../nodes/DocSpace/DocSpaceTrigger.node.ts';
import { outputOf } from './outputs';
import { operationsOf, pageOf, tableOf } from './pages';
import type { Schema } from './schema';

/** The folder in which n8n looks for the schemas of version 1 of the node; nothing else is in it. */
export const SCHEMAS = 'nodes/DocSpace/__schema__/v1.0.0';

const PAGE = 'docs/operations.md';
const MARKS = { from: '<!-- operations: npm run generate -->', to: '<!-- /operations -->' };

/**
 * Everything that is generated from the operations, by path, not formatted yet.
 *
 * @param readme the README as it is, in which only the table of operations changes
 */
export async function generate(readme: string): Promise<Record<string, string>> {
	const node = new DocSpace().description;
	const operations = operationsOf(node);
	const outputs = new Map<string, Schema>();
	for (const { key } of operations) outputs.set(key, await outputOf(key));
	return {
		...Object.fromEntries(
			[...outputs].map(([key, schema]) => [
				`${SCHEMAS}/${key.replace('.', '/')}.json`,
				JSON.stringify({ ...schema, version: 1 }, undefined, '\t'),
			]),
		),
		[PAGE]: pageOf(node, outputs, new DocSpaceTrigger().description),
		'README.md': withTable(readme, tableOf(operations, PAGE)),
	};
}

function withTable(readme: string, table: string): string {
	const [before, rest] = readme.split(MARKS.from);
	const after = rest?.split(MARKS.to)[1];
	if (before === undefined || after === undefined) {
		throw new Error(`README.md has no ${MARKS.from} … ${MARKS.to} to put the operations between`);
	}
	return `${before}${MARKS.from}\n\n${table}\n\n${MARKS.to}${after}`;
}
