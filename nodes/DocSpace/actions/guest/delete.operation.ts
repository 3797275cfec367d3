import type { INodeProperties } from 'n8n-workflow';

import { guestLocator } from '../../locators/guest';
import { roomLocator } from '../../locators/room';
import { endAccess, type AccessOrder } from '../../portal/people/endAccess';
import { accessLeft } from '../hints';
import type { Item } from '../item';
import { eachItem, type Operation } from '../operation';
import { extentFrom, ifNotFoundField, levelField, otherRoomsField } from './fields';

const onlyIfEmptyField: INodeProperties = {
	displayName: 'Only If Room Is Empty',
	name: 'onlyIfRoomIsEmpty',
	type: 'boolean',
	default: false,
	description:
		'Whether to do nothing but fail when a room still holds a file, for example one that arrived after the others were collected. Nothing is ended either of a guest who is not in it.',
};

const roomToBeEmptyField: INodeProperties = {
	...roomLocator,
	displayName: 'Room That Must Be Empty',
	name: 'roomToBeEmpty',
	required: true,
	displayOptions: { show: { onlyIfRoomIsEmpty: [true] } },
	description: 'The room that must hold no file, for example your client’s room',
};

const fields: INodeProperties[] = [
	{
		...guestLocator,
		required: true,
		description: 'The guest whose access to end. People who are not guests are never touched.',
	},
	levelField,
	{
		...roomLocator,
		required: true,
		displayOptions: { show: { level: ['oneRoom'] } },
		description: 'The room to remove the guest from',
	},
	onlyIfEmptyField,
	roomToBeEmptyField,
	otherRoomsField,
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
	hints: [accessLeft],
	run: eachItem(async (item) => [await endAccess(item.portal, await readOrder(item))]),
};

async function readOrder(item: Item): Promise<AccessOrder> {
	return {
		guest: item.guest(guestLocator),
		...(await extentFrom(item, async () => item.picked(roomLocator))),
		// An expression that yields nothing must not leave the question out.
		onlyIfEmpty:
			item.get('onlyIfRoomIsEmpty') === false ? undefined : await item.picked(roomToBeEmptyField),
		treatAsGone: item.get('ifNotFound') === 'treatAsGone',
	};
}
