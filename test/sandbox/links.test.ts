import type { EntryId, PortalUser } from '../../sandbox';
import { type Bench, startBench, stopBenches } from './support';

const ROLES = Array.from({ length: 11 }, (_, at) => at + 1);

describe('links (14.11, 16.7)', () => {
	let bench: Bench;
	beforeEach(async () => {
		bench = await startBench();
	});
	afterAll(stopBenches);

	const addRoom = (type: Parameters<Bench['portal']['addRoom']>[0]['type']): EntryId =>
		bench.portal.addRoom({ title: 'ACME', type, owner: bench.owner.id }).id;
	const addManager = (room: EntryId): PortalUser => {
		const { portal, owner } = bench;
		const email = 'rob@a.example';
		const manager = portal.addUser({ displayName: 'Rob', email, type: 'RoomAdmin' });
		portal.share(room, manager.id, 'RoomManager', { by: owner.id });
		return manager;
	};
	const put = async (path: string, body: object) =>
		await bench.api.put(`files/${path}/links`, body);

	/** Which roles a link into a room of some kind may give, as members: matrix of the recording has them. */
	test.each([
		['custom', 0, [2, 5, 6, 10, 11]],
		['custom', 1, [2, 5, 6, 7, 10]],
		['collaboration', 0, [2, 10, 11]],
		['collaboration', 1, []],
		['public', 0, [2, 11]],
		['public', 1, [2, 5, 6, 7, 10]],
		['form', 0, [7, 11]],
		['form', 1, []],
		['virtualData', 0, [2, 7, 10, 11]],
		['virtualData', 1, []],
	] as const)('of a %s room, type %i, give the roles %j', async (type, linkType, roles) => {
		const room = addRoom(type);
		const given: number[] = [];
		for (const access of ROLES) {
			const { status, data } = await put(`rooms/${room}`, { linkType, access });
			if (status !== 200) continue;
			given.push(access);
			const linkId = data.response.sharedLink.id;
			await put(`rooms/${room}`, { linkType, linkId, access: 0 });
		}
		expect(given).toEqual(roles);
	});

	it('of an archived room are shown to who owns or manages it, and changed by nobody', async () => {
		const { portal } = bench;
		const room = addRoom('custom');
		const file = portal.addFile(room, 'a.docx').id;
		portal.shareLink(room, 'primary');
		const manager = bench.asUser(addManager(room));
		portal.archiveRoom(room);
		expect((await manager.get(`files/rooms/${room}/links`)).data.response).toHaveLength(1);
		expect((await put(`file/${file}`, { access: 2 })).status).toBe(403);
		expect((await bench.api.get(`files/file/${file}/link`)).status).toBe(403);
	});

	it('of files are for people who sign in in a VDR, and never so in a Public room', async () => {
		const internal = async (type: 'virtualData' | 'public', asked: boolean) => {
			const { id } = bench.portal.addFile(addRoom(type), 'a.docx');
			const { data } = await put(`file/${id}`, { access: 2, internal: asked });
			return data.response.sharedLink.internal;
		};
		expect(await internal('virtualData', false)).toBe(true);
		expect(await internal('public', true)).toBe(false);
	});

	it('say what may be changed of them', async () => {
		const room = addRoom('public');
		bench.portal.shareLink(room, 'primary');
		bench.portal.shareLink(room, 'additional');
		const { data } = await bench.api.get(`files/rooms/${room}/links`);
		expect(data.response).toMatchObject([
			{ canEditInternal: false, canEditExpirationDate: false, canRevoke: true },
			{ canEditInternal: false, canEditExpirationDate: true, canRevoke: false },
		]);
	});

	it('of somebody’s documents are their own', async () => {
		const { portal, owner } = bench;
		const { id } = portal.addFile(owner.myDocumentsId, 'a.docx');
		expect(
			(await bench.api.post(`files/file/${id}/link`, { access: 10 })).data.response,
		).toMatchObject({ access: 10, sharedLink: { primary: true } });
	});

	it('are not made for visitors', async () => {
		const { id } = bench.portal.addFile(addRoom('custom'), 'a.docx');
		expect((await bench.as().get(`files/file/${id}/link`)).status).toBe(403);
	});
});
