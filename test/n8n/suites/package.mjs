import assert from 'node:assert/strict';
import { test } from 'node:test';

import { PACKAGE_NAME } from '../package.mjs';

const NODE = `${PACKAGE_NAME}.docSpace`;

/** The package is what n8n expects of one. */
export function packageSuite(world) {
	test('the tarball loads without a word of complaint', () => {
		// n8n logs nothing about a package that is well, and names one that is not.
		const lines = world.instance.log().split('\n');
		assert.deepEqual(
			lines.filter((line) => /docspace/i.test(line)),
			[],
		);
	});

	test('the editor is offered the nodes, the variant as a tool, and the credentials', async () => {
		const nodes = await world.editor.load('/types/nodes.json');
		const names = nodes.map(({ name }) => name).filter((name) => name.startsWith(PACKAGE_NAME));
		assert.deepEqual(names.sort(), [NODE, `${NODE}Tool`, `${NODE}Trigger`]);
		const credentials = await world.editor.load('/types/credentials.json');
		const types = credentials.map(({ name }) => name).filter((name) => /docspace/i.test(name));
		assert.deepEqual(types.sort(), ['docSpaceApi', 'docSpaceOAuth2Api', 'docSpacePasswordApi']);
	});

	test('what was put there by hand is not listed under Community nodes', async () => {
		assert.deepEqual(await world.editor.get('community-packages'), []);
	});

	test('the editor gets the node’s icons', async () => {
		const nodes = await world.editor.load('/types/nodes.json');
		const { iconUrl } = nodes.find(({ name }) => name === NODE);
		for (const path of Object.values(iconUrl)) {
			assert.match(await world.editor.load(`/${path}`), /<svg/);
		}
	});

	for (const operation of ['room/collectFiles', 'folder/ensure', 'file/move', 'guest/delete']) {
		test(`the editor can show what ${operation} puts out before it has run`, async () => {
			const { type, properties } = await world.editor.load(
				`/schemas/${NODE}/1.0.0/${operation}.json`,
			);
			assert.equal(type, 'object');
			assert.ok(Object.keys(properties).length > 2);
		});
	}
}
