import {
	addRoom,
	addRoomsWithFiles,
	type Bench,
	putMove,
	startBench,
	stopBenches,
} from './support';

interface Room {
	id: number | string;
	title: string;
}

describe('rooms (8)', () => {
	let bench: Bench;
	beforeEach(async () => {
		bench = await startBench();
	});
	afterAll(stopBenches);

	const rooms = async (query = '', api = bench.api): Promise<string[]> =>
		(await api.get(`files/rooms?${query}`)).data.response.folders.map(({ title }: Room) => title);

	const addAdmin = (name: string) =>
		bench.portal.addUser({ displayName: name, email: `${name}@a.example`, type: 'RoomAdmin' });

	it('stand in response.folders with an exact total (8.1)', async () => {
		addRoom(bench, 'One');
		addRoom(bench, 'Two');
		const { data } = await bench.api.get('files/rooms?count=1&sortBy=AZ');
		expect(data.count).toBe(1);
		expect(data.response).toMatchObject({
			total: 2,
			count: 1,
			files: [],
			folders: [{ title: 'One', roomType: 5, rootFolderType: 14, inRoom: true }],
			current: { id: bench.portal.sections.rooms },
		});
	});

	it('are all shown to admins, to others their own and those shared with them (8.1)', async () => {
		const { portal, owner } = bench;
		const admin = addAdmin('robert');
		portal.addRoom({ title: 'Own', type: 'custom', owner: admin.id });
		const shared = addRoom(bench, 'Shared');
		addRoom(bench, 'Foreign');
		portal.share(shared, admin.id, 'Read', { by: owner.id });
		expect((await rooms()).sort()).toEqual(['Foreign', 'Own', 'Shared']);
		expect((await rooms('', bench.asUser(admin))).sort()).toEqual(['Own', 'Shared']);
	});

	it('are filtered by area, title, kind and tags (8.1)', async () => {
		const { portal, owner } = bench;
		const common = { owner: owner.id };
		portal.addRoom({ ...common, title: 'Contoso', type: 'custom', tags: ['crm'] });
		portal.addRoom({ ...common, title: 'Fabrikam', type: 'public' });
		portal.addRoom({ ...common, title: 'Old contoso', type: 'custom', archived: true });
		expect(await rooms('filterValue=CONTOSO')).toEqual(['Contoso']);
		expect(await rooms('searchArea=Archive')).toEqual(['Old contoso']);
		expect(await rooms('searchArea=2&filterValue=contoso')).toHaveLength(2);
		expect(await rooms('type=6')).toEqual(['Fabrikam']);
		expect(await rooms('type=PublicRoom&type=5')).toHaveLength(2);
		expect(await rooms(`tags=${encodeURIComponent('["crm"]')}`)).toEqual(['Contoso']);
		expect(await rooms('withoutTags=true')).toEqual(['Fabrikam']);
		expect((await bench.api.get('files/rooms?tags=[crm')).status).toBe(500);
	});

	it('are filtered by whom they concern (FileSecurity.cs:2588, FolderDao.cs:2031)', async () => {
		const { portal, owner } = bench;
		const admin = addAdmin('robert');
		portal.addRoom({ title: 'Own', type: 'custom', owner: admin.id });
		portal.share(addRoom(bench, 'Shared'), admin.id, 'Read', { by: owner.id });
		addRoom(bench, 'Foreign');
		const bySubject = `subjectId=${admin.id}`;
		expect((await rooms(bySubject)).sort()).toEqual(['Own', 'Shared']);
		expect((await rooms(`${bySubject}&subjectFilter=1`)).sort()).toEqual(['Own', 'Shared']);
		expect(await rooms(`${bySubject}&subjectFilter=0`)).toEqual(['Own']);
		expect(await rooms(`subjectOwnerId=${admin.id}`)).toEqual(['Own']);
	});

	it('are told from folders by roomType at GET files/rooms/{id} (8.2)', async () => {
		const room = addRoom(bench);
		const folder = bench.portal.addFolder(room, 'F');
		expect((await bench.api.get(`files/rooms/${room}`)).data.response.roomType).toBe(5);
		const { status, data } = await bench.api.get(`files/rooms/${folder.id}`);
		expect(status).toBe(200);
		expect(data.response).not.toHaveProperty('roomType');
		expect((await bench.api.get('files/rooms/999999')).status).toBe(404);
		expect((await bench.asUser(addAdmin('s')).get(`files/rooms/${room}`)).status).toBe(403);
	});

	it('show 0 as the access of their owner, 3 to a stranger, the role to a member (3.8)', async () => {
		const { portal, owner } = bench;
		const room = addRoom(bench);
		const member = addAdmin('member');
		portal.share(room, member.id, 'RoomManager', { by: owner.id });
		const admin = portal.addUser({
			displayName: 'D',
			email: 'd@a.example',
			type: 'DocSpaceAdmin',
		});
		const access = async (api = bench.api) =>
			(await api.get(`files/rooms/${room}`)).data.response.access;
		expect(await access()).toBe(0);
		expect(await access(bench.asUser(member))).toBe(9);
		expect(await access(bench.asUser(admin))).toBe(3);
	});

	describe('archiving (8.4)', () => {
		const archive = (room: number | string, api = bench.api) =>
			api.put(`files/rooms/${room}/archive`, { deleteAfter: false });

		it('answers with one operation, not a list, and happens later', async () => {
			const slow = await startBench({ msPerFile: 500 });
			const room = addRoom(slow);
			const { data } = await archive(room, slow.api);
			expect(data.response).toMatchObject({ Operation: 0, status: 1, finished: false });
			const before = await slow.api.get(`files/rooms/${room}`);
			expect(before.data.response.rootFolderType).toBe(14);
			await slow.clock.advance(2000);
			const after = await slow.api.get(`files/rooms/${room}`);
			expect(after.data.response.rootFolderType).toBe(20);
			const done = await slow.api.get(`files/fileops?id=${data.response.id}`);
			expect(done.data.response).toMatchObject([{ finished: true, processed: '1', error: '' }]);
		});

		it('is for the owner and DocSpace admins, not for a RoomManager', async () => {
			const { portal, owner } = bench;
			const room = addRoom(bench);
			const manager = addAdmin('manager');
			portal.share(room, manager.id, 'RoomManager', { by: owner.id });
			const refused = await archive(room, bench.asUser(manager));
			expect([refused.status, refused.data.error.message]).toEqual([403, 'Access denied']);
			const admin = portal.addUser({
				displayName: 'D',
				email: 'd@a.example',
				type: 'DocSpaceAdmin',
			});
			expect((await archive(room, bench.asUser(admin))).status).toBe(200);
			expect((await archive(999999)).status).toBe(404);
		});

		it('leaves reading, copying and downloading, and takes all else from everybody (8.4, T54)', async () => {
			const { portal, owner } = bench;
			const { from, to, fileIds } = addRoomsWithFiles(bench, ['a.docx']);
			const guest = portal.addUser({ displayName: 'G', email: 'g@a.example', type: 'Guest' });
			portal.share(from, guest.id, 'Editing', { by: owner.id });
			await archive(from);
			await bench.clock.advance(1);
			const { response } = (await bench.api.get(`files/${from}`)).data;
			expect(response.files[0].security).toMatchObject({
				Read: true,
				Copy: true,
				Download: true,
				Move: false,
				Rename: false,
				Edit: false,
				Delete: false,
			});
			expect(response.current.security).toMatchObject({
				Read: true,
				Move: true,
				Delete: true,
				Create: false,
				MoveTo: false,
				EditAccess: false,
			});
			expect((await putMove(bench.api, fileIds, to)).status).toBe(403);
			expect((await bench.asUser(guest).get(`files/${from}?filterType=1`)).status).toBe(200);
		});

		it('does nothing twice, and says processed 0', async () => {
			const room = addRoom(bench);
			await archive(room);
			await bench.clock.advance(1);
			const { data } = await archive(room);
			await bench.clock.advance(1);
			const done = await bench.api.get(`files/fileops?id=${data.response.id}`);
			expect(done.data.response).toMatchObject([{ finished: true, error: '', processed: '0' }]);
		});

		it('ends by the quota of active rooms when one is restored, which only the operation tells', async () => {
			const full = await startBench({ maxActiveRooms: 1 });
			const old = { title: 'Old', type: 'custom', owner: full.owner.id, archived: true } as const;
			const { id } = full.portal.addRoom(old);
			addRoom(full);
			const { data, status } = await full.api.put(`files/rooms/${id}/unarchive`, {});
			expect(status).toBe(200);
			await full.clock.advance(1);
			const { response } = (await full.api.get(`files/fileops?id=${data.response.id}`)).data;
			expect(response).toMatchObject([
				{ finished: true, processed: '0', error: 'The number of rooms should not exceed 1' },
			]);
			expect((await full.api.get(`files/rooms/${id}`)).data.response.rootFolderType).toBe(20);
		});

		it('goes back by unarchive', async () => {
			const { id } = bench.portal.addRoom({
				title: 'Old',
				type: 'custom',
				owner: bench.owner.id,
				archived: true,
			});
			await bench.api.put(`files/rooms/${id}/unarchive`, {});
			await bench.clock.advance(1);
			expect((await bench.api.get(`files/rooms/${id}`)).data.response.rootFolderType).toBe(14);
			expect(bench.portal.journal.of('room.restored')).toMatchObject([{ id }]);
		});

		it('keeps the id of a third-party room (8.4)', async () => {
			const { id } = bench.portal.addRoom({
				title: 'Cloud',
				type: 'public',
				owner: bench.owner.id,
				provider: 'sbox',
			});
			const folder = bench.portal.addFolder(id, 'F');
			await archive(id);
			await bench.clock.advance(1);
			expect((await bench.api.get(`files/rooms/${id}`)).data.response.rootFolderType).toBe(20);
			expect((await bench.api.get(`files/folder/${folder.id}`)).status).toBe(200);
		});

		it('can be told to answer 500 although the room is archived (8.4, T53)', async () => {
			const room = addRoom(bench);
			bench.portal.faults.add({
				on: 'PUT files/rooms/{id}/archive',
				answerAfter: 'serverError',
			});
			expect((await archive(room)).status).toBe(500);
			await bench.clock.advance(1);
			expect((await bench.api.get(`files/rooms/${room}`)).data.response.rootFolderType).toBe(20);
		});
	});
});
