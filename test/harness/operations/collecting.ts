import type { EntryId } from '../../../sandbox';
import type { WorkflowRun } from '../engine';
import { isRecord } from '../guards';
import { byId, onlyItem, type World } from '../world';

/** Runs Collect Room Files on the client's room, or on the one that a picker's mode and value name. */
export function runCollect(
	world: World,
	room: unknown = byId(world.clientRoom),
	more: Partial<Parameters<World['run']>[0]> = {},
): Promise<WorkflowRun> {
	const { fields, ...rest } = more;
	return world.run({
		operation: 'room.collectFiles',
		fields: { room: isRecord(room) ? byLocator(room) : String(room), ...fields },
		...rest,
	});
}

function byLocator(room: Record<string, unknown>) {
	return { __rl: true, mode: String(room.mode), value: String(room.value) };
}

/** A picker's value by a link copied from the browser. */
export function link(value: string) {
	return { mode: 'url', value };
}

/** The files that were found, where they came as one item. */
export function filesOf(run: WorkflowRun): Array<Record<string, unknown>> {
	const { files } = onlyItem(run);
	return Array.isArray(files) ? files.filter(isRecord) : [];
}

/** The only file of this title that was found. */
export function fileTitled(run: WorkflowRun, title: string): Record<string, unknown> {
	const found = filesOf(run).filter((file) => file.title === title);
	expect(found).toHaveLength(1);
	return found[0] ?? {};
}

/** Values as texts in an order that says nothing, for comparing. */
export function sorted(values: unknown[]): string[] {
	return values.map(String).sort();
}

/** Each file of a room was found exactly once. */
export function expectAllOf(world: World, roomId: EntryId, run: WorkflowRun): void {
	const there = world.portal.filesBelow(roomId).map(({ id }) => id);
	expect(sorted(filesOf(run).map(({ id }) => id))).toEqual(sorted(there));
}

/** Titles of documents: “File 0.docx” and so on. */
export function numbered(count: number, name: string): string[] {
	return Array.from({ length: count }, (_, n) => `${name} ${n}.docx`);
}
