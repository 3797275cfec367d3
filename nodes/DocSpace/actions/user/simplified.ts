import type { IDataObject } from 'n8n-workflow';

import { statusOf, typeOf } from '../../portal/people/people';
import type { Switched } from '../../portal/people/accounts';
import type { PersonDto } from '../../portal/types';

/** What people are, as DocSpace's own pages call them. */
export const TYPES: Record<ReturnType<typeof typeOf>, string> = {
	Owner: 'Owner',
	DocSpaceAdmin: 'DocSpace admin',
	RoomAdmin: 'Room admin',
	User: 'User',
	Guest: 'Guest',
};

/** What most workflows need of a person. */
export function simplifiedUser(person: PersonDto): IDataObject {
	return {
		id: person.id,
		name: person.displayName ?? '',
		email: person.email ?? '',
		type: TYPES[typeOf(person)],
		status: statusOf(person),
		groups: (person.groups ?? []).map(({ id, name = '' }) => ({ id, name })),
		registered: person.registrationDate ?? '',
		invitedBy: person.createdBy?.displayName ?? '',
	};
}

/** What is put out of somebody whose account was disabled or enabled. */
export function switched({ person, changed }: Switched): IDataObject {
	return {
		id: person.id,
		email: person.email ?? '',
		name: person.displayName ?? '',
		type: TYPES[typeOf(person)],
		status: statusOf(person),
		changed,
	};
}
