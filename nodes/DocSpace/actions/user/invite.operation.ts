import type { INodeProperties } from 'n8n-workflow';

import { chosen, isEmpty } from '../../locators/locator';
import { InputError, quote } from '../../portal/errors';
import { isEmail } from '../../portal/ids';
import { invitePerson } from '../../portal/people/inviting';
import { statusOf, typeOf } from '../../portal/people/people';
import { otherTypes } from '../hints';
import type { Item } from '../item';
import { eachItem, type Operation } from '../operation';
import { MEMBER_TYPES } from './fields';
import { TYPES } from './simplified';

const emailField: INodeProperties = {
	displayName: 'Email',
	name: 'email',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. anna@yourcompany.com',
	description: 'The address to invite; one for each item',
};

const typeField: INodeProperties = {
	displayName: 'Type',
	name: 'type',
	type: 'options',
	options: MEMBER_TYPES,
	default: 'User',
	description:
		'What they will be. Somebody who has an account keeps the type it has. For guests use Room → Add Members.',
};

/** User → Invite: an account for an address that has none. */
export const inviteUser: Operation = {
	option: {
		name: 'Invite',
		value: 'invite',
		action: 'Invite user',
		description: 'Invite somebody to the portal; who has an account is not invited again',
	},
	fields: [
		emailField,
		typeField,
		{
			displayName: 'Resend',
			name: 'resend',
			type: 'boolean',
			default: false,
			description:
				'Whether to send the invitation again to somebody who was invited before and has not registered yet',
		},
	],
	hints: [otherTypes],
	run: eachItem(async (item) => {
		const type = item.choice(typeField, ['DocSpaceAdmin', 'RoomAdmin', 'User']);
		const { person, outcome } = await invitePerson(item.portal, {
			email: emailFrom(item),
			field: emailField.displayName,
			type,
			ifPending: item.isOn('resend') ? 'sendAgain' : 'leave',
		});
		return [
			{
				id: person.id,
				email: person.email ?? '',
				name: person.displayName ?? '',
				type: TYPES[typeOf(person)],
				status: statusOf(person),
				invited: outcome === 'invited',
				resent: outcome === 'sentAgain',
				alreadyExisted: outcome !== 'invited',
				typeAsAsked: typeOf(person) === type,
			},
		];
	}),
};

function emailFrom(item: Item): string {
	const email = chosen(item.get(emailField.name));
	if (typeof email === 'string' && isEmail(email)) return email;
	throw new InputError(
		emailField.displayName,
		isEmpty(email) ? 'is empty' : `is no e-mail address: ${quote(email)}`,
		'Enter one address, for example anna@yourcompany.com',
	);
}
