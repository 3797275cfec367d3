import type { Act, EntryId, Fault } from '../../../sandbox';
import { NODE_NAME, type WorkflowRun } from '../../harness/engine';
import { failureOf } from '../../harness/failure';
import { isRecord } from '../../harness/guards';
import { POLL, PUT_MOVE, titlesIn } from '../../harness/moving';
import { addPerson, colleague } from '../../harness/people';
import { writesTo } from '../../harness/requests';
import { startWorkers } from '../../harness/workers';
import {
	byEmail,
	byId,
	endWorlds,
	fillRoom,
	onlyItem,
	type RunOptions,
	startWorld,
	type World,
} from '../../harness/world';

afterEach(endWorlds);

const NOBODY = { __rl: true, mode: 'list', value: '' };

async function archive(
	world: World,
	fields: RunOptions['fields'] = {},
	options: Omit<RunOptions, 'operation' | 'fields'> = {},
): Promise<WorkflowRun> {
	return await world.run({
		operation: 'room.archiveClientRoom',
		fields: {
			room: byId(world.clientRoom),
			archiveFolder: byId(world.archiveRoom),
			clientName: 'Contoso',
			guest: byEmail(world.guest.email),
			...fields,
		},
		...options,
	});
}

/** Whether the guest still has their place in the client's room. */
function guestIsIn({ portal, guest, clientRoom }: World): boolean {
	return portal
		.state()
		.shares.some(({ subject, entryId }) => subject === guest.id && entryId === clientRoom);
}

function isArchived({ portal, clientRoom }: World): boolean {
	return portal.store.rootOf(portal.folder(clientRoom)) === portal.store.archiveRoot;
}

/** The files below a folder as paths, sorted. */
function treeOf({ portal }: Pick<World, 'portal'>, folderId: EntryId): string[] {
	const folder = portal.folder(folderId);
	return [
		...[...folder.files.values()].map(({ title }) => title),
		...[...folder.folders.values()].flatMap(({ id, title }) =>
			treeOf({ portal }, id).map((path) => `${title}/${path}`),
		),
	].sort();
}

/** A room with a file at the top and folders two levels deep. */
function fillDeeply({ portal, clientRoom }: World) {
	portal.addFiles(clientRoom, ['brief.docx']);
	const contracts = portal.addFolder(clientRoom, 'Contracts').id;
	const [contract] = portal.addFiles(contracts, ['contract.pdf', 'annex.pdf']);
	const signed = portal.addFolder(contracts, 'Signed').id;
	portal.addFiles(signed, ['contract.pdf']);
	const drafts = portal.addFolder(clientRoom, 'Drafts').id;
	portal.addFiles(drafts, ['draft.docx']);
	if (!contract) throw new Error('No contract');
	return { contracts, signed, drafts, contract };
}

const DEEP = [
	'Contracts/Signed/contract.pdf',
	'Contracts/annex.pdf',
	'Contracts/contract.pdf',
	'Drafts/draft.docx',
	'brief.docx',
];

describe('Archive Client Room does the whole job', () => {
	it('moves all files into the client’s folder, flat, and ends the guest’s access', async () => {
		const world = await startWorld();
		fillDeeply(world);
		const report = onlyItem(await archive(world));
		expect(report).toMatchObject({
			roomId: world.clientRoom,
			roomTitle: 'Contoso',
			clientName: 'Contoso',
			archiveFolderId: world.clientFolder,
			folderCreated: false,
			dryRun: false,
			complete: true,
			fileCount: 5,
			movedCount: 5,
			renamed: [{ from: 'contract.pdf', to: 'contract (1).pdf' }],
			skipped: [],
			failed: [],
			unknown: [],
			guest: { email: world.guest.email, deleted: true, level: 'guestList', stillHasAccess: [] },
			roomArchived: false,
		});
		expect(titlesIn(world)).toEqual([
			'annex.pdf',
			'brief.docx',
			'contract (1).pdf',
			'contract.pdf',
			'draft.docx',
		]);
		expect(world.portal.filesBelow(world.clientRoom)).toEqual([]);
		expect(guestIsIn(world)).toBe(false);
		expect(isArchived(world)).toBe(false);
	});

	it('creates the client’s folder where there is none', async () => {
		const world = await startWorld();
		fillDeeply(world);
		const report = onlyItem(await archive(world, { clientName: 'Fabrikam: Ltd' }));
		expect(report).toMatchObject({ folderCreated: true, archiveFolderTitle: 'Fabrikam_ Ltd' });
		const folders = [...world.portal.folder(world.archiveRoom).folders.values()];
		const made = folders.find(({ title }) => title === 'Fabrikam_ Ltd');
		expect(made?.files.size).toBe(5);
		expect(report.archiveFolderId).toBe(made?.id);
	});

	it('archives the room at the very end, when the guest’s access has ended', async () => {
		const world = await startWorld();
		fillDeeply(world);
		const report = onlyItem(await archive(world, { archiveRoom: true }));
		expect(report).toMatchObject({ complete: true, guest: { deleted: true }, roomArchived: true });
		expect(isArchived(world)).toBe(true);
		expect(guestIsIn(world)).toBe(false);
		expect(writesTo(world).at(-1)).toBe('PUT files/rooms/{id}/archive');
	});

	it('ends nobody’s access when Guest is empty', async () => {
		const world = await startWorld();
		fillDeeply(world);
		const report = onlyItem(await archive(world, { guest: NOBODY, archiveRoom: true }));
		expect(report).toMatchObject({ complete: true, guest: null, roomArchived: true });
		expect(guestIsIn(world)).toBe(true);
	});

	it.each([
		['flatten', 'guestList'],
		['keep', 'guestList'],
		['keep', 'oneRoom'],
	])('comes to the same end when it runs again (%s, %s)', async (folders, level) => {
		const world = await startWorld();
		fillDeeply(world);
		const fields = { folders, level, archiveRoom: true };
		onlyItem(await archive(world, fields));
		const after = treeOf(world, world.archiveRoom);
		world.portal.requests.reset();
		const again = onlyItem(await archive(world, fields));
		expect(again).toMatchObject({
			complete: true,
			fileCount: 0,
			guest: { deleted: false, alreadyGone: true },
			roomArchived: true,
		});
		expect(treeOf(world, world.archiveRoom)).toEqual(after);
		expect(writesTo(world)).toEqual([]);
	});

	it.each(['flatten', 'keep'])('moves 1,000 files of 100 folders (%s)', async (folders) => {
		const world = await startWorld({ msPerFile: 3, tieOrder: 'shuffled' });
		fillRoom(world, world.clientRoom, { folders: 100, filesEach: 10 });
		const report = onlyItem(await archive(world, { folders, archiveRoom: true }));
		expect(report).toMatchObject({
			complete: true,
			fileCount: 1000,
			movedCount: 1000,
			roomArchived: true,
		});
		expect(world.portal.filesBelow(world.clientFolder)).toHaveLength(1000);
		expect(world.portal.folder(world.clientFolder).folders.size).toBe(folders === 'keep' ? 100 : 0);
	});
});

describe('Archive Client Room with Keep Structure', () => {
	const keep = { folders: 'keep' };

	it('moves folders as they are, by the portal’s own folder move', async () => {
		const world = await startWorld();
		const { contracts, signed, drafts } = fillDeeply(world);
		const report = onlyItem(await archive(world, keep));
		expect(report).toMatchObject({ complete: true, fileCount: 5, movedCount: 5, renamed: [] });
		expect(treeOf(world, world.clientFolder)).toEqual(DEEP);
		for (const id of [contracts, drafts]) {
			expect(world.portal.folder(id).parentId).toBe(world.clientFolder);
		}
		expect(world.portal.folder(signed).parentId).toBe(contracts);
		expect(guestIsIn(world)).toBe(false);
	});

	it('does so on version 3.6.1 too', async () => {
		const world = await startWorld({ portalVersion: '3.6.1', msPerFile: 5 });
		const { contract } = fillDeeply(world);
		world.portal.openFile(contract.id, colleague(world).id);
		const open = onlyItem(await archive(world, { ...keep, ifFilesAreLeft: 'report' }));
		expect(open).toMatchObject({ movedCount: 4, failed: [{ id: contract.id }], guest: null });
		world.portal.closeFile(contract.id);
		expect(onlyItem(await archive(world, keep))).toMatchObject({ complete: true, movedCount: 1 });
		expect(treeOf(world, world.clientFolder)).toEqual(DEEP);
	});

	it.each(['drive', 'dropbox'] as const)(
		'keeps folders from and to third-party storage, as files that are copied (%s)',
		async (provider) => {
			const world = await startWorld();
			const { portal, manager } = world;
			fillDeeply(world);
			const cloud = portal.addRoom({ title: 'Cloud', type: 'custom', owner: manager.id, provider });
			const into = { ...keep, archiveFolder: byId(cloud.id), guest: NOBODY };
			expect(failureOf(await archive(world, into)).message).toContain('Allow Loss of Versions');
			expect(writesTo(world)).toEqual([]);

			const options = { allowLossOfVersions: true };
			const there = onlyItem(await archive(world, { ...into, options }));
			expect(there).toMatchObject({ complete: true, movedCount: 5 });
			expect(treeOf(world, cloud.id)).toEqual(DEEP.map((path) => `Contoso/${path}`));

			const back = onlyItem(
				await archive(world, { ...keep, room: byId(cloud.id), guest: NOBODY, options }),
			);
			expect(back).toMatchObject({ complete: true, movedCount: 5 });
			expect(treeOf(world, world.clientFolder)).toEqual(DEEP.map((path) => `Contoso/${path}`));
		},
	);

	it.each<[string, (world: World) => Fault]>([
		[
			'closes the archive to the user',
			({ portal, archiveRoom, manager }) => ({
				on: PUT_MOVE,
				acts: [
					() => {
						const other = addPerson({ portal }, 'Otto');
						portal.folder(archiveRoom).createdBy = other.id;
						portal.share(archiveRoom, manager.id, 'Read', { by: other.id });
					},
				],
			}),
		],
		['closes the portal for writing', () => ({ on: PUT_MOVE, times: 0, answer: 'dailyLimit' })],
		['revokes the key', () => ({ on: PUT_MOVE, times: 0, answer: 'unauthorized' })],
	])('names every file when somebody %s meanwhile', async (_, fault) => {
		const world = await startWorld();
		fillDeeply(world);
		world.portal.faults.add(fault(world));
		const report = onlyItem(await archive(world, { ...keep, ifFilesAreLeft: 'report' }));
		const { movedCount, failed, unknown } = report;
		expect(report).toMatchObject({ complete: false, fileCount: 5, guest: null });
		expect(movedCount).toBe(0);
		expect([...idsIn(failed), ...idsIn(unknown)]).toHaveLength(5);
		expect(guestIsIn(world)).toBe(true);
	});

	it('fills up folders that the client has already, and renames what clashes', async () => {
		const world = await startWorld();
		const { portal, clientFolder } = world;
		fillDeeply(world);
		const there = portal.addFolder(clientFolder, 'contracts').id;
		portal.addFiles(there, ['CONTRACT.pdf', 'old.pdf']);
		portal.addFolder(there, 'Signed');
		const report = onlyItem(await archive(world, keep));
		expect(report).toMatchObject({
			complete: true,
			movedCount: 5,
			renamed: [{ from: 'contract.pdf', to: 'contract (1).pdf' }],
		});
		expect(treeOf(world, clientFolder)).toEqual([
			'Drafts/draft.docx',
			'brief.docx',
			'contracts/CONTRACT.pdf',
			'contracts/Signed/contract.pdf',
			'contracts/annex.pdf',
			'contracts/contract (1).pdf',
			'contracts/old.pdf',
		]);
		expect(portal.filesBelow(world.clientRoom)).toEqual([]);
	});

	it.each([
		['skip', { complete: false, movedCount: 4 }],
		['overwrite', { complete: true, movedCount: 5 }],
	])('treats clashes in merged folders as asked: %s', async (conflictPolicy, expected) => {
		const world = await startWorld();
		const { contract } = fillDeeply(world);
		const there = world.portal.addFolder(world.clientFolder, 'Contracts').id;
		const [old] = world.portal.addFiles(there, ['contract.pdf']);
		const report = onlyItem(
			await archive(world, { ...keep, conflictPolicy, ifFilesAreLeft: 'report' }),
		);
		expect(report).toMatchObject(expected);
		expect(treeOf(world, world.clientFolder)).toEqual(DEEP);
		if (conflictPolicy === 'overwrite') {
			expect(old?.versions).toHaveLength(2);
			expect(report.guest).toMatchObject({ deleted: true });
		} else {
			expect(report).toMatchObject({ skipped: [{ id: contract.id }], guest: null });
			expect(guestIsIn(world)).toBe(true);
		}
	});

	it('brings two folders of one name into one folder', async () => {
		const world = await startWorld();
		const { portal, clientRoom } = world;
		for (const title of ['Plans', 'Plans']) {
			portal.addFiles(portal.addFolder(clientRoom, title).id, ['plan.docx']);
		}
		const report = onlyItem(await archive(world, keep));
		expect(report).toMatchObject({ complete: true, movedCount: 2 });
		expect(treeOf(world, world.clientFolder)).toEqual(['Plans/plan (1).docx', 'Plans/plan.docx']);
	});

	it.each(['known', 'fresh'])(
		'leaves only the locked file and moves all around it (%s lock)',
		async (lock) => {
			const world = await startWorld();
			const { portal } = world;
			const { contract } = fillDeeply(world);
			const { id: by } = colleague(world);
			if (lock === 'known') portal.lockFile(contract.id, by);
			else {
				portal.faults.add({ on: PUT_MOVE, acts: [{ do: 'lockFile', id: contract.id, by }] });
			}
			const report = onlyItem(await archive(world, { ...keep, ifFilesAreLeft: 'report' }));
			expect(report).toMatchObject({
				complete: false,
				fileCount: 5,
				movedCount: 4,
				failed: [{ id: contract.id, title: 'contract.pdf', reason: 'locked by Ann Archer' }],
				unknown: [],
				guest: null,
			});
			expect(treeOf(world, world.clientFolder)).toEqual(
				DEEP.filter((path) => path !== 'Contracts/contract.pdf'),
			);
			expect(treeOf(world, world.clientRoom)).toEqual(['Contracts/contract.pdf']);

			portal.unlockFile(contract.id);
			expect(onlyItem(await archive(world, keep))).toMatchObject({
				complete: true,
				movedCount: 1,
				guest: { deleted: true },
			});
			expect(treeOf(world, world.clientFolder)).toEqual(DEEP);
		},
	);

	it.each<[string, (world: World) => Fault]>([
		['unanswered, and accepted', () => ({ on: PUT_MOVE, cut: 'after' })],
		['answered by a proxy, and not accepted', () => ({ on: PUT_MOVE, answer: 'gatewayTimeout' })],
		[
			'whose result somebody else has read',
			({ manager }) => ({ on: POLL, acts: [{ do: 'stealResults', userId: manager.id }] }),
		],
		['that waits in the queue for long', () => ({ on: 'job', times: 2, delayMs: 90_000 })],
	])('comes to the end with a folder move %s', async (_, fault) => {
		const world = await startWorld();
		fillDeeply(world);
		world.portal.faults.add(fault(world));
		const report = onlyItem(await archive(world, { ...keep, ifFilesAreLeft: 'report' }));
		expect(report).toMatchObject({ complete: true, fileCount: 5, movedCount: 5 });
		expect(treeOf(world, world.clientFolder)).toEqual(DEEP);
		expect(guestIsIn(world)).toBe(false);
	});

	it('takes nothing for moved that the portal has not moved', async () => {
		const world = await startWorld();
		fillDeeply(world);
		world.portal.faults.add({ on: 'job', times: 0, delayMs: 3_600_000 });
		const report = onlyItem(
			await archive(world, { ...keep, ifFilesAreLeft: 'report', options: { maxWait: 5 } }),
		);
		expect(report).toMatchObject({ complete: false, movedCount: 0, failed: [], guest: null });
		expect(report.unknown).toHaveLength(5);
		expect(guestIsIn(world)).toBe(true);
	});

	it('leaves files of a form room that DocSpace never moves, and names them', async () => {
		const world = await startWorld();
		const { portal, manager } = world;
		const forms = portal.addRoom({ title: 'Forms', type: 'form', owner: manager.id });
		const [, inProcess] = [...forms.folders.values()];
		const inner = portal.addFolder(inProcess?.id ?? 0, 'Order form', { type: 28 });
		portal.addFile(inner.id, 'half filled.pdf', { isForm: true });
		portal.addFile(forms.id, 'form.pdf', { isForm: true });
		const report = onlyItem(
			await archive(world, { ...keep, room: byId(forms.id), ifFilesAreLeft: 'report' }),
		);
		expect(report).toMatchObject({
			movedCount: 1,
			failed: [
				{
					title: 'half filled.pdf',
					reason: expect.stringContaining('“Order form” of a form room'),
				},
			],
		});
	});
});

describe('Archive Client Room stops where something was left behind', () => {
	it.each(['flatten', 'keep'])(
		'revokes nothing and archives nothing when a file is locked (%s)',
		async (folders) => {
			const world = await startWorld();
			const { contract } = fillDeeply(world);
			world.portal.lockFile(contract.id, colleague(world).id);
			const run = await archive(world, { folders, archiveRoom: true });
			expect(failureOf(run).message).toBe(
				'1 of 5 files were left behind: “contract.pdf”: locked by Ann Archer',
			);
			expect(guestIsIn(world)).toBe(true);
			expect(isArchived(world)).toBe(false);
			expect(writesTo(world)).not.toContain('DELETE people/guests');
		},
	);

	it('puts the report on the error branch, or out when it is to report', async () => {
		const world = await startWorld();
		const { contract } = fillDeeply(world);
		world.portal.lockFile(contract.id, colleague(world).id);
		const expected = {
			complete: false,
			fileCount: 5,
			failed: [{ id: contract.id, title: 'contract.pdf', reason: 'locked by Ann Archer' }],
			guest: null,
			roomArchived: false,
		};
		const reported = onlyItem(await archive(world, { ifFilesAreLeft: 'report' }));
		expect(reported).toMatchObject({ ...expected, movedCount: 4 });
		const failed = await archive(world, {}, { settings: { onError: 'continueErrorOutput' } });
		expect(failed.json(NODE_NAME, 1)).toMatchObject([
			{ details: { ...expected, fileCount: 1, movedCount: 0 } },
		]);
		expect(guestIsIn(world)).toBe(true);
	});

	it('counts a file that comes into the room while the others are moved', async () => {
		const world = await startWorld();
		const { portal, clientRoom } = world;
		fillDeeply(world);
		portal.faults.add({
			on: PUT_MOVE,
			acts: [{ do: 'addFile', parentId: clientRoom, title: 'late.docx' }],
		});
		const report = onlyItem(await archive(world, { ifFilesAreLeft: 'report' }));
		expect(report).toMatchObject({
			complete: false,
			fileCount: 6,
			movedCount: 5,
			failed: [{ title: 'late.docx', reason: expect.stringContaining('run again') }],
			guest: null,
		});
		expect(onlyItem(await archive(world))).toMatchObject({ complete: true, movedCount: 1 });
		expect(guestIsIn(world)).toBe(false);
	});

	it('keeps the guest’s access when a file comes right before it would end', async () => {
		const world = await startWorld();
		const { portal, clientRoom } = world;
		fillDeeply(world);
		const acts: Act[] = [{ do: 'addFile', parentId: clientRoom, title: 'late.docx' }];
		// By then everything was moved, and the room has been found empty.
		portal.faults.add({ on: 'GET files/rooms', acts });
		const run = await archive(world, {}, { settings: { onError: 'continueErrorOutput' } });
		expect(run.json(NODE_NAME, 1)).toMatchObject([
			{
				error: 'The room still holds 1 file, so the guest keeps their access',
				details: { filesLeft: 1, movedCount: 5, guest: null },
			},
		]);
		expect(guestIsIn(world)).toBe(true);
	});

	it.each<[string, RunOptions['fields'], RegExp]>([
		['nobody', { guest: byEmail('typo@client.example') }, /'Guest'/],
		['a member', { guest: byEmail('olga@company.example') }, /'Guest'/],
		['an expression without a value', { guest: '={{ $json.nothing }}' }, /'Guest' is empty/],
		['no client', { clientName: '={{ $json.nothing }}' }, /'Client Name' is empty/],
	])('writes nothing when a field names %s', async (_, fields, message) => {
		const world = await startWorld();
		fillDeeply(world);
		const run = await archive(world, { clientName: 'New client', ...fields });
		expect(failureOf(run).message).toMatch(message);
		expect(writesTo(world)).toEqual([]);
	});

	it('writes nothing when the archive lies in the room itself', async () => {
		const world = await startWorld();
		fillDeeply(world);
		const run = await archive(world, {
			archiveFolder: byId(world.clientRoom),
			clientName: 'Contoso',
		});
		expect(failureOf(run).message).toMatch(/'Archive In' .* the room being emptied/);
		expect(writesTo(world)).toEqual([]);
	});

	it('writes nothing when the room could not be archived in the end', async () => {
		const world = await startWorld();
		fillDeeply(world);
		const manager = colleague(world);
		world.portal.share(world.archiveRoom, manager.id, 'RoomManager', { by: world.manager.id });
		const credentials = world.credentialsOf(manager);
		const run = await archive(world, { guest: NOBODY, archiveRoom: true }, { credentials });
		expect(failureOf(run).message).toBe(
			"'Archive Room Afterwards' is on, but the user behind the credential may not archive “Contoso”",
		);
		expect(writesTo(world)).toEqual([]);
		const moved = onlyItem(await archive(world, { guest: NOBODY }, { credentials }));
		expect(moved).toMatchObject({ complete: true, movedCount: 5 });
	});
});

describe('Archive Client Room as a dry run', () => {
	const dryRun = true;

	it('tells what it would do and changes nothing', async () => {
		const world = await startWorld();
		fillDeeply(world);
		const before = JSON.stringify(world.portal.state());
		const journal = world.portal.journal.entries.length;
		const report = onlyItem(await archive(world, { dryRun, clientName: 'New', archiveRoom: true }));
		expect(report).toMatchObject({
			dryRun: true,
			complete: true,
			archiveFolderId: null,
			folderCreated: true,
			fileCount: 5,
			movedCount: 5,
			renamed: [{ from: 'contract.pdf', to: 'contract (1).pdf' }],
			guest: { email: world.guest.email, deleted: true },
			roomArchived: true,
		});
		expect(writesTo(world)).toEqual([]);
		expect(world.portal.journal.entries).toHaveLength(journal);
		expect(JSON.stringify(world.portal.state())).toBe(before);
	});

	it('names blocked files, and that the guest would keep their access', async () => {
		const world = await startWorld();
		const { contract } = fillDeeply(world);
		world.portal.lockFile(contract.id, colleague(world).id);
		for (const folders of ['flatten', 'keep']) {
			const report = onlyItem(await archive(world, { dryRun, folders }));
			expect(report).toMatchObject({
				complete: false,
				movedCount: 4,
				failed: [{ id: contract.id, reason: 'locked by Ann Archer' }],
				guest: null,
			});
		}
		expect(writesTo(world)).toEqual([]);
	});

	it.each(
		['keepBoth', 'skip', 'overwrite'].flatMap((policy) => [
			[policy, 'flatten'],
			[policy, 'keep'],
		]),
	)('foresees what then happens (%s, %s)', async (conflictPolicy, folders) => {
		const world = await startWorld();
		const { portal, clientFolder } = world;
		fillDeeply(world);
		portal.addFiles(clientFolder, ['BRIEF.docx', 'annex.pdf', 'README.']);
		// Which nobody may give a number: its content would be gone (docspace-api.md 6.8).
		portal.addFiles(world.clientRoom, ['README.']);
		const there = portal.addFolder(clientFolder, 'Contracts').id;
		portal.addFiles(there, ['contract.pdf']);
		const fields = { conflictPolicy, folders, ifFilesAreLeft: 'report' };
		const foreseen = onlyItem(await archive(world, { ...fields, dryRun }));
		expect(writesTo(world)).toEqual([]);
		const done = onlyItem(await archive(world, fields));
		const keys = ['complete', 'fileCount', 'movedCount', 'archiveFolderId'];
		for (const key of keys) expect([key, foreseen[key]]).toEqual([key, done[key]]);
		expect(sorted(foreseen.renamed)).toEqual(sorted(done.renamed));
		for (const list of ['skipped', 'failed']) {
			expect(idsIn(foreseen[list])).toEqual(idsIn(done[list]));
		}
		expect([...portal.store.files.values()].some(({ contentGone }) => contentGone)).toBe(false);
	});

	it.each(['flatten', 'keep'])('knows what a form room takes (%s)', async (folders) => {
		const world = await startWorld();
		const { portal, clientRoom, manager } = world;
		const { contracts } = fillDeeply(world);
		portal.addFile(contracts, 'order.pdf', { isForm: true });
		portal.addFile(clientRoom, 'order.pdf', { isForm: true });
		const forms = portal.addRoom({ title: 'Forms', type: 'form', owner: manager.id }).id;
		const fields = { archiveFolder: byId(forms), folders, ifFilesAreLeft: 'report' };
		const foreseen = onlyItem(await archive(world, { ...fields, dryRun }));
		const done = onlyItem(await archive(world, fields));
		expect(done).toMatchObject({ complete: false, movedCount: 2 });
		expect(foreseen.movedCount).toBe(2);
		expect(sorted(foreseen.failed)).toEqual(sorted(done.failed));
		expect(sorted(foreseen.renamed)).toEqual(sorted(done.renamed));
		expect(writesTo(world).filter((route) => route === PUT_MOVE)).toHaveLength(2);
	});
});

describe('Archive Client Room with a manifest', () => {
	/** The lines of the CSV that was uploaded last. */
	function uploaded({ portal }: World): string[] {
		const content = portal.journal.of('file.uploaded').at(-1)?.content;
		return String(content).split('\r\n');
	}

	it.each(['flatten', 'keep'])(
		'lists every moved file in the client’s folder (%s)',
		async (folders) => {
			const world = await startWorld();
			const { portal } = world;
			const { contract } = fillDeeply(world);
			portal.addFile(world.clientRoom, '=SUM(1,2).txt', { size: 7, versions: 3 });
			const fields = { folders, writeManifest: true, deal: 'Deal 4711' };
			const report = onlyItem(await archive(world, fields));
			expect(report).toMatchObject({ complete: true, fileCount: 6, guest: { deleted: true } });
			const { manifest } = report;
			if (!isRecord(manifest)) throw new Error('No manifest');
			expect(manifest.title).toMatch(/^Manifest \d{4}-\d\d-\d\d \d\d-\d\d-\d\d\.csv$/);
			expect(titlesIn(world)).toContain(manifest.title);

			const [header, ...lines] = uploaded(world);
			expect(header).toBe('\uFEFFpath,title,id,size,version,time,deal');
			expect(lines.filter((line) => line !== '')).toHaveLength(6);
			const line = lines.find((text) => text.startsWith('Contracts/contract.pdf,')) ?? '';
			expect(line).toMatch(
				new RegExp(
					`^Contracts/contract.pdf,contract.pdf,${contract.id},\\d+,1,\\d{4}-.*Z,Deal 4711$`,
				),
			);
			expect(lines.find((text) => text.includes('SUM'))).toMatch(
				/^"'=SUM\(1,2\)\.txt","'=SUM\(1,2\)\.txt",\d+,7,3,/,
			);
		},
	);

	it('names the new title of a renamed file, and leaves earlier manifests alone', async () => {
		const world = await startWorld();
		const { portal, clientRoom } = world;
		fillDeeply(world);
		onlyItem(await archive(world, { writeManifest: true }));
		expect(uploaded(world).join('\n')).toMatch(/contract\.pdf,contract \(1\)\.pdf,/);
		portal.addFiles(clientRoom, ['late.docx']);
		await world.sandbox.clock.advance(60_000);
		onlyItem(await archive(world, { writeManifest: true }));
		expect(titlesIn(world).filter((title) => title.startsWith('Manifest '))).toHaveLength(2);
		expect(onlyItem(await archive(world, { writeManifest: true })).manifest).toBeNull();
	});

	it('writes one manifest when the answer to its upload is lost', async () => {
		const world = await startWorld();
		fillDeeply(world);
		world.portal.faults.add({ on: 'POST files/{id}/insert', cut: 'after' });
		const report = onlyItem(await archive(world, { writeManifest: true }));
		expect(report.manifest).toMatchObject({ title: expect.stringMatching(/^Manifest /) });
		expect(world.portal.journal.of('file.uploaded')).toHaveLength(1);
	});

	it('touches no guest when the manifest could not be written, and tells what was moved', async () => {
		const world = await startWorld();
		fillDeeply(world);
		world.portal.faults.add({ on: 'POST files/{id}/insert', answer: 'accessDenied', times: 0 });
		const run = await archive(
			world,
			{ writeManifest: true },
			{ settings: { onError: 'continueErrorOutput' } },
		);
		expect(run.json(NODE_NAME, 1)).toMatchObject([{ details: { movedCount: 5, guest: null } }]);
		expect(guestIsIn(world)).toBe(true);
	});
});

function sorted(list: unknown): string[] {
	return Array.isArray(list) ? list.map((entry) => JSON.stringify(entry)).sort() : [];
}

function idsIn(list: unknown): unknown[] {
	return Array.isArray(list)
		? list.map((entry) => (isRecord(entry) ? entry.id : entry)).sort()
		: [];
}

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

		const report = onlyItem(await archive(world, { folders }));

		const [folder, ...more] = [...world.portal.folder(world.archiveRoom).folders.values()];
		expect(more).toEqual([]);
		expect(report).toMatchObject({
			complete: true,
			movedCount: 5,
			archiveFolderId: folder?.id,
			folderCreated: true,
			guest: { deleted: true },
		});
		expect(folder?.id).not.toBe(world.clientFolder);
		expect(world.portal.filesBelow(folder?.id ?? 0)).toHaveLength(5);
	});

	it('gives up when it happens again and again, and names every file', async () => {
		const world = await startWorld();
		fillDeeply(world);
		const removal = takeFolderAway(world);
		world.portal.faults.add({ on: PUT_MOVE, times: 0, acts: [removal] });

		const report = onlyItem(await archive(world, { ifFilesAreLeft: 'report' }));

		expect(report).toMatchObject({ complete: false, movedCount: 0, guest: null });
		expect(idsIn(report.failed)).toHaveLength(5);
		expect(world.portal.filesBelow(world.clientRoom)).toHaveLength(5);
		expect(guestIsIn(world)).toBe(true);
	});

	it('names what lay in it already and went into the Trash with it', async () => {
		const world = await startWorld({ msPerFile: 50 });
		fillDeeply(world);
		world.portal.faults.add({ on: 'job', file: 3, acts: [takeFolderAway(world)] });

		const report = onlyItem(await archive(world, { ifFilesAreLeft: 'report' }));

		const inArchive = world.portal.filesBelow(world.archiveRoom).length;
		expect(report).toMatchObject({ complete: false, fileCount: 5, movedCount: inArchive });
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
					const fields = { room: byId(room), clientName: 'Fabrikam', guest: NOBODY, folders };
					return await archive(world, { ...fields, ifFilesAreLeft: 'report' });
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
					const fields = { room: byId(room), clientName: 'Fabrikam', guest: NOBODY };
					const nodeTypes = workers[at % workers.length];
					return await archive(world, { ...fields, ifFilesAreLeft: 'report' }, { nodeTypes });
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

		const runs = await Promise.all([1, 2, 3].map(async () => await archive(world)));

		const counts = runs.map((run) => onlyItem(run).fileCount).sort();
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
		const fields = { room: byId(other), clientName: 'Fabrikam', guest: NOBODY };

		await Promise.all([
			archive(world).then(note('first')),
			archive(world, fields).then(note('other room')),
			archive(world, { dryRun: true }).then(note('dry run')),
		]);

		expect(ended).toEqual(['dry run', 'other room', 'first']);
	});

	it('a run that is cancelled while it waits for the room ends at once, and the next one goes on', async () => {
		const world = await startWorld({ msPerFile: 1000 });
		fillDeeply(world);
		const cancel = new AbortController();
		const ended: string[] = [];

		const first = archive(world).then((run) => {
			ended.push('first');
			return run;
		});
		const waiting = archive(world, {}, { signal: cancel.signal }).then((run) => {
			ended.push('waiting');
			return run;
		});
		const next = archive(world);
		world.portal.faults.add({ on: PUT_MOVE, acts: [() => cancel.abort()] });

		expect((await waiting).status).toBe('canceled');
		expect(onlyItem(await first)).toMatchObject({ complete: true, fileCount: 5 });
		expect(onlyItem(await next)).toMatchObject({ complete: true, fileCount: 0 });
		expect(ended).toEqual(['waiting', 'first']);
	});
});
