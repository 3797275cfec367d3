import { DocSpaceError, ifForbidden, InputError, NotAllowedError, quote } from '../../errors';
import type { PortalClient } from '../../http/client';
import type { Picked, RoomId } from '../../ids';
import { isFolder, type WholeFolderDto } from '../../types';
import { isArchived, readSharedRoom, refuseTemplate } from '../rooms';
import { bodyFor, unmetIn, type RoomWishes } from './settings';

/** A room as it is now. */
export interface UpdatedRoom {
	room: WholeFolderDto;
	/** The settings that were not so before. */
	changed: string[];
}

/**
 * Changes a room where it is not yet as wished, and in nothing else: the portal tells everybody's webhooks of a
 * change that is none, and begins the lifetime of files anew (docspace-api.md 16.3). Throws `InputError` for what
 * is no active room, `NotAllowedError`, and `DocSpaceError` where a wish is not met afterwards.
 */
export async function updateRoom(
	portal: PortalClient,
	picked: Picked<RoomId>,
	wishes: RoomWishes,
): Promise<UpdatedRoom> {
	const before = await readSharedRoom(portal, picked);
	refuseTemplate(before, picked, 'changed here');
	if (isArchived(before)) {
		throw new InputError(
			picked.field,
			`names ${quote(before.title)}, which is archived, so that nothing of it can be changed`,
			'Bring it back with Unarchive first',
		);
	}
	const mayNotEdit = () => mayNotChange(before);
	if (before.security?.EditRoom === false) throw mayNotEdit();
	const due = unmetIn(before, wishes).map(({ setting }) => setting);
	const changed = due.map(nameOf);
	if (due.length === 0) return { room: before, changed };

	const { moreTags, ...others } = only(wishes, due);
	const path = `files/rooms/${encodeURIComponent(before.id)}`;
	const write = async (request: { path: string; body: object }, wished: RoomWishes) => {
		const look = async () => {
			const room = await readSharedRoom(portal, picked);
			return unmetIn(room, wished).length === 0 ? room : undefined;
		};
		await portal
			.writePatiently({ method: 'PUT', ...request }, isFolder, look)
			.catch(ifForbidden(mayNotEdit));
	};
	if (Object.keys(others).length > 0) await write({ path, body: bodyFor(others) }, others);
	if (moreTags) await write({ path: `${path}/tags`, body: { names: moreTags } }, { moreTags });

	const room = await readSharedRoom(portal, picked);
	const left = unmetIn(room, only(wishes, due));
	if (left.length === 0) return { room, changed };
	const reasons = left.map(({ setting, reason }) => `${nameOf(setting)}: ${reason}`).join('; ');
	throw new DocSpaceError(
		`Not all of ${quote(room.title)} was changed. ${reasons}`,
		'See to the reasons given, or leave these settings out; what else was asked for is done',
		{
			id: room.id,
			changed: changed.filter((name) => left.every(({ setting }) => nameOf(setting) !== name)),
		},
	);
}

/** A setting as the editor knows it: tags are tags, whatever is to be done with them. */
function nameOf(setting: keyof RoomWishes): string {
	return setting === 'moreTags' ? 'tags' : setting;
}

function only(wishes: RoomWishes, names: Array<keyof RoomWishes>): RoomWishes {
	const isNamed = ([name]: [string, unknown]) => names.some((one) => one === name);
	return Object.fromEntries(Object.entries(wishes).filter(isNamed));
}

function mayNotChange({ title }: WholeFolderDto): NotAllowedError {
	return new NotAllowedError(
		`DocSpace does not let you change the room ${quote(title)}`,
		'Give the user behind the credential the role Room manager in it, or let them own it; being a DocSpace admin is not enough',
	);
}
