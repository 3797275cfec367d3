import type { Clock } from '../ground/clock';
import type { Random } from '../ground/random';
import type { Settings } from '../ground/settings';
import { abilitiesOf } from '../ground/versions';
import { isBlacklisted, reachedAt, webAddress } from './address';
import {
	deliveryBody,
	type EarlierFailure,
	signatureOf,
	type WebhookConfig,
	type WebhookLogEntry,
} from './payload';

/** Deliveries that are under way at once (docspace-api.md 10.5). */
const BATCH_SIZE = 10;
const RETRY_WAITS_MS = [1000, 2000, 4000, 8000, 16_000];
/** To look an address up takes a moment. */
const ADDRESS_CHECK_MS = 1000;
const TRUSTED_MS = 3 * 24 * 60 * 60 * 1000;
const SEND_TIMEOUT_MS = 100_000;
const GONE = 410;

interface Outcome {
	/** 0 when there was no answer at all. */
	status: number;
	content: string;
}

const isSuccess = ({ status }: Outcome) => status >= 200 && status < 300;

interface Pause {
	until: number;
	end: () => void;
}

/** Sends what was published: in batches, in no particular order, at least once (docspace-api.md 10.5). */
export class Deliveries {
	private queue: WebhookLogEntry[] = [];
	private readonly pauses = new Set<Pause>();
	private readonly sending = new Set<Promise<Outcome>>();
	private readonly closing = new AbortController();
	private isWorking = false;

	constructor(
		private readonly clock: Clock,
		private readonly random: Random,
		private readonly settings: Settings,
		private readonly configs: Map<number, WebhookConfig>,
	) {}

	/** Leaves a delivery for the next visit of the worker. */
	add(log: WebhookLogEntry): void {
		if (this.closing.signal.aborted) return;
		this.queue.push(log);
		if (!this.isWorking) void this.work();
	}

	/** Lets time pass until nothing waits any more: neither deliveries nor their retries. */
	async idle(): Promise<void> {
		while (this.isWorking) {
			await Promise.all(this.sending);
			const first = Math.min(...[...this.pauses].map(({ until }) => until));
			// What an answer leads to happens a moment after it.
			await this.clock.sleep(Number.isFinite(first) ? first - this.clock.now() : 1);
		}
	}

	/** Gives up whatever is under way or waits. */
	close(): void {
		this.closing.abort();
		this.queue = [];
		for (const { end } of this.pauses) end();
	}

	private async work(): Promise<void> {
		this.isWorking = true;
		while (this.queue.length > 0) {
			const { webhookPollMs: period } = this.settings;
			await this.pauseUntil((Math.floor(this.clock.now() / period) + 1) * period);
			const due = this.shuffled(this.queue.splice(0));
			for (let batch = due.splice(0, BATCH_SIZE); batch.length > 0; ) {
				await Promise.all(batch.map((log) => this.deliver(log)));
				batch = due.splice(0, BATCH_SIZE);
			}
		}
		this.isWorking = false;
	}

	/**
	 * Tries until it is done or given up. It goes by what it has read of the webhook at its beginning, and writes
	 * all of that back when it ends: what was changed meanwhile is lost (docspace-api.md T152).
	 */
	private async deliver(log: WebhookLogEntry): Promise<void> {
		const current = this.configs.get(log.config.id);
		if (current === undefined) return;
		const config = { ...current };
		const doubt = this.doubtAbout(config);
		if (doubt === 'forbidden') return void this.configs.delete(config.id);
		if (doubt === 'notSecure') {
			await this.pauseUntil(this.clock.now() + ADDRESS_CHECK_MS);
			return this.writeBack({ ...config, enabled: false });
		}
		let failure: EarlierFailure | undefined;
		for (const waitMs of [...RETRY_WAITS_MS, undefined]) {
			const outcome = await this.attempt(log, config, failure);
			if (this.closing.signal.aborted) return;
			if (outcome.status === GONE) return void this.configs.delete(config.id);
			if (isSuccess(outcome) || waitMs === undefined) {
				return this.writeBack({ ...config, enabled: this.staysOn(config, outcome) });
			}
			const on = this.clock.now();
			await this.pauseUntil(on + waitMs);
			if (this.closing.signal.aborted) return;
			const retryCount = (failure?.retryCount ?? 0) + 1;
			failure = { on, content: outcome.content, retryCount, retryOn: this.clock.now() };
		}
	}

	/** A webhook that was deleted meanwhile stays so (docspace-api.md T152). */
	private writeBack(config: WebhookConfig): void {
		if (this.configs.has(config.id)) this.configs.set(config.id, config);
	}

	/** The address is looked at again before it is used (docspace-api.md 10.5, T63, T153). */
	private doubtAbout({ uri, ssl }: WebhookConfig): 'forbidden' | 'notSecure' | undefined {
		const { portalVersion, webhookBlacklist } = this.settings;
		const url = webAddress(uri);
		if (url === undefined || !abilitiesOf(portalVersion).webhookAddressChecks) return undefined;
		if (isBlacklisted(url, webhookBlacklist)) return 'forbidden';
		return ssl && url.protocol !== 'https:' ? 'notSecure' : undefined;
	}

	private async attempt(
		log: WebhookLogEntry,
		config: WebhookConfig,
		failure?: EarlierFailure,
	): Promise<Outcome> {
		const body = deliveryBody({ ...log, config }, failure);
		log.requestPayload = body;
		const sent = this.send(config, body);
		this.sending.add(sent);
		const outcome = await sent;
		this.sending.delete(sent);
		log.status = outcome.status;
		config.status = outcome.status;
		log.deliveredAt = this.clock.now();
		if (isSuccess(outcome)) config.lastSuccessOn = log.deliveredAt;
		else {
			config.lastFailureOn = log.deliveredAt;
			config.lastFailureContent = outcome.content;
		}
		return outcome;
	}

	private async send({ uri, secretKey }: WebhookConfig, body: string): Promise<Outcome> {
		const { webhookHttpsEndsAt } = this.settings;
		const answer = fetch(reachedAt(new URL(uri), webhookHttpsEndsAt), {
			method: 'POST',
			redirect: 'manual',
			body,
			headers: {
				'content-type': 'application/json; charset=utf-8',
				accept: '*/*',
				'x-docspace-signature-256': signatureOf(body, secretKey),
			},
			signal: AbortSignal.any([this.closing.signal, AbortSignal.timeout(SEND_TIMEOUT_MS)]),
		});
		return await answer
			.then(async (response) => ({ status: response.status, content: await response.text() }))
			.catch((error: unknown) => ({ status: 0, content: String(error) }));
	}

	/** Nothing has arrived for three days: the webhook is switched off (docspace-api.md 10.5, T63). */
	private staysOn({ enabled, lastSuccessOn, createdOn }: WebhookConfig, outcome: Outcome): boolean {
		const isTrusted = this.clock.now() - (lastSuccessOn ?? createdOn) <= TRUSTED_MS;
		return enabled && (isSuccess(outcome) || isTrusted);
	}

	private pauseUntil(until: number): Promise<void> {
		return new Promise((resolve) => {
			const cancel = this.clock.schedule(until, () => pause.end());
			const pause: Pause = {
				until,
				end: () => {
					this.pauses.delete(pause);
					cancel();
					resolve();
				},
			};
			this.pauses.add(pause);
		});
	}

	private shuffled<T>(list: T[]): T[] {
		for (let last = list.length - 1; last > 0; last--) {
			list.push(...list.splice(this.random.below(last + 1), 1));
		}
		return list;
	}
}
