import type { EntryId, PortalUser } from '../../../sandbox';
import type { WorkflowRun } from '../engine';
import { addPerson } from '../people';
import { writesTo } from '../requests';
import { byEmail, type RunOptions, type World } from '../world';

/** Runs Delete Guest on the guest of the client's room. */
export async function deleteGuest(
	world: World,
	fields: RunOptions['fields'] = {},
	options: Omit<RunOptions, 'operation' | 'fields'> = {},
): Promise<WorkflowRun> {
	return await world.run({
		operation: 'guest.delete',
		fields: { guest: byEmail(world.guest.email), ...fields },
		...options,
	});
}

/** Where the portal gives somebody a place of their own. */
export function placesOf({ portal }: World, { id }: PortalUser): EntryId[] {
	return portal
		.state()
		.shares.filter(({ subject }) => subject === id)
		.map(({ entryId }) => entryId);
}

/** Who has somebody on their guest list. */
export function listsWith({ portal }: World, { id }: PortalUser): string[] {
	return portal.state().users.find((user) => user.id === id)?.relatedTo ?? [];
}

/** Whether somebody has an account at all. */
export function hasAccount({ portal }: World, { id }: PortalUser): boolean {
	return portal.state().users.some((user) => user.id === id);
}

/** Everything the guest had is still theirs, and nothing was even tried. */
export function expectUntouched(world: World, guest: PortalUser = world.guest): void {
	expect(writesTo(world)).toEqual([]);
	expect(placesOf(world, guest)).toContain(world.clientRoom);
}

/** A DocSpace admin, in no room. */
export function addAdmin(world: World): PortalUser {
	return addPerson(world, 'Ada Admin', 'DocSpaceAdmin');
}

/** Another Room admin, with a room of theirs that the guest is in. */
export function addColleague(world: World): { colleague: PortalUser; room: EntryId } {
	const { portal, guest } = world;
	const colleague = addPerson({ portal }, 'Cora Colleague');
	const room = portal.addRoom({ title: 'Fabrikam', type: 'custom', owner: colleague.id }).id;
	portal.relate(colleague.id, guest.id);
	portal.share(room, guest.id, 'Read', { by: colleague.id });
	return { colleague, room };
}

/** The manager works in a colleague's room as Room manager, and sees it therefore. */
export function joinRoomOf(world: World, colleague: PortalUser, room: EntryId): void {
	world.portal.share(room, world.manager.id, 'RoomManager', { by: colleague.id });
}
