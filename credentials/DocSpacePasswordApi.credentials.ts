import type {
	ICredentialDataDecryptedObject,
	Icon,
	ICredentialType,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { keptToken, renewedSession } from '../nodes/DocSpace/signIn';

export class DocSpacePasswordApi implements ICredentialType {
	name = 'docSpacePasswordApi';

	displayName = 'ONLYOFFICE DocSpace Password API';

	icon: Icon = {
		light: 'file:../nodes/DocSpace/docSpace.svg',
		dark: 'file:../nodes/DocSpace/docSpace.dark.svg',
	};

	documentationUrl = 'https://github.com/n8n-nodes-docspace/n8n-nodes-docspace#credentials';

	properties: INodeProperties[] = [
		{
			displayName: 'Portal Address',
			name: 'portalUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://yourcompany.onlyoffice.com',
			description: 'The address you open DocSpace at; any link copied from it will do',
		},
		{
			displayName: 'Email',
			name: 'email',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. anna@yourcompany.com',
			description: 'The address you sign in to DocSpace with',
		},
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			hint: 'For an account without two-factor authentication. Where you can create an API key, use that instead.',
			description: 'The password of that account. The node may do what that person may do.',
		},
		{
			displayName: 'Session Token',
			name: 'sessionToken',
			type: 'hidden',
			typeOptions: { expirable: true, password: true },
			default: '',
		},
	];

	/** n8n calls this where it has no token, and once more where DocSpace has answered 401; it keeps what comes back. */
	async preAuthentication(
		this: IHttpRequestHelper,
		credential: ICredentialDataDecryptedObject,
	): Promise<{ sessionToken: string }> {
		return { sessionToken: await renewedSession(this, credential) };
	}

	/** Without a token of this account DocSpace answers 401, and n8n comes for one. */
	authenticate = async (
		credential: ICredentialDataDecryptedObject,
		request: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => ({
		...request,
		headers: { ...request.headers, Authorization: `Bearer ${keptToken(credential) ?? 'none'}` },
	});
}
