import { userLocator } from '../../locators/user';
import { switchAccount } from '../../portal/people/accounts';
import { eachItem, type Operation } from '../operation';
import { switched } from './simplified';

/** User → Disable; an account that is so already is left alone. */
export const disableUser: Operation = {
	option: {
		name: 'Disable',
		value: 'disable',
		action: 'Disable user',
		description: 'Disable an account: its sessions and keys end at once, its rooms stay',
	},
	fields: [{ ...userLocator, required: true, description: 'The person whose account to disable' }],
	run: eachItem(async (item) => [
		switched(await switchAccount(item.portal, item.user(userLocator), 'disable')),
	]),
};
