import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';

import { sendWith } from './connection';
import { portalOrigin } from './portal/address';
import { DocSpaceError, inFull, InputError } from './portal/errors';
import { Limits } from './portal/http/limits';
import { PortalClient } from './portal/http/client';
import { kindOfSecret, secretIn, type CredentialKind } from './portal/http/scopes';
import { readSelf } from './portal/http/self';
import { isObject } from './portal/types';
import { testedToken } from './signIn';

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

/** A portal to be asked with a key, or in nobody's name. */
function asker(origin: string, credential: CredentialKind) {
	const limits = new Limits();
	return (key: string | undefined) =>
		new PortalClient({
			origin,
			credential,
			purpose: 'The connection test',
			pauses: [],
			send: sendWith(key, origin),
			// Nothing is downloaded for a test.
			open: async () => ({ code: 'NOT_OPENED' }),
			limits,
		});
}

async function whoIsThere(portalUrl: unknown, apiKey: unknown): Promise<string> {
	const origin = portalOrigin(portalUrl);
	const key = usableKey(apiKey);
	const credential = kindOfSecret(key);
	const portalFor = asker(origin, credential);
	// Anybody may ask this, so what answers wrongly here is no DocSpace, whatever the key (12).
	await portalFor(undefined).get('settings/version/build', isObject);
	const portal = portalFor(key);
	if (credential === 'accessToken') {
		const { displayName, email, id } = await readSelf(portal);
		return `Signed in as ${displayName ?? email ?? id}`;
	}
	await portal.get('keys/@self', isObject);
	return 'The API key works';
}

const KEY_FIELD = 'API Key or Access Token';

/** The key without the “Bearer” it may have been copied with; throws `InputError` for what is none. */
function usableKey(apiKey: unknown): string {
	const text = typeof apiKey === 'string' ? secretIn(apiKey) : '';
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

/** The same for an e-mail address and password: signs in, as an execution would. */
export async function docSpacePasswordApiTest(
	this: ICredentialTestFunctions,
	{ data = {} }: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	return await whoSignsIn(data).then(
		(message) => ({ status: 'OK', message }),
		(error: unknown) => ({ status: 'Error', message: explain(error) }),
	);
}

async function whoSignsIn(data: ICredentialDataDecryptedObject): Promise<string> {
	const origin = portalOrigin(data.portalUrl);
	const portalFor = asker(origin, 'password');
	await portalFor(undefined).get('settings/version/build', isObject);
	const portal = portalFor(await testedToken((at) => sendWith(undefined, at), data));
	const { displayName, email, id } = await readSelf(portal);
	return `Signed in as ${displayName ?? email ?? id}`;
}

function explain(error: unknown): string {
	if (error instanceof DocSpaceError) return inFull(error);
	return error instanceof Error ? error.message : String(error);
}
