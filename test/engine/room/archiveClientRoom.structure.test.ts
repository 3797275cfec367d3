import type { Fault } from '../../../sandbox';
import {
	archiveClientRoom,
	DEEP,
	fillDeeply,
	guestIsIn,
	idsIn,
	treeOf,
} from '../../harness/operations/archivingClients';
import { failureOf } from '../../harness/failure';
import { POLL, PUT_MOVE } from '../../harness/operations/moving';
import { addPerson, colleague } from '../../harness/people';
import { writesTo } from '../../harness/requests';
import { byId, endWorlds, onlyItem, startWorld, type World } from '../../harness/world';

afterEach(endWorlds);

/** A list whatever its order, or the value as it is. */
function sorted(value: unknown): unknown {
	return Array.isArray(value) ? value.map((entry) => JSON.stringify(entry)).sort() : value;
}

describe('Archive Client Room with Keep Structure', () => {
	const keep = { folders: 'keep' };

	it('moves folders as they are, by the portal’s own folder move', async () => {
		const world = await startWorld();
		const { contracts, signed, drafts } = fillDeeply(world);
		const report = onlyItem(await archiveClientRoom(world, keep));
		expect(report).toMatchObject({ complete: true, requested: 5, movedCount: 5, renamed: [] });
		expect(treeOf(world, world.clientFolder)).toEqual(DEEP);
		for (const id of [contracts, drafts]) {
			expect(world.portal.folder(id).parentId).toBe(world.clientFolder);
		}
		expect(world.portal.folder(signed).parentId).toBe(contracts);
		expect(guestIsIn(world)).toBe(false);
	});

	it('is what happens unless told otherwise: equal titles in many folders stay as they are', async () => {
		const world = await startWorld();
		const { portal, clientRoom, clientFolder } = world;
		for (let deal = 0; deal < 80; deal += 1) {
			portal.addFiles(portal.addFolder(clientRoom, `Deal ${deal}`).id, ['Contract.docx']);
		}
		const before = treeOf(world, clientRoom);
		const report = onlyItem(await archiveClientRoom(world));
		expect(report).toMatchObject({ complete: true, movedCount: 80, renamed: [] });
		expect(treeOf(world, clientFolder)).toEqual(before);
	});

	it('does so on version 3.6.1 too', async () => {
		const world = await startWorld({ portalVersion: '3.6.1', msPerFile: 5 });
		const { contract } = fillDeeply(world);
		world.portal.openFile(contract.id, colleague(world).id);
		const open = onlyItem(await archiveClientRoom(world, { ...keep, ifFilesAreLeft: 'report' }));
		expect(open).toMatchObject({ movedCount: 4, failed: [{ id: contract.id }], guests: [] });
		world.portal.closeFile(contract.id);
		expect(onlyItem(await archiveClientRoom(world, keep))).toMatchObject({
			complete: true,
			movedCount: 1,
		});
		expect(treeOf(world, world.clientFolder)).toEqual(DEEP);
	});

	it.each(['drive', 'dropbox'] as const)(
		'keeps folders from and to third-party storage, as files that are copied (%s)',
		async (provider) => {
			const world = await startWorld();
			const { portal, manager } = world;
			fillDeeply(world);
			const cloud = portal.addRoom({ title: 'Cloud', type: 'custom', owner: manager.id, provider });
			const into = { ...keep, archiveFolder: byId(cloud.id), whoseAccess: 'nobody' };
			expect(failureOf(await archiveClientRoom(world, into)).message).toContain(
				'Allow Loss of Versions',
			);
			expect(writesTo(world)).toEqual([]);

			const options = { allowLossOfVersions: true };
			const there = onlyItem(await archiveClientRoom(world, { ...into, options }));
			expect(there).toMatchObject({ complete: true, movedCount: 5 });
			expect(treeOf(world, cloud.id)).toEqual(DEEP.map((path) => `Contoso/${path}`));

			const back = onlyItem(
				await archiveClientRoom(world, {
					...keep,
					room: byId(cloud.id),
					whoseAccess: 'nobody',
					options,
				}),
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
		const report = onlyItem(await archiveClientRoom(world, { ...keep, ifFilesAreLeft: 'report' }));
		const { movedCount, failed, unknown } = report;
		expect(report).toMatchObject({ complete: false, requested: 5, guests: [] });
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
		const report = onlyItem(await archiveClientRoom(world, keep));
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
			await archiveClientRoom(world, { ...keep, conflictPolicy, ifFilesAreLeft: 'report' }),
		);
		expect(report).toMatchObject(expected);
		expect(treeOf(world, world.clientFolder)).toEqual(DEEP);
		if (conflictPolicy === 'overwrite') {
			expect(old?.versions).toHaveLength(2);
			expect(report.guests).toMatchObject([{ deleted: true }]);
		} else {
			expect(report).toMatchObject({ skipped: [{ id: contract.id }], guests: [] });
			expect(guestIsIn(world)).toBe(true);
		}
	});

	it('brings two folders of one name into one folder', async () => {
		const world = await startWorld();
		const { portal, clientRoom } = world;
		for (const title of ['Plans', 'Plans']) {
			portal.addFiles(portal.addFolder(clientRoom, title).id, ['plan.docx']);
		}
		const report = onlyItem(await archiveClientRoom(world, keep));
		expect(report).toMatchObject({ complete: true, movedCount: 2 });
		expect(treeOf(world, world.clientFolder)).toEqual(['Plans/plan (1).docx', 'Plans/plan.docx']);
	});

	it.each([
		['keepBoth', 'mysql'],
		['skip', 'mysql'],
		['overwrite', 'mysql'],
		['keepBoth', 'postgresql'],
		['skip', 'postgresql'],
		['overwrite', 'postgresql'],
	] as const)(
		'foresees what becomes of folders that differ by case only, and lets no file replace another (%s, %s)',
		async (conflictPolicy, titleComparison) => {
			const world = await startWorld({ titleComparison });
			const { portal, clientRoom } = world;
			for (const [title = '', own = ''] of [
				['Contracts', 'first.pdf'],
				['contracts', 'second.pdf'],
			]) {
				const folder = portal.addFolder(clientRoom, title).id;
				portal.addFiles(folder, ['contract.pdf', own]);
				portal.addFiles(portal.addFolder(folder, 'Signed').id, ['signed.pdf']);
			}
			const fields = { ...keep, conflictPolicy, ifFilesAreLeft: 'report' };
			const foreseen = onlyItem(await archiveClientRoom(world, { ...fields, dryRun: true }));
			const done = onlyItem(await archiveClientRoom(world, fields));
			for (const key of ['complete', 'requested', 'movedCount', 'skipped', 'failed', 'unknown']) {
				expect([key, sorted(foreseen[key])]).toEqual([key, sorted(done[key])]);
			}
			expect(idsIn(foreseen.renamed)).toEqual(idsIn(done.renamed));
			expect(done.movedCount).toBe({ keepBoth: 6, skip: 4, overwrite: 2 }[conflictPolicy]);
			expect(portal.journal.of('file.overwritten')).toEqual([]);
			expect(portal.folder(world.clientFolder).folders.size).toBe(1);
		},
	);

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
			const report = onlyItem(
				await archiveClientRoom(world, { ...keep, ifFilesAreLeft: 'report' }),
			);
			expect(report).toMatchObject({
				complete: false,
				requested: 5,
				movedCount: 4,
				failed: [{ id: contract.id, title: 'contract.pdf', reason: 'locked by Ann Archer' }],
				unknown: [],
				guests: [],
			});
			expect(treeOf(world, world.clientFolder)).toEqual(
				DEEP.filter((path) => path !== 'Contracts/contract.pdf'),
			);
			expect(treeOf(world, world.clientRoom)).toEqual(['Contracts/contract.pdf']);

			portal.unlockFile(contract.id);
			expect(onlyItem(await archiveClientRoom(world, keep))).toMatchObject({
				complete: true,
				movedCount: 1,
				guests: [{ deleted: true }],
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
		const report = onlyItem(await archiveClientRoom(world, { ...keep, ifFilesAreLeft: 'report' }));
		expect(report).toMatchObject({ complete: true, requested: 5, movedCount: 5 });
		expect(treeOf(world, world.clientFolder)).toEqual(DEEP);
		expect(guestIsIn(world)).toBe(false);
	});

	it('takes nothing for moved that the portal has not moved', async () => {
		const world = await startWorld();
		fillDeeply(world);
		world.portal.faults.add({ on: 'job', times: 0, delayMs: 3_600_000 });
		const report = onlyItem(
			await archiveClientRoom(world, {
				...keep,
				ifFilesAreLeft: 'report',
				options: { maxWait: 5 },
			}),
		);
		expect(report).toMatchObject({ complete: false, movedCount: 0, failed: [], guests: [] });
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
			await archiveClientRoom(world, { ...keep, room: byId(forms.id), ifFilesAreLeft: 'report' }),
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
