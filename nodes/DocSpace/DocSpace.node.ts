import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { propertiesOf, subtitleOf } from './actions/operation';
import { resources } from './actions/resources';
import { runChosenOperation } from './actions/router';
import { docSpaceApiTest, docSpacePasswordApiTest } from './credentialTest';
import { searchFolders } from './locators/folder';
import { searchGuests } from './locators/guest';
import { searchPeopleAndGroups, searchRoomMembers } from './locators/member';
import { searchRooms, searchTemplates } from './locators/room';
import { searchUsers } from './locators/user';

/**
 * Programmatic rather than declarative: an operation is many requests (paged listings, moves that are
 * started, polled and verified), not one.
 */
export class DocSpace implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'DocSpace',
		name: 'docSpace',
		icon: { light: 'file:docSpace.svg', dark: 'file:docSpace.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: subtitleOf(resources),
		description:
			'Collect, move and archive the files of ONLYOFFICE DocSpace rooms, end guests’ access',
		defaults: { name: 'DocSpace' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
		credentials: [
			{
				name: 'docSpaceApi',
				required: true,
				testedBy: 'docSpaceApiTest',
				displayOptions: { show: { authentication: ['apiKey'] } },
			},
			{
				name: 'docSpaceOAuth2Api',
				required: true,
				displayOptions: { show: { authentication: ['oAuth2'] } },
			},
			{
				name: 'docSpacePasswordApi',
				required: true,
				testedBy: 'docSpacePasswordApiTest',
				displayOptions: { show: { authentication: ['password'] } },
			},
		],
		properties: [
			{
				displayName: 'Authentication',
				name: 'authentication',
				type: 'options',
				options: [
					{ name: 'API Key or Access Token', value: 'apiKey' },
					{ name: 'Email and Password', value: 'password' },
					{ name: 'OAuth2', value: 'oAuth2' },
				],
				default: 'apiKey',
				description: 'How to sign in to DocSpace',
			},
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: resources.map(({ option }) => option),
				default: 'room',
			},
			...resources.flatMap(propertiesOf),
		],
	};

	methods = {
		listSearch: {
			searchFolders,
			searchGuests,
			searchPeopleAndGroups,
			searchRoomMembers,
			searchRooms,
			searchTemplates,
			searchUsers,
		},
		credentialTest: { docSpaceApiTest, docSpacePasswordApiTest },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [await runChosenOperation(this)];
	}
}
