import type { EntryId } from '../../sandbox';
import { addRoom, type Bench, startBench, stopBenches } from './support';

interface Item {
	action: { key: string };
	data: { title: string };
	related: Item[];
}

describe('history (15.3)', () => {
	let bench: Bench;
	let room: EntryId;
	let folder: EntryId;
	beforeEach(async () => {
		bench = await startBench();
		room = addRoom(bench);
		folder = bench.portal.addFolder(room, 'Offers').id;
	});
	afterAll(stopBenches);

	const insert = async (title: string) => {
		await bench.api.post(`files/${folder}/insert?title=${title}`, 'x', {
			headers: { 'Content-Type': 'application/octet-stream' },
		});
		await bench.clock.advance(1000);
	};
	const log = async (query = '', of = folder) =>
		(await bench.api.get(`files/folder/${of}/log?${query}`)).data;
	const briefly = (items: Item[]) =>
		items.map(({ action, data, related }) => [action.key, data.title, related.length]);

	it('groups what was done alike, and counts every event', async () => {
		for (const title of ['g0.txt', 'g1.txt', 'g2.txt', 'g3.txt']) await insert(title);
		const { response, count, total } = await log();
		expect(briefly(response)).toEqual([
			['FileUploaded', 'g3.txt', 3],
			['FolderCreated', 'Offers', 0],
		]);
		expect([count, total]).toEqual([5, 5]);
	});

	it('pages by events, and groups within a page', async () => {
		for (const title of ['a.txt', 'b.txt', 'c.txt']) await insert(title);
		const first = await log('count=2');
		expect(briefly(first.response)).toEqual([['FileUploaded', 'c.txt', 1]]);
		const second = await log('count=2&startIndex=2');
		expect(briefly(second.response)).toEqual([
			['FileUploaded', 'a.txt', 0],
			['FolderCreated', 'Offers', 0],
		]);
		expect([first.total, second.total]).toEqual([4, 4]);
	});

	it('holds what happened anywhere below, and what has left since', async () => {
		await insert('a.txt');
		const [file] = bench.portal.filesBelow(folder);
		bench.portal.deleteFile(file?.id ?? 0);
		const { response } = await log('', room);
		expect(briefly(response).map(([key]) => key)).toEqual([
			'FileDeleted',
			'FileUploaded',
			'FolderCreated',
			'RoomCreated',
		]);
	});

	it('is filtered by moments', async () => {
		await insert('a.txt');
		const between = new Date(bench.clock.now() - 1).toISOString();
		await insert('b.txt');
		expect(briefly((await log(`fromDate=${between}`)).response)).toEqual([
			['FileUploaded', 'b.txt', 0],
		]);
		expect((await log(`toDate=${between}`)).total).toBe(2);
	});
});
