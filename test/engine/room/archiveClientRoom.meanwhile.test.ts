import type { Act, EntryId } from '../../../sandbox';
import {
	archiveClientRoom,
	fillDeeply,
	guestIsIn,
	idsIn,
} from '../../harness/operations/archivingClients';
import type { WorkflowRun } from '../../harness/engine';
import { PUT_MOVE } from '../../harness/operations/moving';
import { startWorkers } from '../../harness/workers';
import { byId, endWorlds, onlyItem, startWorld, type World } from '../../harness/world';

afterEach(endWorlds);

/** Takes the client's folder away, wherever and whichever it is by then. */
function takeFolderAway({ archiveRoom, manager }: World): Act {
	return (portal) => {
		for (const { id, title } of [...portal.folder(archiveRoom).folders.values()]) {
			if (title === 'Contoso') portal.trashFolder(id, manager.id);
		}
	};
}

describe('Archive Client Room when the client’s folder is taken away meanwhile', () => {
	it.each([
		['flatten', 'before it has looked into it', 'GET files/{id}/subfolders', 2],
		['keep', 'before it has looked into it', 'GET files/{id}/subfolders', 2],
		['flatten', 'when it begins to move', PUT_MOVE, 1],
		['keep', 'when it begins to move', PUT_MOVE, 1],
	])('makes another one and goes on (%s, %s)', async (folders, _, on, nth) => {
		const world = await startWorld();
		fillDeeply(world);
		const removal = takeFolderAway(world);
		const afterwards: Act = (portal) =>
			portal.faults.add({ on: 'GET files/{id}', acts: [removal] });
		world.portal.faults.add({ on, nth, acts: [on === PUT_MOVE ? removal : afterwards] });

		const report = onlyItem(await archiveClientRoom(world, { folders }));

		const [folder, ...more] = [...world.portal.folder(world.archiveRoom).folders.values()];
		expect(more).toEqual([]);
		expect(report).toMatchObject({
			complete: true,
			movedCount: 5,
			archiveFolderId: folder?.id,
			folderCreated: true,
			guests: [{ deleted: true }],
		});
		expect(folder?.id).not.toBe(world.clientFolder);
		expect(world.portal.filesBelow(folder?.id ?? 0)).toHaveLength(5);
	});

	it('gives up when it happens again and again, and names every file', async () => {
		const world = await startWorld();
		fillDeeply(world);
		const removal = takeFolderAway(world);
		world.portal.faults.add({ on: PUT_MOVE, times: 0, acts: [removal] });

		const report = onlyItem(
			await archiveClientRoom(world, { folders: 'flatten', ifFilesAreLeft: 'report' }),
		);

		expect(report).toMatchObject({ complete: false, movedCount: 0, guests: [] });
		expect(idsIn(report.failed)).toHaveLength(5);
		expect(world.portal.filesBelow(world.clientRoom)).toHaveLength(5);
		expect(guestIsIn(world)).toBe(true);
	});

	it('names what lay in it already and went into the Trash with it', async () => {
		const world = await startWorld({ msPerFile: 50 });
		fillDeeply(world);
		world.portal.faults.add({ on: 'job', file: 3, acts: [takeFolderAway(world)] });

		const report = onlyItem(
			await archiveClientRoom(world, { folders: 'flatten', ifFilesAreLeft: 'report' }),
		);

		const inArchive = world.portal.filesBelow(world.archiveRoom).length;
		expect(report).toMatchObject({ complete: false, requested: 5, movedCount: inArchive });
		expect([...idsIn(report.failed), ...idsIn(report.unknown)]).toHaveLength(5 - inArchive);
		expect(world.portal.filesBelow(world.clientRoom)).toEqual([]);
		expect(guestIsIn(world)).toBe(true);
	});
});

describe('Archive Client Room, several runs at the same time', () => {
	/** Rooms of one client, with four files each. */
	function roomsOf({ portal, manager }: World, count: number): EntryId[] {
		return Array.from({ length: count }, (_, room) => {
			const { id } = portal.addRoom({ title: `Deal ${room}`, type: 'custom', owner: manager.id });
			const folder = portal.addFolder(id, `Part ${room}`);
			portal.addFiles(id, [`Offer ${room}.pdf`, 'Notes.docx']);
			portal.addFiles(folder.id, [`Plan ${room}.docx`, 'Notes.docx']);
			return id;
		});
	}

	function foldersOf({ portal, archiveRoom }: World, client: string) {
		return [...portal.folder(archiveRoom).folders.values()].filter(({ title }) => title === client);
	}

	it.each(['flatten', 'keep'])(
		'eight rooms of a new client end in one folder, in one n8n (%s)',
		async (folders) => {
			const world = await startWorld({ msPerFile: 5 });
			const rooms = roomsOf(world, 8);

			const runs = await Promise.all(
				rooms.map(async (room) => {
					const fields = {
						room: byId(room),
						clientName: 'Fabrikam',
						whoseAccess: 'nobody',
						folders,
					};
					return await archiveClientRoom(world, { ...fields, ifFilesAreLeft: 'report' });
				}),
			);

			const [folder, ...more] = foldersOf(world, 'Fabrikam');
			expect(more).toEqual([]);
			expect(runs.map((run) => onlyItem(run).archiveFolderId)).toEqual(rooms.map(() => folder?.id));
			expect(runs.filter((run) => onlyItem(run).folderCreated)).toHaveLength(1);
			expectAllAccountedFor(world, rooms, runs);
		},
	);

	it.each([4, 5])(
		'rooms of a new client end in one folder when workers start together (%i)',
		async (seed) => {
			const world = await startWorld({ seed, msPerFile: 5, folderCommitMs: 600 });
			const rooms = roomsOf(world, 4);
			const workers = await startWorkers(world, 4);

			const runs = await Promise.all(
				rooms.map(async (room, at) => {
					const fields = { room: byId(room), clientName: 'Fabrikam', whoseAccess: 'nobody' };
					const nodeTypes = workers[at % workers.length];
					return await archiveClientRoom(
						world,
						{ ...fields, ifFilesAreLeft: 'report' },
						{ nodeTypes },
					);
				}),
			);

			const [folder, ...more] = foldersOf(world, 'Fabrikam');
			expect(more).toEqual([]);
			expect(runs.map((run) => onlyItem(run).archiveFolderId)).toEqual(rooms.map(() => folder?.id));
			expectAllAccountedFor(world, rooms, runs);
		},
	);

	/** Every file lies in the archive or in its room, and each that stayed is named. */
	function expectAllAccountedFor(
		{ portal, archiveRoom }: World,
		rooms: EntryId[],
		runs: WorkflowRun[],
	) {
		const left = rooms.map((room) => portal.filesBelow(room).length);
		const named = runs.map((run) => {
			const { failed, skipped, unknown } = onlyItem(run);
			return [failed, skipped, unknown].flatMap(idsIn).length;
		});
		expect(named).toEqual(left);
		const total = left.reduce((sum, count) => sum + count, 0);
		expect(portal.filesBelow(archiveRoom)).toHaveLength(rooms.length * 4 - total);
	}

	it('runs on one room take turns: the second finds it emptied', async () => {
		const world = await startWorld({ msPerFile: 50 });
		fillDeeply(world);

		const runs = await Promise.all(
			[1, 2, 3].map(async () => await archiveClientRoom(world, { folders: 'flatten' })),
		);

		const counts = runs.map((run) => onlyItem(run).requested).sort();
		expect(counts).toEqual([0, 0, 5]);
		expect(world.portal.requests.to(PUT_MOVE)).toHaveLength(1);
		expect(guestIsIn(world)).toBe(false);
	});

	it('runs on different rooms, and dry runs, do not wait for each other', async () => {
		const world = await startWorld({ msPerFile: 1000 });
		fillDeeply(world);
		const [other = 0] = roomsOf(world, 1);
		const ended: string[] = [];
		const note = (name: string) => (run: WorkflowRun) => {
			ended.push(name);
			return onlyItem(run);
		};
		const fields = { room: byId(other), clientName: 'Fabrikam', whoseAccess: 'nobody' };

		await Promise.all([
			archiveClientRoom(world).then(note('first')),
			archiveClientRoom(world, fields).then(note('other room')),
			archiveClientRoom(world, { dryRun: true }).then(note('dry run')),
		]);

		expect(ended).toEqual(['dry run', 'other room', 'first']);
	});

	it('a run that is cancelled while it waits for the room ends at once, and the next one goes on', async () => {
		const world = await startWorld({ msPerFile: 1000 });
		fillDeeply(world);
		const cancel = new AbortController();
		const ended: string[] = [];

		const first = archiveClientRoom(world).then((run) => {
			ended.push('first');
			return run;
		});
		const waiting = archiveClientRoom(world, {}, { signal: cancel.signal }).then((run) => {
			ended.push('waiting');
			return run;
		});
		const next = archiveClientRoom(world);
		world.portal.faults.add({ on: PUT_MOVE, acts: [() => cancel.abort()] });

		expect((await waiting).status).toBe('canceled');
		expect(onlyItem(await first)).toMatchObject({ complete: true, requested: 5 });
		expect(onlyItem(await next)).toMatchObject({ complete: true, requested: 0 });
		expect(ended).toEqual(['waiting', 'first']);
	});
});
