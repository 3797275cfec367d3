import type { Act } from '../../../sandbox';
import {
	archiveClientRoom,
	DEEP,
	fillDeeply,
	guestIsIn,
	idsIn,
	isArchived,
	treeOf,
} from '../../harness/operations/archivingClients';
import { NODE_NAME } from '../../harness/engine';
import { failureOf } from '../../harness/failure';
import { isRecord } from '../../harness/guards';
import { PUT_MOVE, titlesIn } from '../../harness/operations/moving';
import { addGuest, addPerson, colleague } from '../../harness/people';
import { requestCounts, writesTo } from '../../harness/requests';
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

function sorted(list: unknown): string[] {
	return Array.isArray(list) ? list.map((entry) => JSON.stringify(entry)).sort() : [];
}

describe('Archive Client Room does the whole job', () => {
	it('puts out what matters first, and the ids of moved files only on request, last', async () => {
		const world = await startWorld();
		const { id } = world.portal.addFile(world.clientRoom, 'offer.docx');
		const foreseen = onlyItem(
			await archiveClientRoom(world, { dryRun: true, options: { listMovedIds: true } }),
		);
		expect(Object.entries(foreseen).at(-1)).toEqual(['moved', [id]]);
		expect(Object.keys(onlyItem(await archiveClientRoom(world)))).toEqual([
			'complete',
			'dryRun',
			'requested',
			'movedCount',
			'renamedCount',
			'skippedCount',
			'failedCount',
			'unknownCount',
			'stillSharedCount',
			'failed',
			'unknown',
			'skipped',
			'filesLeft',
			'guests',
			'roomArchived',
			'renamed',
			'stillShared',
			'roomId',
			'roomTitle',
			'roomUrl',
			'clientName',
			'archiveFolderId',
			'archiveFolderTitle',
			'archiveFolderUrl',
			'folderCreated',
			'manifest',
		]);
	});

	it('moves all files into the client’s folder, flat, and ends the guest’s access', async () => {
		const world = await startWorld();
		fillDeeply(world);
		const report = onlyItem(await archiveClientRoom(world, { folders: 'flatten' }));
		expect(report).toMatchObject({
			roomId: world.clientRoom,
			roomTitle: 'Contoso',
			clientName: 'Contoso',
			archiveFolderId: world.clientFolder,
			folderCreated: false,
			dryRun: false,
			complete: true,
			requested: 5,
			movedCount: 5,
			renamed: [{ from: 'contract.pdf', to: 'contract (1).pdf' }],
			skipped: [],
			failed: [],
			unknown: [],
			guests: [{ email: world.guest.email, deleted: true, level: 'guestList', stillHasAccess: [] }],
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

	it.each([
		['flat', 'flatten', []],
		['in a folder that moves as it stands', 'keep', []],
		['into a folder that is there', 'keep', ['Contracts']],
	])(
		'names the files that took links along, as its dry run does: %s',
		async (_, folders, there) => {
			const world = await startWorld();
			const { portal, clientRoom, clientFolder } = world;
			const { contract } = fillDeeply(world);
			const { id: annex } = portal.addFile(clientRoom, 'annex (signed).pdf');
			for (const id of [contract.id, annex]) portal.shareLink(id, 'primary');
			for (const title of there) portal.addFolder(clientFolder, title);
			const foreseen = onlyItem(await archiveClientRoom(world, { folders, dryRun: true }));
			const done = onlyItem(await archiveClientRoom(world, { folders }));
			expect(done).toMatchObject({ complete: true, stillSharedCount: 2 });
			const reason = 'has a link of its own';
			expect(sorted(done.stillShared)).toEqual(
				sorted([
					{ id: contract.id, title: 'contract.pdf', reason },
					{ id: annex, title: 'annex (signed).pdf', reason },
				]),
			);
			expect(foreseen).toMatchObject({ stillSharedCount: 2, stillShared: done.stillShared });
		},
	);

	it('creates the client’s folder where there is none', async () => {
		const world = await startWorld();
		fillDeeply(world);
		const report = onlyItem(await archiveClientRoom(world, { clientName: 'Fabrikam: Ltd' }));
		expect(report).toMatchObject({ folderCreated: true, archiveFolderTitle: 'Fabrikam_ Ltd' });
		const folders = [...world.portal.folder(world.archiveRoom).folders.values()];
		const made = folders.find(({ title }) => title === 'Fabrikam_ Ltd');
		expect(treeOf(world, made?.id ?? 0)).toEqual(DEEP);
		expect(report.archiveFolderId).toBe(made?.id);
	});

	it('archives the room at the very end, when the guest’s access has ended', async () => {
		const world = await startWorld();
		fillDeeply(world);
		const report = onlyItem(await archiveClientRoom(world, { archiveRoom: true }));
		expect(report).toMatchObject({
			complete: true,
			guests: [{ deleted: true }],
			roomArchived: true,
		});
		expect(isArchived(world)).toBe(true);
		expect(guestIsIn(world)).toBe(false);
		expect(writesTo(world).at(-1)).toBe('PUT files/rooms/{id}/archive');
	});

	it('ends nobody’s access when told so', async () => {
		const world = await startWorld();
		fillDeeply(world);
		const report = onlyItem(
			await archiveClientRoom(world, { whoseAccess: 'nobody', archiveRoom: true }),
		);
		expect(report).toMatchObject({ complete: true, guests: [], roomArchived: true });
		expect(guestIsIn(world)).toBe(true);
	});

	it.each(['guestList', 'oneRoom'])(
		'ends the access of all guests of the room, with an entry for each (%s)',
		async (level) => {
			const world = await startWorld();
			const { clientRoom, guest } = world;
			fillDeeply(world);
			const gina = addGuest(world, 'Gina Guest');
			const ann = colleague(world);
			const fields = { whoseAccess: 'allGuests', level };
			const endedIn = [{ roomId: clientRoom, roomTitle: 'Contoso' }];
			for (const dryRun of [true, false]) {
				const { guests } = onlyItem(await archiveClientRoom(world, { ...fields, dryRun }));
				expect(guests).toHaveLength(2);
				expect(guests).toEqual(
					expect.arrayContaining(
						[guest, gina].map(({ id, email }) =>
							expect.objectContaining({ id, email, deleted: true, endedIn }),
						),
					),
				);
			}
			expect(guestIsIn(world)).toBe(false);
			expect(guestIsIn({ ...world, guest: gina })).toBe(false);
			expect(guestIsIn({ ...world, guest: ann })).toBe(true);
		},
	);

	it('ends the others’ access when one guest’s cannot be, and says whose', async () => {
		const world = await startWorld();
		const { portal, manager, guest } = world;
		const room = portal.addRoom({ title: 'Deal', type: 'virtualData', owner: manager.id }).id;
		portal.share(room, guest.id, 'FillForms', { by: manager.id });
		portal.addFormRole(room, guest.id);
		const gina = addGuest({ portal, manager, clientRoom: room }, 'Gina Guest');
		const run = await archiveClientRoom(
			world,
			{ room: byId(room), whoseAccess: 'allGuests', level: 'oneRoom', archiveRoom: true },
			{ settings: { onError: 'continueErrorOutput' } },
		);
		const error = 'Gus Guest (gus@client.example) still has a part to fill in in forms of “Deal”';
		expect(run.json(NODE_NAME, 1)).toMatchObject([
			{ error: { message: error, guests: expect.any(Array), roomArchived: false } },
		]);
		const [failed] = run.json(NODE_NAME, 1);
		expect(isRecord(failed?.error) && failed.error.guests).toEqual(
			expect.arrayContaining([
				expect.objectContaining({ id: guest.id, deleted: false, error }),
				expect.objectContaining({ id: gina.id, deleted: true }),
			]),
		);
		expect(guestIsIn({ ...world, guest: gina, clientRoom: room })).toBe(false);
	});

	it.each<[string, string, RegExp]>([
		['Whole Portal without a DocSpace admin', 'wholePortal', /does not let you delete the account/],
		['One Room without a Room manager', 'oneRoom', /does not let you remove Gus Guest/],
	])('writes nothing when the right lacks: %s', async (_case, level, message) => {
		const world = await startWorld();
		const { portal } = world;
		const stranger = level === 'oneRoom';
		const admin = addPerson(world, 'Ada Admin', 'DocSpaceAdmin');
		const own = portal.addRoom({ title: 'Own', type: 'custom', owner: admin.id }).id;
		const fields = { whoseAccess: 'allGuests', level };
		const run = stranger
			? await archiveClientRoom(
					world,
					{ ...fields, archiveFolder: byId(own) },
					{ credentials: world.credentialsOf(admin) },
				)
			: await archiveClientRoom(world, fields);
		expect(failureOf(run).message).toMatch(message);
		expect(writesTo(world)).toEqual([]);
		expect(guestIsIn(world)).toBe(true);
	});

	it.each(['guestList', 'oneRoom'])(
		'never touches a guest who is not in the room, and names who is (%s)',
		async (level) => {
			const world = await startWorld();
			const { portal, manager, guest } = world;
			fillDeeply(world);
			const room = portal.addRoom({ title: 'Fabrikam', type: 'custom', owner: manager.id }).id;
			const stranger = addGuest({ portal, manager, clientRoom: room }, 'Sam Stranger');
			const fields = { guest: byEmail(stranger.email), level, archiveRoom: true };
			const expected = { deleted: false, alreadyGone: true, guestsInRoom: [{ id: guest.id }] };
			for (const dryRun of [true, false]) {
				const report = onlyItem(await archiveClientRoom(world, { ...fields, dryRun }));
				expect(report).toMatchObject({
					movedCount: 5,
					guests: [expected],
					complete: false,
					roomArchived: false,
				});
			}
			expect(isArchived(world)).toBe(false);
			expect(guestIsIn(world)).toBe(true);
			expect(guestIsIn({ ...world, guest: stranger, clientRoom: room })).toBe(true);
		},
	);

	it.each([
		['flatten', 'guestList'],
		['keep', 'guestList'],
		['keep', 'oneRoom'],
	])('comes to the same end when it runs again (%s, %s)', async (folders, level) => {
		const world = await startWorld();
		fillDeeply(world);
		const fields = { folders, level, archiveRoom: true };
		onlyItem(await archiveClientRoom(world, fields));
		const after = treeOf(world, world.archiveRoom);
		world.portal.requests.reset();
		const again = onlyItem(await archiveClientRoom(world, fields));
		expect(again).toMatchObject({
			complete: true,
			requested: 0,
			guests: [{ deleted: false, alreadyGone: true }],
			roomArchived: true,
		});
		expect(treeOf(world, world.archiveRoom)).toEqual(after);
		expect(writesTo(world)).toEqual([]);
	});

	it.each([
		['the address is known', (world: World) => ({ guest: byEmail(world.guest.email) })],
		[
			'nobody knows the address any more',
			() => ({ guest: byEmail('left@client.example'), options: { ifNotFound: 'treatAsGone' } }),
		],
	])('is complete when the guest is gone and no other is in the room: %s', async (_case, guest) => {
		const world = await startWorld();
		const { portal, manager } = world;
		const { id } = portal.addRoom({ title: 'Left', type: 'custom', owner: manager.id });
		portal.addFile(id, 'contract.pdf');
		const fields = { ...guest(world), room: byId(id), archiveRoom: true };
		for (const dryRun of [true, false]) {
			expect(onlyItem(await archiveClientRoom(world, { ...fields, dryRun }))).toMatchObject({
				complete: true,
				guests: [{ deleted: false, alreadyGone: true, guestsInRoom: [] }],
				roomArchived: true,
			});
		}
	});

	it('is complete when the guest who was named loses their access and others stay', async () => {
		const world = await startWorld();
		fillDeeply(world);
		const gina = addGuest(world, 'Gina Guest');
		const report = onlyItem(await archiveClientRoom(world, { archiveRoom: true }));
		expect(report).toMatchObject({
			complete: true,
			guests: [{ deleted: true, guestsInRoom: [{ id: gina.id }] }],
			roomArchived: true,
		});
		expect(guestIsIn({ ...world, guest: gina })).toBe(true);
	});

	it.each(['flatten', 'keep'])('moves 1,000 files of 100 folders (%s)', async (folders) => {
		const world = await startWorld({ msPerFile: 3, tieOrder: 'shuffled' });
		fillRoom(world, world.clientRoom, { folders: 100, filesEach: 10 });
		const report = onlyItem(await archiveClientRoom(world, { folders, archiveRoom: true }));
		expect(report).toMatchObject({
			complete: true,
			requested: 1000,
			movedCount: 1000,
			roomArchived: true,
		});
		expect(world.portal.filesBelow(world.clientFolder)).toHaveLength(1000);
		expect(world.portal.folder(world.clientFolder).folders.size).toBe(folders === 'keep' ? 100 : 0);
	});
});

describe('Archive Client Room stops where something was left behind', () => {
	it.each(['flatten', 'keep'])(
		'revokes nothing and archives nothing when a file is locked (%s)',
		async (folders) => {
			const world = await startWorld();
			const { contract } = fillDeeply(world);
			world.portal.lockFile(contract.id, colleague(world).id);
			const run = await archiveClientRoom(world, { folders, archiveRoom: true });
			expect(failureOf(run).message).toBe(
				'1 of 5 files was left behind: “contract.pdf”: locked by Ann Archer',
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
			requested: 5,
			failed: [{ id: contract.id, title: 'contract.pdf', reason: 'locked by Ann Archer' }],
			guests: [],
			roomArchived: false,
		};
		const reported = onlyItem(await archiveClientRoom(world, { ifFilesAreLeft: 'report' }));
		expect(reported).toMatchObject({ ...expected, movedCount: 4 });
		const failed = await archiveClientRoom(
			world,
			{},
			{ settings: { onError: 'continueErrorOutput' } },
		);
		expect(failed.json(NODE_NAME, 1)).toMatchObject([
			{ error: { ...expected, requested: 1, movedCount: 0 } },
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
		const report = onlyItem(await archiveClientRoom(world, { ifFilesAreLeft: 'report' }));
		expect(report).toMatchObject({
			complete: false,
			requested: 6,
			movedCount: 5,
			failed: [{ title: 'late.docx', reason: expect.stringContaining('run again') }],
			guests: [],
		});
		expect(onlyItem(await archiveClientRoom(world))).toMatchObject({
			complete: true,
			movedCount: 1,
		});
		expect(guestIsIn(world)).toBe(false);
	});

	it('keeps the guest’s access when a file comes right before it would end', async () => {
		const world = await startWorld();
		const { portal, clientRoom } = world;
		fillDeeply(world);
		const acts: Act[] = [{ do: 'addFile', parentId: clientRoom, title: 'late.docx' }];
		// By then everything was moved, and the room has been found empty.
		portal.faults.add({ on: 'GET files/rooms', nth: 2, acts });
		const run = await archiveClientRoom(
			world,
			{},
			{ settings: { onError: 'continueErrorOutput' } },
		);
		expect(run.json(NODE_NAME, 1)).toMatchObject([
			{
				error: {
					message: 'The room still holds 1 file, so the guest keeps their access',
					filesLeft: [{ title: 'late.docx' }],
					movedCount: 5,
					guests: [{ deleted: false }],
				},
			},
		]);
		expect(guestIsIn(world)).toBe(true);
	});

	describe.each<[string, RunOptions['fields'], { on: string; nth?: number }, object]>([
		[
			'as the access of all guests ends',
			{ whoseAccess: 'allGuests' },
			{ on: 'DELETE people/guests' },
			{ guests: [{ deleted: true }], roomArchived: false },
		],
		[
			'as one guest’s access ends',
			{},
			{ on: 'DELETE people/guests' },
			{ guests: [{ deleted: true }], roomArchived: false },
		],
		[
			'before the room is archived, with nobody’s access to end',
			{ whoseAccess: 'nobody' },
			{ on: 'GET files/{id}', nth: 10 },
			{ guests: [], roomArchived: false },
		],
		[
			'as the room is archived',
			{ whoseAccess: 'allGuests' },
			{ on: 'PUT files/rooms/{id}/archive' },
			{ guests: [{ deleted: true }], roomArchived: true },
		],
	])('names a file that comes %s', (_case, fields, occasion, ended) => {
		async function startWithArrival() {
			const world = await startWorld();
			const { portal, clientRoom } = world;
			portal.addFile(clientRoom, 'contract.pdf');
			const arrive: Act = { do: 'addFile', parentId: clientRoom, title: 'late.docx' };
			portal.faults.add({ ...occasion, acts: [arrive] });
			return world;
		}

		it('and the job is not complete', async () => {
			const world = await startWithArrival();
			const all = { ...fields, archiveRoom: true, ifFilesAreLeft: 'report' };
			const report = onlyItem(await archiveClientRoom(world, all));
			const [late] = world.portal.filesBelow(world.clientRoom);
			expect(report).toMatchObject({
				...ended,
				complete: false,
				movedCount: 1,
				filesLeft: [{ id: late?.id, title: 'late.docx' }],
			});
			expect(isArchived(world)).toBe(report.roomArchived);
			if (isArchived(world)) return;
			const again = onlyItem(await archiveClientRoom(world, all));
			expect(again).toMatchObject({ complete: true, movedCount: 1, filesLeft: [] });
			expect(isArchived(world)).toBe(true);
		});

		it('and the job fails where it is to', async () => {
			const world = await startWithArrival();
			const run = await archiveClientRoom(
				world,
				{ ...fields, archiveRoom: true },
				{ settings: { onError: 'continueErrorOutput' } },
			);
			expect(run.json(NODE_NAME, 1)).toMatchObject([
				{
					error: {
						message: '1 file came into “Contoso” after the others had been moved: “late.docx”',
						...ended,
						complete: false,
						filesLeft: [{ title: 'late.docx' }],
					},
				},
			]);
		});
	});

	it('looks into the room once more after each end, and no more often', async () => {
		const world = await startWorld();
		world.portal.addFile(world.clientRoom, 'contract.pdf');
		const listings = async (fields: RunOptions['fields']) => {
			world.portal.requests.reset();
			onlyItem(await archiveClientRoom(world, fields));
			return requestCounts(world)['GET files/{id}'] ?? 0;
		};
		const nobody = { whoseAccess: 'nobody' };
		await listings(nobody);
		const without = await listings(nobody);
		// Before the end of a guest's access, and after it.
		expect(await listings({ whoseAccess: 'allGuests' })).toBe(without + 2);
		// Before the room is archived, and after it.
		expect(await listings({ ...nobody, archiveRoom: true })).toBe(without + 2);
	});

	it.each<[string, RunOptions['fields'], RegExp]>([
		['nobody', { guest: byEmail('typo@client.example') }, /'Guest'/],
		['a member', { guest: byEmail('olga@company.example') }, /'Guest'/],
		['an expression without a value', { guest: '={{ $json.nothing }}' }, /'Guest' is empty/],
		['no client', { clientName: '={{ $json.nothing }}' }, /'Client Name' is empty/],
	])('writes nothing when a field names %s', async (_, fields, message) => {
		const world = await startWorld();
		fillDeeply(world);
		const run = await archiveClientRoom(world, { clientName: 'New client', ...fields });
		expect(failureOf(run).message).toMatch(message);
		expect(writesTo(world)).toEqual([]);
	});

	it('writes nothing when the archive lies in a form room, which would refuse the manifest', async () => {
		const world = await startWorld();
		world.portal.addFile(world.clientRoom, 'form.pdf', { isForm: true });
		const { id } = world.portal.addRoom({
			title: 'Forms',
			type: 'form',
			owner: world.manager.id,
		});
		const run = await archiveClientRoom(world, {
			archiveFolder: byId(id),
			clientName: 'Contoso',
			options: { writeManifest: true },
		});
		expect(failureOf(run).message).toMatch(/'Archive In' .* no manifest/);
		expect(writesTo(world)).toEqual([]);
	});

	it('writes nothing when the archive lies in the room itself', async () => {
		const world = await startWorld();
		fillDeeply(world);
		const run = await archiveClientRoom(world, {
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
		const run = await archiveClientRoom(
			world,
			{ whoseAccess: 'nobody', archiveRoom: true },
			{ credentials },
		);
		expect(failureOf(run).message).toBe(
			"'Archive Room Afterwards' is on, but the user behind the credential may not archive “Contoso”",
		);
		expect(writesTo(world)).toEqual([]);
		const moved = onlyItem(
			await archiveClientRoom(world, { whoseAccess: 'nobody' }, { credentials }),
		);
		expect(moved).toMatchObject({ complete: true, movedCount: 5 });
	});
});

describe('Archive Client Room as a dry run', () => {
	const dryRun = true;

	/** Where the access of each guest ends, and where not. */
	function endsOf({ guests }: Record<string, unknown>): string[] {
		const ends = Array.isArray(guests) ? guests.filter(isRecord) : [];
		return sorted(ends.map(({ id, endedIn, stillHasAccess }) => ({ id, endedIn, stillHasAccess })));
	}

	it('foresees that a guest of somebody else cannot be removed from an archived room', async () => {
		const world = await startWorld();
		const { portal, clientRoom } = world;
		const owner = addPerson(world, 'Otto', 'Owner');
		addGuest({ ...world, manager: owner }, 'Gina Guest');
		portal.archiveRoom(clientRoom);
		const fields = { whoseAccess: 'allGuests', level: 'guestList' };
		for (const isDry of [true, false]) {
			const run = await archiveClientRoom(world, { ...fields, dryRun: isDry });
			expect(failureOf(run).message).toMatch(/'Room' names “Contoso”, which is archived/);
		}
		expect(writesTo(world)).toEqual([]);
	});

	it('foresees that a guest of somebody else keeps their other rooms', async () => {
		const world = await startWorld();
		const { portal, clientRoom, manager } = world;
		const owner = addPerson(world, 'Otto', 'Owner');
		const gina = addGuest({ ...world, manager: owner }, 'Gina Guest');
		const other = portal.addRoom({ title: 'Fabrikam', type: 'custom', owner: manager.id }).id;
		portal.share(other, gina.id, 'Read', { by: owner.id });
		const fields = { whoseAccess: 'allGuests', level: 'guestList', ifOtherRooms: 'endAll' };
		const foreseen = onlyItem(await archiveClientRoom(world, { ...fields, dryRun }));
		const done = onlyItem(await archiveClientRoom(world, fields));
		expect(done.guests).toContainEqual(
			expect.objectContaining({
				id: gina.id,
				deleted: true,
				endedIn: [{ roomId: clientRoom, roomTitle: 'Contoso' }],
				stillHasAccess: [expect.objectContaining({ roomId: other })],
			}),
		);
		expect(endsOf(foreseen)).toEqual(endsOf(done));
	});

	it('tells what it would do and changes nothing', async () => {
		const world = await startWorld();
		fillDeeply(world);
		const before = JSON.stringify(world.portal.state());
		const journal = world.portal.journal.entries.length;
		const report = onlyItem(
			await archiveClientRoom(world, {
				dryRun,
				clientName: 'New',
				archiveRoom: true,
				folders: 'flatten',
			}),
		);
		expect(report).toMatchObject({
			dryRun: true,
			complete: true,
			archiveFolderId: null,
			folderCreated: true,
			requested: 5,
			movedCount: 5,
			renamed: [{ from: 'contract.pdf', to: 'contract (1).pdf' }],
			guests: [{ email: world.guest.email, deleted: true }],
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
			const report = onlyItem(await archiveClientRoom(world, { dryRun, folders }));
			expect(report).toMatchObject({
				complete: false,
				movedCount: 4,
				failed: [{ id: contract.id, reason: 'locked by Ann Archer' }],
				guests: [],
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
		const foreseen = onlyItem(await archiveClientRoom(world, { ...fields, dryRun }));
		expect(writesTo(world)).toEqual([]);
		const done = onlyItem(await archiveClientRoom(world, fields));
		const keys = ['complete', 'requested', 'movedCount', 'archiveFolderId'];
		for (const key of keys) expect([key, foreseen[key]]).toEqual([key, done[key]]);
		expect(sorted(foreseen.renamed)).toEqual(sorted(done.renamed));
		for (const list of ['skipped', 'failed']) {
			expect(idsIn(foreseen[list])).toEqual(idsIn(done[list]));
		}
		expect([...portal.store.files.values()].some(({ contentGone }) => contentGone)).toBe(false);
	});

	it('foresees the number of a file beside one that has it and stays, in third-party storage', async () => {
		const world = await startWorld();
		const { portal, manager } = world;
		const room = portal.addRoom({
			title: 'Drive',
			type: 'custom',
			owner: manager.id,
			provider: 'drive',
		}).id;
		portal.addFiles(room, ['contract.docx']);
		const drafts = portal.addFolder(room, 'Drafts').id;
		portal.addFiles(drafts, ['contract.docx']);
		for (const place of [room, drafts]) {
			const [taken] = portal.addFiles(place, ['contract (1).docx']);
			if (taken) portal.lockFile(taken.id, colleague(world, 'Ann').id);
		}
		const fields = {
			room: byId(room),
			folders: 'flatten',
			whoseAccess: 'nobody',
			ifFilesAreLeft: 'report',
			options: { allowLossOfVersions: true },
		};
		const foreseen = onlyItem(await archiveClientRoom(world, { ...fields, dryRun }));
		const done = onlyItem(await archiveClientRoom(world, fields));
		expect(done).toMatchObject({ movedCount: 2, renamed: [{ from: 'contract.docx' }] });
		expect(foreseen.renamed).toEqual(done.renamed);
	});

	it.each(['flatten', 'keep'])('knows what a form room takes (%s)', async (folders) => {
		const world = await startWorld();
		const { portal, clientRoom, manager } = world;
		const { contracts } = fillDeeply(world);
		portal.addFile(contracts, 'order.pdf', { isForm: true });
		portal.addFile(clientRoom, 'order.pdf', { isForm: true });
		const forms = portal.addRoom({ title: 'Forms', type: 'form', owner: manager.id }).id;
		const fields = { archiveFolder: byId(forms), folders, ifFilesAreLeft: 'report' };
		const foreseen = onlyItem(await archiveClientRoom(world, { ...fields, dryRun }));
		const done = onlyItem(await archiveClientRoom(world, fields));
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
			const report = onlyItem(await archiveClientRoom(world, fields));
			expect(report).toMatchObject({ complete: true, requested: 6, guests: [{ deleted: true }] });
			const { manifest } = report;
			if (!isRecord(manifest)) throw new Error('No manifest');
			expect(manifest.title).toMatch(/^Manifest \d{4}-\d\d-\d\d \d\d-\d\d-\d\d [0-9a-f]{8}\.csv$/);
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

	it.each([
		['=1+1', "'=1+1"],
		['  =1+1', "'  =1+1"],
		['-2', "'-2"],
		['＝1＋1', "'＝1＋1"],
		['\t=1+1', "'\t'=1+1"],
		['Deal;=1+1', `"Deal;'=1+1"`],
		['Deal\n@SUM(A1)', `"Deal\n'@SUM(A1)"`],
		['Deal;"=1+1"', `"Deal;'""=1+1"""`],
		['4711 - Contoso', '4711 - Contoso'],
	])('writes no text that a spreadsheet would run as a formula: %j', async (deal, written) => {
		const world = await startWorld();
		world.portal.addFile(world.clientRoom, 'contract.pdf');
		const items = [{ json: { deal } }];
		const fields = { writeManifest: true, deal: '={{ $json.deal }}' };
		onlyItem(await archiveClientRoom(world, fields, { items }));
		const content = String(world.portal.journal.of('file.uploaded').at(-1)?.content);
		expect(content.endsWith(`Z,${written}\r\n`)).toBe(true);
	});

	it('names the new title of a renamed file, and leaves earlier manifests alone', async () => {
		const world = await startWorld();
		const { portal, clientRoom } = world;
		fillDeeply(world);
		const fields = { folders: 'flatten', writeManifest: true };
		onlyItem(await archiveClientRoom(world, fields));
		expect(uploaded(world).join('\n')).toMatch(/contract\.pdf,contract \(1\)\.pdf,/);
		portal.addFiles(clientRoom, ['late.docx']);
		await world.sandbox.clock.advance(60_000);
		onlyItem(await archiveClientRoom(world, fields));
		expect(titlesIn(world).filter((title) => title.startsWith('Manifest '))).toHaveLength(2);
		expect(onlyItem(await archiveClientRoom(world, fields)).manifest).toBeNull();
	});

	/** The ids that the last manifest lists, sorted, and whether it says of each that its run moved it. */
	function listed(world: World): Array<[id: string, isByThisRun: boolean]> {
		return uploaded(world)
			.slice(1, -1)
			.map((line): [string, boolean] => {
				const [, , id = '', , , time] = line.split(',');
				return [id, time !== ''];
			})
			.sort();
	}

	/** A run whose process dies when all is moved and the manifest is to be written. */
	async function runCutOff(world: World, fields: RunOptions['fields']) {
		const death = new AbortController();
		const acts: Act[] = [() => death.abort()];
		world.portal.faults.add({ on: 'POST files/{id}/insert', cut: 'before', acts });
		const run = await archiveClientRoom(world, fields, { signal: death.signal });
		expect(run.status).toBe('canceled');
		expect(world.portal.filesBelow(world.clientRoom)).toEqual([]);
	}

	function marked(ids: unknown[], isByThisRun: boolean): Array<[string, boolean]> {
		return ids.map((id): [string, boolean] => [String(id), isByThisRun]);
	}

	it.each(['flatten', 'keep'])(
		'lists all files of the room after runs that were cut off before they wrote one (%s)',
		async (folders) => {
			const world = await startWorld();
			const { portal, clientRoom } = world;
			const fields = { folders, writeManifest: true, deal: 'Deal 4711' };
			fillDeeply(world);
			const first = idsIn(portal.filesBelow(clientRoom));
			await runCutOff(world, fields);
			const second = portal.addFile(portal.addFolder(clientRoom, 'Late').id, 'late.docx').id;
			await runCutOff(world, fields);

			const moved = portal.addFile(clientRoom, 'last.docx').id;
			const report = onlyItem(await archiveClientRoom(world, fields));

			expect(report).toMatchObject({
				complete: true,
				movedCount: 1,
				manifest: { id: expect.anything() },
			});
			const all = [...marked([...first, second], false), ...marked([moved], true)];
			expect(listed(world)).toEqual(all.sort());
			expect(onlyItem(await archiveClientRoom(world, fields)).manifest).toBeNull();
		},
	);

	it.each(['flatten', 'keep'])(
		'writes it in a run that finds nothing to move any more (%s)',
		async (folders) => {
			const world = await startWorld();
			const { portal, clientRoom } = world;
			fillDeeply(world);
			const all = idsIn(portal.filesBelow(clientRoom));
			await runCutOff(world, { folders, writeManifest: true });

			const again = onlyItem(await archiveClientRoom(world, { folders, writeManifest: true }));

			expect(again).toMatchObject({
				complete: true,
				requested: 0,
				manifest: { id: expect.anything() },
			});
			expect(listed(world)).toEqual(marked(all, false).sort());
			const third = onlyItem(await archiveClientRoom(world, { folders, writeManifest: true }));
			expect(third.manifest).toBeNull();
		},
	);

	it('lists what was cut off in third-party storage, in folders too', async () => {
		const world = await startWorld();
		const { portal, manager } = world;
		const drive = portal.addRoom({
			title: 'Drive',
			type: 'public',
			owner: manager.id,
			provider: 'drive',
		});
		const fields = {
			archiveFolder: byId(drive.id),
			folders: 'keep',
			writeManifest: true,
			options: { allowLossOfVersions: true },
		};
		fillDeeply(world);
		await runCutOff(world, fields);
		const there = idsIn(portal.filesBelow(drive.id));
		expect(there).toHaveLength(5);

		onlyItem(await archiveClientRoom(world, fields));

		expect(listed(world)).toEqual(marked(there, false).sort());
		expect(onlyItem(await archiveClientRoom(world, fields)).manifest).toBeNull();
	});

	it('does not pass the files of the client’s other room off as this room’s', async () => {
		const world = await startWorld();
		const { portal, manager } = world;
		const fields = { whoseAccess: 'nobody', writeManifest: true };
		const [other] = portal.addFiles(world.clientRoom, ['offer.docx']);
		await runCutOff(world, { ...fields, deal: 'Deal 1' });
		const room = portal.addRoom({ title: 'Deal 2', type: 'custom', owner: manager.id }).id;
		const [own] = portal.addFiles(room, ['contract.pdf']);

		const second = { ...fields, room: byId(room), deal: 'Deal 2' };
		onlyItem(await archiveClientRoom(world, second));

		const lines = uploaded(world);
		expect(lines.find((line) => line.includes(`,${own?.id},`))).toMatch(/^contract.pdf,.*,Deal 2$/);
		expect(lines.find((line) => line.includes(`,${other?.id},`))).toMatch(/^,offer.docx,.*,,$/);
	});

	it('writes one manifest when the answer to its upload is lost', async () => {
		const world = await startWorld();
		fillDeeply(world);
		world.portal.faults.add({ on: 'POST files/{id}/insert', cut: 'after' });
		const report = onlyItem(await archiveClientRoom(world, { writeManifest: true }));
		expect(report.manifest).toMatchObject({ title: expect.stringMatching(/^Manifest /) });
		expect(world.portal.journal.of('file.uploaded')).toHaveLength(1);
	});

	it('touches no guest when the manifest could not be written, and tells what was moved', async () => {
		const world = await startWorld();
		fillDeeply(world);
		world.portal.faults.add({ on: 'POST files/{id}/insert', answer: 'accessDenied', times: 0 });
		const run = await archiveClientRoom(
			world,
			{ writeManifest: true },
			{ settings: { onError: 'continueErrorOutput' } },
		);
		expect(run.json(NODE_NAME, 1)).toMatchObject([{ error: { movedCount: 5, guests: [] } }]);
		expect(guestIsIn(world)).toBe(true);
	});
});
