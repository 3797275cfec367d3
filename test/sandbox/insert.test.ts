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

	it('stores the extension in lower case, a dot for none, and no + or quotes (14.3)', async () => {
		const folder = addRoom(bench, 'Names');
		const stored = async (title: string) => (await insert(folder, title, 'x')).data.response.title;
		expect(await stored('UPPER.TXT')).toBe('UPPER.txt');
		expect(await stored('two.dots.TAR.GZ')).toBe('two.dots.TAR.gz');
		expect(await stored('README')).toBe('README.');
		expect(await stored('.env')).toBe('.env');
		expect(await stored(`p + "q" 'r'.txt`)).toBe("p _ _q_ 'r'.txt");
		expect(await stored(`${'k'.repeat(196)}.txt`)).toBe(`${'k'.repeat(166)}.txt`);
	});

	it('makes another file of each name without extension, unless sent with the dot (14.3, T144)', async () => {
		const folder = addRoom(bench, 'Bare');
		const first = (await insert(folder, 'KEEP', 'one')).data.response;
		expect((await insert(folder, 'KEEP', 'two')).data.response.id).not.toBe(first.id);
		const again = (await insert(folder, 'KEEP.', 'three')).data.response;
		expect(again).toMatchObject({ id: first.id, title: 'KEEP.', version: 2 });
		expect(titlesIn(bench.portal, folder)).toEqual(['KEEP.', 'KEEP.']);
	});

	it('gives a version to the file of equal title, which takes the new spelling (T136)', async () => {
		const folder = addRoom(bench, 'Spelling');
		const { id } = (await insert(folder, 'c.txt', 'one')).data.response;
		const { response } = (await insert(folder, 'Ç.TXT', 'two')).data;
		expect(response).toMatchObject({ id, title: 'Ç.txt', version: 2 });
	});

	it('makes a second file of that title where the first is held (14.3)', async () => {
		const folder = addRoom(bench, 'Held');
		const { id } = (await insert(folder, 'held.csv', 'one')).data.response;
		bench.portal.openFile(id, bench.owner.id);
		expect((await insert(folder, 'held.csv', 'two')).data.response).toMatchObject({
			title: 'held.csv',
			version: 1,
		});
		expect(titlesIn(bench.portal, folder)).toEqual(['held.csv', 'held.csv']);
	});

	it('refuses a folder that is not there, and one where nothing may be created', async () => {
		expect((await insert(987_654, 'x.csv', 'x')).status).toBe(404);
		expect((await insert(bench.portal.store.archiveRoot.id, 'x.csv', 'x')).status).toBe(403);
	});
});
