import { errorEnvelope, JSON_HEADERS, problem, type RawAnswer } from '../ground/answers';
import { PortalError } from '../ground/errors';

const HTML_HEADERS = { 'content-type': 'text/html' };

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
