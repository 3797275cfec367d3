// Clients' rooms in the sandbox portal, and deals about them.
import { WEBHOOK_HEADER } from './world.mjs';
import axios from 'axios';

let count = 0;

/** Adds an ordinary room to archive into. */
export async function addArchive(sandbox) {
	count += 1;
	return await build(sandbox, 'rooms', {
		title: `Archive ${count}`,
		type: 'custom',
		owner: sandbox.ownerId,
	});
}

/**
 * Adds a client's room with files at the top and in a folder, and a guest in it.
 *
 * @param {object} sandbox
 * @param {{ client?: string, files?: number, archiveId?: string | number }} [options]
 * @returns the room, its files, the guest, the archive, and `body`, which a CRM would send
 */
export async function addDeal(sandbox, { client, files = 6, archiveId } = {}) {
	count += 1;
	const number = count;
	const clientName = client ?? `Client ${number}`;
	const owner = sandbox.ownerId;
	const room = await build(sandbox, 'rooms', {
		title: `${clientName}: deal ${number}`,
		type: 'custom',
		owner,
	});
	const folder = await build(sandbox, 'folders', { parentId: room.id, title: 'Contracts' });
	const titles = Array.from({ length: files }, (_, index) => `Deal ${number} file ${index}.docx`);
	const half = Math.ceil(files / 2);
	const [top, below] = [
		await build(sandbox, 'files', { parentId: room.id, titles: titles.slice(0, half) }),
		await build(sandbox, 'files', { parentId: folder.id, titles: titles.slice(half) }),
	];
	const email = `guest${number}@client.example`;
	await build(sandbox, 'users', {
		displayName: `Guest ${number}`,
		email,
		type: 'Guest',
		invitedBy: owner,
	});
	const guest = (await readState(sandbox)).users.find((user) => user.email === email);
	await build(sandbox, 'shares', { entryId: room.id, userId: guest.id, access: 'Read', by: owner });
	const archive = archiveId ?? (await addArchive(sandbox)).id;
	return {
		roomId: room.id,
		fileIds: [...top.ids, ...below.ids],
		titles,
		guestId: guest.id,
		archiveId: archive,
		body: {
			dealId: `D-${number}`,
			status: 'Closed',
			clientRoomId: room.id,
			archiveRootFolderId: archive,
			clientName,
			guestEmail: email,
		},
	};
}

async function build(sandbox, what, json) {
	return (await sandbox.control.post(what, json)).data;
}

/** Everything in the portal. */
export async function readState(sandbox) {
	return (await sandbox.control.get('state')).data;
}

/** What changed in the portal since a moment, `mark()` telling the moment. */
export async function readJournal(sandbox, since = 0) {
	return (await sandbox.control.get('journal', { params: { since } })).data;
}

export async function mark(sandbox) {
	return (await readJournal(sandbox)).at(-1)?.sequence ?? 0;
}

/** The folders with a title directly in a folder. */
export function foldersIn(state, parentId, title) {
	return state.folders.filter((folder) => folder.parentId === parentId && folder.title === title);
}

/** Ids of the files directly in a folder, sorted. */
export function filesIn(state, folderId) {
	return sorted(state.files.filter((file) => file.folderId === folderId).map(({ id }) => id));
}

export function sorted(ids) {
	return [...ids].sort((a, b) => a - b);
}

/** Where each of some files lies: ids of folders, in the order of the files. */
export function placesOf(state, fileIds) {
	return fileIds.map((id) => state.files.find((file) => file.id === id)?.folderId);
}

/** Whether the guest of a deal is still a member of its room. */
export function guestIsIn(state, { roomId, guestId }) {
	return state.shares.some(({ entryId, subject }) => entryId === roomId && subject === guestId);
}

/** Calls a webhook as a CRM does. */
export async function call(url, body) {
	const { status, data } = await axios.post(url, body, {
		headers: { [WEBHOOK_HEADER.name]: WEBHOOK_HEADER.value },
		timeout: 300_000,
		validateStatus: () => true,
	});
	return { status, data };
}
