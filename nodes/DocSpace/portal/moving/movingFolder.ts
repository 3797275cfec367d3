import { InputError, isRefusal, NotAllowedError, quote } from '../errors';
import { move, pausesAfter, withPlaceForMove, type OperationEnd } from './fileOperations';
import { heldIn, stayed, whyItStayed } from './heldFiles';
import { namedByReason } from './report';
import { readChangeableFolder, readParent, readSubfolders } from '../content/folders';
import { lookAt } from '../content/listing';
import type { PortalClient } from '../http/client';
import { waitAndLook } from '../http/waiting';
import { isThirdParty, keyOf, sameId, storageOf, type FolderId, type Picked } from '../ids';
import { time } from '../time';
import { comparisonOf } from '../titles';
import { inTurn, turnOfFolders } from '../turns';
import type { FolderDto, WholeFolderDto } from '../types';

/** A folder that is where it was to be. */
export interface MovedFolder {
	/** As it is there: in third-party storage it may have another id. */
	folder: WholeFolderDto;
	/** Where it was before. */
	from: FolderId | undefined;
	/** Whether it had been there before, so that nothing was written. */
	alreadyThere: boolean;
}

/** Long enough for any queue in which a move stands. */
const MAX_WAIT_MS = 60 * 60_000;

/**
 * Moves a folder with all it holds, and waits until it is seen in its destination. It never flows together
 * with another of its name, as the portal would do it, leaving behind what clashes (docspace-api.md 6.4).
 * Throws `InputError` for folders that cannot be moved there, `DocSpaceError` when it stayed.
 */
export async function moveFolder(
	portal: PortalClient,
	picked: Picked<FolderId>,
	destination: Picked<FolderId>,
): Promise<MovedFolder> {
	const folder = await readChangeableFolder(portal, picked);
	const { parentId: from } = folder;
	const target = await readParent(portal, destination);
	if (from !== undefined && sameId(from, target.id)) return { folder, from, alreadyThere: true };
	await refuseDestination(portal, folder, target, destination);
	if (folder.security?.Move === false) throw mayNotMove(folder);
	// As Archive Client Room does: of two at once both may find a name free (docspace-api.md 6.5, T147).
	const turn = turnOfFolders(portal.origin, target.id);
	return await inTurn(turn, portal.signal, async () => {
		const before = await readSubfolders(portal, target.id);
		refuseNamesake(folder, before, target, destination);
		const end = await send(portal, folder, target);
		const known = new Set(before.map(({ id }) => keyOf(id)));
		const look = async () => {
			const there = await readSubfolders(portal, target.id);
			const isNew = ({ id, title }: FolderDto) => title === folder.title && !known.has(keyOf(id));
			return there.find(
				(entry) => sameId(entry.id, folder.id) || (isThirdParty(folder.id) && isNew(entry)),
			);
		};
		const moved = await waitAndLook(pausesAfter(end), look, portal.signal);
		if (moved) return { folder: moved, from, alreadyThere: false };
		throw await whyItStayed(portal, folder, 'moved', end);
	});
}

async function refuseDestination(
	portal: PortalClient,
	folder: FolderDto,
	target: FolderDto,
	{ field }: Picked,
): Promise<void> {
	await refuseWithinItself(portal, folder, target, field);
	if (storageOf(folder.id) !== storageOf(target.id)) {
		throw new InputError(
			field,
			`names ${quote(target.title)}, which lies in another storage than ${quote(folder.title)}`,
			'Choose a folder in the same storage: on the way into another one DocSpace loses the versions of files. Move Files does it where that is allowed',
		);
	}
}

/** Throws `InputError` for a destination that is the folder itself, or lies in it (docspace-api.md 6.3). */
export async function refuseWithinItself(
	portal: PortalClient,
	folder: FolderDto,
	target: FolderDto,
	field: string,
): Promise<void> {
	const { pathParts } = await lookAt(portal, target.id);
	if (![target, ...pathParts].some(({ id }) => sameId(id, folder.id))) return;
	throw new InputError(
		field,
		`names ${quote(target.title)}, which is the folder itself or lies in it`,
		'Choose a folder outside of it',
	);
}

function refuseNamesake(
	{ title }: FolderDto,
	there: FolderDto[],
	target: FolderDto,
	{ field }: Picked,
): void {
	const compared = comparisonOf(target.id);
	const namesake = there.find((entry) => compared(entry.title) === compared(title));
	if (!namesake) return;
	throw new InputError(
		field,
		`names ${quote(target.title)}, which holds a folder ${quote(namesake.title)} already (${namesake.id})`,
		'Give one of the two another name with Folder → Rename, or put the files into the one that is there with Move Files',
	);
}

async function send(
	portal: PortalClient,
	folder: FolderDto,
	target: FolderDto,
): Promise<OperationEnd> {
	const deadline = time.now() + MAX_WAIT_MS;
	const sending = async () =>
		await move(portal, {
			folderIds: [folder.id],
			destinationId: target.id,
			onClash: 'Skip',
			deadline,
		});
	return await withPlaceForMove(portal, sending).catch(async (error: unknown) => {
		if (!isRefusal(error, 'forbidden')) throw error;
		// One file in use makes the portal refuse the whole folder (docspace-api.md 6.3).
		const held = await heldIn(portal, folder);
		throw held.length > 0
			? stayed(folder, 'moved', namedByReason(held))
			: mayNotMove(folder, error.message);
	});
}

function mayNotMove({ title }: FolderDto, said = ''): NotAllowedError {
	return new NotAllowedError(
		`DocSpace does not let you move ${quote(title)} there${said === '' ? '' : `. ${said}`}`,
		'Give the user behind the credential the role Room manager in both rooms; form filling rooms take no folders',
	);
}
