import fastify, { type FastifyInstance } from 'fastify';
import { createHmac } from 'node:crypto';
import { addRoom, addRoomsWithFiles, type Bench, move, startBench, stopBenches } from './support';

const SECRET = 'Str0ng!Secret';
const ROOM_ARCHIVED = 16_777_216;
const FILE_MOVED = 16_384;
const FILE_CREATED = 128;
const DAY_MS = 24 * 60 * 60 * 1000;

interface Delivery {
	raw: string;
	signature: unknown;
	contentType: unknown;
	body: {
		event: { id: number; trigger: string };
		payload: { id: number | string };
		webhook: Record<string, unknown>;
	};
}

/** Somebody's server: answers HEAD, and POST with whatever status is next. */
class Receiver {
	readonly deliveries: Delivery[] = [];
	headStatus = 200;
	/** Statuses of the next deliveries; 200 when none is left, 0 breaks the connection. */
	readonly statuses: number[] = [];
	url = '';
	private readonly server: FastifyInstance = fastify({
		exposeHeadRoutes: false,
		forceCloseConnections: true,
	});

	async start(): Promise<void> {
		this.server.removeAllContentTypeParsers();
		this.server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
			done(null, body);
		});
		this.server.head('/hook', (_request, reply) =>
			reply.code(this.headStatus).header('location', `${this.url}?elsewhere`).send(),
		);
		this.server.post('/hook', (request, reply) => {
			const raw = String(request.body);
			this.deliveries.push({
				raw,
				signature: request.headers['x-docspace-signature-256'],
				contentType: request.headers['content-type'],
				body: JSON.parse(raw),
			});
			const status = this.statuses.shift() ?? 200;
			if (status > 0) return reply.code(status).send('as told');
			reply.hijack();
			request.raw.socket.destroy();
			return reply;
		});
		this.url = `${await this.server.listen({ host: '127.0.0.1', port: 0 })}/hook`;
	}

	stop(): Promise<void> {
		return this.server.close();
	}

	get events(): string[] {
		return this.deliveries.map(({ body }) => body.event.trigger).sort();
	}
}

const signed = (raw: string) =>
	`sha256=${createHmac('sha256', SECRET).update(raw).digest('hex').toUpperCase()}`;

describe('webhooks (10)', () => {
	let bench: Bench;
	let receiver: Receiver;
	beforeEach(async () => {
		bench = await startBench({ webhookBlacklist: '' });
		receiver = new Receiver();
		await receiver.start();
	});
	afterEach(() => receiver.stop());
	afterAll(stopBenches);

	const wanted = (changes: object = {}) => ({
		name: 'n8n',
		uri: receiver.url,
		secretKey: SECRET,
		enabled: true,
		ssl: false,
		triggers: 0,
		...changes,
	});
	const create = async (changes: object = {}, api = bench.api) =>
		await api.post('settings/webhook', wanted(changes));
	/** A webhook over http that works: only a change makes `ssl: false` stay (T153). */
	const subscribe = async (changes: object = {}, api = bench.api): Promise<number> => {
		const { id } = (await create(changes, api)).data.response;
		await api.put('settings/webhook', wanted({ ...changes, id }));
		return id;
	};
	const statusOf = async (changes: object = {}, api = bench.api) =>
		(await create(changes, api)).status;
	const idle = () => bench.portal.webhooks.idle();
	const person = (type: 'RoomAdmin' | 'User' | 'Guest') =>
		bench.portal.addUser({ displayName: type, email: `${type}@a.example`, type });
	const archive = async (roomId: number | string) => {
		await bench.api.put(`files/rooms/${roomId}/archive`, {});
		await bench.clock.advance(1000);
	};

	describe('are configured', () => {
		it('with everything but the secret in the answer (10.1)', async () => {
			const { data } = await create({ triggers: ROOM_ARCHIVED, targetId: '17' });
			expect(data.response).toMatchObject({
				name: 'n8n',
				uri: receiver.url,
				enabled: true,
				triggers: ROOM_ARCHIVED,
				targetId: '17',
				createdBy: { id: bench.owner.id },
				createdOn: '2026-06-01T10:00:00',
			});
			const listed = await bench.api.get('settings/webhook');
			expect(listed.data.response).toMatchObject([{ configs: { name: 'n8n' }, status: 0 }]);
			expect(JSON.stringify([data, listed.data])).not.toContain(SECRET);
		});

		it('only when the address answers HEAD with 2xx and does not redirect (T62)', async () => {
			for (const status of [404, 302]) {
				receiver.headStatus = status;
				const refused = await create();
				expect(refused.status).toBe(400);
				expect(refused.data.error.message).toContain('Webhook URL is not available');
			}
			receiver.headStatus = 204;
			expect(await statusOf()).toBe(200);
		});

		it('only when somebody listens there; otherwise the portal itself fails (10.2)', async () => {
			await receiver.stop();
			const { status, data } = await create();
			expect([status, data.error.type]).toEqual([500, 'System.Net.Http.HttpRequestException']);
			expect(bench.portal.webhooks.configs.size).toBe(0);
		});

		it('first as switched on and for https, whatever was asked; a change holds (T153)', async () => {
			const asked = { ssl: false, enabled: false };
			const { data } = await create(asked);
			expect(data.response).toMatchObject({ ssl: true, enabled: true });
			const { id } = data.response;
			expect((await bench.api.put('settings/webhook', wanted({ ...asked, id }))).status).toBe(200);
			expect(bench.portal.webhooks.configs.get(id)).toMatchObject(asked);
		});

		it('never twice with one name and address (10.2)', async () => {
			expect(await statusOf()).toBe(200);
			expect(await statusOf()).toBe(400);
			expect(await statusOf({ name: 'another' })).toBe(200);
		});

		it('with a secret that would do as a password (10.1)', async () => {
			for (const secretKey of [
				undefined,
				'Short1!',
				'has a space 1!',
				`${'x'.repeat(31)}`,
				'päßword1',
			]) {
				expect(await statusOf({ secretKey })).toBe(400);
			}
			bench.portal.settings.strictPasswords = true;
			expect(await statusOf({ secretKey: 'onlylowercase' })).toBe(400);
			expect(await statusOf({ secretKey: SECRET })).toBe(200);
		});

		it('over https when certificates matter, and over nothing but http or https (10.2)', async () => {
			expect(await statusOf({ ssl: true })).toBe(400);
			expect(await statusOf({ uri: 'ftp://a.example/hook' })).toBe(400);
			expect(await statusOf({ uri: 'hook' })).toBe(400);
		});

		it('never for private addresses, but before 3.7.1 (10.2, T62)', async () => {
			const { port } = new URL(receiver.url);
			const strict = await startBench();
			for (const host of ['127.0.0.1', 'localhost', '0x7f.1', '[::1]', '[::ffff:127.0.0.1]']) {
				const refused = await create({ uri: `http://${host}:${port}/hook` }, strict.api);
				expect([host, refused.data.error?.message]).toEqual([host, 'Webhook URL is not allowed']);
			}
			const older = await startBench({ portalVersion: '3.6.1' });
			expect(await statusOf({}, older.api)).toBe(200);
		});

		it('with full-scope credentials only, and never by guests (2.3, 10.1)', async () => {
			const scoped = bench.asUser(bench.owner, ['files:write', 'rooms:write', 'accounts:write']);
			expect((await scoped.get('settings/webhook')).status).toBe(403);
			expect(await statusOf({}, scoped)).toBe(403);
			const guest = bench.asUser(person('Guest'));
			expect(await statusOf({}, guest)).toBe(403);
			expect((await guest.get('settings/webhook/triggers')).status).toBe(403);
			const user = bench.asUser(person('User'));
			expect((await user.get('settings/webhook')).data.response).toEqual([]);
			bench.portal.settings.restrictDeveloperTools = true;
			expect((await user.get('settings/webhook')).status).toBe(403);
		});

		it('by their creator and by admins, and nobody else (10.1)', async () => {
			const { id } = (await create()).data.response;
			const admin = bench.asUser(person('RoomAdmin'));
			expect((await admin.get('settings/webhook')).data.response).toEqual([]);
			expect((await admin.delete(`settings/webhook/${id}`)).status).toBe(403);
			const unknown = await bench.api.delete('settings/webhook/4711');
			expect([unknown.status, unknown.data.error.statusCode]).toEqual([404, undefined]);
			const unnumbered = await bench.api.delete('settings/webhook/any');
			expect([unnumbered.status, unnumbered.data]).toEqual([404, '']);
			const change = await bench.api.put('settings/webhook', wanted({ id: 4711, name: 'other' }));
			expect(change.status).toBe(404);
			expect((await bench.api.delete(`settings/webhook/${id}`)).data.response.id).toBe(id);
			expect(bench.portal.webhooks.configs.size).toBe(0);
		});

		it('again without a secret, which then stays, and switched off by id (10.1)', async () => {
			const { id } = (await create()).data.response;
			const changes = { id, secretKey: undefined, triggers: ROOM_ARCHIVED };
			await bench.api.put('settings/webhook', wanted(changes));
			expect(bench.portal.webhooks.configs.get(id)).toMatchObject({
				secretKey: SECRET,
				triggers: ROOM_ARCHIVED,
			});
			const off = { id, name: 'other', uri: 'http://b.example', enabled: false };
			const { data } = await bench.api.put('settings/webhook/enable', off);
			expect(data.response).toMatchObject({ name: 'n8n', enabled: false });
			expect((await bench.api.put('settings/webhook/enable', { id })).data.statusCode).toBe(400);
		});

		it('with triggers that depend on the version and on who asks (10.3)', async () => {
			const triggersFor = async ({ asUser, portal }: Bench, type: 'RoomAdmin' | 'User') => {
				const user = portal.addUser({ displayName: type, email: `${type}@b.example`, type });
				const { data } = await asUser(user).get('settings/webhook/triggers');
				return data.response;
			};
			const all = await triggersFor(bench, 'RoomAdmin');
			expect(all).toHaveLength(37);
			expect(all[0]).toEqual({ name: '*', id: 0, available: true });
			expect(all).toContainEqual({ name: 'file.moved', id: FILE_MOVED, available: true });
			expect(all).toContainEqual({
				name: 'folder.downloaded',
				id: 34_359_738_368,
				available: true,
			});
			const user = await triggersFor(bench, 'User');
			expect(user).toContainEqual({ name: 'room.created', id: 4_194_304, available: false });
			expect(user).toContainEqual({ name: 'room.archived', id: ROOM_ARCHIVED, available: true });
			expect(await triggersFor(await startBench({ portalVersion: '3.6.1' }), 'User')).toHaveLength(
				29,
			);
		});

		it('never with a trigger that is not available (10.2)', async () => {
			const user = bench.asUser(person('User'));
			expect(await statusOf({ triggers: 4_194_304 + ROOM_ARCHIVED }, user)).toBe(400);
			expect(await statusOf({ triggers: 2 ** 36 })).toBe(400);
			expect(await statusOf({ triggers: 34_359_738_368 + FILE_MOVED })).toBe(200);
			expect(await statusOf({ name: 'all', triggers: 0 }, user)).toBe(200);
		});
	});

	describe('deliver', () => {
		it('the bare entry, without default values, signed in upper case (10.4, T61)', async () => {
			const roomId = addRoom(bench);
			await subscribe({ triggers: ROOM_ARCHIVED, targetId: String(roomId) });
			await archive(roomId);
			await idle();
			const [delivery] = receiver.deliveries;
			expect(receiver.events).toEqual(['room.archived']);
			expect(delivery?.contentType).toBe('application/json; charset=utf-8');
			expect(delivery?.signature).toBe(signed(delivery?.raw ?? ''));
			const { archive: archiveId } = bench.portal.sections;
			expect(delivery?.body).toEqual({
				event: {
					id: 1,
					createOn: '2026-06-01T07:00:00Z',
					createBy: bench.owner.id,
					trigger: 'room.archived',
					triggerId: ROOM_ARCHIVED,
				},
				payload: {
					id: roomId,
					parentId: archiveId,
					folderIdDisplay: archiveId,
					rootId: archiveId,
					title: 'ACME',
					createBy: bench.owner.id,
					modifiedBy: bench.owner.id,
					createOn: '2026-06-01T07:00:00Z',
					modifiedOn: '2026-06-01T07:00:00Z',
					rootFolderType: 20,
					fileEntryType: 1,
				},
				webhook: {
					id: 1,
					name: 'n8n',
					url: receiver.url,
					triggers: ['room.archived'],
					target: { id: String(roomId), type: 'room' },
				},
			});
		});

		it('one event for each moved file, in any order (6.4, 10.5)', async () => {
			const titles = Array.from({ length: 25 }, (_, index) => `${index}.docx`);
			const { fileIds, to } = addRoomsWithFiles(bench, titles);
			await subscribe({ triggers: FILE_MOVED });
			await move(bench, fileIds, to);
			await idle();
			const ids = receiver.deliveries.map(({ body }) => body.payload.id);
			expect([...ids].sort()).toEqual([...fileIds].sort());
			expect(ids).not.toEqual(fileIds);
			expect(receiver.deliveries[0]?.body.payload).toMatchObject({
				parentId: to,
				fileEntryType: 2,
			});
		});

		it('no file events to a target that is their room (T64)', async () => {
			const { fileIds, to } = addRoomsWithFiles(bench, ['a.docx']);
			await subscribe({ targetId: String(to) });
			await move(bench, fileIds, to);
			await archive(to);
			await idle();
			expect(receiver.events).toEqual(['room.archived']);
		});

		it('nothing of what their creator may not read, or when switched off (10.4)', async () => {
			const admin = person('RoomAdmin');
			const roomId = addRoom(bench);
			await subscribe({ triggers: FILE_CREATED }, bench.asUser(admin));
			await subscribe({ name: 'off', enabled: false });
			bench.portal.addFile(roomId, 'hidden.docx');
			bench.portal.share(roomId, admin.id, 'Read', { by: bench.owner.id });
			const shown = bench.portal.addFile(roomId, 'shown.docx');
			await idle();
			expect(receiver.deliveries.map(({ body }) => body.payload.id)).toEqual([shown.id]);
		});

		it('what is changed and deleted, while it can still be told (10.3)', async () => {
			const roomId = addRoom(bench);
			const file = bench.portal.addFile(roomId, 'a.docx');
			await subscribe();
			bench.portal.renameFile(file.id, 'b.docx');
			bench.portal.deleteFile(file.id);
			bench.portal.deleteFolder(roomId);
			bench.portal.disableUser(person('User').id);
			await idle();
			expect(receiver.events).toEqual([
				'file.deleted',
				'file.updated',
				'room.deleted',
				'user.updated',
			]);
		});

		it('two events for an upload, new or not, and three for a lock that comes and goes (10.4)', async () => {
			const roomId = addRoom(bench);
			await subscribe();
			const upload = async () =>
				await bench.api.post(`files/${roomId}/insert?title=a.csv`, 'a,b', {
					headers: { 'content-type': 'text/csv' },
				});
			const { id } = (await upload()).data.response;
			await upload();
			await idle();
			expect(receiver.events).toEqual([
				'file.created',
				'file.created',
				'file.uploaded',
				'file.uploaded',
			]);
			receiver.deliveries.length = 0;
			bench.portal.lockFile(id, bench.owner.id);
			bench.portal.unlockFile(id);
			await idle();
			expect(receiver.events).toEqual(['file.updated', 'file.updated', 'file.updated']);
		});

		it('what somebody did to rooms and to files in the Trash (10.3)', async () => {
			const { portal } = bench;
			const roomId = addRoom(bench);
			const file = portal.addFile(roomId, 'a.docx');
			await subscribe();
			portal.act({ do: 'renameRoom', id: roomId, title: 'ACME Ltd' });
			portal.act({ do: 'trashFile', id: file.id });
			portal.act({ do: 'moveFile', id: file.id, to: roomId });
			portal.act({ do: 'archiveRoom', id: roomId });
			portal.act({ do: 'restoreRoom', id: roomId });
			await idle();
			expect(receiver.events).toEqual([
				'file.restored',
				'file.trashed',
				'room.archived',
				'room.restored',
				'room.updated',
			]);
		});

		it('up to five times more, the same event under a new signature (10.5)', async () => {
			await subscribe({ triggers: FILE_CREATED });
			receiver.statuses.push(500, 302, 0, 503, 500, 500, 500);
			const started = bench.clock.now();
			bench.portal.addFile(addRoom(bench), 'a.docx');
			await idle();
			const { deliveries } = receiver;
			expect(deliveries).toHaveLength(6);
			expect(new Set(deliveries.map(({ body }) => body.event.id)).size).toBe(1);
			expect(new Set(deliveries.map(({ signature }) => signature)).size).toBe(6);
			for (const { raw, signature } of deliveries) expect(signature).toBe(signed(raw));
			expect(deliveries.map(({ body }) => body.webhook.retryCount)).toEqual([
				undefined,
				...[1, 2, 3, 4, 5],
			]);
			expect(deliveries[1]?.body.webhook).toMatchObject({
				lastFailureOn: '2026-06-01T07:00:05Z',
				lastFailureContent: 'as told',
				retryOn: '2026-06-01T07:00:06Z',
			});
			expect(bench.clock.now() - started).toBeGreaterThanOrEqual(36_000);
			const { data } = await bench.api.get('settings/webhooks/log');
			expect(data).toMatchObject({ total: 1, response: [{ status: 500 }] });
		});

		it('as it was when they began, and undo on their end what was changed since (T152)', async () => {
			const id = await subscribe({ triggers: FILE_CREATED });
			const roomId = addRoom(bench);
			receiver.statuses.push(500);
			bench.portal.addFile(roomId, 'a.docx');
			await bench.clock.advance(5500);
			await bench.api.put('settings/webhook', wanted({ id, triggers: FILE_MOVED, name: 'new' }));
			await idle();
			expect(receiver.deliveries.map(({ body }) => body.webhook['name'])).toEqual(['n8n', 'n8n']);
			expect(bench.portal.webhooks.configs.get(id)).toMatchObject({
				name: 'n8n',
				triggers: FILE_CREATED,
			});
		});

		it('on after their webhook was replaced, which they leave alone (T152)', async () => {
			const id = await subscribe({ triggers: FILE_CREATED });
			const roomId = addRoom(bench);
			receiver.statuses.push(500);
			bench.portal.addFile(roomId, 'a.docx');
			await bench.clock.advance(5500);
			await bench.api.delete(`settings/webhook/${id}`);
			const next = await subscribe({ triggers: FILE_MOVED });
			await idle();
			expect(receiver.deliveries.map(({ body }) => body.webhook['id'])).toEqual([id, id]);
			expect([...bench.portal.webhooks.configs.values()]).toEqual([
				expect.objectContaining({ id: next, triggers: FILE_MOVED, enabled: true }),
			]);
		});

		it('an old event again under a new id when asked (10.1, 10.4)', async () => {
			await subscribe({ triggers: FILE_CREATED });
			bench.portal.addFile(addRoom(bench), 'a.docx');
			await idle();
			await bench.api.put('settings/webhook/1/retry');
			await bench.api.put('settings/webhook/retry', { ids: [1] });
			await idle();
			const ids = receiver.deliveries.map(({ body }) => body.event.id);
			expect(ids.sort()).toEqual([1, 2, 3]);
		});
	});

	describe('end', () => {
		it('switched off at the first event when they want https and have http (T153)', async () => {
			const roomId = addRoom(bench);
			const { id } = (await create({ triggers: FILE_CREATED })).data.response;
			bench.portal.addFile(roomId, 'a.docx');
			await idle();
			expect(receiver.deliveries).toEqual([]);
			expect(bench.portal.webhooks.configs.get(id)?.enabled).toBe(false);
		});

		it('with an answer of 410 (T63)', async () => {
			await subscribe({ triggers: FILE_CREATED });
			receiver.statuses.push(410);
			bench.portal.addFile(addRoom(bench), 'a.docx');
			await idle();
			expect(receiver.deliveries).toHaveLength(1);
			expect((await bench.api.get('settings/webhook')).data.response).toEqual([]);
		});

		it('switched off when nobody has been there for three days (T63)', async () => {
			const isEnabled = () => bench.portal.webhooks.configs.get(1)?.enabled;
			const roomId = addRoom(bench);
			await subscribe({ triggers: FILE_CREATED });
			await receiver.stop();
			bench.portal.addFile(roomId, 'early.docx');
			await idle();
			expect(isEnabled()).toBe(true);
			await bench.clock.advance(3 * DAY_MS);
			bench.portal.addFile(roomId, 'late.docx');
			await idle();
			expect(isEnabled()).toBe(false);
		});

		it('when their address has come to be forbidden (10.5)', async () => {
			await subscribe({ triggers: FILE_CREATED });
			bench.portal.settings.webhookBlacklist = '127.0.0.0/8';
			bench.portal.addFile(addRoom(bench), 'a.docx');
			await idle();
			expect(receiver.deliveries).toEqual([]);
			expect(bench.portal.webhooks.configs.size).toBe(0);
		});

		it('with the sandbox, whatever still waits', async () => {
			await subscribe({ triggers: FILE_CREATED });
			bench.portal.addFile(addRoom(bench), 'a.docx');
			await bench.sandbox.close();
			await bench.clock.advance(60_000);
			await idle();
			expect(receiver.deliveries).toEqual([]);
		});
	});
});
