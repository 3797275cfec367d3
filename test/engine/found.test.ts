/** What the chaos tests have brought to light, each as small as it gets. */
import {
	addFiles,
	collect,
	move,
	PUT_MOVE,
	reasons,
	RENAME,
	titlesIn,
	whereIs,
} from '../harness/moving';
import { byId, endWorlds, onlyItem, startWorld, type World } from '../harness/world';

afterEach(endWorlds);

const ALLOWED = { options: { allowLossOfVersions: true } };

function addDrive({ portal, manager }: World) {
	return portal.addRoom({ title: 'Cloud', type: 'public', owner: manager.id, provider: 'drive' })
		.id;
}

describe('A proxy’s page in place of the answer to a write that was carried out', () => {
	it('does not hide that a file was renamed', async () => {
		const world = await startWorld();
		const [first, second] = ['Folder 1', 'Folder 2'].map((title) => {
			const folder = world.portal.addFolder(world.clientRoom, title).id;
			return world.portal.addFile(folder, 'offer.docx').id;
		});
		const files = await collect(world);
		world.portal.faults.add({ on: RENAME, answerAfter: 'htmlPage' });
		const report = await move(world, files);
		expect([...report.moved].sort()).toEqual([first, second]);
		expect(report.renamed).toEqual([{ id: second, from: 'offer.docx', to: 'offer (1).docx' }]);
	});

	it('does not lead to a second folder of the client', async () => {
		const world = await startWorld();
		world.portal.faults.add({ on: 'POST files/folder/{id}', answerAfter: 'htmlPage' });
		const run = await world.run({
			operation: 'folder.ensure',
			fields: { parentFolder: byId(world.archiveRoom), folderName: 'Fabrikam' },
		});
		const made = world.portal.journal
			.of('folder.created')
			.filter(({ title }) => title === 'Fabrikam');
		expect(made).toHaveLength(1);
		expect(onlyItem(run)).toMatchObject({ id: made[0]?.id, twins: [] });
	});
});

describe('Skip', () => {
	it('lets the next of two namesakes go when the first may not be moved', async () => {
		const world = await startWorld();
		const [first, second] = ['Folder 1', 'Folder 2'].map((title) => {
			const folder = world.portal.addFolder(world.clientRoom, title).id;
			return world.portal.addFile(folder, 'offer.docx').id;
		});
		const files = await collect(world);
		world.portal.openFile(first ?? 0, world.guest.id);
		const report = await move(world, files, { policy: 'skip' });
		expect(report.moved).toEqual([second]);
		expect(reasons(report.failed)).toEqual([expect.stringContaining('open in an editor')]);
	});

	it('does not say of a file that it was skipped for itself, brought there by another run', async () => {
		const world = await startWorld();
		const destination = addDrive(world);
		addFiles(world, 2);
		const files = await collect(world);
		const options = { destination, policy: 'skip', ...ALLOWED };
		const first = await move(world, files, options);
		const second = await move(world, files, options);
		expect(first.movedCount).toBe(2);
		expect(second.skipped).toEqual([]);
		expect(reasons(second.unknown)).toEqual([expect.stringContaining('another run')]);
	});
});

describe('Between storages', () => {
	it('a file that somebody renamed at the last moment is not called deleted', async () => {
		const world = await startWorld();
		const destination = addDrive(world);
		const [id = 0] = addFiles(world, 1);
		const files = await collect(world);
		world.portal.faults.add({
			on: PUT_MOVE,
			acts: [{ do: 'renameFile', id, title: 'Other.docx' }],
		});
		const report = await move(world, files, { destination, ...ALLOWED });
		expect(titlesIn(world, destination)).toEqual(['Other.docx']);
		expect(report.failed).toEqual([]);
		expect(reasons(report.unknown)).toEqual([expect.stringContaining('under another name')]);
	});
});

describe('Collect Room Files', () => {
	it('counts a file once that somebody moves from one folder to another meanwhile', async () => {
		const world = await startWorld();
		const { portal } = world;
		const drive = addDrive(world);
		const [upper, lower] = [
			portal.addFolder(drive, 'Upper').id,
			portal.addFolder(drive, 'Lower').id,
		];
		const deep = portal.addFolder(lower, 'Deep').id;
		const { id } = portal.addFile(upper, 'Contract.docx');
		portal.addFile(deep, 'Other.docx');
		// The upper folder has been read by the time that the deep one is asked for.
		let listings = 0;
		const list = portal.lister.list.bind(portal.lister);
		portal.lister.list = (folder, ...rest) => {
			if (folder.id === deep && listings === 0) portal.moveFile(id, deep);
			if (folder.id === deep) listings += 1;
			return list(folder, ...rest);
		};
		const run = await world.run({ operation: 'room.collectFiles', fields: { room: byId(drive) } });
		expect(onlyItem(run)).toMatchObject({ fileCount: 2 });
	});
});

describe('A destination that somebody puts into their Trash between two rounds', () => {
	it('leaves no file called moved, since nobody can see it any more', async () => {
		const world = await startWorld();
		const { portal, clientFolder } = world;
		addFiles(world, 1);
		const { title } = portal.addFile(world.clientRoom, 'offer.docx');
		const files = await collect(world);
		// The second file meets a namesake at the last moment, and is given a number for a second round.
		portal.faults.add({ on: 'job', acts: [{ do: 'addFile', parentId: clientFolder, title }] });
		portal.faults.add({ on: RENAME, acts: [{ do: 'trashFolder', id: clientFolder }] });
		const report = await move(world, files);
		expect(report.movedCount).toBe(0);
		expect(reasons(report.unknown)).toContainEqual(expect.stringContaining('deleted or closed'));
	});
});

describe('Keep Both', () => {
	it('finds a free name for a file whose title is all extension', async () => {
		const world = await startWorld();
		world.portal.addFiles(world.clientFolder, ['.env', '.env (1).env']);
		const { id } = world.portal.addFile(world.clientRoom, '.env');
		const report = await move(world, await collect(world));
		expect(report.complete).toBe(true);
		expect(whereIs(world, id)?.title).toBe('.env (2).env');
	});
});
