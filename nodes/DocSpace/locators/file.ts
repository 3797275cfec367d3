import type { INodeProperties } from 'n8n-workflow';

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
			hint: 'The “id” of a file that another operation puts out, such as Get Many',
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
