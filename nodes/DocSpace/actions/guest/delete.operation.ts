import type { INodeProperties } from 'n8n-workflow';

import { guestLocator } from '../../locators/guest';
import { chosen, entryIdFrom, isEmpty } from '../../locators/locator';
import { roomLocator } from '../../locators/room';
import { endAccess, type AccessOrder, type Level } from '../../portal/people/endAccess';
import { InputError, quote } from '../../portal/errors';
import { guestReference } from '../../portal/people/people';
import type { RoomId } from '../../portal/ids';
import { eachItem, type Operation, type Run } from '../operation';

const REMOVE_FROM = 'Remove From';
const EMPTY_ROOM = 'Only If Room Is Empty';

/** How far to end the access. */
export const levelField: INodeProperties = {
	displayName: REMOVE_FROM,
	name: 'level',
	type: 'options',
	options: [
		{
			name: 'Guest List',
			value: 'guestList',
			description:
				'All rooms that the credential’s user has invited them to. Leaves the account and what others have shared.',
		},
		{
			name: 'One Room',
			value: 'oneRoom',
			description:
				'Only one room. Leaves the account, the guest’s other rooms and the room’s links.',
		},
		{
			name: 'Whole Portal',
			value: 'wholePortal',
			description:
				'Deletes the account, which cannot be undone. Leaves only links that are open to anybody.',
		},
	],
	default: 'guestList',
	description:
		'Where to end the guest’s access. The credential’s user must have invited the guest (Guest List), own or manage the room (One Room) or be a DocSpace admin (Whole Portal).',
};

/** What to do about a guest nobody knows. */
export const ifNotFoundField: INodeProperties = {
	displayName: 'If Guest Is Not Found',
	name: 'ifNotFound',
	type: 'options',
	options: [
		{
			name: 'Fail',
			value: 'fail',
			description: 'Stop with an error, so that a mistyped address does not pass unnoticed',
		},
		{
			name: 'Treat as Gone',
			value: 'treatAsGone',
			description: 'Go on, with “alreadyGone” being true',
		},
	],
	default: 'fail',
	description: 'What to do when DocSpace knows nobody of this address or ID',
};

const fields: INodeProperties[] = [
	{
		...guestLocator,
		displayName: 'Guest',
		name: 'guest',
		required: true,
		description: 'The guest whose access to end. People who are not guests are never touched.',
	},
	levelField,
	{
		...roomLocator,
		displayName: 'Room',
		name: 'room',
		required: true,
		displayOptions: { show: { level: ['oneRoom'] } },
		description: 'The room to remove the guest from',
	},
	{
		...roomLocator,
		displayName: EMPTY_ROOM,
		name: 'onlyIfRoomIsEmpty',
		description:
			'Do nothing but fail when this room still holds a file, for example one that arrived after the others were collected. Leave empty to end the access in any case.',
	},
	ifNotFoundField,
];

/** Guest → Delete Guest: ends a guest's access as far as asked, and proves it by reading back. */
export const deleteGuest: Operation = {
	option: {
		name: 'Delete Guest',
		value: 'delete',
		action: 'Delete guest',
		description: 'End a guest’s access, only once the room is empty if you like',
	},
	fields,
	async run(run) {
		return await eachItem(run, async (itemIndex) => [
			await endAccess(run.portal, readOrder(run, itemIndex)),
		]);
	},
};

function readOrder({ n8n, portal }: Run, itemIndex: number): AccessOrder {
	const roomFrom = (name: string, field: string) =>
		entryIdFrom(n8n.getNodeParameter(name, itemIndex), field, portal.origin);
	// An expression that yields nothing is an empty room id, not a check that was never asked for.
	const asked = n8n.getNodeParameter('onlyIfRoomIsEmpty', itemIndex, '', { rawExpressions: true });
	return {
		reference: guestReference(chosen(n8n.getNodeParameter('guest', itemIndex)), 'Guest'),
		level: levelFrom(n8n.getNodeParameter('level', itemIndex), () => roomFrom('room', 'Room')),
		onlyIfEmpty: isEmpty(asked)
			? undefined
			: { roomId: roomFrom('onlyIfRoomIsEmpty', EMPTY_ROOM), field: EMPTY_ROOM },
		treatAsGone: n8n.getNodeParameter('ifNotFound', itemIndex) === 'treatAsGone',
	};
}

/** Reads *Remove From*; `room` yields the room of the level One Room. */
export function levelFrom(value: unknown, room: () => RoomId): Level {
	switch (value) {
		case 'guestList':
		case 'wholePortal':
			return { name: value };
		case 'oneRoom':
			return { name: value, roomId: room() };
		default:
			throw new InputError(
				REMOVE_FROM,
				`is ${quote(value)}`,
				'Use guestList, oneRoom or wholePortal',
			);
	}
}
