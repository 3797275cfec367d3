import { ARCHIVING_CHECKS } from './archiving';
import { Belongings, mayUseGuestList, newMark } from './belongings';
import { personOf, PortalClient, record, Refused, signIn, textIn } from './client';
import { OPERATION_CHECKS } from './operations';
import { Skipped, type Check, type Scene } from './scene';
import { TRIGGER_CHECKS } from './trigger';

export interface PortalTest {
	/** The portal's address. */
	url: string;
	access: { kind: 'password'; email: string; password: string } | { kind: 'key'; apiKey: string };
	listen: Scene['listen'];
	triggerUrl?: string;
	/** Ends the run early; what was made is taken away all the same. */
	signal: AbortSignal;
	/** Gets every line for the user to read. */
	say: (line: string) => void;
}

export interface Outcome {
	passed: number;
	failed: number;
	skipped: number;
}

const CHECKS: Check[] = [...OPERATION_CHECKS, ...ARCHIVING_CHECKS, ...TRIGGER_CHECKS];

/**
 * Runs every check against a portal, each in rooms and with guests of its own, and takes those away.
 * Throws when the portal or the person is not one to test with; nothing was made then.
 */
export async function testPortal(test: PortalTest): Promise<Outcome> {
	const { url, access } = test;
	const token =
		access.kind === 'key' ? access.apiKey : await signIn(url, access.email, access.password);
	const authorization = `Bearer ${token}`;
	const cleaner = new PortalClient(url, authorization);
	const ownerId = await requireAdmin(cleaner);
	const portal = new PortalClient(url, authorization, test.signal);
	const belongings = new Belongings(portal, cleaner, ownerId, newMark());
	const key = access.kind === 'key' ? undefined : await makeKey(cleaner, belongings.mark);
	try {
		const scene: Scene = {
			portal,
			belongings,
			credentials: { docSpaceApi: { portalUrl: url, apiKey: key?.secret ?? token } },
			usualLevel: (await mayUseGuestList(cleaner)) ? 'guestList' : 'oneRoom',
			listen: test.listen,
			triggerUrl: test.triggerUrl,
			signal: test.signal,
		};
		return await runAll(scene, test);
	} finally {
		if (key !== undefined) await cleaner.ask('DELETE', `keys/${key.id}`);
	}
}

async function runAll(scene: Scene, { say, signal }: PortalTest): Promise<Outcome> {
	const outcome: Outcome = { passed: 0, failed: 0, skipped: 0 };
	const start = Date.now();
	for (const check of CHECKS) {
		if (signal.aborted) break;
		const { verdict, lines } = await judge(check, scene);
		// What a stopped check found says nothing.
		if (signal.aborted && verdict === 'failed') break;
		outcome[verdict] += 1;
		for (const line of lines) say(line);
	}
	const left = await scene.belongings.takeAwayAll();
	if (left.length > 0) outcome.failed += 1;
	for (const line of tellTakenAway(left)) say(line);
	const { passed, failed, skipped } = outcome;
	say(`\n${passed} passed, ${failed} failed, ${skipped} skipped in ${secondsSince(start)}`);
	return outcome;
}

type Verdict = keyof Outcome;

async function judge(check: Check, scene: Scene): Promise<{ verdict: Verdict; lines: string[] }> {
	const start = Date.now();
	const thrown = await check.run(scene).then(
		() => undefined,
		(error: unknown) => error,
	);
	const took = secondsSince(start);
	// A portal may allow few rooms; what cannot be taken away now is tried again at the end.
	await scene.belongings.takeAway();
	if (thrown === undefined) return { verdict: 'passed', lines: [`✓ ${check.name} (${took})`] };
	const why = thrown instanceof Error ? thrown.message : String(thrown);
	if (thrown instanceof Skipped) {
		return { verdict: 'skipped', lines: [`– ${check.name}`, `    skipped: ${why}`] };
	}
	return { verdict: 'failed', lines: [`✗ ${check.name} (${took})`, `    ${why}`] };
}

function tellTakenAway(left: string[]): string[] {
	if (left.length === 0) return ['✓ Everything that was made is gone'];
	return [
		'✗ Not everything that was made is gone; please delete it by hand',
		...left.map((what) => `    ${what}`),
	];
}

function secondsSince(start: number): string {
	return `${((Date.now() - start) / 1000).toFixed(1)} s`;
}

/** Whoever makes guests and deletes them must be a DocSpace admin (docspace-api.md 7.4, 17.2). */
async function requireAdmin(client: PortalClient): Promise<string> {
	const self = record(await client.ask('GET', 'people/@self'));
	if (self.isOwner === true || self.isAdmin === true) return textIn(self, 'id');
	throw new Error(
		`${personOf(self).displayName} is no DocSpace admin. Use the owner or an admin: others may not delete guests`,
	);
}

const KEY_DAYS = 1;

interface Key {
	id: string;
	secret: string;
}

/** A key of our own, as users of the package have one; where keys are not to be had, the token has to do. */
async function makeKey(client: PortalClient, mark: string): Promise<Key | undefined> {
	const body = { name: `n8n test ${mark}`, permissions: ['*'], expiresInDays: KEY_DAYS };
	const made = await client.ask('POST', 'keys', { body }).catch((error: unknown) => {
		if (error instanceof Refused) return undefined;
		throw error;
	});
	if (made === undefined) return undefined;
	return { id: textIn(record(made), 'id'), secret: textIn(record(made), 'key') };
}
