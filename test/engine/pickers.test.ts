import type { INodeListSearchItems, INodeParameters } from 'n8n-workflow';

import { searchList } from '../harness/engine';
import { collect } from '../harness/operations/moving';
import { addTemplate } from '../harness/operations/rooms';
import { addGuests, addPerson } from '../harness/people';
import { addRooms, endWorlds, fillRoom, startWorld, type World } from '../harness/world';

afterEach(endWorlds);

const LIST = 'GET files/{id}';

interface Search {
	filter?: string;
	paginationToken?: string;
	parameters?: INodeParameters;
	credentials?: World['credentials'];
}

async function search(world: World, method: string, options: Search = {}) {
	return await searchList({ credentials: world.credentials, method, ...options });
}

async function names(world: World, method: string, options: Search = {}): Promise<string[]> {
	return (await search(world, method, options)).results.map(({ name }) => name);
}

/** Reads page after page, as the editor does when the user scrolls down. */
async function allPages(world: World, method: string, options: Search = {}) {
	const pages: INodeListSearchItems[][] = [];
	let token: string | undefined;
	do {
		const page = await search(world, method, { ...options, paginationToken: token });
		pages.push(page.results);
		token = typeof page.paginationToken === 'string' ? page.paginationToken : undefined;
	} while (token !== undefined && pages.length < 20);
	return pages;
}

describe('The list of rooms', () => {
	it('shows more than a hundred rooms, page by page, each once', async () => {
		const world = await startWorld();
		addRooms(world, 240);

		const pages = await allPages(world, 'searchRooms');

		expect(pages.map(({ length }) => length)).toEqual([100, 100, 42]);
		expect(new Set(pages.flat().map(({ value }) => value)).size).toBe(242);
	});

	it('comes at once while a run with the same credential lists thousands of files', async () => {
		const world = await startWorld({ latencyMs: 100 });
		const { portal, sandbox } = world;
		fillRoom(world, world.clientRoom, { folders: 80, filesEach: 100 });
		const picked = new Promise<number>((resolve, reject) => {
			const open = async () => {
				const opened = sandbox.clock.now();
				expect(await names(world, 'searchRooms')).toContain('Contoso');
				return sandbox.clock.now() - opened;
			};
			portal.faults.add({ on: LIST, nth: 12, acts: [() => void open().then(resolve, reject)] });
		});
		const files = await collect(world);
		expect(files).toHaveLength(8000);
		expect(await picked).toBeLessThan(400);
	});

	it('finds rooms by a part of their title, also on a later page', async () => {
		const world = await startWorld();
		addRooms(world, 150);
		expect(await names(world, 'searchRooms', { filter: 'client 149' })).toEqual(['Client 149']);
		expect(await names(world, 'searchRooms', { filter: 'nowhere' })).toEqual([]);
	});

	it('gives the id, and a link that opens the room', async () => {
		const world = await startWorld();
		const { results } = await search(world, 'searchRooms', { filter: 'Contoso' });
		const id = world.clientRoom;
		expect(results).toEqual([
			{
				name: 'Contoso',
				value: id,
				url: `${world.sandbox.url}/rooms/shared/${id}/filter?folder=${id}`,
			},
		]);
	});

	it('shows archived rooms only where they are asked for, and says that they are', async () => {
		const world = await startWorld();
		world.portal.addRoom({
			title: 'Old',
			type: 'custom',
			owner: world.manager.id,
			archived: true,
		});

		const without = await names(world, 'searchRooms');
		const withArchived = await names(world, 'searchRooms', {
			parameters: {
				resource: 'room',
				operation: 'collectFiles',
				listArchivedRooms: true,
			},
		});

		expect(without.sort()).toEqual(['Archive', 'Contoso']);
		expect(withArchived.sort()).toEqual(['Archive', 'Contoso', 'Old (archived)']);
	});

	it('shows room templates alone where a template is asked for', async () => {
		const world = await startWorld();
		const id = addTemplate(world);
		const { results } = await search(world, 'searchTemplates');
		expect(results).toMatchObject([{ name: 'Onboarding', value: id }]);
		expect(await names(world, 'searchRooms')).not.toContain('Onboarding');
	});

	it('keeps the ids of rooms in third-party storage as they are', async () => {
		const world = await startWorld();
		const { id } = world.portal.addRoom({
			title: 'Cloud',
			type: 'public',
			owner: world.manager.id,
			provider: 'drive',
		});
		const { results } = await search(world, 'searchRooms', { filter: 'Cloud' });
		expect(results).toMatchObject([{ name: 'Cloud', value: id }]);
	});

	it('names the scope that the key lacks', async () => {
		const world = await startWorld();
		const credentials = world.credentialsOf(world.manager, ['files:write']);
		await expect(search(world, 'searchRooms', { credentials })).rejects.toThrow(
			/lacks the scope rooms:read, which The list of rooms needs/,
		);
	});
});

describe('The list of folders', () => {
	it('begins with My documents, then the rooms', async () => {
		const world = await startWorld();
		const { results } = await search(world, 'searchFolders');
		expect(results[0]).toMatchObject({ name: 'My documents', value: world.manager.myDocumentsId });
		expect(
			results
				.slice(1)
				.map(({ name }) => name)
				.sort(),
		).toEqual(['Archive', 'Contoso']);
	});

	it('shows more than a hundred rooms, page by page, My documents once', async () => {
		const world = await startWorld();
		addRooms(world, 130);
		const all = (await allPages(world, 'searchFolders')).flat();
		expect(new Set(all.map(({ value }) => value)).size).toBe(133);
		expect(all.filter(({ name }) => name === 'My documents')).toHaveLength(1);
	});

	it('filters by title, My documents too', async () => {
		const world = await startWorld();
		expect(await names(world, 'searchFolders', { filter: 'arch' })).toEqual(['Archive']);
		expect(await names(world, 'searchFolders', { filter: 'my doc' })).toEqual(['My documents']);
	});

	it('finds folders by a part of their names, whatever room they lie in', async () => {
		const world = await startWorld();
		const { portal, archiveRoom, clientRoom, manager } = world;
		const closed = portal.addFolder(archiveRoom, 'Closed deals').id;
		portal.addFolder(portal.addFolder(closed, '2026').id, 'Closed in Q1');
		portal.addFolder(clientRoom, 'Contracts');
		portal.addFolder(manager.myDocumentsId, 'Not closed');

		const { results } = await search(world, 'searchFolders', { filter: 'closed' });

		expect(results.map(({ name }) => name).sort()).toEqual([
			'Archive/Closed deals',
			'Archive/…/Closed in Q1',
			'My documents/Not closed',
		]);
		expect(results.find(({ name }) => name === 'Archive/Closed deals')?.value).toBe(closed);
	});

	it('searches a large portal for folders with few requests, the room with most of them too', async () => {
		const world = await startWorld();
		const { portal, archiveRoom } = world;
		for (let n = 0; n < 30; n += 1) portal.addFolder(archiveRoom, `Client ${n}`);
		await world.sandbox.clock.advance(60_000);
		addRooms(world, 300, 'Deal');

		expect(await names(world, 'searchFolders', { filter: 'client 7' })).toEqual([
			'Archive/Client 7',
		]);
		expect(portal.requests.entries.length).toBeLessThan(30);
	});

	it('shows what it finds elsewhere when one place cannot be searched', async () => {
		const world = await startWorld();
		const { portal, archiveRoom, manager } = world;
		portal.addFolder(archiveRoom, 'Closed deals');
		portal.addFolder(manager.myDocumentsId, 'Closed');
		portal.faults.add({ on: LIST, answer: 'accessDenied' });
		expect(await names(world, 'searchFolders', { filter: 'closed' })).toEqual([
			'Archive/Closed deals',
		]);
	});

	it('descends with every slash', async () => {
		const world = await startWorld();
		const { portal, archiveRoom, manager } = world;
		const year = portal.addFolder(archiveRoom, '2026').id;
		portal.addFolder(archiveRoom, '2025');
		const quarter = portal.addFolder(year, 'Q1').id;
		portal.addFolder(quarter, 'Contracts');
		portal.addFolder(manager.myDocumentsId, 'Private');

		const list = async (filter: string) => (await names(world, 'searchFolders', { filter })).sort();

		expect(await list('Archive/')).toEqual(['Archive/2025', 'Archive/2026', 'Archive/Contoso']);
		expect(await list('archive/202')).toEqual(['Archive/2025', 'Archive/2026']);
		expect(await list('Archive / 2026 /')).toEqual(['Archive/2026/Q1']);
		expect(await list('Archive/2026/Q1/con')).toEqual(['Archive/2026/Q1/Contracts']);
		expect(await list('my documents/')).toEqual(['My documents/Private']);
		expect(await list('Archive/2024/')).toEqual([]);
		expect(await list('Nowhere/')).toEqual([]);
	});

	it('shows all folders of a room, however many', async () => {
		const world = await startWorld();
		for (let n = 0; n < 250; n += 1) world.portal.addFolder(world.archiveRoom, `Client ${n}`);
		expect(await names(world, 'searchFolders', { filter: 'Archive/client' })).toHaveLength(250);
	});

	it('is not confused by a folder that bears the title of its room, or by namesakes', async () => {
		const world = await startWorld();
		const { portal, archiveRoom, manager } = world;
		const inner = portal.addFolder(archiveRoom, 'Archive').id;
		const innermost = portal.addFolder(inner, 'Archive').id;
		const second = portal.addRoom({ title: 'Archive', type: 'custom', owner: manager.id }).id;
		const other = portal.addFolder(second, 'Archive').id;

		const { results } = await search(world, 'searchFolders', { filter: 'Archive/Archive' });
		const deeper = await search(world, 'searchFolders', { filter: 'Archive/Archive/Archive' });

		expect(results.map(({ value }) => value).sort()).toEqual([inner, other].sort());
		expect(deeper.results).toMatchObject([{ name: 'Archive/Archive/Archive', value: innermost }]);
	});

	it('finds the room before the slash among more than a hundred with similar titles', async () => {
		const world = await startWorld();
		world.portal.addFolder(world.archiveRoom, 'Here');
		// The portal shows the room changed last first, so the one that is meant comes on page two.
		await world.sandbox.clock.advance(60_000);
		addRooms(world, 150, 'Archive');
		expect(await names(world, 'searchFolders', { filter: 'Archive/' })).toEqual(
			expect.arrayContaining(['Archive/Here']),
		);
	});

	it('descends into rooms in third-party storage', async () => {
		const world = await startWorld();
		const room = world.portal.addRoom({
			title: 'Cloud',
			type: 'public',
			owner: world.manager.id,
			provider: 'sbox',
		}).id;
		const { id } = world.portal.addFolder(room, 'Über uns & Co');

		const { results } = await search(world, 'searchFolders', { filter: 'cloud/uber' });

		expect(results).toMatchObject([
			{ name: 'Cloud/Über uns & Co', value: id, description: 'In third-party storage' },
		]);
	});

	it('does without My documents where the user has none', async () => {
		const world = await startWorld();
		world.portal.faults.add({ on: 'GET files/@my', times: 0, answer: 'accessDenied' });
		expect((await names(world, 'searchFolders')).sort()).toEqual(['Archive', 'Contoso']);
		expect(await names(world, 'searchFolders', { filter: 'Archive/' })).toEqual([
			'Archive/Contoso',
		]);
	});

	it.each([
		[['files:write'], 'rooms:read'],
		[['rooms:write'], 'files:read'],
	])('names the scope that a key with %s lacks', async (scopes, missing) => {
		const world = await startWorld();
		const credentials = world.credentialsOf(world.manager, scopes);
		await expect(search(world, 'searchFolders', { credentials })).rejects.toThrow(
			new RegExp(`lacks the scope ${missing}, which The list of folders needs`),
		);
	});
});

describe('The list of guests', () => {
	it('shows more than a hundred guests, page by page, and nobody else', async () => {
		const world = await startWorld();
		const guests = addGuests(world, 130);

		const pages = await allPages(world, 'searchGuests');

		expect(pages.map(({ length }) => length)).toEqual([100, 31]);
		expect(new Set(pages.flat().map(({ value }) => value))).toEqual(
			new Set([world.guest, ...guests].map(({ id }) => id)),
		);
	});

	it('finds a guest by name or by e-mail, and shows both', async () => {
		const world = await startWorld();
		addGuests(world, 5);
		const byName = await search(world, 'searchGuests', { filter: 'gus' });
		const byEmail = await search(world, 'searchGuests', { filter: 'gus@client.example' });
		expect(byName.results).toEqual(byEmail.results);
		expect(byName.results).toMatchObject([{ value: world.guest.id }]);
		expect(byName.results[0]?.name).toContain('Gus Guest');
		expect(byName.results[0]?.name).toContain('gus@client.example');
	});

	it('names the scope that the key lacks', async () => {
		const world = await startWorld();
		const credentials = world.credentialsOf(world.manager, ['files:write', 'rooms:write']);
		await expect(search(world, 'searchGuests', { credentials })).rejects.toThrow(
			/lacks the scope accounts:read, which The list of guests needs/,
		);
	});
});

describe('The list of people', () => {
	it('shows members of the portal and guests, and says who is one', async () => {
		const world = await startWorld();
		expect((await names(world, 'searchUsers')).sort()).toEqual([
			'Gus Guest (gus@client.example), guest',
			'Mara Manager (mara@company.example)',
			'Olga Owner (olga@company.example)',
		]);
		const { results } = await search(world, 'searchUsers', { filter: 'mara' });
		expect(results).toMatchObject([{ value: world.manager.id }]);
	});

	it('shows more than a hundred, page by page', async () => {
		const world = await startWorld();
		addGuests(world, 130);
		const pages = await allPages(world, 'searchUsers');
		expect(pages.map(({ length }) => length)).toEqual([100, 33]);
	});

	it('says who may list people where the key’s owner may not', async () => {
		const world = await startWorld();
		const credentials = world.credentialsOf(addPerson(world, 'Uma User', 'User'));
		await expect(search(world, 'searchUsers', { credentials })).rejects.toMatchObject({
			message: 'DocSpace does not let you list people',
			description: expect.stringContaining('of a Room admin or a DocSpace admin'),
		});
	});
});

describe('Every list', () => {
	it.each(['searchRooms', 'searchFolders', 'searchGuests', 'searchUsers'])(
		'%s says what is wrong with the credential, without its key',
		async (method) => {
			const world = await startWorld();
			const { portalUrl, apiKey } = world.credentials.docSpaceApi;
			const wrongKey = { docSpaceApi: { portalUrl, apiKey: `${apiKey}0` } };
			const wrongAddress = { docSpaceApi: { portalUrl: 'ftp://files', apiKey } };

			await expect(search(world, method, { credentials: wrongKey })).rejects.toThrow(
				/did not accept the API key/,
			);
			await expect(search(world, method, { credentials: wrongAddress })).rejects.toThrow(
				/'Portal Address' is not a web address/,
			);
			const failure: unknown = await search(world, method, { credentials: wrongKey }).catch(
				(error: unknown) => error,
			);
			// The editor shows both.
			expect(failure).toMatchObject({
				message: expect.stringContaining('(HTTP 401)'),
				description: expect.stringContaining('Create a new API key in DocSpace'),
			});
			expect(JSON.stringify(failure)).not.toContain(apiKey);
		},
	);

	it('never changes the order in which the user sees rooms in the browser', async () => {
		const world = await startWorld();
		await search(world, 'searchRooms');
		await search(world, 'searchFolders', { filter: 'Archive/' });
		const { entries } = world.portal.requests;
		expect(entries.filter(({ query }) => query.toLowerCase().includes('sortby'))).toEqual([]);
	});
});
