import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { RawAnswer } from '../ground/answers';
import { isObject } from '../ground/input';
import type { Portal } from '../portal/portal';
import { API_PREFIX, type ApiRequest, handle, ROUTES } from './handle';
import type { Route } from './route';
import { HANDLER_ROUTES } from './routes/handlers';
import { OAUTH_ROUTES } from './routes/oauth';

/** Largest request body in the Files service (docspace-api.md 9.3). */
const BODY_LIMIT = 100 * 1024 * 1024;
const MAX_ID_LENGTH = 4096;

/** A server without routes; paths are matched without regard to case, as ASP.NET does. */
export function createServer(): FastifyInstance {
	const server = fastify({
		bodyLimit: BODY_LIMIT,
		exposeHeadRoutes: false,
		forceCloseConnections: true,
		routerOptions: { caseSensitive: false, maxParamLength: MAX_ID_LENGTH },
	});
	server.removeAllContentTypeParsers();
	// As bytes: what is uploaded need not be text.
	server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
		done(null, body);
	});
	return server;
}

/** A route as the server sees it, of the API or beside it. */
interface Endpoint {
	method: Route['method'] | 'HEAD';
	/** As faults and the log name it, such as `GET files/{id}`. */
	name: string;
	url: string;
	answer: (portal: Portal, request: ApiRequest) => RawAnswer | Promise<RawAnswer>;
}

const ENDPOINTS: Endpoint[] = [
	...ROUTES.map((route) => ({
		method: route.method,
		name: `${route.method} ${route.template}`,
		url: API_PREFIX + route.template.replace(/\{(\w+)\}/g, ':$1'),
		answer: (portal: Portal, request: ApiRequest) => handle(portal, route, request),
	})),
	...[...OAUTH_ROUTES, ...HANDLER_ROUTES].map(({ method, template, act }) => ({
		method,
		name: `${method} ${template}`,
		url: `/${template}`,
		answer: act,
	})),
];

function patternOf(route: Route): RegExp {
	const path = API_PREFIX + route.template.replace(/\{\w+\}/g, '[^/]+');
	return new RegExp(`^${path}/?$`, 'i');
}

function stringParams(params: unknown): Record<string, string> {
	if (!isObject(params)) return {};
	return Object.fromEntries(
		Object.entries(params).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
	);
}

function readRequest(request: FastifyRequest): ApiRequest {
	const baseUrl = `http://${request.host}`;
	const url = new URL(request.url, baseUrl);
	const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
	return {
		params: stringParams(request.params),
		search: url.searchParams,
		bytes,
		get body() {
			return bytes.toString();
		},
		contentType: request.headers['content-type'],
		authorization: request.headers.authorization,
		range: request.headers.range,
		baseUrl,
		href: url.href,
	};
}

function send(reply: FastifyReply, answer: RawAnswer): FastifyReply {
	reply.code(answer.status).header('server-timing', 'aspnetcore-request-time;dur=1ms');
	for (const [name, value] of Object.entries(answer.headers ?? {})) reply.header(name, value);
	return answer.body === undefined ? reply.send() : reply.send(answer.body);
}

/** Breaks the connection without an answer. */
function cut(request: FastifyRequest, reply: FastifyReply): void {
	reply.hijack();
	request.raw.socket.destroy();
}

/** Breaks the connection when part of the answer's body is on its way. */
async function cutWithin(request: FastifyRequest, reply: FastifyReply, answer: RawAnswer) {
	const body = new Response(answer.body).body?.getReader();
	const { value = new Uint8Array() } = (await body?.read()) ?? {};
	reply.hijack();
	reply.raw.writeHead(answer.status, answer.headers);
	const half = value.subarray(0, Math.ceil(value.length / 2));
	reply.raw.write(half, () => request.raw.socket.destroy());
}

/** Decides in which order requests are carried out that come in at the same moment. */
export interface Turnstile {
	/** Told of a request when it comes in; what it returns is awaited before the request is carried out. */
	arrive(request: FastifyRequest): (key: string) => Promise<void>;
}

/** Answers one request: latency, faults, the action itself, faults again. Returns the status, 0 for none. */
async function serve(
	portal: Portal,
	endpoint: Endpoint,
	request: FastifyRequest,
	reply: FastifyReply,
	turnstile: Turnstile | undefined,
): Promise<number> {
	const myTurn = turnstile?.arrive(request);
	if (portal.settings.latencyMs > 0) await portal.clock.sleep(portal.settings.latencyMs);
	await myTurn?.(`${request.method} ${request.url} ${String(request.body)}`);
	const asked = readRequest(request);
	portal.wholeObjects.look({ method: request.method, href: asked.href });
	if (portal.wholeObjects.isSilent) {
		cut(request, reply);
		return 0;
	}
	const trouble = portal.faults.troubleFor(endpoint.name);
	for (const act of trouble.acts) portal.act(act);
	if (trouble.cut === 'before') {
		cut(request, reply);
		return 0;
	}
	if (trouble.answer !== undefined) {
		send(reply, trouble.answer);
		return trouble.answer.status;
	}
	const handled = endpoint.answer(portal, asked);
	const answer = handled instanceof Promise ? await handled : handled;
	if (trouble.cut === 'after') {
		cut(request, reply);
		return 0;
	}
	const shown = trouble.answerAfter ?? answer;
	if (trouble.cut === 'within') {
		await cutWithin(request, reply, shown);
		return 0;
	}
	send(reply, shown);
	return shown.status;
}

function beginEntry(portal: Portal, request: FastifyRequest, route: string) {
	const { pathname, search } = new URL(request.url, 'http://localhost');
	return portal.requests.begin({
		method: request.method,
		route,
		path: pathname,
		query: search,
		userAgent: request.headers['user-agent'] ?? '',
		at: portal.clock.now(),
	});
}

/** Puts the portal's routes on a server. `portal` is asked each time: a reset may have replaced it. */
export function addApi(server: FastifyInstance, portal: () => Portal, turnstile?: Turnstile): void {
	// The portal's servers tell the portal's time; its pages too.
	server.addHook('onSend', async (_request, reply) => {
		reply.header('date', new Date(portal().clock.now()).toUTCString());
	});
	for (const endpoint of ENDPOINTS) {
		server.route({
			method: endpoint.method,
			url: endpoint.url,
			handler: async (request, reply) => {
				const { requests } = portal();
				const entry = beginEntry(portal(), request, endpoint.name);
				let status = 0;
				try {
					status = await serve(portal(), endpoint, request, reply, turnstile);
				} finally {
					requests.end(entry, status);
				}
				return reply;
			},
		});
	}
	const patterns = ROUTES.map(patternOf);
	// An unknown route is 404 and a wrong verb 405, both with an empty body (docspace-api.md 1.3).
	server.setNotFoundHandler((request, reply) => {
		const [path = ''] = request.url.split('?');
		const status = patterns.some((pattern) => pattern.test(path)) ? 405 : 404;
		if (path.toLowerCase().startsWith(API_PREFIX)) {
			portal().requests.end(beginEntry(portal(), request, ''), status);
		}
		send(reply, { status });
	});
}
