import type { INodeProperties } from 'n8n-workflow';

import { fileLocator } from '../../locators/file';
import { folderLocator } from '../../locators/folder';
import { fileIdFromLink } from '../../locators/links';
import { fileUrl } from '../../portal/address';
import { createFile, type NewFileOrder } from '../../portal/content/creating';
import type { Item } from '../item';
import { nameFrom } from '../nameFrom';
import { eachItem, type Operation } from '../operation';

const folderField: INodeProperties = {
	...folderLocator,
	required: true,
	description:
		'The room or folder to create the file in. In a Public room DocSpace gives it a public link of its own.',
};

const typeField: INodeProperties = {
	displayName: 'File Type',
	name: 'fileType',
	type: 'options',
	options: [
		{ name: 'Document', value: 'document', description: 'An empty text document, .docx' },
		{
			name: 'From Template',
			value: 'template',
			description: 'A copy of the content of another file, of the same type as that one',
		},
		{ name: 'PDF Form', value: 'pdfForm', description: 'An empty form, .pdf' },
		{ name: 'Presentation', value: 'presentation', description: 'An empty presentation, .pptx' },
		{ name: 'Spreadsheet', value: 'spreadsheet', description: 'An empty spreadsheet, .xlsx' },
	],
	default: 'document',
	description: 'What to create',
};

const EXTENSIONS = {
	document: '.docx',
	spreadsheet: '.xlsx',
	presentation: '.pptx',
	pdfForm: '.pdf',
} as const;

const templateField: INodeProperties = {
	...fileLocator,
	displayName: 'Template',
	name: 'template',
	required: true,
	displayOptions: { show: { fileType: ['template'] } },
	description: 'The file whose content the new one gets, by its ID or the address of its editor',
};

const nameField: INodeProperties = {
	displayName: 'File Name',
	name: 'fileName',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. Offer Contoso 2026',
	description:
		'The name of the file. Its extension, such as .docx, may be left out. Characters that DocSpace does not allow (such as * : ? or /) become underscores.',
};

const ifNameExistsField: INodeProperties = {
	displayName: 'If a File of This Name Exists',
	name: 'ifNameExists',
	type: 'options',
	options: [
		{ name: 'Fail', value: 'fail', description: 'Stop with an error; nothing is created' },
		{
			name: 'Keep Both',
			value: 'keepBoth',
			description: 'Create it as “Offer (1).docx”; every run makes another one',
		},
		{
			name: 'Use It',
			value: 'use',
			description: 'Put out the existing file as it is, with “created” being false',
		},
	],
	default: 'keepBoth',
	description:
		'What to do when the folder has a file of this name. Upper and lower case make no difference, nor do accents, except in third-party storage.',
};

/** File → Create: an empty file or a copy of a template, under the title that DocSpace has really stored. */
export const createFileOperation: Operation = {
	option: {
		name: 'Create',
		value: 'create',
		action: 'Create file',
		description:
			'Create an empty document, spreadsheet, presentation or PDF form, or a file from a template',
	},
	fields: [folderField, typeField, templateField, nameField, ifNameExistsField],
	run: eachItem(async (item) => {
		const folder = await item.picked(folderField);
		const name = nameFrom(item, nameField);
		const { file, created } = await createFile(item.portal, {
			folder,
			name: { title: name, field: nameField.displayName },
			content: await contentFrom(item),
			ifNameExists: {
				policy: item.choice(ifNameExistsField, ['keepBoth', 'use', 'fail']),
				field: ifNameExistsField.displayName,
			},
		});
		return [
			{
				id: file.id,
				title: file.title,
				url: fileUrl(item.portal.origin, file.id),
				folderId: file.folderId,
				size: file.pureContentLength ?? 0,
				created,
				hasLink: file.shared ?? false,
				requestedTitle: name,
			},
		];
	}),
};

async function contentFrom(item: Item): Promise<NewFileOrder['content']> {
	const type = item.choice(typeField, [
		'document',
		'spreadsheet',
		'presentation',
		'pdfForm',
		'template',
	]);
	return type === 'template'
		? { template: await item.picked(templateField, fileIdFromLink) }
		: { extension: EXTENSIONS[type] };
}
