import { invalidOperation, plainFailure } from '../ground/errors';
import { FolderType } from '../model/enums';
import type { Content } from '../model/content';
import type { Store } from '../model/store';
import { extensionOf, sanitiseTitle, uploadedTitle } from '../model/titles';
import type { File, Folder, PortalUser } from '../model/types';
import type { Rights } from '../rules/rights';

/** What an upload is to become, as it was decided when it began (docspace-api.md 14.3, 14.4). */
export interface Destined {
	parent: Folder;
	title: string;
	/** The file that gets another version. */
	target: File | undefined;
	/** Who uploads. */
	actor: string;
}

/**
 * Decides what an upload becomes. A file of that title gets another version and takes over the spelling,
 * unless a new one is asked for, which is given a number; where it cannot have one, a second file of that
 * title is made (docspace-api.md 14.3, T70, T136, T144).
 */
export function destinedFor(
	store: Store,
	{ rights, user }: { rights: Rights; user: PortalUser },
	{ parent, sent, isNew }: { parent: Folder; sent: string; isNew: boolean },
): Destined {
	const title = uploadedTitle(sent);
	const decided = { parent, actor: user.id };
	if (isNew) return { ...decided, title: store.freeFileTitle(parent, title), target: undefined };
	// Looked for as it was sent, so that none is found for a name without extension.
	const namesake = store.fileTitled(parent, sanitiseTitle(sent));
	const isHeld =
		namesake !== undefined &&
		(rights.isLockedForCaller(namesake.lockedBy) || namesake.editors.size > 0);
	const mayEdit = namesake !== undefined && user.type !== 'Guest' && rights.can('Edit', namesake);
	return { ...decided, title, target: isHeld || !mayEdit ? undefined : namesake };
}

/** Stores what was uploaded, under a size that need not be true (docspace-api.md 14.4, T80). */
export function storeUpload(
	store: Store,
	{ parent, title, target, actor }: Destined,
	content: Content,
	size = content.size,
): File {
	if (isInFormRoom(store, parent) && !isPdfForm(title, content)) {
		throw plainFailure('The file cannot be uploaded to this room: it is no PDF form');
	}
	if (target === undefined) {
		const isForm = isPdfForm(title, content);
		return store.addFile(parent, { title, content, size, isForm, createdBy: actor, comment: '' });
	}
	store.addVersion(target, { size, content }, actor, 'Uploaded');
	if (target.title !== title) store.rename(target, title);
	return target;
}

/** Looks into the first piece of what goes to a form room (docspace-api.md 14.4). */
export function inspect(store: Store, { parent, title }: Destined, first: Content): void {
	const isPdf = extensionOf(title) === '.pdf';
	if (isPdf && isInFormRoom(store, parent) && !isPdfForm(title, first)) {
		throw invalidOperation('The file is no PDF form');
	}
}

function isInFormRoom(store: Store, parent: Folder): boolean {
	return store.roomOf(parent)?.type === FolderType.formRoom;
}

function isPdfForm(title: string, content: Content): boolean {
	return extensionOf(title) === '.pdf' && content.bytes?.includes('/ONLYOFFICEFORM') === true;
}
