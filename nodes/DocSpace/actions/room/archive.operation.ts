import { roomLocator } from '../../locators/room';
import { transferRoom } from '../../portal/moving/archiving';
import { quote } from '../../portal/errors';
import { guestsAmong, readMembers } from '../../portal/people/members';
import { nameOf } from '../../portal/people/people';
import { EMPLOYEE_DISABLED } from '../../portal/types';
import { eachItem, type Operation } from '../operation';
import { inShort } from './simplified';

/** Room → Archive: puts a room into the Archive section, and names the guests who still read it (T54). */
export const archiveRoom: Operation = {
	option: {
		name: 'Archive',
		value: 'archive',
		action: 'Archive room',
		description:
			'Put a room into the Archive section and wait until it is there. Guests keep reading it unless removed first; those who still can are named.',
	},
	fields: [
		{
			...roomLocator,
			required: true,
			description:
				'The room to archive, for example the room of a client whose deal is closed. One that is archived already stays as it is.',
		},
	],
	run: eachItem(async (item) => {
		const { room, alreadyThere } = await transferRoom(
			item.portal,
			item.picked(roomLocator),
			'archive',
		);
		const guests = guestsAmong(await readMembers(item.portal, room.id)).filter(
			({ status }) => status !== EMPLOYEE_DISABLED,
		);
		const [first, ...others] = guests.map(nameOf);
		if (first !== undefined) {
			const rest = others.length > 0 ? ` and ${others.length} more` : '';
			item.warn(
				`${quote(room.title)} is archived, but ${first}${rest} can still read and download its files. To end that, use Unarchive, then Remove Members, then Archive.`,
			);
		}
		return [
			{
				roomId: room.id,
				roomTitle: room.title,
				archived: true,
				alreadyArchived: alreadyThere,
				guestsWithAccess: guests.map(inShort),
			},
		];
	}),
};
