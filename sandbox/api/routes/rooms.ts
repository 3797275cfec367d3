import {
	accessDenied,
	argumentNull,
	argumentOutOfRange,
	badArgument,
	folderNotFound,
	invalidOperation,
	notFound,
	plainFailure,
	tooManyRooms,
	ValidationProblem,
} from '../../ground/errors';
import { FileShare, FolderType, type RoomKind } from '../../model/enums';
import { sanitiseTitle, trimTitle } from '../../model/titles';
import type { Folder } from '../../model/types';
import { changeShare, SHARE_FILTER, sharesListed } from '../../people/sharing';
import { LINK_ACCESS, type NewRoomSettings, openLink, openRoom } from '../../rooms/newRoom';
import { readRoomSettings } from '../../rooms/roomSettings';
import { listRooms } from '../../rules/rooms';
import { readSort } from '../reading';
import { type Answer, type Call, callerOf, findFolder, folderOf, type Route } from '../route';
import { getFolder, takeFolderId } from './folders';
import { startMove } from './operations';

const MAX_ROOM_TITLE_LENGTH = 170;
const MAX_LINKS = 100;

function getRooms(call: Call): Answer {
	const { store, rights, query, dto } = call;
	const page = listRooms(store, rights, callerOf(call), query, readSort(call));
	const start = query.whole('startIndex') ?? 0;
	return { response: dto.folderContent(page.section, page.rooms, [], page.total, start) };
}

/** Members of a room, the owner first; count and total are real here (docspace-api.md 7.3). */
function getShare(call: Call): Answer {
	const { query, store, rights, dto } = call;
	const count = query.pageSize();
	const filterType = query.oneOf('filterType', SHARE_FILTER) ?? SHARE_FILTER.userOrGroup;
	const room = findFolder(call, call.params['id']);
	const { mayList, withOwner, records } = sharesListed(store, rights, room, filterType);
	if (room === undefined || !mayList) return { response: [], count: 0, total: 0 };
	const mayEdit = rights.can('EditAccess', room);
	const text = (query.text('filterValue') ?? '').toLowerCase();
	const isNamed = (userId: string) => {
		const { displayName = '', email = '' } = store.users.get(userId) ?? {};
		const name = store.groups.get(userId)?.name ?? `${displayName} ${email}`;
		return name.toLowerCase().includes(text);
	};
	const named = records.filter(({ subject }) => text === '' || isNamed(subject));
	const owner = withOwner && isNamed(room.createdBy) ? [dto.people.roomOwner(room)] : [];
	const all = [...owner, ...named.map((record) => dto.people.share(record, mayEdit))];
	const start = query.whole('startIndex') ?? 0;
	const page = all.slice(start, start + count);
	return { response: page, count: Math.min(all.length - start, count), total: all.length };
}

const LINK_TYPE = { invitation: 0, external: 1 };

/** Both kinds unless one is asked for, no total (docspace-api.md 14.11, 16.7). */
function getLinks(call: Call): Answer {
	const { store, rights, query, dto } = call;
	const type = query.oneOf('type', LINK_TYPE);
	const filterType =
		type === undefined
			? SHARE_FILTER.link
			: type === LINK_TYPE.invitation
				? SHARE_FILTER.invitationLink
				: SHARE_FILTER.externalLink;
	const room = findFolder(call, call.params['id']);
	const { mayList, records } = sharesListed(store, rights, room, filterType);
	const shown = mayList ? records.slice(0, MAX_LINKS) : [];
	return { response: shown.map((record) => dto.people.share(record, false)), count: shown.length };
}

/** The answer names those of the asked-for people who have access now (docspace-api.md 7.2). */
function putShare(call: Call): Answer {
	const { store, rights, dto, body } = call;
	const room = findFolder(call, call.params['id']);
	const change = changeShare(store, rights, callerOf(call), room, body);
	if (change.blockedByRoles) return { response: { error: 1 } };
	// Without invitations there is no list of members (docspace-api.md 7.2).
	if ((body.list('invitations') ?? []).length === 0) return { response: { error: 0 } };
	const members = change.members.map((record) => dto.people.share(record, true));
	return { response: { members, error: 0 } };
}

const NEW_ROOM_TYPES: Record<string, RoomKind> = {
	fillingformsroom: 'form',
	editingroom: 'collaboration',
	customroom: 'custom',
	publicroom: 'public',
	virtualdataroom: 'virtualData',
	airoom: 'ai',
	'1': 'form',
	'2': 'collaboration',
	'5': 'custom',
	'6': 'public',
	'8': 'virtualData',
	'9': 'ai',
};

/** The title in a body, whose length is checked before anything else (docspace-api.md 16.1). */
export function readRoomTitle({ body }: Call, member = 'Title'): string {
	const title = body.text('title');
	if (title !== undefined && title.length <= MAX_ROOM_TITLE_LENGTH) return title;
	const message = `The field Title must be a string with a maximum length of ${MAX_ROOM_TITLE_LENGTH}.`;
	throw new ValidationProblem({ [member]: [message] });
}

function readNewRoom(call: Call): { title: string; settings: NewRoomSettings } {
	const { body } = call;
	const title = readRoomTitle(call);
	const settings = readRoomSettings(body, call.settings);
	if (trimTitle(title) === '') throw badArgument("Value cannot be empty. (Parameter 'title')");
	const type = body.get('roomType');
	const kind = NEW_ROOM_TYPES[String(type).toLowerCase()];
	if (kind !== undefined) return { title: sanitiseTitle(title), settings: { kind, ...settings } };
	if (typeof type !== 'number') throw body.wrongType('roomType');
	throw argumentOutOfRange(
		"Specified argument was out of the range of valid values. (Parameter 'roomType')",
	);
}

/** Nobody is invited yet; Public and Form rooms have their link at once (docspace-api.md 16.1, T108). */
async function createRoom(call: Call): Promise<Answer> {
	const { store, body, dto } = call;
	const caller = callerOf(call);
	if (caller.type === 'User' || caller.type === 'Guest') {
		throw invalidOperation("You don't have enough permission to create");
	}
	const { title, settings } = readNewRoom(call);
	if (body.flag('private') && !body.has('share')) throw argumentNull('shares');
	const { maxActiveRooms } = call.settings;
	if (maxActiveRooms > 0 && store.roomsRoot.folders.size >= maxActiveRooms) throw tooManyRooms();
	const id = await takeFolderId(call, store.roomsRoot);
	const room = openRoom(store, caller, { title, id }, settings);
	// The answer shows what the link, which it does not know of yet, gives to others.
	const access = LINK_ACCESS[settings.kind] ?? FileShare.None;
	const response = { ...dto.folder(room), access };
	openLink(store, room, settings.kind, caller.id);
	// No picture is ever uploaded here; the room is there all the same (docspace-api.md 16.1).
	if (body.has('logo')) throw accessDenied();
	return { response };
}

/** Archiving is a move of one folder; the answer is that operation alone (docspace-api.md 8.4). */
function moveRoom(call: Call, section: Folder): Answer {
	const room = folderOf(call);
	const isTemplate = call.store.rootOf(room)?.type === FolderType.roomTemplates;
	if (isTemplate) throw notFound('The record could not be found');
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
	{ method: 'POST', template: 'files/rooms', scope: 'rooms', hasBody: true, act: createRoom },
	{ method: 'GET', template: 'files/rooms/{id}', scope: 'rooms', anonymous: true, act: getFolder },
	{ method: 'GET', template: 'files/rooms/{id}/share', scope: 'rooms', act: getShare },
	{ method: 'GET', template: 'files/rooms/{id}/links', scope: 'rooms', act: getLinks },
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
