import {
	errorEnvelope,
	JSON_HEADERS,
	problem,
	PROBLEM_HEADERS,
	problemOf,
	type RawAnswer,
} from '../ground/answers';
import { BareRefusal, PortalError, ValidationProblem } from '../ground/errors';
import { isObject } from '../ground/input';

/** The success envelope; members that are null are left out (docspace-api.md 1.1). */
export function envelope(
	answer: { response?: unknown; count?: number; total?: number; status?: number },
	request: { method: string; href: string },
): RawAnswer {
	const { response, count, total, status = 200 } = answer;
	const body = {
		response,
		count: count ?? (response === undefined ? 0 : 1),
		total,
		links: [{ href: request.href, action: request.method }],
		status: 0,
		statusCode: status,
	};
	return { status, headers: JSON_HEADERS, body: JSON.stringify(body) };
}

/** Which members to keep: all of one, or some of what is inside it. */
type Kept = Map<string, Kept | 'all'>;

function keptBy(fields: string[]): Kept {
	const kept: Kept = new Map();
	for (const field of fields) {
		let inside = kept;
		const names = field.split('.');
		names.forEach((name, at) => {
			const known = inside.get(name);
			if (known === 'all') return;
			if (at === names.length - 1) inside.set(name, 'all');
			else {
				const next: Kept = known ?? new Map();
				inside.set(name, next);
				inside = next;
			}
		});
	}
	return kept;
}

function prune(value: unknown, kept: Kept): unknown {
	if (Array.isArray(value)) return value.map((item) => prune(item, kept));
	if (!isObject(value)) return value;
	const result: Record<string, unknown> = {};
	for (const name of Object.keys(value)) {
		const inside = kept.get(name);
		if (inside === undefined) continue;
		result[name] = inside === 'all' ? value[name] : prune(value[name], inside);
	}
	return result;
}

/** Keeps the members that `fields` names, as dotted paths through lists (docspace-api.md 1.1). */
export function sparse(value: unknown, fields: string[]): unknown {
	return prune(value, keptBy(fields));
}

/** A validation problem stands inside the success envelope (docspace-api.md 1.3). */
function validationAnswer(
	problem: ValidationProblem,
	request: { method: string; href: string },
): RawAnswer {
	const { message: title, errors } = problem;
	const response = { ...problemOf(400), title, errors };
	const links = [{ href: request.href, action: request.method }];
	const body = { response, count: 1, links, status: 1, statusCode: 400 };
	return { status: 400, headers: PROBLEM_HEADERS, body: JSON.stringify(body) };
}

/** A problem in an envelope that takes it for a success: only HTTP tells (docspace-api.md 1.3). */
function wrappedProblem(status: number, request: { method: string; href: string }): RawAnswer {
	return {
		...envelope({ response: problemOf(status) }, request),
		status,
		headers: PROBLEM_HEADERS,
	};
}

/** Shapes whatever an action threw (docspace-api.md 1.2, 1.3). */
export function failure(thrown: unknown, request: { method: string; href: string }): RawAnswer {
	if (thrown instanceof PortalError) return errorEnvelope(thrown);
	if (thrown instanceof ValidationProblem) return validationAnswer(thrown, request);
	if (thrown instanceof BareRefusal) {
		const { status, headers } = thrown;
		if (thrown.body === 'wrapped') return wrappedProblem(status, request);
		return thrown.body === 'problem' ? problem(status) : { status, headers };
	}
	const message = thrown instanceof Error ? thrown.message : String(thrown);
	const shape = { status: 500, type: 'System.Exception', withStack: true, hresult: -2146233088 };
	return errorEnvelope(new PortalError(message, shape));
}
