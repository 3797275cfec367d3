import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { folderLocator } from '../../locators/folder';
import { guestLocator } from '../../locators/guest';
import { chosen } from '../../locators/locator';
import { roomLocator } from '../../locators/room';
import { archiveClientRoom as archive, type ClientRoomOrder } from '../../portal/archiveClientRoom';
import { InputError, quote } from '../../portal/errors';
import type { Picked, RoomId } from '../../portal/ids';
import type { RoomAccessOrder } from '../../portal/people/guestsOfRoom';
import { guestReference } from '../../portal/people/people';
import {
	allowLossOfVersionsField,
	conflictPolicyField,
	ifFilesAreLeftField,
	maxWaitField,
	moveSettingsFrom,
	optionsFrom,
} from '../file/fields';
import { folderNameFrom } from '../folder/fields';
import {
	ifNotFoundField,
	levelField,
	levelFrom,
	otherRoomsField,
	otherRoomsFrom,
} from '../guest/fields';
import { eachItem, pickedIn, type Operation, type Run } from '../operation';

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

const accessEnds = { whoseAccess: ['allGuests', 'oneGuest'] };

const fields: INodeProperties[] = [
	{
		...roomLocator,
		required: true,
		description: 'The client’s room, whose files to move into the archive',
	},
	archiveField,
	{
		displayName: 'Client Name',
		name: 'clientName',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. Contoso Ltd',
		description:
			'The name of the client’s folder in the archive. It is created only when there is none of this name yet.',
	},
	whoseAccessField,
	{
		...guestLocator,
		required: true,
		displayOptions: { show: { whoseAccess: ['oneGuest'] } },
		description:
			'The client’s guest, whose access ends once every file is in the archive and the room is empty',
	},
	{ ...levelField, displayOptions: { show: accessEnds } },
	{
		...otherRoomsField,
		displayOptions: { show: { ...accessEnds, ...otherRoomsField.displayOptions?.show } },
	},
	{
		displayName: 'Folders',
		name: 'folders',
		type: 'options',
		options: [
			{
				name: 'Flatten',
				value: 'flatten',
				description: 'All files directly in the client’s folder',
			},
			{
				name: 'Keep Structure',
				value: 'keep',
				description:
					'The folders of the room as they are; one that the client’s folder has already is filled up',
			},
		],
		default: 'flatten',
		description: 'What becomes of the folders in the room',
	},
	conflictPolicyField,
	ifFilesAreLeftField,
	{
		displayName: 'Dry Run',
		name: 'dryRun',
		type: 'boolean',
		default: false,
		description:
			'Whether to only report what would happen: files that would be moved, renamed or left behind, the folder that would be created, the guests. Nothing is changed.',
	},
	archiveRoomField,
	{
		displayName: 'Write Manifest',
		name: 'writeManifest',
		type: 'boolean',
		default: false,
		description:
			'Whether to put a CSV file into the client’s folder that lists the moved files: path in the room, title, ID, size, version, time and deal',
	},
	{
		displayName: 'Deal',
		name: 'deal',
		type: 'string',
		default: '',
		displayOptions: { show: { writeManifest: [true] } },
		placeholder: 'e.g. {{ $json.dealId }}',
		description:
			'What the manifest’s column “deal” shows, for example the ID or the link of the deal in your CRM',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [allowLossOfVersionsField, ifNotFoundField, maxWaitField],
	},
];

/** Room → Archive Client Room: the whole job, on the same code as the operations it consists of. */
export const archiveClientRoom: Operation = {
	option: {
		name: 'Archive Client Room',
		value: 'archiveClientRoom',
		action: 'Move client files to archive, end guest access',
		description:
			'Move all files of a client’s room to the archive, then end the guest’s access, in one go. Names every file that stayed and touches the guests only if none did.',
	},
	fields,
	async run(run) {
		return await eachItem(run, async (itemIndex) => [
			await archive(run.portal, orderFrom(run, itemIndex)),
		]);
	},
};

function orderFrom(run: Run, itemIndex: number): ClientRoomOrder {
	const { n8n } = run;
	const isOn = (name: string) => n8n.getNodeParameter(name, itemIndex, false) === true;
	const room = pickedIn(run, itemIndex, roomLocator);
	return {
		room,
		archive: pickedIn(run, itemIndex, archiveField),
		clientName: folderNameFrom(n8n.getNodeParameter('clientName', itemIndex), 'Client Name'),
		access: accessFrom(n8n, itemIndex, room),
		keepsFolders: keepsFolders(n8n.getNodeParameter('folders', itemIndex)),
		...moveSettingsFrom(n8n, itemIndex),
		dryRun: isOn('dryRun'),
		archiveRoom: isOn(archiveRoomField.name) ? { field: archiveRoomField.displayName } : undefined,
		manifestFor: isOn('writeManifest')
			? String(n8n.getNodeParameter('deal', itemIndex, '') ?? '')
			: undefined,
	};
}

function accessFrom(
	n8n: IExecuteFunctions,
	itemIndex: number,
	room: Picked<RoomId>,
): RoomAccessOrder | undefined {
	const { name, default: usual, displayName } = whoseAccessField;
	const whose = n8n.getNodeParameter(name, itemIndex, usual);
	if (whose === 'nobody') return undefined;
	if (whose !== 'allGuests' && whose !== 'oneGuest') {
		throw new InputError(displayName, `is ${quote(whose)}`, 'Use allGuests, oneGuest or nobody');
	}
	return {
		room,
		guest:
			whose === 'oneGuest'
				? guestReference(chosen(n8n.getNodeParameter('guest', itemIndex, '')), 'Guest')
				: undefined,
		level: levelFrom(n8n, itemIndex, () => room),
		ifOtherRooms: otherRoomsFrom(n8n, itemIndex),
		treatAsGone: optionsFrom(n8n, itemIndex).ifNotFound === 'treatAsGone',
	};
}

function keepsFolders(value: unknown): boolean {
	if (value === 'flatten' || value === 'keep') return value === 'keep';
	throw new InputError('Folders', `is ${quote(value)}`, 'Use flatten or keep');
}
