import type { INodeProperties } from 'n8n-workflow';

import { fileLocator } from '../../locators/file';
import { fileIdFromLink } from '../../locators/links';
import { chosen } from '../../locators/locator';
import { fileUrl } from '../../portal/address';
import { downloadFile, type WantedFormat, type WantedVersion } from '../../portal/downloads/file';
import { InputError, quote } from '../../portal/errors';
import type { Item } from '../item';
import { eachItem, type Operation } from '../operation';
import { outputField, outputFieldFrom, withFile } from '../outputField';

const FORMATS = ['CSV', 'DOCX', 'HTML', 'ODP', 'ODS', 'ODT', 'PDF', 'PPTX', 'RTF', 'TXT', 'XLSX'];

const convertToField: INodeProperties = {
	displayName: 'Convert To',
	name: 'convertTo',
	type: 'options',
	options: FORMATS.map((name) => ({ name, value: name.toLowerCase() })),
	default: 'pdf',
	description:
		'The format in which to get the file. DocSpace converts documents, spreadsheets and presentations, each into formats of its own; an expression may yield any that it knows, for example epub.',
};

const versionField: INodeProperties = {
	displayName: 'Version',
	name: 'version',
	type: 'number',
	typeOptions: { minValue: 0 },
	default: 0,
	description: 'Which version of the file to get, counted from 1. 0 stands for the current one.',
};

/** File → Download: all of its bytes, or an error. */
export const downloadFileOperation: Operation = {
	option: {
		name: 'Download',
		value: 'download',
		action: 'Download file',
		description:
			'Get the content of a file, of any size, as it is or converted, for example to PDF',
	},
	fields: [
		{
			...fileLocator,
			required: true,
			description: 'The file to download, by its ID or the address of its editor',
		},
		outputField,
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add option',
			default: {},
			options: [convertToField, versionField],
		},
	],
	run: eachItem(async (item) => {
		const field = outputFieldFrom(item);
		const wanted = { format: formatFrom(item), version: versionFrom(item) };
		const picked = await item.picked(fileLocator, fileIdFromLink);
		const { file, kept, ...download } = await downloadFile(item.portal, picked, wanted, item.keep);
		return withFile(field, kept, {
			id: file.id,
			title: file.title,
			fileName: download.fileName,
			mimeType: download.mimeType,
			size: download.size,
			version: file.version ?? 1,
			folderId: file.folderId,
			url: fileUrl(item.portal.origin, file.id),
		});
	}),
};

/** Undefined where the option was not added, or an expression yields nothing. */
function formatFrom(item: Item): WantedFormat | undefined {
	const format = chosen(item.get(convertToField.name, ''));
	const name = format === undefined || format === null ? '' : String(format).replace(/^\./, '');
	if (name === '') return undefined;
	const field = convertToField.displayName;
	if (/^\w+$/.test(name)) return { extension: `.${name.toLowerCase()}`, field };
	throw new InputError(field, `is no format: ${quote(format)}`, 'Use one such as pdf');
}

function versionFrom(item: Item): WantedVersion {
	const field = versionField.displayName;
	const version = item.get(versionField.name, 0);
	const number = Number(version);
	if (Number.isInteger(number) && number >= 0) return { version: number, field };
	throw new InputError(
		field,
		`is ${quote(version)}`,
		'Enter a number such as 2, or 0 for the current version',
	);
}
