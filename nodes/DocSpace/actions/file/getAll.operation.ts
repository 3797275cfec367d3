import type { INodeProperties } from 'n8n-workflow';

import { folderLocator } from '../../locators/folder';
import { findFiles } from '../../portal/content/findFiles';
import { inWantedForm, limitFrom, listFields, searchFrom } from '../listFields';
import { eachItem, type Operation } from '../operation';
import { simplifiedFile } from './simplified';

const changedSinceField: INodeProperties = {
	displayName: 'Changed Since',
	name: 'changedSince',
	type: 'dateTime',
	default: '',
	placeholder: 'e.g. {{ $now.minus({ days: 7 }) }}',
	description:
		'List only files that were added or changed at this moment or later. Without a time zone it counts in that of the workflow.',
};

const kindField: INodeProperties = {
	displayName: 'Type',
	name: 'kind',
	type: 'options',
	options: [
		{ name: 'All', value: 'all', description: 'Files of every type' },
		{ name: 'Archives', value: 'archives', description: 'Such as .zip and .7z' },
		{ name: 'Audio and Video', value: 'media', description: 'Such as .mp3 and .mp4' },
		{ name: 'Documents', value: 'documents', description: 'Such as .docx, .odt and .txt' },
		{ name: 'Images', value: 'images', description: 'Such as .png and .jpg' },
		{ name: 'PDF', value: 'pdf', description: 'Forms are among them' },
		{ name: 'Presentations', value: 'presentations', description: 'Such as .pptx and .odp' },
		{ name: 'Spreadsheets', value: 'spreadsheets', description: 'Such as .xlsx, .ods and .csv' },
	],
	default: 'all',
	description: 'Which type of files to list, as DocSpace tells them apart',
};

/** File → Get Many: the files in a folder or room. */
export const getFiles: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many files',
		description: 'List many files: those in a room or folder, at any depth, by name, type or date',
	},
	fields: [
		{
			...folderLocator,
			required: true,
			description: 'The room or folder whose files to list',
		},
		{
			displayName: 'Include Subfolders',
			name: 'includeSubfolders',
			type: 'boolean',
			default: false,
			description: 'Whether to list the files at any depth, not only those directly in the folder',
		},
		...listFields,
		{
			displayName: 'Filters',
			name: 'options',
			type: 'collection',
			placeholder: 'Add filter',
			default: {},
			options: [
				changedSinceField,
				{
					displayName: 'Search',
					name: 'search',
					type: 'string',
					default: '',
					placeholder: 'e.g. contract',
					description: 'A part of the file’s name, in upper or lower case',
				},
				kindField,
			],
		},
	],
	run: eachItem(async (item) => {
		const files = await findFiles(item.portal, await item.picked(folderLocator), {
			atAnyDepth: item.isOn('includeSubfolders'),
			kind: item.choice(kindField, [
				'all',
				'archives',
				'documents',
				'images',
				'media',
				'pdf',
				'presentations',
				'spreadsheets',
			]),
			text: searchFrom(item),
			changedSince: item.moment(changedSinceField),
			limit: limitFrom(item),
		});
		return inWantedForm(item, files, simplifiedFile);
	}),
};
