import type { IAuthenticateGeneric, Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

export class DocSpaceApi implements ICredentialType {
	name = 'docSpaceApi';

	displayName = 'ONLYOFFICE DocSpace API';

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
			displayName: 'API Key or Access Token',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			hint: 'Create a key in DocSpace under Settings → Developer tools → API keys, with the scopes files:write, rooms:write and accounts:write',
			description:
				'An API key (begins with sk-) or a personal access token. The node may do what the user who created it may do.',
		},
	];

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: {
			headers: {
				Authorization: '={{ "Bearer " + $credentials.apiKey.trim().replace(/^Bearer\\s+/i, "") }}',
			},
		},
	};
}
