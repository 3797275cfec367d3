import type { EntryId, PortalUser } from '../../../sandbox';
import type { World } from '../world';

/** The active rooms of a name, as the portal has them. */
export function roomsNamed({ portal }: Pick<World, 'portal'>, title: string): EntryId[] {
	const { rooms: section } = portal.sections;
	return portal
		.state()
		.rooms.filter((room) => room.parentId === section && room.title === title)
		.map(({ id }) => id);
}

/** A room template of somebody's, the manager's by default, with a file at its top and one in a folder. */
export function addTemplate(
	{ portal, manager }: Pick<World, 'portal' | 'manager'>,
	owner: PortalUser = manager,
): EntryId {
	const room = { title: 'Onboarding', type: 'custom' as const, owner: owner.id, template: true };
	const { id } = portal.addRoom(room);
	portal.addFile(id, 'contract.docx');
	portal.addFile(portal.addFolder(id, 'Offers').id, 'offer.docx');
	return id;
}
