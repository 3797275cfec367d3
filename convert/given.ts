/** A picker of ours, as n8n stores it. */
export interface Locator {
	__rl: true;
	mode: string;
	value: string;
	cachedResultName?: string;
}

/** Whether a value of a workflow is an object with members. */
export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isExpression(value: unknown): value is string {
	return typeof value === 'string' && value.startsWith('=');
}

/** What stands between the braces of an expression; undefined where there is text beside them. */
function codeOf(expression: string): string | undefined {
	return /^=\s*\{\{((?:(?!\}\}).)*)\}\}\s*$/s.exec(expression)?.[1]?.trim();
}

/**
 * What a node of the official package holds in its fields. n8n leaves out those at their default, so each is read
 * with the one it has there. What cannot be carried over as it is becomes one of the `looks`.
 */
export class Given {
	readonly looks: string[] = [];

	constructor(private readonly parameters: Record<string, unknown>) {}

	/** Whether a field holds something. */
	has(name: string): boolean {
		return this.text(name) !== '';
	}

	/** What a text, a number or a picker holds, as a text; an expression as it is. */
	text(name: string, usual = ''): string {
		const { [name]: given = usual } = this.parameters;
		const value = isRecord(given) ? given.value : given;
		return value === 0 || value === undefined || value === null ? usual : String(value);
	}

	/** A switch; an expression as it is. */
	isOn(name: string, usual = false): boolean | string {
		const { [name]: given = usual } = this.parameters;
		return isExpression(given) ? given : given === true;
	}

	/** A list of choices; undefined where it is an expression. */
	list(name: string, usual: unknown[]): unknown[] | undefined {
		const { [name]: given = usual } = this.parameters;
		return Array.isArray(given) ? given : undefined;
	}

	/** The options of ours for those of their fields that hold something; takes theirs by ours. */
	filled(names: Record<string, string>): Record<string, string> {
		const held = Object.entries(names).filter(([, theirs]) => this.has(theirs));
		return Object.fromEntries(held.map(([ours, theirs]) => [ours, this.text(theirs)]));
	}

	/** A picker of ours for a field of theirs that holds an id, or an e-mail, or is a picker. */
	picker(name: string, mode = 'id'): Locator {
		const { [name]: given } = this.parameters;
		const value = this.text(name);
		if (!isRecord(given) || given.mode !== 'list' || isExpression(value)) {
			return { __rl: true, mode, value };
		}
		const { cachedResultName } = given;
		return typeof cachedResultName === 'string'
			? { __rl: true, mode: 'list', value, cachedResultName }
			: { __rl: true, mode: 'list', value };
	}

	/** A picker of ours for a person, whom they want by id or by e-mail. */
	person(): Locator {
		return this.has('userEmail') ? this.picker('userEmail', 'email') : this.picker('userId');
	}

	/** A picker of ours for a folder, beside which they have a switch for My documents. */
	place(name: string): Locator {
		const isMyDocuments = this.isOn('isMyDocuments');
		if (isMyDocuments === false) return this.picker(name);
		if (isMyDocuments === true) return { __rl: true, mode: 'id', value: '@my' };
		const condition = codeOf(isMyDocuments);
		const given = this.text(name);
		const folder = codeOf(given) ?? JSON.stringify(given);
		if (condition === undefined || (isExpression(given) && codeOf(given) === undefined)) {
			this.looks.push(
				`Which folder: it depends on the expression ${isMyDocuments}. The folder @my is My documents`,
			);
			return this.picker(name);
		}
		return { __rl: true, mode: 'id', value: `={{ (${condition}) ? '@my' : ${folder} }}` };
	}

	/** One of a field's choices in our words. What ours do not know, such as an expression, is to be looked at. */
	choice(name: string, usual: string, ours: Record<string, string>): string {
		const value = this.text(name, usual);
		const choice = ours[value];
		if (choice !== undefined) return choice;
		this.looks.push(
			`${name} was ${value}, in the official node’s numbers or words: choose one of ${Object.values(ours).join(', ')}`,
		);
		return ours[usual] ?? '';
	}
}
