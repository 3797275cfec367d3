import { createHmac } from 'node:crypto';
import { isObject } from '../ground/input';
import { isExternalLink } from '../model/enums';
import type { Store } from '../model/store';
import type { AnyEntry, PortalUser } from '../model/types';
import { Rights } from '../rules/rights';
import { type Trigger, triggerNames } from './triggers';

/** A subscription as its creator configured it, and what became of its last deliveries. */
export interface WebhookConfig {
	id: number;
	name: string;
	uri: string;
	secretKey: string;
	enabled: boolean;
	ssl: boolean;
	triggers: number;
	targetId?: string;
	createdBy: string;
	createdOn: number;
	modifiedOn?: number;
	lastSuccessOn?: number;
	lastFailureOn?: number;
	lastFailureContent?: string;
	/** The last HTTP status; 0 before there was one. */
	status: number;
}

/** One delivery in the webhooks' own journal; its id is the event's (docspace-api.md 10.4). */
export interface WebhookLogEntry {
	id: number;
	config: WebhookConfig;
	trigger: Trigger;
	actor: string;
	at: number;
	targetType: string;
	payload: object;
	status: number;
	requestPayload?: string;
	deliveredAt?: number;
}

/** What a repeated attempt tells of the one before (docspace-api.md 10.5). */
export interface EarlierFailure {
	on: number;
	content: string;
	retryCount: number;
	retryOn: number;
}

const isoSeconds = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`;

/** Serialises as the portal does: members with their type's default value are left out (T61). */
function withoutDefaults(value: unknown): unknown {
	if (!isObject(value)) return value;
	const kept = Object.entries(value).filter(
		([, member]) => member !== undefined && member !== null && member !== 0 && member !== false,
	);
	return Object.fromEntries(kept.map(([name, member]) => [name, withoutDefaults(member)]));
}

/** The members that files, folders and rooms have in common, and no others (docspace-api.md 10.4). */
export function entryPayload(store: Store, entry: AnyEntry, creator: PortalUser): object {
	const root = store.rootOf(entry);
	const room = store.roomOf(entry);
	const parentRoom = room === entry ? undefined : room;
	return {
		id: entry.id,
		parentId: entry.parentId,
		folderIdDisplay: entry.parentId,
		rootId: root?.id,
		title: entry.title,
		createBy: entry.createdBy,
		modifiedBy: entry.modifiedBy,
		createOn: isoSeconds(entry.created),
		modifiedOn: isoSeconds(entry.modified),
		rootFolderType: root?.type,
		rootCreateBy: root?.createdBy === '' ? undefined : root?.createdBy,
		parentRoomType: parentRoom?.type,
		parentRoomCreatedBy: parentRoom?.createdBy,
		fileEntryType: entry.kind === 'file' ? 2 : 1,
		access: new Rights(store, creator).accessTo(entry),
		shared: store.sharesOf(entry).some(({ subjectType }) => isExternalLink(subjectType)),
		order: room?.room?.indexing === true ? entry.order : undefined,
		originRoomId: entry.kind === 'file' ? entry.originRoomId : undefined,
	};
}

/** A person as events about people show them (docspace-api.md 10.4). */
export function userPayload(user: PortalUser): object {
	const [firstName, ...rest] = user.displayName.split(' ');
	return {
		id: user.id,
		firstName,
		lastName: rest.join(' '),
		userName: user.userName,
		email: user.email,
		status: user.status,
		createDate: isoSeconds(user.registered),
		createdBy: user.createdBy === '' ? undefined : user.createdBy,
	};
}

/** JSON as .NET writes it by default: what is not plain ASCII is escaped, and so is what could be HTML. */
function netJson(value: unknown): string {
	return JSON.stringify(value).replace(/\\\\|\\"|[^\x20-\x7e]|[<>&'+`]/g, (found) => {
		if (found === '\\\\') return found;
		const code = found.charCodeAt(found.length - 1);
		return `\\u${code.toString(16).toUpperCase().padStart(4, '0')}`;
	});
}

/** The exact text of a delivery (docspace-api.md 10.4, 10.5). */
export function deliveryBody(log: WebhookLogEntry, failure?: EarlierFailure): string {
	const { config, trigger } = log;
	const target =
		config.targetId === undefined ? undefined : { id: config.targetId, type: log.targetType };
	return netJson(
		withoutDefaults({
			event: {
				id: log.id,
				createOn: isoSeconds(log.at),
				createBy: log.actor === '' ? undefined : log.actor,
				trigger: trigger.name,
				triggerId: trigger.id,
			},
			payload: log.payload,
			webhook: {
				id: config.id,
				name: config.name,
				url: config.uri,
				triggers: triggerNames(config.triggers),
				target,
				lastFailureOn: failure === undefined ? undefined : isoSeconds(failure.on),
				lastFailureContent: failure?.content,
				retryCount: failure?.retryCount,
				retryOn: failure === undefined ? undefined : isoSeconds(failure.retryOn),
			},
		}),
	);
}

/** The value of `x-docspace-signature-256`: hexadecimal digits in upper case (T61). */
export function signatureOf(body: string, secretKey: string): string {
	return `sha256=${createHmac('sha256', secretKey).update(body).digest('hex').toUpperCase()}`;
}
