import type { NodeParameterValueType } from 'n8n-workflow';

import { NODE_NAME } from '../harness/engine';
import { failureOf } from '../harness/failure';
import { byId, endWorlds, onlyItem, startWorld, type World } from '../harness/world';

afterEach(endWorlds);

const byLink = (value: string) => ({ __rl: true, mode: 'url', value });

/** What a user copies while the list of rooms, the archive or My documents is on the screen, and its id. */
const SECTIONS = [
	['/rooms/shared', ({ portal }: World) => portal.sections.rooms],
	['/rooms/shared/filter?page=1', ({ portal }: World) => portal.sections.rooms],
	['/rooms/archived/filter', ({ portal }: World) => portal.sections.archive],
	['/rooms/personal/', ({ manager }: World) => manager.myDocumentsId],
] as const;

describe.each(SECTIONS)('The link %s', (path, idOf) => {
	it('names the section as its id does', async () => {
		const world = await startWorld();
		const get = async (folder: NodeParameterValueType) =>
			onlyItem(await world.run({ operation: 'folder.get', fields: { folder } }));
		const found = await get(byLink(`${world.sandbox.url}${path}`));
		expect(found.id).toBe(idOf(world));
		expect(found).toEqual(await get(byId(idOf(world))));
	});

	it('is answered where a folder is to be made', async () => {
		const world = await startWorld();
		const ensure = async (parentFolder: NodeParameterValueType) => {
			const run = await world.run({
				operation: 'folder.ensure',
				fields: { parentFolder, folderName: 'Contoso' },
			});
			const [item] = run.json(NODE_NAME);
			return item?.id ?? failureOf(run);
		};
		const made = await ensure(byLink(`${world.sandbox.url}${path}`));
		expect(made).toEqual(await ensure(byId(idOf(world))));
	});

	it('is answered where a room is meant', async () => {
		const world = await startWorld();
		const collect = async (room: NodeParameterValueType) =>
			failureOf(await world.run({ operation: 'room.get', fields: { room } }));
		const failure = await collect(byLink(`${world.sandbox.url}${path}`));
		expect(failure).toEqual(await collect(byId(idOf(world))));
		expect(failure.message).toMatch(/^'Room' names the folder “.+”, not a room$/);
	});

	it('of another portal is refused', async () => {
		const world = await startWorld();
		const run = await world.run({
			operation: 'folder.get',
			fields: { folder: byLink(`https://other.onlyoffice.com${path}`) },
		});
		expect(failureOf(run).message).toMatch(/holds a link to other\.onlyoffice\.com/);
	});
});

it('@my in place of an id names My documents, whoever the credential belongs to', async () => {
	const world = await startWorld();
	const run = await world.run({ operation: 'folder.get', fields: { folder: byId('@my') } });
	expect(onlyItem(run).id).toBe(world.manager.myDocumentsId);
});

it('The link of My documents says so when the user has none', async () => {
	const world = await startWorld();
	world.portal.faults.add({ on: 'GET files/@my', answer: 'accessDenied' });
	const run = await world.run({
		operation: 'folder.get',
		fields: { folder: byLink(`${world.sandbox.url}/rooms/personal`) },
	});
	expect(failureOf(run).message).toBe(
		"'Folder' holds the link of My documents, which the user behind the credential does not have",
	);
});
