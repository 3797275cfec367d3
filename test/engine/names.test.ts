import type { PortalUser } from '../../sandbox';
import { NODE_NAME, searchList } from '../harness/engine';
import { failureOf } from '../harness/failure';
import { addGuest } from '../harness/people';
import { byEmail, byId, endWorlds, onlyItem, startWorld, type World } from '../harness/world';

afterEach(endWorlds);

/** Has all that the portal encodes, a letter that it does not, and a text that looks encoded. */
const NAME = `Zoë “Zo” O'Brien <&> "Łuć" &amp;`;

interface NamedWorld extends World {
	zoe: PortalUser;
}

/** A guest and a colleague of that name are in the client's room. */
async function startNamedWorld(): Promise<NamedWorld> {
	const world = await startWorld();
	return { ...world, zoe: addGuest(world, NAME, 'zoe') };
}

describe('A person’s name reads as they write it', () => {
	test('DocSpace sends it encoded', async () => {
		const world = await startNamedWorld();
		const { apiKey, portalUrl } = world.credentials.docSpaceApi;
		const answer = await fetch(`${portalUrl}/api/2.0/people/${world.zoe.id}`, {
			headers: { authorization: `Bearer ${apiKey}` },
		});
		expect(await answer.json()).toMatchObject({
			response: {
				displayName: 'Zo&#235; “Zo” O&#39;Brien &lt;&amp;&gt; &quot;Łuć&quot; &amp;amp;',
				firstName: 'Zoë',
			},
		});
	});

	test('in the list of guests', async () => {
		const { credentials } = await startNamedWorld();
		const { results } = await searchList({ credentials, method: 'searchGuests', filter: 'zoe@' });
		expect(results.map(({ name }) => name)).toEqual([`${NAME} (zoe@client.example)`]);
	});

	test.each([true, false])('in lists of people (Simplify: %s)', async (simplify) => {
		const world = await startNamedWorld();
		const name = simplify ? 'name' : 'displayName';
		const guests = await world.run({
			operation: 'guest.getAll',
			fields: { search: 'zoe@', simplify },
		});
		const members = await world.run({
			operation: 'room.getMembers',
			fields: { room: byId(world.clientRoom), simplify },
		});
		expect(onlyItem(guests)).toMatchObject({ [name]: NAME });
		expect(members.json(NODE_NAME)).toContainEqual(
			expect.objectContaining(
				simplify
					? { name: NAME }
					: { sharedToUser: expect.objectContaining({ displayName: NAME }) },
			),
		);
	});

	test('of who made something, while titles stay as they are', async () => {
		const world = await startNamedWorld();
		const { portal, clientRoom, zoe } = world;
		const title = 'Zo&#235; &amp; Co.docx';
		const file = portal.addFile(clientRoom, title, { createdBy: zoe.id }).id;
		const folder = portal.addFolder(clientRoom, 'R&amp;D', { createdBy: zoe.id }).id;
		const got = await world.run({ operation: 'file.get', fields: { file: byId(file) } });
		const found = await world.run({ operation: 'folder.get', fields: { folder: byId(folder) } });
		expect(onlyItem(got)).toMatchObject({ title, modifiedBy: NAME });
		expect(onlyItem(found)).toMatchObject({ title: 'R&amp;D', createdBy: NAME });
	});

	test('of who keeps a file, which DocSpace sends as it is', async () => {
		const world = await startNamedWorld();
		const { portal, clientRoom, zoe } = world;
		portal.addFile(clientRoom, 'Locked.docx', { lockedBy: zoe.id });
		portal.addFile(clientRoom, 'Open.docx', { openedBy: zoe.id });
		const run = await world.run({
			operation: 'room.collectFiles',
			fields: { room: byId(clientRoom), output: 'file' },
		});
		expect(run.json(NODE_NAME).map(({ blockedBy }) => blockedBy)).toEqual(
			expect.arrayContaining([`locked by ${NAME}`, `open in an editor by ${NAME}`]),
		);
	});

	test('in outputs and warnings', async () => {
		const world = await startNamedWorld();
		const run = await world.run({
			operation: 'room.archive',
			fields: { room: byId(world.clientRoom) },
		});
		expect(onlyItem(run).guestsWithAccess).toContainEqual(expect.objectContaining({ name: NAME }));
	});

	test('in errors', async () => {
		const world = await startNamedWorld();
		const { portal } = world;
		portal.addUser({ displayName: NAME, email: 'z@company.example', type: 'User' });
		const run = await world.run({
			operation: 'guest.delete',
			fields: { guest: byEmail('z@company.example') },
		});
		expect(failureOf(run).message).toContain(
			`names ${NAME} (z@company.example), who is not a guest`,
		);
	});
});
