import type { ILoadOptionsFunctions, INodeListSearchResult, INodeProperties } from 'n8n-workflow';

import { nameOf, readGuestPage, type NamedPerson } from '../portal/people/people';
import { personFrom } from './person';
import { pickFrom, readPickedPage } from './picking';

/** The picker of guests. */
export const guestLocator: INodeProperties = {
	displayName: 'Guest',
	name: 'guest',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Choose a guest…',
			typeOptions: { searchListMethod: 'searchGuests', searchable: true },
		},
		{
			displayName: 'By Email',
			name: 'email',
			type: 'string',
			placeholder: 'e.g. anna@client.com',
			hint: 'The address the guest was invited with; it must match exactly',
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 66faa6e4-f133-11ea-b126-00ffeec8b4ef',
		},
	],
};

/** Fills the list of guests, a hundred at a time, filtered by name or e-mail as the user types. */
export async function searchGuests(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	return await pickFrom(this, 'The list of guests', async (portal) => {
		const { items, paginationToken: next } = await readPickedPage(paginationToken, async (range) =>
			readGuestPage(portal, filter, range),
		);
		const results = items.map((guest) => ({ name: nameOf(guest), value: guest.id }));
		return { results, paginationToken: next };
	});
}

/** Takes the value of a picker of guests, or one entered elsewhere, and returns whom it names. Throws `InputError`. */
export function guestFrom(parameter: unknown, field: string): NamedPerson {
	return personFrom(parameter, field, { one: 'guest', address: 'anna@client.com' });
}
