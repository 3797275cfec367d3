import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';

import { portalOrigin } from './portal/address';
import { DocSpaceError, isRefusal } from './portal/errors';
import { sendWithToken } from './portal/connection';
import { Limits } from './portal/limits';
import { Portal } from './portal/portal';
import { isObject, isPerson } from './portal/types';

/**
 * Tells whether a credential works, and if not, which of its fields is wrong. Asks for nothing that a key
 * restricted to a few scopes may not read (docspace-api.md 2.3, T56).
 */
export async function docSpaceApiTest(
	this: ICredentialTestFunctions,
	{ data }: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	return await whoIsThere(data?.portalUrl, data?.apiKey).then(
		(message) => ({ status: 'OK', message }),
		(error: unknown) => ({ status: 'Error', message: explain(error) }),
	);
}

async function whoIsThere(portalUrl: unknown, apiKey: unknown): Promise<string> {
	const origin = portalOrigin(portalUrl);
	const key = typeof apiKey === 'string' ? apiKey : '';
	const portal = new Portal({
		origin,
		authentication: 'apiKey',
		purpose: 'The connection test',
		send: sendWithToken(origin, key),
		limits: new Limits(),
		pauses: [],
	});
	// Anybody may ask this, so what answers wrongly here is no DocSpace, whatever the key (12).
	await portal.getAnonymously('settings/version/build', isObject);
	if (!key.trim().startsWith('sk-')) return `Signed in as ${await nameOfSelf(portal)}`;
	return await portal.get('keys/@self', isObject).then(
		() => 'The API key works',
		async (error: unknown) => {
			// Before 3.1.1 there is no such route (docspace-api.md 2.2).
			if (isRefusal(error, 'notFound', 'notPortal')) {
				return `Signed in as ${await nameOfSelf(portal)}`;
			}
			throw error;
		},
	);
}

async function nameOfSelf(portal: Portal): Promise<string> {
	const self = await portal.get('people/@self', isPerson);
	return self.displayName ?? self.email ?? self.id;
}

function explain(error: unknown): string {
	if (error instanceof DocSpaceError) return `${error.message}. ${error.remedy}`;
	return error instanceof Error ? error.message : String(error);
}
