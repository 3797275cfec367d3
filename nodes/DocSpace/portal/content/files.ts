import { quote } from '../errors';
import type { EntryId, FileId, FolderId, RoomId } from '../ids';
import type { PortalClient } from '../http/client';
import {
	FILE_STATUS_EDITING,
	FolderType,
	isFile,
	type FileDto,
	type FolderDto,
	type WholeFileDto,
} from '../types';

/** A file of a room, cut to what a workflow needs of it. */
export interface RoomFile {
	id: FileId;
	title: string;
	/** The folders between the room and the file, `2026/Contracts`; empty for a file directly in the room. */
	path: string;
	folderId: FolderId;
	roomId: RoomId;
	/** In bytes. */
	size: number;
	/** With its dot, `.docx`. */
	extension: string;
	/** ISO 8601, in the portal's time zone. */
	modified: string;
	/** Why DocSpace would refuse to move the file as it is now; empty when it would not. */
	blockedBy: string;
	/** How the file itself is open to others, whatever its room is; empty when it is not. */
	sharing: string;
}

/** The file as this package keeps it; its path is added when the folders are known. */
export function toRoomFile(file: FileDto, roomId: RoomId): RoomFile {
	return {
		id: file.id,
		title: file.title,
		path: '',
		folderId: file.folderId,
		roomId,
		size: file.pureContentLength ?? 0,
		extension: file.fileExst ?? '',
		modified: file.updated ?? '',
		blockedBy: blockerOf(file),
		sharing: sharingOf(file),
	};
}

/** How a file itself is open to others, which a move from room to room does not end (T38); empty when it is not. */
export function sharingOf({ shared, sharedForUser }: FileDto): string {
	const ways = [
		...(shared ? ['has a link of its own'] : []),
		...(sharedForUser ? ['is itself shared with people or groups'] : []),
	];
	return ways.join(' and ');
}

/**
 * What would make DocSpace refuse to move a file, as far as the file itself tells (docspace-api.md 3.8,
 * 6.3); empty when nothing does.
 */
export function blockerOf(file: FileDto): string {
	const heldBy = holderOf(file);
	if (heldBy !== '') return heldBy;
	if (file.security?.Move === false) {
		return file.rootFolderType === FolderType.archive
			? 'in an archived room, where nothing can be moved'
			: NO_RIGHT;
	}
	if (file.security?.Download === false) return 'downloading it is denied, which moving needs';
	return '';
}

/** Who keeps a file where it is; empty when nobody does. */
export function holderOf(file: FileDto): string {
	if (((file.fileStatus ?? 0) & FILE_STATUS_EDITING) !== 0) {
		const editors = Object.values(file.editingBy ?? {}).filter((name) => name !== '');
		return `open in an editor${editors.length > 0 ? ` by ${editors.join(', ')}` : ''}`;
	}
	return file.lockedBy ? `locked by ${file.lockedBy}` : '';
}

/** What would make DocSpace refuse to delete a file (docspace-api.md 14.8); empty when nothing does. */
export function whyNotDeletable(file: FileDto): string {
	if (file.rootFolderType === FolderType.archive) {
		return 'in an archived room, where nothing can be deleted';
	}
	const mayDelete = file.security?.Delete !== false;
	return holderOf(file) || (mayDelete ? '' : 'your role in the room does not allow deleting it');
}

/** What would make DocSpace refuse to copy a file (docspace-api.md 14.7); empty when nothing does. A lock does not. */
export function whyNotCopyable(file: FileDto): string {
	if (file.rootFolderType === FolderType.trash) return 'in the Trash: somebody deleted it';
	if (file.security?.Copy === false) return 'your role in the room does not allow copying it';
	return file.security?.Download === false ? 'downloading it is denied, which copying needs' : '';
}

const NO_RIGHT = 'your role in the room does not allow moving it';

/** Files directly in these form folders can never be moved (docspace-api.md 3.4, T39). */
const KEEPING_FILES: unknown[] = [FolderType.formsDone, FolderType.formsBeingFilled];

/** Names the true reason where the portal only knows “no right”. */
export function blockerIn(folder: FolderDto | undefined, blockedBy: string): string {
	return blockedBy === NO_RIGHT && KEEPING_FILES.includes(folder?.type)
		? `in the folder “${folder?.title}” of a form room, whose files DocSpace never moves`
		: blockedBy;
}

/** What blocks a file now, told as fully as it was `before`, when its folder was known too. */
export function blockerNow(file: FileDto, before: string): string {
	const now = blockerOf(file);
	return now === NO_RIGHT && before !== '' ? before : now;
}

/** Reads one file, its current version by default; throws `PortalError`, of kind `notFound` when it is gone. */
export async function readFile(
	portal: PortalClient,
	id: EntryId,
	version?: number,
): Promise<WholeFileDto> {
	return await portal.get(`files/file/${encodeURIComponent(id)}`, isFile, { version });
}

/** Where a file lies, when nothing can be changed there (docspace-api.md 6.8, 14.8); undefined elsewhere. */
export function whereItCannotChange({ title, rootFolderType }: FileDto): string | undefined {
	if (rootFolderType === FolderType.trash) return `${quote(title)}, which lies in the Trash`;
	if (rootFolderType !== FolderType.archive) return undefined;
	return `${quote(title)}, which lies in an archived room, where nothing can be changed`;
}
