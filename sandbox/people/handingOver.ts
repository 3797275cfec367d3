import { badArgument, notAuthorized } from '../ground/errors';
import { TaskStatus, UserStatus } from '../model/enums';
import type { JobAboutPerson, PersonalJob, Store } from '../model/store';
import type { PortalUser } from '../model/types';
import { isAdmin } from '../rules/rights';
import { removePerson } from './people';

const jobKey = (what: JobAboutPerson, userId: string) => `${what} ${userId}`;

/** What the portal tells of the last such job about somebody (docspace-api.md 17.3, 17.4). */
export function jobAbout(
	store: Store,
	what: JobAboutPerson,
	userId: string,
): PersonalJob | undefined {
	const job = store.personalJobs.get(jobKey(what, userId));
	return job && { ...job };
}

/** Queues a job about somebody; one that is still running is answered instead (docspace-api.md 17.3). */
export function startJob(
	store: Store,
	what: JobAboutPerson,
	userId: string,
	work: () => void,
): PersonalJob {
	const running = jobAbout(store, what, userId);
	if (running?.isCompleted === false) return running;
	const job: PersonalJob = {
		id: `1_${userId}_${what}ProgressItem`,
		error: '',
		percentage: 0,
		isCompleted: false,
		status: TaskStatus.running,
	};
	store.personalJobs.set(jobKey(what, userId), job);
	store.clock.schedule(store.clock.now() + store.settings.msPerHandover, () => {
		try {
			work();
			Object.assign(job, { percentage: 100, isCompleted: true, status: TaskStatus.completed });
		} catch {
			const error = 'Nothing answers';
			Object.assign(job, { error, percentage: 95, isCompleted: true, status: FAILED });
		}
	});
	return { ...job };
}

/** DistributedTaskStatus of a job that failed (docspace-api.md 1.4). */
const FAILED = 4;

/** Whether somebody may be given the rooms of another. */
export function canTakeOver(store: Store, userId: string): boolean {
	const user = store.users.get(userId);
	const isActive = user?.status === UserStatus.active;
	return isActive && (isAdmin(user) || user.type === 'RoomAdmin');
}

export function ownsRooms(store: Store, userId: string): boolean {
	return [...store.folders.values()].some((one) => one.room && one.createdBy === userId);
}

/** Gives the rooms and files of one to another. */
export function handOver(store: Store, from: PortalUser, toUserId: string): void {
	const isTheirs = ({ createdBy }: { createdBy: string }) => createdBy === from.id;
	const own = new Set([from.myDocumentsId, from.trashId]);
	const folders = [...store.folders.values()].filter((one) => isTheirs(one) && !own.has(one.id));
	const files = [...store.files.values()].filter(isTheirs);
	for (const entry of [...folders, ...files]) entry.createdBy = toUserId;
	for (const { id, room } of folders) {
		if (room) store.journal.note('', 'room.handedOver', { id, from: from.id, to: toUserId });
	}
}

/** Who is to give, and who to take. */
export interface HandOver {
	fromUserId: string;
	toUserId: string;
	deleteProfile: boolean;
}

/** Gives all of a disabled person to somebody else, in the queue (docspace-api.md 17.4). */
export function startReassigning(
	store: Store,
	caller: PortalUser,
	{ fromUserId, toUserId, deleteProfile }: HandOver,
): PersonalJob {
	if (!isAdmin(caller)) throw notAuthorized();
	if (!canTakeOver(store, toUserId)) throw badArgument('Nobody to take over');
	const from = disabled(store, fromUserId);
	return startJob(store, 'Reassign', fromUserId, () => {
		handOver(store, from, toUserId);
		if (deleteProfile) removePerson(store, caller, from);
	});
}

/** Deletes a disabled person with what is theirs, in the queue (docspace-api.md 17.4). */
export function startRemoving(store: Store, caller: PortalUser, userId: string): PersonalJob {
	if (!isAdmin(caller)) throw notAuthorized();
	const user = disabled(store, userId);
	return startJob(store, 'Remove', userId, () => removePerson(store, caller, user));
}

function disabled(store: Store, userId: string): PortalUser {
	const user = store.users.get(userId);
	const isDisabled = user?.status === UserStatus.terminated;
	if (isDisabled) return user;
	throw badArgument('Only what a disabled person has can be given away');
}
