import { NODE_NAME, type WorkflowRun } from '../harness/engine';
import { failureOf } from '../harness/failure';
import {
	byId,
	endWorlds,
	fillRoom,
	onlyItem,
	type RunOptions,
	startWorld,
	type World,
} from '../harness/world';

afterEach(endWorlds);

const GET_ROOMS = 'GET files/rooms';
const GET_GUESTS = 'GET people/filter';

type More = Omit<RunOptions, 'operation' | 'fields'>;

function getterOf(operation: string) {
	return async (world: World, fields: RunOptions['fields'] = {}, more: More = {}) =>
		await world.run({ operation, fields, ...more });
}

const getRoom = getterOf('room.get');
const getRooms = getterOf('room.getAll');
const getMembers = getterOf('room.getMembers');
const getGuests = getterOf('guest.getAll');
const getFolder = getterOf('folder.get');
const getFolders = getterOf('folder.getAll');
const getFile = getterOf('file.get');

function titlesIn(run: WorkflowRun): unknown[] {
	return run.json(NODE_NAME).map(({ title }) => title);
}

function requestsTo({ portal }: World, route: string): string[] {
	return portal.requests.to(route).map(({ query }) => query);
}

function addRooms({ portal, manager }: World, count: number, title = 'Client'): void {
	for (let at = 0; at < count; at += 1) {
		portal.addRoom({ title: `${title} ${at}`, type: 'custom', owner: manager.id });
	}
}

function addGuests({ portal, manager, clientRoom }: World, count: number): void {
	for (let at = 0; at < count; at += 1) {
		const { id } = portal.addUser({
			displayName: `Guest ${at}`,
			email: `guest${at}@client.example`,
			type: 'Guest',
			invitedBy: manager.id,
		});
		portal.share(clientRoom, id, 'Read', { by: manager.id });
	}
}

describe('Room: Get Many', () => {
	test('lists every room once, however many pages there are', async () => {
		const world = await startWorld();
		addRooms(world, 230);
		const titles = titlesIn(await getRooms(world, { returnAll: true }));
		expect(titles).toHaveLength(232);
		expect(new Set(titles).size).toBe(232);
		expect(requestsTo(world, GET_ROOMS)).toHaveLength(3);
	});

	test.each([
		[undefined, 50, 1],
		[1, 1, 1],
		[100, 100, 1],
		[101, 101, 2],
		[500, 132, 2],
	])('with the limit %s reads no page too many', async (limit, found, pages) => {
		const world = await startWorld();
		addRooms(world, 130);
		const run = await getRooms(world, limit === undefined ? {} : { limit });
		expect(run.json(NODE_NAME)).toHaveLength(found);
		expect(requestsTo(world, GET_ROOMS)).toHaveLength(pages);
	});

	test('reads on when a room comes to the front between two pages', async () => {
		const world = await startWorld();
		addRooms(world, 130);
		const { portal, manager, sandbox } = world;
		const created = sandbox.clock.now() + 60_000;
		world.portal.faults.add({
			on: GET_ROOMS,
			nth: 2,
			acts: [
				() => void portal.addRoom({ title: 'New', type: 'custom', owner: manager.id, created }),
			],
		});
		const titles = titlesIn(await getRooms(world, { returnAll: true }));
		expect(titles).toHaveLength(133);
		expect(new Set(titles).size).toBe(133);
	});

	test('finds rooms by a part of the title, active, archived or both', async () => {
		const world = await startWorld();
		const { portal, manager } = world;
		portal.addRoom({ title: 'Old contoso', type: 'public', owner: manager.id, archived: true });
		portal.addRoom({ title: 'Fabrikam', type: 'custom', owner: manager.id, archived: true });
		const found = async (state: string) =>
			titlesIn(await getRooms(world, { search: 'CONTOSO', state })).sort();
		expect(await found('active')).toEqual(['Contoso']);
		expect(await found('archived')).toEqual(['Old contoso']);
		expect(await found('any')).toEqual(['Contoso', 'Old contoso']);
	});

	test('never changes the order in which the user sees rooms in the browser (T10)', async () => {
		const world = await startWorld();
		await getRooms(world, { returnAll: true });
		expect(requestsTo(world, GET_ROOMS).join()).not.toMatch(/sort/i);
	});

	test('puts out no item when there is no such room', async () => {
		const world = await startWorld();
		const run = await getRooms(world, { search: 'Nobody' });
		expect(run.status).toBe('success');
		expect(run.json(NODE_NAME)).toEqual([]);
	});

	test.each([0, '={{ "many" }}'])('refuses the limit %s', async (limit) => {
		const world = await startWorld();
		expect(failureOf(await getRooms(world, { limit })).message).toContain("'Limit' is");
	});

	test('names the scope that a key lacks', async () => {
		const world = await startWorld();
		const credentials = world.credentialsOf(world.manager, ['files:read']);
		expect(failureOf(await getRooms(world, {}, { credentials })).message).toContain('rooms:read');
	});
});

describe('Room: Get', () => {
	test('says what the room is, in few fields', async () => {
		const world = await startWorld();
		const { portal, manager, sandbox } = world;
		const room = portal.addRoom({
			title: 'Data',
			type: 'virtualData',
			owner: manager.id,
			tags: ['crm'],
			archived: true,
		}).id;
		expect(onlyItem(await getRoom(world, { room: byId(room) }))).toMatchObject({
			id: room,
			title: 'Data',
			type: 'Virtual data room',
			archived: true,
			owner: manager.displayName,
			filesCount: 0,
			foldersCount: 0,
			tags: ['crm'],
			created: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
			url: `${sandbox.url}/rooms/archived/${room}/filter?folder=${room}`,
		});
	});

	test('gives the portal’s own answer when not simplified', async () => {
		const world = await startWorld();
		const fields = { room: byId(world.clientRoom), simplify: false };
		expect(onlyItem(await getRoom(world, fields))).toMatchObject({
			roomType: 5,
			rootFolderType: 14,
			security: { Read: true },
			createdBy: { id: world.manager.id },
		});
	});

	test('refuses a folder', async () => {
		const world = await startWorld();
		const run = await getRoom(world, { room: byId(world.clientFolder) });
		expect(failureOf(run).message).toContain('not a room');
	});
});

describe('Room: Get Members', () => {
	test('tells roles, and guests from others', async () => {
		const world = await startWorld();
		const { guest, manager } = world;
		const run = await getMembers(world, { room: byId(world.clientRoom) });
		expect(run.json(NODE_NAME)).toEqual([
			{
				id: manager.id,
				name: manager.displayName,
				email: manager.email,
				role: 'Room owner',
				type: 'Room admin',
				isGuest: false,
			},
			{
				id: guest.id,
				name: guest.displayName,
				email: guest.email,
				role: 'Full access',
				type: 'guest',
				isGuest: true,
			},
		]);
	});

	test('lists all, or as many as asked for', async () => {
		const world = await startWorld();
		addGuests(world, 120);
		const room = byId(world.clientRoom);
		expect((await getMembers(world, { room })).json(NODE_NAME)).toHaveLength(50);
		expect((await getMembers(world, { room, limit: 110 })).json(NODE_NAME)).toHaveLength(110);
		const all = (await getMembers(world, { room, returnAll: true })).json(NODE_NAME);
		expect(new Set(all.map(({ id }) => id)).size).toBe(122);
	});

	test('works in an archived room', async () => {
		const world = await startWorld();
		const room = byId(world.clientRoom);
		await world.run({ operation: 'room.archive', fields: { room } });
		const run = await getMembers(world, { room });
		expect(run.json(NODE_NAME).map(({ email }) => email)).toContain(world.guest.email);
	});
});

describe('Guest: Get Many', () => {
	test('lists guests by name or address, all pages of them', async () => {
		const world = await startWorld();
		addGuests(world, 120);
		expect((await getGuests(world, { returnAll: true })).json(NODE_NAME)).toHaveLength(121);
		expect(requestsTo(world, GET_GUESTS)).toHaveLength(2);
		expect((await getGuests(world, { limit: 3 })).json(NODE_NAME)).toHaveLength(3);
		expect(onlyItem(await getGuests(world, { search: 'gus@' }))).toMatchObject({
			id: world.guest.id,
			name: 'Gus Guest',
			email: 'gus@client.example',
			status: 'active',
		});
	});

	test('tells DocSpace admins who invited a guest (7.6)', async () => {
		const world = await startWorld();
		const admin = world.portal.addUser({
			displayName: 'Dan Admin',
			email: 'dan@company.example',
			type: 'DocSpaceAdmin',
		});
		const asAdmin = await getGuests(world, {}, { credentials: world.credentialsOf(admin) });
		expect(onlyItem(asAdmin)).toMatchObject({ invitedBy: world.manager.displayName });
		expect(onlyItem(await getGuests(world, {}))).toMatchObject({ invitedBy: '' });
	});

	test('shows no colleagues', async () => {
		const world = await startWorld();
		const run = await getGuests(world, { returnAll: true, simplify: false });
		expect(run.json(NODE_NAME)).toMatchObject([{ id: world.guest.id, isVisitor: true }]);
	});

	test('a user who may not list people hears whose credential may (T52)', async () => {
		const world = await startWorld();
		const user = world.portal.addUser({
			displayName: 'Ulf User',
			email: 'ulf@company.example',
			type: 'User',
		});
		const { message, remedy } = failureOf(
			await getGuests(world, {}, { credentials: world.credentialsOf(user) }),
		);
		expect(message).toBe('DocSpace does not let you list guests');
		expect(remedy).toContain('DocSpace admin');
	});
});

describe('Folder: Get', () => {
	test('says what the folder is and where it lies', async () => {
		const world = await startWorld();
		const { clientFolder, archiveRoom, sandbox } = world;
		expect(onlyItem(await getFolder(world, { folder: byId(clientFolder) }))).toMatchObject({
			id: clientFolder,
			title: 'Contoso',
			parentId: archiveRoom,
			isRoom: false,
			url: `${sandbox.url}/rooms/shared/filter?folder=${clientFolder}`,
		});
		expect(onlyItem(await getFolder(world, { folder: byId(archiveRoom) }))).toMatchObject({
			title: 'Archive',
			isRoom: true,
			foldersCount: 1,
		});
	});

	test('refuses an id that names none', async () => {
		const world = await startWorld();
		const { message } = failureOf(await getFolder(world, { folder: byId(999_999) }));
		expect(message).toContain('names no folder');
	});
});

describe('Folder: Get Many', () => {
	test('lists the folders directly in a room, and not the files', async () => {
		const world = await startWorld();
		fillRoom(world, world.clientRoom, { folders: 3, filesEach: 2 });
		const run = await getFolders(world, { folder: byId(world.clientRoom) });
		expect(titlesIn(run)).toEqual(['Folder 0', 'Folder 1', 'Folder 2']);
	});

	test.each([undefined, 'drive'] as const)(
		'lists those at any depth in storage %s',
		async (provider) => {
			const world = await startWorld();
			const { portal, manager } = world;
			const room = portal.addRoom({
				title: 'Deep',
				type: 'custom',
				owner: manager.id,
				provider,
			}).id;
			let parent = room;
			for (let depth = 1; depth <= 5; depth += 1) {
				parent = portal.addFolder(parent, `Level ${depth}`).id;
			}
			portal.addFolder(room, 'Other');
			const listed = async (fields: RunOptions['fields']) =>
				titlesIn(await getFolders(world, { folder: byId(room), ...fields }));
			expect(await listed({})).toEqual(['Level 1', 'Other']);
			expect(await listed({ includeSubfolders: true })).toEqual([
				'Level 1',
				'Other',
				'Level 2',
				'Level 3',
				'Level 4',
				'Level 5',
			]);
			expect(await listed({ includeSubfolders: true, limit: 3 })).toEqual([
				'Level 1',
				'Other',
				'Level 2',
			]);
			expect(await listed({ limit: 1 })).toEqual(['Level 1']);
		},
	);

	test('lists more than a page', async () => {
		const world = await startWorld();
		fillRoom(world, world.clientRoom, { folders: 130, filesEach: 0 });
		const folder = byId(world.clientRoom);
		expect(titlesIn(await getFolders(world, { folder, returnAll: true }))).toHaveLength(130);
		expect(titlesIn(await getFolders(world, { folder }))).toHaveLength(50);
	});
});

describe('File: Get', () => {
	test.each([
		['its id', (id: string) => byId(id)],
		[
			'the address of its editor',
			(id: string, url: string) => ({
				__rl: true,
				mode: 'url',
				value: `${url}/doceditor?fileId=${id}`,
			}),
		],
	])('finds the file by %s', async (_, spell) => {
		const world = await startWorld();
		const { portal, clientRoom, sandbox } = world;
		const { id } = portal.addFile(clientRoom, 'Contract.docx', { size: 1234 });
		const run = await getFile(world, { file: spell(String(id), sandbox.url) });
		expect(onlyItem(run)).toMatchObject({
			id,
			title: 'Contract.docx',
			folderId: clientRoom,
			extension: '.docx',
			size: 1234,
			version: 1,
			url: `${sandbox.url}/doceditor?fileId=${id}`,
		});
	});

	test('gives everything the portal says of it when not simplified', async () => {
		const world = await startWorld();
		const { id } = world.portal.addFile(world.clientRoom, 'Contract.docx');
		const run = await getFile(world, { file: byId(id), simplify: false });
		expect(onlyItem(run)).toMatchObject({ id, fileType: 7, security: { Read: true } });
	});

	test.each([
		['an id that names none', () => byId(999_999), 'names no file'],
		[
			'a link to a folder',
			({ sandbox }: World) => ({
				__rl: true,
				mode: 'url',
				value: `${sandbox.url}/rooms/shared/filter?folder=5`,
			}),
			'holds a link without the id of a file',
		],
		[
			'a link to another portal',
			() => ({ __rl: true, mode: 'url', value: 'https://other.example/doceditor?fileId=5' }),
			'holds a link to other.example',
		],
	])('refuses %s', async (_, spell, problem) => {
		const world = await startWorld();
		expect(failureOf(await getFile(world, { file: spell(world) })).message).toContain(problem);
	});

	test('says so when the user behind the credential may not read it', async () => {
		const world = await startWorld();
		const { portal, clientRoom } = world;
		const { id } = portal.addFile(clientRoom, 'Contract.docx');
		const stranger = portal.addUser({
			displayName: 'Sten Stranger',
			email: 'sten@company.example',
			type: 'RoomAdmin',
		});
		const credentials = world.credentialsOf(stranger);
		expect(failureOf(await getFile(world, { file: byId(id) }, { credentials })).message).toContain(
			'may not read',
		);
	});
});
