// What pictures and checks of the editor show: a client's room, and a workflow that puts it away.
import { PACKAGE_NAME } from './package.mjs';

const CLIENT = 'Contoso Ltd';

/**
 * Adds the room of a client whose deal is closed, with two files of one name, and their guest.
 *
 * @returns what a user picks, and what the files end up as
 */
export async function addClientRoom({ control, ownerId: owner }, client = CLIENT) {
	const add = async (what, json) => (await control.post(what, json)).data;
	const room = await add('rooms', { title: client, type: 'custom', owner });
	const contracts = await add('folders', { parentId: room.id, title: 'Contracts' });
	await add('files', { parentId: room.id, titles: ['Budget.xlsx', 'Contract.docx'] });
	await add('files', { parentId: contracts.id, titles: ['Contract.docx', 'Offer.pdf'] });
	const [company] = client.split(' ');
	const email = `anna@${company.toLowerCase()}.example`;
	const guest = { displayName: `Anna ${company}`, email, type: 'Guest', invitedBy: owner };
	await add('users', guest);
	const { users } = (await control.get('state')).data;
	const { id: userId } = users.find((user) => user.email === email);
	await add('shares', { entryId: room.id, userId, access: 'Read', by: owner });
	return { client, guest: guest.displayName, email };
}

/**
 * A workflow of the four operations, as a user drags them onto the canvas: pickers are still to be filled.
 *
 * @param {{ docSpaceApi: object }} credentials
 */
export function fourOperations({ docSpaceApi }) {
	const unpicked = { __rl: true, mode: 'list', value: '' };
	const operations = {
		'Collect room files': { resource: 'room', operation: 'collectFiles', room: unpicked },
		'Ensure folder': {
			resource: 'folder',
			operation: 'ensure',
			parentFolder: unpicked,
			folderName: CLIENT,
		},
		'Move files': {
			resource: 'file',
			operation: 'move',
			files: "={{ $('Collect room files').item.json.files }}",
			destinationFolder: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
		},
		'Delete guest': {
			resource: 'guest',
			operation: 'delete',
			guest: unpicked,
			onlyIfRoomIsEmpty: true,
			roomToBeEmpty: unpicked,
		},
	};
	const start = startNode('n8n-nodes-base.manualTrigger');
	const nodes = Object.entries(operations).map(([name, parameters], index) => ({
		id: name,
		name,
		type: `${PACKAGE_NAME}.docSpace`,
		typeVersion: 1,
		position: [(index + 1) * 224, 0],
		parameters,
		credentials: { docSpaceApi },
	}));
	return {
		name: `Put away ${CLIENT}`,
		nodes: [start, ...nodes],
		connections: inLine(start, nodes),
	};
}

function startNode(type, parameters = {}, credentials = {}) {
	const node = { id: 'start', name: 'Start', typeVersion: 1, position: [0, 0] };
	return { ...node, type, parameters, credentials };
}

/**
 * The whole job in one node, behind the trigger: pickers are still to be filled.
 *
 * @param {{ docSpaceApi: object }} credentials
 */
export function oneBox({ docSpaceApi }) {
	const unpicked = { __rl: true, mode: 'list', value: '' };
	const events = { events: ['room.archived', 'file.uploaded'] };
	const start = startNode(`${PACKAGE_NAME}.docSpaceTrigger`, events, { docSpaceApi });
	const archive = {
		id: 'archive',
		name: 'Archive client room',
		type: `${PACKAGE_NAME}.docSpace`,
		typeVersion: 1,
		position: [224, 0],
		parameters: {
			resource: 'room',
			operation: 'archiveClientRoom',
			room: unpicked,
			archiveFolder: unpicked,
			clientName: CLIENT,
			whoseAccess: 'oneGuest',
			guest: unpicked,
		},
		credentials: { docSpaceApi },
	};
	return {
		name: `Archive ${CLIENT}`,
		nodes: [start, archive],
		connections: inLine(start, [archive]),
	};
}

function inLine(start, nodes) {
	return Object.fromEntries(
		nodes.map(({ name: node }, index) => [
			[start, ...nodes][index].name,
			{ main: [[{ node, type: 'main', index: 0 }]] },
		]),
	);
}
