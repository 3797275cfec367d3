import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
	INodeProperties,
} from 'n8n-workflow';

import { nameOf, readPeoplePage, type NamedPerson } from '../portal/people/people';
import type { PersonDto } from '../portal/types';
import { personFrom } from './person';
import { pickFrom, readPickedPage } from './picking';

/** The picker of people: of members of the portal and guests. */
export const userLocator: INodeProperties = {
	displayName: 'User',
	name: 'user',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Choose a person…',
			typeOptions: { searchListMethod: 'searchUsers', searchable: true },
		},
		{
			displayName: 'By Email',
			name: 'email',
			type: 'string',
			placeholder: 'e.g. anna@yourcompany.com',
			hint: 'The address of the DocSpace account; it must match exactly',
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 66faa6e4-f133-11ea-b126-00ffeec8b4ef',
		},
	],
};

/** Fills the list of people, a hundred at a time, filtered by name or e-mail as the user types. */
export async function searchUsers(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	return await pickFrom(this, 'The list of people', async (portal) => {
		const { items, paginationToken: next } = await readPickedPage(paginationToken, async (range) =>
			readPeoplePage(portal, { filterValue: filter }, range),
		);
		return { results: items.map(offerOf), paginationToken: next };
	});
}

/** A person as pickers offer them. */
export function offerOf(person: PersonDto): INodeListSearchItems {
	const name = nameOf(person);
	return { name: person.isVisitor ? `${name}, guest` : name, value: person.id };
}

/** Takes the value of a picker of people, or one entered elsewhere, and returns whom it names. Throws `InputError`. */
export function userFrom(parameter: unknown, field: string): NamedPerson {
	return personFrom(parameter, field, { one: 'person', address: 'anna@yourcompany.com' });
}
