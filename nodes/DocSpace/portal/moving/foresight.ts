import { Candidate, whyNoForms, type Fate, type FileToMove } from './candidates';
import { planTitles, skippedFor, type ConflictPolicy } from './clashes';
import type { Destination } from './destination';
import { arrivedAs, changesStorage, MOVED, movedWith } from './evidence';
import type { RoomFile } from '../content/files';
import { keyOf } from '../ids';
import type { MoveResult } from './report';
import { filesBelow, TreeWalk, type Branch, type TreePlan } from './tree';
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
	const noForms = destination.isInFormRoom
		? await whyNoForms(portal, files)
		: new Map<string, string>();
	const candidates = files.map((file) => new Candidate(file));
	for (const candidate of candidates) {
		const reason = candidate.file.blockedBy || noForms.get(keyOf(candidate.id));
		const there = destination.get(candidate.id);
		if (there) candidate.fate = arrivedAs(there);
		else if (reason) candidate.fate = { kind: 'failed', reason };
	}
	const open = candidates.filter(({ fate }) => !fate);
	const ready = planTitles(open, destination, policy, candidates);
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
	plan: TreePlan & { isNew: boolean },
): Promise<MoveResult> {
	return await new TreeForesight(portal, plan).run(
		plan.isNew ? undefined : plan.destination.folder,
	);
}

/** A target is undefined where it would be created. */
class TreeForesight extends TreeWalk<TreePlan, FolderDto | undefined> {
	protected async moveFiles(files: RoomFile[], destination: Destination): Promise<MoveResult> {
		return await foreseeMove(this.portal, files, destination, this.plan.policy);
	}

	/** Who only looks need not wait for others. */
	protected async apart<T>(_: unknown, step: () => Promise<T>): Promise<T> {
		return await step();
	}

	protected async moveWhole(
		branches: Branch[],
		_: unknown,
		there: WholeFolderDto[],
	): Promise<WholeFolderDto[]> {
		for (const { id, sharing } of branches.flatMap(filesBelow)) {
			this.result.fates.set(keyOf(id), movedWith(sharing));
		}
		return [...there, ...branches.map(({ folder }) => folder)];
	}

	protected async makeFolder(): Promise<undefined> {
		return undefined;
	}

	protected asTarget(folder: FolderDto): FolderDto {
		return folder;
	}

	protected isOver(): boolean {
		return this.result.stoppedBy !== undefined;
	}

	protected async settle(undecided: RoomFile[]): Promise<void> {
		if (this.result.stoppedBy) throw this.result.stoppedBy;
		for (const { id, blockedBy } of undecided) {
			const reason = blockedBy || this.reasons.get(keyOf(id)) || 'nothing is known of it';
			this.result.fates.set(keyOf(id), { kind: 'failed', reason });
		}
	}
}
