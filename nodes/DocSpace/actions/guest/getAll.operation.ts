import type { IDataObject } from 'n8n-workflow';

import { findGuests, statusOf } from '../../portal/people/people';
import type { PersonDto } from '../../portal/types';
import { inWantedForm, limitFrom, listFields, searchFrom } from '../listFields';
import { eachItem, type Operation } from '../operation';

/** Guest → Get Many: the guests of the portal, by name or address. */
export const getGuests: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many guests',
		description:
			'List many guests: a DocSpace admin sees all, a Room admin those they have invited',
	},
	fields: [
		{
			displayName: 'Search',
			name: 'search',
			type: 'string',
			default: '',
			placeholder: 'e.g. client.com',
			description: 'A part of the name or e-mail address. Leave empty to list all guests.',
		},
		...listFields,
	],
	run: eachItem(async (item) => {
		const guests = await findGuests(item.portal, searchFrom(item), limitFrom(item));
		return inWantedForm(item, guests, simplified);
	}),
};

/** What most workflows need of a guest. */
function simplified(guest: PersonDto): IDataObject {
	return {
		id: guest.id,
		name: guest.displayName ?? '',
		email: guest.email ?? '',
		status: statusOf(guest),
		registered: guest.registrationDate ?? '',
		invitedBy: guest.createdBy?.displayName ?? '',
	};
}
