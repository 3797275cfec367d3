import { countFilesBelow, doesNotRecurse } from '../content/listing';
import { isArchived, readRoomIfAny, refuseTemplate } from '../content/rooms';
import { InputError, NotAllowedError, quote } from '../errors';
import type { PortalClient } from '../http/client';
import { isThirdParty, type Picked, type RoomId } from '../ids';
import { count } from '../lists';
import { inTurn } from '../turns';
import type { WholeFolderDto } from '../types';
import { deletionTurn } from './deleting';
import { carryOut, refuseHeld, type FolderDeletion } from './deletingFolder';
import type { Switch } from './orders';

/** What else than an archived, empty room may be deleted. */
export interface RoomDeletion {
	active: Switch;
	withFiles: Switch;
}

/**
 * Deletes a room past the Trash, which takes no rooms, and looks whether it is gone (docspace-api.md 16.5). The
 * portal deletes an active room of its owner's with all its files as readily as an archived one (T114): here both
 * must be allowed. Of a room in third-party storage only the connection ends. Throws `InputError` for what is no
 * room that may be deleted, and `DocSpaceError` when it stayed.
 */
export async function deleteRoom(
	portal: PortalClient,
	picked: Picked<RoomId>,
	allowed: RoomDeletion,
): Promise<FolderDeletion> {
	return await inTurn(deletionTurn(portal), portal.signal, async () => {
		const room = await readRoomIfAny(portal, picked);
		if (!room) return { outcome: 'notFound' };
		refuseTemplate(room, picked, 'deleted here');
		refuseActive(room, allowed.active);
		const mayNotDelete = () => mayNotDeleteRoom(room);
		if (room.security?.Delete === false) throw mayNotDelete();
		if (!isThirdParty(room.id)) {
			if (allowed.withFiles.isOn) await refuseHeld(portal, room);
			else await refuseFiles(portal, room, allowed.withFiles);
		}
		const isGone = async () => (await readRoomIfAny(portal, picked)) === undefined;
		await carryOut(portal, room, { permanently: true, isGone, mayNotDelete });
		return { outcome: 'deleted', folder: room };
	});
}

function refuseActive(room: WholeFolderDto, { isOn, field }: Switch): void {
	if (isOn || isArchived(room)) return;
	throw new InputError(
		field,
		`is off, but ${quote(room.title)} is not archived`,
		'Archive the room first, or turn the option on if it may be deleted as it is',
	);
}

async function refuseFiles(
	portal: PortalClient,
	room: WholeFolderDto,
	{ field }: Switch,
): Promise<void> {
	const files = doesNotRecurse(room)
		? (room.filesCount ?? 0)
		: await countFilesBelow(portal, room.id);
	if (files === 0) return;
	throw new InputError(
		field,
		`is off, but ${quote(room.title)} holds ${count(files, 'file')}, which would be destroyed`,
		'Move the files out of the room first, for example with Archive Client Room, or turn the option on',
	);
}

function mayNotDeleteRoom(room: WholeFolderDto): NotAllowedError {
	return new NotAllowedError(
		`DocSpace does not let you delete the room ${quote(room.title)}`,
		isArchived(room)
			? 'Use the credential of the room’s owner or of a DocSpace admin; being a Room manager is not enough'
			: 'Use the credential of the room’s owner, who alone can delete a room that is not archived, or archive it first',
	);
}
