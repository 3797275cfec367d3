import type { EntryId, Fault, PortalVersion } from '../../../sandbox';
import { launchNode, NODE_NAME, type WorkflowRun } from '../../harness/engine';
import { failureOf } from '../../harness/failure';
import { isRecord } from '../../harness/guards';
import { addPerson, colleague } from '../../harness/people';
import { byId, endWorlds, fillRoom, onlyItem, startWorld, type World } from '../../harness/world';

afterEach(endWorlds);

const LISTING = 'GET files/{id}';

function collect(
	world: World,
	room: unknown = byId(world.clientRoom),
	more: Partial<Parameters<World['run']>[0]> = {},
): Promise<WorkflowRun> {
	const { fields, ...rest } = more;
	return world.run({
		operation: 'room.collectFiles',
		fields: { room: isRecord(room) ? byLocator(room) : String(room), ...fields },
		...rest,
	});
}

function byLocator(room: Record<string, unknown>) {
	return { __rl: true, mode: String(room.mode), value: String(room.value) };
}

function link(value: string) {
	return { mode: 'url', value };
}

function filesOf(run: WorkflowRun): Array<Record<string, unknown>> {
	const { files } = onlyItem(run);
	return Array.isArray(files) ? files.filter(isRecord) : [];
}

function fileTitled(run: WorkflowRun, title: string): Record<string, unknown> {
	const found = filesOf(run).filter((file) => file.title === title);
	expect(found).toHaveLength(1);
	return found[0] ?? {};
}

function sorted(values: unknown[]): string[] {
	return values.map(String).sort();
}

/** Each file of a room was found exactly once. */
function expectAllOf(world: World, roomId: EntryId, run: WorkflowRun): void {
	const there = world.portal.filesBelow(roomId).map(({ id }) => id);
	expect(sorted(filesOf(run).map(({ id }) => id))).toEqual(sorted(there));
}

function numbered(count: number, name: string): string[] {
	return Array.from({ length: count }, (_, n) => `${name} ${n}.docx`);
}

describe('Collect Room Files: however large the room', () => {
	it('finds all 1,234 files of a room whose files lie in folders of folders', async () => {
		const world = await startWorld();
		fillRoom(world, world.clientRoom, { folders: 7, filesEach: 176 });
		const deep = world.portal.addFolder(world.clientRoom, 'Deep').id;
		world.portal.addFile(world.portal.addFolder(deep, 'Deeper').id, 'Deepest.pdf');
		world.portal.addFile(world.clientRoom, 'Top.pdf');

		const run = await collect(world);

		expect(onlyItem(run).fileCount).toBe(1234);
		expect(fileTitled(run, 'Deepest.pdf').path).toBe('Deep/Deeper');
		expectAllOf(world, world.clientRoom, run);
	});

	it('tells the path of each of 1,200 files in 80 folders, four levels deep', async () => {
		const world = await startWorld();
		const expected = new Map<string, string>();
		for (let top = 0; top < 20; top += 1) {
			let parent = world.clientRoom;
			let path = '';
			for (let level = 1; level <= 4; level += 1) {
				const title = `L${level} ${top}`;
				path = path === '' ? title : `${path}/${title}`;
				parent = world.portal.addFolder(parent, title).id;
				const titles = numbered(15, `${top}-${level}`);
				for (const { id } of world.portal.addFiles(parent, titles)) {
					expected.set(String(id), path);
				}
			}
		}

		const run = await collect(world);

		expect(expected.size).toBe(1200);
		expect(new Map(filesOf(run).map(({ id, path }) => [String(id), path]))).toEqual(expected);
	});

	it('is not misled by more than 100 folders, which fill the first page', async () => {
		const world = await startWorld();
		fillRoom(world, world.clientRoom, { folders: 130, filesEach: 1 });
		world.portal.addFiles(world.clientRoom, numbered(130, 'Top'));

		const run = await collect(world);

		expect(onlyItem(run).fileCount).toBe(260);
		expectAllOf(world, world.clientRoom, run);
		expect(fileTitled(run, 'File 129-0.docx').path).toBe('Folder 129');
		expect(onlyItem(run).topLevel).toMatchObject({
			fileIds: { length: 130 },
			folderIds: { length: 130 },
		});
	});

	it.each([
		{ folders: 0, filesEach: 0 },
		{ folders: 1, filesEach: 100 },
		{ folders: 3, filesEach: 67 },
		{ folders: 101, filesEach: 9 },
		{ folders: 250, filesEach: 4 },
	])(
		'asks once per hundred, never per file or folder: $folders folders of $filesEach files',
		async ({ folders, filesEach }) => {
			const world = await startWorld({ tieOrder: 'stable' });
			fillRoom(world, world.clientRoom, { folders, filesEach });

			const run = await collect(world);

			const pages = Math.ceil((folders * filesEach) / 100) + Math.ceil(folders / 100);
			const { entries } = world.portal.requests;
			expect(onlyItem(run).fileCount).toBe(folders * filesEach);
			expect(entries.length).toBeLessThanOrEqual(pages + 3);
			expect(new Set(entries.map(({ route }) => route))).toEqual(new Set([LISTING]));
			expect(new Set(entries.map(({ path }) => path)).size).toBe(1);
			expect(world.portal.requests.maxConcurrentGets).toBeLessThanOrEqual(8);
		},
	);

	it('finds all of 1,000 files of one moment, which the portal shuffles on every page', async () => {
		const world = await startWorld();
		world.portal.addFiles(world.clientRoom, numbered(1000, 'Import'));

		expectAllOf(world, world.clientRoom, await collect(world));
	});

	it('finds all of 1,000 files of one moment in 20 folders without waiting or looking again', async () => {
		const world = await startWorld();
		fillRoom(world, world.clientRoom, { folders: 20, filesEach: 50 });
		const started = world.sandbox.clock.now();

		const run = await collect(world);

		expectAllOf(world, world.clientRoom, run);
		// One page per hundred files, one of folders, and one for the room and each folder.
		expect(world.portal.requests.entries.length).toBeLessThanOrEqual(10 + 1 + 21);
		expect(world.sandbox.clock.now() - started).toBe(0);
	});

	it('finds them too beside a folder that is closed to the member, where walking ends', async () => {
		const world = await startWorld();
		const { portal, clientRoom } = world;
		const member = colleague(world, 'Max');
		fillRoom(world, clientRoom, { folders: 6, filesEach: 50 });
		const [closed] = portal.folder(clientRoom).folders.keys();
		portal.restrict(closed ?? 0, member.id);

		const run = await collect(world, undefined, { credentials: world.credentialsOf(member) });

		expectAllOf(world, clientRoom, run);
	});

	it('never changes the order in which the user sees files in the browser', async () => {
		const world = await startWorld();
		fillRoom(world, world.clientRoom, { folders: 2, filesEach: 80 });

		await collect(world);

		const queries = world.portal.requests.entries.map(({ query }) => query.toLowerCase());
		expect(queries.filter((query) => query.includes('sortby'))).toEqual([]);
	});

	it.each<PortalVersion>(['3.1.1', '3.6.1', '3.7.2'])('works with DocSpace %s', async (version) => {
		const world = await startWorld({ portalVersion: version });
		fillRoom(world, world.clientRoom, { folders: 5, filesEach: 90 });

		const run = await collect(world);

		expectAllOf(world, world.clientRoom, run);
		expect(fileTitled(run, 'File 4-0.docx').path).toBe('Folder 4');
	});
});

describe('Collect Room Files: when DocSpace has counted wrongly, which stays so', () => {
	/** What n8n shows above the node's output. */
	const hintsOf = (run: WorkflowRun) =>
		run.runs(NODE_NAME).flatMap(({ hints = [] }) => hints.map(({ message }) => message));

	it.each([60, -60])('puts out every file and says so (%i files off)', async (off) => {
		const world = await startWorld();
		const { portal, clientRoom } = world;
		fillRoom(world, clientRoom, { folders: 3, filesEach: 50 });
		portal.miscount(clientRoom, off);

		const run = await collect(world);

		expectAllOf(world, clientRoom, run);
		expect(onlyItem(run)).toMatchObject({ fileCount: 150, countedByDocSpace: 150 + off });
		expect(hintsOf(run)).toEqual([
			`“Contoso” holds 150 files, but DocSpace counts ${150 + off}: its counter is wrong. To make it count again, move a folder of the room into another one and back in DocSpace.`,
		]);
	});

	it('says nothing once DocSpace has counted again', async () => {
		const world = await startWorld();
		const { portal, clientRoom } = world;
		fillRoom(world, clientRoom, { folders: 2, filesEach: 5 });
		portal.miscount(clientRoom, 60);
		const [a, b] = [...portal.folder(clientRoom).folders.values()];
		if (a && b) portal.store.move(a, b);

		const run = await collect(world);

		expect(onlyItem(run)).not.toHaveProperty('countedByDocSpace');
		expect(hintsOf(run)).toEqual([]);
	});

	it('goes on after a server that died while it moved a file', async () => {
		const world = await startWorld();
		const { portal, clientRoom, clientFolder } = world;
		const ids = fillRoom(world, clientRoom, { folders: 2, filesEach: 5 });
		portal.faults.add({ on: 'job', file: 3, trouble: 'dieUncounted' });

		const moved = await world.run({
			operation: 'file.move',
			fields: { files: JSON.stringify(ids), destinationFolder: byId(clientFolder) },
		});
		const after = await collect(world);

		expect(onlyItem(moved)).toMatchObject({ complete: true });
		expect(onlyItem(after)).toMatchObject({ fileCount: 0, countedByDocSpace: 1 });
	});

	it.each([60, 1, -1, -60])(
		'never passes over a file in conversion, which it also does not see (%i files off)',
		async (off) => {
			const world = await startWorld();
			const { portal, clientRoom } = world;
			fillRoom(world, clientRoom, { folders: 3, filesEach: 5 });
			const [folder] = portal.folder(clientRoom).folders.keys();
			const slow = portal.addFile(folder ?? 0, 'Slow.docx', { converting: true }).id;
			portal.addFile(folder ?? 0, 'Slower.docx', { converting: true });
			portal.miscount(clientRoom, off);

			const failed = await collect(world);
			for (const id of [slow, Number(slow) + 1]) portal.setConverting(id, false);

			expect(failureOf(failed).message).toMatch(/showed only 15 of the \d+ files/);
			expect(failureOf(failed).remedy).toContain('move a folder of the room');
			expectAllOf(world, clientRoom, await collect(world));
		},
	);

	it('does not take two looks for agreeing between which files were exchanged', async () => {
		const world = await startWorld();
		const { portal, clientRoom } = world;
		const old = portal.addFile(clientRoom, 'Old.docx').id;
		portal.miscount(clientRoom, 5);
		let last = old;
		// Every look at the room finds another file in place of the one before.
		portal.faults.add({
			on: LISTING,
			times: 0,
			acts: [
				() => {
					portal.deleteFile(last);
					last = portal.addFile(clientRoom, 'New.docx').id;
				},
			],
		});

		expect(failureOf(await collect(world)).message).toMatch(/showed only 1 of the 6 files/);
	});
});

describe('Collect Room Files: what it puts out', () => {
	it('describes each file and sums up the room', async () => {
		const world = await startWorld();
		const folder = world.portal.addFolder(world.clientRoom, '2026').id;
		const file = world.portal.addFile(folder, 'Contract.PDF', { size: 7069 });
		const empty = world.portal.addFile(world.clientRoom, 'Empty.txt', { size: 0 });

		const item = onlyItem(await collect(world));

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
			blockedBy: '',
		});
	});

	it('puts out one item for an empty room, so that the flow goes on', async () => {
		const world = await startWorld();
		world.portal.addFolder(world.clientRoom, 'Nothing in here');

		expect(onlyItem(await collect(world))).toMatchObject({
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
			await collect(world, undefined, { fields: { idsOnly: true } }),
		);

		expect(fileCount).toBe(6);
		expect(sorted(Array.isArray(files) ? files : [])).toEqual(sorted(ids));
	});

	it('puts out an item for each file, paired with the room it came for', async () => {
		const world = await startWorld();
		world.portal.addFile(world.clientRoom, 'A.docx');
		world.portal.addFile(world.archiveRoom, 'B.docx');
		world.portal.addFile(world.archiveRoom, 'C.docx');

		const run = await collect(world, '={{ $json.room }}', {
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

		const stopped = await collect(world, '={{ $json.room }}', { items });
		const continued = await collect(world, '={{ $json.room }}', {
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
		expect(continued.json(NODE_NAME, 1)[0]?.error).toMatch(/'Room' names no room.*999999/);
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

		const run = await collect(world);

		expect(fileTitled(run, 'Open.docx')).toMatchObject({
			movable: false,
			blockedBy: 'open in an editor by Ann Ames',
		});
		expect(fileTitled(run, 'Locked.docx')).toMatchObject({
			movable: false,
			blockedBy: 'locked by Ann Ames',
		});
		expect(fileTitled(run, 'Mine.docx')).toMatchObject({ movable: true, blockedBy: '' });
	});

	it('says that a member without the right cannot move files', async () => {
		const world = await startWorld();
		const { portal, clientRoom, manager } = world;
		const viewer = addPerson({ portal }, 'Vic');
		portal.share(clientRoom, viewer.id, 'Read', { by: manager.id });
		portal.addFile(clientRoom, 'A.docx');

		const run = await collect(world, undefined, { credentials: world.credentialsOf(viewer) });

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

		const run = await collect(world, byId(room));

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

		const run = await collect(world, byId(room.id));

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

		const run = await collect(world, byId(room));

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
			on: LISTING,
			nth: requests,
			acts: [{ do: 'setSwallowErrors', id: folder, swallow: false }],
		});
		// Two requests show the room, two the room's own level; the fifth shows the folder as empty.
		portal.faults.add(recovers(6));

		expectAllOf(world, room, await collect(world, byId(room)));
	});

	it('walks an AI room, where the portal does not recurse', async () => {
		const world = await startWorld();
		const { portal, manager } = world;
		const room = portal.addRoom({ title: 'Agent', type: 'ai', owner: manager.id });
		for (const { id, title } of room.folders.values()) {
			portal.addFiles(id, numbered(105, title));
		}

		const run = await collect(world, byId(room.id));

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

		expect(failureOf(await collect(world, byId(room.id))).message).toContain('1 of the 2 files');
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

		const run = await collect(world, byId(room));

		expectAllOf(world, room, run);
		expect(fileTitled(run, 'File 11-0.docx').path).toBe('Folder 11');
	});
});

describe('Collect Room Files: while others work in the room', () => {
	it('misses nothing when others delete and add files between two pages', async () => {
		const world = await startWorld({ tieOrder: 'stable' });
		const { portal, clientRoom } = world;
		const ids = portal.addFiles(clientRoom, numbered(350, 'File')).map(({ id }) => id);
		const gone = ids.slice(0, 30);
		portal.faults.add({
			on: LISTING,
			nth: 3,
			acts: [
				...gone.map((id) => ({ do: 'deleteFile' as const, id })),
				{ do: 'addFile', parentId: clientRoom, title: 'Late.docx' },
			],
		});

		const run = await collect(world);

		const found = filesOf(run).map(({ id }) => id);
		expect(found).toEqual(expect.arrayContaining(ids.slice(30)));
		expect(fileTitled(run, 'Late.docx').movable).toBe(true);
	});

	it('does not let deleted files make up for files not found yet', async () => {
		const world = await startWorld();
		const { portal, clientRoom } = world;
		const ids = portal.addFiles(clientRoom, numbered(300, 'File')).map(({ id }) => id);
		// Once the first look is over, before the second.
		portal.faults.add({
			on: LISTING,
			nth: 5,
			acts: ids.slice(0, 60).map((id) => ({ do: 'deleteFile' as const, id })),
		});

		expectAllOf(world, clientRoom, await collect(world));
	});

	it('waits for a file in conversion', async () => {
		const world = await startWorld();
		const { portal, clientRoom } = world;
		portal.addFiles(clientRoom, numbered(3, 'File'));
		const { id } = portal.addFile(clientRoom, 'Slow.docx', { converting: true });
		portal.faults.add({
			on: LISTING,
			nth: 4,
			acts: [{ do: 'setConverting', id, converting: false }],
		});

		expectAllOf(world, clientRoom, await collect(world));
	});

	it.each<PortalVersion>(['3.1.1', '3.7.2'])(
		'fails with both numbers when a conversion does not end (DocSpace %s)',
		async (portalVersion) => {
			const world = await startWorld({ portalVersion });
			world.portal.addFiles(world.clientRoom, numbered(3, 'File'));
			world.portal.addFile(world.clientRoom, 'Slow.docx', { converting: true });

			const { message, remedy } = failureOf(await collect(world));

			expect(message).toMatch(/3 of (the )?4 /);
			expect(message).toContain('Contoso');
			expect(remedy).toMatch(/Run again/);
		},
	);

	it('stops asking once the execution is cancelled', async () => {
		const world = await startWorld();
		fillRoom(world, world.clientRoom, { folders: 30, filesEach: 100 });
		const execution = launchNode({
			credentials: world.credentials,
			parameters: { resource: 'room', operation: 'collectFiles', room: byId(world.clientRoom) },
		});
		world.portal.faults.add({ on: LISTING, nth: 3, acts: [() => execution.cancel()] });

		const run = await execution.finished;

		expect(run.status).toBe('canceled');
		expect(run.items(NODE_NAME)).toEqual([]);
		// Those in flight at that moment still arrive.
		expect(world.portal.requests.entries.length).toBeLessThanOrEqual(3 + 8);
	});

	it('counts a file once that somebody moves from one folder to another meanwhile', async () => {
		const world = await startWorld();
		const { portal } = world;
		const drive = portal.addRoom({
			title: 'Cloud',
			type: 'public',
			owner: world.manager.id,
			provider: 'drive',
		}).id;
		const [upper, lower] = [
			portal.addFolder(drive, 'Upper').id,
			portal.addFolder(drive, 'Lower').id,
		];
		const deep = portal.addFolder(lower, 'Deep').id;
		const { id } = portal.addFile(upper, 'Contract.docx');
		portal.addFile(deep, 'Other.docx');
		// The upper folder has been read by the time that the deep one is asked for.
		let listings = 0;
		const list = portal.lister.list.bind(portal.lister);
		portal.lister.list = (folder, ...rest) => {
			if (folder.id === deep && listings === 0) portal.moveFile(id, deep);
			if (folder.id === deep) listings += 1;
			return list(folder, ...rest);
		};
		const run = await collect(world, byId(drive));
		expect(onlyItem(run)).toMatchObject({ fileCount: 2 });
	});
});

describe('Collect Room Files: never a part for the whole', () => {
	it('still lists the files of a folder that is closed to the member, as not movable', async () => {
		const world = await startWorld();
		const { portal, clientRoom } = world;
		const member = colleague(world, 'Max');
		const closed = portal.addFolder(clientRoom, 'Closed').id;
		portal.addFile(closed, 'Secret.docx');
		portal.addFile(clientRoom, 'Plain.docx');
		portal.restrict(closed, member.id);

		const run = await collect(world, undefined, { credentials: world.credentialsOf(member) });

		expectAllOf(world, clientRoom, run);
		expect(fileTitled(run, 'Secret.docx').movable).toBe(false);
	});

	it('fails where a folder is closed to the member and has to be walked', async () => {
		const world = await startWorld();
		const { portal, manager } = world;
		const member = addPerson({ portal }, 'Max');
		const room = portal.addRoom({ title: 'Agent', type: 'ai', owner: manager.id });
		portal.share(room.id, member.id, 'RoomManager', { by: manager.id });
		const [knowledge] = room.folders.keys();
		portal.addFile(knowledge ?? 0, 'Secret.docx');
		portal.restrict(knowledge ?? 0, member.id);

		const run = await collect(world, byId(room.id), { credentials: world.credentialsOf(member) });

		expect(failureOf(run).message).toMatch(/1 of 2 entries/);
		expect(failureOf(run).remedy).toContain('Room manager');
	});

	it.each(['form', 'virtualData'] as const)(
		'refuses a member who only fills in forms, at once (%s room)',
		async (type) => {
			const world = await startWorld();
			const { portal, manager } = world;
			const member = addPerson({ portal }, 'Flo');
			const room = portal.addRoom({ title: 'Forms', type, owner: manager.id }).id;
			portal.share(room, member.id, 'FillForms', { by: manager.id });
			portal.addFiles(room, numbered(5, 'Not theirs'));

			const run = await collect(world, byId(room), { credentials: world.credentialsOf(member) });

			expect(failureOf(run).message).toMatch(/'Room' names “Forms”.*only fills in forms/);
			expect(failureOf(run).remedy).toContain('Room manager');
			expect(portal.requests.entries.length).toBeLessThanOrEqual(2);
		},
	);

	it.each<{ name: string; fault: Fault; message: RegExp }>([
		{
			name: 'HTTP 500 on a later page',
			fault: { on: LISTING, nth: 4, answer: 'serverError' },
			message: /DocSpace failed.*HTTP 500/,
		},
		{
			name: 'a gateway that stays down',
			fault: { on: LISTING, nth: 4, times: 0, answer: 'badGateway' },
			message: /could not reach DocSpace.*HTTP 502/,
		},
		{
			name: 'access denied on a later page',
			fault: { on: LISTING, nth: 4, answer: 'accessDenied' },
			message: /may not read/,
		},
		{
			name: 'a web page in place of the answer',
			fault: { on: LISTING, nth: 4, answer: 'htmlPage' },
			message: /does not answer like a DocSpace portal/,
		},
	])('fails for $name, rather than list less', async ({ fault, message }) => {
		const world = await startWorld({ tieOrder: 'stable' });
		world.portal.addFiles(world.clientRoom, numbered(450, 'File'));
		world.portal.faults.add(fault);

		const run = await collect(world);

		expect(run.status).toBe('error');
		expect(run.items(NODE_NAME)).toEqual([]);
		expect(failureOf(run).message).toMatch(message);
		expect(failureOf(run).remedy).not.toBe('');
	});

	it('gets over a gateway that is down for a moment, and over a broken connection', async () => {
		const world = await startWorld({ tieOrder: 'stable' });
		world.portal.addFiles(world.clientRoom, numbered(450, 'File'));
		world.portal.faults.add({ on: LISTING, nth: 3, times: 2, answer: 'badGateway' });
		world.portal.faults.add({ on: LISTING, nth: 7, cut: 'before' });
		world.portal.faults.add({ on: LISTING, nth: 8, answer: 'windowLimit' });

		expectAllOf(world, world.clientRoom, await collect(world));
	});
});

describe('Collect Room Files: the wrong room', () => {
	it('names the room when the id is that of a folder in it', async () => {
		const world = await startWorld();
		const folder = world.portal.addFolder(world.clientRoom, '2026').id;

		const { message, remedy } = failureOf(await collect(world, byId(folder)));

		expect(message).toBe("'Room' names the folder “2026”, not a room");
		expect(remedy).toBe(`The room it lies in is “Contoso”: enter ${world.clientRoom}`);
	});

	it('refuses My documents without reading all of it', async () => {
		const world = await startWorld();
		const documents = world.manager.myDocumentsId;
		world.portal.addFiles(documents, numbered(900, 'Private'));

		const { message } = failureOf(await collect(world, byId(documents)));

		expect(message).toMatch(/'Room' names the folder “My documents”, not a room/);
		expect(world.portal.requests.entries.length).toBeLessThanOrEqual(2);
	});

	it('says that there is no such room', async () => {
		const world = await startWorld();
		const { message, remedy } = failureOf(await collect(world, byId(424242)));
		expect(message).toBe("'Room' names no room: DocSpace has none with the id 424242");
		expect(remedy).toMatch(/list.*link/);
	});

	it('says that the room is closed to the user behind the credential', async () => {
		const world = await startWorld();
		const stranger = addPerson(world, 'Sam');
		const { message, remedy } = failureOf(
			await collect(world, undefined, { credentials: world.credentialsOf(stranger) }),
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
		const { message, remedy } = failureOf(await collect(world, room));
		expect(message).toBe(`'Room' ${problem}`);
		expect(remedy).not.toBe('');
		expect(world.portal.requests.entries).toEqual([]);
	});
});

describe('Collect Room Files: links from the browser', () => {
	async function roomOf(world: World, path: string): Promise<unknown> {
		return onlyItem(await collect(world, link(`${world.sandbox.url}${path}`))).roomId;
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
		expect(failureOf(await collect(world, link(url))).message).toContain('the folder “2026”');
	});

	it.each([
		['/rooms/share?key=AbCdEf', /share link/],
		['/s/AbCdEf', /share link/],
		['/doceditor?fileId=12', /without the id of a room or folder/],
		['/rooms/shared/filter', /without the id of a room or folder/],
	])('refuses %s and says which link to copy', async (path, message) => {
		const world = await startWorld();
		const failure = failureOf(await collect(world, link(`${world.sandbox.url}${path}`)));
		expect(failure.message).toMatch(message);
		expect(failure.remedy).toContain('folder=');
		expect(world.portal.requests.entries).toEqual([]);
	});

	it('refuses a link to another portal, where the same number is another room', async () => {
		const world = await startWorld();
		const url = `https://other.onlyoffice.com/rooms/shared/${world.clientRoom}/filter`;
		const { message, remedy } = failureOf(await collect(world, link(url)));
		expect(message).toContain('other.onlyoffice.com');
		expect(message).toContain(new URL(world.sandbox.url).host);
		expect(remedy).toContain(String(world.clientRoom));
		expect(world.portal.requests.entries).toEqual([]);
	});

	it('does not mind http in place of https', async () => {
		const world = await startWorld();
		const secure = world.sandbox.url.replace('http:', 'https:');
		const run = await collect(world, link(`${secure}/rooms/shared/${world.clientRoom}/filter`));
		expect(onlyItem(run).roomId).toBe(world.clientRoom);
	});
});
