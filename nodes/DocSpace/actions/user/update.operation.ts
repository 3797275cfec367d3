import type { INodeProperties } from 'n8n-workflow';

import { isEmpty } from '../../locators/locator';
import { userLocator } from '../../locators/user';
import { changeType } from '../../portal/people/changingType';
import { typeOf } from '../../portal/people/people';
import { eachItem, type Operation } from '../operation';
import { ALL_TYPES } from './fields';
import { TYPES } from './simplified';

const typeField: INodeProperties = {
	displayName: 'Type',
	name: 'type',
	type: 'options',
	options: ALL_TYPES,
	default: 'User',
	description: 'What they are to be from now on',
};

const heirField: INodeProperties = {
	...userLocator,
	displayName: 'Rooms Go To',
	name: 'heir',
	displayOptions: { show: { type: ['Guest', 'User'] } },
	description:
		'Who takes over the rooms of somebody who may own none any more: an active DocSpace admin or Room admin. Leave empty for the user behind the credential.',
};

/** User → Update: another type, which DocSpace may take its time for. */
export const updateUser: Operation = {
	option: {
		name: 'Update',
		value: 'update',
		action: 'Update user',
		description: 'Change the type of a person, wait until it is done, and say who has their rooms',
	},
	fields: [
		{ ...userLocator, required: true, description: 'The person whose type to change' },
		typeField,
		heirField,
	],
	run: eachItem(async (item) => {
		const { person, before, heir } = await changeType(item.portal, {
			person: item.user(userLocator),
			type: item.choice(typeField, ['DocSpaceAdmin', 'RoomAdmin', 'User', 'Guest']),
			heir: isEmpty(item.get(heirField.name, '')) ? undefined : item.user(heirField),
		});
		const type = TYPES[typeOf(person)];
		return [
			{
				id: person.id,
				email: person.email ?? '',
				name: person.displayName ?? '',
				type,
				previousType: TYPES[before],
				changed: type !== TYPES[before],
				roomsWentTo: heir ? { id: heir.id, name: heir.displayName ?? '' } : null,
			},
		];
	}),
};
