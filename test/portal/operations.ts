/** The four operations, each by itself. */
import type { IDataObject } from 'n8n-workflow';
import { isRecord } from '../harness/guards';
import {
	byEmail,
	byId,
	ensure,
	ensureEmpty,
	ensureHolds,
	ensureMembership,
	ensureSame,
	ensureSameList,
	ensureTitlesAreKept,
	execute,
	fill,
	LARGE_ROOM,
	layoutOf,
	onlyFolder,
	runOnce,
	Skipped,
	SMALL_ROOM,
	type Check,
} from './scene';

function collectedPaths({ files }: IDataObject): string[] {
	ensure(Array.isArray(files), 'Collect Room Files put out no list of files');
	return files
		.filter(isRecord)
		.map(
			({ id, path, title }) => `${path === '' ? '' : `${String(path)}/`}${String(title)} (${id})`,
		);
}

const collectsAll: Check = {
	name: `Collect Room Files: finds all ${LARGE_ROOM.length} files of a room, at any depth`,
	async run(scene) {
		const room = await scene.belongings.newRoom('client');
		const sent = await fill(scene, room, LARGE_ROOM);
		const item = await runOnce(scene, 'room.collectFiles', { room: byId(room) });
		const due = sent.map(({ id, path }) => `${path} (${id})`);
		ensureSameList(collectedPaths(item), due, 'The output');
		ensureSame(item.fileCount, sent.length, '“fileCount”');
	},
};

const ensuresFolder: Check = {
	name: 'Ensure Folder: makes the folder once and finds it again',
	async run(scene) {
		const room = await scene.belongings.newRoom('archive');
		const { mark } = scene.belongings;
		const fields = { parentFolder: byId(room), folderName: `${mark}: A/B` };
		const first = await runOnce(scene, 'folder.ensure', fields);
		const second = await runOnce(scene, 'folder.ensure', fields);
		const made = await onlyFolder(scene, room, `${mark}_ A_B`);
		ensureSame([first.id, first.created], [made, true], 'The first answer');
		ensureSame([second.id, second.created], [made, false], 'The second answer');
	},
};

const movesFiles: Check = {
	name: 'Move Files: moves them all, numbers namesakes, and a repeat changes nothing',
	async run(scene) {
		const { belongings, portal } = scene;
		const room = await belongings.newRoom('client');
		const archive = await belongings.newRoom('archive');
		const there = await fill(scene, archive, ['CONTRACT.pdf']);
		const sent = await fill(scene, room, SMALL_ROOM);
		const fields = {
			files: JSON.stringify(sent.map(({ id }) => id)),
			destinationFolder: byId(archive),
		};
		const item = await runOnce(scene, 'file.move', fields);
		ensureSame([item.complete, item.movedCount], [true, sent.length], 'The answer');
		await ensureEmpty(scene, room);
		const found = await portal.filesBelow(archive);
		ensureHolds(found, [...there, ...sent], 'The archive');
		ensureTitlesAreKept(found, [...there, ...sent]);
		const again = await runOnce(scene, 'file.move', fields);
		ensureSame([again.complete, again.renamed], [true, []], 'The answer to a repeat');
		const after = layoutOf(await portal.filesBelow(archive));
		ensureSameList(after, layoutOf(found), 'The archive after a repeat');
	},
};

type Level = 'guestList' | 'oneRoom' | 'wholePortal';

function guestCheck(level: Level, name: string, othersStay: boolean): Check {
	return {
		name: `Delete Guest: ${name}`,
		async run(scene) {
			if (level === 'guestList' && scene.usualLevel !== 'guestList') {
				throw new Skipped('before DocSpace 3.7.1 only Room admins have a guest list');
			}
			const guest = await scene.belongings.newGuest();
			const room = await scene.belongings.newRoom('client');
			const other = await scene.belongings.newRoom('other');
			for (const each of [room, other]) await scene.belongings.letIn(each, guest);
			const item = await runOnce(scene, 'guest.delete', {
				guest: byEmail(guest.email),
				level,
				...(level === 'oneRoom' ? {} : { ifOtherRooms: 'endAll' }),
				onlyIfRoomIsEmpty: true,
				roomToBeEmpty: byId(room),
				...(level === 'oneRoom' ? { room: byId(room) } : {}),
			});
			ensureSame([item.deleted, item.id], [true, guest.id], 'The answer');
			await ensureMembership(scene, room, guest.id, 'out');
			await ensureMembership(scene, other, guest.id, othersStay ? 'in' : 'out');
			const account = await scene.portal.askUnless(404, 'GET', `people/${guest.id}`);
			const isDue = level !== 'wholePortal';
			ensure(
				(account !== undefined) === isDue,
				`The account ${isDue ? 'has gone' : 'is still there'}`,
			);
		},
	};
}

const keepsGuest: Check = {
	name: 'Delete Guest: touches nobody while the room holds a file',
	async run(scene) {
		const guest = await scene.belongings.newGuest();
		const room = await scene.belongings.newRoom('client');
		await scene.belongings.letIn(room, guest);
		await fill(scene, room, ['Late/Offer.docx']);
		const run = await execute(scene, 'guest.delete', {
			guest: byEmail(guest.email),
			level: scene.usualLevel,
			onlyIfRoomIsEmpty: true,
			roomToBeEmpty: byId(room),
			...(scene.usualLevel === 'oneRoom' ? { room: byId(room) } : {}),
		});
		ensure(run.status === 'error', 'The operation did not fail');
		await ensureMembership(scene, room, guest.id, 'in');
	},
};

export const OPERATION_CHECKS: Check[] = [
	collectsAll,
	ensuresFolder,
	movesFiles,
	keepsGuest,
	guestCheck('guestList', 'Guest List ends the access to all rooms and leaves the account', false),
	guestCheck('oneRoom', 'One Room leaves the guest in the others', true),
	guestCheck('wholePortal', 'Whole Portal deletes the account', false),
];
