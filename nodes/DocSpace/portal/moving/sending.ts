import { readAgain, type Candidate, type FileToMove, type LastSeen } from './candidates';
import type { ConflictPolicy } from './clashes';
import { lookAgain, type Destination } from './destination';
import { asPortalError, isRefusal, PortalError, quote } from '../errors';
import {
	arrivedAs,
	arrivedOtherwise,
	changesStorage,
	fateOfLeft,
	fateOfMissing,
	hasArrived,
	isGone,
	isThere,
	takeNewIds,
	whyNotMovable,
	whyNotReplaceable,
} from './evidence';
import { isLost, move, PATIENCE_MS, withPlaceForMove, type OperationEnd } from './fileOperations';
import { writeTitle } from '../content/renaming';
import { lookAt } from '../content/listing';
import type { PortalClient } from '../http/client';
import { growingPauses, waitAndLook } from '../http/waiting';
import { keyOf } from '../ids';
import { cutInto } from '../lists';
import { time } from '../time';

export interface MoveOrder {
	files: FileToMove[];
	/** As it was before all waiting. */
	destination: Destination;
	/** Whether others had their turn since then. */
	mayBeStale?: boolean;
	policy: ConflictPolicy;
	/** When to stop waiting, by `time.now()`. */
	deadline: number;
}

/** How many files one move takes: its checks run before the portal answers (docspace-api.md 9.3, T43). */
export const CHUNK = 100;
/** Between storages bytes are copied, and a minute on one file cancels the rest (T37). */
export const CHUNK_BETWEEN_STORAGES = 5;
/** The first move of a file and three more. */
export const MOST_ROUNDS = 4;
/** How often somebody else may be quicker to take a title; such a round counts only here. */
const MOST_CLASHES = 20;
/** As many as there are places for writing: after a refusal no others are waiting. */
const RENAMES_AT_ONCE = 8;
/** So many files refused alone, in the same words and with no move accepted between them, are samples of what follows. */
const ALIKE_REFUSALS = 5;

/** The longest pause between two looks for the files of a lost move. */
const LONGEST_PAUSE_MS = 60_000;

/** What a look at a destination came to. */
type Looked = 'seen' | 'deleted' | PortalError;

/** Refusals that may be the fault of one file among many; all others would meet every file alike. */
export const ABOUT_SINGLE_FILES = ['forbidden', 'notFound', 'invalid'] as const;

/** Sends the files of an order to their destination; what became of them shows when it is looked at again. */
export class Sending {
	/** The refusal that ended sending: the same would happen to every other file. */
	stoppedBy: PortalError | undefined;
	/** How files sent alone were refused since a move was last accepted; all in the same words. */
	private refusedAlone: string[] = [];
	/** Files that the destination holds under ids that no operation has told. */
	arrivedOtherwise = new Set<Candidate>();

	/** Files of moves that are lost from sight, for as long as they are watched. */
	private readonly lost = new Set<Candidate>();
	private lastLook: { at: number; looking: Promise<Looked> } | undefined;

	constructor(
		private readonly portal: PortalClient,
		private readonly order: MoveOrder,
		private readonly candidates: Candidate[],
		/** As last seen; in the order it is as it was before all waiting. */
		public destination: Destination,
	) {}

	/** Whether more may be sent: nothing stopped it, and there is time left. */
	maySend(): boolean {
		return !this.stoppedBy && time.now() < this.order.deadline;
	}

	/**
	 * Whether a file may be sent again. After a lost move that is harmless as long as the portal skips
	 * what is there already; a file that replaces another would become a new version of it twice, and
	 * one that travels between storages would be copied twice (docspace-api.md 6.4).
	 */
	mayRepeat(candidate: Candidate): boolean {
		const between = changesStorage(candidate.file, this.destination);
		if (candidate.mayStillMove && (between || replacesAnother(candidate))) return false;
		if (candidate.clashes >= MOST_CLASHES) return false;
		return candidate.rounds - candidate.clashes < (between ? 1 : MOST_ROUNDS);
	}

	/** Looks at the destination again, where these files are wanted; remembers what it saw. */
	async look(wanted: Candidate[]): Promise<Looked> {
		const ids = wanted.map(({ id }) => id);
		const isNew = (one: Candidate) =>
			one.lastMove?.kind === 'ended' && !hasArrived(one, this.destination);
		const presumed = this.destination.entryCount + wanted.filter(isNew).length;
		const seen = await lookAgain(this.portal, this.destination, ids, presumed).catch(asPortalError);
		if (seen instanceof PortalError) return seen;
		if (!seen) return 'deleted';
		this.destination = seen;
		const before = this.order.destination;
		this.arrivedOtherwise = arrivedOtherwise(wanted, before, seen, this.candidates);
		return 'seen';
	}

	/**
	 * Reads files again, ends the way of those that cannot be sent, and returns the others. An error in
	 * reading ends all sending.
	 */
	async readyAmong(candidates: Candidate[]): Promise<Candidate[]> {
		const replaced = candidates.flatMap(({ overwrites }) => overwrites);
		const read = await Promise.all([
			readAgain(this.portal, candidates.map(asLastSeen)),
			readAgain(this.portal, replaced),
		]).catch(asPortalError);
		if (read instanceof PortalError) {
			this.stoppedBy = read;
			return [];
		}
		const [files, targets] = read;
		return candidates.filter((candidate) => {
			const file = files.get(keyOf(candidate.id));
			candidate.followTitle(file);
			if (isThere(file, this.destination)) candidate.fate = arrivedAs(file);
			// Where another run was quicker, the look at the destination shows it.
			else if (isGone(file) && candidate.rounds > 0) return false;
			else {
				const reason = whyNotMovable(candidate, file) || whyNotReplaceable(candidate, targets);
				if (isGone(file)) {
					candidate.fate = fateOfMissing(candidate, reason, this.order.destination);
				} else if (reason !== '') candidate.fate = fateOfLeft(candidate, reason);
			}
			return !candidate.fate;
		});
	}

	/** Sends files whose titles are planned; only those known to replace another with the order to overwrite. */
	async send(candidates: Candidate[]): Promise<void> {
		const { isInFormRoom } = this.destination;
		const chunks = [true, false].flatMap((between) =>
			[true, false].flatMap((replacing) => {
				const size = between ? CHUNK_BETWEEN_STORAGES : CHUNK;
				const alike = candidates.filter(
					(candidate) =>
						changesStorage(candidate.file, this.destination) === between &&
						replacesAnother(candidate) === replacing,
				);
				return cutInto(isInFormRoom ? 1 : size, alike);
			}),
		);
		await this.sendChunks(chunks);
	}

	/**
	 * One file that is locked, open or gone makes the portal refuse all of its chunk without saying which
	 * (T30). When all chunks are through, the refused files are read again together: those that explain a
	 * refusal are set aside, the rest is sent again, and halved where nothing explains it.
	 */
	private async sendChunks(chunks: Candidate[][]): Promise<void> {
		const answers = await Promise.all(
			chunks.map(async (chunk) => ({ chunk, refusal: await this.sendOnce(chunk) })),
		);
		const refused = answers.flatMap(({ chunk, refusal }) =>
			refusal ? [{ sent: chunk.filter(({ fate }) => !fate), refusal }] : [],
		);
		const [first] = refused;
		if (!first || !(await this.destinationTakesFiles(first.refusal))) return;
		const ready = new Set(await this.readyAmong(refused.flatMap(({ sent }) => sent)));
		const again = refused.map(({ sent, refusal }) => {
			const rest = sent.filter((candidate) => ready.has(candidate));
			return { rest, refusal, isExplained: rest.length < sent.length };
		});
		await this.sendChunks(again.flatMap(({ rest, isExplained }) => (isExplained ? [rest] : [])));
		const [one, ...others] = again.filter(({ isExplained }) => !isExplained);
		// What becomes of one chunk tells whether the others are worth the same effort.
		if (one) await this.halve(one.rest, one.refusal);
		await Promise.all(others.map(async ({ rest, refusal }) => await this.halve(rest, refusal)));
	}

	/**
	 * Finds the files that are refused for no reason that can be seen. That costs two requests for each of
	 * them, so when the same happens to one after the other, only samples of a chunk are sent alone; a sample
	 * that is accepted shows that looking for the others is worth while.
	 */
	private async halve(chunk: Candidate[], refusal: PortalError): Promise<void> {
		const { message } = refusal;
		if (chunk.length <= 1) {
			this.refusedAlone = [...this.refusedAlone.filter((other) => other === message), message];
			return await this.leave(chunk, message);
		}
		if (this.refusesAllAlike(refusal)) return await this.sample(chunk, refusal);
		for (const half of cutInto(Math.ceil(chunk.length / 2), chunk)) {
			const again = await this.sendOnce(half);
			if (again) await this.halve(half, again);
		}
	}

	private async sample(chunk: Candidate[], refusal: PortalError): Promise<void> {
		const samples = new Set([chunk[0], chunk[chunk.length >> 1], chunk[chunk.length - 1]]);
		let rest = chunk;
		for (const sample of samples) {
			if (!sample) continue;
			rest = rest.filter((candidate) => candidate !== sample);
			const again = await this.sendOnce([sample]);
			if (again) await this.halve([sample], again);
			if (!this.refusesAllAlike(refusal)) return await this.sendChunks([rest]);
		}
		const reason = `${refusal.message}; it was sent together with others, after ${ALIKE_REFUSALS} files had been refused like this one by one`;
		await this.leave(rest, reason);
	}

	/** Only what reading it once more does not explain is told in the portal's words (docspace-api.md T158). */
	private async leave(chunk: Candidate[], reason: string): Promise<void> {
		for (const candidate of await this.readyAmong(chunk)) {
			candidate.fate = fateOfLeft(candidate, reason);
		}
	}

	private refusesAllAlike({ message }: PortalError): boolean {
		const { refusedAlone } = this;
		return refusedAlone.length >= ALIKE_REFUSALS && refusedAlone[0] === message;
	}

	/** Whether a refusal may be about the files; one about the destination ends all sending. */
	private async destinationTakesFiles(refusal: PortalError): Promise<boolean> {
		const current = await lookAt(this.portal, this.destination.id).then(
			(page) => page.current,
			asPortalError,
		);
		const takesFiles =
			!(current instanceof PortalError) &&
			current.rootFolderType === this.destination.folder.rootFolderType &&
			current.security?.MoveTo !== false &&
			current.security?.Create !== false;
		if (!takesFiles) this.stoppedBy = current instanceof PortalError ? current : refusal;
		return takesFiles;
	}

	/** Renames and sends; returns the portal's refusal where it may concern single files only. */
	private async sendOnce(chunk: Candidate[]): Promise<PortalError | undefined> {
		if (chunk.length === 0) return undefined;
		const { limits, signal } = this.portal;
		const refusal = await limits.preparations.run(async (isPrepared) => {
			await this.renameWanted(chunk);
			return await withPlaceForMove(this.portal, async () => {
				isPrepared();
				return await this.sendPrepared(chunk);
			});
		}, signal);
		// A move that was accepted may wait long in the queue; the place for moves is free for others meanwhile.
		const queued = chunk.filter(
			(candidate) => candidate.lastMove?.kind === 'vanished' && !this.mayRepeat(candidate),
		);
		if (!refusal && queued.length > 0) await this.watch(queued, Infinity);
		return refusal;
	}

	private async sendPrepared(chunk: Candidate[]): Promise<PortalError | undefined> {
		const ready = chunk.filter(({ fate, title, wantedTitle }) => !fate && title === wantedTitle);
		if (!this.maySend() || ready.length === 0) return undefined;
		const end = await move(this.portal, {
			fileIds: ready.map(({ id }) => id),
			destinationId: this.destination.id,
			// What Skip leaves behind is a clash that was missed; nothing is destroyed by it.
			onClash: ready.every(replacesAnother) ? 'Overwrite' : 'Skip',
			deadline: this.order.deadline,
		}).catch(asPortalError);
		if (isRefusal(end, ...ABOUT_SINGLE_FILES)) return end;
		if (end instanceof PortalError) this.stoppedBy = end;
		else {
			this.refusedAlone = [];
			await this.takeEnd(ready, end);
		}
		return undefined;
	}

	private async takeEnd(sent: Candidate[], end: OperationEnd): Promise<void> {
		if (isRefusal(end.lostBy, 'tooOld')) this.stoppedBy = end.lostBy;
		for (const candidate of sent) {
			candidate.lastMove = end;
			candidate.mayStillMove ||= end.kind !== 'ended';
		}
		takeNewIds(sent, end.arrived ?? [], this.destination);
		if (isLost(end)) await this.watch(sent, PATIENCE_MS);
	}

	/** Watches the files of a lost move in the destination, for as long as `patience` and the deadline allow. */
	private async watch(lost: Candidate[], patience: number): Promise<void> {
		const begun = time.now();
		const end = Math.min(this.order.deadline, begun + patience);
		const isSeen = (candidate: Candidate) =>
			hasArrived(candidate, this.destination) || this.arrivedOtherwise.has(candidate);
		const look = async () => {
			const pause = Math.min(time.now() - begun, LONGEST_PAUSE_MS);
			if ((await this.lookForLost(pause / 2)) !== 'seen') return true;
			return lost.every(isSeen) || undefined;
		};
		for (const candidate of lost) this.lost.add(candidate);
		try {
			await waitAndLook(growingPauses(1000, end, LONGEST_PAUSE_MS), look, this.portal.signal);
		} finally {
			for (const candidate of lost) this.lost.delete(candidate);
		}
	}

	/**
	 * Looks for the files of all lost moves at once, because each look reads the whole destination; one that
	 * another of them has begun no longer than `age` ago serves as well.
	 */
	private async lookForLost(age: number): Promise<Looked> {
		const { lastLook } = this;
		if (lastLook && lastLook.at >= time.now() - age) return await lastLook.looking;
		const looking = this.look([...this.lost]);
		this.lastLook = { at: time.now(), looking };
		return await looking;
	}

	private async renameWanted(chunk: Candidate[]): Promise<void> {
		const toRename = chunk.filter(({ title, wantedTitle }) => title !== wantedTitle);
		for (const few of cutInto(RENAMES_AT_ONCE, toRename)) {
			if (!this.maySend()) return;
			await Promise.all(
				few.map(async (candidate) => {
					const refusal = await this.rename(candidate);
					if (refusal) await this.explainRename(candidate, refusal);
				}),
			);
		}
	}

	/** Gives a file its wanted title (docspace-api.md 6.8); returns why the portal refuses. */
	async rename(candidate: Candidate): Promise<PortalError | undefined> {
		const { ownTitle: from } = candidate;
		const file = await writeTitle(this.portal, candidate.id, candidate.wantedTitle).catch(
			asPortalError,
		);
		if (file instanceof PortalError) return file;
		candidate.id = file.id;
		candidate.title = file.title;
		// The portal may have appended an extension (docspace-api.md 6.8).
		candidate.wantedTitle = file.title;
		candidate.rename = { id: candidate.file.id, from, to: file.title };
		return undefined;
	}

	private async explainRename(candidate: Candidate, refusal: PortalError): Promise<void> {
		// A lock of somebody else answers 500 (docspace-api.md 6.8), and a proxy may fail at one file alone.
		const concernsOne = [...ABOUT_SINGLE_FILES, 'server', 'gateway', 'unreachable'] as const;
		if (!isRefusal(refusal, ...concernsOne)) this.stoppedBy = refusal;
		else if ((await this.readyAmong([candidate])).length > 0) {
			const title = quote(candidate.wantedTitle);
			const reason = `it could not be renamed to ${title}: ${refusal.message}`;
			candidate.fate = fateOfLeft(candidate, reason);
		}
	}
}

/** Where to look for a file that is to be read again. */
export function asLastSeen({ id, file }: Candidate): LastSeen {
	return { id, folderId: file.folderId, roomId: file.roomId };
}

function replacesAnother({ overwrites }: Candidate): boolean {
	return overwrites.length > 0;
}
