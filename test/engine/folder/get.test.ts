import { failureOf } from '../../harness/failure';
import { byId, endWorlds, onlyItem, runnerOf, startWorld } from '../../harness/world';

afterEach(endWorlds);

const getFolder = runnerOf('folder.get');

describe('Folder: Get', () => {
	test('says what the folder is and where it lies', async () => {
		const world = await startWorld();
		const { clientFolder, archiveRoom, sandbox } = world;
		expect(onlyItem(await getFolder(world, { folder: byId(clientFolder) }))).toMatchObject({
			id: clientFolder,
			title: 'Contoso',
			parentId: archiveRoom,
			isRoom: false,
			url: `${sandbox.url}/rooms/shared/${clientFolder}/filter?folder=${clientFolder}`,
		});
		expect(onlyItem(await getFolder(world, { folder: byId(archiveRoom) }))).toMatchObject({
			title: 'Archive',
			isRoom: true,
			folderCount: 1,
		});
	});

	test('refuses an id that names none', async () => {
		const world = await startWorld();
		const { message } = failureOf(await getFolder(world, { folder: byId(999_999) }));
		expect(message).toContain('was not found');
	});
});
