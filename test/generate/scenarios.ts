import type { Act, EntryId, PortalUser } from '../../sandbox';
import type { RunNodeOptions } from '../harness/engine';
import { inMemory, fileItem } from '../harness/binary';
import { addTemplate } from '../harness/operations/rooms';
import { addGuest, addPerson, colleague } from '../harness/people';
import { byEmail, byId, fillRoom, type World } from '../harness/world';

type Fields = RunNodeOptions['parameters'];

/** How a scenario runs its operation in its world. */
export interface Stage {
	world: World;
	/** Runs it to its end; what it puts out counts. */
	run: (fields: Fields, items?: RunNodeOptions['items']) => Promise<void>;
	/** Runs it into an error; the result that the error tells in its details counts. */
	fail: (fields: Fields) => Promise<void>;
}

/** Runs an operation until every member of its output has held something once. */
export type Scenario = (stage: Stage) => Promise<void>;

/** By resource and operation. What they put out is what `__schema__` and docs/operations.md say. */
export const scenarios: Record<string, Scenario> = {
	'file.copy': async ({ world, run }) => {
		const { portal, clientRoom, clientFolder } = world;
		const folder = portal.addFolder(clientRoom, 'Drafts').id;
		portal.addFile(folder, 'draft.docx');
		const folders = [{ id: folder, title: 'Drafts', parentId: clientRoom }];
		const copy = async (files: unknown[]) => {
			const destinationFolder = byId(clientFolder);
			await run({ files: JSON.stringify(files), destinationFolder, ifFilesAreLeft: 'report' });
		};
		const contract = addContract(world);
		await copy([...contract, ...folders, 999_999]);
		await copy(contract);
		portal.faults.add({ on: 'job', times: 0, delayMs: DAY_MS });
		await copy([portal.addFile(clientRoom, 'late.docx').id]);
	},

	'file.create': async ({ world: { clientRoom }, run }) => {
		await run({ folder: byId(clientRoom), fileName: 'Offer' });
	},

	'file.delete': async ({ world, run }) => {
		const { portal, clientRoom, manager, guest } = world;
		const add = (title: string, options = {}) => portal.addFile(clientRoom, title, options).id;
		const trashed = add('trashed.pdf');
		portal.trashFile(trashed, manager.id);
		const locked = add('locked.pdf', { lockedBy: guest.id });
		const remove = async (files: EntryId[]) =>
			await run({ files: JSON.stringify(files), ifFilesAreLeft: 'report' });
		await remove([add('draft.docx'), trashed, locked, 999_999]);
		portal.faults.add({ on: 'job', times: 0, delayMs: DAY_MS });
		await remove([add('draft.docx')]);
	},

	'file.download': async ({ world: { portal, clientRoom }, run }) => {
		await run({ file: byId(portal.addFile(clientRoom, 'contract.docx').id) });
	},

	'file.get': async ({ world: { portal, clientRoom }, run }) => {
		await run({ file: byId(portal.addFile(clientRoom, 'contract.pdf').id) });
	},

	'file.getAll': async ({ world: { portal, clientRoom }, run }) => {
		portal.addFile(clientRoom, 'contract.pdf');
		await run({ folder: byId(clientRoom) });
	},

	'file.getLink': async ({ world, run }) => {
		const { id } = world.portal.addFile(world.clientRoom, 'contract.pdf');
		addLink(world, id);
		await run({ file: byId(id) });
	},

	'file.move': async ({ world, run }) => {
		const move = async (conflictPolicy: string) => {
			const files = JSON.stringify(addContract(world));
			const destinationFolder = byId(world.clientFolder);
			await run({ files, destinationFolder, conflictPolicy, ifFilesAreLeft: 'report' });
		};
		await move('keepBoth');
		await move('skip');
		world.portal.faults.add({ on: 'job', times: 0, delayMs: DAY_MS });
		await move('keepBoth');
	},

	'file.rename': async ({ world: { portal, clientRoom }, run }) => {
		await run({ file: byId(portal.addFile(clientRoom, 'scan.pdf').id), newName: 'Contract' });
	},

	'folder.copy': async ({ world: { portal, clientRoom, clientFolder }, run }) => {
		const { id } = portal.addFolder(clientRoom, 'Drafts');
		portal.addFile(portal.addFolder(id, 'Old').id, 'draft.docx');
		for (const size of [1, 2]) portal.addFile(id, 'contract.pdf', { size });
		await run({ folder: byId(id), destinationFolder: byId(clientFolder) });
	},

	'file.share': async ({ world, run }) => {
		const { id } = world.portal.addFile(world.clientRoom, 'contract.pdf');
		addLink(world, id);
		await run({ file: byId(id) });
	},

	'file.upload': async ({ world: { clientRoom }, run }) => {
		const file = [fileItem(inMemory('Offer.pdf', 'Dear customer'))];
		await run({ folder: byId(clientRoom) }, file);
		await run({ folder: byId(clientRoom), ifNameExists: 'newVersion' }, file);
	},

	'folder.delete': async ({ world, run }) => {
		world.portal.addFile(world.portal.addFolder(world.clientFolder, 'Old').id, 'draft.docx');
		await run({ folder: byId(world.clientFolder) });
	},

	'folder.download': async ({ world: { portal, clientFolder }, run }) => {
		portal.addFile(portal.addFolder(clientFolder, '2026').id, 'contract.docx');
		await run({ folder: byId(clientFolder) });
	},

	'folder.ensure': async ({ world: { portal, archiveRoom }, run }) => {
		portal.addFolder(archiveRoom, 'Contoso');
		await run({ parentFolder: byId(archiveRoom), folderName: 'Contoso' });
	},

	'folder.get': async ({ world, run }) => await run({ folder: byId(world.clientFolder) }),

	'folder.getAll': async ({ world, run }) => await run({ folder: byId(world.archiveRoom) }),

	'folder.getHistory': async ({ world: { portal, clientRoom }, run }) => {
		portal.renameFile(portal.addFile(clientRoom, 'scan.pdf').id, 'contract.pdf');
		await run({ folder: byId(clientRoom) });
	},

	'folder.getLink': async ({ world, run }) => {
		addLink(world, world.clientFolder);
		await run({ folder: byId(world.clientFolder) });
	},

	'folder.move': async ({ world: { portal, clientRoom, clientFolder }, run }) => {
		const { id } = portal.addFolder(clientRoom, 'Drafts');
		portal.addFile(portal.addFolder(id, 'Old').id, 'draft.docx');
		await run({ folder: byId(id), destinationFolder: byId(clientFolder) });
	},

	'folder.rename': async ({ world, run }) => {
		await run({ folder: byId(world.clientFolder), newName: 'Contoso (closed)' });
	},

	'guest.delete': async ({ world, run }) => {
		addRoomOfSomebodyElse(world);
		addGuest(world, 'Gina Guest');
		const late: Act = { do: 'addFile', parentId: world.clientRoom, title: 'late.pdf' };
		world.portal.faults.add({ on: 'PUT files/rooms/{id}/share', acts: [late] });
		await run({
			guest: byId(world.guest.id),
			onlyIfRoomIsEmpty: true,
			roomToBeEmpty: byId(world.clientRoom),
		});
	},

	'guest.getAll': async ({ run }) => await run({}),

	'room.addMembers': async ({ world, run, fail }) => {
		const room = byId(world.clientRoom);
		const values = [{ member: byEmail('anna@client.com'), role: 'editor' }];
		await run({ room, membersToAdd: { values } });
		const others = values.map((row) => ({ ...row, role: 'viewer' }));
		await run({ room, membersToAdd: { values: others }, ifAlreadyMember: 'changeRole' });
		const nobody = byId('00000000-1111-2222-3333-444444444444');
		await fail({ room, membersToAdd: { values: [{ member: nobody, role: 'viewer' }] } });
	},

	'room.archive': async ({ world, run }) => await run({ room: byId(world.clientRoom) }),

	'room.archiveClientRoom': async ({ world, run }) => {
		const { portal, manager, guest, clientRoom, archiveRoom } = world;
		const archive = async (room: EntryId, options: Fields, fields: Fields = {}) =>
			await run({
				room: byId(room),
				archiveFolder: byId(archiveRoom),
				clientName: 'Contoso',
				options: { folders: 'flatten', ifFilesAreLeft: 'report', ...options },
				...fields,
			});
		const clean = portal.addRoom({ title: 'Clean', type: 'custom', owner: manager.id }).id;
		portal.addFile(clean, 'offer.pdf');
		addRoomOfSomebodyElse(world);
		portal.share(clean, guest.id, 'Read', { by: manager.id });
		addGuest({ portal, manager, clientRoom: clean }, 'Gina Guest');
		const late: Act = { do: 'addFile', parentId: clean, title: 'late.pdf' };
		portal.faults.add({ on: 'PUT files/rooms/{id}/archive', acts: [late] });
		await archive(clean, { writeManifest: true }, { archiveRoom: true });
		addContract(world);
		await archive(clientRoom, {});
		addContract(world);
		await archive(clientRoom, { conflictPolicy: 'skip' });
		portal.faults.add({ on: 'job', times: 0, delayMs: DAY_MS });
		await archive(clientRoom, {});
	},

	'room.changeRole': async ({ world, run }) => {
		const { email } = addGuest(world, 'Gina Guest');
		await run({ room: byId(world.clientRoom), member: byEmail(email), role: 'editor' });
	},

	'room.collectFiles': async ({ world, run }) => {
		fillRoom(world, world.clientRoom, { folders: 1, filesEach: 1 });
		world.portal.addFile(world.clientRoom, 'contract.pdf', { lockedBy: world.guest.id });
		world.portal.miscount(world.clientRoom, 1);
		await run({ room: byId(world.clientRoom) });
	},

	'room.create': async ({ world, run }) => {
		const template = addTemplate(world);
		world.portal.addFile(template, 'lost.docx').contentGone = true;
		const options = { tags: 'client', quota: 100 };
		const room = { roomName: 'Contoso', ifExists: 'create', options };
		await run({ ...room, createFrom: 'template', template: byId(template) });
	},

	'room.delete': async ({ world: { portal, clientRoom }, run }) => {
		portal.addFile(portal.addFolder(clientRoom, 'Old').id, 'draft.docx');
		portal.archiveRoom(clientRoom);
		await run({ room: byId(clientRoom), evenIfFiles: true });
	},

	'room.get': async ({ world, run }) => await run({ room: byId(addTaggedRoom(world)) }),

	'room.getAll': async ({ world, run }) => {
		addTaggedRoom(world);
		await run({});
	},

	'room.getHistory': async ({ world: { portal, clientRoom }, run }) => {
		portal.renameFile(portal.addFile(clientRoom, 'scan.pdf').id, 'contract.pdf');
		await run({ room: byId(clientRoom) });
	},

	'room.getLink': async ({ world, run }) => {
		addLink(world, world.clientRoom);
		await run({ room: byId(world.clientRoom) });
	},

	'room.getMembers': async ({ world, run }) => await run({ room: byId(world.clientRoom) }),

	'room.removeMembers': async ({ world, run, fail }) => {
		const { portal, manager, guest, clientRoom } = world;
		portal.shareLink(clientRoom, 'additional');
		await run({ room: byId(clientRoom) });
		await run({ room: byId(clientRoom), remove: 'chosen', members: guest.email });
		const room = portal.addRoom({ title: 'Forms', type: 'virtualData', owner: manager.id }).id;
		portal.share(room, guest.id, 'FillForms', { by: manager.id });
		portal.addFormRole(room, guest.id);
		await fail({ room: byId(room) });
	},

	'room.unarchive': async ({ world: { portal, clientRoom }, run }) => {
		portal.archiveRoom(clientRoom);
		await run({ room: byId(clientRoom) });
	},

	'room.update': async ({ world, run }) => {
		await run({
			room: byId(world.clientRoom),
			options: { newName: 'Contoso Ltd', tags: 'client' },
		});
	},

	'user.delete': async ({ world, run }) => {
		world.manager.type = 'DocSpaceAdmin';
		const { id } = addPerson(world, 'Rob Roomadmin');
		const heir = byId(world.manager.id);
		await run({ user: byId(id), disableFirst: true, handOver: true, heir });
	},

	'user.disable': async ({ world, run }) => {
		world.manager.type = 'DocSpaceAdmin';
		await run({ user: byId(addPerson(world, 'Uma User', 'User').id) });
	},

	'user.enable': async ({ world, run }) => {
		world.manager.type = 'DocSpaceAdmin';
		const { id } = addPerson(world, 'Uma User', 'User');
		world.portal.disableUser(id);
		await run({ user: byId(id) });
	},

	'user.get': async ({ world, run }) => await run({ user: byId(addMemberOfGroup(world).id) }),

	'user.getAll': async ({ world, run }) => {
		addMemberOfGroup(world);
		await run({ type: 'User' });
	},

	'user.invite': async ({ run }) => await run({ email: 'bo@company.example' }),

	'user.update': async ({ world, run }) => {
		const { portal, manager } = world;
		manager.type = 'DocSpaceAdmin';
		const rob = addPerson(world, 'Rob Roomadmin');
		portal.addRoom({ title: 'Fabrikam', type: 'custom', owner: rob.id });
		await run({ user: byId(rob.id), type: 'User' });
	},
};

/** Longer than the node waits for anything. */
const DAY_MS = 24 * 3_600_000;

/** Puts two files into the client's room: one with a link, whose title one in the archive has, and a locked one. */
function addContract({ portal, guest, clientRoom, clientFolder }: World): EntryId[] {
	portal.addFile(clientFolder, 'contract.pdf');
	const locked = portal.addFile(clientRoom, 'locked.pdf', { lockedBy: guest.id });
	const { id } = portal.addFile(clientRoom, 'contract.pdf');
	portal.shareLink(id, 'primary');
	return [id, locked.id];
}

/** A room that the credential's user sees and the guest stays in, for somebody else has invited them. */
function addRoomOfSomebodyElse(world: World): void {
	const { portal, manager, guest } = world;
	const { id: owner } = colleague(world);
	const { id } = portal.addRoom({ title: 'Fabrikam', type: 'custom', owner });
	portal.share(id, guest.id, 'Read', { by: owner });
	portal.share(id, manager.id, 'RoomManager', { by: owner });
}

/** Opens something by a link that expires. */
function addLink({ portal, sandbox }: World, id: EntryId): void {
	portal.shareLink(id, 'primary', { expires: sandbox.clock.now() + DAY_MS });
}

function addTaggedRoom({ portal, manager }: World): EntryId {
	return portal.addRoom({ title: 'Tagged', type: 'custom', owner: manager.id, tags: ['CRM'] }).id;
}

/** Somebody of whom everything is known that is told of people. */
function addMemberOfGroup(world: World): PortalUser {
	const { portal, manager } = world;
	manager.type = 'DocSpaceAdmin';
	const user = addPerson(world, 'Ann Archer', 'User');
	user.createdBy = manager.id;
	portal.addGroup('Sales', [user]);
	return user;
}
