import type { INodeProperties } from 'n8n-workflow';

import { fileIdFromLink } from '../portal/address';
import type { FileId, Picked } from '../portal/ids';
import { pickedFrom } from './locator';

/** A picker of one file. It offers no list: a portal has too many files to choose from one. */
export const fileLocator: INodeProperties = {
	displayName: 'File',
	name: 'file',
	type: 'resourceLocator',
	default: { mode: 'id', value: '' },
	modes: [
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 501',
			hint: 'The “id” of a file that Collect Room Files puts out',
		},
		{
			displayName: 'By URL',
			name: 'url',
			type: 'string',
			placeholder: 'e.g. https://yourcompany.onlyoffice.com/doceditor?fileId=501',
			hint: 'Open the file in DocSpace and copy the address of its editor',
		},
	],
};

/** Takes the value of a file picker, in any of its modes, and returns what it names. Throws `InputError`. */
export function pickedFileFrom(parameter: unknown, field: string, origin: string): Picked<FileId> {
	return pickedFrom(parameter, field, origin, fileIdFromLink);
}
