import type { IDataObject } from 'n8n-workflow';

import { folderLocator } from '../../locators/folder';
import { chosen, entryIdFrom } from '../../locators/locator';
import {
	ensureFolder as ensureFolderIn,
	readParent,
	readSubfolders,
	usableFolderName,
	type EnsuredFolder,
} from '../../portal/content/folders';
import { keyOf, type FolderId } from '../../portal/ids';
import type { PortalClient } from '../../portal/http/client';
import { storedTitle } from '../../portal/titles';
import type { FolderDto, WholeFolderDto } from '../../portal/types';
import { eachItem, type Operation } from '../operation';

/** Folder → Ensure Folder: the folder of this name, created only when there is none. */
export const ensureFolder: Operation = {
	option: {
		name: 'Ensure Folder',
		value: 'ensure',
		action: 'Ensure folder',
		description: 'Get the folder of this name, and create it only when there is none yet',
	},
	fields: [
		{
			...folderLocator,
			displayName: 'Parent Folder',
			name: 'parentFolder',
			required: true,
			description:
				'The room or folder that holds the folder, for example a room named “Archive”. The Archive section of DocSpace cannot hold folders.',
		},
		{
			displayName: 'Folder Name',
			name: 'folderName',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. Contoso Ltd',
			description:
				'The name to look for directly in the parent folder, for example the client’s. Characters that DocSpace does not allow (such as * : ? or /) become underscores.',
		},
	],
	async run(run) {
		const { n8n, portal } = run;
		const family = new Family(portal);
		return await eachItem(run, async (itemIndex) => {
			const parentId = entryIdFrom(
				n8n.getNodeParameter('parentFolder', itemIndex),
				'Parent Folder',
				portal.origin,
			);
			const name = usableFolderName(
				chosen(n8n.getNodeParameter('folderName', itemIndex)),
				'Folder Name',
			);
			return [await family.ensure(parentId, name)];
		});
	},
};

/** What one execution knows of parents and their folders, so that equal items cost one look-up. */
class Family {
	private readonly parents = new Map<string, { parent: FolderDto; children: WholeFolderDto[] }>();
	private readonly ensured = new Map<string, EnsuredFolder>();

	constructor(private readonly portal: PortalClient) {}

	async ensure(parentId: FolderId, name: string): Promise<IDataObject> {
		const key = `${keyOf(parentId)} ${storedTitle(name)}`;
		const known = this.ensured.get(key);
		const { parent, children } = await this.read(parentId);
		const found = known ?? (await ensureFolderIn(this.portal, parent, children, name));
		this.ensured.set(key, { ...found, created: false });
		if (found.created) children.push(found.folder);
		return {
			id: found.folder.id,
			title: found.folder.title,
			parentId: parent.id,
			created: found.created,
			requestedTitle: name,
			twins: found.twins.map((twin) => ({ ...twin })),
		};
	}

	private async read(parentId: FolderId) {
		const known = this.parents.get(keyOf(parentId));
		if (known) return known;
		const parent = await readParent(this.portal, parentId, 'Parent Folder');
		const family = { parent, children: await readSubfolders(this.portal, parentId) };
		this.parents.set(keyOf(parentId), family);
		return family;
	}
}
