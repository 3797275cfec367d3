import type { EntryId } from '../../../sandbox';
import { NODE_NAME, type WorkflowRun } from '../../harness/engine';
import { failureOf } from '../../harness/failure';
import { addPerson } from '../../harness/people';
import { requestCounts } from '../../harness/requests';
import {
	byId,
	endWorlds,
	fillRoom,
	onlyItem,
	runnerOf,
	startWorld,
	type World,
} from '../../harness/world';

afterEach(endWorlds);

const getFiles = runnerOf('file.getAll');

const DAY_MS = 24 * 3_600_000;

function titlesIn(run: WorkflowRun): unknown[] {
	return run.json(NODE_NAME).map(({ title }) => title);
}

/** As n8n's picker of dates writes a moment; New York is the time zone of a workflow that names none. */
function inNewYork(ms: number): string {
	return new Date(ms).toLocaleString('sv-SE', { timeZone: 'America/New_York' }).replace(' ', 'T');
}

/** A room with a file in itself and one in each of two folders, one in the other; each a day older. */
function addDeepRoom({ portal, manager, sandbox }: World, provider?: 'drive'): EntryId {
	const { id } = portal.addRoom({ title: 'Deep', type: 'custom', owner: manager.id, provider });
	const year = portal.addFolder(id, '2026').id;
	const contracts = portal.addFolder(year, 'Contracts').id;
	const now = sandbox.clock.now();
	portal.addFile(id, 'Offer.docx', { modified: now });
	portal.addFile(year, 'Übersicht.xlsx', { modified: now - DAY_MS });
	portal.addFile(contracts, 'contract offer.pdf', { modified: now - 2 * DAY_MS });
	return id;
}

describe('File: Get Many', () => {
	test('lists the files directly in a room, and neither folders nor what these hold', async () => {
		const world = await startWorld();
		const folder = byId(addDeepRoom(world));
		expect(onlyItem(await getFiles(world, { folder }))).toEqual({
			id: expect.any(Number),
			title: 'Offer.docx',
			folderId: folder.value,
			extension: '.docx',
			size: expect.any(Number),
			version: 1,
			created: expect.any(String),
			modified: expect.any(String),
			modifiedBy: 'Mara Manager',
			url: expect.stringContaining('/doceditor?fileId='),
		});
	});

	test('gives all that DocSpace says of them when not simplified', async () => {
		const world = await startWorld();
		const run = await getFiles(world, { folder: byId(addDeepRoom(world)), simplify: false });
		expect(onlyItem(run)).toMatchObject({ title: 'Offer.docx', security: { Read: true } });
	});

	describe.each([undefined, 'drive'] as const)('in storage %s', (provider) => {
		test.each([
			[
				'at any depth, the newest first',
				{},
				['Offer.docx', 'Übersicht.xlsx', 'contract offer.pdf'],
			],
			['up to a limit', { returnAll: false, limit: 2 }, ['Offer.docx', 'Übersicht.xlsx']],
			[
				'by a part of the name',
				{ options: { search: 'OFFER' } },
				['Offer.docx', 'contract offer.pdf'],
			],
			['by type', { options: { kind: 'spreadsheets' } }, ['Übersicht.xlsx']],
		])('lists them %s', async (_, fields, titles) => {
			const world = await startWorld();
			const folder = byId(addDeepRoom(world, provider));
			const run = await getFiles(world, {
				folder,
				includeSubfolders: true,
				returnAll: true,
				...fields,
			});
			expect(titlesIn(run)).toEqual(titles);
		});
	});

	test.each([
		['a moment with its time zone', (ms: number) => new Date(ms).toISOString()],
		['a moment of the workflow’s time zone', inNewYork],
		['an expression', (ms: number) => `={{ DateTime.fromMillis(${ms}) }}`],
	])('lists what was changed since %s', async (_, spell) => {
		const world = await startWorld();
		const since = world.sandbox.clock.now() - DAY_MS;
		const run = await getFiles(world, {
			folder: byId(addDeepRoom(world)),
			includeSubfolders: true,
			options: { changedSince: spell(since) },
		});
		expect(titlesIn(run)).toEqual(['Offer.docx', 'Übersicht.xlsx']);
	});

	test('reads a page for a limit, and all pages where it has to choose', async () => {
		const world = await startWorld();
		const { portal, clientRoom } = world;
		fillRoom(world, clientRoom, { folders: 3, filesEach: 100 });
		const listed = async (fields: object) => {
			portal.requests.reset();
			const run = await getFiles(world, {
				folder: byId(clientRoom),
				includeSubfolders: true,
				...fields,
			});
			return { files: titlesIn(run).length, requests: requestCounts(world)['GET files/{id}'] };
		};
		expect(await listed({ limit: 100 })).toEqual({ files: 100, requests: 1 });
		expect((await listed({ limit: 100, options: { search: 'File 2-' } })).files).toBe(100);
		expect((await listed({ returnAll: true })).files).toBe(300);
	});

	test('lists only direct files where an older portal shows the deeper ones all the same', async () => {
		const world = await startWorld({ portalVersion: '3.6.1' });
		const { portal, clientRoom } = world;
		fillRoom(world, clientRoom, { folders: 1, filesEach: 60 });
		portal.addFile(clientRoom, 'Offer.docx', { modified: 0 });
		const run = await getFiles(world, { folder: byId(clientRoom) });
		expect(titlesIn(run)).toEqual(['Offer.docx']);
	});

	test('waits for a file in conversion, which DocSpace hides', async () => {
		const world = await startWorld();
		const { portal, clientRoom } = world;
		const { id } = portal.addFile(clientRoom, 'Scan.docx', { converting: true });
		portal.faults.add({
			on: 'GET files/{id}',
			nth: 3,
			acts: [{ do: 'setConverting', id, converting: false }],
		});
		expect(titlesIn(await getFiles(world, { folder: byId(clientRoom) }))).toEqual(['Scan.docx']);
	});

	test('is an error, never a shorter list, while one stays hidden', async () => {
		const world = await startWorld();
		const { portal, clientRoom } = world;
		portal.addFile(clientRoom, 'Scan.docx', { converting: true });
		portal.addFile(clientRoom, 'Offer.docx');
		const { message, remedy } = failureOf(await getFiles(world, { folder: byId(clientRoom) }));
		expect(message).toContain('showed only 1 of 2 files in “Contoso”');
		expect(remedy).toContain('in a minute');
	});

	test('does not believe a third-party storage that fails', async () => {
		const world = await startWorld();
		const room = addDeepRoom(world, 'drive');
		world.portal.setSwallowErrors(room, true);
		world.portal.faults.add({
			on: 'GET files/{id}',
			nth: 4,
			acts: [{ do: 'setSwallowErrors', id: room, swallow: false }],
		});
		expect(titlesIn(await getFiles(world, { folder: byId(room) }))).toEqual(['Offer.docx']);
	});

	test.each([
		['an id that names none', () => ({ folder: byId(999_999) }), 'was not found'],
		[
			'the list of all rooms',
			({ portal }: World) => ({ folder: byId(portal.sections.rooms) }),
			'the list of all rooms',
		],
		[
			'the Archive section',
			({ portal }: World) => ({ folder: byId(portal.sections.archive) }),
			'the Archive section',
		],
		[
			'a folder in the Trash',
			({ portal, clientFolder, manager }: World) => {
				portal.trashFolder(clientFolder, manager.id);
				return { folder: byId(clientFolder) };
			},
			'lies in the Trash',
		],
		[
			'what is no date',
			({ clientRoom }: World) => ({
				folder: byId(clientRoom),
				options: { changedSince: 'yesterday' },
			}),
			"'Changed Since' is not a date: “yesterday”",
		],
	])('refuses %s', async (_, fields, problem) => {
		const world = await startWorld();
		expect(failureOf(await getFiles(world, fields(world))).message).toContain(problem);
	});

	test('refuses a form room of which the user sees only a part', async () => {
		const world = await startWorld();
		const { portal, manager } = world;
		const room = portal.addRoom({ title: 'Forms', type: 'form', owner: manager.id }).id;
		const filler = addPerson(world, 'Fred Filler');
		portal.share(room, filler.id, 'FillForms', { by: manager.id });
		const credentials = world.credentialsOf(filler);
		const run = await getFiles(world, { folder: byId(room) }, { credentials });
		expect(failureOf(run).message).toContain('only fills in forms');
	});

	test('stops when the execution is cancelled', async () => {
		const world = await startWorld();
		const { portal, clientRoom } = world;
		portal.addFile(clientRoom, 'Scan.docx', { converting: true });
		const cancel = new AbortController();
		portal.faults.add({ on: 'GET files/{id}', nth: 2, acts: [() => cancel.abort()] });
		const run = await getFiles(world, { folder: byId(clientRoom) }, { signal: cancel.signal });
		expect(run.status).toBe('canceled');
	});
});
