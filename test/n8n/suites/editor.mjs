import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { startBrowser } from '../browser.mjs';
import { addClientRoom, fourOperations } from '../clientRoom.mjs';
import { openEditor } from '../editorPage.mjs';
import { docSpaceNode } from '../line.mjs';
import { sampleWorkflows, withCredentials } from '../workflows.mjs';

const OPERATIONS = {
	'Collect room files': {
		labels: ['Resource', 'Operation', 'Room', 'List Archived Rooms Too', 'Output', 'Options'],
		pickers: ['room'],
		options: ['output'],
	},
	'Ensure folder': {
		labels: ['Resource', 'Operation', 'Parent Folder', 'Folder Name'],
		pickers: ['parentFolder'],
		options: [],
	},
	'Move files': {
		labels: [
			'Resource',
			'Operation',
			'Files',
			'Destination Folder',
			'If a File of This Name Exists',
			'If Files Are Left Behind',
			'Options',
		],
		// An expression, which cannot be changed into a choice from the list.
		pickers: [],
		options: ['conflictPolicy', 'ifFilesAreLeft'],
	},
	'Delete guest': {
		labels: [
			'Resource',
			'Operation',
			'Guest',
			'Remove From',
			'Only If Room Is Empty',
			'Room That Must Be Empty',
			'If the Guest Has Other Rooms',
			'If Guest Is Not Found',
		],
		pickers: ['guest', 'roomToBeEmpty'],
		options: ['level', 'ifOtherRooms', 'ifNotFound'],
	},
};

/** Panels of several resources, each in front of the list of what else one can do with that. */
const PANELS = {
	Upload: {
		parameters: { resource: 'file', operation: 'upload' },
		labels: ['Folder', 'Input Binary Field', 'File Name', 'If a File of This Name Exists'],
		options: ['ifNameExists'],
	},
	'Copy folder': {
		parameters: { resource: 'folder', operation: 'copy' },
		labels: ['Folder', 'Destination Folder', 'If a Folder of This Name Exists'],
		options: ['conflictPolicy'],
	},
	'Create room': {
		parameters: { resource: 'room', operation: 'create' },
		labels: ['Room Name', 'Create From', 'Room Type', 'If a Room of This Name Exists', 'Options'],
		options: ['createFrom', 'roomType', 'ifExists'],
	},
	'Add members': {
		parameters: { resource: 'room', operation: 'addMembers' },
		labels: [
			'Room',
			'Members',
			'Member',
			'Role',
			'If Already a Member',
			'If There Is No Account',
			'Options',
		],
		options: ['role', 'ifAlreadyMember', 'ifNoAccount'],
	},
	Invite: {
		parameters: { resource: 'user', operation: 'invite' },
		labels: ['Email', 'Type', 'Resend'],
		options: ['type'],
	},
	'List guests': {
		parameters: { resource: 'guest', operation: 'getAll' },
		labels: ['Search', 'Return All', 'Limit', 'Simplify'],
		options: [],
	},
};

/** n8n's own choice in the list of operations, which says nothing. */
const CUSTOM_API_CALL = 'Custom API Call';

/** What a user sees and clicks in the editor, in a browser. */
export function editorSuite(world) {
	let browser, editor, client;

	before(async () => {
		client = await addClientRoom(world.sandbox);
		browser = await startBrowser(console.log);
		editor = await openEditor(browser, world);
	});
	after(async () => {
		await browser?.close();
	});

	/** Every choice of a field has a description, and none is cut off. */
	async function assertReadable(field) {
		for (const { name, description, isCut } of await editor.openOptions(field)) {
			if (name === CUSTOM_API_CALL) continue;
			assert.notEqual(description, '', `${field}: ${name}`);
			assert.ok(!isCut, `${field}: ${name}`);
		}
		await editor.closeOptions();
	}

	test('the sample workflow is on the canvas, with every node known and named', async () => {
		const [sample] = sampleWorkflows();
		const { id, nodes } = await world.editor.addWorkflow(
			withCredentials(sample, world.credentials),
		);
		await editor.openWorkflow(id);
		for (const { name, type } of nodes.filter((node) => !node.type.endsWith('.stickyNote'))) {
			assert.ok(await editor.node(name).isVisible(), name);
			if (!type.endsWith('.docSpace')) continue;
			assert.match(await editor.iconOf(name), /docSpace(\.dark)?\.svg/);
			assert.ok((await editor.subtitleOf(name)).length > 0, name);
		}
		assert.deepEqual(await editor.marks(), []);
	});

	test('each operation shows its fields in order, and nothing is cut off', async () => {
		const workflow = await world.editor.addWorkflow(fourOperations(world.credentials));
		await editor.openWorkflow(workflow.id);
		for (const [name, { labels, pickers, options }] of Object.entries(OPERATIONS)) {
			await editor.openNode(name);
			assert.deepEqual(await editor.labels(), labels);
			for (const field of pickers) {
				for (const { mode, isCut } of await editor.modesOf(field)) {
					assert.ok(!isCut, `${name}, ${field}: ${mode}`);
				}
			}
			for (const field of options) {
				await assertReadable(field);
			}
		}
	});

	test('pickers list rooms, folders and guests by name', async () => {
		await editor.openNode('Collect room files');
		const rooms = await editor.openList('room');
		assert.ok(rooms.includes(client.client), rooms.join());
		await editor.choose(client.client);

		await editor.openNode('Ensure folder');
		assert.match(await editor.fields().innerText(), /Type a part of a name, or a room and a slash/);
		const folders = await editor.openList('parentFolder', 'Archive/');
		assert.deepEqual(folders, ['Archive/Closed deals']);
		await editor.page.keyboard.press('Escape');
		const found = await editor.openList('parentFolder', 'closed deals');
		assert.deepEqual(found, ['Archive/Closed deals']);
		await editor.choose('Archive/Closed deals');

		await editor.openNode('Delete guest');
		const guest = `${client.guest} (${client.email})`;
		assert.deepEqual(await editor.openList('guest', client.guest), [guest]);
		await editor.choose(guest);
		await editor.openList('roomToBeEmpty', client.client);
		await editor.choose(client.client);
	});

	test('the link of a section is understood where it is pasted', async () => {
		const [, , ensure] = fourOperations(world.credentials).nodes;
		const parentFolder = { __rl: true, mode: 'url', value: '' };
		const node = { ...ensure, parameters: { ...ensure.parameters, parentFolder } };
		const { id } = await world.editor.addWorkflow({
			name: 'A link',
			nodes: [node],
			connections: {},
		});
		const other = await openEditor(browser, world);
		await other.openWorkflow(id);
		await other.openNode(node.name);
		const link = `${world.sandbox.url}/rooms/archived/filter?page=1`;
		assert.match(
			await other.pasteAndExecute('parentFolder', link),
			/names the Archive section of DocSpace, which only takes whole rooms/,
		);
		await other.page.close();
	});

	test('the button runs it, and Move Files puts out a table', async () => {
		await editor.execute();
		await editor.openNode('Move files');
		assert.deepEqual(await editor.showTable(), [
			'complete',
			'requested',
			'movedCount',
			'renamedCount',
			'skippedCount',
			'failedCount',
			'unknownCount',
			'stillSharedCount',
			'failed',
			'unknown',
			'skipped',
			'renamed',
			'stillShared',
			'destinationId',
			'destinationUrl',
		]);
		const row = await editor.output().locator('table tbody').first().innerText();
		assert.match(row, /^true\s/);
		assert.match(row, /Contract \(1\)\.docx/);
	});

	test('the credential is green, with its fields and where a key comes from', async () => {
		const dialog = await editor.openCredential();
		const text = await dialog.innerText();
		for (const words of ['Portal Address', 'API Key or Access Token', 'Developer tools']) {
			assert.ok(text.includes(words), words);
		}
	});

	test('the newer operations show theirs, and what each resource can do is said in full', async () => {
		const panels = Object.entries(PANELS);
		const { id } = await world.editor.addWorkflow({
			name: 'Panels',
			nodes: panels.map(([name, { parameters }], index) => ({
				id: name,
				name,
				...docSpaceNode(parameters, { docSpaceApi: world.credentials.docSpaceApi }),
				position: [index * 224, 0],
			})),
			connections: {},
		});
		await editor.openWorkflow(id);
		for (const [name, { labels, options }] of panels) {
			await editor.openNode(name);
			assert.deepEqual(await editor.labels(), ['Resource', 'Operation', ...labels]);
			for (const field of ['operation', ...options]) await assertReadable(field);
		}
	});

	test('the console said nothing of errors', () => {
		assert.deepEqual(editor.problems, []);
	});
}
