import {
	isFormFolder,
	isSection,
	readFolder,
	readParent,
	readSubfolders,
} from '../../content/folders';
import {
	asPortalError,
	DocSpaceError,
	ifForbidden,
	InputError,
	NotAllowedError,
	PortalError,
	quote,
	UncertainError,
} from '../../errors';
import type { PortalClient } from '../../http/client';
import { growingPauses, waitAndLook } from '../../http/waiting';
import { byId, keyOf, sameId, type FolderId, type Picked } from '../../ids';
import { count } from '../../lists';
import { time } from '../../time';
import { comparisonOf, withoutNumber, type Comparison } from '../../titles';
import { inTurn, turnOfFolders } from '../../turns';
import type { FolderDto, WholeFolderDto } from '../../types';
import type { ConflictPolicy } from '../clashes';
import { isInTrash } from '../deleting';
import {
	copy,
	PATIENCE_MS,
	withPlaceForMove,
	type OnClash,
	type OperationEnd,
} from '../fileOperations';
import { refuseWithinItself } from '../movingFolder';
import { namedByReason, type NamedFile } from '../report';
import { MOST_ROUNDS } from '../sending';
import { compareTrees, readTree, type Comparisons, type Tree } from './trees';

/** A folder that was copied with all it holds. */
export interface FolderCopy {
	source: WholeFolderDto;
	/** The copy, or the folder of its name into which it has flowed. */
	folder: WholeFolderDto;
	/** Whether the folder itself was made. */
	created: boolean;
	copiedCount: number;
	/** Files that were there before, of the same name and size. */
	alreadyThereCount: number;
	skipped: NamedFile[];
}

/** How the portal is told to treat equal names, where there is a folder of that name (docspace-api.md 14.7). */
const ON_CLASH = { skip: 'Skip', overwrite: 'Overwrite', keepBoth: 'Duplicate' } as const;

const EMPTY: Tree = { files: [], paths: new Map() };

/** Long enough for any queue in which a copy stands. */
const MAX_WAIT_MS = 60 * 60_000;

/**
 * Copies a folder with all it holds, and compares the copy with it. One of its name in the destination takes in what
 * is copied, unless both are to be kept (docspace-api.md 14.7). Nothing is sent twice that would make a twin.
 * Throws `InputError` for folders that cannot be copied there, `UncertainError` where the end is not known, and
 * `DocSpaceError` when something was left out.
 */
export async function copyFolder(
	portal: PortalClient,
	picked: Picked<FolderId>,
	destination: Picked<FolderId>,
	policy: ConflictPolicy,
): Promise<FolderCopy> {
	const source = await readFolder(portal, picked);
	refuseSource(source, picked);
	const target = await readParent(portal, destination);
	await refuseWithinItself(portal, source, target, destination.field);
	if (target.security?.CopyTo === false) throw mayNotCopy(source);
	const turn = turnOfFolders(portal.origin, target.id);
	return await inTurn(turn, portal.signal, async () => {
		const before = await readSubfolders(portal, target.id);
		const compared = comparisonOf(target.id);
		const namesakes = before.filter(({ title }) => compared(title) === compared(source.title));
		// The portal takes the eldest too (docspace-api.md 6.4).
		const [twin] = policy === 'keepBoth' ? [] : namesakes.sort(byId);
		if (twin && sameId(source.parentId ?? '', target.id))
			throw wouldMeetItself(source, destination);
		return await new FolderCopying(portal, source, target, {
			before,
			twin,
			policy,
			compared,
		}).run();
	});
}

interface Situation {
	/** The folders in the destination. */
	before: WholeFolderDto[];
	/** The one into which the copy flows. */
	twin: WholeFolderDto | undefined;
	policy: ConflictPolicy;
	compared: Comparison;
}

/** What one look at a copy has shown. */
interface Seen {
	folder: WholeFolderDto | undefined;
	parts: Comparisons;
	isWhole: boolean;
}

class FolderCopying {
	private readonly deadline = time.now() + MAX_WAIT_MS;

	constructor(
		private readonly portal: PortalClient,
		private readonly source: WholeFolderDto,
		private readonly target: FolderDto,
		private readonly situation: Situation,
	) {}

	async run(): Promise<FolderCopy> {
		const { portal, source } = this;
		const { twin, policy, compared } = this.situation;
		const inTwin = twin ? await readTree(portal, twin, compared) : EMPTY;
		// Where there is nothing to replace, Overwrite would put files of one name on top of one another.
		const onClash = twin || policy === 'keepBoth' ? ON_CLASH[policy] : 'Skip';
		for (let round = 1; ; round += 1) {
			const end = await this.send(onClash);
			const seen = await this.watch(end, inTwin);
			const { folder, parts, isWhole } = seen;
			if (folder && isWhole) {
				return {
					source,
					folder,
					created: !twin,
					copiedCount: parts.copied,
					alreadyThereCount: parts.alreadyThere,
					skipped: parts.skipped,
				};
			}
			if (!this.mayRepeat(onClash, end, seen, round)) throw leftOut(source, end, parts);
		}
	}

	private async send(onClash: OnClash): Promise<OperationEnd> {
		const { portal, source, target, deadline } = this;
		const order = { folderIds: [source.id], destinationId: target.id, onClash, deadline };
		return await withPlaceForMove(portal, async () => await copy(portal, order)).catch(
			ifForbidden(() => mayNotCopy(source)),
		);
	}

	/** Looks at the copy until all is there, for as long as it may still come. */
	private async watch(end: OperationEnd, inTwin: Tree): Promise<Seen> {
		let seen: Seen = { folder: undefined, parts: NOTHING, isWhole: false };
		const look = async () => {
			seen = await this.look(end, inTwin);
			return seen.isWhole || undefined;
		};
		const patience = { unanswered: PATIENCE_MS, vanished: Infinity, ended: 0, outOfTime: 0 }[
			end.kind
		];
		const until = Math.min(this.deadline, time.now() + patience);
		const pauses = growingPauses(1000, until, PATIENCE_MS);
		const failure = await waitAndLook(pauses, look, this.portal.signal).catch(asPortalError);
		if (failure instanceof PortalError) throw mayStillCopy(this.source, failure.message);
		return seen;
	}

	private async look(end: OperationEnd, inTwin: Tree): Promise<Seen> {
		const { portal, source } = this;
		const { policy, compared } = this.situation;
		const folder = await this.findCopy(end);
		const [original, now] = await Promise.all([
			readTree(portal, source, compared),
			folder ? readTree(portal, folder, compared) : EMPTY,
		]);
		const parts = compareTrees(original, inTwin, now, policy, compared);
		const isWhole = !!folder && parts.missing.length + parts.missingFolders.length === 0;
		return { folder, parts, isWhole };
	}

	/** The folder into which it flows, or a new one: as the operation tells it, else by its title. */
	private async findCopy({
		arrivedFolders = [],
	}: OperationEnd): Promise<WholeFolderDto | undefined> {
		const { before, twin, compared } = this.situation;
		const there = await readSubfolders(this.portal, this.target.id);
		if (twin) return there.find(({ id }) => sameId(id, twin.id));
		const told = new Set(arrivedFolders.map(({ id }) => keyOf(id)));
		const known = new Set(before.map(({ id }) => keyOf(id)));
		const fresh = there.filter(({ id }) => !known.has(keyOf(id)));
		const title = compared(this.source.title);
		return (
			fresh.find(({ id }) => told.has(keyOf(id))) ??
			fresh.find((folder) => compared(folder.title) === title) ??
			fresh.find((folder) => compared(withoutNumber(folder.title)) === title)
		);
	}

	/** What was left out may be sent again where that adds only what is missing, and no first may still be on its way. */
	private mayRepeat(
		onClash: OnClash,
		{ kind }: OperationEnd,
		{ folder, parts }: Seen,
		round: number,
	): boolean {
		if (round >= MOST_ROUNDS || time.now() >= this.deadline) return false;
		const nothingCame = (!folder || !!this.situation.twin) && parts.copied === 0;
		if (kind === 'unanswered') return onClash === 'Skip' && nothingCame;
		return kind === 'ended' && (onClash === 'Skip' || nothingCame);
	}
}

const NOTHING: Comparisons = {
	copied: 0,
	alreadyThere: 0,
	skipped: [],
	missing: [],
	missingFolders: [],
};

function refuseSource(folder: WholeFolderDto, { field }: Picked): void {
	const title = quote(folder.title);
	const problem = isSection(folder)
		? `the section ${title}`
		: folder.roomType !== undefined
			? `the room ${title}, not a folder`
			: isInTrash(folder)
				? `${title}, which lies in the Trash`
				: isFormFolder(folder)
					? `${title}, a folder that DocSpace keeps for filled forms`
					: undefined;
	if (problem)
		throw new InputError(field, `names ${problem}`, 'Choose a folder in a room or in My documents');
	if (folder.security?.Copy === false || folder.security?.Download === false)
		throw mayNotCopy(folder);
}

function wouldMeetItself({ title }: FolderDto, { field }: Picked): InputError {
	return new InputError(
		field,
		`names the folder in which ${quote(title)} lies already`,
		'Choose another one, or “Keep Both” to get a second folder beside it',
	);
}

function leftOut({ title }: FolderDto, end: OperationEnd, parts: Comparisons): DocSpaceError {
	const { copied, missing, missingFolders } = parts;
	if (end.kind !== 'ended') {
		const { length } = missing;
		return mayStillCopy(
			{ title },
			`${count(length, 'file')} and ${count(missingFolders.length, 'folder')} are not there`,
		);
	}
	const said = end.said === '' ? 'DocSpace does not say why' : `DocSpace says: ${end.said}`;
	const files = missing.map((file) => ({ ...file, reason: said }));
	const folders = missingFolders.map((inner) => ({ id: '', title: inner, reason: said }));
	return new DocSpaceError(
		`The folder ${quote(title)} was not copied as a whole: ${namedByReason([...files, ...folders]) || said}`,
		`See to the reason given, then run again with “Skip”, which adds what is missing to the copy`,
		{ copiedCount: copied, failed: files },
	);
}

function mayStillCopy({ title }: Pick<FolderDto, 'title'>, reason: string): UncertainError {
	return new UncertainError(
		`DocSpace has not copied all of the folder ${quote(title)} so far, and may still do so: ${reason}`,
		'See in DocSpace what is there, then run again with “Skip”, which adds what is missing to the copy',
	);
}

function mayNotCopy({ title }: FolderDto): NotAllowedError {
	return new NotAllowedError(
		`DocSpace does not let you copy ${quote(title)} there`,
		'The user behind the credential needs to be able to download from its room, and to be Room manager or Content creator in the other; form filling rooms take no folders',
	);
}
