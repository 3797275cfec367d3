import type { EntryId } from '../../../sandbox';
import type { WorkflowRun } from '../engine';
import { isRecord } from '../guards';
import { byEmail, byId, type RunOptions, type World } from '../world';

/** The fields of Archive Client Room that stand among *Options*. */
const OPTIONS = [
	'conflictPolicy',
	'deal',
	'folders',
	'ifFilesAreLeft',
	'ifOtherRooms',
	'writeManifest',
];

/** Runs Archive Client Room for the client's room and guest. */
export async function archiveClientRoom(
	world: World,
	fields: RunOptions['fields'] = {},
	options: Omit<RunOptions, 'operation' | 'fields'> = {},
): Promise<WorkflowRun> {
	const entries = Object.entries(fields);
	const isOption = ([name]: [string, unknown]) => OPTIONS.includes(name);
	return await world.run({
		operation: 'room.archiveClientRoom',
		fields: {
			room: byId(world.clientRoom),
			archiveFolder: byId(world.archiveRoom),
			clientName: 'Contoso',
			whoseAccess: 'oneGuest',
			guest: byEmail(world.guest.email),
			...Object.fromEntries(entries.filter((entry) => !isOption(entry))),
			options: {
				...Object.fromEntries(entries.filter(isOption)),
				...(isRecord(fields.options) ? fields.options : {}),
			},
		},
		...options,
	});
}

/** Whether the guest still has their place in the client's room. */
export function guestIsIn({ portal, guest, clientRoom }: World): boolean {
	return portal
		.state()
		.shares.some(({ subject, entryId }) => subject === guest.id && entryId === clientRoom);
}

/** Whether the client's room is in the portal's Archive section. */
export function isArchived({ portal, clientRoom }: World): boolean {
	return portal.store.rootOf(portal.folder(clientRoom)) === portal.store.archiveRoot;
}

/** The files below a folder as paths, sorted. */
export function treeOf({ portal }: Pick<World, 'portal'>, folderId: EntryId): string[] {
	const folder = portal.folder(folderId);
	return [
		...[...folder.files.values()].map(({ title }) => title),
		...[...folder.folders.values()].flatMap(({ id, title }) =>
			treeOf({ portal }, id).map((path) => `${title}/${path}`),
		),
	].sort();
}

/** A room with a file at the top and folders two levels deep. */
export function fillDeeply({ portal, clientRoom }: World) {
	portal.addFiles(clientRoom, ['brief.docx']);
	const contracts = portal.addFolder(clientRoom, 'Contracts').id;
	const [contract] = portal.addFiles(contracts, ['contract.pdf', 'annex.pdf']);
	const signed = portal.addFolder(contracts, 'Signed').id;
	portal.addFiles(signed, ['contract.pdf']);
	const drafts = portal.addFolder(clientRoom, 'Drafts').id;
	portal.addFiles(drafts, ['draft.docx']);
	if (!contract) throw new Error('No contract');
	return { contracts, signed, drafts, contract };
}

/** Its files as paths, sorted. */
export const DEEP = [
	'Contracts/Signed/contract.pdf',
	'Contracts/annex.pdf',
	'Contracts/contract.pdf',
	'Drafts/draft.docx',
	'brief.docx',
];

/** The ids in a list of files or ids, sorted. */
export function idsIn(list: unknown): unknown[] {
	return Array.isArray(list)
		? list.map((entry) => (isRecord(entry) ? entry.id : entry)).sort()
		: [];
}
