import type { EntryId, Fault } from '../../../sandbox';
import { failureOf } from '../../harness/failure';
import { addTemplate } from '../../harness/operations/rooms';
import { addPerson, colleague } from '../../harness/people';
import { requestCounts, writesTo } from '../../harness/requests';
import {
	byId,
	endWorlds,
	onlyItem,
	runnerOf,
	startWorld,
	type RunOptions,
	type World,
} from '../../harness/world';

afterEach(endWorlds);

const UPDATE = 'PUT files/rooms/{id}';
const ADD_TAGS = 'PUT files/rooms/{id}/tags';
const runUpdate = runnerOf('room.update');

const update = async (
	world: World,
	options: RunOptions['fields'],
	more: Parameters<typeof runUpdate>[2] = {},
	room: EntryId = world.clientRoom,
) => await runUpdate(world, { room: byId(room), options }, more);

const roomOf = ({ portal, clientRoom }: World) => portal.folder(clientRoom);

describe('Room: Update', () => {
	test('changes what is given, and nothing else', async () => {
		const world = await startWorld({ roomQuotas: true });
		await update(world, { tags: 'client', color: '#4781D1' });
		const run = await update(world, {
			newName: 'Contoso: closed',
			denyDownload: true,
			indexing: true,
			lifetime: { lifetime: { value: 2, period: 'years' } },
			quota: 5,
			watermark: { watermark: { shows: ['email'], position: 'horizontal' } },
		});
		expect(onlyItem(run)).toEqual({
			id: world.clientRoom,
			title: 'Contoso_ closed',
			type: 'Custom room',
			tags: ['client'],
			url: expect.any(String),
			changed: ['title', 'quota', 'indexing', 'denyDownload', 'lifetime', 'watermark'],
		});
		expect(roomOf(world)).toMatchObject({
			title: 'Contoso_ closed',
			room: {
				tags: ['client'],
				color: '4781D1',
				denyDownload: true,
				indexing: true,
				lifetime: { value: 2, period: 2, deletePermanently: false },
				quota: 5 * 1024 * 1024,
				watermark: { additions: 2, rotate: 0 },
			},
		});
	});

	test('a second time writes nothing, so that the lifetime of files does not begin anew', async () => {
		const world = await startWorld();
		const options = { newName: 'Fabrikam', lifetime: { lifetime: { value: 2, period: 'days' } } };
		await update(world, options);
		expect(onlyItem(await update(world, options))).toMatchObject({ changed: [] });
		expect(writesTo(world)).toEqual([UPDATE]);
	});

	test('takes settings away again', async () => {
		const world = await startWorld({ roomQuotas: true });
		await update(world, {
			denyDownload: true,
			lifetime: { lifetime: { value: 2, period: 'days' } },
			quota: 5,
			watermark: { watermark: { text: 'Draft' } },
		});
		await update(world, {
			denyDownload: false,
			lifetime: { lifetime: { value: 0, period: 'days' } },
			quota: -2,
			watermark: { watermark: { shows: [], text: '' } },
		});
		const { denyDownload, lifetime, watermark, quota } = roomOf(world).room ?? {};
		expect({ denyDownload, lifetime, watermark, quota }).toEqual({
			denyDownload: false,
			quota: -2,
		});
	});

	test('adds tags to those that are there, or puts others in their place (T112)', async () => {
		const world = await startWorld();
		await update(world, { tags: 'client, crm' });
		expect(onlyItem(await update(world, { tags: ['CRM', 'won'] }))).toMatchObject({
			tags: ['client', 'crm', 'won'],
			changed: ['tags'],
		});
		expect(onlyItem(await update(world, { tags: 'Won', tagsMode: 'replace' }))).toMatchObject({
			tags: ['Won'],
			changed: ['tags'],
		});
		expect(onlyItem(await update(world, { tags: '', tagsMode: 'replace' })).tags).toEqual([]);
		expect(writesTo(world)).toEqual([ADD_TAGS, ADD_TAGS, UPDATE, UPDATE]);
	});

	test('fails where DocSpace did not take something, and says what else is done', async () => {
		const world = await startWorld();
		const run = await update(world, { quota: 5, newName: 'Fabrikam' });
		const { message } = failureOf(run);
		expect(message).toContain('Not all of “Fabrikam” was changed. quota: rooms have no quotas');
		expect(run.error).toMatchObject({ context: { data: { changed: ['title'] } } });
	});

	test.each<[string, (world: World) => EntryId, string, string]>([
		[
			'an archived room',
			({ portal, clientRoom }) => {
				portal.archiveRoom(clientRoom);
				return clientRoom;
			},
			'which is archived',
			'Unarchive',
		],
		['a folder', ({ clientFolder }) => clientFolder, 'names the folder “Contoso”', 'a room'],
		['a room template', (world) => addTemplate(world), 'names the room template', 'Choose a room'],
		['an id that names nothing', () => 999_999, 'was not found', 'from the list'],
	])('refuses %s', async (_, spell, problem, advice) => {
		const world = await startWorld();
		const { message, remedy } = failureOf(await update(world, { newName: 'x' }, {}, spell(world)));
		expect(message).toContain(problem);
		expect(remedy).toContain(advice);
		expect(writesTo(world)).toEqual([]);
	});

	test.each([
		['a Content creator', 'ContentCreator', 'RoomAdmin'],
		['a DocSpace admin who is no member', undefined, 'DocSpaceAdmin'],
	] as const)('says what right %s lacks', async (_, role, type) => {
		const world = await startWorld();
		const { portal, clientRoom, manager } = world;
		const user = addPerson(world, 'Ulla Other', type);
		if (role) portal.share(clientRoom, user.id, role, { by: manager.id });
		const credentials = world.credentialsOf(user);
		const { message, remedy } = failureOf(await update(world, { newName: 'x' }, { credentials }));
		expect(message).toContain('does not let you change the room “Contoso”');
		expect(remedy).toContain('Room manager');
		expect(writesTo(world)).toEqual([]);
	});

	test('is open to a Room manager', async () => {
		const world = await startWorld();
		const credentials = world.credentialsOf(colleague(world));
		await update(world, { newName: 'Fabrikam' }, { credentials });
		expect(roomOf(world).title).toBe('Fabrikam');
	});

	test.each([
		[{}, "'Changes' is empty"],
		[{ newName: ' ' }, "'New Name' is empty"],
		[{ newName: 'x'.repeat(171) }, 'DocSpace allows 170'],
	])('refuses %j before any request', async (options, message) => {
		const world = await startWorld();
		expect(failureOf(await update(world, options)).message).toContain(message);
		expect(requestCounts(world)).toEqual({});
	});

	test.each([
		[{ denyDownload: '={{ $json.nothing }}' }, "'Restrict Copy and Download' is empty"],
		[{ denyDownload: '={{ "true" }}' }, "'Restrict Copy and Download' is “true”"],
		[{ indexing: '={{ null }}' }, "'Automatic Indexing' is empty"],
		[{ lifetime: { lifetime: { value: '={{ "" }}', period: 'days' } } }, "'File Lifetime' is"],
		[{ watermark: { watermark: { shows: '={{ $json.nothing }}' } } }, "'Watermark' cannot be"],
		[{ watermark: { watermark: { shows: '={{ ["Email"] }}' } } }, "'Watermark' cannot be"],
		[{ watermark: { watermark: { shows: [], text: '={{ null }}' } } }, "'Watermark' cannot be"],
		[{ quota: '={{ true }}' }, "'Storage Quota (MB)' is “true”"],
		[{ tags: '={{ [{ name: "client" }] }}' }, "'Tags' holds something that is no text"],
	])(
		'takes no protection away, and sets nothing, by an expression such as %j',
		async (options, message) => {
			const world = await startWorld({ roomQuotas: true });
			expect(failureOf(await update(world, options)).message).toContain(message);
			expect(requestCounts(world)).toEqual({});
		},
	);

	test('leaves out tags that an expression has nothing for', async () => {
		const world = await startWorld();
		expect(onlyItem(await update(world, { tags: '={{ [null, 2026, "crm"] }}' })).tags).toEqual([
			'2026',
			'crm',
		]);
	});

	test.each<[string, Fault, number]>([
		['only the answer was lost', { on: UPDATE, cut: 'after' }, 1],
		['the request never arrived', { on: UPDATE, cut: 'before' }, 2],
	])('is done when %s', async (_, fault, times) => {
		const world = await startWorld();
		world.portal.faults.add(fault);
		expect(onlyItem(await update(world, { newName: 'Fabrikam' }))).toMatchObject({
			title: 'Fabrikam',
			changed: ['title'],
		});
		expect(requestCounts(world)[UPDATE]).toBe(times);
	});

	test('changes a room in third-party storage', async () => {
		const world = await startWorld();
		const { portal, manager } = world;
		const type = 'custom' as const;
		const { id } = portal.addRoom({ title: 'Drive', type, owner: manager.id, provider: 'drive' });
		expect(onlyItem(await update(world, { tags: 'client' }, {}, id))).toMatchObject({
			id,
			tags: ['client'],
		});
	});

	test('stops once the execution is cancelled', async () => {
		const world = await startWorld();
		const cancel = new AbortController();
		world.portal.faults.add({ on: 'GET files/rooms/{id}', acts: [() => cancel.abort()] });
		const run = await update(world, { newName: 'x' }, { signal: cancel.signal });
		expect(run.status).toBe('canceled');
		expect(writesTo(world)).toEqual([]);
	});
});
