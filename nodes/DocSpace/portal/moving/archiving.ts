import { isArchived, readSharedRoom, refuseTemplate } from '../content/rooms';
import { DocSpaceError, isRefusal, NotAllowedError, quote } from '../errors';
import type { PortalClient } from '../http/client';
import { waitAndLook } from '../http/waiting';
import type { Picked, RoomId } from '../ids';
import { time } from '../time';
import { isFileOperation, type FolderDto } from '../types';
import { waitForEnd, withPlaceForMove, type OperationEnd } from './fileOperations';

/** A room that is where it was to be, read back from there. */
export interface Transferred {
	room: FolderDto;
	/** Whether it had been there before, so that nothing was written. */
	alreadyThere: boolean;
}

/** The two ways between the sections Rooms and Archive. */
const WAYS = {
	archive: { infinitive: 'archive', done: 'archived', isThere: isArchived },
	unarchive: {
		infinitive: 'restore',
		done: 'restored from the archive',
		isThere: (room: FolderDto) => !isArchived(room),
	},
} as const;

/** One folder changes its parent: long enough for any queue in which it stands. */
const MAX_WAIT_MS = 10 * 60_000;

/**
 * Moves a room to the Archive section, where guests keep reading it (T54), or back, and waits until it is seen
 * there. Throws `InputError` when no room was picked, `DocSpaceError` when it is not there afterwards.
 */
export async function transferRoom(
	portal: PortalClient,
	picked: Picked<RoomId>,
	way: keyof typeof WAYS,
): Promise<Transferred> {
	const before = await readSharedRoom(portal, picked);
	refuseTemplate(before, picked, 'archived');
	const { isThere } = WAYS[way];
	if (isThere(before)) return { room: before, alreadyThere: true };

	const look = async () => {
		const room = await readSharedRoom(portal, { ...picked, id: before.id });
		return isThere(room) ? room : undefined;
	};
	const end = await withPlaceForMove(portal, async () => await send(portal, before, way, look));
	// Only the room itself tells whether it has moved: an operation also ends when it has failed (T32).
	const pauses = end.kind === 'ended' ? PAUSES_AFTER_END : PAUSES_WITHOUT_OPERATION;
	const room = await waitAndLook(pauses, look, portal.signal);
	if (room) return { room, alreadyThere: false };
	throw stayed(before, way, end);
}

/**
 * Harmless to repeat (docspace-api.md 8.4). The portal may answer 500 although it has archived (T53), so
 * the room is looked at before that is believed.
 */
async function send(
	portal: PortalClient,
	room: FolderDto,
	way: keyof typeof WAYS,
	look: () => Promise<FolderDto | undefined>,
): Promise<OperationEnd> {
	const sent = time.now();
	const accepted = await portal
		.writeUntilSeen<{ id?: string }>(
			{
				method: 'PUT',
				path: `files/rooms/${encodeURIComponent(room.id)}/${way}`,
				body: { deleteAfter: false },
			},
			isFileOperation,
			async () => ((await look()) ? {} : undefined),
		)
		.catch(async (error: unknown) => {
			if (!isRefusal(error, 'forbidden')) throw error;
			// Somebody else may have been faster, which takes the right to do it again.
			if (await look()) return { result: { id: undefined }, seen: true };
			throw refused(room, way);
		});
	if (accepted.seen) return { kind: 'ended', said: '' };
	return await waitForEnd(portal, accepted.result.id, sent, sent + MAX_WAIT_MS);
}

function refused({ title }: FolderDto, way: keyof typeof WAYS): DocSpaceError {
	return new NotAllowedError(
		`DocSpace does not let you ${WAYS[way].infinitive} ${quote(title)}`,
		'Use the credential of the room’s owner or of a DocSpace admin; being a Room manager is not enough',
	);
}

const PAUSES_AFTER_END = [0, 500, 2000];
/** Who may not ask about the operation, or finds it gone, asks about the room instead. */
const PAUSES_WITHOUT_OPERATION = [0, 500, 1000, 2000, 4000, 8000, 15_000, 30_000];

function stayed(
	{ title }: FolderDto,
	way: keyof typeof WAYS,
	{ kind, said, lostBy }: OperationEnd,
): DocSpaceError {
	const problem = `${quote(title)} was not ${WAYS[way].done}`;
	if (said !== '') {
		return new DocSpaceError(
			`${problem}. DocSpace says: ${said}`,
			'Remove the cause, then run again',
		);
	}
	if (kind === 'ended') {
		return new DocSpaceError(
			`${problem}, and DocSpace does not say why`,
			'Run again; if it stays, do it once in DocSpace, which may show the reason',
		);
	}
	// A key without files:read may archive, but not ask what became of it (T57).
	if (lostBy) {
		return new DocSpaceError(`${problem} so far. ${lostBy.message}`, lostBy.remedy);
	}
	return new DocSpaceError(
		`${problem} so far, and DocSpace still has it to do or has forgotten it`,
		'Look at the room in a few minutes and run again if it has stayed where it was',
	);
}
