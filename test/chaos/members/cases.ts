import fc from 'fast-check';
import type { PresetName, RoomKind } from '../../../sandbox';
import {
	ANSWERS,
	ANSWERS_AFTER,
	disturbance,
	portal,
	times,
	weighted,
	type DisturbanceSpec,
	type PortalSpec,
} from '../cases';

/** Who may be named: people of every type, a group, and two who have no account. */
export const SUBJECTS = ['ann', 'uwe', 'gina', 'fay', 'group', 'new', 'newer'] as const;
export type SubjectName = (typeof SUBJECTS)[number];

/** The roles of a few types of room, by the portal's numbers and by the node's words. */
export const ROLES: Record<number, string> = {
	2: 'viewer',
	5: 'reviewer',
	6: 'commenter',
	7: 'formFiller',
	9: 'roomManager',
	10: 'editor',
	11: 'contentCreator',
};
const OF_ROOMS: Array<[RoomKind, number[]]> = [
	['custom', [2, 5, 6, 9, 10, 11]],
	['collaboration', [2, 9, 10, 11]],
	['virtualData', [2, 7, 9, 10, 11]],
];

/** What other people do meanwhile, to one of those who are named. */
export const ACTS = ['invite', 'remove', 'demote', 'disable'] as const;

/** Those without an account; nobody can name them by id, or have put them into the room. */
export const NEWCOMERS: SubjectName[] = ['new', 'newer'];

export interface MemberAct {
	do: (typeof ACTS)[number];
	to: number;
	access: number;
}

export interface WantedSpec {
	who: SubjectName;
	access: number;
	/** The role they have at first, if any; nobody without an account has one. */
	before: number | undefined;
	named: 'email' | 'id';
}

export interface MemberFault {
	on: string;
	nth: number;
	times: number;
	trouble:
		| { answer: PresetName }
		| { answerAfter: PresetName }
		| { cut: 'before' | 'after' }
		| { acts: MemberAct[] };
}

/** A room, those who are to be in it, and everything that goes wrong. */
export interface MembersCase {
	portal: PortalSpec;
	room: RoomKind;
	operation: 'room.addMembers' | 'room.changeRole';
	wanted: WantedSpec[];
	ifAlreadyMember: 'keepRole' | 'changeRole';
	notify: boolean;
	faults: MemberFault[];
	disturbance: DisturbanceSpec;
}

const ROUTES = [
	'*',
	'GET files/rooms/{id}',
	'GET files/rooms/{id}/share',
	'GET people/email',
	'GET people/{id}',
	'GET group/{id}',
	...Array.from({ length: 6 }, () => 'PUT files/rooms/{id}/share'),
];

function faultIn(roles: number[]): fc.Arbitrary<MemberFault> {
	const act: fc.Arbitrary<MemberAct> = fc.record({
		do: fc.constantFrom(...ACTS),
		to: fc.nat(6),
		access: fc.constantFrom(...roles),
	});
	const cut = fc.constantFrom<'before' | 'after'>('before', 'after');
	return fc.record({
		on: fc.constantFrom(...ROUTES),
		nth: fc.integer({ min: 1, max: 4 }),
		times,
		trouble: fc.oneof(
			fc.record({ answer: fc.constantFrom(...ANSWERS) }),
			fc.record({ answerAfter: fc.constantFrom(...ANSWERS_AFTER) }),
			fc.record({ cut }),
			fc.record({ acts: fc.array(act, { minLength: 1, maxLength: 2 }) }),
		),
	});
}

function caseIn([room, roles]: [RoomKind, number[]]): fc.Arbitrary<MembersCase> {
	const role = fc.constantFrom(...roles);
	const wanted = fc.record<WantedSpec>({
		who: fc.constantFrom(...SUBJECTS),
		access: role,
		before: fc.option(role, { nil: undefined }),
		named: fc.constantFrom<WantedSpec['named']>('email', 'id'),
	});
	return fc.record({
		portal,
		room: fc.constant(room),
		operation: weighted<MembersCase['operation']>([
			[3, 'room.addMembers'],
			[1, 'room.changeRole'],
		]),
		wanted: fc.uniqueArray(wanted, { minLength: 1, maxLength: 7, selector: ({ who }) => who }),
		ifAlreadyMember: fc.constantFrom<MembersCase['ifAlreadyMember']>('keepRole', 'changeRole'),
		notify: fc.boolean(),
		faults: fc.array(faultIn(roles), { maxLength: 4 }),
		disturbance,
	});
}

export const membersCase: fc.Arbitrary<MembersCase> = fc.oneof(...OF_ROOMS.map(caseIn));
