// Takes the pictures of README.md and docs/ in a real n8n, so that they show what there is.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { startBrowser } from './browser.mjs';
import { addClientRoom, fourOperations, oneBox } from './clientRoom.mjs';
import { openEditor } from './editorPage.mjs';
import { FIRST_FLOW } from './firstFlow.mjs';
import { exitOnSignals } from './processes.mjs';
import { openSandboxPage } from './sandboxPage.mjs';
import { sampleWorkflows, withCredentials } from './workflows.mjs';
import { startWorld } from './world.mjs';

const FOLDER = fileURLToPath(new URL('../../docs/pictures/', import.meta.url));
const MARGIN = 16;

exitOnSignals();
mkdirSync(FOLDER, { recursive: true });
const world = await startWorld({ name: 'n8n-2', say: console.log });
try {
	const browser = await startBrowser(console.log);
	try {
		await takeCanvas(browser);
		await takeAtWork(browser);
		const room = await addClientRoom(world.sandbox);
		await takeOneBox(browser, room);
		await takeNodes(browser, room);
		await takeFirstFlow(browser);
	} finally {
		await browser.close();
	}
} finally {
	await world.stop();
}

/** The sample workflow as a whole, readable when it is enlarged. */
async function takeCanvas(browser) {
	const [sample] = sampleWorkflows();
	const { id } = await world.editor.addWorkflow(withCredentials(sample, world.credentials));
	const editor = await openEditor(browser, world, { width: 2600, height: 1240 });
	await editor.openWorkflow(id);
	await save(editor, 'workflow', { clip: await canvasClip(editor) });
	await editor.page.close();
}

/** The four operations filled in, their pickers, the credential, and the output. */
async function takeNodes(browser, { client, guest }) {
	const workflow = await world.editor.addWorkflow(fourOperations(world.credentials));
	const editor = await openEditor(browser, world, { width: 1360, height: 860, scale: 1.5 });
	await editor.openWorkflow(workflow.id);

	await editor.openNode('Collect room files');
	await editor.openList('room');
	await save(editor, 'room-picker', { clip: await fieldsClip(editor) });
	await editor.choose(client);
	await save(editor, 'collect-room-files', { clip: await fieldsClip(editor) });

	await editor.openNode('Ensure folder');
	await editor.openList('parentFolder', 'Archive/');
	await save(editor, 'folder-picker', { clip: await fieldsClip(editor) });
	await editor.choose('Archive/Closed deals');
	await save(editor, 'ensure-folder', { clip: await fieldsClip(editor) });

	await editor.openNode('Delete guest');
	await editor.openList('guest');
	await editor.choose(guest);
	await editor.openList('roomToBeEmpty', client);
	await editor.choose(client);
	await save(editor, 'delete-guest', { clip: await fieldsClip(editor) });
	await editor.openOptions('level');
	await save(editor, 'remove-from', { clip: await fieldsClip(editor) });
	await editor.page.keyboard.press('Escape');

	await editor.execute();
	await save(editor, 'execution', { clip: await canvasClip(editor) });
	await editor.openNode('Move files');
	await save(editor, 'move-files', { clip: await fieldsClip(editor) });
	await takeCredential(editor);

	// Wide enough for all columns.
	await editor.page.setViewportSize({ width: 3200, height: 860 });
	await editor.openNode('Move files');
	await editor.showTable();
	const { left, top, right } = await edges(editor.output());
	const { bottom } = await edges(editor.output().locator('table').first());
	await save(editor, 'move-files-output', {
		clip: toClip({ left, top, right, bottom: bottom + MARGIN }),
	});
	await editor.page.close();
}

/** The trigger, and the whole job in one node, filled in. */
async function takeOneBox(browser, { client, guest }) {
	const workflow = await world.editor.addWorkflow(oneBox(world.credentials));
	const editor = await openEditor(browser, world, { width: 1360, height: 1500, scale: 1.5 });
	await editor.openWorkflow(workflow.id);
	await editor.openNode('Start');
	await save(editor, 'trigger', { clip: await fieldsClip(editor) });
	await editor.openNode('Archive client room');
	await editor.openList('room', client);
	await editor.choose(client);
	await editor.openList('archiveFolder', 'Archive/');
	await editor.choose('Archive/Closed deals');
	await editor.openList('guest');
	await editor.choose(guest);
	await save(editor, 'archive-client-room', { clip: await fieldsClip(editor) });
	await editor.page.close();
}

/** A strip of three: the client's room before, the sample's execution, and the archive after. */
async function takeAtWork(browser) {
	const { clientRoomId, archiveFolderId, guestEmail } = world.sandbox;
	const titles = ['Archive', 'Contoso_ Website Relaunch'];
	const rooms = await openSandboxPage(browser, world.sandbox);
	const before = await rooms.picture(titles);

	const [sample] = sampleWorkflows();
	const [{ json }] = sample.pinData['Deal webhook'];
	const deal = {
		...json.body,
		clientRoomId,
		archiveRootFolderId: archiveFolderId,
		clientName: 'Contoso',
		guestEmail,
	};
	const pinData = { 'Deal webhook': [{ json: { ...json, body: deal } }] };
	const { id } = await world.editor.addWorkflow({
		...withCredentials(sample, world.credentials),
		pinData,
	});
	const editor = await openEditor(browser, world, { width: 2600, height: 1240 });
	await editor.openWorkflow(id);
	await editor.execute();
	const all = await canvasClip(editor);
	const { left: x } = await edges(editor.node('Collect room files'));
	const execution = await editor.page.screenshot({
		clip: { ...all, x: x - 4 * MARGIN, width: all.x + all.width - x + 4 * MARGIN },
	});
	await editor.page.close();

	const strip = await browser.newPage({ viewport: { width: 1800, height: 900 } });
	await strip.setContent(
		stripOf({
			'Before: the client’s room': before,
			'The deal closes': execution,
			'After: the archive': await rooms.picture(titles),
		}),
	);
	await strip.locator('main').screenshot({ path: join(FOLDER, 'at-work.png') });
	console.log('docs/pictures/at-work.png');
	await strip.close();
	await rooms.close();
}

/** A page that shows pictures side by side, each below its title. */
function stripOf(pictures) {
	const figures = Object.entries(pictures).map(
		([title, picture]) => `<figure><figcaption>${title}</figcaption>
			<img src="data:image/png;base64,${picture.toString('base64')}"></figure>`,
	);
	return `<style>
		main { display: inline-flex; gap: 24px; padding: 16px; background: #fff; font: 600 24px sans-serif; }
		figure { margin: 0; } figcaption { margin-bottom: 12px; }
		img { height: 560px; border: 1px solid #ddd; border-radius: 8px; }
	</style><main>${figures.join('')}</main>`;
}

/** The steps of docs/first-flow.md, and what the portal shows after them. */
async function takeFirstFlow(browser) {
	const { client } = await addClientRoom(world.sandbox, 'Fabrikam');
	await world.editor.removeCredentials();
	const editor = await openEditor(browser, world, { width: 1440, height: 1000 });
	for (const { picture, follow } of FIRST_FLOW) {
		await follow(editor, { sandbox: world.sandbox, client, clientName: client });
		if (picture !== undefined) await save(editor, `first-flow-${picture}`);
	}
	await editor.page.close();
	const rooms = await openSandboxPage(browser, world.sandbox);
	await rooms.picture(['Archive', client], join(FOLDER, 'first-flow-archive.png'));
	console.log('docs/pictures/first-flow-archive.png');
	await rooms.close();
}

/** All nodes and notes on the canvas, with the names below. */
async function canvasClip(editor) {
	const boxesOf = async (selector) =>
		await editor.page
			.locator(selector)
			.filter({ visible: true })
			.evaluateAll((elements) =>
				elements.map((element) => element.getBoundingClientRect().toJSON()),
			);
	const nodes = await boxesOf('.vue-flow__node');
	const parts = await boxesOf('.vue-flow__node *');
	return toClip({
		// A node's name may be wider than the node, and a trigger has a mark before it.
		left: Math.min(...nodes.map(({ left }) => left)) - 4 * MARGIN,
		top: Math.min(...nodes.map(({ top }) => top)) - MARGIN,
		right: Math.max(...parts.map(({ right }) => right)) + MARGIN,
		bottom: Math.max(...parts.map(({ bottom }) => bottom)) + MARGIN,
	});
}

async function takeCredential(editor) {
	const dialog = await editor.openCredential();
	await save(editor, 'credential', { clip: toClip(await edges(dialog)) });
	await editor.page.keyboard.press('Escape');
	await dialog.waitFor({ state: 'hidden' });
}

/** The middle of an opened node: its tabs, its fields, and a list that hangs from one of them. */
async function fieldsClip(editor) {
	await editor.page.mouse.move(0, 0);
	await editor.settle();
	const panel = editor.fields().locator('xpath=ancestor::*[.//*[@data-test-id="tab-params"]][1]');
	const { left, top, right } = await edges(panel);
	const parts = editor.page.locator(
		'[data-test-id=node-parameters] [data-test-id=parameter-item], [data-test-id=rlc-item], [data-test-id=parameter-input-item]',
	);
	const shown = await Promise.all((await parts.filter({ visible: true }).all()).map(edges));
	return toClip({
		left,
		top,
		right: Math.max(right, ...shown.map((part) => part.right + MARGIN / 2)),
		bottom: Math.max(...shown.map((part) => part.bottom)) + MARGIN,
	});
}

async function edges(locator) {
	const { x, y, width, height } = await locator.boundingBox();
	return { left: x, top: y, right: x + width, bottom: y + height };
}

function toClip({ left, top, right, bottom }) {
	return { x: left, y: top, width: right - left, height: bottom - top };
}

async function save(editor, name, options) {
	const path = join(FOLDER, `${name}.png`);
	await editor.page.screenshot({ path, ...options });
	console.log(`docs/pictures/${name}.png`);
}
