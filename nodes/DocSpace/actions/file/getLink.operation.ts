import { fileLocator } from '../../locators/file';
import { fileIdFromLink } from '../../locators/links';
import { getLinkOperation } from '../linkFields';

/** File → Get Link: how somebody without an account gets at a file. */
export const getFileLink = getLinkOperation(
	'file',
	fileLocator,
	[
		{
			...fileLocator,
			required: true,
			description: 'The file whose link to get, by its ID or the address of its editor',
		},
	],
	fileIdFromLink,
);
