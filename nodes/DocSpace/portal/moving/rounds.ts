import {
	inOrder,
	readAgain,
	setAsideNoForms,
	type Candidate,
	type Fate,
	type ReadAgain,
} from './candidates';
import { mayBeRenamed, planTitles } from './clashes';
import { Destination, lookAgain } from './destination';
import { asPortalError, isRefusal, PortalError, quote } from '../errors';
import {
	arrivedAs,
	fateOfLeft,
	fateOfMissing,
	hasArrived,
	isAsLarge,
	isGone,
	isThere,
	mayChangeId,
	MOVED,
	whyNotMovable,
} from './evidence';
import { countChildren } from '../content/listing';
import type { PortalClient } from '../http/client';
import { byId, keyOf } from '../ids';
import type { MoveResult } from './report';
import { asLastSeen, MOST_ROUNDS, Sending, type MoveOrder } from './sending';
import { time } from '../time';
import { FreeTitles } from '../titles';
import { inTurn, turnOfFiles } from '../turns';

/**
 * Moves files and finds out what really became of each: what the portal says of an operation proves
 * nothing about a file (docspace-api.md 6.4, 6.5). Never throws for a file; throws `ExecutionCancelled`.
 * Orders of one process for one destination are carried out one after the other: of two at once the
 * portal would let equal titles through in spite of Skip (T147).
 */
export async function moveFiles(portal: PortalClient, order: MoveOrder): Promise<MoveResult> {
	const { policy, destination } = order;
	return await inTurn(
		turnOfFiles(portal.origin, destination.id),
		portal.signal,
		async (hasWaited) => {
			// What Overwrite has replaced is proved by comparing it with what was there before all waiting.
			const isStale = policy !== 'overwrite' && (hasWaited || order.mayBeStale);
			const now = isStale && (await lookAgain(portal, destination).catch(asPortalError));
			return await new Rounds(portal, order, now instanceof Destination ? now : destination).run();
		},
	);
}

/**
 * The job from top to bottom, in rounds: plans titles, sends what is open, and looks where the files are. A
 * file whose move came to nothing for no reason to be seen stays open for the next round.
 */
class Rounds {
	private readonly candidates: Candidate[];
	private readonly sending: Sending;

	constructor(
		private readonly portal: PortalClient,
		private readonly order: MoveOrder,
		destination: Destination,
	) {
		this.candidates = inOrder(order.files);
		this.sending = new Sending(portal, order, this.candidates, destination);
	}

	async run(): Promise<MoveResult> {
		this.settleArrived();
		// A file called blocked is read again before it is believed: flags are as old as the collection.
		await this.sending.readyAmong(this.open().filter(({ file }) => file.blockedBy !== ''));
		await this.setAsideNoForms();
		for (let open = this.open(); open.length > 0; open = this.open()) {
			const ready = planTitles(open, this.destination, this.order.policy, this.candidates);
			await this.doubtSkipped(open.filter(({ fate }) => fate));
			if (ready.length === 0) continue;
			for (const candidate of ready) candidate.rounds += 1;
			await this.sending.send(ready);
			await this.settle();
		}
		await this.numberNamesakes();
		return this.result();
	}

	/** As last seen; in the order it is as it was before all waiting. */
	private get destination(): Destination {
		return this.sending.destination;
	}

	private open(): Candidate[] {
		return this.candidates.filter(({ fate }) => !fate);
	}

	private result(): MoveResult {
		const fates = new Map<string, Fate>();
		for (const { file, fate } of this.candidates) if (fate) fates.set(keyOf(file.id), fate);
		return {
			fates,
			renamed: this.candidates.flatMap(({ rename }) => rename ?? []),
			stoppedBy: this.sending.stoppedBy,
		};
	}

	/** Before any is renamed for nothing. An error in reading ends all sending. */
	private async setAsideNoForms(): Promise<void> {
		if (!this.destination.isInFormRoom) return;
		const error = await setAsideNoForms(this.portal, this.open()).catch(asPortalError);
		if (error) this.sending.stoppedBy = error;
	}

	/** Where moving changes ids, the namesake in the destination may be the file itself, brought by another run. */
	private async doubtSkipped(decided: Candidate[]): Promise<void> {
		const doubtful = decided.filter(
			(candidate) =>
				mayChangeId(candidate, this.destination) &&
				this.destination.withTitle(candidate.title).some((entry) => isAsLarge(entry, candidate)),
		);
		const now = await readAgain(this.portal, doubtful.map(asLastSeen)).catch(asPortalError);
		for (const candidate of doubtful) {
			if (now instanceof PortalError) {
				const reason = `a file of its name and size is in the destination, and whether it is the same is not known: ${now.message}`;
				candidate.fate = { kind: 'unknown', reason };
				continue;
			}
			const file = now.get(keyOf(candidate.id));
			if (isGone(file)) candidate.fate = this.fateOfMissing(candidate, file);
		}
	}

	/** Decides what can be decided after a round; what may be sent again stays open. */
	private async settle(): Promise<void> {
		const seen = await this.sending.look(this.candidates);
		if (seen instanceof PortalError) return this.giveUp(seen);
		if (seen === 'deleted') return this.loseDestination();
		this.settleArrived();
		const { arrivedOtherwise } = this.sending;
		const left = this.candidates.filter((candidate) => {
			if (candidate.fate?.kind !== 'moved') return !candidate.fate;
			return !hasArrived(candidate, this.destination) && !arrivedOtherwise.has(candidate);
		});
		const now = await readAgain(
			this.portal,
			left.map((candidate) => ({
				...asLastSeen(candidate),
				mayBeGone: arrivedOtherwise.has(candidate),
			})),
		).catch(asPortalError);
		if (now instanceof PortalError) return this.giveUp(now);
		const isHiding = left.some(wasSkipped) && (await this.isHidingEntries());
		for (const candidate of left) {
			const isClash = isHiding && wasSkipped(candidate) && !this.lostItsTitle(candidate);
			if (isClash) candidate.hiddenClashes.push(candidate.wantedTitle);
			this.settleLeft(candidate, now.get(keyOf(candidate.id)));
		}
	}

	/**
	 * Whether the destination holds more than a listing shows, as a file in conversion (docspace-api.md 3.3):
	 * only then a file that stayed counts as a clash, for a job that crashed leaves files behind too.
	 */
	private async isHidingEntries(): Promise<boolean> {
		const count = await countChildren(this.portal, this.destination.id).catch(asPortalError);
		return !(count instanceof PortalError) && count > this.destination.entryCount;
	}

	/** What is in the destination has been moved, whatever was said of it before. */
	private settleArrived(): void {
		for (const candidate of this.candidates) {
			const there = this.destination.get(candidate.id);
			if (there) candidate.fate = arrivedAs(there);
		}
	}

	/** Settles a file that is not to be seen in the destination, or leaves it open to be sent again. */
	private settleLeft(candidate: Candidate, now: ReadAgain | undefined): void {
		const isElsewhere = this.sending.arrivedOtherwise.has(candidate);
		if (isThere(now, this.destination)) {
			candidate.fate = arrivedAs(now);
			return;
		}
		if (isGone(now) && isElsewhere) {
			candidate.fate = MOVED;
			return;
		}
		if (isGone(now)) {
			candidate.fate = this.fateOfMissing(candidate, now);
			return;
		}
		if (this.lostItsTitle(candidate)) candidate.clashes += 1;
		candidate.followTitle(now);
		const reason = this.whyItStays(candidate, now);
		if (reason !== undefined) candidate.fate = fateOfLeft(candidate, reason);
	}

	/** Whether somebody took the title of a file meanwhile, so that the portal skipped it. */
	private lostItsTitle({ wantedTitle, overwrites }: Candidate): boolean {
		return overwrites.length === 0 && this.destination.withTitle(wantedTitle).length > 0;
	}

	/** The reason why a file is not sent again; undefined when it is. */
	private whyItStays(candidate: Candidate, now: ReadAgain | undefined): string | undefined {
		const { lastMove, wantedTitle, fate } = candidate;
		if (lastMove && this.sending.arrivedOtherwise.has(candidate)) {
			return `${quote(wantedTitle)} in the destination has been replaced or added, but the original stayed; compare the two before you delete one`;
		}
		const blockedBy = whyNotMovable(candidate, now);
		if (blockedBy !== '') return blockedBy;
		if (fate) return 'somebody took it out of the destination again';
		const mayRepeat = this.sending.mayRepeat(candidate);
		if (lastMove && lastMove.kind !== 'ended' && !mayRepeat) {
			return lastMove.said || 'DocSpace had not finished within the maximum wait';
		}
		if (this.sending.stoppedBy) return this.sending.stoppedBy.message;
		if (time.now() >= this.order.deadline) {
			return 'the maximum wait was over before DocSpace had moved it';
		}
		if (mayRepeat) return undefined;
		const said = lastMove?.said ? `: “${lastMove.said}”` : '';
		return `DocSpace accepted the move and left the file where it was${said}`;
	}

	private fateOfMissing(candidate: Candidate, now: ReadAgain | undefined): Fate {
		return fateOfMissing(candidate, whyNotMovable(candidate, now), this.order.destination);
	}

	/** The portal can no longer be read: what it accepted may have been carried out or not. */
	private giveUp(error: PortalError): void {
		const { stoppedBy } = this.sending;
		// Somebody else's Trash is closed to us, and with it the destination in it (docspace-api.md 3.7).
		const mayBeDeleted = isRefusal(error, 'forbidden');
		for (const candidate of this.candidates) {
			if (candidate.fate?.kind === 'moved' && mayBeDeleted) {
				const reason = `it was in the destination, which somebody has deleted or closed since: ${error.message}`;
				candidate.fate = { kind: 'unknown', reason };
			}
			candidate.fate ??= candidate.lastMove
				? { kind: 'unknown', reason: `it was sent, and then: ${error.message}` }
				: { kind: 'failed', reason: (stoppedBy ?? error).message };
		}
		this.sending.stoppedBy ??= error;
	}

	/** Nothing is in the archive when the archive itself is gone. */
	private loseDestination(): void {
		// Whatever stopped it before was a consequence of this.
		this.sending.stoppedBy = undefined;
		const title = quote(this.order.destination.folder.title);
		const reason = `somebody deleted the destination ${title}; look for the file in its old place and in the Trash`;
		for (const candidate of this.candidates) {
			const isLost = !candidate.fate || candidate.fate.kind === 'moved';
			if (isLost) candidate.fate = fateOfLeft(candidate, reason);
		}
	}

	/**
	 * Gives a number to files of ours that have come to lie beside one of their title, because somebody else
	 * brought that at the same moment (docspace-api.md T147). Who does the same elsewhere may choose the
	 * same number: after the first time the lower id keeps its title.
	 */
	private async numberNamesakes(): Promise<void> {
		if (this.order.policy !== 'keepBoth') return;
		for (let attempt = 0; attempt < MOST_ROUNDS && this.sending.maySend(); attempt += 1) {
			const namesakes = this.namesakes(attempt === 0);
			if (namesakes.length === 0) return;
			const free = new FreeTitles(this.destination.titles, this.destination.compared);
			for (const candidate of namesakes) candidate.wantedTitle = free.next(candidate.ownTitle);
			// Where it fails the file has arrived all the same.
			await Promise.all(namesakes.map(async (candidate) => await this.sending.rename(candidate)));
			if ((await this.sending.look(this.candidates)) !== 'seen') return;
		}
	}

	/** The files this run has brought that lie beside another of their title, and give way to it. */
	private namesakes(giveWayToOthers: boolean): Candidate[] {
		const own = new Set(this.candidates.map(({ id }) => keyOf(id)));
		return this.candidates.filter((candidate) => {
			const file = this.destination.get(candidate.id);
			if (!file || !candidate.lastMove || !mayBeRenamed(candidate)) return false;
			return this.destination
				.withTitle(file.title)
				.some((other) => byId(other, file) < 0 || (giveWayToOthers && !own.has(keyOf(other.id))));
		});
	}
}

/** Whether the portal has carried out the move of a file, and left it where it was without a word. */
function wasSkipped({ lastMove, title, wantedTitle }: Candidate): boolean {
	return lastMove?.kind === 'ended' && lastMove.said === '' && title === wantedTitle;
}
