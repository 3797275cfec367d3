import type { EntryId } from '../../sandbox';
import { NODE_NAME, type WorkflowRun } from '../harness/engine';
import { failureOf } from '../harness/failure';
import { addPerson, colleague } from '../harness/people';
import { requestCounts } from '../harness/requests';
import { byId, endWorlds, type RunOptions, startWorld, type World } from '../harness/world';

afterEach(endWorlds);

const KINDS = ['folder', 'room'] as const;
type Kind = (typeof KINDS)[number];

const LOG = 'GET files/folder/{id}/log';
const MINUTE_MS = 60_000;

/** The client's room, or the client's folder in the archive. */
const placeOf = ({ clientRoom, clientFolder }: World, kind: Kind): EntryId =>
	kind === 'room' ? clientRoom : clientFolder;

async function getHistory(
	world: World,
	kind: Kind,
	fields: RunOptions['fields'] = {},
	more: Partial<RunOptions> = {},
): Promise<WorkflowRun> {
	const place = { [kind]: byId(placeOf(world, kind)), ...fields };
	return await world.run({ operation: `${kind}.getHistory`, fields: place, ...more });
}

/** Adds files a minute apart. */
async function addFiles(world: World, kind: Kind, count: number): Promise<void> {
	for (let n = 1; n <= count; n += 1) {
		await world.sandbox.clock.advance(MINUTE_MS);
		world.portal.addFile(placeOf(world, kind), `File ${n}.pdf`);
	}
}

function titlesIn(run: WorkflowRun): unknown[] {
	return run.json(NODE_NAME).map(({ title }) => title);
}

describe.each(KINDS)('Get History of a %s', (kind) => {
	test('tells who did what to which file, each by itself and the newest first', async () => {
		const world = await startWorld();
		const { portal } = world;
		const ann = colleague(world);
		await addFiles(world, kind, 2);
		const [file] = portal.filesBelow(placeOf(world, kind));
		await world.sandbox.clock.advance(MINUTE_MS);
		portal.renameFile(file?.id ?? 0, 'Offer.pdf', ann.id);
		const [renamed, second, first] = (await getHistory(world, kind)).json(NODE_NAME);
		expect(renamed).toEqual({
			id: expect.any(Number),
			date: expect.stringContaining('2026-06-01T'),
			by: 'Ann Archer',
			action: 'FileRenamed',
			what: 'File renamed',
			entryId: file?.id,
			title: 'Offer.pdf',
			previousTitle: 'File 1.pdf',
			folderId: placeOf(world, kind),
			folderTitle: 'Contoso',
			person: null,
		});
		expect(second).toMatchObject({ what: 'File uploaded', title: 'File 2.pdf' });
		expect(first).toMatchObject({ what: 'File uploaded', by: 'Mara Manager' });
	});

	test('gives all that DocSpace says of it when not simplified', async () => {
		const world = await startWorld();
		await addFiles(world, kind, 1);
		const [event] = (await getHistory(world, kind, { simplify: false })).json(NODE_NAME);
		expect(event).toMatchObject({ action: { key: 'FileUploaded' }, data: { title: 'File 1.pdf' } });
		expect(event).not.toHaveProperty('related');
	});

	test('reads on where a page shows fewer than it counts (T107)', async () => {
		const world = await startWorld();
		await addFiles(world, kind, 250);
		const all = titlesIn(await getHistory(world, kind, { returnAll: true }));
		const files = all.filter((title) => String(title).startsWith('File '));
		expect(files).toEqual(Array.from({ length: 250 }, (_, n) => `File ${250 - n}.pdf`));
		expect(requestCounts(world)[LOG]).toBe(3);
		expect(titlesIn(await getHistory(world, kind, { limit: 7 }))).toHaveLength(7);
	});

	test('misses nothing and tells nothing twice while others work', async () => {
		const world = await startWorld();
		await addFiles(world, kind, 120);
		const { portal } = world;
		const place = placeOf(world, kind);
		portal.faults.add({ on: LOG, nth: 2, acts: [() => void portal.addFile(place, 'Late.pdf')] });
		const files = titlesIn(await getHistory(world, kind, { returnAll: true })).filter((title) =>
			String(title).startsWith('File '),
		);
		expect(files).toHaveLength(120);
		expect(new Set(files).size).toBe(120);
	});

	test.each([
		['from a moment on', (at: string) => ({ from: at }), ['File 4.pdf', 'File 3.pdf']],
		['until a moment', (at: string) => ({ until: at }), ['File 3.pdf', 'File 2.pdf', 'File 1.pdf']],
		['of one moment', (at: string) => ({ from: at, until: at }), ['File 3.pdf']],
	])('tells what happened %s', async (_, filter, titles) => {
		const world = await startWorld();
		await addFiles(world, kind, 3);
		const at = new Date(world.sandbox.clock.now()).toISOString();
		await world.sandbox.clock.advance(MINUTE_MS);
		world.portal.addFile(placeOf(world, kind), 'File 4.pdf');
		const run = await getHistory(world, kind, { options: filter(at), returnAll: true });
		expect(titlesIn(run).filter((title) => String(title).startsWith('File '))).toEqual(titles);
	});

	test('explains that third-party storage has no history, before it asks', async () => {
		const world = await startWorld();
		const { portal, manager } = world;
		const provider = 'drive';
		const room = portal.addRoom({ title: 'Storage', type: 'custom', owner: manager.id, provider });
		const { message, remedy } = failureOf(await getHistory(world, kind, { [kind]: byId(room.id) }));
		expect(message).toContain('of which DocSpace keeps no history');
		expect(remedy).toContain('own storage');
		expect(portal.requests.entries).toEqual([]);
	});

	test.each([
		['an id that names none', { id: 999_999 }, 'was not found'],
		['what is no date', { from: 'last week' }, "'From' is not a date: “last week”"],
	])('refuses %s', async (_, { id, ...options }: { id?: number; from?: string }, problem) => {
		const world = await startWorld();
		const fields = { ...(id === undefined ? {} : { [kind]: byId(id) }), options };
		expect(failureOf(await getHistory(world, kind, fields)).message).toContain(problem);
	});

	test('says so when the user behind the credential may not read it', async () => {
		const world = await startWorld();
		const credentials = world.credentialsOf(addPerson(world, 'Sten Stranger'));
		expect(failureOf(await getHistory(world, kind, {}, { credentials })).message).toContain(
			'may not read',
		);
	});

	test('stops when the execution is cancelled', async () => {
		const world = await startWorld();
		await addFiles(world, kind, 120);
		const cancel = new AbortController();
		world.portal.faults.add({ on: LOG, acts: [() => cancel.abort()] });
		const run = await getHistory(world, kind, { returnAll: true }, { signal: cancel.signal });
		expect(run.status).toBe('canceled');
		expect(requestCounts(world)[LOG]).toBe(1);
	});
});

describe('Get History of a room', () => {
	test('names people who were invited', async () => {
		const world = await startWorld();
		const [invited] = (await getHistory(world, 'room')).json(NODE_NAME);
		expect(invited).toMatchObject({ action: 'RoomCreateUser', person: 'Gus Guest' });
	});

	test('reaches into its folders, and tells of what has gone', async () => {
		const world = await startWorld();
		const { portal, clientRoom } = world;
		const { id } = portal.addFile(portal.addFolder(clientRoom, 'Offers').id, 'Offer.pdf');
		portal.deleteFile(id);
		expect((await getHistory(world, 'room')).json(NODE_NAME)[0]).toMatchObject({
			what: 'File deleted',
			title: 'Offer.pdf',
		});
	});

	test('refuses a form room of which the user sees only a part', async () => {
		const world = await startWorld();
		const { portal, manager } = world;
		const room = portal.addRoom({ title: 'Forms', type: 'form', owner: manager.id }).id;
		const filler = addPerson(world, 'Fred Filler');
		portal.share(room, filler.id, 'FillForms', { by: manager.id });
		const credentials = world.credentialsOf(filler);
		const run = await getHistory(world, 'room', { room: byId(room) }, { credentials });
		expect(failureOf(run).message).toContain('only fills in forms');
	});
});
