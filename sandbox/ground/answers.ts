import type { PortalError } from './errors';

/** An answer as it goes over the wire. */
export interface RawAnswer {
	status: number;
	headers?: Record<string, string>;
	body?: string | ReadableStream<Uint8Array>;
}

export const JSON_HEADERS = { 'content-type': 'application/json; charset=utf-8' };
export const PROBLEM_HEADERS = { 'content-type': 'application/problem+json; charset=utf-8' };

const STACK = [
	'   at ASC.Web.Files.Services.WCFService.FileStorageService.Demand(FileEntry entry)',
	'   at ASC.Files.Api.FilesControllerBase.Execute()',
	'   at Microsoft.AspNetCore.Mvc.Infrastructure.ActionMethodExecutor.Execute()',
].join('\n');

const TITLES = new Map([
	[400, 'Bad Request'],
	[402, 'Payment Required'],
	[403, 'Forbidden'],
	[404, 'Not Found'],
	[415, 'Unsupported Media Type'],
]);

const TRACE_ID = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00';

/** What a problem says of itself (RFC 9457). */
export function problemOf(status: number) {
	return {
		type: `https://tools.ietf.org/html/rfc9110#section-15.5.${status - 399}`,
		title: TITLES.get(status),
		status,
		traceId: TRACE_ID,
	};
}

/** The error envelope, stack trace and all (docspace-api.md 1.2). */
export function errorEnvelope(error: PortalError): RawAnswer {
	const { status, type, withStack, hresult } = error.shape;
	const detail = withStack
		? { type, stack: STACK, hresult }
		: { type: null, stack: null, hresult: 0 };
	const body = { error: { message: error.message, ...detail }, status: 1, statusCode: status };
	return { status, headers: JSON_HEADERS, body: JSON.stringify(body) };
}

/** problem+json as filters write it, outside any envelope (docspace-api.md 1.3). */
export function problem(status: number): RawAnswer {
	return { status, headers: PROBLEM_HEADERS, body: JSON.stringify(problemOf(status)) };
}
