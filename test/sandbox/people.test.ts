import type { AxiosInstance } from 'axios';
import type { EntryId } from '../../sandbox/model/types';
import { addRoom, type Bench, startBench, stopBenches } from './support';

describe('people and guests (7)', () => {
	let bench: Bench;
	let number = 0;
	beforeEach(async () => {
		bench = await startBench();
	});
	afterAll(stopBenches);

	const addPerson = (
		type: 'DocSpaceAdmin' | 'RoomAdmin' | 'User' | 'Guest',
		options: { invitedBy?: string; displayName?: string } = {},
	) => {
		number += 1;
		const email = `p${number}@a.example`;
		return bench.portal.addUser({ displayName: `Person ${number}`, email, type, ...options });
	};
	const ownGuest = () => addPerson('Guest', { invitedBy: bench.owner.id });
	const deleteGuests = (api: AxiosInstance, userIds: unknown) =>
		api.delete('people/guests', { data: { userIds } });

	describe('DELETE people/guests (7.1)', () => {
		it('removes the relation and the shares the caller gave, nothing else (T44)', async () => {
			const { portal, owner, api } = bench;
			const guest = ownGuest();
			const admin = addPerson('RoomAdmin');
			portal.relate(admin.id, guest.id);
			const [mine, theirs] = [addRoom(bench, 'Mine'), addRoom(bench, 'Theirs')];
			portal.share(mine, guest.id, 'Read', { by: owner.id });
			portal.share(theirs, guest.id, 'Editing', { by: admin.id });
			const { status, data } = await deleteGuests(api, [guest.id]);
			expect(status).toBe(200);
			expect(data).not.toHaveProperty('response');
			const guestApi = bench.asUser(guest);
			expect((await guestApi.get(`files/${mine}`)).status).toBe(403);
			expect((await guestApi.get(`files/${theirs}`)).status).toBe(200);
			expect((await api.get(`people/${guest.id}`)).data.response.status).toBe(1);
			const list = await bench.asUser(admin).get('people/filter?area=guests');
			expect(list.data.response).toMatchObject([{ id: guest.id }]);
		});

		it('keeps the one who created a share its owner when another changes the role (7.1)', async () => {
			const { portal, owner, api } = bench;
			const guest = ownGuest();
			const manager = addPerson('RoomAdmin');
			const room = addRoom(bench);
			portal.share(room, manager.id, 'RoomManager', { by: owner.id });
			portal.share(room, guest.id, 'Read', { by: manager.id });
			await api.put(`files/rooms/${room}/share`, {
				invitations: [{ id: guest.id, access: 10 }],
			});
			await deleteGuests(api, [guest.id]);
			expect((await bench.asUser(guest).get(`files/${room}`)).status).toBe(200);
		});

		it('refuses a second call (7.1, T45)', async () => {
			const guest = ownGuest();
			expect((await deleteGuests(bench.api, [guest.id])).status).toBe(200);
			const { status, data } = await deleteGuests(bench.api, [guest.id]);
			expect([status, data.error.message]).toEqual([403, 'Access denied']);
		});

		it('is all or nothing: unknown, disabled, no guest, not in the own list (7.1)', async () => {
			const { portal, api, owner } = bench;
			const good = ownGuest();
			const disabled = ownGuest();
			portal.disableUser(disabled.id);
			const unrelated = addPerson('Guest');
			const unknown = '00000000-0000-4000-8000-000000000000';
			const bad = [owner.id, addPerson('User').id, disabled.id, unrelated.id, unknown];
			for (const id of bad) {
				expect((await deleteGuests(api, [good.id, id])).status).toBe(403);
			}
			const list = await api.get('people/filter?area=2&employeeStatus=1');
			const ids = list.data.response.map((person: { id: string }) => person.id);
			expect(ids).toContain(good.id);
			expect((await deleteGuests(api, [good.id])).status).toBe(200);
		});

		it('refuses numbers, no list and no body with 400 or 415 (7.1, T46)', async () => {
			const numbers = await deleteGuests(bench.api, [5]);
			expect([numbers.status, numbers.data.response.status]).toEqual([400, 400]);
			const missing = await bench.api.delete('people/guests', { data: {} });
			const { status, data } = missing;
			expect([status, data.error.type]).toEqual([400, 'System.ArgumentNullException']);
			expect((await bench.api.delete('people/guests')).status).toBe(415);
		});

		it('refuses users and guests as callers (7.1)', async () => {
			for (const type of ['User', 'Guest'] as const) {
				const caller = addPerson(type);
				const guest = addPerson('Guest', { invitedBy: caller.id });
				expect((await deleteGuests(bench.asUser(caller), [guest.id])).status).toBe(403);
			}
		});

		it('up to 3.6.1 knows only room admins and skips bad ids silently (7.1, T45)', async () => {
			bench = await startBench({ portalVersion: '3.6.1' });
			const admin = addPerson('RoomAdmin');
			const guest = addPerson('Guest', { invitedBy: admin.id });
			const foreign = addPerson('Guest');
			expect((await deleteGuests(bench.api, [guest.id])).status).toBe(403);
			const api = bench.asUser(admin);
			expect((await deleteGuests(api, [foreign.id, guest.id])).status).toBe(200);
			expect((await api.get('people/filter?area=guests')).data.total).toBe(0);
			expect((await deleteGuests(api, [guest.id])).status).toBe(200);
		});
	});

	describe('sharing a room (7.2, 7.3)', () => {
		const putShare = (room: number | string, body: unknown, api = bench.api) =>
			api.put(`files/rooms/${room}/share`, body);
		const members = async (room: number | string, api = bench.api) =>
			(await api.get(`files/rooms/${room}/share`)).data;

		it('lists the owner first, then members, with real count and total (7.3)', async () => {
			const { portal, owner } = bench;
			const room = addRoom(bench);
			const guest = ownGuest();
			portal.share(room, guest.id, 'Read', { by: owner.id });
			const data = await members(room);
			expect(data).toMatchObject({ count: 2, total: 2 });
			expect(data.response).toMatchObject([
				{ isOwner: true, access: 1, subjectType: 0, sharedToUser: { isOwner: true } },
				{ isOwner: false, access: 2, sharedToUser: { id: guest.id, isVisitor: true } },
			]);
			const page = await bench.api.get(`files/rooms/${room}/share?count=1&startIndex=1`);
			expect(page.data).toMatchObject({ count: 1, total: 2, response: [{ access: 2 }] });
		});

		it('lists links apart from people (7.3)', async () => {
			const room = addRoom(bench);
			bench.portal.shareLink(room, 'primary');
			bench.portal.shareLink(room, 'additional');
			expect((await members(room)).total).toBe(1);
			const links = await bench.api.get(`files/rooms/${room}/share?filterType=2`);
			expect(links.data.response).toMatchObject([{ subjectType: 4 }, { subjectType: 1 }]);
		});

		it('lists the links of a room together, with all that is set of them (14.11, 16.7)', async () => {
			const { portal } = bench;
			const room = addRoom(bench);
			const expires = portal.store.clock.now() - 1000;
			portal.shareLink(room, 'invitation', { title: 'Join', maxUseCount: 5 });
			portal.shareLink(room, 'primary', { password: 'Linkpass1!' });
			portal.shareLink(room, 'additional', { expires, internal: true });
			const { data } = await bench.api.get(`files/rooms/${room}/links`);
			expect(data.count).toBe(3);
			expect(data).not.toHaveProperty('total');
			expect(data.response).toEqual(
				expect.arrayContaining([
					expect.objectContaining({
						subjectType: 3,
						sharedLink: expect.objectContaining({
							title: 'Join',
							linkType: 0,
							isExpired: false,
							maxUseCount: 5,
							currentUseCount: 0,
						}),
					}),
					expect.objectContaining({
						subjectType: 4,
						sharedLink: expect.objectContaining({ primary: true, password: 'Linkpass1!' }),
					}),
					expect.objectContaining({
						subjectType: 1,
						sharedLink: expect.objectContaining({
							linkType: 1,
							internal: true,
							isExpired: true,
							expirationDate: expect.any(String),
						}),
					}),
				]),
			);
			const only = async (type: number) =>
				(await bench.api.get(`files/rooms/${room}/links?type=${type}`)).data.response;
			expect(await only(0)).toMatchObject([{ subjectType: 3 }]);
			expect(await only(1)).toMatchObject([{ subjectType: 4 }, { subjectType: 1 }]);
		});

		it('shows no links to others than who manages the room, with 200, in the archive too (16.7, T105)', async () => {
			const { portal, owner } = bench;
			const manager = addPerson('RoomAdmin');
			const reader = addPerson('User');
			const admin = addPerson('DocSpaceAdmin');
			const seen = async (room: EntryId, user: typeof owner) => {
				const api = bench.asUser(user);
				return {
					links: (await api.get(`files/rooms/${room}/links`)).data.count,
					external: (await api.get(`files/rooms/${room}/share?filterType=2`)).data.total,
					primary: (await api.get(`files/rooms/${room}/share?filterType=8`)).data.total,
				};
			};
			for (const archived of [false, true]) {
				const room = portal.addRoom({ title: 'R', type: 'custom', owner: owner.id, archived }).id;
				portal.share(room, manager.id, 'RoomManager', { by: owner.id });
				portal.share(room, reader.id, 'Read', { by: owner.id });
				portal.shareLink(room, 'primary');
				expect(await seen(room, owner)).toEqual({ links: 1, external: 1, primary: 1 });
				expect(await seen(room, manager)).toEqual({ links: 1, external: 1, primary: 1 });
				const primary = archived ? 0 : 1;
				expect(await seen(room, reader)).toEqual({ links: 0, external: 0, primary });
				expect(await seen(room, admin)).toEqual({ links: 0, external: 0, primary });
			}
		});

		it('shares a room with a group, whose members read it then (16.6)', async () => {
			const { portal } = bench;
			const room = addRoom(bench);
			const member = addPerson('User');
			const group = portal.addGroup('Sales', [member]);
			const body = (access: number) => ({ invitations: [{ id: group.id, access }], notify: false });
			expect((await putShare(room, body(9))).status).toBe(403);
			expect((await putShare(room, body(2))).data.response.members).toMatchObject([
				{ access: 2, subjectType: 2, sharedToGroup: { id: group.id, name: 'Sales' } },
			]);
			expect((await members(room)).response).toMatchObject([
				{ isOwner: true },
				{ subjectType: 2, sharedToGroup: { name: 'Sales' } },
			]);
			const api = bench.asUser(member);
			expect((await api.get('files/rooms')).data.response.folders).toMatchObject([{ id: room }]);
			expect((await api.get('people/@self')).data.response.groups).toMatchObject([
				{ id: group.id },
			]);
			await putShare(room, body(0));
			expect((await api.get(`files/rooms/${room}`)).status).toBe(403);
		});

		it.each([
			['3.7.2', [true, false, true, false]],
			['3.6.1', [undefined, undefined, undefined, undefined]],
		] as const)(
			'tells of each file in %s what opens it beside its room (3.8)',
			async (version, external) => {
				const { portal, owner } = bench;
				portal.settings.portalVersion = version;
				const room = addRoom(bench);
				portal.shareLink(room, 'primary');
				portal.share(room, addPerson('User').id, 'Read', { by: owner.id });
				const titles = ['a.docx', 'b.docx', 'c.docx', 'd.docx'];
				const [linked, internal, expired, shared] = portal
					.addFiles(room, titles)
					.map(({ id }) => id);
				portal.shareLink(linked ?? 0, 'primary');
				portal.shareLink(internal ?? 0, 'additional', { internal: true });
				portal.shareLink(expired ?? 0, 'additional', { expires: 0 });
				portal.share(shared ?? 0, portal.addGroup('Sales', []).id, 'Read', { by: owner.id });
				const { files } = (await bench.api.get(`files/${room}?sortBy=AZ`)).data.response;
				const flags = (name: string) => files.map((file: Record<string, unknown>) => file[name]);
				expect(flags('shared')).toEqual([true, true, true, false]);
				expect(flags('sharedForUser')).toEqual([false, false, false, true]);
				expect(flags('sharedExternal')).toEqual(external);
			},
		);

		it('removes a member by access 0, who is then absent from the answer (7.2)', async () => {
			const { portal, owner } = bench;
			const room = addRoom(bench);
			const guest = ownGuest();
			portal.share(room, guest.id, 'Read', { by: owner.id });
			const body = { invitations: [{ id: guest.id, access: 0 }], notify: false };
			const { data } = await putShare(room, body);
			expect(data.response).toEqual({ members: [], error: 0 });
			expect((await members(room)).total).toBe(1);
			expect((await bench.asUser(guest).get(`files/${room}`)).status).toBe(403);
		});

		it('does nothing for unknown keys, and says 200 (7.2, T48)', async () => {
			const { portal, owner } = bench;
			const room = addRoom(bench);
			const guest = ownGuest();
			portal.share(room, guest.id, 'Read', { by: owner.id });
			const { status, data } = await putShare(room, { entries: [{ id: guest.id, access: 0 }] });
			expect([status, data.response]).toEqual([200, { error: 0 }]);
			expect((await members(room)).total).toBe(2);
		});

		it('takes a mistyped role for None, and so removes the access (1.4, T49)', async () => {
			const { portal, owner } = bench;
			const room = addRoom(bench);
			const guest = ownGuest();
			portal.share(room, guest.id, 'Read', { by: owner.id });
			await putShare(room, { invitations: [{ id: guest.id, access: 'Editing' }] });
			expect((await members(room)).response[1].access).toBe(10);
			await putShare(room, { invitations: [{ id: guest.id, access: 'readd' }] });
			expect((await members(room)).total).toBe(1);
		});

		it('needs the owner or a RoomManager; a DocSpace admin who is no member may not (7.2)', async () => {
			const { portal, owner } = bench;
			const room = addRoom(bench);
			const guest = ownGuest();
			const body = { invitations: [{ id: guest.id, access: 2 }] };
			expect((await putShare(room, body, bench.asUser(addPerson('DocSpaceAdmin')))).status).toBe(
				403,
			);
			const manager = addPerson('RoomAdmin');
			portal.relate(manager.id, guest.id);
			portal.share(room, manager.id, 'RoomManager', { by: owner.id });
			expect((await putShare(room, body, bench.asUser(manager))).status).toBe(200);
			expect((await members(room)).total).toBe(3);
		});

		it('drops people whom the caller may not see, and says 200 (7.2, T50)', async () => {
			const { portal, owner } = bench;
			const room = addRoom(bench);
			const guest = ownGuest();
			portal.share(room, guest.id, 'Read', { by: owner.id });
			const manager = addPerson('RoomAdmin');
			portal.share(room, manager.id, 'RoomManager', { by: owner.id });
			const body = { invitations: [{ id: guest.id, access: 0 }] };
			const { status, data } = await putShare(room, body, bench.asUser(manager));
			expect(status).toBe(200);
			expect(data.response.members).toMatchObject([{ sharedToUser: { id: guest.id } }]);
		});

		it('keeps holders of form roles in a VDR unless forced (7.2)', async () => {
			const { portal, owner } = bench;
			const room = portal.addRoom({ title: 'VDR', type: 'virtualData', owner: owner.id }).id;
			const guest = ownGuest();
			portal.share(room, guest.id, 'FillForms', { by: owner.id });
			portal.addFormRole(room, guest.id);
			const body = { invitations: [{ id: guest.id, access: 0 }] };
			const blocked = await putShare(room, body);
			expect([blocked.status, blocked.data.response]).toEqual([200, { error: 1 }]);
			expect((await members(room)).total).toBe(2);
			await putShare(room, { ...body, force: true });
			expect((await members(room)).total).toBe(1);
		});

		it('is refused in an archived room, whose guests keep reading (8.4, T54)', async () => {
			const { portal, owner } = bench;
			const room = portal.addRoom({
				title: 'Old',
				type: 'custom',
				owner: owner.id,
				archived: true,
			}).id;
			const guest = ownGuest();
			portal.share(room, guest.id, 'Read', { by: owner.id });
			const body = { invitations: [{ id: guest.id, access: 0 }] };
			expect((await putShare(room, body)).status).toBe(403);
			expect((await bench.asUser(guest).get(`files/${room}`)).status).toBe(200);
		});

		it('relates a guest who is invited by address to the caller (7.1)', async () => {
			const room = addRoom(bench);
			await putShare(room, { invitations: [{ email: 'new@client.example', access: 2 }] });
			const { data } = await bench.api.get('people/email?email=new@client.example');
			expect(data.response).toMatchObject({ isVisitor: true, status: 4 });
			expect((await deleteGuests(bench.api, [data.response.id])).status).toBe(200);
			expect((await members(room)).total).toBe(1);
		});
	});

	describe('finding people (7.5)', () => {
		const filter = async (query: string, api = bench.api) =>
			(await api.get(`people/filter?${query}`)).data;

		it('searches parts of names and addresses, all words, in any case (7.5, T51)', async () => {
			addPerson('User', { displayName: 'Ada Lovelace' });
			addPerson('User', { displayName: 'Adam Smith' });
			expect((await filter('filterValue=ADA')).total).toBe(2);
			expect((await filter('filterValue=ada love')).total).toBe(1);
			expect((await filter('filterValue=love|smith&filterSeparator=|')).total).toBe(2);
		});

		it('shows all guests to an admin, to a room admin those of the own list (7.5)', async () => {
			const admin = addPerson('RoomAdmin');
			const guest = addPerson('Guest', { invitedBy: admin.id });
			ownGuest();
			expect((await filter('area=guests')).total).toBe(2);
			const own = await filter('area=2', bench.asUser(admin));
			expect(own.response).toMatchObject([{ id: guest.id, isVisitor: true }]);
			expect((await filter('area=People')).response).toHaveLength(2);
			expect((await filter('employeeType=Guest')).total).toBe(2);
		});

		it('understands inviterId and invitedByMe as who created the account (UserQueryHelper.cs:38)', async () => {
			const admin = addPerson('RoomAdmin', { invitedBy: bench.owner.id });
			const guest = addPerson('Guest', { invitedBy: admin.id });
			expect((await filter(`inviterId=${admin.id}`)).response).toMatchObject([{ id: guest.id }]);
			expect((await filter('invitedByMe=true')).response).toMatchObject([{ id: admin.id }]);
		});

		it('pages by 100 at most and counts all (7.5)', async () => {
			for (let index = 0; index < 110; index++) addPerson('User');
			const data = await filter('count=100&startIndex=100');
			expect(data).toMatchObject({ count: 11, total: 111 });
			expect((await bench.api.get('people/filter?count=101')).status).toBe(400);
		});

		it('tells active from disabled people (7.5)', async () => {
			const person = addPerson('User');
			bench.portal.disableUser(person.id);
			expect((await filter('employeeStatus=1')).total).toBe(1);
			expect((await filter('employeeStatus=Terminated')).response).toMatchObject([
				{ id: person.id, status: 2 },
			]);
		});

		it('refuses users and guests (7.5, T52)', async () => {
			const { status } = await bench.asUser(addPerson('User')).get('people/filter');
			expect(status).toBe(403);
		});

		it('finds by exact address: 404 unknown, 400 empty, 403 not to be seen (7.5)', async () => {
			const guest = ownGuest();
			const byEmail = (email: string, api = bench.api) =>
				api.get('people/email', { params: { email } });
			expect((await byEmail(guest.email.toUpperCase())).data.response.id).toBe(guest.id);
			expect((await byEmail(guest.email.slice(1))).status).toBe(404);
			expect((await byEmail('')).status).toBe(400);
			expect((await byEmail(guest.email, bench.asUser(addPerson('RoomAdmin')))).status).toBe(403);
			expect((await byEmail(guest.email, bench.asUser(addPerson('User')))).status).toBe(403);
		});

		it('finds by user name before GUID (7.5)', async () => {
			const person = addPerson('User');
			for (const key of [person.id, person.userName]) {
				expect((await bench.api.get(`people/${key}`)).data.response.id).toBe(person.id);
			}
			expect((await bench.api.get('people/nobody')).status).toBe(404);
		});

		it('tells the types of people apart by four flags (7.6)', async () => {
			const admin = addPerson('DocSpaceAdmin');
			const roomAdmin = addPerson('RoomAdmin');
			const show = async (id: string) => (await bench.api.get(`people/${id}`)).data.response;
			expect(await show(bench.owner.id)).toMatchObject({ isOwner: true, isAdmin: false });
			expect(await show(admin.id)).toMatchObject({ isAdmin: true, isOwner: false });
			expect(await show(roomAdmin.id)).toMatchObject({ isRoomAdmin: true, isAdmin: false });
			expect(await show(addPerson('User').id)).toMatchObject({ isCollaborator: true });
			expect(await show(addPerson('Guest').id)).toMatchObject({ isVisitor: true });
		});
	});

	describe('disabling and deleting for real (7.4)', () => {
		const setStatus = (status: number | string, id: string, api = bench.api) =>
			api.put(`people/status/${status}`, { userIds: [id] });

		it('deletes only what was disabled before, and all shares with it', async () => {
			const { portal, api } = bench;
			const guest = addPerson('Guest');
			const admin = addPerson('RoomAdmin');
			const room = addRoom(bench);
			portal.share(room, guest.id, 'Read', { by: admin.id });
			const early = await api.delete(`people/${guest.id}`);
			expect([early.status, early.data.error.message]).toEqual([403, 'The user is not suspended']);
			expect((await setStatus(2, guest.id)).data.response).toMatchObject([{ status: 2 }]);
			expect((await bench.asUser(guest).get('people/@self')).status).toBe(401);
			expect((await api.delete(`people/${guest.id}`)).status).toBe(200);
			expect((await api.get(`people/${guest.id}`)).status).toBe(404);
			expect((await api.get(`files/rooms/${room}/share`)).data.total).toBe(1);
		});

		it('refuses other states, oneself, the owner, and admins unless the owner asks', async () => {
			const admin = addPerson('DocSpaceAdmin');
			const other = addPerson('DocSpaceAdmin');
			const api = bench.asUser(admin);
			expect((await setStatus(4, addPerson('User').id)).status).toBe(400);
			expect((await setStatus(2, admin.id, api)).status).toBe(403);
			expect((await setStatus(2, bench.owner.id, api)).status).toBe(403);
			expect((await setStatus(2, other.id, api)).status).toBe(403);
			expect((await setStatus('Terminated', other.id)).status).toBe(200);
			expect((await setStatus(1, other.id)).data.response).toMatchObject([{ status: 1 }]);
			const roomAdmin = bench.asUser(addPerson('RoomAdmin'));
			expect((await setStatus(2, addPerson('User').id, roomAdmin)).status).toBe(403);
		});

		it('shows a deleted person as an unknown one elsewhere (7.5)', async () => {
			const { portal, api } = bench;
			const person = addPerson('User');
			const file = portal.addFile(addRoom(bench), 'a.docx', { createdBy: person.id });
			await setStatus(2, person.id);
			await api.delete(`people/${person.id}`);
			const { response } = (await api.get(`files/file/${file.id}`)).data;
			expect(response.createdBy.id).toBe('4a515a15-d4d6-4b8e-828e-e0586f18f3a3');
		});
	});
});
