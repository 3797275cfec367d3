import type { INodeProperties } from 'n8n-workflow';

import { guestLocator } from '../../locators/guest';
import { chosen, isEmpty } from '../../locators/locator';
import { roomLocator } from '../../locators/room';
import { endAccess, type AccessOrder } from '../../portal/people/endAccess';
import { guestReference } from '../../portal/people/people';
import { accessLeft, withHints } from '../hints';
import { eachItem, pickedIn, type Operation, type Run } from '../operation';
import { ifNotFoundField, levelField, levelFrom, otherRoomsField, otherRoomsFrom } from './fields';

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
	async run(run) {
		const outcomes = await eachItem(run, async (itemIndex) => [
			await endAccess(run.portal, readOrder(run, itemIndex)),
		]);
		return withHints(run, outcomes, [accessLeft]);
	},
};

function readOrder(run: Run, itemIndex: number): AccessOrder {
	const { n8n } = run;
	const { name } = roomToBeEmptyField;
	// An expression that yields nothing is an empty room id, not a check that was never asked for.
	const asked = n8n.getNodeParameter(name, itemIndex, '', { rawExpressions: true });
	return {
		reference: guestReference(chosen(n8n.getNodeParameter('guest', itemIndex)), 'Guest'),
		level: levelFrom(n8n, itemIndex, () => pickedIn(run, itemIndex, roomLocator)),
		onlyIfEmpty: isEmpty(asked) ? undefined : pickedIn(run, itemIndex, roomToBeEmptyField),
		ifOtherRooms: otherRoomsFrom(n8n, itemIndex),
		treatAsGone: n8n.getNodeParameter('ifNotFound', itemIndex) === 'treatAsGone',
	};
}
