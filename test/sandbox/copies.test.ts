import type { EntryId } from '../../sandbox';
import { addRoom, type Bench, startBench, stopBenches, titlesIn } from './support';

describe('copying: what the recordings do not show (6.4, 14.7)', () => {
	let bench: Bench;
	let from: EntryId;
	let to: EntryId;
	beforeEach(async () => {
		bench = await startBench();
		from = addRoom(bench, 'From');
		to = addRoom(bench, 'To');
	});
	afterAll(stopBenches);

	/** Copies, lets all work be done, and answers with the status and the finished operation. */
	async function copy(body: object, api = bench.api) {
		const { status, data } = await api.put('files/fileops/copy', {
			returnSingleOperation: true,
			destFolderId: to,
			...body,
		});
		await bench.clock.advance(1000);
		if (status !== 200) return { status };
		const { id } = data.response[0];
		return { status, end: (await api.get('files/fileops', { params: { id } })).data.response[0] };
	}

	it('loses one of two namesakes in a copied folder under Skip, and keeps both under Duplicate', async () => {
		const { portal } = bench;
		const folder = portal.addFolder(from, 'C').id;
		for (const size of [1, 2]) portal.addFile(folder, 'a.txt', { size });
		await copy({ folderIds: [folder], conflictResolveType: 'Skip' });
		const [copied = portal.folder(to)] = portal.folder(to).folders.values();
		expect(titlesIn(portal, copied.id)).toEqual(['a.txt']);
		await copy({ folderIds: [folder], conflictResolveType: 'Duplicate' });
		const another = [...portal.folder(to).folders.values()].find(({ title }) => title === 'C (1)');
		expect(titlesIn(portal, another?.id ?? 0)).toEqual(['a (1).txt', 'a.txt']);
	});

	it('copies what is open or locked, and the current version only', async () => {
		const { portal, owner } = bench;
		const { id } = portal.addFile(from, 'a.docx', { versions: 3 });
		portal.lockFile(id, owner.id);
		portal.openFile(id, owner.id);
		const { end } = await copy({ fileIds: [id] });
		expect(end.files[0]).toMatchObject({ title: 'a.docx', version: 1, comment: 'Copied' });
		expect(end.files[0].id).not.toBe(id);
		expect(titlesIn(portal, from)).toEqual(['a.docx']);
	});

	it('gives the copy the bytes of the current version', async () => {
		const { portal } = bench;
		const { id } = portal.addFile(from, 'a.docx', { content: 'Words' });
		const { end } = await copy({ fileIds: [id] });
		expect(String(portal.bytesOf(end.files[0].id))).toBe('Words');
	});

	it('denies it where downloading is denied, and where the caller may not put anything', async () => {
		const { portal, owner } = bench;
		const reader = portal.addUser({ displayName: 'R', email: 'r@a.example', type: 'User' });
		const closed = portal.addRoom({
			title: 'VDR',
			type: 'virtualData',
			owner: owner.id,
			denyDownload: true,
		}).id;
		portal.share(closed, reader.id, 'Read', { by: owner.id });
		const { id } = portal.addFile(closed, 'a.docx');
		const denied = await copy(
			{ fileIds: [id], destFolderId: reader.myDocumentsId },
			bench.asUser(reader),
		);
		expect(denied.status).toBe(403);
	});

	it('copies bytes between storages up to a limit, and gives numbers there too', async () => {
		const { portal } = bench;
		const storage = portal.addRoom({
			title: 'Drive',
			type: 'custom',
			owner: bench.owner.id,
			provider: 'drive',
		}).id;
		const limit = 100 * 1024 * 1024;
		const small = portal.addFile(from, 'small.bin', { size: limit }).id;
		const large = portal.addFile(from, 'large.bin', { size: limit + 1 }).id;
		const { end } = await copy({ fileIds: [small, large], destFolderId: storage });
		expect(end.error).toContain('exceeds');
		expect(titlesIn(portal, storage)).toEqual(['small.bin']);
		await copy({ fileIds: [small], destFolderId: storage, conflictResolveType: 'Duplicate' });
		expect(titlesIn(portal, storage)).toEqual(['small (1).bin', 'small.bin']);
	});

	it('leaves everything that is not copied yet when the job dies', async () => {
		const { portal } = bench;
		const ids = ['a.txt', 'b.txt'].map((title) => portal.addFile(from, title).id);
		portal.faults.add({ on: 'job', file: 2, trouble: 'dieUncounted' });
		expect((await copy({ fileIds: ids })).end).toBeUndefined();
		expect(titlesIn(portal, to)).toEqual(['a.txt']);
		expect(titlesIn(portal, from)).toEqual(['a.txt', 'b.txt']);
	});
});
