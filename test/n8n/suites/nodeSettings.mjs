import assert from 'node:assert/strict';
import { test } from 'node:test';

import { addDeal, call, filesIn, guestIsIn, placesOf, readState, sorted } from '../deals.mjs';
import { oneNodeWorkflow } from '../oneNode.mjs';
import { waitFor } from '../processes.mjs';

const MOVE = {
	resource: 'file',
	operation: 'move',
	files: '={{ $json.files }}',
	destinationFolder: { __rl: true, mode: 'id', value: '={{ $json.destination }}' },
};
const COLLECT = {
	resource: 'room',
	operation: 'collectFiles',
	room: { __rl: true, mode: 'id', value: '={{ $json.room }}' },
};
const DELETE_GUEST = {
	resource: 'guest',
	operation: 'delete',
	guest: { __rl: true, mode: 'email', value: '={{ $json.guest }}' },
	onlyIfRoomIsEmpty: true,
	roomToBeEmpty: { __rl: true, mode: 'id', value: '={{ $json.room }}' },
};

/** The settings that n8n gives to every node: what happens on an error, and Retry On Fail. */
export function nodeSettingsSuite(world) {
	let count = 0;

	/** Publishes a workflow of one node; returns a function that calls it. */
	async function publish(parameters, settings) {
		const { editor, credentials } = world;
		count += 1;
		const path = `settings-${count}`;
		const workflow = oneNodeWorkflow(path, parameters, credentials, settings);
		await editor.publish(await editor.addWorkflow(workflow));
		return async (body) => await call(editor.webhook(path), body);
	}

	const readRequests = async () => (await world.sandbox.control.get('requests')).data;

	/** The requests that the portal got while something was done. */
	async function recordRequests(work) {
		await world.sandbox.control.delete('requests');
		await work();
		return await readRequests();
	}

	const lock = async (id) => {
		const { control, memberId } = world.sandbox;
		await control.post('acts', { do: 'lockFile', id, by: memberId });
	};

	test('Retry On Fail does not repeat what was done', async () => {
		const pauseMs = 3000;
		const run = await publish(MOVE, {
			retryOnFail: true,
			maxTries: 3,
			waitBetweenTries: pauseMs,
		});
		const deal = await addDeal(world.sandbox);
		const [locked, ...others] = deal.fileIds;
		await lock(locked);
		const { requests } = await recordRequests(async () => {
			const running = run({ files: deal.fileIds, destination: deal.archiveId });
			await waitFor('the first try ends', async () => {
				const { requests } = await readRequests();
				const idleMs = Date.now() - (requests.at(-1)?.at ?? Infinity);
				return idleMs > pauseMs / 2 ? true : undefined;
			});
			const between = placesOf(await readState(world.sandbox), deal.fileIds);
			assert.deepEqual(between, [deal.roomId, ...others.map(() => deal.archiveId)]);
			await world.sandbox.control.post('acts', { do: 'unlockFile', id: locked });
			const { status, data } = await running;
			assert.equal(status, 200, JSON.stringify(data));
			assert.equal(data[0].complete, true);
			assert.equal(data[0].movedCount, deal.fileIds.length);
		});
		const pauses = requests.slice(1).map(({ at }, index) => at - requests[index].at);
		assert.ok(Math.max(...pauses) >= pauseMs * 0.9, 'n8n did not pause between two tries');
		assert.equal(requests.filter(({ route }) => route === 'PUT files/fileops/move').length, 2);
		assert.deepEqual(filesIn(await readState(world.sandbox), deal.archiveId), sorted(deal.fileIds));
	});

	test('Retry On Fail runs nothing twice that went well', async () => {
		const deal = await addDeal(world.sandbox);
		const counts = [];
		for (const retryOnFail of [false, true]) {
			const run = await publish(COLLECT, { retryOnFail, maxTries: 3, waitBetweenTries: 0 });
			const { requests } = await recordRequests(async () => {
				assert.equal((await run({ room: deal.roomId })).status, 200);
			});
			counts.push(requests.length);
		}
		assert.equal(counts[0], counts[1]);
		assert.ok(counts[0] > 0);
	});

	test('Continue (using error output) takes the error branch, naming the file left behind', async () => {
		const run = await publish(MOVE);
		const deal = await addDeal(world.sandbox);
		const [locked, ...others] = deal.fileIds;
		await lock(locked);
		const { status, data } = await run({ files: deal.fileIds, destination: deal.archiveId });
		assert.equal(status, 500);
		assert.ok(data[0].error.message.includes(deal.titles[0]), data[0].error.message);
		assert.equal(data[0].error.movedCount, others.length);
		assert.deepEqual(filesIn(await readState(world.sandbox), deal.archiveId), sorted(others));
	});

	for (const [what, parameters, body, words] of [
		['an unknown room', COLLECT, { room: 999999 }, /'Room'|room/],
		['an empty room id', COLLECT, {}, /'Room'/],
		['an expression that yields nothing', MOVE, { destination: 1 }, /'Files'/],
	]) {
		test(`Continue (using error output) takes the error branch for ${what}`, async () => {
			const run = await publish(parameters);
			const { status, data } = await run(body);
			assert.equal(status, 500);
			assert.match(data[0].error.message, words);
		});
	}

	test('Continue (using error output) keeps the guest while the room holds files', async () => {
		const run = await publish(DELETE_GUEST);
		const deal = await addDeal(world.sandbox);
		const { status, data } = await run({ guest: deal.body.guestEmail, room: deal.roomId });
		assert.equal(status, 500);
		assert.match(data[0].error.message, /still holds 6 files/);
		assert.equal(guestIsIn(await readState(world.sandbox), deal), true);
	});

	test('Stop Workflow fails the execution', async () => {
		const run = await publish(COLLECT, { onError: 'stopWorkflow' });
		const { status, data } = await run({ room: 999999 });
		assert.equal(status, 500);
		assert.deepEqual(data, { message: 'Error in workflow' });
	});
}
