import type { INodeProperties, INodePropertyMode } from 'n8n-workflow';

/** A picker; the first of its modes is the one that is shown at first. */
export function picker(
	displayName: string,
	name: string,
	modes: [INodePropertyMode, ...INodePropertyMode[]],
): INodeProperties {
	const [{ name: mode }] = modes;
	return { displayName, name, type: 'resourceLocator', default: { mode, value: '' }, modes };
}

/** To choose from what the node's method of this name lists. */
export function fromList(
	searchListMethod: string,
	placeholder: string,
	hint?: string,
): INodePropertyMode {
	const typeOptions = { searchListMethod, searchable: true };
	return mode('From List', 'list', { type: 'list', placeholder, hint, typeOptions });
}

/** To paste a link. */
export function byUrl(placeholder: string, hint: string): INodePropertyMode {
	return mode('By URL', 'url', { type: 'string', placeholder, hint });
}

/** To enter an id. */
export function byId(placeholder: string, hint?: string): INodePropertyMode {
	return mode('By ID', 'id', { type: 'string', placeholder, hint });
}

/** To enter a person's address. */
export function byEmail(placeholder: string, hint?: string): INodePropertyMode {
	return mode('By Email', 'email', { type: 'string', placeholder, hint });
}

function mode(
	displayName: string,
	name: string,
	entered: Omit<INodePropertyMode, 'displayName' | 'name'>,
): INodePropertyMode {
	return { displayName, name, ...entered };
}

/** The id of a person, as an example. */
export const EXAMPLE_OF_GUID = 'e.g. 66faa6e4-f133-11ea-b126-00ffeec8b4ef';
