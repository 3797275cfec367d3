import {
	NodeApiError,
	NodeConnectionTypes,
	type IDataObject,
	type IHookFunctions,
	type ILoadOptionsFunctions,
	type INodePropertyOptions,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import { docSpaceApiTest } from './credentialTest';
import { entryIdFrom, isEmpty } from './locators/locator';
import { pickFrom } from './locators/picking';
import { roomLocator, searchRooms } from './locators/room';
import { connect } from './portal/http/connection';
import { concernsRoom, readDelivery, readDetails, type Delivery } from './portal/events/deliveries';
import { DocSpaceError, InputError } from './portal/errors';
import { readSharedRoom } from './portal/content/rooms';
import type { PortalClient } from './portal/http/client';
import { isObject } from './portal/types';
import {
	ALL_EVENTS,
	flagsOf,
	isRegistered,
	isSigned,
	NotAllowedError,
	readEvents,
	register,
	unregister,
	type Subscription,
} from './portal/events/webhooks';

const EVENTS = 'Event Names or IDs';
const ROOM = 'Only in Room';

/** Starts a workflow when something happens in DocSpace, by a webhook that it registers itself. */
export class DocSpaceTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'DocSpace Trigger',
		name: 'docSpaceTrigger',
		icon: { light: 'file:docSpace.svg', dark: 'file:docSpace.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ [$parameter["events"]].flat().join(", ") }}',
		description:
			'Starts when something happens in ONLYOFFICE DocSpace, such as a room being archived',
		defaults: { name: 'DocSpace Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'docSpaceApi', required: true, testedBy: 'docSpaceApiTest' }],
		webhooks: [
			// Before the other, which registers at the portal: that asks by HEAD at once (docspace-api.md 10.2).
			{ name: 'setup', httpMethod: 'HEAD', responseMode: 'onReceived', path: 'webhook' },
			{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'webhook' },
		],
		properties: [
			{
				displayName:
					'DocSpace lets only an API key without restrictions manage webhooks: neither one limited to scopes nor OAuth2 can. n8n must be reachable from the internet.',
				name: 'requirements',
				type: 'notice',
				default: '',
			},
			{
				displayName: EVENTS,
				name: 'events',
				type: 'multiOptions',
				typeOptions: { loadOptionsMethod: 'getEvents' },
				required: true,
				default: [],
				description:
					'What starts the workflow, for example Room Archived; the list shows what your DocSpace offers. An upload is two events, File Created and File Uploaded: choose one of them. All Events includes all others. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
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
		credentialTest: { docSpaceApiTest },
	};

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return await atPortal(this, async (portal) => {
					const secret = secretOf(this);
					if (secret === undefined) return false;
					return await isRegistered(portal, await wantedBy(this, portal), secret);
				});
			},

			async create(this: IHookFunctions): Promise<boolean> {
				const secret = await atPortal(this, async (portal) => {
					const wanted = await wantedBy(this, portal);
					const room = roomOf(this, portal);
					if (room !== undefined) {
						// A mistyped room, or a folder's id, would never start anything.
						await readSharedRoom(portal, { id: room, field: ROOM });
					}
					return await register(portal, wanted, secretOf(this));
				});
				keepSecret(this, secret);
				return true;
			},

			async delete(this: IHookFunctions): Promise<boolean> {
				await atPortal(this, async (portal) => {
					await unregister(portal, addressOf(this)).catch((error: unknown) => {
						// Nobody could take a workflow back whose credential has lost the right to webhooks.
						if (!(error instanceof NotAllowedError)) throw error;
						this.logger.warn(
							`DocSpace Trigger: the webhook may still be listed in DocSpace. ${error.message}. Remove it there (Settings → Developer tools → Webhooks)`,
						);
					});
				});
				keepSecret(this, undefined);
				return true;
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		if (this.getWebhookName() === 'setup') return answer(this, 200);
		const body = await rawBodyOf(this);
		const secret = signingSecret(this, body);
		if (secret === undefined) return answer(this, 401);
		const delivery = readDelivery(Buffer.from(body).toString('utf8'));
		if (delivery === undefined) return answer(this, 400);

		const key = `${secret} ${delivery.eventId}`;
		if (taken.has(key) || seenBy(this).includes(delivery.eventId)) return answer(this, 200);
		take(key);
		try {
			const item = await itemOf(this, delivery);
			if (item === undefined) return answer(this, 200);
			remember(this, delivery.eventId);
			return { workflowData: [[{ json: item }]] };
		} catch (error) {
			// The portal takes this for a failure and sends the event again (docspace-api.md 10.5).
			taken.delete(key);
			throw toNodeError(this, error);
		}
	}
}

/** The events of this portal that the user of the credential may subscribe to, each by a readable name. */
async function getEvents(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return await pickFrom(this, 'The list of events', async (portal) => {
		const events = await readEvents(portal);
		return events
			.filter(({ available }) => available)
			.map(({ name, id }) => ({
				name: id === ALL_EVENTS ? 'All Events' : readable(name),
				value: name,
			}))
			.sort((a, b) => a.name.localeCompare(b.name));
	});
}

/** `room.archived` is Room Archived; what a later DocSpace adds is named in the same way. */
function readable(name: string): string {
	if (name === 'form.submit') return 'Form Submitted';
	return name
		.split(/[._\s-]+/)
		.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
		.join(' ');
}

async function atPortal<T>(
	n8n: IHookFunctions,
	act: (portal: PortalClient) => Promise<T>,
): Promise<T> {
	return await connect(n8n, 'apiKey', 'DocSpace Trigger')
		.then(act)
		.catch((error: unknown) => {
			throw toNodeError(n8n, error);
		});
}

/** When a workflow cannot be published, n8n shows of a `NodeApiError` nothing but the description. */
function toNodeError(n8n: IHookFunctions | IWebhookFunctions, error: unknown): unknown {
	if (!(error instanceof DocSpaceError)) return error;
	const { message, remedy } = error;
	const shown = new NodeApiError(
		n8n.getNode(),
		{},
		{ message, description: `${message}. ${remedy}` },
	);
	// n8n puts words of its own in place of messages in which it finds a code.
	shown.message = message;
	return shown;
}

function addressOf(n8n: IHookFunctions): string {
	const url = n8n.getNodeWebhookUrl('default');
	if (url !== undefined && URL.canParse(url)) return url;
	throw noAddress();
}

function noAddress(): DocSpaceError {
	return new DocSpaceError(
		'n8n does not know the address of its own webhooks',
		'Set WEBHOOK_URL of your n8n server to the public https address people reach it at, then restart n8n',
	);
}

function noList(): InputError {
	return new InputError(
		EVENTS,
		'is not a list of events',
		'Choose them from the list, or let the expression yield one such as ["room.archived"]',
	);
}

async function wantedBy(n8n: IHookFunctions, portal: PortalClient): Promise<Subscription> {
	const chosen = n8n.getNodeParameter('events');
	if (!Array.isArray(chosen)) throw noList();
	return {
		url: addressOf(n8n),
		title: n8n.getWorkflow().name ?? 'Workflow',
		triggers: flagsOf(chosen.map(String), await readEvents(portal), EVENTS),
	};
}

/** No `targetId` is registered for it: that would match the room's own events only (T64). */
function roomOf(n8n: IHookFunctions | IWebhookFunctions, portal: PortalClient) {
	const room = n8n.getNodeParameter('room');
	return isEmpty(room) ? undefined : entryIdFrom(room, ROOM, portal.origin);
}

/** By address: a test in the editor has one of its own, and must not cost the published workflow its secret. */
function secretsOf(n8n: IHookFunctions | IWebhookFunctions): IDataObject {
	const { secrets } = n8n.getWorkflowStaticData('node');
	return isData(secrets) ? secrets : {};
}

function secretOf(n8n: IHookFunctions): string | undefined {
	const secret = secretsOf(n8n)[addressOf(n8n)];
	return typeof secret === 'string' ? secret : undefined;
}

/** Keeps the secret of this address, or forgets it. */
function keepSecret(n8n: IHookFunctions, secret: string | undefined): void {
	const address = addressOf(n8n);
	const others = Object.entries(secretsOf(n8n)).filter(([at]) => at !== address);
	n8n.getWorkflowStaticData('node').secrets = Object.fromEntries(
		secret === undefined ? others : [...others, [address, secret]],
	);
}

/** The secret that the request is signed with; which address it came in at, n8n does not tell. */
function signingSecret(n8n: IWebhookFunctions, body: Uint8Array) {
	const signature = n8n.getHeaderData()['x-docspace-signature-256'];
	return Object.values(secretsOf(n8n))
		.filter((secret) => typeof secret === 'string')
		.find((secret) => isSigned(body, signature, secret));
}

/** n8n keeps the bytes of a request beside what it has parsed of them. */
async function rawBodyOf(n8n: IWebhookFunctions): Promise<Uint8Array> {
	const request: unknown = n8n.getRequestObject();
	if (!isObject(request)) return new Uint8Array();
	if (!(request.rawBody instanceof Uint8Array) && typeof request.readRawBody === 'function') {
		await request.readRawBody();
	}
	return request.rawBody instanceof Uint8Array ? request.rawBody : new Uint8Array();
}

/** Answers without starting the workflow. */
function answer(n8n: IWebhookFunctions, status: number): IWebhookResponseData {
	n8n.getResponseObject().status(status).end();
	return { noWebhookResponse: true };
}

async function itemOf(
	n8n: IWebhookFunctions,
	delivery: Delivery,
): Promise<IDataObject | undefined> {
	const withDetails = n8n.getNodeParameter('includeDetails', false) === true;
	const isFiltered = !isEmpty(n8n.getNodeParameter('room'));
	const { event, eventId, time, userId, entity } = delivery;
	const item = toData({ event, eventId, time, userId, entity });
	if (!withDetails && !isFiltered) return item;
	const portal = await connect(n8n, 'apiKey', 'DocSpace Trigger');
	const room = roomOf(n8n, portal);
	if (room !== undefined) {
		const isInside = await concernsRoom(portal, delivery, room);
		if (isInside === undefined) {
			n8n.logger.warn(`DocSpace Trigger: no telling which room event ${eventId} (${event}) is in`);
		}
		if (!isInside) return undefined;
	}
	return withDetails ? { ...item, ...toData(await readDetails(portal, delivery)) } : item;
}

/** What came out of JSON goes into an item as it is. */
function toData(value: object): IDataObject {
	return isData(value) ? value : {};
}

function isData(value: unknown): value is IDataObject {
	return isObject(value);
}

/** More than the portal delivers in the minute it goes on trying (docspace-api.md 10.5). */
const MOST_REMEMBERED = 200;

/** Survives a restart of n8n, which saves it after each delivery that it got to itself. */
function seenBy(n8n: IWebhookFunctions): unknown[] {
	const { seen } = n8n.getWorkflowStaticData('node');
	return Array.isArray(seen) ? seen : [];
}

function remember(n8n: IWebhookFunctions, eventId: number): void {
	const seen = [...seenBy(n8n), eventId].filter((id) => typeof id === 'number');
	n8n.getWorkflowStaticData('node').seen = seen.slice(-MOST_REMEMBERED);
}

/** For deliveries at the same time, each of which has a copy of its own of what n8n saved last. */
const taken = new Set<string>();
const MOST_TAKEN = 2000;

function take(key: string): void {
	const [oldest] = taken;
	if (oldest !== undefined && taken.size >= MOST_TAKEN) taken.delete(oldest);
	taken.add(key);
}
