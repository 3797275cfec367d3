import { roomTypeOf } from '../content/rooms';
import { InputError, quote } from '../errors';
import { Access, RoomType, type FolderDto, type PersonDto } from '../types';

/** What somebody may do in a room. */
export type Role = Exclude<(typeof Access)[keyof typeof Access], 0>;

/** In DocSpace's words, the greatest rights first. */
const TITLES = new Map<number, string>([
	[Access.roomManager, 'Room manager'],
	[Access.contentCreator, 'Content creator'],
	[Access.editing, 'Editor'],
	[Access.fillForms, 'Form filler'],
	[Access.review, 'Reviewer'],
	[Access.comment, 'Commenter'],
	[Access.read, 'Viewer'],
]);

const ROLES: Role[] = Object.values(Access).filter((access) => access !== Access.none);

/** A role in DocSpace's words; nobody can be given the full access that the portal tells of some. */
export function titleOfRole(access: number): string {
	return TITLES.get(access) ?? (access === FULL_ACCESS ? 'Full access' : String(access));
}

const FULL_ACCESS = 1;

/** The role of this title, however that is spelt: “Room manager”, “roomManager”. */
export function roleNamed(text: string): Role | undefined {
	const plain = (words: string) => words.toLowerCase().replace(/[\s_-]/g, '');
	return ROLES.find((role) => plain(titleOfRole(role)) === plain(text));
}

/** Some roles, or all, as a sentence offers them. */
export function choiceOf(roles: Role[] = ROLES): string {
	const titles = [...TITLES].flatMap(([access, title]) =>
		roles.some((role) => role === access) ? [title] : [],
	);
	return `${titles.slice(0, -1).join(', ')} or ${titles.at(-1)}`;
}

/** The roles that there are in rooms of each type, beside Room manager and Content creator (docspace-api.md 16.6). */
const OTHER_ROLES: Record<number, Role[]> = {
	[RoomType.formFilling]: [Access.fillForms],
	[RoomType.collaboration]: [Access.editing, Access.read],
	[RoomType.custom]: [Access.editing, Access.review, Access.comment, Access.read],
	[RoomType.public]: [],
	[RoomType.virtualData]: [Access.editing, Access.fillForms, Access.read],
	[RoomType.ai]: [Access.read],
};

/** A role that was chosen in a field. */
export interface NamedRole {
	role: Role;
	field: string;
}

/** Throws `InputError` for a role that rooms of this type do not have. */
export function requireRoleOfRoom(room: FolderDto, { role, field }: NamedRole): void {
	const others = OTHER_ROLES[room.roomType ?? 0];
	// What there is in a type of room that is newer than this list only the portal knows.
	if (!others) return;
	const roles = [Access.roomManager, Access.contentCreator, ...others];
	if (roles.includes(role)) return;
	throw new InputError(
		field,
		`is ${titleOfRole(role)}, which nobody can be in ${quote(room.title)}: it is a ${roomTypeOf(room)}`,
		`Choose ${choiceOf(roles)}`,
	);
}

/** Why somebody, or a group, cannot have a role in a room; undefined where they can (docspace-api.md 16.6). */
export function whyUnfit(
	room: FolderDto,
	role: Role,
	who: 'group' | Pick<PersonDto, 'isVisitor' | 'isCollaborator'>,
): string | undefined {
	const kind =
		who === 'group' ? 'group' : who.isVisitor ? 'guest' : who.isCollaborator ? 'user' : undefined;
	const isForNone = role === Access.roomManager;
	const isForNoGuest = role === Access.contentCreator && room.roomType === RoomType.ai;
	if (!kind || !(isForNone || (isForNoGuest && kind === 'guest'))) return undefined;
	return `a ${kind} cannot be ${titleOfRole(role)}`;
}
