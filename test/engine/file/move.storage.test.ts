import type { EntryId } from '../../../sandbox';
import {
	acceptedMoves,
	addFiles,
	collect,
	LIST,
	move,
	PUT_MOVE,
	reasons,
	runMove,
	titlesIn,
} from '../../harness/operations/moving';
import { requestCounts } from '../../harness/requests';
import { endWorlds, startWorld, type World } from '../../harness/world';

afterEach(endWorlds);

const ALLOWED = { options: { allowLossOfVersions: true } };

function addProviderRoom(
	{ portal, manager }: World,
	provider: 'drive' | 'dropbox' | 'sbox',
	title = 'Cloud',
): EntryId {
	return portal.addRoom({ title, type: 'custom', owner: manager.id, provider }).id;
}

describe('Between DocSpace and third-party storage', () => {
	const ways: Array<[string, (world: World) => { from: EntryId; to: EntryId }]> = [
		['out of it', (world) => ({ from: addProviderRoom(world, 'drive'), to: world.clientFolder })],
		['into it', (world) => ({ from: world.clientRoom, to: addProviderRoom(world, 'drive') })],
		[
			'into it, where ids are paths',
			(world) => ({ from: world.clientRoom, to: addProviderRoom(world, 'dropbox') }),
		],
		[
			'from one account to another',
			(world) => ({
				from: addProviderRoom(world, 'sbox', 'One'),
				to: addProviderRoom(world, 'sbox', 'Two'),
			}),
		],
	];

	it.each(ways)('%s: refused before anything is written, unless it is allowed', async (_, way) => {
		const world = await startWorld();
		const { from, to } = way(world);
		addFiles(world, 3, from);
		const run = await runMove(world, await collect(world, from), { destination: to });
		expect(run.error?.message).toMatch(
			/^'Allow Loss of Versions' is off, but 3 of the files lie in/,
		);
		expect(requestCounts(world)[PUT_MOVE]).toBeUndefined();
	});

	it.each(ways)('%s: moved in small portions and proved', async (_, way) => {
		const world = await startWorld({ msPerFile: 300 });
		const { from, to } = way(world);
		addFiles(world, 33, from);
		const report = await move(world, await collect(world, from), { destination: to, ...ALLOWED });
		expect(report).toMatchObject({ movedCount: 33, complete: true });
		expect(world.portal.filesBelow(from)).toEqual([]);
		expect(titlesIn(world, to)).toHaveLength(33);
		expect(Math.max(...acceptedMoves(world).map(({ fileIds }) => fileIds.length))).toBe(5);
	});

	it('a file that somebody moved meanwhile, which gave it another id, is not called deleted', async () => {
		const world = await startWorld();
		const from = addProviderRoom(world, 'sbox');
		const { id } = world.portal.addFile(from, 'Contract.docx');
		const files = await collect(world, from);
		world.portal.moveFile(id, world.portal.addFolder(from, 'Signed').id, world.manager.id);
		const report = await move(world, files, ALLOWED);
		expect(report).toMatchObject({ complete: false, movedCount: 0, failed: [] });
		expect(reasons(report.unknown)).toEqual([expect.stringContaining('another ID')]);
	});

	it.each(ways)('%s: a file that is too large stays and is named', async (_, way) => {
		const world = await startWorld({ maxTransferBytes: 5000 });
		const { from, to } = way(world);
		addFiles(world, 7, from);
		const large = world.portal.addFile(from, 'film.mp4', { size: 5001 }).id;
		const report = await move(world, await collect(world, from), { destination: to, ...ALLOWED });
		expect(report.movedCount).toBe(7);
		expect(report.failed).toEqual([
			{
				id: large,
				title: 'film.mp4',
				reason: expect.stringMatching(/left the file where it was: “File size exceeds/),
			},
		]);
		expect(acceptedMoves(world).filter(({ fileIds }) => fileIds.includes(large))).toHaveLength(1);
	});

	it.each(ways)('%s: equal titles are numbered', async (_, way) => {
		const world = await startWorld();
		const { from, to } = way(world);
		world.portal.addFile(to, 'Contract.pdf', { size: 1024 });
		for (const at of [0, 1, 2]) {
			const folder = world.portal.addFolder(from, `Folder ${at}`).id;
			world.portal.addFile(folder, 'contract.pdf');
		}
		const report = await move(world, await collect(world, from), { destination: to, ...ALLOWED });
		expect(report.complete).toBe(true);
		expect(titlesIn(world, to)).toEqual([
			'Contract.pdf',
			'contract (1).pdf',
			'contract (2).pdf',
			'contract (3).pdf',
		]);
	});

	it('is never sent twice, and a lost answer proves nothing', async () => {
		const world = await startWorld();
		const to = addProviderRoom(world, 'drive');
		addFiles(world, 12);
		const files = await collect(world);
		world.portal.faults.add({ on: PUT_MOVE, nth: 1, cut: 'before' });
		world.portal.faults.add({ on: PUT_MOVE, nth: 2, cut: 'after' });
		const report = await move(world, files, { destination: to, ...ALLOWED });
		expect(report.movedCount).toBe(7);
		expect(report.unknown).toHaveLength(5);
		expect(requestCounts(world)[PUT_MOVE]).toBe(3);
	});

	it('overwrites there only what it must, and proves it by what is there now', async () => {
		const world = await startWorld();
		const to = addProviderRoom(world, 'drive');
		world.portal.addFile(to, 'plan.docx', { size: 10, modified: 0 });
		world.portal.addFile(world.clientRoom, 'plan.docx', { size: 20 });
		world.portal.addFile(world.clientRoom, 'new.docx');
		const report = await move(world, await collect(world), {
			destination: to,
			policy: 'overwrite',
			...ALLOWED,
		});
		expect(report.complete).toBe(true);
		expect(titlesIn(world, to)).toEqual(['new.docx', 'plan.docx']);
	});

	it.each(['objects', 'ids'] as const)(
		'two runs at once, on %s: every file arrives once, and none is called lost',
		async (form) => {
			const world = await startWorld({ msPerFile: 300 });
			const from = addProviderRoom(world, 'dropbox');
			const ids = addFiles(world, 12, from);
			const collected = await collect(world, from);
			const files = form === 'ids' ? ids : collected;
			const first = move(world, files, ALLOWED);
			await world.sandbox.clock.sleep(700);
			const reports = await Promise.all([first, move(world, files, ALLOWED)]);
			expect(titlesIn(world)).toHaveLength(12);
			for (const report of reports) expect(report.failed).toEqual([]);
			const arrived = new Set(reports.flatMap(({ moved }) => moved));
			expect(arrived.size).toBe(12);
		},
	);

	// Where ids are paths, another name is another id, and nobody can tell it for the same file.
	const keepIds = ways.slice(0, 2);
	it.each(keepIds)('%s: knows a copy that somebody renames at once', async (_, way) => {
		const world = await startWorld();
		const { from, to } = way(world);
		addFiles(world, 3, from);
		const files = await collect(world, from);
		const renameOne = () => {
			const [copy] = world.portal.filesBelow(to);
			if (copy) world.portal.renameFile(copy.id, 'Signed.docx');
		};
		// The first listing is that of the destination as it was.
		world.portal.faults.add({ on: LIST, nth: 2, acts: [renameOne] });
		const report = await move(world, files, { destination: to, ...ALLOWED });
		expect(titlesIn(world, to)).toContain('Signed.docx');
		expect(report).toMatchObject({ movedCount: 3, complete: true });
	});

	it('finds a file to which the storage has given a number', async () => {
		const world = await startWorld();
		const to = addProviderRoom(world, 'drive');
		// A form and an ordinary PDF do not clash, as the portal sees it; the storage sees two names.
		world.portal.addFile(to, 'form.pdf', { isForm: true });
		const id = world.portal.addFile(world.clientRoom, 'form.pdf', { size: 77 }).id;
		const report = await move(world, [id], { destination: to, policy: 'overwrite', ...ALLOWED });
		expect(report.moved).toEqual([id]);
		expect(titlesIn(world, to)).toEqual(['form (1).pdf', 'form.pdf']);
	});

	it('under Skip, does not say of a file that it was skipped for itself, brought there by another run', async () => {
		const world = await startWorld();
		const destination = addProviderRoom(world, 'drive');
		addFiles(world, 2);
		const files = await collect(world);
		const options = { destination, policy: 'skip', ...ALLOWED };
		const first = await move(world, files, options);
		const second = await move(world, files, options);
		expect(first.movedCount).toBe(2);
		expect(second.skipped).toEqual([]);
		expect(reasons(second.unknown)).toEqual([expect.stringContaining('another run')]);
	});

	it('a file that somebody renamed at the last moment is not called deleted', async () => {
		const world = await startWorld();
		const destination = addProviderRoom(world, 'drive');
		const [id = 0] = addFiles(world, 1);
		const files = await collect(world);
		world.portal.faults.add({
			on: PUT_MOVE,
			acts: [{ do: 'renameFile', id, title: 'Other.docx' }],
		});
		const report = await move(world, files, { destination, ...ALLOWED });
		expect(titlesIn(world, destination)).toEqual(['Other.docx']);
		expect(report.failed).toEqual([]);
		expect(reasons(report.unknown)).toEqual([expect.stringContaining('under another name')]);
	});
});

describe('Within one third-party account', () => {
	it.each(['drive', 'dropbox', 'sbox'] as const)(
		'moves files of %s, whether or not they keep their ids',
		async (provider) => {
			const world = await startWorld();
			const room = addProviderRoom(world, provider);
			const source = world.portal.addFolder(room, 'Source').id;
			const destination = world.portal.addFolder(room, 'Destination').id;
			const ids = addFiles(world, 30, source);
			world.portal.addFile(destination, 'File 3.docx');
			// The ids alone do not say which room is to be emptied; objects without a room do not either.
			const files = (await collect(world, room)).filter(({ folderId }) => folderId === source);
			const objects = files.map(({ roomId, ...file }) => ({ ...file, was: roomId }));
			const report = await move(world, objects, { destination });
			expect(report).toMatchObject({ movedCount: ids.length, complete: true });
			expect(report.renamed).toEqual([
				expect.objectContaining({ from: 'File 3.docx', to: 'File 3 (1).docx' }),
			]);
			expect(titlesIn(world, destination)).toHaveLength(31);
			expect(titlesIn(world, source)).toEqual([]);
		},
	);

	it('takes titles for equal that differ by case only, as the storage does', async () => {
		const world = await startWorld();
		const room = addProviderRoom(world, 'drive');
		const source = world.portal.addFolder(room, 'Source').id;
		const destination = world.portal.addFolder(room, 'Destination').id;
		const [, upper] = world.portal.addFiles(source, ['Muller.pdf', 'MÜLLER.PDF']);
		world.portal.addFile(destination, 'Müller.pdf');
		const files = (await collect(world, room)).filter(({ folderId }) => folderId === source);
		const objects = files.map(({ roomId, ...file }) => ({ ...file, was: roomId }));
		const report = await move(world, objects, { destination });
		expect(report).toMatchObject({
			complete: true,
			renamed: [{ id: upper?.id, from: 'MÜLLER.PDF', to: 'MÜLLER (1).PDF' }],
		});
		expect(titlesIn(world, destination)).toEqual(['Muller.pdf', 'MÜLLER (1).PDF', 'Müller.pdf']);
	});

	it('says why the storage kept a file', async () => {
		const world = await startWorld();
		const room = addProviderRoom(world, 'drive');
		const source = world.portal.addFolder(room, 'Source').id;
		const destination = world.portal.addFolder(room, 'Destination').id;
		const [first = ''] = addFiles(world, 30, source);
		const files = (await collect(world, room)).map(({ roomId, ...file }) => ({
			...file,
			was: roomId,
		}));
		world.portal.openFile(first, world.guest.id);
		const report = await move(world, files, { destination });
		expect(report.movedCount).toBe(29);
		expect(reasons(report.failed)).toEqual(['open in an editor by Gus Guest']);
	});
});
