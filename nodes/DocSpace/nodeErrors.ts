import {
	NodeApiError,
	NodeOperationError,
	type IDataObject,
	type INode,
	type NodeError,
} from 'n8n-workflow';

import { DocSpaceError } from './portal/errors';
import { isObject } from './portal/types';

/** The node at work, as all of n8n's functions know it. */
interface AtWork {
	getNode(): INode;
}

/** What an execution fails with at an input item. */
export function failureOfItem(n8n: AtWork, error: unknown, itemIndex: number): Error {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) {
		error.context.itemIndex = itemIndex;
		return error;
	}
	const cause = error instanceof Error ? error : String(error);
	const nodeError = new NodeOperationError(n8n.getNode(), cause, { itemIndex });
	if (!(error instanceof DocSpaceError)) return nodeError;
	nodeError.description = error.remedy;
	nodeError.context.data = detailsOf(error);
	return asWorded(nodeError, error);
}

/** What goes down the error branch. With any other key beside it, n8n 1 sends the item down the success branch. */
export function errorItem(error: unknown): IDataObject {
	const message = error instanceof Error ? error.message : String(error);
	const more = error instanceof DocSpaceError ? detailsOf(error) : remedyOf(error);
	return { error: { message: message || 'Unknown error', ...more } };
}

/**
 * What fails outside of an execution: of that, n8n hands only a `NodeApiError` on to the editor with its
 * description.
 */
export function shownInEditor(
	n8n: AtWork,
	error: unknown,
	describe: (error: DocSpaceError) => string,
): unknown {
	if (!(error instanceof DocSpaceError)) return error;
	const { message, httpStatus } = error;
	const httpCode = httpStatus === undefined ? undefined : String(httpStatus);
	const description = describe(error);
	return asWorded(new NodeApiError(n8n.getNode(), {}, { message, description, httpCode }), error);
}

/** n8n puts words of its own in place of messages in which it finds a code such as EEXIST, be it part of a title. */
function asWorded(shown: NodeError, { message }: DocSpaceError): NodeError {
	shown.message = message;
	return shown;
}

/** What stands beside the message on the error branch, and under the error's data when it is thrown. */
function detailsOf(error: DocSpaceError): IDataObject {
	return {
		...error.result,
		remedy: error.remedy,
		...(error.httpStatus === undefined ? {} : { httpStatus: error.httpStatus }),
	};
}

/** What n8n's own errors, such as those of expressions, tell to do. */
function remedyOf(error: unknown): IDataObject {
	const description = isObject(error) ? error.description : undefined;
	return typeof description === 'string' ? { remedy: description } : {};
}
