import { FileShare, SubjectType, UserStatus } from '../model/enums';
import type { Store } from '../model/store';
import type { Folder, Group, LinkOptions, PortalUser, ShareRecord } from '../model/types';
import { isNameless, LOST_USER_ID } from '../people/people';
import { isAdmin, type Rights } from '../rules/rights';
import type { Dates } from './dates';

const LOST_USER_NAME = 'profile removed';

/** Of all it shows, the portal HTML-encodes people's `displayName` alone (docspace-api.md T150). */
function encodedName(name: string): string {
	return name.replace(/[&<>"'\u00A0-\u00FF]/g, (character) => {
		const word = new Map([
			['&', 'amp'],
			['<', 'lt'],
			['>', 'gt'],
			['"', 'quot'],
		]).get(character);
		return `&${word ?? `#${character.charCodeAt(0)}`};`;
	});
}

/** Shapes what the portal shows of people and their roles to one caller (docspace-api.md 7.3, 7.6). */
export class PeopleDto {
	private readonly employees = new Map<string | undefined, ReturnType<PeopleDto['newEmployee']>>();

	constructor(
		private readonly store: Store,
		private readonly rights: Rights,
		private readonly dates: Dates,
		private readonly baseUrl: string,
	) {}

	employee(userId: string | undefined) {
		const known =
			this.employees.get(userId) ?? this.newEmployee(this.store.users.get(userId ?? ''));
		this.employees.set(userId, known);
		return known;
	}

	private newEmployee(user: PortalUser | undefined) {
		const id = user?.id ?? LOST_USER_ID;
		const avatar = `${this.baseUrl}/static/images/default_user_photo_size_82-82.png`;
		return {
			id,
			displayName: encodedName(user?.displayName ?? LOST_USER_NAME),
			avatar,
			avatarOriginal: avatar,
			avatarMax: avatar,
			avatarMedium: avatar,
			avatarSmall: avatar,
			profileUrl: `${this.baseUrl}/accounts/people/filter?search=${encodeURIComponent(user?.email ?? '')}`,
			hasAvatar: false,
			isAnonim: false,
		};
	}

	employeeFull(user: PortalUser) {
		const [firstName, ...rest] = isNameless(user) ? [''] : user.displayName.split(' ');
		const { caller } = this.rights;
		const groups = this.store.groupsOf(user.id).map(({ id, name }) => ({ id, name }));
		const showsCreator = caller !== undefined && isAdmin(caller) && user.createdBy !== '';
		return {
			firstName,
			lastName: rest.join(' '),
			userName: user.userName,
			email: user.email,
			status: user.status,
			activationStatus: user.status === UserStatus.pending ? 2 : 1,
			department: groups.map(({ name }) => name).join(', '),
			groups: groups.length === 0 ? undefined : groups,
			isAdmin: user.type === 'DocSpaceAdmin',
			isRoomAdmin: user.type === 'RoomAdmin',
			isLDAP: user.isLDAP === true,
			isOwner: user.type === 'Owner',
			isVisitor: user.type === 'Guest',
			isCollaborator: user.type === 'User',
			isSSO: false,
			cultureName: 'en-US',
			usedSpace: 0,
			loginEventId: 0,
			// For DocSpace admins only (docspace-api.md 7.6).
			createdBy: showsCreator ? this.employee(user.createdBy) : undefined,
			registrationDate: this.dates.show(user.registered),
			hasPersonalFolder: user.type !== 'Guest',
			tfaAppEnabled: false,
			...this.newEmployee(user),
		};
	}

	/** A group as lists show it (docspace-api.md 17.5). */
	group({ id, name, members, managerId }: Group) {
		return {
			name,
			parent: '00000000-0000-0000-0000-000000000000',
			category: '00000000-0000-0000-0000-000000000000',
			id,
			isLDAP: false,
			manager: managerId === undefined ? undefined : this.personOf(managerId),
			membersCount: members.length,
		};
	}

	wholeGroup(group: Group) {
		const members = group.members
			.map((id) => this.personOf(id))
			.sort((a, b) => (a.displayName < b.displayName ? -1 : 1));
		return { ...this.group(group), members };
	}

	/** The owner of a room heads its members without a share record (docspace-api.md 7.3). */
	roomOwner(room: Folder) {
		const sharedTo = this.personOf(room.createdBy);
		return {
			access: FileShare.ReadWrite,
			sharedTo,
			sharedToUser: sharedTo,
			isLocked: false,
			isOwner: true,
			canEditAccess: false,
			canRevoke: false,
			subjectType: SubjectType.user,
		};
	}

	share(record: ShareRecord, canEditAccess: boolean) {
		// An owner can be given a role all the same, and stays the owner (docspace-api.md 16.6).
		const { entryKind, entryId } = record;
		const folder = entryKind === 'folder' ? this.store.folders.get(entryId) : undefined;
		const isOfOwner = record.subject === folder?.createdBy;
		const shared = this.sharedWith(record);
		return {
			access: record.access,
			sharedTo: shared.sharedToUser ?? shared.sharedToGroup ?? shared.sharedLink,
			...shared,
			isLocked: isOfOwner,
			isOwner: isOfOwner,
			canEditAccess: canEditAccess && !isOfOwner && record.subject !== this.rights.caller?.id,
			...this.changesOf(record),
			subjectType: record.subjectType,
		};
	}

	/** What may be changed of a link; its title, its password and its role always (docspace-api.md 14.11). */
	private changesOf({ entryKind, entryId, subjectType, link }: ShareRecord) {
		if (link === undefined) return { canRevoke: false };
		const entry = (entryKind === 'folder' ? this.store.folders : this.store.files).get(entryId);
		const kind = entry && this.store.roomOf(entry)?.room?.kind;
		const mayEdit = entry !== undefined && this.rights.canReadLinks(entry);
		// A link that these rooms cannot be without is replaced by another when it is removed.
		const isPrimary = subjectType === SubjectType.primaryExternalLink;
		const isKept = isPrimary && (kind === 'public' || kind === 'form');
		return {
			canEditInternal: mayEdit && kind !== 'public',
			canEditDenyDownload: true,
			canEditExpirationDate: mayEdit && !isKept,
			canRevoke: isKept,
		};
	}

	private sharedWith({ subject, subjectType, link }: ShareRecord) {
		const group = this.store.groups.get(subject);
		const { id = subject, name = '' } = group ?? {};
		return {
			sharedToUser: subjectType === SubjectType.user ? this.personOf(subject) : undefined,
			sharedToGroup: subjectType === SubjectType.group ? { id, name } : undefined,
			sharedLink: link && this.link(subject, subjectType, link),
		};
	}

	/** The password stands there in clear text (docspace-api.md 14.11). */
	private link(id: string, subjectType: SubjectType, link: LinkOptions) {
		const { title, password, expires, internal = false } = link;
		const isInvitation = subjectType === SubjectType.invitationLink;
		return {
			id,
			title,
			shareLink: `${this.baseUrl}/s/${id}`,
			expirationDate: expires === undefined ? undefined : this.dates.show(expires),
			linkType: isInvitation ? 0 : 1,
			password,
			denyDownload: link.denyDownload ?? false,
			isExpired: expires !== undefined && expires < this.store.clock.now(),
			primary: subjectType === SubjectType.primaryExternalLink,
			internal,
			requestToken: isInvitation ? undefined : `${id}_token`,
			maxUseCount: link.maxUseCount,
			currentUseCount: isInvitation ? (link.currentUseCount ?? 0) : undefined,
		};
	}

	private personOf(userId: string) {
		return this.personOr(this.store.users.get(userId));
	}

	/** A person, or who stands for somebody that the portal does not know. */
	personOr(user: PortalUser | undefined) {
		return user === undefined ? this.lostUser() : this.employeeFull(user);
	}

	/** Who stands for somebody that the portal does not know (docspace-api.md 7.5, 16.6). */
	private lostUser() {
		const name = 'Unknown';
		const type = { isAdmin: false, isRoomAdmin: false, isOwner: false };
		return {
			firstName: name,
			lastName: name,
			status: UserStatus.active,
			...type,
			isVisitor: false,
			isCollaborator: false,
			registrationDate: this.dates.show(0),
			...this.employee(undefined),
		};
	}
}
