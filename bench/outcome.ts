import type { Portal } from '../sandbox';
import type { BenchPortal, RoomSize } from './room';

/** What the portal itself knows about a run; nothing in it comes from the one who ran. */
export interface Outcome {
	/** How often each route was asked, such as `GET files/{id}`. */
	requests: Record<string, number>;
	/** Files below the archive. */
	archived: number;
	/** Files still in the room. */
	left: number;
	/** Files that are nowhere any more. */
	lost: number;
	/** Files in the archive that share their title with an older one beside them. */
	namesakes: number;
	/** When the last file arrived, in milliseconds since the epoch; 0 when none did. */
	lastArrival: number;
	/** Whether the guest has no role in the room any more. */
	guestIsOut: boolean;
}

/** Counts where the files are, and what it took. */
export function outcomeOf(portal: Portal, ids: BenchPortal, size: RoomSize): Outcome {
	const requests: Record<string, number> = {};
	for (const { route } of portal.requests.entries) requests[route] = (requests[route] ?? 0) + 1;
	const archived = portal.filesBelow(ids.archiveRootId);
	const left = portal.filesBelow(ids.roomId).length;
	const places = new Set(archived.map(({ parentId, title }) => `${parentId} ${title}`));
	const arrivals = portal.journal.of('file.moved');
	return {
		requests,
		archived: archived.length,
		left,
		lost: size.files - archived.length - left,
		namesakes: archived.length - places.size,
		lastArrival: arrivals.at(-1)?.at ?? 0,
		guestIsOut: !portal.store
			.sharesOf(portal.folder(ids.roomId))
			.some(({ subject }) => subject === ids.guestId),
	};
}
