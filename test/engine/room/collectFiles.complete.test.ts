import type { Fault, PortalVersion } from '../../../sandbox';
import {
	expectAllOf,
	filesOf,
	fileTitled,
	numbered,
	runCollect,
} from '../../harness/operations/collecting';
import { hintsOf, launchNode, NODE_NAME } from '../../harness/engine';
import { failureOf } from '../../harness/failure';
import { LIST } from '../../harness/operations/moving';
import { addPerson, colleague } from '../../harness/people';
import { byId, endWorlds, fillRoom, onlyItem, startWorld } from '../../harness/world';

afterEach(endWorlds);

describe('Collect Room Files: however large the room', () => {
	it('finds all 1,234 files of a room whose files lie in folders of folders', async () => {
		const world = await startWorld();
		fillRoom(world, world.clientRoom, { folders: 7, filesEach: 176 });
		const deep = world.portal.addFolder(world.clientRoom, 'Deep').id;
		world.portal.addFile(world.portal.addFolder(deep, 'Deeper').id, 'Deepest.pdf');
		world.portal.addFile(world.clientRoom, 'Top.pdf');

		const run = await runCollect(world);

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

		const run = await runCollect(world);

		expect(expected.size).toBe(1200);
		expect(new Map(filesOf(run).map(({ id, path }) => [String(id), path]))).toEqual(expected);
	});

	it('is not misled by more than 100 folders, which fill the first page', async () => {
		const world = await startWorld();
		fillRoom(world, world.clientRoom, { folders: 130, filesEach: 1 });
		world.portal.addFiles(world.clientRoom, numbered(130, 'Top'));

		const run = await runCollect(world);

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

			const run = await runCollect(world);

			const pages = Math.ceil((folders * filesEach) / 100) + Math.ceil(folders / 100);
			const { entries } = world.portal.requests;
			expect(onlyItem(run).fileCount).toBe(folders * filesEach);
			expect(entries.length).toBeLessThanOrEqual(pages + 3);
			expect(new Set(entries.map(({ route }) => route))).toEqual(new Set([LIST]));
			expect(new Set(entries.map(({ path }) => path)).size).toBe(1);
			expect(world.portal.requests.maxConcurrentGets).toBeLessThanOrEqual(8);
		},
	);

	it('finds all of 1,000 files of one moment, which the portal shuffles on every page', async () => {
		const world = await startWorld();
		world.portal.addFiles(world.clientRoom, numbered(1000, 'Import'));

		expectAllOf(world, world.clientRoom, await runCollect(world));
	});

	it('finds all of 1,000 files of one moment in 20 folders without waiting or looking again', async () => {
		const world = await startWorld();
		fillRoom(world, world.clientRoom, { folders: 20, filesEach: 50 });
		const started = world.sandbox.clock.now();

		const run = await runCollect(world);

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

		const run = await runCollect(world, undefined, { credentials: world.credentialsOf(member) });

		expectAllOf(world, clientRoom, run);
	});

	it('never changes the order in which the user sees files in the browser', async () => {
		const world = await startWorld();
		fillRoom(world, world.clientRoom, { folders: 2, filesEach: 80 });

		await runCollect(world);

		const queries = world.portal.requests.entries.map(({ query }) => query.toLowerCase());
		expect(queries.filter((query) => query.includes('sortby'))).toEqual([]);
	});

	it.each<PortalVersion>(['3.6.1', '3.7.2'])('works with DocSpace %s', async (version) => {
		const world = await startWorld({ portalVersion: version });
		fillRoom(world, world.clientRoom, { folders: 5, filesEach: 90 });

		const run = await runCollect(world);

		expectAllOf(world, world.clientRoom, run);
		expect(fileTitled(run, 'File 4-0.docx').path).toBe('Folder 4');
	});
});

describe('Collect Room Files: when DocSpace has counted wrongly, which stays so', () => {
	it.each([60, -60])('puts out every file and says so (%i files off)', async (off) => {
		const world = await startWorld();
		const { portal, clientRoom } = world;
		fillRoom(world, clientRoom, { folders: 3, filesEach: 50 });
		portal.miscount(clientRoom, off);

		const run = await runCollect(world);

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

		const run = await runCollect(world);

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
		const after = await runCollect(world);

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

			const failed = await runCollect(world);
			for (const id of [slow, Number(slow) + 1]) portal.setConverting(id, false);

			expect(failureOf(failed).message).toMatch(/showed only 15 of the \d+ files/);
			expect(failureOf(failed).remedy).toContain('move a folder of the room');
			expectAllOf(world, clientRoom, await runCollect(world));
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
			on: LIST,
			times: 0,
			acts: [
				() => {
					portal.deleteFile(last);
					last = portal.addFile(clientRoom, 'New.docx').id;
				},
			],
		});

		expect(failureOf(await runCollect(world)).message).toMatch(/showed only 1 of the 6 files/);
	});
});

describe('Collect Room Files: while others work in the room', () => {
	it('misses nothing when others delete and add files between two pages', async () => {
		const world = await startWorld({ tieOrder: 'stable' });
		const { portal, clientRoom } = world;
		const ids = portal.addFiles(clientRoom, numbered(350, 'File')).map(({ id }) => id);
		const gone = ids.slice(0, 30);
		portal.faults.add({
			on: LIST,
			nth: 3,
			acts: [
				...gone.map((id) => ({ do: 'deleteFile' as const, id })),
				{ do: 'addFile', parentId: clientRoom, title: 'Late.docx' },
			],
		});

		const run = await runCollect(world);

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
			on: LIST,
			nth: 5,
			acts: ids.slice(0, 60).map((id) => ({ do: 'deleteFile' as const, id })),
		});

		expectAllOf(world, clientRoom, await runCollect(world));
	});

	it('waits for a file in conversion', async () => {
		const world = await startWorld();
		const { portal, clientRoom } = world;
		portal.addFiles(clientRoom, numbered(3, 'File'));
		const { id } = portal.addFile(clientRoom, 'Slow.docx', { converting: true });
		portal.faults.add({
			on: LIST,
			nth: 4,
			acts: [{ do: 'setConverting', id, converting: false }],
		});

		expectAllOf(world, clientRoom, await runCollect(world));
	});

	it.each<PortalVersion>(['3.6.1', '3.7.2'])(
		'fails with both numbers when a conversion does not end (DocSpace %s)',
		async (portalVersion) => {
			const world = await startWorld({ portalVersion });
			world.portal.addFiles(world.clientRoom, numbered(3, 'File'));
			world.portal.addFile(world.clientRoom, 'Slow.docx', { converting: true });

			const { message, remedy } = failureOf(await runCollect(world));

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
		world.portal.faults.add({ on: LIST, nth: 3, acts: [() => execution.cancel()] });

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
		const run = await runCollect(world, byId(drive));
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

		const run = await runCollect(world, undefined, { credentials: world.credentialsOf(member) });

		expectAllOf(world, clientRoom, run);
		expect(fileTitled(run, 'Secret.docx').movable).toBe(false);
	});

	it('does not wait for a folder that the portal counts and never shows', async () => {
		const world = await startWorld();
		const { portal, clientRoom } = world;
		const member = colleague(world, 'Max');
		portal.addFile(clientRoom, 'Plain.docx');
		portal.restrict(portal.addFolder(clientRoom, 'Closed').id, member.id);
		const started = world.sandbox.clock.now();

		const run = await runCollect(world, undefined, { credentials: world.credentialsOf(member) });

		expectAllOf(world, clientRoom, run);
		expect(world.sandbox.clock.now() - started).toBe(0);
		expect(world.portal.requests.entries).toHaveLength(3);
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

		const run = await runCollect(world, byId(room.id), {
			credentials: world.credentialsOf(member),
		});

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

			const run = await runCollect(world, byId(room), { credentials: world.credentialsOf(member) });

			expect(failureOf(run).message).toMatch(/'Room' names “Forms”.*only fills in forms/);
			expect(failureOf(run).remedy).toContain('Room manager');
			expect(portal.requests.entries.length).toBeLessThanOrEqual(2);
		},
	);

	it.each<{ name: string; fault: Fault; message: RegExp }>([
		{
			name: 'HTTP 500 on a later page',
			fault: { on: LIST, nth: 4, answer: 'serverError' },
			message: /DocSpace failed.*HTTP 500/,
		},
		{
			name: 'a gateway that stays down',
			fault: { on: LIST, nth: 4, times: 0, answer: 'badGateway' },
			message: /could not reach DocSpace.*HTTP 502/,
		},
		{
			name: 'access denied on a later page',
			fault: { on: LIST, nth: 4, answer: 'accessDenied' },
			message: /may not read/,
		},
		{
			name: 'a web page in place of the answer',
			fault: { on: LIST, nth: 4, answer: 'htmlPage' },
			message: /does not answer like a DocSpace portal/,
		},
	])('fails for $name, rather than list less', async ({ fault, message }) => {
		const world = await startWorld({ tieOrder: 'stable' });
		world.portal.addFiles(world.clientRoom, numbered(450, 'File'));
		world.portal.faults.add(fault);

		const run = await runCollect(world);

		expect(run.status).toBe('error');
		expect(run.items(NODE_NAME)).toEqual([]);
		expect(failureOf(run).message).toMatch(message);
		expect(failureOf(run).remedy).not.toBe('');
	});

	it('gets over a gateway that is down for a moment, and over a broken connection', async () => {
		const world = await startWorld({ tieOrder: 'stable' });
		world.portal.addFiles(world.clientRoom, numbered(450, 'File'));
		world.portal.faults.add({ on: LIST, nth: 3, times: 2, answer: 'badGateway' });
		world.portal.faults.add({ on: LIST, nth: 7, cut: 'before' });
		world.portal.faults.add({ on: LIST, nth: 8, answer: 'windowLimit' });

		expectAllOf(world, world.clientRoom, await runCollect(world));
	});
});
