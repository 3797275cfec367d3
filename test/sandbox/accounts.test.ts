import { pbkdf2Sync } from 'node:crypto';
import { type Bench, startBench, stopBenches } from './support';

const DAY_MS = 24 * 60 * 60 * 1000;
const PASSWORD = 'Correct-Horse-1';

describe('signing in, keys and new accounts (2.2, 17.2, 19)', () => {
	let bench: Bench;
	beforeEach(async () => {
		bench = await startBench();
	});
	afterAll(stopBenches);

	const addMember = (type: 'DocSpaceAdmin' | 'RoomAdmin' | 'User' | 'Guest') =>
		bench.portal.addUser({
			displayName: 'Mia Member',
			email: `${type}@a.example`,
			type,
			password: PASSWORD,
		});
	const signIn = (userName: string, password: string) =>
		bench.as().post('authentication', { userName, password });

	describe('POST authentication (19)', () => {
		it('answers a token that acts as the person, and takes the address in any case', async () => {
			const member = addMember('User');
			const { status, data } = await signIn('USER@A.example', PASSWORD);
			expect(status).toBe(200);
			expect(data.response).toMatchObject({ token: expect.any(String), sms: false, tfa: false });
			const self = await bench.as(data.response.token).get('people/@self');
			expect(self.data.response.id).toBe(member.id);
		});

		it('tells a wrong password, an unknown address and missing fields apart in nothing', async () => {
			addMember('User');
			const answers = [
				await signIn('user@a.example', 'wrong'),
				await signIn('nobody@a.example', PASSWORD),
				await bench.as().post('authentication', {}),
			];
			for (const { status, data } of answers) {
				expect(status).toBe(401);
				expect(data.error).toMatchObject({ type: null, stack: null, hresult: 0 });
			}
		});

		it('takes the hash that a client makes as the settings say', async () => {
			addMember('User');
			const { size, iterations, salt } = (await bench.as().get('settings')).data.response
				.passwordHash;
			const hash = pbkdf2Sync(PASSWORD, salt, iterations, size / 8, 'sha256').toString('hex');
			const signInBy = (passwordHash: string) =>
				bench.as().post('authentication', { userName: 'user@a.example', passwordHash });
			expect((await signInBy(hash)).status).toBe(200);
			expect((await signInBy(hash.toUpperCase())).status).toBe(401);
		});

		it('refuses the right password too for a minute after six wrong ones, but no key', async () => {
			const member = addMember('User');
			const wrong = () => signIn('user@a.example', 'wrong');
			const statuses: number[] = [];
			while (statuses.length < 7) statuses.push((await wrong()).status);
			expect(statuses).toEqual([401, 401, 401, 401, 401, 401, 403]);
			expect((await signIn('user@a.example', PASSWORD)).status).toBe(403);
			expect((await bench.asUser(member).get('people/@self')).status).toBe(200);
			await bench.clock.advance(60 * 1000);
			expect((await signIn('user@a.example', PASSWORD)).status).toBe(200);
		});

		it('refuses a disabled person with the right password, and a call without a body', async () => {
			bench.portal.disableUser(addMember('User').id);
			expect((await signIn('user@a.example', PASSWORD)).status).toBe(403);
			expect((await bench.as().post('authentication')).status).toBe(415);
		});
	});

	describe('POST and DELETE keys (2.2)', () => {
		it('shows the key once, and it is dead as soon as it is deleted', async () => {
			const body = { name: 'test', permissions: ['files:read'], expiresInDays: 1 };
			const made = (await bench.api.post('keys', body)).data.response;
			expect(made).toMatchObject({ name: 'test', permissions: ['files:read'], isActive: true });
			const keyed = bench.as(`Bearer ${made.key}`);
			const self = (await keyed.get('keys/@self')).data.response;
			expect(self).toMatchObject({ id: made.id, permissions: ['files:read'] });
			expect(self).not.toHaveProperty('key');
			expect((await bench.api.delete(`keys/${made.id}`)).data.response).toBe(true);
			expect((await keyed.get('keys/@self')).status).toBe(401);
		});

		it('lets a key expire', async () => {
			const body = { name: 'test', permissions: ['*'], expiresInDays: 1 };
			const { key } = (await bench.api.post('keys', body)).data.response;
			await bench.clock.advance(2 * DAY_MS);
			expect((await bench.as(`Bearer ${key}`).get('keys/@self')).status).toBe(401);
		});

		it('refuses guests, unknown permissions, and names beyond 30 characters', async () => {
			const asGuest = bench.asUser(addMember('Guest'));
			const body = { name: 'test', permissions: ['*'] };
			expect((await asGuest.post('keys', body)).status).toBe(403);
			const { api } = bench;
			const unknown = await api.post('keys', { ...body, permissions: ['all:read'] });
			expect(unknown.status).toBe(400);
			expect((await api.post('keys', { ...body, name: 'n'.repeat(31) })).status).toBe(400);
			expect((await api.delete('keys/unknown')).status).toBe(404);
		});
	});

	describe('POST people/active (17.2)', () => {
		const ann = {
			type: 'Guest',
			email: 'gita@client.example',
			firstName: 'Gita',
			lastName: 'Guest',
			password: PASSWORD,
		};

		it('makes a guest of the caller who is active at once and can sign in', async () => {
			const { status, data } = await bench.api.post('people/active', ann);
			expect(status).toBe(200);
			expect(data.response).toMatchObject({ email: ann.email, status: 1, isVisitor: true });
			expect((await signIn(ann.email, PASSWORD)).status).toBe(200);
			const removed = await bench.api.delete('people/guests', {
				data: { userIds: [data.response.id] },
			});
			expect(removed.status).toBe(200);
		});

		it('refuses an address that is taken, a weak password and missing names', async () => {
			const make = (more: object) => bench.api.post('people/active', { ...ann, ...more });
			expect((await make({ email: bench.owner.email })).status).toBe(400);
			expect((await make({ password: 'short' })).status).toBe(400);
			expect((await make({ lastName: null })).status).toBe(400);
		});

		it('lets room admins make Users only, and nobody but the owner an admin', async () => {
			const make = (as: 'RoomAdmin' | 'DocSpaceAdmin', type: string) =>
				bench
					.asUser(addMember(as))
					.post('people/active', { ...ann, type, email: `${as}.${type}@b.example` });
			expect((await make('RoomAdmin', 'User')).status).toBe(200);
			expect((await make('RoomAdmin', 'Guest')).status).toBe(403);
			expect((await make('DocSpaceAdmin', 'Guest')).status).toBe(200);
			expect((await make('DocSpaceAdmin', 'DocSpaceAdmin')).status).toBe(403);
		});
	});
});
