import { addRoom, type Bench, startBench, stopBenches, titlesIn } from './support';

describe('POST files/{id}/insert', () => {
	let bench: Bench;
	let room: number | string;
	beforeAll(async () => {
		bench = await startBench();
		room = addRoom(bench);
	});
	afterAll(stopBenches);

	const insert = (folderId: number | string, title: string, content: string, more = {}) =>
		bench.api.post(`files/${encodeURIComponent(folderId)}/insert`, content, {
			params: { title, ...more },
			headers: { 'Content-Type': 'text/csv' },
		});

	it('makes a file of the raw body, under the title as it is stored', async () => {
		const { status, data } = await insert(room, 'a: b.csv', 'ä,b');
		expect(status).toBe(200);
		expect(data.response).toMatchObject({
			title: 'a_ b.csv',
			folderId: room,
			pureContentLength: 4,
			version: 1,
		});
		expect(bench.portal.journal.of('file.uploaded').at(-1)).toMatchObject({ content: 'ä,b' });
	});

	it('makes a version of the file of that title, or a numbered one when asked to', async () => {
		const first = (await insert(room, 'list.csv', 'one')).data.response;
		const second = (await insert(room, 'list.csv', 'three')).data.response;
		expect(second).toMatchObject({ id: first.id, version: 2, pureContentLength: 5 });
		const third = (await insert(room, 'list.csv', 'x', { createNewIfExist: true })).data.response;
		expect(third.title).toBe('list (1).csv');
		expect(titlesIn(bench.portal, room)).toEqual(['a_ b.csv', 'list (1).csv', 'list.csv']);
	});

	it('refuses a folder that is not there, and one where nothing may be created', async () => {
		expect((await insert(987_654, 'x.csv', 'x')).status).toBe(404);
		expect((await insert(bench.portal.store.archiveRoot.id, 'x.csv', 'x')).status).toBe(403);
	});
});
