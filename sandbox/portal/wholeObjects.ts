import type { Clock } from '../ground/clock';
import { Query } from '../ground/input';

/** Members that hold a person, or entries that do (docspace-api.md 1.1, 3.8, 7.3). */
const HOLD_PEOPLE = new Set([
	'current',
	'files',
	'folders',
	'members',
	'createdBy',
	'updatedBy',
	'sharedBy',
	'ownedBy',
	'sharedTo',
	'sharedToUser',
]);

const SILENT_FOR_MS = 5000;

/** The members that `fields` names, as dotted paths. */
export function fieldsOf(query: Query): string[] {
	return query
		.all('fields')
		.flatMap((fields) => fields.split(','))
		.map((field) => field.trim())
		.filter((field) => field !== '');
}

/**
 * Watches over a rule that every client of a real portal has to keep: `fields` names leaves, never a whole
 * object that holds a person (docspace-api.md 1.1). After a breach the portal is silent for a while, to
 * everybody; and the sandbox does not end in peace, so that no test can overlook one.
 */
export class WholeObjects {
	private readonly breaches = new Set<string>();
	private silentUntil = -Infinity;

	constructor(private readonly clock: Clock) {}

	/** Takes note of a request. */
	look(request: { method: string; href: string }): void {
		const { pathname, searchParams } = new URL(request.href);
		const fields = fieldsOf(new Query(searchParams));
		const whole = fields.filter((field) => HOLD_PEOPLE.has(field.split('.').at(-1) ?? ''));
		if (whole.length === 0) return;
		this.breaches.add(`${request.method} ${pathname} asks for all of ${whole.join(', ')}`);
		this.silentUntil = this.clock.now() + SILENT_FOR_MS;
	}

	/** Whether the portal answers nobody now. */
	get isSilent(): boolean {
		return this.clock.now() < this.silentUntil;
	}

	/** The breaches so far, which are forgotten: for tests that mean to break the rule. */
	take(): string[] {
		const breaches = [...this.breaches];
		this.breaches.clear();
		return breaches;
	}
}
