// n8n's own scale-out, queue mode: 50 deals close at once, and a worker dies in the middle of its moves.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { addArchive, addDeal, mark, placesOf, readJournal, readState } from './deals.mjs';
import { exitOnSignals, waitFor } from './processes.mjs';
import { startCluster } from './queue/cluster.mjs';
import { callOnce, countStatuses } from './queue/crm.mjs';
import {
	assertArchived,
	assertNothingLostOrTwice,
	assertNotRevoked,
	assertRevokedWhenEmpty,
	isHalfMoved,
	movesHalfDone,
} from './queue/ledger.mjs';
import { sampleWorkflows, withCredentials } from './workflows.mjs';

const DEALS = 50;
const FILES = 20;
/** Names that DocSpace stores as they are and one that it changes, with how many deals each. */
const LARGE_CLIENTS = { 'Fabrikam Inc': 8, 'Adatum / Nord': 6, 'Wingtip Toys': 3 };
/** Slow enough that workers can be met at work: a deal's move takes eight seconds. */
const MS_PER_FILE = 400;
/** As slow as a portal over the Internet, so that the workers' requests cross each other. */
const LATENCY_MS = 50;
/** A process has at most eight moves under way, so that with more both workers are at it. */
const MOVES_OF_BOTH = 9;
const READS_OF_A_PROCESS = 8;
/** Longer than n8n takes to find out that a worker is dead, which is about 70 seconds here. */
const PATIENCE_MS = 120_000;
const ROUNDS = 5;
const TIMEOUT_MS = 8 * 60_000;

const start = Date.now();
function say(line) {
	console.log(`${String(Math.round((Date.now() - start) / 1000)).padStart(4)} s  ${line}`);
}

exitOnSignals();
const cluster = await startCluster({ say, workers: 2 });
after(() => cluster.stop());

const { editor, sandbox, credentials, workers } = cluster;
const [doomed] = workers;
const close = async ({ body }) => await callOnce(editor.webhook('deal-closed'), body, PATIENCE_MS);

describe('50 deals close at once in queue mode', { timeout: TIMEOUT_MS }, () => {
	let deals;
	/** A deal with a file that somebody has locked, and one that never closes. */
	let lockedDeal;
	let openDeal;
	let stateBefore;
	let since;

	before(async () => {
		for (const sample of sampleWorkflows()) {
			await editor.publish(await editor.addWorkflow(withCredentials(sample, credentials)));
		}
		await sandbox.control.put('settings', {
			msPerFile: MS_PER_FILE,
			latencyMs: LATENCY_MS,
		});
		const { id: archiveId } = await addArchive(sandbox);
		deals = [];
		for (const client of clients()) deals.push(await addDealWithNamesake(client, archiveId));
		[lockedDeal] = deals.slice(-1);
		const lock = { do: 'lockFile', id: lockedDeal.fileIds[0], by: sandbox.memberId };
		await sandbox.control.post('acts', lock);
		openDeal = await addDealWithNamesake('Fabrikam Inc', archiveId);
		await sandbox.control.delete('requests');
		stateBefore = await readState(sandbox);
		since = await mark(sandbox);
		say(`${DEALS} deals of ${new Set(clients()).size} clients, ${FILES + 1} files each`);
	});

	/** Waits until both workers move files, kills one, and says what was going on then. */
	async function killInTheMiddle() {
		const journal = await waitFor('both workers move files', async () => {
			const entries = await readJournal(sandbox, since);
			return movesHalfDone(entries).length >= MOVES_OF_BOTH ? entries : undefined;
		});
		await doomed.kill();
		const files = new Set(movesHalfDone(journal).flat());
		return {
			state: await readState(sandbox),
			moving: deals.filter(({ fileIds }) => fileIds.some((id) => files.has(id))),
		};
	}

	/** Calls again, as a CRM would, for the deals that have not ended well. */
	async function callUntilEnded(ended) {
		const open = () => deals.filter((deal) => deal !== lockedDeal && !ended.has(deal));
		for (let round = 1; open().length > 0; round++) {
			assert.ok(round <= ROUNDS, `${open().length} deals failed ${round} times`);
			const called = open();
			const answers = await Promise.all(called.map(close));
			say(`calls for the other ${called.length}: ${countStatuses(answers)}`);
			called.filter((_, index) => answers[index].status === 200).forEach((deal) => ended.add(deal));
		}
	}

	test('deals end well although a worker dies, when the CRM calls again', async () => {
		const first = Promise.all(deals.map(close));
		const { state, moving } = await killInTheMiddle();
		say(`killed a worker while ${moving.length} deals were moved; these are called again at once`);
		const again = await Promise.all(moving.map(close));
		say(`the second calls: ${countStatuses(again)}`);
		const answers = await first;
		say(`the ${DEALS} first calls: ${countStatuses(answers)}`);

		const cutOff = moving.filter(
			(deal) => answers[deals.indexOf(deal)].status !== 200 && isHalfMoved(state, deal),
		);
		say(`${cutOff.length} deals were cut off with some of their files moved`);
		assert.ok(cutOff.length > 0, 'the worker was not in the middle of a move');
		await callUntilEnded(
			new Set([
				...deals.filter((_, index) => answers[index].status === 200),
				...moving.filter((_, index) => again[index].status === 200),
			]),
		);
	});

	test('n8n knows which executions the worker left, and none runs on for ever', async () => {
		await waitFor('no execution runs', async () => {
			return (await countExecutions('running', 'new')) === 0 ? true : undefined;
		});
		const crashed = await countExecutions('crashed', 'error');
		say(`${crashed} executions failed or crashed`);
		assert.ok(crashed > 0);
		for (const { log } of workers) assert.match(log(), /Worker started execution/);
	});

	test('both workers together ask for no more at once than two processes may', async () => {
		const { maxConcurrentGets } = (await sandbox.control.get('requests')).data;
		say(`at most ${maxConcurrentGets} reads at once`);
		assert.ok(maxConcurrentGets <= READS_OF_A_PROCESS * workers.length);
	});

	test('a locked file keeps its deal open and its guest in, until it is unlocked', async () => {
		const state = await readState(sandbox);
		assert.deepEqual(placesOf(state, lockedDeal.fileIds.slice(0, 1)), [lockedDeal.roomId]);
		assertNotRevoked(state, await readJournal(sandbox, since), [lockedDeal, openDeal]);
		await sandbox.control.post('acts', { do: 'unlockFile', id: lockedDeal.fileIds[0] });
		assert.equal((await close(lockedDeal)).status, 200);
	});

	test('nothing is lost, nothing is twice, every client’s files lie in one folder', async () => {
		const after = await readState(sandbox);
		const journal = await readJournal(sandbox, since);
		assertArchived(after, deals);
		assertNothingLostOrTwice({ before: stateBefore, after, journal, deals });
	});

	test('a guest’s access ended only once their room was empty', async () => {
		const state = await readState(sandbox);
		const journal = await readJournal(sandbox, since);
		assertRevokedWhenEmpty(state, journal, deals);
		assertNotRevoked(state, journal, [openDeal]);
	});
});

/** The client of each deal: some have several, most have one. */
function clients() {
	const names = Object.entries(LARGE_CLIENTS).flatMap(([name, count]) => Array(count).fill(name));
	return Array.from({ length: DEALS }, (_, index) => names[index] ?? `Client ${index}`);
}

/** A deal with one file more, whose name the other deals of the client have, too. */
async function addDealWithNamesake(client, archiveId) {
	const deal = await addDeal(sandbox, { client, files: FILES, archiveId });
	const namesake = { parentId: deal.roomId, title: 'Contract.docx' };
	const { ids } = (await sandbox.control.post('files', namesake)).data;
	return { ...deal, fileIds: [...deal.fileIds, ...ids] };
}

async function countExecutions(...status) {
	const { results } = await editor.get('executions', {
		filter: JSON.stringify({ status }),
		limit: 100,
	});
	return results.length;
}
