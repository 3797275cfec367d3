import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { nameOf, readGuestPage, type NamedPerson } from '../portal/people/people';
import { byEmail, byId, EXAMPLE_OF_GUID, fromList, picker } from './modes';
import { personFrom } from './person';
import { pickFrom, readPickedPage } from './picking';

/** The picker of guests. */
export const guestLocator = picker('Guest', 'guest', [
	fromList('searchGuests', 'Choose a guest…'),
	byEmail('e.g. anna@client.com', 'The address the guest was invited with; it must match exactly'),
	byId(EXAMPLE_OF_GUID),
]);

/** Fills the list of guests, a hundred at a time, filtered by name or e-mail as the user types. */
export async function searchGuests(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	return await pickFrom(this, 'The list of guests', async (portal) =>
		readPickedPage(
			paginationToken,
			async (range) => await readGuestPage(portal, filter, range),
			(guest) => ({ name: nameOf(guest), value: guest.id }),
		),
	);
}

/** Takes the value of a picker of guests, or one entered elsewhere, and returns whom it names. Throws `InputError`. */
export function guestFrom(parameter: unknown, field: string): NamedPerson {
	return personFrom(parameter, field, { one: 'guest', address: 'anna@client.com' });
}
