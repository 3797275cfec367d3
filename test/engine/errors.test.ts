import { createNodeAsTool } from 'n8n-core/dist/execution-engine/node-execution-context/utils/create-node-as-tool';
import { type IDataObject, sleep } from 'n8n-workflow';
import type { EntryId } from '../../sandbox';
import { DocSpace } from '../../nodes/DocSpace/DocSpace.node.ts';
import { resources } from '../../nodes/DocSpace/actions/resources';
import { time } from '../../nodes/DocSpace/portal/time';
import { DOCSPACE_NODE, launchNode, NODE_NAME, type NodeSettings } from '../harness/engine';
import { inMemory, fileItem } from '../harness/binary';
import { failureOf } from '../harness/failure';
import { row } from '../harness/operations/memberships';
import { addGuest } from '../harness/people';
import {
	byEmail,
	byId,
	endWorlds,
	fillRoom,
	onlyItem,
	startWorld,
	type RunOptions,
	type World,
} from '../harness/world';

afterEach(endWorlds);

const realTime = { ...time };

/** What a run has instead of the world's credential. */
function withKey(portalUrl: string, apiKey: string): Partial<RunOptions> {
	return { credentials: { docSpaceApi: { portalUrl, apiKey } } };
}

/** All operations of the node, as `room.get`. */
function operations(): string[] {
	return resources.flatMap(({ option, operations: own }) =>
		own.map((operation) => `${option.value}.${operation.option.value}`),
	);
}

/** Five rooms to collect, of which the third is not there. */
async function startWithFiveRooms() {
	const world = await startWorld();
	const rooms: EntryId[] = [1, 2, 3, 4, 5].map((number) => {
		const { id } = world.portal.addRoom({
			title: `Room ${number}`,
			type: 'custom',
			owner: world.manager.id,
		});
		return number === 3 ? 999_999 : id;
	});
	const collect = async (settings: Partial<NodeSettings>) =>
		await world.run({
			operation: 'room.collectFiles',
			fields: { room: { __rl: true, mode: 'id', value: '={{ $json.room }}' } },
			items: rooms.map((room) => ({ json: { room, deal: `Deal of ${room}` } })),
			settings,
		});
	return { world, rooms, collect };
}

const FAILED = {
	error: {
		message: expect.stringContaining("'Room' was not found"),
		remedy: expect.stringContaining('Choose the room from the list'),
	},
};

describe('an item that fails', () => {
	test('ends the execution with its number, the message and the remedy', async () => {
		const { collect } = await startWithFiveRooms();
		const run = await collect({});
		expect(run.status).toBe('error');
		expect(run.error).toMatchObject({
			message: FAILED.error.message,
			description: FAILED.error.remedy,
			context: { itemIndex: 2, data: { remedy: FAILED.error.remedy } },
		});
	});

	test('takes the error branch alone, with its input; the others take the first one', async () => {
		const { rooms, collect } = await startWithFiveRooms();
		const run = await collect({ onError: 'continueErrorOutput' });
		expect(run.status).toBe('success');
		expect(run.items(NODE_NAME, 1)).toEqual([
			{ json: { room: 999_999, deal: 'Deal of 999999', ...FAILED }, pairedItem: { item: 2 } },
		]);
		expect(run.items(NODE_NAME).map(({ json, pairedItem }) => [json.roomId, pairedItem])).toEqual(
			[0, 1, 3, 4].map((item) => [rooms[item], { item }]),
		);
	});

	test('stands in its place among the others when the node goes on regardless', async () => {
		const { rooms, collect } = await startWithFiveRooms();
		const run = await collect({ onError: 'continueRegularOutput' });
		const items = run.items(NODE_NAME);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 1, 2, 3, 4].map((item) => ({ item })),
		);
		expect(items[2]?.json).toEqual(FAILED);
		expect(items[4]?.json.roomId).toBe(rooms[4]);
	});

	test('has nothing but its error, with the HTTP status of a refusal', async () => {
		const world = await startWorld();
		world.portal.faults.add({ on: 'GET files/rooms', answer: 'accessDenied' });
		const run = await world.run({
			operation: 'guest.delete',
			fields: { guest: byId(world.guest.id) },
			settings: { onError: 'continueRegularOutput' },
		});
		expect(onlyItem(run)).toEqual({
			error: {
				message: 'DocSpace denied access (HTTP 403)',
				remedy: expect.stringContaining('Room manager'),
				httpStatus: 403,
			},
		});
	});

	test('has the operation’s own result beside the message, thrown or not', async () => {
		const world = await startWorld();
		const left = world.portal.addFile(world.clientRoom, 'Left.pdf');
		const deleteGuest = async (onError: NodeSettings['onError']) =>
			await world.run({
				operation: 'guest.delete',
				fields: {
					guest: byId(world.guest.id),
					onlyIfRoomIsEmpty: true,
					roomToBeEmpty: byId(world.clientRoom),
				},
				settings: { onError },
			});
		const filesLeft = [{ id: left.id, title: 'Left.pdf' }];
		const details = { filesLeft, remedy: expect.any(String) };
		expect((await deleteGuest('stopWorkflow')).error).toMatchObject({ context: { data: details } });
		expect((await deleteGuest('continueErrorOutput')).json(NODE_NAME, 1)).toEqual([
			{ error: { message: expect.stringContaining('still holds 1 file'), ...details } },
		]);
	});

	test('does not hide what the others did', async () => {
		const world = await startWorld();
		const { portal } = world;
		const second = addGuest(world, 'Second');
		const run = await world.run({
			operation: 'guest.delete',
			fields: { guest: byEmail('={{ $json.email }}') },
			items: ['nobody@client.example', second.email, 'not an address', world.guest.email].map(
				(email) => ({ json: { email } }),
			),
			settings: { onError: 'continueErrorOutput' },
		});
		expect(run.json(NODE_NAME).map(({ email }) => email)).toEqual([
			second.email,
			world.guest.email,
		]);
		expect(run.json(NODE_NAME, 1).map(({ email }) => email)).toEqual([
			'nobody@client.example',
			'not an address',
		]);
		expect(portal.state().shares).toEqual([]);
	});
});

test('once the node has failed, it stops trying what else it had begun', async () => {
	const world = await startWorld();
	world.portal.faults.add({ on: 'GET files/{id}', nth: 2, times: 0, answer: 'windowLimit' });
	const run = await world.run({
		operation: 'room.collectFiles',
		fields: { room: byId(world.clientFolder) },
	});
	expect(failureOf(run).message).toContain('not a room');
	const sent = world.portal.requests.entries.length;
	for (let minute = 0; minute < 5; minute += 1) {
		await world.sandbox.clock.advance(60_000);
		await sleep(20);
	}
	// What was on its way may still arrive: three requests leave at once, and none of them is sent again.
	expect(world.portal.requests.entries.length).toBeLessThanOrEqual(Math.max(sent, 3));
});

describe('Retry On Fail', () => {
	test.each(['stopWorkflow', 'continueErrorOutput', 'continueRegularOutput'] as const)(
		'runs the node again when its first item fails (%s)',
		async (onError) => {
			const world = await startWorld();
			world.portal.faults.add({ on: 'GET files/{id}', answer: 'serverError', times: 2 });
			const run = await world.run({
				operation: 'room.collectFiles',
				fields: { room: byId(world.clientRoom) },
				settings: { retryOnFail: true, maxTries: 2, onError },
			});
			expect(onlyItem(run)).toMatchObject({ roomId: world.clientRoom, fileCount: 0 });
		},
	);

	test('does not repeat what is done', async () => {
		const world = await startWorld();
		const run = await world.run({
			operation: 'guest.delete',
			fields: { guest: byId(world.guest.id) },
			settings: { retryOnFail: true, maxTries: 3 },
		});
		expect(onlyItem(run).deleted).toBe(true);
		expect(world.portal.requests.to('DELETE people/guests')).toHaveLength(1);
	});
});

describe('a node that is not set up', () => {
	test.each(['stopWorkflow', 'continueErrorOutput'] as const)(
		'with an operation it does not have says so (%s)',
		async (onError) => {
			const world = await startWorld();
			const run = await world.run({
				operation: 'guest.promote',
				fields: {},
				settings: { onError },
			});
			const message =
				"'Operation' is “promote”, which this node does not have for the resource “guest”";
			if (onError === 'stopWorkflow') expect(failureOf(run).message).toBe(message);
			else expect(run.json(NODE_NAME, 1)).toMatchObject([{ error: { message } }]);
			expect(run.json(NODE_NAME)).toEqual([]);
		},
	);

	test.each(['stopWorkflow', 'continueErrorOutput'] as const)(
		'with an expression that fails shows n8n’s own words, for that item (%s)',
		async (onError) => {
			const world = await startWorld();
			const run = await world.run({
				operation: 'guest.delete',
				fields: { guest: byEmail('={{ $json.guest.email }}') },
				items: [{ json: { guest: { email: world.guest.email } } }, { json: {} }],
				settings: { onError },
			});
			if (onError === 'stopWorkflow') {
				expect(run.error).toMatchObject({ context: { itemIndex: 1 } });
				expect(failureOf(run).message).toMatch(/\w/);
			} else {
				expect(run.json(NODE_NAME)).toHaveLength(1);
				expect(run.json(NODE_NAME, 1)).toEqual([
					{ error: expect.objectContaining({ message: expect.stringMatching(/\w/) }) },
				]);
			}
		},
	);
});

const ON_ERROR = ['stopWorkflow', 'continueErrorOutput', 'continueRegularOutput'] as const;

describe.each(ON_ERROR)('a credential that cannot be used ends the execution (%s)', (onError) => {
	const settings = { onError };

	test.each<[string, (world: World) => Partial<RunOptions>, string]>([
		['not set', () => ({ credentials: {} }), "'Credential' is not set"],
		[
			'of a key that is wrong',
			({ sandbox }) => withKey(sandbox.url, `sk-${'0'.repeat(64)}`),
			'DocSpace did not accept the API key or token (HTTP 401)',
		],
		[
			'without an address',
			({ credentials }) => withKey('', credentials.docSpaceApi.apiKey),
			"'Portal Address' is empty",
		],
	])('%s', async (_what, change, message) => {
		const world = await startWorld();
		const run = await world.run({
			operation: 'guest.delete',
			fields: { guest: byId(world.guest.id) },
			items: [{ json: { complete: true } }, { json: { complete: true } }],
			settings,
			...change(world),
		});
		expect(run.status).toBe('error');
		expect(failureOf(run)).toEqual({
			message,
			remedy: expect.stringMatching(/credential|address/),
		});
		expect([...run.json(NODE_NAME), ...run.json(NODE_NAME, 1)]).toEqual([]);
	});

	test.each(operations())('of a key that is wrong, in %s', async (operation) => {
		const world = await startWorld();
		const fields = Object.fromEntries(
			['room', 'folder', 'parentFolder', 'destinationFolder', 'archiveFolder', 'file'].map(
				(field) => [field, byId(world.clientRoom)],
			),
		);
		const run = await world.run({
			operation,
			fields: {
				...fields,
				guest: byId(world.guest.id),
				user: byId(world.guest.id),
				email: 'a@b.example',
				folderName: 'A',
				newName: 'A',
				roomName: 'A',
				options: { newName: 'A' },
				fileName: 'A',
				clientName: 'A',
				files: '7',
				members: 'a@b.example',
				membersToAdd: { values: [row('a@b.example')] },
				member: byEmail('a@b.example'),
			},
			items: [fileItem(inMemory('a.txt', 'x'))],
			settings,
			...withKey(world.sandbox.url, `sk-${'0'.repeat(64)}`),
		});
		expect(run.status).toBe('error');
		expect(failureOf(run).message).toContain('did not accept the API key');
	});
});

test('a key that is revoked while the node works does not hide what was done before', async () => {
	const world = await startWorld();
	const { apiKey } = world.credentials.docSpaceApi;
	world.portal.faults.add({
		on: 'GET files/rooms/{id}',
		nth: 2,
		acts: [() => world.portal.disableKey(apiKey)],
	});
	const run = await world.run({
		operation: 'room.get',
		fields: { room: byId(world.clientRoom) },
		items: [{ json: {} }, { json: {} }, { json: {} }],
		settings: { onError: 'continueErrorOutput' },
	});
	expect(run.json(NODE_NAME).length).toBeGreaterThan(0);
	expect(run.json(NODE_NAME, 1)).toContainEqual(
		expect.objectContaining({
			error: expect.objectContaining({
				message: expect.stringContaining('did not accept the API key'),
			}),
		}),
	);
});

describe('a message', () => {
	test.each(['preexisting offer', 'FileAccess', 'ENOENT', 'econnreset report'])(
		'keeps its words although n8n reads a code in “%s”',
		async (title) => {
			const world = await startWorld();
			const folder = world.portal.addFolder(world.clientRoom, title).id;
			for (const onError of ['stopWorkflow', 'continueErrorOutput'] as const) {
				const run = await world.run({
					operation: 'room.collectFiles',
					fields: { room: byId(folder) },
					settings: { onError },
				});
				const shown =
					onError === 'stopWorkflow' ? failureOf(run) : run.json(NODE_NAME, 1)[0]?.error;
				expect(shown).toHaveProperty('message', `'Room' names the folder “${title}”, not a room`);
			}
		},
	);
});

describe('a cancelled execution', () => {
	test('ends at once, although the node is in a long wait, and sends nothing more', async () => {
		const world = await startWorld();
		Object.assign(time, realTime);
		const deletions = () => world.portal.requests.to('DELETE people/guests').length;
		world.portal.faults.add({ on: 'DELETE people/guests', answer: 'badGateway', times: 0 });
		world.portal.faults.add({ on: 'GET people/filter', answer: 'windowLimit', times: 0 });
		const execution = launchNode({
			parameters: { resource: 'guest', operation: 'delete', guest: byId(world.guest.id) },
			credentials: world.credentials,
		});
		const looks = () => world.portal.requests.to('GET people/filter').length;
		while (looks() === 0) await sleep(10);
		await sleep(50);

		const pressed = Date.now();
		execution.cancel();
		expect((await execution.finished).status).toBe('canceled');
		expect(Date.now() - pressed).toBeLessThan(1000);
		await sleep(1500);
		expect([deletions(), looks()]).toEqual([1, 1]);
	});

	test('is no failure of the remaining items', async () => {
		const world = await startWorld();
		fillRoom(world, world.clientRoom, { folders: 2, filesEach: 150 });
		const execution = launchNode({
			parameters: {
				resource: 'room',
				operation: 'collectFiles',
				room: byId(world.clientRoom),
			},
			credentials: world.credentials,
			items: [{ json: {} }, { json: {} }, { json: {} }],
			settings: { onError: 'continueErrorOutput' },
			onNode: ({ name, phase }) => {
				if (name === NODE_NAME && phase === 'started') {
					world.portal.faults.add({
						on: 'GET files/{id}',
						nth: 6,
						acts: [() => execution.cancel()],
					});
				}
			},
		});
		const run = await execution.finished;
		expect(run.status).toBe('canceled');
		expect(run.json(NODE_NAME, 1)).toEqual([]);
	});
});

test('an AI agent can use the node as a tool, with fields of its own filling', async () => {
	const asked: IDataObject[] = [];
	const nodeType = new DocSpace();
	expect(nodeType.description.usableAsTool).toBe(true);
	const { response: tool } = createNodeAsTool({
		node: {
			id: '1',
			name: 'Delete guest',
			type: DOCSPACE_NODE,
			typeVersion: 1,
			position: [0, 0],
			parameters: {
				resource: 'guest',
				operation: 'delete',
				guest: {
					__rl: true,
					mode: 'email',
					value: "={{ $fromAI('guest_email', 'Whose access') }}",
				},
			},
		},
		nodeType,
		handleToolInvocation: async (filled) => void asked.push(filled),
	});
	expect(tool.name).toBe('Delete_guest');
	expect(tool.description).toBe('Delete guest in DocSpace');
	await tool.invoke({ guest_email: 'anna@client.com' });
	expect(asked).toEqual([{ guest_email: 'anna@client.com' }]);
});
