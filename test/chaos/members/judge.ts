import { isRecord } from '../../harness/guards';
import { withReport, type Violation } from '../judging';
import { listOf } from '../runs';
import { NEWCOMERS, ROLES, type MembersCase, type SubjectName, type WantedSpec } from './cases';
import { emailOf, idOf, type MembersStage } from './stage';

const DISABLED = 2;
const ROOM_MANAGER = 9;

/** The role of somebody in the room; undefined of who is not in it. */
function roleIn({ portal, room }: MembersStage, id: string | undefined): number | undefined {
	const { shares } = portal.state();
	return shares.find(({ entryId, subject }) => entryId === room && subject === id)?.access;
}

/**
 * What the manager's runs have done to the portal: no role but the one asked for, nobody's access taken away, nobody
 * invited or written to twice, and no account of another type, however often the node was run.
 */
export function judgeInvitations(stage: MembersStage, spec: MembersCase): Violation[] {
	const { portal, manager, from, room } = stage;
	const wanted = new Map(spec.wanted.map((one) => [idOf(stage, one.who), one]));
	return withReport((report) => {
		const given = new Map<unknown, number>();
		const touched = new Set<unknown>();
		const places = new Map<unknown, unknown>(
			spec.wanted.flatMap(({ who, before }) =>
				before && !NEWCOMERS.includes(who) ? [[idOf(stage, who), before]] : [],
			),
		);
		for (const { what, actor, subject, access, to, about, entryId } of portal.journal.entries.slice(
			from,
		)) {
			if (what === 'mail.sent' && about === room) {
				const mails = (given.get(to) ?? 0) + 1;
				given.set(to, mails);
				const others = [...touched].filter(
					(id) => portal.store.users.get(String(id))?.email === to,
				);
				if (mails > 1 && others.length === 0) report('once', `${String(to)} got ${mails} mails`);
			}
			if (entryId !== room || (what !== 'share.set' && what !== 'share.removed')) continue;
			if (actor !== manager.id) touched.add(subject);
			else if (what === 'share.removed') report('role', `${String(subject)} was taken out`);
			else {
				const asked = wanted.get(String(subject));
				const keeps = spec.operation === 'room.addMembers' && spec.ifAlreadyMember === 'keepRole';
				if (asked?.access !== access) report('role', `${asked?.who} was given ${String(access)}`);
				if (keeps && places.has(subject) && !touched.has(subject)) {
					report('kept', `${asked?.who} had the role ${String(places.get(subject))}`);
				}
			}
			if (what === 'share.set') places.set(subject, access);
			else places.delete(subject);
		}
		const { users } = portal.state();
		for (const { email, type } of users) {
			const twins = users.filter((one) => one.email === email);
			if (twins.length > 1) report('once', `${email} has ${twins.length} accounts`);
			const isNew = NEWCOMERS.some((who) => email === emailOf(who));
			if (isNew && type !== 'Guest') report('guest', `${email} became a ${type}`);
		}
	});
}

/** Whether somebody can have the role, as the portal is now (docspace-api.md 16.6). */
function canHave(stage: MembersStage, { who, access, named }: WantedSpec, isIn: boolean): boolean {
	const person = stage.portal.state().users.find(({ email }) => email === emailOf(who));
	if (person?.status === DISABLED) return false;
	// Whom somebody else has invited can be named by address only, unless they are in the room.
	if (who === 'fay' && named === 'id' && !isIn)
		return person?.relatedTo.includes(stage.manager.id) === true;
	return access !== ROOM_MANAGER || person?.type === 'RoomAdmin';
}

/** Who had which role before a run, which its output is compared with. */
export type Places = Map<SubjectName, number | undefined>;

export function placesOf(stage: MembersStage, { wanted }: MembersCase): Places {
	return new Map(wanted.map(({ who }) => [who, roleIn(stage, idOf(stage, who))]));
}

/** Of a run during which nobody else did anything: who is said to be in the room is in it, with the role said. */
export function judgeSaid(
	stage: MembersStage,
	spec: MembersCase,
	said: Record<string, unknown> | undefined,
): Violation[] {
	const isAlone = spec.faults.every(({ trouble }) => !('acts' in trouble));
	if (!said || !isAlone) return [];
	const entries = spec.operation === 'room.addMembers' ? said.members : [said];
	return withReport((report) => {
		for (const one of spec.wanted) {
			const now = roleIn(stage, idOf(stage, one.who));
			const { role, outcome } = entryOf(stage, entries, one) ?? {};
			if (role === undefined || (outcome === 'refused' && role === '')) continue;
			if (plain(role) !== plain(ROLES[now ?? 0])) {
				report('truth', `${one.who} was said to be ${String(role)}, and has ${now}`);
			}
		}
	});
}

/** On a portal at peace everybody is in the room as asked for, and what is said of each is so. */
export function judgeCalmRun(
	stage: MembersStage,
	spec: MembersCase,
	before: Places,
	said: Record<string, unknown> | undefined,
): Violation[] {
	return withReport((report) => {
		const isAdding = spec.operation === 'room.addMembers';
		const [first] = spec.wanted;
		const isNoMember = !isAdding && first && before.get(first.who) === undefined;
		if (!said) {
			const mayFail = isNoMember || (first && !isAdding && !canHave(stage, first, true));
			if (!mayFail) report('ends', 'the calm run put out nothing');
			return;
		}
		for (const one of isAdding ? spec.wanted : spec.wanted.slice(0, 1)) {
			const place = before.get(one.who);
			const now = roleIn(stage, idOf(stage, one.who));
			const isKept = isAdding && place !== undefined && spec.ifAlreadyMember === 'keepRole';
			const mustBe = isKept || !canHave(stage, one, place !== undefined) ? place : one.access;
			const changes = isAdding || place !== undefined;
			if (now !== (changes ? mustBe : place)) {
				report('converges', `${one.who} has ${now}, had ${place}, asked for ${one.access}`);
			}
			const entry = entryOf(stage, isAdding ? said.members : [said], one);
			if (!entry) {
				if (isAdding) report('truth', `nothing is said of ${one.who}`);
				continue;
			}
			if (now !== undefined && plain(entry.role) !== plain(ROLES[now])) {
				report('truth', `${one.who} is said to be ${String(entry.role)}, and has ${now}`);
			}
			const isRefused = entry.outcome === 'refused';
			if (isAdding && isRefused !== (now !== one.access && !isKept)) {
				report('truth', `${one.who}, with ${now}, is said to be ${String(entry.outcome)}`);
			}
		}
	});
}

function entryOf(stage: MembersStage, entries: unknown, { who }: WantedSpec) {
	const isTheirs = ({ id, email }: Record<string, unknown>) =>
		email === emailOf(who) || (id !== '' && id === idOf(stage, who));
	return listOf(entries).filter(isRecord).find(isTheirs);
}

const plain = (role: unknown) => String(role).toLowerCase().replace(/\s/g, '');
