import type { PortalUser } from '../../sandbox';
import type { World } from './world';

type Colleague = 'RoomAdmin' | 'DocSpaceAdmin' | 'Owner' | 'User';

function firstNameOf(displayName: string): string {
	return (displayName.split(' ')[0] ?? displayName).toLowerCase();
}

/** Somebody of the company, in no room so far. Ann Archer's address is ann@company.example. */
export function addPerson(
	{ portal }: Pick<World, 'portal'>,
	displayName: string,
	type: Colleague = 'RoomAdmin',
): PortalUser {
	return portal.addUser({
		displayName,
		email: `${firstNameOf(displayName)}@company.example`,
		type,
	});
}

/** Somebody who was invited to the portal by that address and has not registered. */
export function addInvited(
	{ portal }: Pick<World, 'portal'>,
	address: string,
	type: Colleague = 'User',
): PortalUser {
	const email = `${address}@company.example`;
	const user = portal.addUser({ displayName: email, email, type });
	user.status = 4;
	return user;
}

/** Another member of the client's room. */
export function colleague(world: World, displayName = 'Ann Archer'): PortalUser {
	const user = addPerson(world, displayName);
	world.portal.share(world.clientRoom, user.id, 'RoomManager', { by: world.manager.id });
	return user;
}

/** Another guest of the client's room, invited by the manager. Gina's address is gina@client.example. */
export function addGuest(
	{ portal, manager, clientRoom }: Pick<World, 'portal' | 'manager' | 'clientRoom'>,
	displayName: string,
	address = firstNameOf(displayName),
): PortalUser {
	const guest = portal.addUser({
		displayName,
		email: `${address}@client.example`,
		type: 'Guest',
		invitedBy: manager.id,
	});
	portal.share(clientRoom, guest.id, 'Read', { by: manager.id });
	return guest;
}

/** A crowd of them: Guest 0 with guest0@client.example, and so on. */
export function addGuests(world: World, count: number): PortalUser[] {
	return Array.from({ length: count }, (_, at) => addGuest(world, `Guest ${at}`, `guest${at}`));
}
