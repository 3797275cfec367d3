import { Candidate, whyNoForms, type Fate, type FileToMove } from './candidates';
import { planTitles, type ConflictPolicy } from './clashes';
import { futureDestination, readDestination, type Destination } from './destination';
import { hasArrived, MOVED } from './evidence';
import { readSubfolders } from '../content/folders';
import { keyOf } from '../ids';
import type { MoveResult } from './report';
import { counterpartOf, filesBelow, mayMoveWhole, treeOf, type Branch } from './tree';
import type { PortalClient } from '../http/client';
import type { RoomContent } from '../content/roomFiles';

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
		if (hasArrived(candidate, destination)) candidate.fate = MOVED;
		else if (reason) candidate.fate = { kind: 'failed', reason };
	}
	const open = candidates.filter(({ fate }) => !fate);
	const ready = planTitles(open, destination, policy, candidates);
	for (const candidate of ready) candidate.fate = MOVED;
	const second: Fate = { kind: 'skipped', reason: 'another of the files has the same name' };
	return {
		fates: new Map(candidates.map(({ file, fate }) => [keyOf(file.id), fate ?? second])),
		renamed: ready
			.filter(({ title, wantedTitle }) => title !== wantedTitle)
			.map(({ id, title, wantedTitle }) => ({ id, from: title, to: wantedTitle })),
	};
}

export interface TreeForesight {
	content: RoomContent;
	destination: Destination;
	/** Whether the destination is yet to be created. */
	isNew: boolean;
	policy: ConflictPolicy;
}

/** What `moveTree` would come to as things are; reads only. */
export async function foreseeTree(
	portal: PortalClient,
	{ content, destination, isNew, policy }: TreeForesight,
): Promise<MoveResult> {
	const result: MoveResult = { fates: new Map(), renamed: [] };
	const add = ({ fates, renamed }: MoveResult) => {
		for (const [key, fate] of fates) result.fates.set(key, fate);
		result.renamed.push(...renamed);
	};
	const bring = async (branch: Branch, target: Destination, exists: boolean): Promise<void> => {
		add(await foreseeMove(portal, branch.files, target, policy));
		if (branch.branches.length === 0) return;
		const there = exists ? await readSubfolders(portal, target.id) : [];
		await Promise.all(
			branch.branches.map(async (below) => {
				const counterpart = counterpartOf(below, there, destination.compared);
				if (counterpart) {
					const picked = { id: counterpart.id, field: destination.field };
					await bring(below, await readDestination(portal, picked), true);
				} else if (mayMoveWhole(below, destination)) {
					for (const { id } of filesBelow(below)) result.fates.set(keyOf(id), MOVED);
				} else {
					const { folder, pathParts } = destination;
					await bring(below, futureDestination(destination, folder, pathParts), false);
				}
			}),
		);
	};
	await bring(treeOf(content), destination, !isNew);
	return result;
}
