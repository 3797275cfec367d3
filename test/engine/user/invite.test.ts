import { hintsOf } from '../../harness/engine';
import { failureOf } from '../../harness/failure';
import { startAsAdmin } from '../../harness/operations/accounts';
import { addInvited, addPerson } from '../../harness/people';
import { writesTo } from '../../harness/requests';
import { endWorlds, onlyItem, runnerOf, startWorld, type World } from '../../harness/world';

afterEach(endWorlds);

const INVITE = 'POST people/invite';
const RESEND = 'PUT people/invite';
const run = runnerOf('user.invite');

const invite = async (
	world: World,
	email: string,
	fields: Parameters<typeof run>[1] = {},
	more: Parameters<typeof run>[2] = {},
) => await run(world, { email, ...fields }, more);

/** How often a letter went to an address. */
const letters = ({ portal }: World, to: string) =>
	portal.journal.of('mail.invitation').filter(({ email }) => email === to).length;

describe('User: Invite', () => {
	test('makes a user, unless another type is asked for (T122)', async () => {
		const world = await startAsAdmin();
		addInvited(world, 'somebody');
		const asUser = onlyItem(await invite(world, 'anna@company.example'));
		expect(asUser).toEqual({
			id: expect.any(String),
			email: 'anna@company.example',
			name: 'anna@company.example',
			type: 'User',
			status: 'invited',
			invited: true,
			resent: false,
			alreadyExisted: false,
			typeAsAsked: true,
		});
		expect(world.portal.user(String(asUser.id))).toMatchObject({
			email: 'anna@company.example',
			type: 'User',
		});
		const boss = onlyItem(await invite(world, 'bo@company.example', { type: 'RoomAdmin' }));
		expect(boss).toMatchObject({ type: 'Room admin', invited: true });
		expect(letters(world, 'anna@company.example')).toBe(1);
	});

	test('a second time sends nothing and gives the same person', async () => {
		const world = await startAsAdmin();
		const first = onlyItem(await invite(world, 'anna@company.example'));
		const second = onlyItem(await invite(world, 'Anna@Company.example'));
		expect(second).toMatchObject({ id: first.id, invited: false, alreadyExisted: true });
		expect(writesTo(world)).toEqual([INVITE]);
	});

	test('never raises the type of an account, and says that it differs (T122)', async () => {
		const world = await startAsAdmin();
		const uma = addPerson(world, 'Uma User', 'User');
		const done = await invite(world, uma.email, { type: 'RoomAdmin' });
		expect(onlyItem(done)).toMatchObject({ id: uma.id, type: 'User', typeAsAsked: false });
		expect(uma.type).toBe('User');
		expect(writesTo(world)).toEqual([]);
		expect(hintsOf(done)).toEqual([expect.stringContaining('uma@company.example, User')]);
	});

	test('sends the letter again only where that is switched on and they have not registered', async () => {
		const world = await startAsAdmin();
		const ivo = addInvited(world, 'ivo');
		const uma = addPerson(world, 'Uma User', 'User');
		expect(onlyItem(await invite(world, ivo.email))).toMatchObject({ resent: false });
		expect(letters(world, ivo.email)).toBe(0);
		expect(onlyItem(await invite(world, ivo.email, { resend: true }))).toMatchObject({
			id: ivo.id,
			resent: true,
			invited: false,
		});
		expect(letters(world, ivo.email)).toBe(1);
		expect(onlyItem(await invite(world, uma.email, { resend: true }))).toMatchObject({
			resent: false,
			status: 'active',
		});
		expect(writesTo(world)).toEqual([RESEND]);
	});

	test.each([
		['is sent once when only its answer was lost', { cut: 'after' as const }, 1],
		['is sent again when it never arrived', { cut: 'before' as const }, 2],
		['is sent again after the server failed', { answer: 'gatewayTimeout' as const }, 2],
	])('%s', async (_, trouble, writes) => {
		const world = await startAsAdmin();
		world.portal.faults.add({ on: INVITE, ...trouble });
		expect(onlyItem(await invite(world, 'anna@company.example'))).toMatchObject({
			status: 'invited',
		});
		expect(writesTo(world)).toHaveLength(writes);
		expect(letters(world, 'anna@company.example')).toBe(1);
	});

	test('does not send a letter again when nobody knows whether it went out', async () => {
		const world = await startAsAdmin();
		const ivo = addInvited(world, 'ivo');
		world.portal.faults.add({ on: RESEND, cut: 'after' });
		const { message, remedy } = failureOf(await invite(world, ivo.email, { resend: true }));
		expect(message).toContain('did not say whether it has sent the invitation');
		expect(remedy).toContain('Run again if they have not got it');
		expect(letters(world, ivo.email)).toBe(1);
	});

	test.each([
		['DocSpaceAdmin', 'DocSpaceAdmin', 'as a DocSpace admin', 'Only the portal’s owner'],
		['RoomAdmin', 'RoomAdmin', 'as a Room admin', 'Only a DocSpace admin'],
	] as const)(
		'a %s may not invite a %s, and hears who may',
		async (caller, type, problem, remedyPart) => {
			const world = await startWorld();
			world.manager.type = caller;
			const { message, remedy } = failureOf(await invite(world, 'bo@company.example', { type }));
			expect(message).toContain(`does not let you invite “bo@company.example” ${problem}`);
			expect(remedy).toContain(remedyPart);
		},
	);

	test('a user may invite nobody', async () => {
		const world = await startWorld();
		const credentials = world.credentialsOf(addPerson(world, 'Uma User', 'User'));
		const { message, remedy } = failureOf(
			await invite(world, 'bo@company.example', {}, { credentials }),
		);
		expect(message).toContain('does not let you invite');
		expect(remedy).toContain('DocSpace admin or a Room admin');
	});

	test('a Room admin hears of a guest whom somebody else has invited', async () => {
		const world = await startWorld();
		const credentials = world.credentialsOf(addPerson(world, 'Rita Roomadmin'));
		const { remedy } = failureOf(await invite(world, world.guest.email, {}, { credentials }));
		expect(remedy).toContain('a guest whom somebody else has invited');
		expect(writesTo(world)).toEqual([]);
	});

	test('says that no paid seat is left', async () => {
		const world = await startAsAdmin({ paidSeats: 2 });
		const { message, remedy } = failureOf(
			await invite(world, 'bo@company.example', { type: 'RoomAdmin' }),
		);
		expect(message).toContain('no paid seat left for “bo@company.example” as a Room admin');
		expect(remedy).toContain('choose the type User');
		expect(onlyItem(await invite(world, 'bo@company.example'))).toMatchObject({ invited: true });
	});

	test('points to Enable where the account is disabled', async () => {
		const world = await startAsAdmin();
		const uma = addPerson(world, 'Uma User', 'User');
		world.portal.disableUser(uma.id);
		const { message, remedy } = failureOf(await invite(world, uma.email));
		expect(message).toContain('whose account is disabled');
		expect(remedy).toContain(`User → Enable; its ID is ${uma.id}`);
		expect(writesTo(world)).toEqual([]);
	});

	test.each([
		'no address',
		'={{ "" }}',
		'={{ null }}',
		'a@b.example, c@d.example',
		'<a@b.example>',
		'a@b.example;',
	])('refuses %s before any request', async (email) => {
		const world = await startAsAdmin();
		expect(failureOf(await invite(world, email)).message).toMatch(/^'Email' is /);
		expect(world.portal.requests.entries).toEqual([]);
	});

	test('refuses a type that is not sent by the editor', async () => {
		const world = await startAsAdmin();
		const { message } = failureOf(await invite(world, 'bo@company.example', { type: 'Guest' }));
		expect(message).toBe("'Type' is “Guest”");
		const empty = await invite(world, 'bo@company.example', { type: '={{ $json.nothing }}' });
		expect(failureOf(empty).message).toBe("'Type' is empty");
		expect(writesTo(world)).toEqual([]);
	});
});
