import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { findLink, LINK_ROLES, type Linked, type LinkedKind } from '../portal/sharing/links';
import type { LinkReader } from '../locators/links';
import { eachItem, type Operation } from './operation';

const createIfMissing: INodeProperties = {
	displayName: 'Create If Missing',
	name: 'createIfMissing',
	type: 'boolean',
	default: false,
	description:
		'Whether to make a link where there is none. Everybody who has it can then open this without signing in; forms can be filled in, all else can be viewed.',
};

/** The operation Get Link of files, folders or rooms, which are picked by `locator`. */
export function getLinkOperation(
	kind: LinkedKind,
	locator: INodeProperties,
	fields: INodeProperties[],
	readLink?: LinkReader,
): Operation {
	return {
		option: {
			name: 'Get Link',
			value: 'getLink',
			action: `Get link of ${kind}`,
			description: `Get the link that opens a ${kind} to whoever has it, without making one unless you say so`,
		},
		fields: [...fields, createIfMissing],
		run: eachItem(async (item) => {
			const found = await findLink(item.portal, {
				kind,
				picked: await item.picked(locator, readLink),
				createIfMissing: item.isOn(createIfMissing.name),
			});
			return [{ ...linkOutput(found), created: found.created }];
		}),
	};
}

/** A link as all operations on links put it out; its password never. */
export function linkOutput({ id, title, link, others }: Omit<Linked, 'created'>): IDataObject {
	const { shareLink, expirationDate, isExpired, password, denyDownload, internal } =
		link?.sharedLink ?? {};
	const role = LINK_ROLES.find(({ access }) => access === link?.access);
	return {
		id,
		title,
		hasLink: link !== undefined,
		url: shareLink ?? '',
		access: role?.word ?? '',
		expires: expirationDate ?? '',
		expired: isExpired === true,
		hasPassword: password !== undefined && password !== '',
		downloadAllowed: link !== undefined && denyDownload !== true,
		signedInOnly: internal === true,
		otherLinks: others,
	};
}
