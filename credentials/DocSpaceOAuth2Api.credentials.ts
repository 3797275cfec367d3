import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

export class DocSpaceOAuth2Api implements ICredentialType {
	name = 'docSpaceOAuth2Api';

	displayName = 'ONLYOFFICE DocSpace OAuth2 API';

	extends = ['oAuth2Api'];

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
			displayName: 'Authorization Server',
			name: 'authorizationServer',
			type: 'string',
			default: 'https://oauth.onlyoffice.com',
			required: true,
			description:
				'Leave as it is for the ONLYOFFICE cloud. For a portal of your own, enter its address, for example https://docspace.yourcompany.com.',
		},
		{
			displayName: 'Grant Type',
			name: 'grantType',
			type: 'hidden',
			default: 'authorizationCode',
		},
		{
			displayName: 'Authorization URL',
			name: 'authUrl',
			type: 'hidden',
			default:
				'={{ $self["authorizationServer"].trim().replace(/^(?!https?:)/i, "https://").replace(/^(https?:\\/+[^\\/]+).*$/i, "$1") }}/oauth2/authorize',
		},
		{
			displayName: 'Access Token URL',
			name: 'accessTokenUrl',
			type: 'hidden',
			default:
				'={{ $self["authorizationServer"].trim().replace(/^(?!https?:)/i, "https://").replace(/^(https?:\\/+[^\\/]+).*$/i, "$1") }}/oauth2/token',
		},
		{
			displayName: 'Scope',
			name: 'scope',
			type: 'hidden',
			default:
				'files:read files:write rooms:read rooms:write accounts:read accounts:write accounts.self:read',
		},
		{
			displayName: 'Auth URI Query Parameters',
			name: 'authQueryParameters',
			type: 'hidden',
			default: '',
		},
		{
			displayName: 'Authentication',
			name: 'authentication',
			type: 'hidden',
			default: 'body',
		},
	];
}
