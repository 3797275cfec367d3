import { DELETE_WAIT_MS, deletionTurn, isInTrash } from './deleting';
import { ifForbidden, InputError, NotAllowedError, quote } from '../errors';
import { pausesAfter, remove } from './fileOperations';
import type { Switch } from './orders';
import { heldIn, stayed, whyItStayed } from './heldFiles';
import { namedByReason } from './report';
import { isSection, readFolderIfAny, refuseUnchangeable } from '../content/folders';
import type { PortalClient } from '../http/client';
import { waitAndLook } from '../http/waiting';
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
	if (held.length > 0) {
		throw stayed(folder, 'deleted', `nothing is destroyed: ${namedByReason(held)}`);
	}
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
	const end = await remove(portal, {
		folderIds: [folder.id],
		permanently,
		deadline: time.now() + DELETE_WAIT_MS,
	}).catch(ifForbidden(mayNotDelete));
	const look = async () => (await isGone()) || undefined;
	if (await waitAndLook(pausesAfter(end), look, portal.signal)) return;
	throw await whyItStayed(portal, folder, 'deleted', end);
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

function mayNotDeleteFolder({ title }: WholeFolderDto): NotAllowedError {
	return new NotAllowedError(
		`DocSpace does not let you delete ${quote(title)}`,
		'Give the user behind the credential the role Room manager in its room; a Content creator may only delete what they have made themselves',
	);
}
