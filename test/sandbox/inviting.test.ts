import { type Bench, startBench, stopBenches } from './support';

describe('inviting, changing types and handing over (17.2 to 17.4)', () => {
	let bench: Bench;
	beforeEach(async () => {
		bench = await startBench();
	});
	afterAll(stopBenches);

	const add = (name: string, type: 'DocSpaceAdmin' | 'RoomAdmin' | 'User' | 'Guest') =>
		bench.portal.addUser({ displayName: `${name} Person`, email: `${name}@a.example`, type });
	const invite = (email: string, type?: string | number) =>
		bench.api.post('people/invite', { invitations: [{ email, type }] });

	it('answers everybody who has not registered, and whoever has no type is a Room admin', async () => {
		await invite('one@a.example', 'User');
		const { data } = await invite('two@a.example');
		expect(data.response).toHaveLength(2);
		expect(data.response[0]).not.toHaveProperty('email');
		const { data: two } = await bench.api.get('people/email?email=two@a.example');
		expect(two.response).toMatchObject({ isRoomAdmin: true, status: 4 });
	});

	it('has no seat for more Room admins than are paid for, enabled ones too', async () => {
		add('rob', 'RoomAdmin');
		const left = add('left', 'RoomAdmin');
		bench.portal.disableUser(left.id);
		bench.portal.settings.paidSeats = 2;
		expect((await invite('new@a.example', 'RoomAdmin')).status).toBe(402);
		expect((await invite('new@a.example', 'User')).status).toBe(200);
		const user = add('uma', 'User');
		const raised = await bench.api.put('people/type/RoomAdmin', { userIds: [user.id] });
		expect(raised.status).toBe(402);
		const enabled = await bench.api.put('people/status/1', { userIds: [left.id] });
		expect(enabled.status).toBe(402);
	});

	it('invites nobody where that is switched off', async () => {
		bench.portal.settings.allowInvitingMembers = false;
		expect((await invite('new@a.example', 'User')).status).toBe(403);
	});

	it('shows how far a job is, and answers the running one to whoever asks for another', async () => {
		bench.portal.settings.msPerHandover = 1000;
		const rob = add('rob', 'RoomAdmin');
		const room = bench.portal.addRoom({ title: 'A', type: 'custom', owner: rob.id });
		const lower = () => bench.api.post('people/type', { type: 'User', userId: rob.id });
		const progress = async () =>
			(await bench.api.get(`people/type/progress/${rob.id}`)).data.response;
		const { id } = (await lower()).data.response;
		expect((await lower()).data.response.id).toBe(id);
		expect(await progress()).toMatchObject({ isCompleted: false, percentage: 0 });
		expect(rob.type).toBe('RoomAdmin');
		await bench.clock.advance(1000);
		expect(await progress()).toMatchObject({ isCompleted: true, percentage: 100, error: '' });
		expect(rob.type).toBe('User');
		expect(room.createdBy).toBe(bench.owner.id);
	});
});
