import type { INodeProperties } from 'n8n-workflow';

import type { Picked, RoomId } from '../../portal/ids';
import type { AccessOrder } from '../../portal/people/endAccess';
import type { Item } from '../item';

/** How far to end the access. */
export const levelField: INodeProperties = {
	displayName: 'Remove From',
	name: 'level',
	type: 'options',
	options: [
		{
			name: 'Guest List',
			value: 'guestList',
			description:
				'The rooms that the credential’s user has invited them to. Leaves the account and what others have shared.',
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

/** What becomes of the guest's other rooms. */
export const otherRoomsField: INodeProperties = {
	displayName: 'If the Guest Has Other Rooms',
	name: 'ifOtherRooms',
	type: 'options',
	displayOptions: { show: { level: ['guestList', 'wholePortal'] } },
	options: [
		{
			name: 'Only This Room',
			value: 'onlyThisRoom',
			description:
				'Leave the others alone. The last of their rooms ends their place in the list or portal too.',
		},
		{
			name: 'End All',
			value: 'endAll',
			description: 'End their access to the others too, as “Remove From” says, and name them',
		},
		{
			name: 'Fail',
			value: 'fail',
			description: 'Stop with an error that names the other rooms, before anything is ended',
		},
	],
	default: 'onlyThisRoom',
	description: 'What to do when a room is given and the guest is in others as well',
};

/** What to do about somebody nobody knows. */
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

/** How much is to end, as the first two of these fields say. */
type Extent = Pick<AccessOrder, 'level' | 'ifOtherRooms'>;

/** Reads these two; `room` yields the room of the level One Room. Throws `InputError`. */
export async function extentFrom(item: Item, room: () => Promise<Picked<RoomId>>): Promise<Extent> {
	const name = item.choice(levelField, ['guestList', 'oneRoom', 'wholePortal']);
	return {
		level: name === 'oneRoom' ? { name, room: await room() } : { name },
		ifOtherRooms: item.choice(otherRoomsField, ['onlyThisRoom', 'endAll', 'fail']),
	};
}
