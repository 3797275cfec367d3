import {
	accessDenied,
	invalidOperation,
	notFound,
	nullReference,
	plainFailure,
	ValidationProblem,
} from '../../ground/errors';
import { FolderType, OperationType } from '../../model/enums';
import { sanitiseTitle, trimTitle } from '../../model/titles';
import type { Folder } from '../../model/types';
import { checkDelete, deleteJob, type DeleteOrder } from '../../moves/deleteJob';
import { distinct, readRoomSettings, tagKey } from '../../rooms/roomSettings';
import { type Answer, type Call, callerOf, findFolder, type Route } from '../route';
import { readRoomTitle } from './rooms';

/** Only what is given changes, and the tags as a whole; an empty title is none (docspace-api.md 16.3, T112). */
function updateRoom(call: Call): Answer {
	const { body, store, rights, settings, dto } = call;
	const title = call.body.has('title') ? readRoomTitle(call, 'UpdateRoom.Title') : '';
	const changes = readRoomSettings(body, settings);
	const folder = findFolder(call, call.params['id']);
	// T113: no 404.
	if (folder === undefined) throw invalidOperation('The required folder was not found');
	if (folder.room === undefined) throw nullReference();
	if (!rights.can('EditRoom', folder)) {
		throw invalidOperation("You don't have permission to edit the room");
	}
	Object.assign(folder.room, changes);
	if (trimTitle(title) !== '') store.rename(folder, sanitiseTitle(title));
	touch(call, folder);
	return { response: dto.folder(folder) };
}

/** Also when nothing has changed (docspace-api.md 16.3). */
function touch({ store, caller }: Call, room: Folder): void {
	room.modified = store.stamp();
	room.modifiedBy = caller?.id ?? '';
	store.touch(room);
	store.journal.note(room.modifiedBy, 'room.updated', { id: room.id, title: room.title });
}

/** Adds tags to a room, or takes them away; known ones are found in any case (docspace-api.md 16.4). */
function changeTags(call: Call, changed: (tags: string[], named: string[]) => string[]): Answer {
	const names = call.body.list('names');
	if (names === undefined) {
		throw new ValidationProblem({ Names: ['The Names field is required.'] });
	}
	const folder = findFolder(call, call.params['id']);
	if (folder?.room === undefined) throw notFound('The record could not be found');
	const { rights, store, dto } = call;
	const caller = callerOf(call);
	const isArchived = store.rootOf(folder)?.type === FolderType.archive;
	const isAdmin = caller.type === 'Owner' || caller.type === 'DocSpaceAdmin';
	if (isArchived || !(isAdmin || rights.can('EditRoom', folder))) throw accessDenied();
	folder.room.tags = changed(folder.room.tags, names.map(String));
	if (names.length > 0) touch(call, folder);
	return { response: dto.folder(folder) };
}

const withTags = (tags: string[], named: string[]) => distinct([...tags, ...named]);

function withoutTags(tags: string[], named: string[]): string[] {
	const gone = named.map(tagKey);
	return tags.filter((tag) => !gone.includes(tagKey(tag)));
}

/** Past the Trash, and answered with whichever deletion of the person comes first (docspace-api.md 16.5, T114). */
function deleteRoom(call: Call): Answer {
	const { store, operations, body, dto } = call;
	const user = callerOf(call);
	const id = findFolder(call, call.params['id'])?.id ?? 0;
	const order: DeleteOrder = { fileIds: [], folderIds: [id], immediately: true };
	checkDelete(store, user, order);
	operations.start({
		user,
		type: OperationType.delete,
		hold: !body.flag('deleteAfter'),
		details: { type: 'delete', ...order },
		steps: (context) => deleteJob(context, order),
	});
	const [seen] = operations.read(user.id, ({ type }) => type === OperationType.delete);
	if (seen === undefined) throw plainFailure('Value cannot be null.');
	return { response: dto.operation(seen) };
}

/** What changes a room, or ends it. */
export const ROOM_CHANGE_ROUTES: Route[] = [
	{ method: 'PUT', template: 'files/rooms/{id}', scope: 'rooms', hasBody: true, act: updateRoom },
	{
		method: 'DELETE',
		template: 'files/rooms/{id}',
		scope: 'rooms',
		hasBody: true,
		act: deleteRoom,
	},
	{
		method: 'PUT',
		template: 'files/rooms/{id}/tags',
		scope: 'rooms',
		hasBody: true,
		act: (call) => changeTags(call, withTags),
	},
	{
		method: 'DELETE',
		template: 'files/rooms/{id}/tags',
		scope: 'rooms',
		hasBody: true,
		act: (call) => changeTags(call, withoutTags),
	},
];
