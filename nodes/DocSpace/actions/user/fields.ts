import type { INodePropertyOptions } from 'n8n-workflow';

/** Types that members of the portal may have, as their options. */
export const MEMBER_TYPES: INodePropertyOptions[] = [
	{
		name: 'DocSpace Admin',
		value: 'DocSpaceAdmin',
		description: 'Manages the portal. Only its owner may make one. Takes a paid seat.',
	},
	{
		name: 'Room Admin',
		value: 'RoomAdmin',
		description: 'Makes rooms and invites to them. Takes a paid seat.',
	},
	{ name: 'User', value: 'User', description: 'Works in rooms of others. Takes no seat.' },
];

/** The same with guests. */
export const ALL_TYPES: INodePropertyOptions[] = [
	...MEMBER_TYPES,
	{
		name: 'Guest',
		value: 'Guest',
		description: 'Somebody from outside, in the rooms they are invited to. Takes no seat.',
	},
];
