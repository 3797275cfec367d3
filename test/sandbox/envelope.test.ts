import { addRoom, type Bench, startBench, stopBenches } from './support';

describe('envelopes and errors (1.1-1.4)', () => {
	let bench: Bench;
	beforeAll(async () => {
		bench = await startBench();
	});
	afterAll(stopBenches);

	it('wraps a success in numeric status and statusCode with one link (1.1)', async () => {
		const { data, status } = await bench.api.get('settings/version/build?x=1');
		expect(status).toBe(200);
		expect(data).toEqual({
			response: { docSpace: '3.1.0', documentServer: expect.any(String) },
			count: 1,
			links: [{ href: `${bench.sandbox.url}/api/2.0/settings/version/build?x=1`, action: 'GET' }],
			status: 0,
			statusCode: 200,
		});
	});

	it('leaves response and total out of a void answer and counts 0 (1.1)', async () => {
		const { data } = await bench.api.delete('people/guests', { data: { userIds: [] } });
		expect(Object.keys(data)).toEqual(['count', 'links', 'status', 'statusCode']);
		expect(data.count).toBe(0);
	});

	it('counts 1 for folder content and asynchronous lists, however long (1.1, T4)', async () => {
		const room = addRoom(bench);
		bench.portal.addFolder(room, 'One');
		bench.portal.addFolder(room, 'Two');
		const listing = await bench.api.get(`files/${room}`);
		expect(listing.data).toMatchObject({ count: 1, response: { count: 2, total: 2 } });
		expect(listing.data).not.toHaveProperty('total');
		const subFolders = await bench.api.get(`files/${room}/subfolders`);
		expect(subFolders.data.response).toHaveLength(2);
		expect(subFolders.data.count).toBe(1);
		const operations = await bench.api.get('files/fileops');
		expect(operations.data).toMatchObject({ response: [], count: 1 });
	});

	it('gives people/filter a real count and total (1.1)', async () => {
		const { data } = await bench.api.get('people/filter');
		expect(data).toMatchObject({ count: 1, total: 1 });
	});

	it('carries Server-Timing on every answer (1.1)', async () => {
		const { headers } = await bench.as().get('settings');
		expect(headers['server-timing']).toMatch(/^aspnetcore-request-time;dur=/);
	});

	it('applies dotted sparse fields to the response only, since 3.2.1 (1.1, 12)', async () => {
		const room = addRoom(bench);
		bench.portal.addFile(room, 'a.docx');
		const fields = 'total,files.title,files.security.Move,files.nonsense';
		const { data } = await bench.api.get(`files/${room}`, { params: { fields } });
		expect(data.response).toEqual({
			files: [{ title: 'a.docx', security: { Move: true } }],
			total: 1,
		});
		expect(data.statusCode).toBe(200);
		const old = await startBench({ portalVersion: '3.1.1' });
		const oldListing = await old.api.get(`files/${addRoom(old)}`, { params: { fields } });
		expect(oldListing.data.response).toHaveProperty('current');
	});

	it('omits null members everywhere in a success (1.1, T14)', async () => {
		const room = addRoom(bench);
		bench.portal.addFile(room, 'empty.docx', { size: 0 });
		const { data } = await bench.api.get(`files/${room}`);
		const [file] = data.response.files;
		expect(file).not.toHaveProperty('pureContentLength');
		expect(file).not.toHaveProperty('locked');
		expect(file).not.toHaveProperty('lockedBy');
		expect(JSON.stringify(data)).not.toContain(':null');
	});

	it('writes dates with seven digits and the offset of the portal, Z at 0 (1.4)', async () => {
		const room = addRoom(bench);
		const { data } = await bench.api.get(`files/folder/${room}`);
		expect(data.response.created).toBe('2026-06-01T10:00:00.0000000+03:00');
		const utc = await startBench({ utcOffsetMinutes: 0 });
		const there = await utc.api.get(`files/folder/${addRoom(utc)}`);
		expect(there.data.response.created).toBe('2026-06-01T07:00:00.0000000Z');
	});

	it('sends exceptions with type, stack trace and hresult (1.2, T60)', async () => {
		const { data, status } = await bench.api.get('files/folder/999999');
		expect(status).toBe(404);
		expect(data).toEqual({
			error: {
				message: 'The required folder was not found',
				type: 'ASC.Common.Web.ItemNotFoundException',
				stack: expect.stringContaining('   at ASC.'),
				hresult: -2146233088,
			},
			status: 1,
			statusCode: 404,
		});
	});

	it('answers 403 with its own text for an invalid operation (1.2, T59)', async () => {
		const { data, status } = await bench.api.post('files/folder/999999', { title: 'x' });
		expect(status).toBe(403);
		expect(data.error.type).toBe('System.InvalidOperationException');
		expect(data.error.message).not.toBe('Access denied');
	});

	it('masks security refusals as Access denied (1.2)', async () => {
		const member = bench.portal.addUser({ displayName: 'U', email: 'u@a.example', type: 'User' });
		const { data, status } = await bench.asUser(member).get('people/filter');
		expect(status).toBe(403);
		expect(data.error.message).toBe('Access denied');
	});

	it('puts a validation problem into response, not into error (1.3)', async () => {
		const room = addRoom(bench);
		const { data, status } = await bench.api.get(`files/${room}?count=101`);
		expect(status).toBe(400);
		expect(data).toMatchObject({
			response: {
				title: 'One or more validation errors occurred.',
				status: 400,
				errors: { Count: ['The field Count must be between 1 and 100.'] },
			},
			count: 1,
			status: 1,
			statusCode: 400,
		});
		expect(data).not.toHaveProperty('error');
	});

	it('refuses broken JSON with 400 and a missing body with 415 (1.3, 8.4)', async () => {
		const room = addRoom(bench);
		const headers = { 'content-type': 'application/json' };
		const broken = await bench.api.put(`files/rooms/${room}/archive`, '{', { headers });
		expect(broken.status).toBe(400);
		expect(broken.data.response.status).toBe(400);
		const missing = await bench.api.put(`files/rooms/${room}/archive`);
		expect(missing.status).toBe(415);
	});

	it('answers an unknown route with 404 and a wrong verb with 405, both empty (1.3)', async () => {
		const unknown = await bench.api.get('files/nowhere/at/all');
		expect([unknown.status, unknown.data]).toEqual([404, '']);
		const wrongVerb = await bench.api.post('files/fileops/move', {});
		expect([wrongVerb.status, wrongVerb.data]).toEqual([405, '']);
	});

	it('matches routes without regard to case (1)', async () => {
		const room = addRoom(bench);
		const { data } = await bench.api.get(`Files/Rooms/${room}`);
		expect(data.response.title).toBe('ACME');
	});

	it('tells ids beyond int32 and garbage apart from unknown folders (4)', async () => {
		const { portal, owner } = bench;
		const cloud = portal.addRoom({
			title: 'Cloud',
			type: 'public',
			owner: owner.id,
			provider: 'drive',
		});
		const ids = ['abc', '12x', '99999999999', `${cloud.id}-abc`];
		const answers = await Promise.all(ids.map((id) => bench.api.get(`files/${id}`)));
		expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
		expect(answers[0]?.data.error.message).toBe("Selector '' not found");
		expect(answers[3]?.data.error.message).toBe('The required folder was not found');
	});

	it('answers 500 for an id of a third-party account that is not connected (4)', async () => {
		const routes = ['files/drive-999-x', 'files/folder/drive-999-x', 'files/file/drive-999-x'];
		for (const route of [...routes, 'files/drive-99/subfolders', 'files/rooms/drive-99']) {
			const { status, data } = await bench.api.get(route);
			expect([route, status, data.error.type]).toEqual([route, 500, 'System.AggregateException']);
		}
	});
});
