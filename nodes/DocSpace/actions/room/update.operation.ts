import type { INodeProperties } from 'n8n-workflow';

import { roomLocator } from '../../locators/room';
import { updateRoom } from '../../portal/content/room/updating';
import type { RoomWishes } from '../../portal/content/room/settings';
import { LONGEST_ROOM_TITLE, storedTitle } from '../../portal/titles';
import { InputError } from '../../portal/errors';
import type { Item } from '../item';
import { nameFrom } from '../nameFrom';
import { eachItem, type Operation } from '../operation';
import { settingFields, settingsFrom } from './settingFields';
import { simplifiedRoom } from './simplified';

const nameField: INodeProperties = {
	displayName: 'New Name',
	name: 'newName',
	type: 'string',
	default: '',
	placeholder: 'e.g. Contoso Ltd (closed)',
	description:
		'The name to give the room. Characters that DocSpace does not allow (such as * : ? or /) become underscores.',
};

const changesField = 'Changes';

const tagsModeField: INodeProperties = {
	displayName: 'What to Do With Tags',
	name: 'tagsMode',
	type: 'options',
	options: [
		{ name: 'Add', value: 'add', description: 'The room keeps the tags it has' },
		{
			name: 'Replace',
			value: 'replace',
			description: 'The room loses all other tags; without any tag given it loses all',
		},
	],
	default: 'add',
	description: 'Whether the tags given come to those the room has, or take their place',
};

/** Room → Update: only what is given changes, and it is proved. */
export const updateRoomOperation: Operation = {
	option: {
		name: 'Update',
		value: 'update',
		action: 'Update room',
		description: 'Change the name, tags or settings of a room; what you do not add stays as it is',
	},
	fields: [
		{
			...roomLocator,
			required: true,
			description:
				'The room to change. It must not be archived, and the credential’s user must own or manage it.',
		},
		{
			displayName: changesField,
			name: 'options',
			type: 'collection',
			placeholder: 'Add change',
			default: {},
			description: 'What to change. Fails when DocSpace did not take something, and says what.',
			options: [
				settingFields.indexing,
				settingFields.color,
				settingFields.lifetime,
				nameField,
				settingFields.denyDownload,
				settingFields.quota,
				settingFields.tags,
				settingFields.watermark,
				tagsModeField,
			],
		},
	],
	run: eachItem(async (item) => {
		const picked = await item.picked(roomLocator);
		const { room, changed } = await updateRoom(item.portal, picked, wishesFrom(item));
		const { id, title, type, tags, url } = simplifiedRoom(item.portal.origin)(room);
		return [{ id, title, type, tags, url, changed }];
	}),
};

function wishesFrom(item: Item): RoomWishes {
	const { tags, ...settings } = settingsFrom(item);
	const isReplaced =
		item.isAdded(tagsModeField.name) &&
		item.choice(tagsModeField, ['add', 'replace']) === 'replace';
	const title = item.isAdded(nameField.name)
		? storedTitle(nameFrom(item, nameField, { longest: LONGEST_ROOM_TITLE }))
		: undefined;
	const wishes = { ...settings, title, ...(isReplaced ? { tags } : { moreTags: tags }) };
	if (Object.values(wishes).some((wish) => wish !== undefined)) return wishes;
	throw new InputError(changesField, 'is empty', 'Add what is to change');
}
