import { jsonParse, type INodeProperties } from 'n8n-workflow';

import { chosen, isEmpty } from '../../locators/locator';
import {
	Quota,
	type FileLifetime,
	type RoomWishes,
	type Watermark,
} from '../../portal/content/room/settings';
import { InputError, quote } from '../../portal/errors';
import { isObject } from '../../portal/types';
import type { Item } from '../item';

const colorField: INodeProperties = {
	displayName: 'Color',
	name: 'color',
	type: 'color',
	default: '#4781D1',
	description: 'The color of the room’s icon, for example #4781D1',
};

const PERIODS: Record<string, number> = { days: 0, months: 1, years: 2 };
const LONGEST_LIFETIME = 999;

const lifetimeField: INodeProperties = {
	displayName: 'File Lifetime',
	name: 'lifetime',
	type: 'fixedCollection',
	default: {},
	placeholder: 'Set lifetime',
	description: 'After how long DocSpace takes files out of the room',
	options: [
		{
			displayName: 'Lifetime',
			name: 'lifetime',
			values: [
				{
					displayName: 'Files Stay For',
					name: 'value',
					type: 'number',
					typeOptions: { minValue: 0, maxValue: LONGEST_LIFETIME },
					default: 12,
					description: 'A number from 1 to 999, or 0 for files that stay for good',
				},
				{
					displayName: 'Unit',
					name: 'period',
					type: 'options',
					options: [
						{ name: 'Days', value: 'days' },
						{ name: 'Months', value: 'months' },
						{ name: 'Years', value: 'years' },
					],
					default: 'months',
				},
				{
					displayName: 'Delete Permanently',
					name: 'deletePermanently',
					type: 'boolean',
					default: false,
					description: 'Whether files are then destroyed instead of going to the Trash',
				},
			],
		},
	],
};

const indexingField: INodeProperties = {
	displayName: 'Automatic Indexing',
	name: 'indexing',
	type: 'boolean',
	default: true,
	description: 'Whether DocSpace numbers the files and folders of the room',
};

const denyDownloadField: INodeProperties = {
	displayName: 'Restrict Copy and Download',
	name: 'denyDownload',
	type: 'boolean',
	default: true,
	description: 'Whether Viewers of the room cannot copy, download or print its files',
};

const MEGABYTE = 1024 * 1024;

const quotaField: INodeProperties = {
	displayName: 'Storage Quota (MB)',
	name: 'quota',
	type: 'number',
	default: 1024,
	description:
		'How much the room may hold, in megabytes; -1 for no limit, -2 for the portal’s default. Only where rooms have quotas in DocSpace (Settings → Storage management).',
};

const tagsField: INodeProperties = {
	displayName: 'Tags',
	name: 'tags',
	type: 'string',
	default: '',
	placeholder: 'e.g. client, 2026',
	description:
		'Tags separated by commas, or an expression that yields a list. Those that are not there yet are created.',
};

/** Flags of docspace-api.md 16.1. */
const ADDITIONS: Record<string, number> = { userName: 1, email: 2, ip: 4, date: 8, room: 16 };
const ROTATIONS: Record<string, number> = { diagonal: -45, horizontal: 0 };
const LONGEST_WATERMARK = 255;

const watermarkField: INodeProperties = {
	displayName: 'Watermark',
	name: 'watermark',
	type: 'fixedCollection',
	default: {},
	placeholder: 'Set watermark',
	description:
		'What stands across the files of the room; with nothing to show there is no watermark',
	options: [
		{
			displayName: 'Watermark',
			name: 'watermark',
			values: [
				{
					displayName: 'Shows',
					name: 'shows',
					type: 'multiOptions',
					options: [
						{ name: 'Current Date', value: 'date' },
						{ name: 'Email of the Reader', value: 'email' },
						{ name: 'IP Address of the Reader', value: 'ip' },
						{ name: 'Name of the Reader', value: 'userName' },
						{ name: 'Room Name', value: 'room' },
					],
					default: ['userName'],
				},
				{
					displayName: 'Text',
					name: 'text',
					type: 'string',
					default: '',
					placeholder: 'e.g. Confidential',
					description: 'A text of your own, at most 255 characters',
				},
				{
					displayName: 'Position',
					name: 'position',
					type: 'options',
					options: [
						{ name: 'Diagonal', value: 'diagonal' },
						{ name: 'Horizontal', value: 'horizontal' },
					],
					default: 'diagonal',
				},
			],
		},
	],
};

/** What may be set of a room, new or not, each in its place among *Options*. */
export const settingFields = {
	color: colorField,
	lifetime: lifetimeField,
	indexing: indexingField,
	denyDownload: denyDownloadField,
	quota: quotaField,
	tags: tagsField,
	watermark: watermarkField,
};

/** Those settings that were added among *Options*. Throws `InputError` for what DocSpace would refuse. */
export function settingsFrom(item: Item): RoomWishes {
	const read = <T>({ name }: INodeProperties, from: (value: unknown) => T): T | undefined =>
		item.isAdded(name) ? from(item.get(name, '')) : undefined;
	return {
		color: read(colorField, colorFrom),
		lifetime: read(lifetimeField, lifetimeFrom),
		indexing: read(indexingField, (value) => switchFrom(value, indexingField)),
		denyDownload: read(denyDownloadField, (value) => switchFrom(value, denyDownloadField)),
		quota: read(quotaField, quotaFrom),
		tags: read(tagsField, tagsFrom),
		watermark: read(watermarkField, watermarkFrom),
	};
}

/** An expression that yields nothing must not take a protection away. */
function switchFrom(value: unknown, { displayName }: INodeProperties): boolean {
	if (typeof value === 'boolean') return value;
	throw new InputError(
		displayName,
		isEmpty(value) ? 'is empty' : `is ${quote(value)}`,
		'Turn it on or off, or use an expression that yields true or false',
	);
}

/** The number in a field; NaN for what is none, be it nothing. */
function numberFrom(value: unknown): number {
	return typeof value === 'number' || (typeof value === 'string' && value.trim() !== '')
		? Number(value)
		: NaN;
}

function colorFrom(value: unknown): string {
	const [, digits] = /^#?([0-9a-f]{6})$/i.exec(String(value).trim()) ?? [];
	if (digits !== undefined) return digits.toUpperCase();
	throw new InputError(
		colorField.displayName,
		isEmpty(value) ? 'is empty' : `is ${quote(value)}`,
		'Enter a color as #RRGGBB, for example #4781D1',
	);
}

function lifetimeFrom(given: unknown): FileLifetime | 'off' | undefined {
	const fields = groupIn(given, 'lifetime');
	if (!fields) return undefined;
	const value = numberFrom(fields.value);
	const period = PERIODS[String(fields.period)];
	if (value === 0) return 'off';
	if (period !== undefined && Number.isInteger(value) && value >= 1 && value <= LONGEST_LIFETIME) {
		return { value, period, deletePermanently: fields.deletePermanently === true };
	}
	throw new InputError(
		lifetimeField.displayName,
		`is ${quote(`${String(fields.value)} ${String(fields.period)}`)}`,
		'Enter a whole number from 1 to 999 and days, months or years, or 0 for files that stay',
	);
}

function quotaFrom(value: unknown): number {
	const megabytes = numberFrom(value);
	if (megabytes === Quota.none || megabytes === Quota.ofThePortal) return megabytes;
	if (megabytes > 0) return Math.round(megabytes * MEGABYTE);
	throw new InputError(
		quotaField.displayName,
		isEmpty(value) ? 'is empty' : `is ${quote(value)}`,
		'Enter a number of megabytes, -1 for no limit or -2 for the portal’s default',
	);
}

function tagsFrom(value: unknown): string[] {
	const given = chosen(value);
	const json = typeof given === 'string' && given.startsWith('[');
	const list = json ? jsonParse<unknown>(given, { fallbackValue: null }) : given;
	const parts: unknown[] = Array.isArray(list) ? list : [given];
	if (parts.some((part) => isObject(part))) {
		throw new InputError(
			tagsField.displayName,
			`holds something that is no text: ${quote(given)}`,
			'Enter tags separated by commas, or use an expression that yields a list of texts',
		);
	}
	const texts = Array.isArray(list)
		? parts.map((part) => String(part ?? ''))
		: String(given ?? '').split(',');
	return [...new Set(texts.map((text) => text.trim()).filter((text) => text !== ''))];
}

function watermarkFrom(given: unknown): Watermark | 'off' | undefined {
	const fields = groupIn(given, 'watermark');
	if (!fields) return undefined;
	const { shows, text: entered, position } = fields;
	const additions = flagsOf(shows);
	const rotate = ROTATIONS[String(position)];
	// With nothing to show there is no watermark: that must be meant, not what an expression failed to yield.
	if (
		additions === undefined ||
		rotate === undefined ||
		!['string', 'number'].includes(typeof entered)
	) {
		throw new InputError(
			watermarkField.displayName,
			`cannot be ${quote({ shows, text: entered, position })}`,
			`Shows takes a list of ${Object.keys(ADDITIONS).join(', ')}; Text a text, or nothing typed; Position diagonal or horizontal`,
		);
	}
	const text = String(entered).trim();
	if (text.length > LONGEST_WATERMARK) {
		throw new InputError(
			watermarkField.displayName,
			`has a text of ${text.length} characters, and DocSpace allows ${LONGEST_WATERMARK}`,
			'Shorten the text',
		);
	}
	if (additions === 0 && text === '') return 'off';
	return { additions, text, rotate };
}

/** The flags of what a watermark is to show; undefined for anything but a list of their names. */
function flagsOf(names: unknown): number | undefined {
	if (!Array.isArray(names)) return undefined;
	return names
		.map((name) => ADDITIONS[String(name)])
		.reduce<
			number | undefined
		>((sum, flag) => (sum === undefined || flag === undefined ? undefined : sum | flag), 0);
}

/** The fields of a group that can be added once; undefined where it was not. */
function groupIn(value: unknown, group: string): Record<string, unknown> | undefined {
	const fields = isObject(value) ? value[group] : undefined;
	return isObject(fields) ? fields : undefined;
}
