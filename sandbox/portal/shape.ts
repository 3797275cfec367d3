import type { JsonObject } from '../ground/input';
import type { EntryId } from '../model/types';

/** What members of plain data hold, by kind; those of a kind with `?` may be left out. */
interface Kinds {
	id: EntryId;
	text: string;
	flag: boolean;
	number: number;
	'text?': string | undefined;
	'number?': number | undefined;
}

/** The members of plain data, each with its kind. */
export type Members = Record<string, keyof Kinds>;

/** Plain data with such members. */
export type Shaped<M extends Members> = {
	[Name in keyof M as M[Name] extends `${string}?` ? never : Name]: Kinds[M[Name]];
} & {
	[Name in keyof M as M[Name] extends `${string}?` ? Name : never]?: Kinds[M[Name]];
};

function isOfKind(value: unknown, kind: keyof Kinds): boolean {
	switch (kind) {
		case 'id':
			return typeof value === 'number' || typeof value === 'string';
		case 'text':
			return typeof value === 'string';
		case 'flag':
			return typeof value === 'boolean';
		case 'number':
			return typeof value === 'number';
		case 'text?':
			return value === undefined || typeof value === 'string';
		case 'number?':
			return value === undefined || typeof value === 'number';
	}
}

/** Whether an object has these members. */
export function hasShape<M extends Members>(
	value: JsonObject,
	members: M,
): value is JsonObject & Shaped<M> {
	return Object.entries(members).every(([name, kind]) => isOfKind(value[name], kind));
}
