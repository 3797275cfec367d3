import type { RoomKind } from '../../../sandbox';
import { failureOf } from '../../harness/failure';
import { answering, changeRole, mailsOf, rolesIn } from '../../harness/operations/memberships';
import { addGuest, addPerson, colleague } from '../../harness/people';
import { writesTo } from '../../harness/requests';
import { byId, endWorlds, onlyItem, startWorld, type World } from '../../harness/world';

afterEach(endWorlds);

const PUT_SHARE = 'PUT files/rooms/{id}/share';
const GINA = 'gina@client.example';

/** A world with Gina, a guest who is Viewer in the client's room. */
async function worldWithGina(): Promise<World> {
	const world = await startWorld();
	addGuest(world, 'Gina Guest');
	return world;
}

describe('Change Role', () => {
	test('gives a guest another role, and says which it was', async () => {
		const world = await worldWithGina();
		expect(onlyItem(await changeRole(world, GINA, 'editor'))).toMatchObject({
			roomTitle: 'Contoso',
			email: GINA,
			isGuest: true,
			pending: false,
			role: 'Editor',
			previousRole: 'Viewer',
			changed: true,
		});
		expect(rolesIn(world, world.clientRoom)).toMatchObject({ [GINA]: 10 });
		expect(mailsOf(world)).toEqual([]);
	});

	test('run twice changes nothing the second time', async () => {
		const world = await worldWithGina();
		const options = { notify: true, message: 'You may edit now' };
		await changeRole(world, GINA, 'editor', { options });
		const again = onlyItem(await changeRole(world, GINA, 'editor', { options }));
		expect(again).toMatchObject({ changed: false, role: 'Editor', previousRole: 'Editor' });
		expect(writesTo(world)).toEqual([PUT_SHARE]);
		expect(mailsOf(world)).toEqual([GINA]);
	});

	test('takes a group by its id, and a member by their id or as Get Members puts them out', async () => {
		const world = await worldWithGina();
		const group = world.portal.addGroup('Sales', []);
		world.portal.share(world.clientRoom, group.id, 'Read', { by: world.manager.id });
		const ann = colleague(world);
		expect(onlyItem(await changeRole(world, byId(group.id), 'commenter'))).toMatchObject({
			name: 'Sales',
			type: 'group',
			role: 'Commenter',
		});
		expect(onlyItem(await changeRole(world, byId(ann.id), 'Content creator'))).toMatchObject({
			role: 'Content creator',
			previousRole: 'Room manager',
		});
		const item = onlyItem(await changeRole(world, `={{ [{ email: "${GINA}" }] }}`, 'reviewer'));
		expect(item).toMatchObject({ role: 'Reviewer' });
	});

	test.each(['none', 'read', 'Reader', ''])(
		'never sends what is no role, for it would take access away: “%s” (T49)',
		async (role) => {
			const world = await worldWithGina();
			expect(failureOf(await changeRole(world, GINA, role)).message).toBe(
				`'Role' is “${role}”, which is no role`,
			);
			expect(writesTo(world)).toEqual([]);
		},
	);

	test.each<[RoomKind, string, string]>([
		['collaboration', 'commenter', 'Collaboration room'],
		['public', 'viewer', 'Public room'],
		['form', 'editor', 'Form filling room'],
		['virtualData', 'reviewer', 'Virtual data room'],
		['custom', 'formFiller', 'Custom room'],
		['ai', 'editor', 'AI room'],
	])('offers the roles of the room’s type: %s', async (type, role, called) => {
		const world = await startWorld();
		const { portal, manager } = world;
		const clientRoom = portal.addRoom({ title: 'Special', type, owner: manager.id }).id;
		addGuest({ ...world, clientRoom }, 'Gina Guest');
		const run = await changeRole(world, GINA, role, { room: byId(clientRoom) });
		expect(failureOf(run).message).toContain(`nobody can be in “Special”: it is a ${called}`);
		expect(writesTo(world)).toEqual([]);
	});

	test.each([
		[
			'a guest',
			() => GINA,
			'names Gina Guest (gina@client.example): a guest cannot be Room manager',
		],
		['the owner', ({ manager }: World) => manager.email, 'owns the room, and keeps full access'],
		[
			'who is no member',
			() => 'nobody@client.example',
			'names nobody who has a role of their own in “Contoso”',
		],
		['several', () => `${GINA}, gus@client.example`, 'names several'],
		['nobody', () => '={{ "" }}', 'is empty'],
	])('refuses %s as Room manager, and leaves all as it is', async (_, name, problem) => {
		const world = await worldWithGina();
		const before = rolesIn(world, world.clientRoom);
		const run = await changeRole(world, name(world), 'roomManager');
		expect(failureOf(run).message).toContain(problem);
		expect(writesTo(world)).toEqual([]);
		expect(rolesIn(world, world.clientRoom)).toEqual(before);
	});

	test('refuses the credential’s own user, who could not take it back', async () => {
		const world = await startWorld();
		const ann = colleague(world);
		const credentials = world.credentialsOf(ann);
		const run = await changeRole(world, ann.email, 'viewer', {}, { credentials });
		expect(failureOf(run)).toMatchObject({
			message: expect.stringContaining('is the user behind the credential'),
			remedy: expect.stringContaining('another Room manager or the room’s owner'),
		});
		expect(writesTo(world)).toEqual([]);
	});

	test('asks for the right credential, and refuses an archived room', async () => {
		const world = await worldWithGina();
		const credentials = world.credentialsOf(addPerson(world, 'Adam Admin', 'DocSpaceAdmin'));
		const other = await changeRole(world, GINA, 'editor', {}, { credentials });
		expect(failureOf(other).message).toBe('DocSpace does not let you change who is in “Contoso”');
		world.portal.archiveRoom(world.clientRoom);
		expect(failureOf(await changeRole(world, GINA, 'editor')).message).toContain('is archived');
		expect(writesTo(world)).toEqual([]);
	});

	test('keeps a pending guest pending, and has DocSpace write to them again', async () => {
		const world = await startWorld();
		await world.run({
			operation: 'room.addMembers',
			fields: {
				room: byId(world.clientRoom),
				membersToAdd: { values: [{ member: 'new@client.example', role: 'viewer' }] },
			},
		});
		const item = onlyItem(await changeRole(world, 'new@client.example', 'editor'));
		expect(item).toMatchObject({ pending: true, role: 'Editor' });
		expect(mailsOf(world)).toHaveLength(2);
	});

	test.each([
		['after', [PUT_SHARE]],
		['before', [PUT_SHARE, PUT_SHARE]],
	] as const)('looks before it repeats when the connection breaks %s', async (cut, writes) => {
		const world = await worldWithGina();
		world.portal.faults.add({ on: PUT_SHARE, cut });
		const run = await changeRole(world, GINA, 'editor', { options: { notify: true } });
		expect(onlyItem(run)).toMatchObject({ changed: true, role: 'Editor' });
		expect(writesTo(world)).toEqual(writes);
		expect(mailsOf(world)).toEqual([GINA]);
	});

	test('does not believe an answer that shows the role where it was not given', async () => {
		const world = await worldWithGina();
		const answer = answering({ members: [{ access: 10 }], error: 0 });
		world.portal.faults.add({ on: PUT_SHARE, answer });
		expect(failureOf(await changeRole(world, GINA, 'editor')).message).toContain(
			'Gina Guest (gina@client.example): DocSpace did not refuse it, but has not done it',
		);
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
		const clientRoom = portal.addRoom(options).id;
		addGuest({ ...world, clientRoom }, 'Gina Guest');
		const run = await changeRole(world, GINA, 'editor', { room: byId(clientRoom) });
		expect(onlyItem(run)).toMatchObject({ roomId: clientRoom, role: 'Editor' });
	});

	test('stops once the execution is cancelled', async () => {
		const world = await worldWithGina();
		const cancel = new AbortController();
		world.portal.faults.add({ on: PUT_SHARE, cut: 'before', acts: [() => cancel.abort()] });
		const { signal } = cancel;
		expect((await changeRole(world, GINA, 'editor', {}, { signal })).status).toBe('canceled');
		expect(writesTo(world)).toEqual([PUT_SHARE]);
	});
});
