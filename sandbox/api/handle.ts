import type { RawAnswer } from '../ground/answers';
import { BareRefusal } from '../ground/errors';
import { Body, Query, readBody } from '../ground/input';
import { abilitiesOf } from '../ground/versions';
import type { Portal } from '../portal/portal';
import { fieldsOf } from '../portal/wholeObjects';
import { Rights } from '../rules/rights';
import { admit, identify } from './auth';
import { Dto } from './dto';
import { envelope, failure, sparse } from './envelope';
import type { Answer, Route } from './route';
import { ACCOUNT_ROUTES } from './routes/accounts';
import { FILE_ROUTES } from './routes/files';
import { FOLDER_ROUTES } from './routes/folders';
import { GROUP_ROUTES } from './routes/groups';
import { HISTORY_ROUTES } from './routes/history';
import { LINK_ROUTES } from './routes/links';
import { LISTING_ROUTES } from './routes/listings';
import { OPERATION_ROUTES } from './routes/operations';
import { PEOPLE_ROUTES } from './routes/people';
import { PORTAL_ROUTES } from './routes/portal';
import { ROOM_CHANGE_ROUTES } from './routes/roomChanges';
import { ROOM_ROUTES } from './routes/rooms';
import { ROOM_TEMPLATE_ROUTES } from './routes/roomTemplates';
import { UPLOAD_ROUTES } from './routes/uploads';
import { WEBHOOK_ROUTES } from './routes/webhooks';

/** All routes of the portal that the sandbox knows. */
export const ROUTES: Route[] = [
	...LISTING_ROUTES,
	...FOLDER_ROUTES,
	...FILE_ROUTES,
	...UPLOAD_ROUTES,
	...ROOM_TEMPLATE_ROUTES,
	...ROOM_ROUTES,
	...ROOM_CHANGE_ROUTES,
	...LINK_ROUTES,
	...HISTORY_ROUTES,
	...OPERATION_ROUTES,
	...ACCOUNT_ROUTES,
	...PEOPLE_ROUTES,
	...PORTAL_ROUTES,
	...GROUP_ROUTES,
	...WEBHOOK_ROUTES,
];

/** Where all of them begin. */
export const API_PREFIX = '/api/2.0/';

/** A request as it came over the wire, its route already found. */
export interface ApiRequest {
	params: Record<string, string>;
	search: URLSearchParams;
	bytes: Buffer;
	/** The same as text. */
	readonly body: string;
	contentType: string | undefined;
	authorization: string | undefined;
	range: string | undefined;
	baseUrl: string;
	href: string;
}

/** A body that is no JSON, or none at all, is refused before the action (docspace-api.md 8.4). */
function bodyOf(route: Route, request: ApiRequest): Body {
	if (route.hasBody !== true) return new Body({});
	const isJson = request.contentType?.toLowerCase().includes('json') === true;
	if (!isJson) throw new BareRefusal(415, 'wrapped');
	return readBody(request.body);
}

/**
 * Handles one request and shapes whatever comes of it. Only actions that ask somebody else take time;
 * what the others answer is shaped before anything else can change.
 */
export function handle(
	portal: Portal,
	route: Route,
	request: ApiRequest,
): RawAnswer | Promise<RawAnswer> {
	const wire = { method: route.method, href: request.href };
	const { store, settings, lister, operations, templates, oauth, webhooks, uploads } = portal;
	try {
		if (route.isMissing?.(settings) === true) throw new BareRefusal(404, 'empty');
		const abilities = abilitiesOf(settings.portalVersion);
		const identity = identify(request.authorization, { store, oauth, root: request.baseUrl });
		const { method, scope, anonymous = false } = route;
		admit(identity, { method, scope, anonymous }, abilities);
		const rights = new Rights(store, identity.user);
		const query = new Query(request.search);
		const answer = route.act({
			store,
			settings,
			lister,
			operations,
			templates,
			webhooks,
			uploads,
			params: request.params,
			query,
			body: bodyOf(route, request),
			content: request.bytes,
			contentType: request.contentType,
			identity,
			caller: identity.user,
			rights,
			dto: new Dto(store, settings, rights, request.baseUrl),
			abilities,
		});
		const fields = abilities.sparseFields ? fieldsOf(query) : [];
		const shape = ({ response, ...rest }: Answer) =>
			envelope(
				{ ...rest, response: fields.length === 0 ? response : sparse(response, fields) },
				wire,
			);
		if (!(answer instanceof Promise)) return shape(answer);
		return answer.then(shape).catch((thrown: unknown) => failure(thrown, wire));
	} catch (thrown) {
		return failure(thrown, wire);
	}
}
