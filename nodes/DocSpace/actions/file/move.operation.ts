import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { folderLocator } from '../../locators/folder';
import { entryIdFrom } from '../../locators/locator';
import type { ConflictPolicy } from '../../portal/moving/clashes';
import { InputError, quote } from '../../portal/errors';
import { groupedBy } from '../../portal/lists';
import { moveGroup, type FilesOrder } from '../../portal/moving/orders';
import { leftBehind, type MoveReport } from '../../portal/moving/report';
import { isObject } from '../../portal/types';
import type { Operation, Outcome, Run } from '../operation';
import { filesFrom } from './filesField';

const DESTINATION = 'Destination Folder';

/** What to do about equal names. */
export const conflictPolicyField: INodeProperties = {
	displayName: 'If a File of This Name Exists',
	name: 'conflictPolicy',
	type: 'options',
	options: [
		{
			name: 'Keep Both',
			value: 'keepBoth',
			description: 'Move every file; the later one becomes “contract (1).pdf”',
		},
		{
			name: 'Overwrite',
			value: 'overwrite',
			description:
				'The file becomes a new version of the one in the destination; its own version history is lost',
		},
		{
			name: 'Skip',
			value: 'skip',
			description: 'Leave the later file where it is and report it',
		},
	],
	default: 'keepBoth',
	description:
		'What to do when the destination, or another of the files, has the same name. Upper and lower case and accents make no difference.',
};

/** What to do about files that could not be moved. */
export const ifFilesAreLeftField: INodeProperties = {
	displayName: 'If Files Are Left Behind',
	name: 'ifFilesAreLeft',
	type: 'options',
	options: [
		{
			name: 'Fail',
			value: 'fail',
			description: 'Stop with an error that names the files; what was moved stays moved',
		},
		{
			name: 'Report',
			value: 'report',
			description: 'Go on, with “complete” being false and the files listed with the reason',
		},
	],
	default: 'fail',
	description: 'What to do when not every file could be moved, for example because one is open',
};

/** Whether files may change their storage. */
export const allowLossOfVersionsField: INodeProperties = {
	displayName: 'Allow Loss of Versions',
	name: 'allowLossOfVersions',
	type: 'boolean',
	default: false,
	description:
		'Whether to move files between DocSpace and third-party storage such as Google Drive too. DocSpace then copies only the current version and gives the file a new ID.',
};

/** When to stop waiting for the portal. */
export const maxWaitField: INodeProperties = {
	displayName: 'Maximum Wait (Minutes)',
	name: 'maxWait',
	type: 'number',
	default: 60,
	typeOptions: { minValue: 1 },
	description:
		'How long to wait for DocSpace to carry out the moves. Files it has not moved by then are reported as unknown.',
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
	{
		...folderLocator,
		displayName: DESTINATION,
		name: 'destinationFolder',
		required: true,
		description:
			'The folder to move the files into, for example the one that Ensure Folder returns: {{ $json.id }}',
	},
	conflictPolicyField,
	ifFilesAreLeftField,
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [allowLossOfVersionsField, maxWaitField],
	},
];

/** What one input item asks for. */
interface Order extends FilesOrder {
	itemIndex: number;
	failIfLeft: boolean;
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
	async run(run) {
		const orders = Array.from({ length: run.itemCount }, (_, itemIndex) =>
			attempt(() => readOrder(run, itemIndex)),
		);
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
				outcomes[order.itemIndex] = ended && outcomeOf(order, ended);
			}
		}
		// Where it stopped, the error is what counts; the items behind it have no outcome.
		return outcomes.map((outcome) => outcome ?? { items: [] });
	},
};

function readOrder({ n8n, portal }: Run, itemIndex: number): Order {
	const options = optionsOf(n8n, itemIndex);
	return {
		itemIndex,
		given: filesFrom(n8n.getNodeParameter('files', itemIndex)),
		destination: {
			id: entryIdFrom(
				n8n.getNodeParameter('destinationFolder', itemIndex),
				DESTINATION,
				portal.origin,
			),
			field: DESTINATION,
		},
		policy: policyFrom(n8n.getNodeParameter('conflictPolicy', itemIndex)),
		allowLossOfVersions: options.allowLossOfVersions === true,
		maxWaitMs: maxWaitFrom(options.maxWait ?? 60),
		failIfLeft: n8n.getNodeParameter('ifFilesAreLeft', itemIndex) !== 'report',
	};
}

/** Reads the collection *Options*. */
export function optionsOf(n8n: IExecuteFunctions, itemIndex: number): Record<string, unknown> {
	const options = n8n.getNodeParameter('options', itemIndex, {});
	return isObject(options) ? options : {};
}

/** Reads *If a File of This Name Exists*. */
export function policyFrom(value: unknown): ConflictPolicy {
	if (value === 'keepBoth' || value === 'skip' || value === 'overwrite') return value;
	throw new InputError(
		'If a File of This Name Exists',
		`is ${quote(value)}`,
		'Use keepBoth, skip or overwrite',
	);
}

/** Reads *Maximum Wait (Minutes)*, in milliseconds. */
export function maxWaitFrom(value: unknown): number {
	const minutes = typeof value === 'string' ? Number(value) : value;
	if (typeof minutes === 'number' && minutes > 0) return minutes * 60_000;
	throw new InputError(
		'Maximum Wait (Minutes)',
		`is not a number of minutes: ${quote(value)}`,
		'Enter a number such as 60',
	);
}

/** Items with the same destination and settings share requests. */
function groupsOf(orders: Order[]): Order[][] {
	const settings = ({ destination, policy, allowLossOfVersions, maxWaitMs }: Order) =>
		[destination.id, policy, allowLossOfVersions, maxWaitMs].join(' ');
	return [...groupedBy(orders, settings).values()];
}

function outcomeOf(order: Order, ended: MoveReport | InputError | { error: unknown }): Outcome {
	if (ended instanceof InputError) return { error: ended };
	if ('error' in ended) return ended;
	const result = resultOf(order, ended);
	const isError = !ended.complete && order.failIfLeft;
	return isError ? { error: leftBehind(ended, result) } : { items: [result] };
}

function resultOf({ destination }: Order, report: MoveReport): IDataObject {
	return {
		complete: report.complete,
		destinationId: destination.id,
		requested: report.requested,
		movedCount: report.moved.length,
		moved: report.moved,
		...report.lists,
	};
}

function attempt<T>(read: () => T): T | { error: unknown } {
	try {
		return read();
	} catch (error) {
		return { error };
	}
}
