import type { Act, Fault } from '../../../sandbox';
import {
	acceptedMoves,
	addFiles,
	collect,
	mostMovesInFlight,
	move,
	POLL,
	PUT_MOVE,
	READ_FILE,
	reasons,
	RENAME,
	runMove,
	titlesIn,
	whereIs,
} from '../../harness/operations/moving';
import { addPerson, colleague } from '../../harness/people';
import { requestCounts } from '../../harness/requests';
import { byId, endWorlds, fillRoom, startWorld, type World } from '../../harness/world';

afterEach(endWorlds);

/** 250 files of which the one in the middle is special. */
async function crowd(world: World) {
	const ids = addFiles(world, 250);
	const files = await collect(world);
	const odd = ids[125] ?? 0;
	return { ids, files, odd };
}

describe('A file that the portal refuses leaves all others moved, and is named with the reason', () => {
	const troubles: Array<[string, (world: World, id: number | string) => void, RegExp]> = [
		[
			'locked',
			(world, id) => world.portal.lockFile(id, colleague(world).id),
			/^locked by Ann Archer$/,
		],
		[
			'open in an editor',
			(world, id) => world.portal.openFile(id, colleague(world).id),
			/^open in an editor by Ann Archer$/,
		],
		[
			'open in the user’s own browser',
			(world, id) => world.portal.openFile(id, world.manager.id),
			/^open in an editor by Mara Manager$/,
		],
		['deleted', (world, id) => world.portal.deleteFile(id), /^no longer in DocSpace/],
	];

	it.each(troubles)('%s since it was collected', async (_, happen, reason) => {
		const world = await startWorld();
		const { files, odd } = await crowd(world);
		happen(world, odd);
		const report = await move(world, files);
		expect(report.movedCount).toBe(249);
		expect(report.failed).toEqual([
			{ id: odd, title: 'File 125.docx', reason: expect.stringMatching(reason) },
		]);
		// Three chunks, and the refused one again.
		expect(requestCounts(world)[PUT_MOVE]).toBe(4);
	});

	it.each(troubles)('%s before it was collected', async (name, happen, reason) => {
		const world = await startWorld();
		const ids = addFiles(world, 250);
		happen(world, ids[125] ?? 0);
		const report = await move(world, await collect(world));
		expect(report.movedCount).toBe(249);
		if (name !== 'deleted') expect(reasons(report.failed)).toEqual([expect.stringMatching(reason)]);
		expect(requestCounts(world)[PUT_MOVE]).toBe(3);
	});

	it('found out by the job, as version 3.6.1 does', async () => {
		const world = await startWorld({ portalVersion: '3.6.1' });
		const { ids, files, odd } = await crowd(world);
		world.portal.lockFile(odd, colleague(world).id);
		world.portal.deleteFile(ids[0] ?? 0);
		const report = await move(world, files);
		expect(report.movedCount).toBe(248);
		expect(report.failed).toHaveLength(2);
		expect(reasons(report.failed)).toEqual(
			expect.arrayContaining([
				'locked by Ann Archer',
				expect.stringMatching(/^no longer in DocSpace/),
			]),
		);
	});

	it('locked between two attempts: it is read once more before anything is said of it', async () => {
		const world = await startWorld();
		const secret = world.portal.addRoom({
			title: 'Secret',
			type: 'custom',
			owner: world.manager.id,
			private: true,
		}).id;
		// Nobody can see why this one is refused, so that the others are sent again in halves.
		const odd = world.portal.addFile(secret, 'private.docx').id;
		const [locked = 0, ...others] = addFiles(world, 3);
		const ann = colleague(world);
		world.portal.faults.add({
			on: PUT_MOVE,
			nth: 2,
			acts: [{ do: 'lockFile', id: locked, by: ann.id }],
		});
		const report = await move(world, [locked, ...others, odd]);
		expect(report.moved.sort()).toEqual(others);
		expect(report.failed).toEqual(
			expect.arrayContaining([
				{ id: locked, title: 'File 0.docx', reason: 'locked by Ann Archer' },
				expect.objectContaining({ id: odd, reason: expect.stringMatching(/denied access/) }),
			]),
		);
	});

	it('moves a file that was blocked when it was collected and is free by now', async () => {
		const world = await startWorld();
		const ids = addFiles(world, 30);
		const ann = colleague(world);
		for (const id of ids.slice(0, 25)) world.portal.lockFile(id, ann.id);
		const files = await collect(world);
		for (const id of ids.slice(0, 24)) world.portal.unlockFile(id);
		const report = await move(world, files);
		expect(report.movedCount).toBe(29);
		expect(reasons(report.failed)).toEqual(['locked by Ann Archer']);
		expect(requestCounts(world)[PUT_MOVE]).toBe(1);
	});

	it.each(['lockFile', 'openFile'] as const)(
		'names a file that somebody takes in mid-job (%s)',
		async (trouble) => {
			const world = await startWorld({ msPerFile: 20 });
			const { files } = await crowd(world);
			world.portal.faults.add({ on: 'job', nth: 2, file: 40, trouble });
			const report = await move(world, files);
			expect(report.movedCount).toBe(249);
			expect(reasons(report.failed)).toEqual([
				trouble === 'lockFile' ? 'locked by Olga Owner' : 'open in an editor by Olga Owner',
			]);
		},
	);

	it('tells the true reason for files of a form room that can never be moved', async () => {
		const world = await startWorld();
		const forms = world.portal.addRoom({ title: 'Forms', type: 'form', owner: world.manager.id });
		const [, inProcess] = [...forms.folders.values()];
		const inner = world.portal.addFolder(inProcess?.id ?? 0, 'Order form', { type: 28 });
		world.portal.addFile(inner.id, 'half filled.pdf', { isForm: true });
		world.portal.addFile(forms.id, 'form.pdf', { isForm: true });
		const report = await move(world, await collect(world, forms.id));
		expect(report.movedCount).toBe(1);
		const told = [
			expect.stringMatching(/“Order form” of a form room, whose files DocSpace never moves/),
		];
		expect(reasons(report.failed)).toEqual(told);
		const [bare] = report.failed;
		expect(reasons((await move(world, [bare?.id ?? 0])).failed)).toEqual(told);
	});

	it('makes one error of a thousand files refused for one reason', async () => {
		const world = await startWorld();
		fillRoom(world, world.clientRoom, { folders: 10, filesEach: 100 });
		const reader = addPerson(world, 'Rita Reader');
		world.portal.share(world.clientRoom, reader.id, 'Read', { by: world.manager.id });
		const destination = world.portal.addFolder(reader.myDocumentsId, 'Old').id;
		const files = await collect(world);
		const options = { destination, credentials: world.credentialsOf(reader) };
		const report = await move(world, files, options);
		expect(report.failed).toHaveLength(1000);
		expect(reasons(report.failed)).toEqual(['your role in the room does not allow moving it']);
		const run = await runMove(world, files, { ...options, ifLeft: 'fail' });
		expect(run.error?.message).toMatch(
			/^1000 of 1000 files were left behind: .*: your role in the room does not allow moving it; and 980 more$/,
		);
	});

	it('finds the one file that is refused for a reason nobody can see, by halving', async () => {
		const world = await startWorld();
		const forms = world.portal.addRoom({
			title: 'Secret',
			type: 'custom',
			owner: world.manager.id,
			private: true,
		}).id;
		const odd = world.portal.addFile(forms, 'private.docx').id;
		const ids = [...addFiles(world, 99), odd];
		const report = await move(world, ids);
		expect(report.movedCount).toBe(99);
		expect(report.failed).toEqual([
			{ id: odd, title: 'private.docx', reason: expect.stringMatching(/denied access.*HTTP 403/) },
		]);
		expect(requestCounts(world)[PUT_MOVE]).toBeLessThanOrEqual(1 + 2 * 7);
	});
});

describe('Many refusals', () => {
	it('cost a few listings, not a request for each file', async () => {
		const world = await startWorld({ tieOrder: 'stable' });
		const ids = addFiles(world, 1000);
		const files = await collect(world);
		const ann = colleague(world);
		for (let at = 50; at < 1000; at += 100) world.portal.lockFile(ids[at] ?? 0, ann.id);
		world.portal.requests.reset();
		const report = await move(world, files);
		expect(report.movedCount).toBe(990);
		expect(reasons(report.failed)).toEqual(['locked by Ann Archer']);
		const counts = requestCounts(world);
		expect(counts[PUT_MOVE]).toBe(20);
		// The refused files are listed together, the destination is looked at, and listed in the end.
		expect(counts['GET files/{id}']).toBeLessThanOrEqual(1 + 10 + 1 + 10);
		expect(counts[READ_FILE] ?? 0).toBeLessThanOrEqual(20);
	});

	/** Files that the portal refuses for a reason nobody can see. */
	function addPrivateFiles({ portal, manager }: World, count: number) {
		const owner = manager.id;
		const room = portal.addRoom({ title: 'P', type: 'custom', owner, private: true }).id;
		return Array.from(
			{ length: count },
			(_, n) => portal.addFile(room, `private ${String(n)}.docx`).id,
		);
	}

	it('that nothing explains are each named, and cost fewer moves than there are files', async () => {
		const world = await startWorld();
		const report = await move(world, addPrivateFiles(world, 300));
		expect(report.failed).toHaveLength(300);
		for (const reason of reasons(report.failed)) expect(reason).toMatch(/denied access.*HTTP 403/);
		expect(requestCounts(world)[PUT_MOVE]).toBeLessThan(50);
	});

	it('that nothing explains keep no other file from being moved', async () => {
		const world = await startWorld();
		const odd = addPrivateFiles(world, 8);
		const before = addFiles(world, 40);
		const after = world.portal.addFolder(world.clientRoom, 'After').id;
		const report = await move(world, [...before, ...odd, ...addFiles(world, 252, after)]);
		expect(report.movedCount).toBe(292);
		expect(report.failed.map(({ id }) => id).sort()).toEqual([...odd].sort());
	});
});

describe('A refusal that would meet every file is not asked for twice', () => {
	it.each([
		['unauthorized', /did not accept the API key.*HTTP 401/],
		['portalUnpaid', /HTTP 402/],
		['dailyLimit', /daily write limit.*HTTP 429/],
		['scopeMissing', /HTTP 403/],
		['ipRestricted', /IP address.*HTTP 403/],
	] as const)('%s', async (answer, reason) => {
		const world = await startWorld({ msPerFile: 5 });
		addFiles(world, 1000);
		const files = await collect(world);
		world.portal.faults.add({ on: PUT_MOVE, nth: 4, times: 0, answer });
		const report = await move(world, files);
		expect(report.movedCount).toBe(300);
		expect(reasons(report.failed)).toEqual([expect.stringMatching(reason)]);
		// n8n itself repeats a 401 once, with the credential read anew.
		expect(requestCounts(world)[PUT_MOVE]).toBeLessThanOrEqual(3 + 2 * 8);
		expect(acceptedMoves(world)).toHaveLength(3);
		const run = await runMove(world, files, { ifLeft: 'fail' });
		expect(run.error?.message).toMatch(/^700 of 1000 files were left behind/);
		expect(run.error?.message).toMatch(reason);
		expect(run.error?.message.match(/“/g)?.length).toBeLessThanOrEqual(21);
	});

	it.each([
		'windowLimit',
		'concurrencyLimit',
		'shortRetryAfter',
		'serviceUnavailable',
		'badGateway',
	] as const)('%s passes', async (answer) => {
		const world = await startWorld();
		const { files } = await crowd(world);
		world.portal.faults.add({ on: PUT_MOVE, nth: 2, times: 3, answer });
		world.portal.faults.add({ on: 'GET files/{id}', nth: 2, times: 2, answer });
		world.portal.faults.add({ on: POLL, nth: 2, times: 2, answer });
		expect(await move(world, files)).toMatchObject({ movedCount: 250, complete: true });
		const sent = acceptedMoves(world).flatMap(({ fileIds }) => fileIds);
		expect(sent).toHaveLength(250);
	});

	it('ends after a while when the portal is always busy', async () => {
		const world = await startWorld();
		const { files } = await crowd(world);
		world.portal.faults.add({ on: PUT_MOVE, times: 0, answer: 'windowLimit' });
		const report = await move(world, files);
		expect(reasons(report.failed)).toEqual([expect.stringMatching(/too many requests/)]);
	});

	it.each(['serverError', 'badGateway'] as const)(
		'a portal that always answers %s is not asked for ever, and what was sent is unknown',
		async (answer) => {
			const world = await startWorld();
			const { files } = await crowd(world);
			world.portal.faults.add({ on: PUT_MOVE, nth: 2, times: 0, answer });
			const begun = world.sandbox.clock.now();
			const report = await move(world, files);
			expect(report.movedCount).toBe(100);
			expect(report.unknown).toHaveLength(150);
			expect(reasons(report.unknown)).toEqual([expect.stringMatching(/HTTP 50[02]/)]);
			expect(world.sandbox.clock.now() - begun).toBeLessThan(15 * 60_000);
			expect(requestCounts(world)[PUT_MOVE]).toBe(1 + 2 * 4);
		},
	);

	it('carries the remedy of what stopped it', async () => {
		const world = await startWorld();
		const { files } = await crowd(world);
		const run = await runMove(world, files, {
			ifLeft: 'fail',
			credentials: world.credentialsOf(world.manager, ['files:read', 'accounts.self:read']),
		});
		expect(run.error?.message).toMatch(/lacks the scope files:write.*HTTP 403/);
		expect(run.error).toMatchObject({
			description: expect.stringMatching(/add files:write; it has files:read/),
			context: { data: { movedCount: 0, requested: 250, httpStatus: 403 } },
		});
		expect(requestCounts(world)[PUT_MOVE]).toBeLessThanOrEqual(3);
	});
});

describe('The destination', () => {
	const gone: Array<[string, (world: World) => Act, RegExp, RegExp]> = [
		[
			'deleted',
			(world) => ({ do: 'deleteFolder', id: world.clientFolder }),
			/was not found/,
			/from the list/,
		],
		[
			'put into the Trash',
			(world) => ({ do: 'trashFolder', id: world.clientFolder, by: world.manager.id }),
			/names “Contoso”, which lies in the Trash/,
			/out of the Trash.*Ensure Folder/,
		],
	];

	it.each(gone)('%s before: an error that says so', async (_, act, message, remedy) => {
		const world = await startWorld();
		const { files } = await crowd(world);
		world.portal.act(act(world));
		const run = await runMove(world, files);
		expect(run.error?.message).toMatch(/^'Destination Folder' /);
		expect(run.error?.message).toMatch(message);
		expect(run.error?.description).toMatch(remedy);
		expect(world.portal.filesBelow(world.clientRoom)).toHaveLength(250);
		expect(requestCounts(world)[PUT_MOVE]).toBeUndefined();
	});

	it.each(
		gone.flatMap(([name, act]) =>
			(
				[
					['between our look and the move', { on: PUT_MOVE }],
					['before a later chunk', { on: PUT_MOVE, nth: 3 }],
					['in mid-job', { on: 'job', nth: 2, file: 30 }],
					['while we wait', { on: POLL, nth: 3 }],
					['after the last file', { on: 'job', nth: 3, file: 50 }],
				] satisfies Array<[string, Fault]>
			).map(([when, fault]) => ({ name, when, act, fault })),
		),
	)('$name $when: no file counts as moved', async ({ act, fault }) => {
		const world = await startWorld({ msPerFile: 10 });
		const { files } = await crowd(world);
		world.portal.faults.add({ ...fault, acts: [act(world)] });
		const report = await move(world, files);
		expect(report.movedCount).toBe(0);
		expect(report.failed.length + report.unknown.length).toBe(250);
		expect(reasons([...report.failed, ...report.unknown]).join()).toMatch(
			/deleted the destination “Contoso”/,
		);
	});

	it.each([
		['the Archive section', (world: World) => world.portal.sections.archive, /Archive section/],
		['the list of rooms', (world: World) => world.portal.sections.rooms, /list of all rooms/],
		[
			'an archived room',
			(world: World) =>
				world.portal.addRoom({
					title: 'Old',
					type: 'custom',
					owner: world.manager.id,
					archived: true,
				}).id,
			/in the Archive section, where nothing can be changed/,
		],
		['the Trash', (world: World) => world.manager.trashId, /the Trash/],
		['no folder at all', () => 424242, /no folder with the ID 424242/],
		['in storage no longer connected', () => 'drive-77-1abc', /third-party storage .*cannot read/],
		[
			'a room where the user only reads',
			(world: World) => {
				const room = world.portal.addRoom({
					title: 'Theirs',
					type: 'custom',
					owner: colleague(world).id,
				}).id;
				world.portal.share(room, world.manager.id, 'Read', { by: world.manager.id });
				return room;
			},
			/may not put files/,
		],
	])('that is %s: an error before anything is sent', async (_, destinationOf, message) => {
		const world = await startWorld();
		addFiles(world, 3);
		const files = await collect(world);
		const run = await runMove(world, files, { destination: destinationOf(world) });
		expect(run.error?.message).toMatch(/^'Destination Folder' /);
		expect(run.error?.message).toMatch(message);
		expect(requestCounts(world)[PUT_MOVE]).toBeUndefined();
	});

	it.each([3, 30])(
		'inside the room being emptied: an error, for %d objects and for their ids',
		async (n) => {
			const world = await startWorld();
			const ids = addFiles(world, n);
			const destination = world.portal.addFolder(world.clientRoom, 'Archive').id;
			for (const files of [await collect(world), ids]) {
				const run = await runMove(world, files, { destination });
				expect(run.error?.message).toMatch(/which is the room being emptied$/);
			}
			expect(requestCounts(world)[PUT_MOVE]).toBeUndefined();
		},
	);

	it('in the same room, where the option allows it: the files are there', async () => {
		const world = await startWorld();
		const ids = addFiles(world, 3);
		const destination = world.portal.addFolder(world.clientRoom, 'Drafts').id;
		const run = await runMove(world, ids, { destination, options: { withinRoom: true } });
		expect(run.error).toBeUndefined();
		expect(ids.map((id) => world.portal.file(id).parentId)).toEqual(ids.map(() => destination));
	});

	it('a form room takes the forms; what is none is named before anything is renamed', async () => {
		const world = await startWorld();
		const forms = world.portal.addRoom({
			title: 'Forms',
			type: 'form',
			owner: world.manager.id,
		}).id;
		const ids = ['a.pdf', 'b.pdf', 'c.pdf'].map(
			(title) => world.portal.addFile(world.clientRoom, title, { isForm: true }).id,
		);
		const plain = ['letter.docx', 'a.pdf', 'scan.pdf', 'scan.pdf'].map((title, at) => {
			const folder = world.portal.addFolder(world.clientRoom, `Folder ${at}`).id;
			return world.portal.addFile(folder, title).id;
		});
		const report = await move(world, await collect(world), { destination: forms });
		expect(report.moved.sort()).toEqual(ids);
		expect(report.failed.map(({ id }) => id).sort()).toEqual(plain);
		expect(reasons(report.failed)).toEqual([
			'the destination is a form filling room, which only takes PDF forms',
		]);
		expect(report.renamed).toEqual([]);
		expect(requestCounts(world)).toMatchObject({ [PUT_MOVE]: 3 });
		expect(requestCounts(world)[RENAME]).toBeUndefined();
		expect(acceptedMoves(world).every(({ fileIds }) => fileIds.length === 1)).toBe(true);
	});

	it('put into the Trash by its owner between two rounds: no file is called moved, since nobody can see it any more', async () => {
		const world = await startWorld();
		const { portal, clientFolder } = world;
		addFiles(world, 1);
		const { title } = portal.addFile(world.clientRoom, 'offer.docx');
		const files = await collect(world);
		// The second file meets a namesake at the last moment, and is given a number for a second round.
		portal.faults.add({ on: 'job', acts: [{ do: 'addFile', parentId: clientFolder, title }] });
		portal.faults.add({ on: RENAME, acts: [{ do: 'trashFolder', id: clientFolder }] });
		const report = await move(world, files);
		expect(report.movedCount).toBe(0);
		expect(reasons(report.unknown)).toContainEqual(expect.stringContaining('deleted or closed'));
	});
});

describe('What the portal’s queue does to results', () => {
	const thief = (world: World): Act => ({ do: 'stealResults', userId: world.manager.id });

	it('the user’s browser takes the result away', async () => {
		const world = await startWorld({ msPerFile: 10 });
		const { files } = await crowd(world);
		world.portal.faults.add({ on: POLL, times: 0, acts: [thief(world)] });
		world.portal.faults.add({ on: PUT_MOVE, nth: 2, acts: [thief(world)] });
		const begun = world.sandbox.clock.now();
		expect((await move(world, files)).complete).toBe(true);
		expect(acceptedMoves(world)).toHaveLength(3);
		expect(world.sandbox.clock.now() - begun).toBeLessThan(30_000);
	});

	const losses: Array<[string, Fault]> = [
		['the result is lost', { on: 'job', nth: 2, trouble: 'loseResult' }],
		['a job crashes without a word', { on: 'job', nth: 2, file: 40, trouble: 'crash' }],
		['a job is cancelled', { on: 'job', nth: 2, file: 40, trouble: 'cancel' }],
		['a job waits for two minutes', { on: 'job', nth: 2, delayMs: 120_000 }],
		['a job waits for ten minutes', { on: 'job', nth: 2, delayMs: 600_000 }],
		['the connection breaks before a move is accepted', { on: PUT_MOVE, nth: 2, cut: 'before' }],
		['the connection breaks after a move is accepted', { on: PUT_MOVE, nth: 2, cut: 'after' }],
		[
			'a proxy gives up on an accepted move',
			{ on: PUT_MOVE, nth: 2, answerAfter: 'gatewayTimeout' },
		],
		['a proxy answers a page of its own', { on: PUT_MOVE, nth: 2, answerAfter: 'htmlPage' }],
		[
			'the portal cannot be asked for a while',
			{ on: POLL, nth: 2, times: 4, answer: 'badGateway' },
		],
	];
	it.each(
		losses.flatMap(([name, fault]) =>
			(['3.6.1', '3.7.2'] as const).map((version) => ({ name, fault, version })),
		),
	)('$name, on $version: every file arrives', async ({ fault, version }) => {
		const world = await startWorld({ portalVersion: version, msPerFile: 10 });
		const { ids, files } = await crowd(world);
		world.portal.faults.add(fault);
		const report = await move(world, files);
		expect(report).toMatchObject({ movedCount: 250, complete: true });
		expect(ids.every((id) => whereIs(world, id)?.parentId === world.clientFolder)).toBe(true);
		expect(report.renamed).toEqual([]);
	});

	it('a move that waits beyond the maximum wait is unknown, and nothing follows it', async () => {
		const world = await startWorld();
		addFiles(world, 1200);
		const files = await collect(world);
		world.portal.faults.add({ on: 'job', times: 0, delayMs: 3_600_000 });
		const begun = world.sandbox.clock.now();
		const report = await move(world, files, { options: { maxWait: 3 } });
		const took = world.sandbox.clock.now() - begun;
		expect(took).toBeGreaterThanOrEqual(180_000);
		expect(took).toBeLessThan(260_000);
		expect(report.movedCount).toBe(0);
		expect(report.unknown.length).toBeGreaterThanOrEqual(800);
		expect(reasons([...report.unknown, ...report.failed]).join()).toMatch(/maximum wait/);
		for (const { at, route } of world.portal.requests.entries) {
			if (route === PUT_MOVE) expect(at).toBeLessThan(begun + 180_000);
		}
	});

	it('moves that wait together are watched together', async () => {
		const world = await startWorld({ latencyMs: 40 });
		addFiles(world, 800);
		const files = await collect(world);
		world.portal.requests.reset();
		world.portal.faults.add({ on: 'job', times: 0, delayMs: 300_000 });
		const report = await move(world, files, { options: { maxWait: 60 } });
		expect(report).toMatchObject({ movedCount: 800, complete: true });
		// Five minutes for eight moves: twice as many, if each looked for itself.
		expect(requestCounts(world)['GET files/{id}']).toBeLessThan(400);
	});

	it('a slow portal is waited for', async () => {
		const world = await startWorld({ msPerFile: 2000 });
		const { files } = await crowd(world);
		const report = await move(world, files);
		expect(report.complete).toBe(true);
		expect(acceptedMoves(world)).toHaveLength(3);
		expect(mostMovesInFlight(world)).toBe(3);
	});

	it.each(['badGateway', 'unauthorized', 'serverError'] as const)(
		'nobody can say what became of files when the portal answers %s to everything',
		async (answer) => {
			const world = await startWorld({ msPerFile: 10 });
			const { files } = await crowd(world);
			world.portal.faults.add({
				on: POLL,
				nth: 2,
				acts: [({ faults }) => faults.add({ on: '*', times: 0, answer })],
			});
			const report = await move(world, files);
			expect(report.movedCount).toBe(0);
			expect(report.unknown).toHaveLength(250);
			expect(reasons(report.unknown)).toEqual([
				expect.stringMatching(/^it was sent, and then: .*HTTP \d/),
			]);
		},
	);
});

describe('Other people, at the same time', () => {
	it('take a moved file away again, or delete it, before the end', async () => {
		const world = await startWorld();
		const { ids, files } = await crowd(world);
		const [taken = 0, deleted = 0, trashed = 0] = ids;
		// The crash makes a second round, before which the files of the first were seen in the destination.
		world.portal.faults.add({ on: 'job', nth: 3, file: 20, trouble: 'crash' });
		world.portal.faults.add({
			on: PUT_MOVE,
			nth: 4,
			acts: [
				{ do: 'moveFile', id: taken, to: world.clientRoom },
				{ do: 'deleteFile', id: deleted },
				{ do: 'moveFile', id: trashed, to: world.manager.trashId },
			],
		});
		const report = await move(world, files);
		expect(report.movedCount).toBe(247);
		const byFile = new Map(report.failed.map(({ id, reason }) => [id, reason]));
		expect(byFile.get(taken)).toBe('somebody took it out of the destination again');
		expect(byFile.get(deleted)).toMatch(/no longer in DocSpace/);
		expect(byFile.get(trashed)).toMatch(/in the Trash/);
	});

	it('put files into the Trash while they wait for their turn', async () => {
		const world = await startWorld();
		const { ids, files, odd } = await crowd(world);
		world.portal.faults.add({
			on: 'job',
			nth: 2,
			trouble: 'crash',
			acts: [{ do: 'moveFile', id: odd, to: world.manager.trashId }],
		});
		const report = await move(world, files);
		expect(report.movedCount).toBe(ids.length - 1);
		expect(reasons(report.failed)).toEqual(['in the Trash: somebody deleted it']);
	});

	it('delete the room that is being emptied', async () => {
		const world = await startWorld({ msPerFile: 10 });
		const { files } = await crowd(world);
		world.portal.faults.add({
			on: 'job',
			nth: 3,
			acts: [{ do: 'deleteFolder', id: world.clientRoom }],
		});
		const report = await move(world, files);
		expect(report.moved.length + report.failed.length).toBe(250);
		expect(reasons(report.failed)).toEqual([expect.stringMatching(/no longer in DocSpace/)]);
	});

	it('add files to the destination all the time', async () => {
		const world = await startWorld({ msPerFile: 5 });
		const { files } = await crowd(world);
		let n = 0;
		world.portal.faults.add({
			on: 'GET files/{id}',
			times: 0,
			acts: [
				({ addFile }) => void addFile.call(world.portal, world.clientFolder, `Other ${n++}.docx`),
			],
		});
		expect((await move(world, files)).complete).toBe(true);
	});

	it.each(['3.6.1', '3.7.2'] as const)(
		'run the same workflow for the same client, on %s',
		async (portalVersion) => {
			const world = await startWorld({ portalVersion, msPerFile: 15 });
			fillRoom(world, world.clientRoom, { folders: 3, filesEach: 80 });
			for (let at = 0; at < 30; at += 1) {
				const folder = world.portal.addFolder(world.clientRoom, `More ${at}`).id;
				world.portal.addFile(folder, 'Contract.pdf', { versions: 2 });
			}
			const files = await collect(world);
			const reports = await Promise.all([1, 2].map(async () => await move(world, files)));
			for (const report of reports) expect(report.complete).toBe(true);
			expect(titlesIn(world)).toHaveLength(270);
			expect(new Set(titlesIn(world)).size).toBe(270);
			expect(world.portal.journal.of('file.deleted')).toEqual([]);
			expect(world.portal.journal.of('file.overwritten')).toEqual([]);
		},
	);

	it.each(['keepBoth', 'skip'])(
		'bring files of the same names from eight rooms at once, under %s',
		async (policy) => {
			const world = await startWorld({ msPerFile: 50, latencyMs: 10 });
			const { portal, manager } = world;
			const titles = Array.from({ length: 6 }, (_, n) => `Contract ${n}.pdf`);
			const rooms = Array.from(
				{ length: 8 },
				(_, n) => portal.addRoom({ title: `Deal ${n}`, type: 'custom', owner: manager.id }).id,
			);
			for (const room of rooms) portal.addFiles(room, titles);
			const lists = await Promise.all(rooms.map(async (room) => await collect(world, room)));
			const reports = await Promise.all(
				lists.map(async (files) => await move(world, files, { policy })),
			);
			const there = titlesIn(world);
			expect(new Set(there).size).toBe(there.length);
			expect(there).toHaveLength(policy === 'skip' ? 6 : 48);
			expect(reports.every(({ failed, unknown }) => failed.length + unknown.length === 0)).toBe(
				true,
			);
			expect(mostMovesInFlight(world)).toBe(1);
			// Nobody is in anybody’s way, so each sends its files once.
			expect(requestCounts(world)[PUT_MOVE]).toBe(policy === 'skip' ? 1 : 8);
		},
	);

	it('work for another client at the same time, and need not wait', async () => {
		const world = await startWorld({ msPerFile: 50 });
		const other = world.portal.addFolder(world.archiveRoom, 'Fabrikam').id;
		const room = world.portal.addRoom({ title: 'B', type: 'custom', owner: world.manager.id }).id;
		addFiles(world, 20);
		addFiles(world, 20, room);
		const lists = [await collect(world), await collect(world, room)];
		await Promise.all(
			lists.map(
				async (files, at) => await move(world, files, at === 0 ? {} : { destination: other }),
			),
		);
		expect(mostMovesInFlight(world)).toBe(2);
	});

	it('do the same from another process: what comes to lie beside a namesake gets a number', async () => {
		const world = await startWorld({ msPerFile: 50 });
		const ids = addFiles(world, 3);
		const readme = world.portal.addFile(world.clientRoom, 'README.').id;
		// The job has found the title free when somebody else's file takes it.
		for (const [nth, title] of ['File 1.docx', 'README.'].entries()) {
			world.portal.faults.add({
				on: POLL,
				nth: nth + 1,
				acts: [{ do: 'addFile', parentId: world.clientFolder, title }],
			});
		}
		const report = await move(world, [...ids, readme]);
		expect(report.complete).toBe(true);
		expect(report.renamed).toEqual([{ id: ids[1], from: 'File 1.docx', to: 'File 1 (1).docx' }]);
		expect(titlesIn(world)).toEqual([
			'File 0.docx',
			'File 1 (1).docx',
			'File 1.docx',
			'File 2.docx',
			'README.',
			'README.',
		]);
		expect(whereIs(world, readme)?.contentGone).toBe(false);
	});

	it('run it with another list of files, into the same folder', async () => {
		const world = await startWorld({ msPerFile: 15 });
		const other = world.portal.addRoom({
			title: 'Other',
			type: 'custom',
			owner: world.manager.id,
		}).id;
		addFiles(world, 120);
		addFiles(world, 120, other);
		const lists = [await collect(world), await collect(world, other)];
		const reports = await Promise.all(lists.map(async (files) => await move(world, files)));
		for (const report of reports) expect(report.complete).toBe(true);
		expect(titlesIn(world)).toHaveLength(240);
		expect(requestCounts(world)[READ_FILE] ?? 0).toBeLessThan(250);
		expect(world.portal.filesBelow(other)).toEqual([]);
		expect(byId(other).value).toBe(other);
	});
});
