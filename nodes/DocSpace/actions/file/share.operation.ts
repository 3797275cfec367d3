import type { INodeProperties } from 'n8n-workflow';

import { fileLocator } from '../../locators/file';
import { fileIdFromLink } from '../../locators/links';
import { isEmpty } from '../../locators/locator';
import { InputError } from '../../portal/errors';
import { endLinks, shareFile, type LinkSettings, type Sharing } from '../../portal/sharing/sharing';
import { Access } from '../../portal/types';
import { linkReplaced } from '../hints';
import type { Item } from '../item';
import { linkOutput } from '../linkFields';
import { eachItem, type Operation } from '../operation';

const actionField: INodeProperties = {
	displayName: 'What to Do',
	name: 'whatToDo',
	type: 'options',
	options: [
		{
			name: 'Create or Change Link',
			value: 'share',
			description: 'Open the file by its main link, or change what that link gives',
		},
		{
			name: 'End Link',
			value: 'end',
			description: 'End the main link for good; a later one has another address',
		},
	],
	default: 'share',
	description: 'Whether to share the file by its main link, or to end that link',
};

const accessField: INodeProperties = {
	displayName: 'Access',
	name: 'access',
	type: 'options',
	displayOptions: { show: { whatToDo: ['share'] } },
	options: [
		{ name: 'Commenter', value: 'comment', description: 'View and comment' },
		{ name: 'Editor', value: 'editing', description: 'View, comment and change' },
		{ name: 'Form Filler', value: 'fillForms', description: 'Fill in a form' },
		{ name: 'Reviewer', value: 'review', description: 'View, comment and suggest changes' },
		{ name: 'Viewer', value: 'read', description: 'View only' },
	],
	default: 'read',
	description:
		'What everybody who has the link may do. What is possible depends on the type of the file.',
};

const allowDownloadField: INodeProperties = {
	displayName: 'Allow Download',
	name: 'allowDownload',
	type: 'boolean',
	default: true,
	description: 'Whether the file can be downloaded, printed and copied by the link',
};

const signedInOnlyField: INodeProperties = {
	displayName: 'Signed-In People Only',
	name: 'signedInOnly',
	type: 'boolean',
	default: true,
	description:
		'Whether the link works only for people who have an account in this DocSpace, guests included',
};

const expiresField: INodeProperties = {
	displayName: 'Expires',
	name: 'expires',
	type: 'dateTime',
	default: '',
	placeholder: 'e.g. {{ $now.plus({ days: 14 }) }}',
	description:
		'When the link stops working, for example in two weeks. Without a time zone it counts in that of the workflow.',
};

const passwordField: INodeProperties = {
	displayName: 'Password',
	name: 'password',
	type: 'string',
	typeOptions: { password: true },
	default: '',
	placeholder: 'e.g. {{ $json.linkPassword }}',
	description: 'What everybody is asked for before they see the file. It is never put out.',
};

const neverExpiresField: INodeProperties = {
	displayName: 'Never Expires',
	name: 'neverExpires',
	type: 'boolean',
	default: true,
	description: 'Whether to take away the moment at which the link expires',
};

const noPasswordField: INodeProperties = {
	displayName: 'No Password',
	name: 'noPassword',
	type: 'boolean',
	default: true,
	description: 'Whether to take away the password of the link',
};

const nameField: INodeProperties = {
	displayName: 'Link Name',
	name: 'linkName',
	type: 'string',
	default: '',
	placeholder: 'e.g. For Contoso',
	description: 'What the link is called in DocSpace',
};

const endAllField: INodeProperties = {
	displayName: 'End Other Links Too',
	name: 'endOtherLinks',
	type: 'boolean',
	displayOptions: { show: { whatToDo: ['end'] } },
	default: false,
	description:
		'Whether to end all links of the file, also those that were made in addition to the main one',
};

/** File → Share: the main link of a file, made, changed or ended. */
export const shareFileOperation: Operation = {
	option: {
		name: 'Share',
		value: 'share',
		action: 'Share file',
		description:
			'Share a file by a link, with access, expiry and password of your choice, or end its link',
	},
	fields: [
		{
			...fileLocator,
			required: true,
			description: 'The file to share, by its ID or the address of its editor',
		},
		actionField,
		accessField,
		endAllField,
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			displayOptions: { show: { whatToDo: ['share'] } },
			placeholder: 'Add option',
			default: {},
			description: 'What is not added stays as it is with a link that is there already',
			options: [
				allowDownloadField,
				expiresField,
				nameField,
				neverExpiresField,
				noPasswordField,
				passwordField,
				signedInOnlyField,
			],
		},
	],
	hints: [linkReplaced],
	run: eachItem(async (item) => {
		const picked = await item.picked(fileLocator, fileIdFromLink);
		const action = item.choice(actionField, ['share', 'end']);
		if (action === 'end') {
			const which = switchIn(item, endAllField) ? 'all' : 'main';
			return [output(await endLinks(item.portal, picked, which))];
		}
		const wanted = settingsFrom(item);
		return [output(await shareFile(item.portal, { picked, wanted, fieldOf }))];
	}),
};

const LABELS: Partial<Record<keyof LinkSettings, string>> = {
	access: accessField.displayName,
	expires: expiresField.displayName,
	password: passwordField.displayName,
	title: nameField.displayName,
	internal: signedInOnlyField.displayName,
};

function fieldOf(setting: keyof LinkSettings): string {
	return LABELS[setting] ?? 'Options';
}

/** What is set in the fields; of *Options* only what was added. */
function settingsFrom(item: Item): Partial<LinkSettings> {
	const access = item.choice(accessField, ['read', 'comment', 'review', 'editing', 'fillForms']);
	const allowDownload = addedSwitch(item, allowDownloadField);
	const internal = addedSwitch(item, signedInOnlyField);
	const title = addedText(item, nameField);
	const password = addedText(item, passwordField);
	const expires = addedText(item, expiresField) && item.moment(expiresField);
	return {
		access: Access[access],
		...(allowDownload !== undefined && { denyDownload: !allowDownload }),
		...(internal !== undefined && { internal }),
		...(title !== undefined && { title }),
		...(addedSwitch(item, noPasswordField) && { password: null }),
		...(password !== undefined && { password }),
		...(addedSwitch(item, neverExpiresField) && { expires: null }),
		...(typeof expires === 'number' && { expires }),
	};
}

/**
 * The text of an option that was added; undefined where it was not. An expression that yields nothing must not leave a
 * link open longer, or to more people, than was meant.
 */
function addedText(item: Item, { name, displayName, type }: INodeProperties): string | undefined {
	if (!item.isAdded(name)) return undefined;
	const value = item.get(name, '');
	if (type === 'string' && typeof value === 'object' && value !== null) {
		throw new InputError(displayName, 'is a list or an object', 'Enter a text');
	}
	if (!isEmpty(value)) return String(value);
	throw new InputError(displayName, 'is empty', 'Enter one, or take the option away');
}

/** The same for a switch. */
function addedSwitch(item: Item, field: INodeProperties): boolean | undefined {
	return item.isAdded(field.name) ? switchIn(item, field) : undefined;
}

/** An expression may yield anything, and no link must stay open because of it. */
function switchIn(item: Item, { name, displayName }: INodeProperties): boolean {
	const value = item.get(name, '');
	if (typeof value === 'boolean') return value;
	throw new InputError(
		displayName,
		'is neither on nor off',
		'Switch it on or off, or use an expression that yields true or false',
	);
}

function output({ created, changed, ended, ...found }: Sharing) {
	return { ...linkOutput(found), created, changed, endedCount: ended };
}
