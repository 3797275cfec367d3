import type { EntryId } from '../../../sandbox';
import { failureOf } from '../../harness/failure';
import { byId, endWorlds, onlyItem, runnerOf, startWorld, type World } from '../../harness/world';

afterEach(endWorlds);

const runMove = runnerOf('file.move');

const move = async (world: World, files: unknown, fields: Record<string, unknown> = {}) =>
	await runMove(world, {
		files: JSON.stringify(files),
		destinationFolder: byId(world.clientFolder),
		...fields,
	});

/** What Folder → Get puts out of a new folder with a file in it. */
async function folderItem(world: World, title = 'Drafts', parent = world.clientRoom) {
	const { id } = world.portal.addFolder(parent, title);
	world.portal.addFile(id, 'draft.docx');
	return onlyItem(await world.run({ operation: 'folder.get', fields: { folder: byId(id) } }));
}

const parentOf = ({ portal }: World, id: unknown): EntryId => portal.folder(Number(id)).parentId;

describe('File: Move Files, given folders', () => {
	test('moves them whole beside the files, and a second time nothing', async () => {
		const world = await startWorld();
		const folder = await folderItem(world);
		// A folder and a file may have the same number.
		const file = world.portal.addFile(world.clientRoom, 'a.docx').id;
		const expected = { complete: true, requested: 2, movedCount: 2, failedCount: 0 };
		expect(onlyItem(await move(world, [file, folder]))).toMatchObject(expected);
		expect(parentOf(world, folder.id)).toBe(world.clientFolder);
		expect(world.portal.file(file).parentId).toBe(world.clientFolder);
		expect(onlyItem(await move(world, [file, folder]))).toMatchObject(expected);
	});

	test('takes a single folder as another operation puts it out', async () => {
		const world = await startWorld();
		const folder = await folderItem(world);
		expect(onlyItem(await move(world, folder))).toMatchObject({ requested: 1, movedCount: 1 });
	});

	test('never merges one, and names it like a file with the reason', async () => {
		const world = await startWorld();
		const folder = await folderItem(world);
		await folderItem(world, 'drafts', world.clientFolder);
		const free = world.portal.addFile(world.clientRoom, 'a.docx').id;
		const { message } = failureOf(await move(world, [folder, free]));
		expect(message).toMatch(/1 of 2 files was left behind: “Drafts”: .* holds a folder “drafts”/);
		const report = onlyItem(await move(world, [folder, free], { ifFilesAreLeft: 'report' }));
		expect(report).toMatchObject({ complete: false, failed: [{ id: folder.id, title: 'Drafts' }] });
		expect(parentOf(world, folder.id)).toBe(world.clientRoom);
	});

	test('says of one whose answer was lost that it is not known', async () => {
		const world = await startWorld();
		const folder = await folderItem(world);
		world.portal.faults.add({ on: 'PUT files/fileops/move', cut: 'before' });
		const report = onlyItem(await move(world, [folder], { ifFilesAreLeft: 'report' }));
		expect(report).toMatchObject({ complete: false, unknown: [{ id: folder.id }] });
	});
});
