import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { startBrowser } from '../browser.mjs';
import { addClientRoom } from '../clientRoom.mjs';
import { openEditor } from '../editorPage.mjs';
import { FIRST_FLOW } from '../firstFlow.mjs';

const CLIENT = 'Fabrikam';

/** A builder's first flow as docs/first-flow.md tells it, from an empty canvas to an archived room. Takes the world's credentials. */
export function firstFlowSuite(world) {
	let browser, editor, client;

	before(async () => {
		client = await addClientRoom(world.sandbox, CLIENT);
		// A newcomer has none.
		await world.editor.removeCredentials();
		browser = await startBrowser(console.log);
		editor = await openEditor(browser, world);
	});
	after(async () => {
		await browser?.close();
	});

	for (const { step, follow } of FIRST_FLOW) {
		test(step, async () => {
			await follow(editor, { sandbox: world.sandbox, client: CLIENT, clientName: CLIENT });
		});
	}

	test('the output says that all is done', async () => {
		const at = (await editor.showTable()).indexOf('complete');
		const cells = editor.output().locator('table tbody tr').first().locator('td');
		assert.equal(await cells.nth(at).innerText(), 'true');
	});

	test('the files are in the archive, the room is archived, and the guest is out of it', async () => {
		const { rooms, people } = (await world.sandbox.control.get('summary')).data;
		const archive = rooms.find(({ title }) => title === 'Archive');
		const closed = archive.folders.find(({ title }) => title === 'Closed deals');
		const folder = closed.folders.find(({ title }) => title === CLIENT);
		assert.equal(folder.filesCount, 4);
		const room = rooms.find(({ title }) => title === CLIENT);
		assert.equal(room.archived, true);
		assert.equal(room.filesCount, 0);
		const guest = people.find(({ email }) => email === client.email);
		assert.deepEqual(guest.rooms, []);
	});

	test('the console said nothing of errors', () => {
		assert.deepEqual(editor.problems, []);
	});
}
