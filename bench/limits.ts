import { namesakesIn, type RoomSize } from './room';

/** Under which circumstances something was measured. */
export interface Conditions {
	size: RoomSize;
	/** How long the portal takes to answer anything. */
	rttMs: number;
	/** How long a job of the portal works on one file. */
	msPerFile: number;
}

const PAGE = 100;
const CHUNK = 100;
/** Requests of a kind, and jobs, that run at once. */
const AT_ONCE = 8;

function pagesOf(entries: number): number {
	return Math.max(1, Math.ceil(entries / PAGE));
}

/** No client that asks eight things at once can list files and folders sooner: every page is one request. */
export function listingLimitMs({ size, rttMs }: Conditions): number {
	return Math.ceil((pagesOf(size.files) + pagesOf(size.folders)) / AT_ONCE) * rttMs;
}

/**
 * From the listing to the last file seen in the archive: the portal's own work with eight jobs at once, and
 * the round trips that cannot overlap it. Before it: a look for the client's folder, its creation, a look at
 * what is in it, the first order. During it: never more than eight moves are in flight, so that the next
 * order leaves when the end of one is known, and is there one round trip after that end. After it: all pages
 * of the folder, as proof.
 */
export function movingLimitMs({ size: { files }, rttMs, msPerFile }: Conditions): number {
	const work = Math.max((files * msPerFile) / AT_ONCE, Math.min(files, CHUNK) * msPerFile);
	const ordersInARow = Math.ceil(Math.ceil(files / CHUNK) / AT_ONCE);
	const before = 4 * rttMs;
	const between = (ordersInARow - 1) * rttMs;
	const after = Math.ceil(pagesOf(files) / AT_ONCE) * rttMs;
	return before + work + between + after;
}

/** Round trips one after the other, of each part of the job and of all. */
export interface Trips {
	collect: number;
	ensure: number;
	move: number;
	guest: number;
	whole: number;
}

/**
 * The fewest round trips in a row with eight requests at once and eight moves in flight, where each part begins
 * when the one before has ended. Collecting: every page. The client's folder: a look for it, its creation, a look
 * whether another run has made one too. Moving: a look at what is in it, the namesakes' new titles and the orders
 * (the last order behind its renames, and before it never more than eight under way, each an order and the news of
 * its end), that news of the last, and all pages of the folder as proof. The guest: who and where they are, the end
 * of their access, the proof.
 */
export function leastTrips(size: RoomSize): Trips {
	const orders = Math.ceil(size.files / CHUNK);
	const renames = namesakesIn(size);
	const inRows = (requests: number) => Math.ceil(requests / AT_ONCE);
	const ordered = Math.max(inRows(renames) + 1, inRows(renames + orders), 2 * inRows(orders) - 1);
	const collect = inRows(pagesOf(size.files) + pagesOf(size.folders));
	const ensure = 3;
	const move = 1 + ordered + 1 + inRows(pagesOf(size.files));
	const guest = 3;
	return { collect, ensure, move, guest, whole: collect + ensure + move + guest };
}

const POLLS_PER_CHUNK = 12;
/** The share of files that have the name of another (room.ts), rounded up. */
const SHARE_OF_NAMESAKES = 0.03;

/** How many requests of each kind ours may send at most; whatever is not named here, none. */
export function requestBudget({ files, folders }: RoomSize): Record<string, number> {
	const chunks = Math.ceil(files / CHUNK);
	// Collecting, and the look at the destination when all is moved.
	const pages = 2 * pagesOf(files) + pagesOf(folders);
	return {
		'GET files/{id}': pages + 8,
		// As the folders are, once more in Ensure Folder's turn, and when a folder that it made must have come to light.
		'GET files/{id}/subfolders': 3,
		'GET files/folder/{id}': 2,
		'POST files/folder/{id}': 1,
		'PUT files/file/{id}': Math.ceil(files * SHARE_OF_NAMESAKES) + 1,
		'PUT files/fileops/move': chunks,
		'GET files/fileops': chunks * POLLS_PER_CHUNK,
		'GET people/{id}': 2,
		'GET people/filter': 2,
		'GET files/rooms': 2,
		'GET files/rooms/{id}': 1,
		// Whether the guest is in the room, the proof that they are not any more, and the other ways in.
		'GET files/rooms/{id}/share': 3,
		'GET files/rooms/{id}/links': 1,
		'DELETE people/guests': 1,
	};
}
