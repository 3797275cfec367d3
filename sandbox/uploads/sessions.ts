import { badArgument, directoryNotEmpty, nullReference, quotaExceeded } from '../ground/errors';
import { Content, type Piece, pieceOf } from '../model/content';
import type { Store } from '../model/store';
import type { File } from '../model/types';
import { type Destined, inspect, storeUpload } from './storing';

const HOUR_MS = 60 * 60 * 1000;
const LIFETIME_MS = 12 * HOUR_MS;

/** An upload that is under way (docspace-api.md 14.4). */
export interface Session {
	id: string;
	destined: Destined;
	/** The size that was declared. */
	size: number;
	created: number;
	expires: number;
	/** By their numbers, from 1 on. */
	pieces: Map<number, Piece>;
	/** How many came without a number, or in third-party storage at all. */
	counted: number;
	/** What was stored, while the session of a small file goes on. */
	stored?: File;
}

/** All uploads that are under way. Who sends a piece, and to which folder, nobody checks (docspace-api.md 14.4). */
export class Sessions {
	private readonly open = new Map<string, Session>();

	constructor(private readonly store: Store) {}

	/** Begins an upload. Throws where the portal takes no file so large. */
	begin(destined: Destined, size: number): Session {
		const { maxUploadBytes } = this.store.settings;
		if (size > maxUploadBytes) throw quotaExceeded(maxUploadBytes);
		const created = this.store.stamp();
		const session = {
			id: this.store.random.hex(32),
			destined,
			size,
			created,
			expires: created + LIFETIME_MS,
			pieces: new Map(),
			counted: 0,
		};
		this.open.set(session.id, session);
		return session;
	}

	/** Takes the next piece. Returns the file once it is complete. */
	takeNext(id: string, bytes: Buffer | undefined): { session: Session; file?: File } {
		const { session, piece } = this.receive(id, bytes);
		if (this.isSmall(session)) {
			if (piece.size > session.size) throw nullReference();
			return { session, file: this.storeSmall(session, piece) };
		}
		session.counted += 1;
		session.pieces.set(session.counted, piece);
		const isLast = this.isThirdParty(session)
			? this.received(session) >= session.size
			: session.counted === this.count(session);
		return isLast ? { session, file: this.finish(id) } : { session };
	}

	/** Takes the piece of a number; one that cannot be counts for nothing. */
	takeNumbered(id: string, number: number, bytes: Buffer | undefined): Session {
		const { session, piece } = this.receive(id, bytes);
		if (!this.isSmall(session)) {
			session.counted += 1;
			session.pieces.set(this.isThirdParty(session) ? session.counted : number, piece);
		} else if (piece.size <= session.size) this.storeSmall(session, piece);
		return session;
	}

	/** Stores the file once all pieces are there; the session of a small one stays (docspace-api.md 14.4, T78). */
	finish(id: string): File {
		const session = this.find(id);
		if (this.isSmall(session)) {
			if (session.stored === undefined) throw nullReference();
			return session.stored;
		}
		const pieces = this.whole(session);
		if (pieces === undefined) throw badArgument('uploadSize != bytesTotal');
		this.open.delete(id);
		return this.save(session, new Content(pieces));
	}

	/** Gives an upload up, which the portal's own storage cannot once there are pieces (docspace-api.md T82). */
	abort(id: string): void {
		const session = this.find(id);
		const isEmpty = session.pieces.size === 0;
		if (!isEmpty && !this.isThirdParty(session)) throw directoryNotEmpty();
		this.open.delete(id);
	}

	private find(id: string): Session {
		const session = this.open.get(id);
		if (session === undefined || session.expires <= this.store.clock.now()) throw nullReference();
		return session;
	}

	private receive(id: string, bytes: Buffer | undefined): { session: Session; piece: Piece } {
		const { settings } = this.store;
		const session = this.find(id);
		if (bytes === undefined) throw nullReference();
		if (bytes.length > settings.chunkUploadSize) throw quotaExceeded(settings.maxTransferBytes);
		session.expires = this.store.clock.now() + LIFETIME_MS;
		const piece = pieceOf(bytes, settings.keptBytes);
		if (session.pieces.size === 0) inspect(this.store, session.destined, new Content([piece]));
		return { session, piece };
	}

	private isSmall({ size }: Session): boolean {
		return size < this.store.settings.chunkUploadSize;
	}

	private isThirdParty({ destined }: Session): boolean {
		return destined.parent.provider !== undefined;
	}

	private count({ size }: Session): number {
		return Math.ceil(size / this.store.settings.chunkUploadSize);
	}

	private received({ pieces }: Session): number {
		return new Content([...pieces.values()]).size;
	}

	/** All pieces in their order; undefined while some are missing, or where they are too many or too few bytes. */
	private whole(session: Session): Piece[] | undefined {
		if (this.received(session) < session.size) return undefined;
		// Which takes each piece for all of the file (docspace-api.md T81).
		const isSharePoint = session.destined.parent.provider?.selector === 'spoint';
		if (isSharePoint) return [...session.pieces.values()].slice(-1);
		const numbers = this.isThirdParty(session) ? session.counted : this.count(session);
		const pieces = Array.from({ length: numbers }, (_, at) => session.pieces.get(at + 1));
		const there = pieces.flatMap((piece) => piece ?? []);
		const isWhole = there.length === numbers && new Content(there).size === session.size;
		return isWhole ? there : undefined;
	}

	/** Each time anew: what comes twice is another version of the same file (docspace-api.md 14.4). */
	private storeSmall(session: Session, piece: Piece): File {
		const destined = { ...session.destined, target: session.stored ?? session.destined.target };
		session.stored = this.save({ ...session, destined }, new Content([piece]), session.size);
		return session.stored;
	}

	private save({ destined }: Session, content: Content, size?: number): File {
		const { target } = destined;
		if (target !== undefined && !this.store.files.has(target.id)) throw nullReference();
		const file = storeUpload(this.store, destined, content, size);
		this.store.journal.note(destined.actor, 'file.uploadedBySession', {
			id: file.id,
			parentId: file.parentId,
			title: file.title,
		});
		return file;
	}
}
