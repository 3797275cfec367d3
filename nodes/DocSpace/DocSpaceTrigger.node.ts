import {
	NodeConnectionTypes,
	type IHookFunctions,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import { docSpaceApiTest, docSpacePasswordApiTest } from './credentialTest';
import { commonEvents, getEvents, MORE_EVENTS } from './locators/event';
import { PICKED_NAME } from './locators/locator';
import { roomLocator, searchRooms } from './locators/room';
import { receive } from './trigger/delivery';
import { EVENTS, OTHER_EVENTS, ROOM } from './trigger/fields';
import { isPublished, publish, withdraw } from './trigger/registration';

/** Starts a workflow when something happens in DocSpace, by a webhook that it registers itself. */
export class DocSpaceTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'DocSpace Trigger',
		name: 'docSpaceTrigger',
		icon: { light: 'file:docSpace.svg', dark: 'file:docSpace.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: `={{ [$parameter["events"], $parameter["otherEvents"] ?? []].flat().filter((event) => event !== "${MORE_EVENTS}").join(", ") + [${PICKED_NAME}].filter(Boolean).map((room) => " in " + room) }}`,
		description:
			'Move files and archive rooms of ONLYOFFICE DocSpace, end guests’ access, or start when something happens there',
		defaults: { name: 'DocSpace Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'docSpaceApi',
				required: true,
				testedBy: 'docSpaceApiTest',
				displayOptions: { show: { authentication: ['apiKey'] } },
			},
			{
				name: 'docSpacePasswordApi',
				required: true,
				testedBy: 'docSpacePasswordApiTest',
				displayOptions: { show: { authentication: ['password'] } },
			},
		],
		webhooks: [
			// Before the other, which registers at the portal: that asks by HEAD at once (docspace-api.md 10.2).
			{ name: 'setup', httpMethod: 'HEAD', responseMode: 'onReceived', path: 'webhook' },
			{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'webhook' },
		],
		properties: [
			{
				displayName: 'Authentication',
				name: 'authentication',
				type: 'options',
				options: [
					{ name: 'API Key or Access Token', value: 'apiKey' },
					{ name: 'Email and Password', value: 'password' },
				],
				default: 'apiKey',
				description: 'How to sign in to DocSpace',
			},
			{
				displayName:
					'DocSpace lets only an API key without restrictions, or a person with their password, manage webhooks: neither a key limited to scopes nor OAuth2 can. n8n must be reachable from the internet.',
				name: 'requirements',
				type: 'notice',
				default: '',
			},
			{
				displayName: EVENTS,
				name: 'events',
				type: 'multiOptions',
				options: commonEvents,
				required: true,
				default: [],
				description:
					'What starts the workflow. An upload is two events, File Created and File Uploaded: choose one of them. All Events includes all others.',
			},
			{
				displayName: OTHER_EVENTS,
				name: 'otherEvents',
				type: 'multiOptions',
				typeOptions: { loadOptionsMethod: 'getEvents' },
				displayOptions: { show: { events: [MORE_EVENTS] } },
				default: [],
				description:
					'The list is your portal’s own, with what your version of DocSpace offers you. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
			},
			{
				...roomLocator,
				displayName: ROOM,
				name: 'room',
				description:
					'The room to watch, with the files and folders in it at any depth; a folder cannot be watched by itself. Leave empty to watch the whole portal.',
			},
			{
				displayName: 'Include Details',
				name: 'includeDetails',
				type: 'boolean',
				default: false,
				description:
					'Whether to read the file, folder, room or person from DocSpace, because an event tells only the basics. Null when it is gone by then.',
			},
		],
	};

	methods = {
		loadOptions: { getEvents },
		listSearch: { searchRooms },
		credentialTest: { docSpaceApiTest, docSpacePasswordApiTest },
	};

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return await isPublished(this);
			},

			async create(this: IHookFunctions): Promise<boolean> {
				await publish(this);
				return true;
			},

			async delete(this: IHookFunctions): Promise<boolean> {
				await withdraw(this);
				return true;
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receive(this);
	}
}
