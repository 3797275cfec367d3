import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { InputError, quote } from '../../portal/errors';
import { choiceOf, roleNamed, type NamedRole } from '../../portal/people/roles';
import type { Mail } from '../../portal/people/roomMembers';
import { EMPLOYEE_INVITED, type RoomShareDto } from '../../portal/types';
import type { Item } from '../item';
import { simplifiedMember } from './simplified';

/** The roles of rooms, by DocSpace's words, with the rooms that have them. */
export const roleField: INodeProperties = {
	displayName: 'Role',
	name: 'role',
	type: 'options',
	options: [
		{
			name: 'Commenter',
			value: 'commenter',
			description: 'Reads files and comments on them. In Custom rooms.',
		},
		{
			name: 'Content Creator',
			value: 'contentCreator',
			description: 'Creates, uploads and edits files. In all rooms; in AI rooms not for guests.',
		},
		{
			name: 'Editor',
			value: 'editor',
			description: 'Edits files. In Custom, Collaboration and Virtual data rooms.',
		},
		{
			name: 'Form Filler',
			value: 'formFiller',
			description: 'Fills in forms. In Form filling and Virtual data rooms.',
		},
		{
			name: 'Reviewer',
			value: 'reviewer',
			description: 'Reads files and suggests changes. In Custom rooms.',
		},
		{
			name: 'Room Manager',
			value: 'roomManager',
			description:
				'Manages the room and who is in it. In all rooms; not for guests, users, groups.',
		},
		{
			name: 'Viewer',
			value: 'viewer',
			description: 'Reads files. In Custom, Collaboration, Virtual data and AI rooms.',
		},
	],
	default: 'viewer',
};

/** What DocSpace writes to those concerned. */
export const mailOptions: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	default: {},
	placeholder: 'Add option',
	options: [
		{
			displayName: 'Message',
			name: 'message',
			type: 'string',
			typeOptions: { rows: 3 },
			default: '',
			placeholder: 'e.g. Welcome to the room of our project',
			description: 'A text of your own in the mail that DocSpace sends',
		},
		{
			displayName: 'Notify',
			name: 'notify',
			type: 'boolean',
			default: false,
			description:
				'Whether DocSpace writes a mail to people it adds or gives another role. Who has never signed in gets the invitation in any case.',
		},
	],
};

/** Reads a role in DocSpace's words, however spelt. Throws `InputError`: an unknown one would take access away (T49). */
export function roleFrom(value: unknown): NamedRole {
	const field = roleField.displayName;
	const role = roleNamed(String(value));
	if (role !== undefined) return { role, field };
	throw new InputError(field, `is ${quote(value)}, which is no role`, `Use ${choiceOf()}`);
}

/** Reads these options. */
export function mailFrom(item: Item): Mail {
	return { notify: item.isOn('notify'), message: String(item.get('message', '')) };
}

/** A member, and whether they have been invited and have not signed in yet. */
export function shownMember(share: RoomShareDto): IDataObject {
	const pending = share.sharedToUser?.status === EMPLOYEE_INVITED;
	return { ...simplifiedMember(share), pending };
}
