/** DocSpace Trigger, with deliveries that the portal itself sends and signs. */
import { randomBytes } from 'node:crypto';
import axios from 'axios';
import { sleep } from 'n8n-workflow';
import { isRecord } from '../harness/guards';
import { startTrigger, type PublishedTrigger } from '../harness/publishing';
import { numberIn, record, records, Refused, textIn } from './client';
import { byId, ensure, ensureSame, Skipped, type Check, type Scene } from './scene';

const EVENT = 'folder.created';
/** The flag of that event (docspace-api.md 10.3). */
const EVENT_FLAG = 2 ** 15;
/** The portal delivers every five seconds, and tries again for half a minute (10.5). */
const LONGEST_WAIT_MS = 60_000;
const LOOK_AGAIN_MS = 200;

/** Where the portal is to send events. */
function addressOf({ triggerUrl }: Scene, { url }: PublishedTrigger): string {
	return triggerUrl === undefined ? url : new URL(new URL(url).pathname, triggerUrl).href;
}

/** Whether the portal takes an address is asked without the node, so that no fault of it passes for a skip (10.2). */
async function requireReachable({ portal, belongings }: Scene, uri: string): Promise<void> {
	belongings.expectWebhooksFor(uri);
	const body = {
		name: `n8n test ${belongings.mark}`,
		uri,
		secretKey: `Aa1-${randomBytes(9).toString('hex')}`,
		enabled: true,
		ssl: uri.startsWith('https:'),
		triggers: EVENT_FLAG,
		// Matches nothing, so nothing is sent to it.
		targetId: belongings.mark,
	};
	const made = await portal.ask('POST', 'settings/webhook', { body }).catch((error: unknown) => {
		if (!(error instanceof Refused)) throw error;
		throw new Skipped(`the portal does not take this machine's address ${uri} (${error.message})`);
	});
	await portal.ask('DELETE', `settings/webhook/${numberIn(record(made), 'id')}`);
}

async function until(holds: () => boolean, signal: AbortSignal): Promise<boolean> {
	for (let waited = 0; waited < LONGEST_WAIT_MS; waited += LOOK_AGAIN_MS) {
		if (holds()) return true;
		if (signal.aborted) return false;
		await sleep(LOOK_AGAIN_MS);
	}
	return false;
}

async function deliver(scene: Scene, trigger: PublishedTrigger, rooms: Rooms): Promise<void> {
	const { portal, signal } = scene;
	ensure(await trigger.publish(), 'The trigger did not register its webhook');
	await portal.createFolder(rooms.other, 'Elsewhere');
	const folder = await portal.createFolder(rooms.watched, 'Here');
	const hasBoth = () => trigger.statuses.length >= 2 && trigger.items.length >= 1;
	const came = await until(hasBoth, signal);
	const { statuses, items } = trigger;
	ensure(came, `Of two events ${statuses.length} came, and ${items.length} started the workflow`);
	ensureSame(new Set(statuses).size, 1, 'Different answers to deliveries');
	ensureSame(statuses[0], 200, 'The answer to deliveries');
	const started = items.map(({ event, entity }) => [event, isRecord(entity) ? entity.id : entity]);
	ensureSame(started, [[EVENT, folder.id]], 'What started the workflow');

	const forged = await axios.post(trigger.url, items[0], {
		headers: { 'x-docspace-signature-256': `sha256=${'0'.repeat(64)}` },
		validateStatus: () => true,
	});
	ensureSame([forged.status, items.length], [401, 1], 'The answer to a forged event');

	await trigger.unpublish();
	const uris = records(await portal.ask('GET', 'settings/webhook')).map(({ configs }) =>
		textIn(record(configs), 'uri'),
	);
	ensure(!uris.includes(addressOf(scene, trigger)), 'The webhook is still there');
}

interface Rooms {
	watched: number;
	other: number;
}

const startsOnEvents: Check = {
	name: 'DocSpace Trigger: a signed event of the room starts the workflow, others and forged ones do not',
	async run(scene) {
		const { belongings, credentials, listen, triggerUrl } = scene;
		const rooms = {
			watched: await belongings.newRoom('watched'),
			other: await belongings.newRoom('other'),
		};
		const trigger = await startTrigger({
			credentials,
			parameters: { events: [EVENT], room: byId(rooms.watched) },
			publicUrl: triggerUrl,
			listen,
		});
		try {
			await requireReachable(scene, addressOf(scene, trigger));
			await deliver(scene, trigger, rooms);
		} finally {
			await trigger.close();
		}
	},
};

export const TRIGGER_CHECKS: Check[] = [startsOnEvents];
