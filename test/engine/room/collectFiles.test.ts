import type { Fault } from '../../../sandbox';
import {
	expectAllOf,
	fileTitled,
	link,
	numbered,
	runCollect,
	sorted,
} from '../../harness/operations/collecting';
import { NODE_NAME } from '../../harness/engine';
import { failureOf } from '../../harness/failure';
import { LIST } from '../../harness/operations/moving';
import { addPerson } from '../../harness/people';
import { byId, endWorlds, fillRoom, onlyItem, startWorld, type World } from '../../harness/world';

afterEach(endWorlds);

describe('Collect Room Files: what it puts out', () => {
	it('describes each file and sums up the room', async () => {
		const world = await startWorld();
		const folder = world.portal.addFolder(world.clientRoom, '2026').id;
		const file = world.portal.addFile(folder, 'Contract.PDF', { size: 7069 });
		const empty = world.portal.addFile(world.clientRoom, 'Empty.txt', { size: 0 });

		const item = onlyItem(await runCollect(world));

		expect(item).toMatchObject({
			roomId: world.clientRoom,
			roomTitle: 'Contoso',
			fileCount: 2,
			totalBytes: 7069,
			topLevel: { fileIds: [empty.id], folderIds: [folder] },
		});
		expect(item.files).toContainEqual({
			id: file.id,
			title: 'Contract.PDF',
			path: '2026',
			folderId: folder,
			roomId: world.clientRoom,
			size: 7069,
			extension: '.pdf',
			modified: '2026-06-01T10:00:00.0000000+03:00',
			movable: true,
			sharing: '',
		});
	});

	it('puts out one item for an empty room, so that the flow goes on', async () => {
		const world = await startWorld();
		world.portal.addFolder(world.clientRoom, 'Nothing in here');

		expect(onlyItem(await runCollect(world))).toMatchObject({
			fileCount: 0,
			totalBytes: 0,
			files: [],
			topLevel: { fileIds: [] },
		});
	});

	it('lists only ids where IDs Only is chosen', async () => {
		const world = await startWorld();
		const ids = fillRoom(world, world.clientRoom, { folders: 2, filesEach: 3 });

		const { files, fileCount } = onlyItem(
			await runCollect(world, undefined, { fields: { options: { idsOnly: true } } }),
		);

		expect(fileCount).toBe(6);
		expect(sorted(Array.isArray(files) ? files : [])).toEqual(sorted(ids));
	});

	it('puts out an item for each file, paired with the room it came for', async () => {
		const world = await startWorld();
		world.portal.addFile(world.clientRoom, 'A.docx');
		world.portal.addFile(world.archiveRoom, 'B.docx');
		world.portal.addFile(world.archiveRoom, 'C.docx');

		const run = await runCollect(world, '={{ $json.room }}', {
			fields: { output: 'file' },
			items: [world.archiveRoom, world.clientRoom].map((room) => ({ json: { room } })),
		});

		const items = run.items(NODE_NAME);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 0 },
			{ item: 1 },
		]);
		expect(
			items.map(({ json }) => `${String(json.roomTitle)}/${String(json.title)}`).sort(),
		).toEqual(['Archive/B.docx', 'Archive/C.docx', 'Contoso/A.docx']);
	});

	it('answers each input item with its own room, and names the item that failed', async () => {
		const world = await startWorld();
		world.portal.addFile(world.clientRoom, 'A.docx');
		const rooms = [world.clientRoom, 999999, world.archiveRoom];
		const items = rooms.map((room) => ({ json: { room } }));

		const stopped = await runCollect(world, '={{ $json.room }}', { items });
		const continued = await runCollect(world, '={{ $json.room }}', {
			items,
			settings: { onError: 'continueErrorOutput' },
		});

		expect(stopped.status).toBe('error');
		expect(stopped.error).toMatchObject({ context: { itemIndex: 1 } });
		expect(
			continued.items(NODE_NAME).map(({ json, pairedItem }) => [json.roomTitle, pairedItem]),
		).toEqual([
			['Contoso', { item: 0 }],
			['Archive', { item: 2 }],
		]);
		expect(continued.items(NODE_NAME, 1)).toEqual([
			expect.objectContaining({ pairedItem: { item: 1 } }),
		]);
		expect(continued.json(NODE_NAME, 1)[0]?.error).toMatchObject({
			message: expect.stringMatching(/'Room' was not found.*999999/),
		});
	});
});

describe('Collect Room Files: what can be moved later', () => {
	it('names who has a file open or locked', async () => {
		const world = await startWorld();
		const { portal, clientRoom, manager } = world;
		const ann = addPerson({ portal }, 'Ann Ames');
		portal.addFile(clientRoom, 'Open.docx', { openedBy: ann.id });
		portal.addFile(clientRoom, 'Locked.docx', { lockedBy: ann.id });
		portal.addFile(clientRoom, 'Mine.docx', { lockedBy: manager.id });

		const run = await runCollect(world);

		expect(fileTitled(run, 'Open.docx')).toMatchObject({
			movable: false,
			blockedBy: 'open in an editor by Ann Ames',
		});
		expect(fileTitled(run, 'Locked.docx')).toMatchObject({
			movable: false,
			blockedBy: 'locked by Ann Ames',
		});
		expect(fileTitled(run, 'Mine.docx').movable).toBe(true);
		expect(fileTitled(run, 'Mine.docx')).not.toHaveProperty('blockedBy');
	});

	it('says that a member without the right cannot move files', async () => {
		const world = await startWorld();
		const { portal, clientRoom, manager } = world;
		const viewer = addPerson({ portal }, 'Vic');
		portal.share(clientRoom, viewer.id, 'Read', { by: manager.id });
		portal.addFile(clientRoom, 'A.docx');

		const run = await runCollect(world, undefined, { credentials: world.credentialsOf(viewer) });

		expect(fileTitled(run, 'A.docx')).toMatchObject({
			movable: false,
			blockedBy: 'your role in the room does not allow moving it',
		});
	});

	it('lists an archived room, and says that nothing in it can be moved', async () => {
		const world = await startWorld();
		const room = world.portal.addRoom({
			title: 'Old',
			type: 'custom',
			owner: world.manager.id,
			archived: true,
		}).id;
		world.portal.addFile(world.portal.addFolder(room, '2019').id, 'Old.docx');

		const run = await runCollect(world, byId(room));

		expect(fileTitled(run, 'Old.docx')).toMatchObject({
			path: '2019',
			movable: false,
			blockedBy: expect.stringContaining('archived room'),
		});
	});

	it('lists filled forms of a form room, and says which of them DocSpace never moves', async () => {
		const world = await startWorld();
		const { portal, manager } = world;
		const room = portal.addRoom({ title: 'Forms', type: 'form', owner: manager.id });
		const [complete, inProcess] = [...room.folders.values()].map(({ id }) => id);
		const done = portal.addFolder(complete ?? 0, 'Order form', { type: 27 }).id;
		const begun = portal.addFolder(inProcess ?? 0, 'Order form', { type: 28 }).id;
		portal.addFile(room.id, 'Order form.pdf', { isForm: true });
		portal.addFile(done, 'Done.pdf');
		portal.addFile(begun, 'Begun.pdf');

		const run = await runCollect(world, byId(room.id));

		expect(fileTitled(run, 'Order form.pdf')).toMatchObject({ path: '', movable: true });
		expect(fileTitled(run, 'Done.pdf')).toMatchObject({
			path: 'Complete/Order form',
			movable: false,
			blockedBy: expect.stringContaining('form room'),
		});
		expect(fileTitled(run, 'Begun.pdf')).toMatchObject({
			path: 'In process/Order form',
			movable: false,
			blockedBy: expect.stringContaining('form room'),
		});
	});
});

describe('Collect Room Files: every kind of room', () => {
	it('walks a room in third-party storage, whose ids are texts', async () => {
		const world = await startWorld();
		const { portal, manager } = world;
		const room = portal.addRoom({
			title: 'Drive',
			type: 'public',
			owner: manager.id,
			provider: 'drive',
		}).id;
		portal.addFiles(room, numbered(120, 'Top'));
		const contracts = portal.addFolder(portal.addFolder(room, '2026').id, 'Contracts').id;
		portal.addFiles(contracts, numbered(110, 'Contract'));

		const run = await runCollect(world, byId(room));

		expectAllOf(world, room, run);
		expect(onlyItem(run).roomId).toBe(room);
		expect(fileTitled(run, 'Contract 0.docx')).toMatchObject({
			id: expect.stringMatching(/^drive-\d+-/),
			folderId: contracts,
			path: '2026/Contracts',
		});
	});

	it('reads a third-party folder again that shows no files, before it believes it', async () => {
		const world = await startWorld();
		const { portal, manager } = world;
		const room = portal.addRoom({
			title: 'Cloud',
			type: 'public',
			owner: manager.id,
			provider: 'sbox',
		}).id;
		const folder = portal.addFolder(room, 'Contracts').id;
		portal.addFiles(folder, numbered(3, 'Contract'));
		portal.setSwallowErrors(folder, true);
		const recovers = (requests: number): Fault => ({
			on: LIST,
			nth: requests,
			acts: [{ do: 'setSwallowErrors', id: folder, swallow: false }],
		});
		// Two requests show the room, two the room's own level; the fifth shows the folder as empty.
		portal.faults.add(recovers(6));

		expectAllOf(world, room, await runCollect(world, byId(room)));
	});

	it('walks an AI room, where the portal does not recurse', async () => {
		const world = await startWorld();
		const { portal, manager } = world;
		const room = portal.addRoom({ title: 'Agent', type: 'ai', owner: manager.id });
		for (const { id, title } of room.folders.values()) {
			portal.addFiles(id, numbered(105, title));
		}

		const run = await runCollect(world, byId(room.id));

		expectAllOf(world, room.id, run);
		expect(fileTitled(run, 'Knowledge 0.docx').path).toBe('Knowledge');
	});

	it('never hides a file in conversion in an AI room', async () => {
		const world = await startWorld();
		const { portal, manager } = world;
		const room = portal.addRoom({ title: 'Agent', type: 'ai', owner: manager.id });
		const [knowledge] = room.folders.keys();
		portal.addFile(knowledge ?? 0, 'Ready.docx');
		portal.addFile(knowledge ?? 0, 'Slow.docx', { converting: true });

		expect(failureOf(await runCollect(world, byId(room.id))).message).toContain('1 of the 2 files');
	});

	it('finds all files of a data room with an index of its own', async () => {
		const world = await startWorld();
		const room = world.portal.addRoom({
			title: 'Data',
			type: 'virtualData',
			owner: world.manager.id,
			indexing: true,
		}).id;
		fillRoom(world, room, { folders: 12, filesEach: 20 });

		const run = await runCollect(world, byId(room));

		expectAllOf(world, room, run);
		expect(fileTitled(run, 'File 11-0.docx').path).toBe('Folder 11');
	});
});

describe('Collect Room Files: the wrong room', () => {
	it('names the room when the id is that of a folder in it', async () => {
		const world = await startWorld();
		const folder = world.portal.addFolder(world.clientRoom, '2026').id;

		const { message, remedy } = failureOf(await runCollect(world, byId(folder)));

		expect(message).toBe("'Room' names the folder “2026”, not a room");
		expect(remedy).toBe(`The room it lies in is “Contoso”: enter ${world.clientRoom}`);
	});

	it('refuses My documents without reading all of it', async () => {
		const world = await startWorld();
		const documents = world.manager.myDocumentsId;
		world.portal.addFiles(documents, numbered(900, 'Private'));

		const { message } = failureOf(await runCollect(world, byId(documents)));

		expect(message).toMatch(/'Room' names the folder “My documents”, not a room/);
		expect(world.portal.requests.entries.length).toBeLessThanOrEqual(2);
	});

	it('says that there is no such room', async () => {
		const world = await startWorld();
		const { message, remedy } = failureOf(await runCollect(world, byId(424242)));
		expect(message).toBe("'Room' was not found: DocSpace has no room with the ID 424242");
		expect(remedy).toMatch(/list.*link/);
	});

	it('says that the room is closed to the user behind the credential', async () => {
		const world = await startWorld();
		const stranger = addPerson(world, 'Sam');
		const { message, remedy } = failureOf(
			await runCollect(world, undefined, { credentials: world.credentialsOf(stranger) }),
		);
		expect(message).toMatch(/'Room' names a room \(\d+\) .*may not read/);
		expect(remedy).toContain('Room manager');
	});

	it.each([
		['is empty', ''],
		['is not an id: “Contoso”', 'Contoso'],
		['is not an id: “12.5”', '12.5'],
		['is not an id: “99999999999”', '99999999999'],
	])('says that Room %s', async (problem, value) => {
		const world = await startWorld();
		const room = `={{ ${JSON.stringify(value)} }}`;
		const { message, remedy } = failureOf(await runCollect(world, room));
		expect(message).toBe(`'Room' ${problem}`);
		expect(remedy).not.toBe('');
		expect(world.portal.requests.entries).toEqual([]);
	});
});

describe('Collect Room Files: links from the browser', () => {
	async function roomOf(world: World, path: string): Promise<unknown> {
		return onlyItem(await runCollect(world, link(`${world.sandbox.url}${path}`))).roomId;
	}

	it('reads the link of a room, of an archived room and one without a parameter', async () => {
		const world = await startWorld();
		const { portal, clientRoom, manager } = world;
		const old = portal.addRoom({
			title: 'Old',
			type: 'custom',
			owner: manager.id,
			archived: true,
		}).id;

		expect(await roomOf(world, `/rooms/shared/${clientRoom}/filter?folder=${clientRoom}`)).toBe(
			clientRoom,
		);
		expect(await roomOf(world, `/rooms/shared/${clientRoom}`)).toBe(clientRoom);
		expect(
			await roomOf(world, `/rooms/shared/filter?count=100&page=1&folder=${clientRoom}#x`),
		).toBe(clientRoom);
		expect(await roomOf(world, `/rooms/archived/filter?folder=${old}`)).toBe(old);
		expect(await roomOf(world, `/rooms/archived/${old}/filter?folder=${old}`)).toBe(old);
	});

	it('reads the URL-encoded id of a third-party room', async () => {
		const world = await startWorld();
		const { id } = world.portal.addRoom({
			title: 'Cloud',
			type: 'public',
			owner: world.manager.id,
			provider: 'dropbox',
		});
		const encoded = String(id).replace('-', '%2D');
		expect(await roomOf(world, `/rooms/shared/${encoded}/filter`)).toBe(id);
		expect(await roomOf(world, `/rooms/shared/filter?folder=${encoded}`)).toBe(id);
	});

	it('takes the folder the user looked at, and says that it is no room', async () => {
		const world = await startWorld();
		const folder = world.portal.addFolder(world.clientRoom, '2026').id;
		const url = `${world.sandbox.url}/rooms/shared/${world.clientRoom}/filter?folder=${folder}`;
		expect(failureOf(await runCollect(world, link(url))).message).toContain('the folder “2026”');
	});

	it.each([
		['/rooms/share?key=AbCdEf', /share link/],
		['/s/AbCdEf', /share link/],
		['/doceditor?fileId=12', /without the id of a room or folder/],
		['/rooms', /without the id of a room or folder/],
	])('refuses %s and says which link to copy', async (path, message) => {
		const world = await startWorld();
		const failure = failureOf(await runCollect(world, link(`${world.sandbox.url}${path}`)));
		expect(failure.message).toMatch(message);
		expect(failure.remedy).toContain('folder=');
		expect(world.portal.requests.entries).toEqual([]);
	});

	it('refuses a link to another portal, where the same number is another room', async () => {
		const world = await startWorld();
		const url = `https://other.onlyoffice.com/rooms/shared/${world.clientRoom}/filter`;
		const { message, remedy } = failureOf(await runCollect(world, link(url)));
		expect(message).toContain('other.onlyoffice.com');
		expect(message).toContain(new URL(world.sandbox.url).host);
		expect(remedy).toContain(String(world.clientRoom));
		expect(world.portal.requests.entries).toEqual([]);
	});

	it('does not mind http in place of https', async () => {
		const world = await startWorld();
		const secure = world.sandbox.url.replace('http:', 'https:');
		const run = await runCollect(world, link(`${secure}/rooms/shared/${world.clientRoom}/filter`));
		expect(onlyItem(run).roomId).toBe(world.clientRoom);
	});
});
