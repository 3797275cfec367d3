import {
	NodeApiError,
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';

import { connect } from '../portal/http/connection';
import { DocSpaceError, InputError, quote } from '../portal/errors';
import { ExecutionCancelled } from '../portal/time';
import { isObject } from '../portal/types';
import type { Operation, Outcome } from './operation';
import { resources } from './resources';

/**
 * Runs the chosen operation on all input items and pairs its results with them. The only place that
 * shapes errors: thrown, or as items for the error branch when the node continues on errors.
 */
export async function runChosenOperation(n8n: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const itemCount = n8n.getInputData().length;
	const outcomes = await run(n8n, itemCount).catch((error: unknown): Outcome[] =>
		Array.from({ length: itemCount }, () => ({ error })),
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

async function run(n8n: IExecuteFunctions, itemCount: number): Promise<Outcome[]> {
	const operation = chosenOperation(n8n);
	const authentication = n8n.getNodeParameter('authentication', 0);
	const over = new AbortController();
	const portal = await connect(
		n8n,
		authentication === 'oAuth2' ? 'oAuth2' : 'apiKey',
		operation.option.name,
		over.signal,
	);
	try {
		return await operation.run({ n8n, portal, itemCount });
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

/** What stands under `details` on the error branch, and under the error's data when it is thrown. */
function detailsOf(error: DocSpaceError): IDataObject {
	return {
		...error.result,
		remedy: error.remedy,
		...(error.httpStatus === undefined ? {} : { httpStatus: error.httpStatus }),
	};
}

/** No key but these two, or n8n sends the item down the success branch. */
function toErrorItem(error: unknown): IDataObject {
	if (error instanceof DocSpaceError) return { error: error.message, details: detailsOf(error) };
	const message = error instanceof Error ? error.message : String(error);
	// n8n takes an item whose error is empty for a success.
	return { error: message || 'Unknown error', details: remedyOf(error) };
}

/** What n8n's own errors, such as those of expressions, tell to do. */
function remedyOf(error: unknown): IDataObject {
	const description = isObject(error) ? error.description : undefined;
	return typeof description === 'string' ? { remedy: description } : {};
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
