import { DocSpaceError, ifForbidden, InputError } from '../errors';
import type { PortalClient } from '../http/client';
import { growingPauses, waitAndLook } from '../http/waiting';
import { time } from '../time';
import { isObject, type PersonDto } from '../types';
import { mayNot } from './accounts';
import { nameOf, statusOf, typeOf } from './people';

/** A job of the portal about one person (docspace-api.md 17.3). */
export interface PersonalJob {
	isCompleted: boolean;
	error?: string;
}

export function isPersonalJob(value: unknown): value is PersonalJob {
	return isObject(value) && typeof value.isCompleted === 'boolean';
}

/** The portal tells nothing of a job that it does not know any more. */
function isJobOrNothing(value: unknown): value is PersonalJob | undefined {
	return value === undefined || isPersonalJob(value);
}

const MAX_WAIT_MS = 30 * 60_000;
const LONGEST_PAUSE_MS = 5000;

/**
 * Waits until a job about somebody has ended, or is not known any more: then only its effect tells how it ended.
 * Throws `DocSpaceError` with what the portal says of one that failed.
 */
export async function waitForJob(
	portal: PortalClient,
	path: string,
	whatFails: string,
): Promise<void> {
	const pauses = growingPauses(500, time.now() + MAX_WAIT_MS, LONGEST_PAUSE_MS);
	const look = async () => {
		const job = await portal.get(path, isJobOrNothing);
		return job?.isCompleted === false ? undefined : (job ?? { isCompleted: true });
	};
	const end = await waitAndLook<PersonalJob>(pauses, look, portal.signal);
	if (!end) {
		throw new DocSpaceError(
			`${whatFails}: DocSpace is still at it after ${MAX_WAIT_MS / 60_000} minutes`,
			'Run again later: what is done is done, and the rest is gone on with',
		);
	}
	if (!end.error) return;
	throw new DocSpaceError(
		`${whatFails}. DocSpace says: ${end.error}`,
		'Run again; if it stays, show the message to the administrator of the portal',
	);
}

/** The job about somebody that is running, if one is. */
export async function runningJob(
	portal: PortalClient,
	path: string,
): Promise<PersonalJob | undefined> {
	const job = await portal.get(path, isJobOrNothing);
	return job?.isCompleted === false ? job : undefined;
}

/** Throws `InputError` for somebody who cannot be given rooms: that can admins and Room admins who are active. */
export function requireHeir(heir: PersonDto, field: string, from: PersonDto): void {
	const problem = whyNoHeir(heir, from);
	if (problem === undefined) return;
	throw new InputError(
		field,
		`names ${nameOf(heir)}, ${problem}`,
		'Choose a DocSpace admin or Room admin whose account is active',
	);
}

function whyNoHeir(heir: PersonDto, from: PersonDto): string | undefined {
	if (heir.id === from.id) return 'the same person';
	if (statusOf(heir) !== 'active') return 'whose account is not active';
	const mayOwnRooms = !['User', 'Guest'].includes(typeOf(heir));
	return mayOwnRooms ? undefined : 'who may not own rooms';
}

/** Gives the rooms and files of somebody disabled to another, and waits for the end. Harmless to repeat. */
export async function handOver(
	portal: PortalClient,
	from: PersonDto,
	heir: PersonDto,
): Promise<void> {
	const progress = `people/reassign/progress/${from.id}`;
	const body = { fromUserId: from.id, toUserId: heir.id, deleteProfile: false };
	await portal
		.writeUntilSeen({ method: 'POST', path: 'people/reassign/start', body }, isPersonalJob, () =>
			runningJob(portal, progress),
		)
		.catch(ifForbidden(() => mayNot(from, 'delete')));
	const failure = `What ${nameOf(from)} has did not all go to ${nameOf(heir)}`;
	await waitForJob(portal, progress, failure);
}
