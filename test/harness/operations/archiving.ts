import type { EntryId } from '../../../sandbox';
import type { WorkflowRun } from '../engine';
import { byId, type RunOptions, type World } from '../world';

export const ARCHIVE = 'PUT files/rooms/{id}/archive';

type More = Omit<RunOptions, 'operation' | 'fields'>;

/** Archives the client's room with the operation Archive. */
export async function archive(world: World, more: More = {}): Promise<WorkflowRun> {
	return await world.run({
		operation: 'room.archive',
		fields: { room: byId(world.clientRoom) },
		...more,
	});
}

/** Brings the client's room back with the operation Unarchive. */
export async function unarchive(world: World, more: More = {}): Promise<WorkflowRun> {
	return await world.run({
		operation: 'room.unarchive',
		fields: { room: byId(world.clientRoom) },
		...more,
	});
}

/** The rooms in the portal's Archive section. */
export function archivedRooms({ portal }: World): EntryId[] {
	const { archive: section } = portal.sections;
	return portal
		.state()
		.rooms.filter(({ parentId }) => parentId === section)
		.map(({ id }) => id);
}
