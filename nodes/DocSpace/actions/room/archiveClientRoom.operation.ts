import type { INodeProperties } from 'n8n-workflow';

import { folderLocator } from '../../locators/folder';
import { guestLocator } from '../../locators/guest';
import { roomLocator } from '../../locators/room';
import { archiveClientRoom as archive, type ClientRoomOrder } from '../../portal/archiveClientRoom';
import type { Picked, RoomId } from '../../portal/ids';
import type { RoomAccessOrder } from '../../portal/people/guestsOfRoom';
import {
	allowLossOfVersionsField,
	conflictPolicyField,
	ifFilesAreLeftField,
	listMovedIdsField,
	maxWaitField,
	moveSettingsFrom,
} from '../file/fields';
import { nameFrom } from '../nameFrom';
import { extentFrom, ifNotFoundField, levelField, otherRoomsField } from '../guest/fields';
import { accessLeft, dryRun, filesLeft, filesRenamed } from '../hints';
import type { Item } from '../item';
import { eachItem, type Operation } from '../operation';

const archiveField: INodeProperties = {
	...folderLocator,
	displayName: 'Archive In',
	name: 'archiveFolder',
	required: true,
	description:
		'The room or folder that holds one folder per client, for example a room named “Archive”. The Archive section of DocSpace cannot hold folders.',
};

const archiveRoomField: INodeProperties = {
	displayName: 'Archive Room Afterwards',
	name: 'archiveRoom',
	type: 'boolean',
	default: false,
	description:
		'Whether to move the emptied room to DocSpace’s Archive section at the end, after the guests’ access has ended. Needs the credential of the room’s owner or of a DocSpace admin.',
};

const clientNameField: INodeProperties = {
	displayName: 'Client Name',
	name: 'clientName',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. Contoso Ltd',
	description:
		'The name of the client’s folder in the archive. It is created only when there is none of this name yet.',
};

const foldersField: INodeProperties = {
	displayName: 'Folders',
	name: 'folders',
	type: 'options',
	options: [
		{
			name: 'Keep Structure',
			value: 'keep',
			description:
				'The folders of the room as they are; one that the client’s folder has already is filled up',
		},
		{
			name: 'Flatten',
			value: 'flatten',
			description: 'All files directly in the client’s folder',
		},
	],
	default: 'keep',
	description: 'What becomes of the folders in the room',
};

const whoseAccessField: INodeProperties = {
	displayName: 'Whose Access Ends',
	name: 'whoseAccess',
	type: 'options',
	options: [
		{
			name: 'All Guests of the Room',
			value: 'allGuests',
			description: 'Every guest who is a member of the room when it is empty',
		},
		{ name: 'One Guest', value: 'oneGuest', description: 'Only the guest you name' },
		{ name: 'Nobody', value: 'nobody', description: 'All guests keep their access' },
	],
	default: 'allGuests',
	description:
		'Whose access to end once every file is in the archive and the room is empty. People who are not guests are never touched.',
};

const writeManifestField: INodeProperties = {
	displayName: 'Write Manifest',
	name: 'writeManifest',
	type: 'boolean',
	default: false,
	description:
		'Whether to put a CSV file into the client’s folder that lists the files in it. Those this run has moved come first, with their path in the room, time and deal.',
};

const dealField: INodeProperties = {
	displayName: 'Deal',
	name: 'deal',
	type: 'string',
	default: '',
	displayOptions: { show: { writeManifest: [true] } },
	placeholder: 'e.g. {{ $json.dealId }}',
	description:
		'What the manifest’s column “deal” shows, for example the ID or the link of the deal in your CRM',
};

const accessEnds = { whoseAccess: ['allGuests', 'oneGuest'] };

const fields: INodeProperties[] = [
	{
		...roomLocator,
		required: true,
		description: 'The client’s room, whose files to move into the archive',
	},
	archiveField,
	clientNameField,
	whoseAccessField,
	{
		...guestLocator,
		required: true,
		displayOptions: { show: { whoseAccess: ['oneGuest'] } },
		description:
			'The client’s guest, whose access ends once every file is in the archive and the room is empty',
	},
	{ ...levelField, displayOptions: { show: accessEnds } },
	archiveRoomField,
	{
		displayName: 'Dry Run',
		name: 'dryRun',
		type: 'boolean',
		default: false,
		description:
			'Whether to only report what would happen: files that would be moved, renamed or left behind, the folder that would be created, the guests. Nothing is changed.',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			allowLossOfVersionsField,
			dealField,
			foldersField,
			conflictPolicyField,
			ifFilesAreLeftField,
			{ ...ifNotFoundField, displayOptions: { show: { '/whoseAccess': ['oneGuest'] } } },
			{
				...otherRoomsField,
				displayOptions: {
					show: { '/whoseAccess': accessEnds.whoseAccess, '/level': ['guestList', 'wholePortal'] },
				},
			},
			listMovedIdsField,
			maxWaitField,
			writeManifestField,
		],
	},
];

/** Room → Archive Client Room: the whole job, on the same code as the operations it consists of. */
export const archiveClientRoom: Operation = {
	option: {
		name: 'Archive Client Room',
		value: 'archiveClientRoom',
		action: 'Move client files to archive, end guest access',
		description:
			'Move all files of a client’s room to the archive, then end the guests’ access if no file stayed',
	},
	fields,
	hints: [dryRun, filesLeft, accessLeft, filesRenamed],
	run: eachItem(async (item) => [await archive(item.portal, await orderFrom(item))]),
};

async function orderFrom(item: Item): Promise<ClientRoomOrder> {
	const room = await item.picked(roomLocator);
	return {
		room,
		archive: await item.picked(archiveField),
		clientName: nameFrom(item, clientNameField),
		access: await accessFrom(item, room),
		keepsFolders: item.choice(foldersField, ['flatten', 'keep']) === 'keep',
		...moveSettingsFrom(item),
		dryRun: item.isOn('dryRun'),
		archiveRoom: item.isOn('archiveRoom') ? { field: archiveRoomField.displayName } : undefined,
		manifestFor: item.isOn('writeManifest') ? String(item.get('deal', '') ?? '') : undefined,
	};
}

async function accessFrom(item: Item, room: Picked<RoomId>): Promise<RoomAccessOrder | undefined> {
	const whose = item.choice(whoseAccessField, ['allGuests', 'oneGuest', 'nobody']);
	if (whose === 'nobody') return undefined;
	return {
		room,
		guest: whose === 'oneGuest' ? item.guest(guestLocator) : undefined,
		...(await extentFrom(item, async () => room)),
		treatAsGone: item.get('ifNotFound', 'fail') === 'treatAsGone',
	};
}
