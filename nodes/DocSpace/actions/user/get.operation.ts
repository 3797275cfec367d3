import type { INodeProperties } from 'n8n-workflow';

import { userLocator } from '../../locators/user';
import { readSelf } from '../../portal/http/self';
import { readPerson } from '../../portal/people/people';
import { inWantedForm, simplify } from '../listFields';
import { eachItem, type Operation } from '../operation';
import { simplifiedUser } from './simplified';

const whoField: INodeProperties = {
	displayName: 'Who',
	name: 'who',
	type: 'options',
	options: [
		{
			name: 'Another Person',
			value: 'other',
			description: 'A member of the portal or a guest, to be named below',
		},
		{
			name: 'Me',
			value: 'me',
			description: 'The person behind the credential, for example to see what they may do',
		},
	],
	default: 'other',
	description: 'Whom to get',
};

/** User → Get: one person, of whatever type, or the one behind the credential. */
export const getUser: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get user',
		description: 'Get a person: their name, type, groups, and whether they are active',
	},
	fields: [
		whoField,
		{
			...userLocator,
			required: true,
			displayOptions: { show: { who: ['other'] } },
			description: 'The person to get, a member of the portal or a guest',
		},
		simplify,
	],
	run: eachItem(async (item) => {
		const who = item.choice(whoField, ['other', 'me']);
		const person =
			who === 'me'
				? await readSelf(item.portal)
				: await readPerson(item.portal, item.user(userLocator));
		return inWantedForm(item, [person], simplifiedUser);
	}),
};
