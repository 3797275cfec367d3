import { Candidate, readAgain, type Fate, type FileToMove, type ReadAgain } from './candidates';
import { planTitles, type ConflictPolicy } from './clashes';
import { lookAgain, type Destination } from './destination';
import { asPortalError, isRefusal, PortalError, quote } from './errors';
import { move, withPlaceForMove, type MoveEnd } from './fileOperations';
import { blockerNow, readFile } from './files';
import { isThirdParty, keyOf, sameId, storageOf, type FileId } from './ids';
import { lookAt } from './listing';
import type { Portal } from './portal';
import { time } from './time';
import { folded } from './titles';
import { isFile, type FileDto } from './types';

export interface MoveOrder {
	files: FileToMove[];
	destination: Destination;
	policy: ConflictPolicy;
	/** When to stop waiting, by `time.now()`. */
	deadline: number;
}

export interface Rename {
	id: FileId;
	from: string;
	to: string;
}

export interface MoveResult {
	/** By key of the id the workflow used; every file of the order is in it. */
	fates: Map<string, Fate>;
	renamed: Rename[];
}

/** How many files one move takes: its checks run before the portal answers (docspace-api.md 9.3, T43). */
const CHUNK = 100;
/** Between storages bytes are copied, and a minute on one file cancels the rest (T37). */
const CHUNK_BETWEEN_STORAGES = 5;
/** The first move of a file and three more. */
const MOST_TRIES = 4;

/** Whether moving a file there copies its bytes and loses its versions (T37). */
export function changesStorage(file: FileToMove, destination: Destination): boolean {
	return storageOf(file.id) !== storageOf(destination.id);
}

/**
 * Moves files and finds out what really became of each: what the portal says of an operation proves
 * nothing about a file (docspace-api.md 6.4, 6.5). Never throws for a file; throws `ExecutionCancelled`.
 */
export async function moveFiles(portal: Portal, order: MoveOrder): Promise<MoveResult> {
	return await new Move(portal, order).run();
}

class Move {
	private readonly fates = new Map<Candidate, Fate>();
	private readonly renamed: Rename[] = [];
	private readonly candidates: Candidate[];
	private destination: Destination;
	/** The refusal that ended sending: the same would happen to every other file. */
	private stoppedBy: PortalError | undefined;

	constructor(
		private readonly portal: Portal,
		private readonly order: MoveOrder,
	) {
		this.candidates = order.files.map((file) => new Candidate(file));
		this.destination = order.destination;
	}

	async run(): Promise<MoveResult> {
		for (const candidate of this.candidates) {
			if (this.hasArrived(candidate)) this.fates.set(candidate, { kind: 'moved' });
		}
		await this.setAsideBlocked();
		for (let open = this.open(); open.length > 0; open = this.open()) {
			const { send, decided } = planTitles(open, this.destination, this.order.policy);
			for (const [candidate, fate] of decided) this.fates.set(candidate, fate);
			await Promise.all(this.chunksOf(send).map(async (chunk) => await this.send(chunk)));
			await this.settle();
		}
		return {
			fates: new Map([...this.fates].map(([{ file }, fate]) => [keyOf(file.id), fate])),
			renamed: this.renamed,
		};
	}

	private open(): Candidate[] {
		return this.candidates.filter((candidate) => !this.fates.has(candidate));
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

	/** A file called blocked is read again before it is believed: flags are as old as the collection. */
	private async setAsideBlocked(): Promise<void> {
		const blocked = this.open().filter(({ file }) => file.blockedBy !== '');
		if (blocked.length > 0) await this.setAsideExplained(blocked);
	}

	/** Reads files again, gives those that cannot be sent their fate, and returns the others. */
	private async setAsideExplained(candidates: Candidate[]): Promise<Candidate[]> {
		const now = await readAgain(this.portal, candidates.map(toRead));
		return candidates.filter((candidate) => {
			const file = now.get(keyOf(candidate.id));
			const reason = whyNotMovable(candidate, file);
			if (isThere(file, this.destination)) this.fates.set(candidate, { kind: 'moved' });
			else if (reason !== '') this.leave([candidate], reason);
			return !this.fates.has(candidate);
		});
	}

	private chunksOf(candidates: Candidate[]): Candidate[][] {
		const between = candidates.filter(({ file }) => changesStorage(file, this.destination));
		const within = candidates.filter(({ file }) => !changesStorage(file, this.destination));
		const single = this.destination.takesOneFileAtATime;
		return [
			...cutInto(single ? 1 : CHUNK, within),
			...cutInto(single ? 1 : CHUNK_BETWEEN_STORAGES, between),
		];
	}

	/**
	 * Sends a chunk. One file that is locked, open or gone makes the portal refuse all of it without
	 * saying which (T30): those that explain the refusal are set aside, the rest is sent again, and
	 * halved where nothing explains it.
	 */
	private async send(chunk: Candidate[]): Promise<void> {
		const refusal = await this.sendOnce(chunk);
		if (!refusal || !(await this.destinationTakesFiles(refusal))) return;
		const sent = chunk.filter((candidate) => !this.fates.has(candidate));
		const unexplained = await this.setAsideExplained(sent).catch(asPortalError);
		if (unexplained instanceof PortalError) this.stoppedBy = unexplained;
		else if (unexplained.length < sent.length) await this.send(unexplained);
		else await this.halve(unexplained, refusal);
	}

	private async halve(chunk: Candidate[], refusal: PortalError): Promise<void> {
		if (chunk.length <= 1) return this.leave(chunk, refusal.message);
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
		return await withPlaceForMove(this.portal, async () => {
			if (!this.stoppedBy) await this.rename(chunk);
			const ready = chunk.filter((candidate) => !this.fates.has(candidate));
			if (this.stoppedBy || ready.length === 0) return undefined;
			const end = await this.move(ready);
			if (isRefusal(end, 'forbidden', 'notFound', 'invalid')) return end;
			if (end instanceof PortalError) this.stoppedBy = end;
			else await this.note(ready, end);
			return undefined;
		});
	}

	private async move(ready: Candidate[]): Promise<MoveEnd | PortalError> {
		return await move(
			this.portal,
			ready.map(({ id }) => id),
			this.destination.id,
			// Keep Both has given every file a free title: what Skip leaves behind is a clash it missed.
			this.order.policy === 'overwrite' ? 'Overwrite' : 'Skip',
			this.order.deadline,
		).catch(asPortalError);
	}

	private async note(ready: Candidate[], end: MoveEnd): Promise<void> {
		for (const candidate of ready) {
			candidate.tries += end.kind === 'ended' ? 1 : 0;
			candidate.mayStillMove = end.kind !== 'ended';
			candidate.said = end.kind === 'ended' ? end.said : '';
		}
		if (end.kind === 'vanished') await this.watch(ready);
	}

	/**
	 * Watches the files of a lost move in the destination. After a minute they may be sent again, which is
	 * harmless while the portal skips what is there already. Under Overwrite it is not: a file would
	 * become a new version of itself (docspace-api.md 6.4).
	 */
	private async watch(ready: Candidate[]): Promise<void> {
		const patience = this.order.policy === 'overwrite' ? Infinity : 60_000;
		const end = Math.min(this.order.deadline, time.now() + patience);
		for (let pause = 1000; ; pause = Math.min(pause * 2, 60_000)) {
			const destination = await this.lookFor(ready);
			if (destination === undefined || destination instanceof PortalError) return;
			this.destination = destination;
			if (ready.every((candidate) => this.hasArrived(candidate) || this.hasProof(candidate)))
				return;
			if (time.now() >= end) return;
			await time.wait(Math.min(pause, Math.max(end - time.now(), 1)), this.portal.signal);
		}
	}

	private async rename(chunk: Candidate[]): Promise<void> {
		const toRename = chunk.filter(({ title, wantedTitle }) => title !== wantedTitle);
		await Promise.all(
			toRename.map(async (candidate) => {
				const renamed = await rename(this.portal, candidate).catch(asPortalError);
				if (renamed instanceof PortalError) return await this.explainRename(candidate, renamed);
				this.renamed.push({ id: candidate.file.id, from: candidate.title, to: renamed.title });
				candidate.title = renamed.title;
				candidate.id = renamed.id;
			}),
		);
	}

	private async explainRename(candidate: Candidate, refusal: PortalError): Promise<void> {
		const unexplained = await this.setAsideExplained([candidate]).catch(asPortalError);
		if (unexplained instanceof PortalError) this.stoppedBy = unexplained;
		else if (unexplained.length > 0) {
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
		for (const candidate of this.open()) {
			if (this.hasArrived(candidate)) this.fates.set(candidate, { kind: 'moved' });
		}
		const left = this.candidates.filter((candidate) => {
			const fate = this.fates.get(candidate);
			return !fate || (fate.kind === 'moved' && !this.hasArrived(candidate));
		});
		if (left.length === 0) return;
		const now = await readAgain(this.portal, left.map(toRead)).catch(asPortalError);
		if (now instanceof PortalError) return this.giveUp(now);
		for (const candidate of left) this.settleLeft(candidate, now.get(keyOf(candidate.id)));
	}

	/** Settles a file that is not to be seen in the destination, or leaves it open to be sent again. */
	private settleLeft(candidate: Candidate, now: ReadAgain | undefined): void {
		const isGone = now === undefined || 'gone' in now;
		if (isThere(now, this.destination) || (isGone && this.hasProof(candidate))) {
			this.fates.set(candidate, { kind: 'moved' });
			return;
		}
		if (!isGone && this.hasProof(candidate)) {
			return this.leave([candidate], 'its content is in the destination, but the original stayed');
		}
		const blockedBy = whyNotMovable(candidate, now);
		if (blockedBy !== '') return this.leave([candidate], blockedBy);
		if (this.fates.has(candidate)) {
			return this.leave([candidate], 'somebody took it out of the destination again');
		}
		if (this.stoppedBy) return this.leave([candidate], this.stoppedBy.message);
		if (candidate.mayStillMove) {
			const mayRepeat = this.order.policy !== 'overwrite' && time.now() < this.order.deadline;
			if (!mayRepeat) this.leave([candidate], 'DocSpace had not finished within the maximum wait');
			return;
		}
		const mostTries = changesStorage(candidate.file, this.destination) ? 1 : MOST_TRIES;
		if (candidate.tries < mostTries) return;
		const said = candidate.said === '' ? '' : `: “${candidate.said}”`;
		this.leave([candidate], `DocSpace accepted the move and left the file where it was${said}`);
	}

	/** The portal can no longer be read: what it accepted may have been carried out or not. */
	private giveUp(error: PortalError): void {
		for (const candidate of this.open()) {
			const wasSent = candidate.tries > 0 || candidate.mayStillMove;
			this.fates.set(candidate, {
				kind: wasSent ? 'unknown' : 'failed',
				reason: (this.stoppedBy ?? error).message,
			});
		}
	}

	private async lookFor(wanted: Candidate[]): Promise<Destination | PortalError | undefined> {
		const ids = wanted.map(({ id }) => id);
		return await lookAgain(this.portal, this.destination.id, ids).catch(asPortalError);
	}

	/** By its id; where moving changes ids, the files themselves have to be asked. */
	private hasArrived(candidate: Candidate): boolean {
		return this.destination.get(candidate.id) !== undefined;
	}

	/**
	 * Where a moved file does not keep its id: the raised version of the entry it replaced, or a new entry
	 * of its title and size (docspace-api.md 6.2, 6.4).
	 */
	private hasProof(candidate: Candidate): boolean {
		const replaced = candidate.overwrites.some(
			(before) => (this.destination.get(before.id)?.version ?? 0) > (before.version ?? 0),
		);
		const keepsIds = !isThirdParty(this.destination.id) && !isThirdParty(candidate.id);
		if (replaced || keepsIds) return replaced;
		return this.destination
			.withTitle(candidate.wantedTitle)
			.some((entry) => isCopyOf(entry, candidate) && !this.order.destination.get(entry.id));
	}

	/** Nothing is in the archive when the archive itself is gone. */
	private loseDestination(): void {
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

/** Gives a file its wanted title (docspace-api.md 6.8). Throws `PortalError`. */
async function rename(portal: Portal, { id, wantedTitle }: Candidate): Promise<FileDto> {
	const { result } = await portal.writeUntilSeen(
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
	return result;
}

function toRead({ id, file }: Candidate) {
	return { id, roomId: file.roomId };
}

function isThere(file: ReadAgain | undefined, destination: Destination): boolean {
	return file !== undefined && 'folderId' in file && sameId(file.folderId, destination.id);
}

function whyNotMovable(candidate: Candidate, now: ReadAgain | undefined): string {
	if (now === undefined) return 'no longer in DocSpace';
	return 'gone' in now ? now.gone : blockerNow(now, candidate.file.blockedBy);
}

function isCopyOf(entry: FileDto, { file }: Candidate): boolean {
	return (entry.pureContentLength ?? 0) === file.size;
}

function cutInto<T>(size: number, list: T[]): T[][] {
	return Array.from({ length: Math.ceil(list.length / size) }, (_, i) =>
		list.slice(i * size, (i + 1) * size),
	);
}
