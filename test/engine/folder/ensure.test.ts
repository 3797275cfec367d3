import type { EntryId, Fault, PortalVersion } from '../../../sandbox';
import { NODE_NAME, type WorkflowRun } from '../../harness/engine';
import { failureOf } from '../../harness/failure';
import { startWorkers } from '../../harness/workers';
import { addPerson } from '../../harness/people';
import { byId, endWorlds, onlyItem, startWorld, type World } from '../../harness/world';

afterEach(endWorlds);

const CREATE = 'POST files/folder/{id}';
const CHILDREN = 'GET files/{id}/subfolders';

function ensure(
	world: World,
	folderName: string,
	parentId: EntryId | undefined = world.archiveRoom,
	more: Partial<Parameters<World['run']>[0]> = {},
): Promise<WorkflowRun> {
	return world.run({
		operation: 'folder.ensure',
		fields: { parentFolder: byId(parentId), folderName },
		...more,
	});
}

/** Like `ensure`, for names that an expression would be misled by. */
function ensureExactly(
	world: World,
	folderName: string,
	parentId: EntryId | undefined = world.archiveRoom,
): Promise<WorkflowRun> {
	return ensure(world, '={{ $json.name }}', parentId, { items: [{ json: { name: folderName } }] });
}

function children(world: World, parentId: EntryId = world.archiveRoom) {
	return [...world.portal.folder(parentId).folders.values()];
}

function titles(world: World, parentId: EntryId = world.archiveRoom): string[] {
	return children(world, parentId)
		.map(({ title }) => title)
		.sort();
}

function writes(world: World): string[] {
	return world.portal.requests.entries
		.filter(({ method }) => method !== 'GET')
		.map(({ method, path }) => `${method} ${path}`);
}

/** A folder made by somebody else, with the ids growing as time goes by. */
function elsewhere(world: World, title: string, parentId: EntryId = world.archiveRoom) {
	return { do: 'addFolder' as const, parentId, title };
}

describe('Ensure Folder: found or created', () => {
	it('creates the folder when there is none, with four requests', async () => {
		const world = await startWorld();

		const item = onlyItem(await ensure(world, 'Fabrikam'));

		const [, made] = children(world);
		expect(titles(world)).toEqual(['Contoso', 'Fabrikam']);
		expect(item).toEqual({
			id: made?.id,
			title: 'Fabrikam',
			url: expect.any(String),
			parentId: world.archiveRoom,
			created: true,
			requestedTitle: 'Fabrikam',
			sameNameFolders: [],
		});
		expect(world.portal.requests.entries).toHaveLength(4);
	});

	it('finds the folder that is there, without writing', async () => {
		const world = await startWorld();

		expect(onlyItem(await ensure(world, 'Contoso'))).toEqual({
			id: world.clientFolder,
			title: 'Contoso',
			url: expect.any(String),
			parentId: world.archiveRoom,
			created: false,
			requestedTitle: 'Contoso',
			sameNameFolders: [],
		});
		expect(writes(world)).toEqual([]);
		expect(world.portal.requests.entries.length).toBeLessThanOrEqual(4);
	});

	it.each([
		['characters DocSpace does not allow', 'A/B: C "Ltd"?', 'A_B_ C _Ltd__'],
		['spaces around it', '  Contoso Inc  ', 'Contoso Inc'],
		['no-break and odd spaces around it', '\u00a0\u0085Contoso Inc\u0085 ', 'Contoso Inc'],
		['an emoji', 'Contoso 🎉', 'Contoso __'],
		['a tab inside', 'Contoso\tInc', 'Contoso_Inc'],
		['dots at the end', 'Contoso Inc...', 'Contoso Inc...'],
		['backslashes', 'A\\B', 'A_B'],
	])('makes one folder in two runs for a name with %s', async (_, name, stored) => {
		const world = await startWorld();

		const first = onlyItem(await ensureExactly(world, name));
		const second = onlyItem(await ensureExactly(world, name));

		expect(titles(world)).toEqual(['Contoso', stored].sort());
		expect(first).toMatchObject({ title: stored, created: true });
		expect(second).toMatchObject({ id: first.id, title: stored, created: false });
	});

	it('takes the same letters for the same name, however they are composed', async () => {
		const world = await startWorld();
		const composed = 'Café Zoë'.normalize('NFC');
		const decomposed = composed.normalize('NFD');

		const first = onlyItem(await ensureExactly(world, composed));
		const second = onlyItem(await ensureExactly(world, decomposed));

		expect(second).toMatchObject({ id: first.id, created: false });
		expect(world.portal.journal.of('folder.created').at(-1)?.title).toBe(composed);
	});

	it('does not take a folder further down for the one it looks for', async () => {
		const world = await startWorld();
		const grandchild = world.portal.addFolder(world.clientFolder, 'Fabrikam').id;

		const item = onlyItem(await ensure(world, 'Fabrikam'));

		expect(item.created).toBe(true);
		expect(item.id).not.toBe(grandchild);
		expect(titles(world)).toEqual(['Contoso', 'Fabrikam']);
	});

	it('does not take a similar title for the same', async () => {
		const world = await startWorld();
		world.portal.addFolder(world.archiveRoom, 'Contoso Ltd');
		expect(onlyItem(await ensure(world, 'Contoso L')).created).toBe(true);
	});

	it('finds it among 350 others', async () => {
		const world = await startWorld();
		for (let n = 0; n < 350; n += 1) world.portal.addFolder(world.archiveRoom, `Client ${n}`);
		const wanted = world.portal.folder(world.archiveRoom).folders;

		const item = onlyItem(await ensure(world, 'Client 349'));

		expect(item.created).toBe(false);
		expect(wanted.get(typeof item.id === 'number' ? item.id : 0)?.title).toBe('Client 349');
		expect(writes(world)).toEqual([]);
	});

	it('works in My documents, in a folder, and for a parent given as a link', async () => {
		const world = await startWorld();
		const documents = world.manager.myDocumentsId;

		expect(onlyItem(await ensure(world, 'A', documents))).toMatchObject({ parentId: documents });
		expect(onlyItem(await ensure(world, 'B', world.clientFolder))).toMatchObject({
			parentId: world.clientFolder,
		});
		const value = `${world.sandbox.url}/rooms/personal/filter?folder=${documents}`;
		const linked = await world.run({
			operation: 'folder.ensure',
			fields: { parentFolder: { __rl: true, mode: 'url', value }, folderName: 'A' },
		});
		expect(onlyItem(linked)).toMatchObject({ parentId: documents, created: false });
	});

	it('accepts a number as the name', async () => {
		const world = await startWorld();
		const run = await ensure(world, '={{ $json.n }}', undefined, {
			items: [{ json: { n: 2026 } }],
		});
		expect(onlyItem(run)).toMatchObject({ title: '2026', created: true });
	});

	it.each<PortalVersion>(['3.6.1', '3.7.2'])(
		'settles on one folder with DocSpace %s',
		async (portalVersion) => {
			const world = await startWorld({ portalVersion });
			world.portal.addFolder(world.clientFolder, 'Fabrikam');
			const first = onlyItem(await ensure(world, 'Fabrikam'));
			expect(onlyItem(await ensure(world, 'Fabrikam'))).toMatchObject({
				id: first.id,
				created: false,
			});
			expect(titles(world)).toEqual(['Contoso', 'Fabrikam']);
		},
	);
});

describe('Ensure Folder: many items', () => {
	it('looks once for equal items, and pairs each result', async () => {
		const world = await startWorld();
		const items = Array.from({ length: 40 }, () => ({ json: { client: 'Fabrikam' } }));

		const run = await ensure(world, '={{ $json.client }}', undefined, { items });

		const results = run.items(NODE_NAME);
		expect(results.map(({ pairedItem }) => pairedItem)).toEqual(items.map((_, item) => ({ item })));
		expect(new Set(results.map(({ json }) => json.id)).size).toBe(1);
		expect(results.map(({ json }) => json.created)).toEqual(items.map((_, item) => item === 0));
		expect(world.portal.requests.entries).toHaveLength(4);
		expect(titles(world)).toEqual(['Contoso', 'Fabrikam']);
	});

	it('makes each of several names under one parent, also names that are stored alike', async () => {
		const world = await startWorld();
		const names = ['A', 'B', 'A/B', 'A:B', 'Café', 'Café'.normalize('NFD'), 'Contoso'];

		const run = await ensure(world, '={{ $json.name }}', undefined, {
			items: names.map((name) => ({ json: { name } })),
		});

		expect(titles(world)).toEqual(['A', 'A_B', 'B', 'Café', 'Contoso']);
		const ids = run.json(NODE_NAME).map(({ id }) => id);
		expect(ids[3]).toBe(ids[2]);
		expect(ids[5]).toBe(ids[4]);
		expect(writes(world).filter((write) => write.startsWith('POST'))).toHaveLength(4);
		expect(writes(world).filter((write) => write.startsWith('DELETE'))).toEqual([]);
		const reads = world.portal.requests.to('GET files/folder/{id}');
		expect(reads).toHaveLength(1);
	});

	it('fails for one item and goes on with the others, if the node continues on errors', async () => {
		const world = await startWorld();
		const names = ['A', '', 'B'];
		const run = await ensure(world, '={{ $json.name }}', undefined, {
			items: names.map((name) => ({ json: { name } })),
			settings: { onError: 'continueErrorOutput' },
		});
		expect(run.json(NODE_NAME).map(({ title }) => title)).toEqual(['A', 'B']);
		expect(run.json(NODE_NAME, 1)).toMatchObject([
			{ error: { message: "'Folder Name' is empty" } },
		]);
	});
});

describe('Ensure Folder: names DocSpace would not take', () => {
	it('takes a name of 165 characters, not counting spaces around it', async () => {
		const world = await startWorld();
		const name = 'x'.repeat(165);
		expect(onlyItem(await ensure(world, `  ${name}  `)).title).toBe(name);
	});

	it.each([
		['166 characters', 'x'.repeat(166), /'Folder Name' has 166 characters/, /165/],
		['300 characters', 'x'.repeat(300), /'Folder Name' has 300 characters/, /slice\(0, 165\)/],
		['nothing', '', /'Folder Name' is empty/, /clientName/],
		['spaces', ' \t ', /'Folder Name' is empty/, /clientName/],
		[
			'only characters it replaces',
			'??/*',
			/'Folder Name' holds only characters/,
			/letter or digit/,
		],
		['only emoji', '🎉', /'Folder Name' holds only characters/, /letter or digit/],
	])('refuses %s before it asks the portal for anything', async (_, name, message, remedy) => {
		const world = await startWorld();

		const failure = failureOf(await ensureExactly(world, name));

		expect(failure.message).toMatch(message);
		expect(failure.remedy).toMatch(remedy);
		expect(world.portal.requests.entries).toEqual([]);
	});

	it('refuses an expression that yields nothing', async () => {
		const world = await startWorld();
		const failure = failureOf(await ensure(world, '={{ $json.misspelt }}'));
		expect(failure.message).toBe("'Folder Name' is empty");
		expect(world.portal.requests.entries).toEqual([]);
	});
});

describe('Ensure Folder: parents that cannot hold a folder', () => {
	interface Case {
		name: string;
		parent: (world: World) => EntryId;
		message: RegExp;
		remedy: RegExp;
	}

	const cases: Case[] = [
		{
			name: 'the Archive section',
			parent: ({ portal }) => portal.sections.archive,
			message: /'Parent Folder' names the Archive section of DocSpace/,
			remedy: /ordinary room.*My documents/,
		},
		{
			name: 'an archived room',
			parent: ({ portal, manager }) =>
				portal.addRoom({ title: 'Old', type: 'custom', owner: manager.id, archived: true }).id,
			message: /'Parent Folder' names “Old”, which lies in the Archive section/,
			remedy: /ordinary room/,
		},
		{
			name: 'a folder of an archived room',
			parent: ({ portal, manager }) =>
				portal.addFolder(
					portal.addRoom({ title: 'Old', type: 'custom', owner: manager.id, archived: true }).id,
					'2019',
				).id,
			message: /'Parent Folder' names “2019”, which lies in the Archive section/,
			remedy: /ordinary room/,
		},
		{
			name: 'the Trash',
			parent: ({ manager }) => manager.trashId,
			message: /'Parent Folder' names the Trash/,
			remedy: /ordinary room/,
		},
		{
			name: 'a folder in the Trash',
			parent: ({ portal, manager, clientFolder }) => {
				portal.trashFolder(clientFolder, manager.id);
				return clientFolder;
			},
			message: /'Parent Folder' names “Contoso”, which lies in the Trash/,
			remedy: /ordinary room/,
		},
		{
			name: 'the list of all rooms',
			parent: ({ portal }) => portal.sections.rooms,
			message: /'Parent Folder' names the list of all rooms/,
			remedy: /ordinary room/,
		},
		{
			name: 'a folder that is not there',
			parent: () => 424242,
			message: /'Parent Folder' was not found.*424242/,
			remedy: /list.*link/,
		},
		{
			name: 'a third-party folder that is not there',
			parent: () => 'drive-77-1abc',
			message: /'Parent Folder' names a folder in third-party storage \(drive-77-1abc\)/,
			remedy: /connected.*list.*link/,
		},
		{
			name: 'a room of other people',
			parent: ({ portal }) => {
				const other = addPerson({ portal }, 'Otto');
				return portal.addRoom({ title: 'Secret', type: 'custom', owner: other.id }).id;
			},
			message: /'Parent Folder' names a folder \(\d+\) .*may not read/,
			remedy: /Room manager/,
		},
		{
			name: 'the folder of filled forms',
			parent: ({ portal, manager }) => {
				const room = portal.addRoom({ title: 'Forms', type: 'form', owner: manager.id });
				return [...room.folders.keys()][0] ?? 0;
			},
			message: /'Parent Folder' names “Complete”, a folder that DocSpace keeps for filled forms/,
			remedy: /ordinary room/,
		},
		{
			name: 'a room in which the user may only read',
			parent: ({ portal, manager }) => {
				const other = addPerson({ portal }, 'Otto');
				const room = portal.addRoom({ title: 'Library', type: 'custom', owner: other.id }).id;
				portal.share(room, manager.id, 'Read', { by: other.id });
				return room;
			},
			message: /'Parent Folder' names “Library”, where the user .* may not create folders/,
			remedy: /Room manager/,
		},
	];

	it.each(cases)('$name', async ({ parent, message, remedy }) => {
		const world = await startWorld();
		const parentId = parent(world);

		const failure = failureOf(await ensure(world, 'Fabrikam', parentId));

		expect(failure.message).toMatch(message);
		expect(failure.remedy).toMatch(remedy);
		expect(writes(world)).toEqual([]);
	});

	it('a room of which a DocSpace admin is no member', async () => {
		const world = await startWorld();
		const admin = addPerson(world, 'Ada', 'DocSpaceAdmin');

		const run = await ensure(world, 'Fabrikam', undefined, {
			credentials: world.credentialsOf(admin),
		});

		expect(failureOf(run).message).toMatch(/'Parent Folder' names “Archive”.*may not create/);
		expect(failureOf(run).remedy).toMatch(/Room manager.*DocSpace admin is not enough/);
		expect(writes(world)).toEqual([]);
	});

	it.each([
		['is empty', ''],
		['is not an id: “/Archive”', '/Archive'],
	])('says that Parent Folder %s', async (problem, value) => {
		const world = await startWorld();
		const run = await world.run({
			operation: 'folder.ensure',
			fields: { parentFolder: `={{ ${JSON.stringify(value)} }}`, folderName: 'A' },
		});
		expect(failureOf(run).message).toBe(`'Parent Folder' ${problem}`);
		expect(world.portal.requests.entries).toEqual([]);
	});
});

describe('Ensure Folder: two runs at the same moment', () => {
	it('gives way to a folder made just before its own, and removes its own', async () => {
		const world = await startWorld();
		world.portal.faults.add({ on: CREATE, acts: [elsewhere(world, 'Fabrikam')] });

		const item = onlyItem(await ensure(world, 'Fabrikam'));

		const [, theirs] = children(world);
		expect(titles(world)).toEqual(['Contoso', 'Fabrikam']);
		expect(item).toMatchObject({ id: theirs?.id, created: false });
		expect(item.sameNameFolders).toEqual([
			{ id: expect.anything(), title: 'Fabrikam', removed: true },
		]);
		expect(world.portal.journal.of('folder.trashed')).toHaveLength(1);
	});

	it('keeps its own when another was made just after it, and leaves that one alone', async () => {
		const world = await startWorld();
		world.portal.faults.add({ on: CHILDREN, nth: 2, acts: [elsewhere(world, 'Fabrikam')] });

		const item = onlyItem(await ensure(world, 'Fabrikam'));

		const [, ours, theirs] = children(world);
		expect(item).toMatchObject({ id: ours?.id, created: true });
		expect(item.sameNameFolders).toEqual([{ id: theirs?.id, title: 'Fabrikam', removed: false }]);
		expect(writes(world).filter((write) => write.startsWith('DELETE'))).toEqual([]);
	});

	it('makes one folder when several executions of an n8n start together', async () => {
		const world = await startWorld();

		const runs = await Promise.all(Array.from({ length: 5 }, () => ensure(world, 'Fabrikam')));
		const again = onlyItem(await ensure(world, 'Fabrikam'));

		expect(new Set(runs.map((run) => onlyItem(run).id))).toEqual(new Set([again.id]));
		expect(runs.filter((run) => onlyItem(run).created)).toHaveLength(1);
		expect(writes(world)).toHaveLength(1);
	});

	it('does not keep executions waiting that make other folders', async () => {
		const world = await startWorld();
		const start = world.sandbox.clock.now();

		await Promise.all(['A', 'B', 'C', 'D'].map(async (name) => await ensure(world, name)));

		// One after the other, each would wait a second until its folder has come to light.
		expect(world.sandbox.clock.now() - start).toBeLessThan(4000);
	});

	it.each([1, 4, 5, 6, 7])(
		'settles on one folder when workers start together and it comes to light late (%i)',
		async (seed) => {
			const world = await startWorld({ seed, folderCommitMs: 600 });
			const workers = await startWorkers(world, 4);

			const runs = await Promise.all(
				[...workers, ...workers].map(
					async (nodeTypes) => await ensure(world, 'Fabrikam', undefined, { nodeTypes }),
				),
			);

			const [, left] = children(world);
			expect(titles(world)).toEqual(['Contoso', 'Fabrikam']);
			expect(runs.map((run) => onlyItem(run).id)).toEqual(runs.map(() => left?.id));
		},
	);

	it('looks again before it believes a folder that is empty and new', async () => {
		const world = await startWorld();
		const { portal, archiveRoom, manager } = world;
		const parent = portal.folder(archiveRoom);
		const id = portal.store.takeId(parent);
		const younger = portal.addFolder(archiveRoom, 'Fabrikam').id;
		portal.faults.add({
			on: CHILDREN,
			nth: 2,
			acts: [
				() => portal.store.addFolder(parent, { title: 'Fabrikam', createdBy: manager.id, id }),
				{ do: 'trashFolder', id: younger, by: manager.id },
			],
		});

		expect(onlyItem(await ensure(world, 'Fabrikam'))).toMatchObject({ id, created: false });
		expect(writes(world)).toEqual([]);
	});

	it('makes it when the empty folder that was there is gone at the second look', async () => {
		const world = await startWorld();
		const act = { do: 'trashFolder', id: world.clientFolder, by: world.manager.id } as const;
		world.portal.faults.add({ on: CHILDREN, nth: 2, acts: [act] });

		const item = onlyItem(await ensure(world, 'Contoso'));

		expect(item).toMatchObject({ created: true, sameNameFolders: [] });
		expect(children(world).map(({ id }) => id)).toEqual([item.id]);
	});

	it.each<[string, (world: World) => Promise<unknown> | unknown]>([
		['has been there for minutes', ({ sandbox }) => sandbox.clock.advance(2 * 60_000)],
		['holds something', ({ portal, clientFolder }) => portal.addFile(clientFolder, 'a.docx')],
	])('takes a folder for what it is at once when it %s', async (_, happen) => {
		const world = await startWorld();
		await happen(world);
		const start = world.sandbox.clock.now();

		expect(onlyItem(await ensure(world, 'Contoso'))).toMatchObject({ id: world.clientFolder });

		expect(world.sandbox.clock.now()).toBe(start);
		expect(world.portal.requests.entries).toHaveLength(2);
	});

	it('never removes a folder of its own into which somebody has put a file', async () => {
		const world = await startWorld();
		world.portal.faults.add({ on: CREATE, acts: [elsewhere(world, 'Fabrikam')] });
		world.portal.faults.add({
			on: CHILDREN,
			nth: 2,
			acts: [
				(portal) => {
					const ours = children(world).at(-1);
					portal.addFile(ours?.id ?? 0, 'Theirs.docx', { converting: true });
				},
			],
		});

		const item = onlyItem(await ensure(world, 'Fabrikam'));

		expect(titles(world)).toEqual(['Contoso', 'Fabrikam', 'Fabrikam']);
		expect(item.sameNameFolders).toEqual([expect.objectContaining({ removed: false })]);
		expect(writes(world).filter((write) => write.startsWith('DELETE'))).toEqual([]);
	});

	it('names a second folder of its own that the portal does not let it remove', async () => {
		const world = await startWorld();
		world.portal.faults.add({ on: CREATE, acts: [elsewhere(world, 'Fabrikam')] });
		world.portal.faults.add({ on: 'DELETE files/folder/{id}', answer: 'accessDenied' });

		const item = onlyItem(await ensure(world, 'Fabrikam'));

		expect(item.sameNameFolders).toEqual([expect.objectContaining({ removed: false })]);
	});

	it('names folders of the same name that were there before, and uses the oldest', async () => {
		const world = await startWorld();
		const second = world.portal.addFolder(world.archiveRoom, 'Contoso').id;
		const third = world.portal.addFolder(world.archiveRoom, 'Contoso').id;

		expect(onlyItem(await ensure(world, 'Contoso'))).toMatchObject({
			id: world.clientFolder,
			created: false,
			sameNameFolders: [
				{ id: second, title: 'Contoso', removed: false },
				{ id: third, title: 'Contoso', removed: false },
			],
		});
		expect(writes(world)).toEqual([]);
	});
});

describe('Ensure Folder: in third-party storage', () => {
	it.each(['drive', 'sbox'] as const)('finds what it has created (%s)', async (provider) => {
		const world = await startWorld();
		const room = world.portal.addRoom({
			title: 'Cloud',
			type: 'public',
			owner: world.manager.id,
			provider,
		}).id;

		const first = onlyItem(await ensure(world, 'A/B: C', room));
		const second = onlyItem(await ensure(world, 'A/B: C', room));

		expect(first).toMatchObject({ created: true, title: 'A_B_ C', parentId: room });
		expect(second).toMatchObject({ created: false, id: first.id });
		expect(titles(world, room)).toEqual(['A_B_ C']);
	});

	it('takes back the “Contoso (1)” that the storage makes when another run was quicker', async () => {
		const world = await startWorld();
		const room = world.portal.addRoom({
			title: 'Cloud',
			type: 'public',
			owner: world.manager.id,
			provider: 'drive',
		}).id;
		world.portal.faults.add({ on: CREATE, acts: [elsewhere(world, 'Contoso', room)] });

		const item = onlyItem(await ensure(world, 'Contoso', room));

		const [theirs] = children(world, room);
		expect(item).toMatchObject({ id: theirs?.id, title: 'Contoso', created: false });
		expect(item.sameNameFolders).toEqual([
			{ id: expect.any(String), title: 'Contoso (1)', removed: true },
		]);
		expect(titles(world, room)).toEqual(['Contoso']);
	});

	it('takes names that differ in case for one, as the storage does', async () => {
		const world = await startWorld();
		const room = world.portal.addRoom({
			title: 'Cloud',
			type: 'public',
			owner: world.manager.id,
			provider: 'onedrive',
		}).id;
		const existing = world.portal.addFolder(room, 'CONTOSO').id;

		expect(onlyItem(await ensure(world, 'Contoso', room))).toMatchObject({
			id: existing,
			created: false,
		});
		expect(writes(world)).toEqual([]);
	});

	it('does not take another client for the same whose name has an accent', async () => {
		const world = await startWorld();
		const room = world.portal.addRoom({
			title: 'Cloud',
			type: 'public',
			owner: world.manager.id,
			provider: 'drive',
		}).id;
		const other = world.portal.addFolder(room, 'Müller').id;
		const mine = onlyItem(await ensure(world, 'Muller', room));
		expect(mine).toMatchObject({ title: 'Muller', created: true });
		expect(onlyItem(await ensure(world, 'MÜLLER', room))).toMatchObject({
			id: other,
			created: false,
		});
	});
});

describe('Ensure Folder: a connection that fails', () => {
	it.each<{ name: string; faults: Fault[] }>([
		{ name: 'breaks after the portal has created it', faults: [{ on: CREATE, cut: 'after' }] },
		{ name: 'breaks before the portal has seen it', faults: [{ on: CREATE, cut: 'before' }] },
		{
			name: 'ends in a 502 after the portal has created it',
			faults: [{ on: CREATE, answerAfter: 'badGateway' }],
		},
		{ name: 'ends in a 504 before', faults: [{ on: CREATE, answer: 'gatewayTimeout' }] },
		{
			name: 'is turned away for a moment',
			faults: [{ on: CREATE, times: 3, answer: 'windowLimit' }],
		},
		{
			name: 'cannot read the parent at first',
			faults: [{ on: 'GET files/folder/{id}', cut: 'before' }],
		},
		{ name: 'cannot read the folders at first', faults: [{ on: CHILDREN, answer: 'badGateway' }] },
	])('makes one folder when the request $name', async ({ faults }) => {
		const world = await startWorld();
		for (const fault of faults) world.portal.faults.add(fault);

		const item = onlyItem(await ensure(world, 'Fabrikam'));

		const [, made, ...more] = children(world);
		expect(more).toEqual([]);
		expect(item).toMatchObject({ id: made?.id, title: 'Fabrikam', created: true });
	});

	it('uses a folder somebody else made while its own request was lost, and removes nothing', async () => {
		const world = await startWorld();
		world.portal.faults.add({ on: CREATE, cut: 'before' });
		world.portal.faults.add({ on: CHILDREN, nth: 3, acts: [elsewhere(world, 'Fabrikam')] });

		const item = onlyItem(await ensure(world, 'Fabrikam'));

		const [, theirs, ...more] = children(world);
		expect(more).toEqual([]);
		expect(item).toMatchObject({ id: theirs?.id, sameNameFolders: [] });
		expect(writes(world)).toHaveLength(1);
	});

	it('makes none when it cannot see which folders there are', async () => {
		const world = await startWorld();
		world.portal.faults.add({ on: CHILDREN, answer: 'serverError' });

		const run = await ensure(world, 'Contoso');

		expect(failureOf(run).message).toMatch(/HTTP 500/);
		expect(writes(world)).toEqual([]);
	});

	it('does not try again when the writes of the day are used up, and says when to', async () => {
		const world = await startWorld();
		world.portal.faults.add({ on: CREATE, times: 0, answer: 'dailyLimit' });

		const failure = failureOf(await ensure(world, 'Fabrikam'));

		expect(failure.message).toMatch(/daily write limit/);
		expect(failure.remedy).toMatch(/24 h/);
		expect(writes(world)).toHaveLength(1);
	});

	it('makes no second folder when a proxy’s page comes in place of the answer', async () => {
		const world = await startWorld();
		world.portal.faults.add({ on: CREATE, answerAfter: 'htmlPage' });
		const run = await ensure(world, 'Fabrikam');
		const made = world.portal.journal
			.of('folder.created')
			.filter(({ title }) => title === 'Fabrikam');
		expect(made).toHaveLength(1);
		expect(onlyItem(run)).toMatchObject({ id: made[0]?.id, sameNameFolders: [] });
	});
});
