import type { IDataObject } from 'n8n-workflow';

import type { RequestFault } from '../../../sandbox';
import {
	addAdmin,
	addColleague,
	deleteGuest,
	expectUntouched,
	hasAccount,
	joinRoomOf,
	listsWith,
	placesOf,
} from '../../harness/operations/endingAccess';
import { failureOf } from '../../harness/failure';
import { isRecord } from '../../harness/guards';
import { addGuests } from '../../harness/people';
import { writesTo } from '../../harness/requests';
import {
	byEmail,
	byId,
	endWorlds,
	onlyItem,
	type RunOptions,
	startWorld,
	type World,
} from '../../harness/world';

afterEach(endWorlds);

const DELETE_GUESTS = 'DELETE people/guests';
const PUT_SHARE = 'PUT files/rooms/{id}/share';

describe('Guest List', () => {
	test('ends what the credential’s user has given, in all rooms, and leaves the account', async () => {
		const world = await startWorld();
		const { portal, manager, guest } = world;
		const second = portal.addRoom({ title: 'Second', type: 'custom', owner: manager.id }).id;
		portal.share(second, guest.id, 'Read', { by: manager.id });

		expect(onlyItem(await deleteGuest(world))).toEqual({
			id: guest.id,
			email: guest.email,
			deleted: true,
			alreadyGone: false,
			level: 'guestList',
			endedIn: [
				{ roomId: world.clientRoom, roomTitle: 'Contoso' },
				{ roomId: second, roomTitle: 'Second' },
			],
			guestsInRoom: [],
			stillHasAccess: [],
			filesLeft: [],
		});
		expect(placesOf(world, guest)).toEqual([]);
		expect(listsWith(world, guest)).toEqual([]);
		expect(hasAccount(world, guest)).toBe(true);
	});

	test('leaves and names a place that somebody else has given', async () => {
		const world = await startWorld();
		const { guest } = world;
		const { colleague, room } = addColleague(world);
		joinRoomOf(world, colleague, room);

		expect(onlyItem(await deleteGuest(world))).toMatchObject({
			deleted: true,
			stillHasAccess: [
				{
					roomId: room,
					roomTitle: 'Fabrikam',
					reason: 'still a member, probably invited by someone else',
				},
			],
		});
		expect(placesOf(world, guest)).toEqual([room]);
		expect(listsWith(world, guest)).toEqual([colleague.id]);
	});

	test('works for a DocSpace admin on guests of their own', async () => {
		const world = await startWorld();
		const { portal, clientRoom } = world;
		const admin = addAdmin(world);
		const guest = portal.addUser({
			displayName: 'Gina Guest',
			email: 'gina@client.example',
			type: 'Guest',
			invitedBy: admin.id,
		});
		portal.share(clientRoom, guest.id, 'Read', { by: admin.id });
		const run = await deleteGuest(
			world,
			{ guest: byId(guest.id) },
			{ credentials: world.credentialsOf(admin) },
		);
		expect(onlyItem(run)).toMatchObject({ id: guest.id, deleted: true, stillHasAccess: [] });
		expect(placesOf(world, guest)).toEqual([]);
	});

	test('refuses a guest of another admin, and says whose credential does it', async () => {
		const world = await startWorld();
		const credentials = world.credentialsOf(addAdmin(world));
		const { message, remedy } = failureOf(await deleteGuest(world, {}, { credentials }));
		expect(message).toBe(
			'DocSpace does not let you end the access of Gus Guest (gus@client.example), who is still in “Contoso”: invited by someone else',
		);
		expect(remedy).toContain('credential of whoever invited the guest');
		expect(placesOf(world, world.guest)).toEqual([world.clientRoom]);
	});

	test.each<['User' | 'Guest', string]>([
		['User', 'no room'],
		['User', 'Only If Room Is Empty'],
		['Guest', 'no room'],
		['Guest', 'Only If Room Is Empty'],
	])('sends nothing for a %s, who has no guests (%s)', async (type, room) => {
		const world = await startWorld();
		const { portal, manager, guest, clientRoom } = world;
		const mia = portal.addUser({ displayName: 'Mia', email: 'mia@company.example', type });
		portal.share(clientRoom, mia.id, 'ContentCreator', { by: manager.id });
		const run = await deleteGuest(
			world,
			room === 'no room' ? {} : { onlyIfRoomIsEmpty: true, roomToBeEmpty: byId(clientRoom) },
			{ credentials: world.credentialsOf(mia) },
		);
		const { message, remedy } = failureOf(run);
		expect(message).toMatch(/^DocSpace does not let you end the access of .*gus@client\.example/);
		expect(remedy).toContain('Use the credential of whoever invited the guest');
		expect(writesTo(world)).toEqual([]);
		expect(placesOf(world, guest)).toEqual([clientRoom]);
	});

	test('takes no end of access by somebody else for its own, and says who can end the rest', async () => {
		const world = await startWorld();
		const { portal, manager, guest, clientRoom } = world;
		const second = portal.addRoom({ title: 'Second', type: 'custom', owner: manager.id }).id;
		portal.share(second, guest.id, 'Read', { by: manager.id });
		portal.faults.add({
			on: DELETE_GUESTS,
			acts: [({ store }) => void store.removeShares(({ entryId }) => entryId === second)],
		});
		const credentials = world.credentialsOf(addAdmin(world));
		const { message, remedy } = failureOf(await deleteGuest(world, {}, { credentials }));
		expect(message).toContain('who is still in “Contoso”: invited by someone else');
		expect(remedy).toContain('credential of whoever invited the guest');
		expect(placesOf(world, guest)).toEqual([clientRoom]);
	});

	test('ends the place in the room given that another manager has given', async () => {
		const world = await startWorld();
		const { portal, guest, clientRoom } = world;
		const { colleague } = addColleague(world);
		portal.store.removeShares(({ entryId }) => entryId === clientRoom);
		portal.share(clientRoom, guest.id, 'Read', { by: colleague.id });
		const run = await deleteGuest(world, {
			onlyIfRoomIsEmpty: true,
			roomToBeEmpty: byId(clientRoom),
		});
		expect(onlyItem(run)).toMatchObject({ deleted: true, endedIn: [{ roomId: clientRoom }] });
		expect(placesOf(world, guest)).not.toContain(clientRoom);
	});

	test('ends it, too, where nobody can tell how else the guest gets into that room', async () => {
		const world = await startWorld();
		const { portal, guest, clientRoom } = world;
		const { colleague } = addColleague(world);
		portal.store.removeShares(({ entryId }) => entryId === clientRoom);
		portal.share(clientRoom, guest.id, 'Read', { by: colleague.id });
		portal.faults.add({ on: 'GET files/rooms/{id}/links', times: 0, answer: 'accessDenied' });
		const run = await deleteGuest(world, {
			onlyIfRoomIsEmpty: true,
			roomToBeEmpty: byId(clientRoom),
		});
		expect(failureOf(run).message).toContain('denied access');
		expect(placesOf(world, guest)).not.toContain(clientRoom);
	});

	test('says who can end a place in the room given where the credential cannot', async () => {
		const world = await startWorld();
		const { portal, manager, guest } = world;
		const { colleague, room } = addColleague(world);
		joinRoomOf(world, colleague, room);
		portal.store.relations.get(manager.id)?.delete(guest.id);
		const run = await deleteGuest(world, { onlyIfRoomIsEmpty: true, roomToBeEmpty: byId(room) });
		const { message, remedy } = failureOf(run);
		expect(message).toBe('Gus Guest (gus@client.example) is still a member of “Fabrikam”');
		expect(remedy).toContain('Use the credential of the room’s owner, or of whoever invited them');
		expect(placesOf(world, guest)).toContain(room);
	});

	test('has nothing to end for a disabled account, which opens nothing', async () => {
		const world = await startWorld();
		world.portal.disableUser(world.guest.id);
		expect(onlyItem(await deleteGuest(world))).toMatchObject({ deleted: false, alreadyGone: true });
		expect(writesTo(world)).toEqual([]);
	});

	test('names each link and invitation that still lets somebody into the room asked about', async () => {
		const world = await startWorld();
		const { portal, clientRoom } = world;
		portal.shareLink(clientRoom, 'primary');
		portal.shareLink(clientRoom, 'additional', { title: 'Draft', password: 'Linkpass1!' });
		portal.shareLink(clientRoom, 'additional', { title: 'Team', internal: true });
		portal.shareLink(clientRoom, 'additional', { title: '' });
		portal.shareLink(clientRoom, 'invitation', { title: 'Join', maxUseCount: 2 });
		const run = await deleteGuest(world, {
			onlyIfRoomIsEmpty: true,
			roomToBeEmpty: byId(clientRoom),
		});
		expect(reasonsIn(onlyItem(run))).toEqual([
			'the link “Shared link” is open to anybody',
			'the link “Draft” is open to anybody who knows its password',
			'the link “Team” is open to anybody who is signed in to DocSpace',
			'a link is open to anybody',
			'an invitation link lets anybody in who has it',
		]);
	});

	test('leaves out links that have expired and invitations that are used up', async () => {
		const world = await startWorld();
		const { portal, clientRoom } = world;
		const hour = 3_600_000;
		const now = portal.store.clock.now();
		portal.shareLink(clientRoom, 'primary', { title: 'Old', expires: now - hour });
		portal.shareLink(clientRoom, 'additional', { title: 'Still open', expires: now + hour });
		portal.shareLink(clientRoom, 'invitation', { maxUseCount: 2, currentUseCount: 2 });
		const run = await deleteGuest(world, {
			onlyIfRoomIsEmpty: true,
			roomToBeEmpty: byId(clientRoom),
		});
		expect(reasonsIn(onlyItem(run))).toEqual(['the link “Still open” is open to anybody']);
	});

	test('reads the links of an archived room too', async () => {
		const world = await startWorld();
		const { portal, manager } = world;
		const add = () =>
			portal.addRoom({ title: 'Old', type: 'custom', owner: manager.id, archived: true }).id;
		const [open, closed] = [add(), add()];
		portal.shareLink(open, 'primary');
		const reasonsOf = async (room: number | string) =>
			reasonsIn(
				onlyItem(await deleteGuest(world, { onlyIfRoomIsEmpty: true, roomToBeEmpty: byId(room) })),
			);
		expect(await reasonsOf(open)).toEqual(['the link “Shared link” is open to anybody']);
		expect(await reasonsOf(closed)).toEqual([]);
	});
});

/** Why, of what the operation says that remains open. */
function reasonsIn({ stillHasAccess }: IDataObject): unknown[] {
	if (!Array.isArray(stillHasAccess)) throw new Error('No list of what remains open');
	return stillHasAccess.map((access: unknown) => isRecord(access) && access.reason);
}

describe('One Room', () => {
	test('ends the place in that room alone, whoever gave it', async () => {
		const world = await startWorld();
		const { guest, manager } = world;
		const { colleague, room } = addColleague(world);
		const run = await deleteGuest(
			world,
			{ level: 'oneRoom', room: byId(room) },
			{ credentials: world.credentialsOf(colleague) },
		);
		expect(onlyItem(run)).toMatchObject({ deleted: true, level: 'oneRoom', stillHasAccess: [] });
		expect(placesOf(world, guest)).toEqual([world.clientRoom]);
		expect(listsWith(world, guest).sort()).toEqual([manager.id, colleague.id].sort());
		expect(hasAccount(world, guest)).toBe(true);
	});

	test('lets the room’s owner remove a guest whom they may not look up', async () => {
		const world = await startWorld();
		const { portal, manager, guest } = world;
		portal.store.relations.get(manager.id)?.delete(guest.id);
		const run = await deleteGuest(world, { level: 'oneRoom', room: byId(world.clientRoom) });
		expect(onlyItem(run)).toMatchObject({ deleted: true, id: guest.id });
		expect(placesOf(world, guest)).toEqual([]);
	});

	test('finds a guest among more than a hundred members', async () => {
		const world = await startWorld();
		const { clientRoom } = world;
		const last = addGuests(world, 230)[229];
		const run = await deleteGuest(world, {
			guest: byId(last?.id),
			level: 'oneRoom',
			room: byId(clientRoom),
		});
		expect(onlyItem(run)).toMatchObject({ id: last?.id, deleted: true });
		expect(last && placesOf(world, last)).toEqual([]);
		expect(placesOf(world, world.guest)).toEqual([clientRoom]);
	});

	test('a guest who is no member is already gone', async () => {
		const world = await startWorld();
		const run = await deleteGuest(world, { level: 'oneRoom', room: byId(world.archiveRoom) });
		expect(onlyItem(run)).toMatchObject({ deleted: false, alreadyGone: true });
		expectUntouched(world);
	});

	test('a link into the room is named', async () => {
		const world = await startWorld();
		world.portal.shareLink(world.clientRoom, 'additional');
		const run = await deleteGuest(world, { level: 'oneRoom', room: byId(world.clientRoom) });
		expect(onlyItem(run)).toMatchObject({
			deleted: true,
			stillHasAccess: [
				{ roomId: world.clientRoom, reason: 'the link “Shared link” is open to anybody' },
			],
		});
	});

	test('an archived room is an error before anything is written', async () => {
		const world = await startWorld();
		const { portal, manager, guest } = world;
		const archived = portal.addRoom({
			title: 'Old',
			type: 'custom',
			owner: manager.id,
			archived: true,
		}).id;
		portal.share(archived, guest.id, 'Read', { by: manager.id });
		const run = await deleteGuest(world, { level: 'oneRoom', room: byId(archived) });
		expect(failureOf(run)).toEqual({
			message: "'Room' names “Old”, which is archived: its members cannot be changed",
			remedy:
				'Restore the room from the archive first; who is to lose their access is removed before archiving',
		});
		expectUntouched(world);
	});

	test('a guest with a part in the forms of a data room stays, and the error says why', async () => {
		const world = await startWorld();
		const { portal, manager, guest } = world;
		const room = portal.addRoom({ title: 'Deal', type: 'virtualData', owner: manager.id }).id;
		portal.share(room, guest.id, 'FillForms', { by: manager.id });
		portal.addFormRole(room, guest.id);
		const { message, remedy } = failureOf(
			await deleteGuest(world, { level: 'oneRoom', room: byId(room) }),
		);
		expect(message).toBe(
			'Gus Guest (gus@client.example) still has a part to fill in in forms of “Deal”',
		);
		expect(remedy).toContain('run again');
		expect(placesOf(world, guest)).toContain(room);
	});

	test('a removal that DocSpace drops without a word is an error', async () => {
		const world = await startWorld();
		const { portal, manager, guest } = world;
		const { colleague, room } = addColleague(world);
		joinRoomOf(world, colleague, room);
		portal.store.relations.get(manager.id)?.delete(guest.id);
		const { message, remedy } = failureOf(
			await deleteGuest(world, { level: 'oneRoom', room: byId(room) }),
		);
		expect(message).toBe('Gus Guest (gus@client.example) is still a member of “Fabrikam”');
		expect(remedy).toContain('invited by someone else');
		expect(placesOf(world, guest)).toContain(room);
	});

	test('a DocSpace admin outside the room learns that this is not enough', async () => {
		const world = await startWorld();
		const { message, remedy } = failureOf(
			await deleteGuest(
				world,
				{ level: 'oneRoom', room: byId(world.clientRoom) },
				{ credentials: world.credentialsOf(addAdmin(world)) },
			),
		);
		expect(message).toBe(
			'DocSpace does not let you remove Gus Guest (gus@client.example) from “Contoso”',
		);
		expect(remedy).toContain('being a DocSpace admin is not enough');
		expect(placesOf(world, world.guest)).toEqual([world.clientRoom]);
	});

	test.each([
		['a room that is not there', 999_999, "'Room' was not found"],
		['a folder', 'clientFolder', "'Room' names the folder “Contoso”, not a room"],
		['an empty id', '', "'Room' is empty"],
	])('%s as room is named in the error', async (_case, room, expected) => {
		const world = await startWorld();
		const id = room === 'clientFolder' ? world.clientFolder : room;
		const run = await deleteGuest(world, {
			level: 'oneRoom',
			room: { __rl: true, mode: 'id', value: id === '' ? '={{ "" }}' : id },
		});
		expect(failureOf(run).message).toContain(expected);
		expectUntouched(world);
	});
});

describe('Whole Portal', () => {
	test('deletes the account with everything it could reach', async () => {
		const world = await startWorld();
		const { guest } = world;
		addColleague(world);
		const run = await deleteGuest(
			world,
			{ level: 'wholePortal' },
			{ credentials: world.credentialsOf(addAdmin(world)) },
		);
		expect(onlyItem(run)).toMatchObject({ deleted: true, level: 'wholePortal' });
		expect(hasAccount(world, guest)).toBe(false);
		expect(placesOf(world, guest)).toEqual([]);
	});

	test('deletes an account that was disabled before', async () => {
		const world = await startWorld();
		world.portal.disableUser(world.guest.id);
		const run = await deleteGuest(
			world,
			{ level: 'wholePortal' },
			{ credentials: world.credentialsOf(addAdmin(world)) },
		);
		expect(onlyItem(run)).toMatchObject({ deleted: true });
		expect(hasAccount(world, world.guest)).toBe(false);
	});

	test('names links that stay open in the room asked about', async () => {
		const world = await startWorld();
		world.portal.shareLink(world.clientRoom, 'primary');
		const { portal, manager, clientRoom } = world;
		const admin = addAdmin(world);
		portal.share(clientRoom, admin.id, 'RoomManager', { by: manager.id });
		const run = await deleteGuest(
			world,
			{ level: 'wholePortal', onlyIfRoomIsEmpty: true, roomToBeEmpty: byId(clientRoom) },
			{ credentials: world.credentialsOf(admin) },
		);
		expect(onlyItem(run)).toMatchObject({
			stillHasAccess: [
				{ roomTitle: 'Contoso', reason: expect.stringContaining('open to anybody') },
			],
		});
	});

	test.each([false, true])(
		'says that the links were not read where the user may not read them (archived: %s)',
		async (archived) => {
			const world = await startWorld();
			const { portal, manager, guest } = world;
			const owner = manager.id;
			const room = portal.addRoom({ title: 'Deal', type: 'custom', owner, archived }).id;
			portal.share(room, guest.id, 'Read', { by: owner });
			portal.shareLink(room, 'primary');
			const run = await deleteGuest(
				world,
				{
					level: 'wholePortal',
					onlyIfRoomIsEmpty: true,
					roomToBeEmpty: byId(room),
					ifOtherRooms: 'endAll',
				},
				{ credentials: world.credentialsOf(addAdmin(world)) },
			);
			expect(onlyItem(run)).toMatchObject({
				deleted: true,
				stillHasAccess: [
					{
						roomId: room,
						roomTitle: 'Deal',
						reason: expect.stringMatching(/links could not be read/),
					},
				],
			});
		},
	);

	test.each(['own guest', 'somebody else’s guest'])(
		'without the right to, the error names the role it takes (%s)',
		async (whose) => {
			const world = await startWorld();
			const { portal, manager, guest } = world;
			if (whose !== 'own guest') portal.store.relations.get(manager.id)?.delete(guest.id);
			const { message, remedy } = failureOf(await deleteGuest(world, { level: 'wholePortal' }));
			expect(message).toContain('does not let you delete the account of');
			expect(remedy).toBe(
				'Whole Portal needs the credential of a DocSpace admin; choose Guest List or One Room otherwise',
			);
			expect(hasAccount(world, guest)).toBe(true);
		},
	);

	test('an account that somebody else deletes in the same moment is deleted', async () => {
		const world = await startWorld();
		const { portal, guest } = world;
		portal.faults.add({
			on: 'DELETE people/{id}',
			acts: [({ store }) => void store.users.delete(guest.id)],
		});
		const run = await deleteGuest(
			world,
			{ level: 'wholePortal' },
			{ credentials: world.credentialsOf(addAdmin(world)) },
		);
		expect(onlyItem(run)).toMatchObject({ deleted: true });
	});
});

describe('If the Guest Has Other Rooms', () => {
	async function startWithSecond() {
		const world = await startWorld();
		const { portal, manager, guest, clientRoom } = world;
		const second = portal.addRoom({ title: 'Second', type: 'custom', owner: manager.id }).id;
		portal.share(second, guest.id, 'Read', { by: manager.id });
		return { world, second, fields: { onlyIfRoomIsEmpty: true, roomToBeEmpty: byId(clientRoom) } };
	}

	test.each(['guestList', 'wholePortal'])(
		'leaves them alone unless told, and names them (%s)',
		async (level) => {
			const { world, second, fields } = await startWithSecond();
			const { portal, manager, guest, clientRoom } = world;
			portal.user(manager.id).type = level === 'wholePortal' ? 'DocSpaceAdmin' : 'RoomAdmin';
			expect(onlyItem(await deleteGuest(world, { ...fields, level }))).toMatchObject({
				deleted: true,
				level,
				endedIn: [{ roomId: clientRoom, roomTitle: 'Contoso' }],
				stillHasAccess: [
					{ roomId: second, reason: 'still a member: other rooms were to be left alone' },
				],
			});
			expect(placesOf(world, guest)).toEqual([second]);
			expect(listsWith(world, guest)).toEqual([manager.id]);

			const last = { level, onlyIfRoomIsEmpty: true, roomToBeEmpty: byId(second) };
			expect(onlyItem(await deleteGuest(world, last))).toMatchObject({
				deleted: true,
				endedIn: [{ roomId: second }],
				stillHasAccess: [],
			});
			expect(listsWith(world, guest)).toEqual([]);
			expect(hasAccount(world, guest)).toBe(level === 'guestList');
		},
	);

	test.each(['guestList', 'wholePortal'])('End All ends and names them (%s)', async (level) => {
		const { world, second, fields } = await startWithSecond();
		const { portal, manager, guest, clientRoom } = world;
		portal.user(manager.id).type = 'DocSpaceAdmin';
		const run = await deleteGuest(world, { ...fields, level, ifOtherRooms: 'endAll' });
		expect(onlyItem(run)).toMatchObject({
			deleted: true,
			endedIn: expect.arrayContaining([
				{ roomId: clientRoom, roomTitle: 'Contoso' },
				{ roomId: second, roomTitle: 'Second' },
			]),
			stillHasAccess: [],
		});
		expect(placesOf(world, guest)).toEqual([]);
	});

	test('Fail names them and ends nothing', async () => {
		const { world, second, fields } = await startWithSecond();
		const run = await deleteGuest(world, { ...fields, ifOtherRooms: 'fail' });
		expect(failureOf(run)).toEqual({
			message:
				'Gus Guest (gus@client.example) is in other rooms too: “Second”. Their access has not ended',
			remedy:
				'Set “If the Guest Has Other Rooms” to Only This Room, which leaves those alone, or to End All',
		});
		expectUntouched(world);
		expect(placesOf(world, world.guest)).toContain(second);
	});

	test('the place in the list ends as well when both last rooms end in the same moment', async () => {
		const { world, second } = await startWithSecond();
		const runs = await Promise.all(
			[world.clientRoom, second].map(async (room) =>
				deleteGuest(world, { onlyIfRoomIsEmpty: true, roomToBeEmpty: byId(room) }),
			),
		);
		for (const [at, run] of runs.entries()) {
			const endedIn = [{ roomId: [world.clientRoom, second][at] }];
			expect(onlyItem(run)).toMatchObject({ deleted: true, endedIn });
		}
		expect(placesOf(world, world.guest)).toEqual([]);
		expect(listsWith(world, world.guest)).toEqual([]);
	});
});

describe('a guest who is not in the room given', () => {
	/** A guest of another client of the manager's, who is not in the client's room. */
	function addStranger({ portal, manager }: World) {
		const room = portal.addRoom({ title: 'Fabrikam', type: 'custom', owner: manager.id }).id;
		const stranger = portal.addUser({
			displayName: 'Sam Stranger',
			email: 'sam@fabrikam.example',
			type: 'Guest',
			invitedBy: manager.id,
		});
		portal.share(room, stranger.id, 'Read', { by: manager.id });
		return { stranger, room };
	}

	const cases: Array<[string, (world: World) => RunOptions['fields']]> = [
		[
			'Guest List, Only If Room Is Empty',
			({ clientRoom }) => ({ onlyIfRoomIsEmpty: true, roomToBeEmpty: byId(clientRoom) }),
		],
		['One Room', ({ clientRoom }) => ({ level: 'oneRoom', room: byId(clientRoom) })],
		[
			'Whole Portal, Only If Room Is Empty',
			({ clientRoom }) => ({
				level: 'wholePortal',
				onlyIfRoomIsEmpty: true,
				roomToBeEmpty: byId(clientRoom),
			}),
		],
	];
	test.each(cases)('keeps everything, and who is in it is named: %s', async (_case, fields) => {
		const world = await startWorld();
		world.portal.user(world.manager.id).type = 'DocSpaceAdmin';
		const { stranger, room } = addStranger(world);
		const run = await deleteGuest(world, { guest: byEmail(stranger.email), ...fields(world) });
		expect(onlyItem(run)).toMatchObject({
			email: stranger.email,
			deleted: false,
			alreadyGone: true,
			guestsInRoom: [{ id: world.guest.id, email: world.guest.email, displayName: 'Gus Guest' }],
		});
		expectUntouched(world);
		expect(placesOf(world, stranger)).toEqual([room]);
		expect(listsWith(world, stranger)).toEqual([world.manager.id]);
	});

	test('is not removed from One Room when the room that must be empty is another’s', async () => {
		const world = await startWorld();
		const { stranger, room } = addStranger(world);
		const run = await deleteGuest(world, {
			guest: byEmail(stranger.email),
			level: 'oneRoom',
			room: byId(room),
			onlyIfRoomIsEmpty: true,
			roomToBeEmpty: byId(world.clientRoom),
		});
		expect(onlyItem(run)).toMatchObject({
			deleted: false,
			guestsInRoom: [{ email: world.guest.email }],
		});
		expectUntouched(world);
		expect(placesOf(world, stranger)).toEqual([room]);
	});
});

describe('a second run', () => {
	test.each(['Room admin', 'DocSpace admin'])(
		'finds the guest of a %s already gone when absent from the room in Only If Room Is Empty',
		async (role) => {
			const world = await startWorld();
			const { portal, manager, guest, clientRoom } = world;
			portal.user(manager.id).type = role === 'Room admin' ? 'RoomAdmin' : 'DocSpaceAdmin';
			const fields = { onlyIfRoomIsEmpty: true, roomToBeEmpty: byId(clientRoom) };
			expect(onlyItem(await deleteGuest(world, fields))).toMatchObject({ deleted: true });
			expect(onlyItem(await deleteGuest(world, fields))).toMatchObject({
				email: guest.email,
				deleted: false,
				alreadyGone: true,
				stillHasAccess: [],
			});
		},
	);

	test.each(['Room admin', 'DocSpace admin'])(
		'of a %s without that room cannot tell a guest who is gone from somebody else’s',
		async (role) => {
			const world = await startWorld();
			const { portal, manager } = world;
			portal.user(manager.id).type = role === 'Room admin' ? 'RoomAdmin' : 'DocSpaceAdmin';
			await deleteGuest(world);
			const { message, remedy } = failureOf(await deleteGuest(world));
			expect(message).toContain('invited by someone else');
			expect(remedy).toContain('switch on “Only If Room Is Empty”');
		},
	);

	test('ends a place in that room that somebody else has given meanwhile', async () => {
		const world = await startWorld();
		const { portal, guest, clientRoom } = world;
		const { colleague } = addColleague(world);
		await deleteGuest(world);
		portal.share(clientRoom, guest.id, 'Read', { by: colleague.id });
		const run = await deleteGuest(world, {
			onlyIfRoomIsEmpty: true,
			roomToBeEmpty: byId(clientRoom),
		});
		expect(onlyItem(run)).toMatchObject({ deleted: true, endedIn: [{ roomId: clientRoom }] });
		expect(placesOf(world, guest)).not.toContain(clientRoom);
	});

	test('names links again that stay open in the room', async () => {
		const world = await startWorld();
		world.portal.shareLink(world.clientRoom, 'primary');
		const fields = { onlyIfRoomIsEmpty: true, roomToBeEmpty: byId(world.clientRoom) };
		const first = onlyItem(await deleteGuest(world, fields));
		const second = onlyItem(await deleteGuest(world, fields));
		expect(second.alreadyGone).toBe(true);
		expect(second.stillHasAccess).toEqual(first.stillHasAccess);
		expect(second.stillHasAccess).toHaveLength(1);
	});

	test('never takes a room that the credential cannot read for one without the guest', async () => {
		const world = await startWorld();
		const { portal, manager, guest } = world;
		const { room } = addColleague(world);
		portal.store.relations.get(manager.id)?.delete(guest.id);
		for (const fields of [
			{ onlyIfRoomIsEmpty: true, roomToBeEmpty: byId(room) },
			{ level: 'oneRoom', room: byId(room) },
		]) {
			const { message } = failureOf(await deleteGuest(world, fields));
			expect(message).toContain('the user behind the credential sees no room');
		}
		expect(placesOf(world, guest)).toContain(room);
	});
});

describe('before DocSpace 3.7.1', () => {
	test('a Room admin ends access', async () => {
		const world = await startWorld({ portalVersion: '3.6.1' });
		const fields = { onlyIfRoomIsEmpty: true, roomToBeEmpty: byId(world.clientRoom) };
		expect(onlyItem(await deleteGuest(world, fields))).toMatchObject({ deleted: true });
		expect(placesOf(world, world.guest)).toEqual([]);
		expect(onlyItem(await deleteGuest(world, fields))).toMatchObject({ alreadyGone: true });
	});

	test('a DocSpace admin cannot, and learns who can', async () => {
		const world = await startWorld({ portalVersion: '3.6.1' });
		world.portal.user(world.manager.id).type = 'DocSpaceAdmin';
		const { message, remedy } = failureOf(await deleteGuest(world));
		expect(message).toContain('does not let you end the access of Gus Guest');
		expect(remedy).toContain('before DocSpace 3.7.1 a Room admin');
		expect(placesOf(world, world.guest)).toEqual([world.clientRoom]);
	});

	test('a guest whom DocSpace passes over without a word is no success', async () => {
		const world = await startWorld({ portalVersion: '3.6.1' });
		const { portal, manager, guest, clientRoom } = world;
		portal.faults.add({
			on: DELETE_GUESTS,
			acts: [({ store }) => void store.relations.get(manager.id)?.delete(guest.id)],
		});
		expect(failureOf(await deleteGuest(world)).message).toContain(
			'who is still in “Contoso”: invited by someone else',
		);
		expect(placesOf(world, guest)).toEqual([clientRoom]);
	});

	test('a success that leaves the guest on the list is an error', async () => {
		const world = await startWorld({ portalVersion: '3.6.1' });
		world.portal.faults.add({
			on: DELETE_GUESTS,
			answer: {
				status: 200,
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify({ count: 0, status: 0, statusCode: 200 }),
			},
		});
		expect(failureOf(await deleteGuest(world)).message).toContain('still on your guest list');
	});
});

describe('a removal of which the answer is lost', () => {
	const troubles: Array<[string, Omit<RequestFault, 'on'>]> = [
		['cut after being accepted', { cut: 'after' }],
		['cut before', { cut: 'before' }],
		['502 after being accepted', { answerAfter: 'badGateway' }],
		['502 instead', { answer: 'badGateway' }],
		['504 after being accepted', { answerAfter: 'gatewayTimeout' }],
		['500 after being accepted', { answerAfter: 'serverError' }],
		['500 instead', { answer: 'serverError' }],
	];
	const roles = ['RoomAdmin', 'DocSpaceAdmin'] as const;

	test.each(roles.flatMap((role) => troubles.map((trouble) => [role, ...trouble] as const)))(
		'is seen or repeated by a %s (%s)',
		async (role, _trouble, fault) => {
			const world = await startWorld();
			const { portal, manager, guest } = world;
			portal.user(manager.id).type = role;
			portal.faults.add({ ...fault, on: DELETE_GUESTS });
			expect(onlyItem(await deleteGuest(world))).toMatchObject({
				deleted: true,
				alreadyGone: false,
				stillHasAccess: [],
			});
			expect(placesOf(world, guest)).toEqual([]);
			expect(listsWith(world, guest)).toEqual([]);
		},
	);

	test('is seen by an admin although the guest is invited elsewhere in the same moment', async () => {
		const world = await startWorld();
		const { portal, manager, guest } = world;
		portal.user(manager.id).type = 'DocSpaceAdmin';
		const { id: by } = addAdmin(world);
		const room = portal.addRoom({ title: 'Fabrikam', type: 'custom', owner: by }).id;
		portal.faults.add({
			on: DELETE_GUESTS,
			acts: [() => portal.share(room, guest.id, 'Read', { by })],
			cut: 'after',
		});
		expect(onlyItem(await deleteGuest(world))).toMatchObject({
			deleted: true,
			stillHasAccess: [{ roomId: room }],
		});
		expect(portal.requests.to(DELETE_GUESTS)).toHaveLength(1);
	});

	test('is not repeated while the first may still be under way', async () => {
		const world = await startWorld();
		world.portal.faults.add({ on: DELETE_GUESTS, cut: 'after' });
		await deleteGuest(world);
		expect(world.portal.requests.to(DELETE_GUESTS)).toHaveLength(1);
	});

	test('fails with the portal’s words when it fails twice', async () => {
		const world = await startWorld();
		world.portal.faults.add({ on: DELETE_GUESTS, answer: 'serverError', times: 0 });
		const { message } = failureOf(await deleteGuest(world));
		expect(message).toContain('Object reference not set');
		expect(world.portal.requests.to(DELETE_GUESTS)).toHaveLength(2);
		expect(placesOf(world, world.guest)).toEqual([world.clientRoom]);
	});

	test('counts when only the second attempt was accepted, unheard as well', async () => {
		const world = await startWorld();
		world.portal.faults.add({ on: DELETE_GUESTS, cut: 'before' });
		world.portal.faults.add({ on: DELETE_GUESTS, nth: 2, cut: 'after' });
		expect(onlyItem(await deleteGuest(world))).toMatchObject({ deleted: true });
		expect(placesOf(world, world.guest)).toEqual([]);
	});

	test.each(troubles)('is seen or repeated in one room (%s)', async (_trouble, fault) => {
		const world = await startWorld();
		world.portal.faults.add({ ...fault, on: PUT_SHARE });
		const run = await deleteGuest(world, { level: 'oneRoom', room: byId(world.clientRoom) });
		expect(onlyItem(run)).toMatchObject({ deleted: true });
		expect(placesOf(world, world.guest)).toEqual([]);
	});

	test.each(
		['PUT people/status/{status}', 'DELETE people/{id}'].flatMap((on) =>
			troubles.map((trouble) => [on, ...trouble] as const),
		),
	)('is seen or repeated for an account: %s, %s', async (on, _trouble, fault) => {
		const world = await startWorld();
		world.portal.faults.add({ ...fault, on });
		const run = await deleteGuest(
			world,
			{ level: 'wholePortal' },
			{ credentials: world.credentialsOf(addAdmin(world)) },
		);
		expect(onlyItem(run)).toMatchObject({ deleted: true });
		expect(hasAccount(world, world.guest)).toBe(false);
	});
});
