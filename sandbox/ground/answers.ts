import { BareRefusal, PortalError, ValidationProblem } from './errors';
import { isObject } from './input';

/** An answer as it goes over the wire. */
export interface RawAnswer {
	status: number;
	headers?: Record<string, string>;
	body?: string;
}

const JSON_HEADERS = { 'content-type': 'application/json; charset=utf-8' };
const PROBLEM_HEADERS = { 'content-type': 'application/problem+json; charset=utf-8' };
const HTML_HEADERS = { 'content-type': 'text/html' };

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

function problemType(status: number): string {
	return `https://tools.ietf.org/html/rfc9110#section-15.5.${status - 399}`;
}

/** The success envelope; members that are null are left out (docspace-api.md 1.1). */
export function envelope(
	answer: { response?: unknown; count?: number; total?: number },
	request: { method: string; href: string },
): RawAnswer {
	const { response, count, total } = answer;
	const body = {
		response,
		count: count ?? (response === undefined ? 0 : 1),
		total,
		links: [{ href: request.href, action: request.method }],
		status: 0,
		statusCode: 200,
	};
	return { status: 200, headers: JSON_HEADERS, body: JSON.stringify(body) };
}

/** Which members to keep: all of one, or some of what is inside it. */
type Kept = Map<string, Kept | 'all'>;

function keptBy(fields: string[]): Kept {
	const kept: Kept = new Map();
	for (const field of fields) {
		let inside = kept;
		const names = field.split('.');
		names.forEach((name, at) => {
			const known = inside.get(name);
			if (known === 'all') return;
			if (at === names.length - 1) inside.set(name, 'all');
			else {
				const next: Kept = known ?? new Map();
				inside.set(name, next);
				inside = next;
			}
		});
	}
	return kept;
}

function prune(value: unknown, kept: Kept): unknown {
	if (Array.isArray(value)) return value.map((item) => prune(item, kept));
	if (!isObject(value)) return value;
	const result: Record<string, unknown> = {};
	for (const name of Object.keys(value)) {
		const inside = kept.get(name);
		if (inside === undefined) continue;
		result[name] = inside === 'all' ? value[name] : prune(value[name], inside);
	}
	return result;
}

/** Keeps the members that `fields` names, as dotted paths through lists (docspace-api.md 1.1). */
export function sparse(value: unknown, fields: string[]): unknown {
	return prune(value, keptBy(fields));
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

/** A validation problem stands inside the success envelope (docspace-api.md 1.3). */
function validationAnswer(
	problem: ValidationProblem,
	request: { method: string; href: string },
): RawAnswer {
	const response = {
		type: problemType(400),
		title: problem.message,
		status: 400,
		errors: problem.errors,
		traceId: TRACE_ID,
	};
	const links = [{ href: request.href, action: request.method }];
	const body = { response, count: 1, links, status: 1, statusCode: 400 };
	return { status: 400, headers: PROBLEM_HEADERS, body: JSON.stringify(body) };
}

/** problem+json as filters write it, outside any envelope (docspace-api.md 1.3). */
export function problem(status: number): RawAnswer {
	const body = { type: problemType(status), title: TITLES.get(status), status, traceId: TRACE_ID };
	return { status, headers: PROBLEM_HEADERS, body: JSON.stringify(body) };
}

/** A problem in an envelope that takes it for a success: only HTTP tells (docspace-api.md 1.3). */
function wrappedProblem(status: number, request: { method: string; href: string }): RawAnswer {
	const response = {
		type: problemType(status),
		title: TITLES.get(status),
		status,
		traceId: TRACE_ID,
	};
	return { ...envelope({ response }, request), status, headers: PROBLEM_HEADERS };
}

/** Shapes whatever an action threw (docspace-api.md 1.2, 1.3). */
export function failure(thrown: unknown, request: { method: string; href: string }): RawAnswer {
	if (thrown instanceof PortalError) return errorEnvelope(thrown);
	if (thrown instanceof ValidationProblem) return validationAnswer(thrown, request);
	if (thrown instanceof BareRefusal) {
		const { status, headers } = thrown;
		if (thrown.body === 'wrapped') return wrappedProblem(status, request);
		return thrown.body === 'problem' ? problem(status) : { status, headers };
	}
	const message = thrown instanceof Error ? thrown.message : String(thrown);
	const shape = { status: 500, type: 'System.Exception', withStack: true, hresult: -2146233088 };
	return errorEnvelope(new PortalError(message, shape));
}

function page(status: number, title: string): RawAnswer {
	const body = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>openresty</center>\r\n</body>\r\n</html>\r\n`;
	return { status, headers: HTML_HEADERS, body };
}

function error(status: number, type: string, message: string): RawAnswer {
	return errorEnvelope(
		new PortalError(message, { status, type, withStack: true, hresult: -2146233088 }),
	);
}

/** Answers that portals, gateways and limiters are known to give (docspace-api.md 1.2, 1.3, 9.1). */
export const PRESET_ANSWERS = {
	/** Sliding window, no Retry-After. */
	windowLimit: {
		status: 429,
		headers: { 'x-ratelimit-limit': '1500', 'x-ratelimit-remaining': '0' },
	},
	/** Too many at once, no Retry-After. */
	concurrencyLimit: {
		status: 429,
		headers: { 'x-ratelimit-limit': '50', 'x-ratelimit-remaining': '0' },
	},
	/** Writes of a day, with a Retry-After of many hours. */
	dailyLimit: {
		status: 429,
		headers: {
			'x-ratelimit-limit': '10000',
			'x-ratelimit-remaining': '0',
			'x-ratelimit-reset': '1780383600',
			'retry-after': '86400',
		},
	},
	/** A 429 with a wait that a client can bear. */
	shortRetryAfter: { status: 429, headers: { 'retry-after': '3' } },
	badGateway: page(502, '502 Bad Gateway'),
	serviceUnavailable: page(503, '503 Service Temporarily Unavailable'),
	gatewayTimeout: page(504, '504 Gateway Time-out'),
	serverError: error(500, 'System.NullReferenceException', 'Object reference not set'),
	tenantUnresolved: error(500, 'System.Exception', 'Could not resolve current tenant :-(.'),
	unauthorized: { status: 401 },
	scopeMissing: { status: 403 },
	scopeMissingProblem: problem(403),
	accessDenied: error(403, 'System.Security.SecurityException', 'Access denied'),
	quotaExceeded: error(402, 'ASC.Core.Tenants.TenantQuotaException', 'Quota exceeded'),
	portalUnpaid: problem(402),
	portalUnknown: problem(404),
	portalRestoring: problem(403),
	folderNotFound: error(
		404,
		'ASC.Common.Web.ItemNotFoundException',
		'The required folder was not found',
	),
	/** IP restriction: 403 with a bare JSON string. */
	ipRestricted: {
		status: 403,
		headers: JSON_HEADERS,
		body: '"Your IP address is not allowed"',
	},
	/** A wrong host that answers every question with a page. */
	htmlPage: { ...page(200, 'Welcome'), status: 200 },
} satisfies Record<string, RawAnswer>;

export type PresetName = keyof typeof PRESET_ANSWERS;

export function isPresetName(value: unknown): value is PresetName {
	return typeof value === 'string' && Object.hasOwn(PRESET_ANSWERS, value);
}
