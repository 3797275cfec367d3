import type { INodeProperties } from 'n8n-workflow';

import { findPeople } from '../../portal/people/people';
import { inWantedForm, limitFrom, listFields, searchFrom } from '../listFields';
import { eachItem, type Operation } from '../operation';
import { simplifiedUser } from './simplified';

const typeField: INodeProperties = {
	displayName: 'Type',
	name: 'type',
	type: 'options',
	options: [
		{ name: 'Any', value: 'any', description: 'Everybody, guests too' },
		{
			name: 'DocSpace Admin',
			value: 'DocSpaceAdmin',
			description: 'Those who manage the portal, its owner among them',
		},
		{ name: 'Guest', value: 'Guest', description: 'People from outside, invited to rooms' },
		{ name: 'Room Admin', value: 'RoomAdmin', description: 'Those who may make rooms' },
		{ name: 'User', value: 'User', description: 'Those who only work in rooms of others' },
	],
	default: 'any',
	description:
		'Which type of people to list. A DocSpace admin sees all guests, a Room admin those they have invited.',
};

const statusField: INodeProperties = {
	displayName: 'Status',
	name: 'status',
	type: 'options',
	options: [
		{ name: 'Active', value: 'active', description: 'Those who have registered' },
		{ name: 'Any', value: 'any', description: 'All of them' },
		{ name: 'Disabled', value: 'disabled', description: 'Those who cannot sign in any more' },
		{ name: 'Invited', value: 'invited', description: 'Those who have not registered yet' },
	],
	default: 'any',
	description: 'Whose accounts to list',
};

/** User → Get Many: the people of the portal, by name, address, type and status. */
export const getUsers: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many users',
		description: 'List many people of the portal by name, address, type or status',
	},
	fields: [
		{
			displayName: 'Search',
			name: 'search',
			type: 'string',
			default: '',
			placeholder: 'e.g. yourcompany.com',
			description:
				'A part of the name or e-mail address; of several words each must be found. Leave empty to list everybody.',
		},
		typeField,
		statusField,
		...listFields,
	],
	run: eachItem(async (item) => {
		const type = item.choice(typeField, ['any', 'DocSpaceAdmin', 'Guest', 'RoomAdmin', 'User']);
		const status = item.choice(statusField, ['any', 'active', 'disabled', 'invited']);
		const filter = {
			search: searchFrom(item),
			type: type === 'any' ? undefined : type,
			status: status === 'any' ? undefined : status,
		};
		const people = await findPeople(item.portal, filter, limitFrom(item));
		return inWantedForm(item, people, simplifiedUser);
	}),
};
