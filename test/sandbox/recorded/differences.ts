import type { Fact, Said } from './facts';

/** One thing that the sandbox answered otherwise than the real server. */
export interface Difference {
	question: string;
	/** Where in the answer, such as `says.response.files.0.title`. */
	at: string;
	recorded: Said | undefined;
	sandbox: Said | undefined;
}

type Members = Record<string, Said | undefined>;

function membersOf(value: Said | undefined): Members | undefined {
	if (typeof value !== 'object' || value === null) return undefined;
	return Array.isArray(value) ? Object.fromEntries(value.entries()) : value;
}

function differ(
	question: string,
	at: string,
	recorded: Said | undefined,
	sandbox: Said | undefined,
): Difference[] {
	const left = membersOf(recorded);
	const right = membersOf(sandbox);
	if (left === undefined || right === undefined) {
		return recorded === sandbox ? [] : [{ question, at, recorded, sandbox }];
	}
	const names = [...new Set([...Object.keys(left), ...Object.keys(right)])];
	return names.flatMap((name) => differ(question, `${at}.${name}`, left[name], right[name]));
}

/** One line about it. */
export function sentence({ question, at, recorded, sandbox }: Difference): string {
	const shown = (said: Said | undefined) => (said === undefined ? 'nothing' : JSON.stringify(said));
	return `${question}, ${at}: ${shown(sandbox)} instead of ${shown(recorded)}`;
}

/** Everything in which two answers to one question differ. */
export function differences(recorded: Fact, sandbox: Fact | undefined): Difference[] {
	const { name } = recorded;
	if (sandbox === undefined) {
		return [{ question: name, at: 'asked', recorded: recorded.asked, sandbox: undefined }];
	}
	return [
		...(recorded.asked === undefined ? [] : differ(name, 'asked', recorded.asked, sandbox.asked)),
		...differ(name, 'status', recorded.status, sandbox.status),
		...differ(name, 'refusal', recorded.refusal, sandbox.refusal),
		...differ(name, 'says', recorded.says, sandbox.says),
	];
}
