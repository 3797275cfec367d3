import type { IDataObject } from 'n8n-workflow';

import { folderUrl } from '../../portal/address';
import { isArchived, roomTypeOf } from '../../portal/content/rooms';
import { kindOf } from '../../portal/people/people';
import { titleOfRole } from '../../portal/people/roles';
import type { PersonDto, RoomShareDto, WholeFolderDto } from '../../portal/types';

/** What most workflows need of a room in the portal at `origin`. */
export function simplifiedRoom(origin: string): (room: WholeFolderDto) => IDataObject {
	return (room) => ({
		id: room.id,
		title: room.title,
		type: roomTypeOf(room),
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
		role: isOwner ? 'Room owner' : titleOfRole(access),
		type: person ? kindOf(person) : 'group',
		isGuest: person?.isVisitor === true,
	};
}

/** A person in lists of who is concerned. */
export function inShort({ id, email = '', displayName = '' }: PersonDto) {
	return { id, email, name: displayName };
}
