import { type Conditions, listingLimitMs, movingLimitMs, requestBudget } from './limits';
import type { Outcome } from './outcome';
import { type RoomSize } from './room';

/** A time in milliseconds; `projected` when it was not waited for but reckoned from what was. */
export interface Moment {
	ms: number;
	projected: boolean;
}

/** What the process of a way tells of itself. */
export interface OwnReport {
	found?: number;
	saysDone?: boolean;
	listedMs?: number;
	/** When it has seen every file in the archive; only ours looks. */
	verifiedMs?: number;
	doneMs?: number;
	/** When it was broken off. */
	brokenOffMs?: number;
	/** Why it failed. */
	error?: string;
	/** In milliseconds since the epoch. */
	startedAt: number;
	cpuSeconds: number;
	memoryMb: number;
	baselineMb: number;
}

/** What came of one way under some conditions. */
export interface Measurement {
	way: string;
	name: string;
	conditions: Conditions;
	saysDone: boolean;
	found: number | null;
	/** When it knew which files there are. */
	listed: Moment | null;
	/** When it told its user that it is done. */
	done: Moment | null;
	/** When the last file that was moved had really arrived. */
	arrived: Moment | null;
	/** When it had seen every file in the archive. */
	verified: Moment | null;
	requests: Record<string, number> | null;
	archived: number | null;
	left: number | null;
	lost: number | null;
	/** Files side by side under one title, in the archive. */
	namesakes: number | null;
	guestIsOut: boolean | null;
	memoryMb: number | null;
	cpuSeconds: number | null;
	sandboxCpuSeconds: number | null;
	error?: string;
	/** What the portal allows at best, to stand beside the times. */
	limits: { listedMs: number; verifiedMs: number };
}

/** The limits for a measurement under these conditions. */
export function limitsFor(conditions: Conditions): Measurement['limits'] {
	const listedMs = listingLimitMs(conditions);
	return { listedMs, verifiedMs: listedMs + movingLimitMs(conditions) };
}

function measured(ms: number | undefined): Moment | null {
	return ms === undefined ? null : { ms, projected: false };
}

/** What a way was measured to do, from start to end. */
export function toMeasurement(
	way: { way: string; name: string },
	conditions: Conditions,
	own: OwnReport,
	outcome: Outcome & { cpuSeconds: number },
): Measurement {
	return {
		...way,
		conditions,
		saysDone: own.saysDone === true,
		found: own.found ?? null,
		listed: measured(own.listedMs),
		done: measured(own.doneMs),
		arrived: measured(outcome.lastArrival === 0 ? undefined : outcome.lastArrival - own.startedAt),
		verified: measured(own.verifiedMs),
		requests: outcome.requests,
		archived: outcome.archived,
		left: outcome.left,
		lost: outcome.lost,
		namesakes: outcome.namesakes,
		guestIsOut: outcome.guestIsOut,
		memoryMb: own.memoryMb,
		cpuSeconds: own.cpuSeconds,
		sandboxCpuSeconds: outcome.cpuSeconds,
		...(own.error === undefined ? {} : { error: own.error }),
		limits: limitsFor(conditions),
	};
}

/** A measurement of which only times could be reckoned. */
export function projection(
	way: { way: string; name: string },
	conditions: Conditions,
	times: { listedMs: number; doneMs: number; arrivedMs: number },
): Measurement {
	const reckoned = (ms: number): Moment => ({ ms, projected: true });
	return {
		...way,
		conditions,
		saysDone: true,
		found: null,
		listed: reckoned(times.listedMs),
		done: reckoned(times.doneMs),
		arrived: reckoned(times.arrivedMs),
		verified: null,
		requests: null,
		archived: null,
		left: null,
		lost: null,
		namesakes: null,
		guestIsOut: null,
		memoryMb: null,
		cpuSeconds: null,
		sandboxCpuSeconds: null,
		limits: limitsFor(conditions),
	};
}

const CHUNK = 100;
const PAUSE_BETWEEN_CHUNKS_MS = 200;
const LIST = 'GET files/{id}';
const MOVE = 'PUT files/fileops/move';

/** How many requests the walk over a room takes, one folder after the other. */
function walkRequests({ files, folders }: RoomSize): number {
	// One folder holds a share of 15 in 100, see room.ts; in no other does a page end.
	return folders + 1 + Math.max(0, Math.ceil((files * 0.15) / CHUNK) - 1);
}

/**
 * Reckons the rest of a recipe that was broken off from the time its requests took so far: it sends them one
 * after the other, so each of those to come takes as long. Its files arrive no sooner than the last is ordered.
 */
export function projectRecipe(
	conditions: Conditions,
	own: OwnReport,
	requests: Record<string, number>,
): { listedMs: number; doneMs: number; arrivedMs: number } {
	const elapsed = own.brokenOffMs ?? 0;
	const listRequests = Math.max(1, requests[LIST] ?? 1);
	const chunksSent = requests[MOVE] ?? 0;
	const perRequest =
		own.listedMs === undefined
			? elapsed / listRequests
			: (elapsed - chunksSent * PAUSE_BETWEEN_CHUNKS_MS) / (listRequests + chunksSent);
	const listedMs = own.listedMs ?? walkRequests(conditions.size) * perRequest;
	const chunks = Math.ceil(conditions.size.files / CHUNK);
	const doneMs = listedMs + 3 * perRequest + chunks * (perRequest + PAUSE_BETWEEN_CHUNKS_MS);
	const lastChunk = Math.min(conditions.size.files, CHUNK) * conditions.msPerFile;
	return { listedMs, doneMs, arrivedMs: doneMs - PAUSE_BETWEEN_CHUNKS_MS + lastChunk };
}

/** Reckons the official way for a room from what it took a file elsewhere, after a walk that took `listedMs`. */
export function projectOfficial(
	conditions: Conditions,
	perFileMs: number,
	listedMs: number,
): { listedMs: number; doneMs: number; arrivedMs: number } {
	const doneMs = listedMs + conditions.size.files * perFileMs + 3 * conditions.rttMs;
	return { listedMs, doneMs, arrivedMs: doneMs };
}

/** What is wrong with a measurement of ours, in words; empty when nothing is. Times are never wrong. */
export function faultsOf(measurement: Measurement): string[] {
	const { size } = measurement.conditions;
	const { archived, left, lost, requests, saysDone, guestIsOut, error } = measurement;
	const faults: string[] = [];
	if (error !== undefined) faults.push(error);
	if (!saysDone) faults.push('it does not say that it is done');
	if (archived !== size.files) faults.push(`${archived} of ${size.files} files are archived`);
	if (left !== 0) faults.push(`${left} files are left in the room`);
	if (lost !== 0) faults.push(`${lost} files are lost`);
	if (guestIsOut !== true) faults.push('the guest still has access');
	const budget = requestBudget(size);
	for (const [route, count] of Object.entries(requests ?? {})) {
		const most = budget[route] ?? 0;
		if (count > most) faults.push(`${count} times ${route}, ${most} at most`);
	}
	return faults;
}
