import type { JournalEntry } from '../ground/journal';
import { Random } from '../ground/random';
import type { Settings } from '../ground/settings';
import { abilitiesOf } from '../ground/versions';
import { FolderType, UserStatus } from '../model/enums';
import type { Store } from '../model/store';
import type { AnyEntry, PortalUser } from '../model/types';
import { Rights } from '../rules/rights';
import { Deliveries } from './delivery';
import { entryPayload, userPayload, type WebhookConfig, type WebhookLogEntry } from './payload';
import { includesTrigger, type Trigger, type TriggerName, triggersOf } from './triggers';

/** What a change is about: something in the portal or somebody. */
type Subject = { entry: AnyEntry } | { user: PortalUser };

/** Changes whose events are called differently, or are several (docspace-api.md 10.3, 10.4). */
const EVENT_NAMES = new Map<string, TriggerName[]>([
	['file.uploaded', ['file.created', 'file.uploaded']],
	['file.uploadedBySession', ['file.uploaded']],
	['file.overwritten', ['file.updated']],
	['file.renamed', ['file.updated']],
	['file.locked', ['file.updated']],
	// The second is that of the version's comment, which is replaced as well.
	['file.unlocked', ['file.updated', 'file.updated']],
	['user.disabled', ['user.updated']],
	['user.enabled', ['user.updated']],
]);

/** Everything about webhooks: who subscribed to what, what is published, and what was delivered. */
export class Webhooks {
	readonly configs = new Map<number, WebhookConfig>();
	readonly log: WebhookLogEntry[] = [];
	private readonly deliveries: Deliveries;
	private nextId = 1;
	private nextEventId = 1;

	constructor(
		private readonly store: Store,
		private readonly settings: Settings,
		seed: number,
	) {
		this.deliveries = new Deliveries(store.clock, new Random(seed), settings, this.configs);
		store.journal.listener = (entry) => this.publish(entry);
	}

	/** Adds a subscription without any check. */
	add(config: Omit<WebhookConfig, 'id' | 'createdOn' | 'status'>): WebhookConfig {
		const added = { ...config, id: this.nextId++, createdOn: this.store.stamp(), status: 0 };
		this.configs.set(added.id, added);
		return added;
	}

	/** Sends an old event again, under a new id (docspace-api.md 10.4). */
	retry(log: WebhookLogEntry): WebhookLogEntry {
		return this.enqueue({ ...log, requestPayload: undefined, deliveredAt: undefined });
	}

	/** Lets time pass until all deliveries, and the retries of those that failed, are done. */
	idle(): Promise<void> {
		return this.deliveries.idle();
	}

	/** Ends all deliveries. */
	close(): void {
		this.store.journal.listener = undefined;
		this.deliveries.close();
	}

	/** Turns a change into deliveries to those whom it concerns (docspace-api.md 10.4). */
	private publish(change: JournalEntry): void {
		if (this.configs.size === 0) return;
		const subject = this.subjectOf(change);
		if (subject === undefined) return;
		const known = triggersOf(abilitiesOf(this.settings.portalVersion));
		for (const name of this.eventNames(change, subject)) {
			const trigger = known.find((one) => one.name === name);
			if (trigger !== undefined) this.tellOf(change, trigger, subject);
		}
	}

	private tellOf({ actor, at }: JournalEntry, trigger: Trigger, subject: Subject): void {
		const id = String('entry' in subject ? subject.entry.id : subject.user.id);
		for (const config of this.configs.values()) {
			const isWanted = config.enabled && includesTrigger(config.triggers, trigger);
			// The id is that of what the event is about, never of the room around it (T64).
			if (!isWanted || (config.targetId !== undefined && config.targetId !== id)) continue;
			const payload = this.payloadFor(config.createdBy, subject);
			if (payload === undefined) continue;
			const [targetType = ''] = trigger.name.split('.');
			this.enqueue({ config, trigger, actor, at, targetType, payload });
		}
	}

	private enqueue(event: Omit<WebhookLogEntry, 'id' | 'status'>): WebhookLogEntry {
		const log = { ...event, id: this.nextEventId++, status: 0 };
		this.log.push(log);
		this.deliveries.add(log);
		return log;
	}

	private subjectOf({ what, id }: JournalEntry): Subject | undefined {
		if (typeof id !== 'string' && typeof id !== 'number') return undefined;
		const [kind] = what.split('.');
		if (kind === 'user') {
			const user = this.store.users.get(String(id));
			return user && { user };
		}
		if (kind !== 'file' && kind !== 'folder' && kind !== 'room') return undefined;
		const entry = kind === 'file' ? this.store.files.get(id) : this.store.folders.get(id);
		return entry && { entry };
	}

	/** What leaves the Trash is restored; a room that is deleted is no folder (docspace-api.md 6.4, 10.3). */
	private eventNames({ what, from }: JournalEntry, subject: Subject): string[] {
		const { folders } = this.store;
		const source =
			typeof from === 'string' || typeof from === 'number' ? folders.get(from) : undefined;
		const leavesTrash =
			source !== undefined && this.store.rootOf(source)?.type === FolderType.trash;
		if (leavesTrash && what.endsWith('.moved')) return [what.replace('.moved', '.restored')];
		const isRoom =
			'entry' in subject && subject.entry.kind === 'folder' && subject.entry.room !== undefined;
		if (isRoom && what.startsWith('folder.')) return ['room.deleted'];
		return EVENT_NAMES.get(what) ?? [what];
	}

	/** Nothing for a creator who may not see it: their webhooks fall silent (docspace-api.md 10.4). */
	private payloadFor(creatorId: string, subject: Subject): object | undefined {
		const creator = this.store.users.get(creatorId);
		if (creator?.status !== UserStatus.active) return undefined;
		if ('user' in subject) return creator.type === 'Guest' ? undefined : userPayload(subject.user);
		const { entry } = subject;
		if (!new Rights(this.store, creator).can('Read', entry)) return undefined;
		return entryPayload(this.store, entry, creator);
	}
}
