import type { IDataObject } from 'n8n-workflow';

import { NODE_NAME } from '../harness/engine';
import { isRecord } from '../harness/guards';
import { endWorlds, startWorld } from '../harness/world';
import { scenarios, type Stage } from './scenarios';
import { gapsIn, merged, schemaOf, type Schema } from './schema';

const WHERE = 'test/generate/scenarios.ts';

/**
 * The schema of what an operation puts out, by running its scenario.
 *
 * @param operation resource and operation, such as `room.get`
 * @throws when there is no scenario, or a member of the output holds nothing in any of its runs
 */
export async function outputOf(operation: string): Promise<Schema> {
	const scenario = scenarios[operation];
	if (!scenario) throw new Error(`${operation} has no scenario: add one in ${WHERE}`);
	const items: unknown[] = [];
	try {
		await scenario(await stageOf(operation, items));
	} finally {
		await endWorlds();
	}
	const schema = merged(items.map(schemaOf));
	const gaps = schema ? gapsIn(schema) : ['every member'];
	if (schema && gaps.length === 0) return schema;
	throw new Error(
		`${operation} puts out nothing in ${gaps.join(', ')}: add a run to its scenario in ${WHERE} that does`,
	);
}

/** A world of its own, in which whatever the operation puts out is kept. */
async function stageOf(operation: string, items: unknown[]): Promise<Stage> {
	const world = await startWorld();
	return {
		world,
		run: async (fields, inputs) => {
			const run = await world.run({ operation, fields, items: inputs });
			if (run.error) throw new Error(`The scenario of ${operation} failed: ${run.error.message}`);
			items.push(...run.json(NODE_NAME));
		},
		fail: async (fields) => {
			const settings = { onError: 'continueErrorOutput' } as const;
			const run = await world.run({ operation, fields, settings });
			const failures = run.json(NODE_NAME, 1);
			if (failures.length === 0) throw new Error(`The scenario of ${operation} did not fail`);
			items.push(...failures.map(resultIn));
		},
	};
}

/** The result that an item of the error branch tells, without the advice beside it. */
function resultIn({ error }: IDataObject): Record<string, unknown> {
	if (!isRecord(error)) return {};
	const members = Object.entries(error).filter(([name]) => !['message', 'remedy'].includes(name));
	return Object.fromEntries(members);
}
