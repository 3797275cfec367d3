import type { AxiosInstance } from 'axios';
import { addRoom, type Bench, startBench, stopBenches } from './support';

describe('invitations into rooms (16.6) and groups (17.5)', () => {
	let bench: Bench;
	beforeEach(async () => {
		bench = await startBench();
	});
	afterAll(stopBenches);

	const invite = async (invitations: object[], more: object = {}, api: AxiosInstance = bench.api) =>
		await api.put(`files/rooms/${addRoom(bench)}/share`, { invitations, ...more });
	const mails = () => bench.portal.journal.of('mail.sent').map(({ to, message }) => [to, message]);

	it('writes to whom it adds or whose role it changes if asked to, with the message', async () => {
		const user = bench.portal.addUser({ displayName: 'U', email: 'u@a.example', type: 'User' });
		const room = addRoom(bench);
		const give = async (access: number, notify: boolean) =>
			await bench.api.put(`files/rooms/${room}/share`, {
				invitations: [{ id: user.id, access }],
				notify,
				message: `As ${access}`,
			});
		await give(2, true);
		await give(2, true);
		await give(10, true);
		await give(2, false);
		expect(mails()).toEqual([
			['u@a.example', 'As 2'],
			['u@a.example', 'As 10'],
		]);
	});

	it('writes to who has not registered yet, asked to or not, but once for a role', async () => {
		const room = addRoom(bench);
		for (const access of [2, 2, 10]) {
			await bench.api.put(`files/rooms/${room}/share`, {
				invitations: [{ email: 'new@a.example', access }],
				notify: false,
			});
		}
		expect(mails()).toEqual([
			['new@a.example', ''],
			['new@a.example', ''],
		]);
	});

	it('refuses more invitations than may be in one request', async () => {
		bench = await startBench({ maxInvitations: 1 });
		const two = [1, 2].map((n) => ({ email: `n${n}@a.example`, access: 2 }));
		expect((await invite(two)).status).toBe(400);
		expect((await invite(two.slice(1))).status).toBe(200);
	});

	it('refuses guests by address where the portal takes none, and only those', async () => {
		bench = await startBench({ guestInvitations: false });
		bench.portal.addUser({ displayName: 'U', email: 'u@a.example', type: 'User' });
		expect((await invite([{ email: 'new@a.example', access: 2 }])).status).toBe(403);
		expect((await invite([{ email: 'u@a.example', access: 2 }])).status).toBe(200);
	});

	it('shows groups to who reads accounts, not to who writes them (T127)', async () => {
		const { id } = bench.portal.addGroup('Sales', []);
		const status = async (scope: string) =>
			(await bench.asUser(bench.owner, [scope]).get(`group/${id}`)).status;
		const scopes = ['accounts:read', '*:read', 'accounts:write', 'rooms:read'];
		expect(await Promise.all(scopes.map(status))).toEqual([200, 200, 403, 403]);
	});
});
