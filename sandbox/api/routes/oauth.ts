import type { RawAnswer } from '../../ground/answers';
import { UserStatus } from '../../model/enums';
import { OAuthError, SignInError, type SignInRequest } from '../../oauth/authorizationServer';
import type { Portal } from '../../portal/portal';
import type { ApiRequest } from '../handle';

/** A route of the authorization server. */
export interface OAuthRoute {
	method: 'GET' | 'POST';
	/** Below the portal's root (docspace-api.md 2.4). */
	template: string;
	act: (portal: Portal, request: ApiRequest) => RawAnswer;
}

const PAGE_HEADERS = { 'content-type': 'text/html; charset=utf-8' };
const JSON_HEADERS = {
	'content-type': 'application/json;charset=UTF-8',
	'cache-control': 'no-store',
};

function escape(text: string): string {
	return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function page(status: number, title: string, content: string): RawAnswer {
	const body = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escape(title)}</title></head>
<body><h1>${escape(title)}</h1>
${content}
</body></html>
`;
	return { status, headers: PAGE_HEADERS, body };
}

function backTo({ redirectUri, state }: SignInRequest, answer: Record<string, string>): RawAnswer {
	const location = new URL(redirectUri);
	for (const [name, value] of Object.entries(answer)) location.searchParams.set(name, value);
	if (state !== null) location.searchParams.set('state', state);
	return { status: 302, headers: { location: location.href } };
}

function oauthError(thrown: unknown): OAuthError {
	if (thrown instanceof OAuthError) return thrown;
	return new OAuthError('server_error', thrown instanceof Error ? thrown.message : '', 500);
}

/** Lets a request to sign in be answered, or refuses it where it must be refused. */
function signIn(
	portal: Portal,
	{ search }: ApiRequest,
	decide: (request: SignInRequest) => RawAnswer,
): RawAnswer {
	try {
		return decide(portal.oauth.readSignIn(search));
	} catch (thrown) {
		if (thrown instanceof SignInError) return backTo(thrown.request, { error: thrown.error });
		const { status, error, message } = oauthError(thrown);
		return page(status, 'Sign in failed', `<p>${escape(`${error}: ${message}`)}</p>`);
	}
}

function activePeople(portal: Portal) {
	return [...portal.store.users.values()].filter(({ status }) => status === UserStatus.active);
}

/** Signing in to the portal and consenting, both at once: the page asks who is there and whether they agree. */
function consentPage(portal: Portal, { client, scopes }: SignInRequest): RawAnswer {
	const people = activePeople(portal).map(
		({ id, displayName, email }) =>
			`<option value="${id}">${escape(`${displayName} (${email})`)}</option>`,
	);
	return page(
		200,
		`${client.name} asks for access`,
		`<ul>${scopes.map((scope) => `<li>${escape(scope)}</li>`).join('')}</ul>
<form method="post">
<label>You are <select name="user">${people.join('')}</select></label>
<button name="decision" value="allow">Allow</button>
<button name="decision" value="deny">Deny</button>
</form>`,
	);
}

function allow(portal: Portal, request: SignInRequest, userId: string): RawAnswer {
	const isThere = activePeople(portal).some(({ id }) => id === userId);
	if (!isThere) throw new OAuthError('access_denied', 'Nobody by this id can sign in');
	return backTo(request, { code: portal.oauth.allow(request, userId) });
}

function authorize(portal: Portal, request: ApiRequest): RawAnswer {
	const { oauthConsentBy } = portal.settings;
	return signIn(portal, request, (asked) =>
		oauthConsentBy === '' ? consentPage(portal, asked) : allow(portal, asked, oauthConsentBy),
	);
}

function consent(portal: Portal, request: ApiRequest): RawAnswer {
	const form = new URLSearchParams(request.body);
	return signIn(portal, request, (asked) => {
		if (form.get('decision') !== 'allow') return backTo(asked, { error: 'access_denied' });
		return allow(portal, asked, form.get('user') ?? '');
	});
}

function json(status: number, content: object): RawAnswer {
	return { status, headers: JSON_HEADERS, body: JSON.stringify(content) };
}

/** Tokens, or a refusal in the words of RFC 6749 5.2. */
function exchange(portal: Portal, { body, baseUrl }: ApiRequest): RawAnswer {
	try {
		return json(200, portal.oauth.answer(new URLSearchParams(body), baseUrl));
	} catch (thrown) {
		const { status, error, message } = oauthError(thrown);
		return json(status, { error, error_description: message });
	}
}

/** The authorization server of the portal itself, as a portal on one's own server has it. */
export const OAUTH_ROUTES: OAuthRoute[] = [
	{ method: 'GET', template: 'oauth2/authorize', act: authorize },
	{ method: 'POST', template: 'oauth2/authorize', act: consent },
	{ method: 'POST', template: 'oauth2/token', act: exchange },
	{ method: 'GET', template: 'oauth2/jwks', act: (portal) => json(200, portal.oauth.keySet()) },
];
