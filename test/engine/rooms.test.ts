import type { EntryId } from '../../sandbox';
import { NODE_NAME, type WorkflowRun } from '../harness/engine';
import { failureOf } from '../harness/failure';
import {
	byId,
	endWorlds,
	onlyItem,
	type RunOptions,
	startWorld,
	type World,
} from '../harness/world';

afterEach(endWorlds);

const ARCHIVE = 'PUT files/rooms/{id}/archive';
const UNARCHIVE = 'PUT files/rooms/{id}/unarchive';
const PUT_SHARE = 'PUT files/rooms/{id}/share';

type More = Omit<RunOptions, 'operation' | 'fields'>;

async function archive(world: World, more: More = {}): Promise<WorkflowRun> {
	return await world.run({
		operation: 'room.archive',
		fields: { room: byId(world.clientRoom) },
		...more,
	});
}

async function unarchive(world: World, more: More = {}): Promise<WorkflowRun> {
	return await world.run({
		operation: 'room.unarchive',
		fields: { room: byId(world.clientRoom) },
		...more,
	});
}

function archivedRooms({ portal }: World): EntryId[] {
	const { archive: section } = portal.sections;
	return portal
		.state()
		.rooms.filter(({ parentId }) => parentId === section)
		.map(({ id }) => id);
}

function writesTo({ portal }: World): string[] {
	return portal.requests.entries.filter(({ method }) => method !== 'GET').map(({ route }) => route);
}

/** What n8n shows above the node's output. */
function hintsOf(run: WorkflowRun): string[] {
	return run.runs(NODE_NAME).flatMap(({ hints = [] }) => hints.map(({ message }) => message));
}

describe('Archive', () => {
	test('ends when the room is in the archive, and names the guests who still read it', async () => {
		const world = await startWorld();
		const { clientRoom, guest } = world;
		const run = await archive(world);
		expect(onlyItem(run)).toEqual({
			roomId: clientRoom,
			roomTitle: 'Contoso',
			archived: true,
			alreadyArchived: false,
			guestsWithAccess: [{ id: guest.id, email: guest.email, name: guest.displayName }],
		});
		expect(archivedRooms(world)).toEqual([clientRoom]);
		expect(hintsOf(run)).toEqual([
			'“Contoso” is archived, but Gus Guest (gus@client.example) can still read and download its files. To end that, use Unarchive, then Remove Members, then Archive.',
		]);
	});

	test('says nothing of guests when none is left', async () => {
		const world = await startWorld();
		const run = await world.run({
			operation: 'room.archive',
			fields: { room: byId(world.archiveRoom) },
		});
		expect(onlyItem(run)).toMatchObject({ archived: true, guestsWithAccess: [] });
		expect(hintsOf(run)).toEqual([]);
	});

	test('waits as long as the portal takes', async () => {
		const world = await startWorld();
		world.portal.faults.add({ on: 'job', delayMs: 45_000 });
		expect(onlyItem(await archive(world))).toMatchObject({ archived: true });
		expect(archivedRooms(world)).toEqual([world.clientRoom]);
	});

	test('a second time writes nothing and still names the guests', async () => {
		const world = await startWorld();
		await archive(world);
		const before = writesTo(world).length;
		expect(onlyItem(await archive(world))).toMatchObject({
			archived: true,
			alreadyArchived: true,
			guestsWithAccess: [{ email: world.guest.email }],
		});
		expect(writesTo(world)).toHaveLength(before);
	});

	test.each([
		['the answer is lost', { cut: 'after' as const }],
		['the portal answers 500', { answerAfter: 'serverError' as const }],
		['a proxy gives up', { answerAfter: 'gatewayTimeout' as const }],
	])('is a success when the room is archived and %s (T53)', async (_, trouble) => {
		const world = await startWorld();
		world.portal.faults.add({ on: ARCHIVE, ...trouble });
		expect(onlyItem(await archive(world))).toMatchObject({ archived: true });
		expect(archivedRooms(world)).toEqual([world.clientRoom]);
		expect(writesTo(world)).toEqual([ARCHIVE]);
	});

	test('is done again when the request never arrived', async () => {
		const world = await startWorld();
		world.portal.faults.add({ on: ARCHIVE, answer: 'serverError' });
		expect(onlyItem(await archive(world))).toMatchObject({ archived: true });
		expect(archivedRooms(world)).toEqual([world.clientRoom]);
	});

	test('believes the room when nobody knows any more what became of the job', async () => {
		const world = await startWorld();
		world.portal.faults.add({ on: 'job', trouble: 'loseResult' });
		expect(onlyItem(await archive(world))).toMatchObject({ archived: true });
		expect(archivedRooms(world)).toEqual([world.clientRoom]);
	});

	test('needs no scope for asking about operations (T57)', async () => {
		const world = await startWorld();
		const credentials = world.credentialsOf(world.manager, ['rooms:write']);
		expect(onlyItem(await archive(world, { credentials }))).toMatchObject({ archived: true });
	});

	test('names the scope for operations when the room does not arrive in time (T57)', async () => {
		const world = await startWorld();
		world.portal.faults.add({ on: 'job', delayMs: 300_000 });
		const credentials = world.credentialsOf(world.manager, ['rooms:write']);
		const { message, remedy } = failureOf(await archive(world, { credentials }));
		expect(message).toBe(
			'“Contoso” was not archived so far. The API key lacks the scope files:read, which Archive needs (HTTP 403)',
		);
		expect(remedy).toContain('add files:read');
	});

	test('a key that may not write rooms hears which scope it lacks', async () => {
		const world = await startWorld();
		const credentials = world.credentialsOf(world.manager, ['rooms:read', 'files:write']);
		expect(failureOf(await archive(world, { credentials })).message).toContain('rooms:write');
		expect(archivedRooms(world)).toEqual([]);
	});

	test('a Room manager who does not own the room hears who may', async () => {
		const world = await startWorld();
		const { portal, clientRoom, manager } = world;
		const colleague = portal.addUser({
			displayName: 'Cora Colleague',
			email: 'cora@company.example',
			type: 'RoomAdmin',
		});
		portal.share(clientRoom, colleague.id, 'RoomManager', { by: manager.id });
		const { message, remedy } = failureOf(
			await archive(world, { credentials: world.credentialsOf(colleague) }),
		);
		expect(message).toBe('DocSpace does not let you archive “Contoso”');
		expect(remedy).toContain('owner');
	});

	test.each([
		['a folder', (world: World) => world.clientFolder, 'names the folder “Contoso”, not a room'],
		['nothing', () => 999_999, 'names no room'],
	])('refuses %s', async (_, idIn, problem) => {
		const world = await startWorld();
		const run = await world.run({
			operation: 'room.archive',
			fields: { room: byId(idIn(world)) },
		});
		expect(failureOf(run).message).toContain(problem);
		expect(writesTo(world)).toEqual([]);
	});

	test.each(['3.1.1', '3.6.1'] as const)('works on DocSpace %s', async (portalVersion) => {
		const world = await startWorld({ portalVersion });
		expect(onlyItem(await archive(world))).toMatchObject({ archived: true });
		expect(onlyItem(await unarchive(world))).toMatchObject({ archived: false });
	});

	test('works on a room in third-party storage', async () => {
		const world = await startWorld();
		const { portal, manager } = world;
		const room = portal.addRoom({
			title: 'In the drive',
			type: 'custom',
			owner: manager.id,
			provider: 'drive',
		}).id;
		const run = await world.run({ operation: 'room.archive', fields: { room: byId(room) } });
		expect(onlyItem(run)).toMatchObject({ roomId: room, archived: true });
		expect(archivedRooms(world)).toEqual([room]);
	});
});

describe('Unarchive', () => {
	test('brings the room back with its members, and is content with one that is back', async () => {
		const world = await startWorld();
		await archive(world);
		expect(onlyItem(await unarchive(world))).toEqual({
			roomId: world.clientRoom,
			roomTitle: 'Contoso',
			archived: false,
			alreadyActive: false,
		});
		expect(archivedRooms(world)).toEqual([]);
		expect(onlyItem(await unarchive(world))).toMatchObject({ alreadyActive: true });
		expect(writesTo(world)).toEqual([ARCHIVE, UNARCHIVE]);
	});
});

describe('Unarchive: what stands in the way', () => {
	test('a portal that may have no more rooms says so, and the room stays archived', async () => {
		const world = await startWorld({ maxActiveRooms: 2 });
		await archive(world);
		world.portal.addRoom({ title: 'Next client', type: 'custom', owner: world.manager.id });
		const { message, remedy } = failureOf(await unarchive(world));
		expect(message).toBe(
			'“Contoso” was not restored from the archive. DocSpace says: The number of rooms should not exceed 2',
		);
		expect(remedy).toBe('Remove the cause, then run again');
		expect(archivedRooms(world)).toEqual([world.clientRoom]);
	});

	test('a lost answer does not matter', async () => {
		const world = await startWorld();
		await archive(world);
		world.portal.faults.add({ on: UNARCHIVE, cut: 'after' });
		expect(onlyItem(await unarchive(world))).toMatchObject({ archived: false });
		expect(archivedRooms(world)).toEqual([]);
	});
});

describe('Remove Members', () => {
	async function remove(world: World, fields: RunOptions['fields'] = {}, more: More = {}) {
		return await world.run({
			operation: 'room.removeMembers',
			fields: { room: byId(world.clientRoom), ...fields },
			...more,
		});
	}

	function addGuests({ portal, manager, clientRoom }: World, count: number) {
		return Array.from({ length: count }, (_, at) => {
			const guest = portal.addUser({
				displayName: `Guest ${at}`,
				email: `guest${at}@client.example`,
				type: 'Guest',
				invitedBy: manager.id,
			});
			portal.share(clientRoom, guest.id, 'Read', { by: manager.id });
			return guest;
		});
	}

	function addColleague({ portal, manager, clientRoom }: World) {
		const colleague = portal.addUser({
			displayName: 'Cora Colleague',
			email: 'cora@company.example',
			type: 'RoomAdmin',
		});
		portal.share(clientRoom, colleague.id, 'RoomManager', { by: manager.id });
		return colleague;
	}

	function membersOf({ portal, clientRoom }: World): string[] {
		return portal
			.state()
			.shares.filter(({ entryId }) => entryId === clientRoom)
			.map(({ subject }) => subject);
	}

	test('takes all guests out, more than a page of them, and nobody else', async () => {
		const world = await startWorld();
		const guests = addGuests(world, 130);
		const colleague = addColleague(world);
		const item = onlyItem(await remove(world));
		expect(item).toMatchObject({ removedCount: 131, alreadyGone: [], failed: [] });
		expect(item.removed).toContainEqual({
			id: guests[0]?.id,
			email: 'guest0@client.example',
			name: 'Guest 0',
		});
		expect(membersOf(world)).toEqual([colleague.id]);
	});

	test('has nothing to do in a room without guests', async () => {
		const world = await startWorld();
		await remove(world);
		const before = writesTo(world).length;
		expect(onlyItem(await remove(world))).toMatchObject({ removedCount: 0, removed: [] });
		expect(writesTo(world)).toHaveLength(before);
	});

	test.each([
		['as text', (mails: string[], id: string) => [...mails, id].join(', ')],
		['as a list', (mails: string[], id: string) => [...mails, id]],
		[
			'as Get Members puts them out',
			(mails: string[], id: string) =>
				JSON.stringify([...mails.map((email) => ({ email })), { id }]),
		],
	])('takes out the people one names %s, and says who was no member', async (_, spell) => {
		const world = await startWorld();
		const [first, second] = addGuests(world, 2);
		const members = spell(['GUEST0@client.example', 'nobody@client.example'], world.guest.id);
		expect(onlyItem(await remove(world, { remove: 'chosen', members }))).toMatchObject({
			removedCount: 2,
			removed: expect.arrayContaining([
				expect.objectContaining({ id: first?.id }),
				expect.objectContaining({ id: world.guest.id }),
			]),
			alreadyGone: [{ id: '', email: 'nobody@client.example' }],
		});
		expect(membersOf(world)).toEqual([second?.id]);
	});

	test('takes a colleague out when one names them', async () => {
		const world = await startWorld();
		const colleague = addColleague(world);
		const members = colleague.email;
		expect(onlyItem(await remove(world, { remove: 'chosen', members }))).toMatchObject({
			removed: [{ id: colleague.id }],
		});
		expect(membersOf(world)).toEqual([world.guest.id]);
	});

	test.each([
		['the room’s owner', ({ manager }: World) => manager.email, 'who owns the room'],
		['what is no address', () => 'Gus', 'is neither an e-mail address nor the id of a person'],
		['nobody', () => '={{ "" }}', 'is empty'],
	])('refuses %s and removes nobody', async (_, name, problem) => {
		const world = await startWorld();
		const run = await remove(world, { remove: 'chosen', members: name(world) });
		expect(failureOf(run).message).toContain(problem);
		expect(writesTo(world)).toEqual([]);
	});

	test('removes the others when one has a part in forms, and names that one', async () => {
		const world = await startWorld();
		const { portal, manager, guest } = world;
		const room = portal.addRoom({ title: 'Data room', type: 'virtualData', owner: manager.id }).id;
		portal.share(room, guest.id, 'FillForms', { by: manager.id });
		const other = { ...world, clientRoom: room };
		addGuests(other, 3);
		portal.addFormRole(room, guest.id);

		const run = await remove(other, {}, { settings: { onError: 'continueRegularOutput' } });
		expect(onlyItem(run)).toMatchObject({
			error: expect.stringContaining(
				'1 of 4 people could not be removed from “Data room”. Gus Guest (gus@client.example): still has a part to fill in in forms of the room',
			),
			details: {
				removedCount: 3,
				failed: [{ id: guest.id, reason: expect.stringContaining('forms') }],
			},
		});
		expect(membersOf(other)).toEqual([guest.id]);
	});

	test('proves by the members what a lost answer does not tell', async () => {
		const world = await startWorld();
		world.portal.faults.add({ on: PUT_SHARE, cut: 'after' });
		expect(onlyItem(await remove(world))).toMatchObject({ removedCount: 1 });
		expect(membersOf(world)).toEqual([]);
		expect(writesTo(world)).toEqual([PUT_SHARE]);
	});

	test('names who stays because somebody else has invited them (T50)', async () => {
		const world = await startWorld();
		const { portal, guest } = world;
		const colleague = addColleague(world);
		const others = world.credentialsOf(colleague);
		const { message, remedy } = failureOf(await remove(world, {}, { credentials: others }));
		expect(message).toContain(
			'Gus Guest (gus@client.example): still a member, probably invited by someone else',
		);
		expect(remedy).toContain('owner');
		expect(membersOf(world)).toContain(guest.id);
		expect(portal.state().users.map(({ id }) => id)).toContain(guest.id);
	});

	test('tells about links that let anybody in', async () => {
		const world = await startWorld();
		world.portal.shareLink(world.clientRoom, 'additional');
		expect(onlyItem(await remove(world))).toMatchObject({
			stillHasAccess: [{ roomTitle: 'Contoso', reason: expect.stringContaining('link') }],
		});
	});

	test('refuses an archived room, where nobody can be removed', async () => {
		const world = await startWorld();
		await archive(world);
		const { message, remedy } = failureOf(await remove(world));
		expect(message).toBe(
			"'Room' names “Contoso”, which is archived: nobody can be removed from it",
		);
		expect(remedy).toContain('Restore the room');
	});
});

/** GET files/rooms/{id} answers for any folder (docspace-api.md 5.4). */
describe('Every field that asks for a room', () => {
	const inArchive = ({ clientFolder }: World) => ({
		__rl: true,
		mode: 'list',
		value: clientFolder,
	});
	test.each([
		['Room', 'room.get', {}],
		['Room', 'room.getMembers', {}],
		['Room', 'room.removeMembers', {}],
		['Room', 'room.archive', {}],
		['Room', 'room.unarchive', {}],
		['Room', 'room.collectFiles', {}],
		['Room', 'room.archiveClientRoom', { clientName: 'Contoso' }],
		['Room', 'guest.delete', { level: 'oneRoom' }],
		['Only If Room Is Empty', 'guest.delete', {}],
	])('refuses a folder, and says so: %s of %s', async (field, operation, more) => {
		const world = await startWorld();
		const folder = inArchive(world);
		const run = await world.run({
			operation,
			fields: {
				room: folder,
				onlyIfRoomIsEmpty: field === 'Room' ? '' : folder,
				archiveFolder: byId(world.archiveRoom),
				...(operation === 'guest.delete'
					? { guest: { __rl: true, mode: 'email', value: world.guest.email } }
					: {}),
				...more,
			},
		});
		expect(failureOf(run).message).toBe(`'${field}' names the folder “Contoso”, not a room`);
		expect(writesTo(world)).toEqual([]);
	});
});
