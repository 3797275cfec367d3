import { NodeApiError, type ILoadOptionsFunctions } from 'n8n-workflow';

import { connect } from '../portal/http/connection';
import { DocSpaceError } from '../portal/errors';
import type { PortalClient } from '../portal/http/client';

/**
 * Fills a picker from the portal of the node's credential; `purpose` names the picker when a scope is
 * missing. The editor shows message and remedy of a failure in place of the list.
 */
export async function pickFrom<T>(
	n8n: ILoadOptionsFunctions,
	purpose: string,
	list: (portal: PortalClient) => Promise<T>,
): Promise<T> {
	try {
		const authentication = n8n.getNodeParameter('authentication', 'apiKey');
		const chosen = authentication === 'oAuth2' ? 'oAuth2' : 'apiKey';
		return await list(await connect(n8n, chosen, purpose));
	} catch (error) {
		throw error instanceof DocSpaceError ? toNodeError(n8n, error) : error;
	}
}

/** Of an error of a list, n8n hands only a `NodeApiError` on to the editor with its description. */
function toNodeError(n8n: ILoadOptionsFunctions, error: DocSpaceError): NodeApiError {
	const { message, remedy, httpStatus } = error;
	const shown = new NodeApiError(
		n8n.getNode(),
		{},
		{
			message,
			description: remedy,
			httpCode: httpStatus === undefined ? undefined : String(httpStatus),
		},
	);
	// n8n puts words of its own in place of messages in which it finds a code.
	shown.message = message;
	return shown;
}
