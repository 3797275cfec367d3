import {
	NodeApiError,
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';

import { connect } from '../portal/connection';
import { DocSpaceError } from '../portal/errors';
import { ExecutionCancelled } from '../portal/time';
import type { Operation, Outcome } from './operation';
import { resources } from './resources';

/**
 * Runs the chosen operation on all input items and pairs its results with them. The only place that
 * shapes errors: thrown, or as items for the error branch when the node continues on errors.
 */
export async function runChosenOperation(n8n: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const itemCount = n8n.getInputData().length;
	const outcomes = await run(n8n, chosenOperation(n8n), itemCount).catch(
		(error: unknown): Outcome[] => Array.from({ length: itemCount }, () => ({ error })),
	);
	return outcomes.flatMap((outcome, item): INodeExecutionData[] => {
		if ('items' in outcome) {
			return outcome.items.map((json) => ({ json, pairedItem: { item } }));
		}
		if (outcome.error instanceof ExecutionCancelled || !n8n.continueOnFail()) {
			throw toNodeError(n8n, outcome.error, item);
		}
		return [{ json: toErrorItem(outcome.error), pairedItem: { item } }];
	});
}

async function run(
	n8n: IExecuteFunctions,
	operation: Operation,
	itemCount: number,
): Promise<Outcome[]> {
	const authentication = n8n.getNodeParameter('authentication', 0);
	const portal = await connect(
		n8n,
		authentication === 'oAuth2' ? 'oAuth2' : 'apiKey',
		operation.option.name,
	);
	return await operation.run({ n8n, portal, itemCount });
}

function chosenOperation(n8n: IExecuteFunctions): Operation {
	const resource = n8n.getNodeParameter('resource', 0);
	const name = n8n.getNodeParameter('operation', 0);
	const operation = resources
		.find(({ option }) => option.value === resource)
		?.operations.find(({ option }) => option.value === name);
	if (operation) return operation;
	throw new NodeOperationError(
		n8n.getNode(),
		`This node has no operation “${String(name)}” for “${String(resource)}”`,
		{ description: 'Choose a resource and an operation again' },
	);
}

/** What stands under `details` on the error branch, and under the error's data when it is thrown. */
function detailsOf(error: DocSpaceError): IDataObject {
	return {
		...error.result,
		remedy: error.remedy,
		...(error.httpStatus === undefined ? {} : { httpStatus: error.httpStatus }),
	};
}

/** No key but these two, or n8n sends the item down the success branch (guide 0, fact 5). */
function toErrorItem(error: unknown): IDataObject {
	if (error instanceof DocSpaceError) return { error: error.message, details: detailsOf(error) };
	return { error: error instanceof Error ? error.message : String(error), details: {} };
}

function toNodeError(n8n: IExecuteFunctions, error: unknown, itemIndex: number): Error {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) {
		error.context.itemIndex = itemIndex;
		return error;
	}
	const cause = error instanceof Error ? error : String(error);
	const nodeError = new NodeOperationError(n8n.getNode(), cause, { itemIndex });
	if (error instanceof DocSpaceError) {
		nodeError.description = error.remedy;
		nodeError.context.data = detailsOf(error);
		// n8n replaces messages in which it finds a code such as EEXIST, be it part of a file's title.
		nodeError.message = error.message;
	}
	return nodeError;
}
