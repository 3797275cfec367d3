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

describe('moving: the check before it is accepted (6.3)', () => {
	let bench: Bench;
	beforeAll(async () => {
		bench = await startBench();
	});
	afterAll(stopBenches);

	const addPerson = (name: string, type: 'RoomAdmin' | 'User' = 'RoomAdmin') =>
		bench.portal.addUser({ displayName: name, email: `${name}@a.example`, type });

	it('answers 404 for a missing destination, named or not (6.1, 6.3)', async () => {
		const { fileIds } = addRoomsWithFiles(bench, ['a.docx']);
		const { status, data } = await putMove(bench.api, fileIds, 999999);
		expect([status, data.error.message]).toEqual([404, 'The required folder was not found']);
		const unnamed = await bench.api.put('files/fileops/move', { fileIds });
		expect([unnamed.status, unnamed.data.error.message]).toEqual([404, "Selector '' not found"]);
	});

	it('answers 403 without the right to create at the destination', async () => {
		const { from, to, fileIds } = addRoomsWithFiles(bench, ['a.docx']);
		const manager = addPerson('manager1');
		bench.portal.share(from, manager.id, 'RoomManager', { by: bench.owner.id });
		bench.portal.share(to, manager.id, 'Editing', { by: bench.owner.id });
		const { status } = await putMove(bench.asUser(manager), fileIds, to);
		expect(status).toBe(403);
	});

	it('answers 403 for a missing first file and 404 for a missing other (T31)', async () => {
		const { to, fileIds } = addRoomsWithFiles(bench, ['a.docx']);
		expect((await putMove(bench.api, [999999, ...fileIds], to)).status).toBe(403);
		const other = await putMove(bench.api, [...fileIds, 999999], to);
		expect([other.status, other.data.error.message]).toEqual([
			404,
			'The required file was not found',
		]);
	});

	it('lets one locked or open file refuse the whole request without naming it (T30)', async () => {
		const { portal, owner } = bench;
		const { from, to, fileIds } = addRoomsWithFiles(bench, ['a.docx', 'b.docx']);
		const other = addPerson('other1');
		portal.lockFile(fileIds[1] ?? 0, other.id);
		const locked = await putMove(bench.api, fileIds, to);
		expect([locked.status, locked.data.error.message]).toEqual([403, 'Access denied']);
		portal.unlockFile(fileIds[1] ?? 0);
		portal.openFile(fileIds[1] ?? 0, owner.id);
		expect((await putMove(bench.api, fileIds, to)).status).toBe(403);
		expect(titlesIn(portal, from)).toEqual(['a.docx', 'b.docx']);
		portal.closeFile(fileIds[1] ?? 0);
		portal.lockFile(fileIds[1] ?? 0, owner.id);
		expect((await putMove(bench.api, fileIds, to)).status).toBe(200);
	});

	it('does not look at locks of a file that Skip leaves behind anyway', async () => {
		const { portal } = bench;
		const { to, fileIds } = addRoomsWithFiles(bench, ['a.docx']);
		portal.addFile(to, 'A.DOCX');
		portal.lockFile(fileIds[0] ?? 0, addPerson('other2').id);
		expect((await putMove(bench.api, fileIds, to)).status).toBe(200);
		expect((await putMove(bench.api, fileIds, to, { conflictResolveType: 2 })).status).toBe(403);
	});

	it('refuses Overwrite when the file to be overwritten is locked or open', async () => {
		const { portal } = bench;
		const { to, fileIds } = addRoomsWithFiles(bench, ['a.docx']);
		const target = portal.addFile(to, 'a.docx');
		const overwrite = { conflictResolveType: 'Overwrite' };
		portal.openFile(target.id, bench.owner.id);
		expect((await putMove(bench.api, fileIds, to, overwrite)).status).toBe(403);
		portal.closeFile(target.id);
		portal.lockFile(target.id, addPerson('other3').id);
		expect((await putMove(bench.api, fileIds, to, overwrite)).status).toBe(403);
	});

	it('refuses a folder into itself and files into the Rooms root or the Archive', async () => {
		const { portal } = bench;
		const { from, fileIds } = addRoomsWithFiles(bench, ['a.docx']);
		const outer = portal.addFolder(from, 'Outer');
		const inner = portal.addFolder(outer.id, 'Inner');
		const itself = await putMove(bench.api, [], inner.id, { folderIds: [outer.id] });
		expect([itself.status, itself.data.error.type]).toEqual([
			403,
			'System.InvalidOperationException',
		]);
		const { rooms, archive } = portal.sections;
		expect((await putMove(bench.api, fileIds, rooms)).status).toBe(403);
		expect((await putMove(bench.api, fileIds, archive)).status).toBe(403);
	});

	it('refuses what lies in an archived room (9 in the summary, 8.4)', async () => {
		const { portal, owner } = bench;
		const old = portal.addRoom({ title: 'Old', type: 'custom', owner: owner.id, archived: true });
		const file = portal.addFile(old.id, 'a.docx');
		expect((await putMove(bench.api, [file.id], addRoom(bench))).status).toBe(403);
	});

	it('lets a content creator move only their own files (3.8)', async () => {
		const { portal, owner } = bench;
		const { from, to, fileIds } = addRoomsWithFiles(bench, ['theirs.docx']);
		const creator = addPerson('creator', 'User');
		for (const room of [from, to]) {
			portal.share(room, creator.id, 'ContentCreator', { by: owner.id });
		}
		const own = portal.addFile(from, 'own.docx', { createdBy: creator.id });
		const api = bench.asUser(creator);
		expect((await putMove(api, fileIds, to)).status).toBe(403);
		expect((await putMove(api, [own.id], to)).status).toBe(200);
	});

	it('does not let a DocSpace admin who is no member move files (T21)', async () => {
		const { to, fileIds } = addRoomsWithFiles(bench, ['a.docx']);
		const admin = bench.portal.addUser({
			displayName: 'D',
			email: 'd@a.example',
			type: 'DocSpaceAdmin',
		});
		expect((await putMove(bench.asUser(admin), fileIds, to)).status).toBe(403);
	});

	it('takes one form at a time into a form room, no other file and no folder (T39)', async () => {
		const { portal, owner } = bench;
		const forms = portal.addRoom({ title: 'Forms', type: 'form', owner: owner.id }).id;
		const { from, fileIds } = addRoomsWithFiles(bench, ['plain.pdf']);
		const [one, two] = ['1.pdf', '2.pdf'].map(
			(title) => portal.addFile(from, title, { isForm: true }).id,
		);
		const folder = portal.addFolder(from, 'F');
		expect((await putMove(bench.api, fileIds, forms)).status).toBe(403);
		expect((await putMove(bench.api, [one ?? 0, two ?? 0], forms)).status).toBe(403);
		expect((await putMove(bench.api, [], forms, { folderIds: [folder.id] })).status).toBe(403);
		expect((await putMove(bench.api, [one ?? 0], forms)).status).toBe(200);
	});

	it('keeps files in the inner folders of filled forms (T39)', async () => {
		const { portal, owner } = bench;
		const forms = portal.addRoom({ title: 'Forms', type: 'form', owner: owner.id });
		const [system] = [...forms.folders.values()];
		const inner = portal.addFolder(system?.id ?? 0, 'Form', { type: 27 });
		const file = portal.addFile(inner.id, 'done.pdf', { isForm: true });
		expect((await putMove(bench.api, [file.id], addRoom(bench))).status).toBe(403);
	});

	it('keeps the content of a private room in it', async () => {
		const { portal, owner } = bench;
		const secret = portal.addRoom({ title: 'P', type: 'custom', owner: owner.id, private: true });
		const file = portal.addFile(secret.id, 'a.docx');
		expect((await putMove(bench.api, [file.id], addRoom(bench))).status).toBe(403);
	});

	it('refuses an unknown conflict policy with 400 and takes numbers (6.1)', async () => {
		const { to, fileIds } = addRoomsWithFiles(bench, ['a.docx']);
		const unknown = await putMove(bench.api, fileIds, to, { conflictResolveType: 'Rename' });
		expect([unknown.status, unknown.data.response.status]).toEqual([400, 400]);
		expect((await putMove(bench.api, fileIds, to, { conflictResolveType: 2 })).status).toBe(200);
	});

	it('takes numeric texts as ids and ignores what is neither number nor text (4, 6.1)', async () => {
		const { to, fileIds } = addRoomsWithFiles(bench, ['a.docx']);
		const { data } = await bench.api.put('files/fileops/move', {
			fileIds: [String(fileIds[0]), null, true, { id: 5 }],
			destFolderId: String(to),
			returnSingleOperation: true,
		});
		await bench.clock.advance(1);
		const read = await bench.api.get(`files/fileops?id=${data.response[0].id}`);
		expect(read.data.response[0]).toMatchObject({ finished: true, processed: '1' });
	});

	it('does not exist before 3.7.1: the job refuses one file and moves the rest (12, T30)', async () => {
		const old = await startBench({ portalVersion: '3.6.1' });
		const { to, fileIds } = addRoomsWithFiles(old, ['a.docx', 'b.docx', 'c.docx']);
		old.portal.openFile(fileIds[1] ?? 0, old.owner.id);
		const operation = await move(old, fileIds, to);
		expect(operation).toMatchObject({ finished: true, processed: '2' });
		expect(operation.error).toMatch(/edited/);
		expect(titlesIn(old.portal, to)).toEqual(['a.docx', 'c.docx']);
	});
});

describe('moving: what the job does (6.4)', () => {
	let bench: Bench;
	beforeAll(async () => {
		bench = await startBench();
	});
	afterAll(stopBenches);

	it('changes only the parent: id, versions and dates stay', async () => {
		const { portal } = bench;
		const { from, to } = addRoomsWithFiles(bench, []);
		const modified = Date.UTC(2025, 0, 1);
		const file = portal.addFile(from, 'a.docx', { versions: 3, modified });
		const before = (await bench.api.get(`files/file/${file.id}`)).data.response;
		const operation = await move(bench, [file.id], to);
		expect(operation.files).toMatchObject([{ id: file.id, folderId: to, version: 3 }]);
		const after = (await bench.api.get(`files/file/${file.id}`)).data.response;
		expect(after).toMatchObject({ updated: before.updated, created: before.created });
		expect((await bench.api.get(`files/${from}`)).data.response.total).toBe(0);
	});

	it('leaves a clashing file behind under Skip, without an error (T27)', async () => {
		const { portal } = bench;
		const { from, to, fileIds } = addRoomsWithFiles(bench, ['Vertrag.docx', 'b.docx']);
		portal.addFile(to, 'vertrag.DOCX');
		const operation = await move(bench, fileIds, to);
		expect(operation).toMatchObject({ finished: true, progress: 100, error: '', processed: '1' });
		expect(operation.files).toHaveLength(1);
		expect(titlesIn(portal, from)).toEqual(['Vertrag.docx']);
	});

	it.each([
		['mysql', ['Resume.docx']],
		['postgresql', ['RESUME.docx', 'Resume.docx', 'Résumé.docx']],
	] as const)('compares titles as %s does (5.2, 6.4)', async (titleComparison, moved) => {
		const who = await startBench({ titleComparison });
		const { to, fileIds } = addRoomsWithFiles(who, ['Resume.docx', 'RESUME.docx', 'Résumé.docx']);
		await move(who, fileIds, to);
		expect(titlesIn(who.portal, to)).toEqual(moved);
	});

	it.each([
		['ё.txt', 'е.txt', 1],
		['Straße.txt', 'StraSe.txt', 1],
		['Й.txt', 'И.txt', 2],
		['か.txt', 'が.txt', 2],
		['Møller.txt', 'Moller.txt', 2],
		['u\u0308.txt', 'ü.txt', 2],
		['u\u0308.txt', 'u.txt', 2],
	])('tells %j from %j as the server’s MySQL does (5.2)', async (first, second, arrived) => {
		const { from, to } = addRoomsWithFiles(bench, []);
		const ids = [first, second].map((title) => bench.portal.addFile(from, title).id);
		expect(await move(bench, ids, to)).toMatchObject({ processed: String(arrived) });
	});

	it('sees no clash between a form and a plain PDF of one title: categories differ', async () => {
		const { portal } = bench;
		const { from, to } = addRoomsWithFiles(bench, []);
		const form = portal.addFile(from, 'a.pdf', { isForm: true });
		portal.addFile(to, 'a.pdf');
		expect(await move(bench, [form.id], to)).toMatchObject({ processed: '1' });
		expect(titlesIn(portal, to)).toEqual(['a.pdf', 'a.pdf']);
	});

	it('lets namesakes of one request clash with each other (T27)', async () => {
		const { portal } = bench;
		const { from, to } = addRoomsWithFiles(bench, []);
		const folders = ['A', 'B', 'C'].map((title) => portal.addFolder(from, title).id);
		const ids = folders.map((folder) => portal.addFile(folder, 'Offer.pdf').id);
		expect(await move(bench, ids, to)).toMatchObject({ processed: '1', error: '' });
		expect(portal.filesBelow(from)).toHaveLength(2);
	});

	it('overwrites: the target gains a version under its own id, the source is destroyed (T28)', async () => {
		const { portal } = bench;
		const { from, to } = addRoomsWithFiles(bench, []);
		const folders = ['A', 'B'].map((title) => portal.addFolder(from, title).id);
		const [first, second] = folders.map(
			(folder, index) => portal.addFile(folder, 'Offer.pdf', { size: 10 + index, versions: 4 }).id,
		);
		const target = portal.addFile(to, 'offer.pdf', { size: 1 });
		const operation = await move(bench, [first ?? 0, second ?? 0], to, {
			conflictResolveType: 'Overwrite',
		});
		expect(operation.processed).toBe('2');
		const ids = operation.files.map(({ id }: { id: number }) => id);
		expect(new Set(ids)).toEqual(new Set([target.id]));
		const shown = (await bench.api.get(`files/file/${target.id}`)).data.response;
		expect(shown).toMatchObject({ version: 3, pureContentLength: 11, title: 'Offer.pdf' });
		for (const id of [first, second]) {
			expect((await bench.api.get(`files/file/${id}`)).status).toBe(404);
		}
	});

	it('renames nothing under Duplicate: equal titles stand side by side (T29)', async () => {
		const { portal } = bench;
		const { to, fileIds } = addRoomsWithFiles(bench, ['a.docx', 'a.docx']);
		portal.addFile(to, 'a.docx');
		const operation = await move(bench, fileIds, to, { conflictResolveType: 'Duplicate' });
		expect(operation.processed).toBe('2');
		expect(titlesIn(portal, to)).toEqual(['a.docx', 'a.docx', 'a.docx']);
	});

	it.each([
		['Skip', '0', 1],
		['Overwrite', '1', 2],
		['Duplicate', '1', 1],
	])('treats a move into its own folder by %s', async (conflictResolveType, processed, version) => {
		const { from, fileIds } = addRoomsWithFiles(bench, ['a.docx']);
		const operation = await move(bench, fileIds, from, { conflictResolveType });
		expect(operation).toMatchObject({ processed, error: '', finished: true });
		const { response } = (await bench.api.get(`files/file/${fileIds[0]}`)).data;
		expect(response).toMatchObject({ version, folderId: from });
	});

	it('reports only the last error, and none of the files it stands for (T33)', async () => {
		const old = await startBench({ portalVersion: '3.6.1' });
		const { portal, owner } = old;
		const { to, fileIds } = addRoomsWithFiles(old, ['a.docx', 'b.docx', 'c.docx', 'd.docx']);
		const [, b = 0, c = 0] = fileIds;
		const other = portal.addUser({ displayName: 'O', email: 'o@a.example', type: 'User' });
		portal.openFile(b, owner.id);
		portal.lockFile(c, other.id);
		const operation = await move(old, fileIds, to);
		expect(operation.error).toMatch(/locked/);
		expect(operation.processed).toBe('2');
	});

	it('stops with a word and no file moved when the first file may not move (6.4)', async () => {
		const old = await startBench({ portalVersion: '3.6.1' });
		const { to, fileIds } = addRoomsWithFiles(old, ['a.docx']);
		const operation = await move(old, [999999, ...fileIds], to);
		expect(operation).toMatchObject({ processed: '0', finished: true });
		expect(operation.error).not.toBe('');
	});

	it('moves a folder whole, with all below it', async () => {
		const { portal } = bench;
		const { from, to } = addRoomsWithFiles(bench, []);
		const folder = portal.addFolder(from, 'F');
		const inner = portal.addFolder(folder.id, 'G');
		portal.addFile(inner.id, 'a.docx');
		const operation = await move(bench, [], to, { folderIds: [folder.id] });
		expect(operation.error).toBe('');
		expect(portal.tree(to)).toBe('To/\n  F/\n    G/\n      a.docx');
		expect(portal.folder(from).filesCount).toBe(0);
	});

	it('merges folders of one title; a file skipped keeps its folder alive', async () => {
		const { portal } = bench;
		const { from, to } = addRoomsWithFiles(bench, []);
		const source = portal.addFolder(from, 'Contracts');
		const target = portal.addFolder(to, 'contracts');
		for (const title of ['a.docx', 'b.docx']) portal.addFile(source.id, title);
		portal.addFile(target.id, 'A.docx');
		await move(bench, [], to, { folderIds: [source.id] });
		expect(titlesIn(portal, target.id)).toEqual(['A.docx', 'b.docx']);
		expect(titlesIn(portal, source.id)).toEqual(['a.docx']);
		expect(titlesIn(portal, to)).toEqual(['contracts']);
	});

	it('replaces folders by what is directly in them when content is asked for (6.1, T41)', async () => {
		const { portal } = bench;
		const { from, to, fileIds } = addRoomsWithFiles(bench, ['loose.docx']);
		const folder = portal.addFolder(from, 'F');
		portal.addFolder(folder.id, 'Inner');
		portal.addFile(folder.id, 'in.docx');
		await move(bench, fileIds, to, { folderIds: [folder.id], content: true });
		expect(titlesIn(portal, to)).toEqual(['Inner', 'in.docx', 'loose.docx']);
		expect(titlesIn(portal, from)).toEqual(['F']);
	});

	it('keeps links on files from room to room and drops them from My documents (T38)', async () => {
		const { portal, owner } = bench;
		const { to, fileIds } = addRoomsWithFiles(bench, ['a.docx']);
		const mine = portal.addFile(owner.myDocumentsId, 'b.docx');
		for (const id of [fileIds[0] ?? 0, mine.id]) {
			portal.shareLink(id, 'additional');
		}
		await move(bench, [...fileIds, mine.id], to);
		const shown = (await bench.api.get(`files/${to}?sortBy=AZ`)).data.response.files;
		expect(shown.map(({ shared }: { shared: boolean }) => shared)).toEqual([true, false]);
	});

	describe('between storages (T37)', () => {
		const addCloud = (who: Bench, provider: 'drive' | 'sbox' = 'drive') =>
			who.portal.addRoom({ title: 'Cloud', type: 'public', owner: who.owner.id, provider }).id;

		it('gives a new id, one version, and a free title at a provider', async () => {
			const cloud = addCloud(bench);
			const { from } = addRoomsWithFiles(bench, []);
			const file = bench.portal.addFile(from, 'a.docx', { versions: 5, size: 77 });
			bench.portal.addFile(cloud, 'a.docx');
			const operation = await move(bench, [file.id], cloud, { conflictResolveType: 2 });
			expect(operation.files).toMatchObject([
				{ title: 'a (1).docx', version: 1, pureContentLength: 77, folderId: cloud },
			]);
			expect(operation.files[0].id).not.toBe(file.id);
			expect((await bench.api.get(`files/file/${file.id}`)).status).toBe(404);
		});

		it('obeys a size limit with an error text', async () => {
			const who = await startBench({ maxTransferBytes: 1000 });
			const { to, from } = addRoomsWithFiles(who, []);
			const big = who.portal.addFile(addCloud(who), 'big.docx', { size: 1001 });
			const operation = await move(who, [big.id], to);
			expect(operation).toMatchObject({ processed: '0', finished: true });
			expect(operation.error).toMatch(/size/);
			expect(titlesIn(who.portal, from)).toEqual([]);
		});

		it('changes ids within storage whose ids follow the path (4)', async () => {
			const cloud = addCloud(bench, 'sbox');
			const folder = bench.portal.addFolder(cloud, 'F');
			const before = bench.portal.addFile(cloud, 'a.docx', { versions: 2 }).id;
			const operation = await move(bench, [before], folder.id);
			expect(operation.files).toMatchObject([{ folderId: folder.id, version: 2 }]);
			expect(operation.files[0].id).not.toBe(before);
		});

		it('copies a folder across with all its files', async () => {
			const cloud = addCloud(bench);
			const { from } = addRoomsWithFiles(bench, []);
			const folder = bench.portal.addFolder(from, 'F');
			bench.portal.addFile(folder.id, 'a.docx');
			await move(bench, [], cloud, { folderIds: [folder.id] });
			expect(bench.portal.tree(cloud)).toBe('Cloud/\n  F/\n    a.docx');
			expect(titlesIn(bench.portal, from)).toEqual([]);
		});
	});

	it('tells before which titles the destination holds, not clashes among the moved (6.6)', async () => {
		const { portal } = bench;
		const { from, to, fileIds } = addRoomsWithFiles(bench, ['a.docx', 'b.docx', 'b.docx']);
		portal.addFile(to, 'A.docx');
		const folder = portal.addFolder(from, 'F');
		portal.addFolder(to, 'f');
		const query = new URLSearchParams([
			...fileIds.map((id): [string, string] => ['fileIds', String(id)]),
			['folderIds[]', String(folder.id)],
			['destFolderId', String(to)],
		]);
		const { data } = await bench.api.get(`files/fileops/move?${query.toString()}`);
		expect(data.response.map(({ title }: { title: string }) => title)).toEqual(['F', 'a.docx']);
		expect(data.count).toBe(1);
		const missing = await bench.api.get('files/fileops/move?fileIds=1&destFolderId=999999');
		expect(missing.status).toBe(403);
	});

	it('tells which files a form room would take (6.6)', async () => {
		const { portal, owner } = bench;
		const forms = portal.addRoom({ title: 'Forms', type: 'form', owner: owner.id }).id;
		const { from, to } = addRoomsWithFiles(bench, []);
		const plain = portal.addFile(from, 'a.docx').id;
		const form = portal.addFile(from, 'a.pdf', { isForm: true }).id;
		const ask = async (ids: Array<number | string>, destFolderId: number | string) => {
			const query = ids.map((id) => `fileIds=${id}`).join('&');
			const url = `files/fileops/checkdestfolder?${query}&destFolderId=${destFolderId}`;
			return (await bench.api.get(url)).data.response.result;
		};
		expect(await ask([plain, form], to)).toBe(0);
		expect(await ask([plain, form], forms)).toBe(1);
		expect(await ask([plain], forms)).toBe(2);
	});
});
