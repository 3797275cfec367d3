import { hintsOf } from '../harness/engine';
import { archiveClientRoom } from '../harness/operations/archivingClients';
import { colleague, addGuest } from '../harness/people';
import {
	byEmail,
	byId,
	endWorlds,
	fillRoom,
	onlyItem,
	startWorld,
	type World,
} from '../harness/world';

afterEach(endWorlds);

/** Moves files from the client's room into the client's folder, one item for each list of files. */
async function move({ run, clientFolder }: World, lists: Array<Array<number | string>>, more = {}) {
	return await run({
		operation: 'file.move',
		fields: {
			files: '={{ $json.files }}',
			destinationFolder: byId(clientFolder),
			ifFilesAreLeft: 'report',
		},
		items: lists.map((files) => ({ json: { files } })),
		...more,
	});
}

describe('n8n shows above the output of Move Files', () => {
	test('nothing when there is nothing to say', async () => {
		const world = await startWorld();
		const files = fillRoom(world, world.clientRoom, { folders: 1, filesEach: 3 });
		expect(hintsOf(await move(world, [files]))).toEqual([]);
	});

	test('how many files stayed, which and why; and how many were renamed', async () => {
		const world = await startWorld();
		const { portal, clientRoom, clientFolder } = world;
		const [report, ...others] = portal.addFiles(clientRoom, ['Report.docx', 'Plan.pdf', 'A.txt']);
		portal.addFile(clientFolder, 'Plan.pdf');
		portal.openFile(report?.id ?? 0, colleague(world, 'Ann Archer').id);
		const run = await move(world, [[report, ...others].map((file) => file?.id ?? 0)]);
		expect(hintsOf(run)).toEqual([
			'1 of 3 files stayed: Report.docx, open in an editor by Ann Archer',
			'1 file was renamed: Plan.pdf to Plan (1).pdf',
		]);
	});

	test('the sum of all items, with a few of the names', async () => {
		const world = await startWorld();
		const files = fillRoom(world, world.clientRoom, { folders: 10, filesEach: 3 });
		for (const file of files.slice(0, 9)) world.portal.lockFile(file, world.guest.id);
		const lists = files.map((file) => [file]);
		const hints = [
			'9 of 30 files stayed: File 0-0.docx, locked by Gus Guest; File 0-1.docx, locked by Gus Guest; File 0-2.docx, locked by Gus Guest; and 6 more',
		];
		expect(hintsOf(await move(world, lists))).toEqual(hints);
	});

	test('what stayed also of items that take the error branch', async () => {
		const world = await startWorld();
		const [first = 0, ...others] = fillRoom(world, world.clientRoom, { folders: 1, filesEach: 3 });
		world.portal.lockFile(first, world.guest.id);
		const run = await world.run({
			operation: 'file.move',
			fields: { files: [first, ...others].join(), destinationFolder: byId(world.clientFolder) },
			settings: { onError: 'continueErrorOutput' },
		});
		expect(hintsOf(run)).toEqual(['1 of 3 files stayed: File 0-0.docx, locked by Gus Guest']);
	});

	test('a title that looks like HTML as it is', async () => {
		const world = await startWorld();
		const locker = colleague(world, 'Ann <Sales>');
		const file = world.portal.addFile(world.clientRoom, 'A.txt', { lockedBy: locker.id });
		expect(hintsOf(await move(world, [[file.id]]))).toEqual([
			'1 of 1 file stayed: A.txt, locked by Ann &lt;Sales>',
		]);
	});
});

describe('n8n shows above the output of Archive Client Room', () => {
	test('that a dry run has changed nothing, and what would have stayed', async () => {
		const world = await startWorld();
		const { portal, clientRoom, clientFolder, guest } = world;
		portal.addFile(clientRoom, 'A.txt', { lockedBy: guest.id });
		portal.addFile(clientRoom, 'B.txt');
		portal.addFile(clientFolder, 'B.txt');
		expect(hintsOf(await archiveClientRoom(world, { dryRun: true }))).toEqual([
			'Dry run: nothing was changed',
			'1 of 2 files would stay: A.txt, locked by Gus Guest',
			'1 file would be renamed: B.txt to B (1).txt',
		]);
	});

	test('nothing when all went as expected', async () => {
		const world = await startWorld();
		fillRoom(world, world.clientRoom, { folders: 1, filesEach: 3 });
		expect(hintsOf(await archiveClientRoom(world))).toEqual([]);
	});
});

test('n8n shows above the output of Collect Room Files what cannot be moved now', async () => {
	const world = await startWorld();
	const { portal, clientRoom } = world;
	fillRoom(world, clientRoom, { folders: 1, filesEach: 3 });
	portal.openFile(portal.addFile(clientRoom, 'Offer.xlsx').id, colleague(world, 'Ann Archer').id);
	for (const output of ['room', 'file']) {
		const run = await world.run({
			operation: 'room.collectFiles',
			fields: { room: byId(clientRoom), output },
		});
		expect(hintsOf(run)).toEqual([
			'1 of 4 files cannot be moved now: Offer.xlsx, open in an editor by Ann Archer',
		]);
	}
});

test('n8n shows above the output of Ensure Folder that there are others of the name', async () => {
	const world = await startWorld();
	const { portal, archiveRoom } = world;
	const { id } = portal.addFolder(archiveRoom, 'Contoso');
	const run = await world.run({
		operation: 'folder.ensure',
		fields: { parentFolder: byId(archiveRoom), folderName: 'Contoso' },
		items: [{ json: {} }, { json: {} }],
	});
	expect(hintsOf(run)).toEqual([
		`DocSpace has more than one folder of this name: “Contoso” with the ID ${id}. Nothing was put into these.`,
	]);
});

describe('n8n shows above the output of Delete Guest', () => {
	test('that the guest is not in the room, and who is', async () => {
		const world = await startWorld();
		const { portal, manager, guest, clientRoom, archiveRoom } = world;
		const stranger = addGuest({ portal, manager, clientRoom: archiveRoom }, 'Sam Stranger');
		const run = await world.run({
			operation: 'guest.delete',
			fields: {
				guest: byEmail(stranger.email),
				onlyIfRoomIsEmpty: true,
				roomToBeEmpty: byId(clientRoom),
			},
		});
		expect(onlyItem(run)).toMatchObject({ alreadyGone: true });
		expect(hintsOf(run)).toEqual([
			`${stranger.email}: not in the room, so nobody’s access has ended. In it: Gus Guest (${guest.email})`,
		]);
	});

	test('nothing when the access has ended', async () => {
		const world = await startWorld();
		const run = await world.run({
			operation: 'guest.delete',
			fields: {
				guest: byEmail(world.guest.email),
				onlyIfRoomIsEmpty: true,
				roomToBeEmpty: byId(world.clientRoom),
			},
		});
		expect(onlyItem(run)).toMatchObject({ deleted: true });
		expect(hintsOf(run)).toEqual([]);
	});
});
