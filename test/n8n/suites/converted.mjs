import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { addDeal, call, foldersIn, readState } from '../deals.mjs';
import { run } from '../processes.mjs';

const PATH = 'converted';
const PROJECT = fileURLToPath(new URL('../../..', import.meta.url));

/** A workflow as somebody has it who uses the official node. */
function officialWorkflow() {
	const docSpace = (name, at, parameters) => ({
		id: name,
		name,
		type: '@onlyoffice/n8n-nodes-docspace.onlyofficeDocspace',
		typeVersion: 1,
		position: [at, 0],
		parameters,
		credentials: { onlyofficeDocspaceApiKeyApi: { id: 'theirs', name: 'DocSpace' } },
	});
	const nodes = [
		{
			id: 'webhook',
			name: 'Webhook',
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2,
			position: [0, 0],
			parameters: { path: PATH, httpMethod: 'POST', responseMode: 'lastNode' },
		},
		docSpace('Create folder', 200, {
			resource: 'folder',
			operation: 'createFolder',
			parentId: '={{ $json.body.clientRoomId }}',
			title: 'Offers',
		}),
		docSpace('Get folder', 400, {
			resource: 'folder',
			operation: 'getFolderInfo',
			folderId: '={{ $json.id }}',
		}),
	];
	const connections = Object.fromEntries(
		nodes
			.slice(1)
			.map(({ name }, at) => [
				nodes[at].name,
				{ main: [[{ node: name, type: 'main', index: 0 }]] },
			]),
	);
	return { name: 'From the official node', nodes, connections };
}

/** A workflow of the official node’s, converted by the command and imported as it is. */
export function convertedSuite(world) {
	let workflow;

	before(async () => {
		const folder = mkdtempSync(join(tmpdir(), 'converted-'));
		try {
			const [file, out] = ['workflow.json', 'new.json'].map((name) => join(folder, name));
			writeFileSync(file, JSON.stringify(officialWorkflow()));
			const command = ['npm', 'run', 'convert', '--', file, '--out', out];
			await run('Converting', command, { cwd: PROJECT, log: join(folder, 'log') });
			workflow = await world.editor.addWorkflow(JSON.parse(readFileSync(out, 'utf8')));
			await world.editor.publish(workflow);
		} finally {
			rmSync(folder, { recursive: true });
		}
	});

	test('n8n finds our credential by the name that the other had', () => {
		const ours = workflow.nodes.filter(({ type }) => type === 'n8n-nodes-docspace.docSpace');
		const ids = ours.map(({ credentials }) => credentials.docSpaceApi.id);
		assert.deepEqual(ids, Array(2).fill(world.credentials.docSpaceApi.id));
	});

	test('it runs, and a second call does not make the folder twice', async () => {
		const { roomId, body } = await addDeal(world.sandbox);
		const [first, second] = [
			await call(world.editor.webhook(PATH), body),
			await call(world.editor.webhook(PATH), body),
		];
		const [folder, ...more] = foldersIn(await readState(world.sandbox), roomId, 'Offers');
		assert.deepEqual(more, []);
		for (const { data } of [first, second]) {
			assert.equal(data.id, folder.id);
			// The whole answer of the portal, as the official node puts it out.
			assert.equal(data.parentId, roomId);
			assert.equal(data.filesCount, 0);
		}
	});
}
