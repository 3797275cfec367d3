import type { INodeProperties } from 'n8n-workflow';

import { InputError, quote } from '../../portal/errors';
import type { FilesOrder } from '../../portal/moving/orders';
import type { Item } from '../item';

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
		'What to do when the destination, or another of the files, has the same name. Upper and lower case make no difference, nor do accents, except in third-party storage.',
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
			description: 'Stop with an error that names the files; what has been done stays done',
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

/** Whether to put out what needs nobody's attention, and may be long. */
export const listMovedIdsField: INodeProperties = {
	displayName: 'List Moved IDs',
	name: 'listMovedIds',
	type: 'boolean',
	default: false,
	description:
		'Whether to put out the IDs of all moved files too, as “moved”. How many they are, “movedCount” tells in any case.',
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

/** How to move files, as the fields above say. */
export interface MoveSettings
	extends Pick<FilesOrder, 'policy' | 'allowLossOfVersions' | 'maxWaitMs'> {
	failIfLeft: boolean;
	listsMovedIds: boolean;
}

/** Reads these fields. Throws `InputError`. */
export function moveSettingsFrom(item: Item): MoveSettings {
	return {
		policy: item.choice(conflictPolicyField, ['keepBoth', 'skip', 'overwrite']),
		failIfLeft: item.choice(ifFilesAreLeftField, ['fail', 'report']) === 'fail',
		allowLossOfVersions: {
			isOn: item.isOn('allowLossOfVersions'),
			field: allowLossOfVersionsField.displayName,
		},
		listsMovedIds: item.isOn(listMovedIdsField.name),
		maxWaitMs: maxWaitFrom(item.get('maxWait', 60)),
	};
}

/** In milliseconds. */
export function maxWaitFrom(value: unknown): number {
	const minutes = typeof value === 'string' ? Number(value) : value;
	if (typeof minutes === 'number' && minutes > 0) return minutes * 60_000;
	throw new InputError(
		maxWaitField.displayName,
		`is not a number of minutes: ${quote(value)}`,
		'Enter a number such as 60',
	);
}
