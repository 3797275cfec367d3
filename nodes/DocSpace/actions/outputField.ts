import type { IBinaryData, IDataObject, INodeProperties } from 'n8n-workflow';

import { chosen } from '../locators/locator';
import { InputError } from '../portal/errors';
import type { Item } from './item';
import type { Done } from './operation';

/** Where a downloaded file goes. */
export const outputField: INodeProperties = {
	displayName: 'Put Output File in Field',
	name: 'binaryPropertyName',
	type: 'string',
	default: 'data',
	required: true,
	placeholder: 'e.g. data',
	hint: 'The name of the output binary field to put the file in',
	description: 'The name of the binary field of the output in which the next nodes find the file',
};

/** The name of that field. Throws `InputError`. */
export function outputFieldFrom(item: Item): string {
	const value = chosen(item.get(outputField.name));
	if (typeof value === 'string' && value !== '') return value;
	throw new InputError(outputField.displayName, 'holds no name', 'Enter a name, for example data');
}

/** An output item with its file. */
export function withFile(field: string, file: IBinaryData, json: IDataObject): Done {
	return { items: [json], binary: { [field]: file } };
}
