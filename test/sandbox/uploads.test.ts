import type { EntryId, NewRoom } from '../../sandbox';
import { addRoom, type Bench, startBench, stopBenches } from './support';

const CHUNK = 8;

describe('uploads in pieces (14.4)', () => {
	let bench: Bench;
	beforeAll(async () => (bench = await startBench({ chunkUploadSize: CHUNK })));
	afterAll(stopBenches);

	const sessionOf = async (folder: EntryId, fileName: string, fileSize: number) => {
		const body = { fileName, fileSize };
		const { data } = await bench.api.post(`files/${encodeURIComponent(folder)}/session`, body);
		return `files/${encodeURIComponent(folder)}/session/${data.response.id}`;
	};
	const send = async (path: string, content: Buffer | string, chunkNumber?: number) => {
		const form = new FormData();
		form.append('file', new Blob([content]), 'blob');
		return chunkNumber === undefined
			? await bench.api.post(path, form)
			: await bench.api.post(`${path}/upload`, form, { params: { chunkNumber } });
	};
	const storage = (provider: NewRoom['provider']) =>
		bench.portal.addRoom({ title: 'Cloud', type: 'public', owner: bench.owner.id, provider }).id;

	it('keeps every byte, in whatever order the pieces come, the same one twice too', async () => {
		const bytes = Buffer.from(Array.from({ length: 2 * CHUNK + 3 }, (_, at) => (at * 31) % 256));
		const session = await sessionOf(addRoom(bench), 'scan.bin', bytes.length);
		for (const number of [3, 1, 2, 1]) {
			await send(session, bytes.subarray((number - 1) * CHUNK, number * CHUNK), number);
		}
		const { status, data } = await bench.api.put(`${session}/finalize`);
		expect(status).toBe(201);
		expect(bench.portal.bytesOf(data.response.id)).toEqual(bytes);
	});

	it('takes the same piece for the next where none has a number (T75)', async () => {
		const session = await sessionOf(addRoom(bench), 'twice.bin', 2 * CHUNK);
		await send(session, 'first...');
		const { status, data } = await send(session, 'first...');
		expect(status).toBe(201);
		expect(String(bench.portal.bytesOf(data.response.id))).toBe('first...first...');
	});

	it('ignores the numbers in third-party storage (T81)', async () => {
		const session = await sessionOf(storage('drive'), 'twice.bin', 2 * CHUNK);
		await send(session, 'first...', 1);
		await send(session, 'first...', 1);
		const { data } = await bench.api.put(`${session}/finalize`);
		expect(String(bench.portal.bytesOf(data.response.id))).toBe('first...first...');
	});

	it('keeps the last piece only in SharePoint (T81)', async () => {
		const session = await sessionOf(storage('spoint'), 'cut.bin', CHUNK + 4);
		await send(session, 'first...');
		const { status, data } = await send(session, 'last');
		expect(status).toBe(201);
		expect(data.response.file.pureContentLength).toBe(4);
	});

	it('forgets a session twelve hours after its last piece', async () => {
		const session = await sessionOf(addRoom(bench), 'late.txt', 1);
		await bench.clock.advance(12 * 60 * 60 * 1000);
		expect((await send(session, 'x')).status).toBe(500);
	});

	it('takes no file into a form room that is no form', async () => {
		const room = bench.portal.addRoom({ title: 'Forms', type: 'form', owner: bench.owner.id }).id;
		const text = await sessionOf(room, 'x.txt', 1);
		expect((await send(text, 'x')).status).toBe(500);
		const pdf = await sessionOf(room, 'x.pdf', 4);
		expect((await send(pdf, '%PDF')).status).toBe(403);
		expect(bench.portal.filesBelow(room)).toEqual([]);
	});

	it('tells webhooks only that a file was uploaded, not that it was created', async () => {
		const { webhooks } = bench.portal;
		const room = addRoom(bench);
		const uri = 'https://hooks.example';
		const config = { name: 'All', uri, secretKey: '', enabled: true, ssl: true, triggers: 0 };
		webhooks.add({ ...config, createdBy: bench.owner.id });
		await send(await sessionOf(room, 'x.txt', 1), 'x');
		expect(webhooks.log.map(({ trigger }) => trigger.name)).toEqual(['file.uploaded']);
	});

	it('keeps a hash of pieces that are too large to be kept', async () => {
		const small = await startBench({ chunkUploadSize: CHUNK, keptBytes: 4 });
		const body = { fileName: 'x.txt', fileSize: 5 };
		const { data } = await small.api.post(`files/${addRoom(small)}/session`, body);
		const form = new FormData();
		form.append('file', new Blob(['12345']), 'blob');
		const path = `files/1/session/${data.response.id}`;
		const { id } = (await small.api.post(path, form)).data.response;
		expect(small.portal.bytesOf(id)).toBeUndefined();
		expect(small.portal.file(id).versions[0]?.content?.pieces).toEqual([
			{ size: 5, sha256: expect.stringMatching(/^5994471abb01112a/) },
		]);
	});

	it('knows no sessions before 3.7.1', async () => {
		const old = await startBench({ portalVersion: '3.6.1' });
		const body = { fileName: 'x.txt', fileSize: 1 };
		expect((await old.api.post(`files/${addRoom(old)}/session`, body)).status).toBe(404);
	});
});

describe('new documents (14.1)', () => {
	afterAll(stopBenches);

	it('have a link of their own in a Public room, which their answer does not show (T106)', async () => {
		const { api, portal, owner } = await startBench();
		const room = portal.addRoom({ title: 'Open', type: 'public', owner: owner.id }).id;
		const { response } = (await api.post(`files/${room}/file`, { title: 'Offer.docx' })).data;
		expect(response).toMatchObject({ shared: false });
		const { data } = await api.get(`files/file/${response.id}`);
		expect(data.response).toMatchObject({ shared: true });
	});

	it('hold what their template holds', async () => {
		const bench = await startBench();
		const room = addRoom(bench);
		const templateId = bench.portal.addFile(room, 'Offer.docx', { content: 'Dear' }).id;
		const { data } = await bench.api.post(`files/${room}/file`, { title: 'New.docx', templateId });
		expect(String(bench.portal.bytesOf(data.response.id))).toBe('Dear');
	});
});
