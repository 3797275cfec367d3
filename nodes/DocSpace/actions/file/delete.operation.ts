import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { DocSpaceError } from '../../portal/errors';
import { deleteFiles, type DeletionReport } from '../../portal/moving/deleting';
import { namedByReason } from '../../portal/moving/report';
import { filesLeft, idsNotFound } from '../hints';
import { eachItem, type Operation } from '../operation';
import { ifFilesAreLeftField } from './fields';
import { filesFrom } from './filesField';

const permanentlyField: INodeProperties = {
	displayName: 'Delete Permanently',
	name: 'permanently',
	type: 'boolean',
	default: false,
	description:
		'Whether to destroy the files for good instead of putting them into the Trash of the user behind the credential. Files in third-party storage can only be destroyed.',
};

const ifFilesStayField: INodeProperties = {
	...ifFilesAreLeftField,
	displayName: 'If Files Are Not Deleted',
	description: 'What to do when not every file could be deleted, for example because one is open',
};

/** File → Delete: every file is in the Trash, or gone if so wished, or named with the reason. */
export const deleteFilesOperation: Operation = {
	option: {
		name: 'Delete',
		value: 'delete',
		action: 'Delete files',
		description: 'Put files into the Trash, or destroy them for good, and name any that stayed',
	},
	fields: [
		{
			displayName: 'Files',
			name: 'files',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. {{ $json.files }}',
			description:
				'The files to delete: an ID such as 501, IDs separated by commas, or a list of files that another operation puts out. What lies in the Trash already stays there. An empty list [] means that there is nothing to delete.',
		},
		permanentlyField,
		ifFilesStayField,
	],
	hints: [filesLeft, idsNotFound],
	run: eachItem(async (item) => {
		const report = await deleteFiles(item.portal, filesFrom(item.get('files')), {
			isOn: item.isOn(permanentlyField.name),
			field: permanentlyField.displayName,
		});
		const result = resultOf(report);
		const mayReport = item.choice(ifFilesStayField, ['fail', 'report']) === 'report';
		if (report.complete || mayReport) return [result];
		throw notDeleted(report, result);
	}),
};

function resultOf(report: DeletionReport): IDataObject {
	const { complete, requested, deleted, failed, unknown, alreadyInTrash, notFound } = report;
	return {
		complete,
		requested,
		deletedCount: deleted.length,
		failed,
		unknown,
		notFound,
		alreadyInTrash,
		deleted,
	};
}

function notDeleted(
	{ requested, failed, unknown }: DeletionReport,
	result: IDataObject,
): DocSpaceError {
	const left = [...failed, ...unknown];
	return new DocSpaceError(
		`${left.length} of ${requested} files were not deleted: ${namedByReason(left)}`,
		'See to the reasons given, then run again: what lies in the Trash by then stays there. To go on regardless, set “If Files Are Not Deleted” to Report',
		result,
	);
}
