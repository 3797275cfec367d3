import { createHmac } from 'node:crypto';

import type { INodeParameters } from 'n8n-workflow';

import { commonEvents, MORE_EVENTS } from '../../nodes/DocSpace/locators/event';
import type { SandboxOptions } from '../../sandbox';
import {
	eventsOffered,
	startTrigger,
	type PublishedTrigger,
	type TriggerOptions,
} from '../harness/publishing';
import { colleague } from '../harness/people';
import { byId, endWorlds, startWorld, type World } from '../harness/world';

const triggers: PublishedTrigger[] = [];

afterEach(async () => {
	for (const trigger of triggers.splice(0)) await trigger.close();
	await endWorlds();
});

/** A portal that may reach this machine, as one inside a company's network is set up. */
async function reachable(options: Partial<SandboxOptions> = {}): Promise<World> {
	return await startWorld({ webhookBlacklist: '', ...options });
}

async function triggerOf(
	world: World,
	parameters: INodeParameters,
	options: Partial<TriggerOptions> = {},
): Promise<PublishedTrigger> {
	const trigger = await startTrigger({
		credentials: world.credentials,
		parameters: { room: byId(undefined), includeDetails: false, ...parameters },
		...options,
	});
	triggers.push(trigger);
	return trigger;
}

const configs = ({ portal }: World) => [...portal.webhooks.configs.values()];

/** Sends what the portal could have sent, signed with a secret, in small letters unlike the portal. */
async function post({ url }: PublishedTrigger, body: string, secret: string): Promise<number> {
	const hex = createHmac('sha256', secret).update(body).digest('hex');
	const { status } = await fetch(url, {
		method: 'POST',
		body,
		headers: {
			'content-type': 'application/json; charset=utf-8',
			'x-docspace-signature-256': `sha256=${hex}`,
		},
	});
	return status;
}

/** What the portal sent last, and the secret that it signs with. */
function lastDelivery(world: World) {
	const log = world.portal.webhooks.log.at(-1);
	if (log?.requestPayload === undefined) throw new Error('Nothing was delivered');
	return { body: log.requestPayload, secret: log.config.secretKey };
}

const HOUR = 3_600_000;

/** The body of another event, otherwise alike. */
function withId(body: string, id: number): string {
	return body.replace(/"id":\d+/, `"id":${id}`);
}

const FIRST_ID = 5000;
const LAST_ID = 6040;

/** Sends five hundred and more events, of every other number. */
async function postMany(trigger: PublishedTrigger, body: string, secret: string): Promise<void> {
	for (let id = FIRST_ID; id <= LAST_ID; id += 2) await post(trigger, withId(body, id), secret);
}

async function failureOf(publishing: Promise<unknown>) {
	const error: unknown = await publishing.catch((thrown: unknown) => thrown);
	if (!(error instanceof Error) || !('description' in error)) throw new Error('It did not fail');
	return { message: error.message, description: String(error.description) };
}

describe('The list of events', () => {
	const offeredBy = async (portalVersion: SandboxOptions['portalVersion']) => {
		const world = await startWorld({ portalVersion });
		return await eventsOffered({ credentials: world.credentials });
	};

	it('shows what the portal has, each by a readable name and a group, sorted', async () => {
		const offered = await offeredBy('3.7.2');
		const names = offered.map(({ name }) => name);
		expect(offered).toContainEqual({
			name: 'Room Archived',
			value: 'room.archived',
			description: 'Rooms: room.archived',
		});
		expect(offered).toContainEqual({
			name: 'Form Filled Out',
			value: 'form.filled.out',
			description: 'Forms: form.filled.out',
		});
		expect(offered).toContainEqual({
			name: 'All Events',
			value: '*',
			description: 'Everything: *',
		});
		expect(names).toEqual([...names].sort());
		expect(new Set(names).size).toBe(37);
	});

	it('leaves out what an older portal does not have', async () => {
		const values = (await offeredBy('3.6.1')).map(({ value }) => value);
		expect(values).toContain('room.archived');
		expect(values).not.toContain('form.submit');
	});
});

describe('The common events', () => {
	it('are all events of the portal, by the same names', async () => {
		const world = await startWorld();
		const offered = await eventsOffered({ credentials: world.credentials });
		const portals = new Map(offered.map(({ value, name }) => [value, name]));
		const common = commonEvents.filter(({ value }) => value !== MORE_EVENTS);
		for (const { value, name } of common)
			expect([value, name]).toEqual([value, portals.get(value)]);
	});
});

describe('Publishing', () => {
	it('registers once, however often the workflow is published, and removes all when it ends', async () => {
		const world = await reachable({ strictPasswords: true });
		const trigger = await triggerOf(world, { events: ['room.archived', 'agent.created'] });

		expect(await trigger.publish()).toBe(true);
		expect(await trigger.publish()).toBe(false);
		expect(configs(world)).toEqual([
			expect.objectContaining({ uri: trigger.url, enabled: true, triggers: 2 ** 24 + 2 ** 31 }),
		]);

		await trigger.unpublish();
		await trigger.unpublish();
		expect(configs(world)).toEqual([]);
	});

	it('switches on again what the portal has switched off', async () => {
		const world = await reachable();
		const trigger = await triggerOf(world, { events: ['room.archived'] });
		await trigger.publish();
		const [config] = configs(world);
		if (config) config.enabled = false;

		await trigger.publish();
		world.portal.archiveRoom(world.clientRoom);
		await world.portal.webhooks.idle();

		expect(configs(world)).toHaveLength(1);
		expect(trigger.items).toHaveLength(1);
	});

	it('over http goes on after the first event, and is mended where DocSpace insists on https', async () => {
		const world = await reachable();
		const trigger = await triggerOf(world, { events: ['room.updated'] });
		await trigger.publish();
		const rename = async (title: string) => {
			world.portal.renameRoom(world.clientRoom, title);
			await world.portal.webhooks.idle();
		};
		await rename('First');
		await rename('Second');
		expect(trigger.items).toHaveLength(2);

		const [config] = configs(world);
		if (config) config.ssl = true;
		expect(await trigger.publish()).toBe(true);
		await rename('Third');
		expect(trigger.items).toHaveLength(3);
	});

	it('over http is not harmed by events while it is being registered', async () => {
		// The event of something done meanwhile is looked at after 2.5 s, and n8n is through after 3.
		const world = await reachable({ webhookPollMs: 2500 });
		const trigger = await triggerOf(world, { events: ['room.updated'] });
		world.portal.faults.add({
			on: 'PUT settings/webhook',
			acts: [{ do: 'renameRoom', id: world.clientRoom, title: 'Too early' }],
			answer: 'shortRetryAfter',
		});
		await trigger.publish();
		await world.portal.webhooks.idle();
		world.portal.renameRoom(world.clientRoom, 'In time');
		await world.portal.webhooks.idle();
		expect(trigger.items.map(({ entity }) => Object(entity).title)).toEqual(['In time']);
	});

	it('over https asks for a valid certificate and no more', async () => {
		const world = await reachable();
		const publicUrl = 'https://n8n.example.com';
		const trigger = await triggerOf(world, { events: ['room.archived'] }, { publicUrl });
		world.portal.settings.webhookHttpsEndsAt = new URL(trigger.url).origin;
		await trigger.publish();
		world.portal.archiveRoom(world.clientRoom);
		await world.portal.webhooks.idle();

		expect(configs(world)).toEqual([expect.objectContaining({ ssl: true, enabled: true })]);
		expect(trigger.items).toHaveLength(1);
		expect(await trigger.publish()).toBe(false);
	});

	it('with other events holds although an earlier event is still being delivered, which arrives', async () => {
		const world = await reachable();
		const trigger = await triggerOf(world, { events: ['room.updated'], includeDetails: false });
		await trigger.publish();
		const failed = trigger.failNext(500);
		world.portal.renameRoom(world.clientRoom, 'Contoso Ltd');
		await world.sandbox.clock.advance(5500);
		await failed;

		trigger.parameters.events = ['room.archived'];
		expect(await trigger.publish()).toBe(true);
		await world.portal.webhooks.idle();
		expect(trigger.items.map(({ event }) => event)).toEqual(['room.updated']);
		expect(configs(world).map(({ triggers: flags }) => flags)).toEqual([2 ** 24]);
		expect(await trigger.publish()).toBe(false);
	});

	it('with All Events takes those chosen beside it for granted', async () => {
		const world = await reachable();
		const trigger = await triggerOf(world, { events: ['room.archived', '*'] });
		await trigger.publish();
		world.portal.renameRoom(world.clientRoom, 'Contoso Ltd');
		await world.portal.webhooks.idle();
		expect(trigger.items.map(({ event }) => event)).toEqual(['room.updated']);
	});

	it('is taken back quietly with a key that may not manage webhooks', async () => {
		const world = await reachable();
		const trigger = await triggerOf(world, { events: ['room.archived'] });
		await trigger.publish();
		trigger.use(world.credentialsOf(world.manager, ['rooms:write']));
		await trigger.unpublish();

		// What DocSpace still sends is no longer believed.
		world.portal.archiveRoom(world.clientRoom);
		await world.portal.webhooks.idle();
		expect(trigger.items).toEqual([]);
	});

	it('takes over a webhook whose secret is lost, and follows changed events', async () => {
		const world = await reachable();
		const before = await triggerOf(world, { events: ['room.archived'] });
		await before.publish();
		before.parameters.events = ['room.archived', 'room.restored'];
		await before.publish();
		expect(configs(world).map(({ triggers: flags }) => flags)).toEqual([2 ** 24 + 2 ** 26]);

		const [config] = configs(world);
		if (config) config.secretKey = 'Somebody-else5';
		if (config) config.name = 'Somebody else';
		await before.publish();
		world.portal.archiveRoom(world.clientRoom);
		await world.portal.webhooks.idle();
		expect(configs(world)).toHaveLength(1);
		expect(before.items).toHaveLength(1);
	});

	it('works with another user’s key too, whose webhooks know nothing of the first one’s', async () => {
		const world = await reachable();
		const { portal } = world;
		const trigger = await triggerOf(world, { events: ['room.archived'] });
		await trigger.publish();
		const other = colleague(world, 'Mia Manager');
		trigger.use(world.credentialsOf(other));
		expect(await trigger.publish()).toBe(true);

		portal.archiveRoom(world.clientRoom);
		await portal.webhooks.idle();
		expect(configs(world)).toHaveLength(2);
		expect(trigger.items).toHaveLength(1);
	});

	it('registers once although the answer was lost', async () => {
		const world = await reachable();
		const trigger = await triggerOf(world, { events: ['room.archived'] });
		world.portal.faults.add({ on: 'POST settings/webhook', cut: 'after' });
		await trigger.publish();
		expect(configs(world)).toHaveLength(1);
	});

	it('says what to change when n8n has a private address', async () => {
		const world = await startWorld();
		const trigger = await triggerOf(world, { events: ['room.archived'] });
		const { message, description } = await failureOf(trigger.publish());
		expect(message).toMatch(/webhook address http:\/\/127\.0\.0\.1:\d+ is private/);
		// n8n shows no more than this when a workflow cannot be published.
		expect(description).toMatch(
			/is private.*Set WEBHOOK_URL of your n8n server to the public https/,
		);
	});

	it('says at once what to change when nobody answers at the address that n8n gives', async () => {
		const world = await reachable();
		const unused = await triggerOf(world, {});
		const { origin } = new URL(unused.url);
		await unused.close();
		const trigger = await triggerOf(world, { events: ['room.archived'] }, { publicUrl: origin });
		const started = world.sandbox.clock.now();
		const { message, description } = await failureOf(trigger.publish());
		expect(message).toMatch(/asked n8n’s webhook address http:\/\/127\.0\.0\.1:\d+ for an answer/);
		expect(description).toMatch(/Connection refused.*can reach n8n at http.*Set WEBHOOK_URL/);
		expect(world.sandbox.clock.now() - started).toBeLessThan(1000);
		expect(configs(world)).toEqual([]);
	});

	it('says what to change when something in front of n8n refuses HEAD', async () => {
		const world = await reachable();
		const trigger = await triggerOf(world, { events: ['room.archived'] }, { headStatus: 405 });
		// This n8n is at home on a private address, which is named first.
		expect((await failureOf(trigger.publish())).message).toMatch(/is private/);
		const elsewhere = await triggerOf(
			world,
			{ events: ['room.archived'] },
			{ publicUrl: 'http://n8n.example.invalid' },
		);
		expect((await failureOf(elsewhere.publish())).description).toMatch(/method HEAD/);
	});

	it('says that a key limited to scopes will not do', async () => {
		const world = await reachable();
		const credentials = world.credentialsOf(world.manager, ['rooms:write', 'files:write']);
		const trigger = await triggerOf(world, { events: ['room.archived'] }, { credentials });
		const { message, description } = await failureOf(trigger.publish());
		expect(message).toBe('DocSpace lets no API key that is limited to scopes manage webhooks');
		expect(description).toMatch(/Create an API key without restrictions/);
		await expect(eventsOffered({ credentials })).rejects.toThrow(/limited to scopes/);
	});

	it('says who may when developer tools are for admins only', async () => {
		const world = await reachable({ restrictDeveloperTools: true });
		const trigger = await triggerOf(world, { events: ['room.archived'] });
		expect((await failureOf(trigger.publish())).description).toMatch(/API key of a DocSpace admin/);
	});

	it('registers what was chosen from the list of the portal too', async () => {
		const world = await reachable();
		const trigger = await triggerOf(world, {
			events: ['room.archived', MORE_EVENTS],
			otherEvents: ['file.downloaded'],
		});
		await trigger.publish();
		expect(configs(world)).toEqual([expect.objectContaining({ triggers: 2 ** 24 + 2 ** 34 })]);
	});

	it('registers what an expression yields, whichever list has it', async () => {
		const world = await reachable();
		const trigger = await triggerOf(world, {
			events: '={{ ["room.archived", "agent.created"] }}',
		});
		await trigger.publish();
		expect(configs(world)).toEqual([expect.objectContaining({ triggers: 2 ** 24 + 2 ** 31 })]);
	});

	it.each([
		[[], /Choose at least one/],
		[[MORE_EVENTS], /Choose at least one/],
		[['room.painted'], /names room\.painted, which this portal does not offer/],
	])('refuses the events %j', async (events, reason) => {
		const trigger = await triggerOf(await reachable(), { events });
		expect((await failureOf(trigger.publish())).description).toMatch(reason);
	});

	it('refuses a room that does not exist', async () => {
		const trigger = await triggerOf(await reachable(), {
			events: ['room.archived'],
			room: byId(99_999),
		});
		expect((await failureOf(trigger.publish())).description).toMatch(
			/'Only in Room' was not found/,
		);
	});

	it('refuses a folder where a room is meant', async () => {
		const world = await reachable();
		const trigger = await triggerOf(world, {
			events: ['room.archived'],
			room: byId(world.clientFolder),
		});
		expect((await failureOf(trigger.publish())).description).toMatch(
			/names the folder .*not a room/,
		);
		expect(configs(world)).toEqual([]);
	});
});

describe('An event', () => {
	async function listening(parameters: INodeParameters): Promise<[World, PublishedTrigger]> {
		const world = await reachable();
		const trigger = await triggerOf(world, parameters);
		await trigger.publish();
		return [world, trigger];
	}

	it('starts the workflow with what happened, when, by whom and to what', async () => {
		const [world, trigger] = await listening({ events: ['room.archived'] });
		world.portal.archiveRoom(world.clientRoom, world.manager.id);
		await world.portal.webhooks.idle();
		expect(trigger.statuses).toEqual([200]);
		expect(trigger.items).toEqual([
			{
				event: 'room.archived',
				eventId: expect.any(Number),
				time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
				userId: world.manager.id,
				entity: expect.objectContaining({ id: world.clientRoom, title: 'Contoso' }),
			},
		]);
	});

	it('that is forged, altered or no event at all starts nothing', async () => {
		const [world, trigger] = await listening({ events: ['room.archived'] });
		world.portal.archiveRoom(world.clientRoom);
		await world.portal.webhooks.idle();
		const { body, secret } = lastDelivery(world);
		const other = withId(body, 4711);

		expect(await post(trigger, other, 'Not-the-secret1')).toBe(401);
		expect(await post(trigger, 'nonsense', secret)).toBe(400);
		const unsigned = await fetch(trigger.url, { method: 'POST', body: other });
		expect(unsigned.status).toBe(401);
		expect(trigger.items).toHaveLength(1);
		expect(await post(trigger, other, secret)).toBe(200);
		expect(trigger.items).toHaveLength(2);
	});

	it('older than a day starts nothing, whatever clocks and time zones make of the hours before', async () => {
		const [world, trigger] = await listening({ events: ['room.archived'] });
		world.portal.archiveRoom(world.clientRoom);
		await world.portal.webhooks.idle();
		const { body, secret } = lastDelivery(world);

		await world.sandbox.clock.advance(20 * HOUR);
		expect(await post(trigger, withId(body, 4711), secret)).toBe(200);
		await world.sandbox.clock.advance(5 * HOUR);
		expect(await post(trigger, withId(body, 4712), secret)).toBe(400);
		expect(await post(trigger, body.replace(/"createOn":"[^"]*",/, ''), secret)).toBe(400);
		expect(trigger.items).toHaveLength(2);
	});

	it('recorded long ago starts nothing again, while one that is merely late does', async () => {
		const [world, trigger] = await listening({ events: ['room.archived'] });
		world.portal.archiveRoom(world.clientRoom);
		await world.portal.webhooks.idle();
		const { body, secret } = lastDelivery(world);
		// More than n8n's memory holds, so that only what it saves can tell.
		await postMany(trigger, body, secret);
		const before = trigger.items.length;

		expect(await post(trigger, body, secret)).toBe(200);
		expect(await post(trigger, withId(body, FIRST_ID + 2), secret)).toBe(200);
		expect(trigger.items).toHaveLength(before);
		const late = LAST_ID - 101;
		for (const id of [late + 2, late, late + 2]) await post(trigger, withId(body, id), secret);
		expect(trigger.items.slice(before).map(({ eventId }) => eventId)).toEqual([late + 2, late]);
	});

	it('of a portal that was restored from a backup, and counts from a lower number, is no old one', async () => {
		const [world, trigger] = await listening({ events: ['room.archived'] });
		world.portal.archiveRoom(world.clientRoom);
		await world.portal.webhooks.idle();
		const { body, secret } = lastDelivery(world);
		for (let id = FIRST_ID; id < FIRST_ID + 250; id += 1) {
			await post(trigger, withId(body, id), secret);
		}
		const before = trigger.items.length;

		await world.sandbox.clock.advance(HOUR);
		world.portal.archiveRoom(world.archiveRoom);
		await world.portal.webhooks.idle();
		expect(trigger.items).toHaveLength(before + 1);
	});

	it('signed for a former address of n8n starts nothing', async () => {
		const [world, trigger] = await listening({ events: ['room.archived'] });
		world.portal.archiveRoom(world.clientRoom);
		await world.portal.webhooks.idle();
		const { body, secret } = lastDelivery(world);
		const { port } = new URL(trigger.url);
		trigger.moveTo(`http://localhost:${port}`);
		await trigger.publish();

		expect(await post(trigger, withId(body, 4711), secret)).toBe(401);
		world.portal.archiveRoom(world.archiveRoom);
		await world.portal.webhooks.idle();
		expect(trigger.items).toHaveLength(2);
	});

	it('that comes before the workflow was ever published starts nothing', async () => {
		const trigger = await triggerOf(await reachable(), { events: ['room.archived'] });
		expect(await post(trigger, '{}', '')).toBe(401);
	});

	it('that comes again, even at the same time, starts the workflow once', async () => {
		const [world, trigger] = await listening({ events: ['room.archived'] });
		world.portal.archiveRoom(world.clientRoom);
		await world.portal.webhooks.idle();
		const { body, secret } = lastDelivery(world);
		const other = withId(body, 4712);

		expect(await post(trigger, body, secret)).toBe(200);
		const answers = await Promise.all([1, 2, 3].map(() => post(trigger, other, secret)));
		expect(answers).toEqual([200, 200, 200]);
		expect(trigger.items).toHaveLength(2);
	});

	it('in the chosen room counts at any depth, and in no other room', async () => {
		const world = await reachable();
		const trigger = await triggerOf(world, {
			events: ['file.trashed', 'folder.trashed', 'room.archived', 'user.updated'],
			room: byId(world.clientRoom),
		});
		await trigger.publish();
		const { portal } = world;
		let folder = world.clientRoom;
		for (const title of ['One', 'Two', 'Three']) folder = portal.addFolder(folder, title).id;
		const deep = portal.addFile(folder, 'Deep.docx').id;
		const top = portal.addFile(world.clientRoom, 'Top.docx').id;
		const elsewhere = portal.addFile(world.clientFolder, 'Elsewhere.docx').id;

		for (const id of [deep, top, elsewhere]) portal.trashFile(id, world.manager.id);
		await portal.webhooks.idle();
		portal.archiveRoom(world.archiveRoom);
		portal.archiveRoom(world.clientRoom);
		await portal.webhooks.idle();

		const titles = trigger.items.map(({ entity }) => entity).map((entity) => Object(entity).title);
		expect(titles.sort()).toEqual(['Contoso', 'Deep.docx', 'Top.docx']);
		expect(new Set(trigger.statuses)).toEqual(new Set([200]));
	});

	it('from a folder that is gone meanwhile starts nothing, because its room cannot be told', async () => {
		const world = await reachable();
		const trigger = await triggerOf(world, {
			events: ['file.trashed'],
			room: byId(world.clientRoom),
		});
		await trigger.publish();
		const folder = world.portal.addFolder(world.clientRoom, 'One').id;
		const file = world.portal.addFile(folder, 'Contract.docx').id;
		world.portal.trashFile(file, world.manager.id);
		world.portal.deleteFolder(folder);
		await world.portal.webhooks.idle();
		expect(trigger.statuses).toEqual([200]);
		expect(trigger.items).toEqual([]);
	});

	it('whose room cannot be told because the portal fails is sent again, and not lost', async () => {
		const world = await reachable();
		const trigger = await triggerOf(world, {
			events: ['file.trashed'],
			room: byId(world.clientRoom),
		});
		await trigger.publish();
		const folder = world.portal.addFolder(world.clientRoom, 'One').id;
		const file = world.portal.addFile(folder, 'Contract.docx').id;
		world.portal.faults.add({ on: 'GET files/{id}', answer: 'badGateway', times: 2 });
		world.portal.trashFile(file, world.manager.id);
		await world.portal.webhooks.idle();
		expect(trigger.statuses).toEqual([500, 200]);
		expect(trigger.items).toHaveLength(1);
	});

	it('comes with the details asked for, and the address of what they are about', async () => {
		const events = ['room.archived', 'file.created', 'folder.created'];
		const [world, trigger] = await listening({ events, includeDetails: true });
		const { portal, clientRoom: room, sandbox } = world;
		portal.archiveRoom(room);
		await portal.webhooks.idle();
		const folder = portal.addFolder(world.archiveRoom, 'Fabrikam').id;
		await portal.webhooks.idle();
		const file = portal.addFile(folder, 'offer.docx').id;
		await portal.webhooks.idle();
		expect(trigger.items.map(({ details }) => details)).toMatchObject([
			{ id: room, roomType: 5, url: `${sandbox.url}/rooms/archived/${room}/filter?folder=${room}` },
			{ id: folder, url: `${sandbox.url}/rooms/shared/${folder}/filter?folder=${folder}` },
			{ id: file, url: `${sandbox.url}/doceditor?fileId=${file}` },
		]);
	});

	it('about something that is gone tells why there are no details', async () => {
		const [world, trigger] = await listening({ events: ['file.deleted'], includeDetails: true });
		const { id } = world.portal.addFile(world.clientRoom, 'Gone.docx');
		world.portal.deleteFile(id, world.manager.id);
		await world.portal.webhooks.idle();
		expect(trigger.items).toEqual([
			expect.objectContaining({
				event: 'file.deleted',
				details: null,
				detailsMissing: expect.stringContaining('HTTP 404'),
			}),
		]);
	});
});
