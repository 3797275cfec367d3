import type { INodeParameters } from 'n8n-workflow';
import type { World } from '../harness/world';
import { addGuest, addPerson } from '../harness/people';

export const THEIRS = '@onlyoffice/n8n-nodes-docspace.';

const picked = (value: unknown, cachedResultName?: string) => ({
	__rl: true,
	mode: cachedResultName === undefined ? 'manual' : 'list',
	value: String(value),
	...(cachedResultName === undefined ? {} : { cachedResultName }),
});

/** What the fields of the official node hold for each of its 35 operations, as n8n stores it in a workflow. */
export const FIELDS: Record<string, (world: World) => INodeParameters> = {
	'file.copyFile': (world) => ({
		fileId: contract(world),
		destFolderId: Number(world.clientFolder),
	}),
	'file.createFile': (world) => ({ parentId: Number(world.clientRoom), type: 'spreadsheet' }),
	'file.deleteFile': (world) => ({ fileId: contract(world) }),
	'file.downloadFile': (world) => ({ fileId: contract(world) }),
	'file.getFileInfo': (world) => ({ fileId: contract(world) }),
	'file.getFileSharedLink': (world) => ({ fileId: contract(world) }),
	'file.moveFile': (world) => ({ fileId: contract(world), isMyDocuments: true }),
	'file.updateFile': (world) => ({ fileId: contract(world), title: 'Agreement' }),
	'file.uploadFile': (world) => ({ parentId: Number(world.clientRoom), binaryData: true }),
	'folder.copyFolder': (world) => ({ folderId: drafts(world), isMyDocuments: true }),
	'folder.createFolder': (world) => ({ parentId: Number(world.clientRoom), title: 'Offers' }),
	'folder.deleteFolder': (world) => ({ folderId: drafts(world) }),
	'folder.getFolderContents': (world) => ({ folderId: drafts(world), query: 'draft' }),
	'folder.getFolderHistory': (world) => ({ folderId: drafts(world), fromDate: '2020-01-01' }),
	'folder.getFolderInfo': () => ({ isMyDocuments: true }),
	'folder.getFolderSharedLink': (world) => ({ folderId: drafts(world) }),
	'folder.moveFolder': (world) => ({
		folderId: drafts(world),
		destFolderId: Number(world.clientFolder),
	}),
	'folder.updateFolder': (world) => ({ folderId: drafts(world), title: 'Old drafts' }),
	'room.archiveRoom': (world) => ({ roomId: picked(world.clientRoom, 'Contoso') }),
	'room.createRoom': () => ({ title: 'Fabrikam', roomType: 2 }),
	'room.getRoomInfo': (world) => ({ roomId: picked(world.clientRoom) }),
	'room.getRoomSharedLink': (world) => ({ roomId: picked(world.clientRoom) }),
	'room.inviteUser': (world) => ({
		roomId: picked(world.clientRoom),
		userEmail: 'new@client.example',
		userAccess: picked(10, 'Editor'),
		notify: false,
	}),
	'room.removeUser': (world) => ({
		roomId: picked(world.clientRoom),
		userId: picked(world.guest.id, 'Gus Guest'),
	}),
	'room.searchRoom': () => ({ query: 'Contoso' }),
	'room.searchUser': (world) => ({ roomId: picked(world.clientRoom) }),
	'room.updateRoom': (world) => ({ roomId: picked(world.clientRoom), title: 'Contoso Ltd' }),
	'room.updateUser': (world) => ({
		roomId: picked(world.clientRoom),
		userEmail: addGuest(world, 'Gina Guest').email,
		userAccess: picked(10, 'Editor'),
	}),
	'user.deleteUser': (world) => {
		const { id } = addPerson(world, 'Rob Roomadmin', 'User');
		world.portal.disableUser(id);
		return { userId: picked(id) };
	},
	'user.disableUser': (world) => ({ userId: picked(addPerson(world, 'Uma User', 'User').id) }),
	'user.enableUser': (world) => {
		const { id } = addPerson(world, 'Uma User', 'User');
		world.portal.disableUser(id);
		return { userId: picked(id) };
	},
	'user.getUser': () => ({ isMe: true }),
	'user.inviteUser': () => ({ email: 'nina@company.example', type: 4 }),
	'user.searchUser': () => ({ query: 'Mara' }),
	'user.updateUser': (world) => ({
		userId: picked(addPerson(world, 'Uma User', 'User').id),
		type: 1,
	}),
};

function contract({ portal, clientRoom }: World): number {
	return Number(portal.addFile(clientRoom, 'contract.docx').id);
}

function drafts({ portal, clientRoom }: World): number {
	const folder = portal.addFolder(clientRoom, 'Drafts').id;
	portal.addFile(folder, 'draft.docx');
	return Number(folder);
}

/** A workflow with one node of the official package behind a Manual Trigger, as n8n exports it. */
export function workflowWith(parameters: INodeParameters, more: object = {}) {
	return {
		name: 'From the official node',
		nodes: [
			{ name: 'Start', type: 'n8n-nodes-base.manualTrigger', parameters: {} },
			{
				name: 'DocSpace',
				type: `${THEIRS}onlyofficeDocspace`,
				typeVersion: 1,
				position: [200, 0],
				parameters,
				...more,
			},
		],
		connections: { Start: { main: [[{ node: 'DocSpace', type: 'main', index: 0 }]] } },
	};
}
