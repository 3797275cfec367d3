import { readSharedRoom } from '../content/rooms';
import { asPortalError, InputError, isRefusal, PortalError, quote } from '../errors';
import type { PortalClient } from '../http/client';
import type { Picked, RoomId } from '../ids';
import { cutInto } from '../lists';
import { EMPLOYEE_DISABLED, isRoomSecurity, type FolderDto, type RoomShareDto } from '../types';
import { findGroup } from './groups';
import { mayNotChange, readMembers, requireActive } from './members';
import { findPerson, isReferredTo, nameOf, type NamedPerson, type PersonReference } from './people';
import { requireRoleOfRoom, titleOfRole, whyUnfit, type NamedRole } from './roles';

/** Somebody, or by its id a group, and the role that they are to have. */
export interface WantedMember {
	member: NamedPerson;
	role: NamedRole;
}

/** What the portal writes to those concerned; who has not registered yet gets its mail in any case. */
export interface Mail {
	notify: boolean;
	message: string;
}

/** Who is to be in a room. */
export interface MembersOrder extends Mail {
	room: Picked<RoomId>;
	wanted: WantedMember[];
	ifAlreadyMember: 'keepRole' | 'changeRole';
	ifNoAccount: 'inviteAsGuest' | 'fail';
}

/** What became of one of them. */
export interface MemberResult {
	reference: PersonReference;
	/** As messages call them. */
	name: string;
	/** Undefined where there is nobody, or the portal does not tell. */
	who: Subject | undefined;
	outcome: 'added' | 'invited' | 'alreadyMember' | 'roleKept' | 'roleChanged' | 'refused';
	/** Their places in the room. */
	before: RoomShareDto | undefined;
	after: RoomShareDto | undefined;
	/** Why they were refused. */
	problem?: Problem;
}

/** Why somebody cannot be given a role, and what to do about it. */
interface Problem {
	reason: string;
	remedy: string;
}

/** Somebody named, as far as the portal knows them. */
interface Candidate extends WantedMember {
	before: RoomShareDto | undefined;
	who: Subject | 'absent' | 'hidden';
}

/** A person or a group. */
type Subject = Pick<RoomShareDto, 'sharedToUser' | 'sharedToGroup'>;

/**
 * Puts people and groups into a room, and reads its members back, because the portal's answer names people who
 * are none and leaves out others who are (docspace-api.md 16.6). Throws `InputError` for a role that the room
 * does not have, `DocSpaceError` without the right to; whoever else cannot be added is among the results.
 */
export async function addMembers(
	portal: PortalClient,
	order: MembersOrder,
): Promise<{ room: FolderDto; results: MemberResult[] }> {
	const room = await readManagedRoom(portal, order.room, order.wanted);
	const members = await readMembers(portal, room.id);
	const found = order.wanted.map(async (wanted) => await find(portal, members, wanted));
	const candidates = distinct(await Promise.all(found));
	const settled = new Map(candidates.map((one) => [one, settledAtOnce(room, one, order)]));
	const due = candidates.filter((one) => !settled.get(one));
	const refused = await give(portal, room, due, order);
	const after = due.length > 0 ? await readMembers(portal, room.id) : members;
	const results = candidates.map((one) => settled.get(one) ?? resultOf(one, after, refused));
	return { room, results };
}

/** One member of a room and the role that they are to have instead of theirs. */
export interface RoleOrder extends WantedMember, Mail {
	room: Picked<RoomId>;
}

/**
 * Gives a member of a room another role, and proves it as `addMembers` does. Throws `InputError` for who is no
 * member, or cannot have that role.
 */
export async function changeRole(
	portal: PortalClient,
	order: RoleOrder,
): Promise<{ room: FolderDto; before: RoomShareDto; after: RoomShareDto }> {
	const { member, role } = order;
	const room = await readManagedRoom(portal, order.room, [order]);
	const before = placeIn(await readMembers(portal, room.id), member.reference);
	if (!before) {
		throw new InputError(
			member.field,
			`names nobody who has a role of their own in ${quote(room.title)}: ${namedBy(member.reference)}`,
			'Choose the member from the list, or use Add Members first, also for somebody who is in the room by a group',
		);
	}
	if (before.access === role.role) return { room, before, after: before };
	const candidate: Candidate = { member, role, before, who: before };
	const problem = problemOf(room, candidate, true);
	if (problem) throw cannotHaveRole(candidate, problem);
	const refused = await give(portal, room, [candidate], order);
	const result = resultOf(candidate, await readMembers(portal, room.id), refused);
	if (result.problem) throw cannotHaveRole(candidate, result.problem);
	return { room, before, after: result.after ?? before };
}

function cannotHaveRole(candidate: Candidate, { reason, remedy }: Problem): InputError {
	return new InputError(candidate.member.field, `names ${titleOf(candidate)}: ${reason}`, remedy);
}

async function readManagedRoom(
	portal: PortalClient,
	picked: Picked<RoomId>,
	wanted: WantedMember[],
): Promise<FolderDto> {
	const room = await readSharedRoom(portal, picked);
	requireActive(room, picked);
	for (const { role } of wanted) requireRoleOfRoom(room, role);
	// Of some callers without the right the portal takes the request, and does nothing (docspace-api.md 16.6).
	if (room.security?.EditAccess === false) throw mayNotChange(room);
	return room;
}

async function find(
	portal: PortalClient,
	members: RoomShareDto[],
	wanted: WantedMember,
): Promise<Candidate> {
	const { reference } = wanted.member;
	const before = placeIn(members, reference);
	return { ...wanted, before, who: before ?? (await lookUp(portal, reference)) };
}

/** The portal takes the id of nobody for a member's (docspace-api.md 16.6), so that it must be somebody's. */
async function lookUp(portal: PortalClient, reference: PersonReference): Promise<Candidate['who']> {
	const person = await findPerson(portal, reference);
	if (typeof person !== 'string') return { sharedToUser: person };
	const group = 'id' in reference && person === 'absent' && (await findGroup(portal, reference.id));
	return group ? { sharedToGroup: group } : person;
}

/** The place of somebody, or of a group, in a room. */
function placeIn(members: RoomShareDto[], reference: PersonReference): RoomShareDto | undefined {
	return members.find(({ sharedToUser, sharedToGroup }) =>
		sharedToGroup
			? isReferredTo(sharedToGroup, reference)
			: sharedToUser && isReferredTo(sharedToUser, reference),
	);
}

/** Everybody once. Throws `InputError` for who is to have two roles. */
function distinct(candidates: Candidate[]): Candidate[] {
	const known = new Map<string, Candidate>();
	for (const candidate of candidates) {
		const { member, role } = candidate;
		const key = keyOf(candidate);
		const other = known.get(key);
		if (other && other.role.role !== role.role) {
			throw new InputError(
				member.field,
				`names ${titleOf(candidate)} twice: as ${titleOfRole(other.role.role)} and as ${titleOfRole(role.role)}`,
				'Name everybody once',
			);
		}
		if (!other) known.set(key, candidate);
	}
	return [...known.values()];
}

function keyOf(candidate: Candidate): string {
	const reference = addressee(candidate);
	return namedBy(reference).toLowerCase();
}

function namedBy(reference: PersonReference): string {
	return 'id' in reference ? reference.id : reference.email;
}

function titleOf({ who, member }: Candidate): string {
	const { sharedToUser: person, sharedToGroup: group } = typeof who === 'string' ? NOBODY : who;
	if (person) return nameOf(person);
	return group ? `the group ${quote(group.name ?? group.id)}` : namedBy(member.reference);
}

const NOBODY: Subject = {};

/** What becomes of somebody about whom nothing has to be sent; undefined of all others. */
function settledAtOnce(
	room: FolderDto,
	candidate: Candidate,
	{ ifAlreadyMember, ifNoAccount }: MembersOrder,
): MemberResult | undefined {
	const { role, before } = candidate;
	const result = { ...aboutThem(candidate), before, after: before };
	if (before?.access === role.role) return { ...result, outcome: 'alreadyMember' };
	if (before && ifAlreadyMember === 'keepRole') return { ...result, outcome: 'roleKept' };
	const problem = problemOf(room, candidate, ifNoAccount === 'inviteAsGuest');
	return problem && { ...result, outcome: 'refused', problem };
}

function problemOf(
	room: FolderDto,
	{ member, role, before, who }: Candidate,
	mayInvite: boolean,
): Problem | undefined {
	if (before?.isOwner) return IS_OWNER;
	if (before?.canEditAccess === false) return IS_SELF;
	if (typeof who !== 'string') {
		if (who.sharedToUser?.status === EMPLOYEE_DISABLED) return IS_DISABLED;
		const reason = whyUnfit(room, role.role, who.sharedToUser ?? 'group');
		return reason ? { reason, remedy: OTHER_ROLE } : undefined;
	}
	if ('id' in member.reference) return who === 'absent' ? IS_NOBODY : IS_HIDDEN;
	if (who === 'absent' && !mayInvite) return HAS_NO_ACCOUNT;
	// Whoever is invited by address counts as a guest, and becomes one without an account (docspace-api.md 16.6).
	const reason = whyUnfit(room, role.role, { isVisitor: true });
	if (!reason || who === 'hidden') return reason ? { reason, remedy: OTHER_ROLE } : undefined;
	return {
		reason: `has no account, and would be invited as a guest: ${reason}`,
		remedy: INVITE_FIRST,
	};
}

const OTHER_ROLE =
	'Give another role, or first change what they are with User → Update (a group or a user cannot be Room manager, only a Room admin can)';
const INVITE_FIRST = 'Give another role, or invite them with User → Invite as a Room admin first';

const IS_OWNER = {
	reason: 'owns the room, and keeps full access',
	remedy: 'Leave the owner out, or give the room another owner in DocSpace first',
};
const IS_SELF = {
	reason: 'is the user behind the credential, who cannot change their own role',
	remedy: 'Leave them out, or use the credential of another Room manager or the room’s owner',
};
const IS_DISABLED = {
	reason: 'the account is disabled, and DocSpace would pass over it',
	remedy: 'Enable the account with User → Enable first, or leave it out',
};
const IS_NOBODY = {
	reason: 'DocSpace knows neither a person nor a group with this ID',
	remedy: 'Check the ID, or name people by their e-mail address',
};
const IS_HIDDEN = {
	reason: 'was invited by someone else, and cannot be added by ID',
	remedy: 'Name them by their e-mail address',
};
const HAS_NO_ACCOUNT = {
	reason: 'nobody in DocSpace has this address',
	remedy: 'Check the address, or set “If There Is No Account” to Invite as Guest',
};

/** The portal limits how many people one request may name (docspace-api.md 7.2). */
const GIVEN_AT_ONCE = 20;

/** Gives roles; those whom the portal refuses them, and why. */
async function give(
	portal: PortalClient,
	room: FolderDto,
	candidates: Candidate[],
	mail: Mail,
): Promise<Map<Candidate, Problem>> {
	const refused = new Map<Candidate, Problem>();
	for (const batch of cutInto(GIVEN_AT_ONCE, candidates)) {
		const refusal = await invite(portal, room, batch, mail);
		if (!refusal) continue;
		// One who is refused keeps out all who are named after them, and nobody before (docspace-api.md T117).
		for (const one of without(batch, await readMembers(portal, room.id))) {
			const problem = batch.length === 1 ? refusal : await invite(portal, room, [one], mail);
			if (problem) refused.set(one, problem);
		}
	}
	return refused;
}

/** Sends invitations, again only after a look whether they were accepted. Returns why they were refused. */
async function invite(
	portal: PortalClient,
	room: FolderDto,
	batch: Candidate[],
	{ notify, message }: Mail,
): Promise<Problem | undefined> {
	const invitations = batch.map((one) => ({ ...addressee(one), access: one.role.role }));
	const written = await portal
		.writeUntilSeen(
			{
				method: 'PUT',
				path: `files/rooms/${encodeURIComponent(room.id)}/share`,
				body: { invitations, notify, message, force: false },
			},
			isRoomSecurity,
			async () =>
				without(batch, await readMembers(portal, room.id)).length === 0
					? { members: [] }
					: undefined,
		)
		.catch(asPortalError);
	if (!(written instanceof PortalError)) {
		const { warning } = written.result;
		return warning ? { reason: `DocSpace warned: ${warning}`, remedy: LOOK } : undefined;
	}
	if (!isRefusal(written, 'forbidden', 'invalid', 'payment')) throw written;
	return { reason: `DocSpace refused the invitation: ${written.message}`, remedy: LOOK };
}

const LOOK =
	'Try it in DocSpace itself: the portal may let nobody invite guests, or this role may not be for them';

/** By address only who has no account or is hidden from us: the answer leaves them out (docspace-api.md 16.6). */
function addressee({ who, member }: Candidate): PersonReference {
	const { sharedToUser, sharedToGroup } = typeof who === 'string' ? NOBODY : who;
	const { id } = sharedToUser ?? sharedToGroup ?? {};
	return id ? { id } : member.reference;
}

/** Those who do not have their role. */
function without(candidates: Candidate[], members: RoomShareDto[]): Candidate[] {
	return candidates.filter(
		({ member, role }) => placeIn(members, member.reference)?.access !== role.role,
	);
}

function aboutThem(candidate: Candidate): Pick<MemberResult, 'reference' | 'name' | 'who'> {
	const { member, who } = candidate;
	const { reference } = member;
	return { reference, name: titleOf(candidate), who: typeof who === 'string' ? undefined : who };
}

function resultOf(
	candidate: Candidate,
	members: RoomShareDto[],
	refused: Map<Candidate, Problem>,
): MemberResult {
	const { member, before, who } = candidate;
	const after = placeIn(members, member.reference);
	const result = { ...aboutThem(candidate), before, after };
	if (without([candidate], members).length > 0) {
		const problem = refused.get(candidate) ?? PASSED_OVER;
		return { ...result, outcome: 'refused', problem };
	}
	if (before) return { ...result, outcome: 'roleChanged' };
	return { ...result, outcome: who === 'absent' ? 'invited' : 'added' };
}

const PASSED_OVER = {
	reason: 'DocSpace did not refuse it, but has not done it',
	remedy:
		'Use the credential of the room’s owner: what a Room manager may not see of other people DocSpace passes over without a word',
};
