import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import { PACKAGE_NAME } from '../package.mjs';

const ROOMS = 130;

/** The lists of rooms, folders, guests and people, through n8n's own endpoint. */
export function pickerSuite(world) {
	async function pick(methodName, { filter, paginationToken } = {}) {
		return await world.editor.post('dynamic-node-parameters/resource-locator-results', {
			nodeTypeAndVersion: { name: `${PACKAGE_NAME}.docSpace`, version: 1 },
			path: 'parameters.room',
			methodName,
			filter,
			paginationToken,
			currentNodeParameters: { authentication: 'apiKey' },
			credentials: { docSpaceApi: world.credentials.docSpaceApi },
			projectId: await world.editor.projectId(),
		});
	}

	const namesIn = ({ results }) => results.map(({ name }) => name);

	before(async () => {
		const { control, ownerId } = world.sandbox;
		for (let number = 0; number < ROOMS; number++) {
			await control.post('rooms', { title: `Picked ${number}`, type: 'custom', owner: ownerId });
			await control.post('users', {
				displayName: `Picked ${number}`,
				email: `picked${number}@client.example`,
				type: 'Guest',
				invitedBy: ownerId,
			});
		}
	});

	for (const [method, things] of [
		['searchRooms', 'rooms'],
		['searchGuests', 'guests'],
		['searchUsers', 'people'],
		['searchPeopleAndGroups', 'people and groups'],
	]) {
		test(`${things} come in pages, and filtered`, async () => {
			const first = await pick(method);
			assert.equal(first.results.length, 100);
			const second = await pick(method, { paginationToken: first.paginationToken });
			assert.equal(second.paginationToken, undefined);
			const found = [...first.results, ...second.results];
			assert.equal(new Set(found.map(({ value }) => value)).size, found.length);
			assert.equal(found.filter(({ name }) => name.startsWith('Picked')).length, ROOMS);
			const [only, ...others] = namesIn(await pick(method, { filter: 'Picked 77' }));
			assert.match(only, /^Picked 77/);
			assert.deepEqual(others, []);
		});
	}

	test('folders are found below My documents and rooms', async () => {
		assert.ok(namesIn(await pick('searchFolders')).includes('My documents'));
		assert.deepEqual(namesIn(await pick('searchFolders', { filter: 'Archive/Closed' })), [
			'Archive/Closed deals',
		]);
	});
}
