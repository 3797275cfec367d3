import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { serveCrmFiles } from '../../harness/crmFiles.js';
import { addArchive, call, filesIn, foldersIn, readState } from '../deals.mjs';
import { changeNodes, sampleWorkflow, withCredentials } from '../workflows.mjs';

const PATH = 'deal-won';
const CLOSED_PATH = 'deal-closed-in-the-end';
const OFFER = 'offer.pdf';
const FOLDERS = ['Contracts', 'Deliverables', 'Offer'];

/** The sample workflows that make a client's room, imported and run; the portal's state is the proof. */
export function beginningSuite(world) {
	let crm;
	let workflow;
	let archiveId;

	before(async () => {
		crm = await serveCrmFiles({ [OFFER]: 'Our offer' });
		archiveId = (await addArchive(world.sandbox)).id;
		workflow = await publish('create-client-room-on-deal-won', PATH);
		await publish('archive-client-room-on-deal-closed', CLOSED_PATH);
	});
	after(async () => {
		await crm?.close();
	});

	/** Imports a sample and publishes it under a path. */
	async function publish(sample, path) {
		const { editor, credentials } = world;
		const imported = changeNodes(
			withCredentials(sampleWorkflow(sample), credentials),
			({ parameters, ...node }) => ({
				...node,
				parameters: parameters.path ? { ...parameters, path } : parameters,
			}),
		);
		const added = await editor.addWorkflow(imported);
		await editor.publish(added);
		return added;
	}

	const dealOf = (client, changes = {}) => ({
		dealId: `D ${client}`,
		status: 'Won',
		clientName: client,
		guestEmail: `anna@${client.toLowerCase()}.example`,
		offerUrl: crm.link(OFFER),
		archiveRootFolderId: archiveId,
		...changes,
	});
	const win = async (deal) => await call(world.editor.webhook(PATH), deal);

	/** The only room of a client, with what is in it and who has been let in. */
	async function roomOf(client, email) {
		const state = await readState(world.sandbox);
		const rooms = state.folders.filter(({ title, room }) => title === client && room);
		assert.equal(rooms.length, 1, `${rooms.length} rooms of ${client}`);
		const [{ id }] = rooms;
		const folders = state.folders.filter(({ parentId }) => parentId === id);
		const [{ id: offers }] = foldersIn(state, id, 'Offer');
		const guest = state.users.find((user) => user.email === email);
		return {
			id,
			folders: folders.map(({ title }) => title).sort(),
			offers: state.files.filter(({ folderId }) => folderId === offers).map(({ title }) => title),
			isGuestIn: state.shares.some(
				({ entryId, subject }) => entryId === id && subject === guest?.id,
			),
		};
	}

	test('a won deal gets a room, its folders, the offer and a guest, and twice the same', async () => {
		const deal = dealOf('Beginners');
		const first = await win(deal);
		assert.equal(first.status, 200, JSON.stringify(first.data));
		const { id, ...room } = await roomOf('Beginners', deal.guestEmail);
		assert.deepEqual(room, { folders: FOLDERS, offers: [OFFER], isGuestIn: true });
		assert.equal(first.data.clientRoomId, id);
		assert.equal(
			first.data.clientRoomUrl,
			`${world.sandbox.url}/rooms/shared/${id}/filter?folder=${id}`,
		);
		assert.deepEqual(first.data.guest, { role: 'Content creator', outcome: 'invited' });

		const again = await win(deal);
		assert.deepEqual(
			[again.status, again.data.clientRoomId, again.data.created, again.data.offer.uploaded],
			[200, id, false, false],
		);
		assert.deepEqual(await roomOf('Beginners', deal.guestEmail), { id, ...room });
	});

	test('what the CRM is answered closes the deal later', async () => {
		const deal = dealOf('Lifelong');
		const { data: kept } = await win(deal);
		const closed = await call(world.editor.webhook(CLOSED_PATH), { ...kept, status: 'Closed' });
		assert.equal(closed.status, 200, JSON.stringify(closed.data));
		assert.deepEqual(
			[closed.data.moved, closed.data.guest],
			[1, { email: deal.guestEmail, deleted: true, alreadyGone: false }],
		);
		const room = await roomOf('Lifelong', deal.guestEmail);
		assert.deepEqual([room.offers, room.isGuestIn], [[], false]);
		const state = await readState(world.sandbox);
		const [folder] = foldersIn(state, archiveId, 'Lifelong');
		assert.equal(filesIn(state, folder.id).length, 1);
	});

	test('an offer that is not there is answered with what to do, and nobody is invited', async () => {
		const deal = dealOf('Missing', { offerUrl: crm.link('nothing.pdf') });
		const { status, data } = await win(deal);
		assert.equal(status, 500);
		assert.match(data.message, /^The offer could not be downloaded: .*404/);
		assert.match(data.remedy, /link of the offer/);
		const room = await roomOf('Missing', deal.guestEmail);
		assert.equal(data.clientRoomId, room.id);
		assert.equal(room.isGuestIn, false);
		assert.equal((await world.editor.lastExecution(workflow)).status, 'error');
	});

	for (const [crmName, trigger] of [
		['hubspot', 'HubSpot deal stage changed'],
		['pipedrive', 'Pipedrive deal changed'],
	]) {
		test(`the sample for ${crmName} runs with its pinned data`, async () => {
			const { editor, credentials } = world;
			const client = `Client of ${crmName}`;
			const sample = JSON.parse(
				JSON.stringify(sampleWorkflow(`create-client-room-on-${crmName}-deal-won`))
					.replaceAll('Contoso Ltd', client)
					.replaceAll('https://crm.example.com/files/offer.pdf', crm.link(OFFER)),
			);
			const added = await editor.addWorkflow(withCredentials(sample, credentials));
			await editor.post(`workflows/${added.id}/run`, { triggerToStartFrom: { name: trigger } });
			const { status, data } = await editor.lastExecution(added);
			assert.equal(status, 'success', data);
			const { id, ...room } = await roomOf(client, 'guest@example.com');
			assert.deepEqual(room, { folders: FOLDERS, offers: [OFFER], isGuestIn: true });
			assert.match(data, new RegExp(`/rooms/shared/${id}/`));
		});
	}
}
