// Judges what became of deals by the portal's state and the journal of all that changed in it.
import assert from 'node:assert/strict';

import { filesIn, foldersIn, guestIsIn, placesOf, sorted } from '../deals.mjs';

const OVER = ['operation.finished', 'operation.stopped'];

/** Moves under way that have moved some of their files: ids of all of these, a list for each move. */
export function movesHalfDone(journal) {
	const over = new Set(journal.filter(({ what }) => OVER.includes(what)).map(({ id }) => id));
	const moving = new Set(journal.map(({ operationId }) => operationId));
	return journal
		.filter(({ what, type }) => what === 'operation.created' && type === 'move')
		.filter(({ id }) => moving.has(id) && !over.has(id))
		.map(({ fileIds }) => fileIds);
}

/** Whether some of a deal's files have left its room, or the folder in it, and some have not. */
export function isHalfMoved(state, { archiveId, fileIds }) {
	const archived = placesOf(state, fileIds).filter(
		(place) => state.folders.find(({ id }) => id === place)?.parentId === archiveId,
	);
	return archived.length > 0 && archived.length < fileIds.length;
}

/** Every file of these deals is in one folder, their client's, and all names there differ. */
export function assertArchived(state, deals) {
	for (const deal of deals) {
		const places = new Set(placesOf(state, deal.fileIds));
		assert.equal(places.size, 1, `the files of ${deal.body.dealId} lie in ${[...places]}`);
		const [place] = places;
		const folders = foldersIn(state, deal.archiveId, storedTitle(deal.body.clientName));
		// A worker that dies right after making a namesake leaves it behind; it must be empty.
		const used = folders.filter(({ id }) => filesIn(state, id).length > 0);
		assert.deepEqual(
			used.map(({ id }) => id),
			[place],
			`folders of ${deal.body.clientName}`,
		);
		const titles = state.files
			.filter(({ folderId }) => folderId === place)
			.map(({ title }) => title.toLowerCase());
		assert.equal(new Set(titles).size, titles.length, `names in ${deal.body.clientName}`);
	}
}

/** No file came, went or was overwritten, and those of these deals were moved once each. */
export function assertNothingLostOrTwice({ before, after, journal, deals }) {
	const ids = ({ files }) => sorted(files.map(({ id }) => id));
	assert.deepEqual(ids(after), ids(before));
	const versions = ({ files }) => files.reduce((sum, { version }) => sum + version, 0);
	assert.equal(versions(after), versions(before));
	const moved = journal.filter(({ what }) => what === 'file.moved').map(({ id }) => id);
	assert.deepEqual(sorted(moved), sorted(deals.flatMap(({ fileIds }) => fileIds)));
}

/** Whoever lost access, lost it after the last file of the deal had left the room. */
export function assertRevokedWhenEmpty(state, journal, deals) {
	const movedAt = new Map(
		journal.filter(({ what }) => what === 'file.moved').map(({ id, sequence }) => [id, sequence]),
	);
	for (const deal of deals) {
		const { roomId, guestId, fileIds, body } = deal;
		const [first, ...others] = journal.filter(
			({ what, entryId, subject }) =>
				what === 'share.removed' && entryId === roomId && subject === guestId,
		);
		assert.ok(first !== undefined, `the guest of ${body.dealId} kept the access`);
		assert.deepEqual(others, []);
		const late = fileIds.filter((id) => !(movedAt.get(id) < first.sequence));
		assert.deepEqual(late, [], `files left the room of ${body.dealId} after the guest`);
		assert.equal(guestIsIn(state, deal), false);
	}
}

/** These deals' guests have access, and never lost it. */
export function assertNotRevoked(state, journal, deals) {
	for (const deal of deals) {
		assert.equal(guestIsIn(state, deal), true, `the guest of ${deal.body.dealId}`);
		const removed = journal.filter(
			({ what, subject }) => what === 'share.removed' && subject === deal.guestId,
		);
		assert.deepEqual(removed, []);
	}
}

/** DocSpace keeps no slash in a title. */
function storedTitle(title) {
	return title.replaceAll('/', '_');
}
