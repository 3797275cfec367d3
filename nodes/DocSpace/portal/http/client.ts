import {
	isNowhere,
	isPassing,
	mayHaveBeenAccepted,
	readAnswer,
	readRefusal,
	redirectOf,
	retryAfterSeconds,
	type AnswerHead,
	type Asked,
	type BrokenConnection,
	type Envelope,
	type HttpAnswer,
} from './answers';
import { PortalError } from '../errors';
import type { Limits } from './limits';
import { explainedByScopes } from './scopes';
import type { Opened } from './streams';
import { stopIfCancelled, time } from '../time';
import { isArrayOf } from '../types';
import { waitAndLook } from './waiting';

export type Query = Record<string, string | number | boolean | undefined>;

export interface PortalRequest {
	method: 'GET' | 'POST' | 'PUT' | 'DELETE';
	/** Below `/api/2.0/`, ids already encoded. */
	path: string;
	query?: Query;
	body?: object;
	/** Sent as it is, where the body is no JSON. */
	raw?: { type: string; content: string | Buffer };
}

/**
 * Sends one request once. Never throws for an answer or a broken connection, only where n8n cannot sign
 * requests at all: `PortalError`.
 */
export type Send = (request: PortalRequest) => Promise<HttpAnswer | BrokenConnection>;

/**
 * Opens an address once, in the name of the credential's user or in nobody's; redirects are not followed.
 * Fails as `Send` does.
 */
export type Open = (
	url: string,
	inWhoseName: 'user' | 'nobody',
) => Promise<Opened | HttpAnswer | BrokenConnection>;

export interface Connection extends Asked {
	/** What the requests are for, as the editor names it: “Move Files”. */
	purpose: string;
	send: Send;
	open: Open;
	limits: Limits;
	/** Aborted when n8n cancels the execution. */
	signal?: AbortSignal;
	/** Pauses in ms before a request that failed in passing is sent again; jitter is added. */
	pauses: number[];
}

/** In all about a minute: the longest window of the portal's rate limits that ends by itself (9.1). */
export const PATIENT = [1000, 2000, 4000, 8000, 16_000, 30_000];

/** How often an address where nobody has answered yet is tried again, in some three seconds: it may be mistyped. */
const MOST_AT_FIRST = 2;

/** Together a minute: the longest a request lives on behind a proxy that has given it up. */
export const PAUSES_BEFORE_REPEATING = [0, 2000, 6000, 17_000, 35_000];

/** A write the portal answered, or one of which only the portal knows whether it was accepted. */
export type Written<T> =
	| { outcome: 'done'; answer: T }
	| { outcome: 'uncertain'; error: PortalError };

/** The largest page that the portal gives (docspace-api.md 3.1, T3). */
export const PAGE = 100;

/** A storage needs one; a loop shall end. */
const MOST_REDIRECTS = 3;

export interface Page<T> {
	items: T[];
	total: number;
}

/** A DocSpace portal as seen with one credential. */
export class PortalClient {
	/** The portal's clock as its last answer showed it. */
	private lastDate: unknown;
	/** What the portal says about our key; asked for once at most. */
	private aboutKey: Promise<Envelope | PortalError> | undefined;

	constructor(private readonly connection: Connection) {}

	get origin(): string {
		return this.connection.origin;
	}

	get limits(): Limits {
		return this.connection.limits;
	}

	get signal(): AbortSignal | undefined {
		return this.connection.signal;
	}

	/** The time in ms by the portal's own clock, as its last answer said; undefined where none says it. */
	get now(): number | undefined {
		return Date.parse(String(this.lastDate)) || undefined;
	}

	/**
	 * Reads. Takes the path below `/api/2.0/`, a guard for the `response` member, and the query;
	 * throws `PortalError`. What fails in passing is tried again.
	 */
	async get<T>(
		path: string,
		isExpected: (value: unknown) => value is T,
		query?: Query,
	): Promise<T> {
		return this.expect(await this.read({ method: 'GET', path, query }), isExpected);
	}

	/** Reads one page of a list whose total stands in the envelope (docspace-api.md 1.1). */
	async getPage<T>(
		path: string,
		isItem: (value: unknown) => value is T,
		query: Query,
	): Promise<Page<T>> {
		const envelope = await this.read({ method: 'GET', path, query });
		const items = this.expect(envelope, isArrayOf(isItem));
		return { items, total: envelope.total ?? items.length };
	}

	/**
	 * Writes once. Only a request the portal has certainly not acted on (429, no connection) is sent
	 * again here; where it may have acted, the caller looks before it repeats. Throws `PortalError`
	 * for a refusal.
	 */
	async write<T>(
		request: PortalRequest,
		isExpected: (value: unknown) => value is T,
	): Promise<Written<T>> {
		const result = await this.exchange(
			async () => await this.connection.send(request),
			this.limits.writes,
			(failed) => isPassing(failed) && !mayHaveBeenAccepted(failed),
		);
		const read = readAnswer(result, this.connection);
		if (!(read instanceof PortalError) && isExpected(read.response)) {
			return { outcome: 'done', answer: read.response };
		}
		const error = read instanceof PortalError ? read : this.unknownAnswer();
		if (mayHaveBeenAccepted(result)) return { outcome: 'uncertain', error };
		throw await this.explained(error, request);
	}

	/**
	 * Writes what is harmless to write twice. Where the portal may have acted without answering, `look` is
	 * asked at once and with growing pauses for a minute whether it has; only then the request is sent
	 * again. `seen` is true when the result comes from looking. Throws `PortalError`; one that `isFinal`, as
	 * soon as the first look has found nothing.
	 */
	async writeUntilSeen<T>(
		request: PortalRequest,
		isExpected: (value: unknown) => value is T,
		look: () => Promise<T | undefined>,
		isFinal: (error: PortalError) => boolean = () => false,
	): Promise<{ result: T; seen: boolean }> {
		const first = await this.write(request, isExpected);
		if (first.outcome === 'done') return { result: first.answer, seen: false };
		const pauses = isFinal(first.error) ? [0] : PAUSES_BEFORE_REPEATING;
		const seen = await waitAndLook(pauses, look, this.signal);
		if (seen !== undefined) return { result: seen, seen: true };
		if (isFinal(first.error)) throw first.error;
		const second = await this.write(request, isExpected);
		if (second.outcome === 'done') return { result: second.answer, seen: false };
		const result = await look();
		if (result !== undefined) return { result, seen: true };
		throw second.error;
	}

	/**
	 * Writes what comes to the same however often it is done, as patiently as `get` reads. Where the portal
	 * may have acted without answering, `look` tells whether it has. Throws `PortalError`.
	 */
	async writePatiently<T>(
		request: PortalRequest,
		isExpected: (value: unknown) => value is T,
		look: () => Promise<T | undefined>,
	): Promise<T> {
		const { pauses, signal } = this.connection;
		for (let failures = 0; ; failures += 1) {
			const written = await this.write(request, isExpected);
			if (written.outcome === 'done') return written.answer;
			const result = await look();
			if (result !== undefined) return result;
			const pause = pauses[failures];
			// What the portal itself fails at twice, such as a locked file (docspace-api.md 6.8), it fails at for good.
			const isLasting = failures > 0 && written.error.kind === 'server';
			if (pause === undefined || isLasting) throw written.error;
			await time.wait(withJitter(pause), signal);
		}
	}

	/**
	 * Opens a file at an address of the portal's handlers, which lie beside the API. Whatever host the address
	 * names, the credential goes to the portal alone; where that redirects to its storage, nobody's name goes
	 * with the request (docspace-api.md 14.5). What fails in passing is tried again. Throws `PortalError`.
	 */
	async open(address: string): Promise<Opened> {
		const { pathname, search } = new URL(address, this.origin);
		return await this.follow(new URL(`${pathname}${search}`, this.origin), MOST_REDIRECTS);
	}

	private async follow(url: URL, redirects: number): Promise<Opened> {
		const { open } = this.connection;
		const inWhoseName = url.origin === this.origin ? 'user' : 'nobody';
		const result = await this.exchange<Opened | HttpAnswer>(
			async () => await open(url.href, inWhoseName),
			this.limits.reads,
			isPassing,
		);
		if ('stream' in result) return result;
		const target = redirects > 0 ? redirectOf(result, url) : undefined;
		if (target) return await this.follow(target, redirects - 1);
		throw readRefusal(result, this.connection);
	}

	private async read(request: PortalRequest): Promise<Envelope> {
		const first = await this.tryToRead(request);
		const isRefused = first instanceof PortalError && first.kind === 'forbidden';
		const read =
			isRefused && this.mayBeVisitor(request) ? await this.readSignedIn(request, first) : first;
		if (read instanceof PortalError) throw await this.explained(read, request);
		return read;
	}

	private async tryToRead(request: PortalRequest): Promise<Envelope | PortalError> {
		const result = await this.exchange(
			async () => await this.connection.send(request),
			this.limits.reads,
			isPassing,
		);
		return readAnswer(result, this.connection);
	}

	/** Where visitors are let in, an expired token is no 401: its user counts as one (docspace-api.md 2.3, 3.7). */
	private mayBeVisitor({ path }: PortalRequest): boolean {
		return this.connection.credential !== 'apiKey' && path.startsWith('files/');
	}

	private async readSignedIn(
		request: PortalRequest,
		refusal: PortalError,
	): Promise<Envelope | PortalError> {
		const self = await this.tryToRead({ method: 'GET', path: 'people/@self' });
		// A key without the scope for that is signed in all the same; any other failure is the reason.
		if (self instanceof PortalError && self.kind !== 'scope') return self;
		// n8n has renewed a token that had expired, because it saw the 401.
		const isRenewable = ['oAuth2', 'password'].includes(this.connection.credential);
		return isRenewable ? await this.tryToRead(request) : refusal;
	}

	private async exchange<A extends AnswerHead>(
		send: () => Promise<A | BrokenConnection>,
		limit: Limits['reads'],
		mayRepeat: (result: A | BrokenConnection) => boolean,
	): Promise<A | BrokenConnection> {
		const { signal, pauses, limits } = this.connection;
		for (const [failures, pause] of pauses.entries()) {
			const result = await this.sendOnce(send, limit);
			if (!mayRepeat(result)) return result;
			if (failures >= MOST_AT_FIRST && isNowhere(result) && !limits.hasAnswered) return result;
			const asked = (retryAfterSeconds(result) ?? 0) * 1000;
			await time.wait(asked || withJitter(pause), signal);
		}
		return await this.sendOnce(send, limit);
	}

	private async sendOnce<A extends AnswerHead>(
		send: () => Promise<A | BrokenConnection>,
		limit: Limits['reads'],
	): Promise<A | BrokenConnection> {
		const { signal, limits } = this.connection;
		const result = await limit.run(send, signal, this);
		stopIfCancelled(signal);
		if ('headers' in result) {
			this.lastDate = result.headers.date;
			limits.hasAnswered = true;
		}
		return result;
	}

	private expect<T>(envelope: Envelope, isExpected: (value: unknown) => value is T): T {
		if (isExpected(envelope.response)) return envelope.response;
		throw this.unknownAnswer();
	}

	private unknownAnswer(): PortalError {
		return new PortalError(
			'notPortal',
			`${this.origin} answered something other than DocSpace does`,
			'Check Portal Address in the credential. If it is right, this version of DocSpace is unknown to the node: please report it',
		);
	}

	private async explained(error: PortalError, request: PortalRequest): Promise<PortalError> {
		if (error.kind !== 'scope') return error;
		return await explainedByScopes(error, request, this.connection, async () => {
			this.aboutKey ??= this.tryToRead({ method: 'GET', path: 'keys/@self' });
			const about = await this.aboutKey;
			return about instanceof PortalError ? about : about.response;
		});
	}
}

/** So that those who failed together do not ask again together. */
function withJitter(pause: number): number {
	return pause * (0.75 + Math.random() / 2);
}
