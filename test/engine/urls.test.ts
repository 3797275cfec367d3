import type { EntryId } from '../../sandbox';
import { fileItem, inMemory } from '../harness/binary';
import { isRecord } from '../harness/guards';
import { archiveClientRoom } from '../harness/operations/archivingClients';
import { row } from '../harness/operations/memberships';
import {
	byId,
	endWorlds,
	onlyItem,
	type RunOptions,
	startWorld,
	type World,
} from '../harness/world';

afterEach(endWorlds);

/** What a person sees who opens an address: the room, folder or file that Get reads by it. */
async function openedBy(world: World, url: unknown): Promise<unknown> {
	const field = String(url).includes('/doceditor') ? 'file' : 'folder';
	const run = await world.run({
		operation: `${field}.get`,
		fields: { [field]: { __rl: true, mode: 'url', value: String(url) } },
	});
	return onlyItem(run).id;
}

async function itemOf(world: World, operation: string, fields: RunOptions['fields']) {
	const parameters = Object.fromEntries(
		Object.entries(fields).map(([name, value]) => [
			name,
			typeof value === 'number' ? byId(value) : value,
		]),
	);
	return onlyItem(await world.run({ operation, fields: parameters }));
}

describe('What an operation names has an address that leads there', () => {
	it.each([
		['room.collectFiles', 'roomUrl', {}],
		['room.collectFiles', 'roomUrl', { output: 'file' }],
		['room.removeMembers', 'roomUrl', {}],
		['room.addMembers', 'roomUrl', { membersToAdd: { values: [row('anna@client.com')] } }],
		['room.changeRole', 'roomUrl', row('gus@client.example')],
		['room.archive', 'roomUrl', {}],
		['room.unarchive', 'roomUrl', {}],
		['room.get', 'url', {}],
	])('the room of %s, by %s %j', async (operation, member, fields) => {
		const world = await startWorld();
		const room = world.clientRoom;
		world.portal.addFile(room, 'offer.docx');
		const item = await itemOf(world, operation, { room, ...fields });
		expect(await openedBy(world, item[member])).toBe(room);
	});

	it('the folder of Ensure Folder, new or not', async () => {
		const world = await startWorld();
		for (const folderName of ['Contoso', 'Fabrikam']) {
			const fields = { parentFolder: world.archiveRoom, folderName };
			const { id, url } = await itemOf(world, 'folder.ensure', fields);
			expect(await openedBy(world, url)).toBe(id);
		}
	});

	it('what was created', async () => {
		const world = await startWorld();
		const fields = { folder: world.clientRoom, fileName: 'Offer' };
		const { id, url } = await itemOf(world, 'file.create', fields);
		expect(await openedBy(world, url)).toBe(id);
	});

	it('what was uploaded', async () => {
		const world = await startWorld();
		const run = await world.run({
			operation: 'file.upload',
			fields: { folder: byId(world.clientRoom) },
			items: [fileItem(inMemory('offer.txt', 'x'))],
		});
		const { id, url } = onlyItem(run);
		expect(await openedBy(world, url)).toBe(id);
	});

	it('what was renamed or moved', async () => {
		const world = await startWorld();
		const file = world.portal.addFile(world.clientRoom, 'offer.docx').id;
		const folder = world.portal.addFolder(world.clientRoom, 'Drafts').id;
		const done: Array<[EntryId, string, Record<string, EntryId | string>]> = [
			[file, 'file.rename', { file, newName: 'Contract' }],
			[folder, 'folder.rename', { folder, newName: 'Signed' }],
			[folder, 'folder.move', { folder, destinationFolder: world.clientFolder }],
		];
		for (const [id, operation, fields] of done) {
			const { url } = await itemOf(world, operation, fields);
			expect(await openedBy(world, url)).toBe(id);
		}
	});

	it('the destination of Move Files, also when there is nothing to move', async () => {
		const world = await startWorld();
		const file = world.portal.addFile(world.clientRoom, 'offer.docx').id;
		for (const files of [String(file), '[]']) {
			const fields = { files, destinationFolder: world.clientFolder };
			const { destinationUrl } = await itemOf(world, 'file.move', fields);
			expect(await openedBy(world, destinationUrl)).toBe(world.clientFolder);
		}
	});

	it('the room, the client’s folder and the manifest of Archive Client Room', async () => {
		const world = await startWorld();
		world.portal.addFile(world.clientRoom, 'offer.docx');
		const { roomUrl, archiveFolderUrl, manifest } = onlyItem(
			await archiveClientRoom(world, { archiveRoom: true, writeManifest: true }),
		);
		expect(roomUrl).toContain('/rooms/archived/');
		expect(await openedBy(world, roomUrl)).toBe(world.clientRoom);
		expect(await openedBy(world, archiveFolderUrl)).toBe(world.clientFolder);
		const { id, url } = isRecord(manifest) ? manifest : {};
		expect(await openedBy(world, url)).toBe(id);
	});

	it('no folder of the client, where a dry run would make it', async () => {
		const world = await startWorld();
		const run = await archiveClientRoom(world, { clientName: 'Fabrikam', dryRun: true });
		expect(onlyItem(run).archiveFolderUrl).toBeNull();
	});
});

describe('An address shows the section that DocSpace shows it in', () => {
	it('the rooms, their folders and the archived ones', async () => {
		const world = await startWorld();
		const { clientRoom: room, clientFolder: folder, sandbox } = world;
		const urlOf = async (id: EntryId) => (await itemOf(world, 'folder.get', { folder: id })).url;
		expect(await urlOf(folder)).toBe(
			`${sandbox.url}/rooms/shared/${folder}/filter?folder=${folder}`,
		);
		expect(await urlOf(room)).toBe(`${sandbox.url}/rooms/shared/${room}/filter?folder=${room}`);
		world.portal.archiveRoom(room);
		expect(await urlOf(room)).toBe(`${sandbox.url}/rooms/archived/${room}/filter?folder=${room}`);
	});

	it('My documents: of folders that are found, made or moved into', async () => {
		const world = await startWorld();
		const documents = world.manager.myDocumentsId;
		const file = world.portal.addFile(world.clientRoom, 'offer.docx').id;
		const made = await itemOf(world, 'folder.ensure', {
			parentFolder: documents,
			folderName: 'Closed deals',
		});
		const url = `${world.sandbox.url}/rooms/personal/filter?folder=${String(made.id)}`;
		expect(made.url).toBe(url);
		expect(await itemOf(world, 'folder.getAll', { folder: documents })).toMatchObject({ url });
		const fields = { files: String(file), destinationFolder: Number(made.id) };
		expect((await itemOf(world, 'file.move', fields)).destinationUrl).toBe(url);
	});
});
