import { addRoom, type Bench, startBench, stopBenches, titlesIn } from './support';

describe('making rooms and deleting (14.8, 16.1, 16.5)', () => {
	let bench: Bench;
	beforeEach(async () => {
		bench = await startBench();
	});
	afterAll(stopBenches);

	const addMember = (type: 'DocSpaceAdmin' | 'RoomAdmin' | 'User' | 'Guest') =>
		bench.portal.addUser({ displayName: `A ${type}`, email: `${type}@a.example`, type });

	/** Deletes, lets the work be done, and answers with the status and the finished operation. */
	async function remove(body: object, api = bench.api) {
		const { status, data } = await api.put('files/fileops/delete', {
			returnSingleOperation: true,
			...body,
		});
		await bench.clock.advance(1000);
		if (status !== 200) return { status };
		const { id } = data.response[0];
		const read = await api.get('files/fileops', { params: { id } });
		return { status, end: read.data.response[0] };
	}

	describe('POST files/rooms (16.1)', () => {
		it('makes a room of its caller, with the title as it is stored', async () => {
			const { data } = await bench.api.post('files/rooms', { title: 'a: b ', roomType: 5 });
			expect(data.response).toMatchObject({ title: 'a_ b', roomType: 5, inRoom: true });
			const { data: again } = await bench.api.get(`files/rooms/${data.response.id}`);
			expect(again.response).toMatchObject({
				rootFolderType: 14,
				createdBy: { id: bench.owner.id },
			});
		});

		it('takes the kind by number, as text or by name', async () => {
			for (const roomType of [6, '6', 'PublicRoom']) {
				const { data } = await bench.api.post('files/rooms', { title: 'Open', roomType });
				expect(data.response.roomType).toBe(6);
			}
		});

		it('refuses blank and long titles, unknown kinds, and callers who may make none', async () => {
			const make = (body: object, api = bench.api) =>
				api.post('files/rooms', { title: 'Room', roomType: 5, ...body });
			expect((await make({ title: '  ' })).status).toBe(400);
			expect((await make({ title: 't'.repeat(171) })).status).toBe(400);
			expect((await make({ roomType: 99 })).status).toBe(400);
			expect((await make({ roomType: 'Kitchen' })).status).toBe(400);
			expect((await make({}, bench.asUser(addMember('User')))).status).toBe(403);
			expect((await make({}, bench.asUser(addMember('Guest')))).status).toBe(403);
		});
	});

	describe('PUT files/fileops/delete (14.8)', () => {
		it('destroys a room when told to do so immediately, and refuses it for the Trash', async () => {
			const room = addRoom(bench);
			bench.portal.addFile(room, 'a.docx');
			expect((await remove({ folderIds: [room] })).status).toBe(403);
			const { end } = await remove({ folderIds: [room], immediately: true });
			expect(end).toMatchObject({ Operation: 2, finished: true, error: '', processed: '2' });
			expect((await bench.api.get(`files/rooms/${room}`)).status).toBe(404);
			expect((await remove({ folderIds: [room], immediately: true })).status).toBe(404);
		});

		it('leaves an active room to its owner, an archived one to every admin (16.5)', async () => {
			const room = addRoom(bench);
			const admin = bench.asUser(addMember('DocSpaceAdmin'));
			const order = { folderIds: [room], immediately: true };
			expect((await remove(order, admin)).status).toBe(403);
			bench.portal.archiveRoom(room);
			expect((await remove(order, admin)).status).toBe(200);
		});

		it('puts files into the Trash, and destroys them there (T91)', async () => {
			const room = addRoom(bench);
			const file = bench.portal.addFile(room, 'a.docx');
			await remove({ fileIds: [file.id] });
			expect((await bench.api.get(`files/file/${file.id}`)).data.response.rootFolderType).toBe(3);
			await remove({ fileIds: [file.id] });
			expect((await bench.api.get(`files/file/${file.id}`)).status).toBe(404);
		});

		it('is refused as a whole when a file is locked by another', async () => {
			const room = addRoom(bench);
			const [held, free] = bench.portal.addFiles(room, ['held.docx', 'free.docx']);
			bench.portal.lockFile(held?.id ?? 0, addMember('RoomAdmin').id);
			expect((await remove({ fileIds: [free?.id, held?.id] })).status).toBe(403);
			expect(titlesIn(bench.portal, room)).toEqual(['free.docx', 'held.docx']);
		});

		it('stops at a file in use inside a folder: all stays, or all but that file goes', async () => {
			const room = addRoom(bench);
			const box = bench.portal.addFolder(room, 'Box').id;
			const [held] = bench.portal.addFiles(box, ['held.docx', 'free.docx']);
			bench.portal.lockFile(held?.id ?? 0, addMember('RoomAdmin').id);
			expect((await remove({ folderIds: [box] })).end).toMatchObject({ processed: '0' });
			expect(titlesIn(bench.portal, box)).toEqual(['free.docx', 'held.docx']);
			const { end } = await remove({ folderIds: [box], immediately: true });
			expect(end.error).not.toBe('');
			expect(titlesIn(bench.portal, box)).toEqual(['held.docx']);
		});
	});
});
