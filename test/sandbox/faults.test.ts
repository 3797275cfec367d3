import type { EntryId } from '../../sandbox';
import {
	addRoom,
	addRoomsWithFiles,
	type Bench,
	putMove,
	startBench,
	stopBenches,
	titlesIn,
} from './support';

describe('faults (13.11)', () => {
	let bench: Bench;
	beforeEach(async () => {
		bench = await startBench();
	});
	afterAll(stopBenches);

	const poll = async (id: string) =>
		(await bench.api.get('files/fileops', { params: { id } })).data.response;

	it('fire on the k-th request of a kind, as often as they say', async () => {
		const room = addRoom(bench);
		bench.portal.faults.add({ on: 'GET files/{id}', nth: 2, times: 2, answer: 'badGateway' });
		const statuses: number[] = [];
		for (let index = 0; index < 5; index++) {
			await bench.api.get('files/rooms');
			statuses.push((await bench.api.get(`files/${room}`)).status);
		}
		expect(statuses).toEqual([200, 502, 502, 200, 200]);
	});

	it('fire for ever with times 0, on any route with a star', async () => {
		bench.portal.faults.add({ on: '*', times: 0, answer: 'gatewayTimeout' });
		for (const url of ['files/rooms', 'settings', 'people/@self']) {
			expect((await bench.api.get(url)).status).toBe(504);
		}
		bench.portal.faults.clear();
		expect((await bench.api.get('settings')).status).toBe(200);
	});

	it.each([
		['windowLimit', undefined],
		['concurrencyLimit', undefined],
		['dailyLimit', '86400'],
		['shortRetryAfter', '3'],
	] as const)('refuse by 429 with an empty body: %s (9.1, T58)', async (answer, retryAfter) => {
		bench.portal.faults.add({ on: 'GET files/rooms', answer });
		const { status, data, headers } = await bench.api.get('files/rooms');
		expect([status, data, headers['retry-after']]).toEqual([429, '', retryAfter]);
	});

	it.each([
		['badGateway', 502, 'text/html'],
		['serviceUnavailable', 503, 'text/html'],
		['gatewayTimeout', 504, 'text/html'],
		['htmlPage', 200, 'text/html'],
		['serverError', 500, 'application/json'],
		['quotaExceeded', 402, 'application/json'],
		['portalUnpaid', 402, 'application/problem+json'],
		['portalUnknown', 404, 'application/problem+json'],
		['ipRestricted', 403, 'application/json'],
	] as const)('answer as gateways and filters do: %s (1.3)', async (answer, status, type) => {
		bench.portal.faults.add({ on: 'GET files/rooms', answer });
		const response = await bench.api.get('files/rooms');
		expect(response.status).toBe(status);
		expect(response.headers['content-type']).toContain(type);
		if (answer === 'ipRestricted') expect(typeof response.data).toBe('string');
	});

	it('refuse without handling, or handle and refuse', async () => {
		const room = addRoom(bench);
		const body = { title: 'F' };
		bench.portal.faults.add({ on: 'POST files/folder/{id}', answer: 'serverError' });
		expect((await bench.api.post(`files/folder/${room}`, body)).status).toBe(500);
		expect(titlesIn(bench.portal, room)).toEqual([]);
		bench.portal.faults.add({ on: 'POST files/folder/{id}', answerAfter: 'badGateway' });
		expect((await bench.api.post(`files/folder/${room}`, body)).status).toBe(502);
		expect(titlesIn(bench.portal, room)).toEqual(['F']);
	});

	it('break the connection before a write, or after it was accepted (T40)', async () => {
		const { from, to, fileIds } = addRoomsWithFiles(bench, ['a.docx']);
		const brokenMove = () =>
			putMove(bench.api, fileIds, to).then(
				() => 'answered',
				({ code }: { code: string }) => code,
			);
		bench.portal.faults.add({ on: 'PUT files/fileops/move', cut: 'before' });
		expect(await brokenMove()).toBe('ECONNRESET');
		await bench.clock.advance(1);
		expect(titlesIn(bench.portal, from)).toEqual(['a.docx']);
		bench.portal.faults.add({ on: 'PUT files/fileops/move', cut: 'after' });
		expect(await brokenMove()).toBe('ECONNRESET');
		await bench.clock.advance(1);
		expect(titlesIn(bench.portal, to)).toEqual(['a.docx']);
		expect(bench.portal.requests.to('PUT files/fileops/move')).toMatchObject([
			{ status: 0 },
			{ status: 0 },
		]);
	});

	it('let somebody act between two pages, in plain data or by code (T8, T9)', async () => {
		const room = addRoom(bench);
		const files = bench.portal.addFiles(
			room,
			Array.from({ length: 150 }, (_, index) => `f${index}.docx`),
		);
		bench.portal.faults.add({
			on: 'GET files/{id}',
			nth: 2,
			acts: [
				{ do: 'deleteFile', id: files[0]?.id ?? 0 },
				(portal) => portal.addFile(room, 'late.docx'),
				(portal) => portal.addFile(room, 'later.docx'),
			],
		});
		const total = async () => (await bench.api.get(`files/${room}`)).data.response.total;
		expect([await total(), await total()]).toEqual([150, 151]);
	});

	it('let another poller steal a result (T24)', async () => {
		const { to, fileIds } = addRoomsWithFiles(bench, ['a.docx']);
		bench.portal.faults.add({
			on: 'GET files/fileops',
			acts: [{ do: 'stealResults', userId: bench.owner.id }],
		});
		const { data } = await putMove(bench.api, fileIds, to);
		await bench.clock.advance(1);
		expect(await poll(data.response[0].id)).toEqual([]);
		expect(titlesIn(bench.portal, to)).toEqual(['a.docx']);
	});

	describe('in jobs', () => {
		const run = async (count = 4) => {
			const titles = Array.from({ length: count }, (_, index) => `f${index}.docx`);
			const rooms = addRoomsWithFiles(bench, titles);
			const { data } = await putMove(bench.api, rooms.fileIds, rooms.to);
			await bench.clock.advance(1);
			return { ...rooms, operations: await poll(data.response[0].id) };
		};

		it('crash before the k-th file: finished, no error, the rest stays (T32)', async () => {
			bench.portal.faults.add({ on: 'job', file: 3, trouble: 'crash' });
			const { operations, from } = await run();
			expect(operations).toMatchObject([{ finished: true, error: '', processed: '2' }]);
			expect(titlesIn(bench.portal, from)).toEqual(['f2.docx', 'f3.docx']);
		});

		it('cancel: the operation vanishes, what was moved stays moved', async () => {
			bench.portal.faults.add({ on: 'job', file: 2, trouble: 'cancel' });
			const { operations, to } = await run();
			expect(operations).toEqual([]);
			expect(titlesIn(bench.portal, to)).toEqual(['f0.docx']);
		});

		it('dieUncounted: a file has moved, and the counters do not know (T149)', async () => {
			bench.portal.faults.add({ on: 'job', file: 2, trouble: 'dieUncounted' });
			const { operations, from, to } = await run();
			const counted = async (id: EntryId) =>
				(await bench.api.get(`files/folder/${id}`)).data.response.filesCount;
			expect(operations).toEqual([]);
			expect(titlesIn(bench.portal, from)).toEqual(['f2.docx', 'f3.docx']);
			expect([await counted(from), await counted(to)]).toEqual([3, 1]);
		});

		it.each(['lockFile', 'openFile'] as const)('%s before its turn: it stays', async (trouble) => {
			bench.portal.faults.add({ on: 'job', file: 2, trouble });
			const { operations, from } = await run();
			expect(operations).toMatchObject([{ finished: true, processed: '3' }]);
			expect(operations[0].error).not.toBe('');
			expect(titlesIn(bench.portal, from)).toEqual(['f1.docx']);
		});

		it('delete the destination midway', async () => {
			bench.portal.faults.add({ on: 'job', file: 3, trouble: 'deleteDestination' });
			const { operations, from, to, fileIds } = await run();
			expect(operations).toMatchObject([{ finished: true, processed: '2' }]);
			expect(titlesIn(bench.portal, from)).toEqual(['f2.docx', 'f3.docx']);
			expect((await bench.api.get(`files/folder/${to}`)).status).toBe(404);
			expect((await bench.api.get(`files/file/${fileIds[0]}`)).status).toBe(404);
		});

		it('lose the result before anybody reads it', async () => {
			bench.portal.faults.add({ on: 'job', trouble: 'loseResult' });
			const { operations, to } = await run();
			expect(operations).toEqual([]);
			expect(titlesIn(bench.portal, to)).toHaveLength(4);
		});

		it('count jobs, and strike only the k-th', async () => {
			bench.portal.faults.add({ on: 'job', nth: 2, trouble: 'crash' });
			const processed: string[] = [];
			for (let index = 0; index < 3; index++) {
				processed.push((await run(1)).operations[0].processed);
			}
			expect(processed).toEqual(['1', '0', '1']);
		});

		it('let somebody act before the k-th file', async () => {
			bench.portal.faults.add({
				on: 'job',
				file: 2,
				acts: [(portal) => portal.addFile(portal.state().rooms[1]?.id ?? 0, 'f1.docx')],
			});
			const { operations, from } = await run();
			expect(operations).toMatchObject([{ processed: '3', error: '' }]);
			expect(titlesIn(bench.portal, from)).toEqual(['f1.docx']);
		});
	});
});
