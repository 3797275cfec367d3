import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';

import { nameOf, readPeoplePage, type NamedPerson } from '../portal/people/people';
import type { PersonDto } from '../portal/types';
import { byEmail, byId, EXAMPLE_OF_GUID, fromList, picker } from './modes';
import { personFrom } from './person';
import { pickFrom, readPickedPage } from './picking';

/** The picker of people: of members of the portal and guests. */
export const userLocator = picker('User', 'user', [
	fromList('searchUsers', 'Choose a person…'),
	byEmail(
		'e.g. anna@yourcompany.com',
		'The address of the DocSpace account; it must match exactly',
	),
	byId(EXAMPLE_OF_GUID),
]);

/** Fills the list of people, a hundred at a time, filtered by name or e-mail as the user types. */
export async function searchUsers(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	return await pickFrom(this, 'The list of people', async (portal) =>
		readPickedPage(
			paginationToken,
			async (range) => await readPeoplePage(portal, { filterValue: filter }, range),
			offerOf,
		),
	);
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
