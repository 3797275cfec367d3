import { readAgain, type Fate } from './candidates';
import type { ConflictPolicy } from './clashes';
import { readDestination, type Destination } from './destination';
import { asPortalError, DocSpaceError, isRefusal, PortalError } from '../errors';
import { MOVED } from './evidence';
import { move, withPlaceForMove } from './fileOperations';
import { blockerNow, type RoomFile } from '../content/files';
import { ensureFolder } from '../content/ensureFolder';
import { isFormFolder, readSubfolders } from '../content/folders';
import { byId, isThirdParty, keyOf, sameId, type FolderId } from '../ids';
import { listFilesBelow } from '../content/listing';
import { cutInto, groupedBy } from '../lists';
import type { MoveResult } from './report';
import { moveFiles } from './rounds';
import { ABOUT_SINGLE_FILES, CHUNK, PATIENCE_MS } from './sending';
import type { PortalClient } from '../http/client';
import { growingPauses, waitAndLook } from '../http/waiting';
import type { RoomContent } from '../content/roomFiles';
import { time } from '../time';
import type { Comparison } from '../titles';
import { inTurn } from '../turns';
import { type FolderDto, type WholeFolderDto } from '../types';

/** A room, or a folder of it, with what lies in it. */
export interface Branch {
	folder: FolderDto;
	/** Directly in it. */
	files: RoomFile[];
	branches: Branch[];
}

export interface TreeOrder {
	content: RoomContent;
	destination: Destination;
	policy: ConflictPolicy;
	/** When to stop waiting, by `time.now()`. */
	deadline: number;
}

/** The room as a tree. What lies in a folder that the portal does not list hangs on the room itself. */
export function treeOf({ room, files, folders }: RoomContent): Branch {
	const root: Branch = { folder: room, files: [], branches: [] };
	const byKey = new Map(
		folders.map((folder): [string, Branch] => [
			keyOf(folder.id),
			{ folder, files: [], branches: [] },
		]),
	);
	const branchOf = (id: FolderId | undefined) =>
		(id === undefined ? undefined : byKey.get(keyOf(id))) ?? root;
	for (const branch of byKey.values()) branchOf(branch.folder.parentId).branches.push(branch);
	for (const file of files) branchOf(file.folderId).files.push(file);
	return root;
}

/** All files of a branch, at any depth. */
export function filesBelow({ files, branches }: Branch): RoomFile[] {
	return [...files, ...branches.flatMap(filesBelow)];
}

/**
 * The folder into which a branch flows instead of arriving as a folder of its own: the portal merges
 * folders whose titles its storage takes for equal (docspace-api.md 5.2, 6.4).
 */
export function counterpartOf(
	branch: Branch,
	folders: FolderDto[],
	compared: Comparison,
): FolderDto | undefined {
	const { title } = branch.folder;
	const alike = folders.filter(
		(folder) => compared(folder.title) === compared(title) && !sameId(folder.id, branch.folder.id),
	);
	return alike.find((folder) => folder.title === title) ?? alike.sort(byId)[0];
}

/** Branches of equal titles, which end up in one folder. */
function namesakesAmong(branches: Branch[], compared: Comparison): Branch[][] {
	const ordered = [...branches].sort((a, b) => byId(a.folder, b.folder));
	return [...groupedBy(ordered, ({ folder }) => compared(folder.title)).values()];
}

/**
 * Whether the portal may move a folder as it stands. One file that is open, locked or not movable would
 * make it refuse the whole folder; a form room takes none from elsewhere, and between storages a folder
 * is copied (docspace-api.md 6.3, 6.4).
 */
export function mayMoveWhole(branch: Branch, destination: Destination): boolean {
	const { folder, files, branches } = branch;
	return (
		!isFormFolder(folder) &&
		!isThirdParty(folder.id) &&
		!isThirdParty(destination.id) &&
		!destination.isInFormRoom &&
		files.every(({ movable }) => movable) &&
		branches.every((below) => mayMoveWhole(below, destination))
	);
}

/**
 * Moves all files of a room and keeps its folders: by the portal's own move of a folder where the
 * destination has none of its title, else file by file into the folder that is there. Finds out what
 * really became of each file, as `moveFiles` does; never throws for a file.
 */
export async function moveTree(portal: PortalClient, order: TreeOrder): Promise<MoveResult> {
	return await new TreeMove(portal, order).run();
}

class TreeMove {
	private readonly result: MoveResult = { fates: new Map(), renamed: [] };
	/** By key of id, why a file could not be brought along. */
	private readonly reasons = new Map<string, string>();
	/** The files, by key of id, of a folder whose move was lost: it may still be carried out. */
	private readonly mayStillMove = new Set<string>();

	constructor(
		private readonly portal: PortalClient,
		private readonly order: TreeOrder,
	) {}

	async run(): Promise<MoveResult> {
		const { content, destination } = this.order;
		await this.bring(treeOf(content), destination.folder);
		await this.settle();
		return this.result;
	}

	/** Brings what lies in a branch into a folder that is there. */
	private async bring(branch: Branch, target: FolderDto): Promise<void> {
		await Promise.all([
			this.bringFiles(branch, target).catch(this.keepReason(branch.files)),
			this.bringBranches(branch.branches, target).catch(
				this.keepReason(branch.branches.flatMap(filesBelow)),
			),
		]);
	}

	/** Takes a failure for the reason why files stay, whatever else becomes of them. */
	private keepReason(files: RoomFile[]) {
		return (error: unknown) => {
			if (!(error instanceof DocSpaceError)) throw error;
			const concernsAll = error instanceof PortalError && !isRefusal(error, ...ABOUT_SINGLE_FILES);
			if (concernsAll) this.result.stoppedBy ??= error;
			for (const { id } of files) this.reasons.set(keyOf(id), error.message);
		};
	}

	private async bringFiles({ files }: Branch, target: FolderDto): Promise<void> {
		if (files.length === 0) return;
		const { destination: top, policy, deadline } = this.order;
		const isTop = sameId(target.id, top.id);
		const destination = isTop
			? top
			: await readDestination(this.portal, { id: target.id, field: top.field });
		const moved = await moveFiles(this.portal, { files, destination, policy, deadline });
		for (const [key, fate] of moved.fates) this.result.fates.set(key, fate);
		this.result.renamed.push(...moved.renamed);
		this.result.stoppedBy ??= moved.stoppedBy;
	}

	private async bringBranches(branches: Branch[], target: FolderDto): Promise<void> {
		if (branches.length === 0) return;
		const groups = namesakesAmong(branches, this.order.destination.compared);
		// Of two moves at once the portal would not merge folders of one title (docspace-api.md 6.5, T147).
		const turn = `move folders to ${this.portal.origin} ${keyOf(target.id)}`;
		const there = await inTurn(
			turn,
			this.portal.signal,
			async () => await this.bringWhole(groups, target),
		);
		await Promise.all(groups.map(async (group) => await this.merge(group, target, there)));
	}

	/** Moves the folders that may go as they stand; returns those that are in the target then. */
	private async bringWhole(groups: Branch[][], target: FolderDto): Promise<FolderDto[]> {
		const { destination } = this.order;
		const before = await readSubfolders(this.portal, target.id);
		const whole = groups.flatMap(([first]) =>
			first &&
			!counterpartOf(first, before, destination.compared) &&
			mayMoveWhole(first, destination)
				? [first]
				: [],
		);
		await this.moveWhole(whole, target);
		return whole.length > 0 ? await readSubfolders(this.portal, target.id) : before;
	}

	/** Brings branches of one title, those not moved whole, into the one folder of that title. */
	private async merge(group: Branch[], target: FolderDto, there: WholeFolderDto[]): Promise<void> {
		let folders = there;
		for (const branch of group) {
			if (folders.some(({ id }) => sameId(id, branch.folder.id))) continue;
			if (this.result.stoppedBy || time.now() >= this.order.deadline) return;
			const files = filesBelow(branch);
			await this.folderFor(branch, target, folders).then(async (folder) => {
				folders = [...folders, folder];
				await this.bring(branch, folder);
			}, this.keepReason(files));
		}
	}

	private async folderFor(
		branch: Branch,
		target: FolderDto,
		there: WholeFolderDto[],
	): Promise<FolderDto> {
		const counterpart = counterpartOf(branch, there, this.order.destination.compared);
		if (counterpart) return counterpart;
		return (await ensureFolder(this.portal, target, there, branch.folder.title)).folder;
	}

	/** Before it answers, the portal checks every file below the folders, so a move takes only so many (T43). */
	private async moveWhole(branches: Branch[], target: FolderDto): Promise<void> {
		const batches: Branch[][] = [];
		let files = CHUNK;
		for (const branch of branches) {
			const size = filesBelow(branch).length + 1;
			const batch = batches.at(-1);
			files += size;
			if (batch && files <= CHUNK) batch.push(branch);
			else {
				batches.push([branch]);
				files = size;
			}
		}
		await Promise.all(batches.map(async (batch) => await this.send(batch, target)));
	}

	/** One folder that may not be moved makes the portal refuse all of a move (docspace-api.md 6.3). */
	private async send(batch: Branch[], target: FolderDto): Promise<void> {
		const { deadline } = this.order;
		if (this.result.stoppedBy || time.now() >= deadline) return;
		const folderIds = batch.map(({ folder }) => folder.id);
		const end = await withPlaceForMove(
			this.portal,
			async () =>
				await move(this.portal, { folderIds, destinationId: target.id, onClash: 'Skip', deadline }),
		).catch(asPortalError);
		if (isRefusal(end, ...ABOUT_SINGLE_FILES)) {
			// A single folder is brought file by file instead, which tells which of them is held.
			if (batch.length === 1) return;
			for (const half of cutInto(Math.ceil(batch.length / 2), batch)) await this.send(half, target);
		} else if (end instanceof PortalError) {
			this.result.stoppedBy ??= end;
			this.keepReason(batch.flatMap(filesBelow))(end);
		} else if (end.kind !== 'ended') {
			if (isRefusal(end.lostBy, 'tooOld')) this.result.stoppedBy ??= end.lostBy;
			for (const { id } of batch.flatMap(filesBelow)) this.mayStillMove.add(keyOf(id));
			await this.watch(batch, target);
		}
	}

	/** Waits for folders whose move was lost. What is not there by then may be sent again without harm. */
	private async watch(batch: Branch[], target: FolderDto): Promise<void> {
		const end = Math.min(this.order.deadline, time.now() + PATIENCE_MS);
		const look = async () => {
			const there = await readSubfolders(this.portal, target.id);
			const keys = new Set(there.map(({ id }) => keyOf(id)));
			return batch.every(({ folder }) => keys.has(keyOf(folder.id))) || undefined;
		};
		await waitAndLook(growingPauses(1000, end), look, this.portal.signal);
	}

	/** Of files that came along in a folder, only where they are now tells what became of them. */
	private async settle(): Promise<void> {
		const { content, destination } = this.order;
		const { fates } = this.result;
		const undecided = content.files.filter(({ id }) => !fates.has(keyOf(id)));
		if (undecided.length === 0) return;
		const seen = await listFilesBelow(this.portal, destination.id, ({ id }) => ({ id })).catch(
			asPortalError,
		);
		if (seen instanceof PortalError) return this.giveUp(undecided, seen);
		const arrived = new Set(seen.entries.map(({ id }) => keyOf(id)));
		for (const { id } of undecided) if (arrived.has(keyOf(id))) fates.set(keyOf(id), MOVED);
		const left = undecided.filter(({ id }) => !fates.has(keyOf(id)));
		const now = await readAgain(this.portal, left).catch(asPortalError);
		if (now instanceof PortalError) return this.giveUp(left, now);
		for (const file of left) {
			const found = now.get(keyOf(file.id));
			fates.set(
				keyOf(file.id),
				!found || 'gone' in found
					? { kind: 'unknown', reason: found?.gone ?? 'no longer in DocSpace' }
					: !seen.complete
						? { kind: 'unknown', reason: 'DocSpace did not show all files of the destination' }
						: this.fateOfLeft(file, blockerNow(found, file.blockedBy)),
			);
		}
	}

	private fateOfLeft({ id }: RoomFile, blockedBy: string): Fate {
		const waited = time.now() >= this.order.deadline;
		const reason =
			blockedBy ||
			this.reasons.get(keyOf(id)) ||
			this.result.stoppedBy?.message ||
			(waited
				? 'the maximum wait was over before DocSpace had moved it'
				: 'DocSpace left its folder where it was');
		return this.mayStillMove.has(keyOf(id))
			? { kind: 'unknown', reason: `${reason}; the move of its folder may still be carried out` }
			: { kind: 'failed', reason };
	}

	private giveUp(files: RoomFile[], error: PortalError): void {
		this.result.stoppedBy ??= error;
		const reason = `its folder was to be moved, and then: ${error.message}`;
		for (const { id } of files) this.result.fates.set(keyOf(id), { kind: 'unknown', reason });
	}
}
