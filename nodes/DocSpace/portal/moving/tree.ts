import { readAgain, type Fate } from './candidates';
import type { ConflictPolicy } from './clashes';
import { readDestination, type Destination } from './destination';
import { asPortalError, DocSpaceError, isRefusal, PortalError } from '../errors';
import { arrivedAs } from './evidence';
import { move, PATIENCE_MS, withPlaceForMove } from './fileOperations';
import { blockerNow, type RoomFile } from '../content/files';
import { ensureFolder } from '../content/ensureFolder';
import { isFormFolder, readSubfolders } from '../content/folders';
import { byId, isThirdParty, keyOf, sameId, type FolderId } from '../ids';
import { listFilesBelow } from '../content/listing';
import { cutInto, groupedBy } from '../lists';
import type { MoveResult } from './report';
import { moveFiles } from './rounds';
import { ABOUT_SINGLE_FILES, CHUNK } from './sending';
import type { PortalClient } from '../http/client';
import { growingPauses, waitAndLook } from '../http/waiting';
import type { RoomContent } from '../content/roomFiles';
import { time } from '../time';
import type { Comparison } from '../titles';
import { inTurn, turnOfFolders } from '../turns';
import { type FolderDto, type WholeFolderDto } from '../types';

/** A room, or a folder of it together with its siblings of equal titles, with what lies in it. */
export interface Branch {
	/** The eldest. */
	folder: FolderDto;
	/** Siblings whose titles the destination takes for its own: all end in one folder. */
	namesakes: FolderDto[];
	/** Directly in it. */
	files: RoomFile[];
	branches: Branch[];
}

/** What is to be brought along, and where to. */
export interface TreeOrder {
	content: RoomContent;
	destination: Destination;
	policy: ConflictPolicy;
	/** When to stop waiting, by `time.now()`. */
	deadline: number;
}

/** The room as a tree. What lies in a folder that the portal does not list hangs on the room itself. */
function treeOf({ room, files, folders }: RoomContent, compared: Comparison): Branch {
	const known = new Set(folders.map(({ id }) => keyOf(id)));
	const placeOf = (id: FolderId | undefined) =>
		id !== undefined && known.has(keyOf(id)) ? keyOf(id) : keyOf(room.id);
	const foldersIn = groupedBy(folders, ({ parentId }) => placeOf(parentId));
	const filesIn = groupedBy(files, ({ folderId }) => placeOf(folderId));
	const branchOf = (folder: FolderDto, namesakes: FolderDto[]): Branch => {
		const keys = [folder, ...namesakes].map(({ id }) => keyOf(id));
		const below = keys.flatMap((key) => foldersIn.get(key) ?? []).sort(byId);
		return {
			folder,
			namesakes,
			files: keys.flatMap((key) => filesIn.get(key) ?? []),
			branches: [...groupedBy(below, ({ title }) => compared(title)).values()].flatMap(
				([eldest, ...others]) => (eldest ? [branchOf(eldest, others)] : []),
			),
		};
	};
	return branchOf(room, []);
}

/** All files of a branch, at any depth. */
export function filesBelow({ files, branches }: Branch): RoomFile[] {
	return [...files, ...branches.flatMap(filesBelow)];
}

/**
 * The folder into which a branch flows instead of arriving as a folder of its own: the portal merges
 * folders whose titles its storage takes for equal (docspace-api.md 5.2, 6.4).
 */
function counterpartOf(
	{ folder: { title } }: Branch,
	folders: FolderDto[],
	compared: Comparison,
): FolderDto | undefined {
	const alike = folders.filter((folder) => compared(folder.title) === compared(title));
	return alike.find((folder) => folder.title === title) ?? alike.sort(byId)[0];
}

/**
 * Whether the portal may move a folder as it stands. One file that is open, locked or not movable would
 * make it refuse the whole folder; a form room takes none from elsewhere, and between storages a folder
 * is copied (docspace-api.md 6.3, 6.4).
 */
function mayMoveWhole({ folder, namesakes, files, branches }: Branch, to: Destination): boolean {
	return (
		![folder, ...namesakes].some((each) => isFormFolder(each) || isThirdParty(each.id)) &&
		!isThirdParty(to.id) &&
		!to.isInFormRoom &&
		files.every(({ blockedBy }) => blockedBy === '') &&
		branches.every((below) => mayMoveWhole(below, to))
	);
}

/**
 * The one way of bringing a room's tree along, for the run and for the dry run, which differ in the hand
 * that carries it out. A folder moves as it stands where the destination has none of its title; else its
 * files go into the folder that is there. Folders of equal titles are one from the start, so that the
 * policy decides about all their files together and none of them replaces another.
 */
export abstract class TreeWalk {
	protected readonly result: MoveResult = { fates: new Map(), renamed: [] };
	/** By key of id, why a file could not be brought along. */
	protected readonly reasons = new Map<string, string>();

	constructor(
		protected readonly portal: PortalClient,
		protected readonly order: TreeOrder,
	) {}

	/** Moves files into one folder. */
	protected abstract moveFiles(files: RoomFile[], target: FolderDto): Promise<MoveResult>;
	/** Moves folders as they stand, chosen by what is in the target; returns the folders that are there then. */
	protected abstract moveWhole(
		target: FolderDto,
		choose: (there: FolderDto[]) => Branch[],
	): Promise<WholeFolderDto[]>;
	protected abstract makeFolder(
		title: string,
		target: FolderDto,
		there: WholeFolderDto[],
	): Promise<FolderDto>;
	/** Decides about the files of which nothing is known yet. */
	protected abstract settle(undecided: RoomFile[]): Promise<void>;

	/** Brings all into a folder. */
	async run(target: FolderDto): Promise<MoveResult> {
		const { content, destination } = this.order;
		await this.bring(treeOf(content, destination.compared), target);
		const undecided = content.files.filter(({ id }) => !this.result.fates.has(keyOf(id)));
		if (undecided.length > 0) await this.settle(undecided);
		return this.result;
	}

	private async bring(branch: Branch, target: FolderDto): Promise<void> {
		await Promise.all([
			this.bringFiles(branch.files, target).catch(this.keepReason(branch.files)),
			this.bringBranches(branch.branches, target).catch(
				this.keepReason(branch.branches.flatMap(filesBelow)),
			),
		]);
	}

	/** Takes a failure for the reason why files stay, whatever else becomes of them. */
	protected keepReason(files: RoomFile[]) {
		return (error: unknown) => {
			if (!(error instanceof DocSpaceError)) throw error;
			const concernsAll = error instanceof PortalError && !isRefusal(error, ...ABOUT_SINGLE_FILES);
			if (concernsAll) this.result.stoppedBy ??= error;
			for (const { id } of files) this.reasons.set(keyOf(id), error.message);
		};
	}

	private async bringFiles(files: RoomFile[], target: FolderDto): Promise<void> {
		if (files.length === 0) return;
		const moved = await this.moveFiles(files, target);
		for (const [key, fate] of moved.fates) this.result.fates.set(key, fate);
		this.result.renamed.push(...moved.renamed);
		this.result.stoppedBy ??= moved.stoppedBy;
	}

	protected async destinationIn({ id }: FolderDto): Promise<Destination> {
		const { destination } = this.order;
		if (sameId(id, destination.id)) return destination;
		return await readDestination(this.portal, { id, field: destination.field });
	}

	private async bringBranches(branches: Branch[], target: FolderDto): Promise<void> {
		if (branches.length === 0) return;
		const { destination } = this.order;
		const there = await this.moveWhole(target, (before) =>
			branches.filter(
				(branch) =>
					branch.namesakes.length === 0 &&
					!counterpartOf(branch, before, destination.compared) &&
					mayMoveWhole(branch, destination),
			),
		);
		await Promise.all(
			branches.map(async (branch) => {
				const isThere = there.some(({ id }) => sameId(id, branch.folder.id));
				if ((isThere && branch.namesakes.length === 0) || this.isOver()) return;
				const found = counterpartOf(branch, there, destination.compared);
				const folder =
					found ??
					(await this.makeFolder(branch.folder.title, target, there).catch(
						this.keepReason(filesBelow(branch)),
					));
				if (folder) await this.bring(branch, folder);
			}),
		);
	}

	protected isOver(): boolean {
		return this.result.stoppedBy !== undefined || time.now() >= this.order.deadline;
	}
}

/**
 * Moves all files of a room and keeps its folders: by the portal's own move of a folder where the
 * destination has none of its title, else file by file into the folder that is there. Finds out what
 * really became of each file, as `moveFiles` does; never throws for a file.
 */
export async function moveTree(portal: PortalClient, order: TreeOrder): Promise<MoveResult> {
	return await new TreeMove(portal, order).run(order.destination.folder);
}

class TreeMove extends TreeWalk {
	/** The files, by key of id, of a folder whose move was lost: it may still be carried out. */
	private readonly mayStillMove = new Set<string>();

	protected async moveFiles(files: RoomFile[], target: FolderDto): Promise<MoveResult> {
		const destination = await this.destinationIn(target);
		return await moveFiles(this.portal, { ...this.order, files, destination });
	}

	protected async makeFolder(
		title: string,
		target: FolderDto,
		there: WholeFolderDto[],
	): Promise<FolderDto> {
		return (await ensureFolder(this.portal, target, { folders: there }, title)).folder;
	}

	/** Of two moves at once the portal would not merge folders of one title (docspace-api.md 6.5, T147). */
	protected async moveWhole(
		target: FolderDto,
		choose: (there: FolderDto[]) => Branch[],
	): Promise<WholeFolderDto[]> {
		const { portal } = this;
		const turn = turnOfFolders(portal.origin, target.id);
		return await inTurn(turn, portal.signal, async () => {
			const before = await readSubfolders(portal, target.id);
			const whole = choose(before);
			if (whole.length === 0) return before;
			await Promise.all(batchesOf(whole).map(async (batch) => await this.send(batch, target)));
			return await readSubfolders(portal, target.id);
		});
	}

	/** One folder that may not be moved makes the portal refuse all of a move (docspace-api.md 6.3). */
	private async send(batch: Branch[], target: FolderDto): Promise<void> {
		const { deadline } = this.order;
		if (this.isOver()) return;
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
	protected async settle(undecided: RoomFile[]): Promise<void> {
		const { destination } = this.order;
		const { fates } = this.result;
		const seen = await listFilesBelow(this.portal, destination.id, (file) => ({
			id: file.id,
			fate: arrivedAs(file),
		})).catch(asPortalError);
		if (seen instanceof PortalError) return this.giveUp(undecided, seen);
		const arrived = new Map(seen.entries.map(({ id, fate }) => [keyOf(id), fate]));
		for (const { id } of undecided) {
			const fate = arrived.get(keyOf(id));
			if (fate) fates.set(keyOf(id), fate);
		}
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

/** Before it answers, the portal checks every file below the folders, so a move takes only so many (T43). */
function batchesOf(branches: Branch[]): Branch[][] {
	const batches: Branch[][] = [];
	let entries = Infinity;
	for (const branch of branches) {
		const size = filesBelow(branch).length + 1;
		if (entries + size > CHUNK) {
			batches.push([]);
			entries = 0;
		}
		batches.at(-1)?.push(branch);
		entries += size;
	}
	return batches;
}
