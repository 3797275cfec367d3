import { folderNotFound, plainFailure, ValidationProblem } from './errors';
import type { Folder } from './model';
import { listRooms } from './rooms';
import { type Answer, type Call, callerOf, findFolder, folderOf, type Route } from './route';
import { getFolder, readSort } from './routes-files';
import { startMove } from './routes-operations';
import { changeShare, SHARE_FILTER, sharesListed } from './sharing';

function getRooms(call: Call): Answer {
	const { store, rights, query, dto } = call;
	const page = listRooms(store, rights, callerOf(call), query, readSort(call));
	const start = query.whole('startIndex') ?? 0;
	return { response: dto.folderContent(page.section, page.rooms, [], page.total, start) };
}

/** Members of a room, the owner first; count and total are real here (docspace-api.md 7.3). */
function getShare(call: Call): Answer {
	const { query, store, rights, dto } = call;
	const count = query.whole('count') ?? 100;
	if (count < 1 || count > 100) {
		throw new ValidationProblem({ Count: ['The field Count must be between 1 and 100.'] });
	}
	const filterType = query.oneOf('filterType', SHARE_FILTER) ?? SHARE_FILTER.userOrGroup;
	const room = findFolder(call, call.params['id']);
	const { mayList, withOwner, records } = sharesListed(store, rights, room, filterType);
	if (room === undefined || !mayList) return { response: [], count: 0, total: 0 };
	const mayEdit = rights.can('EditAccess', room);
	const text = (query.text('filterValue') ?? '').toLowerCase();
	const isNamed = (userId: string) => {
		const user = store.users.get(userId);
		return `${user?.displayName} ${user?.email}`.toLowerCase().includes(text);
	};
	const named = records.filter(({ subject }) => text === '' || isNamed(subject));
	const owner = withOwner && isNamed(room.createdBy) ? [dto.roomOwner(room)] : [];
	const all = [...owner, ...named.map((record) => dto.share(record, mayEdit))];
	const start = query.whole('startIndex') ?? 0;
	const page = all.slice(start, start + count);
	return { response: page, count: Math.min(all.length - start, count), total: all.length };
}

/** The answer names those of the asked-for people who have access now (docspace-api.md 7.2). */
function putShare(call: Call): Answer {
	const { store, rights, dto, body } = call;
	const room = findFolder(call, call.params['id']);
	const change = changeShare(store, rights, callerOf(call), room, body);
	if (change.blockedByRoles) return { response: { error: 1 } };
	// Without invitations there is no list of members (docspace-api.md 7.2).
	if ((body.list('invitations') ?? []).length === 0) return { response: { error: 0 } };
	const members = change.members.map((record) => dto.share(record, true));
	return { response: { members, error: 0 } };
}

/** Archiving is a move of one folder; the answer is that operation alone (docspace-api.md 8.4). */
function moveRoom(call: Call, section: Folder): Answer {
	const room = folderOf(call);
	if (room.room === undefined) throw folderNotFound();
	const operation = startMove(call, {
		fileIds: [],
		folderIds: [room.id],
		destinationId: section.id,
		policy: 'Skip',
	});
	const [seen] = call.operations.read(callerOf(call).id, ({ id }) => id === operation.id);
	// With deleteAfter the operation may be gone before it is read (docspace-api.md 8.4, T53).
	if (seen === undefined) throw plainFailure('Value cannot be null.');
	return { response: call.dto.operation(seen) };
}

/** Rooms. */
export const ROOM_ROUTES: Route[] = [
	{ method: 'GET', template: 'files/rooms', scope: 'rooms', act: getRooms },
	{ method: 'GET', template: 'files/rooms/{id}', scope: 'rooms', anonymous: true, act: getFolder },
	{ method: 'GET', template: 'files/rooms/{id}/share', scope: 'rooms', act: getShare },
	{
		method: 'PUT',
		template: 'files/rooms/{id}/share',
		scope: 'rooms',
		hasBody: true,
		act: putShare,
	},
	{
		method: 'PUT',
		template: 'files/rooms/{id}/archive',
		scope: 'rooms',
		hasBody: true,
		act: (call) => moveRoom(call, call.store.archiveRoot),
	},
	{
		method: 'PUT',
		template: 'files/rooms/{id}/unarchive',
		scope: 'rooms',
		hasBody: true,
		act: (call) => moveRoom(call, call.store.roomsRoot),
	},
];
