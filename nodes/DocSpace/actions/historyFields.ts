import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { readHistory, type HistoryDto } from '../portal/content/history';
import { isObject } from '../portal/types';
import { inWantedForm, limitFrom, listFields } from './listFields';
import { eachItem, type Operation } from './operation';

const fromField: INodeProperties = {
	displayName: 'From',
	name: 'from',
	type: 'dateTime',
	default: '',
	placeholder: 'e.g. {{ $now.minus({ days: 7 }) }}',
	description:
		'Only what happened at this moment or later. Without a time zone it counts in that of the workflow.',
};

const untilField: INodeProperties = {
	displayName: 'Until',
	name: 'until',
	type: 'dateTime',
	default: '',
	placeholder: 'e.g. {{ $now.startOf("day") }}',
	description:
		'Only what happened at this moment or earlier. Without a time zone it counts in that of the workflow.',
};

/** The operation Get History of folders or rooms, which are picked by `locator`. */
export function getHistoryOperation(
	what: 'folder' | 'room',
	locator: INodeProperties,
	fields: INodeProperties[],
): Operation {
	return {
		option: {
			name: 'Get History',
			value: 'getHistory',
			action: `Get history of ${what}`,
			description: `Get what happened in a ${what} and in all its folders: who did what to which file, and when`,
		},
		fields: [
			...fields,
			...listFields,
			{
				displayName: 'Filters',
				name: 'options',
				type: 'collection',
				placeholder: 'Add filter',
				default: {},
				options: [fromField, untilField],
			},
		],
		run: eachItem(async (item) => {
			const events = await readHistory(item.portal, await item.picked(locator), {
				from: item.moment(fromField),
				until: item.moment(untilField),
				limit: limitFrom(item),
			});
			return inWantedForm(item, events, simplified);
		}),
	};
}

/** Who did what, when, and to what; a member holds null where the action has no such thing. */
function simplified({ id, action, initiator, date, data = {} }: HistoryDto): IDataObject {
	const entryId = data.id;
	return {
		id,
		date,
		by: initiator?.displayName ?? '',
		action: action.key,
		what: inWords(action.key),
		// A link's id is a GUID.
		entryId: typeof entryId === 'number' ? entryId : null,
		title: text(data.title) ?? text(data.newTitle),
		previousTitle: text(data.oldTitle),
		folderId: typeof data.parentId === 'number' ? data.parentId : null,
		folderTitle: text(data.parentTitle),
		person: nameIn(data.user) ?? nameIn(data.group),
	};
}

/** `FileUploaded` as “File uploaded”. */
function inWords(key: string): string {
	const [first = '', ...words] = key.split(/(?=[A-Z])/);
	return [first, ...words.map((word) => word.toLowerCase())].join(' ');
}

function text(value: unknown): string | null {
	return typeof value === 'string' ? value : null;
}

function nameIn(value: unknown): string | null {
	return isObject(value) ? (text(value.displayName) ?? text(value.name)) : null;
}
