import { InputError, quote } from '../../portal/errors';
import { findRooms, type RoomState } from '../../portal/content/rooms';
import { inWantedForm, limitFrom, listFields, searchFrom } from '../listFields';
import { eachItem, type Operation } from '../operation';
import { simplifiedRoom } from './simplified';

const STATE = 'Rooms to List';

/** Room → Get Many: the rooms of the portal, by title and state. */
export const getRooms: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many rooms',
		description: 'List many rooms, those with a certain text in their title if you like',
	},
	fields: [
		{
			displayName: 'Search',
			name: 'search',
			type: 'string',
			default: '',
			placeholder: 'e.g. Contoso',
			description: 'A part of the title, in upper or lower case. Leave empty to list all rooms.',
		},
		{
			displayName: STATE,
			name: 'state',
			type: 'options',
			options: [
				{ name: 'Active', value: 'active', description: 'Rooms that are in use' },
				{ name: 'Active and Archived', value: 'any', description: 'Both' },
				{ name: 'Archived', value: 'archived', description: 'Rooms in the Archive section' },
			],
			default: 'active',
			description:
				'Which rooms to list. A DocSpace admin sees all rooms, others only those they are a member of.',
		},
		...listFields,
	],
	async run(run) {
		const { n8n, portal } = run;
		return await eachItem(run, async (itemIndex) => {
			const rooms = await findRooms(
				portal,
				stateFrom(n8n.getNodeParameter('state', itemIndex)),
				searchFrom(n8n, itemIndex),
				limitFrom(n8n, itemIndex),
			);
			return inWantedForm(n8n, itemIndex, rooms, simplifiedRoom(portal.origin));
		});
	},
};

function stateFrom(value: unknown): RoomState {
	switch (value) {
		case 'active':
			return 'Active';
		case 'archived':
			return 'Archive';
		case 'any':
			return 'Any';
		default:
			throw new InputError(STATE, `is ${quote(value)}`, 'Use active, archived or any');
	}
}
