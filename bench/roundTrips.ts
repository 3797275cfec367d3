import { time } from '../nodes/DocSpace/portal/time';
import { startSandbox, VIRTUAL_START, VirtualClock } from '../sandbox';
import { NODE_NAME, runNode } from '../test/harness/engine';
import { Turnstile } from '../test/harness/turnstile';
import { leastTrips, type Trips } from './limits';
import { byId, ours, STEPS } from './ours';
import { table } from './report';
import type { ArchiveJob } from './rivals';
import { CLIENT_NAME, fillBenchPortal, type BenchPortal, type RoomSize } from './room';

/** What emptying a room takes, exactly and on every machine the same. */
export interface RoundTrips {
	size: RoomSize;
	/** As four nodes, one after the other. */
	trips: Trips;
	least: Trips;
	/** As the one node Archive Client Room. */
	inOneNode: number;
	/** The requests of the four nodes, and in which round trip each was under way, counted from 1. */
	requests: Array<{ trip: number; route: string }>;
	/** How many connections these requests opened. */
	connections: number;
}

/** How long a request takes on a clock on which nothing else takes any time. */
const TRIP_MS = 1000;

/** It counts all requests of this process, so that one is enough. */
const turnstile = new Turnstile();

/** Counts the round trips one after the other that emptying a room takes. */
export async function countRoundTrips(size: RoomSize): Promise<RoundTrips> {
	const ends: number[] = [];
	const inFour = await onVirtualTime(size, async (job, now) => {
		const onStep = (name: string) => {
			if (STEPS.includes(name)) ends.push(now());
		};
		return (await ours.archive({ ...job, onStep })).saysDone;
	});
	const inOne = await onVirtualTime(size, async (job) => {
		const run = await runNode({
			credentials: { docSpaceApi: { portalUrl: job.url, apiKey: job.apiKey } },
			parameters: {
				resource: 'room',
				operation: 'archiveClientRoom',
				room: byId(job.roomId),
				archiveFolder: byId(job.archiveRootId),
				clientName: CLIENT_NAME,
				// As the four operations put them.
				options: { folders: 'flatten' },
			},
		});
		return run.json(NODE_NAME)[0]?.complete === true;
	});
	const [collect = NaN, ensure = NaN, move = NaN, guest = NaN] = ends.map(
		(end, at) => end - (ends[at - 1] ?? 0),
	);
	return {
		size,
		trips: { collect, ensure, move, guest, whole: inFour.trips },
		least: leastTrips(size),
		inOneNode: inOne.trips,
		requests: inFour.requests,
		connections: inFour.connections,
	};
}

type Job = ArchiveJob & BenchPortal;

async function onVirtualTime(
	size: RoomSize,
	archive: (job: Job, now: () => number) => Promise<boolean>,
) {
	const real = { ...time };
	const clock = new VirtualClock(VIRTUAL_START, async () => await turnstile.calm());
	const tripsUntil = (at: number) => (at - VIRTUAL_START) / TRIP_MS;
	const now = () => tripsUntil(clock.now());
	const connections = new Set<object>();
	const sandbox = await startSandbox({
		clock,
		latencyMs: TRIP_MS,
		tieOrder: 'stable',
		turnstile: {
			arrive: (request) => {
				connections.add(request.raw.socket);
				return turnstile.arrive(request);
			},
		},
	});
	time.now = () => clock.now();
	// The node's own pauses are no round trips.
	time.wait = async () => {};
	try {
		const ids = sandbox.portal.quietly(() => fillBenchPortal(sandbox.portal, size));
		const job = { ...ids, url: sandbox.url, clientName: CLIENT_NAME, wait: async () => {} };
		if (!(await archive(job, now))) throw new Error('Not all files were archived');
		const trips = now();
		if (!Number.isInteger(trips)) throw new Error(`Something took time besides: ${trips} trips`);
		const requests = sandbox.portal.requests.entries.map(({ at, route }) => ({
			trip: tripsUntil(at) + 1,
			route,
		}));
		return { trips, requests, connections: connections.size };
	} finally {
		Object.assign(time, real);
		await sandbox.close();
	}
}

/** A new connection costs one round trip of TCP and one of TLS 1.3 before the request’s own. */
const TRIPS_OF_NEW_CONNECTION = 3;

/** One line for each room; behind what it takes stands the least possible. */
export function tableOf(counted: RoundTrips[]): string[] {
	const parts = ['collect', 'ensure', 'move', 'guest', 'whole'] as const;
	return table(
		[
			'Files',
			'Collect',
			'Ensure',
			'Move',
			'Guest',
			'Whole job',
			'Connections',
			'Whole job with connecting',
			'In one node',
		],
		counted.map(({ size, trips, least, connections, inOneNode }) => [
			size.files.toLocaleString('en-US'),
			...parts.map((part) => `${trips[part]} (${least[part]})`),
			String(connections),
			String(trips.whole * TRIPS_OF_NEW_CONNECTION),
			String(inOneNode),
		]),
	);
}

/** The page about them. */
export function pageOf(counted: RoundTrips[]): string {
	return `# Round trips, not seconds

\`npm run bench -- --round-trips\` counts how many round trips to the portal follow one another until a client's room is
empty and the guest is out, by the workflow *Collect Room Files → Ensure Folder → Move Files → Delete Guest* in n8n's own
engine. The sandbox portal and the node share a virtual clock on which nothing takes time but the way of a request: no
worker, no processor, and none of the node's own pauses (the longest of them is a second after it has made a folder, in
which a twin by another run would come to light). So the figures are exact and the same on every machine, and a test holds
them.

In parentheses stands the least possible with the same eight requests at once and eight moves in flight, if each part
begins when the one before has ended:

- **Collect**: all pages of files and folders, by eight.
- **Ensure**: a look for the client's folder, its creation, a look whether another run has made one too.
- **Move**: a look at what is in that folder; new titles for files of equal names, and the orders, a file's order behind
  its new title; the news that the last has ended; and all pages of the folder as proof.
- **Guest**: who they are, where they are, and that the room is empty; the end of their access; the proof of it.

n8n's HTTP helper opens a new **connection** for each request, which costs a round trip of TCP and one of TLS 1.3 each time:
the column behind counts three round trips for each request in a row. **In one node** is the same room by Archive Client
Room, connections not counted.

${tableOf(counted).join('\n')}
`;
}
