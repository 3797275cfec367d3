import type { EntryId, Portal } from '../sandbox';

/** A client's room to be emptied. */
export interface RoomSize {
	files: number;
	folders: number;
	/** How many folders lie one in another; ten to a folder unless told, which makes three or four levels. */
	depth?: number;
}

/** Ids and secrets that a way of archiving gets to know, and what to look at afterwards. */
export interface BenchPortal {
	apiKey: string;
	roomId: EntryId;
	archiveRootId: EntryId;
	guestId: string;
}

export const CLIENT_NAME = 'Contoso Ltd';

const FOLDERS_PER_FOLDER = 10;
/** One folder holds this share of the files, as a folder of photos does: more than one page of them. */
const SHARE_IN_ONE_FOLDER = 0.15;
/** Files that came with one upload have one date, so that most of a page is a tie. */
const UPLOAD_BATCH = 150;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Three files in a hundred have the name of another: copies in a second folder, and the eternal contract. */
function titleOf(index: number): string {
	if (index % 200 === 0) return 'Contract.docx';
	const original = index % 40 === 39 ? index - 1 : index;
	return `Document ${String(original).padStart(6, '0')}.docx`;
}

/** How many files have the name of an earlier one, and so need another in the archive. */
export function namesakesIn({ files }: RoomSize): number {
	return files - new Set(Array.from({ length: files }, (_, index) => titleOf(index))).size;
}

function addFolders(portal: Portal, roomId: EntryId, { folders, depth }: RoomSize): EntryId[] {
	const ids: EntryId[] = [];
	for (let index = 0; index < folders; index += 1) {
		const above =
			depth === undefined
				? Math.floor(index / FOLDERS_PER_FOLDER) - 1
				: index % depth === 0
					? -1
					: index - 1;
		const title = `Folder ${String(index).padStart(4, '0')}`;
		ids.push(portal.addFolder(ids[above] ?? roomId, title).id);
	}
	return ids;
}

function addFiles(portal: Portal, folderIds: EntryId[], { files }: RoomSize): void {
	const start = portal.clock.now() - 900 * DAY_MS;
	for (let index = 0; index < files; index += 1) {
		const inOneFolder = index < files * SHARE_IN_ONE_FOLDER;
		const parentId = folderIds[inOneFolder ? 0 : index % folderIds.length];
		if (parentId === undefined) throw new Error('A room needs at least one folder');
		portal.addFile(parentId, titleOf(index), {
			size: 20_000 + ((index * 7919) % 500_000),
			modified: start + Math.floor(index / UPLOAD_BATCH) * DAY_MS,
		});
	}
}

/** Fills a portal with a client's room, an archive and a guest; always in the same way. */
export function fillBenchPortal(portal: Portal, size: RoomSize): BenchPortal {
	portal.addUser({ displayName: 'Olga Owner', email: 'olga@company.example', type: 'Owner' });
	const manager = portal.addUser({
		displayName: 'Mara Manager',
		email: 'mara@company.example',
		type: 'RoomAdmin',
	});
	const guest = portal.addUser({
		displayName: 'Gus Guest',
		email: 'gus@client.example',
		type: 'Guest',
		invitedBy: manager.id,
	});
	const archive = portal.addRoom({ title: 'Archive', type: 'custom', owner: manager.id });
	const archiveRootId = portal.addFolder(archive.id, 'Closed deals').id;
	const roomId = portal.addRoom({ title: 'Contoso', type: 'custom', owner: manager.id }).id;
	portal.share(roomId, guest.id, 'ReadWrite', { by: manager.id });
	addFiles(portal, addFolders(portal, roomId, size), size);
	return { apiKey: portal.addApiKey(manager), roomId, archiveRootId, guestId: guest.id };
}
