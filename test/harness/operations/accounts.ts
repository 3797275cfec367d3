import type { Folder, PortalUser } from '../../../sandbox';
import { startWorld, type World } from '../world';

/** A world whose credential is that of a DocSpace admin. */
export async function startAsAdmin(options: Parameters<typeof startWorld>[0] = {}): Promise<World> {
	const world = await startWorld(options);
	world.manager.type = 'DocSpaceAdmin';
	return world;
}

/** A room that somebody has made. */
export function addOwnedRoom({ portal }: World, owner: PortalUser): Folder {
	return portal.addRoom({ title: `Room of ${owner.displayName}`, type: 'custom', owner: owner.id });
}
