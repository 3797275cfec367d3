import type { IDataObject } from 'n8n-workflow';

import { folderUrl } from '../../portal/address';
import { isArchived } from '../../portal/content/rooms';
import { kindOf } from '../../portal/people/people';
import type { PersonDto, RoomShareDto, WholeFolderDto } from '../../portal/types';

/** By RoomType of docspace-api.md 1.4, in the words of DocSpace's own menu. */
const ROOM_TYPES: Record<number, string> = {
	1: 'Form filling room',
	2: 'Collaboration room',
	5: 'Custom room',
	6: 'Public room',
	8: 'Virtual data room',
	9: 'AI room',
};

/** By FileShare of docspace-api.md 1.4. */
const ROLES: Record<number, string> = {
	1: 'Full access',
	2: 'Viewer',
	5: 'Reviewer',
	6: 'Commenter',
	7: 'Form filler',
	9: 'Room manager',
	10: 'Editor',
	11: 'Content creator',
};

/** What most workflows need of a room in the portal at `origin`. */
export function simplifiedRoom(origin: string): (room: WholeFolderDto) => IDataObject {
	return (room) => ({
		id: room.id,
		title: room.title,
		type: ROOM_TYPES[room.roomType ?? 0] ?? String(room.roomType),
		archived: isArchived(room),
		owner: room.createdBy?.displayName ?? '',
		fileCount: room.filesCount ?? 0,
		folderCount: room.foldersCount ?? 0,
		tags: room.tags ?? [],
		created: room.created ?? '',
		url: folderUrl(origin, room),
	});
}

/** What most workflows need of a room's member, be it a person or a group. */
export function simplifiedMember(share: RoomShareDto): IDataObject {
	const { access, isOwner, sharedToUser: person, sharedToGroup: group } = share;
	return {
		id: person?.id ?? group?.id ?? '',
		name: person?.displayName ?? group?.name ?? '',
		email: person?.email ?? '',
		role: isOwner ? 'Room owner' : (ROLES[access] ?? String(access)),
		type: person ? kindOf(person) : 'group',
		isGuest: person?.isVisitor === true,
	};
}

/** A person in lists of who is concerned. */
export function inShort({ id, email = '', displayName = '' }: PersonDto) {
	return { id, email, name: displayName };
}
