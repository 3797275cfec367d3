import { VIRTUAL_START } from '../../sandbox';
import { addRoom, type Bench, putMove, startBench, stopBenches } from './support';

describe('creating folders and renaming files (5, 6.8)', () => {
	let bench: Bench;
	let room: number | string;
	beforeAll(async () => {
		bench = await startBench();
		room = addRoom(bench);
	});
	afterAll(stopBenches);

	const create = (parentId: number | string, title: unknown, who = bench.api) =>
		who.post(`files/folder/${encodeURIComponent(parentId)}`, { title });

	it('answers 200 with the folder as it is stored (5.1, T15)', async () => {
		const { status, data } = await create(room, '  Contoso*: "Ltd" <a>|b?\\c/d+\t😀  ');
		expect(status).toBe(200);
		expect(data.response.title).toBe('Contoso__ _Ltd_ _a__b__c_d____');
		expect(data.response).toMatchObject({ parentId: room, filesCount: 0, foldersCount: 0 });
		expect(data.response).not.toHaveProperty('roomType');
		expect(data.response).not.toHaveProperty('type');
	});

	it('trims as .NET does, keeps inner spaces and trailing dots (5.1)', async () => {
		expect((await create(room, '\u0085\u00a0a  b...\u3000')).data.response.title).toBe('a  b...');
		expect((await create(room, '\ufeffx')).data.response.title).toBe('\ufeffx');
	});

	it('allows 165 units and refuses 166, counted before trimming (5.1, T20)', async () => {
		expect((await create(room, 'x'.repeat(165))).status).toBe(200);
		const { status, data } = await create(room, `${'x'.repeat(164)}  `);
		expect(status).toBe(400);
		expect(data.response.errors).toHaveProperty('Title');
	});

	it('refuses a missing title as invalid and an empty one as argument (5.1)', async () => {
		const missing = await bench.api.post(`files/folder/${room}`, {});
		expect([missing.status, missing.data.response.status]).toEqual([400, 400]);
		for (const title of ['', '   ', null]) {
			const { status, data } = await create(room, title);
			expect([status, data.error.type]).toEqual([400, 'System.ArgumentException']);
		}
	});

	it('allows twins in internal storage (5.2, T16)', async () => {
		const first = await create(room, 'Twin');
		const second = await create(room, 'Twin');
		expect(second.data.response.id).not.toBe(first.data.response.id);
		expect(second.data.response.title).toBe('Twin');
	});

	it('makes names unique in third-party storage (5.2, T17)', async () => {
		const { portal, owner } = bench;
		const cloud = portal.addRoom({
			title: 'Cloud',
			type: 'public',
			owner: owner.id,
			provider: 'dropbox',
		});
		await create(cloud.id, 'Twin');
		expect((await create(cloud.id, 'Twin')).data.response.title).toBe('Twin (1)');
		expect((await create(cloud.id, 'Twin')).data.response.title).toBe('Twin (2)');
	});

	it('third-party storage takes titles for equal that differ in case, not in accents (5.2)', async () => {
		const { portal, owner } = bench;
		const room = { title: 'Cloud', type: 'public', owner: owner.id, provider: 'dropbox' } as const;
		const cloud = portal.addRoom(room);
		const titleOf = async (title: string) => (await create(cloud.id, title)).data.response.title;
		expect(await titleOf('Müller')).toBe('Müller');
		expect(await titleOf('Muller')).toBe('Muller');
		expect(await titleOf('MÜLLER')).toBe('MÜLLER (1)');
	});

	it('answers 403 for an unknown parent and 404 for an impossible id (5.3, T18)', async () => {
		expect((await create(999999, 'x')).status).toBe(403);
		expect((await create('nonsense', 'x')).status).toBe(404);
	});

	it('refuses the Rooms root, the Archive, archived rooms, the Trash and form folders (5.3, T19)', async () => {
		const { portal, owner } = bench;
		const archived = portal.addRoom({
			title: 'Old',
			type: 'custom',
			owner: owner.id,
			archived: true,
		});
		const inside = portal.addFolder(archived.id, 'Inside');
		const forms = portal.addRoom({ title: 'Forms', type: 'form', owner: owner.id });
		const system = [...forms.folders.keys()];
		const { rooms, archive } = portal.sections;
		const parents = [rooms, archive, archived.id, inside.id, owner.trashId, ...system];
		for (const parent of parents) {
			expect([parent, (await create(parent, 'x')).status]).toEqual([parent, 403]);
		}
		expect((await create(owner.myDocumentsId, 'x')).status).toBe(200);
	});

	it('asks for owner, RoomManager or ContentCreator; a DocSpace admin who is no member may only look (5.3, T21)', async () => {
		const { portal, owner } = bench;
		const own = addRoom(bench);
		const roles = ['Read', 'Editing', 'ContentCreator', 'RoomManager'] as const;
		const statuses: number[] = [];
		for (const role of roles) {
			const user = portal.addUser({ displayName: role, email: `${role}@a.example`, type: 'User' });
			portal.share(own, user.id, role, { by: owner.id });
			statuses.push((await create(own, role, bench.asUser(user))).status);
		}
		expect(statuses).toEqual([403, 403, 200, 200]);
		const admin = portal.addUser({
			displayName: 'D',
			email: 'd@a.example',
			type: 'DocSpaceAdmin',
		});
		const api = bench.asUser(admin);
		const listing = await api.get(`files/${own}`);
		expect(listing.status).toBe(200);
		expect(listing.data.response.current.security).toMatchObject({
			Read: true,
			Create: false,
			MoveTo: false,
			Move: true,
			EditAccess: false,
		});
		expect((await create(own, 'x', api)).status).toBe(403);
	});

	it('moves a deleted folder to the Trash, asynchronously (5.5)', async () => {
		const { portal, clock, owner } = bench;
		const { data } = await create(room, 'Doomed');
		const { id } = data.response;
		const deletion = await bench.api.delete(`files/folder/${id}`, { data: {} });
		expect(deletion.data.response[0]).toMatchObject({ Operation: 2, finished: false });
		await clock.advance(1);
		const { response } = (await bench.api.get(`files/folder/${id}`)).data;
		expect([response.parentId, response.rootFolderType]).toEqual([owner.trashId, 3]);
		await bench.api.delete(`files/folder/${id}`, { data: { immediately: true } });
		await clock.advance(1);
		expect((await bench.api.get(`files/folder/${id}`)).status).toBe(404);
		expect(portal.journal.of('folder.trashed')).toHaveLength(1);
	});

	it('shows a folder in the Trash, but not what it holds (14.8)', async () => {
		const { portal, owner } = bench;
		const folder = portal.addFolder(room, 'Binned');
		portal.addFolder(folder.id, 'Inside');
		portal.trashFolder(folder.id, owner.id);
		expect((await bench.api.get(`files/folder/${folder.id}`)).status).toBe(200);
		const listing = await bench.api.get(`files/${folder.id}`);
		expect([listing.status, listing.data.error.type]).toEqual([
			403,
			'System.InvalidOperationException',
		]);
		expect((await bench.api.get(`files/@trash`)).data.response.current.id).toBe(owner.trashId);
		expect((await bench.api.get(`files/${owner.trashId}`)).status).toBe(200);
		expect((await create(folder.id, 'x')).status).toBe(403);
		const file = portal.addFile(room, 'a.docx');
		for (const into of [owner.trashId, folder.id]) {
			expect((await putMove(bench.api, [file.id], into)).status).toBe(403);
		}
	});

	it('lets new folders come to light out of the order of their ids (5.2, T16)', async () => {
		const { sandbox, portal, clock, owner, asUser } = await startBench({ folderCommitMs: 500 });
		const parent = portal.addRoom({ title: 'R', type: 'custom', owner: owner.id }).id;
		const seen: string[] = [];
		const asked = Array.from({ length: 6 }, async () => {
			const { data } = await asUser(owner).post(`files/folder/${parent}`, { title: 'Twin' });
			const listing = await asUser(owner).get(`files/${parent}/subfolders`);
			seen.push(String(data.response.id));
			expect(listing.data.response.map(({ id }: { id: number }) => id)).toContain(data.response.id);
		});
		await Promise.all(asked);
		expect(clock.now()).toBeLessThanOrEqual(VIRTUAL_START + 500);
		expect(seen).not.toEqual([...seen].sort());
		expect(sandbox.portal.folder(parent).folders.size).toBe(6);
	});

	describe('renaming a file (6.8)', () => {
		const rename = (id: number | string, title: string, who = bench.api) =>
			who.put(`files/file/${id}`, { title, lastVersion: 0 });

		it('sanitises, brings a lost extension back and looks for no clash', async () => {
			const file = bench.portal.addFile(room, 'a.docx');
			bench.portal.addFile(room, 'b.docx');
			expect((await rename(file.id, ' b ')).data.response.title).toBe('b.docx');
			expect((await rename(file.id, 'c:d.DOCX')).data.response.title).toBe('c_d.DOCX');
			expect((await rename(file.id, 'x'.repeat(166))).status).toBe(400);
		});

		it.each([
			['README.', 'LICENSE'],
			['NOTES.', 'NOTES2.'],
			['README', 'README (1)'],
		])('destroys the content of %s when it becomes %s (T137)', async (title, to) => {
			const file = bench.portal.addFile(room, title);
			const { status, data } = await rename(file.id, to);
			expect([status, data.error.message]).toEqual([
				404,
				expect.stringMatching(/^Could not find file '/),
			]);
			expect(bench.portal.file(file.id)).toMatchObject({ title: to, contentGone: true });
			expect((await rename(file.id, title)).status).toBe(404);
			expect(bench.portal.file(file.id)).toMatchObject({ title, contentGone: true });
		});

		it.each([
			['PLAIN.', 'PLAIN.txt', 'PLAIN.txt'],
			['.env', '.env2', '.env2.env'],
			['SAME.', 'SAME.', 'SAME.'],
		])('keeps the content of %s when it is to become %s', async (title, to, stored) => {
			const file = bench.portal.addFile(room, title);
			const { status, data } = await rename(file.id, to);
			expect([status, data.response.title]).toEqual([200, stored]);
			expect(bench.portal.file(file.id).contentGone).toBe(false);
		});

		it('changes the date, and so the order of others (3.3)', async () => {
			const file = bench.portal.addFile(room, 'old.docx', { modified: Date.UTC(2020, 0, 1) });
			const { data } = await rename(file.id, 'new.docx');
			expect(data.response.updated).toMatch(/^2026-06-01/);
		});

		it('refuses readers and the Trash with 403, a lock of another with 500', async () => {
			const { portal, owner } = bench;
			const reader = portal.addUser({ displayName: 'R', email: 'rd@a.example', type: 'User' });
			portal.share(room, reader.id, 'Read', { by: owner.id });
			const file = portal.addFile(room, 'x.docx');
			expect((await rename(file.id, 'y', bench.asUser(reader))).status).toBe(403);
			portal.lockFile(file.id, reader.id);
			expect((await rename(file.id, 'y')).status).toBe(500);
			const folder = portal.addFolder(room, 'F');
			const trashed = portal.addFile(folder.id, 't.docx');
			portal.trashFolder(folder.id);
			expect((await rename(trashed.id, 'y')).status).toBe(403);
		});

		it('changes the id in storage whose ids follow the path (4)', async () => {
			const { portal, owner } = bench;
			const cloud = portal.addRoom({
				title: 'Cloud',
				type: 'public',
				owner: owner.id,
				provider: 'sbox',
			});
			const before = portal.addFile(cloud.id, 'a.docx').id;
			const { data } = await rename(encodeURIComponent(before), 'b');
			expect(data.response.id).not.toBe(before);
			expect((await bench.api.get(`files/file/${before}`)).status).toBe(404);
			expect((await bench.api.get(`files/file/${data.response.id}`)).status).toBe(200);
		});
	});
});
