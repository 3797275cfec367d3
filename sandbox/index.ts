/*
 * Folders depend one way, on those to their left:
 *   ground <- model <- rules <- moves, people, oauth, webhooks, uploads <- portal <- api <- control
 * - ground: time, chance, settings, errors, how requests are read and answers written
 * - model: what a portal knows, and the few ways in which that changes
 * - rules: who may do what, and what a listing shows
 * - moves, people, oauth, webhooks, uploads: a subject each, none of which knows another
 * - portal: the portal as tests hold it: building, the acts of others, faults, what happened
 * - api: DocSpace's routes; control: the sandbox's own, by which it is watched and steered
 */
import { addApi, createServer, type Turnstile } from './api/server';
import { addControl } from './control/routes';
import { type Clock, VirtualClock } from './ground/clock';
import { DEFAULT_SETTINGS, type Settings } from './ground/settings';
import { isPortalVersion, PORTAL_VERSIONS } from './ground/versions';
import { Portal } from './portal/portal';

export type { RawAnswer } from './ground/answers';
export { type Clock, VIRTUAL_START, VirtualClock } from './ground/clock';
export { hashedPassword } from './ground/passwords';
export type { JournalEntry } from './ground/journal';
export type { Settings } from './ground/settings';
export type { PortalVersion } from './ground/versions';
export type { FileShareName, RoomKind, UserType } from './model/enums';
export type {
	ApiKey,
	EntryId,
	File,
	Folder,
	PortalUser,
	SecondFactor,
	ShareRecord,
} from './model/types';
export type { Operation } from './moves/operations';
export { type NewOAuthClient, OAUTH_SCOPES } from './oauth/authorizationServer';
export type { PlainAct } from './portal/acts';
export type { NewFileOptions, NewFolderOptions, NewRoom, NewUser } from './portal/content';
export type { Act, Fault, FaultAnswer, JobFault, JobTrouble, RequestFault } from './portal/faults';
export { Portal } from './portal/portal';
export type { PresetName } from './portal/presetAnswers';
export type { RequestEntry } from './portal/requestLog';
export { type DemoPortal, fillClientRoom, seedDemo } from './portal/seed';
export type { PortalState } from './portal/state';
export type { WebhookConfig, WebhookLogEntry } from './webhooks/payload';

export interface SandboxOptions extends Partial<Settings> {
	/** A virtual clock by default. */
	clock?: Clock;
	/** Any free port by default. */
	port?: number;
	/** Seed of everything that is random: ids, secrets, the order of ties. */
	seed?: number;
	/** Orders the requests of one moment; as they come in by default. */
	turnstile?: Turnstile;
	/** Fills the portal, at the start and again after each reset. */
	fill?: (portal: Portal) => unknown;
}

export interface Sandbox<C extends Clock = Clock> {
	/** Where it answers, such as `http://127.0.0.1:8090`. */
	readonly url: string;
	/** The portal behind it; another one after a reset. */
	readonly portal: Portal;
	readonly clock: C;
	/** Throws the portal away and fills a new one. Throws when a request broke the rule of `WholeObjects`. */
	reset(): Portal;
	/** Fails as `reset` does. */
	close(): Promise<void>;
}

const DEFAULT_SEED = 20260601;
const HOST = '127.0.0.1';

export function startSandbox(
	options?: SandboxOptions & { clock?: undefined },
): Promise<Sandbox<VirtualClock>>;
export function startSandbox<C extends Clock>(
	options: SandboxOptions & { clock: C },
): Promise<Sandbox<C>>;
/** Starts a DocSpace portal in memory that answers on 127.0.0.1 as docspace-api.md says. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const {
		clock = new VirtualClock(),
		port = 0,
		seed = DEFAULT_SEED,
		turnstile,
		fill,
		...overrides
	} = options;
	const given = Object.entries(overrides).filter(([, value]) => value !== undefined);
	const settings: Settings = { ...DEFAULT_SETTINGS, ...Object.fromEntries(given) };
	if (!isPortalVersion(settings.portalVersion)) {
		throw new Error(`Portal versions are ${PORTAL_VERSIONS.join(', ')}`);
	}
	const build = () => {
		const portal = new Portal(clock, settings, seed);
		if (fill !== undefined) portal.quietly(() => fill(portal));
		return portal;
	};
	let portal = build();
	const reset = () => {
		const { wholeObjects, webhooks } = portal;
		webhooks.close();
		portal = build();
		requireNone(wholeObjects.take());
		return portal;
	};
	const server = createServer();
	addApi(server, () => portal, turnstile);
	addControl(server, () => portal, reset);
	const url = await server.listen({ host: HOST, port });
	return {
		url,
		get portal() {
			return portal;
		},
		clock,
		reset,
		close: async () => {
			portal.webhooks.close();
			await server.close();
			requireNone(portal.wholeObjects.take());
		},
	};
}

function requireNone(breaches: string[]): void {
	if (breaches.length === 0) return;
	throw new Error(`“fields” may name leaves only (docspace-api.md 1.1):\n${breaches.join('\n')}`);
}
