import { FileShare, FolderType } from '../model/enums';
import type { EntryId, Folder } from '../model/types';
import type { Portal } from '../portal/portal';

/** Titles shown of one folder; the rest is a number. */
const SHOWN_FILES = 12;
const SHOWN_EVENTS = 40;
const ROLE_NAMES = new Map<number, string>(
	Object.entries(FileShare).map(([name, value]) => [value, name]),
);

interface FolderSummary {
	id: EntryId;
	title: string;
	kind: string;
	filesCount: number;
	moreFiles: number;
	files: { title: string; size: number; version: number; locked: boolean; open: boolean }[];
	folders: FolderSummary[];
}

function summarise(folder: Folder): FolderSummary {
	const files = [...folder.files.values()];
	return {
		id: folder.id,
		title: folder.title,
		kind: folder.provider?.selector ?? folder.room?.kind ?? '',
		filesCount: folder.filesCount,
		moreFiles: Math.max(0, files.length - SHOWN_FILES),
		files: files.slice(-SHOWN_FILES).map((file) => ({
			title: file.title,
			size: file.size,
			version: file.versions.length,
			locked: file.lockedBy !== undefined,
			open: file.editors.size > 0,
		})),
		folders: [...folder.folders.values()].map(summarise),
	};
}

/** What the page shows, small enough to be asked for every second. */
export function summary(portal: Portal) {
	const { store, operations, settings, clock, requests, journal } = portal;
	const rooms = [...store.roomsRoot.folders.values(), ...store.archiveRoot.folders.values()];
	const nameOf = (id: string) => store.users.get(id)?.displayName ?? '';
	return {
		now: clock.now(),
		settings,
		requests: requests.entries.length,
		rooms: rooms.map((room) => ({
			...summarise(room),
			archived: store.rootOf(room)?.type === FolderType.archive,
			owner: nameOf(room.createdBy),
			members: store.sharesOf(room).map((share) => ({
				name: nameOf(share.subject) || (share.link?.title ?? store.groups.get(share.subject)?.name),
				role: ROLE_NAMES.get(share.access) ?? '',
				guest: store.users.get(share.subject)?.type === 'Guest',
			})),
		})),
		people: [...store.users.values()].map(({ id, displayName, email, type, status }) => ({
			displayName,
			email,
			type,
			status,
			rooms: rooms
				.filter((room) => store.sharesOf(room).some(({ subject }) => subject === id))
				.map(({ title }) => title),
		})),
		operations: operations.listed().map(({ id, progress, status, processed, error, finished }) => ({
			id,
			progress,
			status,
			processed,
			error,
			finished,
		})),
		events: journal.entries
			.slice(-SHOWN_EVENTS)
			.map(({ sequence, at, actor, what, title, id }) => ({
				sequence,
				at,
				actor: nameOf(actor),
				what,
				about: typeof title === 'string' ? title : String(id ?? ''),
			})),
	};
}
