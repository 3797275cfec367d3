import type { INodeProperties } from 'n8n-workflow';

import { folderLocator } from '../../locators/folder';
import { copyFolder } from '../../portal/moving/copying/copyFolder';
import { copyPolicyField, copyPolicyFrom, simplifiedCopy } from '../copies';
import { filesNotCopied } from '../hints';
import { eachItem, type Operation } from '../operation';

const destinationField: INodeProperties = {
	...folderLocator,
	displayName: 'Destination Folder',
	name: 'destinationFolder',
	required: true,
	description:
		'The room or folder to copy it into, for example the one that Ensure Folder returns: {{ $json.id }}',
};

const policyField = copyPolicyField('If a Folder of This Name Exists', {
	keepBoth: 'Make another folder, each time it runs; the later one becomes “Contracts (1)”',
	overwrite: 'Merge: files of the same name get a new version, others are added, none is removed',
	skip: 'Merge: files of the same name stay as they are, only missing ones are added',
});

/** Folder → Copy: the copy holds all that the folder holds, or what is missing is named. */
export const copyFolderOperation: Operation = {
	option: {
		name: 'Copy',
		value: 'copy',
		action: 'Copy folder',
		description:
			'Copy a folder with all it holds into another folder, and compare the copy with it',
	},
	fields: [
		{
			...folderLocator,
			required: true,
			description: 'The folder to copy, in a room or in My documents; rooms are not copied here',
		},
		destinationField,
		policyField,
	],
	hints: [filesNotCopied],
	run: eachItem(async (item) => {
		const copied = await copyFolder(
			item.portal,
			await item.picked(folderLocator),
			await item.picked(destinationField),
			copyPolicyFrom(item, policyField),
		);
		return [{ ...simplifiedCopy(item.portal)(copied), skipped: copied.skipped }];
	}),
};
