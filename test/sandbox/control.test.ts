import axios, { type AxiosInstance } from 'axios';
import { fillClientRoom, type Sandbox, seedDemo, startSandbox, VirtualClock } from '../../sandbox';

describe('steering the sandbox over HTTP', () => {
	let sandbox: Sandbox<VirtualClock>;
	let control: AxiosInstance;
	beforeEach(async () => {
		sandbox = await startSandbox({ fill: seedDemo, msPerFile: 100 });
		control = axios.create({ baseURL: `${sandbox.url}/sandbox/`, validateStatus: () => true });
	});
	afterEach(() => sandbox.close());

	const post = async (path: string, body: unknown) => (await control.post(path, body)).data;
	const apiFor = (apiKey: string) =>
		axios.create({
			baseURL: `${sandbox.url}/api/2.0/`,
			headers: { Authorization: `Bearer ${apiKey}` },
			validateStatus: () => true,
		});

	it('listens on 127.0.0.1 only', () => {
		expect(sandbox.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
	});

	it('builds people, keys, rooms, folders, files and shares that the API then knows', async () => {
		const user = await post('users', {
			displayName: 'Kim New',
			email: 'kim@a.example',
			type: 'RoomAdmin',
		});
		const { apiKey } = await post('keys', { userId: user.id });
		const room = await post('rooms', { title: 'New: room', type: 'custom', owner: user.id });
		const folder = await post('folders', { parentId: room.id, title: 'F' });
		const { ids } = await post('files', { parentId: folder.id, titles: ['a.docx', 'b.docx'] });
		const guest = await post('users', {
			displayName: 'Guest',
			email: 'new@client.example',
			type: 'Guest',
			invitedBy: user.id,
		});
		await post('shares', { entryId: room.id, userId: guest.id, access: 'Read', by: user.id });
		const api = apiFor(apiKey);
		const listing = (await api.get(`files/${room.id}?filterType=1`)).data.response;
		expect(listing.files.map(({ id }: { id: number }) => id).sort()).toEqual([...ids].sort());
		expect(listing.current.title).toBe('New_ room');
		const share = await api.get(`files/rooms/${room.id}/share`);
		expect(share.data.total).toBe(2);
	});

	it('lets other people act and time pass', async () => {
		const state = (await control.get('state')).data;
		const [file] = state.files;
		const [user] = state.users;
		await post('acts', [{ do: 'lockFile', id: file.id, by: user.id }]);
		const after = (await control.get('state')).data.files[0];
		expect(after.lockedBy).toBe(user.id);
		const before = sandbox.clock.now();
		expect((await post('clock', { advanceMs: 5000 })).now).toBe(before + 5000);
	});

	it('arms faults given as plain data, and refuses what it does not understand', async () => {
		const armed = await post('faults', { on: 'GET settings', times: 1, answer: 'dailyLimit' });
		expect(armed).toHaveLength(1);
		expect(
			(await axios.get(`${sandbox.url}/api/2.0/settings`, { validateStatus: () => true })).status,
		).toBe(429);
		await control.delete('faults');
		expect((await control.get('faults')).data).toEqual([]);
		for (const nonsense of [
			{},
			{ on: 5 },
			{ on: '*', answer: 'nonsense' },
			{ on: 'job', trouble: 'x' },
		]) {
			expect((await control.post('faults', nonsense)).status).toBe(400);
		}
		expect((await control.post('acts', { do: 'explode' })).status).toBe(400);
	});

	it('changes settings while it runs', async () => {
		const told = async () =>
			(await axios.get(`${sandbox.url}/api/2.0/settings/version/build`)).data.response.docSpace;
		expect(await told()).toBe('3.1.0');
		const { data } = await control.put('settings', {
			portalVersion: '3.6.1',
			toldVersion: '3.6.1',
			latencyMs: 20,
		});
		expect(data).toMatchObject({ portalVersion: '3.6.1', latencyMs: 20, msPerFile: 100 });
		expect(await told()).toBe('3.6.1');
		expect((await control.put('settings', { portalVersion: '9.9' })).status).toBe(400);
		expect((await control.put('settings', { nonsense: 1 })).status).toBe(400);
	});

	it('starts again from its seed', async () => {
		const before = (await control.get('state')).data;
		await post('folders', { parentId: before.rooms[0].id, title: 'Extra' });
		expect((await control.post('reset')).status).toBe(200);
		expect((await control.get('state')).data).toEqual(before);
	});

	it('shows requests by route, with status, agent and concurrency', async () => {
		await axios.get(`${sandbox.url}/api/2.0/Files/7?x=1`, {
			headers: { 'user-agent': 'tester' },
			validateStatus: () => true,
		});
		const { data } = await control.get('requests');
		expect(data.requests).toMatchObject([
			{
				method: 'GET',
				route: 'GET files/{id}',
				path: '/api/2.0/Files/7',
				query: '?x=1',
				userAgent: 'tester',
				status: 403,
			},
		]);
		await control.delete('requests');
		expect((await control.get('requests')).data.requests).toEqual([]);
	});

	it('keeps the journal, which can be read on from any place', async () => {
		const { rooms } = (await control.get('state')).data;
		await post('folders', { parentId: rooms[0].id, title: 'One' });
		await post('folders', { parentId: rooms[0].id, title: 'Two' });
		const all = (await control.get('journal')).data;
		expect(all).toMatchObject([
			{ what: 'folder.created', title: 'One' },
			{ what: 'folder.created', title: 'Two' },
		]);
		const since = await control.get(`journal?since=${all[0].sequence}`);
		expect(since.data).toEqual(all.slice(1));
	});

	it('shows a page that needs nothing from outside', async () => {
		const { data, headers } = await axios.get(sandbox.url);
		expect(headers['content-type']).toContain('text/html');
		expect(data).not.toMatch(/(src|href)="(https?:)?\/\//);
		const summary = (await control.get('summary')).data;
		expect(summary.rooms.map(({ title }: { title: string }) => title)).toContain('Archive');
		expect(summary.people).toEqual(
			expect.arrayContaining([expect.objectContaining({ email: 'guest@client.example' })]),
		);
	});
});

describe('the demo portal', () => {
	const start = async () => {
		const sandbox = await startSandbox();
		const demo = seedDemo(sandbox.portal);
		const api = axios.create({
			baseURL: `${sandbox.url}/api/2.0/`,
			headers: { Authorization: `Bearer ${demo.apiKey}` },
			validateStatus: () => true,
		});
		return { sandbox, demo, api };
	};

	it('holds a client room, a guest in it, and an ordinary room for the archive', async () => {
		const { sandbox, demo, api } = await start();
		const archive = (await api.get(`files/folder/${demo.archiveFolderId}`)).data.response;
		expect(archive).toMatchObject({ rootFolderType: 14, security: { Create: true, MoveTo: true } });
		const members = (await api.get(`files/rooms/${demo.clientRoomId}/share`)).data.response;
		const emails = members.map(
			({ sharedToUser }: { sharedToUser: { email: string } }) => sharedToUser.email,
		);
		expect(emails).toContain(demo.guestEmail);
		const kinds = (await api.get('files/rooms?searchArea=Any')).data.response.folders.map(
			({ roomType }: { roomType: number }) => roomType,
		);
		expect([...kinds].sort()).toEqual([1, 2, 5, 5, 6, 6, 8]);
		await sandbox.close();
	});

	it('fills a room with many files, four levels deep, with namesakes and stored titles (5.1)', async () => {
		const { sandbox, demo, api } = await start();
		const { portal } = sandbox;
		const before = portal.folder(demo.clientRoomId).filesCount;
		const { fileIds, folderIds } = fillClientRoom(portal, demo.clientRoomId);
		expect([fileIds.length, folderIds.length]).toEqual([1200, 80]);
		const { current, total } = (await api.get(`files/${demo.clientRoomId}?filterType=1`)).data
			.response;
		expect([total, current.filesCount]).toEqual([before + 1200, before + 1200]);
		const files = portal.filesBelow(demo.clientRoomId);
		const titles = files.map(({ title }) => title);
		expect(new Set(titles).size).toBeLessThan(titles.length);
		const places = new Set(files.map(({ parentId, title }) => `${parentId}/${title}`));
		expect(places.size).toBeLessThan(files.length);
		expect(Math.max(...titles.map(({ length }) => length))).toBe(165);
		expect(titles.some((title) => title.includes('Launch __ plan'))).toBe(true);
		expect(titles.join('')).not.toMatch(/[\uD800-\uDFFF]/);
		const depth = Math.max(
			...folderIds.map((id) => [...portal.store.ancestors(portal.folder(id))].length),
		);
		expect(depth).toBe(5);
		await sandbox.close();
	});
});

/** A clock on which whoever sleeps waits until the test opens the gate. */
class GateClock extends VirtualClock {
	private waiting: Array<() => void> = [];

	override sleep(): Promise<void> {
		return new Promise((resolve) => this.waiting.push(resolve));
	}

	get sleepers(): number {
		return this.waiting.length;
	}

	open(): void {
		for (const wake of this.waiting.splice(0)) wake();
	}
}

describe('the request log', () => {
	it('counts how many GETs and moves there were at once', async () => {
		const clock = new GateClock();
		const { url, portal, close } = await startSandbox({ clock, latencyMs: 1 });
		const api = axios.create({ baseURL: `${url}/api/2.0/`, validateStatus: () => true });
		const asked = [
			...[1, 2, 3, 4, 5].map(() => api.get('settings')),
			...[1, 2].map(() => api.put('files/fileops/move', {})),
		];
		while (clock.sleepers < asked.length) await new VirtualClock().sleep(1);
		clock.open();
		await Promise.all(asked);
		expect([portal.requests.maxConcurrentGets, portal.requests.maxConcurrentMoves]).toEqual([5, 2]);
		await close();
	});
});
