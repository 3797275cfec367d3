import type { EntryId, NewRoom } from '../../../sandbox';
import { failureOf } from '../../harness/failure';
import { addPerson } from '../../harness/people';
import { requestCounts, writesTo } from '../../harness/requests';
import { byId, endWorlds, onlyItem, runnerOf, startWorld, type World } from '../../harness/world';

afterEach(endWorlds);

const CREATE = 'POST files/{id}/file';
const CHECK = 'POST files/{id}/upload/check';
const runCreate = runnerOf('file.create');

const create = async (
	world: World,
	fields: Parameters<typeof runCreate>[1] = {},
	more: Parameters<typeof runCreate>[2] = {},
) => await runCreate(world, { folder: byId(world.clientRoom), fileName: 'Offer', ...fields }, more);

const titles = ({ portal, clientRoom }: World, folder = clientRoom) =>
	portal
		.filesBelow(folder)
		.map(({ title }) => title)
		.sort();

const fromTemplate = (id: EntryId) => ({ fileType: 'template', template: byId(id) });

describe('File: Create', () => {
	test('makes an empty document', async () => {
		const world = await startWorld();
		const item = onlyItem(await create(world));
		expect(item).toEqual({
			id: expect.any(Number),
			title: 'Offer.docx',
			url: expect.stringContaining(`/doceditor?fileId=${item.id}`),
			folderId: world.clientRoom,
			size: expect.any(Number),
			created: true,
			hasLink: false,
			requestedTitle: 'Offer',
		});
		expect(item.size).toBeGreaterThan(0);
	});

	test.each([
		['spreadsheet', 'Offer', 'Offer.xlsx'],
		['presentation', 'Offer', 'Offer.pptx'],
		['pdfForm', 'Offer', 'Offer.pdf'],
		['document', 'Offer.docx', 'Offer.docx'],
		['document', 'OFFER.DOCX', 'OFFER.docx'],
		['document', 'Offer v1.2', 'Offer v1.2.docx'],
		['spreadsheet', 'list.csv', 'list.csv.xlsx'],
		['document', 'Invoice 3/2026.docx', 'Invoice 3_2026.docx'],
	])('makes a %s of %s as it is then called (T135)', async (fileType, fileName, title) => {
		const world = await startWorld();
		const item = onlyItem(await create(world, { fileType, fileName }));
		expect(item).toMatchObject({ title, requestedTitle: fileName });
		expect(titles(world)).toEqual([title]);
	});

	test.each([
		['Contract.docx', 'Plan', 'Plan.docx'],
		['Slides.pptx', 'Plan', 'Plan.pptx'],
		['Slides.pptx', 'Plan.PPTX', 'Plan.pptx'],
		['notes.txt', 'Plan.docx', 'Plan.docx.txt'],
		['README.', 'Plan', 'Plan.'],
	])(
		'copies the template %s to %s, under its own extension (T69)',
		async (from, fileName, title) => {
			const world = await startWorld();
			const { portal, clientFolder } = world;
			const template = portal.addFile(clientFolder, from, { content: 'Dear customer' }).id;
			const item = onlyItem(await create(world, { ...fromTemplate(template), fileName }));
			expect(item).toMatchObject({ title, size: 13 });
			const [file] = portal.filesBelow(world.clientRoom);
			expect(String(file && portal.bytesOf(file.id))).toBe('Dear customer');
		},
	);

	test('says that a Public room has given it a link (T106)', async () => {
		const world = await startWorld();
		const { portal, manager } = world;
		const { id } = portal.addRoom({ title: 'Open', type: 'public', owner: manager.id });
		expect(onlyItem(await create(world, { folder: byId(id) }))).toMatchObject({ hasLink: true });
	});

	test.each(['drive', 'dropbox'] as const)('makes one in %s', async (provider) => {
		const world = await startWorld();
		const folder = cloudRoom(world, provider);
		for (const title of ['Offer.docx', 'Offer (1).docx']) {
			const item = onlyItem(await create(world, { folder: byId(folder) }));
			expect(item).toMatchObject({ title, id: expect.any(String) });
		}
		const use = { folder: byId(folder), ifNameExists: 'use' };
		expect(onlyItem(await create(world, use))).toMatchObject({ created: false });
		expect(titles(world, folder)).toEqual(['Offer (1).docx', 'Offer.docx']);
	});

	const cloudRoom = ({ portal, manager }: World, provider: NewRoom['provider']) =>
		portal.addRoom({ title: 'Cloud', type: 'custom', owner: manager.id, provider }).id;
});

describe('File: Create where a file of that name exists', () => {
	test('keeps both unless told otherwise, under different names (T70)', async () => {
		const world = await startWorld();
		for (const title of ['Offer.docx', 'Offer (1).docx', 'Offer (2).docx']) {
			expect(onlyItem(await create(world))).toMatchObject({ title, created: true });
		}
	});

	test.each(['Offer', 'OFFER.docx', 'Öffer'])('uses it, if so wished, for %s', async (fileName) => {
		const world = await startWorld();
		const { id } = onlyItem(await create(world));
		const item = onlyItem(await create(world, { fileName, ifNameExists: 'use' }));
		expect(item).toMatchObject({ id, title: 'Offer.docx', created: false });
		expect(requestCounts(world)[CREATE]).toBe(1);
	});

	test('fails, if so wished', async () => {
		const world = await startWorld();
		const { id } = onlyItem(await create(world));
		const { message, remedy } = failureOf(await create(world, { ifNameExists: 'fail' }));
		expect(message).toContain(`has the file “Offer.docx” with the ID ${id}`);
		expect(remedy).toContain('Use another name');
		expect(titles(world)).toEqual(['Offer.docx']);
	});

	test('makes one where two runs ask for it at once', async () => {
		const world = await startWorld();
		const one = async () => onlyItem(await create(world, { ifNameExists: 'use' }));
		const [first, second] = await Promise.all([one(), one()]);
		expect(second.id).toBe(first.id);
	});
});

describe('File: Create in trouble', () => {
	test.each([
		['after', 1],
		['before', 2],
	] as const)('makes one file where the answer is cut %s it', async (cut, times) => {
		const world = await startWorld();
		world.portal.faults.add({ on: CREATE, cut });
		expect(onlyItem(await create(world))).toMatchObject({ title: 'Offer.docx', created: true });
		expect(titles(world)).toEqual(['Offer.docx']);
		expect(requestCounts(world)[CREATE]).toBe(times);
	});

	test('says that a file is empty that should not be', async () => {
		const world = await startWorld();
		const { portal, clientFolder, clientRoom } = world;
		const template = portal.addFile(clientFolder, 'a.docx', { content: 'Dear' }).id;
		const loses = () => {
			const [file] = portal.filesBelow(clientRoom);
			if (file) Object.assign(file, { size: 0, versions: [] });
		};
		portal.faults.add({ on: 'GET files/file/{id}', nth: 2, acts: [loses] });
		const { message } = failureOf(await create(world, fromTemplate(template)));
		expect(message).toContain('put 0 bytes into it');
	});

	test('writes nothing once the execution is cancelled', async () => {
		const world = await startWorld();
		const cancel = new AbortController();
		world.portal.faults.add({ on: CHECK, acts: [() => cancel.abort()] });
		const run = await create(world, {}, { signal: cancel.signal });
		expect(run.status).toBe('canceled');
		expect(writesTo(world)).toEqual([CHECK]);
	});
});

describe('File: Create refuses', () => {
	test.each([
		['an empty name', { fileName: ' ' }, "'File Name' is empty"],
		['a name of nothing but illegal characters', { fileName: '???' }, 'only characters that'],
		['a name too long for its extension', { fileName: 'n'.repeat(163) }, 'has 168 characters'],
		['an unknown type', { fileType: 'diagram' }, 'is “diagram”'],
		['a template that does not exist', fromTemplate(999_999), "'Template' was not found"],
	])('%s', async (_, fields, problem) => {
		const world = await startWorld();
		expect(failureOf(await create(world, fields)).message).toContain(problem);
		expect(writesTo(world)).toEqual([]);
	});

	test('a template of a room that the user is not in', async () => {
		const world = await startWorld();
		const { portal } = world;
		const other = addPerson(world, 'Otto Other', 'RoomAdmin');
		const room = portal.addRoom({ title: 'Secret', type: 'custom', owner: other.id }).id;
		const template = portal.addFile(room, 'secret.docx').id;
		const { message } = failureOf(await create(world, fromTemplate(template)));
		expect(message).toContain("'Template' names a file");
		expect(titles(world)).toEqual([]);
	});

	test('a folder in which nothing can be created', async () => {
		const world = await startWorld();
		const { portal } = world;
		const into = async (folder: EntryId) =>
			failureOf(await create(world, { folder: byId(folder) })).message;
		expect(await into(portal.sections.archive)).toContain('the Archive section');
		expect(await into(999_999)).toContain('was not found');
		portal.archiveRoom(world.clientRoom);
		expect(await into(world.clientRoom)).toContain('Archive section');
		expect(writesTo(world)).toEqual([]);
	});

	test('a room in which that user may only read', async () => {
		const world = await startWorld();
		const reader = addPerson(world, 'Rita Reader');
		world.portal.share(world.clientRoom, reader.id, 'Read', { by: world.manager.id });
		const credentials = world.credentialsOf(reader);
		const { message } = failureOf(await create(world, {}, { credentials }));
		expect(message).toContain('may not create files');
	});
});
