import { isRecord } from '../harness/guards';

/** As much of JSON schema as n8n reads of the output of an operation. */
export type Schema =
	| { type: 'object'; properties: Record<string, Schema> }
	| { type: 'array'; items?: Schema }
	| { type: 'string' | 'number' | 'integer' | 'boolean' | 'null' };

/** The schema of one value, its members in the order in which they come. */
export function schemaOf(value: unknown): Schema {
	if (Array.isArray(value)) {
		const items = merged(value.map(schemaOf));
		return items ? { type: 'array', items } : { type: 'array' };
	}
	if (isRecord(value)) {
		const members = Object.entries(value).filter(([, member]) => member !== undefined);
		const properties = members.map(([name, member]) => [name, schemaOf(member)]);
		return { type: 'object', properties: Object.fromEntries(properties) };
	}
	if (typeof value === 'string') return { type: 'string' };
	if (typeof value === 'boolean') return { type: 'boolean' };
	if (typeof value === 'number') return { type: Number.isInteger(value) ? 'integer' : 'number' };
	return { type: 'null' };
}

/**
 * The schema that fits several values. A member that is null in one and holds something in another counts as
 * what it holds: n8n's editor shows only one type.
 *
 * @throws when a member has different types, for which the editor has no picture
 */
export function merged(schemas: Schema[], path: string[] = []): Schema | undefined {
	const [first, ...others] = schemas;
	return first && others.reduce((one, other) => merge(one, other, path), first);
}

function merge(one: Schema, other: Schema, path: string[]): Schema {
	if (one.type === 'null') return other;
	if (other.type === 'null') return one;
	if (one.type === 'object' && other.type === 'object') {
		const properties = { ...one.properties };
		for (const [name, schema] of Object.entries(other.properties)) {
			const known = properties[name];
			properties[name] = known ? merge(known, schema, [...path, name]) : schema;
		}
		return { type: 'object', properties };
	}
	if (one.type === 'array' && other.type === 'array') {
		const items = merged(
			[one, other].flatMap((list) => list.items ?? []),
			path,
		);
		return items ? { type: 'array', items } : one;
	}
	if (one.type === other.type) return one;
	if (isNumeric(one) && isNumeric(other)) return { type: 'number' };
	throw new Error(`${path.join('.') || 'A list'} holds both ${one.type} and ${other.type}`);
}

function isNumeric({ type }: Schema): boolean {
	return type === 'integer' || type === 'number';
}

/** The members that never held anything, so that nobody knows what they hold: `failed`, `guest.id`. */
export function gapsIn(schema: Schema, path: string[] = []): string[] {
	if (schema.type === 'object') {
		return Object.entries(schema.properties).flatMap(([name, member]) =>
			gapsIn(member, [...path, name]),
		);
	}
	if (schema.type === 'array' && schema.items) return gapsIn(schema.items, path);
	return schema.type === 'array' || schema.type === 'null' ? [path.join('.')] : [];
}
