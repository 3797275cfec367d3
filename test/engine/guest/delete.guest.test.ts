import type { PortalUser } from '../../../sandbox';
import {
	addAdmin,
	deleteGuest,
	expectUntouched,
	hasAccount,
	placesOf,
} from '../../harness/operations/endingAccess';
import { NODE_NAME } from '../../harness/engine';
import { failureOf } from '../../harness/failure';
import { addGuest, addGuests, addPerson } from '../../harness/people';
import {
	byEmail,
	byId,
	endWorlds,
	onlyItem,
	type RunOptions,
	startWorld,
} from '../../harness/world';

afterEach(endWorlds);

describe('Guest', () => {
	const forms: Array<[string, (guest: PortalUser) => RunOptions['fields'][string]]> = [
		['by id', ({ id }) => byId(id)],
		['by id in capitals', ({ id }) => byId(id.toUpperCase())],
		['by e-mail', ({ email }) => byEmail(email)],
		[
			'by e-mail in other capitals and with spaces',
			({ email }) => byEmail(` ${email.toUpperCase()} `),
		],
		['from the list', ({ id }) => ({ __rl: true, mode: 'list', value: id })],
		['by an expression instead of the picker', ({ email }) => email],
	];
	test.each(forms)('may be named %s', async (_form, write) => {
		const world = await startWorld();
		const run = await deleteGuest(world, { guest: write(world.guest) });
		expect(onlyItem(run)).toMatchObject({ id: world.guest.id, deleted: true });
		expect(placesOf(world, world.guest)).toEqual([]);
	});

	test('is not taken for another whose address contains the one given', async () => {
		const world = await startWorld();
		const { clientRoom } = world;
		const longer = addGuest(world, 'Angus');
		await deleteGuest(world);
		expect(placesOf(world, longer)).toEqual([clientRoom]);
		expect(placesOf(world, world.guest)).toEqual([]);

		const run = await deleteGuest(world, { guest: byEmail('ngus@client.example') });
		expect(failureOf(run).message).toContain('was not found');
		expect(placesOf(world, longer)).toEqual([clientRoom]);
	});

	test.each([
		[
			'a number, as some recipes have it',
			12_345,
			"'Guest' is neither an e-mail address nor the id of a person: “12345”",
			'DocSpace has no numbers for people. Enter the guest’s e-mail address, for example anna@client.com, or choose the guest from the list',
		],
		[
			'a name',
			'Gus Guest',
			"'Guest' is neither an e-mail address nor the id of a person: “Gus Guest”",
			'Enter the guest’s e-mail address, for example anna@client.com, or choose the guest from the list',
		],
		[
			'an expression that yields nothing',
			'={{ $json.missing }}',
			"'Guest' is empty",
			'Enter the guest’s e-mail address, for example anna@client.com, or choose the guest from the list',
		],
		[
			'an address nobody has',
			'nobody@client.example',
			"'Guest' was not found: DocSpace knows nobody by “nobody@client.example”",
			'Check the address, or choose the guest from the list. If the guest may have been deleted before, set “If Guest Is Not Found” to Treat as Gone',
		],
		[
			'an id nobody has',
			'66faa6e4-f133-11ea-b126-00ffeec8b4ef',
			"'Guest' was not found: DocSpace knows nobody by “66faa6e4-f133-11ea-b126-00ffeec8b4ef”",
			'Check the address, or choose the guest from the list. If the guest may have been deleted before, set “If Guest Is Not Found” to Treat as Gone',
		],
	])('%s is an error that says what to enter', async (_case, value, message, remedy) => {
		const world = await startWorld();
		const run = await deleteGuest(world, { guest: { __rl: true, mode: 'id', value } });
		expect(failureOf(run)).toEqual({ message, remedy });
		expectUntouched(world);
	});

	test.each([
		['RoomAdmin', 'a Room admin'],
		['User', 'a user'],
		['DocSpaceAdmin', 'a DocSpace admin'],
		['Owner', 'a portal owner'],
	] as const)('a member of the portal (%s) is never touched', async (type, role) => {
		const world = await startWorld();
		const credentials = world.credentialsOf(addAdmin(world));
		const person = addPerson(world, 'Pat', type);
		for (const level of ['guestList', 'wholePortal']) {
			const run = await deleteGuest(
				world,
				{ guest: byEmail(person.email), level },
				{ credentials },
			);
			expect(failureOf(run)).toEqual({
				message: `'Guest' names Pat (pat@company.example), who is not a guest but ${role}`,
				remedy: 'Choose a guest; this node never touches members of the portal',
			});
		}
		expectUntouched(world);
		expect(hasAccount(world, person)).toBe(true);
	});

	test('who is not found may be treated as gone', async () => {
		const world = await startWorld();
		const run = await deleteGuest(world, {
			guest: byEmail('left@client.example'),
			ifNotFound: 'treatAsGone',
		});
		expect(onlyItem(run)).toEqual({
			id: '',
			email: 'left@client.example',
			deleted: false,
			alreadyGone: true,
			level: 'guestList',
			endedIn: [],
			guestsInRoom: [],
			stillHasAccess: [],
			filesLeft: [],
		});
		expectUntouched(world);
	});

	test('may differ from item to item, and each result belongs to its own item', async () => {
		const world = await startWorld();
		const { clientRoom } = world;
		const guests = addGuests(world, 3);
		const run = await deleteGuest(
			world,
			{ guest: byEmail('={{ $json.email }}') },
			{ items: guests.map(({ email }) => ({ json: { email } })) },
		);
		expect(run.items(NODE_NAME)).toEqual(
			guests.map(({ id, email }, item) => ({
				json: expect.objectContaining({ id, email, deleted: true }),
				pairedItem: { item },
			})),
		);
		expect(guests.flatMap((guest) => placesOf(world, guest))).toEqual([]);
		expect(placesOf(world, world.guest)).toEqual([clientRoom]);
	});
});
