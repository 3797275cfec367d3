import type { EntryId } from '../../../sandbox';
import {
	acceptedMoves,
	addFiles,
	collect,
	move,
	PUT_MOVE,
	reasons,
	RENAME,
	titlesIn,
	whereIs,
} from '../../harness/operations/moving';
import { colleague } from '../../harness/people';
import { requestCounts } from '../../harness/requests';
import { endWorlds, startWorld, type World } from '../../harness/world';

afterEach(endWorlds);

/** A file of this title in a folder of its own, below the client's room. */
function addApart(world: World, title: string, at: number | string = 0): EntryId {
	const folder = world.portal.addFolder(world.clientRoom, `Folder ${at}`).id;
	return world.portal.addFile(folder, title).id;
}

/** How often the portal destroyed a file or its versions. */
function destroyed(world: World): number {
	const { journal } = world.portal;
	return journal.of('file.overwritten').length + journal.of('file.deleted').length;
}

describe.each(['mysql', 'postgresql'] as const)('Keep Both on %s', (titleComparison) => {
	it('numbers what clashes with the destination, and loses no version', async () => {
		const world = await startWorld({ titleComparison });
		const { portal } = world;
		portal.addFile(world.clientFolder, 'contract.pdf', { versions: 4 });
		portal.addFile(world.clientFolder, 'contract (1).pdf');
		const id = portal.addFile(world.clientRoom, 'contract.pdf', { versions: 3 }).id;
		const report = await move(world, await collect(world));
		expect(report.renamed).toEqual([{ id, from: 'contract.pdf', to: 'contract (2).pdf' }]);
		expect(titlesIn(world)).toEqual(['contract (1).pdf', 'contract (2).pdf', 'contract.pdf']);
		expect(portal.file(id).versions).toHaveLength(3);
		expect(destroyed(world)).toBe(0);
	});

	it('numbers equal titles among the moved files in order of id', async () => {
		const world = await startWorld({ titleComparison });
		const ids = [0, 1, 2].map((at) => addApart(world, 'offer.docx', at));
		const report = await move(world, (await collect(world)).reverse());
		expect(report.complete).toBe(true);
		expect(ids.map((id) => whereIs(world, id)?.title)).toEqual([
			'offer.docx',
			'offer (1).docx',
			'offer (2).docx',
		]);
	});

	it.each([
		[['Résumé.pdf', 'RESUME.PDF', 'resume.pdf']],
		[['ёлка.docx', 'елка.docx']],
		[['Straße.pdf', 'strase.pdf']],
	])('takes titles for equal that MySQL takes for equal: %j', async (titles) => {
		const world = await startWorld({ titleComparison });
		titles.forEach((title, at) => addApart(world, title, at));
		const report = await move(world, await collect(world));
		expect(report.complete).toBe(true);
		expect(titlesIn(world)).toHaveLength(titles.length);
		expect(titlesIn(world).filter((title) => title.includes('('))).toHaveLength(titles.length - 1);
	});

	it.each([
		[['Йод.docx', 'Иод.docx']],
		[['か.pdf', 'が.pdf']],
		[['øre.pdf', 'ore.pdf']],
		[['กา.pdf', 'กี.pdf']],
		[['R\u00e9sum\u00e9.pdf', 'Resume.pdf'.replaceAll('e', 'e\u0301')]],
		[['Straße.pdf', 'strasse.pdf']],
	])('renames nothing that MySQL tells apart: %j', async (titles) => {
		const world = await startWorld({ titleComparison });
		titles.forEach((title, at) => addApart(world, title, at));
		const report = await move(world, await collect(world));
		expect(report).toMatchObject({ complete: true, renamed: [] });
		expect(titlesIn(world)).toEqual([...titles].sort());
	});

	it('takes no number that another of the files brings along', async () => {
		const world = await startWorld({ titleComparison });
		['a.pdf', 'a.pdf', 'a (1).pdf', 'A (1).pdf'].forEach((title, at) => addApart(world, title, at));
		const report = await move(world, await collect(world));
		expect(report.complete).toBe(true);
		expect(titlesIn(world)).toEqual(['A (1) (1).pdf', 'a (1).pdf', 'a (2).pdf', 'a.pdf']);
	});

	it('takes the next free name when somebody adds the same title at the last moment', async () => {
		const world = await startWorld({ titleComparison });
		const id = addApart(world, 'late.pdf');
		world.portal.faults.add({
			on: 'job',
			acts: [{ do: 'addFile', parentId: world.clientFolder, title: 'late.pdf' }],
		});
		const report = await move(world, await collect(world));
		expect(report.renamed).toEqual([{ id, from: 'late.pdf', to: 'late (1).pdf' }]);
		expect(report.complete).toBe(true);
		expect(destroyed(world)).toBe(0);
	});

	it('gives up after the twentieth attempt when somebody always is quicker', async () => {
		const world = await startWorld({ titleComparison });
		addFiles(world, 3);
		const id = addApart(world, 'race.pdf');
		world.portal.faults.add({
			on: 'job',
			times: 0,
			acts: [
				({ store }) => {
					const file = store.files.get(id);
					if (file) world.portal.addFile(world.clientFolder, file.title);
				},
			],
		});
		const report = await move(world, await collect(world));
		expect(report.movedCount).toBe(3);
		expect(report.failed).toEqual([
			expect.objectContaining({ id, reason: expect.stringMatching(/left the file where it was/) }),
		]);
		expect(report.renamed).toEqual([{ id, from: 'race.pdf', to: 'race (19).pdf' }]);
		const sent = acceptedMoves(world).filter(({ fileIds }) => fileIds.includes(id));
		expect(sent).toHaveLength(20);
	});
});

describe('Keep Both', () => {
	it.each(['3.6.1', '3.7.2'] as const)(
		'numbers a file that clashes with one in conversion, which no listing shows (%s)',
		async (portalVersion) => {
			const world = await startWorld({ portalVersion });
			const ids = [addApart(world, 'scan.docx', 0), addApart(world, 'Scan.docx', 1)];
			for (const title of ['scan.docx', 'scan (1).docx']) {
				world.portal.addFile(world.clientFolder, title, { converting: true });
			}
			const report = await move(world, await collect(world));
			expect(report).toMatchObject({ complete: true, movedCount: 2, failed: [] });
			expect(ids.map((id) => whereIs(world, id)?.parentId)).toEqual([
				world.clientFolder,
				world.clientFolder,
			]);
			expect(new Set(titlesIn(world).map((title) => title.toLowerCase())).size).toBe(4);
		},
	);

	it('gives up after three such numbers, and names the file', async () => {
		const world = await startWorld();
		const id = addApart(world, 'scan.docx');
		for (const end of ['', ' (1)', ' (2)', ' (3)', ' (4)']) {
			world.portal.addFile(world.clientFolder, `scan${end}.docx`, { converting: true });
		}
		const report = await move(world, await collect(world));
		expect(report.failed).toEqual([
			{ id, title: 'scan.docx', reason: expect.stringMatching(/left the file where it was$/) },
		]);
		expect(report.renamed).toEqual([{ id, from: 'scan.docx', to: 'scan (3).docx' }]);
	});

	it.each(['skip', 'overwrite'] as const)(
		'alone does so: with %s a hidden clash leaves the file its name',
		async (policy) => {
			const world = await startWorld();
			const id = addApart(world, 'scan.docx');
			world.portal.addFile(world.clientFolder, 'scan.docx', { converting: true });
			const report = await move(world, await collect(world), { policy });
			expect(report).toMatchObject({ failed: [{ id }], renamed: [] });
			expect(destroyed(world)).toBe(0);
		},
	);

	it('shortens titles of 165 units, without splitting a character or losing the extension', async () => {
		const world = await startWorld();
		const long = `${'x'.repeat(161)}.pdf`;
		[0, 1, 2].forEach((at) => addApart(world, long, at));
		const report = await move(world, await collect(world));
		expect(report.complete).toBe(true);
		expect(titlesIn(world)).toEqual(
			[`${'x'.repeat(157)} (1).pdf`, `${'x'.repeat(157)} (2).pdf`, long].sort(),
		);
	});

	it.each(['.gitignore', 'archive.tar.gz', 'Report v1. final draft'])(
		'numbers “%s” too',
		async (title) => {
			const world = await startWorld();
			[0, 1].forEach((at) => addApart(world, title, at));
			const report = await move(world, await collect(world));
			expect(report.complete).toBe(true);
			expect(new Set(titlesIn(world)).size).toBe(2);
		},
	);

	it.each(['README', 'README.', 'trailing dot.'])(
		'never numbers “%s”, whose content DocSpace would destroy, and tells what to do',
		async (title) => {
			const world = await startWorld();
			const ids = [0, 1].map((at) => addApart(world, title, at));
			const other = addApart(world, 'other.txt');
			const report = await move(world, await collect(world));
			expect(report.moved.sort()).toEqual([ids[0], other]);
			expect(report.failed).toEqual([
				{
					id: ids[1],
					title,
					reason: expect.stringMatching(
						/^another file is named “.*” too, and DocSpace destroys the content .*; give it a name with an extension, such as “.*\.txt”, and run again$/,
					),
				},
			]);
			expect(report.renamed).toEqual([]);
			expect(requestCounts(world)[RENAME]).toBeUndefined();
			// As the reason says.
			world.portal.renameFile(ids[1] ?? 0, 'README.txt');
			expect((await move(world, await collect(world))).complete).toBe(true);
		},
	);

	it.each(['badGateway', 'serviceUnavailable', 'gatewayTimeout'] as const)(
		'renames again when a proxy answers %s for a while',
		async (answer) => {
			const world = await startWorld();
			[0, 1, 2].forEach((at) => addApart(world, 'same.pdf', at));
			world.portal.faults.add({ on: RENAME, times: 8, answer });
			const report = await move(world, await collect(world));
			expect(report.complete).toBe(true);
			expect(titlesIn(world)).toEqual(['same (1).pdf', 'same (2).pdf', 'same.pdf']);
		},
	);

	it('looks whether it has renamed before it does so again', async () => {
		const world = await startWorld();
		[0, 1].forEach((at) => addApart(world, 'same.pdf', at));
		world.portal.faults.add({ on: RENAME, times: 0, answerAfter: 'badGateway' });
		expect((await move(world, await collect(world))).complete).toBe(true);
		expect(requestCounts(world)[RENAME]).toBe(1);
	});

	it.each(['badGateway', 'serverError'] as const)(
		'leaves only the file whose rename always ends in %s',
		async (answer) => {
			const world = await startWorld();
			const ids = [0, 1].map((at) => addApart(world, 'same.pdf', at));
			addFiles(world, 150);
			const files = await collect(world);
			world.portal.faults.add({ on: RENAME, times: 0, answer });
			const report = await move(world, files);
			expect(report.movedCount).toBe(151);
			expect(report.failed).toEqual([
				{
					id: ids[1],
					title: 'same.pdf',
					reason: expect.stringMatching(
						/^it could not be renamed to “same \(1\)\.pdf”: .*HTTP 50[02]/,
					),
				},
			]);
			expect(requestCounts(world)[RENAME]).toBe(answer === 'serverError' ? 2 : 7);
		},
	);

	// Every rename is a request of its own, so most of them stand there with their numbers beforehand.
	it('manages 3,000 files of one name, with one rename for each that comes', async () => {
		const world = await startWorld();
		const numbered = Array.from({ length: 2499 }, (_, n) => `scan (${n + 1}).pdf`);
		world.portal.addFiles(world.clientFolder, ['scan.pdf', ...numbered]);
		const titles = Array.from({ length: 10 }, () => 'scan.pdf');
		for (let at = 0; at < 50; at += 1) {
			world.portal.addFiles(world.portal.addFolder(world.clientRoom, `Day ${at}`).id, titles);
		}
		const report = await move(world, await collect(world));
		expect(report).toMatchObject({ movedCount: 500, complete: true });
		expect(report.renamed).toHaveLength(500);
		expect(new Set(titlesIn(world)).size).toBe(3000);
		expect(requestCounts(world)[RENAME]).toBe(500);
	});

	it('leaves a file that may not be renamed, and names it', async () => {
		const world = await startWorld();
		const ids = [0, 1, 2].map((at) => addApart(world, 'same.pdf', at));
		const files = await collect(world);
		world.portal.faults.add({ on: RENAME, answer: 'accessDenied' });
		const report = await move(world, files);
		expect(report.movedCount).toBe(2);
		expect(report.failed).toEqual([
			{
				id: ids[1],
				title: 'same.pdf',
				reason: expect.stringMatching(/could not be renamed to “same \(1\)\.pdf”.*HTTP 403/),
			},
		]);
	});

	it('says who has locked a file that it cannot rename', async () => {
		const world = await startWorld();
		const ann = colleague(world);
		const ids = [0, 1].map((at) => addApart(world, 'same.pdf', at));
		const files = await collect(world);
		world.portal.lockFile(ids[1] ?? 0, ann.id);
		const report = await move(world, files);
		expect(report.failed).toEqual([
			{ id: ids[1], title: 'same.pdf', reason: 'locked by Ann Archer' },
		]);
		expect(report.renamed).toEqual([]);
	});

	it('reports a rename of a file that was refused afterwards', async () => {
		const world = await startWorld();
		const ids = [0, 1].map((at) => addApart(world, 'same.pdf', at));
		const files = await collect(world);
		world.portal.faults.add({
			on: PUT_MOVE,
			acts: [{ do: 'openFile', id: ids[1] ?? 0, by: world.guest.id }],
		});
		const report = await move(world, files);
		expect(report.renamed).toEqual([{ id: ids[1], from: 'same.pdf', to: 'same (1).pdf' }]);
		expect(reasons(report.failed)).toEqual(['open in an editor by Gus Guest']);
		world.portal.closeFile(ids[1] ?? 0);
		expect((await move(world, await collect(world))).complete).toBe(true);
		expect(titlesIn(world)).toEqual(['same (1).pdf', 'same.pdf']);
	});

	it('stops renaming when the write limit of the day is used up', async () => {
		const world = await startWorld();
		for (let at = 0; at < 50; at += 1) addApart(world, 'same.pdf', at);
		const files = await collect(world);
		world.portal.faults.add({ on: RENAME, nth: 5, times: 0, answer: 'dailyLimit' });
		const report = await move(world, files);
		expect(report.movedCount).toBe(0);
		expect(reasons(report.failed)).toEqual([expect.stringMatching(/daily write limit/)]);
		expect(requestCounts(world)[RENAME]).toBeLessThanOrEqual(5 + 16);
	});

	it('believes a rename whose answer was lost', async () => {
		const world = await startWorld();
		[0, 1, 2].forEach((at) => addApart(world, 'same.pdf', at));
		world.portal.faults.add({ on: RENAME, cut: 'after' });
		world.portal.faults.add({ on: RENAME, nth: 2, cut: 'before' });
		const report = await move(world, await collect(world));
		expect(report.complete).toBe(true);
		expect(titlesIn(world)).toEqual(['same (1).pdf', 'same (2).pdf', 'same.pdf']);
	});

	it('notices that a file got another title since it was collected', async () => {
		const world = await startWorld();
		const id = addApart(world, 'draft.pdf');
		const files = await collect(world);
		world.portal.renameFile(id, 'final.pdf');
		world.portal.addFile(world.clientFolder, 'final.pdf');
		const report = await move(world, files);
		expect(report.renamed).toEqual([{ id, from: 'final.pdf', to: 'final (1).pdf' }]);
		expect(report.complete).toBe(true);
	});

	it('tells of a rename even if a proxy’s page came in place of the answer', async () => {
		const world = await startWorld();
		const [first, second] = [1, 2].map((at) => addApart(world, 'offer.docx', at));
		const files = await collect(world);
		world.portal.faults.add({ on: RENAME, answerAfter: 'htmlPage' });
		const report = await move(world, files);
		expect([...report.moved].sort()).toEqual([first, second]);
		expect(report.renamed).toEqual([{ id: second, from: 'offer.docx', to: 'offer (1).docx' }]);
	});

	it('finds a free name for a file whose title is all extension', async () => {
		const world = await startWorld();
		world.portal.addFiles(world.clientFolder, ['.env', '.env (1).env']);
		const { id } = world.portal.addFile(world.clientRoom, '.env');
		const report = await move(world, await collect(world));
		expect(report.complete).toBe(true);
		expect(whereIs(world, id)?.title).toBe('.env (2).env');
	});
});

describe.each(['keepBoth', 'skip', 'overwrite'])(
	'A title changed meanwhile, under %s,',
	(policy) => {
		it('is left as it is, also when the portal refuses another file', async () => {
			const world = await startWorld();
			const ids = ['draft.pdf', 'locked.pdf', 'plan.docx'].map((title, at) =>
				addApart(world, title, at),
			);
			const target = world.portal.addFile(world.clientFolder, 'draft.pdf').id;
			const bystander = world.portal.addFile(world.clientFolder, 'plan.docx').id;
			const files = await collect(world);
			world.portal.renameFile(ids[0] ?? 0, 'final.pdf');
			world.portal.renameFile(ids[2] ?? 0, 'plan 2.docx');
			world.portal.lockFile(ids[1] ?? 0, colleague(world).id);
			const report = await move(world, files, { policy });
			const ownTitle = world.portal.store.files.get(ids[0] ?? 0)?.title;
			if (policy !== 'keepBoth') expect(ownTitle).toBe('final.pdf');
			expect(report.failed.map(({ id }) => id)).toContain(ids[1]);
			expect(world.portal.file(target).versions).toHaveLength(1);
			expect(world.portal.file(bystander).versions).toHaveLength(1);
		});
	},
);

describe('Skip', () => {
	it('sends one file of each title and reports the others', async () => {
		const world = await startWorld();
		const there = world.portal.addFile(world.clientFolder, 'A.PDF').id;
		const ids = ['a.pdf', 'b.pdf', 'B.pdf', 'c.pdf'].map((title, at) => addApart(world, title, at));
		const report = await move(world, await collect(world), { policy: 'skip' });
		expect(report.moved.sort()).toEqual([ids[1], ids[3]]);
		expect(report.skipped.sort((a, b) => Number(a.id) - Number(b.id))).toEqual([
			{ id: ids[0], title: 'a.pdf', reason: expect.stringContaining(`“A.PDF” (${there})`) },
			{ id: ids[2], title: 'B.pdf', reason: expect.stringContaining(String(ids[1])) },
		]);
		expect(report.renamed).toEqual([]);
		expect(acceptedMoves(world).flatMap(({ fileIds }) => fileIds)).toEqual([ids[1], ids[3]]);
		expect(destroyed(world)).toBe(0);
	});

	it('reports what lost the race for a title as skipped', async () => {
		const world = await startWorld();
		const id = addApart(world, 'late.pdf');
		world.portal.faults.add({
			on: 'job',
			acts: [{ do: 'addFile', parentId: world.clientFolder, title: 'late.pdf' }],
		});
		const report = await move(world, await collect(world), { policy: 'skip' });
		expect(report.skipped.map((file) => file.id)).toEqual([id]);
		expect(destroyed(world)).toBe(0);
	});

	it('lets the next of two namesakes go when the first may not be moved', async () => {
		const world = await startWorld();
		const [first, second] = [1, 2].map((at) => addApart(world, 'offer.docx', at));
		const files = await collect(world);
		world.portal.openFile(first ?? 0, world.guest.id);
		const report = await move(world, files, { policy: 'skip' });
		expect(report.moved).toEqual([second]);
		expect(reasons(report.failed)).toEqual([expect.stringContaining('open in an editor')]);
	});
});

describe('Overwrite', () => {
	it('makes the file a new version of the one in the destination', async () => {
		const world = await startWorld();
		const target = world.portal.addFile(world.clientFolder, 'plan.docx', { versions: 2 }).id;
		const ids = ['plan.docx', 'new.docx'].map((title, at) => addApart(world, title, at));
		const report = await move(world, await collect(world), { policy: 'overwrite' });
		expect(report.moved.sort()).toEqual(ids);
		expect(world.portal.file(target).versions).toHaveLength(3);
		expect(world.portal.store.files.has(ids[0] ?? 0)).toBe(false);
		expect(titlesIn(world)).toEqual(['new.docx', 'plan.docx']);
	});

	it('asks for no single file, however many it replaces', async () => {
		const world = await startWorld({ tieOrder: 'stable' });
		addFiles(world, 250);
		addFiles(world, 250, world.clientFolder);
		const files = await collect(world);
		world.portal.requests.reset();
		const report = await move(world, files, { policy: 'overwrite' });
		expect(report.movedCount).toBe(250);
		expect(requestCounts(world)).toMatchObject({ [PUT_MOVE]: 3 });
		expect(requestCounts(world)['GET files/file/{id}']).toBeUndefined();
	});

	it('sends the order to overwrite only for files that replace one it has seen', async () => {
		const world = await startWorld();
		world.portal.addFile(world.clientFolder, 'old.docx');
		const ids = ['old.docx', 'new.docx', 'newer.docx'].map((title, at) =>
			addApart(world, title, at),
		);
		await move(world, await collect(world), { policy: 'overwrite' });
		expect(acceptedMoves(world)).toEqual([
			{ fileIds: ids.slice(0, 1), policy: 'Overwrite' },
			{ fileIds: ids.slice(1), policy: 'Skip' },
		]);
	});

	it('refuses files that would destroy each other', async () => {
		const world = await startWorld();
		world.portal.addFile(world.clientFolder, 'same.pdf');
		['same.pdf', 'SAME.pdf', 'other.pdf'].forEach((title, at) => addApart(world, title, at));
		const report = await move(world, await collect(world), { policy: 'overwrite' });
		expect(report.movedCount).toBe(1);
		expect(report.failed).toHaveLength(2);
		expect(reasons(report.failed).join()).toMatch(/only one of them would survive/);
		expect(destroyed(world)).toBe(0);
	});

	it('never lets one of the files replace another that has arrived before', async () => {
		const world = await startWorld();
		const first = world.portal.addFile(world.clientFolder, 'same.pdf').id;
		const second = addApart(world, 'same.pdf');
		const report = await move(world, [first, second], { policy: 'overwrite' });
		expect(report.moved).toEqual([first]);
		expect(report.failed.map(({ id }) => id)).toEqual([second]);
		expect(destroyed(world)).toBe(0);
	});

	it('keeps its report short when thousands of files have one name', async () => {
		const world = await startWorld();
		for (let at = 0; at < 40; at += 1) {
			const folder = world.portal.addFolder(world.clientRoom, `Day ${at}`).id;
			world.portal.addFiles(
				folder,
				Array.from({ length: 25 }, () => 'scan.pdf'),
			);
		}
		const report = await move(world, await collect(world), { policy: 'overwrite' });
		expect(report.failed).toHaveLength(1000);
		expect(Math.max(...report.failed.map(({ reason }) => reason.length))).toBeLessThan(200);
	});

	it('says so when the destination was replaced and the original stayed', async () => {
		const world = await startWorld();
		const target = world.portal.addFile(world.clientFolder, 'half.docx').id;
		const id = addApart(world, 'half.docx');
		world.portal.faults.add({ on: 'job', trouble: 'openFile' });
		const report = await move(world, await collect(world), { policy: 'overwrite' });
		expect(world.portal.file(target).versions).toHaveLength(2);
		expect(report.failed).toEqual([
			{ id, title: 'half.docx', reason: expect.stringMatching(/the original stayed; compare/) },
		]);
		expect(acceptedMoves(world)).toHaveLength(1);
	});

	it.each(['locked', 'open'] as const)('names a file to be replaced that is %s', async (state) => {
		const world = await startWorld();
		const ann = colleague(world);
		const target = world.portal.addFile(world.clientFolder, 'held.docx').id;
		world.portal.addFile(world.clientFolder, 'free.docx');
		if (state === 'locked') world.portal.lockFile(target, ann.id);
		else world.portal.openFile(target, ann.id);
		['free.docx', 'held.docx', 'new.docx'].forEach((title, at) => addApart(world, title, at));
		const report = await move(world, await collect(world), { policy: 'overwrite' });
		expect(report.movedCount).toBe(2);
		expect(report.failed).toEqual([
			expect.objectContaining({
				title: 'held.docx',
				reason: expect.stringMatching(
					/file it would replace, “held.docx” \(\d+\), is .* Ann Archer/,
				),
			}),
		]);
		expect(requestCounts(world)[PUT_MOVE]).toBe(3);
	});

	it('never sends a lost move again, and finds out what became of it', async () => {
		const world = await startWorld();
		world.portal.addFile(world.clientFolder, 'a.docx');
		addApart(world, 'a.docx');
		world.portal.faults.add({ on: PUT_MOVE, cut: 'after' });
		const report = await move(world, await collect(world), { policy: 'overwrite' });
		expect(report.complete).toBe(true);
		expect(requestCounts(world)[PUT_MOVE]).toBe(1);
	});

	it('calls a move unknown that may or may not have been accepted', async () => {
		const world = await startWorld();
		const target = world.portal.addFile(world.clientFolder, 'a.docx').id;
		const id = addApart(world, 'a.docx');
		world.portal.faults.add({ on: PUT_MOVE, cut: 'before' });
		const report = await move(world, await collect(world), { policy: 'overwrite' });
		expect(report.unknown.map((file) => file.id)).toEqual([id]);
		expect(requestCounts(world)[PUT_MOVE]).toBe(1);
		expect(world.portal.file(target).versions).toHaveLength(1);
	});

	it('sends again what a crashed job has not reached', async () => {
		const world = await startWorld();
		const titles = Array.from({ length: 30 }, (_, n) => `Plan ${n}.docx`);
		world.portal.addFiles(world.clientFolder, titles);
		world.portal.addFiles(world.clientRoom, titles);
		world.portal.faults.add({ on: 'job', file: 10, trouble: 'crash' });
		const report = await move(world, await collect(world), { policy: 'overwrite' });
		expect(report.complete).toBe(true);
		const versions = [...world.portal.folder(world.clientFolder).files.values()].map(
			(file) => file.versions.length,
		);
		expect(new Set(versions)).toEqual(new Set([2]));
	});

	it('is understood by two runs at once', async () => {
		const world = await startWorld({ msPerFile: 50 });
		const titles = Array.from({ length: 40 }, (_, n) => `Plan ${n}.docx`);
		world.portal.addFiles(world.clientFolder, titles);
		world.portal.addFiles(world.clientRoom, titles);
		const files = await collect(world);
		const reports = await Promise.all(
			[1, 2].map(async () => await move(world, files, { policy: 'overwrite' })),
		);
		expect(reports.map(({ complete }) => complete)).toEqual([true, true]);
		const versions = [...world.portal.folder(world.clientFolder).files.values()].map(
			(file) => file.versions.length,
		);
		expect(new Set(versions)).toEqual(new Set([2]));
	});
});
