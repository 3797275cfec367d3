import assert from 'node:assert/strict';
import { test } from 'node:test';

import { signIn } from '../editor.mjs';
import { PACKAGE_NAME } from '../package.mjs';

/** Taking the package out again. Runs last: the node is gone afterwards. */
export function removalSuite(world) {
	test('after its folder is removed and n8n restarted, nothing of it is left', async () => {
		const { instance, owner } = world;
		await instance.stop();
		instance.removePackage();
		await instance.start();
		const editor = await signIn(instance.url, owner);
		for (const list of ['nodes', 'credentials']) {
			const types = await editor.load(`/types/${list}.json`);
			assert.ok(types.length > 300);
			assert.deepEqual(
				types.map(({ name }) => name).filter((name) => /docspace/i.test(name)),
				[],
			);
		}
		await assert.rejects(
			editor.load(`/schemas/${PACKAGE_NAME}.docSpace/1.0.0/room/collectFiles.json`),
			/404/,
		);
		assert.deepEqual(await editor.get('community-packages'), []);
	});
}
