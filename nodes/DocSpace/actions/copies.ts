import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { folderUrl } from '../portal/address';
import type { PortalClient } from '../portal/http/client';
import type { ConflictPolicy } from '../portal/moving/clashes';
import type { FolderCopy } from '../portal/moving/copying/copyFolder';
import type { Item } from './item';

/** What each way to treat equal names means for what is copied. */
type Meanings = Record<ConflictPolicy, string>;

/** What to do about equal names. Skip is the usual one, so that a second run makes no second copy. */
export function copyPolicyField(displayName: string, meanings: Meanings): INodeProperties {
	return {
		displayName,
		name: 'conflictPolicy',
		type: 'options',
		options: [
			{ name: 'Keep Both', value: 'keepBoth', description: meanings.keepBoth },
			{ name: 'Overwrite', value: 'overwrite', description: meanings.overwrite },
			{ name: 'Skip', value: 'skip', description: meanings.skip },
		],
		default: 'skip',
		description:
			'What to do when the destination holds the same name. Upper and lower case make no difference, nor do accents, except in third-party storage.',
	};
}

/** What was chosen in such a field. */
export function copyPolicyFrom(item: Item, field: INodeProperties): ConflictPolicy {
	return item.choice(field, ['keepBoth', 'skip', 'overwrite']);
}

/** What is put out of a copied folder. */
export function simplifiedCopy({ origin }: PortalClient) {
	return ({ folder, source, created, ...counts }: FolderCopy): IDataObject => ({
		id: folder.id,
		title: folder.title,
		url: folderUrl(origin, folder),
		parentId: folder.parentId ?? '',
		sourceId: source.id,
		created,
		copiedCount: counts.copiedCount,
		alreadyThereCount: counts.alreadyThereCount,
	});
}
