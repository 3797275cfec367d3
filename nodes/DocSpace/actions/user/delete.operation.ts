import type { INodeProperties } from 'n8n-workflow';

import { userLocator } from '../../locators/user';
import { deleteUser } from '../../portal/people/deletingUser';
import { ifNotFoundField as ifGuestNotFoundField } from '../guest/fields';
import { eachItem, type Operation } from '../operation';

const heirField: INodeProperties = {
	...userLocator,
	displayName: 'Rooms and Files Go To',
	name: 'heir',
	required: true,
	displayOptions: { show: { handOver: [true] } },
	description: 'Who takes them over: an active DocSpace admin or Room admin',
};

const ifNotFoundField: INodeProperties = {
	...ifGuestNotFoundField,
	displayName: 'If User Is Not Found',
};

/** User → Delete: an account, for good, and proof that it is gone. */
export const deleteUserOperation: Operation = {
	option: {
		name: 'Delete',
		value: 'delete',
		action: 'Delete user',
		description: 'Delete an account for good, with its rooms and files handed over if you like',
	},
	fields: [
		{
			...userLocator,
			required: true,
			description:
				'The person whose account to delete, a guest too. To end a guest’s access to rooms alone, use Guest → Delete Guest.',
		},
		{
			displayName: 'Disable First',
			name: 'disableFirst',
			type: 'boolean',
			default: false,
			description:
				'Whether to disable an account that is still in use, because DocSpace deletes disabled ones only. Otherwise such an account is an error.',
		},
		{
			displayName: 'Hand Over Rooms and Files',
			name: 'handOver',
			type: 'boolean',
			default: false,
			description:
				'Whether to give what they have to somebody else first. Otherwise DocSpace destroys the files in their My documents.',
		},
		heirField,
		ifNotFoundField,
	],
	run: eachItem(async (item) => [
		await deleteUser(item.portal, {
			person: item.user(userLocator),
			ifActive: item.isOn('disableFirst') ? 'disable' : 'fail',
			// An expression that yields nothing must not destroy files.
			heir: item.get('handOver') === false ? undefined : item.user(heirField),
			ifNotFound: item.choice(ifNotFoundField, ['fail', 'treatAsGone']),
		}),
	]),
};
