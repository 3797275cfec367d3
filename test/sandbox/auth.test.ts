import { addRoom, type Bench, startBench, stopBenches } from './support';

describe('authentication (2)', () => {
	let bench: Bench;
	beforeAll(async () => {
		bench = await startBench();
	});
	afterAll(stopBenches);

	it('makes keys of sk- and 64 hexadecimal digits and keeps no copy of them (2.2)', () => {
		const secret = bench.portal.addApiKey(bench.owner);
		expect(secret).toMatch(/^sk-[0-9a-f]{64}$/);
		expect(JSON.stringify([...bench.portal.store.keys])).not.toContain(secret);
	});

	it('takes a personal token with and without the Bearer prefix (2.1)', async () => {
		const pass = bench.portal.addToken(bench.owner);
		for (const header of [`Bearer ${pass}`, pass]) {
			const { data } = await bench.as(header).get('people/@self');
			expect(data.response.email).toBe('ann@a.example');
		}
	});

	it('takes an API key only after a Bearer prefix in its exact case (2.1)', async () => {
		const secret = bench.portal.addApiKey(bench.owner);
		expect((await bench.as(`Bearer ${secret}`).get('people/@self')).status).toBe(200);
		expect((await bench.as(`bearer ${secret}`).get('people/@self')).status).toBe(401);
	});

	it('answers 401 with an empty body on protected routes (1.3)', async () => {
		for (const header of [undefined, 'Bearer nonsense', `Bearer sk-${'0'.repeat(64)}`]) {
			const { status, data } = await bench.as(header).get('people/@self');
			expect([status, data]).toEqual([401, '']);
		}
	});

	it('asks for Basic again after a wrong password (1.3)', async () => {
		const { status, headers } = await bench.as('Basic YTpi').get('people/@self');
		expect(status).toBe(401);
		expect(headers['www-authenticate']).toBe('Basic');
	});

	it('refuses a key that is disabled, expired, or of a disabled person (2.2)', async () => {
		const { portal } = bench;
		const person = portal.addUser({ displayName: 'R', email: 'r@a.example', type: 'RoomAdmin' });
		const [disabled, expired, orphaned] = [1, 2, 3].map(() => portal.addApiKey(person));
		portal.disableKey(disabled ?? '');
		portal.expireKey(expired ?? '');
		const before = await bench.as(`Bearer ${orphaned}`).get('people/@self');
		expect(before.status).toBe(200);
		portal.disableUser(person.id);
		for (const secret of [disabled, expired, orphaned]) {
			expect((await bench.as(`Bearer ${secret}`).get('people/@self')).status).toBe(401);
		}
	});

	it('tells any valid key about itself, whatever its scopes (2.2, 2.3)', async () => {
		const api = bench.asUser(bench.owner, ['files:read']);
		const { data } = await api.get('keys/@self');
		expect(data.response).toMatchObject({
			permissions: ['files:read'],
			isActive: true,
			createBy: { displayName: 'Ann Owner' },
		});
		expect(data.response).not.toHaveProperty('key');
	});

	it('can be told not to know keys/@self (12)', async () => {
		const old = await startBench({ portalVersion: '3.1.1', keysSelfRoute: false });
		const { status, data } = await old.api.get('keys/@self');
		expect([status, data]).toEqual([404, '']);
	});

	it.each([
		['GET', 'files/rooms', ['rooms:read'], 200],
		['GET', 'files/rooms', ['files:write'], 403],
		['GET', 'people/@self', ['accounts.self:read'], 200],
		['GET', 'people/@self', ['accounts:read'], 403],
		['GET', 'people/filter', ['accounts:read'], 200],
		['GET', 'people/filter', ['*:read'], 200],
		['GET', 'people/filter', [], 200],
		['GET', 'people/filter', ['*'], 200],
		['DELETE', 'people/guests', ['accounts:read'], 403],
		['DELETE', 'people/guests', ['accounts:write'], 200],
		['PUT', 'files/fileops/move', ['files:read'], 403],
		['PUT', 'files/fileops/move', ['*:write'], 200],
	])('%s %s with scopes %j answers %i (2.3)', async (method, url, scopes, expected) => {
		const api = bench.asUser(bench.owner, scopes);
		const data = method === 'GET' ? undefined : { userIds: [], fileIds: [] };
		const answer = await api.request({ method, url, data });
		expect(answer.status).toBe(expected);
		if (expected === 403) expect(answer.data).toBe('');
	});

	it('lets a rooms key archive, but not poll the operation (2.3, T57)', async () => {
		const room = addRoom(bench);
		const api = bench.asUser(bench.owner, ['rooms:write']);
		const archived = await api.put(`files/rooms/${room}/archive`, { deleteAfter: false });
		expect(archived.status).toBe(200);
		const polled = await api.get(`files/fileops?id=${archived.data.response.id}`);
		expect(polled.status).toBe(403);
	});

	it('asks no scope of people/{id} (7.5)', async () => {
		const api = bench.asUser(bench.owner, ['files:read']);
		expect((await api.get(`people/${bench.owner.id}`)).status).toBe(200);
	});

	describe('routes that visitors may use', () => {
		const routes = (room: unknown) => [
			`files/${room}`,
			`files/folder/${room}`,
			`files/rooms/${room}`,
			'files/fileops',
			'authentication',
			'settings',
		];

		it('answer an invalid key with 403 problem+json since 3.7.1 (2.3, T55)', async () => {
			const room = addRoom(bench);
			for (const route of routes(room)) {
				const { status, data, headers } = await bench.as(`Bearer sk-${'1'.repeat(64)}`).get(route);
				expect([route, status]).toEqual([route, 403]);
				expect(data).toMatchObject({ title: 'Forbidden', status: 403 });
				expect(headers['content-type']).toContain('application/problem+json');
			}
		});

		it('treat an invalid key as a visitor before 3.7.1 (2.3)', async () => {
			const old = await startBench({ portalVersion: '3.6.1' });
			const room = addRoom(old);
			const stranger = old.as(`Bearer sk-${'1'.repeat(64)}`);
			expect((await stranger.get('authentication')).data.response).toBe(false);
			const listing = await stranger.get(`files/${room}`);
			expect(listing.data.error.type).toBe('System.InvalidOperationException');
		});

		it('refuse a scoped key on authentication and settings (2.3, T56)', async () => {
			const api = bench.asUser(bench.owner, ['files:write']);
			expect((await api.get('authentication')).status).toBe(403);
			expect((await api.get('settings/version/build')).status).toBe(403);
			expect((await bench.as().get('settings/version/build')).status).toBe(200);
		});

		it('answer false to a bad token (2.4)', async () => {
			const { status, data } = await bench.as('Bearer nonsense').get('authentication');
			expect([status, data.response]).toEqual([200, false]);
			const good = await bench.as(bench.portal.addToken(bench.owner)).get('authentication');
			expect(good.data.response).toBe(true);
		});

		it('refuse visitors by 403 in listings and 401 for folders (3.7, 5.4)', async () => {
			const room = addRoom(bench);
			const listing = await bench.as().get(`files/${room}`);
			expect([listing.status, listing.data.error.type]).toEqual([
				403,
				'System.InvalidOperationException',
			]);
			const unknown = await bench.as().get('files/999999');
			expect([unknown.status, unknown.data.error.message]).toEqual([403, 'Access denied']);
			const folder = await bench.as().get(`files/folder/${room}`);
			expect(folder.status).toBe(401);
			expect(folder.data.error.stack).toBeNull();
		});
	});
});
