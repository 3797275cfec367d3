import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';

import { connect } from '../connection';
import { shownInEditor } from '../nodeErrors';
import { PAGE, type Page, type PortalClient } from '../portal/http/client';
import type { PageRange } from '../portal/http/paging';

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
		return await list(await connect(n8n, authentication, purpose));
	} catch (error) {
		throw shownInEditor(n8n, error, ({ remedy }) => remedy);
	}
}

/** Reads the page of a list that n8n asks for by the token it was given with the page before, as `offer` shows it. */
export async function readPickedPage<T>(
	token: string | undefined,
	read: (range: PageRange) => Promise<Page<T>>,
	offer: (item: T) => INodeListSearchItems | INodeListSearchItems[],
): Promise<INodeListSearchResult> {
	const startIndex = Number(token ?? 0);
	const { items, total } = await read({ count: PAGE, startIndex });
	const next = startIndex + PAGE;
	return {
		results: items.flatMap(offer),
		paginationToken: next < total ? String(next) : undefined,
	};
}
