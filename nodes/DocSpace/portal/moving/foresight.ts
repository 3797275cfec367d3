import { inOrder, setAsideNoForms, type Candidate, type Fate, type FileToMove } from './candidates';
import { planTitles, skippedFor, type ConflictPolicy } from './clashes';
import { futureDestination, type Destination } from './destination';
import { arrivedAs, changesStorage, MOVED, movedWith } from './evidence';
import type { RoomFile } from '../content/files';
import { readSubfolders } from '../content/folders';
import { keyOf } from '../ids';
import type { MoveResult } from './report';
import { filesBelow, TreeWalk, type Branch, type TreeOrder } from './tree';
import type { PortalClient } from '../http/client';
import type { FolderDto, WholeFolderDto } from '../types';

/**
 * What `moveFiles` would come to as things are: the same plan, without writing. A file that is blocked
 * now counts as one that stays.
 */
export async function foreseeMove(
	portal: PortalClient,
	files: FileToMove[],
	destination: Destination,
	policy: ConflictPolicy,
): Promise<MoveResult> {
	const candidates = inOrder(files);
	for (const candidate of candidates) {
		const reason = candidate.file.blockedBy;
		const there = destination.get(candidate.id);
		if (there) candidate.fate = arrivedAs(there);
		else if (reason !== '') candidate.fate = { kind: 'failed', reason };
	}
	const open = () => candidates.filter(({ fate }) => !fate);
	if (destination.isInFormRoom) await setAsideNoForms(portal, open());
	const ready = planTitles(open(), destination, policy, candidates);
	for (const candidate of ready) {
		// What becomes a version of another file, or is copied, leaves them behind (docspace-api.md 6.4).
		const leavesThem =
			candidate.overwrites.length > 0 || changesStorage(candidate.file, destination);
		candidate.fate = leavesThem ? MOVED : movedWith(candidate.file.sharing ?? '');
	}
	// Whoever still waits does so for a namesake, which will be there by then.
	const first = new Map(
		ready.map((candidate) => [destination.compared(candidate.title), candidate]),
	);
	const fateOf = ({ fate, file }: Candidate): Fate =>
		fate ?? skippedFor(first.get(destination.compared(file.title)) ?? file);
	return {
		fates: new Map(candidates.map((candidate) => [keyOf(candidate.id), fateOf(candidate)])),
		renamed: ready
			.filter(({ title, wantedTitle }) => title !== wantedTitle)
			.map(({ id, title, wantedTitle }) => ({ id, from: title, to: wantedTitle })),
	};
}

/** What `moveTree` would come to as things are; reads only. `isNew` tells that the destination is yet to be created. */
export async function foreseeTree(
	portal: PortalClient,
	{ isNew, ...plan }: Omit<TreeOrder, 'deadline'> & { isNew: boolean },
): Promise<MoveResult> {
	const target = isNew ? TO_BE_MADE : plan.destination.folder;
	return await new TreeForesight(portal, { ...plan, deadline: Infinity }).run(target);
}

/** Stands for each folder that the run would make. */
const TO_BE_MADE: FolderDto = { id: 0, title: '' };

class TreeForesight extends TreeWalk {
	protected async moveFiles(files: RoomFile[], target: FolderDto): Promise<MoveResult> {
		const { destination: top, policy } = this.order;
		const destination =
			target === TO_BE_MADE
				? futureDestination(top, top.folder, top.pathParts)
				: await this.destinationIn(target);
		return await foreseeMove(this.portal, files, destination, policy);
	}

	protected async moveWhole(
		target: FolderDto,
		choose: (there: FolderDto[]) => Branch[],
	): Promise<WholeFolderDto[]> {
		const before = target === TO_BE_MADE ? [] : await readSubfolders(this.portal, target.id);
		const whole = choose(before);
		for (const { id, sharing } of whole.flatMap(filesBelow)) {
			this.result.fates.set(keyOf(id), movedWith(sharing));
		}
		return [...before, ...whole.map(({ folder }) => folder)];
	}

	protected async makeFolder(): Promise<FolderDto> {
		return TO_BE_MADE;
	}

	protected async settle(undecided: RoomFile[]): Promise<void> {
		if (this.result.stoppedBy) throw this.result.stoppedBy;
		for (const { id, blockedBy } of undecided) {
			const reason = blockedBy || this.reasons.get(keyOf(id)) || 'nothing is known of it';
			this.result.fates.set(keyOf(id), { kind: 'failed', reason });
		}
	}
}
