import type { IDataObject } from 'n8n-workflow';

import { roomLocator } from '../../locators/room';
import { archiveRoom as archive } from '../../portal/moving/archiving';
import { quote } from '../../portal/errors';
import { guestsAmong, readMembers } from '../../portal/people/members';
import { nameOf } from '../../portal/people/people';
import { EMPLOYEE_DISABLED, type FolderDto, type PersonDto } from '../../portal/types';
import { eachItem, pickedIn, type Operation, type Run } from '../operation';
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
	async run(run) {
		const { portal } = run;
		return await eachItem(run, async (itemIndex): Promise<IDataObject[]> => {
			const picked = pickedIn(run, itemIndex, roomLocator);
			const { room, alreadyThere } = await archive(portal, picked);
			const guests = guestsAmong(await readMembers(portal, room.id)).filter(
				({ status }) => status !== EMPLOYEE_DISABLED,
			);
			if (guests.length > 0) warn(run, room, guests);
			return [
				{
					roomId: room.id,
					roomTitle: room.title,
					archived: true,
					alreadyArchived: alreadyThere,
					guestsWithAccess: guests.map(inShort),
				},
			];
		});
	},
};

function warn({ n8n }: Run, room: FolderDto, guests: PersonDto[]): void {
	// Older n8n has no such hints.
	if (!('addExecutionHints' in n8n)) return;
	const [first, ...others] = guests.map(nameOf);
	const rest = others.length > 0 ? ` and ${others.length} more` : '';
	n8n.addExecutionHints({
		message: `${quote(room.title)} is archived, but ${first}${rest} can still read and download its files. To end that, use Unarchive, then Remove Members, then Archive.`,
		type: 'warning',
		location: 'outputPane',
	});
}
