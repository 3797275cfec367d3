import type { EntryId, Fault } from '../../../sandbox';
import type { WorkflowRun } from '../../harness/engine';
import { archiveClientRoom, fillDeeply } from '../../harness/operations/archivingClients';
import { runCollect } from '../../harness/operations/collecting';
import {
	acceptedMoves,
	addFiles,
	collect,
	mostMovesInFlight,
	move,
	PUT_MOVE,
	runMove,
	titlesIn,
} from '../../harness/operations/moving';
import { byId, endWorlds, onlyItem, startWorld, type World } from '../../harness/world';

afterEach(endWorlds);

const POLICIES = ['keepBoth', 'skip', 'overwrite'];

/** A further folder in the archive. */
function addTarget({ portal, archiveRoom }: World, title = 'Fabrikam'): EntryId {
	return portal.addFolder(archiveRoom, title).id;
}

/** Starts further runs once the first is at work, by what the portal has to do for it then; returns when all have ended. */
async function startDuring<T>(
	{ portal }: World,
	[first, ...others]: [() => Promise<T>, ...Array<() => Promise<T>>],
	fault: Fault = { on: 'job' },
): Promise<T[]> {
	const started: Array<Promise<T>> = [];
	portal.faults.add({
		...fault,
		acts: [() => void started.push(...others.map(async (run) => await run()))],
	});
	const done = await first();
	return [done, ...(await Promise.all(started))];
}

/** Whether DocSpace counts as many files in these folders as there are. */
async function expectCountedRight(world: World, folders: EntryId[]) {
	for (const id of folders) {
		const counted = world.portal.folder(id).miscount;
		expect({ id, counted }).toEqual({ id, counted: 0 });
	}
	const again = onlyItem(await runCollect(world, byId(world.clientRoom)));
	expect(again).not.toHaveProperty('countedByDocSpace');
}

describe('Move Files: runs on one room at once', () => {
	it.each(POLICIES)(
		'that move the same files to two folders leave DocSpace’s counters right (%s)',
		async (policy) => {
			const world = await startWorld({ msPerFile: 20 });
			addFiles(world, 30);
			const other = addTarget(world);
			world.portal.addFiles(other, ['File 0.docx', 'File 1.docx']);
			const files = await collect(world);

			const reports = await startDuring(world, [
				async () => await move(world, files, { policy }),
				async () => await move(world, files, { policy, destination: other }),
			]);

			for (const { failed, unknown } of reports) expect([failed, unknown]).toEqual([[], []]);
			const there = [world.clientFolder, other].map((id) => titlesIn(world, id).length);
			const expected = { keepBoth: [0, 32], skip: [2, 30], overwrite: [0, 30] }[policy];
			expect(there).toEqual(expected);
			expect(world.portal.filesBelow(world.clientRoom)).toEqual([]);
			expect(world.portal.journal.of('file.overwritten')).toHaveLength(
				policy === 'overwrite' ? 2 : 0,
			);
			expect(reports[0]?.moved).toHaveLength(30);
			await expectCountedRight(world, [world.clientRoom, world.clientFolder, other]);
		},
	);

	it.each(POLICIES)(
		'that move the same files to one folder each tell the truth of all (%s)',
		async (policy) => {
			const world = await startWorld({ msPerFile: 20 });
			addFiles(world, 30);
			world.portal.addFiles(world.clientFolder, ['File 0.docx', 'File 1.docx']);
			const files = await collect(world);

			const run = async () => await move(world, files, { policy });
			const reports = await startDuring(world, [run, run, run]);

			const skipped = policy === 'skip' ? 2 : 0;
			for (const report of reports) {
				expect(report).toMatchObject({ movedCount: 30 - skipped, failed: [], unknown: [] });
				expect(report.skipped).toHaveLength(skipped);
			}
			expect(titlesIn(world)).toHaveLength(policy === 'keepBoth' ? 32 : 30);
			// What the first has moved is not sent again; under Overwrite only sending shows what has gone.
			expect(acceptedMoves(world)).toHaveLength(policy === 'overwrite' ? 4 : 1);
			const versions = [...world.portal.folder(world.clientFolder).files.values()].map(
				(file) => file.versions.length,
			);
			expect(Math.max(...versions)).toBe(policy === 'overwrite' ? 2 : 1);
			await expectCountedRight(world, [world.clientRoom, world.clientFolder]);
		},
	);

	it('may name the files by their ids, some of which have arrived by then', async () => {
		const world = await startWorld({ msPerFile: 20 });
		const ids = addFiles(world, 30);
		const files = await collect(world);

		const reports = await startDuring(
			world,
			[async () => await move(world, files), async () => await move(world, ids)],
			{ on: 'job', file: 10 },
		);

		for (const report of reports) expect(report).toMatchObject({ movedCount: 30, complete: true });
		await expectCountedRight(world, [world.clientRoom, world.clientFolder]);
	});

	it('wait for Archive Client Room, and it for them', async () => {
		const world = await startWorld({ msPerFile: 500 });
		fillDeeply(world);
		const other = addTarget(world);
		const files = await collect(world);
		const archiving = { whoseAccess: 'nobody', folders: 'keep' };

		const ended: string[] = [];
		const note = (name: string) => (run: WorkflowRun) => {
			ended.push(name);
			return onlyItem(run);
		};
		const options = { destination: other };

		const [first, archived, last] = await startDuring(world, [
			async () => await runMove(world, files.slice(0, 2), options).then(note('first')),
			async () => await archiveClientRoom(world, archiving).then(note('archived')),
			async () => await runMove(world, files, options).then(note('last')),
		]);

		expect(ended).toEqual(['first', 'archived', 'last']);
		expect(first).toMatchObject({ movedCount: 2, complete: true });
		expect(archived).toMatchObject({ complete: true, requested: 3 });
		expect(last).toMatchObject({ movedCount: 5, complete: true });
		expect(world.portal.filesBelow(other)).toHaveLength(5);
		await expectCountedRight(world, [world.clientRoom, world.archiveRoom]);
	});

	it('of several rooms do not wait for each other for ever', async () => {
		const world = await startWorld({ msPerFile: 20 });
		const room = world.portal.addRoom({ title: 'B', type: 'custom', owner: world.manager.id }).id;
		const other = addTarget(world);
		addFiles(world, 10);
		addFiles(world, 10, room);
		const [one, two] = [await collect(world), await collect(world, room)];

		const reports = await Promise.all([
			move(world, [...one, ...two]),
			runMove(world, [...two, ...one], { destination: other }),
			runMove(world, one, { destination: other }),
		]);

		expect(reports[0].complete).toBe(true);
		expect(mostMovesInFlight(world)).toBe(1);
		expect(titlesIn(world, other)).toHaveLength(20);
		await expectCountedRight(world, [world.clientRoom, room, world.clientFolder, other]);
	});

	it('need no turn for files that lie in no room', async () => {
		const world = await startWorld({ msPerFile: 50 });
		const { myDocumentsId } = world.manager;
		const lists = ['A', 'B'].map((title) => {
			const folder = world.portal.addFolder(myDocumentsId, title).id;
			return addFiles(world, 20, folder);
		});
		const targets = [world.clientFolder, addTarget(world)];

		await Promise.all(
			lists.map(async (ids, at) => await move(world, ids, { destination: targets[at] })),
		);

		expect(mostMovesInFlight(world)).toBe(2);
	});

	it('leave the line at once when they are cancelled, and nobody overtakes because of it', async () => {
		const world = await startWorld({ msPerFile: 100 });
		addFiles(world, 20);
		const others = [addTarget(world, 'A'), addTarget(world, 'B')];
		const files = await collect(world);
		const cancel = new AbortController();
		world.portal.faults.add({ on: 'job', file: 10, acts: [() => cancel.abort()] });
		const ended: string[] = [];
		const run = async (name: string, destination: EntryId | undefined, signal?: AbortSignal) => {
			const done = await runMove(world, files, { destination, signal });
			ended.push(name);
			return done;
		};

		const [, waiting] = await startDuring(world, [
			async () => await run('first', world.clientFolder),
			async () => await run('waiting', others[0], cancel.signal),
			async () => await run('next', others[1]),
		]);

		expect(waiting?.status).toBe('canceled');
		expect(ended).toEqual(['waiting', 'first', 'next']);
		expect(titlesIn(world, others[1])).toHaveLength(20);
		expect(mostMovesInFlight(world)).toBe(1);
	});

	it('pass their turn on when they fail', async () => {
		const world = await startWorld({ msPerFile: 20 });
		addFiles(world, 20);
		const other = addTarget(world);
		const files = await collect(world);
		world.portal.faults.add({ on: PUT_MOVE, times: 2, answer: 'unauthorized' });

		const [failed, next] = await startDuring(
			world,
			[
				async () => await runMove(world, files, { ifLeft: 'fail' }),
				async () => await runMove(world, files, { destination: other }),
			],
			{ on: PUT_MOVE },
		);

		expect(failed?.status).toBe('error');
		expect(next && onlyItem(next)).toMatchObject({ movedCount: 20, complete: true });
		expect(acceptedMoves(world)).toHaveLength(1);
	});

	it('have all their time to wait for DocSpace when their turn comes', async () => {
		const world = await startWorld({ msPerFile: 4000 });
		addFiles(world, 20);
		const other = addTarget(world);
		const files = await collect(world);
		const options = { maxWait: 2 };

		await Promise.all([
			move(world, files, { options }),
			runMove(world, files, { destination: other, options }),
		]);

		expect(titlesIn(world, other)).toHaveLength(20);
	});
});
