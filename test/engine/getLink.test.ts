import type { EntryId } from '../../sandbox';
import { NODE_NAME } from '../harness/engine';
import { failureOf } from '../harness/failure';
import { addPerson, colleague } from '../harness/people';
import { requestCounts, writesTo } from '../harness/requests';
import {
	byId,
	endWorlds,
	onlyItem,
	type RunOptions,
	startWorld,
	type World,
} from '../harness/world';

afterEach(endWorlds);

const KINDS = ['file', 'folder', 'room'] as const;
type Kind = (typeof KINDS)[number];

/** Something of each kind in the client's room, which no link opens yet. */
function addEntry({ portal, clientRoom }: World, kind: Kind): EntryId {
	if (kind === 'room') return clientRoom;
	return kind === 'file'
		? portal.addFile(clientRoom, 'Offer.docx').id
		: portal.addFolder(clientRoom, 'Offers').id;
}

async function getLink(
	world: World,
	kind: Kind,
	id: EntryId,
	{ createIfMissing, ...more }: Partial<RunOptions> & { createIfMissing?: boolean } = {},
) {
	const fields = {
		[kind]: byId(id),
		...(createIfMissing === undefined ? {} : { createIfMissing }),
	};
	return await world.run({ operation: `${kind}.getLink`, fields, ...more });
}

const NO_LINK = {
	hasLink: false,
	url: '',
	access: '',
	expires: '',
	expired: false,
	hasPassword: false,
	downloadAllowed: false,
	signedInOnly: false,
	otherLinks: 0,
	created: false,
};

/** Every request that the real portal takes for a wish to have a link (T100). */
function makings(world: World): string[] {
	return Object.keys(requestCounts(world)).filter((route) => route.endsWith('/link'));
}

describe.each(KINDS)('Get Link of a %s', (kind) => {
	test('makes none by looking', async () => {
		const world = await startWorld();
		const id = addEntry(world, kind);
		const run = await getLink(world, kind, id);
		expect(onlyItem(run)).toEqual({ id, title: expect.any(String), ...NO_LINK });
		expect(makings(world)).toEqual([]);
		expect(onlyItem(await getLink(world, kind, id))).toMatchObject({ hasLink: false });
	});

	test('tells all of the main link but its password', async () => {
		const world = await startWorld();
		const { portal, sandbox } = world;
		const id = addEntry(world, kind);
		const expires = sandbox.clock.now() + 3_600_000;
		portal.shareLink(id, 'additional');
		portal.shareLink(id, 'primary', {
			password: 'Secret-Passw0rd',
			expires,
			denyDownload: true,
			internal: true,
		});
		const run = await getLink(world, kind, id, { createIfMissing: true });
		expect(onlyItem(run)).toEqual({
			id,
			title: expect.any(String),
			hasLink: true,
			url: expect.stringContaining(`${sandbox.url}/s/`),
			access: 'Viewer',
			expires: expect.stringContaining('2026-06-01T'),
			expired: false,
			hasPassword: true,
			downloadAllowed: false,
			signedInOnly: true,
			otherLinks: 1,
			created: false,
		});
		expect(JSON.stringify(run.json(NODE_NAME))).not.toContain('Secret');
		expect(makings(world)).toEqual([]);
	});

	test('says that a link has expired', async () => {
		const world = await startWorld();
		const id = addEntry(world, kind);
		world.portal.shareLink(id, 'primary', { expires: world.sandbox.clock.now() - 1000 });
		expect(onlyItem(await getLink(world, kind, id))).toMatchObject({
			hasLink: true,
			expired: true,
		});
	});

	test('makes one where it is asked to, and once', async () => {
		const world = await startWorld();
		const id = addEntry(world, kind);
		const made = onlyItem(await getLink(world, kind, id, { createIfMissing: true }));
		expect(made).toMatchObject({ hasLink: true, access: 'Viewer', created: true, otherLinks: 0 });
		const again = onlyItem(await getLink(world, kind, id, { createIfMissing: true }));
		expect(again).toEqual({ ...made, created: false });
		expect(onlyItem(await getLink(world, kind, id))).toEqual(again);
	});

	test('makes one when the answer to that was lost', async () => {
		const world = await startWorld();
		const id = addEntry(world, kind);
		const segment = kind === 'room' ? 'rooms' : kind;
		world.portal.faults.add({ on: `* files/${segment}/{id}/link`, cut: 'after' });
		const made = onlyItem(await getLink(world, kind, id, { createIfMissing: true }));
		expect(made).toMatchObject({ hasLink: true, created: true });
		expect(onlyItem(await getLink(world, kind, id))).toMatchObject({
			url: made.url,
			otherLinks: 0,
		});
	});

	test('never says that there is none to who may not see links (T105)', async () => {
		const world = await startWorld();
		const id = addEntry(world, kind);
		const reader = addPerson(world, 'Rita Reader');
		world.portal.share(world.clientRoom, reader.id, 'Read', { by: world.manager.id });
		const credentials = world.credentialsOf(reader);
		for (const createIfMissing of [false, true]) {
			const run = await getLink(world, kind, id, { credentials, createIfMissing });
			const { message, remedy } = failureOf(run);
			expect(message).toContain('does not show you the links of');
			expect(remedy).toContain('Room manager');
		}
		expect(makings(world)).toEqual([]);
	});

	test('tells a Room manager that there is none', async () => {
		const world = await startWorld();
		const id = addEntry(world, kind);
		const credentials = world.credentialsOf(colleague(world));
		expect(onlyItem(await getLink(world, kind, id, { credentials }))).toMatchObject(NO_LINK);
	});

	test('makes none in an archived room, and tells whether there is one', async () => {
		const world = await startWorld();
		const { portal, clientRoom } = world;
		const id = addEntry(world, kind);
		portal.archiveRoom(clientRoom);
		expect(onlyItem(await getLink(world, kind, id))).toMatchObject(NO_LINK);
		const { message } = failureOf(await getLink(world, kind, id, { createIfMissing: true }));
		expect(message).toMatch(/archive/i);
		expect(makings(world)).toEqual([]);
	});

	test('takes what lies in third-party storage', async () => {
		const world = await startWorld();
		const { portal, manager } = world;
		const { id: room } = portal.addRoom({
			title: 'Storage',
			type: 'custom',
			owner: manager.id,
			provider: 'drive',
		});
		const id = addEntry({ ...world, clientRoom: room }, kind);
		const made = onlyItem(await getLink(world, kind, id, { createIfMissing: true }));
		expect(made).toMatchObject({ id, hasLink: true, created: true });
	});

	test('explains an id that names none', async () => {
		const world = await startWorld();
		expect(failureOf(await getLink(world, kind, 999_999)).message).toContain('was not found');
	});

	test('makes none once the execution is cancelled', async () => {
		const world = await startWorld();
		const id = addEntry(world, kind);
		const cancel = new AbortController();
		const segment = kind === 'room' ? 'rooms' : kind;
		world.portal.faults.add({
			on: `GET files/${segment}/{id}/links`,
			acts: [() => cancel.abort()],
		});
		const run = await getLink(world, kind, id, { createIfMissing: true, signal: cancel.signal });
		expect(run.status).toBe('canceled');
		expect(makings(world)).toEqual([]);
	});
});

describe('Get Link', () => {
	test('gives the main link of a room to everybody who is in it', async () => {
		const world = await startWorld();
		const { portal, clientRoom, manager } = world;
		portal.shareLink(clientRoom, 'primary');
		const reader = addPerson(world, 'Rita Reader');
		portal.share(clientRoom, reader.id, 'Read', { by: manager.id });
		const credentials = world.credentialsOf(reader);
		const run = await getLink(world, 'room', clientRoom, { credentials });
		expect(onlyItem(run)).toMatchObject({ hasLink: true, created: false });
	});

	test('passes over the link that invites into a room', async () => {
		const world = await startWorld();
		world.portal.shareLink(world.clientRoom, 'invitation');
		expect(onlyItem(await getLink(world, 'room', world.clientRoom))).toMatchObject(NO_LINK);
	});

	test('never opens a whole section, such as My documents', async () => {
		const world = await startWorld();
		for (const value of ['@my', `${world.sandbox.url}/rooms/shared`]) {
			const run = await world.run({
				operation: 'folder.getLink',
				fields: { folder: { __rl: true, mode: 'url', value }, createIfMissing: true },
			});
			expect(failureOf(run).message).toMatch(/names the section .*, which opens by no link/);
		}
		expect(writesTo(world)).toEqual([]);
	});

	test('of a folder takes a room for what it is', async () => {
		const world = await startWorld();
		const { id } = world.portal.addRoom({
			title: 'Team',
			type: 'collaboration',
			owner: world.manager.id,
		});
		const run = await world.run({
			operation: 'folder.getLink',
			fields: { folder: byId(id), createIfMissing: true },
		});
		expect(failureOf(run).message).toContain('that DocSpace opens by no link');
	});

	test.each(['collaboration', 'virtualData'] as const)(
		'refuses to make one for a %s room before it asks',
		async (type) => {
			const world = await startWorld();
			const { id } = world.portal.addRoom({ title: 'Team', type, owner: world.manager.id });
			expect(onlyItem(await getLink(world, 'room', id))).toMatchObject(NO_LINK);
			const { message, remedy } = failureOf(
				await getLink(world, 'room', id, { createIfMissing: true }),
			);
			expect(message).toContain('that DocSpace opens by no link');
			expect(remedy).toContain('invite people');
			expect(makings(world)).toEqual([]);
		},
	);

	test('opens a form for filling in', async () => {
		const world = await startWorld();
		const { id } = world.portal.addFile(world.clientRoom, 'Form.pdf', { isForm: true });
		const run = await getLink(world, 'file', id, { createIfMissing: true });
		expect(onlyItem(run)).toMatchObject({ access: 'Form filler', created: true });
		expect(writesTo(world)).toEqual(['POST files/file/{id}/link']);
	});

	test('finds a file in My documents', async () => {
		const world = await startWorld();
		const { portal, manager } = world;
		const { id } = portal.addFile(manager.myDocumentsId, 'Draft.docx');
		expect(onlyItem(await getLink(world, 'file', id))).toMatchObject(NO_LINK);
	});
});
