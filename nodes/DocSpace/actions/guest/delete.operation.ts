import type { INodeProperties } from 'n8n-workflow';

import { guestLocator } from '../../locators/guest';
import { roomLocator } from '../../locators/room';
import { endAccess, type AccessOrder } from '../../portal/people/endAccess';
import { accessLeft } from '../hints';
import type { Item } from '../item';
import { eachItem, type Operation } from '../operation';
import { extentFrom, ifNotFoundField, levelField, otherRoomsField } from './fields';

const roomToBeEmptyField: INodeProperties = {
	...roomLocator,
	displayName: 'Only If Room Is Empty',
	name: 'onlyIfRoomIsEmpty',
	description:
		'Do nothing but fail when this room still holds a file, for example one that arrived after the others were collected. Nothing is ended either of a guest who is not in it. Leave empty to end the access in any case.',
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
		onlyIfEmpty: await item.pickedIfAny(roomToBeEmptyField),
		treatAsGone: item.get('ifNotFound') === 'treatAsGone',
	};
}
