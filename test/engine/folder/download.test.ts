import { failureOf } from '../../harness/failure';
import { filesOf, wordsOf } from '../../harness/operations/downloading';
import { colleague } from '../../harness/people';
import { requestCounts } from '../../harness/requests';
import { byId, endWorlds, onlyItem, runnerOf, startWorld, type World } from '../../harness/world';

afterEach(endWorlds);

const download = runnerOf('folder.download');

const PACK = 'PUT files/fileops/bulkdownload';
const FETCH = 'GET filehandler.ashx';

/** A folder with a file, and with a folder that has one too. */
function addFolder({ portal, clientRoom }: World, title = 'Contracts') {
	const { id } = portal.addFolder(clientRoom, title);
	portal.addFile(id, 'offer.txt', { content: `The offer of ${title}` });
	const inner = portal.addFolder(id, '2026');
	const signed = portal.addFile(inner.id, 'signed.txt', { content: 'Signed' });
	return { id, signed };
}

describe('a folder', () => {
	it('arrives as one ZIP with all it holds', async () => {
		const world = await startWorld();
		const { id } = addFolder(world);
		const run = await download(world, { folder: byId(id) });
		const [zip] = filesOf(run);
		expect(onlyItem(run)).toMatchObject({
			id,
			title: 'Contracts',
			fileName: 'Contracts.zip',
			mimeType: 'application/zip',
			size: zip?.length,
			fileCount: 2,
			folderCount: 1,
		});
		const words = String(zip);
		for (const part of ['offer.txt', 'The offer of Contracts', '2026/signed.txt', 'Signed']) {
			expect(words).toContain(part);
		}
	});

	it('arrives again when the workflow runs twice', async () => {
		const world = await startWorld();
		const folder = byId(addFolder(world).id);
		const first = wordsOf(await download(world, { folder }));
		expect(wordsOf(await download(world, { folder }))).toBe(first);
	});

	it('may be a whole room, archived or not, or empty', async () => {
		const world = await startWorld();
		const { portal, manager, clientRoom } = world;
		addFolder(world);
		const room = onlyItem(await download(world, { folder: byId(clientRoom) }));
		expect(room).toMatchObject({ fileName: 'Contoso.zip', fileCount: 2, folderCount: 2 });
		const old = portal.addRoom({ title: 'Old', type: 'custom', owner: manager.id, archived: true });
		const empty = onlyItem(await download(world, { folder: byId(old.id) }));
		expect(empty).toMatchObject({ fileCount: 0, folderCount: 0 });
	});

	it('may lie in third-party storage', async () => {
		const world = await startWorld();
		const { portal, manager } = world;
		const room = portal.addRoom({
			title: 'Drive',
			type: 'custom',
			owner: manager.id,
			provider: 'drive',
		});
		const { id } = portal.addFolder(room.id, 'Notes');
		portal.addFile(portal.addFolder(id, 'Old').id, 'notes.txt', { content: 'Notes' });
		const run = await download(world, { folder: byId(id) });
		expect(onlyItem(run)).toMatchObject({ fileCount: 1, folderCount: 1 });
		expect(wordsOf(run)).toContain('Old/notes.txt');
	});

	it('of a form room arrives, though DocSpace keeps folders of its own there', async () => {
		const world = await startWorld();
		const { portal, manager } = world;
		const room = portal.addRoom({ title: 'Forms', type: 'form', owner: manager.id });
		portal.addFile(room.id, 'form.pdf', { content: 'Form', isForm: true });
		expect(onlyItem(await download(world, { folder: byId(room.id) }))).toMatchObject({
			fileCount: 1,
			folderCount: 0,
		});
	});
});

describe('one download at a time for each person', () => {
	it('lets those of several workflows take turns, and each gets its own', async () => {
		const world = await startWorld({ msPerFile: 500 });
		const folders = ['Contracts', 'Invoices', 'Letters'].map((title) => addFolder(world, title).id);
		const runs = await Promise.all(
			folders.map(async (id) => await download(world, { folder: byId(id) })),
		);
		expect(runs.map((run) => onlyItem(run).fileName)).toEqual([
			'Contracts.zip',
			'Invoices.zip',
			'Letters.zip',
		]);
		expect(runs.map(wordsOf)[1]).toContain('The offer of Invoices');
		expect(requestCounts(world)[PACK]).toBe(3);
	});

	it('waits while DocSpace is busy with another of that person', async () => {
		const world = await startWorld();
		const { id } = addFolder(world);
		world.portal.faults.add({ on: PACK, answer: 'accessDenied', times: 5 });
		expect(onlyItem(await download(world, { folder: byId(id) }))).toMatchObject({ fileCount: 2 });
	});

	it('says so when DocSpace is busy for an hour', async () => {
		const world = await startWorld();
		const { id } = addFolder(world);
		world.portal.faults.add({ on: PACK, answer: 'accessDenied', times: 0 });
		const { message } = failureOf(await download(world, { folder: byId(id) }));
		expect(message).toContain('DocSpace packs one download at a time for each person');
	});

	it('ends its waiting with the execution', async () => {
		const world = await startWorld();
		const { id } = addFolder(world);
		const stop = new AbortController();
		const acts = [() => stop.abort()];
		world.portal.faults.add({ on: PACK, answer: 'accessDenied', times: 0, acts });
		const run = await download(world, { folder: byId(id) }, { signal: stop.signal });
		expect(run.status).toBe('canceled');
		expect(requestCounts(world)[PACK]).toBe(1);
	});
});

describe('an archive that is lost', () => {
	it.each([
		['its request was carried out, and the answer lost', { on: PACK, cut: 'after' }],
		['somebody else has read the result', { on: 'job', trouble: 'loseResult' }],
		['the job is gone', { on: 'job', trouble: 'cancel' }],
	] as const)('is packed again when %s', async (_what, fault) => {
		const world = await startWorld();
		const { id } = addFolder(world);
		world.portal.faults.add(fault);
		expect(wordsOf(await download(world, { folder: byId(id) }))).toContain('Signed');
		expect(requestCounts(world)[PACK]).toBeGreaterThanOrEqual(2);
	});

	it('is packed again when it is gone before it was fetched', async () => {
		const world = await startWorld();
		const { id } = addFolder(world);
		const acts = [() => world.portal.store.archives.clear()];
		world.portal.faults.add({ on: FETCH, acts });
		expect(wordsOf(await download(world, { folder: byId(id) }))).toContain('Signed');
		expect(requestCounts(world)[PACK]).toBe(2);
	});

	it('is fetched again from the start when the connection was cut', async () => {
		const world = await startWorld();
		const { id } = addFolder(world);
		world.portal.faults.add({ on: FETCH, cut: 'within' });
		expect(wordsOf(await download(world, { folder: byId(id) }))).toContain('Signed');
		expect(requestCounts(world)).toMatchObject({ [PACK]: 1, [FETCH]: 2 });
	});
});

describe('an archive that is not complete', () => {
	it('is an error with what DocSpace says of it', async () => {
		const world = await startWorld();
		const { id, signed } = addFolder(world);
		signed.contentGone = true;
		const { message } = failureOf(await download(world, { folder: byId(id) }));
		expect(message).toContain('The archive of “Contracts” is not complete');
		expect(message).toContain('signed.txt');
	});

	it('is an error where DocSpace says nothing of it', async () => {
		const world = await startWorld();
		const { id } = addFolder(world);
		const { portal } = world;
		const acts = [
			() => {
				for (const operation of portal.operations.listed()) operation.processed -= 1;
			},
		];
		portal.faults.add({ on: 'GET files/fileops', acts });
		const { message } = failureOf(await download(world, { folder: byId(id) }));
		expect(message).toContain('it holds only 2 of 3 entries');
	});

	it('is complete without what somebody has deleted meanwhile', async () => {
		const world = await startWorld();
		const { id, signed } = addFolder(world);
		const acts = [() => world.portal.trashFile(signed.id, world.manager.id)];
		world.portal.faults.add({ on: PACK, acts });
		const run = await download(world, { folder: byId(id) });
		expect(wordsOf(run)).not.toContain('Signed');
	});
});

it('sends the credential to no other address, though the portal redirects to its storage', async () => {
	const world = await startWorld();
	const { portal, sandbox } = world;
	portal.settings.objectStorage = sandbox.url.replace('127.0.0.1', 'localhost');
	const { id } = addFolder(world);
	expect(wordsOf(await download(world, { folder: byId(id) }))).toContain('Signed');
	expect(requestCounts(world)['GET storage']).toBe(1);
});

describe('a refusal', () => {
	it('names the Trash, or that there is no such folder', async () => {
		const world = await startWorld();
		const { id } = addFolder(world);
		world.portal.trashFolder(id, world.manager.id);
		const trashed = failureOf(await download(world, { folder: byId(id) }));
		expect(trashed.message).toContain("'Folder' names “Contracts”, which lies in the Trash");
		const unknown = failureOf(await download(world, { folder: byId(999_999) }));
		expect(unknown.message).toContain("'Folder' was not found");
	});

	it('says that the room denies downloads', async () => {
		const world = await startWorld();
		const { portal, manager } = world;
		const reader = colleague(world, 'Rita Reader');
		const { id } = portal.addRoom({
			title: 'Data',
			type: 'virtualData',
			owner: manager.id,
			denyDownload: true,
		});
		portal.share(id, reader.id, 'Read', { by: manager.id });
		const credentials = world.credentialsOf(reader);
		const run = await download(world, { folder: byId(id) }, { credentials });
		expect(failureOf(run).message).toContain('DocSpace does not let you download “Data”');
		expect(requestCounts(world)[PACK]).toBeUndefined();
	});

	it('names the scope that the key lacks, which is one to write', async () => {
		const world = await startWorld();
		const { id } = addFolder(world);
		const credentials = world.credentialsOf(world.manager, ['files:read']);
		const run = await download(world, { folder: byId(id) }, { credentials });
		expect(failureOf(run).message).toContain('lacks the scope files:write');
	});
});
