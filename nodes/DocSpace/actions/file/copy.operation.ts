import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { folderLocator } from '../../locators/folder';
import { folderUrl } from '../../portal/address';
import { DocSpaceError } from '../../portal/errors';
import type { PortalClient } from '../../portal/http/client';
import {
	copyEntries,
	type EntriesOrder,
	type EntriesReport,
} from '../../portal/moving/copying/copyEntries';
import { namedByReason } from '../../portal/moving/report';
import { copyPolicyField, copyPolicyFrom, simplifiedCopy } from '../copies';
import { filesNotCopied } from '../hints';
import type { Item } from '../item';
import type { Operation, Outcome } from '../operation';
import { ifFilesAreLeftField, maxWaitField, maxWaitFrom } from './fields';
import { entriesFrom } from './filesField';
import { outcomesOfGroups } from './groups';

const destinationField: INodeProperties = {
	...folderLocator,
	displayName: 'Destination Folder',
	name: 'destinationFolder',
	required: true,
	description:
		'The folder to copy the files into, for example the one that Ensure Folder returns: {{ $json.id }}',
};

const policyField = copyPolicyField('If a File of This Name Exists', {
	keepBoth: 'Copy every file, each time it runs; the later copy becomes “contract (1).pdf”',
	overwrite: 'The copy becomes a new version of the file in the destination; folders are merged',
	skip: 'Leave the file out and list it as skipped; of folders only what is missing is copied',
});

const ifFilesStayField: INodeProperties = {
	...ifFilesAreLeftField,
	displayName: 'If Files Are Not Copied',
	description:
		'What to do when not every file could be copied, for example because your role does not allow it. Files that were skipped are no failure.',
};

const fields: INodeProperties[] = [
	{
		displayName: 'Files',
		name: 'files',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. {{ $json.files }}',
		description:
			'The files to copy: an ID such as 501, IDs separated by commas, or a list of files that another operation puts out. Folders that another operation puts out are copied with all they hold. An empty list [] means that there is nothing to copy.',
	},
	destinationField,
	policyField,
	ifFilesStayField,
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				...maxWaitField,
				description:
					'How long to wait for DocSpace to make the copies. Files it has not copied by then are reported as unknown.',
			},
		],
	},
];

/** What one input item asks for. */
interface Order extends EntriesOrder {
	failIfLeft: boolean;
}

/** File → Copy: every file has a copy in the destination, or is named in the output with the reason. */
export const copyFilesOperation: Operation = {
	option: {
		name: 'Copy',
		value: 'copy',
		action: 'Copy files',
		description: 'Copy files into a folder, wait until the copies are there, and put out their IDs',
	},
	fields,
	hints: [filesNotCopied],
	run: async (run) =>
		await outcomesOfGroups(run, readOrder, {
			keyOf: ({ destination, policy, maxWaitMs }) => [destination.id, policy, maxWaitMs].join(' '),
			work: async (group) => await copyEntries(run.portal, group),
			outcomeOf: (order, report) => outcomeOf(run.portal, order, report),
		}),
};

async function readOrder(item: Item): Promise<Order> {
	const { files, folders } = entriesFrom(item.get('files'));
	return {
		given: files,
		folders,
		destination: await item.picked(destinationField),
		policy: copyPolicyFrom(item, policyField),
		failIfLeft: item.choice(ifFilesStayField, ['fail', 'report']) === 'fail',
		maxWaitMs: maxWaitFrom(item.get(maxWaitField.name, maxWaitField.default)),
	};
}

function outcomeOf(portal: PortalClient, order: Order, report: EntriesReport): Outcome {
	const { complete, requested, copied, folderCopies, skipped, failed, unknown, folder } = report;
	const result: IDataObject = {
		complete,
		requested,
		copiedCount: copied.length + folderCopies.length,
		skippedCount: skipped.length,
		failedCount: failed.length,
		unknownCount: unknown.length,
		files: copied,
		folders: folderCopies.map(simplifiedCopy(portal)),
		skipped,
		failed,
		unknown,
		destinationId: order.destination.id,
		destinationUrl: folderUrl(portal.origin, folder ?? order.destination),
	};
	const isError = !complete && order.failIfLeft;
	return isError ? { error: notCopied(report, result) } : { items: [result] };
}

function notCopied(
	{ requested, failed, unknown }: EntriesReport,
	result: IDataObject,
): DocSpaceError {
	const left = [...failed, ...unknown];
	return new DocSpaceError(
		`${left.length} of ${requested} files were not copied: ${namedByReason(left)}`,
		'See to the reasons given, then run again: with “Skip” nothing is copied twice. To go on regardless, set “If Files Are Not Copied” to Report',
		result,
	);
}
