import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { folderLocator } from '../../locators/folder';
import { folderUrl } from '../../portal/address';
import {
	ensureFolder as ensureFolderIn,
	type EnsuredFolder,
} from '../../portal/content/ensureFolder';
import { readParent, readSubfolders } from '../../portal/content/folders';
import type { PortalClient } from '../../portal/http/client';
import { allAtOnce } from '../../portal/http/waiting';
import { keyOf, type FolderId, type Picked } from '../../portal/ids';
import { storedTitle } from '../../portal/titles';
import type { FolderDto, WholeFolderDto } from '../../portal/types';
import { foldersOfSameName } from '../hints';
import { eachItem, type Operation } from '../operation';
import { nameFrom } from '../nameFrom';

const parentField: INodeProperties = {
	...folderLocator,
	displayName: 'Parent Folder',
	name: 'parentFolder',
	required: true,
	description:
		'The room or folder that holds the folder, for example a room named “Archive”. The Archive section of DocSpace cannot hold folders.',
};

const nameField: INodeProperties = {
	displayName: 'Folder Name',
	name: 'folderName',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. Contoso Ltd',
	description:
		'The name to look for directly in the parent folder, for example the client’s. Characters that DocSpace does not allow (such as * : ? or /) become underscores.',
};

/** Folder → Ensure Folder: the folder of this name, created only when there is none. */
export const ensureFolder: Operation = {
	option: {
		name: 'Ensure Folder',
		value: 'ensure',
		action: 'Ensure folder',
		description: 'Get the folder of this name, and create it only when there is none yet',
	},
	fields: [parentField, nameField],
	hints: [foldersOfSameName],
	async run(run) {
		const seen = new SeenFolders(run.portal);
		const ensureOne = eachItem(async (item) => [
			await seen.ensure(await item.picked(parentField), nameFrom(item, nameField)),
		]);
		return await ensureOne(run);
	},
};

/** What one execution has seen of parents and their folders, so that equal items cost one look-up. */
class SeenFolders {
	private readonly parents = new Map<string, { parent: FolderDto; folders: WholeFolderDto[] }>();
	private readonly ensured = new Map<string, EnsuredFolder>();

	constructor(private readonly portal: PortalClient) {}

	async ensure(picked: Picked<FolderId>, name: string): Promise<IDataObject> {
		const key = `${keyOf(picked.id)} ${storedTitle(name)}`;
		const { parent, ...before } = await this.read(picked);
		const found =
			this.ensured.get(key) ?? (await ensureFolderIn(this.portal, parent, before, name));
		this.ensured.set(key, { ...found, created: false });
		if (found.created) before.folders.push(found.folder);
		return {
			id: found.folder.id,
			title: found.folder.title,
			url: folderUrl(this.portal.origin, found.folder),
			parentId: parent.id,
			created: found.created,
			requestedTitle: name,
			sameNameFolders: found.sameNameFolders.map((folder) => ({ ...folder })),
		};
	}

	private async read(picked: Picked<FolderId>) {
		const known = this.parents.get(keyOf(picked.id));
		if (known) return { ...known, mayBeStale: true };
		const [parent, folders] = await allAtOnce([
			readParent(this.portal, picked),
			readSubfolders(this.portal, picked.id),
		]);
		this.parents.set(keyOf(picked.id), { parent, folders });
		return { parent, folders, mayBeStale: false };
	}
}
