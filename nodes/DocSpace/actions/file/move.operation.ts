import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { folderLocator } from '../../locators/folder';
import { entryIdFrom } from '../../locators/locator';
import { describeFiles, type Fate, type FileToMove } from '../../portal/candidates';
import type { ConflictPolicy } from '../../portal/clashes';
import { readDestination, type Destination } from '../../portal/destination';
import { DocSpaceError, InputError, quote, type PortalError } from '../../portal/errors';
import { isThirdParty, keyOf, sameId, type FileId, type FolderId } from '../../portal/ids';
import { changesStorage, moveFiles as moveThem, type MoveResult } from '../../portal/moving';
import type { Portal } from '../../portal/portal';
import { time } from '../../portal/time';
import { isObject } from '../../portal/types';
import type { Operation, Outcome, Run } from '../operation';
import { filesFrom, type GivenFile } from './filesField';

const DESTINATION = 'Destination Folder';

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
	{
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
	},
	{
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
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Allow Loss of Versions',
				name: 'allowLossOfVersions',
				type: 'boolean',
				default: false,
				description:
					'Whether to move files between DocSpace and third-party storage such as Google Drive too. DocSpace then copies only the current version and gives the file a new ID.',
			},
			{
				displayName: 'Maximum Wait (Minutes)',
				name: 'maxWait',
				type: 'number',
				default: 60,
				typeOptions: { minValue: 1 },
				description:
					'How long to wait for DocSpace to carry out the moves. Files it has not moved by then are reported as unknown.',
			},
		],
	},
];

/** What one input item asks for. */
interface Order {
	itemIndex: number;
	given: GivenFile[];
	destinationId: FolderId;
	policy: ConflictPolicy;
	allowLossOfVersions: boolean;
	maxWaitMs: number;
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
			for (const [at, order] of group.entries()) outcomes[order.itemIndex] = done[at];
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
		destinationId: entryIdFrom(
			n8n.getNodeParameter('destinationFolder', itemIndex),
			DESTINATION,
			portal.origin,
		),
		policy: policyFrom(n8n.getNodeParameter('conflictPolicy', itemIndex)),
		allowLossOfVersions: options.allowLossOfVersions === true,
		maxWaitMs: maxWaitFrom(options.maxWait ?? 60),
		failIfLeft: n8n.getNodeParameter('ifFilesAreLeft', itemIndex) !== 'report',
	};
}

function optionsOf(n8n: IExecuteFunctions, itemIndex: number): Record<string, unknown> {
	const options = n8n.getNodeParameter('options', itemIndex, {});
	return isObject(options) ? options : {};
}

function policyFrom(value: unknown): ConflictPolicy {
	if (value === 'keepBoth' || value === 'skip' || value === 'overwrite') return value;
	throw new InputError(
		'If a File of This Name Exists',
		`is ${quote(value)}`,
		'Use keepBoth, skip or overwrite',
	);
}

function maxWaitFrom(value: unknown): number {
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
	const groups = new Map<string, Order[]>();
	for (const order of orders) {
		const { destinationId, policy, allowLossOfVersions, maxWaitMs } = order;
		const key = [destinationId, policy, allowLossOfVersions, maxWaitMs].join(' ');
		groups.set(key, [...(groups.get(key) ?? []), order]);
	}
	return [...groups.values()];
}

/** Moves the files of several items in one go; returns each item's own outcome. */
async function moveGroup(portal: Portal, group: Order[]): Promise<Outcome[]> {
	const given = group.flatMap((order) => order.given);
	const [order] = group;
	if (!order || given.length === 0) {
		return group.map((empty) => outcomeOf(empty, new Map(), { fates: new Map(), renamed: [] }));
	}
	const destination = await readDestination(portal, order.destinationId, DESTINATION);
	const files = await describe(portal, given);
	const refusals = group.map((item) => whyRefused(item, files, destination));
	const accepted = group.filter((_, at) => refusals[at] === undefined);
	const result = await moveThem(portal, {
		files: filesOf(accepted, files),
		destination,
		policy: order.policy,
		deadline: time.now() + order.maxWaitMs,
	});
	for (const [key, file] of files) {
		if ('gone' in file) result.fates.set(key, fateOfGone(key, file.gone, destination));
	}
	return group.map((item, at) =>
		refusals[at] ? { error: refusals[at] } : outcomeOf(item, files, result),
	);
}

/** Between storages a file gets another id, so that its old one says nothing about where it is (T37). */
function fateOfGone(id: FileId, reason: string, destination: Destination): Fate {
	return isThirdParty(id) || isThirdParty(destination.id)
		? { kind: 'unknown', reason: `${reason}, or another run has moved it and it has a new id` }
		: { kind: 'failed', reason };
}

/** What is known of each file, by key of its id. */
type Described = Map<string, FileToMove | { gone: string }>;

async function describe(portal: Portal, given: GivenFile[]): Promise<Described> {
	const files: Described = new Map();
	for (const file of given) {
		if ('folderId' in file) files.set(keyOf(file.id), file);
	}
	const bare = new Map(given.map(({ id }) => [keyOf(id), id]));
	const unknown = [...bare.values()].filter((id) => !files.has(keyOf(id)));
	if (unknown.length === 0) return files;
	return new Map([...files, ...(await describeFiles(portal, unknown))]);
}

/** The distinct files of some items, without those that are gone. */
function filesOf(orders: Order[], files: Described): FileToMove[] {
	const keys = new Set(orders.flatMap(({ given }) => given.map(({ id }) => keyOf(id))));
	return [...keys].flatMap((key) => {
		const file = files.get(key);
		return file && 'folderId' in file ? [file] : [];
	});
}

function whyRefused(
	order: Order,
	described: Described,
	destination: Destination,
): InputError | undefined {
	const files = filesOf([order], described);
	const { room, folder } = destination;
	const isFromRoom = ({ id, roomId }: FileToMove): boolean =>
		room !== undefined &&
		roomId !== undefined &&
		sameId(roomId, room.id) &&
		// What an earlier run has brought there is no reason to refuse the rest.
		destination.get(id) === undefined;
	if (room && files.some(isFromRoom)) {
		return new InputError(
			DESTINATION,
			`names ${quote(folder.title)} in the room ${quote(room.title)}, which is the room being emptied`,
			'Choose a folder in another room, for example in a room named “Archive”, or in My documents',
		);
	}
	const foreign = files.filter((file) => changesStorage(file, destination));
	if (foreign.length === 0 || order.allowLossOfVersions) return undefined;
	return new InputError(
		'Allow Loss of Versions',
		`is off, but ${foreign.length} of the files lie in another storage than ${quote(folder.title)}`,
		'Between DocSpace and third-party storage only the current version of a file survives, under a new id. Turn the option on if that is fine, or choose a destination in the same storage',
	);
}

interface Left {
	id: FileId;
	title: string;
	reason: string;
}

function outcomeOf(order: Order, files: Described, { fates, ...moves }: MoveResult): Outcome {
	const fateOf = ({ id }: GivenFile): Fate =>
		fates.get(keyOf(id)) ?? { kind: 'unknown', reason: 'nothing is known of it' };
	const moved = order.given.filter((file) => fateOf(file).kind === 'moved');
	const ending = (kind: Exclude<Fate['kind'], 'moved'>): Left[] =>
		order.given.flatMap((file) => {
			const fate = fateOf(file);
			if (fate.kind === 'moved' || fate.kind !== kind) return [];
			const described = files.get(keyOf(file.id));
			const title = described && 'title' in described ? described.title : '';
			return [{ id: file.id, title, reason: fate.reason }];
		});
	const own = new Set(order.given.map(({ id }) => keyOf(id)));
	const lists = {
		skipped: ending('skipped'),
		failed: ending('failed'),
		unknown: ending('unknown'),
	};
	const result = {
		complete: moved.length === order.given.length,
		destinationId: order.destinationId,
		requested: order.given.length,
		movedCount: moved.length,
		moved: moved.map(({ id }) => id),
		renamed: moves.renamed.filter(({ id }) => own.has(keyOf(id))).map((rename) => ({ ...rename })),
		skipped: lists.skipped.map((file) => ({ ...file })),
		failed: lists.failed.map((file) => ({ ...file })),
		unknown: lists.unknown.map((file) => ({ ...file })),
	};
	if (result.complete || !order.failIfLeft) return { items: [result] };
	const left = [...lists.failed, ...lists.skipped, ...lists.unknown];
	return { error: leftBehind(result, left, moves.stoppedBy) };
}

const MOST_NAMES = 20;
const NOT_TWICE = 'files that were moved stay moved and are not moved twice';

/** One error for all files that stayed, grouped by reason, with at most twenty of their names. */
function leftBehind(
	result: IDataObject & { requested: number },
	left: Left[],
	stoppedBy: PortalError | undefined,
): DocSpaceError {
	const byReason = new Map<string, string[]>();
	for (const { id, title, reason } of left.slice(0, MOST_NAMES)) {
		byReason.set(reason, [...(byReason.get(reason) ?? []), title === '' ? `${id}` : quote(title)]);
	}
	const reasons = [...byReason].map(([reason, names]) => `${names.join(', ')}: ${reason}`);
	const more = left.length > MOST_NAMES ? `; and ${left.length - MOST_NAMES} more` : '';
	return new DocSpaceError(
		`${left.length} of ${result.requested} files were left behind: ${reasons.join('; ')}${more}`,
		stoppedBy
			? `${stoppedBy.remedy}. Then run again: ${NOT_TWICE}`
			: `See to the reasons given, then run again: ${NOT_TWICE}. To go on regardless, set “If Files Are Left Behind” to Report`,
		result,
		stoppedBy?.httpStatus,
	);
}

function attempt<T>(read: () => T): T | { error: unknown } {
	try {
		return read();
	} catch (error) {
		return { error };
	}
}
