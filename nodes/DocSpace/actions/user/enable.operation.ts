import { userLocator } from '../../locators/user';
import { switchAccount } from '../../portal/people/accounts';
import { eachItem, type Operation } from '../operation';
import { switched } from './simplified';

/** User → Enable; an account that is so already is left alone. */
export const enableUser: Operation = {
	option: {
		name: 'Enable',
		value: 'enable',
		action: 'Enable user',
		description: 'Enable a disabled account again; who has never registered is invited again',
	},
	fields: [{ ...userLocator, required: true, description: 'The person whose account to enable' }],
	run: eachItem(async (item) => [
		switched(await switchAccount(item.portal, item.user(userLocator), 'enable')),
	]),
};
