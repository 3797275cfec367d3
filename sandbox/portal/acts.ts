import { isObject, type JsonObject } from '../ground/input';
import type { BusyPortal } from './busyPortal';
import { hasShape, type Members, type Shaped } from './shape';

/** One thing that somebody does: what has to be told of it, and how it is done. */
function act<const M extends Members>(
	members: M,
	perform: (portal: BusyPortal, details: Shaped<M>) => void,
) {
	return {
		members,
		/** What is left to be done, when all that has to be told is there. */
		read: (value: JsonObject) =>
			hasShape(value, members) ? (portal: BusyPortal) => perform(portal, value) : undefined,
	};
}

/** All that somebody else may do. `by` is a user id, the portal's owner by default. */
const ACTS = {
	deleteFile: act({ id: 'id', by: 'text?' }, (portal, { id, by }) => portal.deleteFile(id, by)),
	addFile: act({ parentId: 'id', title: 'text', size: 'number?' }, (portal, file) =>
		portal.addFile(file.parentId, file.title, { size: file.size }),
	),
	trashFile: act({ id: 'id', by: 'text?' }, (portal, { id, by }) => portal.trashFile(id, by)),
	moveFile: act({ id: 'id', to: 'id', by: 'text?' }, (portal, { id, to, by }) =>
		portal.moveFile(id, to, by),
	),
	renameFile: act({ id: 'id', title: 'text', by: 'text?' }, (portal, { id, title, by }) =>
		portal.renameFile(id, title, by),
	),
	addFolder: act({ parentId: 'id', title: 'text' }, (portal, { parentId, title }) =>
		portal.addFolder(parentId, title),
	),
	deleteFolder: act({ id: 'id', by: 'text?' }, (portal, { id, by }) => portal.deleteFolder(id, by)),
	trashFolder: act({ id: 'id', by: 'text?' }, (portal, { id, by }) => portal.trashFolder(id, by)),
	renameRoom: act({ id: 'id', title: 'text', by: 'text?' }, (portal, { id, title, by }) =>
		portal.renameRoom(id, title, by),
	),
	archiveRoom: act({ id: 'id', by: 'text?' }, (portal, { id, by }) => portal.archiveRoom(id, by)),
	restoreRoom: act({ id: 'id', by: 'text?' }, (portal, { id, by }) => portal.restoreRoom(id, by)),
	lockFile: act({ id: 'id', by: 'text' }, (portal, { id, by }) => portal.lockFile(id, by)),
	unlockFile: act({ id: 'id' }, (portal, { id }) => portal.unlockFile(id)),
	openFile: act({ id: 'id', by: 'text' }, (portal, { id, by }) => portal.openFile(id, by)),
	closeFile: act({ id: 'id', by: 'text?' }, (portal, { id, by }) => portal.closeFile(id, by)),
	setConverting: act({ id: 'id', converting: 'flag' }, (portal, { id, converting }) =>
		portal.setConverting(id, converting),
	),
	miscount: act({ id: 'id', files: 'number' }, (portal, { id, files }) =>
		portal.miscount(id, files),
	),
	setSwallowErrors: act({ id: 'id', swallow: 'flag' }, (portal, { id, swallow }) =>
		portal.setSwallowErrors(id, swallow),
	),
	restrict: act({ id: 'id', userId: 'text' }, (portal, { id, userId }) =>
		portal.restrict(id, userId),
	),
	relate: act({ callerId: 'text', guestId: 'text' }, (portal, { callerId, guestId }) =>
		portal.relate(callerId, guestId),
	),
	disableUser: act({ userId: 'text' }, (portal, { userId }) => portal.disableUser(userId)),
	revokeOAuthTokens: act({ userId: 'text' }, (portal, { userId }) =>
		portal.revokeOAuthTokens({ id: userId }),
	),
	endSessions: act({ userId: 'text' }, (portal, { userId }) => portal.endSessions({ id: userId })),
	stealResults: act({ userId: 'text' }, (portal, { userId }) => portal.stealResults(userId)),
};

type ActName = keyof typeof ACTS;

/** What somebody else does, as plain data, such as `{ do: 'deleteFile', id: 7 }`. */
export type PlainAct = {
	[Name in ActName]: { do: Name } & Shaped<(typeof ACTS)[Name]['members']>;
}[ActName];

function isActName(name: unknown): name is ActName {
	return typeof name === 'string' && Object.hasOwn(ACTS, name);
}

/** Whether plain data says what somebody does. */
export function isPlainAct(value: unknown): value is PlainAct {
	return isObject(value) && isActName(value.do) && ACTS[value.do].read(value) !== undefined;
}

/** Does what a plain act says. */
export function perform(portal: BusyPortal, act: PlainAct): void {
	ACTS[act.do].read(act)?.(portal);
}
