import { archive } from '../../harness/operations/archiving';
import { failureOf } from '../../harness/failure';
import { addGuests, colleague } from '../../harness/people';
import { writesTo } from '../../harness/requests';
import {
	byId,
	endWorlds,
	onlyItem,
	type RunOptions,
	startWorld,
	type World,
} from '../../harness/world';

afterEach(endWorlds);

const PUT_SHARE = 'PUT files/rooms/{id}/share';

type More = Omit<RunOptions, 'operation' | 'fields'>;

async function remove(world: World, fields: RunOptions['fields'] = {}, more: More = {}) {
	return await world.run({
		operation: 'room.removeMembers',
		fields: { room: byId(world.clientRoom), ...fields },
		...more,
	});
}

function membersOf({ portal, clientRoom }: World): string[] {
	return portal
		.state()
		.shares.filter(({ entryId }) => entryId === clientRoom)
		.map(({ subject }) => subject);
}

describe('Remove Members', () => {
	test('takes all guests out, more than a page of them, and nobody else', async () => {
		const world = await startWorld();
		const guests = addGuests(world, 130);
		const cora = colleague(world, 'Cora Colleague');
		const item = onlyItem(await remove(world));
		expect(item).toMatchObject({ removedCount: 131, alreadyGone: [], failed: [] });
		expect(item.removed).toContainEqual({
			id: guests[0]?.id,
			email: 'guest0@client.example',
			name: 'Guest 0',
		});
		expect(membersOf(world)).toEqual([cora.id]);
	});

	test('has nothing to do in a room without guests', async () => {
		const world = await startWorld();
		await remove(world);
		const before = writesTo(world).length;
		expect(onlyItem(await remove(world))).toMatchObject({ removedCount: 0, removed: [] });
		expect(writesTo(world)).toHaveLength(before);
	});

	test.each([
		['as text', (mails: string[], id: string) => [...mails, id].join(', ')],
		['as a list', (mails: string[], id: string) => [...mails, id]],
		[
			'as Get Members puts them out',
			(mails: string[], id: string) =>
				JSON.stringify([...mails.map((email) => ({ email })), { id }]),
		],
	])('takes out the people one names %s, and says who was no member', async (_, spell) => {
		const world = await startWorld();
		const [first, second] = addGuests(world, 2);
		const members = spell(['GUEST0@client.example', 'nobody@client.example'], world.guest.id);
		expect(onlyItem(await remove(world, { remove: 'chosen', members }))).toMatchObject({
			removedCount: 2,
			removed: expect.arrayContaining([
				expect.objectContaining({ id: first?.id }),
				expect.objectContaining({ id: world.guest.id }),
			]),
			alreadyGone: [{ id: '', email: 'nobody@client.example' }],
		});
		expect(membersOf(world)).toEqual([second?.id]);
	});

	test('takes a colleague out when one names them', async () => {
		const world = await startWorld();
		const cora = colleague(world, 'Cora Colleague');
		const members = cora.email;
		expect(onlyItem(await remove(world, { remove: 'chosen', members }))).toMatchObject({
			removed: [{ id: cora.id }],
		});
		expect(membersOf(world)).toEqual([world.guest.id]);
	});

	test.each([
		['the room’s owner', ({ manager }: World) => manager.email, 'who owns the room'],
		['what is no address', () => 'Gus', 'is neither an e-mail address nor the id of a person'],
		['nobody', () => '={{ "" }}', 'is empty'],
	])('refuses %s and removes nobody', async (_, name, problem) => {
		const world = await startWorld();
		const run = await remove(world, { remove: 'chosen', members: name(world) });
		expect(failureOf(run).message).toContain(problem);
		expect(writesTo(world)).toEqual([]);
	});

	test('removes the others when one has a part in forms, and names that one', async () => {
		const world = await startWorld();
		const { portal, manager, guest } = world;
		const room = portal.addRoom({ title: 'Data room', type: 'virtualData', owner: manager.id }).id;
		portal.share(room, guest.id, 'FillForms', { by: manager.id });
		const other = { ...world, clientRoom: room };
		addGuests(other, 3);
		portal.addFormRole(room, guest.id);

		const run = await remove(other, {}, { settings: { onError: 'continueRegularOutput' } });
		expect(onlyItem(run)).toMatchObject({
			error: {
				message: expect.stringContaining(
					'1 of 4 people could not be removed from “Data room”. Gus Guest (gus@client.example): still has a part to fill in in forms of the room',
				),
				removedCount: 3,
				failed: [{ id: guest.id, reason: expect.stringContaining('forms') }],
			},
		});
		expect(membersOf(other)).toEqual([guest.id]);
	});

	test('proves by the members what a lost answer does not tell', async () => {
		const world = await startWorld();
		world.portal.faults.add({ on: PUT_SHARE, cut: 'after' });
		expect(onlyItem(await remove(world))).toMatchObject({ removedCount: 1 });
		expect(membersOf(world)).toEqual([]);
		expect(writesTo(world)).toEqual([PUT_SHARE]);
	});

	test('names who stays because somebody else has invited them (T50)', async () => {
		const world = await startWorld();
		const { portal, guest } = world;
		const cora = colleague(world, 'Cora Colleague');
		const others = world.credentialsOf(cora);
		const { message, remedy } = failureOf(await remove(world, {}, { credentials: others }));
		expect(message).toContain(
			'Gus Guest (gus@client.example): still a member, probably invited by someone else',
		);
		expect(remedy).toContain('owner');
		expect(membersOf(world)).toContain(guest.id);
		expect(portal.state().users.map(({ id }) => id)).toContain(guest.id);
	});

	test('tells about links that let anybody in', async () => {
		const world = await startWorld();
		world.portal.shareLink(world.clientRoom, 'additional');
		expect(onlyItem(await remove(world))).toMatchObject({
			stillHasAccess: [{ roomTitle: 'Contoso', reason: expect.stringContaining('link') }],
		});
	});

	test('names the group by which a colleague still is in the room', async () => {
		const world = await startWorld();
		const { portal, clientRoom, manager } = world;
		const cora = colleague(world, 'Cora Colleague');
		const group = portal.addGroup('Sales', [cora]);
		portal.share(clientRoom, group.id, 'Read', { by: manager.id });
		const others = portal.addGroup('Others', []);
		portal.share(clientRoom, others.id, 'Read', { by: manager.id });
		const run = await remove(world, { remove: 'chosen', members: cora.email });
		expect(onlyItem(run)).toMatchObject({
			removedCount: 1,
			stillHasAccess: [{ roomTitle: 'Contoso', reason: 'member of the group “Sales”' }],
		});
	});

	test('refuses an archived room, where nobody can be removed', async () => {
		const world = await startWorld();
		await archive(world);
		const { message, remedy } = failureOf(await remove(world));
		expect(message).toBe(
			"'Room' names “Contoso”, which is archived: its members cannot be changed",
		);
		expect(remedy).toContain('Restore the room');
	});
});
