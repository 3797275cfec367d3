import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { startBrowser } from '../browser.mjs';
import { openEditor } from '../editorPage.mjs';

/** How a user finds the node, its operations and its events, in a browser. */
export function panelSuite(world) {
	let browser, editor, room;

	before(async () => {
		browser = await startBrowser(console.log);
		editor = await openEditor(browser, world);
		await editor.openEmptyWorkflow();
	});
	after(async () => {
		await browser?.close();
	});

	test('the trigger’s events stand in the panel one by one', async () => {
		assert.deepEqual(await editor.searchNodes('onlyoffice'), ['DocSpace']);
		// n8n shows one node for both, with the trigger's description.
		assert.match(await editor.foundDescription(), /^Move files .* or start when something happens/);
		const events = await editor.openActions();
		for (const event of [
			'On any event',
			'On room archived',
			'On file uploaded',
			'On user invited',
		]) {
			assert.ok(events.includes(event), `${event}: ${events.join()}`);
		}
		assert.equal(events.at(-1), 'On another event of my portal');
	});

	test('any other event is chosen from the portal’s own list', async () => {
		await editor.addByAction('On another event of my portal');
		assert.deepEqual(await editor.labels(), [
			'Events',
			'Event Names or IDs',
			'Only in Room',
			'Include Details',
		]);
		await editor.page.getByTestId('parameter-input-otherEvents').click();
		await editor.page.getByText('Files: file.downloaded').click();
		await editor.closeOptions();
		[room] = await editor.openList('room');
		await editor.choose(room);
	});

	test('the documentation opens at an address that n8n may add to', async () => {
		const { hash, search } = new URL(await editor.documentation());
		assert.equal(hash, '');
		assert.match(search, /utm_source/);
	});

	for (const text of [
		'docspace',
		'doc space',
		'move files',
		'ensure folder',
		'delete guest',
		'client room',
	]) {
		test(`“${text}” finds the node`, async () => {
			await editor.closeNode();
			const [first] = await editor.searchNodes(text);
			assert.equal(first, 'DocSpace');
		});
	}

	test('archiving a room and putting a client’s files away read apart', async () => {
		const actions = await editor.openActions();
		assert.ok(actions.includes('Archive room'), actions.join());
		await editor.addByAction('Move client files to archive, end guest access');
	});

	test('the whole job in one node asks only what everybody has to answer', async () => {
		const always = ['Room', 'Archive In', 'Client Name', 'Whose Access Ends'];
		const last = ['Archive Room Afterwards', 'Dry Run', 'Options'];
		assert.deepEqual(await editor.labels(), [
			'Resource',
			'Operation',
			...always,
			'Remove From',
			...last,
		]);
		await editor.openOptions('whoseAccess');
		await editor.chooseOption('Nobody');
		assert.deepEqual(await editor.labels(), ['Resource', 'Operation', ...always, ...last]);
	});

	test('below a node stands what was chosen in it', async () => {
		const action = 'Move client files to archive, end guest access';
		await editor.closeNode();
		assert.equal(await editor.subtitleOf('DocSpace Trigger'), `file.downloaded in ${room}`);
		assert.equal(await editor.subtitleOf(action), action);
		await editor.openNode(action);
		await editor.openList('room');
		await editor.choose(room);
		await editor.closeNode();
		assert.equal(await editor.subtitleOf(action), room);
	});

	test('credentials are found by the name of the maker', async () => {
		assert.deepEqual(await editor.searchCredentialTypes('onlyoffice'), [
			'ONLYOFFICE DocSpace API',
			'ONLYOFFICE DocSpace OAuth2 API',
			'ONLYOFFICE DocSpace Password API',
		]);
	});
}
