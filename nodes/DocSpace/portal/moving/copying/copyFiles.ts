import { asPortalError, isRefusal, PortalError, quote } from '../../errors';
import type { PortalClient } from '../../http/client';
import { growingPauses, waitAndLook } from '../../http/waiting';
import { byId, keyOf, sameId, storageOf, type FileId, type FolderId, type Picked } from '../../ids';
import { cutInto, groupedBy } from '../../lists';
import { time } from '../../time';
import { withoutNumber, withoutNumbers } from '../../titles';
import { inTurn, turnOfFiles } from '../../turns';
import type { FileDto, FolderDto } from '../../types';
import { whyNotCopyable } from '../../content/files';
import { readAgain, setAsideNoForms, type LastSeen, type ReadAgain } from '../candidates';
import { skippedFor, type ConflictPolicy } from '../clashes';
import { lookAgain, readDestination, type Destination } from '../destination';
import { isNewer, isThere, whyNotReplaceable } from '../evidence';
import {
	copy,
	PATIENCE_MS,
	withPlaceForMove,
	type OnClash,
	type OperationEnd,
} from '../fileOperations';
import type { GivenFile } from '../orders';
import type { NamedFile } from '../report';
import { ABOUT_SINGLE_FILES, CHUNK, CHUNK_BETWEEN_STORAGES, MOST_ROUNDS } from '../sending';

/** Files that somebody wants copied into a folder. */
export interface CopyOrder {
	given: GivenFile[];
	destination: Picked<FolderId>;
	policy: ConflictPolicy;
	maxWaitMs: number;
}

/** A file that was made or replaced by copying. A type, because interfaces do not count as n8n's data. */
export type CopiedFile = {
	id: FileId;
	title: string;
	folderId: FolderId;
	size: number;
	sourceId: FileId;
};

/** What became of the files of an order; each is in exactly one of the lists. */
export interface CopyReport {
	requested: number;
	/** The copies. */
	copied: CopiedFile[];
	skipped: NamedFile[];
	failed: NamedFile[];
	unknown: NamedFile[];
	/** The destination; undefined where there was nothing to copy, so that nobody looked at it. */
	folder?: FolderDto;
}

type Fate =
	| { kind: 'copied'; copy: FileDto }
	| { kind: 'skipped' | 'failed' | 'unknown'; reason: string };

/** A file to be copied, and how far it has come. */
class Source {
	readonly id: FileId;
	title = '';
	size = 0;
	onClash: OnClash = 'Skip';
	/** The entries of its title in the destination before it was sent, one of which it is to replace. */
	overwrites: FileDto[] = [];
	rounds = 0;
	/** How the last copy of it ended, as an operation. */
	end: OperationEnd | undefined;
	fate: Fate | undefined;

	constructor(file: FileDto) {
		this.id = file.id;
		this.take(file);
	}

	/** Takes over what it is by now. */
	take({ title, pureContentLength = 0 }: FileDto): void {
		this.title = title;
		this.size = pureContentLength;
	}
}

/**
 * Copies the files of several orders of the same destination and settings in one go, and looks which copies are
 * there: what the portal says of an operation proves nothing of a file. Returns a report on each order. A copy is
 * no move: sent twice it makes two (docspace-api.md 14.7), so it is sent again only where a first that may still be
 * carried out does no harm. Throws `InputError` for a destination that takes none.
 */
export async function copyFiles(portal: PortalClient, group: CopyOrder[]): Promise<CopyReport[]> {
	const [order] = group;
	const given = group.flatMap((one) => one.given);
	if (!order || given.length === 0) return group.map((empty) => reportOn(empty, new Map(), given));
	const { id } = order.destination;
	return await inTurn(turnOfFiles(portal.origin, id), portal.signal, async () => {
		const destination = await readDestination(portal, order.destination, 'CopyTo');
		const files = new Map(given.map((file) => [keyOf(file.id), file]));
		const copying = new Copying(portal, [...files.values()], destination, order);
		const fates = await copying.run();
		const { folder } = destination;
		return group.map((one) => ({ ...reportOn(one, fates, copying.sources), folder }));
	});
}

class Copying {
	readonly sources: Source[] = [];
	private readonly fates = new Map<string, Fate>();
	private readonly deadline: number;
	private stoppedBy: PortalError | undefined;

	constructor(
		private readonly portal: PortalClient,
		private readonly given: GivenFile[],
		/** As last seen. */
		private destination: Destination,
		private readonly order: CopyOrder,
	) {
		this.deadline = time.now() + order.maxWaitMs;
	}

	/** What has become of each file, by key of its id. */
	async run(): Promise<Map<string, Fate>> {
		await this.readSources();
		if (this.destination.isInFormRoom) {
			const forms = this.sources.map(({ id, title }) => ({ id, title, fate: undefined }));
			await setAsideNoForms(this.portal, forms);
			for (const [at, { fate }] of forms.entries()) {
				const source = this.sources[at];
				if (source && fate) source.fate = fate;
			}
		}
		for (let open = this.open(); open.length > 0; open = this.open()) {
			const ready = this.plan(open);
			const before = this.destination;
			for (const source of ready) source.rounds += 1;
			for (const layer of layersOf(ready, before)) await this.sendLayer(layer);
			const sent = ready.filter(({ fate }) => !fate);
			if (sent.length > 0) await this.settle(sent, before);
		}
		for (const { id, fate } of this.sources) if (fate) this.fates.set(keyOf(id), fate);
		return this.fates;
	}

	private open(): Source[] {
		return this.sources.filter(({ fate }) => !fate);
	}

	private async readSources(): Promise<void> {
		const now = await readAgain(this.portal, this.given.map(lastSeen));
		for (const { id } of [...this.given].sort(byId)) {
			const file = now.get(keyOf(id));
			if (!file || 'gone' in file) {
				const reason = file?.gone ?? 'no longer in DocSpace';
				this.fates.set(keyOf(id), { kind: 'failed', reason });
				continue;
			}
			const source = new Source(file);
			const reason = whyNotCopyable(file);
			if (reason !== '') source.fate = { kind: 'failed', reason };
			this.sources.push(source);
		}
	}

	/**
	 * Decides about equal titles before anything is sent. Under Skip and Overwrite one file has the title at most:
	 * its namesakes wait until it has arrived, or would replace it.
	 */
	private plan(open: Source[]): Source[] {
		const { destination } = this;
		const { policy } = this.order;
		const namesakes = groupedBy(open, ({ title }) => destination.compared(title));
		return open.filter((source) => {
			const there = destination.withTitle(source.title);
			const [first, second] = namesakes.get(destination.compared(source.title)) ?? [];
			const isFirst = first === source;
			source.overwrites = [];
			source.onClash = 'Skip';
			if (policy === 'keepBoth') {
				if (there.length > 0 || !isFirst) source.onClash = 'Duplicate';
				return true;
			}
			const [taken] = there;
			if (policy === 'skip') {
				if (taken) source.fate = skipped(source, taken);
				return !taken && isFirst;
			}
			const rival = isFirst ? second : first;
			if (rival) {
				source.fate = {
					kind: 'failed',
					reason: `it has the same name as file ${rival.id}, and with Overwrite only one of them would be seen; choose Keep Both`,
				};
			} else if (there.some(({ id }) => sameId(id, source.id))) {
				source.fate = { kind: 'skipped', reason: 'it lies in the destination itself' };
			} else if (taken) {
				source.overwrites = there;
				source.onClash = 'Overwrite';
			}
			return !source.fate;
		});
	}

	/** Sends files of which no two have one title, so that an operation tells by title which copy is whose. */
	private async sendLayer(layer: Source[]): Promise<void> {
		const { destination } = this;
		const alike = groupedBy(layer, (source) => `${source.onClash} ${storageOf(source.id)}`);
		const chunks = [...alike.values()].flatMap((sources) => {
			const isBetween = sources.some(({ id }) => storageOf(id) !== storageOf(destination.id));
			const size = isBetween ? CHUNK_BETWEEN_STORAGES : CHUNK;
			return cutInto(destination.isInFormRoom ? 1 : size, sources);
		});
		await Promise.all(chunks.map(async (chunk) => await this.send(chunk)));
	}

	/**
	 * One file that may not be copied makes the portal refuse all of a chunk (docspace-api.md 6.3, 14.7): those that
	 * explain it when they are read again are set aside, and where none does, halves are tried.
	 */
	private async send(chunk: Source[]): Promise<void> {
		const [first] = chunk;
		if (!first || this.isOver()) return;
		const end = await withPlaceForMove(
			this.portal,
			async () =>
				await copy(this.portal, {
					fileIds: chunk.map(({ id }) => id),
					destinationId: this.destination.id,
					onClash: first.onClash,
					deadline: this.deadline,
				}),
		).catch(asPortalError);
		if (!(end instanceof PortalError)) {
			for (const source of chunk) source.end = end;
			if (isRefusal(end.lostBy, 'tooOld')) this.stoppedBy = end.lostBy;
		} else if (isRefusal(end, ...ABOUT_SINGLE_FILES)) await this.sendAgain(chunk, end);
		else this.stoppedBy = end;
	}

	private async sendAgain(chunk: Source[], refusal: PortalError): Promise<void> {
		const ready = await this.readyAmong(chunk).catch(asPortalError);
		if (ready instanceof PortalError) {
			this.stoppedBy = ready;
			return;
		}
		const [only] = ready;
		if (only && chunk.length === 1) only.fate = { kind: 'failed', reason: refusal.message };
		else if (ready.length < chunk.length) await this.send(ready);
		else for (const half of cutInto(Math.ceil(chunk.length / 2), ready)) await this.send(half);
	}

	/** Reads files and those they are to replace again, and ends the way of those that cannot be sent. */
	private async readyAmong(chunk: Source[]): Promise<Source[]> {
		const [now, targets] = await Promise.all([
			readAgain(this.portal, chunk),
			readAgain(
				this.portal,
				chunk.flatMap(({ overwrites }) => overwrites),
			),
		]);
		return chunk.filter((source) => {
			const file = now.get(keyOf(source.id));
			const reason =
				!file || 'gone' in file
					? (file?.gone ?? 'no longer in DocSpace')
					: whyNotCopyable(file) || whyNotReplaceable(source, targets);
			if (reason !== '') source.fate = { kind: 'failed', reason };
			return !source.fate;
		});
	}

	/** Looks which copies have come, longer where nothing is known of an operation; what may be sent again stays open. */
	private async settle(sent: Source[], before: Destination): Promise<void> {
		const begun = time.now();
		const patience = sent.reduce((most, source) => Math.max(most, patienceFor(source)), 0);
		const end = Math.min(this.deadline, begun + patience);
		const look = async (): Promise<PortalError | 'deleted' | 'seen' | undefined> => {
			const seen = await lookAgain(this.portal, this.order.destination).catch(asPortalError);
			if (seen instanceof PortalError) return seen;
			if (!seen) return 'deleted';
			this.destination = seen;
			this.claim(sent, before);
			const isAwaited = (source: Source) =>
				!source.fate && time.now() < begun + patienceFor(source);
			return sent.some(isAwaited) ? undefined : 'seen';
		};
		const pauses = growingPauses(1000, end, PATIENCE_MS);
		const seen = await waitAndLook(pauses, look, this.portal.signal);
		const left = sent.filter(({ fate }) => !fate);
		if (seen instanceof PortalError) {
			const reason = `it was sent, and then: ${seen.message}`;
			for (const source of left) {
				source.fate = source.end
					? { kind: 'unknown', reason }
					: { kind: 'failed', reason: (this.stoppedBy ?? seen).message };
			}
			this.stoppedBy ??= seen;
		} else if (seen === 'deleted') {
			const reason = `somebody deleted the destination ${quote(before.folder.title)}`;
			for (const source of sent) source.fate = { kind: 'failed', reason };
		} else await this.settleLeft(left);
	}

	/** Finds the copies of files that were sent, each of the size of its original. */
	private claim(sent: Source[], before: Destination): void {
		const { compared } = this.destination;
		const own = new Set(
			this.sources.flatMap(({ fate }) => (fate?.kind === 'copied' ? [keyOf(fate.copy.id)] : [])),
		);
		const toldBy = new Map(
			sent.flatMap(({ end }) => (end?.arrived ?? []).map(({ id }) => [keyOf(id), end] as const)),
		);
		const fresh = [...this.destination.files].filter(({ id }) => !before.get(id));
		const byTitle = groupedBy(fresh, ({ title }) => compared(title));
		const numbered = groupedBy(fresh, ({ title }) => compared(withoutNumber(title)));
		const replacedBy = ({ overwrites }: Source): FileDto[] =>
			overwrites.flatMap((target) => {
				const now = this.destination.get(target.id);
				return now && isNewer(now, target) ? [now] : [];
			});
		const isReplacing = ({ overwrites }: Source) => overwrites.length > 0;
		// Those that have kept their title first: a number may be part of another's title.
		const alike = groupedBy(fresh, ({ title }) => compared(withoutNumbers(title)));
		const asItIs = (title: string) => title;
		for (const [copies, titleOf] of [
			[byTitle, asItIs],
			[numbered, asItIs],
			[alike, withoutNumbers],
		] as const) {
			for (const source of sent.filter(({ fate }) => !fate)) {
				const found = isReplacing(source)
					? replacedBy(source)
					: (copies.get(compared(titleOf(source.title))) ?? []);
				const copy = found.find(({ id, pureContentLength = 0 }) => {
					// What an operation has told of is of a file that was sent with it.
					const isOfAnother = (toldBy.get(keyOf(id)) ?? source.end) !== source.end;
					return !isOfAnother && !own.has(keyOf(id)) && pureContentLength === source.size;
				});
				if (!copy) continue;
				own.add(keyOf(copy.id));
				source.fate = { kind: 'copied', copy };
			}
		}
	}

	/** The copy of a file as its operation has told it. */
	private toldOf({ title, end }: Source): FileDto | undefined {
		const { compared } = this.destination;
		const isOf = (entry: FileDto) =>
			compared(entry.title) === compared(title) ||
			compared(withoutNumber(entry.title)) === compared(title);
		return end?.arrived?.find(isOf);
	}

	private async settleLeft(left: Source[]): Promise<void> {
		const sources = await this.read(left);
		// Somebody may have renamed or changed one before it was copied.
		for (const source of left) {
			const file = sources.get(keyOf(source.id));
			if (file && 'folderId' in file) source.take(file);
		}
		const told = left.map((source) => this.toldOf(source));
		const copies = await this.read(told.filter((file) => file !== undefined));
		for (const [at, source] of left.entries()) {
			const file = sources.get(keyOf(source.id));
			const made = told[at];
			source.fate = made
				? this.fateOfTold(source, made, copies.get(keyOf(made.id)))
				: this.fateOfLeft(source, file && 'gone' in file ? file.gone : '');
		}
	}

	/** Reads files again, as far as the portal lets itself be asked; an error in reading ends all sending. */
	private async read(files: LastSeen[]): Promise<Map<string, ReadAgain>> {
		const now = await readAgain(this.portal, files).catch(asPortalError);
		if (!(now instanceof PortalError)) return now;
		this.stoppedBy ??= now;
		return new Map();
	}

	/** The fate of a file of whose copy an operation told that no listing shows as it should be. */
	private fateOfTold({ size }: Source, { id, title }: FileDto, now: ReadAgain | undefined): Fate {
		const isAsLarge = isThere(now, this.destination) && (now.pureContentLength ?? 0) === size;
		if (isAsLarge) return { kind: 'copied', copy: now };
		const reason = `it was copied as ${quote(title)} (${id}), which somebody has changed, moved or deleted since`;
		return { kind: 'unknown', reason };
	}

	/** Why a file was not copied; undefined when it is sent again. */
	private fateOfLeft(source: Source, gone: string): Fate | undefined {
		const { end, onClash, rounds } = source;
		const isLost = end !== undefined && end.kind !== 'ended';
		const mayRepeat = onClash === 'Skip' && end?.kind !== 'outOfTime';
		const isBetween = storageOf(source.id) !== storageOf(this.destination.id);
		const isTired = rounds >= (isBetween ? 1 : MOST_ROUNDS);
		if (!this.isOver() && gone === '' && !isTired && (!isLost || mayRepeat)) return undefined;
		if (isLost) {
			const said = end.said === '' ? '' : ` (${end.said})`;
			const reason = `DocSpace has not copied it so far, and may still do so${said}`;
			return { kind: 'unknown', reason };
		}
		const said = end?.said ? `: “${end.said}”` : '';
		const reason =
			gone ||
			(end && `DocSpace accepted the copy and left it out${said}`) ||
			(this.stoppedBy?.message ?? 'the maximum wait was over before it was sent');
		return { kind: 'failed', reason };
	}

	private isOver(): boolean {
		return this.stoppedBy !== undefined || time.now() >= this.deadline;
	}
}

/** How long to look for the copy of a file: as long as may be, where it must not be sent again. */
function patienceFor({ end, onClash }: Source): number {
	if (end?.kind === 'unanswered') return PATIENCE_MS;
	if (end?.kind !== 'vanished') return 0;
	return onClash === 'Skip' ? PATIENCE_MS : Infinity;
}

/** Files of one title, numbers left aside, go one after the other. */
function layersOf(sources: Source[], { compared }: Destination): Source[][] {
	const layers: Source[][] = [];
	for (const namesakes of groupedBy(sources, ({ title }) =>
		compared(withoutNumbers(title)),
	).values()) {
		for (const [at, source] of namesakes.entries()) (layers[at] ??= []).push(source);
	}
	return layers;
}

function skipped(source: Source, there: FileDto): Fate {
	const isSame = (there.pureContentLength ?? 0) === source.size;
	const { reason } = skippedFor(there);
	return {
		kind: 'skipped',
		reason: `${reason}, ${isSame ? 'of the same size' : 'of another size'}`,
	};
}

function lastSeen(file: GivenFile): LastSeen {
	return 'folderId' in file
		? { id: file.id, folderId: file.folderId, roomId: file.roomId }
		: { id: file.id };
}

function reportOn(
	{ given }: CopyOrder,
	fates: Map<string, Fate>,
	known: Array<{ id: FileId } | { id: FileId; title: string }>,
): CopyReport {
	const titles = new Map(known.map((file) => [keyOf(file.id), 'title' in file ? file.title : '']));
	const named = (kind: Fate['kind']): NamedFile[] =>
		given.flatMap((file) => {
			const fate = fates.get(keyOf(file.id));
			if (fate?.kind !== kind || fate.kind === 'copied') return [];
			const title = titles.get(keyOf(file.id)) ?? ('title' in file ? file.title : '');
			return [{ id: file.id, title, reason: fate.reason }];
		});
	return {
		requested: given.length,
		copied: given.flatMap(({ id }) => {
			const fate = fates.get(keyOf(id));
			if (fate?.kind !== 'copied') return [];
			const { copy: file } = fate;
			const { title, folderId, pureContentLength: size = 0 } = file;
			return [{ id: file.id, title, folderId, size, sourceId: id }];
		}),
		skipped: named('skipped'),
		failed: named('failed'),
		unknown: named('unknown'),
	};
}
