import type { EntryId } from '../../sandbox';
import {
	addRoom,
	addRoomsWithFiles,
	type Bench,
	move,
	putMove,
	startBench,
	stopBenches,
	titlesIn,
} from './support';

const names = (count: number) => Array.from({ length: count }, (_, index) => `f${index}.docx`);

describe('operations and where their results live (6.2, 6.4, 6.5)', () => {
	let bench: Bench;
	beforeEach(async () => {
		bench = await startBench({ msPerFile: 1000 });
	});
	afterAll(stopBenches);

	const poll = async (id?: string, who = bench) =>
		(await who.api.get('files/fileops', { params: { id } })).data.response;

	const start = async (count: number, options = {}, who = bench) => {
		const rooms = addRoomsWithFiles(who, names(count));
		const { data } = await putMove(who.api, rooms.fileIds, rooms.to, options);
		return { ...rooms, accepted: data.response, id: data.response[0]?.id };
	};

	it('answers a move with its operation: capital O, processed a text, not yet begun (6.2, T34, T35)', async () => {
		const { accepted } = await start(2);
		expect(accepted).toEqual([
			{
				id: expect.stringMatching(/^[0-9a-f-]{36}$/),
				Operation: 0,
				progress: 0,
				error: '',
				processed: '0',
				finished: false,
				status: 1,
			},
		]);
	});

	it('never finishes before it is answered, even when work takes no time', async () => {
		const fast = await startBench();
		const { accepted, id } = await start(1, {}, fast);
		expect(accepted).toMatchObject([{ finished: false, status: 1 }]);
		expect(await poll(id, fast)).toMatchObject([{ finished: true, status: 2, processed: '1' }]);
	});

	it('works through one file at a time and shows how far it is', async () => {
		const { id, to } = await start(4);
		await bench.clock.advance(1);
		expect(await poll(id)).toMatchObject([{ status: 1, progress: 0, folders: [{ id: to }] }]);
		await bench.clock.advance(1000);
		const [running] = await poll(id);
		expect(running).toMatchObject({ status: 1, progress: 25, processed: '1', finished: false });
		expect(running.files).toHaveLength(1);
		await bench.clock.advance(2000);
		expect(await poll(id)).toMatchObject([{ progress: 75, processed: '3' }]);
		await bench.clock.advance(5000);
		const [done] = await poll(id);
		expect(done).toMatchObject({ status: 2, progress: 100, processed: '4', finished: true });
		expect(done).not.toHaveProperty('folders');
		expect(done.files).toHaveLength(4);
	});

	it('may be seen finished while its task still runs, more than once (6.5)', async () => {
		const { id } = await start(1);
		const seen: unknown[] = [];
		await bench.clock.advance(1);
		while (seen.length === 0) {
			const [operation] = await poll(id);
			if (operation.finished) seen.push(operation);
			else await bench.clock.advance(1);
		}
		expect(seen).toMatchObject([{ finished: true, status: 1 }]);
		expect(await poll(id)).toMatchObject([{ finished: true, status: 1 }]);
		await bench.clock.advance(10);
		expect(await poll(id)).toMatchObject([{ finished: true, status: 2 }]);
		expect(await poll(id)).toEqual([]);
	});

	it('delivers a finished operation exactly once (6.5, T24)', async () => {
		const { id } = await start(1);
		await bench.clock.advance(5000);
		expect(await poll(id)).toHaveLength(1);
		expect(await poll(id)).toEqual([]);
	});

	it('answers a missing operation with an empty list and 200 (T66)', async () => {
		const { status, data } = await bench.api.get(`files/fileops?id=${bench.owner.id}`);
		expect([status, data.response]).toEqual([200, []]);
	});

	it('never shows the end of a move with deleteAfter (T23)', async () => {
		const { id, to } = await start(2, { deleteAfter: true });
		await bench.clock.advance(1100);
		expect(await poll(id)).toMatchObject([{ finished: false, progress: 50 }]);
		await bench.clock.advance(5000);
		expect(await poll(id)).toEqual([]);
		expect(titlesIn(bench.portal, to)).toHaveLength(2);
	});

	it('reads only one operation by id, all of the person without (6.5)', async () => {
		const first = await start(1);
		const second = await start(1);
		await bench.clock.advance(5000);
		expect(await poll(first.id)).toHaveLength(1);
		expect(await poll()).toMatchObject([{ id: second.id }]);
		expect(await poll(second.id)).toEqual([]);
	});

	it('shows everybody only their own operations', async () => {
		const { id } = await start(1);
		const other = bench.portal.addUser({
			displayName: 'O',
			email: 'o@a.example',
			type: 'DocSpaceAdmin',
		});
		const { data } = await bench.asUser(other).get(`files/fileops?id=${id}`);
		expect(data.response).toEqual([]);
	});

	it('lists all moves in answer to one without returnSingleOperation, and consumes them (T25)', async () => {
		const first = await start(1);
		await bench.clock.advance(5000);
		const { accepted } = await start(1, { returnSingleOperation: false });
		const ids = accepted.map(({ id }: { id: string }) => id);
		expect(ids).toContain(first.id);
		expect(ids).toHaveLength(2);
		expect(await poll(first.id)).toEqual([]);
	});

	it('starts nothing for an empty move and answers with all others (T26)', async () => {
		const { id } = await start(1);
		await bench.clock.advance(5000);
		const { status, data } = await putMove(bench.api, [], addRoom(bench));
		expect(status).toBe(200);
		expect(data.response).toMatchObject([{ id, finished: true }]);
		expect(bench.portal.journal.of('operation.created')).toHaveLength(1);
	});

	it('reads by type of operation; `move` is another route, import and convert none (6.6, T36)', async () => {
		const { id } = await start(1);
		expect((await bench.api.get(`files/fileops/0?id=${id}`)).data.response).toHaveLength(1);
		expect((await bench.api.get('files/fileops/Delete')).data.response).toEqual([]);
		expect((await bench.api.get('files/fileops/5')).status).toBe(400);
		expect((await bench.api.get('files/fileops/nonsense')).status).toBe(400);
	});

	it('knows no single operation before 3.2.1, and no status before 3.7.1 (12)', async () => {
		const old = await startBench({ portalVersion: '3.1.1', msPerFile: 1000 });
		const first = await start(1, {}, old);
		expect(first.accepted[0]).not.toHaveProperty('status');
		const second = await start(1, {}, old);
		expect(second.accepted).toHaveLength(2);
		expect(await poll('nonsense', old)).toHaveLength(2);
		const newer = await startBench({ portalVersion: '3.6.1', msPerFile: 1000 });
		await start(1, {}, newer);
		const { accepted } = await start(1, {}, newer);
		expect(accepted).toHaveLength(1);
		expect(accepted[0]).not.toHaveProperty('status');
	});

	it('lets two moves at once bring files of one title into one folder, in spite of Skip (6.5, T147)', async () => {
		const first = addRoomsWithFiles(bench, ['same.docx', 'same.pdf']);
		const second = addRoomsWithFiles(bench, ['SAME.docx']);
		await putMove(bench.api, first.fileIds, first.to, { conflictResolveType: 'Skip' });
		await putMove(bench.api, second.fileIds, first.to, { conflictResolveType: 'Skip' });
		await bench.clock.advance(5000);
		expect(titlesIn(bench.portal, first.to)).toEqual(['SAME.docx', 'same.docx', 'same.pdf']);
		// One after the other, the second is skipped.
		const third = addRoomsWithFiles(bench, ['same.docx']);
		await move(bench, third.fileIds, first.to);
		expect(titlesIn(bench.portal, third.from)).toEqual(['same.docx']);
	});

	it('counts a file twice that two moves at once take along, until a folder moves (T149)', async () => {
		const { from, to, fileIds } = addRoomsWithFiles(bench, ['a.docx', 'b.docx']);
		for (let run = 0; run < 2; run += 1) await putMove(bench.api, fileIds, to);
		await bench.clock.advance(5000);
		expect(titlesIn(bench.portal, to)).toEqual(['a.docx', 'b.docx']);
		const countOf = async (id: EntryId) =>
			(await bench.api.get(`files/${id}`)).data.response.current.filesCount;
		expect([await countOf(from), await countOf(to)]).toEqual([-2, 4]);
	});

	it('lets two moves at once bring folders of one title side by side (6.5, T147)', async () => {
		const first = addRoomsWithFiles(bench, []);
		const second = addRoomsWithFiles(bench, []);
		const folderIds = [first, second].map(
			({ from }) => bench.portal.addFolder(from, 'Contracts').id,
		);
		for (const id of folderIds) await putMove(bench.api, [], first.to, { folderIds: [id] });
		await bench.clock.advance(5000);
		expect(titlesIn(bench.portal, first.to)).toEqual(['Contracts', 'Contracts']);
	});

	it('forgets a result sixty seconds after its last change (6.5)', async () => {
		const kept = await start(1);
		await bench.clock.advance(55_000);
		expect(await poll(kept.id)).toHaveLength(1);
		const lost = await start(1);
		await bench.clock.advance(80_000);
		expect(await poll(lost.id)).toEqual([]);
		expect(titlesIn(bench.portal, lost.to)).toHaveLength(1);
	});

	it('cancels the rest of a batch when one file takes over a minute (6.5 c)', async () => {
		const slow = await startBench({ msPerFile: 90_000 });
		const { id, from, to } = await start(3, {}, slow);
		await slow.clock.advance(400_000);
		expect(await poll(id, slow)).toEqual([]);
		expect([titlesIn(slow.portal, from).length, titlesIn(slow.portal, to).length]).toEqual([2, 1]);
	});

	it('runs ten jobs at once, the others wait (6.5)', async () => {
		const jobs = await Promise.all(Array.from({ length: 12 }, () => start(5)));
		await bench.clock.advance(1500);
		const done = (await poll()).map(({ processed }: { processed: string }) => processed);
		expect(done.filter((processed: string) => processed === '1')).toHaveLength(10);
		expect(done.filter((processed: string) => processed === '0')).toHaveLength(2);
		await bench.clock.advance(20_000);
		for (const { to } of jobs) expect(titlesIn(bench.portal, to)).toHaveLength(5);
	});

	it('drops a job from the list that waits over a minute, and runs it all the same (6.5 b)', async () => {
		const { portal, clock } = bench;
		portal.faults.add({ on: 'job', delayMs: 100_000 });
		const { id, to } = await start(1);
		await clock.advance(90_000);
		expect(await poll(id)).toEqual([]);
		expect(titlesIn(portal, to)).toEqual([]);
		await clock.advance(60_000);
		expect(titlesIn(portal, to)).toHaveLength(1);
	});

	it('cancels by terminate: moved files stay moved, the one on its way arrives, other results are consumed too (6.6, 6.8)', async () => {
		const done = await start(1);
		await bench.clock.advance(5000);
		const { id, from, to } = await start(4);
		await bench.clock.advance(2100);
		const { data } = await bench.api.put(`files/fileops/terminate/${id}`);
		expect(data.response).toMatchObject([{ id: done.id }]);
		await bench.clock.advance(20_000);
		expect(titlesIn(bench.portal, to)).toEqual(['f0.docx', 'f1.docx', 'f2.docx']);
		expect(titlesIn(bench.portal, from)).toEqual(['f3.docx']);
		expect(await poll()).toEqual([]);
	});

	it('checks every file again: one locked meanwhile stays, with an error (6.4)', async () => {
		const { portal, clock } = bench;
		const other = portal.addUser({ displayName: 'O', email: 'o@a.example', type: 'User' });
		const { id, from, fileIds } = await start(3);
		await clock.advance(1100);
		portal.lockFile(fileIds[1] ?? 0, other.id);
		await clock.advance(10_000);
		const [operation] = await poll(id);
		expect(operation).toMatchObject({ finished: true, processed: '2' });
		expect(operation.error).toMatch(/locked/);
		expect(titlesIn(portal, from)).toEqual(['f1.docx']);
	});

	it('can overwrite half-way: target changed, source kept, an error (T65)', async () => {
		const { portal, clock, owner } = bench;
		const { from, to, fileIds } = addRoomsWithFiles(bench, ['a.docx', 'b.docx']);
		const target = portal.addFile(to, 'b.docx');
		const options = { conflictResolveType: 'Overwrite' };
		const { data } = await putMove(bench.api, fileIds, to, options);
		await clock.advance(1100);
		portal.openFile(fileIds[1] ?? 0, owner.id);
		await clock.advance(10_000);
		const [operation] = await poll(data.response[0].id);
		expect(operation.processed).toBe('1');
		expect(operation.error).toMatch(/edited/);
		expect(titlesIn(portal, from)).toEqual(['b.docx']);
		expect((await bench.api.get(`files/file/${target.id}`)).data.response.version).toBe(2);
	});

	it('ends a job whose destination has gone as finished, with no error (6.4, T32)', async () => {
		const fast = await startBench();
		const { to, fileIds, from } = addRoomsWithFiles(fast, ['a.docx']);
		fast.portal.faults.add({ on: 'job', delayMs: 100 });
		const { data } = await putMove(fast.api, fileIds, to);
		fast.portal.deleteFolder(to);
		await fast.clock.advance(200);
		expect(await poll(data.response[0].id, fast)).toMatchObject([
			{ finished: true, error: '', processed: '0' },
		]);
		expect(titlesIn(fast.portal, from)).toEqual(['a.docx']);
	});

	it('notes each move in the journal, in order and with its operation', async () => {
		const { portal } = bench;
		const { from, to, fileIds } = addRoomsWithFiles(bench, ['a.docx', 'b.docx']);
		const operation = await move(bench, fileIds, to);
		await bench.clock.advance(5000);
		expect(portal.journal.of('file.moved')).toMatchObject(
			fileIds.map((id) => ({ id, from, to, operationId: operation.id, actor: bench.owner.id })),
		);
		const sequences = portal.journal.entries.map(({ sequence }) => sequence);
		expect(sequences).toEqual(sequences.map((_, index) => index + 1));
	});
});
