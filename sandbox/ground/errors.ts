interface ErrorShape {
	status: number;
	type: string;
	/** Whether the stack trace goes out to the client (docspace-api.md 1.2). */
	withStack: boolean;
	hresult: number;
}

/** A refusal in the portal's own error envelope (docspace-api.md 1.2). */
export class PortalError extends Error {
	constructor(
		message: string,
		readonly shape: ErrorShape,
	) {
		super(message);
	}
}

/** Input that model binding refuses: HTTP 400 with the problem inside `response` (docspace-api.md 1.3). */
export class ValidationProblem extends Error {
	constructor(readonly errors: Record<string, string[]>) {
		super('One or more validation errors occurred.');
	}
}

/** A refusal before any action runs: an empty body, or problem+json, bare or in an envelope (docspace-api.md 1.3). */
export class BareRefusal extends Error {
	constructor(
		readonly status: number,
		readonly body: 'empty' | 'problem' | 'wrapped',
		readonly headers: Record<string, string> = {},
	) {
		super(`HTTP ${status}`);
	}
}

const HRESULT = -2146233088;

function portalError(status: number, type: string, message: string, withStack = true): PortalError {
	return new PortalError(message, { status, type, withStack, hresult: HRESULT });
}

export const notFound = (message: string) =>
	portalError(404, 'ASC.Common.Web.ItemNotFoundException', message);
export const folderNotFound = () => notFound('The required folder was not found');
/** A file that is asked for by its id; file operations say it otherwise (docspace-api.md 6.3). */
export const noSuchFile = () => notFound('The required file was not found');
export const fileNotFound = () =>
	portalError(404, 'System.IO.FileNotFoundException', 'The required file was not found');
/** A folder that is to be deleted (docspace-api.md 14.8). */
export const folderToDeleteNotFound = () =>
	portalError(404, 'System.IO.FileNotFoundException', 'The required folder was not found');
/** What the storage says of bytes that are not where they should be (docspace-api.md 6.8). */
export const contentNotFound = () =>
	portalError(404, 'System.IO.FileNotFoundException', "Could not find file '/data/content'.");
export const selectorNotFound = () => notFound("Selector '' not found");
export const accountNotFound = () =>
	portalError(500, 'System.AggregateException', 'There is no such third-party account');
export const badArgument = (message: string) =>
	portalError(400, 'System.ArgumentException', message);
export const argumentNull = (name: string) =>
	portalError(400, 'System.ArgumentNullException', `Value cannot be null. (Parameter '${name}')`);
export const argumentOutOfRange = (message: string) =>
	portalError(400, 'System.ArgumentOutOfRangeException', message);
/** The real text of a security refusal never reaches the client (docspace-api.md 1.2). */
export const accessDenied = () =>
	portalError(403, 'System.Security.SecurityException', 'Access denied');
/** The same, where a right over the whole portal is missing (docspace-api.md 1.2). */
export const notAuthorized = () =>
	portalError(403, 'ASC.Common.Security.Authorizing.AuthorizingException', 'Access denied');
/** InvalidOperationException answers 403 with its own text (docspace-api.md 1.2, T59). */
export const invalidOperation = (message: string) =>
	portalError(403, 'System.InvalidOperationException', message);
export const notAuthenticated = () =>
	portalError(
		401,
		'System.Security.Authentication.AuthenticationException',
		'Authentication required',
		false,
	);
/** A sign-in that failed, whatever the reason (docspace-api.md 19). */
export const authenticationFailed = () =>
	portalError(
		401,
		'System.Security.Authentication.AuthenticationException',
		'User authentication failed',
		false,
	);
/** Signing in by an address failed too often, so that even the right password is refused (docspace-api.md 19). */
export const tooManySignIns = () =>
	portalError(403, 'ASC.Web.Core.BruteForceCredentialException', 'Too many attempts', false);
/** The plan allows no more rooms (docspace-api.md 16.1). */
export const tooManyRooms = () =>
	portalError(402, 'ASC.Core.Tenants.TenantQuotaException', 'The number of rooms is exceeded');
/** A refusal of some routes by a third kind of exception (docspace-api.md 1.2). */
export const unauthorizedAccess = () =>
	portalError(403, 'System.UnauthorizedAccessException', 'Access denied');
/** The plan, or a quota, has no room for it (docspace-api.md 1.2). */
export const overQuota = (message: string) =>
	portalError(402, 'ASC.Core.Tenants.TenantQuotaException', message);
export const notSupported = (message: string) =>
	portalError(415, 'System.NotSupportedException', message, false);
/** The portal asked an address where nobody listens (docspace-api.md 10.2). */
export const connectionRefused = (host: string) =>
	portalError(500, 'System.Net.Http.HttpRequestException', `Connection refused (${host})`);
/** A folder that is to be uploaded into (docspace-api.md 14.4). */
export const folderToFillNotFound = () =>
	portalError(404, 'System.IO.DirectoryNotFoundException', 'The required folder was not found');
/** What is too large to be stored (docspace-api.md 14.3, T74). */
export const quotaExceeded = (bytes: number) =>
	portalError(
		402,
		'ASC.Core.Tenants.TenantQuotaException',
		`The maximum file size is exceeded (${bytes} bytes).`,
	);
export const directoryNotEmpty = () =>
	portalError(500, 'System.IO.IOException', "Directory not empty : '/data/uploads'");
export const plainFailure = (message: string) => portalError(500, 'System.Exception', message);
export const nullReference = () =>
	portalError(
		500,
		'System.NullReferenceException',
		'Object reference not set to an instance of an object.',
	);
