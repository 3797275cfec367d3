import type { EntryId, Portal, PortalUser, Sandbox, VirtualClock } from '../../../sandbox';
import { FileShare } from '../../../sandbox/model/enums';
import type { MemberAct, MembersCase, SubjectName, WantedSpec } from './cases';

/** A portal built for one case. */
export interface MembersStage {
	sandbox: Sandbox<VirtualClock>;
	portal: Portal;
	/** All runs use keys of theirs. */
	manager: PortalUser;
	owner: PortalUser;
	room: EntryId;
	people: Partial<Record<SubjectName, PortalUser>>;
	group: string;
	/** Where the journal stood when all was built. */
	from: number;
}

/** The address of somebody, whether they have an account or not. */
export const emailOf = (who: SubjectName) => `${who}@client.example`;

/** Under which id the portal knows somebody by now; undefined of who has no account. */
export function idOf({ portal, group }: MembersStage, who: SubjectName): string | undefined {
	if (who === 'group') return group;
	return portal.state().users.find(({ email }) => email === emailOf(who))?.id;
}

/** Builds the portal of a case: Fay is somebody else's guest, whom the manager does not see. */
export function buildMembersStage(sandbox: Sandbox<VirtualClock>, spec: MembersCase): MembersStage {
	const { version: portalVersion, salt, ...settings } = spec.portal;
	const portal = sandbox.reset();
	Object.assign(portal.settings, { ...settings, portalVersion });
	for (let draw = 0; draw < salt; draw += 1) portal.store.random.next();
	const person = (displayName: string, email: string, type: PortalUser['type'], by?: string) =>
		portal.addUser({ displayName, email, type, invitedBy: by });
	const owner = person('Olga Owner', 'olga@company.example', 'Owner');
	const manager = person('Mara Manager', 'mara@company.example', 'RoomAdmin');
	const people = {
		ann: person('Ann Admin', emailOf('ann'), 'RoomAdmin'),
		uwe: person('Uwe User', emailOf('uwe'), 'User'),
		gina: person('Gina Guest', emailOf('gina'), 'Guest', manager.id),
		fay: person('Fay Foreign', emailOf('fay'), 'Guest', owner.id),
	};
	const room = portal.addRoom({ title: 'Contoso', type: spec.room, owner: manager.id }).id;
	const group = portal.addGroup('Sales', [people.uwe]).id;
	const stage = { sandbox, portal, manager, owner, room, people, group, from: 0 };
	for (const { who, before } of spec.wanted) {
		const id = idOf(stage, who);
		if (id !== undefined && before !== undefined) give(stage, id, before);
	}
	return { ...stage, from: portal.journal.entries.length };
}

function give({ portal, room, owner }: MembersStage, id: string, access: number): void {
	const name = roleNames.find(([, number]) => number === access)?.[0];
	if (name !== undefined) portal.share(room, id, name, { by: owner.id });
}

const roleNames = Object.entries(FileShare).flatMap(([name, number]) =>
	isRoleName(name) ? [[name, number] as const] : [],
);

function isRoleName(name: string): name is keyof typeof FileShare {
	return name in FileShare;
}

/** Does what somebody else does at that moment, to one of those who are named. */
export function act(
	stage: MembersStage,
	wanted: WantedSpec[],
	{ do: what, to, access }: MemberAct,
) {
	const { portal, room, owner, people } = stage;
	const who = wanted[to % wanted.length]?.who;
	const id = who && idOf(stage, who);
	if (!who || id === undefined) return;
	const person = people[who];
	if (what === 'invite') give(stage, id, access);
	if (what === 'disable' && person) portal.disableUser(id);
	if (what === 'demote' && person?.type === 'RoomAdmin') person.type = 'User';
	if (what === 'remove') {
		const isTheirs = (share: { entryId: EntryId; subject: string }) =>
			share.entryId === room && share.subject === id;
		const [removed] = portal.store.removeShares(isTheirs);
		if (removed) portal.journal.note(owner.id, 'share.removed', { entryId: room, subject: id });
	}
}
