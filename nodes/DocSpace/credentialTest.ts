import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';

import { portalOrigin } from './portal/address';
import { authorization, kindOfSecret } from './portal/http/authorization';
import { DocSpaceError, InputError, isRefusal } from './portal/errors';
import { sendWithToken } from './portal/http/connection';
import { Limits } from './portal/http/limits';
import { PortalClient } from './portal/http/client';
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
	const key = usableKey(apiKey);
	const portal = new PortalClient({
		origin,
		credential: kindOfSecret(key),
		purpose: 'The connection test',
		send: sendWithToken(origin, key),
		limits: new Limits(),
		pauses: [],
	});
	// Anybody may ask this, so what answers wrongly here is no DocSpace, whatever the key (12).
	await portal.getAnonymously('settings/version/build', isObject);
	if (!key.startsWith('sk-')) return `Signed in as ${await nameOfSelf(portal)}`;
	return await portal.get('keys/@self', isObject).then(
		() => KEY_WORKS,
		async (error: unknown) => {
			// Before 3.1.1 there is no such route (docspace-api.md 2.2).
			if (isRefusal(error, 'notFound', 'notPortal')) return await whoHasThisKey(portal);
			throw error;
		},
	);
}

const KEY_WORKS = 'The API key works';

async function whoHasThisKey(portal: PortalClient): Promise<string> {
	return await nameOfSelf(portal).then(
		(name) => `Signed in as ${name}`,
		(error: unknown) => {
			// A wrong key would not have been asked for its scopes (docspace-api.md 2.3).
			if (isRefusal(error, 'scope')) return KEY_WORKS;
			throw error;
		},
	);
}

const KEY_FIELD = 'API Key or Access Token';

/** The key without the “Bearer” it may have been copied with; throws `InputError` for what is none. */
function usableKey(apiKey: unknown): string {
	const text = typeof apiKey === 'string' ? authorization(apiKey).replace(/^Bearer\s*/, '') : '';
	if (text === '') {
		throw new InputError(
			KEY_FIELD,
			'is empty',
			'Create a key in DocSpace under Settings → Developer tools → API keys and paste it here',
		);
	}
	if (!/^[\x21-\x7e]+$/.test(text)) {
		throw new InputError(
			KEY_FIELD,
			'holds spaces or characters that no key has',
			'Copy the whole key again, with the copy button DocSpace shows when the key is created',
		);
	}
	return text;
}

async function nameOfSelf(portal: PortalClient): Promise<string> {
	const self = await portal.get('people/@self', isPerson);
	return self.displayName ?? self.email ?? self.id;
}

function explain(error: unknown): string {
	if (error instanceof DocSpaceError) return `${error.message}. ${error.remedy}`;
	return error instanceof Error ? error.message : String(error);
}
