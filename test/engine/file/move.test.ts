import type { EntryId } from '../../../sandbox';
import { launchNode, NODE_NAME, TRIGGER_NAME } from '../../harness/engine';
import {
	acceptedMoves,
	addFiles,
	collect,
	expectHonest,
	LIST,
	mostMovesInFlight,
	move,
	NOTHING_DONE,
	POLL,
	PUT_MOVE,
	READ_FILE,
	readReport,
	RENAME,
	runMove,
	titlesIn,
} from '../../harness/operations/moving';
import { requestCounts } from '../../harness/requests';
import { byId, endWorlds, fillRoom, onlyItem, startWorld, type World } from '../../harness/world';

afterEach(endWorlds);

/** Requests besides polling, whose number depends on how long the portal takes. */
function requestsWithoutPolls(world: World): number {
	return world.portal.requests.entries.filter(({ route }) => route !== POLL).length;
}

describe('Move Files brings every file into the destination', () => {
	it.each(['3.6.1', '3.7.2'] as const)(
		'moves 360 files of nested folders, on version %s',
		async (portalVersion) => {
			const world = await startWorld({ portalVersion, msPerFile: 5 });
			const ids = fillRoom(world, world.clientRoom, { folders: 6, filesEach: 60 });
			const report = await move(world, await collect(world));
			expect(report).toMatchObject({ requested: 360, movedCount: 360, complete: true });
			expect(report.destinationId).toBe(world.clientFolder);
			expect(report.moved).toHaveLength(ids.length);
			expect(world.portal.filesBelow(world.clientRoom)).toEqual([]);
			expect(titlesIn(world)).toHaveLength(360);
			expect(mostMovesInFlight(world)).toBe(4);
		},
	);

	it('asks no portal for its version, which says 3.1.0 wherever none was set', async () => {
		const world = await startWorld({ toldVersion: '3.1.0', msPerFile: 5 });
		fillRoom(world, world.clientRoom, { folders: 8, filesEach: 100 });
		expect(await move(world, await collect(world))).toMatchObject({ complete: true });
		expect(requestCounts(world)['GET settings/version/build']).toBeUndefined();
		expect(mostMovesInFlight(world)).toBe(8);
	});

	it('tells that a portal before 3.2.1 is too old, and no untruth about what it had accepted', async () => {
		const world = await startWorld({ portalVersion: '3.1.1', msPerFile: 20 });
		addFiles(world, 5);
		const files = await collect(world);
		world.portal.faults.add({ on: 'job', file: 3, trouble: 'crash' });
		const run = await runMove(world, files, { ifLeft: 'fail' });
		expect(run.error).toMatchObject({
			message: expect.stringMatching(/is too old: 3\.2\.1 or newer is needed/),
			description: expect.stringMatching(/^Ask the administrator of the portal to update it/),
		});
		const report = readReport(run.error?.context.data);
		expect(report).toMatchObject({ movedCount: 2, failed: [] });
		expect(report.unknown).toHaveLength(3);
		expect(acceptedMoves(world)).toHaveLength(1);
	});

	it('moves 1,250 files whose pages shift under it', async () => {
		const world = await startWorld({ msPerFile: 3, tieOrder: 'shuffled' });
		fillRoom(world, world.clientRoom, { folders: 10, filesEach: 125 });
		const report = await move(world, await collect(world));
		expect(report).toMatchObject({ requested: 1250, movedCount: 1250, complete: true });
		expect(world.portal.filesBelow(world.clientRoom)).toEqual([]);
	});

	it.each([
		{ files: 1, there: 0, clashes: 0 },
		{ files: 100, there: 0, clashes: 0 },
		{ files: 101, there: 250, clashes: 0 },
		{ files: 360, there: 40, clashes: 7 },
		{ files: 1000, there: 1, clashes: 0 },
	])(
		'asks for no single file: $files files, $there there before, $clashes clashes',
		async ({ files, there, clashes }) => {
			const world = await startWorld({ tieOrder: 'stable' });
			const ids = addFiles(world, files);
			const others = Array.from({ length: there - clashes }, (_, n) => `Old ${n}.docx`);
			const same = Array.from({ length: clashes }, (_, n) => `File ${n}.docx`);
			world.portal.addFiles(world.clientFolder, [...others, ...same]);
			const collected = await collect(world);
			world.portal.requests.reset();

			const report = await move(world, collected);

			expect(report.movedCount).toBe(ids.length);
			expect(report.renamed).toHaveLength(clashes);
			const after = files + there;
			const pages = Math.max(1, Math.ceil(there / 100)) + Math.ceil(after / 100);
			expect(requestsWithoutPolls(world)).toBeLessThanOrEqual(
				Math.ceil(files / 100) + pages + 1 + clashes,
			);
			const counts = requestCounts(world);
			expect(counts[PUT_MOVE]).toBe(Math.ceil(files / 100));
			expect(counts[RENAME] ?? 0).toBe(clashes);
			expect(counts[READ_FILE]).toBeUndefined();
		},
	);

	it('has at most eight moves under way, and eight requests for reading', async () => {
		const world = await startWorld({ msPerFile: 40, workers: 100, latencyMs: 5 });
		addFiles(world, 1700);
		const collected = await collect(world);
		world.portal.requests.reset();
		const report = await move(world, collected);
		expect(report.complete).toBe(true);
		expect(acceptedMoves(world)).toHaveLength(17);
		expect(mostMovesInFlight(world)).toBe(8);
		expect(world.portal.requests.maxConcurrentGets).toBeLessThanOrEqual(8);
	});

	it('waits until the portal has really moved the files', async () => {
		const world = await startWorld({ msPerFile: 700 });
		const ids = addFiles(world, 100);
		const report = await move(world, await collect(world));
		expect(report.moved).toHaveLength(ids.length);
	});

	it('counts files that are in the destination already as moved, and sends nothing for them', async () => {
		const world = await startWorld();
		const there = addFiles(world, 3, world.clientFolder);
		const files = await collect(world, world.archiveRoom);
		world.portal.requests.reset();
		for (const policy of ['keepBoth', 'skip', 'overwrite']) {
			const report = await move(world, files, { policy });
			expect(report).toMatchObject({ movedCount: 3, complete: true });
		}
		expect(await move(world, there)).toMatchObject({ movedCount: 3, complete: true });
		expect(requestCounts(world)[PUT_MOVE]).toBeUndefined();
	});

	it.each([5, 150])(
		'comes to the same end when it runs again with the same %d files',
		async (n) => {
			const world = await startWorld();
			const ids = addFiles(world, n);
			world.portal.addFile(world.clientFolder, 'File 2.docx');
			const files = await collect(world);
			const first = await move(world, files);
			const titles = titlesIn(world);
			for (const again of [files, ids]) {
				const second = await move(world, again);
				expect(second.moved).toEqual(again === ids ? ids : first.moved);
				expect(second.renamed).toEqual([]);
			}
			expect(titlesIn(world)).toEqual(titles);
			expect(acceptedMoves(world)).toHaveLength(Math.ceil(n / 100));
		},
	);

	it('goes on where a run was broken off', async () => {
		const world = await startWorld();
		addFiles(world, 150);
		const files = await collect(world);
		world.portal.faults.add({ on: PUT_MOVE, nth: 2, times: 0, answer: 'unauthorized' });
		const first = await move(world, files);
		expect(first).toMatchObject({ movedCount: 100, complete: false });
		world.portal.faults.clear();
		expect(await move(world, files)).toMatchObject({ movedCount: 150, complete: true });
		const sent = acceptedMoves(world).flatMap(({ fileIds }) => fileIds);
		expect(new Set(sent).size).toBe(sent.length);
	});

	it('moves files of My documents', async () => {
		const world = await startWorld();
		const ids = addFiles(world, 130, world.manager.myDocumentsId);
		expect(await move(world, ids)).toMatchObject({ movedCount: 130, complete: true });
	});

	it('moves into My documents', async () => {
		const world = await startWorld();
		addFiles(world, 12);
		const destination = world.portal.addFolder(world.manager.myDocumentsId, 'Old clients').id;
		const report = await move(world, await collect(world), { destination });
		expect(report.complete).toBe(true);
	});
});

describe('Move Files puts out what matters first', () => {
	it('whether all is done, then counts, then what needs a look; the ids of moved files only on request, last', async () => {
		const world = await startWorld();
		const [id] = addFiles(world, 1);
		const once = onlyItem(await runMove(world, [id], { options: { listMovedIds: false } }));
		expect(Object.keys(once)).toEqual([
			'complete',
			'requested',
			'movedCount',
			'renamedCount',
			'skippedCount',
			'failedCount',
			'unknownCount',
			'stillSharedCount',
			'failed',
			'unknown',
			'skipped',
			'renamed',
			'stillShared',
			'destinationId',
			'destinationUrl',
		]);
		const again = onlyItem(await runMove(world, [id]));
		expect(Object.entries(again).at(-1)).toEqual(['moved', [id]]);
	});
});

describe('Move Files and its input items', () => {
	it('sends no request for an empty list, and reports zero', async () => {
		const world = await startWorld();
		for (const empty of [[], '[]', ' [ ] ']) {
			const run = await runMove(world, empty);
			expect(onlyItem(run)).toEqual({
				...NOTHING_DONE,
				destinationId: world.clientFolder,
				destinationUrl: expect.stringContaining(String(world.clientFolder)),
			});
		}
		expect(world.portal.requests.entries).toEqual([]);
	});

	it('shares requests between items of one destination, and answers each with its own result', async () => {
		const world = await startWorld();
		addFiles(world, 60);
		const files = await collect(world);
		const parts = [files.slice(0, 20), files.slice(20, 40), [], files.slice(40)];
		world.portal.requests.reset();
		const run = await runMove(world, [], {
			items: parts.map((part) => ({ json: { files: part } })),
		});
		const reports = run.json(NODE_NAME).map(readReport);
		expect(reports.map(({ movedCount }) => movedCount)).toEqual([20, 20, 0, 20]);
		for (const [at, part] of parts.entries()) {
			const report = reports[at];
			if (report)
				expectHonest(
					world,
					report,
					part.map(({ id }) => Number(id)),
				);
		}
		expect(run.items(NODE_NAME).map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 1, 2, 3].map((item) => ({ item })),
		);
		expect(requestCounts(world)[PUT_MOVE]).toBe(1);
	});

	it('gives a file that several items name to each of them', async () => {
		const world = await startWorld();
		const ids = addFiles(world, 3);
		const run = await runMove(world, [], {
			items: [ids, ids].map((files) => ({ json: { files } })),
		});
		expect(run.json(NODE_NAME).map(({ movedCount }) => movedCount)).toEqual([3, 3]);
		expect(acceptedMoves(world)).toHaveLength(1);
	});

	it('takes one file per item', async () => {
		const world = await startWorld();
		const ids = addFiles(world, 130);
		const run = await runMove(world, [], { items: ids.map((files) => ({ json: { files } })) });
		expect(run.json(NODE_NAME)).toHaveLength(130);
		expect(run.json(NODE_NAME).every(({ complete }) => complete === true)).toBe(true);
		expect(requestCounts(world)[PUT_MOVE]).toBe(2);
	});

	it('moves to a destination of each item’s own', async () => {
		const world = await startWorld();
		const ids = addFiles(world, 4);
		const folders = ['A', 'B'].map((title) => world.portal.addFolder(world.archiveRoom, title).id);
		const run = await world.run({
			operation: 'file.move',
			fields: {
				files: '={{ $json.files }}',
				destinationFolder: { __rl: true, mode: 'id', value: '={{ $json.to }}' },
			},
			items: [
				{ json: { files: ids.slice(0, 1), to: folders[0] } },
				{ json: { files: ids.slice(1, 3), to: String(folders[1]) } },
				{
					json: {
						files: ids.slice(3),
						to: `${world.sandbox.url}/rooms/shared/filter?folder=${folders[0]}`,
					},
				},
			],
		});
		expect(run.json(NODE_NAME).map(({ movedCount }) => movedCount)).toEqual([1, 2, 1]);
		expect(folders.map((id) => world.portal.filesBelow(id).length)).toEqual([2, 2]);
	});

	it.each([20, 21, 150])('takes %d bare ids, in any form', async (count) => {
		const forms = [
			(ids: unknown[]) => ids,
			(ids: unknown[]) => ids.map(String),
			(ids: unknown[]) => JSON.stringify(ids),
			(ids: unknown[]) => ids.join(', '),
			(ids: unknown[]) => ids.map((id) => ({ id })),
		];
		const world = await startWorld({ tieOrder: 'stable' });
		for (const form of forms) {
			const ids = addFiles(world, count);
			world.portal.requests.reset();
			const report = readReport(onlyItem(await runMove(world, form(ids))));
			expectHonest(world, report, ids);
			expect(report.complete).toBe(true);
			if (count > 20) expect(requestCounts(world)[READ_FILE]).toBe(1);
		}
		expect(world.portal.filesBelow(world.clientRoom)).toEqual([]);
	});

	it('takes ids of several rooms, and of files that are gone', async () => {
		const world = await startWorld();
		const other = world.portal.addRoom({
			title: 'Other',
			type: 'custom',
			owner: world.manager.id,
		}).id;
		const ids = [...addFiles(world, 15), ...addFiles(world, 15, other), 999999];
		const report = await move(world, ids);
		expect(report.movedCount).toBe(30);
		expect(report.failed).toEqual([
			{ id: 999999, title: '', reason: expect.stringMatching(/no longer in DocSpace/) },
		]);
	});

	it('takes a single file object', async () => {
		const world = await startWorld();
		addFiles(world, 2);
		const [file] = await collect(world);
		expect(readReport(onlyItem(await runMove(world, file))).movedCount).toBe(1);
	});
});

describe('Move Files names the files that took links and shares along', () => {
	/** Files with a link, an internal one, a group, a link and a group, and none of these. */
	function addSharedFiles({ portal, manager }: World, parent: EntryId): EntryId[] {
		const titles = ['link.pdf', 'internal.pdf', 'group.pdf', 'both.pdf', 'none.pdf'];
		const ids = portal.addFiles(parent, titles).map(({ id }) => id);
		const [link = 0, internal = 0, group = 0, both = 0] = ids;
		const sales = portal.addGroup('Sales', []);
		portal.shareLink(link, 'primary');
		portal.shareLink(internal, 'additional', { internal: true });
		portal.share(group, sales.id, 'Read', { by: manager.id });
		portal.shareLink(both, 'additional');
		portal.share(both, sales.id, 'Read', { by: manager.id });
		return ids;
	}

	it.each([
		['objects', '3.7.2'],
		['objects', '3.6.1'],
		['ids', '3.7.2'],
	] as const)('of files given as %s, on version %s', async (form, portalVersion) => {
		const world = await startWorld({ portalVersion });
		const ids = addSharedFiles(world, world.clientRoom);
		world.portal.shareLink(world.clientRoom, 'primary');
		world.portal.shareLink(world.clientFolder, 'primary');
		const report = await move(world, form === 'ids' ? ids : await collect(world));
		const [link, internal, group, both] = ids;
		expect(report).toMatchObject({ complete: true, stillSharedCount: 4 });
		const inOrder = [...report.stillShared].sort((a, b) => Number(a.id) - Number(b.id));
		expect(inOrder).toEqual([
			{ id: link, title: 'link.pdf', reason: 'has a link of its own' },
			{ id: internal, title: 'internal.pdf', reason: 'has a link of its own' },
			{ id: group, title: 'group.pdf', reason: 'is itself shared with people or groups' },
			{
				id: both,
				title: 'both.pdf',
				reason: 'has a link of its own and is itself shared with people or groups',
			},
		]);
	});

	it('asks for nothing more than it does anyway', async () => {
		const counts = [false, true].map(async (shared) => {
			const world = await startWorld({ tieOrder: 'stable' });
			const ids = addFiles(world, 120);
			if (shared) for (const id of ids) world.portal.shareLink(id, 'primary');
			const report = await move(world, await collect(world));
			expect(report.stillSharedCount).toBe(shared ? 120 : 0);
			return requestsWithoutPolls(world);
		});
		const [without, withLinks] = await Promise.all(counts);
		expect(withLinks).toEqual(without);
	});

	it('names a file that was moved by an earlier run, and none that stays', async () => {
		const world = await startWorld();
		const ids = addSharedFiles(world, world.clientRoom);
		const files = await collect(world);
		world.portal.lockFile(ids[0] ?? 0, world.guest.id);
		for (const movedCount of [4, 4]) {
			const report = await move(world, files);
			expect(report).toMatchObject({ movedCount, stillSharedCount: 3 });
		}
	});

	it.each([
		['My documents, which a file leaves without them', 'keepBoth'],
		['a room, where it becomes a version of another', 'overwrite'],
	])('none from %s', async (from, policy) => {
		const world = await startWorld();
		const { portal, manager, clientRoom, clientFolder } = world;
		const isMine = from.startsWith('My documents');
		const ids = addSharedFiles(world, isMine ? manager.myDocumentsId : clientRoom);
		if (!isMine) {
			portal.addFiles(
				clientFolder,
				ids.map((id) => portal.file(id).title),
			);
		}
		const report = await move(world, ids, { policy });
		expect(report).toMatchObject({ complete: true, movedCount: 5, stillShared: [] });
	});
});

describe('Move Files when the execution is cancelled', () => {
	it('sends nothing further', async () => {
		const world = await startWorld({ msPerFile: 100 });
		addFiles(world, 1500);
		const files = await collect(world);
		const execution = launchNode({
			credentials: world.credentials,
			parameters: {
				resource: 'file',
				operation: 'move',
				files: '={{ $json.files }}',
				destinationFolder: byId(world.clientFolder),
			},
			items: [{ json: { files } }],
			settings: { onError: 'continueErrorOutput', retryOnFail: true, maxTries: 3 },
		});
		world.portal.faults.add({ on: POLL, nth: 12, acts: [() => execution.cancel()] });
		const run = await execution.finished;
		expect(run.status).toBe('canceled');
		// What was on its way at that moment arrives.
		await world.sandbox.clock.sleep(1000);
		const sent = world.portal.requests.entries.length;
		await world.sandbox.clock.advance(120_000);
		expect(world.portal.requests.entries.length).toBe(sent);
		expect(acceptedMoves(world)).toHaveLength(8);
		expect(requestCounts(world)[LIST]).toBeGreaterThan(0);
		expect(run.items(TRIGGER_NAME)).toHaveLength(1);
	});
});
