import type { JournalEntry } from '../ground/journal';
import { FileShare, SubjectType } from '../model/enums';
import { parseEntryId } from '../model/providers';
import type { Store } from '../model/store';
import type { AnyEntry, Folder } from '../model/types';

/** What the portal calls what somebody did, and its number where a recording tells it (docspace-api.md 15.3). */
const ACTIONS = new Map<string, { key: string; id?: number }>([
	['file.created', { key: 'FileUploaded', id: 5011 }],
	['file.uploaded', { key: 'FileUploaded', id: 5011 }],
	['file.uploadedBySession', { key: 'FileUploaded', id: 5011 }],
	['file.renamed', { key: 'FileRenamed' }],
	['file.moved', { key: 'FileMoved' }],
	['file.trashed', { key: 'FileMovedToTrash' }],
	['file.deleted', { key: 'FileDeleted' }],
	['file.locked', { key: 'FileLocked' }],
	['file.unlocked', { key: 'FileUnlocked' }],
	['file.versionRestored', { key: 'FileRestoreVersion' }],
	['folder.created', { key: 'FolderCreated', id: 5019 }],
	['folder.updated', { key: 'FolderRenamed' }],
	['folder.moved', { key: 'FolderMoved' }],
	['folder.trashed', { key: 'FolderMovedToTrash' }],
	['folder.deleted', { key: 'FolderDeleted' }],
	['room.created', { key: 'RoomCreated' }],
	['room.updated', { key: 'RoomRenamed' }],
	['room.archived', { key: 'RoomArchived' }],
	['room.restored', { key: 'RoomUnarchived' }],
	['share.set', { key: 'RoomCreateUser' }],
	['share.removed', { key: 'RoomRemoveUser' }],
	['room.linkMade', { key: 'RoomExternalLinkCreated', id: 5088 }],
	['room.linkRemoved', { key: 'RoomExternalLinkDeleted', id: 5090 }],
	['file.linkRenamed', { key: 'RoomExternalLinkRenamed', id: 5098 }],
	['folder.linkRenamed', { key: 'RoomExternalLinkRenamed', id: 5098 }],
	['room.linkRenamed', { key: 'RoomExternalLinkRenamed', id: 5098 }],
]);

/** What a link gives, in words. */
const WORDS = new Map<unknown, string>([
	[FileShare.Read, 'Viewer'],
	[FileShare.Review, 'Reviewer'],
	[FileShare.Comment, 'Commenter'],
	[FileShare.FillForms, 'Form filler'],
	[FileShare.Editing, 'Editor'],
]);

/** One thing that somebody did. */
export interface HistoryEvent {
	id: number;
	action: { id: number; key: string };
	actor: string;
	at: number;
	data: Record<string, unknown>;
}

/** What happened to an entry and all that lies below it, newest first (docspace-api.md 15.3). */
export function historyOf(store: Store, entry: AnyEntry): HistoryEvent[] {
	return store.journal.entries.flatMap((noted) => eventOf(store, entry, noted) ?? []).reverse();
}

function eventOf(store: Store, entry: AnyEntry, noted: JournalEntry): HistoryEvent | undefined {
	const action = ACTIONS.get(noted.what);
	if (action === undefined || noted['linkType'] === SubjectType.invitationLink) return undefined;
	const about = aboutWhat(store, noted);
	if (!concerns(store, entry, about, noted)) return undefined;
	const data = dataOf(store, about, noted);
	const { sequence: id, actor, at } = noted;
	return { id, action: { id: action.id ?? 0, key: action.key }, actor, at, data };
}

function aboutWhat(store: Store, { what, id, entryId }: JournalEntry): AnyEntry | undefined {
	const known = idOf(what.startsWith('share.') ? entryId : id);
	if (known === undefined) return undefined;
	return what.startsWith('file.') ? store.files.get(known) : store.folders.get(known);
}

/** An event belongs to what it is about and to all that this lay in. */
function concerns(
	store: Store,
	entry: AnyEntry,
	about: AnyEntry | undefined,
	{ from, to, parentId }: JournalEntry,
): boolean {
	if (about === entry) return true;
	if (entry.kind === 'file') return false;
	const isBelow = (folder: Folder) => store.isWithin(folder, entry);
	if (about !== undefined && [...store.ancestors(about)].includes(entry)) return true;
	return [from, to, parentId].some((id) => {
		const folder = store.folders.get(idOf(id) ?? '');
		return folder !== undefined && isBelow(folder);
	});
}

function dataOf(
	store: Store,
	about: AnyEntry | undefined,
	noted: JournalEntry,
): Record<string, unknown> {
	const { what, title, linkId, access, oldTitle, subject } = noted;
	if (what.includes('.link')) {
		if (what.endsWith('Removed')) return { title };
		return {
			title,
			id: linkId,
			...(what.endsWith('Made') ? { access: WORDS.get(access) } : { oldTitle }),
		};
	}
	if (what.startsWith('share.')) {
		const user = store.users.get(String(subject));
		return { user: { id: user?.id, displayName: user?.displayName } };
	}
	const parent = about && store.folders.get(about.parentId);
	const isRenamed = what === 'file.renamed';
	return {
		...(isRenamed
			? { oldTitle: noted['from'], newTitle: noted['to'] }
			: { title: title ?? about?.title }),
		parentTitle: parent?.title,
		parentId: parent?.id,
		parentType: parent?.type,
		id: noted['id'],
	};
}

function idOf(value: unknown) {
	return typeof value === 'number' || typeof value === 'string'
		? parseEntryId(String(value))
		: undefined;
}

/** Events of one kind that follow one another, by one person in one folder; not across pages (docspace-api.md 15.3). */
export function grouped(events: HistoryEvent[]): HistoryEvent[][] {
	const groups: HistoryEvent[][] = [];
	for (const event of events) {
		const last = groups.at(-1)?.[0];
		if (last !== undefined && belongTogether(last, event)) groups.at(-1)?.push(event);
		else groups.push([event]);
	}
	return groups;
}

function belongTogether(a: HistoryEvent, b: HistoryEvent): boolean {
	const isOfEntries = /^(File|Folder)/.test(a.action.key);
	const isSame = a.action.key === b.action.key && a.actor === b.actor;
	return isOfEntries && isSame && a.data['parentId'] === b.data['parentId'];
}
