import { addRoom, type Bench, collect, startBench, stopBenches } from './support';

interface Item {
	id: number | string;
	title: string;
	folderId?: number;
}

const titles = (items: Item[]) => items.map(({ title }) => title);
const numbered = (count: number, name: string) =>
	Array.from({ length: count }, (_, index) => `${name} ${String(index).padStart(3, '0')}.docx`);

describe('listing a folder (3)', () => {
	let bench: Bench;
	beforeAll(async () => {
		bench = await startBench();
	});
	afterAll(stopBenches);

	const list = async (id: number | string, params: Record<string, unknown> = {}, who = bench) =>
		(await who.api.get(`files/${encodeURIComponent(id)}`, { params })).data.response;

	it('shows 100 entries at most, and 100 when nothing is asked for (3.1, T1)', async () => {
		const room = addRoom(bench);
		bench.portal.addFiles(room, numbered(137, 'f'));
		const page = await list(room);
		expect(page.files).toHaveLength(100);
		expect(page).toMatchObject({ count: 100, total: 137, startIndex: 0 });
		const rest = await list(room, { startIndex: 100 });
		expect(rest.files).toHaveLength(37);
	});

	it.each([0, 101, -1])('refuses count=%i with 400 (3.1, T3)', async (count) => {
		const { status } = await bench.api.get(`files/${addRoom(bench)}`, { params: { count } });
		expect(status).toBe(400);
	});

	it('refuses a negative startIndex with 400 in the error envelope (3.1)', async () => {
		const { status, data } = await bench.api.get(`files/${addRoom(bench)}?startIndex=-1`);
		expect(status).toBe(400);
		expect(data.error.type).toContain('Argument');
	});

	it('puts folders first, and files into what is left of the page (3.3, T2)', async () => {
		const room = addRoom(bench);
		for (const title of numbered(105, 'folder')) bench.portal.addFolder(room, title);
		bench.portal.addFiles(room, numbered(20, 'file'));
		const first = await list(room);
		expect([first.folders.length, first.files.length]).toEqual([100, 0]);
		const second = await list(room, { startIndex: 100 });
		expect([second.folders.length, second.files.length, second.total]).toEqual([5, 20, 125]);
	});

	it('shows only direct children without a filter, whatever withSubFolders says (3.4)', async () => {
		const room = addRoom(bench);
		const folder = bench.portal.addFolder(room, 'Inner');
		bench.portal.addFile(folder.id, 'deep.docx');
		const page = await list(room, { withSubFolders: true });
		expect(titles(page.folders)).toEqual(['Inner']);
		expect(page.files).toEqual([]);
	});

	it('lists all files below, flat, with filterType=1 (3.4)', async () => {
		const room = addRoom(bench);
		const folder = bench.portal.addFolder(room, 'Inner');
		const inner = bench.portal.addFolder(folder.id, 'Innermost');
		bench.portal.addFile(room, 'top.docx');
		bench.portal.addFile(inner.id, 'deep.docx');
		const page = await list(room, { filterType: 'FilesOnly' });
		expect(page.folders).toEqual([]);
		expect(titles(page.files).sort()).toEqual(['deep.docx', 'top.docx']);
		const deep = page.files.find(({ title }: Item) => title === 'deep.docx');
		expect(deep.folderId).toBe(inner.id);
		expect(page.total).toBe(2);
		const direct = await list(room, { filterType: 1, withSubFolders: false });
		expect(titles(direct.files)).toEqual(['top.docx']);
	});

	it('leaks nested folders into a search by title and into filterType=2 (3.4, T5)', async () => {
		const room = addRoom(bench);
		const folder = bench.portal.addFolder(room, 'Contoso');
		bench.portal.addFolder(folder.id, 'contoso old');
		const found = await list(room, { filterValue: 'CONTOSO' });
		expect(titles(found.folders).sort()).toEqual(['Contoso', 'contoso old']);
		expect((await list(room, { filterType: 2 })).folders).toHaveLength(2);
		const direct = await list(room, { filterValue: 'contoso', withSubFolders: false });
		expect(titles(direct.folders)).toEqual(['Contoso']);
	});

	it('ignores withSubFolders=false before 3.7.1 (12)', async () => {
		const old = await startBench({ portalVersion: '3.6.1' });
		const room = addRoom(old);
		const folder = old.portal.addFolder(room, 'A');
		old.portal.addFolder(folder.id, 'B');
		const page = await list(room, { filterType: 2, withSubFolders: false }, old);
		expect(titles(page.folders).sort()).toEqual(['A', 'B']);
	});

	it('filters by kind, extension and creator, and then leaves folders out (3.1, 3.4)', async () => {
		const { portal } = bench;
		const room = addRoom(bench);
		const other = portal.addUser({ displayName: 'O', email: 'o@a.example', type: 'RoomAdmin' });
		const inner = portal.addFolder(room, 'Inner');
		portal.addFile(inner.id, 'a.xlsx', { createdBy: other.id });
		portal.addFile(room, 'b.docx');
		expect(titles((await list(room, { filterType: 5 })).files)).toEqual(['a.xlsx']);
		expect(titles((await list(room, { extension: 'xlsx,.pdf' })).files)).toEqual(['a.xlsx']);
		const byUser = await list(room, { userIdOrGroupId: other.id });
		expect(titles(byUser.files)).toEqual(['a.xlsx']);
		const inverted = await list(room, { userIdOrGroupId: other.id, excludeSubject: true });
		expect(titles(inverted.files)).toEqual(['b.docx']);
	});

	it('leaves the other kind unfiltered with applyFilterOption (3.1)', async () => {
		const room = addRoom(bench);
		bench.portal.addFolder(room, 'Plain');
		bench.portal.addFile(room, 'match.docx');
		bench.portal.addFile(room, 'other.docx');
		const page = await list(room, { filterValue: 'match', applyFilterOption: 'Files' });
		expect(titles(page.folders)).toEqual(['Plain']);
		expect(titles(page.files)).toEqual(['match.docx']);
	});

	it('keeps recursive counters on every folder above (3.2)', async () => {
		const { portal } = bench;
		const room = addRoom(bench);
		const a = portal.addFolder(room, 'A');
		const b = portal.addFolder(a.id, 'B');
		const file = portal.addFile(b.id, 'x.docx');
		portal.addFile(a.id, 'y.docx');
		expect((await list(room)).current).toMatchObject({ filesCount: 2, foldersCount: 2 });
		portal.deleteFile(file.id);
		expect((await list(room)).current).toMatchObject({ filesCount: 1, foldersCount: 2 });
		portal.deleteFolder(a.id);
		expect((await list(room)).current).toMatchObject({ filesCount: 0, foldersCount: 0 });
	});

	it('keeps a counter that is wrong until a folder moves inside the room (T149)', async () => {
		const { portal } = bench;
		const room = addRoom(bench);
		const [a, b] = ['A', 'B'].map((title) => portal.addFolder(room, title).id);
		portal.miscount(room, 60);
		portal.addFile(room, 'x.docx');
		expect((await list(room)).current.filesCount).toBe(61);
		portal.store.move(portal.folder(a ?? 0), portal.folder(b ?? 0));
		expect((await list(room)).current.filesCount).toBe(1);
	});

	it('names the path with room and folder types (3.2)', async () => {
		const room = addRoom(bench);
		const folder = bench.portal.addFolder(room, 'Inner');
		const { pathParts } = await list(folder.id);
		expect(pathParts).toMatchObject([
			{ folderType: 14 },
			{ id: room, roomType: 5, folderType: 19 },
			{ id: folder.id, folderType: 0 },
		]);
		expect(pathParts[2]).not.toHaveProperty('roomType');
	});

	it('sorts by change, latest first, until another sort is asked for, and remembers that (3.3, T10)', async () => {
		const who = await startBench();
		const room = addRoom(who);
		const day = 86_400_000;
		const now = who.clock.now();
		who.portal.addFile(room, 'b.docx', { modified: now - day });
		who.portal.addFile(room, 'a.docx', { modified: now - 2 * day });
		who.portal.addFile(room, 'c.docx', { modified: now });
		expect(titles((await list(room, {}, who)).files)).toEqual(['c.docx', 'b.docx', 'a.docx']);
		await list(room, { sortBy: 'az', sortOrder: 'descending' }, who);
		expect(titles((await list(room, {}, who)).files)).toEqual(['c.docx', 'b.docx', 'a.docx']);
		await list(room, { sortBy: 'AZ' }, who);
		expect(titles((await list(room, { sortOrder: 1 }, who)).files)).toEqual([
			'a.docx',
			'b.docx',
			'c.docx',
		]);
	});

	describe('ties (3.3, T8)', () => {
		it('come in another order on every request', async () => {
			const who = await startBench({ tieOrder: 'shuffled' });
			const room = addRoom(who);
			who.portal.addFiles(room, numbered(60, 'f'));
			const orders = new Set<string>();
			for (let index = 0; index < 5; index++) {
				orders.add(titles((await list(room, {}, who)).files).join());
			}
			expect(orders.size).toBe(5);
		});

		it('make pages overlap and miss files, until enough rescans have found all', async () => {
			const who = await startBench({ tieOrder: 'shuffled' });
			const room = addRoom(who);
			who.portal.addFiles(room, numbered(250, 'f'));
			const first = new Set(await collect(who.api, room));
			expect(first.size).toBeLessThan(250);
			const all = new Set(first);
			for (let scan = 0; scan < 30 && all.size < 250; scan++) {
				for (const id of await collect(who.api, room)) all.add(id);
			}
			expect(all.size).toBe(250);
		});

		it('never mix entries whose keys differ', async () => {
			const who = await startBench({ tieOrder: 'shuffled' });
			const room = addRoom(who);
			const now = who.clock.now();
			numbered(150, 'f').forEach((title, index) => {
				who.portal.addFile(room, title, { modified: now - Math.floor(index / 50) * 60_000 });
			});
			const page = await list(room, { count: 100 }, who);
			const dates = page.files.map(({ updated }: { updated: string }) => updated);
			expect(dates).toEqual([...dates].sort().reverse());
			expect(new Set(titles(page.files)).size).toBe(100);
		});

		it('are the same in two runs from one seed', async () => {
			const run = async () => {
				const who = await startBench({ tieOrder: 'shuffled', seed: 7 });
				const room = addRoom(who);
				who.portal.addFiles(room, numbered(40, 'f'));
				return titles((await list(room, {}, who)).files);
			};
			expect(await run()).toEqual(await run());
		});
	});

	it('takes converting files out of the page and its total, since 3.7.1 (3.3 a)', async () => {
		for (const [portalVersion, total] of [
			['3.7.2', 9],
			['3.6.1', 10],
		] as const) {
			const who = await startBench({ portalVersion });
			const room = addRoom(who);
			const [file] = who.portal.addFiles(room, numbered(10, 'f'));
			who.portal.setConverting(file?.id ?? 0, true);
			const page = await list(room, { filterType: 1 }, who);
			expect([page.files.length, page.total]).toEqual([9, total]);
			expect(page.current.filesCount).toBe(10);
		}
	});

	it('shows the whole total on a page beyond the end, which hides no file (3.3 a)', async () => {
		const { portal } = bench;
		const room = addRoom(bench);
		portal.addFiles(portal.addFolder(room, 'A').id, numbered(10, 'f'));
		portal.addFile(room, 'Slow.docx', { converting: true });
		const beyond = { startIndex: 1_000_000_000, count: 1 };
		expect((await list(room, { filterType: 1 })).total).toBe(10);
		expect((await list(room, { filterType: 1, ...beyond })).total).toBe(11);
		expect((await list(room, beyond)).total).toBe(2);
	});

	it('counts a restricted folder and does not list it, its files stay listed (3.3 c)', async () => {
		const { portal, owner } = bench;
		const room = addRoom(bench);
		const member = portal.addUser({ displayName: 'M', email: 'm@a.example', type: 'User' });
		portal.share(room, member.id, 'Read', { by: owner.id });
		const hidden = portal.addFolder(room, 'Hidden');
		portal.addFolder(room, 'Shown');
		portal.addFile(hidden.id, 'inside.docx');
		portal.restrict(hidden.id, member.id);
		const api = bench.asUser(member);
		const { response } = (await api.get(`files/${room}`)).data;
		expect(titles(response.folders)).toEqual(['Shown']);
		expect(response.total).toBe(2);
		const flat = (await api.get(`files/${room}?filterType=1`)).data.response;
		expect(titles(flat.files)).toEqual(['inside.docx']);
		expect((await api.get(`files/${hidden.id}`)).status).toBe(403);
	});

	it('drops plain PDFs from filterType=23 after paging, total untouched (3.3 b)', async () => {
		const room = addRoom(bench);
		bench.portal.addFile(room, 'plain.pdf');
		bench.portal.addFile(room, 'form.pdf', { isForm: true });
		const page = await list(room, { filterType: 23 });
		expect(titles(page.files)).toEqual(['form.pdf']);
		expect(page.total).toBe(2);
	});

	it('interleaves folders and files by their order in an indexed VDR (3.3)', async () => {
		const { portal, owner } = bench;
		const { id: room } = portal.addRoom({
			title: 'VDR',
			type: 'virtualData',
			owner: owner.id,
			indexing: true,
		});
		portal.addFile(room, '1.docx');
		portal.addFolder(room, '2');
		portal.addFile(room, '3.docx');
		const first = await list(room, { count: 1, sortBy: 'AZ' });
		expect([titles(first.folders), titles(first.files)]).toEqual([[], ['1.docx']]);
		const second = await list(room, { count: 2, startIndex: 1 });
		expect([titles(second.folders), titles(second.files)]).toEqual([['2'], ['3.docx']]);
		expect(second.files[0].order).toBeDefined();
	});

	describe('third-party storage (3.6, 4)', () => {
		const addProviderRoom = (provider: 'sbox' | 'drive') =>
			bench.portal.addRoom({ title: 'Cloud', type: 'public', owner: bench.owner.id, provider }).id;

		it('has text ids and never lists below the first level (T6, T11)', async () => {
			const room = addProviderRoom('drive');
			expect(room).toMatch(/^drive-\d+$/);
			const folder = bench.portal.addFolder(room, 'Sub');
			bench.portal.addFile(folder.id, 'deep.docx');
			const top = bench.portal.addFile(room, 'top.docx');
			const page = await list(room, { filterType: 1, withSubFolders: true });
			expect(titles(page.files)).toEqual(['top.docx']);
			expect(page.total).toBe(1);
			expect(page.current).toMatchObject({ id: room, providerItem: true, providerKey: 'drive' });
			expect(top.id).toMatch(/^drive-\d+-.+$/);
		});

		it('answers "no files" with 200 when the provider fails on files (T7)', async () => {
			const room = addProviderRoom('sbox');
			bench.portal.addFile(room, 'a.docx');
			bench.portal.setSwallowErrors(room, true);
			expect(await list(room)).toMatchObject({ files: [], total: 0 });
			bench.portal.setSwallowErrors(room, false);
			expect((await list(room)).files).toHaveLength(1);
		});
	});

	it('does not recurse into AI rooms, hides their files, and shows their two areas (3.4)', async () => {
		const { portal, owner } = bench;
		const { id: room } = portal.addRoom({ title: 'AI', type: 'ai', owner: owner.id });
		portal.addFile(room, 'hidden.docx');
		const knowledge = [...portal.folder(room).folders.values()].find(({ type }) => type === 32);
		portal.addFile(knowledge?.id ?? 0, 'fact.docx');
		expect(await list(room, { filterType: 1 })).toMatchObject({ files: [], total: 0 });
		const area = await list(room, { searchArea: 'Knowledge' });
		expect(titles(area.files)).toEqual(['fact.docx']);
	});

	it('lists form system folders with their type and their files recursively (3.4)', async () => {
		const { portal, owner } = bench;
		const { id: room } = portal.addRoom({ title: 'Forms', type: 'form', owner: owner.id });
		const page = await list(room, { sortBy: 'AZ' });
		expect(page.folders.map(({ type }: { type: number }) => type).sort()).toEqual([25, 26]);
		const inProcess = page.folders.find(({ type }: { type: number }) => type === 26);
		const inner = portal.addFolder(inProcess.id, 'Form', { type: 28 });
		portal.addFile(inner.id, 'draft.pdf', { isForm: true });
		const flat = await list(room, { filterType: 1 });
		expect(titles(flat.files)).toEqual(['draft.pdf']);
		expect(flat.files[0].security.Move).toBe(false);
	});

	it('shows members who fill in forms only forms and their own answers (3.4, T13)', async () => {
		const { portal, owner } = bench;
		const { id: room } = portal.addRoom({ title: 'Forms', type: 'form', owner: owner.id });
		const guest = portal.addUser({ displayName: 'G', email: 'g@a.example', type: 'Guest' });
		portal.share(room, guest.id, 'FillForms', { by: owner.id });
		const ready = [...portal.folder(room).folders.values()].find(({ type }) => type === 25);
		const inner = portal.addFolder(ready?.id ?? 0, 'Form', { type: 27 });
		portal.addFile(room, 'form.pdf', { isForm: true });
		portal.addFile(inner.id, 'mine.pdf', { isForm: true, createdBy: guest.id });
		portal.addFile(inner.id, 'theirs.pdf', { isForm: true });
		const api = bench.asUser(guest);
		const { response } = (await api.get(`files/${room}?filterType=1`)).data;
		expect(titles(response.files).sort()).toEqual(['form.pdf', 'mine.pdf']);
		expect((await list(room, { filterType: 1 })).total).toBe(3);
	});

	it('never recurses in the Trash, which only its owner may see (3.4, 3.7)', async () => {
		const { portal, owner } = bench;
		const room = addRoom(bench);
		const folder = portal.addFolder(room, 'Old');
		portal.addFile(folder.id, 'old.docx');
		portal.trashFolder(folder.id);
		const page = await list(owner.trashId, { filterType: 1 });
		expect(page.files).toEqual([]);
		const stranger = portal.addUser({ displayName: 'S', email: 's@a.example', type: 'RoomAdmin' });
		expect((await bench.asUser(stranger).get(`files/${owner.trashId}`)).status).toBe(403);
	});

	it('answers 404 for an unknown folder and 403 for one it may not show (3.7)', async () => {
		const stranger = bench.portal.addUser({
			displayName: 'S',
			email: 's2@a.example',
			type: 'RoomAdmin',
		});
		const api = bench.asUser(stranger);
		expect((await api.get('files/999999')).status).toBe(404);
		const { status, data } = await api.get(`files/${addRoom(bench)}`);
		expect([status, data.error.type]).toEqual([403, 'System.InvalidOperationException']);
	});

	it('gives all child folders by title in one answer at /subfolders (3.5)', async () => {
		const room = addRoom(bench);
		for (const title of numbered(130, 'z').reverse()) bench.portal.addFolder(room, title);
		const nested = bench.portal.addFolder(room, 'A folder');
		bench.portal.addFolder(nested.id, 'Nested');
		const { data } = await bench.api.get(`files/${room}/subfolders`);
		expect(data.response).toHaveLength(131);
		expect(data.count).toBe(1);
		expect(titles(data.response)).toEqual(titles(data.response).sort());
		expect(titles(data.response)).not.toContain('Nested');
		expect((await bench.api.get('files/999999/subfolders')).status).toBe(404);
	});

	it('gives the sections and My documents by name (5.4)', async () => {
		const mine = (await bench.api.get('files/@my')).data.response;
		expect(mine.current).toMatchObject({ id: bench.owner.myDocumentsId, rootFolderType: 5 });
		const sections = (await bench.api.get('files/@root')).data.response;
		const kinds = sections.map(
			({ current }: { current: { rootFolderType: number } }) => current.rootFolderType,
		);
		expect(kinds).toEqual(expect.arrayContaining([5, 14, 20, 3]));
	});

	it('shows a lock as locked, its holder by name to others only (3.8, T14)', async () => {
		const { portal, owner } = bench;
		const room = addRoom(bench);
		const other = portal.addUser({ displayName: 'Olga', email: 'ol@a.example', type: 'RoomAdmin' });
		portal.addFile(room, 'mine.docx', { lockedBy: owner.id });
		portal.addFile(room, 'hers.docx', { lockedBy: other.id });
		portal.addFile(room, 'open.docx', { openedBy: other.id });
		const { files } = await list(room, { sortBy: 'AZ' });
		const [hers, mine, opened] = files;
		expect(mine).toMatchObject({ locked: true, security: { Move: true } });
		expect(mine).not.toHaveProperty('lockedBy');
		expect(hers).toMatchObject({ locked: true, lockedBy: 'Olga', security: { Move: false } });
		expect(opened).toMatchObject({ fileStatus: 1, editingBy: { [other.id]: 'Olga' } });
		await bench.api.get(`files/${room}?sortBy=DateAndTime&sortOrder=1`);
	});
});
