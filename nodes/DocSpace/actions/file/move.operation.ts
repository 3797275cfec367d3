import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { folderLocator } from '../../locators/folder';
import { folderUrl } from '../../portal/address';
import { InputError } from '../../portal/errors';
import type { PortalClient } from '../../portal/http/client';
import { groupedBy } from '../../portal/lists';
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
import { filesFrom } from './filesField';

const destinationField: INodeProperties = {
	...folderLocator,
	displayName: 'Destination Folder',
	name: 'destinationFolder',
	required: true,
	description:
		'The folder to move the files into, for example the one that Ensure Folder returns: {{ $json.id }}',
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
			'The files to move: the list that Collect Room Files puts out, or IDs separated by commas. An empty list [] means that there is nothing to move.',
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
		options: [allowLossOfVersionsField, listMovedIdsField, maxWaitField],
	},
];

/** What one input item asks for. */
interface Order extends FilesOrder, MoveSettings {
	itemIndex: number;
}

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
	async run(run) {
		const orders = await Promise.all(run.items.map(attemptOrder));
		const outcomes: Array<Outcome | undefined> = orders.map((order) =>
			'error' in order ? order : undefined,
		);
		const mayGoOn = () =>
			run.n8n.continueOnFail() || outcomes.every((outcome) => !outcome || 'items' in outcome);

		const valid = orders.flatMap((order) => ('error' in order ? [] : [order]));
		for (const group of groupsOf(valid)) {
			if (!mayGoOn()) break;
			const done = await moveGroup(run.portal, group).catch((error: unknown) =>
				group.map(() => ({ error })),
			);
			for (const [at, order] of group.entries()) {
				const ended = done[at];
				outcomes[order.itemIndex] = ended && outcomeOf(run.portal, order, ended);
			}
		}
		// Where it stopped, the error is what counts; the items behind it have no outcome.
		return outcomes.map((outcome) => outcome ?? { items: [] });
	},
};

async function readOrder(item: Item): Promise<Order> {
	return {
		itemIndex: item.index,
		given: filesFrom(item.get('files')),
		destination: await item.picked(destinationField),
		...moveSettingsFrom(item),
	};
}

/** Items with the same destination and settings share requests. */
function groupsOf(orders: Order[]): Order[][] {
	const settings = ({ destination, policy, allowLossOfVersions, maxWaitMs }: Order) =>
		[destination.id, policy, allowLossOfVersions.isOn, maxWaitMs].join(' ');
	return [...groupedBy(orders, settings).values()];
}

function outcomeOf(
	portal: PortalClient,
	order: Order,
	ended: OrderReport | InputError | { error: unknown },
): Outcome {
	if (ended instanceof InputError) return { error: ended };
	if ('error' in ended) return ended;
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

async function attemptOrder(item: Item): Promise<Order | { error: unknown }> {
	return await readOrder(item).catch((error: unknown) => ({ error }));
}
