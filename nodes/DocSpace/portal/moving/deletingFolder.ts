import { DELETE_WAIT_MS, deletionTurn, isInTrash } from './deleting';
import { DocSpaceError, ifForbidden, InputError, NotAllowedError, quote } from '../errors';
import { remove, withPlaceForMove, type OperationEnd } from './fileOperations';
import type { Switch } from './orders';
import { heldIn } from './heldFiles';
import { namedByReason } from './report';
import { PATIENCE_MS } from './sending';
import { isSection, readFolderIfAny, refuseUnchangeable } from '../content/folders';
import type { PortalClient } from '../http/client';
import { growingPauses, waitAndLook } from '../http/waiting';
import { isThirdParty, type FolderId, type Picked } from '../ids';
import { time } from '../time';
import { inTurn } from '../turns';
import type { WholeFolderDto } from '../types';

/** What became of a folder that was to be deleted, and what it was. */
export type FolderDeletion =
	| { outcome: 'deleted' | 'alreadyInTrash'; folder: WholeFolderDto }
	| { outcome: 'notFound' };

/**
 * Deletes a folder with all it holds, to the Trash or past it, and looks whether it is gone. What lies in the
 * Trash is left there unless it is to be destroyed (docspace-api.md 14.8, T91). A file in use keeps its folder;
 * where all else would be destroyed, nothing is sent. Throws `InputError` for what is no folder of a user's, and
 * `DocSpaceError` when it stayed.
 */
export async function deleteFolder(
	portal: PortalClient,
	picked: Picked<FolderId>,
	permanently: Switch,
): Promise<FolderDeletion> {
	return await inTurn(deletionTurn(portal), portal.signal, async () => {
		const folder = await readFolderIfAny(portal, picked);
		if (!folder) return { outcome: 'notFound' };
		const isTrashed = isInTrash(folder) && !isSection(folder);
		if (isTrashed && !permanently.isOn) return { outcome: 'alreadyInTrash', folder };
		if (!isTrashed) refuseUnchangeable(picked, folder);
		refuseThirdParty(picked, folder, permanently);
		const mayNotDelete = () => mayNotDeleteFolder(folder);
		if (folder.security?.Delete === false) throw mayNotDelete();
		const isDestroyed = permanently.isOn && !isTrashed;
		if (isDestroyed) await refuseHeld(portal, folder);
		const isGone = async () => {
			const now = await readFolderIfAny(portal, picked);
			return !now || (isInTrash(now) && !permanently.isOn);
		};
		await carryOut(portal, folder, { permanently: permanently.isOn, isGone, mayNotDelete });
		return { outcome: 'deleted', folder };
	});
}

/** Throws where somebody keeps a file of a folder or room that is to be destroyed: all else would go. */
export async function refuseHeld(portal: PortalClient, folder: WholeFolderDto): Promise<void> {
	const held = await heldIn(portal, folder);
	if (held.length > 0) throw stayed(folder, `nothing is destroyed: ${namedByReason(held)}`);
}

/** Sends the deletion of a folder or room and looks until it is gone. Throws `DocSpaceError` when it stays. */
export async function carryOut(
	portal: PortalClient,
	folder: WholeFolderDto,
	{
		permanently,
		isGone,
		mayNotDelete,
	}: {
		permanently: boolean;
		isGone: () => Promise<boolean>;
		mayNotDelete: () => NotAllowedError;
	},
): Promise<void> {
	const request = {
		folderIds: [folder.id],
		permanently,
		deadline: time.now() + DELETE_WAIT_MS,
	};
	const end = await withPlaceForMove(portal, async () => await remove(portal, request)).catch(
		ifForbidden(mayNotDelete),
	);
	const isLost = end.kind === 'vanished' || end.kind === 'unanswered';
	const pauses = growingPauses(1000, time.now() + (isLost ? PATIENCE_MS : 0));
	const look = async () => (await isGone()) || undefined;
	if (await waitAndLook(pauses, look, portal.signal)) return;
	throw stayed(folder, await whyItStayed(portal, folder, end));
}

/** Such storage has no Trash, and the root of an account would only be disconnected (docspace-api.md 14.8, T92). */
function refuseThirdParty(
	{ field }: Picked,
	{ id, title }: WholeFolderDto,
	permanently: Switch,
): void {
	if (!isThirdParty(id)) return;
	if (/^[^-]+-[^-]+$/.test(String(id))) {
		throw new InputError(
			field,
			`names ${quote(title)}, a whole third-party account, which deleting would only disconnect`,
			'Choose a folder in it',
		);
	}
	if (permanently.isOn) return;
	throw new InputError(
		permanently.field,
		`is off, but ${quote(title)} lies in third-party storage, where DocSpace has no Trash`,
		'Turn the option on if the folder may be destroyed',
	);
}

async function whyItStayed(
	portal: PortalClient,
	folder: WholeFolderDto,
	{ kind, said }: OperationEnd,
): Promise<string> {
	if (kind !== 'ended') return 'DocSpace has not deleted it so far, and may still do so';
	const held = await heldIn(portal, folder);
	if (held.length > 0) return namedByReason(held);
	return said === '' ? 'DocSpace does not say why' : `DocSpace says: ${said}`;
}

function stayed({ title, roomType }: WholeFolderDto, reason: string): DocSpaceError {
	const kind = roomType === undefined ? 'folder' : 'room';
	return new DocSpaceError(
		`The ${kind} ${quote(title)} was not deleted: ${reason}`,
		'See to the reason given, then run again',
	);
}

function mayNotDeleteFolder({ title }: WholeFolderDto): NotAllowedError {
	return new NotAllowedError(
		`DocSpace does not let you delete ${quote(title)}`,
		'Give the user behind the credential the role Room manager in its room; a Content creator may only delete what they have made themselves',
	);
}
