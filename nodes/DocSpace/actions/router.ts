import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { connect } from '../connection';
import { errorItem, failureOfItem } from '../nodeErrors';
import { InputError, isAboutCredential, quote } from '../portal/errors';
import { ExecutionCancelled } from '../portal/time';
import { showHints } from './hints';
import { Item } from './item';
import type { Operation, Outcome } from './operation';
import { resources } from './resources';

/**
 * Runs the chosen operation on all input items and pairs its results with them. Errors
 * are thrown, or become items for the error branch when the node continues on errors.
 * A credential with which nothing was done ends the execution all the same: whoever forgot
 * to choose one after an import must not see a green run.
 */
export async function runChosenOperation(n8n: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const itemCount = n8n.getInputData().length;
	const outcomes = await run(n8n, itemCount).catch((error: unknown): Outcome[] =>
		Array.from({ length: itemCount }, () => ({ error })),
	);
	const isNothingDone = outcomes.every((outcome) => 'error' in outcome);
	return outcomes.flatMap((outcome, item): INodeExecutionData[] => {
		if ('items' in outcome) {
			const { items, binary } = outcome;
			return items.map((json) => ({ json, ...(binary && { binary }), pairedItem: { item } }));
		}
		const { error } = outcome;
		const isLast =
			error instanceof ExecutionCancelled ||
			(isNothingDone && isAboutCredential(error) && stopsAtErrors(n8n));
		if (isLast || !n8n.continueOnFail()) throw failureOfItem(n8n, error, item);
		return [{ json: errorItem(error), pairedItem: { item } }];
	});
}

/**
 * Makes n8n end the execution at what this run of the node throws, whatever its setting On Error says.
 * n8n offers no other way: with Continue it takes the input of a node that throws for its output. Returns
 * false where the node is an AI Agent's tool, and in an n8n that would not notice.
 */
function stopsAtErrors(n8n: IExecuteFunctions): boolean {
	const executed = n8n.getExecuteData();
	if (executed.node.name !== n8n.getNode().name) return false;
	executed.node = { ...executed.node, continueOnFail: false, onError: 'stopWorkflow' };
	return n8n.getExecuteData().node.onError === 'stopWorkflow';
}

async function run(n8n: IExecuteFunctions, itemCount: number): Promise<Outcome[]> {
	const operation = chosenOperation(n8n);
	const authentication = n8n.getNodeParameter('authentication', 0);
	const over = new AbortController();
	const portal = await connect(n8n, authentication, operation.option.name, over.signal);
	try {
		const items = Array.from({ length: itemCount }, (_, index) => new Item(n8n, portal, index));
		const outcomes = await operation.run({ n8n, portal, items });
		showHints(n8n, operation, outcomes);
		return outcomes;
	} finally {
		// Where one of several requests has failed, the others must not go on trying behind our back.
		over.abort();
	}
}

function chosenOperation(n8n: IExecuteFunctions): Operation {
	const resource = n8n.getNodeParameter('resource', 0);
	const name = n8n.getNodeParameter('operation', 0);
	const operation = resources
		.find(({ option }) => option.value === resource)
		?.operations.find(({ option }) => option.value === name);
	if (operation) return operation;
	throw new InputError(
		'Operation',
		`is ${quote(name)}, which this node does not have for the resource ${quote(resource)}`,
		'Choose Resource and Operation again',
	);
}
