import {
	Candidate,
	inOrder,
	readAgain,
	whyNoForms,
	type Fate,
	type FileToMove,
	type LastSeen,
	type ReadAgain,
} from './candidates';
import { mayBeRenamed, planTitles, type ConflictPolicy } from './clashes';
import { Destination, lookAgain } from './destination';
import { asPortalError, isRefusal, PortalError, quote } from '../errors';
import { move, withPlaceForMove, type MoveEnd } from './fileOperations';
import { blockerNow, blockerOf, readFile } from '../content/files';
import { byId, isThirdParty, keyOf, sameId, storageOf } from '../ids';
import { cutInto } from '../lists';
import { lookAt } from '../content/listing';
import type { MoveResult, Rename } from './report';
import type { PortalClient } from '../http/client';
import { time } from '../time';
import { folded, FreeTitles, isNumbered } from '../titles';
import { inTurn, isTaken } from '../turns';
import { FolderType, isFile, type FileDto } from '../types';

export interface MoveOrder {
	files: FileToMove[];
	destination: Destination;
	policy: ConflictPolicy;
	/** When to stop waiting, by `time.now()`. */
	deadline: number;
}

/** How many files one move takes: its checks run before the portal answers (docspace-api.md 9.3, T43). */
export const CHUNK = 100;
/** Between storages bytes are copied, and a minute on one file cancels the rest (T37). */
const CHUNK_BETWEEN_STORAGES = 5;
/** The first move of a file and three more. */
const MOST_ROUNDS = 4;
/** How often somebody else may be quicker to take a title; such a round counts only here. */
const MOST_CLASHES = 20;
/** As many as there are places for writing: after a refusal no others are waiting. */
const RENAMES_AT_ONCE = 8;
/** How long a move of which the portal says nothing is looked for before it may be sent again. */
export const PATIENCE_MS = 60_000;

/** Whether moving a file there copies its bytes and loses its versions (T37). */
export function changesStorage(file: FileToMove, destination: Destination): boolean {
	return storageOf(file.id) !== storageOf(destination.id);
}

/**
 * Moves files and finds out what really became of each: what the portal says of an operation proves
 * nothing about a file (docspace-api.md 6.4, 6.5). Never throws for a file; throws `ExecutionCancelled`.
 * Orders of one process for one destination are carried out one after the other: of two at once the
 * portal would let equal titles through in spite of Skip (T147).
 */
export async function moveFiles(portal: PortalClient, order: MoveOrder): Promise<MoveResult> {
	const { policy, destination } = order;
	const turn = `move files to ${portal.origin} ${keyOf(destination.id)}`;
	// What Overwrite has replaced is proved by comparing it with what was there before all waiting.
	const isStale = policy !== 'overwrite' && isTaken(turn);
	return await inTurn(turn, portal.signal, async () => {
		const now = isStale && (await lookAgain(portal, destination).catch(asPortalError));
		return await new Move(portal, order, now instanceof Destination ? now : destination).run();
	});
}

class Move {
	private readonly fates = new Map<Candidate, Fate>();
	private readonly renamed = new Map<Candidate, Rename>();
	private readonly candidates: Candidate[];
	/** The refusal that ended sending: the same would happen to every other file. */
	private stoppedBy: PortalError | undefined;

	constructor(
		private readonly portal: PortalClient,
		private readonly order: MoveOrder,
		/** As last seen; in the order it is as it was before all waiting. */
		private destination: Destination,
	) {
		this.candidates = order.files.map((file) => new Candidate(file));
	}

	/**
	 * Works in rounds: plans titles, sends what is open in chunks, and looks where the files are. A file
	 * whose move came to nothing for no reason to be seen stays open for the next round.
	 */
	async run(): Promise<MoveResult> {
		this.noteArrivals();
		await this.setAsideBlocked();
		await this.setAsideNoForms();
		for (let open = this.open(); open.length > 0; open = this.open()) {
			const plan = planTitles(open, this.destination, this.order.policy, this.candidates);
			for (const [candidate, fate] of plan.decided) this.fates.set(candidate, fate);
			await this.doubtSkipped([...plan.decided.keys()]);
			if (plan.send.length === 0) continue;
			for (const candidate of plan.send) candidate.rounds += 1;
			await this.send(this.chunksOf(plan.send));
			await this.settle();
		}
		await this.numberNamesakes();
		const fates: MoveResult['fates'] = new Map();
		for (const [{ file }, fate] of this.fates) fates.set(keyOf(file.id), fate);
		return {
			fates,
			renamed: [...this.renamed.values()],
			stoppedBy: this.stoppedBy,
		};
	}

	/** Where moving changes ids, the namesake in the destination may be the file itself, brought by another run. */
	private async doubtSkipped(candidates: Candidate[]): Promise<void> {
		const doubtful = candidates.filter(
			(candidate) =>
				changesId(candidate, this.destination) &&
				this.destination.withTitle(candidate.title).some((entry) => isAsLarge(entry, candidate)),
		);
		if (doubtful.length === 0) return;
		const now = await readAgain(this.portal, doubtful.map(asLastSeen)).catch(asPortalError);
		for (const candidate of doubtful) {
			if (now instanceof PortalError) {
				const reason = `a file of its name and size is in the destination, and whether it is the same is not known: ${now.message}`;
				this.fates.set(candidate, { kind: 'unknown', reason });
				continue;
			}
			const file = now.get(keyOf(candidate.id));
			if (isGone(file)) this.leaveGone(candidate, whyNotMovable(candidate, file));
		}
	}

	private open(): Candidate[] {
		return this.candidates.filter((candidate) => !this.fates.has(candidate));
	}

	/** What is in the destination has been moved, whatever was said of it before. */
	private noteArrivals(): void {
		for (const candidate of this.candidates) {
			if (this.hasArrived(candidate)) this.fates.set(candidate, MOVED);
		}
	}

	/** Ends the way of files that stay, unless a move whose result was lost may still take them along. */
	private leave(candidates: Candidate[], reason: string): void {
		for (const candidate of candidates) {
			this.fates.set(
				candidate,
				candidate.mayStillMove
					? { kind: 'unknown', reason: `${reason}; an earlier move of it may still be carried out` }
					: { kind: 'failed', reason },
			);
		}
	}

	/** Ends the way of a file that is no longer in its place, and not to be found in the destination. */
	private leaveGone(candidate: Candidate, reason: string): void {
		if (!changesId(candidate, this.destination)) return this.leave([candidate], reason);
		const before = this.order.destination.withTitle(candidate.title);
		const another = before.some((entry) => isAsLarge(entry, candidate))
			? 'a file of its name and size was in the destination before, which another run may have brought there'
			: candidate.wasSent
				? 'or it is in the destination under another name, which somebody gave it meanwhile'
				: isThirdParty(candidate.id)
					? 'or moved or renamed it there, which can give it another ID'
					: '';
		if (another === '') return this.leave([candidate], reason);
		this.fates.set(candidate, { kind: 'unknown', reason: `${reason}; ${another}` });
	}

	/** A file called blocked is read again before it is believed: flags are as old as the collection. */
	private async setAsideBlocked(): Promise<void> {
		const blocked = this.open().filter(({ file }) => file.blockedBy !== '');
		if (blocked.length > 0) await this.readyAmong(blocked);
	}

	/** Before any is renamed for nothing. An error in reading ends all sending. */
	private async setAsideNoForms(): Promise<void> {
		if (!this.destination.isInFormRoom) return;
		const open = this.open();
		const reasons = await whyNoForms(
			this.portal,
			open.map(({ file }) => file),
		).catch(asPortalError);
		if (reasons instanceof PortalError) {
			this.stoppedBy = reasons;
			return;
		}
		for (const candidate of open) {
			const reason = reasons.get(keyOf(candidate.id));
			if (reason !== undefined) this.leave([candidate], reason);
		}
	}

	/**
	 * Gives a number to files of ours that have come to lie beside one of their title, because somebody else
	 * brought that at the same moment (docspace-api.md T147). Who does the same elsewhere may choose the
	 * same number: after the first time the lower id keeps its title.
	 */
	private async numberNamesakes(): Promise<void> {
		if (this.order.policy !== 'keepBoth') return;
		for (let attempt = 0; attempt < MOST_ROUNDS && this.maySend(); attempt += 1) {
			const namesakes = this.namesakes(attempt === 0);
			if (namesakes.length === 0) return;
			const free = new FreeTitles(this.destination.titles);
			for (const candidate of namesakes) candidate.wantedTitle = free.next(candidate.ownTitle);
			// Where it fails the file has arrived all the same.
			await Promise.all(
				namesakes.map(async (candidate) => {
					const file = await rename(this.portal, candidate).catch(asPortalError);
					if (!(file instanceof PortalError)) this.noteRenamed(candidate, file);
				}),
			);
			const seen = await this.lookFor(this.candidates);
			if (!(seen instanceof Destination)) return;
			this.destination = seen;
		}
	}

	/** The files this run has brought that lie beside another of their title, and give way to it. */
	private namesakes(giveWayToOthers: boolean): Candidate[] {
		const own = new Set(this.candidates.map(({ id }) => keyOf(id)));
		return inOrder(this.candidates).filter((candidate) => {
			const file = this.destination.get(candidate.id);
			if (!file || !candidate.wasSent || !mayBeRenamed(candidate)) return false;
			return this.destination
				.withTitle(file.title)
				.some((other) => byId(other, file) < 0 || (giveWayToOthers && !own.has(keyOf(other.id))));
		});
	}

	/**
	 * Reads files again, ends the way of those that cannot be sent, and returns the others. An error in
	 * reading ends all sending.
	 */
	private async readyAmong(candidates: Candidate[]): Promise<Candidate[]> {
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
			candidate.see(file);
			if (isThere(file, this.destination)) this.fates.set(candidate, MOVED);
			// Where another run was quicker, the look at the destination shows it.
			else if (isGone(file) && candidate.rounds > 0) return false;
			else {
				const reason = whyNotMovable(candidate, file) || whyNotReplaceable(candidate, targets);
				if (isGone(file)) this.leaveGone(candidate, reason);
				else if (reason !== '') this.leave([candidate], reason);
			}
			return !this.fates.has(candidate);
		});
	}

	/** Only files that are known to replace another are ever sent with the order to overwrite. */
	private chunksOf(candidates: Candidate[]): Candidate[][] {
		const single = this.destination.isInFormRoom;
		return [true, false].flatMap((between) =>
			[true, false].flatMap((replacing) => {
				const size = between ? CHUNK_BETWEEN_STORAGES : CHUNK;
				const alike = candidates.filter(
					(candidate) =>
						changesStorage(candidate.file, this.destination) === between &&
						candidate.overwrites.length > 0 === replacing,
				);
				return cutInto(single ? 1 : size, alike);
			}),
		);
	}

	/**
	 * Sends chunks. One file that is locked, open or gone makes the portal refuse all of its chunk without
	 * saying which (T30). When all chunks are through, the refused files are read again together: those
	 * that explain a refusal are set aside, the rest is sent again, and halved where nothing explains it.
	 */
	private async send(chunks: Candidate[][]): Promise<void> {
		const answers = await Promise.all(
			chunks.map(async (chunk) => ({ chunk, refusal: await this.sendOnce(chunk) })),
		);
		const refused = answers.flatMap(({ chunk, refusal }) =>
			refusal ? [{ sent: chunk.filter((candidate) => !this.fates.has(candidate)), refusal }] : [],
		);
		const [first] = refused;
		if (!first || !(await this.destinationTakesFiles(first.refusal))) return;
		const ready = new Set(await this.readyAmong(refused.flatMap(({ sent }) => sent)));
		const again = refused.map(({ sent, refusal }) => {
			const rest = sent.filter((candidate) => ready.has(candidate));
			return { rest, refusal, isExplained: rest.length < sent.length };
		});
		await this.send(again.flatMap(({ rest, isExplained }) => (isExplained ? [rest] : [])));
		await Promise.all(
			again
				.filter(({ isExplained }) => !isExplained)
				.map(async ({ rest, refusal }) => await this.halve(rest, refusal)),
		);
	}

	private async halve(chunk: Candidate[], refusal: PortalError): Promise<void> {
		if (chunk.length <= 1) {
			// Only what reading it once more does not explain is told in the portal's words (docspace-api.md T158).
			return this.leave(await this.readyAmong(chunk), refusal.message);
		}
		for (const half of cutInto(Math.ceil(chunk.length / 2), chunk)) {
			const again = await this.sendOnce(half);
			if (again) await this.halve(half, again);
		}
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
			if (this.maySend()) await this.rename(chunk);
			return await withPlaceForMove(this.portal, async () => {
				isPrepared();
				return await this.sendPrepared(chunk);
			});
		}, signal);
		// A move that was accepted may wait long in the queue; the place for moves is free for others meanwhile.
		const waiting = chunk.filter((candidate) => candidate.isInQueue && !this.mayRepeat(candidate));
		if (!refusal && waiting.length > 0) await this.watch(waiting, Infinity);
		return refusal;
	}

	private async sendPrepared(chunk: Candidate[]): Promise<PortalError | undefined> {
		const ready = chunk.filter(
			(candidate) => !this.fates.has(candidate) && candidate.title === candidate.wantedTitle,
		);
		if (!this.maySend() || ready.length === 0) return undefined;
		const end = await this.move(ready);
		if (isRefusal(end, ...ABOUT_SINGLE_FILES)) return end;
		if (end instanceof PortalError) this.stoppedBy = end;
		else await this.note(ready, end);
		return undefined;
	}

	private maySend(): boolean {
		return !this.stoppedBy && time.now() < this.order.deadline;
	}

	private async move(ready: Candidate[]): Promise<MoveEnd | PortalError> {
		return await move(
			this.portal,
			{ fileIds: ready.map(({ id }) => id) },
			this.destination.id,
			// What Skip leaves behind is a clash that was missed; nothing is destroyed by it.
			ready.every(replacesAnother) ? 'Overwrite' : 'Skip',
			this.order.deadline,
		).catch(asPortalError);
	}

	private async note(ready: Candidate[], { kind, said, lostBy }: MoveEnd): Promise<void> {
		if (isRefusal(lostBy, 'tooOld')) this.stoppedBy = lostBy;
		for (const candidate of ready) {
			candidate.wasSent = true;
			candidate.isLost = kind !== 'ended';
			candidate.isInQueue = kind === 'vanished';
			candidate.mayStillMove ||= candidate.isLost;
			candidate.said = said;
		}
		if (kind === 'vanished' || kind === 'unanswered') await this.watch(ready, PATIENCE_MS);
	}

	/**
	 * Whether a file may be sent again. After a lost move that is harmless as long as the portal skips
	 * what is there already; a file that replaces another would become a new version of it twice, and
	 * one that travels between storages would be copied twice (docspace-api.md 6.4).
	 */
	private mayRepeat(candidate: Candidate): boolean {
		const between = changesStorage(candidate.file, this.destination);
		if (candidate.mayStillMove && (between || replacesAnother(candidate))) return false;
		if (candidate.clashes >= MOST_CLASHES) return false;
		return candidate.rounds - candidate.clashes < (between ? 1 : MOST_ROUNDS);
	}

	/** Watches the files of a lost move in the destination, for as long as `patience` and the deadline allow. */
	private async watch(ready: Candidate[], patience: number): Promise<void> {
		const end = Math.min(this.order.deadline, time.now() + patience);
		for (let pause = 1000; ; pause = Math.min(pause * 2, 60_000)) {
			const destination = await this.lookFor(ready);
			if (destination === undefined || destination instanceof PortalError) return;
			this.destination = destination;
			if (ready.every((candidate) => this.hasArrived(candidate) || this.hasProof(candidate)))
				return;
			if (time.now() >= end) return;
			await time.wait(Math.min(pause, end - time.now()), this.portal.signal);
		}
	}

	private async rename(chunk: Candidate[]): Promise<void> {
		const toRename = chunk.filter(({ title, wantedTitle }) => title !== wantedTitle);
		for (const few of cutInto(RENAMES_AT_ONCE, toRename)) {
			if (!this.maySend()) return;
			await Promise.all(few.map(async (candidate) => await this.renameOne(candidate)));
		}
	}

	private async renameOne(candidate: Candidate): Promise<void> {
		const file = await rename(this.portal, candidate).catch(asPortalError);
		if (file instanceof PortalError) await this.explainRename(candidate, file);
		else this.noteRenamed(candidate, file);
	}

	private noteRenamed(candidate: Candidate, file: FileDto): void {
		candidate.title = file.title;
		// The portal may have appended an extension (docspace-api.md 6.8).
		candidate.wantedTitle = file.title;
		candidate.id = file.id;
		this.renamed.set(candidate, {
			id: candidate.file.id,
			from: candidate.ownTitle,
			to: file.title,
		});
	}

	private async explainRename(candidate: Candidate, refusal: PortalError): Promise<void> {
		// A lock of somebody else answers 500 (docspace-api.md 6.8), and a proxy may fail at one file alone.
		const concernsOne = [...ABOUT_SINGLE_FILES, 'server', 'gateway', 'unreachable'] as const;
		if (!isRefusal(refusal, ...concernsOne)) this.stoppedBy = refusal;
		else if ((await this.readyAmong([candidate])).length > 0) {
			const title = quote(candidate.wantedTitle);
			this.leave([candidate], `it could not be renamed to ${title}: ${refusal.message}`);
		}
	}

	/** Decides what can be decided after a round; what may be sent again stays open. */
	private async settle(): Promise<void> {
		const seen = await this.lookFor(this.candidates);
		if (seen instanceof PortalError) return this.giveUp(seen);
		if (!seen) return this.loseDestination();
		this.destination = seen;
		this.noteArrivals();
		const left = this.candidates.filter((candidate) => {
			const fate = this.fates.get(candidate);
			const mayHaveLeft = fate?.kind === 'moved' && !this.hasArrived(candidate);
			return !fate || (mayHaveLeft && !this.hasProof(candidate));
		});
		if (left.length === 0) return;
		const now = await readAgain(
			this.portal,
			left.map((candidate) => ({ ...asLastSeen(candidate), mayBeGone: this.hasProof(candidate) })),
		).catch(asPortalError);
		if (now instanceof PortalError) return this.giveUp(now);
		for (const candidate of left) this.settleLeft(candidate, now.get(keyOf(candidate.id)));
	}

	/** Settles a file that is not to be seen in the destination, or leaves it open to be sent again. */
	private settleLeft(candidate: Candidate, now: ReadAgain | undefined): void {
		const hasProof = this.hasProof(candidate);
		if (isThere(now, this.destination) || (isGone(now) && hasProof)) {
			this.fates.set(candidate, MOVED);
			return;
		}
		if (isGone(now)) return this.leaveGone(candidate, whyNotMovable(candidate, now));
		if (this.lostItsTitle(candidate)) candidate.clashes += 1;
		candidate.see(now);
		const reason = this.whyItStays(candidate, now, hasProof);
		if (reason !== undefined) this.leave([candidate], reason);
	}

	/** Whether somebody took the title of a file meanwhile, so that the portal skipped it. */
	private lostItsTitle({ wantedTitle, overwrites }: Candidate): boolean {
		return overwrites.length === 0 && this.destination.withTitle(wantedTitle).length > 0;
	}

	/** The reason why a file is not sent again; undefined when it is. */
	private whyItStays(
		candidate: Candidate,
		now: ReadAgain | undefined,
		hasProof: boolean,
	): string | undefined {
		if (hasProof && candidate.wasSent) {
			return `${quote(candidate.wantedTitle)} in the destination has been replaced or added, but the original stayed; compare the two before you delete one`;
		}
		const blockedBy = whyNotMovable(candidate, now);
		if (blockedBy !== '') return blockedBy;
		if (this.fates.has(candidate)) return 'somebody took it out of the destination again';
		if (candidate.isLost && !this.mayRepeat(candidate)) {
			return candidate.said || 'DocSpace had not finished within the maximum wait';
		}
		if (this.stoppedBy) return this.stoppedBy.message;
		if (time.now() >= this.order.deadline) {
			return 'the maximum wait was over before DocSpace had moved it';
		}
		if (this.mayRepeat(candidate)) return undefined;
		const said = candidate.said === '' ? '' : `: “${candidate.said}”`;
		return `DocSpace accepted the move and left the file where it was${said}`;
	}

	/** The portal can no longer be read: what it accepted may have been carried out or not. */
	private giveUp(error: PortalError): void {
		// Somebody else's Trash is closed to us, and with it the destination in it (docspace-api.md 3.7).
		const mayBeDeleted = isRefusal(error, 'forbidden');
		for (const [candidate, { kind }] of this.fates) {
			if (kind !== 'moved' || !mayBeDeleted) continue;
			const reason = `it was in the destination, which somebody has deleted or closed since: ${error.message}`;
			this.fates.set(candidate, { kind: 'unknown', reason });
		}
		for (const candidate of this.open()) {
			this.fates.set(
				candidate,
				candidate.wasSent
					? { kind: 'unknown', reason: `it was sent, and then: ${error.message}` }
					: { kind: 'failed', reason: (this.stoppedBy ?? error).message },
			);
		}
		this.stoppedBy ??= error;
	}

	private async lookFor(wanted: Candidate[]): Promise<Destination | PortalError | undefined> {
		const ids = wanted.map(({ id }) => id);
		return await lookAgain(this.portal, this.destination, ids).catch(asPortalError);
	}

	/** By its id; where moving changes ids, the files themselves have to be asked. */
	private hasArrived(candidate: Candidate): boolean {
		return this.destination.get(candidate.id) !== undefined;
	}

	/**
	 * Where a moved file does not keep its id: the changed entry it replaced, or a new entry of its title
	 * and size (docspace-api.md 6.2, 6.4).
	 */
	private hasProof(candidate: Candidate): boolean {
		const isReplaced = candidate.overwrites.some((before) => {
			const now = this.destination.get(before.id);
			// One that this run has not sent may have been taken there by another run.
			return wasReplaced(before, now) && (candidate.wasSent || isAsLarge(now, candidate));
		});
		if (isReplaced) return true;
		return changesId(candidate, this.destination) && this.copyOf(candidate) !== undefined;
	}

	/** A storage whose own rules find a clash that we do not see gives the copy a number (6.4). */
	private copyOf(candidate: Candidate): FileDto | undefined {
		const known = new Set(this.candidates.map(({ id }) => keyOf(id)));
		const isNew = (entry: FileDto) =>
			!this.order.destination.get(entry.id) &&
			!known.has(keyOf(entry.id)) &&
			isAsLarge(entry, candidate);
		const exact = this.destination.withTitle(candidate.wantedTitle).find(isNew);
		if (exact) return exact;
		const others = new Set(this.candidates.map(({ wantedTitle }) => folded(wantedTitle)));
		return [...this.destination.files].find(
			(entry) =>
				isNumbered(entry.title, candidate.wantedTitle) &&
				!others.has(folded(entry.title)) &&
				isNew(entry),
		);
	}

	/** Nothing is in the archive when the archive itself is gone. */
	private loseDestination(): void {
		// Whatever stopped it before was a consequence of this.
		this.stoppedBy = undefined;
		const title = quote(this.order.destination.folder.title);
		const lost = this.candidates.filter((candidate) => {
			const fate = this.fates.get(candidate);
			return !fate || fate.kind === 'moved';
		});
		this.leave(
			lost,
			`somebody deleted the destination ${title}; look for the file in its old place and in the Trash`,
		);
	}
}

/** One for all, because there may be a hundred thousand of them. */
export const MOVED: Fate = { kind: 'moved' };

/** Refusals that may be the fault of one file among many; all others would meet every file alike. */
export const ABOUT_SINGLE_FILES = ['forbidden', 'notFound', 'invalid'] as const;

/** Gives a file its wanted title (docspace-api.md 6.8). Throws `PortalError`. */
async function rename(portal: PortalClient, { id, wantedTitle }: Candidate): Promise<FileDto> {
	return await portal.writePatiently(
		{
			method: 'PUT',
			path: `files/file/${encodeURIComponent(id)}`,
			body: { title: wantedTitle, lastVersion: 0 },
		},
		isFile,
		async () => {
			const file = await readFile(portal, id);
			return folded(file.title) === folded(wantedTitle) ? file : undefined;
		},
	);
}

function asLastSeen({ id, file }: Candidate): LastSeen {
	return { id, folderId: file.folderId, roomId: file.roomId };
}

function isGone(file: ReadAgain | undefined): boolean {
	return file === undefined || 'gone' in file;
}

function isThere(file: ReadAgain | undefined, destination: Destination): boolean {
	return file !== undefined && 'folderId' in file && sameId(file.folderId, destination.id);
}

function whyNotMovable(candidate: Candidate, now: ReadAgain | undefined): string {
	if (now === undefined) return 'no longer in DocSpace';
	if ('gone' in now) return now.gone;
	// The portal would take it out of there again, against the will of the one who deleted it.
	if (now.rootFolderType === FolderType.trash) return 'in the Trash: somebody deleted it';
	return blockerNow(now, candidate.file.blockedBy);
}

function replacesAnother({ overwrites }: Candidate): boolean {
	return overwrites.length > 0;
}

/** A file that is locked or open is not overwritten either (docspace-api.md 6.3). */
function whyNotReplaceable({ overwrites }: Candidate, now: Map<string, ReadAgain>): string {
	for (const { id, title } of overwrites) {
		const target = now.get(keyOf(id));
		if (!target || 'gone' in target) continue;
		const heldBy = blockerOf({ ...target, security: undefined });
		const mayEdit = target.security?.Edit !== false || target.security?.FillForms === true;
		const reason = heldBy || (mayEdit ? '' : 'one that your role does not allow changing');
		if (reason !== '') return `the file it would replace, ${quote(title)} (${id}), is ${reason}`;
	}
	return '';
}

/** Third-party storage keeps no versions, so there the date of the change has to tell (docspace-api.md 6.4). */
function wasReplaced(before: FileDto, now: FileDto | undefined): boolean {
	if (!now) return false;
	if (isThirdParty(now.id)) return now.updated !== before.updated;
	return (now.version ?? 0) > (before.version ?? 0);
}

function isAsLarge(entry: FileDto | undefined, { file }: Candidate): boolean {
	return (entry?.pureContentLength ?? 0) === file.size;
}

function changesId(candidate: Candidate, destination: Destination): boolean {
	return isThirdParty(destination.id) || isThirdParty(candidate.id);
}
