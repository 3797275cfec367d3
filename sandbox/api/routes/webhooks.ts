import {
	accessDenied,
	badArgument,
	BareRefusal,
	connectionRefused,
	notFound,
	ValidationProblem,
} from '../../ground/errors';
import type { Body } from '../../ground/input';
import type { Settings } from '../../ground/settings';
import type { PortalUser } from '../../model/types';
import { isAdmin } from '../../rules/rights';
import { askByHead, isBlacklisted, reachedAt, webAddress } from '../../webhooks/address';
import type { WebhookConfig, WebhookLogEntry } from '../../webhooks/payload';
import { includesTrigger, isAvailable, triggersOf, triggersShown } from '../../webhooks/triggers';
import { formatDate } from '../dates';
import { type Answer, type Call, callerOf, type Route } from '../route';

const MAX_NAME_LENGTH = 50;
const MAX_SECRET_LENGTH = 50;
const MAX_TARGET_LENGTH = 255;
const LONGEST_PASSWORD = 30;
const SHORTEST_PASSWORD = 8;

type Wanted = Pick<WebhookConfig, 'name' | 'uri' | 'enabled' | 'ssl' | 'triggers' | 'targetId'>;

/** Guests never, others unless developer tools are for admins only (docspace-api.md 10.1). */
function subscriberOf(call: Call): PortalUser {
	const caller = callerOf(call);
	const isKeptOut = call.settings.restrictDeveloperTools && !isAdmin(caller);
	if (caller.type === 'Guest' || isKeptOut) throw accessDenied();
	return caller;
}

/** A configuration in dates of the portal's own zone; its secret is never shown (docspace-api.md 1.4, 10.1). */
function shown({ dto, settings }: Call, config: WebhookConfig) {
	const date = (ms: number | undefined) =>
		ms === undefined ? undefined : formatDate(ms, settings.utcOffsetMinutes).slice(0, 19);
	return {
		id: config.id,
		name: config.name,
		uri: config.uri,
		enabled: config.enabled,
		ssl: config.ssl,
		triggers: config.triggers,
		targetId: config.targetId,
		createdBy: dto.people.employee(config.createdBy),
		createdOn: date(config.createdOn),
		modifiedOn: date(config.modifiedOn),
		lastFailureOn: date(config.lastFailureOn),
		lastFailureContent: config.lastFailureContent,
		lastSuccessOn: date(config.lastSuccessOn),
	};
}

function tooLong(name: string, limit: number): ValidationProblem {
	const message = `The field ${name} must be a string with a maximum length of ${limit}.`;
	return new ValidationProblem({ [name]: [message] });
}

function required(body: Body, name: string): string {
	const text = body.text(name);
	if (text === undefined || text === '') {
		throw new ValidationProblem({ [name]: [`The ${name} field is required.`] });
	}
	return text;
}

/** The body of a configuration, as model binding takes it (docspace-api.md 10.1). */
function readConfig({ body }: Call): Wanted & { secretKey: string } {
	const name = required(body, 'Name');
	if (name.length > MAX_NAME_LENGTH) throw tooLong('Name', MAX_NAME_LENGTH);
	const secretKey = body.text('secretKey') ?? '';
	if (secretKey.length > MAX_SECRET_LENGTH) throw tooLong('SecretKey', MAX_SECRET_LENGTH);
	const targetId = body.text('targetId') ?? '';
	if (targetId.length > MAX_TARGET_LENGTH) throw tooLong('TargetId', MAX_TARGET_LENGTH);
	const triggers = body.get('triggers') ?? 0;
	if (!Number.isSafeInteger(triggers) || typeof triggers !== 'number') {
		throw body.wrongType('triggers');
	}
	return {
		name,
		uri: required(body, 'Uri'),
		secretKey,
		enabled: body.flag('enabled'),
		ssl: body.flag('ssl'),
		triggers,
		targetId: targetId === '' ? undefined : targetId,
	};
}

/** Each flag must be known here and open to the caller; 0, that is all, is never checked. */
function checkTriggers({ abilities }: Call, caller: PortalUser, triggers: number): void {
	const available = triggersOf(abilities).filter((trigger) => isAvailable(trigger, caller));
	const covered = available
		.filter((trigger) => triggers !== 0 && includesTrigger(triggers, trigger))
		.reduce((sum, { id }) => sum + id, 0);
	if (covered !== triggers) throw badArgument('Trigger is not available');
}

/** The portal's policy for passwords holds for secrets too (docspace-api.md 10.1). */
function checkSecret({ strictPasswords }: Settings, secretKey: string): void {
	const { length } = secretKey;
	const isPrintable = /^[!-~]*$/.test(secretKey);
	const isVaried = [/[A-Z]/, /\d/, /[^A-Za-z0-9]/].every((kind) => kind.test(secretKey));
	const fits = isPrintable && length >= SHORTEST_PASSWORD && length <= LONGEST_PASSWORD;
	if (!fits || (strictPasswords && !isVaried)) {
		throw badArgument('The password does not meet the requirements');
	}
}

/** The address must be allowed and answer HEAD with 2xx; where nobody listens, that fails (docspace-api.md 10.2, T62). */
async function checkAddress({ settings, abilities }: Call, wanted: Wanted): Promise<void> {
	const url = webAddress(wanted.uri);
	const isForbidden = (address: URL) =>
		abilities.webhookAddressChecks && isBlacklisted(address, settings.webhookBlacklist);
	if (url === undefined || isForbidden(url)) throw badArgument('Webhook URL is not allowed');
	if (wanted.ssl && url.protocol !== 'https:') {
		throw badArgument('Webhook URL must use https when SSL verification is on');
	}
	const answer = await askByHead(reachedAt(url, settings.webhookHttpsEndsAt));
	if (answer === 'nobody') throw connectionRefused(url.host);
	if (answer === 'other') {
		throw badArgument(
			'Webhook URL is not available: HEAD request must return a 2xx status code without redirects',
		);
	}
}

function checkUnique({ webhooks }: Call, { name, uri }: Wanted, ownId?: number): void {
	const isTwin = (other: WebhookConfig) =>
		other.id !== ownId && other.name === name && other.uri === uri;
	if ([...webhooks.configs.values()].some(isTwin)) {
		throw badArgument('Webhook with the same name and URL already exists');
	}
}

/** 404 for an unknown one, 403 for somebody else's (docspace-api.md 10.1). */
function ownConfig(call: Call, id: unknown): WebhookConfig {
	const caller = subscriberOf(call);
	const config = typeof id === 'number' ? call.webhooks.configs.get(id) : undefined;
	if (config === undefined) throw notFound('Webhook not found');
	if (config.createdBy !== caller.id && !isAdmin(caller)) throw accessDenied();
	return config;
}

function isVisible(caller: PortalUser, { createdBy }: WebhookConfig): boolean {
	return isAdmin(caller) || createdBy === caller.id;
}

function listConfigs(call: Call): Answer {
	const caller = subscriberOf(call);
	const configs = [...call.webhooks.configs.values()].filter((config) => isVisible(caller, config));
	return {
		response: configs.map((config) => ({ configs: shown(call, config), status: config.status })),
	};
}

async function createConfig(call: Call): Promise<Answer> {
	const caller = subscriberOf(call);
	const wanted = readConfig(call);
	checkTriggers(call, caller, wanted.triggers);
	checkSecret(call.settings, wanted.secretKey);
	await checkAddress(call, wanted);
	checkUnique(call, wanted);
	// Whatever was asked for: only a change can switch these off (docspace-api.md T153).
	const stored = { ...wanted, enabled: true, ssl: true, createdBy: caller.id };
	return { response: shown(call, call.webhooks.add(stored)) };
}

/** Without a secret the old one stays (docspace-api.md 10.1). */
async function updateConfig(call: Call): Promise<Answer> {
	const { secretKey, ...wanted } = readConfig(call);
	const config = ownConfig(call, call.body.get('id'));
	checkTriggers(call, callerOf(call), wanted.triggers);
	if (secretKey !== '') checkSecret(call.settings, secretKey);
	await checkAddress(call, wanted);
	checkUnique(call, wanted, config.id);
	Object.assign(config, wanted, { modifiedOn: call.store.stamp() });
	if (secretKey !== '') config.secretKey = secretKey;
	return { response: shown(call, config) };
}

/** Name and address are asked for here too, and not used (docspace-api.md 10.1). */
function enableConfig(call: Call): Answer {
	const { enabled } = readConfig(call);
	const config = ownConfig(call, call.body.get('id'));
	Object.assign(config, { enabled, modifiedOn: call.store.stamp() });
	return { response: shown(call, config) };
}

/** The number in the path; with anything else there it is no such route (docspace-api.md 10.1). */
function idIn({ params }: Call): number {
	const id = params['id'] ?? '';
	if (!/^\d+$/.test(id)) throw new BareRefusal(404, 'empty');
	return Number(id);
}

function deleteConfig(call: Call): Answer {
	const config = ownConfig(call, idIn(call));
	call.webhooks.configs.delete(config.id);
	return { response: shown(call, config) };
}

function listTriggers(call: Call): Answer {
	const triggers = triggersShown(call.abilities, subscriberOf(call));
	return { response: triggers, count: triggers.length };
}

function shownLog({ dto }: Call, log: WebhookLogEntry) {
	return {
		id: log.id,
		configName: log.config.name,
		trigger: log.trigger.id,
		creationTime: dto.dates.show(log.at),
		method: 'POST',
		route: log.config.uri,
		requestPayload: log.requestPayload,
		status: log.status,
		delivery: log.deliveredAt === undefined ? undefined : dto.dates.show(log.deliveredAt),
	};
}

function visibleLog(call: Call): WebhookLogEntry[] {
	const caller = subscriberOf(call);
	return call.webhooks.log.filter(({ config }) => isVisible(caller, config));
}

/** The newest first; the total is real here (docspace-api.md 10.1). */
function listLog(call: Call): Answer {
	const entries = visibleLog(call).reverse();
	const start = call.query.whole('startIndex') ?? 0;
	const page = entries.slice(start, start + (call.query.whole('count') ?? 100));
	return { response: page.map((log) => shownLog(call, log)), total: entries.length };
}

function retryOne(call: Call): Answer {
	const wanted = idIn(call);
	const log = visibleLog(call).find(({ id }) => id === wanted);
	if (log === undefined) throw notFound('Webhook log entry not found');
	return { response: shownLog(call, call.webhooks.retry(log)) };
}

function retryMany(call: Call): Answer {
	const ids = call.body.list('ids') ?? [];
	const logs = visibleLog(call).filter(({ id }) => ids.includes(id));
	return { response: logs.map((log) => shownLog(call, call.webhooks.retry(log))) };
}

/** Webhooks: full-scope credentials only (docspace-api.md 2.3, 10.1). */
export const WEBHOOK_ROUTES: Route[] = [
	{ method: 'GET', template: 'settings/webhook', scope: '*', act: listConfigs },
	{ method: 'POST', template: 'settings/webhook', scope: '*', hasBody: true, act: createConfig },
	{ method: 'PUT', template: 'settings/webhook', scope: '*', hasBody: true, act: updateConfig },
	{
		method: 'PUT',
		template: 'settings/webhook/enable',
		scope: '*',
		hasBody: true,
		act: enableConfig,
	},
	{ method: 'DELETE', template: 'settings/webhook/{id}', scope: '*', act: deleteConfig },
	{ method: 'GET', template: 'settings/webhook/triggers', scope: '*', act: listTriggers },
	{ method: 'GET', template: 'settings/webhooks/log', scope: '*', act: listLog },
	{ method: 'PUT', template: 'settings/webhook/{id}/retry', scope: '*', act: retryOne },
	{ method: 'PUT', template: 'settings/webhook/retry', scope: '*', hasBody: true, act: retryMany },
];
