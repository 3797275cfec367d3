import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { folderLocator } from '../../locators/folder';
import { folderUrl } from '../../portal/address';
import { InputError } from '../../portal/errors';
import type { PortalClient } from '../../portal/http/client';
import { moveGroup, type FilesOrder, type OrderReport } from '../../portal/moving/orders';
import { countsOf, leftBehind } from '../../portal/moving/report';
import { filesLeft, filesRenamed } from '../hints';
import type { Item } from '../item';
import type { Operation, Outcome } from '../operation';
import {
	allowLossOfVersionsField,
	conflictPolicyField,
	ifFilesAreLeftField,
	listMovedIdsField,
	maxWaitField,
	moveSettingsFrom,
	type MoveSettings,
} from './fields';
import { entriesFrom } from './filesField';
import { outcomesOfGroups } from './groups';

const destinationField: INodeProperties = {
	...folderLocator,
	displayName: 'Destination Folder',
	name: 'destinationFolder',
	required: true,
	description:
		'The folder to move the files into, for example the one that Ensure Folder returns: {{ $json.id }}',
};

const withinRoomField: INodeProperties = {
	displayName: 'Within a Room Too',
	name: 'withinRoom',
	type: 'boolean',
	default: false,
	description:
		'Whether files may go to another folder of the room they are in. Leave it off where the room is to be emptied: then nothing stays in it by mistake.',
};

const fields: INodeProperties[] = [
	{
		displayName: 'Files',
		name: 'files',
		type: 'string',
		default: '',
		required: true,
		placeholder: "e.g. {{ $('Collect room files').item.json.files }}",
		hint: "Drag “files” here from Collect room files on the left: {{ $('Collect room files').item.json.files }}",
		description:
			'The files to move: the list that Collect Room Files puts out, or IDs separated by commas. Folders that another operation puts out are moved whole, but never merged with one of their name. An empty list [] means that there is nothing to move.',
	},
	destinationField,
	conflictPolicyField,
	ifFilesAreLeftField,
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [allowLossOfVersionsField, listMovedIdsField, maxWaitField, withinRoomField],
	},
];

/** What one input item asks for. */
interface Order extends FilesOrder, MoveSettings {}

/** File → Move Files: every file is in the destination, or named in the output with the reason. */
export const moveFiles: Operation = {
	option: {
		name: 'Move Files',
		value: 'move',
		action: 'Move files',
		description: 'Move files into a folder, wait until they are there, and name any that stayed',
	},
	fields,
	hints: [filesLeft, filesRenamed],
	run: async (run) =>
		await outcomesOfGroups(run, readOrder, {
			// Items with the same destination and settings share requests.
			keyOf: ({ destination, policy, allowLossOfVersions, within, maxWaitMs }) =>
				[destination.id, policy, allowLossOfVersions.isOn, within, maxWaitMs].join(' '),
			work: async (group) => await moveGroup(run.portal, group),
			outcomeOf: (order, ended) => outcomeOf(run.portal, order, ended),
		}),
};

async function readOrder(item: Item): Promise<Order> {
	const { files, folders } = entriesFrom(item.get('files'));
	return {
		given: files,
		folders,
		destination: await item.picked(destinationField),
		within: item.isOn(withinRoomField.name) ? 'anyRoom' : 'otherRooms',
		...moveSettingsFrom(item),
	};
}

function outcomeOf(portal: PortalClient, order: Order, ended: OrderReport | InputError): Outcome {
	if (ended instanceof InputError) return { error: ended };
	const result = resultOf(portal, order, ended);
	const isError = !ended.complete && order.failIfLeft;
	return isError ? { error: leftBehind(ended, result) } : { items: [result] };
}

function resultOf(
	{ origin }: PortalClient,
	{ destination, listsMovedIds }: Order,
	report: OrderReport,
): IDataObject {
	return {
		complete: report.complete,
		...countsOf(report),
		...report.lists,
		destinationId: destination.id,
		destinationUrl: folderUrl(origin, report.folder ?? destination),
		...(listsMovedIds ? { moved: report.moved } : {}),
	};
}
