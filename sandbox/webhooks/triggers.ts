import type { Abilities } from '../ground/versions';
import type { PortalUser } from '../model/types';

/** All events together: no flag at all (docspace-api.md 10.1, 10.3). */
const ALL = { name: '*', id: 0 };

/** In the order of their bits (docspace-api.md 10.3). */
const NAMES = [
	'user.created',
	'user.invited',
	'user.updated',
	'user.deleted',
	'group.created',
	'group.updated',
	'group.deleted',
	'file.created',
	'file.uploaded',
	'file.updated',
	'file.trashed',
	'file.deleted',
	'file.restored',
	'file.copied',
	'file.moved',
	'folder.created',
	'folder.updated',
	'folder.trashed',
	'folder.deleted',
	'folder.restored',
	'folder.copied',
	'folder.moved',
	'room.created',
	'room.updated',
	'room.archived',
	'room.deleted',
	'room.restored',
	'room.copied',
	'form.submit',
	'form.filled.out',
	'form.stopped',
	'agent.created',
	'agent.updated',
	'agent.deleted',
	'file.downloaded',
	'folder.downloaded',
] as const;

export type TriggerName = (typeof NAMES)[number];

export interface Trigger {
	name: TriggerName;
	/** A power of two; from bit 31 on too large for the bitwise operators (docspace-api.md 10.3). */
	id: number;
}

export const TRIGGERS: Trigger[] = NAMES.map((name, bit) => ({ name, id: 2 ** bit }));

/** The first bit that came with v3.7.1 (docspace-api.md 10.3). */
const FIRST_LATER_ID = 2 ** 28;
const NOT_FOR_USERS: string[] = [
	'user.created',
	'user.invited',
	'group.created',
	'group.updated',
	'group.deleted',
	'room.created',
	'room.copied',
	'agent.created',
];

/** The triggers that a portal of some version knows. */
export function triggersOf(abilities: Abilities): Trigger[] {
	return TRIGGERS.filter(({ id }) => abilities.laterWebhookTriggers || id < FIRST_LATER_ID);
}

/** Whether somebody may subscribe to a trigger (docspace-api.md 10.3). */
export function isAvailable({ name }: { name: string }, caller: PortalUser): boolean {
	return caller.type !== 'User' || !NOT_FOR_USERS.includes(name);
}

/** What people may choose from: first all events together (docspace-api.md 10.3). */
export function triggersShown(abilities: Abilities, caller: PortalUser) {
	return [ALL, ...triggersOf(abilities)].map((trigger) => ({
		...trigger,
		available: isAvailable(trigger, caller),
	}));
}

/** Whether a sum of flags names a trigger; 0 names all (docspace-api.md 10.1). */
export function includesTrigger(flags: number, { id }: Trigger): boolean {
	return flags === ALL.id || Math.floor(flags / id) % 2 === 1;
}

/** The names in a sum of flags, as deliveries show them. */
export function triggerNames(flags: number): string[] {
	if (flags === ALL.id) return [ALL.name];
	return TRIGGERS.filter((trigger) => includesTrigger(flags, trigger)).map(({ name }) => name);
}
