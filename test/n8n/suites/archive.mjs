import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import {
	addArchive,
	addDeal,
	call,
	filesIn,
	foldersIn,
	guestIsIn,
	mark,
	placesOf,
	readJournal,
	readState,
	sorted,
} from '../deals.mjs';
import { waitFor } from '../processes.mjs';
import { changeNodes, sampleWorkflow, withCredentials } from '../workflows.mjs';

const PATH = 'deal-closed';

/** The sample workflow, imported and published, called as a CRM calls it; the portal's state is the proof. */
export function archiveSuite(world) {
	let workflow;
	let errorWorkflow;

	before(async () => {
		const { editor } = world;
		errorWorkflow = await editor.addWorkflow({
			name: 'A workflow failed',
			nodes: [
				{
					id: 'failed',
					name: 'Failed',
					type: 'n8n-nodes-base.errorTrigger',
					typeVersion: 1,
					position: [0, 0],
					parameters: {},
				},
			],
			connections: {},
		});
		// n8n 1 starts it as it is, and has nothing to publish in it.
		if (!(await editor.version()).startsWith('1.')) await editor.publish(errorWorkflow);
		workflow = await publishSample();
	});

	/** The sample with credentials, published under a path of its own or the one in its file. */
	async function publishSample(path = PATH, change = (node) => node) {
		const { editor, credentials } = world;
		const sample = sampleWorkflow('archive-client-room-on-deal-closed');
		const changed = changeNodes(withCredentials(sample, credentials), (node) => {
			const { parameters } = node;
			return change(parameters.path ? { ...node, parameters: { ...parameters, path } } : node);
		});
		const settings = { ...sample.settings, errorWorkflow: errorWorkflow.id };
		const added = await editor.addWorkflow({ ...changed, settings });
		await editor.publish(added);
		return added;
	}

	const close = async (deal) => await call(world.editor.webhook(PATH), deal.body);

	/** How the newest execution of the sample ended, once it has. */
	const endOf = async (sample) => (await world.editor.lastExecution(sample)).status;

	/** What n8n itself tells the caller of a workflow that fails before it has answered. */
	async function assertUnanswered({ status, data }) {
		const isFirst = (await world.editor.version()).startsWith('1.');
		const expected = isFirst ? [200, ''] : [500, { message: 'Error in workflow' }];
		assert.deepEqual([status, data], expected);
	}

	/** The number of times that the error workflow has run. */
	const alarms = async () => (await world.editor.executions(errorWorkflow)).length;

	/** The folder of a deal's client, of which there must be one. */
	function clientFolder(state, { archiveId, body }) {
		const folders = foldersIn(state, archiveId, body.clientName);
		assert.equal(folders.length, 1, `${folders.length} folders for ${body.clientName}`);
		return folders[0];
	}

	test('a closed deal’s files are archived, the guest’s access is ended, the CRM gets a report', async () => {
		const deal = await addDeal(world.sandbox);
		const { status, data } = await close(deal);
		assert.equal(await endOf(workflow), 'success');
		assert.equal(await alarms(), 0);
		const state = await readState(world.sandbox);
		const { id, title } = clientFolder(state, deal);
		assert.deepEqual(filesIn(state, id), sorted(deal.fileIds));
		assert.equal(guestIsIn(state, deal), false);
		assert.equal(status, 200);
		const url = `${world.sandbox.url}/rooms/shared/${id}/filter?folder=${id}`;
		assert.deepEqual(data, {
			ok: true,
			dealId: deal.body.dealId,
			archiveFolder: { id, title, url },
			found: 6,
			moved: 6,
			renamed: 0,
			guest: { email: deal.body.guestEmail, deleted: true, alreadyGone: false },
		});
	});

	test('the demo’s client room is archived, namesakes and all', async () => {
		const { clientRoomId, archiveFolderId, guestEmail, guestId } = world.sandbox;
		const before = await readState(world.sandbox);
		const folders = before.folders.filter(({ parentId }) => parentId === clientRoomId);
		assert.ok(folders.length > 0);
		const body = {
			dealId: 'D-1042',
			status: 'Closed',
			clientRoomId,
			archiveRootFolderId: archiveFolderId,
			clientName: 'Contoso: Website Relaunch',
			guestEmail,
		};
		const { status, data } = await call(world.editor.webhook(PATH), body);
		assert.equal(status, 200);
		assert.equal(data.found, 9);
		assert.equal(data.moved, 9);
		assert.equal(data.renamed, 2);
		const state = await readState(world.sandbox);
		// DocSpace does not keep a colon.
		const [folder] = foldersIn(state, archiveFolderId, 'Contoso_ Website Relaunch');
		assert.equal(filesIn(state, folder.id).length, 9);
		assert.equal(guestIsIn(state, { roomId: clientRoomId, guestId }), false);
	});

	test('a caller without the header is turned away', async () => {
		const since = await mark(world.sandbox);
		const response = await fetch(world.editor.webhook(PATH), { method: 'POST' });
		assert.equal(response.status, 403);
		assert.deepEqual(await readJournal(world.sandbox, since), []);
	});

	test('the same call again, after the first, changes nothing and succeeds', async () => {
		const deal = await addDeal(world.sandbox);
		assert.equal((await close(deal)).status, 200);
		const since = await mark(world.sandbox);
		const { status, data } = await close(deal);
		assert.equal(status, 200);
		assert.equal(data.ok, true);
		assert.equal(data.found, 0);
		assert.equal(data.moved, 0);
		assert.deepEqual(data.guest, {
			email: deal.body.guestEmail,
			deleted: false,
			alreadyGone: true,
		});
		assert.deepEqual(await readJournal(world.sandbox, since), []);
	});

	test('the same call again, during the first, changes nothing more and succeeds', async () => {
		const { control } = world.sandbox;
		await control.put('settings', { msPerFile: 300 });
		try {
			const deal = await addDeal(world.sandbox, { files: 12 });
			const since = await mark(world.sandbox);
			const first = close(deal);
			await waitFor('the first files are moved', async () => {
				const places = placesOf(await readState(world.sandbox), deal.fileIds);
				return places.includes(deal.roomId) && new Set(places).size > 2 ? true : undefined;
			});
			const answers = await Promise.all([first, close(deal)]);
			assert.deepEqual(
				answers.map(({ status, data }) => [status, data.ok]),
				[
					[200, true],
					[200, true],
				],
				JSON.stringify(answers),
			);
			const state = await readState(world.sandbox);
			const { id } = clientFolder(state, deal);
			assert.deepEqual(filesIn(state, id), sorted(deal.fileIds));
			assert.equal(guestIsIn(state, deal), false);
			assertMovedOnce(await readJournal(world.sandbox, since), deal.fileIds);
		} finally {
			await control.put('settings', { msPerFile: 50 });
		}
	});

	test('20 deals close at once, five of them for one client', async () => {
		const { id: archiveId } = await addArchive(world.sandbox);
		const deals = [];
		for (let number = 0; number < 20; number++) {
			const client = number < 5 ? 'Fabrikam Inc' : undefined;
			deals.push(await addDeal(world.sandbox, { client, files: 10, archiveId }));
		}
		const since = await mark(world.sandbox);
		const answers = await Promise.all(deals.map(close));
		assert.deepEqual(
			answers.filter(({ status }) => status !== 200),
			[],
		);
		const state = await readState(world.sandbox);
		for (const deal of deals) {
			const { id } = clientFolder(state, deal);
			assert.deepEqual([...new Set(placesOf(state, deal.fileIds))], [id]);
			assert.equal(guestIsIn(state, deal), false);
		}
		assert.equal(filesIn(state, clientFolder(state, deals[0]).id).length, 50);
		assert.equal(state.folders.filter(({ parentId }) => parentId === archiveId).length, 16);
		assertMovedOnce(
			await readJournal(world.sandbox, since),
			deals.flatMap(({ fileIds }) => fileIds),
		);
	});

	test('a locked file is named, the others are archived, the guest stays', async () => {
		const { control, memberId } = world.sandbox;
		const deal = await addDeal(world.sandbox);
		const [locked, ...others] = deal.fileIds;
		await control.post('acts', { do: 'lockFile', id: locked, by: memberId });
		const before = await alarms();
		const { status, data } = await close(deal);
		assert.equal(status, 409);
		assert.equal(data.ok, false);
		assert.equal(await endOf(workflow), 'error');
		await waitFor('the error workflow starts', async () =>
			(await alarms()) > before ? true : undefined,
		);
		assert.equal(data.moved, others.length);
		assert.deepEqual(
			data.left.map(({ id, title }) => ({ id, title })),
			[{ id: locked, title: deal.titles[0] }],
		);
		assert.match(data.left[0].reason, /lock/i);
		const state = await readState(world.sandbox);
		assert.deepEqual(filesIn(state, clientFolder(state, deal).id), sorted(others));
		assert.deepEqual(placesOf(state, [locked]), [deal.roomId]);
		assert.equal(guestIsIn(state, deal), true);

		await control.post('acts', { do: 'unlockFile', id: locked });
		assert.equal((await close(deal)).status, 200);
		const after = await readState(world.sandbox);
		assert.deepEqual(filesIn(after, clientFolder(after, deal).id), sorted(deal.fileIds));
		assert.equal(guestIsIn(after, deal), false);
	});

	test('an unknown room is answered, and fails the execution', async () => {
		const deal = await addDeal(world.sandbox);
		const { status, data } = await call(world.editor.webhook(PATH), {
			...deal.body,
			clientRoomId: 999999,
		});
		assert.equal(status, 500);
		assert.match(data.message, /was not found/);
		assert.equal(await endOf(workflow), 'error');
	});

	test('a DocSpace credential that is wrong fails the execution, whatever On Error says', async () => {
		const { editor, sandbox } = world;
		const wrong = await editor.addCredential('docSpaceApi', 'Wrong key', {
			portalUrl: sandbox.url,
			apiKey: `sk-${'0'.repeat(64)}`,
		});
		for (const name of ['Collect room files', 'Move files']) {
			const path = `wrong-key-${name.replaceAll(' ', '-')}`;
			const sample = await publishSample(path, (node) =>
				node.name === name ? { ...node, credentials: { docSpaceApi: wrong } } : node,
			);
			const deal = await addDeal(sandbox);
			await assertUnanswered(await call(editor.webhook(path), deal.body));
			const { status, data: stored } = await editor.lastExecution(sample);
			assert.equal(status, 'error');
			assert.match(stored, /did not accept the API key/);
			assert.equal(guestIsIn(await readState(sandbox), deal), true);
		}
	});

	test('a DocSpace credential that was forgotten never ends green', async (t) => {
		const { editor, sandbox } = world;
		const path = 'no-credential';
		const sample = await publishSample(path, (node) =>
			node.name === 'Ensure folder' ? { ...node, credentials: undefined } : node,
		).catch((error) => error);
		if (sample instanceof Error) {
			assert.match(sample.message, /credential/i);
			t.diagnostic('n8n does not let such a workflow be published');
			return;
		}
		const deal = await addDeal(sandbox);
		await assertUnanswered(await call(editor.webhook(path), deal.body));
		assert.equal(await endOf(sample), 'error');
		assert.equal(guestIsIn(await readState(sandbox), deal), true);
	});
}

/** Every file was moved exactly once, and nothing else. */
export function assertMovedOnce(journal, fileIds) {
	const moved = journal.filter(({ what }) => what === 'file.moved').map(({ id }) => id);
	assert.deepEqual(sorted(moved), sorted(fileIds));
}
