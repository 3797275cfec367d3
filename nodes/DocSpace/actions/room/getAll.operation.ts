import type { INodeProperties } from 'n8n-workflow';

import { findRooms } from '../../portal/content/rooms';
import { inWantedForm, limitFrom, listFields, searchFrom } from '../listFields';
import { eachItem, type Operation } from '../operation';
import { simplifiedRoom } from './simplified';

const stateField: INodeProperties = {
	displayName: 'Rooms to List',
	name: 'state',
	type: 'options',
	options: [
		{ name: 'Active', value: 'active', description: 'Rooms that are in use' },
		{ name: 'Active and Archived', value: 'any', description: 'Both' },
		{ name: 'Archived', value: 'archived', description: 'Rooms in the Archive section' },
	],
	default: 'active',
	description:
		'Which rooms to list. A DocSpace admin sees all rooms, others only those they are a member of.',
};

/** As DocSpace calls them (docspace-api.md 1.4). */
const SEARCH_AREAS = { active: 'Active', archived: 'Archive', any: 'Any' } as const;

/** Room → Get Many: the rooms of the portal, by title and state. */
export const getRooms: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many rooms',
		description: 'List many rooms, those with a certain text in their title if you like',
	},
	fields: [
		{
			displayName: 'Search',
			name: 'search',
			type: 'string',
			default: '',
			placeholder: 'e.g. Contoso',
			description: 'A part of the title, in upper or lower case. Leave empty to list all rooms.',
		},
		stateField,
		...listFields,
	],
	run: eachItem(async (item) => {
		const state = item.choice(stateField, ['active', 'archived', 'any']);
		const area = SEARCH_AREAS[state];
		const rooms = await findRooms(item.portal, area, searchFrom(item), limitFrom(item));
		return inWantedForm(item, rooms, simplifiedRoom(item.portal.origin));
	}),
};
