import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { templateLocator } from '../../locators/room';
import { createRoom, type RoomOrder } from '../../portal/content/room/creating';
import { LONGEST_ROOM_TITLE } from '../../portal/titles';
import { RoomType } from '../../portal/types';
import { contentNotCopied, roomsOfSameName, settingsNotApplied } from '../hints';
import type { Item } from '../item';
import { nameFrom } from '../nameFrom';
import { eachItem, type Operation } from '../operation';
import { settingFields, settingsFrom } from './settingFields';
import { simplifiedRoom } from './simplified';

const nameField: INodeProperties = {
	displayName: 'Room Name',
	name: 'roomName',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. Contoso Ltd',
	description:
		'The name of the room, for example the client’s. Characters that DocSpace does not allow (such as * : ? or /) become underscores.',
};

const sourceField: INodeProperties = {
	displayName: 'Create From',
	name: 'createFrom',
	type: 'options',
	options: [
		{ name: 'Room Type', value: 'type', description: 'An empty room of one of DocSpace’s types' },
		{
			name: 'Room Template',
			value: 'template',
			description: 'A copy of a template with all its folders and files, but without its members',
		},
	],
	default: 'type',
	description: 'What the room is made of',
};

const typeField: INodeProperties = {
	displayName: 'Room Type',
	name: 'roomType',
	type: 'options',
	displayOptions: { show: { createFrom: ['type'] } },
	options: [
		{
			name: 'Collaboration Room',
			value: 'collaboration',
			description: 'To work on documents together',
		},
		{ name: 'Custom Room', value: 'custom', description: 'For any purpose, with all the roles' },
		{
			name: 'Form Filling Room',
			value: 'formFilling',
			description: 'To have forms filled in; has a link to share at once',
		},
		{
			name: 'Public Room',
			value: 'public',
			description: 'For everybody who has its link, which is there at once',
		},
		{
			name: 'Virtual Data Room',
			value: 'virtualData',
			description: 'For what must not get about: numbered files, watermarks, no downloads',
		},
	],
	default: 'custom',
	description: 'The type of the room, which cannot be changed later',
};

const ifExistsField: INodeProperties = {
	displayName: 'If a Room of This Name Exists',
	name: 'ifExists',
	type: 'options',
	options: [
		{
			name: 'Create Another',
			value: 'create',
			description: 'Also when the same data comes twice; DocSpace allows equal names',
		},
		{ name: 'Fail', value: 'fail', description: 'Stop with an error that names the room' },
		{
			name: 'Use It',
			value: 'use',
			description:
				'Put out that room as it is, with “created” being false; running twice is harmless',
		},
	],
	default: 'use',
	description:
		'What to do when an active room has this name already. Upper and lower case make no difference, nor do accents. Only rooms that the user behind the credential sees count.',
};

/** Room → Create: a room of some type or of a template, and no second one when it runs twice. */
export const createRoomOperation: Operation = {
	option: {
		name: 'Create',
		value: 'create',
		action: 'Create room',
		description:
			'Create a room, empty or from a template, with nobody but its owner in it at first',
	},
	fields: [
		nameField,
		sourceField,
		typeField,
		{
			...templateLocator,
			required: true,
			displayOptions: { show: { createFrom: ['template'] } },
			description: 'The template to copy, with all its folders and files',
		},
		ifExistsField,
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add option',
			default: {},
			options: [
				settingFields.indexing,
				settingFields.color,
				settingFields.lifetime,
				settingFields.denyDownload,
				settingFields.quota,
				settingFields.tags,
				settingFields.watermark,
			],
		},
	],
	hints: [contentNotCopied, settingsNotApplied, roomsOfSameName],
	run: eachItem(async (item) => [await create(item)]),
};

const TYPES = ['collaboration', 'custom', 'formFilling', 'public', 'virtualData'] as const;

async function create(item: Item): Promise<IDataObject> {
	const { portal } = item;
	const name = nameFrom(item, nameField, { longest: LONGEST_ROOM_TITLE });
	const done = await createRoom(portal, {
		name: { title: name, field: nameField.displayName },
		of: await sourceFrom(item),
		ifExists: item.choice(ifExistsField, ['create', 'fail', 'use']),
		wishes: settingsFrom(item),
	});
	const { id, title, type, tags, url } = simplifiedRoom(portal.origin)(done.room);
	return {
		id,
		title,
		type,
		tags,
		url,
		created: done.created,
		requestedTitle: name,
		sameNameRooms: done.sameNameRooms.map((room) => ({ id: room.id, title: room.title })),
		notApplied: done.notApplied,
		notCopied: done.notCopied,
	};
}

async function sourceFrom(item: Item): Promise<RoomOrder['of']> {
	return item.choice(sourceField, ['type', 'template']) === 'template'
		? { template: await item.picked(templateLocator) }
		: { roomType: RoomType[item.choice(typeField, TYPES)] };
}
