/** Archive Client Room: both layouts, dry runs, repeats, several at once, and a file that is locked. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { isRecord } from '../harness/guards';
import type { Guest } from './belongings';
import { PortalClient, signIn } from './client';
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
	fill,
	LARGE_ROOM,
	layoutOf,
	onlyFolder,
	runOnce,
	Skipped,
	SMALL_ROOM,
	type Check,
	type Scene,
} from './scene';

/** A client's name, by which folders that n8n has put into the Trash are found again. */
function clientName({ belongings }: Scene): string {
	return `Zoë & Sons ${belongings.mark}`;
}

/** What to archive, and where. */
interface Deal {
	room: number;
	archive: number;
	guest: Guest;
}

function fieldsFor(scene: Scene, { room, archive, guest }: Deal): INodeParameters {
	return {
		room: byId(room),
		archiveFolder: byId(archive),
		clientName: clientName(scene),
		whoseAccess: 'oneGuest',
		guest: byEmail(guest.email),
		level: scene.usualLevel,
	};
}

async function newDeal({ belongings }: Scene): Promise<Deal> {
	const guest = await belongings.newGuest();
	const room = await belongings.newRoom('client');
	const archive = await belongings.newRoom('archive');
	await belongings.letIn(room, guest);
	return { room, archive, guest };
}

/** What a dry run and the run after it must agree on. */
function forecastOf(report: IDataObject) {
	const { complete, requested, movedCount, renamed, folderCreated, guests, roomArchived } = report;
	const names = (Array.isArray(renamed) ? renamed.filter(isRecord) : [])
		.map(({ id, from, to }) => `${id}: ${from} → ${to}`)
		.sort();
	const ended = Array.isArray(guests)
		? guests.flatMap((guest) => (isRecord(guest) ? [guest.id, guest.deleted] : []))
		: guests;
	return { complete, requested, movedCount, names, folderCreated, ended, roomArchived };
}

function archives(layout: 'flatten' | 'keep', name: string, paths: string[]): Check {
	return {
		name: `Archive Client Room, ${name}: ${paths.length} files; the dry run foretells it, a repeat changes nothing`,
		async run(scene) {
			const { portal } = scene;
			const deal = await newDeal(scene);
			const { room, archive, guest } = deal;
			const sent = await fill(scene, room, paths);
			const fields = {
				...fieldsFor(scene, deal),
				archiveRoom: true,
				options: { folders: layout },
			};

			const before = layoutOf(await portal.filesBelow(room));
			const foretold = await runOnce(scene, 'room.archiveClientRoom', { ...fields, dryRun: true });
			const after = layoutOf(await portal.filesBelow(room));
			ensureSameList(after, before, 'The room after the dry run');
			ensureSame(await portal.foldersIn(archive), [], 'The archive after the dry run');
			await ensureMembership(scene, room, guest.id, 'in');

			const report = await runOnce(scene, 'room.archiveClientRoom', fields);
			ensureSame(forecastOf(report), forecastOf(foretold), 'The run, compared with the dry run,');
			const folder = await onlyFolder(scene, archive, clientName(scene));
			const found = await portal.filesBelow(folder);
			ensureHolds(found, sent, 'The client’s folder');
			ensureTitlesAreKept(found, sent);
			if (layout === 'keep') ensureSameList(layoutOf(found), layoutOf(sent), 'The client’s folder');
			else ensureSame(await portal.foldersIn(folder), [], 'Folders in the client’s folder');
			await ensureEmpty(scene, room);
			await ensureMembership(scene, room, guest.id, 'out');
			ensure(await portal.isArchived(room), 'The room is not in the Archive section');

			const again = await runOnce(scene, 'room.archiveClientRoom', fields);
			ensureSame([again.complete, again.requested], [true, 0], 'The answer to a repeat');
			ensureSameList(
				layoutOf(await portal.filesBelow(await onlyFolder(scene, archive, clientName(scene)))),
				layoutOf(found),
				'The client’s folder after a repeat',
			);
		},
	};
}

function archivesAtOnce(count: number): Check {
	return {
		name: `Archive Client Room: ${count} runs at once for one new client end in one folder`,
		async run(scene) {
			const { belongings, portal } = scene;
			const archive = await belongings.newRoom('archive');
			const guest = await belongings.newGuest();
			const deals: Deal[] = [];
			for (let at = 1; at <= count; at += 1) {
				const room = await belongings.newRoom(`client ${at}`);
				await belongings.letIn(room, guest);
				deals.push({ room, archive, guest });
			}
			const filled = await Promise.all(deals.map(({ room }) => fill(scene, room, SMALL_ROOM)));
			const reports = await Promise.all(
				deals.map(async (deal) => {
					const fields = { ...fieldsFor(scene, deal), level: 'oneRoom' };
					return await runOnce(scene, 'room.archiveClientRoom', fields);
				}),
			);
			const complete = reports.map((report) => report.complete);
			ensureSame(
				complete,
				deals.map(() => true),
				'What the runs say',
			);
			const found = await portal.filesBelow(await onlyFolder(scene, archive, clientName(scene)));
			ensureHolds(found, filled.flat(), 'The client’s folder');
			ensureTitlesAreKept(found, filled.flat());
			for (const { room } of deals) {
				await ensureEmpty(scene, room);
				await ensureMembership(scene, room, guest.id, 'out');
			}
		},
	};
}

/** A guest's own client, if the portal lets them in by password alone. */
async function clientOf({ portal, signal }: Scene, guest: Guest): Promise<PortalClient> {
	const token = await signIn(portal.url, guest.email, guest.password).catch((error: unknown) => {
		const why = error instanceof Error ? error.message : String(error);
		throw new Skipped(`the guest who would lock a file cannot sign in: ${why}`);
	});
	return new PortalClient(portal.url, token, signal);
}

const staysWhenLocked: Check = {
	name: 'Archive Client Room: a locked file stays and is named, the guest too; unlocked, a repeat finishes',
	async run(scene) {
		const { portal } = scene;
		const deal = await newDeal(scene);
		const { room, archive, guest } = deal;
		const client = await clientOf(scene, guest);
		const sent = await fill(scene, room, SMALL_ROOM);
		const held = await client.upload(room, 'Held.docx', 'held by the guest');
		await client.setLocked(held.id, true);
		const holder = await portal.lockedBy(held.id);
		const fields = fieldsFor(scene, deal);

		const report = await runOnce(scene, 'room.archiveClientRoom', {
			...fields,
			options: { ifFilesAreLeft: 'report' },
		});
		ensureSame([report.complete, report.guests], [false, []], 'The answer');
		const { failed } = report;
		const [left, ...others] = Array.isArray(failed) ? failed.filter(isRecord) : [];
		ensureSame([left?.id, others], [held.id, []], 'What the answer names as left');
		const reason = String(left?.reason);
		ensure(reason.includes(holder), `The reason does not name ${holder}: ${reason}`);
		const folder = await onlyFolder(scene, archive, clientName(scene));
		ensureHolds(await portal.filesBelow(folder), sent, 'The client’s folder');
		ensureHolds(await portal.filesBelow(room), [held], 'The client’s room');
		await ensureMembership(scene, room, guest.id, 'in');

		await client.setLocked(held.id, false);
		const again = await runOnce(scene, 'room.archiveClientRoom', fields);
		ensureSame([again.complete, again.movedCount], [true, 1], 'The answer to the repeat');
		ensureHolds(await portal.filesBelow(folder), [...sent, held], 'The client’s folder');
		await ensureEmpty(scene, room);
		await ensureMembership(scene, room, guest.id, 'out');
	},
};

export const ARCHIVING_CHECKS: Check[] = [
	archives('flatten', 'Flatten', LARGE_ROOM),
	archives('keep', 'Keep Structure', LARGE_ROOM),
	archivesAtOnce(2),
	archivesAtOnce(8),
	staysWhenLocked,
];
