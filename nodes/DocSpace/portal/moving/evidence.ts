import type { Candidate, Fate, FileToMove, ReadAgain } from './candidates';
import type { Destination } from './destination';
import { quote } from '../errors';
import { blockerNow, blockerOf, sharingOf } from '../content/files';
import { isThirdParty, keyOf, sameId, storageOf } from '../ids';
import { groupedBy } from '../lists';
import { withoutNumber } from '../titles';
import { FolderType, type FileDto } from '../types';

/** One for all whose links and shares stayed behind, because there may be a hundred thousand of them. */
export const MOVED: Fate = { kind: 'moved', sharing: '' };

/** The fate of a file as it was seen in the destination. */
export function arrivedAs(file: FileDto): Fate {
	return movedWith(sharingOf(file));
}

/** The fate of a file that takes its links and shares along, as `sharingOf` tells them. */
export function movedWith(sharing: string): Fate {
	return sharing === '' ? MOVED : { kind: 'moved', sharing };
}

/** Whether moving a file there copies its bytes and loses its versions (T37). */
export function changesStorage(file: FileToMove, destination: Destination): boolean {
	return storageOf(file.id) !== storageOf(destination.id);
}

/** Whether a file may get another id on its way there, so that its old one says nothing about where it is. */
export function mayChangeId({ id }: Candidate, destination: Destination): boolean {
	return isThirdParty(destination.id) || isThirdParty(id);
}

/** Whether the destination holds the file, by the id it has by now. */
export function hasArrived({ id }: Candidate, destination: Destination): boolean {
	return destination.get(id) !== undefined;
}

/** Whether a file read anew lies directly in the destination. */
export function isThere(file: ReadAgain | undefined, destination: Destination): file is FileDto {
	return file !== undefined && 'folderId' in file && sameId(file.folderId, destination.id);
}

/** Whether a file can no longer be read. */
export function isGone(file: ReadAgain | undefined): boolean {
	return file === undefined || 'gone' in file;
}

/** Whether an entry has the size of a file. */
export function isAsLarge(entry: FileDto | undefined, { file }: Candidate): boolean {
	return (entry?.pureContentLength ?? 0) === file.size;
}

/**
 * Which files have come to the destination although it does not hold their ids: one has replaced an entry
 * that changed, or there is a new entry of its title and size that none of ours is known to be. That is
 * for files whose new ids no operation has told.
 */
export function arrivedOtherwise(
	files: Candidate[],
	before: Destination,
	now: Destination,
	all: Candidate[],
): Set<Candidate> {
	const missing = files.filter((candidate) => !hasArrived(candidate, now));
	const mayBeCopied = (candidate: Candidate) => mayChangeId(candidate, now);
	const copies = missing.some(mayBeCopied)
		? byWantedTitle(newEntries(before, now, all), all, now)
		: undefined;
	return new Set(
		missing.filter((candidate) => {
			if (hasReplaced(candidate, now)) return true;
			const alike = copies?.get(now.compared(candidate.wantedTitle));
			return mayBeCopied(candidate) && alike?.some((entry) => isAsLarge(entry, candidate));
		}),
	);
}

/** Gives files that were sent together the ids they have at the destination, as their operation tells (docspace-api.md 6.2). */
export function takeNewIds(sent: Candidate[], arrived: FileDto[], destination: Destination): void {
	const byTitle = byWantedTitle(arrived, sent, destination);
	for (const candidate of sent) {
		const [copy] = byTitle.get(destination.compared(candidate.wantedTitle)) ?? [];
		if (copy) candidate.id = copy.id;
	}
}

/**
 * Entries by the title, as it is compared, under which a file was sent. A storage whose own rules find a clash that we
 * do not see gives what arrives a number (docspace-api.md 6.4).
 */
function byWantedTitle(
	entries: FileDto[],
	sent: Candidate[],
	{ compared }: Destination,
): Map<string, FileDto[]> {
	const wanted = new Set(sent.map(({ wantedTitle }) => compared(wantedTitle)));
	return groupedBy(entries, ({ title }) =>
		compared(wanted.has(compared(title)) ? title : withoutNumber(title)),
	);
}

function newEntries(before: Destination, now: Destination, all: Candidate[]): FileDto[] {
	const known = new Set(all.map(({ id }) => keyOf(id)));
	return [...now.files].filter(({ id }) => !before.get(id) && !known.has(keyOf(id)));
}

function hasReplaced(candidate: Candidate, destination: Destination): boolean {
	return candidate.overwrites.some((before) => {
		const now = destination.get(before.id);
		// One that this run has not sent may have been taken there by another run.
		return isNewer(now, before) && (candidate.lastMove || isAsLarge(now, candidate));
	});
}

/** Whether an entry has changed. Third-party storage keeps no versions, so there the date of the change has to tell (docspace-api.md 6.4). */
export function isNewer(now: FileDto | undefined, before: FileDto): boolean {
	if (!now) return false;
	if (isThirdParty(now.id)) return now.updated !== before.updated;
	return (now.version ?? 0) > (before.version ?? 0);
}

/** Why a file, as it was read anew, cannot be moved; empty when it can. */
export function whyNotMovable(candidate: Candidate, now: ReadAgain | undefined): string {
	if (now === undefined) return 'no longer in DocSpace';
	if ('gone' in now) return now.gone;
	// The portal would take it out of there again, against the will of the one who deleted it.
	if (now.rootFolderType === FolderType.trash) return 'in the Trash: somebody deleted it';
	return blockerNow(now, candidate.file.blockedBy);
}

/**
 * Why none of the entries a file would replace, as they were read anew, may be replaced: one that is
 * locked or open is not overwritten either (docspace-api.md 6.3).
 */
export function whyNotReplaceable(
	{ overwrites }: Pick<Candidate, 'overwrites'>,
	now: Map<string, ReadAgain>,
): string {
	for (const { id, title } of overwrites) {
		const target = now.get(keyOf(id));
		if (!target || 'gone' in target) continue;
		const heldBy = blockerOf({ ...target, security: undefined });
		const mayEdit = target.security?.Edit !== false || target.security?.FillForms === true;
		const reason = heldBy || (mayEdit ? '' : 'one that your role does not allow changing');
		if (reason !== '') return `the file it would replace, ${quote(title)} (${id}), is ${reason}`;
	}
	return '';
}

/** The fate of a file that stays, unless a move whose end was lost may still take it along. */
export function fateOfLeft({ mayStillMove }: Candidate, reason: string): Fate {
	return mayStillMove
		? { kind: 'unknown', reason: `${reason}; an earlier move of it may still be carried out` }
		: { kind: 'failed', reason };
}

/**
 * The fate of a file that is no longer in its place, and not to be found in the destination either, which
 * was as `before` when all began.
 */
export function fateOfMissing(candidate: Candidate, reason: string, before: Destination): Fate {
	if (!mayChangeId(candidate, before)) return fateOfLeft(candidate, reason);
	const namesakes = before.withTitle(candidate.title);
	const another = namesakes.some((entry) => isAsLarge(entry, candidate))
		? 'a file of its name and size was in the destination before, which another run may have brought there'
		: candidate.lastMove
			? 'or it is in the destination under another name, which somebody gave it meanwhile'
			: isThirdParty(candidate.id)
				? 'or moved or renamed it there, which can give it another ID'
				: '';
	return another === ''
		? fateOfLeft(candidate, reason)
		: { kind: 'unknown', reason: `${reason}; ${another}` };
}
