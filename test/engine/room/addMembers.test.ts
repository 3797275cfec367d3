import type { PortalUser, RoomKind } from '../../../sandbox';
import { hintsOf } from '../../harness/engine';
import { failureOf } from '../../harness/failure';
import { addMembers, answering, mailsOf, rolesIn, row } from '../../harness/operations/memberships';
import { addGuest, addGuests, addPerson, colleague } from '../../harness/people';
import { requestCounts, writesTo } from '../../harness/requests';
import { byId, endWorlds, onlyItem, startWorld, type World } from '../../harness/world';

afterEach(endWorlds);

const PUT_SHARE = 'PUT files/rooms/{id}/share';
const NOBODY = '00000000-1111-2222-3333-444444444444';
const REPORT = { settings: { onError: 'continueRegularOutput' } } as const;
const GUS = { 'gus@client.example': 1 };

function roomOf({ portal, manager }: World, type: RoomKind) {
	return portal.addRoom({ title: `A ${type}`, type, owner: manager.id }).id;
}

/** Somebody else's guest, whom the manager does not see. */
function foreignGuest(world: World): PortalUser {
	const other = addPerson(world, 'Otto Other');
	return world.portal.addUser({
		displayName: 'Fay Foreign',
		email: 'fay@client.example',
		type: 'Guest',
		invitedBy: other.id,
	});
}

describe('Add Members', () => {
	test('adds people, guests and groups with their roles, and says what became of each', async () => {
		const world = await startWorld();
		const cora = addPerson(world, 'Cora Colleague');
		const uwe = addPerson(world, 'Uwe User', 'User');
		const group = world.portal.addGroup('Sales', [uwe]);
		const item = onlyItem(
			await addMembers(world, [
				row('CORA@company.example', 'roomManager'),
				row(byId(uwe.id), 'editor'),
				row(byId(group.id), 'commenter'),
				row('new@client.example'),
				row('gus@client.example', 'reviewer'),
			]),
		);
		expect(item).toMatchObject({ roomTitle: 'Contoso', addedCount: 4 });
		expect(item.members).toMatchObject([
			{ id: cora.id, outcome: 'added', role: 'Room manager', previousRole: '', pending: false },
			{ id: uwe.id, outcome: 'added', role: 'Editor', type: 'user' },
			{ id: group.id, name: 'Sales', outcome: 'added', role: 'Commenter', type: 'group' },
			{ email: 'new@client.example', outcome: 'invited', isGuest: true, pending: true },
			{ outcome: 'roleKept', role: 'Full access', previousRole: 'Full access', isGuest: true },
		]);
		expect(rolesIn(world, world.clientRoom)).toEqual({
			...GUS,
			'cora@company.example': 9,
			'uwe@company.example': 10,
			[group.id]: 6,
			'new@client.example': 2,
		});
	});

	test('run twice invites nobody twice, and writes no mail twice', async () => {
		const world = await startWorld();
		const cora = addPerson(world, 'Cora Colleague');
		const add = async () =>
			onlyItem(
				await addMembers(world, [row('new@client.example'), row(byId(cora.id), 'editor')], {
					options: { notify: true, message: 'Welcome' },
				}),
			);
		await add();
		const again = await add();
		expect(again).toMatchObject({
			addedCount: 0,
			members: [
				{ outcome: 'alreadyMember', pending: true, role: 'Viewer' },
				{ outcome: 'alreadyMember', role: 'Editor' },
			],
		});
		expect(writesTo(world)).toEqual([PUT_SHARE]);
		expect(mailsOf(world)).toEqual(['new@client.example', 'cora@company.example']);
		expect(world.portal.journal.of('mail.sent')[1]).toMatchObject({ message: 'Welcome' });
	});

	test.each([
		['as text', (mails: string[]) => mails.join(', ')],
		['as text with a separator at its end', (mails: string[]) => `${mails.join('; ')};`],
		['as a list', (mails: string[]) => `={{ ${JSON.stringify(mails)} }}`],
		[
			'as Get Members puts them out',
			(mails: string[]) => `={{ ${JSON.stringify(mails.map((email) => ({ id: '', email })))} }}`,
		],
	])('takes several in one row %s, each once', async (_, spell) => {
		const world = await startWorld();
		const mails = ['a@client.example', 'b@client.example', 'A@client.example'];
		const item = onlyItem(await addMembers(world, [row(spell(mails))]));
		expect(item.members).toMatchObject([{ outcome: 'invited' }, { outcome: 'invited' }]);
	});

	test('adds more people than fit into one request, and reads more members than a page', async () => {
		const world = await startWorld();
		addGuests(world, 110);
		const mails = Array.from({ length: 45 }, (_, at) => `new${at}@client.example`);
		const item = onlyItem(await addMembers(world, [row(mails.join())]));
		expect(item).toMatchObject({ addedCount: 45 });
		expect(writesTo(world)).toEqual([PUT_SHARE, PUT_SHARE, PUT_SHARE]);
	});

	test('leaves a member the role they have and shows it, or changes it where that is wished', async () => {
		const world = await startWorld();
		addGuest(world, 'Gina Guest');
		const ask = async (ifAlreadyMember: string) =>
			await addMembers(world, [row('gina@client.example', 'editor')], { ifAlreadyMember });
		const kept = await ask('keepRole');
		expect(onlyItem(kept).members).toMatchObject([{ outcome: 'roleKept', role: 'Viewer' }]);
		expect(hintsOf(kept)).toEqual([
			'1 member kept another role: Gina Guest (gina@client.example), Viewer. To change it, set “If Already a Member” to Change Role.',
		]);
		expect(writesTo(world)).toEqual([]);
		const changed = onlyItem(await ask('changeRole'));
		expect(changed).toMatchObject({ addedCount: 0 });
		expect(changed.members).toMatchObject([
			{ outcome: 'roleChanged', role: 'Editor', previousRole: 'Viewer' },
		]);
		expect(rolesIn(world, world.clientRoom)).toMatchObject({ 'gina@client.example': 10 });
	});

	describe('roles', () => {
		test.each(['VIEWER', 'Viewer', 'viewer'])('may be spelt %s', async (role) => {
			const world = await startWorld();
			await addMembers(world, [row('new@client.example', role)]);
			expect(rolesIn(world, world.clientRoom)).toMatchObject({ 'new@client.example': 2 });
		});

		test.each(['Read', 'reader', 'none', '0', '2', 'Full access', ''])(
			'that are none are never sent, for they would take access away: “%s” (T49)',
			async (role) => {
				const world = await startWorld();
				addGuest(world, 'Gina Guest');
				const run = await addMembers(world, [row('gina@client.example', role)], {
					ifAlreadyMember: 'changeRole',
				});
				expect(failureOf(run)).toMatchObject({
					message: `'Role' is “${role}”, which is no role`,
					remedy:
						'Use Room manager, Content creator, Editor, Form filler, Reviewer, Commenter or Viewer',
				});
				expect(writesTo(world)).toEqual([]);
				expect(rolesIn(world, world.clientRoom)).toMatchObject({ 'gina@client.example': 2 });
			},
		);

		const ALL = [
			'roomManager',
			'contentCreator',
			'editor',
			'formFiller',
			'reviewer',
			'commenter',
			'viewer',
		];
		test.each<[RoomKind, string, string[]]>([
			['custom', 'Custom room', ALL.filter((role) => role !== 'formFiller')],
			[
				'collaboration',
				'Collaboration room',
				['roomManager', 'contentCreator', 'editor', 'viewer'],
			],
			['public', 'Public room', ['roomManager', 'contentCreator']],
			['form', 'Form filling room', ['roomManager', 'contentCreator', 'formFiller']],
			[
				'virtualData',
				'Virtual data room',
				['roomManager', 'contentCreator', 'editor', 'formFiller', 'viewer'],
			],
			['ai', 'AI room', ['roomManager', 'contentCreator', 'viewer']],
		])('are those of the room’s type: %s', async (type, called, there) => {
			const world = await startWorld();
			const room = byId(roomOf(world, type));
			for (const [at, role] of ALL.entries()) {
				const { email } = addPerson(world, `Person${at} P`);
				const before = writesTo(world).length;
				const run = await addMembers(world, [row(email, role)], { room });
				if (there.includes(role)) {
					expect(onlyItem(run)).toMatchObject({ addedCount: 1 });
					continue;
				}
				const { message, remedy } = failureOf(run);
				expect(message).toContain("'Role' is ");
				expect(message).toContain(`which nobody can be in “A ${type}”: it is a ${called}`);
				expect(remedy.split(/, | or /)).toHaveLength(there.length);
				expect(writesTo(world)).toHaveLength(before);
			}
		});

		test('that are not for guests, users or groups are refused to those, and to nobody else', async () => {
			const world = await startWorld();
			const uwe = addPerson(world, 'Uwe User', 'User');
			const cora = addPerson(world, 'Cora Colleague');
			const group = world.portal.addGroup('Sales', [uwe]);
			addGuest({ ...world, clientRoom: world.archiveRoom }, 'Gina Guest');
			const names = [byId(uwe.id), byId(group.id), 'gina@client.example', 'new@client.example'];
			const rows = [...names, cora.email].map((name) => row(name, 'roomManager'));
			const { error } = onlyItem(await addMembers(world, rows, {}, REPORT));
			expect(error).toMatchObject({
				message:
					'4 of 5 members could not be added to “Contoso”. Uwe User (uwe@company.example): a user cannot be Room manager; …',
				addedCount: 1,
				members: [
					{ outcome: 'refused', id: uwe.id, role: '', reason: 'a user cannot be Room manager' },
					{ outcome: 'refused', type: 'group', reason: 'a group cannot be Room manager' },
					{ outcome: 'refused', isGuest: true, reason: 'a guest cannot be Room manager' },
					{
						outcome: 'refused',
						email: 'new@client.example',
						reason:
							'has no account, and would be invited as a guest: a guest cannot be Room manager',
					},
					{ outcome: 'added', role: 'Room manager' },
				],
			});
			expect(rolesIn(world, world.clientRoom)).toEqual({ ...GUS, [cora.email]: 9 });
		});

		test('of AI rooms leave a guest nothing but to read', async () => {
			const world = await startWorld();
			const room = byId(roomOf(world, 'ai'));
			const run = await addMembers(world, [row('new@client.example', 'contentCreator')], { room });
			expect(failureOf(run).message).toContain('a guest cannot be Content creator');
		});
	});

	test('invites who has no account as a guest and nothing more, or not at all', async () => {
		const world = await startWorld();
		const rows = [row('new@client.example', 'contentCreator')];
		const refused = await addMembers(world, rows, { ifNoAccount: 'fail' });
		expect(failureOf(refused).message).toContain('nobody in DocSpace has this address');
		expect(writesTo(world)).toEqual([]);
		await addMembers(world, rows);
		const invited = world.portal.state().users.find(({ email }) => email === 'new@client.example');
		expect(invited).toMatchObject({ type: 'Guest', status: 4, relatedTo: [world.manager.id] });
	});

	test('never sends the id of nobody, whom DocSpace would show as a member, and adds the others', async () => {
		const world = await startWorld();
		const rows = [row(byId(NOBODY)), row('new@client.example')];
		const { error } = onlyItem(await addMembers(world, rows, {}, REPORT));
		expect(error).toMatchObject({
			message: `1 of 2 members could not be added to “Contoso”. ${NOBODY}: DocSpace knows neither a person nor a group with this ID`,
			members: [{ id: NOBODY, outcome: 'refused', type: '' }, { outcome: 'invited' }],
		});
	});

	test('adds a guest of somebody else by address, and says so where only the id is given', async () => {
		const world = await startWorld();
		const fay = foreignGuest(world);
		const { message, remedy } = failureOf(await addMembers(world, [row(byId(fay.id))]));
		expect(message).toContain('was invited by someone else, and cannot be added by ID');
		expect(remedy).toContain('Name them by their e-mail address');
		const item = onlyItem(await addMembers(world, [row(fay.email)]));
		expect(item.members).toMatchObject([{ id: fay.id, outcome: 'added', role: 'Viewer' }]);
	});

	test('says of whom DocSpace would pass over without a word: disabled accounts', async () => {
		const world = await startWorld();
		const { id, email } = addPerson(world, 'Dirk Disabled');
		world.portal.disableUser(id);
		expect(failureOf(await addMembers(world, [row(email)])).message).toContain(
			'Dirk Disabled (dirk@company.example): the account is disabled',
		);
		expect(writesTo(world)).toEqual([]);
	});

	test('leaves the owner the owner, and the credential’s user their role', async () => {
		const world = await startWorld();
		const ann = colleague(world);
		const credentials = world.credentialsOf(ann);
		const rows = [row(ann.email, 'viewer'), row(world.manager.email, 'editor')];
		const kept = onlyItem(await addMembers(world, rows, {}, { credentials }));
		expect(kept.members).toMatchObject([
			{ outcome: 'roleKept', role: 'Room manager' },
			{ outcome: 'roleKept', role: 'Room owner' },
		]);
		const fields = { ifAlreadyMember: 'changeRole' };
		const { error } = onlyItem(await addMembers(world, rows, fields, { ...REPORT, credentials }));
		expect(error).toMatchObject({
			members: [
				{ outcome: 'refused', role: 'Room manager', reason: expect.stringContaining('own role') },
				{
					outcome: 'refused',
					role: 'Room owner',
					reason: expect.stringContaining('owns the room'),
				},
			],
		});
		expect(writesTo(world)).toEqual([]);
	});

	test('refuses a person who is to have two roles, however they are named', async () => {
		const world = await startWorld();
		const cora = addPerson(world, 'Cora Colleague');
		const run = await addMembers(world, [row(cora.email), row(byId(cora.id), 'editor')]);
		expect(failureOf(run).message).toBe(
			"'Member' names Cora Colleague (cora@company.example) twice: as Viewer and as Editor",
		);
		expect(writesTo(world)).toEqual([]);
	});

	test.each([
		['no rows', [], "'Members' is empty"],
		['an empty row', [row('')], "'Member' is empty"],
		['separators alone', [row(', ;')], "'Member' is empty"],
		['what is no address', [row('Gus')], "'Member' is neither an e-mail address nor the id"],
		['an address in brackets', [row('<gus@client.example>')], "'Member' is neither an e-mail"],
	])('refuses %s before anything is asked', async (_, rows, problem) => {
		const world = await startWorld();
		expect(failureOf(await addMembers(world, rows)).message).toContain(problem);
		expect(requestCounts(world)).toEqual({});
	});

	test('refuses an archived room', async () => {
		const world = await startWorld();
		world.portal.archiveRoom(world.clientRoom);
		expect(failureOf(await addMembers(world, [row('new@client.example')])).message).toContain(
			'which is archived: its members cannot be changed',
		);
	});

	test.each([
		['a reader', 'User' as const],
		['a DocSpace admin who only reads', 'DocSpaceAdmin' as const],
	])(
		'asks for the right credential where %s runs it, and sends nothing (T141)',
		async (_, type) => {
			const world = await startWorld();
			const uwe = addPerson(world, 'Uwe Other', type);
			world.portal.share(world.clientRoom, uwe.id, 'Read', { by: world.manager.id });
			const credentials = world.credentialsOf(uwe);
			const run = await addMembers(world, [row('gus@client.example')], {}, { credentials });
			expect(failureOf(run)).toMatchObject({
				message: 'DocSpace does not let you change who is in “Contoso”',
				remedy: expect.stringContaining('must own this room or be a Room manager in it'),
			});
			expect(writesTo(world)).toEqual([]);
		},
	);

	test('names the scope that a key lacks to look a group up (T127)', async () => {
		const world = await startWorld();
		const group = world.portal.addGroup('Sales', []);
		const credentials = world.credentialsOf(world.manager, ['rooms:write', 'accounts:write']);
		const run = await addMembers(world, [row(byId(group.id))], {}, { credentials });
		expect(failureOf(run).message).toContain(
			'The API key lacks the scope accounts:read, which Add Members needs',
		);
	});

	describe('what DocSpace makes of it is read back', () => {
		test('a refusal in mid-list leaves the earlier ones: all are tried, each with what became of it (T117)', async () => {
			const world = await startWorld();
			const [ann, uwe, cora] = ['Ann A', 'Uwe U', 'Cora C'].map((name) => addPerson(world, name));
			const becomesUser = () => {
				if (uwe) uwe.type = 'User';
			};
			world.portal.faults.add({ on: PUT_SHARE, acts: [becomesUser] });
			const rows = [ann, uwe, cora].map((one) => row(one?.email ?? '', 'roomManager'));
			const options = { notify: true };
			const { error } = onlyItem(await addMembers(world, rows, { options }, REPORT));
			expect(error).toMatchObject({
				addedCount: 2,
				members: [
					{ outcome: 'added' },
					{ outcome: 'refused', reason: expect.stringContaining('DocSpace refused') },
					{ outcome: 'added' },
				],
			});
			expect(mailsOf(world)).toEqual(['ann@company.example', 'cora@company.example']);
		});

		test('an answer that was lost is looked up, and nothing sent again', async () => {
			const world = await startWorld();
			world.portal.faults.add({ on: PUT_SHARE, cut: 'after' });
			const item = onlyItem(await addMembers(world, [row('new@client.example')]));
			expect(item.members).toMatchObject([{ outcome: 'invited', pending: true }]);
			expect(writesTo(world)).toEqual([PUT_SHARE]);
			expect(mailsOf(world)).toEqual(['new@client.example']);
		});

		test('a request that was lost is sent again after a while', async () => {
			const world = await startWorld();
			world.portal.faults.add({ on: PUT_SHARE, cut: 'before' });
			const item = onlyItem(await addMembers(world, [row('new@client.example')]));
			expect(item.members).toMatchObject([{ outcome: 'invited' }]);
			expect(writesTo(world)).toEqual([PUT_SHARE, PUT_SHARE]);
			expect(mailsOf(world)).toEqual(['new@client.example']);
		});

		test('an answer that says yes where nothing was done is not believed', async () => {
			const world = await startWorld();
			world.portal.faults.add({ on: PUT_SHARE, answer: answering({ members: [], error: 0 }) });
			const run = await addMembers(world, [row('new@client.example')]);
			expect(failureOf(run).message).toContain('DocSpace did not refuse it, but has not done it');
		});

		test('a warning of DocSpace comes out as the reason', async () => {
			const world = await startWorld();
			const warning = 'No more guests';
			const answer = answering({ members: [], error: 0, warning });
			world.portal.faults.add({ on: PUT_SHARE, answer });
			const run = await addMembers(world, [row('new@client.example')]);
			expect(failureOf(run).message).toContain('DocSpace warned: No more guests');
		});

		test('a portal that takes no guests refuses those, and takes the others', async () => {
			const world = await startWorld({ guestInvitations: false });
			const cora = addPerson(world, 'Cora Colleague');
			const rows = [row('new@client.example'), row(cora.email)];
			const { error } = onlyItem(await addMembers(world, rows, {}, REPORT));
			expect(error).toMatchObject({
				remedy: expect.stringContaining('the portal may let nobody invite guests'),
				members: [{ outcome: 'refused' }, { outcome: 'added' }],
			});
		});

		test('a portal that takes few at once is asked for one after the other', async () => {
			const world = await startWorld({ maxInvitations: 1 });
			const mails = 'a@client.example, b@client.example, c@client.example';
			expect(onlyItem(await addMembers(world, [row(mails)]))).toMatchObject({ addedCount: 3 });
		});
	});

	test('works in a room of third-party storage', async () => {
		const world = await startWorld();
		const { portal, manager } = world;
		const options = {
			title: 'Cloud',
			type: 'custom',
			owner: manager.id,
			provider: 'drive',
		} as const;
		const { id } = portal.addRoom(options);
		const item = onlyItem(await addMembers(world, [row('new@client.example')], { room: byId(id) }));
		expect(item).toMatchObject({ roomId: id, addedCount: 1 });
		expect(rolesIn(world, id)).toEqual({ 'new@client.example': 2 });
	});

	test('stops once the execution is cancelled, and sends nothing again', async () => {
		const world = await startWorld();
		const cancel = new AbortController();
		world.portal.faults.add({ on: PUT_SHARE, cut: 'before', acts: [() => cancel.abort()] });
		const { signal } = cancel;
		const run = await addMembers(world, [row('new@client.example')], {}, { signal });
		expect(run.status).toBe('canceled');
		expect(writesTo(world)).toEqual([PUT_SHARE]);
	});
});
