import type { INodeProperties, INodePropertyOptions, INodeTypeDescription } from 'n8n-workflow';

import type { Schema } from './schema';

/** An operation as the node's description has it. */
export interface OperationFace {
	/** Resource and operation, such as `room.get`. */
	key: string;
	/** Such as “Room → Get”. */
	title: string;
	description: string;
	fields: INodeProperties[];
}

/** The operations of a node as its editor offers them, in that order. */
export function operationsOf({ properties }: INodeTypeDescription): OperationFace[] {
	const resources = properties.filter(({ name }) => name === 'resource').flatMap(choicesOf);
	return resources.flatMap((resource) => {
		const isOfResource = (field: INodeProperties) => isShownFor(field, 'resource', resource.value);
		const fields = properties.filter(isOfResource);
		const operations = fields.filter(({ name }) => name === 'operation').flatMap(choicesOf);
		return operations.map((operation) => ({
			key: `${resource.value}.${operation.value}`,
			title: `${resource.name} → ${operation.name}`,
			description: operation.description ?? '',
			fields: fields.filter((field) => isShownFor(field, 'operation', operation.value)),
		}));
	});
}

function isShownFor(field: INodeProperties, by: string, value: unknown): boolean {
	return field.displayOptions?.show?.[by]?.some((shown) => shown === value) === true;
}

/** The operations with what they do, and links to their sections. */
function tableOf(operations: Pick<OperationFace, 'title' | 'description'>[]): string {
	const rows = operations.map(
		({ title, description }) => `| [${title}](#${anchorOf(title)}) | ${inText(description)} |`,
	);
	return ['| Operation | What it does |', '| --- | --- |', ...rows].join('\n');
}

/** A page with the fields and the output of every operation, and of the trigger. */
export function pageOf(
	node: INodeTypeDescription,
	outputs: ReadonlyMap<string, Schema>,
	trigger: INodeTypeDescription,
): string {
	const operations = operationsOf(node);
	return [
		'# Operations',
		'Every field of the node and all that it puts out. `npm run generate` writes this page from the node itself.',
		'[Putting a client’s room away](client-room.md) tells more about the four operations that do it and about Archive Client Room. Lists have _Return All_ and _Limit_; whatever is read has _Simplify_.',
		tableOf([...operations, { title: trigger.displayName, description: trigger.description }]),
		...operations.flatMap((operation) => sectionOf(operation, outputs.get(operation.key))),
		`## ${trigger.displayName}`,
		inText(trigger.description),
		...fieldsOf(trigger.properties),
		'[What it needs, and an example of what it puts out](trigger.md).',
	].join('\n\n');
}

function sectionOf({ title, description, fields }: OperationFace, output?: Schema): string[] {
	const isSimplifiable = fields.some(({ name }) => name === 'simplify');
	return [
		`## ${title}`,
		inText(description),
		...fieldsOf(fields),
		...(output
			? [
					isSimplifiable ? 'Output with _Simplify_ on:' : 'Output:',
					['```yaml', ...membersOf(output), '```'].join('\n'),
				]
			: []),
	];
}

function fieldsOf(fields: INodeProperties[]): string[] {
	const notices = fields.filter(({ type }) => type === 'notice');
	const others = fields.filter(({ type }) => type !== 'notice');
	return [
		...notices.map(({ displayName }) => inText(displayName)),
		others.flatMap((field) => linesOf(field, fields)).join('\n'),
	];
}

/** A field as an item of a list, with its options below it. */
function linesOf(field: INodeProperties, others: INodeProperties[]): string[] {
	const choices = choicesOf(field).map(
		({ name, description }) => `- _${name}_${description ? `: ${inText(description)}` : ''}`,
	);
	const inner = (field.options ?? []).flatMap(fieldsIn);
	const below = [...choices, ...inner.flatMap((option) => linesOf(option, [...inner, ...others]))];
	const facts = [typeOf(field), startOf(field), conditionOf(field, others)].filter(Boolean);
	return [
		`- **${field.displayName}** (${facts.join('; ')})${field.description ? `: ${inText(field.description)}` : ''}`,
		...below.map((line) => `  ${line}`),
	];
}

const TYPES: Partial<Record<INodeProperties['type'], string>> = {
	string: 'text',
	boolean: 'on or off',
	options: 'one of these',
	multiOptions: 'several of a list',
	collection: 'any of these',
	fixedCollection: 'rows of these',
};

/** How something is picked, by the name of the picker's mode. */
const WAYS: Record<string, string> = {
	'From List': 'from a list',
	'By URL': 'by URL',
	'By Email': 'by e-mail address',
	'By ID': 'by ID',
};

function typeOf({ type, modes = [], placeholder }: INodeProperties): string {
	if (type === 'resourceLocator') {
		const ways = modes.map(({ displayName }) => WAYS[displayName] ?? displayName);
		return `picked ${ways.join(', ')}`;
	}
	const word = TYPES[type] ?? type;
	const [, example] = /^e\.g\. (.+)$/.exec(placeholder ?? '') ?? [];
	return example ? `${word} such as \`${example}\`` : word;
}

/** What a field holds at first. */
function startOf(field: INodeProperties): string {
	if (field.required) return 'required';
	const { default: value } = field;
	if (typeof value === 'object' || value === '') return '';
	return `default ${wordFor(field, value)}`;
}

/** When a field is shown, as far as other fields decide it. */
function conditionOf({ displayOptions }: INodeProperties, others: INodeProperties[]): string {
	const conditions = Object.entries(displayOptions?.show ?? {})
		.filter(([name]) => name !== 'resource' && name !== 'operation')
		.map(([path, values = []]) => {
			// `/room.mode` is the mode of the picker Room of the node, seen from among Options.
			const [, name] = /^\/?([^.]+)/.exec(path) ?? [];
			const other = others.find((field) => field.name === name);
			const words = values.map((value) => (other ? wordFor(other, value) : String(value)));
			return `_${other?.displayName ?? path}_ is ${words.join(' or ')}`;
		});
	return conditions.length > 0 ? `shown when ${conditions.join(' and ')}` : '';
}

/** A value in the words of the editor. */
function wordFor(field: INodeProperties, value: unknown): string {
	if (typeof value === 'boolean') return value ? 'on' : 'off';
	const choice = choicesOf(field).find((option) => option.value === value)?.name;
	const mode = field.modes?.find(({ name }) => name === value)?.displayName;
	return (choice ?? mode) ? `_${choice ?? mode}_` : String(value);
}

type Entry = NonNullable<INodeProperties['options']>[number];

function choicesOf({ options = [] }: INodeProperties): INodePropertyOptions[] {
	return options.filter(isChoice);
}

function isChoice(entry: Entry): entry is INodePropertyOptions {
	return 'value' in entry;
}

/** A field of a collection, or those of a row. */
function fieldsIn(entry: Entry): INodeProperties[] {
	if ('values' in entry) return entry.values;
	return 'type' in entry ? [entry] : [];
}

const WORDS = {
	string: 'text',
	integer: 'number',
	number: 'number',
	boolean: 'true or false',
	null: 'null',
};

/** The members of an object, one in a line, those of an object in it below. */
function membersOf(schema: Schema): string[] {
	if (schema.type !== 'object') return [];
	return Object.entries(schema.properties).flatMap(([name, member]) => {
		const isList = member.type === 'array';
		const held = isList ? member.items : member;
		if (held?.type === 'object') {
			const marks = isList ? ['  - ', '    '] : ['  ', '  '];
			const below = membersOf(held).map((line, at) => `${at === 0 ? marks[0] : marks[1]}${line}`);
			return [`${name}:`, ...below];
		}
		const word = held && held.type !== 'array' ? WORDS[held.type] : 'list';
		return [isList ? `${name}: [${word}]` : `${name}: ${word}`];
	});
}

/** Descriptions may hold links in HTML, and characters that Markdown takes for its own. */
function inText(description: string): string {
	return description
		.replace(/[*_|]/g, '\\$&')
		.replace(/<a href="([^"]*)">([^<]*)<\/a>/g, '[$2]($1)');
}

/** Where GitHub finds a heading. */
function anchorOf(title: string): string {
	return title
		.toLowerCase()
		.replace(/[^\w\s-]/g, '')
		.replace(/\s/g, '-');
}
