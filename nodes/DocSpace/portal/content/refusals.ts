import { InputError, isRefusal, quote } from '../errors';
import type { Picked, RoomId } from '../ids';

/** What to do where there is no such entry, and where the credential's user may not read it. */
const REMEDIES = {
	file: {
		notFound: 'Check the ID; it may be that of a file deleted meanwhile, or of a folder',
		forbidden: 'Invite that user to its room, or use the credential of somebody who is in it',
	},
	folder: {
		notFound: 'Choose the folder from the list, or copy its link from the browser',
		forbidden:
			'Invite that user to its room as Room manager, or use the credential of somebody who is',
	},
	room: {
		notFound: 'Choose the room from the list, or copy its link from the browser',
		forbidden:
			'Invite that user to the room as Room manager, or use the credential of somebody who is',
	},
} as const;

/** Explains why an entry that somebody picked could not be read; any other error stays as it is. */
export function refusalOf(
	kind: keyof typeof REMEDIES,
	{ id, field }: Picked,
	error: unknown,
): unknown {
	const { notFound, forbidden } = REMEDIES[kind];
	if (isRefusal(error, 'notFound')) {
		return new InputError(field, `names no ${kind}: DocSpace has none with the id ${id}`, notFound);
	}
	if (isRefusal(error, 'forbidden')) {
		const problem = `names a ${kind} (${id}) that the user behind the credential may not read`;
		return new InputError(field, problem, forbidden);
	}
	return error;
}

/** The same where a room is asked for as a room, which may as well be one that is hidden. */
export function hiddenRoomRefusal({ id, field }: Picked<RoomId>, error: unknown): unknown {
	if (!isRefusal(error, 'notFound', 'forbidden')) return error;
	return new InputError(
		field,
		`names no room that the user behind the credential can see: ${quote(String(id))}`,
		'Choose the room from the list',
	);
}
