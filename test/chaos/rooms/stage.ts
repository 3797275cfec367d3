import {
	type EntryId,
	type Folder,
	type Portal,
	type PortalUser,
	type RoomKind,
	type Sandbox,
	type VirtualClock,
} from '../../../sandbox';
import type { ROOM_ACTS, RoomFault, RoomsCase } from './cases';

/** A portal built for one case, with what is needed to make a room in it and to judge what came of it. */
export interface RoomsStage {
	sandbox: Sandbox<VirtualClock>;
	portal: Portal;
	/** All runs use keys of theirs. */
	manager: PortalUser;
	/** A colleague; the manager sees none of their rooms unless they are shared. */
	colleague: PortalUser;
	spec: RoomsCase;
	template: EntryId;
	/** The files of the template that can be copied, and those that cannot. */
	copied: number;
	lost: number;
	/** All rooms that no run has made. */
	ofOthers: Set<EntryId>;
	/** Those of them that somebody with the manager's account has made, as another process of ours would. */
	byHand: Set<EntryId>;
	/** Rooms that somebody has archived or deleted since. */
	takenAway: Set<EntryId>;
	trace: string[];
	secrets: string[];
}

/** Builds the portal of a case. */
export function buildRoomsStage(sandbox: Sandbox<VirtualClock>, spec: RoomsCase): RoomsStage {
	const { version: portalVersion, salt, ...settings } = spec.portal;
	const { templateMs, searchIndexMs } = spec;
	const portal = sandbox.reset();
	const more = { portalVersion, templateMs, searchIndexMs };
	Object.assign(portal.settings, { ...settings, ...more });
	for (let draw = 0; draw < salt; draw += 1) portal.store.random.next();
	return portal.quietly(() => fill(sandbox, portal, spec));
}

function fill(sandbox: Sandbox<VirtualClock>, portal: Portal, spec: RoomsCase): RoomsStage {
	const addPerson = (displayName: string, type: 'Owner' | 'RoomAdmin') =>
		portal.addUser({ displayName, email: `${displayName.slice(0, 4)}@a.example`, type });
	const colleague = addPerson('Olga O.', 'Owner');
	const manager = addPerson('Mara M.', 'RoomAdmin');
	const template = portal.addRoom({
		title: 'Template',
		type: 'custom',
		owner: manager.id,
		template: true,
	}).id;
	const folder = portal.addFolder(template, 'Inside').id;
	for (let n = 0; n < spec.template.files; n += 1) {
		portal.addFile(n % 2 === 0 ? template : folder, `${n}.docx`);
	}
	for (let n = 0; n < spec.template.lost; n += 1) {
		portal.addFile(folder, `lost ${n}.docx`).contentGone = true;
	}
	for (let n = 0; n < spec.neighbours; n += 1) {
		portal.addRoom({ title: `${spec.name.slice(0, 160)} ${n}`, type: 'custom', owner: manager.id });
	}
	addExisting(portal, spec, manager, colleague);
	const stage: RoomsStage = {
		sandbox,
		portal,
		manager,
		colleague,
		spec,
		template,
		copied: spec.template.files,
		lost: spec.template.lost,
		ofOthers: new Set(roomsOf(portal).map(({ id }) => id)),
		byHand: new Set(),
		takenAway: new Set(),
		trace: [],
		secrets: [],
	};
	listen(stage);
	for (const fault of spec.faults) arm(stage, fault);
	return stage;
}

function addExisting(
	portal: Portal,
	{ existing, name, from }: RoomsCase,
	manager: PortalUser,
	colleague: PortalUser,
): void {
	if (existing === 'none') return;
	const type: RoomKind = kindOf(from);
	portal.addRoom({
		title: name,
		type: existing === 'ofAnotherType' ? 'collaboration' : type,
		owner: existing === 'unseen' ? colleague.id : manager.id,
		archived: existing === 'archived',
	});
}

/** The type of the rooms that a case makes. */
export function kindOf(from: RoomsCase['from']): 'custom' | 'public' {
	return from === 'public' ? 'public' : 'custom';
}

/** All rooms of a portal, archived ones too. */
export function roomsOf({ store }: Portal): Folder[] {
	return [...store.roomsRoot.folders.values(), ...store.archiveRoot.folders.values()];
}

/** The rooms that runs have made, oldest first, and that are active. */
export function ourRooms({ portal, manager, ofOthers }: RoomsStage): Folder[] {
	const { roomsRoot } = portal.store;
	const isOurs = ({ id, createdBy }: Folder) => createdBy === manager.id && !ofOthers.has(id);
	return [...roomsRoot.folders.values()].filter(isOurs);
}

function listen({ portal, trace }: RoomsStage): void {
	const { journal, requests, clock } = portal;
	const start = clock.now();
	const note = journal.note.bind(journal);
	journal.note = (actor, what, details = {}) => {
		note(actor, what, details);
		if (!journal.enabled) return;
		trace.push(`${clock.now() - start}  ${actor.slice(0, 4)} ${what} ${JSON.stringify(details)}`);
	};
	const end = requests.end.bind(requests);
	requests.end = (entry, status) => {
		end(entry, status);
		trace.push(`${entry.at - start} ${status} ${entry.method} ${entry.path}${entry.query}`);
	};
}

function arm(stage: RoomsStage, { on, nth, times, trouble }: RoomFault): void {
	const { faults } = stage.portal;
	if (!('acts' in trouble)) faults.add({ on, nth, times, ...trouble });
	else faults.add({ on, nth, times, acts: trouble.acts.map((act) => () => perform(stage, act)) });
}

/** Does what somebody else does; nothing where there is nothing to do it to. */
function perform(stage: RoomsStage, act: (typeof ROOM_ACTS)[number]): void {
	const { portal, manager, colleague, spec, template } = stage;
	const type = kindOf(spec.from);
	const newest = ourRooms(stage).at(-1);
	switch (act) {
		case 'makeTwinByHand': {
			const { id } = portal.addRoom({ title: spec.name, type, owner: manager.id });
			stage.ofOthers.add(id);
			stage.byHand.add(id);
			return;
		}
		case 'shareTwin': {
			const { id } = portal.addRoom({ title: spec.name, type, owner: colleague.id });
			portal.share(id, manager.id, 'RoomManager', { by: colleague.id });
			stage.ofOthers.add(id);
			return;
		}
		case 'startFromTemplate':
		case 'startTwinFromTemplate': {
			const title = act === 'startFromTemplate' ? 'Other client' : spec.name;
			return portal.templates.startRoom(colleague, { sourceId: template, title, settings: {} });
		}
		case 'archiveNewest':
			if (newest) stage.takenAway.add(newest.id);
			return newest && portal.archiveRoom(newest.id);
		case 'deleteNewest':
			if (newest) stage.takenAway.add(newest.id);
			return newest && portal.deleteFolder(newest.id, colleague.id);
	}
}
