import type { IDataObject } from 'n8n-workflow';

/**
 * What a user reads when something did not work: the message says what happened, the remedy what to
 * do next. Neither ever holds a portal's stack trace, a token or a whole answer (T60).
 */
export class DocSpaceError extends Error {
	constructor(
		message: string,
		readonly remedy: string,
		/** The result of an operation that ended early; it appears beside the message. */
		readonly result?: IDataObject,
		readonly httpStatus?: number,
	) {
		super(message);
	}
}

/** An error in one text, for places that show but one. */
export function inFull({ message, remedy }: DocSpaceError): string {
	return `${message}. ${remedy}`;
}

/** The credential's user, or its key, lacks the right to do it. */
export class NotAllowedError extends DocSpaceError {
	constructor(message: string, remedy: string) {
		super(message, remedy, undefined, 403);
	}
}

/** Something was sent of which nobody knows the end: it may still be carried out. */
export class UncertainError extends DocSpaceError {}

/** A field holds something unusable; thrown before the operation writes anything. */
export class InputError extends DocSpaceError {
	/** Takes the field's label in the editor, what its value's problem is, and what to enter instead. */
	constructor(field: string, problem: string, remedy: string) {
		super(`'${field}' ${problem}`, remedy);
	}
}

/** A credential that is not set, or with which nobody can sign in anywhere. */
export class CredentialError extends InputError {}

/**
 * Why the portal did not do what it was asked:
 * `unauthorized` wrong key, `scope` key lacks a scope, `forbidden` no right or not allowed for this
 * entry, `notFound`, `invalid` the request was refused as malformed, `payment` unpaid or over quota,
 * `busy` rate limit, `dailyLimit` write limit of the day, `server` the portal failed, `gateway` a proxy
 * answered in its place, `notPortal` no DocSpace at this address, `tooOld` a DocSpace before 3.2.1,
 * `unreachable` no answer at all.
 */
export type PortalErrorKind =
	| 'unauthorized'
	| 'scope'
	| 'forbidden'
	| 'notFound'
	| 'invalid'
	| 'payment'
	| 'busy'
	| 'dailyLimit'
	| 'server'
	| 'gateway'
	| 'notPortal'
	| 'tooOld'
	| 'unreachable';

/** The portal, or whatever answered at its address, refused or failed. */
export class PortalError extends DocSpaceError {
	constructor(
		readonly kind: PortalErrorKind,
		message: string,
		remedy: string,
		httpStatus?: number,
	) {
		super(httpStatus ? `${message} (HTTP ${httpStatus})` : message, remedy, undefined, httpStatus);
	}
}

/** Whether an error is a portal's refusal of one of these kinds. */
export function isRefusal(error: unknown, ...kinds: PortalErrorKind[]): error is PortalError {
	return error instanceof PortalError && kinds.includes(error.kind);
}

/** To be caught with: refusals of these kinds mean that there is nothing; anything else goes on its way. */
export function nothingIf(...kinds: PortalErrorKind[]) {
	return (error: unknown): undefined => {
		if (!isRefusal(error, ...kinds)) throw error;
	};
}

/** To be caught with: lack of the right means `explain`; anything else goes on its way. */
export function ifForbidden(explain: () => DocSpaceError) {
	return (error: unknown): never => {
		throw isRefusal(error, 'forbidden') ? explain() : error;
	};
}

/** Whether all that is asked with a node's credential fails, for every input item alike. */
export function isAboutCredential(error: unknown): boolean {
	return error instanceof CredentialError || isRefusal(error, 'unauthorized');
}

/** Turns an error of ours into a value; anything else, such as a cancellation, goes on its way. */
export function asDocSpaceError(error: unknown): DocSpaceError {
	if (error instanceof DocSpaceError) return error;
	throw error;
}

/** The same for a portal's failure. */
export function asPortalError(error: unknown): PortalError {
	if (error instanceof PortalError) return error;
	throw error;
}

/** What happens after a part of a job is done must not hide what was done: an error tells that as well. */
export async function withReport<T>(step: Promise<T>, report: IDataObject): Promise<T> {
	return await step.catch((error: unknown) => {
		const { message, remedy, result, httpStatus } = asDocSpaceError(error);
		throw new DocSpaceError(message, remedy, { ...report, ...result }, httpStatus);
	});
}

/** Shows a value a user entered: short, in quotes, on one line. */
export function quote(value: unknown): string {
	const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
	const line = text.replace(/\s+/g, ' ');
	return `“${line.length > 60 ? `${line.slice(0, 57)}…` : line}”`;
}
