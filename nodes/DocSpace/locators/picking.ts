import type { ILoadOptionsFunctions } from 'n8n-workflow';

import { connect } from '../portal/connection';
import type { Portal } from '../portal/portal';

/** The portal a picker reads from; `purpose` names the picker when a scope is missing. */
export async function portalFor(n8n: ILoadOptionsFunctions, purpose: string): Promise<Portal> {
	const authentication = n8n.getNodeParameter('authentication', 'apiKey');
	return await connect(n8n, authentication === 'oAuth2' ? 'oAuth2' : 'apiKey', purpose);
}
