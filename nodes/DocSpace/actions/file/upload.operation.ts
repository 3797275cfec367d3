import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { folderLocator } from '../../locators/folder';
import { isEmpty } from '../../locators/locator';
import { fileUrl } from '../../portal/address';
import { Uploads } from '../../portal/content/uploading';
import { InputError, withReport } from '../../portal/errors';
import type { BinaryFile, Item } from '../item';
import { nameFrom } from '../nameFrom';
import { eachItem, type Operation } from '../operation';

const folderField: INodeProperties = {
	...folderLocator,
	required: true,
	description: 'The room or folder to upload into, for example the one that Ensure Folder returns',
};

const binaryField: INodeProperties = {
	displayName: 'Input Binary Field',
	name: 'binaryPropertyName',
	type: 'string',
	default: 'data',
	required: true,
	placeholder: 'e.g. data',
	hint: 'The name of the input field that holds the file; several separated by commas',
	description:
		'The field of the input item that holds the file to upload, as the tab Binary shows it. Several fields, separated by commas, upload a file each.',
};

const nameField: INodeProperties = {
	displayName: 'File Name',
	name: 'fileName',
	type: 'string',
	default: '',
	placeholder: 'e.g. Offer Contoso.pdf',
	description:
		'The name that the file gets in DocSpace; when left empty, it keeps its own. A name without an extension such as .pdf gets the one of the file. Characters that DocSpace does not allow (such as * : ? or /) become underscores.',
};

const ifNameExistsField: INodeProperties = {
	displayName: 'If a File of This Name Exists',
	name: 'ifNameExists',
	type: 'options',
	options: [
		{
			name: 'Fail',
			value: 'fail',
			description: 'Stop with an error; nothing is uploaded',
		},
		{
			name: 'Keep Both',
			value: 'keepBoth',
			description: 'Upload it as “offer (1).pdf”; every run makes another one',
		},
		{
			name: 'New Version',
			value: 'newVersion',
			description:
				'Add a version to it; in third-party storage, which keeps none, replace its content',
		},
		{
			name: 'Skip',
			value: 'skip',
			description: 'Leave the existing file as it is and put it out with “uploaded” being false',
		},
	],
	default: 'keepBoth',
	description:
		'What to do when the folder has a file of this name. Upper and lower case make no difference, nor do accents, except in third-party storage.',
};

/** File → Upload: binary data of any size becomes a file, and never a second one by accident. */
export const uploadFileOperation: Operation = {
	option: {
		name: 'Upload',
		value: 'upload',
		action: 'Upload file',
		description: 'Upload a file of any size from binary data, and check that it arrived',
	},
	fields: [folderField, binaryField, nameField, ifNameExistsField],
	async run(run) {
		const uploads = new Uploads(run.portal);
		return await eachItem(async (item) => await uploadFrom(item, uploads))(run);
	},
};

async function uploadFrom(item: Item, uploads: Uploads): Promise<IDataObject[]> {
	const folder = await item.picked(folderField);
	const policy = item.choice(ifNameExistsField, ['keepBoth', 'newVersion', 'skip', 'fail']);
	const results: IDataObject[] = [];
	for (const { name, source } of namedFiles(item, await item.binaries(binaryField))) {
		const ifNameExists = { policy, field: ifNameExistsField.displayName };
		const upload = uploads.upload({ folder, name, source, ifNameExists });
		const { file, outcome } =
			results.length === 0 ? await upload : await withReport(upload, { uploadedBefore: results });
		results.push({
			id: file.id,
			title: file.title,
			url: fileUrl(item.portal.origin, file.id),
			folderId: file.folderId,
			size: file.pureContentLength ?? 0,
			version: file.version ?? 1,
			uploaded: outcome !== 'skipped',
			newVersion: outcome === 'newVersion',
			requestedTitle: name,
		});
	}
	return results;
}

/** Gives each file the name that it is to have in DocSpace. */
function namedFiles(item: Item, files: BinaryFile[]) {
	const isNamed = !isEmpty(item.get(nameField.name));
	if (isNamed && files.length > 1) {
		throw new InputError(
			nameField.displayName,
			'is for a single file, and there are several',
			'Leave it empty, so that each file keeps its own name',
		);
	}
	return files.map(({ fileName = '', extension, source }) => {
		const name = nameFrom(item, nameField, { otherwise: fileName });
		const keepsOwn = isNamed && extension !== '' && !endsInExtension(name, extension);
		return { name: keepsOwn ? `${name}.${extension}` : name, source };
	});
}

/** Whether a name has its file's extension or another; what stands behind the dots of “Contoso Inc. 26.11.2026” is none. */
function endsInExtension(name: string, own: string): boolean {
	const isOwn = name.toLowerCase().endsWith(`.${own.toLowerCase()}`);
	return isOwn || /\.(?=\w*[a-z])\w+$/i.test(name);
}
