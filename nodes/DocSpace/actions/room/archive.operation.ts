import { roomLocator } from '../../locators/room';
import { folderUrl } from '../../portal/address';
import { transferRoom } from '../../portal/moving/archiving';
import { guestsAmong, readMembers } from '../../portal/people/members';
import { EMPLOYEE_DISABLED } from '../../portal/types';
import { guestsLeft } from '../hints';
import { eachItem, type Operation } from '../operation';
import { inShort } from './simplified';

/** Room → Archive: puts a room into the Archive section, and names the guests who still read it (T54). */
export const archiveRoom: Operation = {
	option: {
		name: 'Archive',
		value: 'archive',
		action: 'Archive room',
		description:
			'Put a room into the Archive section, wait until it is there, and name guests who still read it',
	},
	fields: [
		{
			...roomLocator,
			required: true,
			description:
				'The room to archive, for example the room of a client whose deal is closed. One that is archived already stays as it is. Guests keep reading it unless removed first.',
		},
	],
	hints: [guestsLeft],
	run: eachItem(async (item) => {
		const { room, alreadyThere } = await transferRoom(
			item.portal,
			await item.picked(roomLocator),
			'archive',
		);
		const guests = guestsAmong(await readMembers(item.portal, room.id)).filter(
			({ status }) => status !== EMPLOYEE_DISABLED,
		);
		return [
			{
				roomId: room.id,
				roomTitle: room.title,
				roomUrl: folderUrl(item.portal.origin, room),
				archived: true,
				alreadyArchived: alreadyThere,
				guestsWithAccess: guests.map(inShort),
			},
		];
	}),
};
