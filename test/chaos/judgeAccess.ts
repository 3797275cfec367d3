import type { PortalUser } from '../../sandbox';
import { isRecord } from '../harness/guards';
import type { ChaosCase } from './cases';
import type { Report } from './judging';
import { listOf, type RunRecord, type Span } from './runs';
import type { Stage } from './stage';

/** No access ends but that of the guests and in the rooms that were asked for. */
export function judgeAccess(stage: Stage, { job }: ChaosCase, report: Report): void {
	const { ledger, manager, room, guest } = stage;
	const asked = new Set(whoseAccess(stage, job).map(({ id }) => id));
	for (const { at, by, subject, what, entryId } of ledger.revocations) {
		if (by !== manager.id) continue;
		const said = `${what} ${entryId ?? ''} for ${nameOf(stage, subject)}`;
		if (!asked.has(subject)) report('access', `${said}, whom nobody named`);
		const isInRoom = ledger.placesBetween(subject, room, 0, at).some((isIn) => isIn);
		if (!isInRoom) report('access', `${said}, who never was in the room`);
		const isAll = job.level !== 'oneRoom' && job.ifOtherRooms === 'endAll';
		if (entryId !== undefined && entryId !== room && !isAll) {
			report('access', `${said}: another room, which was to be left alone`);
		}
		const isListed = what === 'guest.relationRemoved';
		const isAccount = what.startsWith('user.');
		if ((isListed && job.level !== 'guestList') || (isAccount && job.level !== 'wholePortal')) {
			report('access', `${said}, on the level ${job.level}`);
		}
		const isElsewhere =
			subject === guest.id && ledger.placesBetween(subject, stage.otherRoom, at - 1, at - 1)[0];
		if (job.level !== 'oneRoom' && job.ifOtherRooms === 'fail' && isElsewhere) {
			report('access', `${said}, who is in another room, which was to be an error`);
		}
	}
}

/** Whose access may end by what was chosen. */
function whoseAccess({ guests, named }: Stage, { clientRoom }: ChaosCase['job']): PortalUser[] {
	switch (clientRoom?.whoseAccess ?? 'oneGuest') {
		case 'nobody':
			return [];
		case 'oneGuest':
			return [named];
		case 'allGuests':
			return guests;
	}
}

/** Who must not be in the empty room once the job is through. */
export function whoShouldBeOut(stage: Stage, spec: ChaosCase): PortalUser[] {
	return isRefusedForOtherRooms(stage, spec) ? [] : whoseAccess(stage, spec.job);
}

/** Whether a guest's other rooms were to be an error, which comes before anybody's access ends. */
export function isRefusedForOtherRooms(stage: Stage, { job }: ChaosCase): boolean {
	const { ledger, room } = stage;
	return whoseAccess(stage, job).some(
		(guest) =>
			hasForbiddenRooms(stage, job, guest) &&
			ledger.placesBetween(guest.id, room, ledger.now, ledger.now)[0],
	);
}

function hasForbiddenRooms(
	{ ledger, otherRoom }: Stage,
	{ level, ifOtherRooms }: ChaosCase['job'],
	{ id }: PortalUser,
): boolean {
	const isElsewhere = ledger.placesBetween(id, otherRoom, ledger.now, ledger.now)[0] === true;
	return ifOtherRooms === 'fail' && level !== 'oneRoom' && isElsewhere;
}

function nameOf({ guests }: Stage, id: string): string {
	return guests.find((guest) => guest.id === id)?.displayName ?? id;
}

/** What is said of each guest is what happened to their places in rooms, by the ids of both. */
export function entriesTellTheTruth(
	stage: Stage,
	{ job }: ChaosCase,
	{ accompanied }: RunRecord,
	{ span, entries }: { span: Span; entries: unknown[] },
	report: Report,
): void {
	const { ledger, room, manager } = stage;
	const placesOf = (subject: string, where: unknown) =>
		ledger.placesBetween(subject, where, span.from, span.to);
	for (const entry of entries) {
		if (!isRecord(entry) || entry.error !== undefined) continue;
		const id = String(entry.id);
		const who = nameOf(stage, id);
		const isOut = placesOf(id, room).includes(false);
		if (entry.deleted === true && !isOut) report('access', `${who} is called deleted and is in it`);
		if (entry.alreadyGone === true && !isOut && id !== '') {
			report('access', `${who} is called gone and is in the room`);
		}
		if (entry.deleted === entry.alreadyGone) report('access', `${who} is both or neither`);
		const endedIn = listOf(entry.endedIn).map((place) =>
			isRecord(place) ? String(place.roomId) : '',
		);
		for (const where of endedIn) {
			if (placesOf(id, where).includes(false)) continue;
			report('access', `${who} is said to be out of ${where}`);
		}
		if (!accompanied) {
			for (const { at, by, subject, entryId } of ledger.revocations) {
				if (by !== manager.id || subject !== id || entryId === undefined) continue;
				if (at <= span.from || at > span.to || endedIn.includes(String(entryId))) continue;
				report('access', `${who} lost ${entryId}, which “endedIn” does not name`);
			}
		}
		const present = listOf(entry.guestsInRoom).map((one) => (isRecord(one) ? one.id : ''));
		for (const user of stage.guests) {
			if (user.id === id || present.includes(user.id)) continue;
			if (placesOf(user.id, room).includes(false)) continue;
			report(
				'access',
				`${user.displayName} is in the room, which the entry of ${who} does not say`,
			);
		}
	}
	if (job.clientRoom?.whoseAccess !== 'allGuests') return;
	for (const { id, displayName } of stage.guests) {
		if (placesOf(id, room).includes(false)) continue;
		if (entries.some((entry) => isRecord(entry) && entry.id === id)) continue;
		report('access', `${displayName} is in the room, and there is no entry of them`);
	}
}
