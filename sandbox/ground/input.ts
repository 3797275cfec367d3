import { ValidationProblem } from './errors';

/** A JSON object whose members nobody has looked at yet. */
export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const LONGEST_PAGE = 100;

const invalid = (name: string, message: string) => new ValidationProblem({ [name]: [message] });

/** The query of a request; names without regard to case, as ASP.NET binds them. */
export class Query {
	private readonly values = new Map<string, string[]>();

	constructor(search: URLSearchParams) {
		for (const [name, value] of search) {
			const key = name.toLowerCase().replace(/\[\d*\]$/, '');
			this.values.set(key, [...(this.values.get(key) ?? []), value]);
		}
	}

	text(name: string): string | undefined {
		return this.values.get(name.toLowerCase())?.[0];
	}

	all(name: string): string[] {
		return this.values.get(name.toLowerCase()) ?? [];
	}

	whole(name: string): number | undefined {
		const text = this.text(name);
		if (text === undefined || text === '') return undefined;
		if (!/^[+-]?\d+$/.test(text)) throw invalid(name, `The value '${text}' is not valid.`);
		return Number(text);
	}

	/** How many a page may hold: 1 to 100, or 400 (docspace-api.md 3.1, T3). */
	pageSize(): number {
		const count = this.whole('count') ?? LONGEST_PAGE;
		if (count >= 1 && count <= LONGEST_PAGE) return count;
		throw invalid('Count', `The field Count must be between 1 and ${LONGEST_PAGE}.`);
	}

	flag(name: string): boolean | undefined {
		const text = this.text(name)?.toLowerCase();
		if (text === undefined || text === '') return undefined;
		if (text !== 'true' && text !== 'false')
			throw invalid(name, `The value '${text}' is not valid.`);
		return text === 'true';
	}

	guid(name: string): string | undefined {
		const text = this.text(name);
		if (text === undefined || text === '') return undefined;
		if (!isGuid(text)) throw invalid(name, `The value '${text}' is not valid.`);
		return text.toLowerCase();
	}

	/** An enum's value by name, in any case, or by number (docspace-api.md 1.4). */
	oneOf(name: string, values: Record<string, number>): number | undefined {
		const text = this.text(name);
		return text === undefined || text === '' ? undefined : this.enumValue(name, text, values);
	}

	/** Several values of an enum. */
	manyOf(name: string, values: Record<string, number>): number[] {
		return this.all(name).map((text) => this.enumValue(name, text, values));
	}

	private enumValue(name: string, text: string, values: Record<string, number>): number {
		if (/^-?\d+$/.test(text)) return Number(text);
		const found = Object.entries(values).find(([key]) => key.toLowerCase() === text.toLowerCase());
		if (found === undefined) throw invalid(name, `The value '${text}' is not valid.`);
		return found[1];
	}
}

export function isGuid(value: unknown): value is string {
	return (
		typeof value === 'string' &&
		/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(value)
	);
}

/** The JSON body of a request; member names without regard to case (docspace-api.md 1.4). */
export class Body {
	private readonly members: Map<string, unknown>;

	constructor(readonly json: JsonObject) {
		this.members = new Map(
			Object.entries(json).map(([name, value]) => [name.toLowerCase(), value]),
		);
	}

	has(name: string): boolean {
		return this.members.has(name.toLowerCase());
	}

	get(name: string): unknown {
		return this.members.get(name.toLowerCase());
	}

	text(name: string): string | undefined {
		const value = this.get(name);
		if (value === undefined || value === null) return undefined;
		if (typeof value !== 'string') throw this.wrongType(name);
		return value;
	}

	flag(name: string): boolean {
		const value = this.get(name);
		if (value === undefined) return false;
		if (typeof value !== 'boolean') throw this.wrongType(name);
		return value;
	}

	list(name: string): unknown[] | undefined {
		const value = this.get(name);
		if (value === undefined || value === null) return undefined;
		if (!Array.isArray(value)) throw this.wrongType(name);
		return value;
	}

	wrongType(name: string): ValidationProblem {
		return invalid(`$.${name}`, `The JSON value could not be converted. Path: $.${name}.`);
	}
}

/** Reads the body as JSON; anything but an object is refused by model binding (docspace-api.md 1.3). */
export function readBody(text: string): Body {
	let json: unknown;
	try {
		json = JSON.parse(text);
	} catch {
		json = undefined;
	}
	if (!isObject(json)) {
		throw invalid('$', text === '' ? 'A non-empty request body is required.' : 'Invalid JSON.');
	}
	return new Body(json);
}
