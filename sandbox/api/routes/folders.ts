import {
	badArgument,
	folderNotFound,
	invalidOperation,
	notAuthenticated,
} from '../../ground/errors';
import { FolderType, OperationType } from '../../model/enums';
import { sanitiseTitle, trimTitle } from '../../model/titles';
import type { EntryId, Folder } from '../../model/types';
import { deleteFolderJob } from '../../moves/deleteJob';
import { readRequiredTitle } from '../reading';
import { type Answer, type Call, callerOf, findFolder, folderOf, type Route } from '../route';

/** Folder of any kind, rooms included (docspace-api.md 5.4, 8.2). */
export function getFolder(call: Call): Answer {
	const folder = folderOf(call);
	if (!call.rights.can('Read', folder)) {
		throw call.caller === undefined
			? notAuthenticated()
			: invalidOperation('You cannot view this folder');
	}
	return { response: call.dto.folder(folder) };
}

const COMMIT_STEP_MS = 10;

/** The id of a folder that is there once this is done, and other folders may be sooner (T148). */
export async function takeFolderId(
	{ store, settings }: Pick<Call, 'store' | 'settings'>,
	parent: Folder,
): Promise<EntryId | undefined> {
	const id = store.takeId(parent);
	// In small steps, so that on a virtual clock the requests of others come in between.
	const steps = settings.folderCommitMs / COMMIT_STEP_MS;
	for (let left = steps > 0 ? store.random.below(steps) : 0; left > 0; left -= 1) {
		await store.clock.sleep(COMMIT_STEP_MS);
	}
	return id;
}

/** The checks come in the portal's order; an unknown parent answers 403 (docspace-api.md 5.1-5.3, T18). */
async function createFolder(call: Call): Promise<Answer> {
	const title = readRequiredTitle(call);
	if (trimTitle(title) === '') throw badArgument("Value cannot be empty. (Parameter 'title')");
	const parent = findFolder(call, call.params['id']);
	if (parent === undefined) {
		throw typeof call.params['id'] === 'string' && /\D/.test(call.params['id'])
			? folderNotFound()
			: invalidOperation('The required folder was not found');
	}
	const mayCreate = call.rights.can('Create', parent) && parent.type !== FolderType.rooms;
	if (!mayCreate) throw invalidOperation("You don't have enough permission to create");
	const { store } = call;
	const caller = callerOf(call);
	const id = await takeFolderId(call, parent);
	const folder = store.addFolder(parent, { title: sanitiseTitle(title), createdBy: caller.id, id });
	store.journal.note(caller.id, 'folder.created', {
		id: folder.id,
		parentId: parent.id,
		title: folder.title,
	});
	return { response: call.dto.folder(folder) };
}

/**
 * Renames a folder or a room, at once and without looking for clashes; unlike a new folder, it may be left
 * without any title (docspace-api.md 15.1).
 */
function renameFolder(call: Call): Answer {
	const title = sanitiseTitle(readRequiredTitle(call));
	const folder = folderOf(call);
	const { store, rights } = call;
	const caller = callerOf(call);
	const right = folder.room === undefined ? 'Rename' : 'EditRoom';
	if (caller.type === 'Guest' || !rights.can(right, folder)) {
		throw invalidOperation("You don't have enough permission to rename the folder");
	}
	if (title !== folder.title) {
		store.rename(folder, title);
		folder.modified = store.stamp();
		folder.modifiedBy = caller.id;
		const what = folder.room === undefined ? 'folder.updated' : 'room.updated';
		store.journal.note(caller.id, what, { id: folder.id, title });
	}
	return { response: call.dto.folder(folder) };
}

/** Asynchronous; answers with all delete operations of the person (docspace-api.md 5.5). */
function deleteFolder(call: Call): Answer {
	const { operations, params, body } = call;
	const user = callerOf(call);
	const folderId = findFolder(call, params['id'])?.id ?? 0;
	const immediately = body.flag('immediately');
	operations.start({
		user,
		type: OperationType.delete,
		hold: !body.flag('deleteAfter'),
		details: { type: 'delete', folderIds: [folderId] },
		steps: (context) => deleteFolderJob(context, folderId, immediately),
	});
	const seen = operations.read(user.id, ({ type }) => type === OperationType.delete);
	return { response: seen.map((operation) => call.dto.operation(operation)) };
}

/** Single folders. */
export const FOLDER_ROUTES: Route[] = [
	{ method: 'GET', template: 'files/folder/{id}', scope: 'files', anonymous: true, act: getFolder },
	{
		method: 'POST',
		template: 'files/folder/{id}',
		scope: 'files',
		hasBody: true,
		act: createFolder,
	},
	{
		method: 'DELETE',
		template: 'files/folder/{id}',
		scope: 'files',
		hasBody: true,
		act: deleteFolder,
	},
	{
		method: 'PUT',
		template: 'files/folder/{id}',
		scope: 'files',
		hasBody: true,
		act: renameFolder,
	},
];
